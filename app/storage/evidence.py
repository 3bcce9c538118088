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


def last(connection: sqlite3.Connection, card_id: str) -> Evidence | None:
    """The newest evidence of a card."""
    row = connection.execute(statements.LAST_EVIDENCE, {"card_id": card_id}).fetchone()
    return None if row is None else read(*row)


def of_points(connection: sqlite3.Connection, card_ids: Container[str]) -> dict[str, Evidence]:
    """The newest evidence of each of the cards that says something about its points."""
    newest: dict[str, tuple[str, str, str | None, int | None]] = {}
    for card_id, _, said, missed, answer, seed in connection.execute(statements.ALL_EVIDENCE):
        if (said != "[]" or missed != "[]") and card_id in card_ids:
            newest[card_id] = (said, missed, answer, seed)
    return {card_id: read(*row) for card_id, row in newest.items()}


def missed_points(connection: sqlite3.Connection) -> tuple[MissedPoint, ...]:
    """The points left out when their card was last asked for its points; newest first, then by how often."""
    times: dict[tuple[str, str], int] = {}
    standing: dict[str, tuple[int, list[str]]] = {}
    for card_id, study_day, said, missed, _, _ in connection.execute(statements.ALL_EVIDENCE):
        if missed != "[]":
            points = json.loads(missed)
            standing[card_id] = (study_day, points)
            for point in points:
                times[card_id, point] = times.get((card_id, point), 0) + 1
        elif said != "[]":
            standing.pop(card_id, None)
    found = [
        MissedPoint(card_id, point, times[card_id, point], study_day)
        for card_id, (study_day, points) in standing.items()
        for point in points
    ]
    return tuple(sorted(found, key=lambda missed: (-missed.last_day, -missed.times, missed.card_id)))


def _text(points: tuple[str, ...]) -> str:
    return json.dumps(points, ensure_ascii=False, separators=(",", ":"))
