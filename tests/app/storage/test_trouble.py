"""The user's trouble: each a sentence with the file's path, and nothing recorded."""

from __future__ import annotations

import os
import resource
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.errors import (
    StorageBusy,
    StorageDamaged,
    StorageError,
    StorageFailed,
    StorageFull,
    StorageReadOnly,
)
from app.storage.backup import backup, set_aside_damaged
from app.storage.engine import connect
from app.storage.progress import open_progress
from app.storage.records import Evidence
from scheduler.memory import Memory, Quality
from scheduler.sm2 import Sm2

if TYPE_CHECKING:
    from tests.app.storage.conftest import Store

DAY = 740_000

WRITES: list[Callable[[Store], object]] = [
    lambda store: store.grade("new"),
    lambda store: store.grade("a", 1),
    lambda store: store.progress.suspend("a", True),
    lambda store: store.progress.bury("new", DAY + 1),
    lambda store: store.progress.undo(),
    lambda store: store.progress.redo(),
    lambda store: store.progress.suspend_many(["a", "new"], True),
    lambda store: store.progress.reschedule(["a", "new"], DAY + 5),
    lambda store: store.progress.forget(["a"]),
    lambda store: store.progress.tag(["a", "new"], "x", True),
    lambda store: store.progress.grade(
        "a", 4, DAY + 1, duration_ms=1, at_ms=store.now, evidence=Evidence(missed=("x",))
    ),
    lambda store: store.progress.interviews.start("prompt", 15, "easy", "clarify"),
    lambda store: store.progress.quizzes.add(["deck"], 10, 7, {"deck": (7, 10)}),
]


def content(store: Store) -> list[object]:
    """Every row of every table that is written."""
    with closing(sqlite3.connect(f"file:{store.database}?mode=ro", uri=True)) as reader:
        tables = ("review", "evidence", "memory", "mark", "day", "interview", "quiz")
        return [reader.execute(f"SELECT * FROM {table}").fetchall() for table in tables]


def assert_refused(store: Store, kind: type[StorageError], words: str, write: Callable[[Store], object]) -> None:
    before = content(store)
    with pytest.raises(kind, match=words) as caught:
        write(store)
    assert str(store.database) in str(caught.value)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)
    assert caught.value.path == store.database
    assert not store.progress._driver.in_transaction
    assert content(store) == before


@pytest.fixture
def used(store: Store) -> Store:
    """With a review that can be undone and one that can be redone."""
    store.grade("a")
    store.grade("b")
    store.progress.undo()
    return store


