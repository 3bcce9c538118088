"""The user's trouble, as opposed to our bugs.

The message of every error here is one sentence that is shown as it is: what happened, where, and what to do.
Whatever is not one of these is a bug and ends in the crash log with its traceback.

```
ByHeartError
├── DataDirUnusable       the data directory cannot be made or written
├── BadSettings           a key of settings.toml has a value that is not allowed, or the file is not TOML
├── SettingsNotSaved      settings.toml cannot be written
└── StorageError          progress cannot be read or written; carries `path`
    ├── StorageBusy       another program holds the lock
    ├── StorageFull       the disk (or quota) is full
    ├── StorageReadOnly   the file or its folder may not be written, or cannot be opened
    ├── StorageFailed     the disk reported a read or write error
    ├── StorageForeign    a SQLite file, or another kind of file, that By Heart did not write
    ├── StorageNewer      written by a newer version of By Heart
    └── StorageDamaged    the content is broken; carries `backup`, the newest good one
```

When a `StorageError` comes out of an operation, that operation changed nothing.
"""

from __future__ import annotations

from pathlib import Path


class ByHeartError(Exception):
    """The user's trouble: `str(error)` is one sentence with place and fix, ready to be shown."""


class DataDirUnusable(ByHeartError):
    """The data directory cannot be made or written."""


class BadSettings(ByHeartError):
    """A settings file that cannot be taken as it is; names file, key and what is allowed."""


class SettingsNotSaved(ByHeartError):
    """The settings file cannot be written."""


class StorageError(ByHeartError):
    """Progress cannot be read or written; nothing of the failed operation was recorded.

    `path` is the file concerned.
    """

    def __init__(self, message: str, path: Path) -> None:
        super().__init__(message)
        self.path = path


class StorageBusy(StorageError):
    """Another program holds the lock for longer than the busy timeout; trying again is worthwhile."""


class StorageFull(StorageError):
    """The disk or the quota is full."""


class StorageReadOnly(StorageError):
    """The file or its folder may not be written, or cannot be opened at all."""


class StorageFailed(StorageError):
    """The operating system reported a read or write error."""


class StorageForeign(StorageError):
    """The file was not written by By Heart."""


class StorageNewer(StorageError):
    """The file was written by a newer version of By Heart; it is left alone."""


class StorageDamaged(StorageError):
    """The file's content is broken, `reason` says how. `backup` is the newest backup that passed its check, None if
    there is none or nobody looked."""

    def __init__(self, reason: str, path: Path, backup: Path | None = None) -> None:
        fix = f"byheart restore {backup}" if backup else "byheart restore"
        super().__init__(f"{path} is damaged ({reason}): go back to a backup with `{fix}`.", path)
        self.reason = reason
        self.backup = backup
