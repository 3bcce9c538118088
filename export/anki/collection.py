"""What is inside an Anki package: `.apkg` and `.colpkg`, of old Ankis and new ones, read as a file from a stranger.

An old package holds `collection.anki2` or `collection.anki21`, plain SQLite, and `media`, a JSON map of numbers to
names. A new one holds `collection.anki21b`, SQLite packed with Zstandard, `media`, a packed protobuf list, each media
file packed by itself, and a `collection.anki2` for old programs that says nothing but "update"; `meta` states which.

The limits, beyond which a package is refused with one sentence: those of `zipped` (4 GiB packed, 100,000 files,
unpacking to 250 times the size), `schema` (the version, 32 MiB a row, half a minute a query) and those below.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha1
from pathlib import Path

from export.anki import messages
from export.anki.problem import PackageError, damaged
from export.anki.schema import Database, Described, NoteType, Template, describe, open_database
from export.anki.zipped import Archive, open_archive, safe_name

__all__ = ["AnkiNote", "AnkiReview", "Collection", "Counts", "NoteType", "Template", "open_collection"]

DATABASE = 1 << 30
"""Bytes the unpacked database may have."""
NOTES = 300_000
CARDS = 500_000
REVIEWS = 5_000_000
"""How many of each a package may hold."""
FIELD = 2_000_000
"""Characters a note's fields may have together."""
MEDIA_LIST = 32 << 20
"""Bytes the unpacked list of media may have."""
MEDIA_FILE = 64 << 20
"""Bytes one unpacked media file may have."""
MEDIA_TOTAL = 1 << 30
"""Bytes all media files read from one package may have."""

_NEWEST_PACKAGE = 3
# Newest first: what is beside it is a placeholder or an older copy of the same.
_DATABASES = (("collection.anki21b", True), ("collection.anki21", False), ("collection.anki2", False))


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is in a package."""

    notes: int
    cards: int
    reviews: int


@dataclass(frozen=True, slots=True)
class AnkiNote:
    """A note as Anki keeps it; fields are HTML, in the order of its type's."""

    guid: str
    notetype: NoteType
    fields: tuple[str, ...]
    tags: tuple[str, ...]
    deck: str
    """Where its first card is, parts separated by `::`; the home deck of a card that is in a filtered one."""
    note_id: int


@dataclass(frozen=True, slots=True)
class NoteHead:
    """A note without its text."""

    note_id: int
    guid: str
    notetype_id: int


@dataclass(frozen=True, slots=True)
class AnkiReview:
    """One line of the review log."""

    note_id: int
    guid: str
    order: int
    """Of the card: its template, or a cloze number less one."""
    at_ms: int
    """When it was answered, ms since the epoch UTC."""
    button: int
    """1 again, 2 hard, 3 good, 4 easy; 0 for none."""
    type: int
    """0 learning, 1 review, 2 relearning, 3 filtered, 4 set by hand, 5 rescheduled."""
    taken_ms: int
    factor: int
    """The ease it left, in thousandths; 0 in a filtered deck that reschedules nothing."""


