"""What is wrong with a package, said so that its owner can mend it."""

from __future__ import annotations

from pathlib import Path

AGAIN = "export it from Anki once more"


class ExportError(Exception):
    """The package cannot be written; one sentence with the place and the fix."""


class PackageError(Exception):
    """The package cannot be read; `str()` is one sentence with the file, what is wrong and the fix."""

    def __init__(self, path: Path, wrong: str, fix: str = AGAIN) -> None:
        super().__init__(f"{path} {wrong}: {fix}.")


class Cancelled(Exception):
    """Whoever asked for the work does not want it any more."""


def damaged(path: Path, how: str) -> PackageError:
    """The package was cut short, overwritten or made up."""
    return PackageError(path, f"is damaged ({' '.join(how.split()) or 'unreadable'})")
