"""What a grade stands on: the points ticked, the option chosen, the number typed; and the grade they propose."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from decks.markup import plain
from scheduler.memory import Quality

if TYPE_CHECKING:
    from app.storage.records import Evidence


ESSENTIAL_WEIGHT = 3
"""Of an essential point, where another weighs 1."""


def evidence_of(
    points: Sequence[str], ticked: Collection[int], quality: Quality, answer: str = "", seed: int | None = None
) -> Evidence:
    """What is kept with a grade. Who ticks nothing and passes the card does not tick: nothing counts as missed then."""
    # Imported here: storage comes after the window.
    from app.storage.records import Evidence

    if not ticked and quality >= Quality.HARD:
        return Evidence(answer=answer, seed=seed)
    words = [plain(point) for point in points]
    return Evidence(
        said=tuple(word for number, word in enumerate(words) if number in ticked),
        missed=tuple(word for number, word in enumerate(words) if number not in ticked),
        answer=answer,
        seed=seed,
    )


def propose_from_points(ticked: Collection[int], total: int, essential: Collection[int] = frozenset()) -> Quality:
    """The grade for a key-points card: the share of its points the reader said, an essential one counting as three.

    All of them is *easy* (5), at least three quarters *good* (4), at least half *hard* (3), less is *again* (1).
    Points are numbered from 0. Raises ValueError where there are no points, or for a number that is none of theirs.
    """
    numbers = range(total)
    if not total or not all(number in numbers for number in (*ticked, *essential)):
        raise ValueError(f"{sorted(ticked)} of {total} points cannot be ticked")
    # In whole numbers: three of four is exactly three quarters. Three, because with two the marks hardly tell: of
    # seven points, two of them essential, who leaves out one ordinary or one essential point would both be good.
    weights = [ESSENTIAL_WEIGHT if number in essential else 1 for number in numbers]
    said = sum(weights[number] for number in set(ticked))
    if said == sum(weights):
        return Quality.EASY
    if said * 4 >= sum(weights) * 3:
        return Quality.GOOD
    return Quality.HARD if said * 2 >= sum(weights) else Quality.AGAIN


def propose_from_number(right: bool) -> Quality:
    """The grade for a drill: *good* when the number typed is close enough, else *again*."""
    return Quality.GOOD if right else Quality.AGAIN


def propose_from_choice(right: bool) -> Quality:
    """The grade for a quiz card: *good* when the right option was chosen, else *again*."""
    return Quality.GOOD if right else Quality.AGAIN
