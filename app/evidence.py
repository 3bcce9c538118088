"""The grade that what was said aloud deserves: from the points ticked, or the option chosen."""

from __future__ import annotations

from scheduler.memory import Quality


def propose_from_points(ticked: int, total: int) -> Quality:
    """The grade for a key-points card: the share of its points the reader said.

    All of them is *easy* (5), at least three quarters *good* (4), at least half *hard* (3), less is *again* (1).
    Raises ValueError where there are no points, or more ticks than points.
    """
    if total < 1 or not 0 <= ticked <= total:
        raise ValueError(f"{ticked} of {total} points cannot be ticked")
    share = ticked / total
    if share == 1:
        return Quality.EASY
    if share >= 0.75:
        return Quality.GOOD
    return Quality.HARD if share >= 0.5 else Quality.AGAIN


def propose_from_choice(right: bool) -> Quality:
    """The grade for a quiz card: *good* when the right option was chosen, else *again*."""
    return Quality.GOOD if right else Quality.AGAIN
