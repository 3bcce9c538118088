"""Reading packages: what the real Anki writes, in each of its formats, comes out the same."""

import json
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from export.anki import collection as reader
from export.anki.collection import Counts, NoteType, Template, open_collection
from export.anki.problem import Cancelled, PackageError

if TYPE_CHECKING:
    from tests.export.conftest import Forge

FORMATS = ["apkg", "apkg-legacy", "colpkg", "colpkg-legacy"]
AT = 1_700_000_000_000


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_of_the_real_anki_gives_its_notes(real_packages: dict[str, Path], name: str) -> None:
    with open_collection(real_packages[name]) as opened:
        assert opened.counts == Counts(notes=3, cards=5, reviews=3)
        basic, reversed_, cloze = opened.notes()
    assert basic.fields == ('What is <b>safe</b>?<img src="dot.png">', "No change")
    assert (basic.deck, basic.tags) == ("Mine::Sub", ("other", "sub::tag"))
    assert (basic.notetype.name, basic.notetype.kind, basic.notetype.fields) == ("Basic", "normal", ("Front", "Back"))
    assert [made.question for made in reversed_.notetype.templates] == ["{{Front}}", "{{Back}}"]
    assert reversed_.notetype.templates[1] == Template(
        "Card 2", "{{Back}}", "{{FrontSide}}\n\n<hr id=answer>\n\n{{Front}}"
    )
    assert (cloze.notetype.kind, cloze.fields[0]) == ("cloze", "{{c1::alpha}} and {{c3::beta::hint}}")


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_reviews_oldest_first(real_packages: dict[str, Path], name: str) -> None:
    with open_collection(real_packages[name]) as opened:
        reviews = list(opened.reviews())
        guids = {note.note_id: note.guid for note in opened.notes()}
    assert sorted(review.button for review in reviews) == [1, 3, 4]
    assert [review.at_ms for review in reviews] == sorted(review.at_ms for review in reviews)
    assert all(guids[review.note_id] == review.guid and review.type == 0 for review in reviews)


@pytest.mark.parametrize("name", FORMATS)
def test_media_come_by_their_names_whole(real_packages: dict[str, Path], name: str) -> None:
    with open_collection(real_packages[name]) as opened:
        assert opened.media() == ("dot.png",)
        assert opened.media_bytes("dot.png") == b"\x89PNG not really"
        with pytest.raises(KeyError):
            opened.media_bytes("other.png")


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_is_left_in_the_temporary_folder(real_packages: dict[str, Path], name: str, temporary: Path) -> None:
    with open_collection(real_packages[name]) as opened:
        assert len(list(temporary.iterdir())) == 1
        list(opened.notes())
    assert list(temporary.iterdir()) == []


def test_a_folder_is_cleaned_up_also_when_the_reader_stops_in_the_middle(forge: "Forge", temporary: Path) -> None:
    class Enough(Exception):
        pass

    def read() -> None:
        with open_collection(forge.package()) as opened:
            for _ in opened.reviews():
                raise Enough

    with pytest.raises(Enough):
        read()
    assert list(temporary.iterdir()) == []


def test_cancelling_ends_reading_and_leaves_nothing(forge: "Forge", temporary: Path) -> None:
    path = forge.package()
    with pytest.raises(Cancelled), open_collection(path, cancelled=lambda: True):
        pass
    assert list(temporary.iterdir()) == []


def test_a_long_query_is_cancelled_as_well(forge: "Forge") -> None:
    asked: list[bool] = []
    with open_collection(forge.package(reviews=60_000), cancelled=lambda: bool(asked)) as opened:
        reviews = opened.reviews()
        next(reviews)
        asked.append(True)
        with pytest.raises(Cancelled):
            list(reviews)


def test_progress_is_told_from_beginning_to_end(real_packages: dict[str, Path]) -> None:
    for path in real_packages.values():
        told: list[float] = []
        with open_collection(path, progress=told.append):
            assert told == sorted(told)
            assert told[-1] == 1.0


