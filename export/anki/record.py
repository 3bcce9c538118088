"""What Anki was last given: each note's content, its deck and the second Anki knows it by. One SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from export.anki.problem import ExportError

_TABLE = (
    "CREATE TABLE IF NOT EXISTS note (id TEXT PRIMARY KEY, deck TEXT NOT NULL, cloze INTEGER NOT NULL,"
    " fields TEXT NOT NULL, tags TEXT NOT NULL, second INTEGER NOT NULL, retired INTEGER NOT NULL) WITHOUT ROWID"
)


class Sent(NamedTuple):
    """One note as it was last put into a package, content and tags as in `AnkiNote`.

    `second` is Anki's time of change, in s since the epoch.
    """

    deck: str
    cloze: bool
    content: str
    tags: str
    second: int
    retired: bool = False
    """It left the bank, and a package has told Anki so."""


@dataclass(frozen=True, slots=True)
class Exported:
    """Every note that any package held, by its id, and the second of the newest."""

    notes: Mapping[str, Sent]
    second: int = 0


NOTHING = Exported({})


@contextmanager
def _open(file: Path) -> Iterator[sqlite3.Connection]:
    file.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute(_TABLE)
        yield connection


def read_exported(file: Path) -> Exported:
    """What the packages held; nothing before the first. Raises ExportError when the record cannot be read."""
    if not file.exists():
        return NOTHING
    try:
        with _open(file) as connection:
            notes = {
                note_id: Sent(deck, bool(cloze), content, tags, second, bool(gone))
                for note_id, deck, cloze, content, tags, second, gone in connection.execute("SELECT * FROM note")
            }
    except (OSError, sqlite3.Error, ValueError) as problem:
        raise ExportError(
            f"{file} cannot be read ({problem}): it remembers what Anki was given; delete it, and the next package "
            "counts every note as new here, while Anki still updates its own."
        ) from None
    return Exported(notes, max((sent.second for sent in notes.values()), default=0))


@contextmanager
def keeping(file: Path, before: Exported, after: Exported) -> Iterator[None]:
    """Remember a package that is put in place within the block; nothing is remembered when the block raises.

    Raises ExportError, mostly before the block: then the package must not be put in place.
    """
    # By identity: what a package brings unchanged is the very value that was read.
    changed = [(note_id, s) for note_id, s in sorted(after.notes.items()) if before.notes.get(note_id) is not s]
    with ExitStack() as stack:
        try:
            connection = stack.enter_context(_open(file))
            # So few pages that nearly all is written now: a full disk shows before the package is there.
            connection.execute("PRAGMA cache_size = 8")
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(
                "INSERT OR REPLACE INTO note VALUES (?, ?, ?, ?, ?, ?, ?)",
                ((n, s.deck, s.cloze, s.content, s.tags, s.second, s.retired) for n, s in changed),
            )
        except (OSError, sqlite3.Error) as problem:
            raise ExportError(
                f"{file} cannot be written ({problem}), so there is no package either: make room, or allow it."
            ) from None
        yield
        try:
            connection.execute("COMMIT")
        except sqlite3.Error as problem:
            raise ExportError(
                f"The package is there, but {file}, which remembers it, cannot be written ({problem}): make room, and "
                "export once more."
            ) from None