class Collection:
    """An open package. What iterates reads as it goes, and raises PackageError or Cancelled on the way."""

    def __init__(self, path: Path, archive: Archive, database: Database, newer: bool) -> None:
        self._path = path
        self._archive = archive
        self._database = database
        self._newer = newer
        self._described: Described = describe(database, path)
        self._media: dict[str, messages.MediaEntry] | None = None
        self._media_read = 0
        self.counts = self._count()

    @property
    def notetypes(self) -> dict[int, NoteType]:
        """The note types by their ids."""
        return self._described.notetypes

    def heads(self) -> Iterator[NoteHead]:
        """Every note without its text, by id."""
        for row in self._database.rows(
            "SELECT CAST(id AS INTEGER), CAST(guid AS TEXT), CAST(mid AS INTEGER) FROM notes ORDER BY id"
        ):
            yield NoteHead(*row)

    def notes(self) -> Iterator[AnkiNote]:
        """Every note that has a card, by id: in the order they were made."""
        # Materialized, so that a package without the index on cards(nid) is walked through once and not once a note.
        query = (
            "WITH home AS MATERIALIZED (SELECT nid, min(ord), CASE WHEN odid THEN odid ELSE did END AS deck "
            "FROM cards GROUP BY nid) "
            "SELECT CAST(n.id AS INTEGER), CAST(n.guid AS TEXT), CAST(n.mid AS INTEGER), CAST(n.tags AS TEXT), "
            "length(CAST(n.flds AS BLOB)), CAST(n.flds AS TEXT), CAST(home.deck AS INTEGER) "
            "FROM notes n JOIN home ON home.nid = n.id ORDER BY n.id"
        )
        for note_id, guid, type_id, tags, length, fields, deck_id in self._database.rows(query):
            notetype = self._described.notetypes.get(type_id)
            if notetype is None or guid is None or fields is None:
                raise damaged(self._path, f"the note {note_id} has no type or no text")
            if length > FIELD:
                raise PackageError(
                    self._path,
                    f"holds a note with {length:,} characters ({note_id})",
                    f"shorten it in Anki to {FIELD:,} and export again",
                )
            deck = self._described.decks.get(deck_id, "Default")
            yield AnkiNote(guid, notetype, tuple(fields.split("\x1f")), tuple((tags or "").split()), deck, note_id)

    def reviews(self) -> Iterator[AnkiReview]:
        """Every line of the log whose card and note are there, oldest first."""
        # The key of the log is its time: reading by key is reading in time order.
        query = (
            "SELECT CAST(n.id AS INTEGER), CAST(n.guid AS TEXT), CAST(c.ord AS INTEGER), CAST(r.id AS INTEGER), "
            "CAST(r.ease AS INTEGER), CAST(r.type AS INTEGER), CAST(r.time AS INTEGER), "
            "CAST(r.factor AS INTEGER) "
            "FROM revlog r CROSS JOIN cards c ON c.id = r.cid CROSS JOIN notes n ON n.id = c.nid ORDER BY r.id"
        )
        shifted = self._described.first_scheduler
        for note_id, guid, order, at_ms, button, kind, taken_ms, factor in self._database.rows(query):
            if None in (guid, order, button, kind, taken_ms, factor):
                raise damaged(self._path, f"the review {at_ms} is not whole")
            # Anki's first scheduler had again, good, easy while a card was learned or learned again.
            if shifted and kind in (0, 2) and button in (2, 3):
                button += 1
            yield AnkiReview(note_id, guid, order, at_ms, button, kind, taken_ms, factor)

    def media(self) -> tuple[str, ...]:
        """The names of the media files, each one plain file name."""
        return tuple(self._media_entries())

    def media_bytes(self, name: str) -> bytes:
        """A media file's content. Raises KeyError for a name that is not in `media()`."""
        entry = self._media_entries()[name]
        most = min(MEDIA_FILE, MEDIA_TOTAL - self._media_read)
        content = self._archive.content(str(entry.number), most, zstandard=self._newer)
        self._media_read += len(content)
        if self._newer and (len(content) != entry.size or sha1(content, usedforsecurity=False).digest() != entry.sha1):
            raise damaged(self._path, f"its media file {name!a} is another than it says")
        return content

    def _media_entries(self) -> dict[str, messages.MediaEntry]:
        if self._media is None:
            self._media = self._read_media()
        return self._media

    def _read_media(self) -> dict[str, messages.MediaEntry]:
        if "media" not in self._archive:
            return {}
        packed = self._archive.content("media", MEDIA_LIST, zstandard=self._newer)
        try:
            if self._newer:
                entries = list(messages.media_entries(packed))
            else:
                entries = [
                    messages.MediaEntry(str(name), 0, b"", int(number)) for number, name in json.loads(packed).items()
                ]
        except (ValueError, AttributeError, RecursionError) as problem:
            raise damaged(self._path, f"its list of media: {problem}") from None
        found: dict[str, messages.MediaEntry] = {}
        for entry in entries:
            if not safe_name(entry.name) or entry.name in found:
                raise PackageError(
                    self._path,
                    f"was not written by Anki: its media are named {entry.name[:60]!a}",
                    "take one that Anki exported",
                )
            # A file that Anki did not have when it wrote the list is on it and not in the package.
            if str(entry.number) in self._archive:
                found[entry.name] = entry
        return found

    def _count(self) -> Counts:
        found = []
        for table, most in (("notes", NOTES), ("cards", CARDS), ("revlog", REVIEWS)):
            ((count,),) = self._database.rows(f"SELECT count(*) FROM {table}")
            if count > most:
                name = "reviews" if table == "revlog" else table
                raise PackageError(
                    self._path,
                    f"holds {count:,} {name}, and By Heart takes {most:,}",
                    "export fewer decks at a time from Anki",
                )
            found.append(count)
        return Counts(*found)


@contextmanager
def open_collection(
    path: Path,
    *,
    cancelled: Callable[[], bool] = lambda: False,
    progress: Callable[[float], object] = lambda share: None,
) -> Iterator[Collection]:
    """Open a package for reading; its database is unpacked into a temporary folder that goes when the block ends.

    `progress` is told the share, 0 to 1, that is unpacked. Raises PackageError for the user's trouble, with one
    sentence, and Cancelled once `cancelled` says so, also from the iterators of the collection.
    """
    with open_archive(path) as archive:
        name, newer = _database_name(archive)
        try:
            folder = tempfile.TemporaryDirectory(prefix="byheart-anki-")
        except OSError as problem:
            raise _no_room(path, problem) from None
        with folder:
            file = Path(folder.name) / "collection"
            try:
                with file.open("wb") as target:
                    for piece in archive.unpack(
                        name, DATABASE, zstandard=newer, progress=progress, cancelled=cancelled
                    ):
                        target.write(piece)
            except OSError as problem:
                raise _no_room(path, problem) from None
            with open_database(file, path, cancelled) as database:
                yield Collection(path, archive, database, newer)


def _database_name(archive: Archive) -> tuple[str, bool]:
    """Which member is the database, and whether it is packed the newer way."""
    if "meta" in archive:
        try:
            version = messages.package_version(archive.content("meta", 1 << 10, zstandard=False))
        except ValueError as problem:
            raise damaged(archive.path, f"its meta file: {problem}") from None
        if version > _NEWEST_PACKAGE:
            raise PackageError(
                archive.path,
                "was written by an Anki that By Heart does not know yet",
                'export it with "Support older Anki versions" ticked',
            )
        if version == _NEWEST_PACKAGE and _DATABASES[0][0] not in archive:
            raise damaged(archive.path, f"without its {_DATABASES[0][0]}")
    for name, newer in _DATABASES:
        if name in archive:
            return name, newer
    raise PackageError(archive.path, "holds no Anki collection", "name an .apkg or .colpkg file exported from Anki")


def _no_room(path: Path, problem: OSError) -> PackageError:
    return PackageError(
        path,
        f"cannot be unpacked ({problem.strerror or problem})",
        f"make room in {tempfile.gettempdir()}",
    )
