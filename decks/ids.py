"""Gives the cards of a user's deck their ids, written into the file and nothing else of it changed."""

import os
import re
import stat
import tempfile
import unicodedata
from collections.abc import Collection
from pathlib import Path

from decks.fence import fences
from decks.front_matter import end_of_front_matter
from decks.heading import MAX_ID, Heading, find_headings
from decks.parser import parse_deck, read_deck
from decks.problem import DeckError, Problem

_BYTE_ORDER_MARK = "\ufeff"
_LINE_END = re.compile(r"(\r\n|\r|\n)")
_WORDS_IN_ID = 5
_FILLERS = " a an and are as at be by do does for how in is it of on or the this to what when which why you "


def assign_ids(path: Path, taken: Collection[str] = ()) -> tuple[str, ...]:
    """Write an id into every card heading of a deck file that lacks one; returns the new ids in order.

    An id is the deck's id and the first telling words of the question; it differs from every id in the file, from
    the deck's retired ones and from `taken` (the rest of the library). The file is replaced in one step by a copy
    that is on disk already; its mode, line ends and byte-order mark stay. A link stays a link: its target is
    written. Raises `DeckError` when the file cannot be read as a deck, changed meanwhile or cannot be written.
    """
    deck, problems = read_deck(path)
    if deck is None:
        raise DeckError(problems[0])
    target = path.resolve()
    try:
        before = target.stat()
        text = target.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _changed(path) from error
    written, given = with_ids(text, path, taken)
    if written is None:
        raise _changed(path)
    if given:
        _replace(path, target, written, before)
    return given


def with_ids(text: str, path: Path, taken: Collection[str] = ()) -> tuple[str | None, tuple[str, ...]]:
    """A deck's text with an id in every card heading that lacked one, and those ids in order; see `assign_ids`.

    None for a text that is no deck. `path` goes into nothing that is handed back.
    """
    mark = _BYTE_ORDER_MARK if text.startswith(_BYTE_ORDER_MARK) else ""
    pieces = _LINE_END.split(text.removeprefix(mark))  # line, end, line, end, …, last line
    lines = pieces[::2]
    deck, _ = parse_deck(text, path)
    start = None if deck is None else end_of_front_matter(lines)
    if deck is None or start is None:
        return None, ()
    headings = find_headings(lines, fences(lines), start + 1)
    used = {*taken, *deck.retired, *(name for heading in headings for name in heading.ids)}
    given: list[str] = []
    for heading in headings:
        if not heading.ids and heading.question:
            name = new_id(deck.id, heading.question, used)
            used.add(name)
            given.append(name)
            pieces[2 * heading.index] = _with_id(lines[heading.index], heading, name)
    return mark + "".join(pieces), tuple(given)


def new_id(deck_id: str, question: str, used: Collection[str]) -> str:
    """A slug from the deck's id and the question's words that is not in `used`."""
    plain = unicodedata.normalize("NFKD", question).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    telling = [word for word in words if f" {word} " not in _FILLERS] or words or ["card"]
    base = "-".join((deck_id, *telling[:_WORDS_IN_ID]))[: MAX_ID - 6].strip("-")
    name, number = base, 1
    while name in used:
        number += 1
        name = f"{base}-{number}"
    return name


def _with_id(line: str, heading: Heading, name: str) -> str:
    if heading.attributes_at is not None:
        at = heading.attributes_at
        return f"{line[:at]}#{name} {line[at:]}"
    kept = line.rstrip()
    return f"{kept} {{#{name}}}{line[len(kept) :]}"


def _changed(path: Path) -> DeckError:
    return DeckError(Problem(path, 1, "the file changed while ids were written", "try again", rule="changed"))


def _replace(path: Path, target: Path, text: str, before: os.stat_result) -> None:
    """Put `text` in the place of `target`, which must still be as it was `before`."""
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", suffix=".tmp", dir=target.parent)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(stat.S_IMODE(before.st_mode))
        now = target.stat()
        if (now.st_mtime_ns, now.st_size) != (before.st_mtime_ns, before.st_size):
            raise _changed(path)
        temporary.replace(target)
        temporary = None
    except OSError as error:
        raise DeckError(
            Problem(
                path,
                1,
                f"the ids of its cards cannot be written ({error.strerror})",
                "make the file and its folder writable",
                rule="unwritable",
            )
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
