"""The fonts the program brings along, made known to Qt: the same on screen, on paper and in a PDF."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def load_fonts() -> None:
    """Make Inter and JetBrains Mono known to Qt, once; without them Qt falls back to the system's fonts.

    There must be a QGuiApplication.
    """
    import fontpkg_inter  # type: ignore[import-untyped]
    import fontpkg_jetbrains_mono  # type: ignore[import-untyped]
    from PySide6.QtGui import QFontDatabase

    for package in (fontpkg_inter, fontpkg_jetbrains_mono):
        for file in (Path(str(package.__file__)).parent / "files").glob("*.ttf"):
            # The italic of the mono font is not used.
            if package is fontpkg_inter or "Italic" not in file.name:
                QFontDatabase.addApplicationFont(str(file))
