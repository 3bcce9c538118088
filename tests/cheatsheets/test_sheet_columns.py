"""A table's width is divided so that no word is broken that need not be, and as few lines as possible."""

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
