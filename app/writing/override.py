"""Bundled cards corrected by a copy of the user's with the same id: progress stays, and a reset deletes the copy."""

from __future__ import annotations

from pathlib import Path

from app.errors import ByHeartError
from app.paths import Paths
from app.writing.file import Known, read, save
from app.writing.section import added, cut, find_section, sections, without
from app.writing.template import quoted
from decks.library import DeckInfo, Library

FOLDER = "overrides"


def file_of(deck: DeckInfo, paths: Paths) -> Path:
    """Where the corrected cards of a bundled deck lie."""
    return paths.decks / FOLDER / f"{deck.id}.md"


def correction(library: Library, note_id: str, paths: Paths) -> tuple[Known, str]:
    """What the file of corrections is, and what it would be with a copy of a bundled card; nothing is written.

    Raises ByHeartError when either file cannot be read or has lost the card.
    """
    deck = library.deck_of(note_id)
    bundled = read(deck.path).text
    section = find_section(bundled, note_id)
    if section is None:
        raise ByHeartError(f"{deck.path} no longer has the card {note_id}: read the decks again.")
    known = read(file_of(deck, paths))
    if find_section(known.text, note_id) is not None:
        return known, known.text
    return known, added(known.text or _head(deck), cut(bundled, section)[1])


def is_corrected(library: Library, note_id: str) -> bool:
    """Whether a bundled card is replaced by the user's copy."""
    return library.deck_of(note_id).base is not None


def reset(path: Path, note_id: str, stage: Path) -> None:
    """Delete the user's copy of a bundled card, and its file with the last one. Raises ByHeartError."""
    known = read(path)
    section = find_section(known.text, note_id)
    if section is None:
        return
    left = without(known.text, section)
    if sections(left):
        save(known, left, stage)
        return
    try:
        path.unlink()
    except OSError as error:
        raise ByHeartError(f"{path} cannot be deleted ({error.strerror}): allow it, or delete it by hand.") from error


def _head(deck: DeckInfo) -> str:
    return f"---\nid: changed-{deck.id}\ntitle: {quoted(f'Changed: {deck.title}')}\noverrides: {deck.id}\n---\n"
