"""The package: notes in a deck tree, written beside its target, compressed, and put in place in one step."""

from __future__ import annotations

import itertools
import json
import os
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Collection, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import genanki  # type: ignore[import-untyped]

from decks.library import Library
from export.anki import ids, look
from export.anki.fields import AnkiNote, fields_of
from scheduler.memory import Memory, Quality


class ExportError(Exception):
    """The package cannot be written; one sentence with the place and the fix."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What the last package held: by note id, a digest of its content and the second Anki knows it by."""

    notes: dict[str, tuple[str, int]]
    second: int = 0


@dataclass(frozen=True, slots=True)
class Changes:
    """What Anki will do with a package, compared with the last one exported here."""

    new: tuple[str, ...]
    updated: tuple[str, ...]
    unchanged: tuple[str, ...]
    retired: tuple[str, ...]
    """In the last package and no longer in the bank: they stay in Anki."""


NOTHING = Exported({})


@dataclass(frozen=True, slots=True)
class Answered:
    """One review that moved a card's memory. Times in ms since the epoch UTC, ease in hundredths, intervals in days."""

    at_ms: int
    quality: int
    interval_before: int
    interval_after: int
    ease_after: int
    duration_ms: int


@dataclass(frozen=True, slots=True)
class CardProgress:
    """What travels of a card's progress; `memory` is None for a card that is new, and then only suspended."""

    memory: Memory | None
    suspended: bool
    log: tuple[Answered, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of all cards, seen from the study day `today`, which began at `day_began_s` (s since the epoch)."""

    cards: Mapping[str, CardProgress]
    today: int
    day_began_s: int


def deck_name(part: str, title: str) -> str:
    """`By Heart::Part::Lesson`; Anki parts names at `::`."""
    return "::".join((ids.ROOT_DECK, part.replace("::", ":"), title.replace("::", ":")))


def notes_of(library: Library, deck_ids: Collection[str] | None = None) -> list[tuple[str, AnkiNote]]:
    """Every note that has cards, with the name of its deck, in the library's order."""
    found: list[tuple[str, AnkiNote]] = []
    for note_id in library.note_ids():
        deck = library.deck_of(note_id)
        if deck_ids is not None and deck.id not in deck_ids:
            continue
        note = library.note(note_id)
        if note.card_ids:
            made = fields_of(note, deck, lambda name, deck=deck: library.image(deck, name))  # type: ignore[misc]
            found.append((deck_name(deck.part, deck.title), made))
    return found


def digest(deck: str, note: AnkiNote) -> str:
    """What a note's content is known by."""
    text = "\0".join((deck, *note.fields, *note.tags))
    return blake2b(text.encode(), digest_size=12).hexdigest()


def compare(notes: list[tuple[str, AnkiNote]], last: Exported, *, whole: bool) -> Changes:
    """What this package brings; `whole` when it is the whole library, so that what is missing has left it."""
    now = {note.note_id: digest(deck, note) for deck, note in notes}
    return Changes(
        new=tuple(n for n in now if n not in last.notes),
        updated=tuple(n for n, made in now.items() if n in last.notes and last.notes[n][0] != made),
        unchanged=tuple(n for n, made in now.items() if n in last.notes and last.notes[n][0] == made),
        retired=tuple(n for n in last.notes if n not in now) if whole else (),
    )


def write(
    notes: list[tuple[str, AnkiNote]],
    target: Path,
    last: Exported,
    now_s: int,
    cancelled: Callable[[], bool] = lambda: False,
    progress: Progress | None = None,
) -> Exported | None:
    """Write the package; what it held, to be remembered, or None when it was cancelled, with nothing left behind.

    A note whose content is that of the last package keeps its second, so Anki leaves it alone; a changed one gets a
    second beyond every earlier one, because Anki takes an update only if it is strictly newer. Raises ExportError.
    """
    for _, note in notes:
        if any("\x1f" in field for field in note.fields):
            raise ExportError(f"The card {note.note_id} holds the character U+001F, which Anki cannot: take it out.")
    second = max(now_s, last.second + 1)
    held: dict[str, tuple[str, int]] = {}
    for deck, note in notes:
        made = digest(deck, note)
        before = last.notes.get(note.note_id)
        held[note.note_id] = before if before is not None and before[0] == made else (made, second)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".byheart-", dir=target.parent) as folder:
            database = Path(folder) / "collection.anki2"
            _write_database(database, notes, held, second, progress)
            if cancelled():
                return None
            archive = Path(folder) / "package"
            _write_archive(archive, database, notes)
            if cancelled():
                return None
            archive.replace(target)
    except (OSError, sqlite3.Error) as problem:
        raise ExportError(
            f"{target} cannot be written ({_reason(problem)}): choose another place or make room."
        ) from None
    return Exported({**last.notes, **held}, second)


