"""Grading, and what is known afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from dataclasses import astuple
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.storage.uuid7 import parts
from scheduler.memory import Memory, Quality
from scheduler.queue import Graded, Status
from scheduler.replay import replay
from scheduler.sm2 import Sm2

if TYPE_CHECKING:
    from tests.app.storage.conftest import Store

DAY = 740_000


def test_a_fresh_file_knows_nothing(store: Store) -> None:
    """Every question has an answer before the first review."""
    progress = store.progress
    assert progress.statuses() == {}
    assert progress.memory("a") is None
    assert progress.memories(["a"]) == {}
    assert progress.history("a") == ()
    assert progress.graded_on(DAY) == ()
    assert progress.last_day() is None
    assert progress.undo() is None
    assert progress.redo() is None
    assert not progress.can_undo
    assert not progress.can_redo
    assert progress.days_reviewed() == ()
    assert progress.seconds_per_card() is None
    assert store.verify().clean


@pytest.mark.parametrize(
    ("grades", "intervals", "ease"),
    [
        ((5, 5, 5, 5, 5, 4), (1, 6, 17, 50, 150, 450), 300),
        ((4, 4, 3, 4, 2, 4, 4, 4), (1, 6, 15, 36, 1, 1, 6, 15), 236),
        ((3,) * 11, (1, 6, 13, 26, 47, 79, 121, 167, 218, 284, 370), 130),
    ],
)
def test_the_design_s_table_comes_out_of_the_file(
    store: Store, grades: tuple[int, ...], intervals: tuple[int, ...], ease: int
) -> None:
    """Grades given on the day the card is due, with the program restarted in between."""
    day = DAY
    for grade, interval in zip(grades, intervals, strict=True):
        recorded = store.grade("card", grade, day)
        store.reopen()
        memory = store.progress.memory("card")
        assert memory == recorded.after
        assert (memory.interval, memory.due_day) == (interval, day + interval)
        day = memory.due_day
    assert recorded.after.ease == ease
    assert store.verify().clean


def test_a_grade_says_what_was_before_and_after(store: Store) -> None:
    """A new card was the default memory; the next grade finds what this one left."""
    first = store.grade("a", 4)
    assert (first.before, first.after) == (Memory(), Memory(250, 1, 1, 0, DAY + 1))
    second = store.grade("a", 1, DAY + 1)
    assert second.before == first.after
    assert second.after == Memory(250, 1, 0, 1, DAY + 2)
    assert [review.id for review in store.progress.history("a")] == [first.review_id, second.review_id]


@pytest.mark.parametrize("kind", ["repeat", "extra"])
def test_repeats_and_extra_reviews_are_recorded_and_change_no_memory(store: Store, kind: str) -> None:
    """Neither of a card that was seen nor of a new one, which stays new."""
    store.grade("a", 2)
    known = store.progress.memory("a")
    recorded = store.grade("a", 5, kind=kind)
    store.grade("new", 5, kind=kind)
    assert recorded.before == recorded.after == known == store.progress.memory("a")
    assert store.progress.memory("new") is None
    assert set(store.progress.statuses()) == {"a"}
    assert [review.kind for review in store.progress.history("a")] == ["scheduled", kind]
    assert store.verify().clean


def test_the_reviews_of_a_day_are_in_order_and_say_which_card_was_new(store: Store) -> None:
    """What the queue counts the day's limits from; undone ones and other days are left out."""
    store.grade("old", day=DAY - 6)
    store.grade("old", 2)
    store.grade("fresh", 3)
    store.grade("oops", 4)
    store.progress.undo()
    store.grade("old", 4, kind="repeat")
    store.grade("later", 4, DAY + 1)
    assert store.progress.graded_on(DAY) == (
        Graded("old", 2, "scheduled", was_new=False),
        Graded("fresh", 3, "scheduled", was_new=True),
        Graded("old", 4, "repeat", was_new=False),
    )
    assert store.progress.last_day() == DAY + 1


