"""The package: notes in a deck tree, written beside its target, compressed, and put in place in one step."""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
import sqlite3
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import AbstractContextManager, closing, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import genanki  # type: ignore[import-untyped]

from export.anki import ids, look, packing
from export.anki.fields import JOINT, AnkiNote, packed_picture
from export.anki.preflight import same
from export.anki.problem import ExportError
from export.anki.record import Exported, Sent
from export.anki.rendered import Named
from scheduler.memory import Memory, Quality

RETIRED_TAG = "byheart::retired"
_AT_ONCE = 500
"""Notes or reviews written between two looks at whether to go on."""
_WORKING = ".byheart-export-"
"""What the folder is called, beside the target, in which a package is made."""
_DAY_S = 86_400
_LONGEST_MS = 60_000
"""As long as Anki says of a review at most."""
_GAP = re.compile(r"\{\{c(\d+)::")


class Answered(NamedTuple):
    """One review that moved a card's memory. Times in ms since the epoch UTC, ease in hundredths, intervals in days."""

    card_id: str
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


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of all cards, and where Anki's count of days begins.

    It begins on the study day `first_day`, whose noon is `noon_s` (s since the epoch). That must be some days ago: of a
    collection from a day that has not begun for Anki yet, because another hour or zone begins it there, Anki takes
    every due day for another. Noon is the same date in almost every zone.
    """

    cards: Mapping[str, CardProgress]
    log: Iterable[Answered]
    """Gone through once, so that a million reviews need not be in memory."""
    first_day: int
    noon_s: int


def write(
    notes: Named,
    target: Path,
    last: Exported,
    now_s: int,
    *,
    retired: Collection[str] = (),
    progress: Progress | None = None,
    keeping: Callable[[Exported], AbstractContextManager[None]] = lambda exported: nullcontext(),
    step: Callable[[int, int], None] = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Exported | None:
    """Write the package; what Anki has been given then, to be remembered, or None when it was cancelled, with nothing
    left behind.

    A note whose content is that of the last package keeps its second, so Anki leaves it alone; a changed one gets a
    second beyond every earlier one, because Anki takes an update only if it is strictly newer. The notes of `retired`
    are packed once more as they last were, tagged `byheart::retired`: in a collection that has them they stay where
    they are, in another they come into the deck `By Heart::Retired`. Within `keeping(what Anki has been given then)`
    the package is put in place. `step` is called with (notes done, all notes). Raises ExportError, and what `keeping`
    raises.
    """
    for _, note in notes:
        if note.content.count(JOINT) != len(ids.FIELDS) - 1:
            raise ExportError(f"The card {note.note_id} holds the character U+001F, which Anki cannot: take it out.")
    second = max(now_s, last.second + 1)
    sent: dict[str, Sent] = {}
    for deck, note in notes:
        before = last.notes.get(note.note_id)
        at = second
        if before is not None and same(note, before):
            if before.deck == deck and not before.retired:
                sent[note.note_id] = before
                continue
            at = before.second
        sent[note.note_id] = Sent(deck, note.cloze, note.content, note.tags, at)
    gone: Named = []
    for note_id in retired:
        before = last.notes[note_id]
        note = AnkiNote(note_id, before.cloze, before.content, f"{before.tags} {RETIRED_TAG}", ())
        gone.append((f"{ids.ROOT_DECK}::Retired", note))
        sent[note_id] = Sent(before.deck, note.cloze, note.content, note.tags, second, retired=True)
    packed = [*notes, *gone]
    exported = Exported({**last.notes, **sent}, second)
    made: list[Path] = []
    try:
        made = _missing_folders(target.parent)
        target.parent.mkdir(parents=True, exist_ok=True)
        _clear_away(target.parent, now_s)
        with tempfile.TemporaryDirectory(prefix=_WORKING, dir=target.parent) as folder:
            database = Path(folder) / "collection.anki2"
            _write_database(database, packed, sent, second, progress, step, cancelled)
            archive = Path(folder) / "package"
            _write_archive(archive, database, packed, cancelled)
            if cancelled():
                return None
            with keeping(exported):
                archive.replace(target)
            made.clear()
    except packing.Stopped:
        return None
    except (OSError, sqlite3.Error) as problem:
        raise ExportError(
            f"{target} cannot be written ({_reason(problem)}): choose another place, make room, or close the program "
            "that has it open."
        ) from None
    finally:
        for folder_made in made:
            with suppress(OSError):  # never made, or not ours alone
                folder_made.rmdir()
    return exported


def _clear_away(folder: Path, now_s: int) -> None:
    """Remove what an export that was killed left in the folder; what is younger than a day may be one under way."""
    for left in folder.glob(f"{_WORKING}*"):
        with suppress(OSError):  # somebody else's, or gone by now
            if now_s - left.stat().st_mtime > _DAY_S:
                shutil.rmtree(left)


def _missing_folders(folder: Path) -> list[Path]:
    """The folder and those above it that do not exist, the innermost first."""
    return list(itertools.takewhile(lambda each: not each.exists(), (folder, *folder.parents)))


def _gaps_of(note: AnkiNote) -> list[int]:
    """The orders of a cloze note's cards: the numbers of its gaps, from 0."""
    text = note.fields[ids.CLOZE_FIELDS.index("Text")]
    return sorted({int(number) - 1 for number in _GAP.findall(text)})


