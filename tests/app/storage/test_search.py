"""The search index: what it finds, how it follows the decks, and that losing it costs nothing."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

import decks.parser
from app.find import masks
from app.find.cards import NEW, SUSPENDED, Cards, Standings
from app.find.finder import Finder
from app.find.query import parse
from app.storage.records import Evidence
from app.storage.search import NOTHING_STORED, SearchIndex, open_index, read_standings, standings_of
from decks.library import Library, load_library
from tests.app.storage.conftest import DAY, Store

FIRST = """---
id: first
title: First
part: Part
tags: [a]
---

## Où est le **jeton**? {#first-token .hard}

In the `Authorization` header, never in the address.

## Fill it {#first-fill .easy}

Wait {{c1::ten}} or {{c2::twenty}} seconds.
"""
SECOND = """---
id: second
title: Second
part: Part
tags: [b]
---

## Another question {#second-one .easy}

A token again.
"""


class Shelf:
    """A folder of decks and the index of them."""

    def __init__(self, folder: Path) -> None:
        self.decks = folder / "decks"
        self.decks.mkdir()
        self.file = folder / "cache" / "search.sqlite"
        self.opened: list[SearchIndex] = []
        self.write("first", FIRST)
        self.write("second", SECOND)

    def write(self, name: str, text: str) -> None:
        """Write a deck, a second later than whatever was there."""
        path = self.decks / f"{name}.md"
        before = path.stat().st_mtime_ns if path.exists() else 10**18
        path.write_text(text, encoding="utf-8")
        os.utime(path, ns=(before + 10**9, before + 10**9))

    def library(self) -> Library:
        return load_library((self.decks,))

    def open(self, library: Library | None = None) -> SearchIndex:
        index = open_index(self.file, library or self.library())
        assert index is not None
        self.opened.append(index)
        return index

    def found(self, query: str) -> list[str]:
        """The ids a query finds, by a fresh index."""
        library = self.library()
        cards = Cards(library)
        finder = Finder(cards, Standings.blank(cards), self.open(library), DAY, 8)
        return [cards.ids[row] for row in finder.rows(parse(query))]


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    made = Shelf(tmp_path)
    yield made
    for index in made.opened:
        index.close()


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the deck files that were parsed for the index."""
    names: list[str] = []
    read = decks.parser.read_deck

    def reading(path: Path) -> object:
        names.append(path.name)
        return read(path)

    monkeypatch.setattr(decks.parser, "read_deck", reading)
    return names


def test_words_and_phrases_are_found_in_question_and_answer_and_each_cloze_is_a_card(shelf: Shelf) -> None:
    assert shelf.found("ou jeton") == ["first-token"]
    assert shelf.found("token") == ["second-one"]
    assert shelf.found('"never in the address"') == ["first-token"]
    assert shelf.found('"in never"') == []
    assert shelf.found("ten") == ["first-fill.c1", "first-fill.c2"]


def test_questions_are_told_in_plain_words_in_the_order_asked_for(shelf: Shelf) -> None:
    assert shelf.open().questions([3, 0, 2]) == ("Another question", "Où est le jeton?", "Fill it")
    assert shelf.open().questions([]) == ()


def test_the_order_of_questions_is_that_of_the_alphabet(shelf: Shelf) -> None:
    assert list(shelf.open().question_ranks) == [3, 1, 2, 0]


def test_a_phrase_is_looked_for_among_the_candidates_whether_few_or_many(shelf: Shelf) -> None:
    index = shelf.open()
    everywhere = masks.every(4)
    assert list(masks.rows_in(index.holding("or twenty", everywhere))) == [1, 2]
    assert list(masks.rows_in(index.holding("or twenty", masks.of_rows([2], 4)))) == [2]
    assert list(masks.rows_in(index.holding("or twenty", masks.none(4)))) == []


def test_only_files_that_changed_are_parsed_again(shelf: Shelf, parsed: list[str]) -> None:
    library = shelf.library()
    parsed.clear()
    shelf.open(library)
    assert sorted(parsed) == ["first.md", "second.md"]
    parsed.clear()
    shelf.open(library)
    assert parsed == []
    shelf.write("second", SECOND.replace("A token again", "Nothing of the sort"))
    library = shelf.library()
    parsed.clear()
    shelf.open(library)
    assert parsed == ["second.md"]


def test_an_edited_a_new_and_a_deleted_deck_are_followed(shelf: Shelf) -> None:
    assert shelf.found("token") == ["second-one"]
    shelf.write("second", SECOND.replace("A token again", "Nothing of the sort"))
    assert shelf.found("token") == []
    shelf.write("third", SECOND.replace("second", "third"))
    assert shelf.found("token") == ["third-one"]
    (shelf.decks / "third.md").unlink()
    assert shelf.found("token") == []


def test_an_index_in_use_keeps_its_words_while_a_newer_one_is_made(shelf: Shelf) -> None:
    old = shelf.open()
    shelf.write("second", SECOND.replace("Another question", "A changed one"))
    new = shelf.open()
    assert old.questions([0, 3]) == ("Où est le jeton?", ""), "never the question of another card"
    assert new.questions([0, 3]) == ("Où est le jeton?", "A changed one")


