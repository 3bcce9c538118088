"""The rail at the window's left: every page by name, the one in front marked. Only a wide window shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QApplication, QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.ui.theme import Theme, mix
from app.ui.widgets import SlimScrollBar, scaled


@dataclass(frozen=True, slots=True)
class Place:
    """A page the reader can go to. `module` and `made` name its class, imported on the first visit."""

    name: str
    title: str
    module: str = ""
    made: str = ""
    key: str = ""


PLACES = (
    Place("today", "Today", key="Ctrl+1"),
    Place("course", "Course", "app.ui.course", "CoursePage", "Ctrl+2"),
    Place("browse", "Browse", "app.ui.browse", "BrowsePage", "Ctrl+3"),
    Place("write", "Write", "app.ui.write", "WritePage", "Ctrl+4"),
    Place("quiz", "Quiz", "app.ui.quiz", "QuizPage", "Ctrl+5"),
    Place("interview", "Interview", "app.ui.interview", "InterviewPage", "Ctrl+6"),
    Place("sheets", "Sheets", "app.ui.sheets", "SheetsPage", "Ctrl+7"),
    Place("statistics", "Statistics", "app.ui.statistics", "StatisticsPage", "Ctrl+8"),
    Place("anki", "Anki", "app.ui.anki", "AnkiPage", "Ctrl+9"),
    Place("settings", "Settings", "app.ui.settings", "SettingsPage", "Ctrl+,"),
    Place("help", "Help", "app.ui.help", "HelpPage", "F1"),
)


class _Stop(QAbstractButton):
    """One place on the rail."""

    def __init__(self, theme: Theme, place: Place, call: Callable[[], object], parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._place = place
        self.setText(place.title)
        self.setCheckable(True)
        self.setAccessibleName(place.title)
        self.setAccessibleDescription(f"Key: {place.key}")
        self.setToolTip(f"{place.title} ({place.key})")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda _checked=False: call())

    def sizeHint(self) -> QSize:
        """The word and its padding."""
        # The program's font, not this widget's: that of a hidden rail follows only when it is shown.
        font = scaled(QApplication.font(), 1.0, strong=True)
        px = font.pixelSize()
        return QSize(QFontMetrics(font).horizontalAdvance(self.text()) + round(px * 3), round(px * 2.5))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A quiet word; the one in front with a bar and a field."""
        ink, px = self._theme.ink, self.font().pixelSize()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(px * 0.5, 2, -px * 0.5, -2)
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(mix(ink.panel, ink.accent, 0.14 if self.isChecked() else 0.06))
            painter.drawRoundedRect(rect, px * 0.4, px * 0.4)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(ink.accent), 2))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), px * 0.4, px * 0.4)
        painter.setFont(scaled(self.font(), 1.0, strong=self.isChecked()))
        painter.setPen(QColor(ink.text if self.isChecked() else ink.muted))
        painter.drawText(rect.adjusted(px * 0.8, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self.text())


class Rail(QScrollArea):
    """All places, one below the other; arrows move between them."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, places: tuple[Place, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBar(SlimScrollBar(Qt.Orientation.Vertical, self))
        self.setAccessibleName("Pages")
        self._inner = inner = QWidget(self)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 10, 0, 10)
        column.setSpacing(0)
        self.stops: dict[str, _Stop] = {}
        for place in places:
            stop = _Stop(theme, place, partial(self.chosen.emit, place.name), inner)
            self.stops[place.name] = stop
            column.addWidget(stop)
        column.addStretch(1)
        self.setWidget(inner)
        theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        inner = self._inner
        palette = self.palette()
        palette.setColor(inner.backgroundRole(), QColor(self._theme.ink.panel))
        inner.setPalette(palette)
        inner.setAutoFillBackground(True)
        self.setFixedWidth(max(stop.sizeHint().width() for stop in self.stops.values()) + 4)

    def mark(self, name: str) -> None:
        """The place in front; none of them with another name."""
        for each, stop in self.stops.items():
            stop.setChecked(each == name)
            stop.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down go from place to place."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.focusNextPrevChild(step > 0)
