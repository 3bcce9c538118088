"""A table's width is divided so that no word is broken that need not be, and as few lines as possible."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cheatsheets.columns import Division


def test_with_room_for_all_every_cell_is_on_one_line_and_the_width_is_used() -> None:
    assert Division([[10, 20], [30, 10]], [5, 5]).widths(100) == (60, 40)


def test_the_column_is_narrowed_that_breaks_one_cell_rather_than_many() -> None:
    """Four of the first column's cells are long, one of the second's: that one is broken."""
    cells = [[60, 30], [60, 30], [60, 70], [60, 30], [60, 30]]
    first, second = Division(cells, [20, 20]).widths(100)
    assert first >= 60
    assert 35 < second <= 40


def test_no_column_is_narrower_than_its_longest_word() -> None:
    assert Division([[80, 80]], [40, 50]).widths(60) == (40, 50)


def test_a_narrow_first_column_stays_near_to_what_it_labels() -> None:
    """Of 4,000 to spare a label takes 150; the others share the rest by their widths."""
    label, *rest = Division([[100, 1_200, 700]], [10, 10, 10]).widths(6_000)
    assert label == 250
    assert rest == pytest.approx([1_200 * 5_750 / 1_900, 700 * 5_750 / 1_900])


def test_columns_of_numbers_share_the_room_evenly() -> None:
    """A first column that is about as wide as the others is no label."""
    assert Division([[100, 120, 110]], [10, 10, 10]).widths(660) == (200, 240, 220)


def test_a_name_in_code_is_broken_only_where_it_saves_many_lines() -> None:
    """Narrowing the first column would break the name; the second is narrowed, though it breaks two cells."""
    cells = [[80.0, 50.0], [30.0, 50.0]]
    assert Division(cells, [30, 20], [[80, 0], [0, 0]]).widths(110)[0] >= 80


@given(
    st.integers(1, 4).flatmap(
        lambda columns: st.lists(
            st.lists(st.floats(10, 500), min_size=columns, max_size=columns), min_size=1, max_size=6
        )
    ),
    st.lists(st.floats(20, 1_000), min_size=1, max_size=3),
)
def test_the_width_is_kept_whatever_was_asked_before(cells: list[list[float]], widths: list[float]) -> None:
    least = [min(column) / 2 for column in zip(*cells, strict=True)]
    division = Division(cells, least)
    for width in widths:
        found = division.widths(width)
        assert found == Division(cells, least).widths(width)
        assert all(column >= small - 1e-6 for column, small in zip(found, least, strict=True))
        assert sum(found) <= max(width, sum(least)) + 1e-6
