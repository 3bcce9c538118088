"""The grade that the ticks propose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.evidence import evidence_of, propose_from_choice, propose_from_points
from scheduler.memory import Quality


@pytest.mark.parametrize(
    ("ticked", "total", "expected"),
    [(6, 6, 5), (5, 6, 4), (3, 4, 4), (4, 6, 3), (2, 4, 3), (1, 4, 1), (0, 5, 1), (1, 1, 5), (0, 1, 1)],
)
def test_the_share_of_points_said_proposes_the_grade(ticked: int, total: int, expected: int) -> None:
    assert propose_from_points(range(ticked), total) == Quality(expected)


def test_saying_one_more_point_never_lowers_the_grade() -> None:
    for total in range(1, 12):
        grades = [propose_from_points(range(ticked), total) for ticked in range(total + 1)]
        assert grades == sorted(grades)
        assert (grades[0], grades[-1]) == (Quality.AGAIN, Quality.EASY)


@pytest.mark.parametrize(("ticked", "total", "essential"), [({0}, 0, ()), ({-1}, 3, ()), ({3}, 3, ()), ((), 3, {3})])
def test_impossible_ticks_are_refused(ticked: set[int], total: int, essential: set[int]) -> None:
    with pytest.raises(ValueError, match="cannot be ticked"):
        propose_from_points(ticked, total, essential)


def test_an_essential_point_weighs_as_much_as_three() -> None:
    # Seven points of which the first two are essential: eleven shares.
    essential, ordinary = {0, 1}, {2, 3, 4, 5, 6}
    everything = essential | ordinary
    assert propose_from_points(everything - {6}, 7, essential) == Quality.GOOD  # 10
    assert propose_from_points(everything - {5, 6}, 7, essential) == Quality.GOOD  # 9
    assert propose_from_points(everything - {0}, 7, essential) == Quality.HARD  # 8
    assert propose_from_points(ordinary, 7, essential) == Quality.AGAIN  # 5
    assert propose_from_points(ordinary, 7) == Quality.HARD


@given(st.integers(1, 9), st.data())
def test_a_tick_more_never_lowers_the_grade_whatever_is_essential(total: int, data: st.DataObject) -> None:
    numbers = st.sets(st.integers(0, total - 1))
    ticked, essential = data.draw(numbers), data.draw(numbers)
    more = ticked | {data.draw(st.integers(0, total - 1))}
    assert propose_from_points(ticked, total, essential) <= propose_from_points(more, total, essential)


@pytest.mark.parametrize(
    ("ticked", "quality", "said", "missed"),
    [
        ({0}, Quality.HARD, ("one",), ("two",)),
        (set(), Quality.AGAIN, (), ("one", "two")),
        (set(), Quality.GOOD, (), ()),
    ],
    ids=["ticked", "failed", "who passes without a tick does not tick"],
)
def test_what_was_said_and_missed_is_kept_in_plain_words(
    ticked: set[int], quality: Quality, said: tuple[str, ...], missed: tuple[str, ...]
) -> None:
    evidence = evidence_of(("**one**", "two"), ticked, quality)
    assert (evidence.said, evidence.missed) == (said, missed)


def test_a_quiz_is_good_or_again() -> None:
    assert propose_from_choice(True) == Quality.GOOD
    assert propose_from_choice(False) == Quality.AGAIN
