"""Bundled cards corrected by the user; drafts that survive a crash; pasted pictures; what the linter says meanwhile."""

import struct
from pathlib import Path

import pytest

from app.course import contents
from app.errors import ByHeartError
from app.interview import read_prompts
from app.paths import Paths
from app.storage.search import open_index
from app.writing import complete, lint, override, picture, shelf, template, unsaved
from app.writing.file import Saved, save
from app.writing.section import find_section, replaced
from app.writing.unsaved import Draft
from decks.check import check
from decks.ids import with_ids
from decks.library import Library, load_library
from decks.parser import parse_deck

BUNDLED = """---
id: one
title: One
part: Part A
tags: [http]
---

## What is safe? {#one-safe .easy}

Wrong. ![A picture](../media/x.svg)

Source: RFC

## Design it {#one-prompt .prompt minutes=15}

Now.

## Gaps {#one-gap .hard}

{{c1::a}} {{c2::b}}
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(tmp_path / "data")


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    folder = tmp_path / "bank"
    (folder / "part").mkdir(parents=True)
    (folder / "media").mkdir()
    (folder / "media" / "x.svg").write_text(SVG)
    (folder / "part" / "one.md").write_text(BUNDLED, encoding="utf-8")
    (folder / "part" / "two.md").write_text("---\nid: two\ntitle: Two\n---\n\n## Q? {#two-q}\n\nA.\n", encoding="utf-8")
    return folder


@pytest.fixture
def library(bank: Path, paths: Paths) -> Library:
    return both(bank, paths)


def both(bank: Path, paths: Paths) -> Library:
    return load_library([bank, paths.decks] if paths.decks.exists() else [bank], paths.cache / "library.json")


def correct(library: Library, paths: Paths, note_id: str, written: str) -> Path:
    known, text = override.correction(library, note_id, paths)
    found = find_section(text, note_id)
    assert found is not None
    saved = save(known, replaced(text, found, written), unsaved.folder(paths))
    assert isinstance(saved, Saved)
    return known.path


def test_a_corrected_card_is_asked_with_the_users_text_and_its_old_id(
    library: Library, bank: Path, paths: Paths
) -> None:
    """Same cards in the same order, no complaint; the bundled file is untouched, its picture still found."""
    written = "## What is *really* safe? {#one-safe .hard}\n\nRight. ![A picture](../media/x.svg)\n\nSource: RFC"
    file = correct(library, paths, "one-safe", written)
    assert file == paths.decks / "overrides" / "one.md"
    now = both(bank, paths)
    assert now.problems == ()
    assert [row.card_id for row in now.rows] == [row.card_id for row in library.rows]
    assert now.note_ids() == library.note_ids()
    assert now.note("one-safe").question == "What is *really* safe?"
    assert {row.card_id: row.level for row in now.rows}["one-safe"] == "hard"
    deck = now.deck_of("one-safe")
    assert (deck.id, deck.title, deck.part, deck.path) == ("one", "One", "Part A", file)
    assert now.image(deck, "../media/x.svg") == (bank / "media" / "x.svg").resolve()
    assert override.is_corrected(now, "one-safe")
    assert not override.is_corrected(now, "one-gap")
    assert (bank / "part" / "one.md").read_text("utf-8") == BUNDLED


def test_a_reset_brings_the_bundled_card_back(library: Library, bank: Path, paths: Paths) -> None:
    """The copy goes, the other corrections stay, and the last one takes the file along."""
    correct(library, paths, "one-safe", "## Mine {#one-safe}\n\nMine.")
    file = correct(both(bank, paths), paths, "one-gap", "## Mine too {#one-gap}\n\nMine.")
    override.reset(file, "one-safe", unsaved.folder(paths))
    now = both(bank, paths)
    assert now.note("one-safe").question == "What is safe?"
    assert now.note("one-gap").question == "Mine too"
    override.reset(file, "one-gap", unsaved.folder(paths))
    assert not file.exists()
    assert both(bank, paths).rows == library.rows


def test_a_correction_may_change_how_many_cards_a_note_has(library: Library, bank: Path, paths: Paths) -> None:
    """A prompt becomes a card, a cloze loses a gap: their rows stand where the notes do."""
    correct(library, paths, "one-prompt", "## Design it {#one-prompt}\n\nNow.")
    correct(both(bank, paths), paths, "one-gap", "## Gaps {#one-gap}\n\n{{c2::b}}")
    assert [row.card_id for row in both(bank, paths).rows] == ["one-safe", "one-prompt", "one-gap.c2", "two-q"]


def test_a_broken_correction_leaves_the_bundled_card(library: Library, bank: Path, paths: Paths) -> None:
    """The parser's sentence is told, and the card is asked as it was."""
    correct(library, paths, "one-safe", "## What is safe? {#one-safe .nonsense}\n\nX.")
    now = both(bank, paths)
    assert [problem.rule for problem in now.problems] == ["unknown-class"]
    assert now.rows == library.rows
    assert "Wrong." in now.note("one-safe").answer


