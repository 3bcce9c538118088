"""The database inside an Anki package, opened as what it is: a file from a stranger.

Schema 11 keeps note types and decks as JSON in the one row of `col`; since 15 they have tables of their own, and
deck names part at U+001F. Both are read into the same values.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from export.anki import messages
from export.anki.problem import Cancelled, PackageError, damaged

OLDEST, NEWEST = 11, 18
"""Versions of Anki's schema that are known."""
ROW = 32 << 20
"""Bytes a row of any table may have; the largest is that of the note types and decks of schema 11."""
STEPS = 3_000_000_000
"""Instructions of SQLite's machine that one query may take: about half a minute."""
DESCRIPTIONS = 50_000
"""Note types, fields, templates and decks, of each, a package may have."""
DESCRIPTION_BYTES = 64 << 20
"""Bytes all of them may have, of each."""

_STEPS_BETWEEN_LOOKS = 200_000
_READ_ACTIONS = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION})
_FUNCTIONS = frozenset({"count", "min", "sum", "length"})
_COLUMNS = {
    "col": ("id", "ver", "conf", "models", "decks"),
    "notes": ("id", "guid", "mid", "tags", "flds"),
    "cards": ("id", "nid", "did", "odid", "ord"),
    "revlog": ("id", "cid", "ease", "factor", "time", "type"),
}
_NEWER_COLUMNS = {
    "notetypes": ("id", "name", "config"),
    "fields": ("ntid", "ord", "name"),
    "templates": ("ntid", "ord", "name", "config"),
    "decks": ("id", "name"),
    "config": ("KEY", "val"),
}


@dataclass(frozen=True, slots=True)
class Template:
    """A card template: its name, and the formats of question and answer with `{{Field}}` in them."""

    name: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class NoteType:
    """What the notes of one type have in common."""

    id: int
    name: str
    kind: Literal["normal", "cloze"]
    fields: tuple[str, ...]
    templates: tuple[Template, ...]


@dataclass(frozen=True, slots=True)
class Described:
    """What the database says about itself, before any note is looked at."""

    first_scheduler: bool
    """Whether its buttons are those of Anki's first scheduler, three while a card is learned."""
    notetypes: dict[int, NoteType]
    decks: dict[int, str]
    """Names by id, parts separated by `::`."""


