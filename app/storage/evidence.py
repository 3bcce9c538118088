"""The evidence of reviews: what was said, what was left out, what was typed. Undone with its review."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Container

from app.storage import statements
from app.storage.records import Evidence, MissedPoint


def add(connection: sqlite3.Connection, review_id: str, evidence: Evidence) -> None:
    """Keep the evidence of a review, in the caller's transaction."""
    values = {
        "review_id": review_id,
        "said": _text(evidence.said),
        "missed": _text(evidence.missed),
        "answer": evidence.answer or None,
        "seed": evidence.seed,
    }
    connection.execute(statements.ADD_EVIDENCE, values)


def read(said: str, missed: str, answer: str | None, seed: int | None) -> Evidence:
    """The value of a row."""
    return Evidence(tuple(json.loads(said)), tuple(json.loads(missed)), answer or "", seed)


def left_out(connection: sqlite3.Connection, card_id: str) -> tuple[str, ...]:
    """The points of a card that were left out when it was last asked for its points, and not covered since."""
    row = connection.execute(statements.LAST_POINTS, {"card_id": card_id}).fetchone()
    if row is None or (row[1] == "[]" and _passed_since(connection, card_id, row[0])):
        return ()
    return tuple(json.loads(row[2]))


def of_points(connection: sqlite3.Connection, card_ids: Container[str]) -> dict[str, Evidence]:
    """The newest evidence of each of the cards that says something about its points, as far as it still holds."""
    newest: dict[str, tuple[str, tuple[str, str, str | None, int | None]]] = {}
    for review_id, card_id, _, said, missed, answer, seed in connection.execute(statements.ALL_EVIDENCE):
        if (said != "[]" or missed != "[]") and card_id in card_ids:
            newest[card_id] = review_id, (said, missed, answer, seed)
    return {
        card_id: read(*row)
        for card_id, (review_id, row) in newest.items()
        if row[0] != "[]" or not _passed_since(connection, card_id, review_id)
    }


def missed_points(connection: sqlite3.Connection) -> tuple[MissedPoint, ...]:
    """The points left out when their card was last asked for its points; newest first, then by how often."""
    times: dict[tuple[str, str], int] = {}
    standing: dict[str, tuple[str, int, str, list[str]]] = {}
    for review_id, card_id, study_day, said, missed, _, _ in connection.execute(statements.ALL_EVIDENCE):
        if missed != "[]":
            points = json.loads(missed)
            standing[card_id] = (review_id, study_day, said, points)
            for point in points:
                times[card_id, point] = times.get((card_id, point), 0) + 1
        elif said != "[]":
            standing.pop(card_id, None)
    found = [
        MissedPoint(card_id, point, times[card_id, point], study_day)
        for card_id, (review_id, study_day, said, points) in standing.items()
        if said != "[]" or not _passed_since(connection, card_id, review_id)
        for point in points
    ]
    return tuple(sorted(found, key=lambda missed: (-missed.last_day, -missed.times, missed.card_id)))


def _passed_since(connection: sqlite3.Connection, card_id: str, review_id: str) -> bool:
    """Whether the card was passed after a review that failed it without a tick.

    That review left out every point; whoever then passes cannot have left out all of them, and who never ticks would
    read of them for ever. A review with some ticks stands until others cover its points.
    """
    values = {"card_id": card_id, "review_id": review_id}
    return connection.execute(statements.PASSED_SINCE, values).fetchone() is not None


def _text(points: tuple[str, ...]) -> str:
    return json.dumps(points, ensure_ascii=False, separators=(",", ":"))
