"""Undo and redo: by hand, and against a pure model in random sequences."""

from __future__ import annotations

import random
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from app.storage.progress import Progress, open_progress
from app.storage.records import Undone
from app.storage.verify import verify
from scheduler.memory import Memory
from scheduler.queue import Graded, Status
from scheduler.replay import replay
from scheduler.sm2 import Sm2

if TYPE_CHECKING:
    from tests.app.storage.conftest import Store

DAY = 740_000


@pytest.mark.parametrize("restart", [False, True])
def test_undo_and_redo_go_through_everything_newest_first(store: Store, restart: bool) -> None:
    """Reviews and marks are one sequence, also over a restart; each state is exactly the one before."""

    def state() -> object:
        return store.progress.statuses(), store.progress.memories("ab"), store.progress.graded_on(DAY)

    states = [state()]
    for action in (
        lambda: store.grade("a", 5),
        lambda: store.grade("a", 4, kind="extra"),
        lambda: store.progress.suspend("b", True),
        lambda: store.grade("a", 1),
        lambda: store.progress.bury("a", DAY + 1),
        lambda: store.grade("b", 3),
        lambda: store.progress.suspend("b", False),
        lambda: store.progress.bury("a", None),
    ):
        action()
        states.append(state())
    undone: list[Undone | None] = []
    for before in reversed(states[:-1]):
        assert store.progress.can_undo
        undone.append(store.progress.undo())
        if restart:
            store.reopen()
        assert state() == before
    assert undone == [
        Undone("unbury", "a", None),
        Undone("unsuspend", "b", None),
        Undone("grade", "b", 3),
        Undone("bury", "a", None),
        Undone("grade", "a", 1),
        Undone("suspend", "b", None),
        Undone("grade", "a", 4),
        Undone("grade", "a", 5),
    ]
    assert not store.progress.can_undo
    assert store.progress.undo() is None
    for step, after in zip(reversed(undone), states[1:], strict=True):
        assert store.progress.can_redo
        assert store.progress.redo() == step
        if restart:
            store.reopen()
        assert state() == after
    assert not store.progress.can_redo
    assert store.progress.redo() is None
    assert store.verify().clean


def test_an_undone_first_review_makes_the_card_new_again(store: Store) -> None:
    """The row goes; a suspension from before stays."""
    store.grade("a", 2)
    store.progress.suspend("b", True)
    store.grade("b", 2)
    store.progress.undo()
    assert store.progress.statuses()["b"] == Status(0, is_new=True, suspended=True)
    store.progress.undo()
    store.progress.undo()
    assert store.progress.statuses() == {}


def test_an_undone_late_review_is_overdue_again(store: Store) -> None:
    """The due day is what the review before it had set, not what the clock makes of it."""
    store.grade("a", 4, DAY)
    store.grade("a", 4, DAY + 40)
    assert store.progress.undo() is not None
    assert store.progress.memory("a") == Memory(250, 1, 1, 0, DAY + 1)
    assert store.progress.redo() is not None
    assert store.progress.memory("a") == Memory(250, 6, 2, 0, DAY + 46)


def test_a_new_action_discards_what_could_be_redone_also_after_it_was_undone_itself(store: Store) -> None:
    """A, B undone, then C: C can be undone and redone, B never comes back, whatever the clock says."""
    store.grade("a")
    store.grade("b")
    store.progress.undo()
    store.now -= 1_000_000_000
    store.grade("c")
    assert not store.progress.can_redo
    assert store.progress.undo() == Undone("grade", "c", 4)
    assert store.progress.undo() == Undone("grade", "a", 4)
    assert store.progress.redo() == Undone("grade", "a", 4)
    assert store.progress.redo() == Undone("grade", "c", 4)
    assert store.progress.redo() is None
    assert set(store.progress.statuses()) == {"a", "c"}


def test_undoing_keeps_the_line_in_the_log(store: Store) -> None:
    """The log is append-only: undone is a mark on the line."""
    store.grade("a")
    store.progress.undo()
    assert store.progress.history("a") == ()
    rows = store.progress._driver.execute("SELECT card_id, undone_at FROM review").fetchall()
    assert rows == [("a", store.now)]


def test_reviews_from_anki_are_not_undone_here(store: Store) -> None:
    """They were not done here; what was done here before them can still be undone and redone."""
    store.grade("a")
    driver = store.progress._driver
    driver.execute(
        "INSERT INTO review SELECT 'ffffffff' || substr(id, 9), 'b', reviewed_at, study_day, quality, 'anki',"
        " duration_ms, ease_before, ease_after, interval_before, interval_after, repetitions_before,"
        " repetitions_after, device, undone_at FROM review"
    )
    assert store.progress.undo() == Undone("grade", "a", 4)
    assert store.progress.undo() is None
    assert store.progress.redo() == Undone("grade", "a", 4)


@dataclass(frozen=True, slots=True)
class Action:
    """A grade, or a mark with what it sets."""

    card_id: str
    quality: int | None = None
    day: int = 0
    kind: str = ""
    suspended: bool = False
    buried_until: int | None = None


