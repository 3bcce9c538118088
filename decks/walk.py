"""The deck files below a folder, in the order of the library, without reading any of them."""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from decks.problem import Problem

_NUMBER = re.compile(r"(\d+)")
# `os.scandir` gives type and name in one call; `Path.iterdir` would ask the disk once more for each of 500 files.


@dataclass(frozen=True, slots=True)
class DeckFile:
    """A file that may be a deck. `mtime_ns` and `size` change when it is written."""

    path: str
    mtime_ns: int
    size: int


def natural_key(name: str) -> tuple[list[tuple[int, str]], str]:
    """Sorts `lesson-2` before `lesson-10`, whatever the case of the letters."""
    parts = _NUMBER.split(name.casefold())
    return [(int(part) if index % 2 else 0, part) for index, part in enumerate(parts)], name


def find_deck_files(root: Path) -> tuple[list[DeckFile], list[Problem]]:
    """Every `*.md` below `root` in natural order of the path, or `root` itself when it is a file.

    Links are followed; hidden names are passed over. What cannot be read, a missing root and a link that leads
    back into a folder above it are problems, never exceptions.
    """
    files: list[DeckFile] = []
    problems: list[Problem] = []
    try:
        if root.is_file():
            status = root.stat()
            return [DeckFile(str(root), status.st_mtime_ns, status.st_size)], []
        _walk(str(root), (), files, problems)
    except OSError as error:
        problems.append(_unreadable(str(root), error))
    return files, problems


def _walk(folder: str, above: tuple[tuple[int, int], ...], files: list[DeckFile], problems: list[Problem]) -> None:
    status = Path(folder).stat()
    here = (status.st_dev, status.st_ino)
    if here in above:
        problems.append(
            Problem(
                Path(folder), 1, "the link leads back to a folder above it", "remove the link", "warning", "link-loop"
            )
        )
        return
    with os.scandir(folder) as listing:
        entries = sorted(listing, key=lambda entry: natural_key(entry.name))
    for entry in entries:
        name = entry.name
        if name.startswith("."):
            continue
        try:
            if entry.is_dir():
                _walk(entry.path, (*above, here), files, problems)
            elif name.endswith((".md", ".MD")):
                found = entry.stat()
                files.append(DeckFile(entry.path, found.st_mtime_ns, found.st_size))
        except OSError as error:
            problems.append(_unreadable(entry.path, error))


def _unreadable(path: str, error: OSError) -> Problem:
    what = "does not exist" if isinstance(error, FileNotFoundError) else f"cannot be read ({error.strerror})"
    return Problem(Path(path), 1, f"the file or folder {what}", "check its name and its permissions", rule="unreadable")


def without_nested(roots: Iterable[Path]) -> tuple[Path, ...]:
    """The roots in order without those that repeat or lie inside an earlier one."""
    kept: list[Path] = []
    for root in roots:
        absolute = root.absolute()
        if not any(absolute.is_relative_to(other) for other in kept):
            kept.append(absolute)
    return tuple(kept)
