"""A library's notes as Anki's fields, kept by deck file: rendering is nine tenths of writing a package."""

from __future__ import annotations

import json
import os
import re
import zlib
from collections.abc import Callable, Collection
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import Any

from decks.library import DeckInfo, Library, without_collector
from export.anki import ids
from export.anki.fields import AnkiNote, fields_of

Named = list[tuple[str, AnkiNote]]
"""Notes, each with the name of its deck in Anki."""

Rendered = dict[str, AnkiNote | None]
"""Notes by id; None for a mock-interview prompt, which has no card."""

_NUMBER = re.compile(r"(\d+)-")


def deck_name(deck: DeckInfo) -> str:
    """`By Heart::01 Part::id-01 Lesson` where the deck's folder has a number, as in the bank, else without both.

    Anki sorts decks by name and takes new cards in that order, so the names carry the order of the course: the number
    of the part's folder and the lesson's id, which stay when other lessons come. Anki parts names at `::`.
    """
    number = _NUMBER.match((deck.base or deck.path).parent.name)
    part, title = (f"{number[1]} {deck.part}", f"{deck.id} {deck.title}") if number else (deck.part, deck.title)
    return "::".join((ids.ROOT_DECK, part.replace("::", ":"), title.replace("::", ":")))


def notes_of(
    library: Library,
    note_ids: Collection[str] | None = None,
    cache: Path | None = None,
    step: Callable[[int, int], None] = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Named:
    """Every note that has cards, or those of them in `note_ids`, with the name of its deck, in the library's order.

    `cache` is a file that may be deleted at any time. `step` is called with (notes done, all notes). A cancelled call
    returns what it has.
    """
    chosen = None if note_ids is None else frozenset(note_ids)
    wanted = [n for n in library.note_ids() if chosen is None or n in chosen]
    with without_collector():
        return _notes(library, wanted, cache, step, cancelled)


def _notes(
    library: Library,
    wanted: list[str],
    cache: Path | None,
    step: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> Named:
    kept = _read(cache)
    fresh = False
    found: Named = []
    done = 0
    for deck, of_deck in groupby(wanted, key=library.deck_of):
        if cancelled():
            return found
        ids_of_deck = list(of_deck)
        rendered = _still_true(kept.get(str(deck.path)), deck)
        missing = [note_id for note_id in ids_of_deck if note_id not in rendered]
        if missing:
            stamp = _stamp(deck.path)
            rendered.update(_render(library, deck, missing))
            kept[str(deck.path)] = [stamp, _heading(deck), {n: _plain(note) for n, note in rendered.items()}]
            fresh = True
        name = deck_name(deck)
        found += [(name, note) for note in (rendered[note_id] for note_id in ids_of_deck) if note is not None]
        done += len(ids_of_deck)
        step(done, len(wanted))
    if fresh and cache is not None:
        _write(cache, kept)
    return found


def _render(library: Library, deck: DeckInfo, note_ids: list[str]) -> Rendered:
    notes = (library.note(note_id) for note_id in note_ids)
    return {n.id: fields_of(n, deck, lambda name: library.image(deck, name)) if n.card_ids else None for n in notes}


def _still_true(known: Any, deck: DeckInfo) -> Rendered:
    """The notes that were rendered from this very file, heading and pictures; none when any of them changed."""
    if known is None or known[0] != _stamp(deck.path) or known[1] != _heading(deck):
        return {}
    notes: Rendered = {}
    for note_id, plain in known[2].items():
        if plain is None:
            notes[note_id] = None
            continue
        cloze, content, tags, media = plain
        pictures: tuple[tuple[str, Path], ...] = ()
        if media:
            if any(_stamp(Path(file)) != stamp for _, file, stamp in media):
                return {}
            pictures = tuple((name, Path(file)) for name, file, _ in media)
        notes[note_id] = AnkiNote(note_id, cloze, content, tags, pictures)
    return notes


def _plain(note: AnkiNote | None) -> list[object] | None:
    if note is None:
        return None
    return [note.cloze, note.content, note.tags, [[name, str(file), _stamp(file)] for name, file in note.media]]


def _stamp(file: Path) -> list[int]:
    with suppress(OSError):
        looked = file.stat()
        return [looked.st_mtime_ns, looked.st_size]
    return [0, 0]


def _heading(deck: DeckInfo) -> list[str]:
    return [deck.id, deck.title]


def _code() -> int:
    """Changes with the code that renders: what another version made is made again."""
    import decks

    folders = (Path(str(decks.__file__)).parent, Path(__file__).parent)
    stamps = [(file.name, _stamp(file)) for folder in folders for file in sorted(folder.glob("*.py"))]
    return zlib.crc32(repr(stamps).encode())


def _read(cache: Path | None) -> dict[str, Any]:
    if cache is not None:
        # Missing or damaged is as good as empty: everything is rendered again.
        with suppress(OSError, ValueError):
            stored = json.loads(cache.read_bytes())
            if isinstance(stored, dict) and stored.get("code") == _code():
                return dict(stored["files"])
    return {}


def _write(cache: Path, kept: dict[str, Any]) -> None:
    temporary = cache.with_name(f".{cache.name}.{os.getpid()}.tmp")
    # A cache that cannot be written costs time and nothing else.
    with suppress(OSError):
        try:
            cache.parent.mkdir(parents=True, exist_ok=True)
            files = {name: entry for name, entry in kept.items() if Path(name).exists()}
            temporary.write_text(json.dumps({"code": _code(), "files": files}), encoding="utf-8")
            temporary.replace(cache)
        finally:
            temporary.unlink(missing_ok=True)
