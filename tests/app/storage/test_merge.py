"""Reviews that come home from Anki: each once, in any order, and every memory is what the whole log says."""

from __future__ import annotations

import random
import tempfile
from contextlib import closing
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import StorageBusy
from app.storage.engine import connect
from app.storage.merge import id_of
from app.storage.records import Incoming, Taken, Undone
from app.storage.uuid7 import parts
from scheduler.day import StudyClock
from scheduler.memory import Memory
from scheduler.queue import Graded
from tests.app.storage.conftest import Store

if TYPE_CHECKING:
    from collections.abc import Callable

CLOCK = StudyClock(UTC)
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


def today(store: Store) -> int:
    return CLOCK.day_of(store.now)


def take(store: Store, *reviews: Incoming) -> Taken:
    taken = store.progress.take(reviews, CLOCK)
    assert taken is not None
    return taken


def rows(store: Store, *tables: str) -> list[object]:
    return [store.progress._driver.execute(f"SELECT * FROM {table}").fetchall() for table in tables]


def test_reviews_come_home_once_and_move_the_memory(store: Store) -> None:
    """Read again, alone or with others, they change nothing; the summary says what was new and from when."""
    at = store.now - 3 * DAY_MS
    first = Incoming("a", at, 4, 7_000)
    second = Incoming("a", at + DAY_MS, 5, 9_000)
    other = Incoming("b", at + 5, 1, 3_000)
    assert take(store, first, second) == Taken(2, 0, 0, at, at + DAY_MS, 1)
    day = CLOCK.day_of(at)
    assert store.progress.memory("a") == Memory(260, 6, 2, 0, day + 7)
    before = rows(store, "review", "memory", "day")
    assert take(store, second, first, first) == Taken(0, 3, 0, None, None, 0)
    assert rows(store, "review", "memory", "day") == before
    assert take(store, other, first) == Taken(1, 1, 0, at + 5, at + 5, 1)
    assert take(store) == Taken(0, 0, 0, None, None, 0)
    review = store.progress.history("b")[0]
    assert (review.kind, review.quality, review.duration_ms, review.reviewed_at) == ("anki", 1, 3_000, at + 5)
    assert parts(review.id)[0] == at + 5
    assert store.progress.days_reviewed() == (day + 1, day)
    assert store.verify().clean


def test_the_id_of_a_review_is_the_same_for_ever() -> None:
    """Another id, from another version of the program, would count every review twice."""
    assert id_of("rest-verbs-q1", 1_800_000_000_000) == "01a3185c-5000-76d5-a906-78093c08a262"


def test_reviews_from_between_are_folded_in_where_they_belong(store: Store) -> None:
    """What the desktop wrote without knowing of them is made what it would have been."""
    day = today(store)
    store.grade("a", 4, day)
    store.now += 10 * DAY_MS
    store.grade("a", 4, day + 10)
    assert store.progress.memory("a") == Memory(250, 6, 2, 0, day + 16)
    take(store, Incoming("a", store.now - 4 * DAY_MS, 5, 1))
    assert store.progress.memory("a") == Memory(260, 16, 3, 0, day + 26)
    assert [review.interval_before for review in store.progress.history("a")] == [0, 1, 6]
    assert [review.interval_after for review in store.progress.history("a")] == [1, 6, 16]
    assert store.verify().clean


def test_a_first_review_in_anki_makes_a_later_one_here_a_question_of_recall(store: Store) -> None:
    """The counts of the day change with what is now known of it."""
    store.grade("a", 2, today(store))
    assert store.progress.stats(today(store)).remembered is None
    take(store, Incoming("a", store.now - 2 * DAY_MS, 4, 1))
    assert store.progress.stats(today(store)).remembered == 0
    assert store.verify().clean


@pytest.mark.parametrize("phone_first", [False, True])
def test_a_day_on_both_devices_counts_once_on_the_first(store: Store, phone_first: bool) -> None:
    """What follows on the same study day is a repeat, wherever it was."""
    day = today(store)
    here = store.now + 10_000
    store.grade("a", 5, day)
    take(store, Incoming("a", here - HOUR_MS if phone_first else here + HOUR_MS, 1, 1))
    expected = Memory(250, 1, 0, 1, day + 1) if phone_first else Memory(260, 1, 1, 0, day + 1)
    assert store.progress.memory("a") == expected
    assert len(store.progress.graded_on(day)) == 2
    assert store.verify().clean


