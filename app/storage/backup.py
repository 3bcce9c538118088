"""Backups: `progress-YYYYMMDD-HHMMSS-reason.sqlite`, the time in UTC so that names sort and never repeat an hour."""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.errors import StorageBusy, StorageDamaged, StorageError, StorageForeign, StorageFull, StorageReadOnly
from app.storage.engine import connect, translated
from app.storage.header import check_header
from app.storage.migrations import APPLICATION_ID, MIGRATIONS, foreign, migrate, newer

_NAME = re.compile(r"progress-(\d{8}-\d{6})-([a-z0-9-]+)\.sqlite")
_TIME = "%Y%m%d-%H%M%S"

DAILY, WEEKLY, MONTHLY = 7, 4, 12


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup as its name tells it; `at` in UTC."""

    path: Path
    at: datetime
    reason: str


def backups_in(folder: Path) -> tuple[Backup, ...]:
    """The backups of a folder, newest first; other files are not looked at."""
    found = []
    for path in folder.glob("progress-*.sqlite"):
        match = _NAME.fullmatch(path.name)
        if match:
            with suppress(ValueError):  # digits that are no time: not a name of ours
                found.append(Backup(path, datetime.strptime(match[1], _TIME).replace(tzinfo=UTC), match[2]))
    return tuple(sorted(found, key=lambda backup: (backup.at, backup.path.name), reverse=True))


def newest_good(folder: Path) -> Path | None:
    """The newest backup that passes `check`."""
    for backup in backups_in(folder):
        with suppress(StorageError):
            check(backup.path)
            return backup.path
    return None


def backup(database: Path, folder: Path, now_ms: int, reason: str) -> Path:
    """Copy the progress as it is on disk now, check the copy, and give it its name only then.

    `reason` is of lower-case letters, digits and hyphens. Others may read and write meanwhile. Raises StorageForeign
    when there is no progress, and other StorageErrors.
    """
    at = datetime.fromtimestamp(now_ms // 1000, UTC)
    while (target := folder / f"progress-{at:{_TIME}}-{reason}.sqlite").exists():
        at += timedelta(seconds=1)
    if not database.exists():
        raise StorageForeign(f"There is no progress at {database} yet: review a card first.", database)
    _make_folder(folder)
    with translated(database), closing(connect(database)) as source:
        _copy(source, target)
    return target


def daily_backup(database: Path, folder: Path, now_ms: int) -> Path | None:
    """Make the day's backup (UTC) unless there is one, then thin out; the new backup, None if there was one.

    Raises StorageError.
    """
    today = datetime.fromtimestamp(now_ms // 1000, UTC).date()
    if any(backup.at.date() == today for backup in backups_in(folder)):
        return None
    made = backup(database, folder, now_ms, "daily")
    thin(folder)
    return made


def thin(folder: Path) -> tuple[Path, ...]:
    """Delete all but the newest backup of each of the last 7 days, 4 weeks and 12 months that have one; what went.

    Days with a backup are counted, not days of the calendar, so who comes back after a year still has all of them.
    The newest backup always stays. Raises StorageError.
    """
    backups = backups_in(folder)
    keep: set[Path] = set()
    for period, number in (("%Y%m%d", DAILY), ("%G%V", WEEKLY), ("%Y%m", MONTHLY)):
        newest: dict[str, Path] = {}
        for backup in backups:
            newest.setdefault(backup.at.strftime(period), backup.path)
        keep.update(list(newest.values())[:number])
    gone = tuple(backup.path for backup in backups if backup.path not in keep)
    for path in gone:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise StorageReadOnly(
                f"The old backup {path} cannot be deleted ({error.strerror}): allow it.", path
            ) from error
    return gone


def restore(source: Path, database: Path, folder: Path, now_ms: int) -> Path | None:
    """Put a backup in the place of the progress, which is backed up first (or, damaged, set aside); where it went.

    A progress file that is open stays open and shows what was restored. None when there was no progress. Raises
    StorageForeign, StorageNewer or StorageDamaged for a backup that cannot be used, other StorageErrors when it
    cannot be done; the progress then is as it was.
    """
    check(source)
    aside: Path | None = None
    if database.exists():
        try:
            check_header(database)
            aside = backup(database, folder, now_ms, "before-restore")
        except StorageDamaged:
            aside = set_aside_damaged(database, now_ms)
    with translated(source), closing(_open_copy(source)) as copy:
        if database.exists():
            # into the live file, as one transaction: another program that has it open sees all of it or nothing
            with translated(database), closing(connect(database)) as live:
                _pour(copy, live)
                # what is open expects the tables of now; the backup itself is what there was before
                migrate(live, database, before=lambda version: None)
        else:
            _make_folder(database.parent)
            _copy(copy, database)
    return aside


def set_aside_damaged(database: Path, now_ms: int) -> Path:
    """Rename the database with its `-wal` and `-shm` to `damaged-YYYYMMDD-HHMMSS.sqlite` beside it; its new path.

    Nothing is deleted: what is damaged may still be mended. Raises StorageReadOnly.
    """
    at = datetime.fromtimestamp(now_ms // 1000, UTC)
    while (aside := database.with_name(f"damaged-{at:{_TIME}}.sqlite")).exists():
        at += timedelta(seconds=1)
    try:
        for suffix in ("", "-wal", "-shm"):
            part = database.with_name(database.name + suffix)
            if part.exists():
                part.rename(aside.with_name(aside.name + suffix))
    except OSError as error:
        raise StorageReadOnly(
            f"{database} cannot be renamed ({error.strerror}): allow writing in its folder.", database
        ) from error
    return aside


def check(path: Path) -> None:
    """Whether a backup can be restored: ours, of a version we know, and whole (`PRAGMA quick_check`).

    Raises StorageForeign (also when it is missing), StorageNewer, StorageDamaged, StorageReadOnly.
    """
    if not path.exists():
        raise StorageForeign(f"There is no backup {path}: choose one that `byheart restore` lists.", path)
    check_header(path)
    with translated(path), closing(_open_copy(path)) as copy:
        if copy.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise foreign(path)
        if copy.execute("PRAGMA user_version").fetchone()[0] > len(MIGRATIONS):
            raise newer(path)
        (finding,) = copy.execute("PRAGMA quick_check(1)").fetchone()
        if finding != "ok":
            raise StorageDamaged(" ".join(finding.split()), path)


def _open_copy(path: Path) -> sqlite3.Connection:
    """A connection to a file that is not in use; reading leaves nothing beside it."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)