@pytest.mark.parametrize("content", [b"", b"not a database at all, but long enough to be looked at" * 40])
def test_a_file_that_is_no_index_is_made_anew(shelf: Shelf, content: bytes) -> None:
    shelf.file.parent.mkdir()
    shelf.file.write_bytes(content)
    assert shelf.found("token") == ["second-one"]


def test_a_damaged_index_is_made_anew(shelf: Shelf) -> None:
    shelf.open().close()
    whole = shelf.file.read_bytes()
    shelf.file.write_bytes(whole[:4096] + b"\x5a" * (len(whole) - 4096))
    assert shelf.found("token") == ["second-one"]


def test_an_index_of_another_version_is_made_anew(shelf: Shelf) -> None:
    shelf.open().close()
    with closing(sqlite3.connect(shelf.file)) as connection:
        connection.execute("PRAGMA user_version=99")
        connection.execute("DROP TABLE note")
    assert shelf.found("token") == ["second-one"]


def test_where_no_file_can_be_written_searching_works_all_the_same(shelf: Shelf) -> None:
    shelf.file.parent.write_text("a file where the folder should be", encoding="utf-8")
    assert shelf.found("token") == ["second-one"]


def test_a_cancelled_index_is_none_and_the_next_one_goes_on(shelf: Shelf) -> None:
    assert open_index(shelf.file, shelf.library(), cancelled=lambda: True) is None
    assert shelf.found("token") == ["second-one"]


def test_progress_is_told_up_to_the_end(shelf: Shelf) -> None:
    told: list[tuple[int, int]] = []
    index = open_index(shelf.file, shelf.library(), progress=lambda done, total: told.append((done, total)))
    assert index is not None
    index.close()
    assert told[-1] == (2, 2)


def test_a_deck_that_vanished_since_the_library_was_read_is_no_trouble(shelf: Shelf) -> None:
    library = shelf.library()
    (shelf.decks / "second.md").unlink()
    index = shelf.open(library)
    assert index.questions([0, 3]) == ("Où est le jeton?", "")


# ---- progress -------------------------------------------------------------------------------------


def columns(shelf: Shelf, store: Store) -> tuple[Cards, Standings]:
    cards = Cards(shelf.library())
    return cards, standings_of(cards, store.progress)


def test_standings_are_what_progress_says(shelf: Shelf, store: Store) -> None:
    store.grade("first-token", 1)
    store.grade("first-token", 4, DAY + 1)
    store.grade("second-one", 5)
    store.progress.suspend("first-fill.c1", True)
    store.progress.bury("second-one", DAY + 3)
    store.progress.tag(["second-one"], "mine", True)
    cards, standings = columns(shelf, store)
    token, fill, one = (cards.row_of[name] for name in ("first-token", "first-fill.c1", "second-one"))
    memory = store.progress.memory("first-token")
    assert memory is not None
    assert (standings.ease[token], standings.interval[token], standings.lapses[token], standings.due[token]) == (
        memory.ease,
        memory.interval,
        memory.lapses,
        memory.due_day,
    )
    assert (standings.grade[token], standings.last_day[token]) == (4, DAY + 1)
    assert standings.flags[fill] == NEW + SUSPENDED
    assert standings.buried[one] == DAY + 3
    assert standings.tags == {"mine": frozenset({one})}


def test_missed_points_are_counted_over_all_live_reviews(shelf: Shelf, store: Store) -> None:
    def grade(missed: tuple[str, ...]) -> None:
        store.now += 1000
        store.progress.grade(
            "first-token", 3, DAY, duration_ms=1, at_ms=store.now, evidence=Evidence(said=("x",), missed=missed)
        )

    grade(("a", "b"))
    grade(())
    grade(("a",))
    cards, standings = columns(shelf, store)
    assert standings.missed == {cards.row_of["first-token"]: 3}
    store.progress.undo()
    assert columns(shelf, store)[1].missed == {cards.row_of["first-token"]: 2}


Act = Callable[[Store], object]


@pytest.mark.parametrize(
    "act",
    [
        lambda store: store.grade("first-token", 5, DAY + 7),
        lambda store: store.progress.suspend_many(["first-token"], True),
        lambda store: store.progress.bury_many(["first-token"], DAY + 9),
        lambda store: store.progress.reschedule(["first-token"], DAY + 30),
        lambda store: store.progress.forget(["first-token"]),
        lambda store: store.progress.undo(),
    ],
)
def test_reading_the_changed_cards_again_comes_to_the_same_as_reading_all(shelf: Shelf, store: Store, act: Act) -> None:
    store.grade("second-one")
    store.grade("first-token")
    cards, before = columns(shelf, store)
    act(store)
    stored = {line[0]: line for line in read_standings(store.database, ["first-token"])}
    after = before.changed(cards, [stored.get("first-token", ("first-token", *NOTHING_STORED))])
    _, everything = columns(shelf, store)
    for name in ("ease", "interval", "lapses", "due", "flags", "buried", "grade", "last_day"):
        assert getattr(after, name) == getattr(everything, name), name
