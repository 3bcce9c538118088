"""Marks: what is done to cards beside grading them. A selection's marks are one batch, undone and redone together."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from re import fullmatch

from app.errors import ByHeartError
from app.storage import statements
from app.storage.fold import refold
from app.storage.records import Action
from app.storage.rows import Row, set_flags
from app.storage.uuid7 import RandomBytes, uuid7
from scheduler.memory import Algorithm

Flags = tuple[int, int | None]
"""Suspended (0, 1), buried until a study day or None."""


def flags(
    connection: sqlite3.Connection, card_ids: Iterable[str], change: Callable[[int, int | None], Flags]
) -> list[Row]:
    """The marks that change flags; cards for which nothing would change have none."""
    found = []
    for card_id in dict.fromkeys(card_ids):
        before = _flags(connection, card_id)
        after = change(*before)
        if after != before:
            found.append(_mark(card_id, "flags", before, after))
    return found


def reschedules(connection: sqlite3.Connection, card_ids: Iterable[str], due_day: int) -> list[Row]:
    """The marks that make cards due on a study day, unless they are."""
    if due_day < 1:
        raise ValueError(f"{due_day} is no study day")
    return [
        _mark(card_id, "reschedule", _flags(connection, card_id)) | {"due_day": due_day}
        for card_id in dict.fromkeys(card_ids)
        if _due_day(connection, card_id) != due_day
    ]


def forgets(connection: sqlite3.Connection, card_ids: Iterable[str]) -> list[Row]:
    """The marks that make cards new, unless they are."""
    return [
        _mark(card_id, "forget", _flags(connection, card_id))
        for card_id in dict.fromkeys(card_ids)
        if _due_day(connection, card_id)
    ]


def tagging(connection: sqlite3.Connection, card_ids: Iterable[str], tag: str, on: bool) -> list[Row]:
    """The marks that put a tag on cards or take it off, unless it is so. Raises ByHeartError for what is no tag."""
    if not fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", tag):
        raise ByHeartError(f"“{tag}” cannot be a tag: use lower-case letters, digits and single hyphens between them.")
    present = {card_id for card_id, found in tags(connection).items() if tag in found}
    return [
        _mark(card_id, "tag" if on else "untag", _flags(connection, card_id)) | {"tag": tag}
        for card_id in dict.fromkeys(card_ids)
        if (card_id in present) != on
    ]


def tags(connection: sqlite3.Connection) -> dict[str, set[str]]:
    """The tags of every card that has one."""
    found: dict[str, set[str]] = {}
    for card_id, tag, kind in connection.execute(statements.TAGS):
        if kind == "tag":
            found.setdefault(card_id, set()).add(tag)
        elif tag in found.get(card_id, ()):
            found[card_id].discard(tag)
    return {card_id: own for card_id, own in found.items() if own}


def add(
    connection: sqlite3.Connection,
    algorithm: Algorithm,
    marks: list[Row],
    at_ms: int,
    random_bytes: RandomBytes,
    after: str | None,
) -> None:
    """Write marks, with ids that follow the id `after`, and do what they say, in the caller's transaction."""
    batch = None
    for mark in marks:
        after = uuid7(at_ms, random_bytes, after)
        if len(marks) > 1 and batch is None:
            batch = after
        connection.execute(statements.ADD_MARK, mark | {"id": after, "at": at_ms, "batch": batch})
        apply(connection, algorithm, mark, "after")


def apply(connection: sqlite3.Connection, algorithm: Algorithm, mark: Row, side: str) -> None:
    """Bring a card to the side of a mark, "before" or "after", on which the log now has it."""
    if mark["kind"] == "flags":
        set_flags(connection, mark["card_id"], mark[f"suspended_{side}"], mark[f"buried_{side}"])
    elif mark["kind"] in ("reschedule", "forget"):
        refold(connection, algorithm, mark["card_id"])


def action(mark: Row) -> Action:
    """The word for what a mark did."""
    kind: Action
    if mark["kind"] != "flags":
        kind = mark["kind"]
    elif mark["suspended_before"] != mark["suspended_after"]:
        kind = "suspend" if mark["suspended_after"] else "unsuspend"
    else:
        kind = "bury" if mark["buried_after"] is not None else "unbury"
    return kind


def _mark(card_id: str, kind: str, before: Flags, after: Flags | None = None) -> Row:
    after = before if after is None else after
    return {
        "card_id": card_id,
        "suspended_before": before[0],
        "suspended_after": after[0],
        "buried_before": before[1],
        "buried_after": after[1],
        "undone_at": None,
        "kind": kind,
        "due_day": None,
        "tag": None,
    }


def _flags(connection: sqlite3.Connection, card_id: str) -> Flags:
    return connection.execute(statements.FLAGS, {"card_id": card_id}).fetchone() or (0, None)


def _due_day(connection: sqlite3.Connection, card_id: str) -> int:
    """0 for a card that is new."""
    row = connection.execute(statements.BEFORE, {"card_id": card_id}).fetchone()
    return 0 if row is None else int(row[4])
