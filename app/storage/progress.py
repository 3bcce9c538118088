"""Progress: the review log, the memory folded from it, and the one place that writes them.

The order of the log is the order of its ids, and that is the order of insertion (see `uuid7`). `reviewed_at` is what
the clock says, except that a card's reviews never go back in time: then it is one millisecond after the card's
newest. So per card, (reviewed_at, id) and id give the same order, also after the clock was set back.
Reviews done in Anki have ids of their own making (see `merge`) and are left out of both rules: what is written here is
the same whether they came home before or after it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import chain, starmap
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Self

from app.errors import StorageDamaged, StorageReadOnly
from app.storage import evidence as evidence_rows
from app.storage import fold, history, marks, merge, rows, statements, undo
from app.storage.backup import backup, newest_good
from app.storage.engine import BUSY_MS, LARGE_WAL, checkpoint, connect, make_engine, translated, wal_bytes, writing
from app.storage.header import check_header
from app.storage.interviews import Interviews
from app.storage.migrations import APPLICATION_ID, foreign, migrate
from app.storage.quizzes import Quizzes
from app.storage.records import Event, Evidence, Incoming, MissedPoint, Recorded, Review, Stats, Taken, Undone
from app.storage.uuid7 import RandomBytes, uuid7
from scheduler.day import StudyClock
from scheduler.memory import Algorithm, Memory, Quality
from scheduler.queue import Graded, Status
from scheduler.replay import ReviewKind

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

__all__ = [
    "Event",
    "Evidence",
    "Incoming",
    "MissedPoint",
    "Progress",
    "Recorded",
    "Review",
    "Stats",
    "Taken",
    "Undone",
    "open_progress",
]

_NEW = Memory()
_TABLES = frozenset({"review", "evidence", "memory", "mark", "day", "meta", "interview", "quiz"})
_CHUNK = 500  # bound variables in one statement


class Progress:
    """One open progress file. Any thread may call it; one operation runs at a time.

    Every write is one transaction and on disk (`synchronous=FULL`) when the method returns. Every method raises a
    StorageError for the user's trouble, and then has changed nothing. Made by `open_progress`.
    """

    def __init__(
        self,
        driver: sqlite3.Connection,
        path: Path,
        algorithm: Algorithm,
        now_ms: Callable[[], int],
        random_bytes: RandomBytes,
    ) -> None:
        self.path = path
        self.algorithm = algorithm
        self._now_ms = now_ms
        self._random_bytes = random_bytes
        self._lock = Lock()
        self._driver = driver
        self._core_engine: Engine | None = None
        self.interviews = Interviews(driver, self._trouble, now_ms, random_bytes)
        self.quizzes = Quizzes(driver, self._trouble, now_ms, random_bytes)
        with self._trouble():
            self.device = self._own_name()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go; the last one to do so writes the write-ahead log back."""
        with self._lock:
            if self._core_engine is not None:
                self._core_engine.dispose()
            self._driver.close()

    def checkpoint(self) -> None:
        """Write the write-ahead log back, in a pause and not at a key press; other threads go on meanwhile."""
        checkpoint(self.path)

    # ---- what is known ----------------------------------------------------------------------------

    def statuses(self, card_ids: Iterable[str] | None = None) -> dict[str, Status]:
        """The status of every card that has one, or of those; cards alike share a value.

        A card that was rescheduled before its first review is not new here but due, although it has no memory.
        """
        shared: dict[tuple[int, int, int, int | None], Status] = {}
        found: dict[str, Status] = {}
        run = self._driver.execute
        with self._trouble():
            one_by_one = (run(statements.STATUS, {"card_id": card_id}) for card_id in card_ids or ())
            rows = run(statements.STATUSES) if card_ids is None else chain.from_iterable(one_by_one)
            for card_id, due_day, is_new, suspended, buried_until in rows:
                key = (due_day, is_new, suspended, buried_until)
                status = shared.get(key)
                if status is None:
                    status = shared[key] = Status(due_day, bool(is_new), bool(suspended), buried_until)
                found[card_id] = status
        return found

    def suspended(self) -> frozenset[str]:
        """The cards that are suspended."""
        with self._trouble():
            return frozenset(card_id for (card_id,) in self._driver.execute(statements.SUSPENDED))

    def memory(self, card_id: str) -> Memory | None:
        """What is remembered of a card; None while it is new."""
        with self._trouble():
            return self._memory(card_id)

    def memories(self, card_ids: Iterable[str]) -> dict[str, Memory]:
        """What is remembered of each of the cards that is not new."""
        from sqlalchemy import select

        from app.storage.tables import memory as memory_table

        wanted = list(card_ids)
        columns = [memory_table.c[name] for name in ("card_id", *Memory.__slots__)]
        found: dict[str, Memory] = {}
        with self._trouble(), self._core() as connection:
            for start in range(0, len(wanted), _CHUNK):
                chosen = select(*columns).where(
                    memory_table.c.card_id.in_(wanted[start : start + _CHUNK]),
                    memory_table.c.last_review_id.is_not(None),
                )
                found.update((row[0], Memory(*row[1:])) for row in connection.execute(chosen))
        return found

    def history(self, card_id: str) -> tuple[Review, ...]:
        """The log of a card, oldest first, undone reviews left out."""
        from sqlalchemy import select

        from app.storage.tables import review

        statement = (
            select(*(review.c[name] for name in Review.__slots__))
            .where(review.c.undone_at.is_(None), review.c.card_id == card_id)
            .order_by(review.c.id)
        )
        with self._trouble(), self._core() as connection:
            return tuple(Review(*row) for row in connection.execute(statement))

    def log(self) -> Iterator[Review]:
        """Every review that moved a memory, oldest first, undone ones left out.

        Read one by one over a connection of its own, as the log stood at the first: grading goes on meanwhile.
        """
        with translated(self.path), closing(connect(self.path)) as connection:
            yield from starmap(Review, connection.execute(statements.LOG))

    def history_of(self, card_id: str) -> tuple[Event, ...]:
        """Everything that happened to a card and stands, reviews and marks, oldest first."""
        with self._trouble():
            return history.events(self._driver, card_id)

    def left_out(self, card_id: str) -> tuple[str, ...]:
        """Key points of a card left out when it was last asked for them, and not covered since."""
        with self._trouble():
            return evidence_rows.left_out(self._driver, card_id)

    def evidence_of(self, card_ids: Iterable[str]) -> dict[str, Evidence]:
        """The newest evidence of each of the cards about its key points that still holds. Reads all evidence."""
        with self._trouble():
            return evidence_rows.of_points(self._driver, frozenset(card_ids))

    def missed_points(self) -> tuple[MissedPoint, ...]:
        """Key points left out when their card was last asked for them, newest first. Reads all evidence."""
        with self._trouble():
            return evidence_rows.missed_points(self._driver)

    def graded_on(self, day: int) -> tuple[Graded, ...]:
        """The reviews of a study day in order, undone ones left out.

        A review from before its card was rescheduled or forgotten settles nothing any more: it is told as an extra look
        that asks for no repeat. The first review of a card that was asked for does not count as of a new one.
        """
        with self._trouble():
            span = self._driver.execute(statements.DAY_RANGE, {"study_day": day}).fetchone()
            if span is None:
                return ()
            values = {"first": span[0], "last": span[1], "study_day": day}
            return tuple(
                Graded(
                    card_id,
                    max(quality, Quality.GOOD) if moved_since else quality,
                    "extra" if moved_since else kind,
                    interval == 0 and ReviewKind(kind).changes_memory and moved_before != "reschedule",
                )
                for card_id, quality, kind, interval, moved_before, moved_since in self._driver.execute(
                    statements.GRADED, values
                )
            )

    def last_day(self) -> int | None:
        """The study day of the newest review done here, undone or not; None without any."""
        with self._trouble():
            row = self._driver.execute(statements.LAST_DAY).fetchone()
        return None if row is None else int(row[0])

    # ---- what is done -----------------------------------------------------------------------------

    def grade(
        self,
        card_id: str,
        quality: int,
        day: int,
        *,
        kind: str = "scheduled",
        duration_ms: int,
        at_ms: int,
        evidence: Evidence | None = None,
    ) -> Recorded:
        """Record a grade: the log, its evidence and, where it moves it, the memory, in one transaction.

        quality is 0..5, day the study day, kind "scheduled", "repeat" or "extra", at_ms the time of the grade in ms
        since the epoch UTC. A scheduled review moves the memory, unless one in Anki has on that study day (see `fold`).
        Raises ValueError for a quality or kind that does not exist or is not given here.
        """
        grade = Quality(quality)
        if ReviewKind(kind) == ReviewKind.ANKI:
            raise ValueError("reviews done in Anki are not graded here")
        with self._trouble(), writing(self._driver):
            review_id, at_ms, in_anki = self._next_id(card_id, at_ms)
            state = fold.NEW
            row = self._driver.execute(statements.BEFORE, {"card_id": card_id}).fetchone()
            if row is not None:
                state = fold.Folded(Memory(*row[:5]), None)
                in_anki = in_anki or (row[5] == ReviewKind.ANKI and row[6] == day)
            after = fold.after_review(state, self.algorithm, review_id, int(grade), day, str(kind))
            review = {
                "id": review_id,
                "card_id": card_id,
                "reviewed_at": at_ms,
                "study_day": day,
                "quality": int(grade),
                "kind": str(kind),
                "duration_ms": duration_ms,
                "ease_before": state.memory.ease,
                "ease_after": after.memory.ease,
                "interval_before": state.memory.interval,
                "interval_after": after.memory.interval,
                "repetitions_before": state.memory.repetitions,
                "repetitions_after": after.memory.repetitions,
                "device": self.device,
                "undone_at": None,
            }
            self._driver.execute(statements.ADD_REVIEW, review)
            rows.count_in_day(self._driver, review, 1)
            if evidence:
                evidence_rows.add(self._driver, review_id, evidence)
            if in_anki:
                state, after = next(
                    (found, left)
                    for line, found, left in fold.steps(self._driver, self.algorithm, card_id)
                    if line is not None and line["id"] == review_id
                )
                fold.refold(self._driver, self.algorithm, card_id)
            elif after is not state:
                rows.set_memory(self._driver, card_id, after.memory, review_id)
        return Recorded(review_id, state.memory, after.memory)

    def suspend(self, card_id: str, suspended: bool) -> bool:
        """Take a card out, or back in; whether that changed anything (only then can it be undone)."""
        return bool(self.suspend_many((card_id,), suspended))

    def suspend_many(self, card_ids: Iterable[str], suspended: bool) -> int:
        """Take cards out, or back in, as one action; how many changed. The same holds for what follows."""
        return self._mark(
            lambda: marks.flags(self._driver, card_ids, lambda _, buried_until: (int(suspended), buried_until))
        )

    def bury(self, card_id: str, until_day: int | None) -> bool:
        """Put a card off to the study day `until_day`, None for not at all; whether that changed anything."""
        return bool(self.bury_many((card_id,), until_day))

    def bury_many(self, card_ids: Iterable[str], until_day: int | None) -> int:
        """Put cards off to the study day `until_day`, None for not at all."""
        return self._mark(lambda: marks.flags(self._driver, card_ids, lambda suspended, _: (suspended, until_day)))

    def reschedule(self, card_ids: Iterable[str], due_day: int) -> int:
        """Make cards due on a study day; ease and interval stay. A new card then comes whatever the day's limit."""
        return self._mark(lambda: marks.reschedules(self._driver, card_ids, due_day))

    def forget(self, card_ids: Iterable[str]) -> int:
        """Make cards new again; their log stays."""
        return self._mark(lambda: marks.forgets(self._driver, card_ids))

    def tag(self, card_ids: Iterable[str], tag: str, on: bool) -> int:
        """Put a tag of the reader's, a lower-case slug, on cards or take it off.

        Raises ByHeartError for what is no slug.
        """
        return self._mark(lambda: marks.tagging(self._driver, card_ids, tag, on))

    def tags(self) -> dict[str, frozenset[str]]:
        """The reader's tags of every card that has one."""
        with self._trouble():
            return {card_id: frozenset(found) for card_id, found in marks.tags(self._driver).items()}

    def take(
        self,
        reviews: Iterable[Incoming],
        clock: StudyClock,
        *,
        cards: Container[str] | None = None,
        progress: Callable[[int, int], None] = lambda done, total: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Taken | None:
        """Merge reviews done in Anki into the log and fold the cards anew; None when cancelled, with nothing changed.

        Each is taken once, however often and in whatever order it comes (see `merge`). With `cards`, reviews of others
        are left. `progress` is called with (reviews read, 0), then with (cards folded, all such cards). It has a
        connection of its own: others can read meanwhile; a grade given in its last seconds raises StorageBusy. Raises
        ValueError for a review more than a day in the future, which the caller refuses.
        """
        with translated(self.path), closing(connect(self.path)) as connection:
            return merge.take(connection, self.algorithm, reviews, clock, self._now_ms(), cards, progress, cancelled)

    def undo(self) -> Undone | None:
        """Take back the newest grade or mark, of a selection all its marks; None when there is none.

        Reviews brought home from Anki stay, and the memory is folded anew with them.
        """
        with self._trouble(), writing(self._driver):
            return undo.undo(self._driver, self.algorithm, self._now_ms())

    def redo(self) -> Undone | None:
        """Do again what was undone last, unless something new was done since; None when there is nothing."""
        with self._trouble(), writing(self._driver):
            return undo.redo(self._driver, self.algorithm)

    @property
    def can_undo(self) -> bool:
        """Whether `undo` would find something."""
        with self._trouble():
            return undo.newest(self._driver) is not None

    @property
    def can_redo(self) -> bool:
        """Whether `redo` would find something."""
        with self._trouble():
            return undo.next_redo(self._driver) is not None

    # ---- how it goes ------------------------------------------------------------------------------

    def days_reviewed(self, limit: int = 40_000) -> tuple[int, ...]:
        """The newest `limit` study days with a review, newest first; the default is a lifetime."""
        with self._trouble():
            return tuple(row[0] for row in self._driver.execute(statements.DAYS_REVIEWED, {"most": limit}))

    def counts_by_quality(self, since_day: int) -> tuple[int, ...]:
        """How often each quality 0 to 5 was given on `since_day` and later, repeats and extra reviews included."""
        from app.storage import statistics

        with self._trouble(), self._core() as connection:
            return statistics.counts_by_quality(connection, since_day)

    def seconds_per_card(self) -> float | None:
        """The mean seconds of the newest 500 reviews, each at most two minutes; None without any.

        The mean and not the median: it is multiplied by a number of cards to tell how long they take.
        """
        with self._trouble():
            mean = self._driver.execute(statements.MEAN_MS).fetchone()[0]
        return None if mean is None else float(mean) / 1000

    def stats(self, today: int) -> Stats:
        """All numbers, as of the study day `today`."""
        from app.storage import statistics

        days = self.days_reviewed()
        with self._trouble(), self._core() as connection:
            return statistics.stats(connection, today, days)

    # ---- inside -----------------------------------------------------------------------------------

    @contextmanager
    def _core(self) -> Iterator[Connection]:
        """A transaction of SQLAlchemy's, over a connection of its own that is made, and imported, on first use."""
        if self._core_engine is None:
            self._core_engine = make_engine(self.path, BUSY_MS)
        with self._core_engine.begin() as connection:
            yield connection

    @contextmanager
    def _trouble(self) -> Iterator[None]:
        with self._lock, translated(self.path):
            yield

    def _memory(self, card_id: str) -> Memory | None:
        row = self._driver.execute(statements.MEMORY, {"card_id": card_id}).fetchone()
        return None if row is None else Memory(*row)

    def _next_id(self, card_id: str, at_ms: int) -> tuple[str, int, bool]:
        """An id after all others, a time after the card's newest, and whether a review of it in Anki comes later."""
        newest_review, newest_mark, newest_of_card, newest_anywhere = self._driver.execute(
            statements.NEWEST, {"card_id": card_id}
        ).fetchone()
        newest = max(newest_review or "", newest_mark or "") or None
        made = uuid7(at_ms, self._random_bytes, newest)
        time = at_ms if newest_of_card is None else max(at_ms, newest_of_card + 1)
        return made, time, made < (newest_anywhere or "")

    def _mark(self, made: Callable[[], list[rows.Row]]) -> int:
        with self._trouble(), writing(self._driver):
            chosen = made()
            if chosen:
                newest = self._driver.execute(statements.NEWEST, {"card_id": ""}).fetchone()
                after = max(newest[0] or "", newest[1] or "") or None
                marks.add(self._driver, self.algorithm, chosen, self._now_ms(), self._random_bytes, after)
        return len(chosen)

    def _own_name(self) -> str:
        """What this file calls itself in the log, made up at its beginning."""
        row = self._driver.execute(statements.META, {"key": "device"}).fetchone()
        if row is None:
            with writing(self._driver):
                made = {"key": "device", "value": self._random_bytes(8).hex()}
                self._driver.execute(statements.ADD_META, made)
            return made["value"]
        return str(row[0])


def open_progress(
    database: Path,
    backups: Path,
    algorithm: Algorithm,
    now_ms: Callable[[], int],
    random_bytes: RandomBytes = os.urandom,
    busy_ms: int = BUSY_MS,
) -> Progress:
    """Open the progress file, making it and its folder when missing; an older one is backed up, then migrated.

    `busy_ms` is how long another program's lock is waited for. Raises StorageNewer, StorageForeign, StorageBusy,
    StorageReadOnly, StorageFull, StorageFailed, and StorageDamaged with the newest backup that is whole. The look
    for damage is quick (the header, the schema); `verify` looks at everything.
    """
    try:
        try:
            database.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageReadOnly(
                f"{database.parent} cannot be made ({error.strerror}): allow it, or choose another folder with "
                "--data-dir.",
                database,
            ) from error
        check_header(database)
        with translated(database):
            driver = connect(database, busy_ms, create=True)
        try:
            _bring_up_to_date(driver, database, backups, now_ms)
            return Progress(driver, database, algorithm, now_ms, random_bytes)
        except BaseException:
            driver.close()
            raise
    except StorageDamaged as error:
        raise StorageDamaged(error.reason, database, newest_good(backups)) from error


def _bring_up_to_date(driver: sqlite3.Connection, database: Path, backups: Path, now_ms: Callable[[], int]) -> None:
    with translated(database):
        migrate(
            driver,
            database,
            before=lambda version: backup(database, backups, now_ms(), f"before-version-{version + 1}"),
        )
        if driver.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise foreign(database)
        present = {name for (name,) in driver.execute("SELECT name FROM sqlite_schema")}
        if missing := _TABLES - present:
            raise StorageDamaged(f"without the table {min(missing)}", database)
    if wal_bytes(database) > LARGE_WAL:
        checkpoint(database)
