"""What the first hundred bytes of the file tell before SQLite touches it (sqlite.org/fileformat2.html, 1.3)."""

from __future__ import annotations

import struct
from pathlib import Path

from app.errors import StorageDamaged, StorageReadOnly
from app.storage.engine import wal_bytes
from app.storage.migrations import APPLICATION_ID, foreign

_MAGIC = b"SQLite format 3\0"


def check_header(path: Path) -> None:
    """Refuse a file that is no database or is another program's, before a pragma could write to it.

    A missing or empty one is fine. What is cut short SQLite notices by itself; `verify` looks at the pages. Raises
    StorageDamaged, StorageForeign, StorageReadOnly.
    """
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except FileNotFoundError:
        return
    except OSError as error:
        raise StorageReadOnly(
            f"{path} cannot be read ({error.strerror}): allow reading and writing it.", path
        ) from error
    if not header:
        return
    if len(header) < 100 or not header.startswith(_MAGIC):
        raise StorageDamaged("it does not begin as a database does", path)
    if wal_bytes(path):
        return  # the newest header is in the write-ahead log
    (schema,) = struct.unpack_from(">L", header, 40)
    (application,) = struct.unpack_from(">L", header, 68)
    # a file just made has neither a schema nor our name yet
    if application != APPLICATION_ID and schema:
        raise foreign(path)
