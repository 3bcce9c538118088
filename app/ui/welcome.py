"""What to do, in three sentences: on Today, until it is dismissed or the first card was reviewed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from app.ui import actions
from app.ui.blocks import Words
from app.ui.theme import Theme
from app.ui.widgets import cross

# Between what is above and the field.
GAP = 16


def sentences() -> tuple[str, str, str]:
    """The three, with the keys as they are."""

    def key(name: str) -> str:
        return next(iter(actions.keys_of(name)), "its button").replace("Return", "Enter")

    return (
        f"{key('start')} begins: read the question, say your answer aloud, then {key('reveal')} shows the card's.",
        f"Grade it with {key('grade-1')} to {key('grade-4')}: what you knew returns in days, later in months; "
        "what you forgot, today.",
        f"Every grade is saved at once, so stop whenever you like; {key('keys')}\u00a0lists all keys, "
        f"{key('go-help')} explains the rest.",
    )


class Welcome(QWidget):
    """A field with the three sentences, numbered, and a button that dismisses them."""

    dismissed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName("First steps")
        self.close_button = cross("Dismiss the first steps", self)
        self.close_button.clicked.connect(self.dismissed)
        self.lines = [Words(theme, parent=self) for _ in range(3)]
        grid = QGridLayout(self)
        grid.setContentsMargins(20, GAP + 14, 44, 14)
        grid.setVerticalSpacing(8)
        grid.setHorizontalSpacing(8)
        grid.setColumnStretch(1, 1)
        for number, line in enumerate(self.lines):
            counted = Words(theme, f"{number + 1}.", parent=self)
            grid.addWidget(counted, number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(line, number, 1)
        theme.changed.connect(self.update)

    def say(self) -> None:
        """Write the sentences, with the keys that hold now."""
        for line, words in zip(self.lines, sentences(), strict=True):
            line.setText(words)
        self.setAccessibleDescription(" ".join(f"{n}. {line.text()}" for n, line in enumerate(self.lines, start=1)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The button keeps to the corner."""
        size = self.close_button.sizeHint()
        self.close_button.setGeometry(self.width() - size.width() - 8, GAP + 8, size.width(), size.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The field of a note."""
        out = self._theme.ink.call_outs["note"]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(out.fill))
        painter.drawRoundedRect(self.rect().adjusted(0, GAP, 0, 0), 8, 8)
