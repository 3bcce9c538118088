"""What happened to a card, for its timeline."""

from __future__ import annotations

import sqlite3

from app.storage import evidence, marks, statements
from app.storage.records import Event
from app.storage.rows import rows_of


def events(connection: sqlite3.Connection, card_id: str) -> tuple[Event, ...]:
    """The live reviews and marks of a card, oldest first."""
    found = []
    for row in connection.execute(statements.REVIEW_EVENTS, {"card_id": card_id}):
        review_id, at_ms, kind, study_day, quality, duration_ms, interval, ease, *shown = row
        found.append(
            Event(
                id=review_id,
                at=at_ms,
                kind=kind,
                study_day=study_day,
                quality=quality,
                duration_ms=duration_ms,
                interval=interval,
                ease=ease,
                evidence=None if shown[0] is None else evidence.read(*shown),
            )
        )
    for mark in rows_of(connection, statements.MARK_EVENTS, {"card_id": card_id}):
        kind = marks.action(mark)
        until_day = mark["buried_after"] if kind == "bury" else mark["due_day"]
        found.append(Event(mark["id"], mark["at"], kind, until_day=until_day, tag=mark["tag"]))
    return tuple(sorted(found, key=lambda event: event.id))