def test_a_day_is_whole_although_the_clock_was_wrong_in_the_middle_of_it(store: Store) -> None:
    """Ids go on from the wrong time, study days do not: the day's reviews are still found, and no others."""
    store.grade("a")
    right = store.now
    store.now += 10 * 365 * 86_400_000
    store.grade("b", day=DAY + 3650)
    store.now = right
    store.grade("c")
    assert [graded.card_id for graded in store.progress.graded_on(DAY)] == ["a", "c"]
    assert store.progress.last_day() == DAY
    (review,) = store.progress.history("c")
    assert review.reviewed_at == store.now
    assert parts(review.id)[0] > store.now
    assert store.verify().clean


def test_a_card_s_reviews_never_go_back_in_time(store: Store) -> None:
    """When the clock does, a millisecond passes; the order of the log is the order of the grades."""
    ids = [store.grade("a", day=DAY + number).review_id for number in range(3)]
    newest = store.progress.history("a")[-1].reviewed_at
    store.now -= 86_400_000
    ids += [store.grade("a", day=DAY + number).review_id for number in range(3)]
    times = [review.reviewed_at for review in store.progress.history("a")]
    assert times[3:] == [newest + 1, newest + 2, newest + 3]
    assert ids == sorted(ids) == [review.id for review in store.progress.history("a")]


def test_the_status_of_some_cards_is_that_of_all_and_the_suspended_ones_are_told(store: Store) -> None:
    """Of ten cards one need not read a hundred thousand."""
    for card_id in "abc":
        store.grade(card_id, 4)
    store.progress.suspend("b", True)
    store.progress.bury("c", DAY + 1)
    every = store.progress.statuses()
    assert set(every) == {"a", "b", "c"}
    assert store.progress.statuses(["c", "b", "never seen"]) == {"b": every["b"], "c": every["c"]}
    assert store.progress.statuses([]) == {}
    assert store.progress.suspended() == {"b"}
    store.progress.suspend("b", False)
    assert store.progress.suspended() == frozenset()


def test_suspending_and_burying_show_in_the_status_and_leave_the_memory(store: Store) -> None:
    """Cards alike share a status; a card set aside before its first review is still new."""
    store.grade("seen")
    store.grade("seen too")
    assert store.progress.suspend("seen", True)
    assert not store.progress.suspend("seen", True)
    assert store.progress.suspend("new", True)
    assert store.progress.bury("new", DAY + 1)
    assert store.progress.statuses() == {
        "seen": Status(DAY + 1, is_new=False, suspended=True),
        "seen too": Status(DAY + 1, is_new=False),
        "new": Status(0, is_new=True, suspended=True, buried_until=DAY + 1),
    }
    assert store.progress.memory("new") is None
    assert store.grade("new").after == Memory(250, 1, 1, 0, DAY + 1)
    assert store.progress.statuses()["new"] == Status(DAY + 1, False, True, DAY + 1)
    assert store.progress.suspend("new", False)
    assert store.progress.bury("new", None)
    assert store.progress.statuses()["new"] == Status(DAY + 1, False)
    assert store.verify().clean


def test_a_card_set_aside_and_brought_back_before_its_first_review_leaves_nothing(store: Store) -> None:
    """A row that says nothing is not kept."""
    store.progress.suspend("a", True)
    store.progress.suspend("a", False)
    assert store.progress.statuses() == {}
    assert store.verify().clean


def test_memories_of_many_cards_are_those_of_each(store: Store) -> None:
    """More cards than fit into one statement; new ones are left out."""
    for number in range(3):
        store.grade(f"card-{number}", 3 + number)
    store.progress.suspend("aside", True)
    wanted = ["aside", *(f"card-{number}" for number in range(1200))]
    assert store.progress.memories(wanted) == {
        card_id: store.progress.memory(card_id) for card_id in ("card-0", "card-1", "card-2")
    }


