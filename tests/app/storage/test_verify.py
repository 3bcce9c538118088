"""Verify finds what is wrong, and nothing else."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.errors import StorageDamaged, StorageForeign, StorageNewer
from app.storage.verify import MOST_PROBLEMS, STEP, verify
from benchmarks.data import make_reviews
from scheduler.sm2 import Sm2

if TYPE_CHECKING:
    from tests.app.storage.conftest import Store

DAY = 740_000


@pytest.fixture
def used(store: Store) -> Store:
    """A log with all there is: repeats, extra looks, undone lines, marks."""
    for number in range(40):
        store.grade(f"card-{number % 7}", number % 6, DAY + number // 4)
    store.grade("card-1", 5, DAY + 11, kind="repeat")
    store.grade("card-9", 5, DAY + 11, kind="extra")
    store.progress.suspend("card-1", True)
    store.progress.bury("aside", DAY + 12)
    store.grade("card-2", 0, DAY + 11)
    store.progress.undo()
    return store


def test_an_untouched_file_is_clean(used: Store) -> None:
    """While it is open, with its log not written back, and after."""
    report = used.verify()
    assert (report.clean, report.reviews, report.cards, report.problems) == (True, 43, 7, ())
    used.close()
    assert used.verify().clean


def test_a_missing_and_an_empty_log_are_clean(store: Store, tmp_path: Path) -> None:
    """Nothing was wrong yet; and looking makes no file."""
    assert store.verify().clean
    assert verify(tmp_path / "none.sqlite", Sm2()).clean
    assert not (tmp_path / "none.sqlite").exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("UPDATE memory SET ease = ease + 1 WHERE card_id = 'card-3'", "memory of card-3"),
        ("UPDATE memory SET due_day = due_day + 1 WHERE card_id = 'card-3'", "memory of card-3"),
        ("UPDATE memory SET lapses = lapses + 1 WHERE card_id = 'card-3'", "memory of card-3"),
        (
            "UPDATE memory SET last_review_id = (SELECT min(id) FROM review) WHERE card_id = 'card-3'",
            "memory of card-3",
        ),
        ("UPDATE memory SET suspended = 0 WHERE card_id = 'card-1'", "card-1 is suspended or buried"),
        ("UPDATE memory SET buried_until = 1 WHERE card_id = 'aside'", "aside is suspended or buried"),
        ("DELETE FROM memory WHERE card_id = 'card-3'", "memory of card-3 is missing"),
        ("DELETE FROM memory WHERE card_id = 'aside'", "memory of aside is missing"),
        (
            "INSERT INTO memory VALUES ('ghost', 250, 0, 0, 0, 0, NULL, 0, NULL)",
            "memory of ghost, but nothing in the log made it",
        ),
        ("UPDATE review SET quality = 5 WHERE id = (SELECT min(id) FROM review)", "says it left"),
        ("UPDATE review SET interval_before = 3 WHERE id = (SELECT max(id) FROM review)", None),  # undone: of no weight
        ("UPDATE review SET interval_before = 3 WHERE id = (SELECT min(id) FROM review)", "says it found"),
        ("UPDATE review SET kind = 'extra' WHERE id = (SELECT min(id) FROM review)", "card-0"),
        ("UPDATE review SET undone_at = 1 WHERE id = (SELECT min(id) FROM review)", "card-0"),
        ("UPDATE review SET undone_at = NULL", "card-2"),
        ("UPDATE review SET card_id = 'card-4' WHERE id = (SELECT min(id) FROM review)", "card-4"),
        ("UPDATE review SET duration_ms = 1 WHERE id = (SELECT min(id) FROM review)", "counts of study day 740000"),
        ("UPDATE day SET grade_4 = grade_4 + 1 WHERE study_day = 740001", "counts of study day 740001"),
        ("UPDATE day SET recall_right = 0 WHERE study_day = 740009", "counts of study day 740009"),
        ("DELETE FROM day WHERE study_day = 740002", "counts of study day 740002"),
        ("UPDATE day SET last_review_id = first_review_id WHERE study_day = 740001", "outside the ids"),
    ],
)
def test_one_changed_value_is_found_and_named(used: Store, change: str, words: str | None) -> None:
    """Whatever was changed behind the program's back."""
    with closing(sqlite3.connect(used.database)) as other:
        other.execute(change)
        other.commit()
    report = used.verify()
    assert report.clean == (words is None)
    assert words is None or any(words in problem for problem in report.problems), report.problems
    assert all(problem.endswith(".") and "\n" not in problem for problem in report.problems)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("UPDATE mark SET due_day = due_day + 1 WHERE kind = 'reschedule'", "memory of card-3"),
        ("UPDATE mark SET undone_at = 1 WHERE kind = 'reschedule'", "memory of wanted, but nothing in the log made it"),
        ("UPDATE mark SET undone_at = 1 WHERE kind = 'forget'", "memory of card-4 is missing"),
        ("DELETE FROM memory WHERE card_id = 'wanted'", "memory of wanted is missing"),
        ("UPDATE mark SET undone_at = 1 WHERE kind = 'tag'", None),
    ],
)
def test_a_changed_mark_is_found_and_named(used: Store, change: str, words: str | None) -> None:
    """Rescheduling and forgetting are replayed; a tag moves no memory."""
    used.progress.reschedule(["card-3", "wanted"], DAY + 30)
    used.progress.forget(["card-4"])
    used.progress.tag(["card-4"], "x", True)
    assert used.verify().clean
    with closing(sqlite3.connect(used.database)) as other:
        other.execute(change)
        other.commit()
    report = used.verify()
    assert report.clean == (words is None)
    assert words is None or any(words in problem for problem in report.problems), report.problems