def test_the_buttons_of_the_first_scheduler_are_moved_while_a_card_is_learned(forge: "Forge") -> None:
    def edit(connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE col SET conf = '{}'")
        connection.execute("DELETE FROM revlog")
        connection.executemany(
            "INSERT INTO revlog VALUES (?, 1, 0, ?, 1, 0, 2500, 4000, ?)",
            [(AT, 1, 0), (AT + 1, 2, 0), (AT + 2, 3, 2), (AT + 3, 2, 1), (AT + 4, 4, 1)],
        )

    with open_collection(forge.package(edit)) as opened:
        assert [review.button for review in opened.reviews()] == [1, 3, 4, 2, 4]


def test_a_card_in_a_filtered_deck_is_at_home_where_it_came_from(forge: "Forge") -> None:
    def edit(connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE cards SET did = 1, odid = 2 WHERE id = 1")

    with open_collection(forge.package(edit)) as opened:
        assert [note.deck for note in opened.notes()] == ["Mine::Sub", "Mine::Sub"]


def test_the_placeholder_for_old_programs_is_never_read(real_packages: dict[str, Path]) -> None:
    """A new package has a `collection.anki2` with one note that asks to update Anki."""
    with open_collection(real_packages["colpkg"]) as opened:
        assert opened.counts.notes == 3
        assert not any("update" in note.fields[0].lower() for note in opened.notes())


def test_text_that_is_not_utf_8_is_shown_as_well_as_it_can_be(forge: "Forge") -> None:
    def edit(connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE notes SET flds = CAST(x'61ff621f63' AS TEXT) WHERE id = 2")

    with open_collection(forge.package(edit)) as opened:
        assert list(opened.notes())[1].fields == ("a\ufffdb", "c")


def test_a_note_type_of_the_old_schema_is_read_in_the_order_it_states(forge: "Forge") -> None:
    def edit(connection: sqlite3.Connection) -> None:
        model = {
            "name": "Odd",
            "type": 1,
            "flds": [{"name": "B", "ord": 1}, {"name": "A", "ord": 0}],
            "tmpls": [{"name": "T", "qfmt": "q", "afmt": "a", "ord": 0}],
        }
        connection.execute("UPDATE col SET models = ?", (json.dumps({"7": model}),))

    with open_collection(forge.package(edit)) as opened:
        assert opened.notetypes[7] == NoteType(7, "Odd", "cloze", ("A", "B"), (Template("T", "q", "a"),))


@pytest.fixture
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("NOTES", 3), ("CARDS", 4), ("REVIEWS", 5), ("FIELD", 30)):
        monkeypatch.setattr(reader, name, value)


@pytest.mark.usefixtures("small_limits")
@pytest.mark.parametrize(
    ("table", "columns", "says"),
    [
        ("notes", "id, guid, mid, tags, flds", "5 notes, and By Heart takes 3"),
        ("cards", "id, nid, did, ord", "5 cards, and By Heart takes 4"),
        ("revlog", "id, cid, ease, type, time", "6 reviews, and By Heart takes 5"),
    ],
)
def test_too_many_of_anything_is_said_with_the_limit(forge: "Forge", table: str, columns: str, says: str) -> None:
    def edit(connection: sqlite3.Connection) -> None:
        count = columns.count(",")
        connection.executemany(
            f"INSERT INTO {table} ({columns}) VALUES (?{', 7' * count})", [(number,) for number in (10, 11, 12)]
        )

    with pytest.raises(PackageError, match=says), open_collection(forge.package(edit)):
        pass


@pytest.mark.usefixtures("small_limits")
def test_a_note_that_is_too_long_is_named(forge: "Forge") -> None:
    def edit(connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE notes SET flds = ? WHERE id = 2", ("y" * 31,))

    with open_collection(forge.package(edit)) as opened, pytest.raises(PackageError, match=r"31 characters \(2\)"):
        list(opened.notes())
