"""What is left of a crash: a report in the data directory, which the next start offers to its reader.

A bug in Python is written by `add`. When the process itself is brought down, Python's fault handler writes the stacks
into a file opened beforehand, and the next start makes a report of it. Nothing is sent anywhere.
"""

from __future__ import annotations

import faulthandler
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from app import __version__

KEPT = 10


def versions() -> str:
    """Program, Qt, Python and system, a line each."""
    # Imported here: only a crash and About ask.
    import platform

    from PySide6 import __version__ as qt_version

    return "\n".join(
        (
            f"By Heart {__version__}",
            f"Qt for Python {qt_version}",
            f"Python {platform.python_version()}",
            f"{platform.system()} {platform.release()}, {platform.machine()}",
        )
    )


class CrashReports:
    """The reports in a folder. `pending` is the one nobody has seen yet."""

    def __init__(self, folder: Path, now: Callable[[], int]) -> None:
        """`now` gives ms since the epoch, UTC."""
        self._folder = folder
        self._now = now
        self._fault: TextIO | None = None
        self.file = folder / "crash.txt"
        self._fault_file = folder / "fault.txt"

    def start(self) -> None:
        """Take over what the last run left, and be ready for the end of this one. Raises OSError."""
        self._folder.mkdir(parents=True, exist_ok=True)
        left = self._fault_file.read_text(encoding="utf-8", errors="replace") if self._fault_file.exists() else ""
        if left.strip():
            self.add(f"The program was brought down. Where it was:\n{left}")
        self._fault = self._fault_file.open("w", encoding="utf-8")
        faulthandler.enable(self._fault)

    def stop(self) -> None:
        """The program ends as it should."""
        if self._fault is not None:
            faulthandler.disable()
            self._fault.close()
            self._fault = None
            self._fault_file.unlink(missing_ok=True)

    def add(self, details: str) -> None:
        """Write what happened, with the versions, to the pending report. Raises OSError."""
        self._folder.mkdir(parents=True, exist_ok=True)
        at = datetime.fromtimestamp(self._now() / 1000, UTC)
        with self.file.open("a", encoding="utf-8") as report:
            report.write(f"{at:%Y-%m-%d %H:%M:%S} UTC\n{versions()}\n\n{details.rstrip()}\n\n")

    @property
    def pending(self) -> str:
        """The report nobody has seen, or nothing."""
        return self.file.read_text(encoding="utf-8", errors="replace") if self.file.exists() else ""

    def put_away(self) -> Path | None:
        """The pending report was seen: keep it under the time; only the newest few stay. Raises OSError."""
        if not self.file.exists():
            return None
        at = datetime.fromtimestamp(self._now() / 1000, UTC)
        kept = self.file.replace(self._folder / f"crash-{at:%Y%m%d-%H%M%S}.txt")
        for old in sorted(self._folder.glob("crash-*.txt"))[:-KEPT]:
            old.unlink()
        return kept
