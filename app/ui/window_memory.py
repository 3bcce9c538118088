"""What the window remembers from one start to the next: its place on the screen, the page, and where in it one was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QSettings


class WindowMemory:
    """A small file of Qt's beside the settings, which are their user's to edit; these are nobody's."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def _open(self) -> QSettings:
        return QSettings(str(self._file), QSettings.Format.IniFormat)

    def geometry(self) -> QByteArray | None:
        """Size and place, as Qt restores them."""
        stored = self._open().value("geometry")
        return stored if isinstance(stored, QByteArray) else None

    def page(self) -> tuple[str, dict[str, Any]]:
        """The page's name and what it is entered with; no name when none is known."""
        stored = self._open()
        try:
            what = json.loads(str(stored.value("place") or "{}"))
        except ValueError:  # cut off, or edited: the page by itself will do
            what = {}
        return str(stored.value("page") or ""), what if isinstance(what, dict) else {}

    def keep(self, geometry: QByteArray, page: str, place: dict[str, Any]) -> None:
        """Remember all of it."""
        stored = self._open()
        stored.setValue("geometry", geometry)
        stored.setValue("page", page)
        stored.setValue("place", json.dumps(place))

    @property
    def welcomed(self) -> bool:
        """Whether the first steps were dismissed."""
        return self._open().value("welcomed") is not None

    def welcome(self) -> None:
        """They were."""
        self._open().setValue("welcomed", "yes")
