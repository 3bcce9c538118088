"""A large file into a ZIP file, deflated on several cores, which `zipfile` alone cannot."""

from __future__ import annotations

import os
import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

LEVEL = 4
"""Of zlib, 1 to 9: for a collection 0.7 of level 5's time and a third of level 6's; still smaller than Anki's own."""

_PIECE = 1 << 20
"""Bytes deflated by one thread, and between two looks at whether to go on."""
_WINDOW = 1 << 15
"""Bytes deflate looks back (RFC 1951, section 2): each piece is given those before it, so cutting costs nothing."""


class Stopped(Exception):
    """The caller wants no package any more."""


def add(package: zipfile.ZipFile, name: str, file: Path, cancelled: Callable[[], bool]) -> None:
    """Add the file as a member. The package must be open for writing on a file that can be sought in.

    Raises Stopped, and OSError.
    """
    info = zipfile.ZipInfo(name)
    checksum = size = 0
    with package.open(info, "w", force_zip64=True) as member:
        for plain, packed in _deflated(file, cancelled):
            checksum, size = zlib.crc32(plain, checksum), size + len(plain)
            member.write(packed)
    # For zipfile the member was stored as it came; now it is told what those bytes are.
    info.compress_type, info.CRC, info.file_size = zipfile.ZIP_DEFLATED, checksum, size
    assert package.fp is not None
    end = package.fp.tell()
    package.fp.seek(info.header_offset)
    package.fp.write(info.FileHeader(zip64=True))
    package.fp.seek(end)


def _deflated(file: Path, cancelled: Callable[[], bool]) -> Iterator[tuple[bytes, bytes]]:
    """The file's pieces, each with its part of one deflate stream."""
    threads = os.cpu_count() or 1
    under_way: deque[tuple[bytes, Future[bytes]]] = deque()
    with file.open("rb") as source, ThreadPoolExecutor(threads) as pool:
        before, piece = b"", source.read(_PIECE)
        while piece:
            after = source.read(_PIECE)
            under_way.append((piece, pool.submit(_deflate, piece, before[-_WINDOW:], last=not after)))
            before, piece = piece, after
            while under_way and (len(under_way) > threads or not piece):
                if cancelled():
                    raise Stopped
                plain, packed = under_way.popleft()
                yield plain, packed.result()


def _deflate(piece: bytes, before: bytes, *, last: bool) -> bytes:
    """Ends at a whole byte (RFC 1951, section 3.2.4), so that the next piece can follow."""
    made = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=before)
    return made.compress(piece) + made.flush(zlib.Z_FINISH if last else zlib.Z_SYNC_FLUSH)
