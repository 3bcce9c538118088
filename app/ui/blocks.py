"""What pages are put together from: a page's frame with its heading, quiet buttons, and a line of progress."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.ui.theme import Theme
from app.ui.widgets import keep_scroll_bar, scaled, tint


def button(
    words: str, call: Callable[[], object], parent: QWidget, *, primary: bool = False, help: str = ""
) -> QPushButton:
    """A push button in the house's look; the primary one is filled."""
    made = QPushButton(words, parent)
    made.setAccessibleName(words.replace("&", ""))
    made.setProperty("primary", primary)
    made.setAutoDefault(False)
    if help:
        made.setToolTip(help)
        made.setAccessibleDescription(help)
    made.clicked.connect(lambda _checked=False: call())
    return made


def mark_primary(made: QPushButton, *, primary: bool) -> None:
    """Make a button the primary one, or one among others: which one it is changes with the step one is at."""
    if made.property("primary") != primary:
        made.setProperty("primary", primary)
        made.style().unpolish(made)
        made.style().polish(made)


def row(*items: QWidget | int, stretch: bool = True) -> QHBoxLayout:
    """Controls side by side, numbers being spaces in pixels; with `stretch` they stay on the left."""
    made = QHBoxLayout()
    made.setSpacing(8)
    for item in items:
        if isinstance(item, int):
            made.addSpacing(item)
        else:
            made.addWidget(item)
    if stretch:
        made.addStretch(1)
    return made


class Words(QLabel):
    """A label that keeps its size in proportion to the theme's text and its colour to the theme's ink."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        factor: float = 1.0,
        *,
        strong: bool = False,
        colour: str = "text",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self._factor = factor
        self._strong = strong
        self._colour = colour
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        theme.changed.connect(self._draw)
        self._draw()

    def tint(self, colour: str) -> None:
        """Another role of the ink."""
        self._colour = colour
        self._draw()

    def _draw(self) -> None:
        self.setFont(scaled(QApplication.font(), self._factor, strong=self._strong))
        tint(self, getattr(self._theme.ink, self._colour))


class Frame(QWidget):
    """A page's heading, what it says below, and a scrolled column for the rest, at most `wide` pixels across."""

    def __init__(self, theme: Theme, title: str, subtitle: str, parent: QWidget, wide: int = 860) -> None:
        super().__init__(parent)
        self._theme = theme
        self._wide = wide
        self.heading = Words(theme, title, 1.7, strong=True)
        self.said = Words(theme, subtitle, colour="muted")
        self.inner = QWidget(self)
        self.column = QVBoxLayout(self.inner)
        self.column.setContentsMargins(24, 24, 24, 24)
        self.column.setSpacing(10)
        self.column.addWidget(self.heading)
        self.column.addWidget(self.said)
        self.column.addSpacing(8)
        holder = QWidget(self)
        across = QHBoxLayout(holder)
        across.setContentsMargins(0, 0, 0, 0)
        across.addStretch(1)
        across.addWidget(self.inner, 100)
        across.addStretch(1)
        self.area = QScrollArea(self)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        keep_scroll_bar(self.area)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(holder)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.area)
        theme.changed.connect(self._size)
        self._size()

    def _size(self) -> None:
        self.inner.setMaximumWidth(round(self._wide * max(1.0, self._theme.text_size / 100)))

    def add(self, item: QWidget | QLayout, space: int = 0) -> None:
        """The next thing in the column, with a space above."""
        if space:
            self.column.addSpacing(space)
        if isinstance(item, QWidget):
            self.column.addWidget(item)
        else:
            self.column.addLayout(item)

    def section(self, title: str) -> Words:
        """A heading within the page."""
        made = Words(self._theme, title, 1.15, strong=True)
        self.add(made, 14)
        return made


class ProgressLine(QWidget):
    """What runs, how far it is, and a button to stop it."""

    cancelled = Signal()
    moved = Signal(int, int)
    """Emit from any thread: steps done and of how many; 0 of 0 while that is not known."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = Words(theme)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress")
        self.stop = button("Cancel", self.cancelled.emit, self)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(12)
        line.addWidget(self.words, 1)
        line.addWidget(self.bar, 1)
        line.addWidget(self.stop)
        self.moved.connect(self._move)
        self.hide()

    def begin(self, words: str) -> None:
        """Show it, with nothing done yet."""
        self.words.setText(words)
        self.bar.setRange(0, 0)
        self.show()

    def _move(self, done: int, total: int) -> None:
        self.bar.setRange(0, max(0, total))
        self.bar.setValue(done)

    def end(self) -> None:
        """Hide it."""
        self.hide()
