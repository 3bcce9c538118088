"""The pictures a foreign note names: which may come along, and by what name they are kept."""

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath
from urllib.parse import unquote

from decks.library import PICTURES

FOLDER = "media"
"""Beside the deck files."""
MAX_BYTES = 20 * 1024 * 1024
"""Largest picture that is taken along."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_BEGINNINGS = {
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".gif": (b"GIF87a", b"GIF89a"),
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in a package: its name there, and the name that stands for it until its content is known."""

    name: str
    stand_in: str

    @property
    def source(self) -> str:
        """What the Markdown names."""
        return f"{FOLDER}/{self.stand_in}"


def picture_of(source: str) -> Picture | str:
    """The picture that an `src` names, or why it cannot come along."""
    if source.startswith("data:"):
        return "it is written into the text itself, not kept as a file"
    name = unquote(source.strip())
    if _CONTROL.search(name):
        return "its name holds control characters"
    if re.match(r"[A-Za-z]:", name) or "/" in name or "\\" in name or name in ("", ".", ".."):
        return "it is not one of the package's own files"
    if len(name) > 255:
        return "its name is longer than 255 characters"
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in PICTURES:
        return f"cards show {', '.join(sorted(known[1:] for known in PICTURES))} only"
    return Picture(name, f"anki-{sha256(name.encode()).hexdigest()[:20]}{suffix}")


def kept_name(picture: Picture, content: bytes) -> str:
    """The name of its file: the same content has the same name, so no file is ever another's."""
    return f"anki-{sha256(content).hexdigest()[:20]}{PurePosixPath(picture.stand_in).suffix}"


def wrong_with(picture: Picture, content: bytes) -> str | None:
    """Why a content is not kept, or None when it is."""
    if len(content) > MAX_BYTES:
        return f"it has more than {MAX_BYTES >> 20} MiB"
    suffix = PurePosixPath(picture.stand_in).suffix
    if suffix == ".svg":
        is_right = b"<svg" in content[:4096].lower()
        if b"<!ENTITY" in content or b"<script" in content.lower():
            return "it is an SVG with a script or entities"
    elif suffix == ".webp":
        is_right = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    else:
        is_right = content.startswith(_BEGINNINGS[suffix])
    return None if is_right else f"its content is no {suffix[1:]}"
