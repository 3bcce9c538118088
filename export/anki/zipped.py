"""The outer shell of an Anki package: a ZIP file from anywhere, read by exact member names within strict bounds.

Nothing is ever extracted to the path a package names; a package that names one outside its own folder is refused.
"""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol

from export.anki.problem import Cancelled, PackageError, damaged

PACKED = 4 << 30
"""Bytes a package may have."""
MEMBERS = 100_000
"""Files a package may hold."""
DIRECTORY = 8 << 20
"""Bytes a package's table of contents may have; it is read in one piece."""
RATIO = 250
"""How many times its packed size a member may unpack to, once that is more than `RATIO_FREE`."""
RATIO_FREE = 64 << 20
"""Bytes that may be unpacked whatever the ratio."""
ZSTD_WINDOW = 8 << 20
"""Bytes a Zstandard frame may look back: what RFC 8878 asks every decoder to support; Anki's frames need less."""

_CHUNK = 1 << 18
# A block of Zstandard takes 4 bytes and gives up to 128 KiB: this much input never gives more than 32 MiB at a time.
_ZSTD_CHUNK = 1 << 10
_DRIVE = re.compile(r"^[A-Za-z]:")
_TROUBLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    ValueError,
)
"""What zipfile raises for bytes that are no proper ZIP file."""


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, /) -> bytes: ...


class _Bounded:
    """A file whose readers cannot be talked into one huge read: zipfile reads the table of contents in one piece."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.seek, self.tell, self.close = file.seek, file.tell, file.close

    def seekable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if size > DIRECTORY:
            raise ValueError("a table of contents that is too long")
        return self._file.read(DIRECTORY if size < 0 else size)


class Archive:
    """An open package. Every method raises PackageError for what cannot be read."""

    def __init__(self, path: Path, file: zipfile.ZipFile) -> None:
        self.path = path
        self._file = file
        self._members = {info.filename: info for info in file.infolist()}

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def unpack(
        self,
        name: str,
        most: int,
        *,
        zstandard: bool,
        progress: Callable[[float], object] = lambda share: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Iterator[bytes]:
        """A member's content in pieces, at most `most` bytes in all; `progress` is told the share of it that is read.

        Raises Cancelled once `cancelled` says so.
        """
        info = self._members.get(name)
        if info is None:
            raise damaged(self.path, f"without its {name}")
        packed = max(info.compress_size, 1)
        read = given = 0
        pieces = self._zstandard(info) if zstandard else self._pieces(info, _CHUNK)
        for taken, piece in pieces:
            read += taken
            given += len(piece)
            if given > most or (given > RATIO_FREE and given > RATIO * packed):
                raise PackageError(
                    self.path, f"unpacks to more than By Heart takes ({name})", "export fewer decks at a time from Anki"
                )
            if cancelled():
                raise Cancelled
            progress(min(1.0, read / max(info.file_size, 1)))
            yield piece

    def content(self, name: str, most: int, *, zstandard: bool) -> bytes:
        """A member's whole content, at most `most` bytes."""
        return b"".join(self.unpack(name, most, zstandard=zstandard))

    def _pieces(self, info: zipfile.ZipInfo, size: int) -> Iterator[tuple[int, bytes]]:
        with reading(self.path), self._file.open(info) as member:
            while piece := member.read(size):
                yield len(piece), piece

    def _zstandard(self, info: zipfile.ZipInfo) -> Iterator[tuple[int, bytes]]:
        # Imported here: only packages of newer Ankis need it.
        import zstandard

        decoder: _Decompressor = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW).decompressobj()
        for taken, piece in self._pieces(info, _ZSTD_CHUNK):
            try:  # more than there should be is an error, too
                unpacked = decoder.decompress(piece)
            except zstandard.ZstdError:
                raise damaged(self.path, f"{info.filename} does not unpack") from None
            yield taken, unpacked
        if not decoder.eof or decoder.unused_data:
            raise damaged(self.path, f"{info.filename} is not whole")


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Open a package and look at its table of contents. Raises PackageError."""
    if not path.is_file():
        raise PackageError(path, "is not a file", "name an .apkg or .colpkg file exported from Anki")
    with reading(path):
        if path.stat().st_size > PACKED:
            raise PackageError(path, f"has more than {PACKED >> 30} GiB", "export it from Anki without media")
        file = path.open("rb")
    with file:
        with reading(path):
            # The smallest ZIP file is 22 bytes; a sentence of its own for what was never a package.
            start = file.read(4)
            if start not in (b"PK\x03\x04", b"PK\x05\x06"):
                raise PackageError(path, "is not an Anki package", "name an .apkg or .colpkg file exported from Anki")
            # zipfile asks no more of its file than what _Bounded has.
            archive = zipfile.ZipFile(_Bounded(file))
        with archive:
            _look_over(path, archive.infolist())
            yield Archive(path, archive)


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Say in one sentence what goes wrong while the package's bytes are read."""
    try:
        yield
    except OSError as problem:
        raise PackageError(
            path, f"cannot be read ({problem.strerror or problem})", "allow reading it, or copy it elsewhere"
        ) from None
    except _TROUBLE as problem:
        raise damaged(path, str(problem)) from None


def safe_name(name: str) -> bool:
    """Whether a name is one plain file name on every system: no folder, no drive, no control character."""
    return bool(name) and name not in (".", "..") and not re.search(r"[/\\:\x00-\x1f\x7f]", name)


def _look_over(path: Path, members: list[zipfile.ZipInfo]) -> None:
    """Refuse what no Anki writes, wherever it is in the package. Raises PackageError."""
    if len(members) > MEMBERS:
        raise PackageError(
            path, f"holds more than {MEMBERS:,} files", "export it from Anki without media, or fewer decks at a time"
        )
    seen: set[str] = set()
    for info in members:
        # As it stands in the file: zipfile cuts a name at its first NUL.
        name = info.orig_filename
        shown = ascii(name[:60])
        parts = name.replace("\\", "/").split("/")
        if ".." in parts or parts[0] == "" or _DRIVE.match(name) or "\0" in name:
            raise _hostile(path, f"names the file {shown}, outside of itself")
        if stat.S_ISLNK(info.external_attr >> 16):
            raise _hostile(path, f"holds a link, {shown}")
        if info.flag_bits & 0x1:
            raise PackageError(path, f"is encrypted ({shown})", "unpack it with its password and pack it without one")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _hostile(path, f"is packed in a way that Anki does not use ({shown})")
        if info.filename in seen:
            raise _hostile(path, f"holds {shown} twice")
        seen.add(info.filename)


def _hostile(path: Path, wrong: str) -> PackageError:
    return PackageError(path, f"was not written by Anki: it {wrong}", "take one that Anki exported")
