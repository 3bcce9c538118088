"""What storage hands out: frozen values, never rows."""

from __future__ import annotations

from dataclasses import dataclass, field
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
class Evidence:
    """What the reader showed of what they know: the ground of a grade. Points are the plain text of key points."""

    said: tuple[str, ...] = ()
    """Key points that were covered."""
    missed: tuple[str, ...] = ()
    """Key points that were left out."""
    answer: str = ""
    """What was typed before the answer was shown."""
    seed: int | None = None
    """What the numbers of a numeric card were drawn from."""

    def __bool__(self) -> bool:
        """Whether it says anything."""
        return bool(self.said or self.missed or self.answer) or self.seed is not None


@dataclass(frozen=True, slots=True)
class MissedPoint:
    """A key point that was left out when its card was last asked for its points."""

    card_id: str
    point: str
    times: int
    """How often it was left out in all."""
    last_day: int
    """The study day on which it was left out last."""


Action = Literal["grade", "suspend", "unsuspend", "bury", "unbury", "reschedule", "forget", "tag", "untag"]


@dataclass(frozen=True, slots=True)
class Undone:
    """What was undone or redone; `quality` is that of a grade, None for the others."""

    kind: Action
    card_id: str
    """The card, of a selection the first."""
    quality: int | None
    cards: int = 1
    """How many cards the action was done to."""
    tag: str | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """A review done elsewhere. `reviewed_at` and `duration_ms` in ms (since the epoch UTC), quality 0..5."""

    card_id: str
    reviewed_at: int
    quality: int
    duration_ms: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What a merge brought home."""

    new: int
    """Reviews that were not in the log."""
    known: int
    """Reviews that were: taken before, twice in the same file, or exported from here."""
    unknown_cards: int
    """Different cards that are not in the library; their reviews were left."""
    from_ms: int | None
    """The time of the oldest new review, in ms since the epoch UTC; None without any."""
    to_ms: int | None
    cards: int
    """Different cards with a new review."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a card and still stands. What does not apply to its kind is None."""

    id: str
    at: int
    """Ms since the epoch UTC."""
    kind: str
    """A review's (scheduled, repeat, extra, anki) or a mark's (suspend, unsuspend, bury, unbury, reschedule, forget,
    tag, untag)."""
    study_day: int | None = None
    """Of a review."""
    quality: int | None = None
    duration_ms: int | None = None
    interval: int | None = None
    """Days, after a review."""
    ease: int | None = None
    """Hundredths, after a review."""
    until_day: int | None = None
    """The study day a card was buried until or rescheduled to."""
    tag: str | None = None
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class InterviewMiss:
    """A point that was not made in an interview; `card_id` when a card asks for it."""

    point: str
    card_id: str | None = None


@dataclass(frozen=True, slots=True)
class Interview:
    """One mock interview. Times in ms, `started_at` and `finished_at` since the epoch UTC."""

    id: str
    prompt_id: str
    minutes: int
    """Its length as chosen."""
    level: str
    started_at: int
    elapsed_ms: int
    """What the clock had counted when it was saved last."""
    phase: str
    paused: bool
    notes: str
    scores: dict[str, int] = field(default_factory=dict)
    """1 to 4 for each dimension of the rubric; empty until it is finished."""
    missed: tuple[InterviewMiss, ...] = ()
    finished_at: int | None = None


@dataclass(frozen=True, slots=True)
class Quiz:
    """The result of one quiz."""

    id: str
    at: int
    """Ms since the epoch UTC."""
    deck_ids: tuple[str, ...]
    asked: int
    right: int
    by_lesson: dict[str, tuple[int, int]]
    """By deck id: how many were right, of how many."""


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