@pytest.mark.parametrize(("quality", "kind"), [(6, "scheduled"), (-1, "scheduled"), (4, "dream"), (4, "anki")])
def test_a_grade_that_does_not_exist_is_our_bug_and_records_nothing(store: Store, quality: int, kind: str) -> None:
    """ValueError, not a sentence for the user."""
    with pytest.raises(ValueError):  # noqa: PT011  Python words it
        store.grade("a", quality, kind=kind)
    assert store.progress.history("a") == ()


def test_the_history_has_every_column(store: Store) -> None:
    """The log as it is in the file, for the card's page and for Anki."""
    recorded = store.grade("a", 5)
    before_and_after = (250, 260, 0, 1, 0, 1)
    assert [astuple(review) for review in store.progress.history("a")] == [
        (recorded.review_id, "a", store.now, DAY, 5, "scheduled", 5_000, *before_and_after, store.progress.device)
    ]


def test_the_device_keeps_its_name(store: Store) -> None:
    """Made up once from chance, kept in the file."""
    name = store.progress.device
    assert len(name) == 16
    store.reopen()
    assert store.progress.device == name


def test_two_programs_with_the_same_file_write_one_log(store: Store) -> None:
    """A window and a terminal in turns: ids stay in order, each sees what the other did, the log replays."""
    other = store.open()
    for number in range(10):
        store.grade("a", number % 6, DAY + number)
        store.now += 10
        other.grade("a", 4, DAY + number, duration_ms=1, at_ms=store.now - 5_000)
    assert other.undo() is not None
    assert store.progress.undo() is not None
    history = store.progress.history("a")
    assert [review.id for review in history] == sorted(review.id for review in history)
    assert len(history) == 18
    log = [(review.quality, review.study_day, review.kind) for review in history]
    assert store.progress.memory("a") == other.memory("a") == replay(log, Sm2())
    assert store.verify().clean


def test_threads_take_turns(store: Store) -> None:
    """The window grades while the background reads and writes back."""
    failures: list[BaseException] = []

    def work(name: str) -> None:
        try:
            for number in range(30):
                store.progress.grade(name, 4, DAY, duration_ms=1, at_ms=store.now + number)
                store.progress.statuses()
                store.progress.stats(DAY)
                if number % 10 == 0:
                    store.progress.checkpoint()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(f"thread-{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert store.progress.stats(DAY).reviews == 120
    assert store.verify().clean


def test_a_grade_is_in_the_file_when_the_process_is_gone_the_moment_after(store: Store) -> None:
    """Nothing is closed, nothing flushed, no exit handler runs."""
    store.close()
    code = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from app.storage.progress import open_progress\n"
        "from scheduler.sm2 import Sm2\n"
        "p = open_progress(Path(sys.argv[1]), Path(sys.argv[2]), Sm2(), lambda: 1)\n"
        "p.grade('a', 4, 740000, duration_ms=1, at_ms=1)\n"
        "os._exit(9)\n"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", code, store.database, store.backups],
        env={**os.environ, "PYTHONPATH": str(root)},
        check=False,
    )
    assert done.returncode == 9
    store.progress = store.open()
    assert store.progress.memory("a") == Sm2().review(Memory(), Quality.GOOD, DAY)
    assert store.verify().clean


def _printed(code: str) -> str:
    """What a fresh interpreter prints."""
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_opening_needs_no_orm_and_no_other_dialect() -> None:
    """What the start of the program pays for."""
    code = (
        "import sys, app.storage.progress\n"
        "print([m for m in sys.modules if m.startswith('sqlalchemy.orm') or m.startswith('sqlalchemy.dialects.')"
        " and not m.startswith('sqlalchemy.dialects.sqlite')])"
    )
    assert _printed(code) == "[]\n"


def test_verify_and_backup_start_without_sqlalchemy() -> None:
    """They need the driver alone."""
    code = "import sys, app.storage.verify, app.storage.backup; print('sqlalchemy' in sys.modules)"
    assert _printed(code) == "False\n"
