"""The writes that grading, undoing and redoing share. Each runs inside the caller's transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from app.storage import statements
from scheduler.memory import Memory
from scheduler.replay import ReviewKind

Row = dict[str, Any]
"""One row of the table `review` or `mark`, by column."""


def rows_of(connection: sqlite3.Connection, statement: str, values: Row) -> list[Row]:
    """What a statement finds, by column."""
    cursor = connection.execute(statement, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def set_memory(connection: sqlite3.Connection, card_id: str, memory: Memory, last_review_id: str | None) -> None:
    """Write what is remembered of a card; whether it is suspended or buried stays as it is.

    `last_review_id` None says that it has had no review since it was new. A row that says nothing then is not kept.
    """
    values = {
        "card_id": card_id,
        "ease": memory.ease,
        "interval": memory.interval,
        "repetitions": memory.repetitions,
        "lapses": memory.lapses,
        "due_day": memory.due_day,
        "last_review_id": last_review_id,
        "suspended": 0,
        "buried_until": None,
    }
    connection.execute(statements.SET_MEMORY, values)
    if last_review_id is None:
        connection.execute(statements.DROP_BLANK, {"card_id": card_id})


def set_flags(connection: sqlite3.Connection, card_id: str, suspended: int, buried_until: int | None) -> None:
    """Write whether a card is suspended (0, 1) and until which study day it is buried; its memory stays."""
    new = Memory()
    values = {
        "card_id": card_id,
        "ease": new.ease,
        "interval": new.interval,
        "repetitions": new.repetitions,
        "lapses": new.lapses,
        "due_day": new.due_day,
        "last_review_id": None,
        "suspended": suspended,
        "buried_until": buried_until,
    }
    connection.execute(statements.SET_FLAGS, values)
    connection.execute(statements.DROP_BLANK, {"card_id": card_id})


def count_in_day(connection: sqlite3.Connection, review: Mapping[str, Any], sign: int) -> None:
    """Add a review to the counts of its study day (`sign` 1) or take it out (-1)."""
    quality = review["quality"]
    asked = review["kind"] == ReviewKind.SCHEDULED and review["interval_before"] > 0
    values = {f"grade_{grade}": sign * (grade == quality) for grade in range(6)} | {
        "id": review["id"],
        "of_day": review["study_day"],
        "study_day": review["study_day"],
        "duration_ms": sign * review["duration_ms"],
        "recall_asked": sign * asked,
        "recall_right": sign * (asked and quality >= 3),
    }
    if connection.execute(statements.CHANGE_DAY, values).rowcount == 0:
        connection.execute(statements.ADD_DAY, values)
