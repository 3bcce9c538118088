"""Pragmas, transactions and checkpoints."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.storage.engine import LARGE_WAL, connect, explained, translated, wal_bytes, writing
from app.storage.migrations import APPLICATION_ID, MIGRATIONS

if TYPE_CHECKING:
    from tests.app.storage.conftest import Store


def test_the_pragmas_read_back_on_the_connection_that_grades(store: Store) -> None:
    """Durable, foreign keys checked, no checkpoint at a key press; and the file says whose it is."""
    pragmas = {
        name: store.progress._driver.execute(f"PRAGMA {name}").fetchone()[0]
        for name in (
            "journal_mode",
            "synchronous",
            "foreign_keys",
            "wal_autocheckpoint",
            "busy_timeout",
            "application_id",
            "user_version",
        )
    }
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "wal_autocheckpoint": 0,
        "busy_timeout": 20,
        "application_id": APPLICATION_ID,
        "user_version": len(MIGRATIONS),
    }


def test_foreign_keys_are_enforced(store: Store) -> None:
    """A memory cannot name a review that is not in the log."""
    store.grade("a")
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        store.progress._driver.execute("UPDATE memory SET last_review_id = 'nobody'")


def test_a_transaction_that_fails_leaves_no_table_behind(tmp_path: Path) -> None:
    """DDL is part of it, on every Python: that is what makes a migration atomic."""
    with closing(connect(tmp_path / "x.sqlite", create=True)) as connection:

        def fail() -> None:
            with writing(connection):
                connection.execute("CREATE TABLE t (a)")
                connection.execute("PRAGMA user_version=7")
                connection.execute("nonsense")

        with pytest.raises(sqlite3.OperationalError, match="nonsense"):
            fail()
        assert not connection.in_transaction
        assert connection.execute("SELECT * FROM sqlite_schema").fetchall() == []
        assert connection.execute("PRAGMA user_version").fetchone() == (0,)


def test_reading_leaves_no_transaction_open(store: Store) -> None:
    """An open snapshot would keep checkpoints from finishing."""
    store.grade("a")
    progress = store.progress
    progress.statuses(), progress.memory("a"), progress.memories(["a"]), progress.history("a"), progress.stats(1)
    assert not progress._driver.in_transaction
    progress.checkpoint()
    log, moved = progress._driver.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()[1:]
    assert log == moved > 0


def test_a_grade_writes_few_pages_and_no_checkpoint_comes_by_itself(store: Store) -> None:
    """The write-ahead log only grows: nothing is written back on a key press."""
    store.grade("warm")
    before = wal_bytes(store.database)
    size = store.database.stat().st_size
    for number in range(300):
        store.grade(f"card-{number}")
    assert store.database.stat().st_size == size
    assert (wal_bytes(store.database) - before) / 300 < 6 * 4200


def test_a_checkpoint_writes_the_log_back_and_the_next_grade_starts_it_over(store: Store) -> None:
    """So the write-ahead log stays as large as one session."""
    for number in range(50):
        store.grade(f"card-{number}")
    grown = wal_bytes(store.database)
    store.progress.checkpoint()
    for number in range(20):
        store.grade(f"card-{number}")
    assert wal_bytes(store.database) == grown
    assert store.database.stat().st_size > 30_000


def test_a_checkpoint_waits_for_nobody_and_does_no_harm_to_a_reader(store: Store) -> None:
    """PASSIVE: another program that reads keeps its view."""
    store.grade("a")
    with closing(connect(store.database)) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM review").fetchone() == (1,)
        store.grade("b")
        store.progress.checkpoint()
        assert reader.execute("SELECT count(*) FROM review").fetchone() == (1,)
        reader.execute("COMMIT")
    assert store.verify().clean


def test_a_large_log_left_behind_is_written_back_at_opening(store: Store) -> None:
    """After a crash in a long session the next start does not drag it along."""
    for number in range(70):
        store.grade(f"card-{number}")
    assert wal_bytes(store.database) > LARGE_WAL
    size = store.database.stat().st_size
    store.open()
    assert store.database.stat().st_size > size


def test_an_error_that_is_our_bug_stays_one(tmp_path: Path) -> None:
    """Only the user's trouble gets a sentence."""
    with closing(sqlite3.connect(":memory:")) as connection:
        with pytest.raises(sqlite3.OperationalError, match="syntax"), translated(tmp_path):
            connection.execute("nonsense")
        with pytest.raises(ZeroDivisionError), translated(tmp_path):
            1 / 0  # noqa: B018
    assert explained(sqlite3.Error("no code"), tmp_path) is None
