"""Comparing without case and accents, and finding the way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.find.fold import fold, searchable, spans


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Éclair  Über", "eclair uber"), ("RETRY\n after", "retry after"), ("Straße", "strasse"), ("ﬁeld", "field")],
)
def test_case_accents_and_white_space_do_not_count(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_markdown_is_searched_as_it_is_read() -> None:
    text = "A **safe** method, see [the RFC](https://x.example/9110), sends `Retry-After` in {{c1::seconds}}."
    assert searchable(text) == "a safe method, see [the rfc], sends retry-after in seconds."


@pytest.mark.parametrize(
    ("text", "terms", "marked"),
    [
        ("Idempotency-Key", ["key"], ["Key"]),
        ("Café au lait", ["cafe"], ["Café"]),
        ("the Retry\n  after", ["retry after"], ["Retry\n  after"]),
        ("idea and provider", ["id"], ["id"]),
        ("Straße", ["strasse"], ["Straße"]),
        ("a 😀 token", ["token"], ["token"]),
        ("none", ["some", ""], []),
    ],
)
def test_what_was_found_is_marked_where_it_stands(text: str, terms: list[str], marked: list[str]) -> None:
    assert [text[start:end] for start, end in spans(text, terms)] == marked
