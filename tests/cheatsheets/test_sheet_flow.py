"""Boxes in columns: in reading order, balanced, and no room wasted beside a wide one."""

from itertools import combinations_with_replacement, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cheatsheets.flow import balance, flow, run_height

HEIGHTS = st.lists(st.floats(1, 100), min_size=1, max_size=8)


def tallest(heights: list[float], cuts: tuple[int, ...], gap: float) -> float:
    edges = (0, *cuts, len(heights))
    return max(run_height(heights, tuple(range(first, end)), gap) for first, end in pairwise(edges))


@given(HEIGHTS, st.integers(1, 4), st.floats(0, 10))
def test_no_cut_in_order_has_a_shorter_tallest_column(heights: list[float], columns: int, gap: float) -> None:
    runs = balance(heights, columns, gap)
    assert len(runs) == columns
    assert [number for run in runs for number in run] == list(range(len(heights)))
    best = min(
        tallest(heights, cuts, gap) for cuts in combinations_with_replacement(range(len(heights) + 1), columns - 1)
    )
    assert max(run_height(heights, run, gap) for run in runs) == pytest.approx(best)


def test_of_equally_short_cuts_the_most_even_is_taken_and_the_first_columns_are_filled() -> None:
    assert balance([9, 1, 1, 1, 1], 3, 0) == ((0,), (1, 2), (3, 4))
    assert balance([1, 1], 4, 0) == ((0,), (1,), (), ())


@given(st.lists(st.tuples(st.floats(1, 100), st.booleans()), min_size=1, max_size=12), st.integers(1, 4))
def test_every_box_stands_in_one_band(boxes: list[tuple[float, bool]], columns: int) -> None:
    heights, wide = [height for height, _ in boxes], [is_wide for _, is_wide in boxes]
    bands = flow(heights, wide, columns, 1)
    assert sorted(number for band in bands for run in band.runs for number in run) == list(range(len(boxes)))
    for band in bands:
        assert band.height == max(run_height(heights, run, 1) for run in band.runs)
        assert all(wide[number] == band.wide for run in band.runs for number in run)


@pytest.mark.parametrize(
    ("wide", "expected"),
    [
        ("w......", ["w", "n"]),
        (".w.....", ["w", "n"]),
        ("...w...", ["n", "w", "n"]),
        (".....w.", ["n", "w"]),
        (".w...w.", ["w", "n", "w"]),
        ("ww", ["w", "w"]),
    ],
)
def test_a_wide_box_never_leaves_a_row_of_fewer_boxes_than_columns(wide: str, expected: list[str]) -> None:
    bands = flow([1.0] * len(wide), [sign == "w" for sign in wide], 3, 0)
    assert ["w" if band.wide else "n" for band in bands] == expected
