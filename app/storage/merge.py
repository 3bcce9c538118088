"""Reviews done elsewhere come home: each once, however often and in whatever parts they are read.

A review's id is made of its card and its time, so the same review always has the same id. The log that an export of
ours wrote into Anki's tables comes home as well. There a review has the time it has here, or one a few milliseconds
later where the time was taken, and one of four buttons; so a review less than two seconds after one that is here
already, of the same card and with the button that one is exported as, is that one. That holds wherever it was done:
what came from one Anki goes out to the next with everything else. It stays what it is also when it was undone here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Container, Iterable, Iterator
from hashlib import sha256

from app.storage import uuid7
from app.storage.engine import writing
from app.storage.fold import refold
from app.storage.records import Incoming, Taken
from scheduler.day import StudyClock
from scheduler.memory import Algorithm, Quality

DAY_MS = 86_400_000
SHIFT_MS = 2_000
"""An export shifts a review by less."""
STEP = 1_000
"""Reviews between two calls of `progress` and `cancelled`."""
CARDS_STEP = 100
"""Cards, each with all of its reviews, between two of them."""

_INCOMING = """
CREATE TEMP TABLE incoming (
	id TEXT PRIMARY KEY, card_id TEXT, reviewed_at INTEGER, study_day INTEGER, quality INTEGER, duration_ms INTEGER
) WITHOUT ROWID
"""
# the buttons of an export: the failing qualities 0 to 2 are one
_KNOWN = """
CREATE TEMP TABLE known (card_id TEXT, reviewed_at INTEGER, button INTEGER, PRIMARY KEY (card_id, reviewed_at))
WITHOUT ROWID
"""
_FIND_KNOWN = """
INSERT OR IGNORE INTO known SELECT card_id, reviewed_at, max(2, quality) FROM review
WHERE card_id IN (SELECT card_id FROM incoming)
"""
_DROP_KNOWN = f"""
DELETE FROM incoming WHERE id IN (SELECT id FROM review) OR EXISTS (
	SELECT 1 FROM known WHERE known.card_id = incoming.card_id
	AND known.reviewed_at BETWEEN incoming.reviewed_at - {SHIFT_MS - 1} AND incoming.reviewed_at
	AND known.button = max(2, incoming.quality)
)
"""
_ADD_REVIEWS = """
INSERT INTO review (
	id, card_id, reviewed_at, study_day, quality, kind, duration_ms, ease_before, ease_after, interval_before,
	interval_after, repetitions_before, repetitions_after, device
)
SELECT id, card_id, reviewed_at, study_day, quality, 'anki', duration_ms, 250, 250, 0, 0, 0, 0, 'anki'
FROM incoming ORDER BY id
"""
_COUNTS = ("grade_0", "grade_1", "grade_2", "grade_3", "grade_4", "grade_5", "duration_ms")
_COUNT_IN_DAYS = f"""
INSERT INTO day (study_day, first_review_id, last_review_id, {", ".join(_COUNTS)}, recall_asked, recall_right)
SELECT study_day, min(id), max(id), {", ".join(f"sum(quality = {grade})" for grade in range(6))}, sum(duration_ms), 0, 0
FROM incoming WHERE true GROUP BY study_day
ON CONFLICT (study_day) DO UPDATE SET
	first_review_id = min(first_review_id, excluded.first_review_id),
	last_review_id = max(last_review_id, excluded.last_review_id),
	{", ".join(f"{name} = {name} + excluded.{name}" for name in _COUNTS)}
"""


class _Cancelled(Exception):
    """The caller has had enough."""


def id_of(card_id: str, reviewed_at: int) -> str:
    """The id of a review done elsewhere."""
    digest = sha256(f"{card_id}\0{reviewed_at}".encode()).digest()
    return uuid7.text(reviewed_at, int.from_bytes(digest, "big") >> 256 - uuid7.RANDOM_BITS)


def take(
    connection: sqlite3.Connection,
    algorithm: Algorithm,
    reviews: Iterable[Incoming],
    clock: StudyClock,
    now_ms: int,
    cards: Container[str] | None,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> Taken | None:
    """Merge reviews into the log over a connection of its own; None when it was cancelled, with nothing changed.

    Reading is done before the lock is taken; then all is one transaction. Memory needed grows neither with the reviews
    nor with the log: they wait in a temporary table, on disk when they are many.
    """
    read = 0
    unknown: set[str] = set()
    days = _Days(clock)

    def rows() -> Iterator[tuple[str, str, int, int, int, int]]:
        nonlocal read
        for review in reviews:
            if cards is not None and review.card_id not in cards:
                unknown.add(review.card_id)
                continue
            at_ms = review.reviewed_at
            if not 0 <= at_ms <= now_ms + DAY_MS:
                raise ValueError(f"a review at {at_ms} ms is of the future")
            read += 1
            if read % STEP == 0:
                progress(read, 0)
                if cancelled():
                    raise _Cancelled
            yield (
                id_of(review.card_id, at_ms),
                review.card_id,
                at_ms,
                days.day_of(at_ms),
                int(Quality(review.quality)),
                review.duration_ms,
            )

    connection.execute(_INCOMING)
    connection.execute(_KNOWN)
    try:
        connection.execute("BEGIN")
        connection.executemany("INSERT OR IGNORE INTO incoming VALUES (?, ?, ?, ?, ?, ?)", rows())
        connection.execute("COMMIT")
        with writing(connection):
            connection.execute(_FIND_KNOWN)
            connection.execute(_DROP_KNOWN)
            new, touched, from_ms, to_ms = connection.execute(
                "SELECT count(*), count(DISTINCT card_id), min(reviewed_at), max(reviewed_at) FROM incoming"
            ).fetchone()
            connection.execute(_ADD_REVIEWS)
            connection.execute(_COUNT_IN_DAYS)
            for done, (card_id,) in enumerate(connection.execute("SELECT DISTINCT card_id FROM incoming")):
                if done % CARDS_STEP == 0:
                    progress(done, touched)
                    if cancelled():
                        raise _Cancelled
                refold(connection, algorithm, card_id)
    except _Cancelled:
        return None
    progress(touched, touched)
    return Taken(new, read - new, len(unknown), from_ms, to_ms, touched)


class _Days:
    """The study days of many moments: asking the clock for each takes twenty times as long."""

    def __init__(self, clock: StudyClock) -> None:
        self._clock = clock
        self._known: dict[int, list[tuple[int, int, int]]] = {}

    def day_of(self, at_ms: int) -> int:
        known = self._known.setdefault(at_ms // DAY_MS, [])
        for starts_at, ends_at, day in known:
            if starts_at <= at_ms < ends_at:
                return day
        day = self._clock.day_of(at_ms)
        known.append((self._clock.starts_at(day), self._clock.ends_at(day), day))
        return day
