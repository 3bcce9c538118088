"""The connection to the file: pragmas, transactions, checkpoints, and SQLite's errors as the user's sentences.

The driver is left in autocommit mode and `writing` says BEGIN IMMEDIATE itself, the same on every Python. What lost
is `autocommit=False` (Python 3.12 and later): its implicit BEGIN is deferred, so a transaction that reads first and
writes then fails at once when another program wrote in between, whatever the busy timeout; and it leaves a
transaction open between operations, whose snapshot would keep checkpoints from finishing. DDL is in the
transaction either way, which is what makes migrations atomic; tests hold both.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import (
    StorageBusy,
    StorageDamaged,
    StorageError,
    StorageFailed,
    StorageFull,
    StorageReadOnly,
)

if TYPE_CHECKING:
    from sqlalchemy import Engine

BUSY_MS = 500
"""How long a lock of another program is waited for: short, because it is the window's thread that waits."""

LARGE_WAL = 1 << 20
"""Bytes of write-ahead log above which opening writes it back."""


def connect(path: Path, busy_ms: int = BUSY_MS, *, create: bool = False) -> sqlite3.Connection:
    """A connection in autocommit mode with every pragma set; usable from any thread, one at a time.

    The file must exist unless `create`. Raises sqlite3.Error; wrap it in `translated`.
    """
    mode = "rwc" if create else "rw"
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=busy_ms / 1000,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            # the checkpoint is ours to time (see `checkpoint`): it must not fall on a key press
            "wal_autocheckpoint=0",
        ):
            connection.execute(f"PRAGMA {pragma}").close()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def make_engine(path: Path, busy_ms: int) -> Engine:
    """An engine whose connections are made by `connect`; it makes the file when it is missing."""
    from sqlalchemy import create_engine  # here: backup and verify use this module without SQLAlchemy

    return create_engine(
        "sqlite+pysqlite://", creator=lambda: connect(path, busy_ms, create=True), isolation_level="AUTOCOMMIT"
    )


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """One transaction with the write lock from its start: all of it is on disk, or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk makes SQLite roll back by itself
            connection.execute("ROLLBACK")
        raise


def wal_bytes(path: Path) -> int:
    """The size of the write-ahead log, 0 when there is none."""
    try:
        return path.with_name(path.name + "-wal").stat().st_size
    except FileNotFoundError:
        return 0


def checkpoint(path: Path, busy_ms: int = BUSY_MS) -> None:
    """Write the write-ahead log back into the file, as far as nobody is in the way (PASSIVE: it never waits).

    Over a connection of its own, so that another thread can go on grading meanwhile. Raises StorageError.
    """
    with translated(path), closing(connect(path, busy_ms)) as connection:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").close()


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """SQLite's and SQLAlchemy's errors that are the user's trouble become a StorageError that names `path`."""
    try:
        yield
    except sqlite3.Error as error:
        trouble = explained(error, path)
        if trouble is None:
            raise
        raise trouble from error
    except Exception as error:
        # SQLAlchemy wraps the driver's error in `orig`; asking for it spares an import
        original = getattr(error, "orig", None)
        trouble = explained(original, path) if isinstance(original, sqlite3.Error) else None
        if trouble is None:
            raise
        raise trouble from error


def explained(error: sqlite3.Error, path: Path) -> StorageError | None:
    """The sentence for an error of SQLite, None for one that is a bug of ours."""
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StorageBusy(
                f"{path} is in use by another program or an import, and nothing was recorded: wait for it or close it, "
                "then try again.",
                path,
            )
        case sqlite3.SQLITE_FULL:
            return StorageFull(f"The disk of {path} is full and nothing was recorded: make room, then try again.", path)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_AUTH:
            return StorageReadOnly(
                f"{path} cannot be opened for writing and nothing was recorded: allow writing the file and its "
                "folder, or choose another folder with --data-dir.",
                path,
            )
        case sqlite3.SQLITE_IOERR:
            return StorageFailed(
                f"The disk reported an error at {path} ({error}) and nothing was recorded: check the disk and its "
                "free space, then try again.",
                path,
            )
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return StorageDamaged(str(error), path)
    return None