@pytest.mark.parametrize(
    ("head", "card", "said"),
    [
        ("overrides: none", "one-safe", "there is no bundled deck `none`"),
        ("overrides: one", "one-new", "the bundled deck `one` has no card `one-new`"),
        ("overrides: one", "two-q", "the id `two-q` is already used"),
        ("overrides: Not a slug", "one-safe", "`overrides: Not a slug` is not a deck's id"),
    ],
)
def test_a_file_that_overrides_what_there_is_not_is_told(
    bank: Path, paths: Paths, head: str, card: str, said: str
) -> None:
    """One sentence with the place; the bundled cards stay."""
    paths.decks.mkdir(parents=True)
    file = paths.decks / "o.md"
    file.write_text(f"---\nid: o\ntitle: O\n{head}\n---\n\n## Q? {{#{card}}}\n\nMine.\n", encoding="utf-8")
    now = both(bank, paths)
    assert said in str(now.problems[0])
    assert now.problems[0].path == file
    assert len(now.rows) == 4
    assert "Mine" not in now.note("one-safe").answer + now.note("two-q").answer


def test_two_corrections_of_a_card_are_told_and_the_first_holds(bank: Path, paths: Paths) -> None:
    """Two copies of the data put together."""
    paths.decks.mkdir(parents=True)
    for name in ("a", "b"):
        text = f"---\nid: {name}\ntitle: T\noverrides: two\n---\n\n## From {name}? {{#two-q}}\n\nA.\n"
        (paths.decks / f"{name}.md").write_text(text, encoding="utf-8")
    now = both(bank, paths)
    assert now.note("two-q").question == "From a?"
    assert [problem.rule for problem in now.problems] == ["duplicate-id"]


def test_corrections_are_read_from_the_cache_as_well(library: Library, bank: Path, paths: Paths) -> None:
    """The second start knows them without a parser."""
    correct(library, paths, "one-safe", "## Mine {#one-safe}\n\nMine.\n\nSource: me")
    first = both(bank, paths)
    second = both(bank, paths)
    assert second.rows == first.rows
    assert second.deck_of("one-safe") == first.deck_of("one-safe")


def test_the_linter_checks_corrections_and_counts_no_card_twice(library: Library, bank: Path, paths: Paths) -> None:
    """With the bank, and the folder of corrections by itself."""
    correct(library, paths, "one-safe", "## Mine {#one-safe}\n\nMine. ![gone](none.svg)")
    report = check([bank, paths.decks], bundled=bank, strict=False)
    assert report.cards == 4
    assert [problem.rule for problem in report.problems if problem.severity == "error"] == ["missing-picture"]
    alone = check([paths.decks], bundled=bank, strict=False)
    assert [problem.rule for problem in alone.problems if problem.rule == "overridden"] == []


# ---- drafts -----------------------------------------------------------------------------------------


def test_a_draft_is_offered_until_it_is_saved_or_dropped(paths: Paths, tmp_path: Path) -> None:
    """It knows what its text was made from."""
    draft = Draft(str(tmp_path / "d.md"), "base", "typed \u2028 text", "d-one")
    unsaved.keep(paths, draft)
    assert unsaved.drafts(paths) == (draft,)
    assert draft.known.text == "base"
    (tmp_path / "d.md").write_text("typed \u2028 text", encoding="utf-8")
    assert unsaved.drafts(paths) == ()
    (tmp_path / "d.md").unlink()
    unsaved.drop(paths, tmp_path / "d.md")
    assert unsaved.drafts(paths) == ()


@pytest.mark.parametrize("content", [b"", b"\xff", b"[]", b"{}", b'{"format": 1}', b'{"format": 9, "path": "x"}'])
def test_a_damaged_draft_is_passed_over(paths: Paths, content: bytes) -> None:
    """It stops neither the page nor the other drafts."""
    unsaved.keep(paths, Draft("/d.md", "", "text"))
    (unsaved.folder(paths) / "a.json").write_bytes(content)
    assert [draft.text for draft in unsaved.drafts(paths)] == ["text"]


