"""Marks: on one card, on a selection, and what they leave alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from app.errors import ByHeartError
from app.storage.records import Undone
from scheduler.memory import Memory
from scheduler.queue import Graded, Status

if TYPE_CHECKING:
    from tests.app.storage.conftest import Store

DAY = 740_000


def test_a_rescheduled_card_is_due_that_day_and_goes_on_as_before(store: Store) -> None:
    """Ease and interval stay: the next interval is made of them, from the day it was answered."""
    store.grade("a", 5)
    store.grade("a", 5, DAY + 1)
    assert store.progress.memory("a") == Memory(270, 6, 2, 0, DAY + 7)
    assert store.progress.reschedule(["a"], DAY + 3) == 1
    assert store.progress.reschedule(["a"], DAY + 3) == 0
    assert store.progress.memory("a") == Memory(270, 6, 2, 0, DAY + 3)
    assert store.verify().clean
    store.grade("a", 4, DAY + 3)
    assert store.progress.memory("a") == Memory(270, 17, 3, 0, DAY + 20)
    assert store.verify().clean


def test_a_rescheduled_new_card_is_due_and_still_without_memory(store: Store) -> None:
    """Whatever the day's limit of new cards: its first review counts as of no new card. Undone, it is new again."""
    assert store.progress.reschedule(["a"], DAY) == 1
    assert store.progress.statuses() == {"a": Status(DAY, is_new=False)}
    assert store.progress.memory("a") is None
    store.grade("a", 4)
    assert store.progress.memory("a") == Memory(250, 1, 1, 0, DAY + 1)
    assert store.progress.graded_on(DAY) == (Graded("a", 4, "scheduled", was_new=False),)
    assert store.verify().clean
    store.progress.undo()
    assert store.progress.statuses() == {"a": Status(DAY, is_new=False)}
    assert store.verify().clean
    store.progress.undo()
    assert store.progress.statuses() == {}
    assert store.verify().clean


def test_a_forgotten_card_is_new_and_its_log_stays(store: Store) -> None:
    """It is learnt anew, lapses from nought, as a new card of that day; undone, it remembers."""
    store.grade("a", 1)
    store.grade("a", 5, DAY + 1)
    known = store.progress.memory("a")
    store.progress.suspend("a", True)
    assert store.progress.forget(["a", "never seen"]) == 1
    assert store.progress.memory("a") is None
    assert store.progress.statuses() == {"a": Status(0, is_new=True, suspended=True)}
    assert len(store.progress.history("a")) == 2
    assert store.verify().clean
    assert store.grade("a", 4, DAY + 5).after == Memory(250, 1, 1, 0, DAY + 6)
    assert store.progress.graded_on(DAY + 5) == (Graded("a", 4, "scheduled", was_new=True),)
    assert store.verify().clean
    store.progress.undo()
    assert store.progress.undo() == Undone("forget", "a", None)
    assert store.progress.memory("a") == known
    assert store.verify().clean


def test_what_was_graded_before_a_card_was_rescheduled_today_settles_nothing(store: Store) -> None:
    """So the plan asks it again; and a card put off although it was wrong today asks for no repeat."""
    store.grade("again today", 4)
    store.grade("put off", 1)
    store.grade("other", 1)
    store.progress.reschedule(["again today"], DAY)
    store.progress.reschedule(["put off"], DAY + 9)
    assert store.progress.graded_on(DAY) == (
        Graded("again today", 4, "extra", was_new=True),
        Graded("put off", 4, "extra", was_new=True),
        Graded("other", 1, "scheduled", was_new=True),
    )
    store.grade("again today", 2)
    assert store.progress.graded_on(DAY)[-1] == Graded("again today", 2, "scheduled")


def test_tags_are_put_on_and_taken_off(store: Store) -> None:
    """Only where that changes something; they leave memory and flags alone."""
    progress = store.progress
    store.grade("a")
    status = progress.statuses()
    assert progress.tag(["a", "b"], "before-the-talk", True) == 2
    assert progress.tag(["b", "c", "c"], "hard", True) == 2
    assert progress.tag(["a", "b", "c"], "hard", True) == 1
    assert progress.tag(["a", "d"], "hard", False) == 1
    assert progress.tags() == {
        "a": frozenset({"before-the-talk"}),
        "b": frozenset({"before-the-talk", "hard"}),
        "c": frozenset({"hard"}),
    }
    assert progress.statuses() == status
    assert progress.undo() == Undone("untag", "a", None, 1, "hard")
    assert progress.undo() == Undone("tag", "a", None, 1, "hard")
    assert progress.undo() == Undone("tag", "b", None, 2, "hard")
    assert progress.tags() == {"a": frozenset({"before-the-talk"}), "b": frozenset({"before-the-talk"})}
    assert progress.redo() == Undone("tag", "b", None, 2, "hard")
    assert set(progress.tags()) == {"a", "b", "c"}
    assert store.verify().clean


