"""The library's memory between two starts: one JSON file, written in one step, thrown away when anything is off."""

import json
import os
import zlib
from collections.abc import Mapping
from dataclasses import fields
from operator import attrgetter
from pathlib import Path

from decks.entry import Entry

FORMAT = "byheart-library-1"

# In the order of the constructor, so that an entry is a plain list in the file.
_values = attrgetter(*(field.name for field in fields(Entry)))


def read_cache(path: Path) -> dict[str, Entry]:
    """The entries by path; none when the file is missing, damaged, or was written by another version.

    The first line carries a checksum of the second, so what passes is what `write_cache` wrote.
    """
    try:
        head, _, rest = path.read_bytes().partition(b"\n")
        body = rest.removesuffix(b"\n]\n")
        if head == _head(body):
            return {name: Entry(*values) for name, values in json.loads(body).items()}
    except OSError:
        # Unreadable is as good as missing: everything is read again, and writing will say what is wrong.
        return {}
    return {}


def write_cache(path: Path, entries: Mapping[str, Entry]) -> None:
    """Write the entries, so that a reader sees the old file or the new one. Raises `OSError`."""
    # Imported here: an unchanged library writes nothing.
    import tempfile

    body = json.dumps({name: _values(entry) for name, entry in entries.items()}, separators=(",", ":")).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".library.", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(b"\n".join((_head(body), body, b"]\n")))
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _head(body: bytes) -> bytes:
    return f'["{FORMAT}","{_code_stamp():08x}","{zlib.crc32(body):08x}",'.encode()


def _code_stamp() -> int:
    """Changes with the code of this package: a new parser must not be shown what the old one understood."""
    with os.scandir(Path(__file__).parent) as listing:
        stamps = sorted(
            (entry.name, entry.stat().st_mtime_ns, entry.stat().st_size)
            for entry in listing
            if entry.name.endswith(".py")
        )
    return zlib.crc32(repr(stamps).encode())
