"""The first page: what today holds, and one big button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QScrollBar,
    QSizePolicy,
    QSpacerItem,
    QVBoxLayout,
    QWidget,
)

from app import wording
from app.study import Overview, PartCount
from app.ui import actions
from app.ui.theme import Theme, control_font
from app.ui.widgets import BigButton, Tile, keep_scroll_bar, scaled, tint

if TYPE_CHECKING:
    from app.ui.leeches import Link
    from app.ui.welcome import Welcome

COLUMN = 760
# In control text sizes: in a page lower than this, height is dear, and Start is seen without scrolling.
LOW_EM = 30
GAP, LOW_GAP = 20, 14
TOP, LOW_TOP = 28, 16


class PartList(QWidget):
    """Parts of the course, each with what is due, new and later, and how much of it has been met."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._parts: tuple[PartCount, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Cards by part")
        theme.changed.connect(self.update)

    def say(self, parts: tuple[PartCount, ...]) -> None:
        """Show other counts."""
        self._parts = parts
        words = (f"{p.part}: {p.due} due, {p.new} new, {p.later} later" for p in parts)
        self.setAccessibleDescription("; ".join(words))
        self.updateGeometry()
        self.update()

    def _row(self) -> int:
        return round(self.font().pixelSize() * 1.95)

    def sizeHint(self) -> QSize:
        """A heading and a line a part."""
        return QSize(420, self._row() * (len(self._parts) + 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A quiet table."""
        ink, px, row = self._theme.ink, self.font().pixelSize(), self._row()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide = max(px * 4.2, QFontMetrics(self.font()).horizontalAdvance("99,999") + px)
        right = self.width() - 4.0
        columns = [QRectF(right - wide * (3 - n), 0, wide - px * 0.4, row) for n in range(3)]
        name = QRectF(4, 0, columns[0].left() - px, row)
        painter.setFont(scaled(self.font(), 0.9))
        painter.setPen(QColor(ink.muted))
        side = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(name, side, "Part")
        for rect, word in zip(columns, ("Due", "New", "Later"), strict=True):
            painter.drawText(rect, side | Qt.AlignmentFlag.AlignRight, word)
        painter.setFont(self.font())
        metrics = QFontMetrics(self.font())
        for number, part in enumerate(self._parts, start=1):
            down = row * number
            painter.setPen(QPen(QColor(ink.line), 1))
            painter.drawLine(0, down, self.width(), down)
            painter.setPen(QColor(ink.text))
            words = metrics.elidedText(part.part, Qt.TextElideMode.ElideRight, int(name.width()))
            painter.drawText(name.translated(0, down), side, words)
            for rect, value, colour in zip(
                columns, (part.due, part.new, part.later), (ink.accent, ink.good, ink.muted), strict=True
            ):
                painter.setPen(QColor(colour if value else ink.muted))
                text = f"{value:,}" if value else "·"
                painter.drawText(rect.translated(0, down), side | Qt.AlignmentFlag.AlignRight, text)


class TodayPage(QWidget):
    """Due, new and later; by part; the minutes to expect; the streak; Start.

    At first also what to do, and later how many leeches there are; neither is made before it is needed.
    """

    start = Signal()
    leeches_wanted = Signal()
    welcome_dismissed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.heading = QLabel("Today", self)
        self.said = QLabel("Reading your decks…", self)
        self.said.setWordWrap(True)
        self.due = Tile(theme, "due", "accent", self)
        self.new = Tile(theme, "new", "good", self)
        self.later = Tile(theme, "later", "muted", self)
        self.button = BigButton(theme, "Start", "Enter", self)
        self.button.setEnabled(False)
        self.button.clicked.connect(self.start)
        self.parts = PartList(theme, self)

        self.leeches: Link | None = None
        self.welcome: Welcome | None = None

        self._inner = inner = QWidget(self)
        self._column = column = QVBoxLayout(inner)
        self._gaps = [QSpacerItem(0, GAP) for _ in range(3)]
        column.setSpacing(0)
        column.addWidget(self.heading)
        column.addSpacing(4)
        column.addWidget(self.said)
        column.addItem(self._gaps[0])
        tiles = QHBoxLayout()
        tiles.setSpacing(12)
        for tile in (self.due, self.new, self.later):
            tiles.addWidget(tile)
        column.addLayout(tiles)
        column.addItem(self._gaps[1])
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addItem(self._gaps[2])
        column.addWidget(self.parts)
        column.addStretch(1)

        holder = QWidget(self)
        across = QHBoxLayout(holder)
        across.setContentsMargins(0, 0, 0, 0)
        across.addStretch(1)
        across.addWidget(inner, 100)
        across.addStretch(1)
        self._area = area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        keep_scroll_bar(area)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(holder)
        area.setAccessibleName("Today")
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(area)
        self.start_action = actions.make("start", self, self._start)
        theme.changed.connect(self._restyle)
        self._restyle()

    @property
    def scroll_bar(self) -> QScrollBar:
        """The bar of the whole page."""
        return self._area.verticalScrollBar()

    def take_focus(self) -> None:
        """To the button; where it can do nothing, to the page, which arrow keys then scroll."""
        (self.button if self.button.isEnabled() else self._area).setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A low page is set closer."""
        super().resizeEvent(event)
        self._set_close()

    def _set_close(self) -> None:
        low = self.height() < LOW_EM * control_font(self._theme.text_size).pixelSize()
        for tile in (self.due, self.new, self.later):
            tile.set_low(low)
        for gap in self._gaps:
            gap.changeSize(0, LOW_GAP if low else GAP)
        self._column.setContentsMargins(24, LOW_TOP if low else TOP, 24, 24)
        self._column.invalidate()

    def _start(self) -> None:
        if self.button.isEnabled():
            self.start.emit()

    def say(self, overview: Overview) -> None:
        """Show today's plan."""
        self.heading.setText(wording.day_name(overview.day))
        self.due.say(f"{overview.due + overview.repeats:,}")
        self.new.say(f"{overview.new:,}")
        self.later.say(f"{overview.later + overview.new_left:,}")
        self.parts.say(overview.parts)
        self.said.setText(wording.today_sentence(overview))
        self.button.setEnabled(overview.total > 0)
        if overview.total:
            self.button.say("Go on" if overview.reviewed else "Start")
        else:
            self.button.say("Done for today")

    def say_leeches(self, count: int) -> None:
        """Tell how many leeches there are, as a link to them; nothing while there are none."""
        if self.leeches is None:
            if not count:
                return
            # Imported here, as below: not needed to show the first card.
            from app.ui.leeches import Link

            self.leeches = Link(self._theme, self)
            self.leeches.clicked.connect(self.leeches_wanted)
            at = self._column.indexOf(self.said) + 1
            self._column.insertWidget(at, self.leeches, 0, Qt.AlignmentFlag.AlignLeft)
        self.leeches.say(f"{wording.count(count, 'leech', 'leeches')}: forgotten again and again \u203a")
        self.leeches.setVisible(count > 0)

    def say_welcome(self, shown: bool) -> None:
        """Show what to do, in three sentences, or no longer."""
        if self.welcome is None:
            if not shown:
                return
            from app.ui.welcome import Welcome

            self.welcome = Welcome(self._theme, self)
            self.welcome.dismissed.connect(self.welcome_dismissed)
            self._column.insertWidget(self._column.indexOf(self.said) + 1, self.welcome)
        self.welcome.say()
        self.welcome.setVisible(shown)

    def _restyle(self) -> None:
        # Not this page's own font: Qt tells it of a new text size only afterwards.
        self.heading.setFont(scaled(control_font(self._theme.text_size), 1.7, strong=True))
        tint(self.said, self._theme.ink.muted)
        self._inner.setMaximumWidth(round(COLUMN * max(1.0, self._theme.text_size / 100)))
        self.parts.updateGeometry()
        self._set_close()
