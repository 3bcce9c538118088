"""The line above the pages on which the program tells its reader something, and how long each sentence stays."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.ui.theme import Theme
from app.ui.widgets import cross

# What goes by itself, after this.
NEWS_MS = 6000
# A warning stands at least this long, also when its page is left meanwhile: nobody has read it in less.
READ_MS = 3000


class Notice(QWidget):
    """One sentence the reader should know. Three kinds, by how long it is true:

    news goes by itself; a warning of the page in front goes when that page is left; what is held, because it is true
    of the whole program, stands until it is dismissed or let go, and comes back after one of the others.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._label = QLabel(self)
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._close = cross("Dismiss notice", self)
        self._close.clicked.connect(self.dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 8, 12, 8)
        row.addWidget(self._label, 1)
        row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self._kind = "warning"
        self._held: list[str] = []
        self._fleeting = QTimer(self)
        self._fleeting.setSingleShot(True)
        self._fleeting.timeout.connect(self._end)
        self._unread = QTimer(self)
        self._unread.setSingleShot(True)
        self._unread.timeout.connect(self._was_read)
        self._left = False  # the page of an unread warning was left
        self.hide()
        theme.changed.connect(self.update)

    @property
    def text(self) -> str:
        """What it says, or nothing when it is not shown."""
        return "" if self.isHidden() else self._label.text()

    @property
    def unread(self) -> bool:
        """Whether a warning of the page stands too short a time to have been read."""
        return self._unread.isActive()

    @property
    def _of_page(self) -> bool:
        return self._kind == "warning" and self.text != "" and self.text not in self._held

    def say(self, text: str, *, fleeting: bool = False) -> None:
        """Show a sentence of the page in front, or none any more; a fleeting one goes by itself after a few seconds."""
        self._stop()
        if not text:
            self._end()
            return
        # What goes by itself is news; what stays is a warning.
        self._show(text, "note" if fleeting else "warning")
        if fleeting:
            self._fleeting.start(NEWS_MS)
        else:
            self._unread.start(READ_MS)

    def hold(self, text: str) -> None:
        """Show a sentence that is true whatever page is in front."""
        self._stop()
        self.let_go(text)
        self._held.append(text)
        self._show(text, "warning")

    def let_go(self, text: str) -> None:
        """What was held is no longer true."""
        if text in self._held:
            self._held.remove(text)
            if self.text == text:
                self._end()

    def leave(self) -> None:
        """The page in front is left, and with it its warning."""
        if not self._of_page:
            return
        if self.unread:
            self._left = True
        else:
            self._end()

    def dismiss(self) -> None:
        """The reader has read it."""
        if self.text in self._held:
            self._held.remove(self.text)
        self._end()

    def _was_read(self) -> None:
        if self._left:
            self._end()

    def _stop(self) -> None:
        self._fleeting.stop()
        self._unread.stop()
        self._left = False

    def _end(self) -> None:
        """What is held is shown again; there may be nothing."""
        self._stop()
        if self._held:
            self._show(self._held[-1], "warning")
        else:
            self.hide()

    def _show(self, text: str, kind: str) -> None:
        self._kind = kind
        self._label.setText(text)
        self.setAccessibleName(f"Notice: {text}")
        self.show()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The field and bar of a call-out."""
        out = self._theme.ink.call_outs[self._kind]
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(out.fill))
        painter.fillRect(0, 0, 4, self.height(), QColor(out.bar))