def _write_database(
    file: Path,
    notes: Named,
    sent: Mapping[str, Sent],
    second: int,
    progress: Progress | None,
    step: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> None:
    used = [model for model in _models() if any(note.cloze is (model.model_id == ids.CLOZE_ID) for _, note in notes)]
    decks = [genanki.Deck(ids.deck_id(name), name) for name in dict.fromkeys(name for name, _ in notes)]
    with closing(sqlite3.connect(file)) as connection:
        # The file is thrown away unless all of it was written: it need not survive a power cut meanwhile.
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA journal_mode = OFF")
        # A note of HTML is about a thousand bytes: larger pages than usual waste less, and there are fewer to write.
        connection.execute("PRAGMA page_size = 16384")
        genanki.Package([]).write_to_db(connection.cursor(), second, itertools.count())
        # The indexes come last, so that notes lie side by side in the file: a tenth less of it, packed.
        indexes = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql NOTNULL"
        ).fetchall()
        for name, _ in indexes:
            connection.execute(f"DROP INDEX {name}")
        _write_notes(connection, notes, sent, second, step, cancelled)
        for _, sql in indexes:
            connection.execute(sql)
        (known,) = connection.execute("SELECT decks FROM col").fetchone()
        connection.execute(
            "UPDATE col SET decks = ?, models = ?",
            (
                json.dumps({**json.loads(known), **{str(deck.deck_id): deck.to_json() for deck in decks}}),
                json.dumps({str(model.model_id): model.to_json(second, 1) for model in used}),
            ),
        )
        if progress is not None:
            _write_progress(connection, notes, progress, cancelled)
        connection.commit()
    step(len(notes), len(notes))


