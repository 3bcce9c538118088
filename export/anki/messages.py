"""The few protobuf messages of Anki's newer packages, read by hand within strict bounds.

Field numbers are those of `import_export.proto` and `notetypes.proto` in Anki's sources. A message is at most as long
as what was read for it, and no length in it is believed beyond its end, so that nothing here needs more memory than
its input. Every function raises ValueError for bytes that are no such message.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_LONGEST_VARINT = 10


@dataclass(frozen=True, slots=True)
class MediaEntry:
    """One media file of a package: its name in Anki, its unpacked size in bytes, and the number it is packed under."""

    name: str
    size: int
    sha1: bytes
    number: int


def package_version(data: bytes) -> int:
    """The format a `meta` file states: 1 collection.anki2, 2 collection.anki21, 3 collection.anki21b."""
    return _number(data, 1)


def media_entries(data: bytes) -> Iterator[MediaEntry]:
    """The entries of an unpacked `media` file; a file's number is its place unless the entry says otherwise."""
    place = 0
    for number, value in _fields(data):
        if number != 1:
            continue
        if not isinstance(value, bytes):
            raise ValueError("an entry of the media list is a number")
        name, size, sha1, packed_as = b"", 0, b"", place
        for part, content in _fields(value):
            if part == 1 and isinstance(content, bytes):
                name = content
            elif part == 2 and isinstance(content, int):
                size = content
            elif part == 3 and isinstance(content, bytes):
                sha1 = content
            elif part == 255 and isinstance(content, int):
                packed_as = content
        yield MediaEntry(name.decode("utf-8"), size, sha1, packed_as)
        place += 1


def is_cloze(config: bytes) -> bool:
    """Whether a note type's configuration says that it is of the cloze kind."""
    return _number(config, 1) == 1


def template_texts(config: bytes) -> tuple[str, str]:
    """The question and the answer format of a card template's configuration."""
    texts = {1: "", 2: ""}
    for number, value in _fields(config):
        if number in texts and isinstance(value, bytes):
            texts[number] = value.decode("utf-8", "replace")
    return texts[1], texts[2]


def _number(data: bytes, wanted: int) -> int:
    """The last value of a number field, 0 when it is absent, as protobuf defines it."""
    found = 0
    for number, value in _fields(data):
        if number == wanted and isinstance(value, int):
            found = value
    return found


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Number and value of each field of a message, in order."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        number, kind = key >> 3, key & 7
        if number == 0:
            raise ValueError("a field without a number")
        if kind == _VARINT:
            value, at = _varint(data, at)
            yield number, value
            continue
        if kind == _BYTES:
            length, at = _varint(data, at)
        elif kind in (_FIXED32, _FIXED64):
            length = 4 if kind == _FIXED32 else 8
        else:
            raise ValueError(f"a field of the unknown kind {kind}")
        if length > len(data) - at:
            raise ValueError("a field that is longer than its message")
        yield number, data[at : at + length]
        at += length


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number in groups of seven bits, lowest first, and where it ends."""
    value = 0
    for index in range(_LONGEST_VARINT):
        if at + index >= len(data):
            raise ValueError("a number that is cut short")
        byte = data[at + index]
        value |= (byte & 0x7F) << 7 * index
        if byte < 0x80:
            return value & (1 << 64) - 1, at + index + 1
    raise ValueError("a number of more than 64 bits")
