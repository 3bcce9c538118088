"""Undo and redo over the log and the marks together, newest first; both survive a restart.

An action is a review done here or a mark, or the marks of a selection together; reviews done in Anki are none. Nothing
is kept beside `undone_at`: the memory is folded anew from what stands. Actions are ordered by id (see `uuid7`). *Undo*
takes the newest action that is not undone. *Redo* takes, of the undone actions newer than the newest one that is not,
the one undone last. For that to be a stack, an action is undone at a time greater than that of every undone action
between it and the action before it, whatever the clock says. So a new action hides all older undone ones for good: they
are older than it while it stands, and were undone earlier than it once it is undone itself.
"""

from __future__ import annotations

import sqlite3

from app.storage import marks, statements
from app.storage.fold import refold
from app.storage.records import Undone
from app.storage.rows import Row, count_in_day, rows_of
from scheduler.memory import Algorithm

_END = "~"
"""Greater than every id."""


def newest(connection: sqlite3.Connection, below: str = _END) -> Row | None:
    """The newest action with an id less than `below` that is not undone: a line of the log or a mark."""
    rows = [
        *rows_of(connection, statements.LIVE_REVIEW, {"below": below}),
        *rows_of(connection, statements.LIVE_MARK, {"below": below}),
    ]
    return max(rows, key=lambda row: str(row["id"]), default=None)


def undone_last(connection: sqlite3.Connection, after: str) -> Row | None:
    """Of the undone actions with an id greater than `after`, the one undone last."""
    rows = [
        *rows_of(connection, statements.UNDONE_REVIEW, {"after": after}),
        *rows_of(connection, statements.UNDONE_MARK, {"after": after}),
    ]
    return max(rows, key=lambda row: int(row["undone_at"]), default=None)


def next_redo(connection: sqlite3.Connection) -> Row | None:
    """What `redo` would do again."""
    return undone_last(connection, _id(newest(connection)))


def undo(connection: sqlite3.Connection, algorithm: Algorithm, now_ms: int) -> Undone | None:
    """Take back the newest action, in the caller's transaction; None when there is none."""
    action = newest(connection)
    if action is None:
        return None
    together = _together(connection, action)
    hidden = undone_last(connection, _id(newest(connection, together[0]["id"])))
    undone_at = max(now_ms, hidden["undone_at"] + 1) if hidden else now_ms
    for row in reversed(together):
        _set(connection, algorithm, row, undone_at)
    return _described(together)


def redo(connection: sqlite3.Connection, algorithm: Algorithm) -> Undone | None:
    """Do again what was undone last, in the caller's transaction; None when there is nothing."""
    action = next_redo(connection)
    if action is None:
        return None
    together = _together(connection, action)
    for row in together:
        _set(connection, algorithm, row, None)
    return _described(together)


def _together(connection: sqlite3.Connection, action: Row) -> list[Row]:
    """The action with all that was done, or undone, with it, oldest first."""
    if action.get("batch") is None:
        return [action]
    return rows_of(connection, statements.BATCH, {"batch": action["batch"], "undone_at": action["undone_at"]})


def _set(connection: sqlite3.Connection, algorithm: Algorithm, row: Row, undone_at: int | None) -> None:
    """Take a line back, or (`undone_at` None) put it back, with all that follows from it."""
    values = {"action": row["id"], "undone_at": undone_at}
    if "quality" not in row:
        connection.execute(statements.SET_MARK_UNDONE, values)
        marks.apply(connection, algorithm, row, "before" if undone_at is not None else "after")
        return
    connection.execute(statements.SET_REVIEW_UNDONE, values)
    count_in_day(connection, row, 1 if undone_at is None else -1)
    refold(connection, algorithm, row["card_id"])


def _described(together: list[Row]) -> Undone:
    first = together[0]
    if "quality" in first:
        return Undone("grade", first["card_id"], first["quality"])
    return Undone(marks.action(first), first["card_id"], None, len(together), first["tag"])


def _id(action: Row | None) -> str:
    return "" if action is None else str(action["id"])
