"""Pasted pictures: named after their content, kept beside the draft, and beside the deck once that is saved."""

from __future__ import annotations

import re
import struct
from hashlib import sha256
from pathlib import Path

from app.errors import ByHeartError
from app.paths import Paths
from app.writing.file import write
from app.writing.unsaved import PICTURES, folder

FOLDER = "media"
MAX_BYTES = 4 * 1024 * 1024
"""Largest pasted picture, as PNG."""
MAX_SIDE = 6000
"""Its longest side, in pixels."""

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_NAMED = re.compile(re.escape(FOLDER) + r"/([0-9a-f]{16}\.png)\b")


def keep(data: bytes, paths: Paths) -> str:
    """Keep a PNG with the drafts; its name beside a deck, `media/….png`. Raises ByHeartError for one too large."""
    if not data.startswith(_SIGNATURE) or len(data) < 24:
        raise ByHeartError("The clipboard holds no picture that can be read: copy it again as PNG.")
    width, height = struct.unpack(">II", data[16:24])
    if max(width, height) > MAX_SIDE:
        raise ByHeartError(
            f"The pasted picture is {width:,} by {height:,} pixels: make it {MAX_SIDE:,} at most, and paste again."
        )
    if len(data) > MAX_BYTES:
        raise ByHeartError("The pasted picture is over 4 MB: make it smaller, and paste again.")
    name = f"{sha256(data).hexdigest()[:16]}.png"
    file = folder(paths) / PICTURES / name
    if not file.exists():
        write(file, data, folder(paths))
    return f"{FOLDER}/{name}"


def find(source: str, deck: Path, paths: Paths) -> Path | None:
    """The file of a pasted picture named in a text, not yet beside its deck; None for any other."""
    named = _NAMED.fullmatch(source)
    kept = folder(paths) / PICTURES / named[1] if named else None
    return kept if kept is not None and kept.is_file() and not (deck.parent / source).exists() else None


def settle(text: str, deck: Path, paths: Paths) -> None:
    """Put the pasted pictures that a text names beside its deck. Raises ByHeartError."""
    for name in dict.fromkeys(_NAMED.findall(text)):
        kept = folder(paths) / PICTURES / name
        target = deck.parent / FOLDER / name
        if kept.is_file() and not target.exists():
            write(target, kept.read_bytes(), folder(paths))
