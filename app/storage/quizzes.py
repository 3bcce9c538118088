"""Results of quizzes. They move no memory: misses come into the queue by `Progress.reschedule`."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace

from app.storage import statements
from app.storage.engine import writing
from app.storage.records import Quiz
from app.storage.uuid7 import RandomBytes, uuid7


class Quizzes:
    """The quiz results of a progress file, reached as `Progress.quizzes`, with its guarantees."""

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

    def add(self, deck_ids: Sequence[str], asked: int, right: int, by_lesson: Mapping[str, tuple[int, int]]) -> Quiz:
        """Keep a result: the decks chosen, how many were asked and right, and (right, asked) by deck id."""
        at_ms = self._now_ms()
        with self._trouble(), writing(self._driver):
            (newest,) = self._driver.execute(statements.NEWEST_QUIZ).fetchone()
            made = Quiz(uuid7(at_ms, self._random_bytes, newest), at_ms, tuple(deck_ids), asked, right, dict(by_lesson))
            values = {
                "id": made.id,
                "at": at_ms,
                "deck_ids": json.dumps(made.deck_ids),
                "asked": asked,
                "right": right,
                "by_lesson": json.dumps(made.by_lesson),
            }
            self._driver.execute(statements.ADD_QUIZ, values)
        return made

    def change(self, quiz: Quiz, asked: int, right: int, by_lesson: Mapping[str, tuple[int, int]]) -> Quiz:
        """Let a result that was kept be this one, while its quiz goes on.

        Raises ValueError when there is no such result.
        """
        values = {
            "quiz_id": quiz.id,
            "new_asked": asked,
            "new_right": right,
            "new_by_lesson": json.dumps(dict(by_lesson)),
        }
        with self._trouble(), writing(self._driver):
            if self._driver.execute(statements.CHANGE_QUIZ, values).rowcount == 0:
                raise ValueError(f"there is no quiz {quiz.id} to change")
        return replace(quiz, asked=asked, right=right, by_lesson=dict(by_lesson))

    def list(self) -> tuple[Quiz, ...]:
        """Every result, newest first."""
        with self._trouble():
            return tuple(
                Quiz(
                    quiz_id,
                    at_ms,
                    tuple(json.loads(deck_ids)),
                    asked,
                    right,
                    {deck_id: (counts[0], counts[1]) for deck_id, counts in json.loads(by_lesson).items()},
                )
                for quiz_id, at_ms, deck_ids, asked, right, by_lesson in self._driver.execute(statements.QUIZZES)
            )
