"""Backups: made, thinned, restored."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import StorageBusy, StorageDamaged, StorageForeign, StorageFull, StorageNewer, StorageReadOnly
from app.storage.backup import (
    backup,
    backups_in,
    daily_backup,
    newest_good,
    restore,
    set_aside_damaged,
    thin,
)
from app.storage.engine import connect
from app.storage.verify import verify
from scheduler.sm2 import Sm2

if TYPE_CHECKING:
    from tests.app.storage.conftest import Store

NOON = 1_800_000_000_000
NAME = "progress-20270115-080000-manual.sqlite"


def test_a_backup_of_an_open_file_is_whole_single_and_named_for_its_second(store: Store) -> None:
    """With what is still in the write-ahead log, and nothing beside it."""
    store.grade("a")
    made = backup(store.database, store.backups, NOON, "manual")
    assert [path.name for path in store.backups.iterdir()] == [made.name] == [NAME]
    assert verify(made, Sm2()).reviews == 1
    (listed,) = backups_in(store.backups)
    assert (listed.path, listed.at, listed.reason) == (made, datetime(2027, 1, 15, 8, tzinfo=UTC), "manual")


def test_a_backup_can_be_read_where_nothing_may_be_written(store: Store) -> None:
    """It is one file without a write-ahead log."""
    store.grade("a")
    made = backup(store.database, store.backups, NOON, "manual")
    with closing(sqlite3.connect(f"file:{made}?mode=ro&immutable=1", uri=True)) as copy:
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert copy.execute("SELECT count(*) FROM review").fetchone() == (1,)


def test_a_second_backup_in_a_second_overwrites_nothing(store: Store) -> None:
    """It is named for the next."""
    names = [backup(store.database, store.backups, NOON, "manual").name for _ in range(2)]
    assert names == [NAME, NAME.replace("080000", "080001")]


def test_a_backup_waits_for_no_reader_and_stops_no_writer(store: Store) -> None:
    """Another program grades while a backup is read."""
    store.grade("a")
    with closing(connect(store.database)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert verify(backup(store.database, store.backups, NOON, "manual"), Sm2()).reviews == 1
        other.execute("ROLLBACK")


def test_a_backup_that_fails_leaves_no_file(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name in the folder always means a whole backup."""

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFull, match="No space left"):
        backup(store.database, store.backups, NOON, "manual")
    assert list(store.backups.iterdir()) == []


def test_without_progress_there_is_nothing_to_back_up(store: Store, tmp_path: Path) -> None:
    """Said, and no empty file made."""
    with pytest.raises(StorageForeign, match=r"no progress at .* yet"):
        backup(tmp_path / "none.sqlite", store.backups, NOON, "manual")
    assert not (tmp_path / "none.sqlite").exists()


def test_a_folder_for_backups_that_cannot_be_made_is_said(store: Store, tmp_path: Path) -> None:
    """Its place is taken."""
    (tmp_path / "taken").write_text("")
    with pytest.raises(StorageReadOnly, match="cannot be made"):
        backup(store.database, tmp_path / "taken", NOON, "manual")


def test_one_backup_a_day_comes_by_itself(store: Store) -> None:
    """A manual one counts as the day's."""
    day = 86_400_000
    assert daily_backup(store.database, store.backups, NOON) is not None
    assert daily_backup(store.database, store.backups, NOON + 60_000) is None
    backup(store.database, store.backups, NOON + day, "manual")
    assert daily_backup(store.database, store.backups, NOON + day + 60_000) is None
    assert daily_backup(store.database, store.backups, NOON + 2 * day) is not None
    assert [found.reason for found in backups_in(store.backups)] == ["daily", "manual", "daily"]


def names(folder: Path, times: list[datetime], reason: str = "daily") -> list[Path]:
    """Empty files with the names of backups."""
    folder.mkdir(exist_ok=True)
    made = [folder / f"progress-{at:%Y%m%d-%H%M%S}-{reason}.sqlite" for at in times]
    for path in made:
        path.touch()
    return made


@given(times=st.lists(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)), min_size=1, max_size=60))
def test_thinning_keeps_the_newest_and_at_most_23(
    tmp_path_factory: pytest.TempPathFactory, times: list[datetime]
) -> None:
    """7 days, 4 weeks, 12 months; a second time nothing more goes; what stays is the newest of its day."""
    folder = tmp_path_factory.mktemp("backups")
    made = set(names(folder, times))
    gone = set(thin(folder))
    left = backups_in(folder)
    assert {found.path for found in left} == made - gone
    assert len(left) <= 7 + 4 + 12
    assert left[0].path == max(made, key=lambda path: path.name)
    assert len(left) >= min(7, len({at.date() for at in times}))
    newest = {path.name[9:17]: path for path in sorted(made)}
    assert all(newest[found.path.name[9:17]] == found.path for found in left)
    assert thin(folder) == ()


def test_a_year_of_days_thins_to_days_weeks_and_months(tmp_path: Path) -> None:
    """Counted by hand for 2026, which ends on a Thursday."""
    year = [datetime(2026, 1, 1, 12) + timedelta(days=number) for number in range(365)]
    names(tmp_path, year)
    thin(tmp_path)
    assert [f"{found.at:%m-%d}" for found in reversed(backups_in(tmp_path))] == [
        *("01-31", "02-28", "03-31", "04-30", "05-31", "06-30", "07-31", "08-31", "09-30", "10-31", "11-30"),
        *("12-13", "12-20"),
        *("12-25", "12-26", "12-27", "12-28", "12-29", "12-30", "12-31"),
    ]


