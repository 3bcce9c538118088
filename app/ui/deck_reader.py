"""Reads the decks again in the background: one reading at a time, and never an older one in the place of a newer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.opening import Opened
from app.ui.tasks import Tasks


class DeckReader(QObject):
    """Emits `done` with what was read, once for all that was asked for meanwhile."""

    done = Signal(object)

    def __init__(
        self, tasks: Tasks, reload: Callable[[], Opened], tell: Callable[[BaseException], None], parent: QObject
    ) -> None:
        """`reload` reads the decks, by the settings that hold then; it is called in the background."""
        super().__init__(parent)
        self._tasks = tasks
        self._reload = reload
        self._tell = tell
        self._reading = self._again = False

    def read(self) -> None:
        """Read now, or again after what is being read: that was begun before what is asked for was there."""
        self._again = self._reading
        if not self._reading:
            self._reading = True
            self._tasks.start(lambda _task: self._reload(), self._have_read, self._failed)

    def _have_read(self, opened: Opened) -> None:
        self._reading = False
        if self._again:
            self.read()
        else:
            self.done.emit(opened)

    def _failed(self, problem: BaseException) -> None:
        self._reading = False
        if self._again:
            self.read()
        else:
            self._tell(problem)
