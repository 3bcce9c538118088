"""What there is to open: the user's decks and sheets, the bundled cards they changed, and the bundled decks to read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from app.paths import Paths
from app.sheets import is_sheet, own_sheets
from decks.library import Library
from decks.walk import find_deck_files


@dataclass(frozen=True, slots=True)
class Book:
    """A file that can be opened. `note_id` names the one card of it that is meant, empty for the whole file."""

    title: str
    path: Path
    note_id: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Files of one kind under one heading; empty ones say `nothing`."""

    title: str
    books: tuple[Book, ...]
    nothing: str = ""


def shelf(library: Library, paths: Paths) -> tuple[Group, ...]:
    """The groups from the user's own to the bundled parts, each in its order."""
    titles = {info.path: info.title for info in library.decks}
    changed = {info.path for info in library.overrides}
    own = [
        Book(titles.get(path, path.stem), path)
        for root in (paths.decks, *(root for root in library.roots[1:] if root != paths.decks))
        for path in _files(root)
        if path not in changed and path.name.lower() != "readme.md"
    ]
    sheets = [Book(_title(path), path) for path in _files(own_sheets(paths))]
    corrected = [
        Book(_question(library, note_id), library.deck_of(note_id).path, note_id)
        for note_id in (library.note_ids() if changed else ())
        if library.deck_of(note_id).base is not None
    ]
    # A file of corrections that holds none any more, or only broken ones, can still be opened.
    used = {book.path for book in corrected}
    corrected += [Book(info.title, info.path) for info in library.overrides if info.path not in used]
    bundled = groupby((info for info in library.decks if info.bundled), key=lambda info: info.part)
    return (
        Group("Your decks", tuple(dict.fromkeys(own)), "No deck yet"),
        Group("Your sheets", tuple(sheets), "No sheet yet"),
        *((Group("Bundled cards you changed", tuple(corrected)),) if corrected else ()),
        *(Group(part, tuple(Book(info.title, info.path) for info in infos)) for part, infos in bundled),
    )


def is_own_sheet(path: Path, paths: Paths) -> bool:
    """Whether a file is a sheet rather than a deck."""
    return is_sheet(path, paths)


def _files(root: Path) -> Iterable[Path]:
    if not root.exists():
        return ()
    files, _ = find_deck_files(root)
    return (Path(file.path) for file in files)


def _title(path: Path) -> str:
    """The title in a sheet's first lines, read without a parser: a broken sheet must still be found."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            for _, line in zip(range(20), file, strict=False):
                if line.startswith("title:"):
                    return line.removeprefix("title:").strip().strip("'\"") or path.stem
    except OSError:  # opening it will say why
        return path.stem
    return path.stem


def _question(library: Library, note_id: str) -> str:
    from decks.markup import plain

    note = library.find_note(note_id)
    return plain(note.question) if note is not None else note_id