CARDS = ("a", "b", "c")


class Model(RuleBasedStateMachine):
    """Random use of one file, compared with two lists after every step."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.database = Path(self.folder.name) / "progress.sqlite"
        self.now = 1_800_000_000_000
        self.day = DAY
        self.chance = random.Random(1)
        self.done: list[Action] = []
        self.undone: list[Action] = []
        self.progress = self.open()

    def open(self) -> Progress:
        backups = Path(self.folder.name) / "backups"
        return open_progress(self.database, backups, Sm2(), lambda: self.now, self.chance.randbytes)

    def teardown(self) -> None:
        self.progress.close()
        self.folder.cleanup()

    def flags(self, card_id: str) -> tuple[bool, int | None]:
        marks = [action for action in self.done if action.card_id == card_id and action.quality is None]
        return (marks[-1].suspended, marks[-1].buried_until) if marks else (False, None)

    def act(self, action: Action) -> None:
        self.done.append(action)
        self.undone.clear()

    @rule(step=st.integers(-100_000, 100_000))
    def time_passes_or_steps_back(self, step: int) -> None:
        self.now += step

    @rule(days=st.integers(1, 40))
    def days_pass(self, days: int) -> None:
        self.day += days

    @rule(
        card_id=st.sampled_from(CARDS),
        quality=st.integers(0, 5),
        kind=st.sampled_from(("scheduled", "scheduled", "scheduled", "repeat", "extra")),
    )
    def grade(self, card_id: str, quality: int, kind: str) -> None:
        self.progress.grade(card_id, quality, self.day, kind=kind, duration_ms=quality, at_ms=self.now)
        self.act(Action(card_id, quality, self.day, kind))

    @rule(card_id=st.sampled_from(CARDS), suspended=st.booleans())
    def suspend(self, card_id: str, suspended: bool) -> None:
        before = self.flags(card_id)
        assert self.progress.suspend(card_id, suspended) == (before[0] != suspended)
        if before[0] != suspended:
            self.act(Action(card_id, suspended=suspended, buried_until=before[1]))

    @rule(card_id=st.sampled_from(CARDS), days=st.none() | st.integers(1, 3))
    def bury(self, card_id: str, days: int | None) -> None:
        before = self.flags(card_id)
        until = None if days is None else self.day + days
        assert self.progress.bury(card_id, until) == (before[1] != until)
        if before[1] != until:
            self.act(Action(card_id, suspended=before[0], buried_until=until))

    @rule()
    def undo(self) -> None:
        undone = self.progress.undo()
        if not self.done:
            assert undone is None
            return
        action = self.done.pop()
        self.undone.append(action)
        assert undone is not None
        assert (undone.card_id, undone.quality) == (action.card_id, action.quality)

    @rule()
    def redo(self) -> None:
        redone = self.progress.redo()
        if not self.undone:
            assert redone is None
            return
        action = self.undone.pop()
        self.done.append(action)
        assert redone is not None
        assert (redone.card_id, redone.quality) == (action.card_id, action.quality)

    @rule()
    def restart(self) -> None:
        self.progress.close()
        self.progress = self.open()

    @invariant()
    def everything_is_as_the_model_says(self) -> None:
        grades = [action for action in self.done if action.quality is not None]
        memories = {}
        statuses = {}
        for card_id in CARDS:
            own = [(g.quality or 0, g.day, g.kind) for g in grades if g.card_id == card_id]
            is_new = not any(kind == "scheduled" for *_, kind in own)
            memory = replay(own, Sm2())
            if not is_new:
                memories[card_id] = memory
            suspended, buried_until = self.flags(card_id)
            if not is_new or suspended or buried_until is not None:
                statuses[card_id] = Status(memory.due_day, is_new, suspended, buried_until)
        assert self.progress.memories(CARDS) == memories
        assert self.progress.statuses() == statuses
        assert self.progress.can_undo == bool(self.done)
        assert self.progress.can_redo == bool(self.undone)
        of_today = [graded for graded in grades if graded.day == self.day]
        assert [(g.card_id, g.quality, g.kind) for g in self.progress.graded_on(self.day)] == [
            (g.card_id, g.quality, g.kind) for g in of_today
        ]
        assert self.progress.days_reviewed() == tuple(sorted({g.day for g in grades}, reverse=True))
        assert self.progress.stats(self.day).reviews == len(grades)

    @invariant()
    def the_log_replays(self) -> None:
        report = verify(self.database, Sm2())
        assert report.clean, report.problems


def test_was_new_is_told_of_the_first_scheduled_review_only(store: Store) -> None:
    """An extra look before it does not make a card known."""
    store.grade("a", 4, kind="extra")
    store.grade("a", 4)
    assert store.progress.graded_on(DAY) == (
        Graded("a", 4, "extra", was_new=False),
        Graded("a", 4, "scheduled", was_new=True),
    )


TestModel = Model.TestCase
TestModel.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
