"""Files dragged onto the window: each kind goes to the page that takes it in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QTimer
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from app.ui.page import Desk

PAGES = {".apkg": "anki", ".colpkg": "anki", ".md": "write", ".csv": "write", ".tsv": "write"}


class DropTarget(QObject):
    """Watches what is dragged onto a window and lets the desk go where a dropped file belongs."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Files are welcome, whatever they are: one that is not known is answered with a sentence."""
        kinds = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop)
        if event.type() not in kinds or not isinstance(event, QDropEvent):
            return False
        files = _files(event.mimeData())
        if not files:
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            # Afterwards: the program the file comes from waits until the drop is over, and a page may ask something.
            QTimer.singleShot(0, self, lambda: self.take(files))
        return True

    def take(self, files: tuple[Path, ...]) -> None:
        """Open the first file that a page knows what to do with."""
        for file in files:
            page = PAGES.get(file.suffix.lower())
            if page is not None:
                self._desk.go(page, file=str(file))
                if len(files) > 1:
                    self._desk.say(f"One at a time: {file.name} was taken, the others were not.")
                return
        self._desk.trouble(
            f"{files[0].name} cannot be taken in: drop a deck (.md), a table (.csv, .tsv) or a package from Anki "
            "(.apkg, .colpkg)."
        )


def _files(data: QMimeData) -> tuple[Path, ...]:
    return tuple(Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())
