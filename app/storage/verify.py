"""Does the log replay to what is stored? The whole file read once, in the order of the log."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from app.storage.engine import connect, translated
from app.storage.header import check_header
from app.storage.migrations import APPLICATION_ID, MIGRATIONS, foreign, newer
from scheduler.memory import Algorithm, Memory, Quality
from scheduler.replay import ReviewKind

STEP = 10_000
"""Reviews between two calls of `progress` and `cancelled`."""

MOST_PROBLEMS = 20
"""Problems that are told; more are only counted."""


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What `verify` found. `problems` are the first 20 of `problem_count`, a sentence each."""

    reviews: int
    cards: int
    problem_count: int
    problems: tuple[str, ...]
    cancelled: bool

    @property
    def clean(self) -> bool:
        """Whether everything was looked at and nothing was wrong."""
        return not self.problem_count and not self.cancelled


class _Problems:
    """Keeps the first, counts all."""

    def __init__(self) -> None:
        self.count = 0
        self.told: list[str] = []

    def add(self, sentence: str) -> None:
        self.count += 1
        if self.count <= MOST_PROBLEMS:
            self.told.append(sentence)


class _Cancelled(Exception):
    """The caller has had enough."""


def verify(
    database: Path,
    algorithm: Algorithm,
    progress: Callable[[int, int], None] = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> VerifyReport:
    """Check the file's pages, replay the log and compare: the memory of every card, the before and after of every
    review, the counts of every day. Others may go on writing; one moment of the file is looked at.

    `progress` is called with (reviews done, all reviews). Memory needed grows with the cards, not the reviews. A
    missing file has nothing wrong. Raises StorageDamaged when the pages cannot be read, StorageForeign, StorageNewer.
    """
    if not database.exists():
        return VerifyReport(0, 0, 0, (), False)
    check_header(database)
    problems = _Problems()
    done = 0
    replayed: dict[str, tuple[Memory, str]] = {}
    try:
        with translated(database), closing(connect(database)) as connection:
            if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                raise foreign(database)
            if connection.execute("PRAGMA user_version").fetchone()[0] > len(MIGRATIONS):
                raise newer(database)
            for (finding,) in connection.execute("PRAGMA quick_check(20)"):
                if finding != "ok":
                    problems.add(f"{database}: {' '.join(str(finding).split())}.")
            connection.execute("BEGIN")  # one moment of the file for everything below
            (total,) = connection.execute("SELECT count(*) FROM review").fetchone()
            progress(0, total)
            days: dict[int, list[int]] = defaultdict(lambda: [0] * 9)
            for done in _replay(connection, algorithm, replayed, days, problems):
                progress(done, total)
                if cancelled():
                    raise _Cancelled
            _compare_memory(connection, replayed, problems)
            _compare_days(connection, days, problems)
    except _Cancelled:
        return VerifyReport(done, len(replayed), problems.count, tuple(problems.told), True)
    return VerifyReport(done, len(replayed), problems.count, tuple(problems.told), False)


def _replay(
    connection: sqlite3.Connection,
    algorithm: Algorithm,
    replayed: dict[str, tuple[Memory, str]],
    days: dict[int, list[int]],
    problems: _Problems,
) -> Iterator[int]:
    """Fold the log into `replayed` (memory and last review of a card) and `days`; yields the reviews done."""
    changes = {kind.value: kind.changes_memory for kind in ReviewKind}
    qualities = tuple(Quality)
    new = (Memory(), "")
    rows = connection.execute(
        "SELECT id, card_id, study_day, quality, kind, duration_ms, ease_before, interval_before, repetitions_before,"
        " ease_after, interval_after, repetitions_after, undone_at FROM review ORDER BY id"
    )
    done = 0
    for done, row in enumerate(rows, 1):
        if done % STEP == 0:
            yield done
        review_id, card_id, day, quality, kind, duration, ease, interval, repetitions = row[:9]
        if row[12] is not None:
            continue
        counts = days[day]
        counts[quality] += 1
        counts[6] += duration
        if kind == "scheduled" and interval:
            counts[7] += 1
            counts[8] += quality >= 3
        before = after = replayed.get(card_id, new)[0]
        if before.ease != ease or before.interval != interval or before.repetitions != repetitions:
            problems.add(
                f"Review {review_id} of {card_id} says it found ease {ease}, interval {interval} and {repetitions} "
                f"repetitions, but the log before it gives {before.ease}, {before.interval} and {before.repetitions}."
            )
        if changes[kind]:
            after = algorithm.review(before, qualities[quality], day)
            replayed[card_id] = (after, review_id)
        if after.ease != row[9] or after.interval != row[10] or after.repetitions != row[11]:
            problems.add(
                f"Review {review_id} of {card_id} says it left ease {row[9]}, interval {row[10]} and {row[11]} "
                f"repetitions, but its grade gives {after.ease}, {after.interval} and {after.repetitions}."
            )
    yield done


def _compare_memory(
    connection: sqlite3.Connection, replayed: dict[str, tuple[Memory, str]], problems: _Problems
) -> None:
    marked: dict[str, tuple[int, int | None]] = {
        card_id: (suspended, buried)
        for card_id, suspended, buried in connection.execute(
            "SELECT card_id, suspended_after, buried_after FROM mark WHERE undone_at IS NULL ORDER BY id"
        )
    }
    expected = replayed.keys() | {card_id for card_id, flags in marked.items() if flags != (0, None)}
    for card_id, last, suspended, buried, *values in connection.execute(
        "SELECT card_id, last_review_id, suspended, buried_until, ease, interval, repetitions, lapses, due_day"
        " FROM memory"
    ):
        if card_id not in expected:
            problems.add(f"There is a memory of {card_id}, but nothing in the log made it.")
            continue
        expected.discard(card_id)
        memory, last_replayed = replayed.get(card_id, (Memory(), None))
        if last != last_replayed or Memory(*values) != memory:
            problems.add(f"The memory of {card_id} is {Memory(*values)}, but its log replays to {memory}.")
        if (suspended, buried) != marked.get(card_id, (0, None)):
            problems.add(f"Whether {card_id} is suspended or buried is not what was last chosen for it.")
    for card_id in sorted(expected):
        problems.add(f"The memory of {card_id} is missing, but the log made one.")


def _compare_days(connection: sqlite3.Connection, days: dict[int, list[int]], problems: _Problems) -> None:
    stored: dict[int, list[int]] = {}
    for day, *counts in connection.execute(
        "SELECT study_day, grade_0, grade_1, grade_2, grade_3, grade_4, grade_5, duration_ms, recall_asked,"
        " recall_right FROM day"
    ):
        stored[day] = counts
    for day in sorted(days.keys() | stored.keys()):
        if days.get(day, [0] * 9) != stored.get(day, [0] * 9):
            problems.add(f"The counts of study day {day} are {stored.get(day)}, but the log gives {days.get(day)}.")
    for (review_id,) in connection.execute(
        "SELECT review.id FROM review JOIN day USING (study_day)"
        " WHERE review.id NOT BETWEEN day.first_review_id AND day.last_review_id LIMIT 20"
    ):
        problems.add(f"Review {review_id} lies outside the ids of its study day.")
