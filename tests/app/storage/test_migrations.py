"""From version to version."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from app.errors import StorageForeign, StorageNewer
from app.storage.backup import restore
from app.storage.engine import connect
from app.storage.migrations import MIGRATIONS, migrate
from app.storage.records import Undone
from app.storage.tables import metadata
from scheduler.queue import Status

if TYPE_CHECKING:
    from tests.app.storage.conftest import Store

ADD_TABLE = ("CREATE TABLE two (a)", "INSERT INTO two VALUES (1)")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a file that is empty."""
    with closing(connect(tmp_path / "progress.sqlite", create=True)) as connection:
        yield connection


def never(version: int) -> None:
    pytest.fail("there is nothing to back up")


def version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def test_the_migrations_make_the_tables_that_the_code_uses(database: sqlite3.Connection, tmp_path: Path) -> None:
    """The frozen SQL and `tables` say the same, to the word."""
    migrate(database, tmp_path, never)
    made = {
        name: "".join(sql.split())
        for name, sql in database.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
    }
    dialect = sqlite.dialect()
    used = {table.name: str(CreateTable(table).compile(dialect=dialect)) for table in metadata.sorted_tables}
    for table in metadata.sorted_tables:
        used |= {str(index.name): str(CreateIndex(index).compile(dialect=dialect)) for index in table.indexes}
    assert made == {name: "".join(sql.split()) for name, sql in used.items()}


def test_every_table_refuses_what_is_out_of_range(store: Store) -> None:
    """CHECK constraints hold on numbers, on text in the place of numbers, and on NULL."""
    store.grade("a")
    store.progress.suspend("a", True)
    driver = store.progress._driver
    for table, column, wrong in [
        ("review", "quality", 6),
        ("review", "quality", "5 stars"),
        ("review", "kind", "dream"),
        ("review", "ease_after", 129),
        ("review", "interval_before", -1),
        ("review", "interval_before", "long"),
        ("review", "id", "short"),
        ("review", "card_id", ""),
        ("review", "reviewed_at", None),
        ("memory", "ease", 0),
        ("memory", "suspended", 2),
        ("memory", "due_day", "tomorrow"),
        ("mark", "buried_after", -1),
        ("day", "grade_3", -1),
    ]:
        with pytest.raises(sqlite3.IntegrityError):
            driver.execute(f"UPDATE {table} SET {column} = ?", (wrong,))


def test_a_step_that_fails_is_rolled_back_with_its_version(database: sqlite3.Connection, tmp_path: Path) -> None:
    """The steps before it stay, and the next start goes on from there."""
    broken = (*MIGRATIONS, ADD_TABLE, ("CREATE TABLE three (a)", "nonsense"))
    with pytest.raises(sqlite3.OperationalError, match="nonsense"):
        migrate(database, tmp_path, never, broken)
    assert version(database) == len(MIGRATIONS) + 1
    names = {name for (name,) in database.execute("SELECT name FROM sqlite_schema")}
    assert "two" in names
    assert "three" not in names
    backed_up: list[int] = []
    migrate(database, tmp_path, backed_up.append, (*MIGRATIONS, ADD_TABLE, ("CREATE TABLE three (a)",)))
    assert version(database) == len(MIGRATIONS) + 2
    assert backed_up == [len(MIGRATIONS) + 1]


def test_a_backup_that_fails_stops_the_migration(database: sqlite3.Connection, tmp_path: Path) -> None:
    """Without a way back there is no way forward."""
    migrate(database, tmp_path, never)

    def full(version: int) -> None:
        raise OSError("full")

    with pytest.raises(OSError, match="full"):
        migrate(database, tmp_path, full, (*MIGRATIONS, ADD_TABLE))
    assert version(database) == len(MIGRATIONS)


def test_an_up_to_date_file_is_neither_backed_up_nor_written(database: sqlite3.Connection, tmp_path: Path) -> None:
    """The common start does nothing."""
    migrate(database, tmp_path, never)
    with closing(connect(tmp_path / "progress.sqlite")) as other:
        other.execute("BEGIN IMMEDIATE")
        migrate(database, tmp_path, never)
        other.execute("ROLLBACK")


def test_a_newer_file_is_refused_and_left_alone(store: Store) -> None:
    """With the sentence that says to update."""
    store.progress._driver.execute("PRAGMA user_version=99")
    store.close()
    content = store.database.read_bytes()
    with pytest.raises(StorageNewer, match="newer version of By Heart: update"):
        store.open()
    assert store.database.read_bytes() == content


def test_another_program_s_database_is_refused_and_left_alone(tmp_path: Path, store: Store) -> None:
    """Nothing of ours is put into it."""
    store.close()
    store.database.unlink()
    with closing(sqlite3.connect(store.database)) as other:
        other.execute("CREATE TABLE theirs (a)")
        other.commit()
    content = store.database.read_bytes()
    with pytest.raises(StorageForeign, match="not a progress file of By Heart"):
        store.open()
    assert store.database.read_bytes() == content