@pytest.mark.parametrize("tag", ["", "Hard", "two words", "-a", "a-", "a--b", "ä", "a\n"])
def test_what_is_no_slug_is_no_tag(store: Store, tag: str) -> None:
    """Said in one sentence; nothing is recorded."""
    with pytest.raises(ByHeartError, match="cannot be a tag: use lower-case letters"):
        store.progress.tag(["a"], tag, True)
    assert not store.progress.can_undo


@pytest.mark.parametrize("restart", [False, True])
def test_what_is_done_to_a_selection_is_undone_and_redone_at_once(store: Store, restart: bool) -> None:
    """One undo for the whole of it, in the order of the stack, also after a restart."""
    cards = [f"card-{number}" for number in range(12)]
    for card_id in cards[:8]:
        store.grade(card_id, 4)
    store.progress.suspend("card-3", True)

    def state() -> object:
        return store.progress.statuses(), store.progress.memories(cards), store.progress.tags()

    states = [state()]
    expected = []
    actions: list[tuple[Callable[[], int], Undone]] = [
        (lambda: store.progress.suspend_many(cards, True), Undone("suspend", "card-0", None, 11)),
        (lambda: store.progress.bury_many(cards[2:4], DAY + 1), Undone("bury", "card-2", None, 2)),
        (lambda: store.progress.reschedule(cards, DAY + 5), Undone("reschedule", "card-0", None, 12)),
        (lambda: store.progress.forget(cards[4:]), Undone("forget", "card-4", None, 8)),
        (lambda: store.progress.tag(cards, "odd", True), Undone("tag", "card-0", None, 12, "odd")),
        (lambda: store.progress.tag(cards[1:3], "odd", False), Undone("untag", "card-1", None, 2, "odd")),
        (lambda: store.progress.suspend_many(cards, False), Undone("unsuspend", "card-0", None, 12)),
        (lambda: store.progress.bury_many(cards, None), Undone("unbury", "card-2", None, 2)),
    ]
    for action, undone in actions:
        assert action() == undone.cards
        expected.append(undone)
        states.append(state())
        assert store.verify().clean
    for before, undone in zip(reversed(states[:-1]), reversed(expected), strict=True):
        assert store.progress.undo() == undone
        if restart:
            store.reopen()
        assert state() == before
        assert store.verify().clean
    assert store.progress.undo() == Undone("suspend", "card-3", None)
    assert store.progress.redo() == Undone("suspend", "card-3", None)
    for after, redone in zip(states[1:], expected, strict=True):
        assert store.progress.redo() == redone
        if restart:
            store.reopen()
        assert state() == after
        assert store.verify().clean
    assert store.progress.redo() is None


def test_an_undone_selection_is_hidden_for_good_by_what_is_done_next(store: Store) -> None:
    """As it is with single actions, whatever the clock says."""
    store.grade("a")
    store.progress.tag(["a", "b"], "x", True)
    store.progress.undo()
    store.now -= 1_000_000
    store.progress.suspend_many(["a", "b"], True)
    assert store.progress.undo() == Undone("suspend", "a", None, 2)
    assert store.progress.undo() == Undone("grade", "a", 4)
    assert store.progress.redo() == Undone("grade", "a", 4)
    assert store.progress.redo() == Undone("suspend", "a", None, 2)
    assert store.progress.redo() is None


def test_the_history_of_a_card_tells_reviews_and_marks_in_order(store: Store) -> None:
    """With what each came to; undone ones are left out."""
    store.grade("a", 4)
    store.progress.bury("a", DAY + 2)
    store.progress.reschedule(["a", "b"], DAY + 3)
    store.progress.tag(["a"], "x", True)
    store.progress.suspend("a", True)
    store.progress.undo()
    store.progress.forget(["a"])
    events = store.progress.history_of("a")
    assert [(event.kind, event.quality, event.interval, event.until_day, event.tag) for event in events] == [
        ("scheduled", 4, 1, None, None),
        ("bury", None, None, DAY + 2, None),
        ("reschedule", None, None, DAY + 3, None),
        ("tag", None, None, None, "x"),
        ("forget", None, None, None, None),
    ]
    assert (events[0].ease, events[0].study_day, events[0].duration_ms) == (250, DAY, 5_000)
    assert {event.at for event in events} == {store.now}
