"""How the file came to be what it is: one frozen step for each version, never edited once released.

The version is SQLite's `user_version`; a step and its version commit together.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from app.errors import StorageForeign, StorageNewer
from app.storage.engine import writing

APPLICATION_ID = 0x42794874
"""What SQLite's header calls us: "ByHt"."""

Migration = tuple[str, ...]

_FIRST: Migration = (
    """
CREATE TABLE review (
	id TEXT NOT NULL CHECK (length(id) = 36),
	card_id TEXT NOT NULL CHECK (card_id <> ''),
	reviewed_at INTEGER NOT NULL CHECK ("reviewed_at" BETWEEN 0 AND 281474976710655),
	study_day INTEGER NOT NULL CHECK ("study_day" BETWEEN 1 AND 2147483647),
	quality INTEGER NOT NULL CHECK ("quality" BETWEEN 0 AND 5),
	kind TEXT NOT NULL CHECK (kind IN ('scheduled', 'repeat', 'extra', 'anki')),
	duration_ms INTEGER NOT NULL CHECK ("duration_ms" BETWEEN 0 AND 281474976710655),
	ease_before INTEGER NOT NULL CHECK ("ease_before" BETWEEN 130 AND 2147483647),
	ease_after INTEGER NOT NULL CHECK ("ease_after" BETWEEN 130 AND 2147483647),
	interval_before INTEGER NOT NULL CHECK ("interval_before" BETWEEN 0 AND 2147483647),
	interval_after INTEGER NOT NULL CHECK ("interval_after" BETWEEN 0 AND 2147483647),
	repetitions_before INTEGER NOT NULL CHECK ("repetitions_before" BETWEEN 0 AND 2147483647),
	repetitions_after INTEGER NOT NULL CHECK ("repetitions_after" BETWEEN 0 AND 2147483647),
	device TEXT NOT NULL,
	undone_at INTEGER CHECK ("undone_at" BETWEEN 0 AND 281474976710655),
	PRIMARY KEY (id)
) WITHOUT ROWID
""",
    "CREATE INDEX review_card ON review (card_id)",
    """
CREATE TABLE memory (
	card_id TEXT NOT NULL CHECK (card_id <> ''),
	ease INTEGER NOT NULL CHECK ("ease" BETWEEN 130 AND 2147483647),
	interval INTEGER NOT NULL CHECK ("interval" BETWEEN 0 AND 2147483647),
	repetitions INTEGER NOT NULL CHECK ("repetitions" BETWEEN 0 AND 2147483647),
	lapses INTEGER NOT NULL CHECK ("lapses" BETWEEN 0 AND 2147483647),
	due_day INTEGER NOT NULL CHECK ("due_day" BETWEEN 0 AND 4294967294),
	last_review_id TEXT,
	suspended INTEGER NOT NULL CHECK ("suspended" BETWEEN 0 AND 1),
	buried_until INTEGER CHECK ("buried_until" BETWEEN 0 AND 2147483647),
	PRIMARY KEY (card_id),
	FOREIGN KEY(last_review_id) REFERENCES review (id)
) WITHOUT ROWID
""",
    """
CREATE TABLE mark (
	id TEXT NOT NULL CHECK (length(id) = 36),
	card_id TEXT NOT NULL CHECK (card_id <> ''),
	at INTEGER NOT NULL CHECK ("at" BETWEEN 0 AND 281474976710655),
	suspended_before INTEGER NOT NULL CHECK ("suspended_before" BETWEEN 0 AND 1),
	suspended_after INTEGER NOT NULL CHECK ("suspended_after" BETWEEN 0 AND 1),
	buried_before INTEGER CHECK ("buried_before" BETWEEN 0 AND 2147483647),
	buried_after INTEGER CHECK ("buried_after" BETWEEN 0 AND 2147483647),
	undone_at INTEGER CHECK ("undone_at" BETWEEN 0 AND 281474976710655),
	PRIMARY KEY (id)
) WITHOUT ROWID
""",
    """
CREATE TABLE day (
	study_day INTEGER NOT NULL,
	first_review_id TEXT NOT NULL,
	last_review_id TEXT NOT NULL,
	grade_0 INTEGER NOT NULL CHECK ("grade_0" BETWEEN 0 AND 2147483647),
	grade_1 INTEGER NOT NULL CHECK ("grade_1" BETWEEN 0 AND 2147483647),
	grade_2 INTEGER NOT NULL CHECK ("grade_2" BETWEEN 0 AND 2147483647),
	grade_3 INTEGER NOT NULL CHECK ("grade_3" BETWEEN 0 AND 2147483647),
	grade_4 INTEGER NOT NULL CHECK ("grade_4" BETWEEN 0 AND 2147483647),
	grade_5 INTEGER NOT NULL CHECK ("grade_5" BETWEEN 0 AND 2147483647),
	duration_ms INTEGER NOT NULL CHECK ("duration_ms" BETWEEN 0 AND 4611686018427387904),
	recall_asked INTEGER NOT NULL CHECK ("recall_asked" BETWEEN 0 AND 2147483647),
	recall_right INTEGER NOT NULL CHECK ("recall_right" BETWEEN 0 AND 2147483647),
	PRIMARY KEY (study_day)
)
""",
    """
CREATE TABLE meta (
	"key" TEXT NOT NULL,
	value TEXT NOT NULL,
	PRIMARY KEY ("key")
) WITHOUT ROWID
""",
    f"PRAGMA application_id={APPLICATION_ID}",
)

