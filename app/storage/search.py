"""The search index: what a search needs of the cards' texts, in a file of its own that can be deleted at any time.

The file keeps each note's question and folded text, deck file by deck file, so that only changed files are parsed
again; and the `Words` made of them, so that a start with an unchanged library reads them whole. What a search works
with is a `SearchIndex`, which fits exactly one `Library`: when decks change, another is made in the background and
takes its place.
"""

from __future__ import annotations

import sqlite3
import weakref
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from app.find import masks
from app.find.cards import Cards, Standing, Standings
from app.find.fold import fold, searchable
from app.find.masks import Mask
from app.find.words import Words
from app.storage.engine import connect, translated, writing
from decks.library import DeckInfo, Library

if TYPE_CHECKING:
    from app.storage.progress import Progress

FORMAT = 1
"""Raised when texts are folded or kept otherwise; a file of another format is made anew."""
APPLICATION_ID = 0x42484653
_BATCH = 20  # deck files in one transaction
_READ = 4000  # texts read for a phrase at once: some 10 ms

_SCHEMA = """
CREATE TABLE deck (number INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, mtime_ns INTEGER NOT NULL,
    size INTEGER NOT NULL);
CREATE TABLE note (number INTEGER PRIMARY KEY AUTOINCREMENT, deck INTEGER NOT NULL, id TEXT NOT NULL,
    question TEXT NOT NULL, text TEXT NOT NULL);
CREATE INDEX note_deck ON note (deck);
CREATE TABLE words (stamp BLOB NOT NULL, vocabulary TEXT NOT NULL, ends BLOB NOT NULL, postings BLOB NOT NULL,
    ranks BLOB NOT NULL, notes BLOB NOT NULL);
"""

STANDINGS = """
SELECT m.card_id, m.ease, m.interval, m.lapses, m.due_day, m.last_review_id IS NULL, m.suspended, m.buried_until,
    r.quality, r.study_day
FROM memory AS m LEFT JOIN review AS r ON r.id = m.last_review_id
"""
NOTHING_STORED = (0, 0, 0, 0, True, False, None, None, None)
"""What stands behind the card id in the standing of a card that has none stored."""
MISSED = """
SELECT r.card_id, sum(json_array_length(e.missed)) FROM evidence AS e JOIN review AS r ON r.id = e.review_id
WHERE r.undone_at IS NULL AND e.missed <> '[]' GROUP BY r.card_id
"""


class SearchIndex:
    """The texts of one library's cards. Any thread may ask; one question is answered at a time."""

    def __init__(
        self, connection: sqlite3.Connection, words: Words, question_ranks: array[int], notes: array[int]
    ) -> None:
        self._connection = connection
        self._lock = Lock()
        self.words = words
        self.question_ranks = question_ranks
        self._notes = notes
        """The number of each row's note in the file."""
        # Whoever drops an index for a newer one need not think of its file.
        weakref.finalize(self, connection.close)

    def close(self) -> None:
        """Let the file go."""
        with self._lock:
            self._connection.close()

    def questions(self, rows: Sequence[int]) -> tuple[str, ...]:
        """The questions of these rows, in plain words, one line each; empty for one that the file has lost since."""
        numbers = [self._notes[row] for row in rows]
        statement = "SELECT number, question FROM note WHERE number IN (SELECT value FROM json_each(?))"
        with self._lock:
            found = dict(self._connection.execute(statement, (str(numbers),)))
        return tuple(found.get(number, "") for number in numbers)

    def holding(self, phrase: str, candidates: Mask) -> Mask:
        """Of the candidates, the rows whose text holds the folded phrase."""
        rows = masks.rows_in(candidates)
        found: set[int] = set()
        if len(rows) < len(candidates) // 4:
            statement = "SELECT number FROM note WHERE number IN (SELECT value FROM json_each(?)) AND instr(text, ?)"
            for start in range(0, len(rows), _READ):
                some = [self._notes[row] for row in rows[start : start + _READ]]
                found |= self._numbers(statement, (str(some), phrase))
        else:
            # A list of most notes costs more to look up one by one than all of them to be read.
            statement = "SELECT number FROM note WHERE number BETWEEN ? AND ? AND instr(text, ?)"
            numbers = sorted(self._notes)
            for start in range(0, len(numbers), _READ):
                piece = numbers[start : start + _READ]
                found |= self._numbers(statement, (piece[0], piece[-1], phrase))
        return masks.of_rows((row for row in rows if self._notes[row] in found), len(candidates))

    def _numbers(self, statement: str, values: tuple[object, ...]) -> set[int]:
        # A piece at a time: who wants the question of a row, to paint it, waits for one piece at most.
        with self._lock:
            return {number for (number,) in self._connection.execute(statement, values)}


