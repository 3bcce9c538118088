"""The grade that the ticks propose."""

import pytest

from app.evidence import propose_from_choice, propose_from_points
from scheduler.memory import Quality


@pytest.mark.parametrize(
    ("ticked", "total", "expected"),
    [(6, 6, 5), (5, 6, 4), (3, 4, 4), (4, 6, 3), (2, 4, 3), (1, 4, 1), (0, 5, 1), (1, 1, 5), (0, 1, 1)],
)
def test_the_share_of_points_said_proposes_the_grade(ticked: int, total: int, expected: int) -> None:
    assert propose_from_points(ticked, total) == Quality(expected)


def test_saying_one_more_point_never_lowers_the_grade() -> None:
    for total in range(1, 12):
        grades = [propose_from_points(ticked, total) for ticked in range(total + 1)]
        assert grades == sorted(grades)
        assert (grades[0], grades[-1]) == (Quality.AGAIN, Quality.EASY)


@pytest.mark.parametrize(("ticked", "total"), [(1, 0), (-1, 3), (4, 3)])
def test_impossible_ticks_are_refused(ticked: int, total: int) -> None:
    with pytest.raises(ValueError, match="cannot be ticked"):
        propose_from_points(ticked, total)


def test_a_quiz_is_good_or_again() -> None:
    assert propose_from_choice(True) == Quality.GOOD
    assert propose_from_choice(False) == Quality.AGAIN
