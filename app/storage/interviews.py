"""Mock interviews: notes saved as they are typed, scores at the end. They are no part of the log."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from typing import Any

from app.storage import statements
from app.storage.engine import writing
from app.storage.records import Interview, InterviewMiss
from app.storage.rows import rows_of
from app.storage.uuid7 import RandomBytes, uuid7


class Interviews:
    """The interviews of a progress file, reached as `Progress.interviews`, with its guarantees."""

    def __init__(
        self,
        driver: sqlite3.Connection,
        trouble: Callable[[], AbstractContextManager[None]],
        now_ms: Callable[[], int],
        random_bytes: RandomBytes,
    ) -> None:
        self._driver = driver
        self._trouble = trouble
        self._now_ms = now_ms
        self._random_bytes = random_bytes

    def start(self, prompt_id: str, minutes: int, level: str, phase: str) -> Interview:
        """Begin an interview now, in its first phase."""
        at_ms = self._now_ms()
        with self._trouble(), writing(self._driver):
            (newest,) = self._driver.execute(statements.NEWEST_INTERVIEW).fetchone()
            made = Interview(
                uuid7(at_ms, self._random_bytes, newest), prompt_id, minutes, level, at_ms, 0, phase, False, ""
            )
            values = {name: getattr(made, name) for name in Interview.__slots__}
            values |= {"paused": 0, "scores": "{}", "missed": "[]", "deleted_at": None}
            self._driver.execute(statements.ADD_INTERVIEW, values)
        return made

    def save(self, interview_id: str, elapsed_ms: int, phase: str, notes: str, *, paused: bool = False) -> None:
        """Keep where an unfinished interview stands; on disk when this returns.

        Raises ValueError when there is no such unfinished interview.
        """
        values = {"new_elapsed_ms": elapsed_ms, "new_phase": phase, "new_paused": int(paused), "new_notes": notes}
        self._change(statements.SAVE_INTERVIEW, interview_id, values)

    def finish(self, interview_id: str, scores: Mapping[str, int], missed: Iterable[InterviewMiss] = ()) -> Interview:
        """End an interview with its scores, 1 to 4 by dimension, and what was left out; a second time changes them.

        Raises ValueError for another score, or when there is no such interview.
        """
        if wrong := [score for score in scores.values() if score not in (1, 2, 3, 4)]:
            raise ValueError(f"a score of {wrong[0]} is outside 1..4")
        points = [
            {"point": miss.point} if miss.card_id is None else {"point": miss.point, "card_id": miss.card_id}
            for miss in missed
        ]
        values = {
            "new_scores": json.dumps(dict(scores), ensure_ascii=False),
            "new_missed": json.dumps(points, ensure_ascii=False),
            "new_finished_at": self._now_ms(),
        }
        self._change(statements.FINISH_INTERVIEW, interview_id, values)
        finished = self.find(interview_id)
        assert finished is not None
        return finished

    def delete(self, interview_id: str) -> None:
        """Take an interview away; `bring_back` returns it."""
        self._change(statements.SET_INTERVIEW_DELETED, interview_id, {"at": self._now_ms()})

    def bring_back(self, interview_id: str) -> None:
        """Bring a deleted interview back."""
        self._change(statements.SET_INTERVIEW_DELETED, interview_id, {"at": None})

    def find(self, interview_id: str) -> Interview | None:
        """One interview, unless it was deleted."""
        return next(iter(self._read(statements.INTERVIEW, {"interview_id": interview_id})), None)

    def open_interview(self) -> Interview | None:
        """The newest unfinished interview."""
        return next(iter(self._read(statements.OPEN_INTERVIEW, {})), None)

    def history(self) -> tuple[Interview, ...]:
        """The finished interviews, newest first."""
        return self._read(statements.INTERVIEWS, {})

    def _change(self, statement: str, interview_id: str, values: dict[str, Any]) -> None:
        with self._trouble(), writing(self._driver):
            if self._driver.execute(statement, values | {"interview_id": interview_id}).rowcount == 0:
                raise ValueError(f"there is no interview {interview_id} to change")

    def _read(self, statement: str, values: dict[str, str]) -> tuple[Interview, ...]:
        with self._trouble():
            return tuple(_interview(row) for row in rows_of(self._driver, statement, values))


def _interview(row: dict[str, Any]) -> Interview:
    points = tuple(InterviewMiss(miss["point"], miss.get("card_id")) for miss in json.loads(row["missed"]))
    changed = {"paused": bool(row["paused"]), "scores": json.loads(row["scores"]), "missed": points}
    return Interview(**(row | changed))