def test_sweeping_keeps_the_pictures_of_drafts(paths: Paths, tmp_path: Path) -> None:
    """What a killed program left goes; what unsaved work needs stays."""
    used, unused = picture.keep(png(1, 1), paths), picture.keep(png(2, 2), paths)
    unsaved.keep(paths, Draft(str(tmp_path / "d.md"), "", f"![x]({used})"))
    (unsaved.folder(paths) / ".d.md.1-0.tmp").write_text("half")
    unsaved.sweep(paths)
    assert picture.find(used, tmp_path / "d.md", paths) is not None
    assert picture.find(unused, tmp_path / "d.md", paths) is None
    assert list(unsaved.folder(paths).glob(".*")) == []


# ---- pictures ---------------------------------------------------------------------------------------


def png(width: int, height: int, more: bytes = b"") -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height) + b"rest" + more


def test_a_pasted_picture_lies_beside_its_deck_once_that_is_saved(paths: Paths, tmp_path: Path) -> None:
    """Named after its content, so that the same picture is there once; before, the deck's folder has nothing of it."""
    deck = tmp_path / "repository" / "d.md"
    deck.parent.mkdir()
    name = picture.keep(png(3, 2), paths)
    assert name == picture.keep(png(3, 2), paths)
    assert list(deck.parent.iterdir()) == []
    picture.settle(f"text ![x]({name}) and ![not ours](media/other.png)", deck, paths)
    assert (deck.parent / name).read_bytes() == png(3, 2)
    assert [path.name for path in deck.parent.iterdir()] == ["media"]
    assert len(list((deck.parent / "media").iterdir())) == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"GIF89a", "no picture that can be read: copy it again"),
        (png(7000, 1), "7,000 by 1 pixels: make it 6,000 at most"),
        (png(1, 1, b"x" * picture.MAX_BYTES), "over 4 MB: make it smaller"),
    ],
)
def test_a_picture_too_large_is_refused_in_a_sentence(paths: Paths, data: bytes, said: str) -> None:
    """And kept nowhere."""
    with pytest.raises(ByHeartError, match=said):
        picture.keep(data, paths)
    assert not unsaved.folder(paths).exists()


# ---- what is said meanwhile -------------------------------------------------------------------------


def test_the_problems_of_a_text_are_the_parsers_the_linters_and_the_librarys(library: Library, paths: Paths) -> None:
    """By line; a card without an id is none, it gets one when it is saved."""
    path = paths.decks / "mine.md"
    name = picture.keep(png(1, 1), paths)
    text = (
        "---\nid: two\ntitle: T\n---\n\n## New?\n\nA.\n\nSource: x\n\n## Q? {#two-q}\n\n"
        f"![no](none.svg) ![pasted]({name})\n\nSource: x\n\n## Bad {{#bad .nope}}\n\nA.\n"
    )
    deck, problems = lint.deck_problems(text, path, library, paths)
    assert deck is not None
    assert [(problem.line, problem.rule) for problem in problems] == [
        (1, "duplicate-deck"),
        (12, "duplicate-id"),
        (14, "missing-picture"),
        (18, "unknown-class"),
    ]


def test_a_correction_may_use_the_ids_of_the_deck_it_corrects(library: Library, paths: Paths) -> None:
    """Only those."""
    _, text = override.correction(library, "one-safe", paths)
    path = paths.decks / "overrides" / "one.md"
    assert lint.deck_problems(text, path, library, paths)[1] == ()
    other = text.replace("overrides: one", "overrides: two")
    assert "duplicate-id" in [problem.rule for problem in lint.deck_problems(other, path, library, paths)[1]]


def test_a_sheets_problems_name_unknown_lessons(library: Library, paths: Paths) -> None:
    """The template itself has none."""
    text = template.new_sheet("sheet-x", "It's: new")
    assert lint.sheet_problems(text, paths.data_dir / "sheets" / "x.md", library) == ()
    wrong = lint.sheet_problems(text.replace("lessons: []", "lessons: [nine]"), paths.data_dir / "x.md", library)
    assert "nine" in wrong[0].message


