"""How it goes, in numbers."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.day import streak

if TYPE_CHECKING:
    from tests.app.storage.conftest import Store

DAY = 740_000


def test_the_numbers_of_a_small_log(store: Store) -> None:
    """Each counted by hand: reviews of 5 s each, undone ones nowhere."""
    for day, card_id, quality, kind in [
        (DAY - 40, "old", 4, "scheduled"),  # new: not a recall
        (DAY - 39, "old", 1, "scheduled"),  # a recall, too long ago for the share
        (DAY - 1, "old", 4, "scheduled"),  # recalled
        (DAY - 1, "a", 2, "scheduled"),  # new, a lapse
        (DAY - 1, "a", 5, "repeat"),
        (DAY, "a", 2, "scheduled"),  # not recalled, a lapse
        (DAY, "b", 5, "scheduled"),  # new
        (DAY, "c", 5, "scheduled"),  # undone below
    ]:
        store.grade(card_id, quality, day, kind)
    store.progress.undo()
    store.progress.suspend("never seen", True)
    assert asdict(store.progress.stats(DAY)) == {
        "reviews": 7,
        "cards_seen": 3,
        "reviews_today": 2,
        "minutes_today": pytest.approx(10 / 60),
        "streak": 2,
        "remembered": 0.5,
        "lapses": 3,
        "eases": {"2.50": 2, "2.60": 1},
    }
    assert store.progress.days_reviewed() == (DAY, DAY - 1, DAY - 39, DAY - 40)
    assert store.progress.days_reviewed(2) == (DAY, DAY - 1)
    assert store.progress.counts_by_quality(DAY - 1) == (0, 0, 2, 0, 1, 2)
    assert store.progress.counts_by_quality(DAY + 1) == (0, 0, 0, 0, 0, 0)


def test_an_empty_log_has_numbers_too(store: Store) -> None:
    """Nothing is divided by nothing."""
    stats = store.progress.stats(DAY)
    assert (stats.reviews, stats.streak, stats.remembered, stats.eases) == (0, 0, None, {})


def test_a_day_whose_reviews_are_all_undone_was_not_studied(store: Store) -> None:
    """Undo takes the streak back as well, and redo gives it again."""
    store.grade("a", day=DAY)
    store.progress.undo()
    assert store.progress.days_reviewed() == ()
    store.progress.redo()
    assert store.progress.days_reviewed() == (DAY,)


def test_the_time_per_card_is_of_the_newest_500_and_coffee_counts_two_minutes(store: Store) -> None:
    """So an old habit or one long break does not spoil the estimate."""
    grade = store.progress.grade
    grade("old", 4, DAY, duration_ms=90_000, at_ms=1)
    for number in range(498):
        grade(f"card-{number}", 4, DAY, duration_ms=10_000, at_ms=2)
    grade("coffee", 4, DAY, duration_ms=3_600_000, at_ms=3)
    assert store.progress.seconds_per_card() == pytest.approx((90 + 498 * 10 + 120) / 500)
    grade("one more", 4, DAY, duration_ms=10_000, at_ms=4)
    assert store.progress.seconds_per_card() == pytest.approx((499 * 10 + 120) / 500)


@given(st.frozensets(st.integers(1, 30)), st.integers(1, 31))
def test_a_streak_is_the_run_that_ends_today_or_yesterday(days: frozenset[int], today: int) -> None:
    """Every day in it was studied, the one before it was not, and a day ahead of today adds nothing."""
    length = streak(tuple(days), today)
    last = today if today in days else today - 1
    assert all(day in days for day in range(last - length + 1, last + 1))
    assert last - length not in days