def test_anki_s_steps_of_one_day_are_one_answer_and_repeats(store: Store) -> None:
    """Again, Good, Easy on a day: the lapse counts, the rest brought the card back."""
    at = store.now - DAY_MS
    take(store, *(Incoming("a", at + step * 60_000, quality, 1) for step, quality in enumerate((1, 4, 5))))
    day = CLOCK.day_of(at)
    assert store.progress.memory("a") == Memory(250, 1, 0, 1, day + 1)
    assert store.progress.graded_on(day) == (
        Graded("a", 1, "anki", was_new=True),
        Graded("a", 4, "anki"),
        Graded("a", 5, "anki"),
    )


def test_a_grade_after_a_review_in_anki_of_the_same_day_moves_nothing(store: Store) -> None:
    """Known at once, not only when the log is verified; after rescheduling it counts."""
    day = today(store)
    take(store, Incoming("a", store.now, 4, 1))
    recorded = store.grade("a", 1, day)
    assert recorded.before == recorded.after == store.progress.memory("a") == Memory(250, 1, 1, 0, day + 1)
    assert store.verify().clean
    store.progress.reschedule(["a"], day)
    assert store.grade("a", 5, day).after == store.progress.memory("a") == Memory(260, 6, 2, 0, day + 6)
    assert store.verify().clean


def test_a_grade_before_a_review_in_anki_that_is_here_already_is_folded_in(store: Store) -> None:
    """The phone's clock was some hours ahead."""
    day = today(store)
    take(store, Incoming("a", store.now + 20 * HOUR_MS, 5, 1))
    recorded = store.grade("a", 4, day)
    assert (recorded.before, recorded.after) == (Memory(), Memory(250, 1, 1, 0, day + 1))
    assert store.progress.memory("a") == Memory(260, 6, 2, 0, day + 1 + 6)
    assert store.progress.last_day() == day
    assert store.verify().clean


def test_our_own_log_that_comes_home_is_known(store: Store) -> None:
    """With the time or, where that was taken, milliseconds later; with the button that the grade was exported as."""
    for quality in range(6):
        store.grade("a", quality, today(store) + quality)
    own = store.progress.history("a")
    button = {0: 1, 1: 1, 2: 1, 3: 3, 4: 4, 5: 5}
    home = [Incoming("a", review.reviewed_at + 3, button[review.quality], 5_000) for review in own]
    assert take(store, *home).known == 6
    assert take(store, *(replace(review, reviewed_at=review.reviewed_at - 3) for review in home)).known == 6
    assert len(store.progress.history("a")) == 6
    near = home[5].reviewed_at
    others = (
        Incoming("b", near, 5, 1),  # another card
        Incoming("a", near + 1, 4, 1),  # another button
        Incoming("a", near - 4, 5, 1),  # before it was done here
        Incoming("a", near + 1_997, 5, 1),  # too late for a shift
    )
    assert take(store, *others) == Taken(4, 0, 0, near - 4, near + 1_997, 2)


def test_a_review_from_one_anki_that_comes_back_from_another_is_known(store: Store) -> None:
    """It went out with the progress, milliseconds later where its time was taken."""
    review = Incoming("a", store.now, 3, 1)
    assert take(store, review).new == 1
    assert take(store, replace(review, reviewed_at=store.now + 1)) == Taken(0, 1, 0, None, None, 0)
    assert take(store, replace(review, reviewed_at=store.now + 1, quality=4)).new == 1
    assert take(store, replace(review, reviewed_at=store.now + 2_000)).new == 1
    assert store.verify().clean


def test_a_review_that_was_exported_and_undone_since_stays_undone(store: Store) -> None:
    """Undoing is what the reader chose; the package is older than that."""
    store.grade("a", 4, today(store))
    exported = Incoming("a", store.now, 4, 5_000)
    store.progress.undo()
    assert take(store, exported) == Taken(0, 1, 0, None, None, 0)
    assert store.progress.memory("a") is None
    assert store.progress.redo() == Undone("grade", "a", 4)
    assert store.verify().clean


def test_undo_of_a_grade_leaves_the_later_reviews_in_anki(store: Store) -> None:
    """The memory is folded anew; Anki's reviews are never what is undone."""
    day = today(store)
    store.grade("a", 4, day)
    store.now += 3 * DAY_MS
    take(store, Incoming("a", store.now, 5, 1), Incoming("b", store.now, 5, 1))
    assert store.progress.memory("a") == Memory(260, 6, 2, 0, day + 9)
    assert store.progress.undo() == Undone("grade", "a", 4)
    assert store.progress.memory("a") == Memory(260, 1, 1, 0, day + 4)
    assert store.verify().clean
    assert store.progress.undo() is None
    assert store.progress.redo() == Undone("grade", "a", 4)
    assert store.progress.memory("a") == Memory(260, 6, 2, 0, day + 9)
    assert store.verify().clean


