"""What storage hands out: frozen values, never rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scheduler.memory import Memory

SAMPLE = 500
"""Reviews that the time per card is taken from."""
LONGEST_MS = 120_000
"""A longer answer counts as this: somebody went for coffee."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A grade that is on disk. For a new card `before` is the default Memory; for a repeat or an extra review
    `after` equals `before`."""

    review_id: str
    before: Memory
    after: Memory


@dataclass(frozen=True, slots=True)
class Undone:
    """What was undone or redone; `quality` is that of a grade, None for the others."""

    kind: Literal["grade", "suspend", "unsuspend", "bury", "unbury"]
    card_id: str
    quality: int | None


@dataclass(frozen=True, slots=True)
class Review:
    """One line of the log. Times in ms since the epoch UTC, ease in hundredths, intervals in days."""

    id: str
    card_id: str
    reviewed_at: int
    study_day: int
    quality: int
    kind: str
    duration_ms: int
    ease_before: int
    ease_after: int
    interval_before: int
    interval_after: int
    repetitions_before: int
    repetitions_after: int
    device: str


@dataclass(frozen=True, slots=True)
class Stats:
    """How it goes, in numbers; undone reviews do not count."""

    reviews: int
    """All reviews, repeats and extra ones included."""
    cards_seen: int
    """Cards that are no longer new."""
    reviews_today: int
    minutes_today: float
    streak: int
    """Study days in a row with a review, up to today, or to yesterday while today has none."""
    remembered: float | None
    """Share, 0 to 1, of the last 30 days' scheduled reviews of cards seen before that were graded 3 or better; None
    without any. A record of the past, not a forecast: SM-2 makes none."""
    lapses: int
    eases: dict[str, int]
    """Cards by ease, in steps of 0.10: "2.50" counts 2.50 to 2.59."""