def open_index(
    file: Path,
    library: Library,
    *,
    progress: Callable[[int, int], object] = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> SearchIndex | None:
    """The index of a library, made or brought up to date first; only deck files that changed are parsed.

    For the background: a first time over 10,000 cards takes seconds. `progress` is told how many of how many deck files
    are done; None when `cancelled`, and then what is done is kept. A file that is damaged or of another version is made
    anew, and where none can be written the index is kept in memory.
    """
    for again in (False, True):
        try:
            connection = _opened(_emptied(file) if again else file)
            try:
                return _up_to_date(connection, library, progress, cancelled)
            except BaseException:
                connection.close()
                raise
        except sqlite3.Error as error:
            if not _is_damaged(error):
                break
        except OSError:
            break
    # A folder that may not be written, or a full disk: searching works all the same, prepared anew at every start.
    return _up_to_date(_in_memory(), library, progress, cancelled)


def read_standings(database: Path, card_ids: Iterable[str] | None = None) -> Iterator[Standing]:
    """The stored progress of these cards, or of all; over a connection of its own, so that nobody waits.

    Raises StorageError.
    """
    with translated(database), closing(connect(database)) as connection:
        if card_ids is None:
            yield from connection.execute(STANDINGS)
            return
        wanted = list(card_ids)
        for start in range(0, len(wanted), 500):
            some = wanted[start : start + 500]
            marks = ",".join("?" * len(some))
            yield from connection.execute(f"{STANDINGS} WHERE m.card_id IN ({marks})", some)


def standings_of(cards: Cards, progress: Progress) -> Standings:
    """The progress of every row as it is stored now. For the background: 100,000 cards take a quarter of a second.

    Raises StorageError.
    """
    return Standings.of(cards, read_standings(progress.path), read_missed(progress.path), progress.tags())


def read_missed(database: Path) -> dict[str, int]:
    """How many key points were ever missed, by card; cards without any are left out. Raises StorageError."""
    with translated(database), closing(connect(database)) as connection:
        return dict(connection.execute(MISSED).fetchall())


# ---- the file -------------------------------------------------------------------------------------


def _opened(file: Path) -> sqlite3.Connection:
    file.parent.mkdir(parents=True, exist_ok=True)
    connection = connect(file, 2000, create=True)
    try:
        # What is lost in a power cut is made again: no write of a cache is worth waiting for the disk.
        connection.execute("PRAGMA synchronous=OFF").close()
        identity = _identity(connection)
        if identity == (0, 0) and not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            _prepare(connection)
        elif identity != (APPLICATION_ID, FORMAT):
            connection.close()
            return _opened(_emptied(file))
    except BaseException:
        connection.close()
        raise
    return connection


def _emptied(file: Path) -> Path:
    """The path, with nothing there any more: everything in the file can be made again."""
    for suffix in ("", "-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    return file


def _is_damaged(error: sqlite3.Error) -> bool:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _in_memory() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    _prepare(connection)
    return connection


def _identity(connection: sqlite3.Connection) -> tuple[int, int]:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    return application, connection.execute("PRAGMA user_version").fetchone()[0]


def _prepare(connection: sqlite3.Connection) -> None:
    with writing(connection):
        for statement in _SCHEMA.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={FORMAT}")


# ---- bringing it up to date -----------------------------------------------------------------------


def _up_to_date(
    connection: sqlite3.Connection,
    library: Library,
    progress: Callable[[int, int], object],
    cancelled: Callable[[], bool],
) -> SearchIndex | None:
    known = {
        path: (number, mtime_ns, size)
        for number, path, mtime_ns, size in connection.execute("SELECT number, path, mtime_ns, size FROM deck")
    }
    stamps: list[tuple[DeckInfo, int, int]] = []
    for deck in (*library.decks, *library.overrides):
        try:
            status = deck.path.stat()
            stamps.append((deck, status.st_mtime_ns, status.st_size))
        except OSError:  # gone since the library was read: its cards have no words until that is read again
            stamps.append((deck, 0, -1))
    stale = [entry for entry in stamps if known.get(str(entry[0].path), (0, -1, -2))[1:] != entry[1:]]
    for start in range(0, len(stale), _BATCH):
        if cancelled():
            connection.close()
            return None
        with writing(connection):
            # Words name notes by number: none may outlast the notes they were made of.
            connection.execute("DELETE FROM words")
            for deck, mtime_ns, size in stale[start : start + _BATCH]:
                _take_deck(connection, deck, mtime_ns, size)
        progress(min(start + _BATCH, len(stale)), len(stale))
    gone = known.keys() - {str(deck.path) for deck, _, _ in stamps}
    if gone:
        with writing(connection):
            connection.execute("DELETE FROM words")
            for path in gone:
                _drop_deck(connection, path)
    cards = Cards(library)
    stamp = _stamp(cards, stamps)
    row = connection.execute("SELECT vocabulary, ends, postings, ranks, notes FROM words WHERE stamp = ?", (stamp,))
    stored = row.fetchone()
    if stored is None:
        stored = _make_words(connection, cards, library)
        with writing(connection):
            connection.execute("DELETE FROM words")
            connection.execute("INSERT INTO words VALUES (?, ?, ?, ?, ?, ?)", (stamp, *stored))
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").close()
    vocabulary, *columns = stored
    ends, postings, ranks, notes = map(_numbers, columns)
    return SearchIndex(connection, Words(len(cards), vocabulary, ends, postings), ranks, notes)


def _take_deck(connection: sqlite3.Connection, deck: DeckInfo, mtime_ns: int, size: int) -> None:
    # Imported here: an unchanged library is searched without a parser. Not by way of the library, whose parsed decks
    # belong to the thread that shows cards.
    from decks.markup import plain
    from decks.parser import read_deck

    _drop_deck(connection, str(deck.path))
    made = connection.execute(
        "INSERT INTO deck (path, mtime_ns, size) VALUES (?, ?, ?)", (str(deck.path), mtime_ns, size)
    )
    parsed, _ = read_deck(deck.path)
    connection.executemany(
        "INSERT INTO note (deck, id, question, text) VALUES (?, ?, ?, ?)",
        (
            (
                made.lastrowid,
                note.id,
                plain(note.question),
                searchable(f"{note.question}\n{note.answer}\n{note.source}"),
            )
            for note in (parsed.notes if parsed else ())
        ),
    )


def _drop_deck(connection: sqlite3.Connection, path: str) -> None:
    found = connection.execute("SELECT number FROM deck WHERE path = ?", (path,)).fetchone()
    if found is not None:
        connection.execute("DELETE FROM note WHERE deck = ?", found)
        connection.execute("DELETE FROM deck WHERE number = ?", found)


def _stamp(cards: Cards, decks: Iterable[tuple[DeckInfo, int, int]]) -> bytes:
    made = blake2b("\n".join(cards.ids).encode(), digest_size=16)
    made.update(str([(str(deck.path), mtime_ns, size) for deck, mtime_ns, size in decks]).encode())
    return made.digest()


def _make_words(
    connection: sqlite3.Connection, cards: Cards, library: Library
) -> tuple[str, bytes, bytes, bytes, bytes]:
    numbers = {path: number for number, path in connection.execute("SELECT number, path FROM deck")}
    notes = array("I")
    questions: list[str] = []

    def notes_in(path: Path) -> dict[str, tuple[int, str, str]]:
        query = "SELECT number, id, question, text FROM note WHERE deck = ?"
        return {
            note_id: (number, question, text)
            for number, note_id, question, text in connection.execute(query, (numbers[str(path)],))
        }

    own = {deck.path: notes_in(deck.path) for deck in library.overrides}

    def texts() -> Iterator[str]:
        for deck, (first, end) in zip(cards.decks, cards.spans, strict=True):
            found = notes_in(deck.path)
            for row in library.rows[first:end]:
                # A bundled card that its user corrected is found by their words.
                of_file = own.get(library.deck_of(row.note_id).path, found) if own else found
                # A file that changed since the library was read may have lost the card.
                number, question, text = of_file.get(row.note_id, (0, "", ""))
                notes.append(number)
                questions.append(fold(question))
                yield text

    words = Words.build(texts())
    ranks = array("I", bytes(4 * len(questions)))
    for rank, row in enumerate(sorted(range(len(questions)), key=questions.__getitem__)):
        ranks[row] = rank
    return words.vocabulary, words.ends.tobytes(), words.postings.tobytes(), ranks.tobytes(), notes.tobytes()


def _numbers(stored: bytes) -> array[int]:
    made = array("I")
    made.frombytes(stored)
    return made
