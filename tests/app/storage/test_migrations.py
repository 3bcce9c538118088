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
from app.storage.engine import connect
from app.storage.migrations import MIGRATIONS, migrate
from app.storage.tables import metadata

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
    assert version(database) == 2
    names = {name for (name,) in database.execute("SELECT name FROM sqlite_schema")}
    assert "two" in names
    assert "three" not in names
    backed_up: list[int] = []
    migrate(database, tmp_path, backed_up.append, (*MIGRATIONS, ADD_TABLE, ("CREATE TABLE three (a)",)))
    assert version(database) == 3
    assert backed_up == [2]


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
    assert made.name.endswith("-before-version-2.sqlite")
    with closing(sqlite3.connect(made)) as backup:
        assert version(backup) == 1
        assert backup.execute("SELECT card_id FROM review").fetchall() == [("a",)]
    assert version(store.progress._driver) == 2
    assert store.progress.memory("a") is not None
