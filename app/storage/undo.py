"""Undo and redo over the log and the marks together, newest first; both survive a restart.

Nothing is kept beside `undone_at`. Actions are ordered by id (see `uuid7`). *Undo* takes the newest action that is
not undone. *Redo* takes, of the undone actions newer than the newest one that is not, the one undone last. For that
to be a stack, an action is undone at a time greater than that of every undone action between it and the action
before it, whatever the clock says. So a new action hides all older undone ones for good: they are older than it while
it stands, and were undone earlier than it once it is undone itself.
"""

from __future__ import annotations

import sqlite3
from typing import Literal

from app.storage import statements
from app.storage.records import Undone
from app.storage.rows import Row, changes_memory, count_in_day, set_flags, set_memory
from scheduler.memory import Algorithm, Memory, Quality


def newest(connection: sqlite3.Connection) -> tuple[Row, ...]:
    """The newest two actions that are not undone, newest first: a line of the log or a mark each."""
    rows = [*_rows(connection, statements.LIVE_REVIEWS), *_rows(connection, statements.LIVE_MARKS)]
    return tuple(sorted(rows, key=lambda row: str(row["id"]), reverse=True)[:2])


def undone_last(connection: sqlite3.Connection, after: str) -> Row | None:
    """Of the undone actions with an id greater than `after`, the one undone last."""
    rows = [
        *_rows(connection, statements.UNDONE_REVIEW, {"after": after}),
        *_rows(connection, statements.UNDONE_MARK, {"after": after}),
    ]
    return max(rows, key=lambda row: int(row["undone_at"]), default=None)


def next_redo(connection: sqlite3.Connection) -> Row | None:
    """What `redo` would do again."""
    live = newest(connection)
    return undone_last(connection, live[0]["id"] if live else "")


def undo(connection: sqlite3.Connection, algorithm: Algorithm, now_ms: int) -> Undone | None:
    """Take back the newest action, in the caller's transaction; None when there is none."""
    live = newest(connection)
    if not live:
        return None
    action = live[0]
    hidden = undone_last(connection, live[1]["id"] if len(live) > 1 else "")
    undone_at = max(now_ms, hidden["undone_at"] + 1) if hidden else now_ms
    _mark_undone(connection, action, undone_at)
    if "quality" not in action:
        set_flags(connection, action["card_id"], action["suspended_before"], action["buried_before"])
    else:
        count_in_day(connection, action, -1)
        if changes_memory(action):
            _restore_memory(connection, algorithm, action)
    return _described(action)


def redo(connection: sqlite3.Connection, algorithm: Algorithm) -> Undone | None:
    """Do again what was undone last, in the caller's transaction; None when there is nothing."""
    action = next_redo(connection)
    if action is None:
        return None
    _mark_undone(connection, action, None)
    if "quality" not in action:
        set_flags(connection, action["card_id"], action["suspended_after"], action["buried_after"])
    else:
        count_in_day(connection, action, 1)
        if changes_memory(action):
            memory = Memory(
                action["ease_after"],
                action["interval_after"],
                action["repetitions_after"],
                _lapses(connection, action) + _lapses_counted(algorithm, action),
                action["study_day"] + action["interval_after"],
            )
            set_memory(connection, action["card_id"], memory, action["id"])
    return _described(action)


def _restore_memory(connection: sqlite3.Connection, algorithm: Algorithm, review: Row) -> None:
    """Put back what the review found: its own *_before columns, and the due day the review before it had set."""
    card_id = review["card_id"]
    previous = connection.execute(statements.PREVIOUS_REVIEW, {"card_id": card_id, "before": review["id"]}).fetchone()
    if previous is None:
        set_memory(connection, card_id, Memory(), None)
        return
    previous_id, previous_day = previous
    memory = Memory(
        review["ease_before"],
        review["interval_before"],
        review["repetitions_before"],
        _lapses(connection, review) - _lapses_counted(algorithm, review),
        previous_day + review["interval_before"],
    )
    set_memory(connection, card_id, memory, previous_id)


def _lapses(connection: sqlite3.Connection, review: Row) -> int:
    row = connection.execute(statements.MEMORY, {"card_id": review["card_id"]}).fetchone()
    return 0 if row is None else int(row[3])


def _lapses_counted(algorithm: Algorithm, review: Row) -> int:
    """How many lapses a review added, which the log does not say: the algorithm is asked again."""
    before = Memory(review["ease_before"], review["interval_before"], review["repetitions_before"])
    return algorithm.review(before, Quality(review["quality"]), review["study_day"]).lapses


def _mark_undone(connection: sqlite3.Connection, action: Row, undone_at: int | None) -> None:
    statement = statements.SET_REVIEW_UNDONE if "quality" in action else statements.SET_MARK_UNDONE
    connection.execute(statement, {"action": action["id"], "undone_at": undone_at})


def _described(action: Row) -> Undone:
    if "quality" in action:
        return Undone("grade", action["card_id"], action["quality"])
    kind: Literal["suspend", "unsuspend", "bury", "unbury"]
    if action["suspended_before"] != action["suspended_after"]:
        kind = "suspend" if action["suspended_after"] else "unsuspend"
    else:
        kind = "bury" if action["buried_after"] is not None else "unbury"
    return Undone(kind, action["card_id"], None)


def _rows(connection: sqlite3.Connection, statement: str, values: Row | None = None) -> list[Row]:
    cursor = connection.execute(statement, values or {})
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]