# evidence, marks that reschedule, forget and tag, interviews, quizzes
_SECOND: Migration = (
    """
CREATE TABLE evidence (
	review_id TEXT NOT NULL,
	said TEXT NOT NULL,
	missed TEXT NOT NULL,
	answer TEXT,
	seed INTEGER,
	PRIMARY KEY (review_id),
	FOREIGN KEY(review_id) REFERENCES review (id)
) WITHOUT ROWID
""",
    """
ALTER TABLE mark ADD COLUMN kind TEXT DEFAULT 'flags' NOT NULL
	CHECK (kind IN ('flags', 'reschedule', 'forget', 'tag', 'untag'))
""",
    """ALTER TABLE mark ADD COLUMN due_day INTEGER CHECK ("due_day" BETWEEN 1 AND 2147483647)""",
    "ALTER TABLE mark ADD COLUMN tag TEXT CHECK (tag <> '')",
    "ALTER TABLE mark ADD COLUMN batch TEXT CHECK (length(batch) = 36)",
    "CREATE INDEX mark_card ON mark (card_id)",
    """
CREATE TABLE interview (
	id TEXT NOT NULL CHECK (length(id) = 36),
	prompt_id TEXT NOT NULL,
	minutes INTEGER NOT NULL CHECK ("minutes" BETWEEN 0 AND 2147483647),
	level TEXT NOT NULL,
	started_at INTEGER NOT NULL CHECK ("started_at" BETWEEN 0 AND 281474976710655),
	elapsed_ms INTEGER NOT NULL CHECK ("elapsed_ms" BETWEEN 0 AND 281474976710655),
	phase TEXT NOT NULL,
	paused INTEGER NOT NULL CHECK ("paused" BETWEEN 0 AND 1),
	notes TEXT NOT NULL,
	scores TEXT NOT NULL,
	missed TEXT NOT NULL,
	finished_at INTEGER CHECK ("finished_at" BETWEEN 0 AND 281474976710655),
	deleted_at INTEGER CHECK ("deleted_at" BETWEEN 0 AND 281474976710655),
	PRIMARY KEY (id)
) WITHOUT ROWID
""",
    """
CREATE TABLE quiz (
	id TEXT NOT NULL CHECK (length(id) = 36),
	at INTEGER NOT NULL CHECK ("at" BETWEEN 0 AND 281474976710655),
	deck_ids TEXT NOT NULL,
	asked INTEGER NOT NULL CHECK ("asked" BETWEEN 0 AND 2147483647),
	"right" INTEGER NOT NULL CHECK ("right" BETWEEN 0 AND 2147483647),
	by_lesson TEXT NOT NULL,
	PRIMARY KEY (id)
) WITHOUT ROWID
""",
)

MIGRATIONS: tuple[Migration, ...] = (_FIRST, _SECOND)


def migrate(
    connection: sqlite3.Connection,
    path: Path,
    before: Callable[[int], object],
    migrations: Sequence[Migration] = MIGRATIONS,
) -> None:
    """Bring the file to the newest version; a new one is made from nothing.

    `before` is called with the version of an existing file before its first step, to back it up; when it fails,
    nothing is changed. Raises StorageNewer for a file with a version of the future, StorageForeign for another
    program's database, and what the step raises, with that step rolled back.
    """
    version = _version(connection)
    if version > len(migrations):
        raise newer(path)
    if version == len(migrations):
        return
    if version:
        before(version)
    for number in range(version + 1, len(migrations) + 1):
        with writing(connection):
            if _version(connection) >= number:  # another program was faster
                continue
            if number == 1 and connection.execute("SELECT 1 FROM sqlite_schema").fetchone():
                raise foreign(path)
            for statement in migrations[number - 1]:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version={number}")


def newer(path: Path) -> StorageNewer:
    """The sentence for a file of the future."""
    return StorageNewer(f"{path} was written by a newer version of By Heart: update By Heart to open it.", path)


def foreign(path: Path) -> StorageForeign:
    """The sentence for a file that is not ours."""
    return StorageForeign(
        f"{path} is not a progress file of By Heart: move it away or choose another folder with --data-dir.", path
    )


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
