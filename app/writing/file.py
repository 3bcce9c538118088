"""A text file that others may change meanwhile: read, and written in one step without losing what they wrote."""

from __future__ import annotations

import errno
import os
import re
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path

from app.errors import ByHeartError
from app.writing.merge import Merged, matches, merge

MAX_BYTES = 4 * 1024 * 1024
"""Largest file that is edited here: the largest deck there may be."""

_MARK = "\ufeff"
_LINE_END = re.compile(r"\r\n|\r|\n")
_numbers = count()


@dataclass(frozen=True, slots=True)
class Known:
    """A file as it was when it was read, with `\\n` line ends and no byte-order mark; empty when it was not there."""

    path: Path
    text: str


@dataclass(frozen=True, slots=True)
class Saved:
    """The file holds this now; `merged` when others had changed it and both changes are in it."""

    known: Known
    merged: bool


@dataclass(frozen=True, slots=True)
class Clash:
    """Nothing was written: others changed the same lines. `theirs` is the file as it is now."""

    theirs: Known
    merged: Merged


def read(path: Path) -> Known:
    """The file. Raises ByHeartError for one that is too large, not UTF-8 or cannot be read."""
    return Known(path, _decoded(path, _bytes(path)))


def save(known: Known, text: str, stage: Path, finish: Callable[[str], str] = lambda text: text) -> Saved | Clash:
    """Write a text made from what was `known`.

    What others wrote into the file meanwhile is merged in; where both changed the same lines, nothing is written.
    A file that was deleted meanwhile is made anew. `finish` has the last word on the merged text (ids for new cards).
    Line ends, byte-order mark and mode stay; a link's target is written. The temporary file lies in the folder `stage`,
    so that the file's own, which may be under version control, has none; on another disk than `stage` it has to lie
    beside the file. Raises ByHeartError, and then the file is as it was.
    """
    for _ in range(3):
        raw = _bytes(known.path)
        theirs = Known(known.path, _decoded(known.path, raw))
        mine = text
        if raw is not None and theirs.text not in (known.text, text):
            merged = merge(known.text, text, theirs.text)
            if merged.conflicts:
                return Clash(theirs, merged)
            mine = merged.text()
        finished = finish(mine)
        data = _encoded(finished, raw)
        if len(data) > MAX_BYTES:
            raise ByHeartError(f"{known.path} would be over 4 MB: split it into several files.")
        if data == raw or write(known.path, data, stage, unless=partial(_is_other, known.path, raw)):
            return Saved(Known(known.path, finished), mine != text)
    raise ByHeartError(f"{known.path} is being written by another program: save again in a moment.")


def write(path: Path, data: bytes, stage: Path, unless: Callable[[], bool] = lambda: False) -> bool:
    """Put a file in place in one step, on disk before it has its name; False when `unless` says so at the last moment.

    Raises ByHeartError.
    """
    target = path.resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        stage.mkdir(parents=True, exist_ok=True)
        return _write(target, data, stage, unless)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise _unwritable(path, error) from error
    try:
        return _write(target, data, target.parent, unless)
    except OSError as error:
        raise _unwritable(path, error) from error


def _write(target: Path, data: bytes, folder: Path, unless: Callable[[], bool]) -> bool:
    temporary = folder / f".{target.name[:60]}.{os.getpid()}-{next(_numbers)}.tmp"
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            # A replaced file would lose that it may not be written.
            with target.open("r+b"):
                pass
            temporary.chmod(target.stat().st_mode & 0o7777)
        if unless():
            return False
        temporary.replace(target)
        return True
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


def _is_other(path: Path, before: bytes | None) -> bool:
    return _bytes(path) != before


def _bytes(path: Path) -> bytes | None:
    """None when there is no such file."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ByHeartError(f"{path} cannot be read ({error.strerror}): check its permissions.") from error
    if len(data) > MAX_BYTES:
        raise ByHeartError(f"{path} is over 4 MB: split it into several files.")
    return data


def _decoded(path: Path, raw: bytes | None) -> str:
    try:
        text = (raw or b"").decode("utf-8")
    except UnicodeDecodeError as error:
        line = (raw or b"").count(b"\n", 0, error.start) + 1
        raise ByHeartError(f"{path}, line {line}, is not UTF-8: save the file as UTF-8 in another editor.") from None
    return _LINE_END.sub("\n", text.removeprefix(_MARK))


def _encoded(text: str, raw: bytes | None) -> bytes:
    """The text with the byte-order mark and line ends of what it replaces."""
    before = (raw or b"").decode("utf-8")
    mark = _MARK if before.startswith(_MARK) else ""
    ends = Counter(_LINE_END.findall(before))
    usual = ends.most_common(1)[0][0] if ends else "\n"
    lines = text.split("\n")
    own = [usual] * (len(lines) - 1)
    if len(ends) > 1:
        pieces = re.split(f"({_LINE_END.pattern})", before.removeprefix(_MARK))
        # Lines that stay keep their own ends: in a version control they have not changed.
        for was, now in matches(pieces[::2], lines):
            if 2 * was + 1 < len(pieces) and now < len(own):
                own[now] = pieces[2 * was + 1]
    return (mark + "".join(line + end for line, end in zip(lines, [*own, ""], strict=True))).encode("utf-8")


def _unwritable(path: Path, error: OSError) -> ByHeartError:
    return ByHeartError(f"{path} cannot be written ({error.strerror}): make room, or allow writing there.")
