"""Does the log replay to what is stored? The whole file read once, in the order of the log."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from app.storage import evidence, fold
from app.storage.engine import connect, translated
from app.storage.header import check_header
from app.storage.migrations import APPLICATION_ID, MIGRATIONS, foreign, newer
from scheduler.memory import Algorithm, Memory

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
    replayed: dict[str, fold.Folded] = {}
    try:
        with translated(database), closing(connect(database)) as connection:
            if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                raise foreign(database)
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version > len(MIGRATIONS):
                raise newer(database)
            if version == 1:
                # what version 2 brought, as a file that is not yet migrated would have it
                connection.execute("CREATE TEMP VIEW mark AS SELECT *, 'flags' AS kind, 0 AS due_day FROM main.mark")
                connection.execute("CREATE TEMP TABLE evidence (review_id, said, missed, answer, seed)")
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
            _read_evidence(connection, problems)
    except _Cancelled:
        return VerifyReport(done, len(replayed), problems.count, tuple(problems.told), True)
    return VerifyReport(done, len(replayed), problems.count, tuple(problems.told), False)


def _replay(
    connection: sqlite3.Connection,
    algorithm: Algorithm,
    replayed: dict[str, fold.Folded],
    days: dict[int, list[int]],
    problems: _Problems,
) -> Iterator[int]:
    """Fold the log into `replayed`, by card, and `days`; yields the reviews done."""
    marks = connection.execute(
        "SELECT id, card_id, kind, due_day FROM mark"
        " WHERE undone_at IS NULL AND kind IN ('reschedule', 'forget') ORDER BY id"
    )
    mark = marks.fetchone()
    rows = connection.execute(
        "SELECT id, card_id, study_day, quality, kind, duration_ms, ease_before, interval_before, repetitions_before,"
        " ease_after, interval_after, repetitions_after, undone_at FROM review ORDER BY id"
    )
    done = 0
    for done, row in enumerate(rows, 1):
        if done % STEP == 0:
            yield done
        review_id, card_id, day, quality, kind, duration, ease, interval, repetitions = row[:9]
        while mark is not None and mark[0] < review_id:
            replayed[mark[1]] = fold.after_mark(replayed.get(mark[1], fold.NEW), *mark[2:])
            mark = marks.fetchone()
        if row[12] is not None:
            continue
        counts = days[day]
        counts[quality] += 1
        counts[6] += duration
        if kind == "scheduled" and interval:
            counts[7] += 1
            counts[8] += quality >= 3
        found = replayed.get(card_id, fold.NEW)
        left = fold.after_review(found, algorithm, review_id, quality, day, kind)
        before, after = found.memory, left.memory
        if before.ease != ease or before.interval != interval or before.repetitions != repetitions:
            problems.add(
                f"Review {review_id} of {card_id} says it found ease {ease}, interval {interval} and {repetitions} "
                f"repetitions, but the log before it gives {before.ease}, {before.interval} and {before.repetitions}."
            )
        if left is not found:
            replayed[card_id] = left
        if after.ease != row[9] or after.interval != row[10] or after.repetitions != row[11]:
            problems.add(
                f"Review {review_id} of {card_id} says it left ease {row[9]}, interval {row[10]} and {row[11]} "
                f"repetitions, but its grade gives {after.ease}, {after.interval} and {after.repetitions}."
            )
    while mark is not None:
        replayed[mark[1]] = fold.after_mark(replayed.get(mark[1], fold.NEW), *mark[2:])
        mark = marks.fetchone()
    yield done


def _compare_memory(connection: sqlite3.Connection, replayed: dict[str, fold.Folded], problems: _Problems) -> None:
    marked: dict[str, tuple[int, int | None]] = {
        card_id: (suspended, buried)
        for card_id, suspended, buried in connection.execute(
            "SELECT card_id, suspended_after, buried_after FROM mark"
            " WHERE undone_at IS NULL AND kind = 'flags' ORDER BY id"
        )
    }
    expected = {card_id for card_id, folded in replayed.items() if folded != fold.NEW}
    expected |= {card_id for card_id, flags in marked.items() if flags != (0, None)}
    for card_id, last, suspended, buried, *values in connection.execute(
        "SELECT card_id, last_review_id, suspended, buried_until, ease, interval, repetitions, lapses, due_day"
        " FROM memory"
    ):
        if card_id not in expected:
            problems.add(f"There is a memory of {card_id}, but nothing in the log made it.")
            continue
        expected.discard(card_id)
        memory, last_replayed, *_ = replayed.get(card_id, fold.NEW)
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


def _read_evidence(connection: sqlite3.Connection, problems: _Problems) -> None:
    rows = connection.execute(
        "SELECT evidence.review_id, review.id, said, missed, answer, seed"
        " FROM evidence LEFT JOIN review ON review.id = evidence.review_id"
    )
    for review_id, present, *shown in rows:
        if present is None:
            problems.add(f"There is evidence of a review {review_id}, but no such review.")
            continue
        try:
            evidence.read(*shown)
        except (TypeError, ValueError):
            problems.add(f"The evidence of review {review_id} cannot be read.")
