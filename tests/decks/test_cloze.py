"""Gaps: what is one, what only looks like one."""

import pytest

from decks.card import gap_of, note_id_of
from decks.cloze import find_gaps


@pytest.mark.parametrize(
    ("text", "gaps"),
    [
        ("{{c1::a}}", [(1, "a", "")]),
        ("{{c12::a::b}}", [(12, "a", "b")]),
        ("{{c1::a\nb}}", [(1, "a\nb", "")]),
        ("{{c1::`x::y`::h}}", [(1, "`x::y`", "h")]),
        ("{{c1::/u/{id}}} {{c2::{a}::b}}", [(1, "/u/{id}", ""), (2, "{a}", "b")]),
        ("`{{c1::a}}` {{c2::b}}", [(2, "b", "")]),
        ("```\n{{c1::a}}\n```\n{{c1::b}}", [(1, "b", "")]),
        ("\\`{{c1::a}}\\`", [(1, "a", "")]),
        ("{{customer}} {{ c1 }} {c1::a}", []),
    ],
)
def test_gaps_are_found_outside_code(text: str, gaps: list[tuple[int, str, str]]) -> None:
    """With number, text and hint, and where they stand."""
    found, broken = find_gaps(text)
    assert [(gap.number, gap.text, gap.hint) for gap in found] == gaps
    assert broken == ()
    assert all(text[gap.start : gap.start + 3] == "{{c" and text[gap.end - 2 : gap.end] == "}}" for gap in found)


@pytest.mark.parametrize(
    "text", ["{{c1:a}}", "{{c1::a\n\nb}}", "{{C1::a}}", "{{c::a}}", "{{c1}}", "{{c1:: }}", "{{c01::a}}"]
)
def test_near_misses_are_reported_with_their_place(text: str) -> None:
    """A gap that is none would show the answer."""
    assert find_gaps(f"x {text}") == ((), (2,))


def test_card_ids_lead_back_to_note_and_gap() -> None:
    """Note ids hold no dot, so the last part is the number."""
    assert (note_id_of("rel-02-key.c12"), gap_of("rel-02-key.c12")) == ("rel-02-key", 12)
    assert (note_id_of("rel-02-key"), gap_of("rel-02-key")) == ("rel-02-key", None)