def test_thinning_touches_nothing_but_backups(tmp_path: Path) -> None:
    """What the user put there is theirs."""
    names(tmp_path, [datetime(2026, 1, 1, hour) for hour in range(5)])
    others = [
        tmp_path / "notes.txt",
        tmp_path / "progress-20260101-120000.sqlite",
        tmp_path / "progress-99999999-999999-x.sqlite",
    ]
    for path in others:
        path.touch()
    assert len(thin(tmp_path)) == 4
    assert all(path.exists() for path in others)
    assert thin(tmp_path / "missing") == ()


def test_restoring_brings_back_what_was_and_keeps_what_is(store: Store) -> None:
    """The progress of now becomes a backup itself, which can be restored in turn."""
    store.grade("a")
    made = backup(store.database, store.backups, NOON, "manual")
    store.grade("b")
    store.close()
    aside = restore(made, store.database, store.backups, NOON + 1000)
    assert aside is not None
    assert aside.name == "progress-20270115-080001-before-restore.sqlite"
    store.reopen()
    assert set(store.progress.statuses()) == {"a"}
    assert store.progress._driver.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert store.verify().clean
    restore(aside, store.database, store.backups, NOON + 2000)
    assert set(store.progress.statuses()) == {"a", "b"}


def test_restoring_under_an_open_program_is_seen_by_it_and_it_goes_on(store: Store) -> None:
    """It goes into the live file as one transaction."""
    store.grade("a")
    made = backup(store.database, store.backups, NOON, "manual")
    store.grade("b")
    restore(made, store.database, store.backups, NOON + 1000)
    assert set(store.progress.statuses()) == {"a"}
    store.grade("c")
    assert store.verify().clean
    store.reopen()
    assert set(store.progress.statuses()) == {"a", "c"}


def test_restoring_while_another_program_writes_is_said_and_changes_nothing(store: Store) -> None:
    """Python's `backup` would wait for ever."""
    made = backup(store.database, store.backups, NOON, "manual")
    store.grade("a")
    with closing(connect(store.database)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageBusy, match="in use by another program"):
            restore(made, store.database, store.backups, NOON)
        other.execute("ROLLBACK")
    assert set(store.progress.statuses()) == {"a"}


def test_restoring_where_nothing_is_makes_the_file(store: Store) -> None:
    """A new machine, or after the damaged file was set aside."""
    store.grade("a")
    made = backup(store.database, store.backups, NOON, "manual")
    store.close()
    store.database.unlink()
    assert restore(made, store.database, store.backups, NOON) is None
    store.reopen()
    assert set(store.progress.statuses()) == {"a"}
    assert store.verify().clean


def test_restoring_over_a_damaged_file_sets_it_aside(store: Store) -> None:
    """It cannot be backed up, but it is not thrown away."""
    store.grade("a")
    made = backup(store.database, store.backups, NOON, "manual")
    store.close()
    store.database.write_bytes(b"rubbish")
    aside = restore(made, store.database, store.backups, NOON)
    assert aside is not None
    assert aside.name == "damaged-20270115-080000.sqlite"
    assert aside.read_bytes() == b"rubbish"
    store.reopen()
    assert set(store.progress.statuses()) == {"a"}


def test_a_progress_file_copied_by_hand_can_be_restored_too(store: Store, tmp_path: Path) -> None:
    """It is in write-ahead mode, without its log."""
    store.grade("a")
    store.close()
    copy = tmp_path / "stick.sqlite"
    copy.write_bytes(store.database.read_bytes())
    store.reopen()
    store.grade("b")
    restore(copy, store.database, store.backups, NOON)
    assert set(store.progress.statuses()) == {"a"}
    assert copy.exists()


def theirs(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (a)")


def of_the_future(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version=99")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:9000])


def no_database(path: Path) -> None:
    path.write_text("hello")


def empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (theirs, StorageForeign),
        (of_the_future, StorageNewer),
        (cut, StorageDamaged),
        (no_database, StorageDamaged),
        (empty, StorageForeign),
        (Path.unlink, StorageForeign),
    ],
)
def test_what_cannot_be_restored_is_refused_and_the_progress_stays(
    store: Store, spoil: object, error: type[Exception]
) -> None:
    """Looked at before anything is touched."""
    made = backup(store.database, store.backups, NOON, "manual")
    store.grade("a")
    spoil(made)  # type: ignore[operator]
    left = sorted(store.backups.iterdir())
    with pytest.raises(error, match=str(made)):
        restore(made, store.database, store.backups, NOON)
    assert set(store.progress.statuses()) == {"a"}
    assert sorted(store.backups.iterdir()) == left


def test_a_damaged_file_is_set_aside_with_its_companions(tmp_path: Path) -> None:
    """A second one the same second gets a name of its own."""
    for _ in range(2):
        for suffix in ("", "-wal", "-shm"):
            (tmp_path / f"progress.sqlite{suffix}").write_text(suffix)
        set_aside_damaged(tmp_path / "progress.sqlite", NOON)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        f"damaged-20270115-08000{second}.sqlite{suffix}" for second in (0, 1) for suffix in ("", "-wal", "-shm")
    )


def test_the_newest_good_backup_is_found_past_the_bad_ones(store: Store) -> None:
    """None when none is whole."""
    assert newest_good(store.backups) is None
    good = backup(store.database, store.backups, NOON, "manual")
    bad = backup(store.database, store.backups, NOON + 5000, "manual")
    cut(bad)
    assert newest_good(store.backups) == good
    cut(good)
    assert newest_good(store.backups) is None