def test_every_template_makes_a_card_without_a_problem(library: Library, paths: Paths, tmp_path: Path) -> None:
    """Each is another kind, and its words to write over are in it."""
    text = template.new_deck("mine", "Mine: \"quoted\" & 'all'")
    for made in template.CARDS[1:]:
        text = f"{text}\n{made.text}"
    assert all(made.first in made.text for made in (*template.CARDS, template.BOX))
    given, _ = with_ids(text, tmp_path / "m.md")
    assert given is not None
    deck, problems = parse_deck(given, tmp_path / "m.md")
    assert problems == ()
    assert deck is not None
    assert deck.title == "Mine: \"quoted\" & 'all'"
    assert len({note.kind for note in deck.notes}) == 6


def test_a_new_file_never_takes_the_name_of_another(tmp_path: Path) -> None:
    """Titles may be equal, or have no letter of the alphabet."""
    assert template.slug("Ümläut's & Co!") == "umlauts-co"
    assert template.slug("日本") == "deck"
    (tmp_path / "deck.md").touch()
    assert template.new_file(tmp_path, "deck") == tmp_path / "deck-2.md"


@pytest.mark.parametrize(
    ("text", "typed", "first"),
    [
        ("---\ntags: [ht", "ht", "http"),
        ("---\ntags:\n  - h", "h", "http"),
        ("---\nlessons: [tw", "tw", "two"),
        ("---\npart: P", "P", "Part A"),
        ("---\noverrides: ", "", "one"),
        ("---\nid: x\n---\n\n## Q {.e", ".e", ".easy"),
        ("---\nid: x\n---\n\n## Q {#x .pro", ".pro", ".prompt minutes=30"),
        ("---\nid: x\n---\n\nsee tw", "tw", "two"),
        ("---\nid: x\n---\n\n> **Tr", "**Tr", "**Trap:** "),
    ],
)
def test_completion_offers_what_may_stand_there(library: Library, text: str, typed: str, first: str) -> None:
    """Lessons, tags, parts, levels and kinds, by what was typed of them."""
    offer = complete.offer(text, len(text), library)
    assert (offer.typed, offer.words[0][0]) == (typed, first)


def test_completion_finds_a_lesson_by_its_title_and_offers_nothing_in_an_id(library: Library) -> None:
    """One knows what a lesson is about rather than its number."""
    text = "---\nid: x\n---\n\nOne"
    assert complete.offer(text, len(text), library).words == (("one", "One"),)
    assert complete.offer("---\nid: on", 10, library).words == ()


def test_the_shelf_has_the_users_files_even_broken_ones(library: Library, bank: Path, paths: Paths) -> None:
    """What cannot be parsed is what one wants to open."""
    correct(library, paths, "one-safe", "## Mine? {#one-safe}\n\nMine.")
    (paths.decks / "mine.md").write_text("---\nid: mine\ntitle: My deck\n---\n", encoding="utf-8")
    (paths.decks / "broken.md").write_text("no head", encoding="utf-8")
    (paths.data_dir / "sheets").mkdir()
    (paths.data_dir / "sheets" / "s.md").write_text("---\nid: s\ntitle: My sheet\n---\n", encoding="utf-8")
    groups = {group.title: [book.title for book in group.books] for group in shelf.shelf(both(bank, paths), paths)}
    assert groups == {
        "Your decks": ["broken", "My deck"],
        "Your sheets": ["My sheet"],
        "Bundled cards you changed": ["Mine?"],
        "Part A": ["One"],
        "": ["Two"],
    }


# ---- everywhere else --------------------------------------------------------------------------------


def test_a_corrected_card_is_what_other_pages_find(library: Library, bank: Path, paths: Paths) -> None:
    """Search, the course and the interview have the user's words, each note once."""
    correct(library, paths, "one-safe", "## Mine? {#one-safe}\n\nzebra\n\n- [ ] a point")
    correct(both(bank, paths), paths, "one-prompt", "## Design mine {#one-prompt .prompt minutes=30}\n\nNow.")
    now = both(bank, paths)
    for index_file in (paths.cache / "search.sqlite", paths.cache / "search.sqlite"):  # made, then read again
        index = open_index(index_file, now)
        assert index is not None
        every = bytes([1]) * len(now.rows)
        assert [row.card_id for row, on in zip(now.rows, index.holding("zebra", every), strict=True) if on] == [
            "one-safe"
        ]
        assert index.holding("wrong", every) == bytes(len(now.rows))
        assert index.questions([0]) == ("Mine?",)
        index.close()
    assert contents(now)["one"].points["one-safe"] == ("a point",)
    assert [(prompt.question, prompt.minutes) for prompt in read_prompts(now)] == [("Design mine", 30)]
