"""The fold of a card: its live reviews and what was done to its memory by hand, in the order of their ids.

What moves a memory, decided here for grading, undo, merging and verifying alike:

- a *scheduled* review, except on a study day on which a review in Anki has already moved the card: one day counts once,
  on whichever device it came first;
- a review in *Anki*, except on a study day on which another review has already moved the card: what follows a first
  answer on the same day is what we call a repeat;
- *repeat* and *extra* never;
- *reschedule* sets the due day and leaves ease and interval; *forget* makes the card new. Both begin the day anew: what
  is answered after them counts.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from app.storage import statements
from app.storage.rows import Row, count_in_day, rows_of, set_memory
from scheduler.memory import Algorithm, Memory, Quality

_QUALITIES = tuple(Quality)


class Folded(NamedTuple):  # and no dataclass: verifying makes a million of them, and this is three times as fast
    """Where the fold of a card stands."""

    memory: Memory
    last_review_id: str | None
    """The review that moved the memory last; None while the card is new."""
    day: int = 0
    """The study day on which a review moved it, unless it was rescheduled or forgotten since."""
    in_anki: bool = False
    """Whether that review was done in Anki."""


NEW = Folded(Memory(), None)


def after_review(state: Folded, algorithm: Algorithm, review_id: str, quality: int, day: int, kind: str) -> Folded:
    """Where a review leads; the same state when it moves nothing."""
    in_anki = kind == "anki"
    if not (in_anki or kind == "scheduled"):
        return state
    if day == state.day and (in_anki or state.in_anki):
        return state
    return Folded(algorithm.review(state.memory, _QUALITIES[quality], day), review_id, day, in_anki)


def after_mark(state: Folded, kind: str, due_day: int | None) -> Folded:
    """Where `reschedule`, with the study day it was rescheduled to, or `forget` leads."""
    if kind == "forget" or due_day is None:
        return NEW
    return Folded(replace(state.memory, due_day=due_day), state.last_review_id)


def steps(
    connection: sqlite3.Connection, algorithm: Algorithm, card_id: str
) -> Iterator[tuple[Row | None, Folded, Folded]]:
    """Every step of a card's fold: the review, None for a mark, and what it found and left."""
    state = NEW
    marks = connection.execute(statements.MOVES_OF_CARD, {"card_id": card_id}).fetchall()
    marks.reverse()
    for review in rows_of(connection, statements.REVIEWS_OF_CARD, {"card_id": card_id}):
        while marks and marks[-1][0] < review["id"]:
            before, state = state, after_mark(state, *marks.pop()[1:])
            yield None, before, state
        before = state
        state = after_review(state, algorithm, review["id"], review["quality"], review["study_day"], review["kind"])
        yield review, before, state
    while marks:
        before, state = state, after_mark(state, *marks.pop()[1:])
        yield None, before, state


def refold(connection: sqlite3.Connection, algorithm: Algorithm, card_id: str) -> None:
    """Make a card's memory, and the before and after of its reviews, what its log says, in the caller's transaction."""
    state = NEW
    for review, before, state in steps(connection, algorithm, card_id):
        if review is None:
            continue
        found, left = before.memory, state.memory
        said = {
            "ease_before": found.ease,
            "ease_after": left.ease,
            "interval_before": found.interval,
            "interval_after": left.interval,
            "repetitions_before": found.repetitions,
            "repetitions_after": left.repetitions,
        }
        if said.items() <= review.items():
            continue
        changed = {f"new_{name}": value for name, value in said.items()}
        connection.execute(statements.SET_BEFORE_AND_AFTER, {"review_id": review["id"], **changed})
        if (review["interval_before"] > 0) != (found.interval > 0):
            # whether it counts as a question of recall
            count_in_day(connection, review, -1)
            count_in_day(connection, review | said, 1)
    set_memory(connection, card_id, state.memory, state.last_review_id)
