"""A page made of cards: the shortest useful form of each, the most forgotten first, as many as fit."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cheatsheets.fit import COMFORTABLE_PT, fit
from cheatsheets.fonts import load_fonts
from cheatsheets.paper import A4, LETTER
from cheatsheets.personal import Personal, Recalled, forgetting_sheet, sheet_of, short_form
from cheatsheets.sheet import Sheet
from decks.card import Note
from decks.library import load_library
from decks.parser import parse_deck

BANK = Path(__file__).parents[2] / "decks" / "bank"


@pytest.fixture(autouse=True)
def fonts(qtbot: QtBot) -> None:
    load_fonts()


def note(answer: str, attributes: str = "", name: str = "a-01", question: str = "What is it?") -> Note:
    deck, problems = parse_deck(
        f"---\nid: d\ntitle: D\n---\n## {question} {{#{name} .easy{attributes}}}\n{answer}\n", Path()
    )
    assert deck is not None
    assert problems == ()
    return deck.notes[0]


def taken(page: Personal | None) -> tuple[str, ...]:
    assert page is not None
    return page.taken


def text_of(sheet: Sheet) -> str:
    return "\n".join(f"{box.title}\n{box.markdown}" for box in sheet.boxes)


@pytest.mark.parametrize(
    ("answer", "attributes", "expected"),
    [
        ("It is `a.b`, e.g. this. More follows.", "", "It is `a.b`, e.g. this."),
        ("First **bold. Still** bold.", "", "First **bold.**"),
        ("- [ ] one\n  goes on\n- [ ] two", "", "- one goes on\n- two"),
        ("Text\n\n- [x] right :: because\n- [ ] wrong", " .choice", "right: because"),
        ("Before.\n\nA {{c1::gap}} and {{c2::`code`::hint}}.\n\nAfter.", "", "A **gap** and `code`."),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n\nText.", "", "| a | b |\n|---|---|\n| 1 | 2 |"),
        ("Three things:\n\n- one\n- two\n\nText.", "", "Three things:\n\n- one\n- two"),
        ("```http\nGET /\n\nbody\n```\nText.", "", "```http\nGET /\n\nbody\n```"),
        ("![A drawing](a.svg)\n\nThe point. Rest.", "", "The point."),
        ("![A drawing](a.svg)", "", "A drawing"),
        ("> **Trap:** beware. Really.", "", "**Trap:** beware."),
        ("Design it.", " .prompt minutes=30", ""),
    ],
)
def test_the_short_form_of_an_answer(answer: str, attributes: str, expected: str) -> None:
    assert short_form(note(answer, attributes)) == expected


def test_points_missed_last_time_come_before_everything_else() -> None:
    assert short_form(note("- [ ] one\n- [ ] two"), ("two",)) == "- two"


@pytest.mark.parametrize(
    "answer",
    [
        "- " + "\n- ".join(f"item {n}" for n in range(40)),
        "| a |\n|---|\n" + "\n".join(f"| {n} |" for n in range(40)),
        "```\n" + "\n".join(str(n) for n in range(40)) + "\n```",
    ],
)
def test_a_long_list_table_or_piece_of_code_is_cut_and_says_so(answer: str) -> None:
    form = short_form(note(answer))
    assert form.count("\n") < 14
    assert "…" in form
    made = sheet_of([Recalled(note(answer), "Group")], "T", A4)
    assert made is not None
    assert fit(made.sheet, A4).body_pt >= COMFORTABLE_PT


def test_the_most_forgotten_comes_first_and_what_never_failed_is_left_out() -> None:
    cards = [
        Recalled(note("Yes.", name="known"), "One"),
        Recalled(note("Yes.", name="lapsed"), "Two", lapses=2, ease=250),
        Recalled(note("Yes.", name="hard"), "One", ease=130),
        Recalled(note("- [ ] x\n- [ ] y", name="missed"), "Three", missed=("y",)),
    ]
    page = forgetting_sheet(cards, A4)
    assert taken(page) == ("hard", "lapsed", "missed")
    assert page is not None
    assert [box.title for box in page.sheet.boxes] == ["One", "Two", "Three"]
    assert "- y" in text_of(page.sheet)
    assert "- x" not in text_of(page.sheet)
    assert page.left_out == 0


def test_nothing_forgotten_is_no_page() -> None:
    assert forgetting_sheet([Recalled(note("Yes."), "One")], A4) is None
    assert sheet_of([], "T", A4) is None
    assert sheet_of([Recalled(note("Design it.", " .prompt minutes=30"), "One")], "T", A4) is None


def test_a_card_with_two_gaps_stands_on_the_page_once() -> None:
    cloze = note("A {{c1::gap}} and {{c2::another}}.")
    page = sheet_of([Recalled(cloze, "One"), Recalled(cloze, "One")], "T", A4)
    assert taken(page) == ("a-01",)


@pytest.mark.parametrize("paper", [A4, LETTER], ids=lambda paper: paper.name)
def test_as_many_cards_of_the_bank_as_fit_are_on_one_page_one_can_read(paper) -> None:  # type: ignore[no-untyped-def]
    library = load_library((BANK,))
    cards = []
    for number, note_id in enumerate(library.note_ids()[::9]):
        cards.append(Recalled(library.note(note_id), library.deck_of(note_id).title, lapses=200 - number))
    page = forgetting_sheet(cards, paper, subtitle="Mine")
    assert page is not None
    assert fit(page.sheet, paper).body_pt >= COMFORTABLE_PT
    assert 12 <= len(page.taken) < 80
    assert page.left_out == len(cards) - len(page.taken)
    # One more card would be too many, or too small.
    more = sheet_of(cards[: len(page.taken) + 12], "T", paper, subtitle="Mine")
    assert len(taken(more)) <= len(page.taken) + 1