def _write_notes(
    connection: sqlite3.Connection,
    notes: Named,
    sent: Mapping[str, Sent],
    second: int,
    step: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> None:
    """The notes, each with its own second, and their cards, in bulk.

    genanki's decks read and write the JSON of all decks and note types for each deck, and look for broken HTML in
    fields: for 10,000 notes in 500 decks that takes three times as long as all the rest. Here the JSON is written once,
    by `_write_database`, and our fields are HTML that `decks.markup` made.
    """
    deck_ids: dict[str, int] = {}
    given = itertools.count(second * 1000)
    for start in range(0, len(notes), _AT_ONCE):
        step(start, len(notes))
        if cancelled():
            raise packing.Stopped
        rows, cards = [], []
        # Anki asks its new cards in the order of their place among all notes.
        for place, (deck, note) in enumerate(notes[start : start + _AT_ONCE], start + 1):
            if deck not in deck_ids:
                deck_ids[deck] = ids.deck_id(deck)
            note_id, _, content, tags, _ = note
            number, model = next(given), ids.CLOZE_ID if note.cloze else ids.BASIC_ID
            # Anki looks for a tag with its spaces; the first field of both note types is the note's id.
            rows.append((number, ids.guid(note_id), model, sent[note_id].second, f" {tags} ", content, note_id))
            for order in _gaps_of(note) if note.cloze else (0,):
                cards.append((next(given), number, deck_ids[deck], order, second, place))
        connection.executemany("INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, 0, 0, '')", rows)
        connection.executemany(
            "INSERT INTO cards VALUES (?, ?, ?, ?, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')", cards
        )


def _write_progress(
    connection: sqlite3.Connection, notes: Named, progress: Progress, cancelled: Callable[[], bool]
) -> None:
    """Put intervals, due days, ease, lapses and the log where Anki keeps its own.

    Anki counts due days from the collection's creation, which is `progress.noon_s` here. Factor is in thousandths;
    the buttons of the log are 1 to 4, of which the failing qualities 0 to 2 are all 1.
    """
    (conf,) = connection.execute("SELECT conf FROM col").fetchone()
    # Without this Anki takes the log for that of its first scheduler and moves the buttons of first answers by one.
    conf = json.dumps({**json.loads(conf), "schedVer": 2})
    connection.execute("UPDATE col SET crt = ?, conf = ?", (progress.noon_s, conf))
    by_guid = {ids.guid(note.note_id): note for _, note in notes}
    anki_ids: dict[str, int] = {}
    for anki_id, guid, order in connection.execute(
        "SELECT c.id, n.guid, c.ord FROM cards c JOIN notes n ON n.id = c.nid"
    ):
        note = by_guid[guid]
        anki_ids[f"{note.note_id}.c{order + 1}" if note.cloze else note.note_id] = anki_id
    answers = _write_log(connection, anki_ids, progress.log, cancelled)
    known = [(anki_ids[card_id], card) for card_id, card in progress.cards.items() if card_id in anki_ids]
    connection.executemany(
        "UPDATE cards SET type = 2, queue = 2, due = ?, ivl = ?, factor = ?, reps = ?, lapses = ? WHERE id = ?",
        (
            (m.due_day - progress.first_day, m.interval, m.ease * 10, answers[anki_id], m.lapses, anki_id)
            for anki_id, card in known
            if (m := card.memory) is not None
        ),
    )
    connection.executemany(
        "UPDATE cards SET queue = -1 WHERE id = ?", ((anki_id,) for anki_id, card in known if card.suspended)
    )


def _write_log(
    connection: sqlite3.Connection,
    anki_ids: Mapping[str, int],
    log: Iterable[Answered],
    cancelled: Callable[[], bool],
) -> Counter[int]:
    """The reviews of the cards that Anki gets; how many there are of each, by Anki's id."""
    answers: Counter[int] = Counter()
    taken: set[int] = set()
    rows: list[tuple[int, ...]] = []

    def put() -> None:
        if cancelled():
            raise packing.Stopped
        connection.executemany(
            "INSERT INTO revlog (id, cid, usn, ease, ivl, lastIvl, factor, time, type) VALUES (?,?,-1,?,?,?,?,?,?)",
            rows,
        )
        rows.clear()

    for card_id, at_ms, quality, interval_before, interval_after, ease_after, duration_ms in log:
        anki_id = anki_ids.get(card_id)
        if anki_id is None:
            continue
        at = at_ms
        while at in taken:  # the time is Anki's key
            at += 1
        taken.add(at)
        answers[anki_id] += 1
        button = 1 if quality < Quality.HARD else quality - 1
        kind = 1 if interval_before else 0
        time = min(duration_ms, _LONGEST_MS)
        rows.append((at, anki_id, button, interval_after, interval_before, ease_after * 10, time, kind))
        if len(rows) == _AT_ONCE:
            put()
    put()
    return answers


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


def _write_archive(archive: Path, database: Path, notes: Named, cancelled: Callable[[], bool]) -> None:
    media = {name: file for _, note in notes for name, file in note.media}
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=packing.LEVEL) as package:
        packing.add(package, "collection.anki2", database, cancelled)
        package.writestr("media", json.dumps({str(n): name for n, name in enumerate(media)}))
        for number, file in enumerate(media.values()):
            if cancelled():
                raise packing.Stopped
            try:
                content = packed_picture(file)
            except OSError as problem:
                raise ExportError(
                    f"The picture {file} cannot be read ({_reason(problem)}): put it back, or take it out of its card."
                ) from None
            package.writestr(str(number), content)
    with archive.open("rb+") as written:  # Windows syncs only what may be written
        os.fsync(written.fileno())


def _reason(problem: OSError | sqlite3.Error) -> str:
    return str(getattr(problem, "strerror", None) or problem)