def _write_database(
    file: Path,
    notes: list[tuple[str, AnkiNote]],
    held: dict[str, tuple[str, int]],
    second: int,
    progress: Progress | None,
) -> None:
    basic, cloze = _models()
    decks: dict[str, genanki.Deck] = {}
    for name, note in notes:
        deck = decks.setdefault(name, genanki.Deck(ids.deck_id(name), name))
        deck.add_note(
            genanki.Note(
                model=cloze if note.cloze else basic,
                fields=list(note.fields),
                tags=list(note.tags),
                guid=ids.guid(note.note_id),
            )
        )
    package = genanki.Package(list(decks.values()))
    with closing(sqlite3.connect(file)) as connection:
        package.write_to_db(connection.cursor(), second, itertools.count(second * 1000))
        connection.executemany(
            "UPDATE notes SET mod = ? WHERE guid = ?",
            [(changed, ids.guid(note_id)) for note_id, (_, changed) in held.items()],
        )
        if progress is not None:
            _write_progress(connection, notes, progress)
        connection.commit()


def _write_progress(connection: sqlite3.Connection, notes: list[tuple[str, AnkiNote]], progress: Progress) -> None:
    """Put intervals, due days, ease, lapses and the log where Anki keeps its own.

    Anki counts due days from the collection's creation: the package says it was created when today began. Factor is
    in thousandths; the buttons of the log are 1 to 4, of which the failing qualities 0 to 2 are all 1.
    """
    (conf,) = connection.execute("SELECT conf FROM col").fetchone()
    # Without this Anki takes the log for that of its first scheduler and moves the buttons of first answers by one.
    conf = json.dumps({**json.loads(conf), "schedVer": 2})
    connection.execute("UPDATE col SET crt = ?, conf = ?", (progress.day_began_s, conf))
    by_guid = {ids.guid(note.note_id): note for _, note in notes}
    rows = connection.execute("SELECT c.id, n.guid, c.ord FROM cards c JOIN notes n ON n.id = c.nid").fetchall()
    taken: set[int] = set()
    for anki_id, guid, order in rows:
        note = by_guid[guid]
        card = progress.cards.get(f"{note.note_id}.c{order + 1}" if note.cloze else note.note_id)
        if card is None:
            continue
        memory = card.memory
        if memory is not None:
            connection.execute(
                "UPDATE cards SET type = 2, queue = 2, due = ?, ivl = ?, factor = ?, reps = ?, lapses = ? WHERE id = ?",
                (
                    memory.due_day - progress.today,
                    memory.interval,
                    memory.ease * 10,
                    len(card.log),
                    memory.lapses,
                    anki_id,
                ),
            )
        if card.suspended:
            connection.execute("UPDATE cards SET queue = -1 WHERE id = ?", (anki_id,))
        for answer in card.log:
            at = answer.at_ms
            while at in taken:  # the time is Anki's key
                at += 1
            taken.add(at)
            button = 1 if answer.quality < Quality.HARD else answer.quality - 1
            connection.execute(
                "INSERT INTO revlog (id, cid, usn, ease, ivl, lastIvl, factor, time, type) VALUES (?,?,-1,?,?,?,?,?,?)",
                (
                    at,
                    anki_id,
                    button,
                    answer.interval_after,
                    answer.interval_before,
                    answer.ease_after * 10,
                    min(answer.duration_ms, 60_000),
                    1 if answer.interval_before else 0,
                ),
            )


def _models() -> tuple[genanki.Model, genanki.Model]:
    basic = genanki.Model(
        ids.BASIC_ID,
        "By Heart",
        fields=[{"name": name} for name in ids.FIELDS],
        templates=[{"name": "Card", "qfmt": look.QUESTION, "afmt": look.ANSWER}],
        css=look.CSS,
    )
    cloze = genanki.Model(
        ids.CLOZE_ID,
        "By Heart Cloze",
        model_type=genanki.Model.CLOZE,
        fields=[{"name": name} for name in ids.CLOZE_FIELDS],
        templates=[{"name": "Cloze", "qfmt": look.CLOZE_QUESTION, "afmt": look.CLOZE_ANSWER}],
        css=look.CSS,
    )
    return basic, cloze


def _write_archive(archive: Path, database: Path, notes: list[tuple[str, AnkiNote]]) -> None:
    media = {name: file for _, note in notes for name, file in note.media}
    # Not strict: files of reproducible builds are from 1970, and a ZIP begins in 1980.
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=6, strict_timestamps=False) as package:
        package.write(database, "collection.anki2")
        package.writestr("media", json.dumps({str(n): name for n, name in enumerate(media)}))
        for number, file in enumerate(media.values()):
            package.write(file, str(number))


def read_exported(file: Path) -> Exported:
    """What the last package held; nothing when there was none, or its record cannot be read."""
    with suppress(OSError, ValueError, TypeError, KeyError):
        stored = json.loads(file.read_text(encoding="utf-8"))
        return Exported({n: (str(d), int(s)) for n, (d, s) in stored["notes"].items()}, int(stored["second"]))
    return NOTHING


def keep_exported(file: Path, exported: Exported) -> None:
    """Remember it, in one step. Raises ExportError."""
    temporary = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(json.dumps({"second": exported.second, "notes": exported.notes}), encoding="utf-8")
        temporary.replace(file)
    except OSError as problem:
        raise ExportError(f"{file} cannot be written ({_reason(problem)}): make room, or allow it.") from None


def _reason(problem: OSError | sqlite3.Error) -> str:
    return str(getattr(problem, "strerror", None) or problem)