def test_reviews_from_before_a_card_was_forgotten_do_not_bring_it_back(store: Store) -> None:
    """They are in the log; what was forgotten stays so."""
    store.grade("a", 4, today(store))
    store.progress.forget(["a"])
    take(store, Incoming("a", store.now - DAY_MS, 4, 1))
    assert store.progress.memory("a") is None
    assert len(store.progress.history("a")) == 2
    assert store.verify().clean


def test_cards_that_are_not_in_the_library_are_left_and_counted(store: Store) -> None:
    """Different cards, not reviews."""
    reviews = [Incoming(card_id, store.now - number, 4, 1) for number, card_id in enumerate("aabbc")]
    taken = store.progress.take(reviews, CLOCK, cards={"c"})
    assert taken == Taken(1, 0, 2, store.now - 4, store.now - 4, 1)
    assert set(store.progress.statuses()) == {"c"}


@pytest.mark.parametrize(
    "wrong",
    [
        lambda now: Incoming("a", now + DAY_MS + 1, 4, 1),
        lambda now: Incoming("a", -1, 4, 1),
        lambda now: Incoming("a", now, 6, 1),
    ],
)
def test_a_review_that_cannot_be_is_our_bug_and_takes_nothing(store: Store, wrong: Callable[[int], Incoming]) -> None:
    """The importer refuses it with a sentence; here nothing is written, not even what came before it."""
    with pytest.raises(ValueError):  # noqa: PT011  one of them is Python's
        take(store, Incoming("b", store.now, 4, 1), wrong(store.now))
    assert rows(store, "review", "memory", "day") == [[], [], []]
    take(store, Incoming("a", store.now + DAY_MS, 4, 1))
    assert store.verify().clean


@pytest.mark.parametrize("calls", [1, 2, 4])
def test_taking_can_be_cancelled_at_any_time_and_then_nothing_has_changed(store: Store, calls: int) -> None:
    """While reading, and while folding; progress is told in both."""
    store.grade("card-1", 4, today(store))
    before = rows(store, "review", "memory", "day")
    told: list[tuple[int, int]] = []
    reviews = [Incoming(f"card-{number % 150}", store.now - number, 4, 1) for number in range(2_500)]

    def enough() -> bool:
        return len(told) == calls

    made = store.progress.take(
        reviews, CLOCK, progress=lambda done, total: told.append((done, total)), cancelled=enough
    )
    assert made is None
    assert rows(store, "review", "memory", "day") == before
    assert told == [(1_000, 0), (2_000, 0), (0, 150), (100, 150)][:calls]
    assert take(store, *reviews).new == 2_500
    assert store.verify().clean


def test_while_reviews_are_taken_others_can_read(store: Store) -> None:
    """The window shows what was there before, at every call of progress."""
    store.grade("card-1", 4, today(store))
    seen: list[object] = []
    reviews = [Incoming(f"card-{number % 150}", store.now - number, 4, 1) for number in range(1_500)]
    store.progress.take(
        reviews, CLOCK, progress=lambda done, total: seen.append((len(store.progress.statuses()), total))
    )
    assert seen == [(1, 0), (1, 150), (1, 150), (150, 150)]


def test_another_program_s_lock_is_said_and_nothing_is_taken(store: Store) -> None:
    """As with a grade."""
    with closing(connect(store.database)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageBusy, match="in use by another program"):
            take(store, Incoming("a", store.now, 4, 1))
        other.execute("ROLLBACK")
    assert take(store, Incoming("a", store.now, 4, 1)).new == 1


# ---- any order, any parts ---------------------------------------------------------------------------------------

CARDS = ("a", "b", "c")

ACTIONS = st.one_of(
    st.tuples(st.just("pass"), st.sampled_from((1, 5, 20, 24 * 6)), st.just("")),
    st.tuples(st.just("grade"), st.integers(0, 5), st.sampled_from(CARDS)),
    st.tuples(st.just("grade"), st.integers(0, 5), st.sampled_from(CARDS)),
    st.tuples(st.just("extra"), st.integers(0, 5), st.sampled_from(CARDS)),
    st.tuples(st.just("reschedule"), st.integers(-1, 9), st.sampled_from(("a", "ab", "abc"))),
    st.tuples(st.just("forget"), st.just(0), st.sampled_from(("a", "bc"))),
    st.tuples(st.just("suspend"), st.integers(0, 1), st.sampled_from(("a", "abc"))),
    st.tuples(st.just("bury"), st.integers(1, 3), st.sampled_from(("b", "ab"))),
    st.tuples(st.just("undo"), st.just(0), st.just("")),
    st.tuples(st.just("undo"), st.just(0), st.just("")),
    st.tuples(st.just("redo"), st.just(0), st.just("")),
)


