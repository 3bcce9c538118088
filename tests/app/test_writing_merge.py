"""The three-way merge: what two sides wrote apart is joined, what they wrote in one place is shown, nothing is lost."""

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.writing.merge import Choice, Conflict, matches, merge

# Few different lines, blank ones and fences among them: what makes a diff go astray.
LINES = st.lists(st.sampled_from(["", "```", "- [ ] point", "a", "b", "c", "Source: RFC", "## Q {#x}"]), max_size=14)
CHOICES: tuple[Choice, ...] = ("mine", "theirs", "both")


@st.composite
def edited(draw: st.DrawFn, base: list[str], mark: str) -> list[str]:
    """`base` with lines deleted, and inserted ones that carry a mark of their own."""
    made: list[str] = []
    for number, line in enumerate([*base, None]):
        if draw(st.integers(0, 4)) == 0:
            made.append(f"{mark}{number}")
        if line is not None and draw(st.integers(0, 5)):
            made.append(line)
    return made


@st.composite
def three(draw: st.DrawFn) -> tuple[list[str], list[str], list[str]]:
    base = draw(LINES)
    return base, draw(edited(base, "mine")), draw(edited(base, "theirs"))


def joined(lines: list[str]) -> str:
    return "\n".join(lines)


@given(three())
@settings(max_examples=400)
def test_no_line_that_either_side_wrote_is_lost(texts: tuple[list[str], list[str], list[str]]) -> None:
    """Every added line is in the merged text or shown in a conflict; keeping both keeps all of them."""
    base, mine, theirs = texts
    merged = merge(joined(base), joined(mine), joined(theirs))
    whole = merged.decided("both").split("\n")
    for line in (*mine, *theirs):
        if line.startswith(("mine", "theirs")):
            assert line in whole
    agreed = merged.decided("mine").split("\n")
    shown = [line for conflict in merged.conflicts for line in conflict.theirs]
    assert all(line in agreed or line in shown for line in theirs if line.startswith("theirs"))


@given(three())
@settings(max_examples=400)
def test_a_line_stays_unless_a_side_deleted_it(texts: tuple[list[str], list[str], list[str]]) -> None:
    """Of a line of the base, the merged text has at least as many as were deleted by nobody."""
    base, mine, theirs = texts
    merged = merge(joined(base), joined(mine), joined(theirs))
    whole = merged.decided("both").split("\n")
    for line in set(base):
        gone = max(0, base.count(line) - mine.count(line)) + max(0, base.count(line) - theirs.count(line))
        assert whole.count(line) >= base.count(line) - gone


@given(three())
def test_the_sides_are_alike(texts: tuple[list[str], list[str], list[str]]) -> None:
    """Whoever saves last gets the same text, and the same conflicts the other way round."""
    base, mine, theirs = map(joined, texts)
    one, other = merge(base, mine, theirs), merge(base, theirs, mine)
    assert [(c.mine, c.theirs) for c in one.conflicts] == [(c.theirs, c.mine) for c in other.conflicts]
    assert one.decided("mine") == other.decided("theirs")


@given(LINES, LINES)
def test_a_side_that_changed_nothing_takes_the_others_text(base: list[str], other: list[str]) -> None:
    """One-sided changes, and equal ones, never ask."""
    old, new = joined(base), joined(other)
    assert merge(old, old, new).text() == new
    assert merge(old, new, old).text() == new
    assert merge(old, new, new).text() == new


@given(LINES, LINES, LINES, LINES, LINES)
def test_changes_in_different_cards_are_both_taken(
    first: list[str], second: list[str], between: list[str], mine: list[str], theirs: list[str]
) -> None:
    """Two unchanged lines that stand once keep two changes apart, whatever they are."""
    kept = ["-- one --", *between, "-- two --"]
    base = joined([*first, *kept, *second])
    merged = merge(base, joined([*mine, *kept, *second]), joined([*first, *kept, *theirs]))
    assert merged.text() == joined([*mine, *kept, *theirs])


@given(LINES, LINES)
def test_matches_ascend_and_pair_equal_lines(one: list[str], other: list[str]) -> None:
    """What the merge is built on."""
    pairs = matches(one, other)
    assert all(one[x] == other[y] for x, y in pairs)
    assert all(x < p and y < q for (x, y), (p, q) in pairwise(pairs))


def test_the_same_line_changed_twice_is_a_conflict_with_all_three_texts() -> None:
    """It says where it is, and each choice gives its lines."""
    merged = merge("head\nold\ntail", "head\nmine\ntail", "head\ntheirs\ntail")
    (conflict,) = merged.conflicts
    assert conflict == Conflict(2, ("old",), ("mine",), ("theirs",))
    expected = ("head\nmine\ntail", "head\ntheirs\ntail", "head\nmine\ntheirs\ntail")
    assert tuple(merged.text(choice) for choice in CHOICES) == expected
    with pytest.raises(ValueError, match="0 choices for 1"):
        merged.text()


def test_a_deletion_against_a_change_is_asked_about() -> None:
    """Neither the deleted nor the changed line wins silently."""
    (conflict,) = merge("a\nb\nc", "a\nc", "a\nB\nc").conflicts
    assert (conflict.mine, conflict.theirs) == ((), ("B",))


def test_large_texts_without_a_telling_line_end_soon() -> None:
    """30,000 equal lines against others: the time stays far from quadratic."""
    base = joined(["same"] * 30_000)
    mine = joined(["x", *["same"] * 29_000, *["other"] * 5_000, "y"])
    begun = time.process_time()
    merged = merge(base, mine, joined([*["same"] * 15_000, "t", *["same"] * 15_000]))
    assert time.process_time() - begun < 5
    assert "t" in merged.decided("both").split("\n")
