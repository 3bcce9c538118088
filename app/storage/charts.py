"""What the statistics are counted from. Read over a connection of its own, so that no grade waits for it.

Plain statements: importing SQLAlchemy takes longer than any of them over a million reviews. Days come from `day`, one
row each. What only the log knows, the hour of a review and the card it was of, is read from the newest whole days
that hold at most `MOST` reviews: what it costs has a limit, and how one remembered years ago says little of today.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from app.storage.engine import connect, translated

MOST = 100_000
"""Reviews of the log that are read at most, but never less than the newest study day."""
YEAR = 365
"""Days that the log is read back."""
QUARTER_MS = 15 * 60_000
"""The offsets of all time zones are multiples of it."""

DAYS = """
SELECT study_day, grade_0 + grade_1 + grade_2 + grade_3 + grade_4 + grade_5 AS reviews, duration_ms, recall_asked,
    recall_right, first_review_id
FROM day WHERE reviews > 0 ORDER BY study_day
"""
DUE = """
SELECT card_id, max(due_day, coalesce(buried_until, 0)) FROM memory WHERE NOT suspended AND due_day > 0
"""
CARDS = """
SELECT card_id, ease, interval, lapses, suspended FROM memory WHERE last_review_id IS NOT NULL
"""
QUARTERS = f"""
SELECT reviewed_at / {QUARTER_MS} AS quarter, count(*) FROM review
WHERE id >= :first AND study_day BETWEEN :since AND :today AND undone_at IS NULL GROUP BY quarter
"""
# Counted by Counter and not by SQLite, whose sorting of 100,000 ids takes five times as long.
RECALLS = """
SELECT card_id FROM review
WHERE id >= :first AND study_day BETWEEN :since AND :today AND undone_at IS NULL AND kind = 'scheduled'
    AND interval_before > 0 AND (quality >= 3) = :right
"""


@dataclass(frozen=True, slots=True)
class DayCounts:
    """What was done on a study day; undone reviews do not count."""

    day: int
    reviews: int
    """All of them, repeats and extra ones included."""
    duration_ms: int
    asked: int
    """Scheduled reviews of cards seen before."""
    right: int
    """Those of them graded 3 or better."""


DueRow = tuple[str, int]
"""A card id, and the study day on which the card comes: it is due, and no longer buried."""
CardRow = tuple[str, int, int, int, int]
"""A card id, ease in hundredths, interval in days, lapses, and 1 for a suspended card."""


@dataclass(frozen=True, slots=True)
class Hours:
    """When reviews were done."""

    since_day: int
    """The first study day that was read; 0 without any."""
    quarters: tuple[tuple[int, int], ...]
    """Quarters of an hour since the epoch UTC, and the reviews in each."""


@dataclass(frozen=True, slots=True)
class Recalls:
    """Which cards were remembered: scheduled reviews of cards seen before, as in `DayCounts`."""

    since_day: int
    """The first study day that was read; 0 without any."""
    right: Counter[str]
    """By card id, how often it was graded 3 or better."""
    wrong: Counter[str]


def read_days(database: Path) -> tuple[DayCounts, ...]:
    """Every study day with a review, oldest first. Raises StorageError, as does everything here."""
    with _reading(database) as connection:
        return tuple(DayCounts(*row[:5]) for row in connection.execute(DAYS))


def read_due(database: Path) -> Iterator[DueRow]:
    """When each card comes that is not suspended; as below, also cards that are in no deck any more."""
    with _reading(database) as connection:
        yield from connection.execute(DUE)


def read_cards(database: Path) -> Iterator[CardRow]:
    """How each card stands that is no longer new."""
    with _reading(database) as connection:
        yield from connection.execute(CARDS)


def read_hours(database: Path, today: int, most: int = MOST) -> Hours:
    """When reviews were done, in the newest days with at most `most` reviews, a year at most."""
    with _reading(database) as connection:
        span = _span(connection, today, most)
        if span is None:
            return Hours(0, ())
        return Hours(span.since, tuple(connection.execute(QUARTERS, span._asdict())))


def read_recalls(database: Path, today: int, most: int = MOST) -> Recalls:
    """Which cards were remembered, in the newest days with at most `most` reviews, a year at most."""
    with _reading(database) as connection:
        span = _span(connection, today, most)
        if span is None:
            return Recalls(0, Counter(), Counter())
        right, wrong = (
            Counter(map(itemgetter(0), connection.execute(RECALLS, span._asdict() | {"right": right})))
            for right in (1, 0)
        )
        return Recalls(span.since, right, wrong)


class _Span(NamedTuple):
    """Where the log is read: the values of the statements above."""

    first: str
    since: int
    today: int


def _span(connection: sqlite3.Connection, today: int, most: int) -> _Span | None:
    days = [row for row in connection.execute(DAYS) if today - YEAR < row[0] <= today]
    taken = reviews = 0
    for row in reversed(days):
        reviews += row[1]
        if taken and reviews > most:
            break
        taken += 1
    chosen = days[len(days) - taken :]
    if not chosen:
        return None
    # Not always is it the first day that has the first id: the clock may have been set back.
    return _Span(min(row[5] for row in chosen), chosen[0][0], today)


@contextmanager
def _reading(database: Path) -> Iterator[sqlite3.Connection]:
    """A connection on which all statements see the same state."""
    with translated(database), closing(connect(database)) as connection:
        connection.execute("BEGIN").close()
        yield connection