def test_an_older_file_is_backed_up_before_it_is_migrated(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The backup has the old version and what was in it."""
    store.grade("a")
    store.close()
    later = (*MIGRATIONS, ADD_TABLE)
    monkeypatch.setattr(migrate, "__defaults__", (later,))
    store.reopen()
    (made,) = store.backups.iterdir()
    assert made.name.endswith(f"-before-version-{len(MIGRATIONS) + 1}.sqlite")
    with closing(sqlite3.connect(made)) as backup:
        assert version(backup) == len(MIGRATIONS)
        assert backup.execute("SELECT card_id FROM review").fetchall() == [("a",)]
    assert version(store.progress._driver) == len(MIGRATIONS) + 1
    assert store.progress.memory("a") is not None


# What version 1 wrote for: a graded 5 and then 2 (undone), b suspended and graded 4, c buried, d graded 3 as an extra.
VERSION_1 = """
INSERT INTO review VALUES
 ('01a318b7-ac10-7000-8000-000000000001', 'a', 1800000010000, 740000, 5, 'scheduled', 5000, 250, 260, 0, 1, 0, 1, 'd', NULL),
 ('01a318b7-ac10-7000-8000-000000000002', 'a', 1800000020000, 740001, 2, 'scheduled', 5000, 260, 260, 1, 1, 1, 0, 'd', 9),
 ('01a318b7-ac10-7000-8000-000000000003', 'b', 1800000030000, 740001, 4, 'scheduled', 5000, 250, 250, 0, 1, 0, 1, 'd', NULL),
 ('01a318b7-ac10-7000-8000-000000000004', 'd', 1800000040000, 740001, 3, 'extra', 5000, 250, 250, 0, 0, 0, 0, 'd', NULL);
INSERT INTO mark VALUES
 ('01a318b7-ac10-7000-8000-000000000005', 'b', 1800000050000, 0, 1, NULL, NULL, NULL),
 ('01a318b7-ac10-7000-8000-000000000006', 'c', 1800000060000, 0, 0, NULL, 740009, NULL);
INSERT INTO memory VALUES
 ('a', 260, 1, 1, 0, 740001, '01a318b7-ac10-7000-8000-000000000001', 0, NULL),
 ('b', 250, 1, 1, 0, 740002, '01a318b7-ac10-7000-8000-000000000003', 1, NULL),
 ('c', 250, 0, 0, 0, 0, NULL, 0, 740009);
INSERT INTO day VALUES
 (740000, '01a318b7-ac10-7000-8000-000000000001', '01a318b7-ac10-7000-8000-000000000001', 0, 0, 0, 0, 0, 1, 5000, 0, 0),
 (740001, '01a318b7-ac10-7000-8000-000000000002', '01a318b7-ac10-7000-8000-000000000004', 0, 0, 0, 1, 1, 0, 10000, 0, 0);
INSERT INTO meta VALUES ('device', 'd');
"""  # noqa: E501


@pytest.fixture
def of_version_1(store: Store) -> Store:
    """A file as version 1 left it, not opened since."""
    store.close()
    store.database.unlink()
    with closing(connect(store.database, create=True)) as connection:
        migrate(connection, store.database, never, MIGRATIONS[:1])
        connection.executescript(VERSION_1)
    return store


def test_a_file_of_version_1_is_verified_as_it_is(of_version_1: Store) -> None:
    """`byheart verify` does not migrate; what is wrong in it is found all the same."""
    report = of_version_1.verify()
    assert (report.clean, report.reviews, report.cards) == (True, 4, 2), report.problems
    with closing(sqlite3.connect(of_version_1.database)) as other:
        assert version(other) == 1
        other.execute("UPDATE memory SET suspended = 0")
        other.commit()
    assert not of_version_1.verify().clean


def test_a_file_of_version_1_opens_is_backed_up_and_keeps_everything(of_version_1: Store) -> None:
    """Memories, flags, the log, and what can be undone and redone; then everything new can be done to it."""
    store = of_version_1
    before = store.database.read_bytes()
    store.progress = store.open()
    (made,) = store.backups.iterdir()
    assert made.name.endswith("-before-version-2.sqlite")
    with closing(sqlite3.connect(made)) as backup:
        assert version(backup) == 1
        assert len(backup.execute("SELECT * FROM mark").fetchone()) == 8
    assert len(made.read_bytes()) == len(before)
    progress = store.progress
    assert progress.statuses() == {
        "a": Status(740001, is_new=False),
        "b": Status(740002, is_new=False, suspended=True),
        "c": Status(0, is_new=True, buried_until=740009),
    }
    assert [review.quality for review in progress.history("a")] == [5]
    assert store.verify().clean
    assert progress.undo() == Undone("bury", "c", None)
    assert progress.undo() == Undone("suspend", "b", None)
    assert progress.redo() == Undone("suspend", "b", None)
    store.grade("a", 4, 740001)
    assert progress.reschedule(["a", "b", "new"], 740003) == 3
    assert store.verify().clean
    assert progress.undo() == Undone("reschedule", "a", None, 3)
    assert store.verify().clean


def test_a_backup_of_version_1_is_restored_under_an_open_program(of_version_1: Store) -> None:
    """The tables it knows are there at once."""
    store = of_version_1
    store.progress = store.open()
    (old,) = store.backups.iterdir()
    store.grade("later", 4, 740005)
    restore(old, store.database, store.backups, store.now)
    assert store.progress.memory("later") is None
    assert store.progress.reschedule(["a", "new"], 740003) == 2
    assert store.verify().clean
