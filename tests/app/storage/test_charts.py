"""What the statistics are counted from."""

from __future__ import annotations

from collections import Counter
from datetime import UTC
from typing import TYPE_CHECKING

import pytest

from app.errors import StorageError
from app.storage import charts
from app.storage.records import Incoming
from scheduler.day import StudyClock

if TYPE_CHECKING:
    from tests.app.storage.conftest import Store

DAY = 740_000
DAY_MS = 86_400_000


def test_the_counts_of_a_day_leave_out_undone_reviews_and_days_without_any(store: Store) -> None:
    """Five seconds each; a card seen before is a question, graded 3 or better it is a right answer."""
    store.grade("a", 4, DAY - 2)
    store.grade("a", 1, DAY)
    store.grade("a", 4, DAY, "repeat")
    store.grade("b", 4, DAY)
    store.grade("c", 4, DAY + 1)
    store.progress.undo()
    assert charts.read_days(store.database) == (
        charts.DayCounts(DAY - 2, 1, 5_000, 0, 0),
        charts.DayCounts(DAY, 3, 15_000, 1, 0),
    )


def test_recalls_are_the_questions_that_the_days_count(store: Store) -> None:
    """By card, and together what `day` holds: repeats, new and undone reviews are none."""
    for day, card_id, quality, kind in [
        (DAY - 3, "a", 4, "scheduled"),
        (DAY - 2, "a", 4, "scheduled"),
        (DAY - 2, "b", 5, "scheduled"),
        (DAY - 1, "b", 2, "scheduled"),
        (DAY - 1, "b", 4, "repeat"),
        (DAY, "a", 3, "scheduled"),
        (DAY, "b", 4, "extra"),
        (DAY, "b", 4, "scheduled"),
    ]:
        store.grade(card_id, quality, day, kind)
    store.progress.undo()
    found = charts.read_recalls(store.database, DAY)
    assert (found.since_day, found.right, found.wrong) == (DAY - 3, Counter(a=2), Counter(b=1))
    days = charts.read_days(store.database)
    assert found.right.total() == sum(counts.right for counts in days)
    assert found.right.total() + found.wrong.total() == sum(counts.asked for counts in days)


def test_the_log_is_read_in_whole_days_up_to_the_limit_and_a_year_back(store: Store) -> None:
    """So what it costs does not grow; the newest day is read whatever it holds."""
    for day, reviews in [(DAY - 400, 1), (DAY - 2, 2), (DAY - 1, 2), (DAY, 3), (DAY + 1, 1)]:
        for number in range(reviews):
            store.grade(f"card-{number}", 4, day)

    def read(most: int) -> tuple[int, int]:
        hours = charts.read_hours(store.database, DAY, most)
        return hours.since_day, sum(reviews for _, reviews in hours.quarters)

    assert read(100) == (DAY - 2, 7)
    assert read(6) == (DAY - 1, 5)
    assert read(5) == (DAY - 1, 5)
    assert read(1) == (DAY, 3)
    assert charts.read_recalls(store.database, DAY, 5).since_day == DAY - 1
    assert charts.read_hours(store.database, DAY - 800) == charts.Hours(0, ())
    assert charts.read_recalls(store.database, DAY - 800).since_day == 0


def test_reviews_are_counted_by_the_quarter_of_an_hour(store: Store) -> None:
    """All time zones are off by quarters, so any reader's hours can be made of them."""
    quarter = store.now // charts.QUARTER_MS + 1
    for at_ms in (0, 1, charts.QUARTER_MS - 1, charts.QUARTER_MS, charts.QUARTER_MS + 1):
        at_ms += quarter * charts.QUARTER_MS
        store.progress.grade(f"card-{at_ms}", 4, DAY, duration_ms=1, at_ms=at_ms)
    store.progress.undo()
    assert charts.read_hours(store.database, DAY).quarters == ((quarter, 3), (quarter + 1, 1))


def test_no_review_is_left_out_after_the_clock_was_set_back(store: Store) -> None:
    """The ids of an earlier study day then come after those of a later one; and what comes from Anki comes before."""
    clock = StudyClock(UTC, 0)
    today = clock.day_of(store.now)
    store.grade("a", 4, today)
    store.grade("b", 4, today - 1)

    def counted() -> int:
        return sum(reviews for _, reviews in charts.read_hours(store.database, today).quarters)

    assert counted() == 2
    store.progress.take([Incoming("c", store.now - DAY_MS, 4, 1_000)], clock)
    assert counted() == 3


def test_a_card_comes_when_it_is_due_and_no_longer_buried_and_not_while_suspended(store: Store) -> None:
    for card_id in ("due", "buried", "suspended", "forgotten"):
        store.grade(card_id, 4, DAY)
    store.progress.bury("buried", DAY + 9)
    store.progress.suspend("suspended", True)
    store.progress.forget(["forgotten"])
    store.progress.reschedule(["wanted"], DAY + 2)
    store.progress.bury("never seen", DAY + 9)
    assert dict(charts.read_due(store.database)) == {"due": DAY + 1, "buried": DAY + 9, "wanted": DAY + 2}


def test_how_cards_stand_is_told_of_those_that_are_not_new(store: Store) -> None:
    store.grade("a", 5, DAY)
    store.grade("b", 1, DAY)
    store.grade("forgotten", 1, DAY)
    store.progress.suspend("b", True)
    store.progress.suspend("never seen", True)
    store.progress.forget(["forgotten"])
    assert sorted(charts.read_cards(store.database)) == [("a", 260, 1, 0, 0), ("b", 250, 1, 1, 1)]


def test_reading_waits_for_no_grade_and_no_grade_for_it(store: Store) -> None:
    """The rows are those of the moment at which reading began."""
    store.grade("a", 4, DAY)
    store.grade("b", 4, DAY)
    rows = charts.read_cards(store.database)
    first = next(rows)
    store.grade("c", 4, DAY)
    assert [first[0], *(row[0] for row in rows)] == ["a", "b"]


def test_a_file_that_is_gone_is_the_readers_trouble_in_one_sentence(store: Store) -> None:
    with pytest.raises(StorageError):
        charts.read_days(store.database.with_name("gone.sqlite"))