def _copy(source: sqlite3.Connection, target: Path) -> None:
    """Copy to a temporary file, check it, bring it to disk, and only then give it its name."""
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with translated(target), closing(sqlite3.connect(temporary, isolation_level=None)) as copy:
            _pour(source, copy)
            # without the write-ahead log, so that a backup is one file, also on a read-only disk
            copy.execute("PRAGMA journal_mode=DELETE").close()
        check(temporary)
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise StorageFull(
            f"{target} cannot be written ({error.strerror}): make room or allow writing there, then try again.", target
        ) from error
    finally:
        for suffix in ("", "-journal"):
            temporary.with_name(temporary.name + suffix).unlink(missing_ok=True)


class _Busy(Exception):
    """Another program holds the lock."""


def _pour(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """SQLite's online backup, which Python repeats for ever while the target is locked; not here."""

    def watch(status: int, _remaining: int, _total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise _Busy

    try:
        source.backup(target, progress=watch, sleep=0)
    except _Busy as error:
        path = Path(target.execute("PRAGMA database_list").fetchone()[2])
        raise StorageBusy(
            f"{path} is in use by another program: close that program or wait, then try again.", path
        ) from error


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageReadOnly(f"{folder} cannot be made ({error.strerror}): allow it.", folder) from error


def _sync_folder(folder: Path) -> None:
    """Bring the new name to disk; Windows cannot open a folder, and does so by itself."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
