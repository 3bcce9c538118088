"""Three-way merge of texts by lines: what both sides changed apart is joined, what they changed alike is shown."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Choice = Literal["mine", "theirs", "both"]

SMALL = 200
"""Stretches without a telling line are compared line by line up to this length; beyond, they count as different."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """Lines that nobody disputes."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Lines that both sides changed, each in its own way; `line` is the 1-based place in `mine`."""

    line: int
    base: tuple[str, ...]
    mine: tuple[str, ...]
    theirs: tuple[str, ...]

    def chosen(self, choice: Choice) -> tuple[str, ...]:
        """The lines that a choice stands for; with "both", mine come first."""
        if choice == "both":
            return (*self.mine, *self.theirs)
        return self.mine if choice == "mine" else self.theirs


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge found, in order."""

    pieces: tuple[Agreed | Conflict, ...]

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """What has to be decided; none for a clean merge."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Conflict))

    def text(self, *choices: Choice) -> str:
        """The merged text, with a choice for each conflict in order. ValueError for another number of choices."""
        if len(choices) != len(self.conflicts):
            raise ValueError(f"{len(choices)} choices for {len(self.conflicts)} conflicts")
        left = iter(choices)
        lines: list[str] = []
        for piece in self.pieces:
            lines += piece.lines if isinstance(piece, Agreed) else piece.chosen(next(left))
        return "\n".join(lines)

    def decided(self, choice: Choice) -> str:
        """The merged text, with every conflict decided alike."""
        return self.text(*(choice for _ in self.conflicts))


def merge(base: str, mine: str, theirs: str) -> Merged:
    """Join two texts that were made from `base`; line ends are `\\n`.

    Changes in lines that touch each other are a conflict: a card's heading and the line below belong together.
    Every line that either side added is in the merged text or in a conflict.
    """
    old, left, right = base.split("\n"), mine.split("\n"), theirs.split("\n")
    in_left, in_right = dict(matches(old, left)), dict(matches(old, right))
    pieces: list[Agreed | Conflict] = []
    agreed: list[str] = []
    at = (0, 0, 0)
    # Past the last line all three agree again: there is nothing more.
    common = [(n, in_left[n], in_right[n]) for n in range(len(old)) if n in in_left and n in in_right]
    for stop in (*common, (len(old), len(left), len(right))):
        was = tuple(old[at[0] : stop[0]])
        ours = tuple(left[at[1] : stop[1]])
        other = tuple(right[at[2] : stop[2]])
        if ours in (was, other):
            agreed += other
        elif other == was:
            agreed += ours
        else:
            if agreed:
                pieces.append(Agreed(tuple(agreed)))
                agreed = []
            pieces.append(Conflict(at[1] + 1, was, ours, other))
        agreed += old[stop[0] : stop[0] + 1]
        at = (stop[0] + 1, stop[1] + 1, stop[2] + 1)
    if agreed:
        pieces.append(Agreed(tuple(agreed)))
    return Merged(tuple(pieces))


def matches(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of indices of equal lines, ascending in both.

    Lines that are unique on both sides are matched first (B. Cohen's patience diff): blank lines and fences, which
    every card has, then cannot pull two cards together; and the time stays near linear.
    """
    found: list[tuple[int, int]] = []
    todo = [(0, len(one), 0, len(other))]
    while todo:
        a, a_end, b, b_end = todo.pop()
        while a < a_end and b < b_end and one[a] == other[b]:
            found.append((a, b))
            a, b = a + 1, b + 1
        while a < a_end and b < b_end and one[a_end - 1] == other[b_end - 1]:
            a_end, b_end = a_end - 1, b_end - 1
            found.append((a_end, b_end))
        if a == a_end or b == b_end:
            continue
        anchors = _anchors(one, other, a, a_end, b, b_end)
        if anchors:
            found += anchors
            starts = [(a, b), *((x + 1, y + 1) for x, y in anchors)]
            todo += [(p, x, q, y) for (p, q), (x, y) in zip(starts, [*anchors, (a_end, b_end)], strict=True)]
        elif max(a_end - a, b_end - b) <= SMALL:
            found += _line_by_line(one[a:a_end], other[b:b_end], a, b)
    return sorted(found)


def _anchors(one: Sequence[str], other: Sequence[str], a: int, a_end: int, b: int, b_end: int) -> list[tuple[int, int]]:
    """The longest ascending run of lines that stand once on either side."""
    in_one, in_other = Counter(one[a:a_end]), Counter(other[b:b_end])
    place = {other[y]: y for y in range(b, b_end) if in_other[other[y]] == 1}
    pairs = [(x, place[one[x]]) for x in range(a, a_end) if in_one[one[x]] == 1 and one[x] in place]
    ends: list[int] = []  # of the best run of each length, the lowest last place on the other side
    last: list[int] = []
    before: list[int] = []
    for number, (_, y) in enumerate(pairs):
        length = bisect_left(ends, y)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [y]
        last[length : length + 1] = [number]
    run: list[tuple[int, int]] = []
    number = last[-1] if last else -1
    while number >= 0:
        run.append(pairs[number])
        number = before[number]
    return run[::-1]


def _line_by_line(one: Sequence[str], other: Sequence[str], a: int, b: int) -> Iterator[tuple[int, int]]:
    for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks():
        for step in range(block.size):
            yield a + block.a + step, b + block.b + step