def act(store: Store, action: tuple[str, int, str]) -> None:
    """One thing done here; the clock is always at a full ten seconds."""
    kind, number, cards = action
    progress = store.progress
    match kind:
        case "pass":
            store.now += number * HOUR_MS
        case "grade":
            store.grade(cards, number, today(store))
        case "extra":
            store.grade(cards, number, today(store), kind="extra")
        case "reschedule":
            progress.reschedule(cards, today(store) + number)
        case "forget":
            progress.forget(cards)
        case "suspend":
            progress.suspend_many(cards, bool(number))
        case "bury":
            progress.bury_many(cards, today(store) + number)
        case "undo":
            progress.undo()
        case "redo":
            progress.redo()


def folded(store: Store, card_id: str) -> tuple[Memory | None, int | None]:
    """The memory of a card, or the day a new one was asked for, told again from the events of its history."""
    known: Memory | None = None
    asked: int | None = None
    moved_on = moved_by = None
    for event in store.progress.history_of(card_id):
        match event.kind:
            case "forget":
                known = asked = moved_on = None
            case "reschedule":
                moved_on = None
                if known is None:
                    asked = event.until_day
                else:
                    known = replace(known, due_day=event.until_day or 0)
            case "scheduled" | "anki":
                counted = event.study_day == moved_on
                if counted and "anki" in (event.kind, moved_by):
                    continue
                assert event.quality is not None
                assert event.study_day is not None
                known = store.progress.algorithm.review(known or Memory(), event.quality, event.study_day)  # type: ignore[arg-type]
                asked = None
                moved_on, moved_by = event.study_day, event.kind
    return known, asked


@settings(max_examples=120, deadline=None)
@given(
    actions=st.lists(ACTIONS, max_size=16),
    # at a full ten seconds and a half, from four days before to ten after the first action
    elsewhere=st.lists(
        st.tuples(st.sampled_from(CARDS), st.integers(-96, 240), st.integers(0, 3), st.sampled_from((1, 3, 4, 5))),
        max_size=12,
        unique_by=lambda review: review[:3],
    ),
    chance=st.randoms(use_true_random=False),
)
def test_the_log_is_the_same_in_whatever_parts_and_order_reviews_come_home(
    actions: list[tuple[str, int, str]], elsewhere: list[tuple[str, int, int, int]], chance: random.Random
) -> None:
    """Between the actions, some twice, or all at the end: the same tables, and each memory is its log's fold."""
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        mixed, plain = Store(Path(first)), Store(Path(second))
        start = mixed.now
        reviews = [
            Incoming(card_id, start + hours * HOUR_MS + tens * 10_000 + 5_000, quality, 1)
            for card_id, hours, tens, quality in elsewhere
        ]
        try:
            waiting = [*reviews, *chance.sample(reviews, len(reviews) // 2)]
            chance.shuffle(waiting)
            for action in actions:
                act(mixed, action)
                act(plain, action)
                past = [review for review in waiting if review.reviewed_at <= mixed.now + DAY_MS]
                part = past[: chance.randrange(4)]
                for review in part:
                    waiting.remove(review)
                take(mixed, *part)
                check(mixed)
            mixed.now += 20 * DAY_MS
            plain.now += 20 * DAY_MS
            take(mixed, *waiting)
            take(plain, *sorted(reviews, key=lambda review: review.card_id))
            check(mixed)
            check(plain)
            # A card that is new here and not there is forgotten there only: then other things were done.
            if rows(mixed, "mark") == rows(plain, "mark"):
                tables = ("review WHERE undone_at IS NULL", "memory", "day")
                assert rows(mixed, *tables) == rows(plain, *tables)
                undone = "(SELECT id, undone_at FROM review)"
                assert rows(mixed, undone) == rows(plain, undone)
        finally:
            mixed.close()
            plain.close()


def check(store: Store) -> None:
    """Each memory is the fold of its history, and verify agrees."""
    statuses = store.progress.statuses()
    for card_id in CARDS:
        memory, asked = folded(store, card_id)
        assert store.progress.memory(card_id) == memory
        status = statuses.get(card_id)
        assert (status is None or status.is_new) == (memory is None and asked is None)
        if memory is None and asked is not None:
            assert status is not None
            assert status.due_day == asked
    report = store.verify()
    assert report.clean, report.problems