def test_a_broken_page_is_found(used: Store) -> None:
    """In the file itself, below what the log says: SQLite's own check."""
    used.close()
    content = bytearray(used.database.read_bytes())
    position = content.rfind(b"card-3")
    content[position - 200 : position] = b"\xff" * 200
    used.database.write_bytes(content)

    def found() -> bool:
        try:
            return not used.verify().clean
        except StorageDamaged:  # SQLite could not even read on
            return True

    assert found()


def test_a_file_that_is_not_ours_or_of_the_future_is_refused(used: Store, tmp_path: Path) -> None:
    """It is not called broken."""
    with closing(sqlite3.connect(used.database)) as other:
        other.execute("PRAGMA user_version=99")
    with pytest.raises(StorageNewer):
        used.verify()
    with closing(sqlite3.connect(tmp_path / "theirs.sqlite")) as other:
        other.execute("CREATE TABLE t (a)")
    with pytest.raises(StorageForeign):
        verify(tmp_path / "theirs.sqlite", Sm2())


def test_many_problems_are_counted_and_the_first_ones_told(used: Store) -> None:
    """A report stays a page."""
    with closing(sqlite3.connect(used.database)) as other:
        other.execute("UPDATE review SET ease_before = 999, ease_after = 999")
        other.commit()
    report = used.verify()
    assert len(report.problems) == MOST_PROBLEMS
    assert report.problem_count > MOST_PROBLEMS


def test_progress_is_told_and_verifying_can_be_cancelled(tmp_path: Path) -> None:
    """Every 10,000 reviews; what was cancelled is not clean."""
    make_reviews(tmp_path, [f"card-{number}" for number in range(500)], 2 * STEP + 5)
    database = tmp_path / "progress.sqlite"
    told: list[tuple[int, int]] = []
    report = verify(database, Sm2(), lambda done, total: told.append((done, total)))
    assert report.clean
    total = 2 * STEP + 5
    assert told == [(0, total), (STEP, total), (2 * STEP, total), (total, total)]
    report = verify(database, Sm2(), cancelled=lambda: True)
    assert (report.cancelled, report.clean, report.reviews) == (True, False, STEP)