@pytest.mark.parametrize("write", WRITES)
def test_another_program_s_lock_is_said_and_nothing_recorded(used: Store, write: Callable[[Store], object]) -> None:
    """And when the lock is gone, the same write works."""
    with closing(connect(used.database)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert_refused(used, StorageBusy, "in use by another program", write)
        assert used.progress.memory("a") is not None
        other.execute("ROLLBACK")
    write(used)
    assert used.verify().clean


class Meddler(Sm2):
    """Lets another program try to write in the middle of a grade."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self.refused = 0

    def review(self, memory: Memory, quality: Quality, day: int) -> Memory:
        with closing(connect(self.database, busy_ms=0)) as other:
            try:
                other.execute("UPDATE meta SET value = 'meddled'")
            except sqlite3.OperationalError:
                self.refused += 1
        return super().review(memory, quality, day)


def test_a_grade_holds_the_write_lock_from_its_start(used: Store) -> None:
    """Otherwise another program's write between its reading and its writing would make it fail."""
    used.close()
    algorithm = Meddler(used.database)
    with open_progress(used.database, used.backups, algorithm, lambda: used.now) as progress:
        progress.grade("a", 4, DAY + 1, duration_ms=1, at_ms=used.now)
        assert algorithm.refused == 1
        assert len(progress.history("a")) == 2


@pytest.mark.parametrize("write", WRITES)
def test_a_file_that_turned_read_only_is_said_and_nothing_recorded(
    used: Store, write: Callable[[Store], object]
) -> None:
    """SQLite says READONLY, as it does for a file system remounted so."""
    used.progress._driver.execute("PRAGMA query_only=ON")
    assert_refused(used, StorageReadOnly, "cannot be opened for writing", write)


def test_a_full_disk_is_said_and_nothing_recorded(used: Store) -> None:
    """At whichever of the statements the last page is used up; the room made, the grade works."""
    driver = used.progress._driver
    pages = driver.execute("PRAGMA page_count").fetchone()[0]
    driver.execute(f"PRAGMA max_page_count={pages}")
    before: list[list[object]] = []

    def grade_on() -> None:
        for number in range(500):
            before.append(content(used))
            used.grade(f"card-{number}")

    with pytest.raises(StorageFull, match=r"disk of .* is full and nothing was recorded: make room"):
        grade_on()
    assert content(used) == before[-1]
    assert not driver.in_transaction
    driver.execute("PRAGMA max_page_count=1000000")
    used.grade("room again")
    assert used.verify().clean


def test_a_file_that_may_not_grow_is_said_and_nothing_recorded(used: Store) -> None:
    """The operating system refuses the write itself, in the middle of a commit (a quota, a failing disk)."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    wal = used.database.with_name(used.database.name + "-wal")
    resource.setrlimit(resource.RLIMIT_FSIZE, (wal.stat().st_size + 6_000, hard))
    try:
        with pytest.raises((StorageFull, StorageFailed), match="nothing was recorded"):
            used.grade("a", 1)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    used.reopen()
    assert len(used.progress.graded_on(DAY)) == 1
    used.grade("a", 1)
    assert used.verify().clean


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_is_said(used: Store) -> None:
    """The folder too has to be writable: the write-ahead log is made there."""
    used.close()
    used.database.parent.chmod(0o500)
    try:
        with pytest.raises(StorageReadOnly, match="allow writing the file and its folder"):
            used.open()
    finally:
        used.database.parent.chmod(0o700)


def test_a_folder_that_cannot_be_made_is_said(store: Store, tmp_path: Path) -> None:
    """Its place is taken by a file."""
    (tmp_path / "taken").write_text("")
    store.database = tmp_path / "taken" / "progress.sqlite"
    with pytest.raises(StorageReadOnly, match="cannot be made"):
        store.open()


def test_a_folder_in_the_place_of_the_file_is_said(store: Store, tmp_path: Path) -> None:
    """Nobody's fault but somebody's `mkdir`."""
    store.database = tmp_path
    with pytest.raises(StorageReadOnly, match="cannot be read"):
        store.open()


def overwrite_beginning(path: Path) -> None:
    path.write_bytes(b"not a database" + path.read_bytes()[14:])


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: 4096 * 3])


def keep_a_few_bytes(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:50])


def scramble_schema(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:100] + b"\xaa" * 500 + content[600:])


def drop_a_table(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE day")


@pytest.mark.parametrize("damage", [overwrite_beginning, cut_short, keep_a_few_bytes, scramble_schema, drop_a_table])
def test_a_damaged_file_is_said_at_opening_with_the_newest_backup_that_is_whole(
    used: Store, damage: Callable[[Path], None]
) -> None:
    """A damaged backup is passed over; set aside, the program starts afresh and nothing was deleted."""
    good = backup(used.database, used.backups, used.now, "daily")
    bad = backup(used.database, used.backups, used.now + 60_000, "daily")
    overwrite_beginning(bad)
    used.close()
    damage(used.database)
    broken = used.database.read_bytes()
    with pytest.raises(StorageDamaged, match="is damaged") as caught:
        used.open()
    assert caught.value.backup == good
    assert str(good) in str(caught.value)
    assert used.database.read_bytes() == broken
    aside = set_aside_damaged(used.database, used.now)
    assert aside.read_bytes() == broken
    used.progress = used.open()
    assert used.progress.statuses() == {}


def test_damage_without_a_backup_is_said_as_well(used: Store) -> None:
    """`backup` is None."""
    used.close()
    overwrite_beginning(used.database)
    with pytest.raises(StorageDamaged) as caught:
        used.open()
    assert caught.value.backup is None


def test_damage_met_in_the_middle_is_said_and_nothing_recorded(used: Store) -> None:
    """A page that went bad under an open file."""
    for number in range(300):
        used.grade(f"card-{number}")
    used.progress.checkpoint()
    used.close()
    content = bytearray(used.database.read_bytes())
    content[4096:] = b"\xaa" * (len(content) - 4096)
    used.database.write_bytes(content)
    with pytest.raises(StorageDamaged, match="byheart restore"):
        used.open().statuses()


def test_damage_reached_through_sqlalchemy_is_said_too(used: Store) -> None:
    """Statistics go through it, and it wraps the driver's errors."""
    used.progress.checkpoint()
    used.close()
    progress = used.open()
    content = bytearray(used.database.read_bytes())
    content[4096:] = b"\xaa" * (len(content) - 4096)
    used.database.write_bytes(content)
    with pytest.raises(StorageDamaged, match="malformed"):
        progress.history("a")