class Database:
    """An open, checked database. Every method raises PackageError for what cannot be read, Cancelled when asked to."""

    def __init__(self, connection: sqlite3.Connection, path: Path, cancelled: Callable[[], bool]) -> None:
        self._connection = connection
        self._path = path
        self._cancelled = cancelled
        self._steps = 0
        connection.set_progress_handler(self._look, _STEPS_BETWEEN_LOOKS)

    def rows(self, query: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, one at a time."""
        self._steps = 0
        with self._trouble():
            # Not `yield from`: it would close the cursor of an iterator that outlives the connection.
            for row in self._connection.execute(query):  # noqa: UP028
                yield row

    def _look(self) -> bool:
        self._steps += _STEPS_BETWEEN_LOOKS
        return self._steps > STEPS or self._cancelled()

    @contextmanager
    def _trouble(self) -> Iterator[None]:
        try:
            yield
        # What SQLite says of a mangled schema quotes it, and then is not always text.
        except (sqlite3.Error, UnicodeError) as problem:
            if self._cancelled():
                raise Cancelled from None
            if self._steps > STEPS:
                raise PackageError(
                    self._path, "takes too long to read", "export fewer decks at a time from Anki"
                ) from None
            raise damaged(self._path, str(problem)) from None


@contextmanager
def open_database(file: Path, path: Path, cancelled: Callable[[], bool]) -> Iterator[Database]:
    """Open the unpacked database `file` of the package `path`, read-only, and check that it is whole and of Anki.

    Views, triggers, virtual tables and computed columns are refused: reading a table must run nothing that the file
    brings. Raises PackageError.
    """
    try:
        connection = sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
    except sqlite3.Error as problem:
        raise damaged(path, str(problem)) from None
    try:
        database = Database(connection, path, cancelled)
        connection.text_factory = lambda text: text.decode("utf-8", "replace")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, ROW)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        # Anki's own collation; ours need not sort as it does, since no query of ours sorts or looks up by a name.
        connection.create_collation("unicase", _unicase)
        for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0", "query_only=ON"):
            list(database.rows(f"PRAGMA {pragma}"))
        _check_tables(database, path)
        connection.set_authorizer(_authorize)
        yield database
    finally:
        connection.close()


def describe(database: Database, path: Path) -> Described:
    """Note types, decks and what else counts for every note. Raises PackageError."""
    try:
        (version, conf, models, decks), *others = database.rows(
            "SELECT CAST(ver AS INTEGER), CAST(conf AS TEXT), CAST(models AS TEXT), CAST(decks AS TEXT) "
            "FROM col LIMIT 2"
        )
        if others:
            raise ValueError("more than one collection")
        if has_tables(version):
            return _described_by_tables(database)
        return Described(
            _first_scheduler(_json(conf).get("schedVer")),
            {int(key): _notetype(int(key), _dict(model)) for key, model in _json(models).items()},
            {int(key): str(_dict(deck)["name"]) for key, deck in _json(decks).items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise damaged(path, f"its note types or decks: {problem}") from None


def has_tables(version: int) -> bool:
    """Whether a schema keeps note types and decks in tables of their own."""
    return version >= 15


def _described_by_tables(database: Database) -> Described:
    for table, text in (("fields", "name"), ("templates", "config"), ("notetypes", "config"), ("decks", "name")):
        ((count, size),) = database.rows(f"SELECT count(*), sum(length({text})) FROM {table}")
        if count > DESCRIPTIONS or (size or 0) > DESCRIPTION_BYTES:
            raise ValueError("far too many")
    fields: dict[int, list[str]] = {}
    for notetype, name in database.rows(
        "SELECT CAST(ntid AS INTEGER), CAST(name AS TEXT) FROM fields ORDER BY ntid, ord"
    ):
        fields.setdefault(notetype, []).append(name)
    templates: dict[int, list[Template]] = {}
    for notetype, name, config in database.rows(
        "SELECT CAST(ntid AS INTEGER), CAST(name AS TEXT), CAST(config AS BLOB) FROM templates ORDER BY ntid, ord"
    ):
        templates.setdefault(notetype, []).append(Template(name, *messages.template_texts(config)))
    notetypes = {
        number: NoteType(
            number,
            name,
            "cloze" if messages.is_cloze(config) else "normal",
            tuple(fields.get(number, ())),
            tuple(templates.get(number, ())),
        )
        for number, name, config in database.rows(
            "SELECT CAST(id AS INTEGER), CAST(name AS TEXT), CAST(config AS BLOB) FROM notetypes"
        )
    }
    decks = {
        number: name.replace("\x1f", "::")
        for number, name in database.rows("SELECT CAST(id AS INTEGER), CAST(name AS TEXT) FROM decks")
    }
    # KEY is compared in SQL, not sorted by: it has SQLite's own collation.
    scheduler = next(database.rows("SELECT CAST(val AS TEXT) FROM config WHERE KEY = 'schedVer'"), None)
    return Described(_first_scheduler(json.loads(scheduler[0]) if scheduler else None), notetypes, decks)


def _first_scheduler(version: object) -> bool:
    """Anki writes 2 for its second scheduler and its third, and nothing or 1 for the first."""
    return version != 2


def _notetype(number: int, model: dict[str, Any]) -> NoteType:
    fields = sorted((int(field.get("ord", place)), str(field["name"])) for place, field in enumerate(model["flds"]))
    templates = sorted(
        (int(made.get("ord", place)), str(made["name"]), str(made.get("qfmt", "")), str(made.get("afmt", "")))
        for place, made in enumerate(model["tmpls"])
    )
    return NoteType(
        number,
        str(model["name"]),
        "cloze" if model.get("type") == 1 else "normal",
        tuple(name for _, name in fields),
        tuple(Template(*texts) for _, *texts in templates),
    )


def _json(text: str) -> dict[str, Any]:
    return _dict(json.loads(text))


def _dict(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("not what Anki writes")
    return value


def _check_tables(database: Database, path: Path) -> None:
    """That the tables are there, are plain, and are whole. Raises PackageError."""
    tables = set()
    for kind, name, rootpage in database.rows("SELECT type, name, rootpage FROM sqlite_schema"):
        if kind not in ("table", "index") or not rootpage:
            raise PackageError(
                path, f"was not written by Anki: its database holds the {kind} {str(name)[:60]!a}",
                "take one that Anki exported",
            )  # fmt: skip
        if kind == "table":
            tables.add(str(name))
    if not tables >= _COLUMNS.keys():
        raise PackageError(path, "holds a database that is not Anki's", "take a package that Anki exported")
    _check_columns(database, path, _COLUMNS, keyed=True)
    version = next(database.rows("SELECT CAST(ver AS INTEGER) FROM col LIMIT 1"), (None,))[0]
    if version is None:
        raise damaged(path, "without a collection")
    if version > NEWEST:
        raise PackageError(
            path, "was written by an Anki that By Heart does not know yet", 'tick "Support older Anki versions" there'
        )
    if version < OLDEST:
        raise PackageError(path, "was written by a very old Anki", "open it in a newer one and export it from there")
    wanted = list(_COLUMNS)
    if has_tables(version):
        if not tables >= _NEWER_COLUMNS.keys():
            raise PackageError(path, "holds a database that is not Anki's", "take a package that Anki exported")
        _check_columns(database, path, _NEWER_COLUMNS, keyed=False)
        wanted += _NEWER_COLUMNS
    for table in wanted:
        # By table: Anki sorts tags in a way of its own, which a look at the whole file would take for damage.
        for (finding,) in database.rows(f"PRAGMA quick_check({table})"):
            if finding != "ok":
                raise damaged(path, str(finding)[:200])


def _check_columns(database: Database, path: Path, wanted: dict[str, tuple[str, ...]], *, keyed: bool) -> None:
    for table, columns in wanted.items():
        found = list(database.rows(f"PRAGMA table_xinfo({table})"))
        keys = [(str(name), str(kind).lower()) for _, name, kind, _, _, key, _ in found if key]
        # Without its key, finding each card of a review would take a walk through all cards.
        if not {str(row[1]) for row in found} >= set(columns) or (keyed and keys != [("id", "integer")]):
            raise PackageError(path, f"holds a table {table} that is not Anki's", "take a package that Anki exported")
        if any(hidden for *_, hidden in found):
            raise PackageError(
                path, f"was not written by Anki: the table {table} computes a column", "take one that Anki exported"
            )


def _authorize(action: int, first: str | None, second: str | None, *_: object) -> int:
    """Reading, and the few functions of our queries; nothing else that a prepared statement might do."""
    allowed = action in _READ_ACTIONS and (action != sqlite3.SQLITE_FUNCTION or second in _FUNCTIONS)
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def _unicase(one: str, other: str) -> int:
    one, other = one.casefold(), other.casefold()
    return (one > other) - (one < other)
