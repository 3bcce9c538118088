"""Boxes flowed into columns in reading order: the cuts that make the tallest column as short as can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

Run = tuple[int, ...]
"""The numbers of the boxes that stand below each other."""


@dataclass(frozen=True, slots=True)
class Band:
    """Boxes side by side in columns, or one wide box."""

    runs: tuple[Run, ...]
    height: float
    wide: bool = False


def flow(heights: Sequence[float], wide: Sequence[bool], columns: int, gap: float) -> tuple[Band, ...]:
    """The bands of a page from top to bottom: a wide box is a band of its own, what stands between two is balanced.

    Where fewer boxes than columns stand before a wide one it goes above them, where fewer follow it below them: a row
    that does not fill its columns would waste the page.
    """
    narrow = [number for number in range(len(heights)) if not wide[number]]
    # By how many narrow boxes come before it, each wide box has its place among them.
    places: dict[int, list[int]] = {}
    for number in range(len(heights)):
        if wide[number]:
            before = sum(other < number for other in narrow)
            start = max((place for place in places if place <= before), default=0)
            if before - start < columns:
                before = start
            elif len(narrow) - before < columns:
                before = len(narrow)
            places.setdefault(before, []).append(number)

    def wide_at(place: int) -> list[Band]:
        return [Band(((number,),), heights[number], wide=True) for number in places.get(place, ())]

    bands = wide_at(0)
    for first, end in pairwise(sorted({0, *places, len(narrow)})):
        bands += [_balanced(narrow[first:end], heights, columns, gap), *wide_at(end)]
    return tuple(bands)


def _balanced(numbers: Sequence[int], heights: Sequence[float], columns: int, gap: float) -> Band:
    runs = tuple(tuple(numbers[place] for place in run) for run in balance([heights[n] for n in numbers], columns, gap))
    return Band(runs, max(run_height(heights, run, gap) for run in runs))


def run_height(heights: Sequence[float], run: Run, gap: float) -> float:
    """The height of boxes that stand below each other."""
    return sum(heights[number] for number in run) + gap * max(0, len(run) - 1)


def balance(heights: Sequence[float], columns: int, gap: float) -> tuple[Run, ...]:
    """Cut boxes of these heights into `columns` runs in order, `gap` between the boxes of a run.

    The tallest run is as short as possible; of all such cuts the one whose columns differ least (the smallest sum of
    squares) is taken. Dynamic programming, O(columns × boxes²). Where boxes are few the last runs are empty.
    """
    count = len(heights)
    sums = list(accumulate(heights, initial=0.0))

    def tall(first: int, end: int) -> float:
        return sums[end] - sums[first] + gap * (end - first - 1) if end > first else 0.0

    shortest = [tall(0, end) for end in range(count + 1)]
    for _ in range(1, columns):
        shortest = [min(max(shortest[at], tall(at, end)) for at in range(end + 1)) for end in range(count + 1)]
    limit = shortest[count] + 1e-6

    # Which of the shortest cuts is the most even can be asked only now that the limit is known: the least pair of
    # tallest and sum of squares is not made of least pairs.
    def square(first: int, end: int) -> float:
        height = tall(first, end)
        return height * height if height <= limit else float("inf")

    # By number of boxes: the least sum, and the cuts that reach it.
    best: list[tuple[float, Run]] = [(square(0, end), (0,)) for end in range(count + 1)]
    for _ in range(1, columns):
        best = [
            min(
                ((best[at][0] + square(at, end), (*best[at][1], at)) for at in range(end + 1)),
                key=lambda found: (found[0], -found[1][-1]),
            )
            for end in range(count + 1)
        ]
    return tuple(tuple(range(first, end)) for first, end in pairwise((*best[count][1], count)))
