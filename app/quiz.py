"""A quiz: choice cards drawn from chosen lessons, one answer each, a result by lesson. It moves no schedule."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from decks.card import Kind
from decks.library import Library

if TYPE_CHECKING:
    from random import Random

    from app.storage.progress import Progress
    from app.storage.records import Quiz
    from scheduler.queue import Status

LENGTH = 10


@dataclass(frozen=True, slots=True)
class Question:
    """A choice card, and the lesson it belongs to."""

    card_id: str
    deck_id: str


@dataclass(frozen=True, slots=True)
class Run:
    """A quiz under way. Answers are in the order of the questions: whether each was right."""

    deck_ids: tuple[str, ...]
    """The lessons it was drawn from."""
    questions: tuple[Question, ...]
    answers: tuple[bool, ...] = ()

    @property
    def finished(self) -> bool:
        """Whether every question was answered."""
        return len(self.answers) == len(self.questions)

    @property
    def current(self) -> Question | None:
        """The question to ask now; None when it is finished."""
        return None if self.finished else self.questions[len(self.answers)]

    def answered(self, *, right: bool) -> Run:
        """The run with one more answer. Raises ValueError when there is nothing left to answer."""
        if self.finished:
            raise ValueError("the quiz is finished")
        return replace(self, answers=(*self.answers, right))

    def without_current(self) -> Run:
        """The run without the question at hand, whose card is no longer there."""
        at = len(self.answers)
        return replace(self, questions=(*self.questions[:at], *self.questions[at + 1 :]))

    def ended(self) -> Run:
        """The run as if it had been no longer than what was answered."""
        return replace(self, questions=self.questions[: len(self.answers)])


@dataclass(frozen=True, slots=True)
class Result:
    """What a quiz came to."""

    asked: int
    right: int
    by_lesson: Mapping[str, tuple[int, int]]
    """By deck id, in the order they were asked: how many were right, of how many."""
    missed: tuple[str, ...]
    """The cards answered wrong."""


def candidates(library: Library, deck_ids: Collection[str], without: Collection[str] = ()) -> tuple[Question, ...]:
    """Every choice card of the lessons in the library's order, but those in `without`."""
    chosen = frozenset(deck_ids)
    return tuple(
        Question(row.card_id, row.deck_id)
        for row in library.rows
        if row.kind == Kind.CHOICE and row.deck_id in chosen and row.card_id not in without
    )


def draw(questions: Collection[Question], deck_ids: Collection[str], random: Random, length: int = LENGTH) -> Run:
    """A quiz of up to `length` different questions in a random order."""
    chosen = list(questions)
    return Run(tuple(deck_ids), tuple(random.sample(chosen, min(length, len(chosen)))))


def result(run: Run) -> Result:
    """What the answers so far come to."""
    by_lesson: dict[str, tuple[int, int]] = {}
    missed = []
    for question, right in zip(run.questions, run.answers, strict=False):
        before = by_lesson.get(question.deck_id, (0, 0))
        by_lesson[question.deck_id] = (before[0] + right, before[1] + 1)
        if not right:
            missed.append(question.card_id)
    return Result(len(run.answers), sum(run.answers), by_lesson, tuple(missed))


def not_due(card_ids: Collection[str], statuses: Mapping[str, Status], today: int) -> tuple[str, ...]:
    """Those of the cards that today's review would not ask: new ones, which nobody asked for, and later ones."""
    return tuple(
        card_id
        for card_id in card_ids
        if (status := statuses.get(card_id)) is None or status.is_new or status.due_day > today
    )


def keep(run: Run, progress: Progress, kept: Quiz | None = None) -> Quiz | None:
    """Store what a quiz comes to so far, unless nothing was answered; no card's schedule is touched.

    Called after each answer with what the call before returned (`kept`): a quiz that is broken off, by a crash as
    well, has lost none of its answers. Raises an `app.errors.StorageError` when it could not be written.
    """
    found = result(run)
    if not found.asked:
        return None
    if kept is None:
        return progress.quizzes.add(run.deck_ids, found.asked, found.right, found.by_lesson)
    return progress.quizzes.change(kept, found.asked, found.right, found.by_lesson)
