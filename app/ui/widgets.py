"""The few controls of our own: painted from the theme, named for screen readers, with a focus one can see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QHBoxLayout,
    QLabel,
    QScrollBar,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.ui.theme import Theme, mix
from cheatsheets.document import strong_font

# Of a grade's button, in control text sizes: its name, its key and second line, and what these keep from the edge.
NAME, SMALL, PADDING = 1.05, 0.86, 0.4
# The second line may become this much smaller before it is shortened.
SMALLEST_WHEN = 0.6
# Pixels that a scroll bar is wide.
SCROLL_BAR = 12
# Pixels that a grade's button keeps round its edge, for the ring of the focus.
RING = 3


def scaled(font: QFont, factor: float, *, strong: bool = False) -> QFont:
    """A font in proportion to another."""
    made = strong_font(font) if strong else QFont(font)
    made.setPixelSize(max(8, round(font.pixelSize() * factor)))
    return made


def centred(widget: QWidget) -> QHBoxLayout:
    """A row with a control in its middle."""
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(widget)
    row.addStretch(1)
    return row


def tint(label: QLabel, colour: str) -> None:
    """Give a label's words a colour of the theme."""
    palette = label.palette()
    palette.setColor(label.foregroundRole(), QColor(colour))
    label.setPalette(palette)


def _focus_ring(painter: QPainter, theme: Theme, rect: QRectF, radius: float) -> None:
    painter.setPen(QPen(QColor(theme.ink.accent), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius)


class BigButton(QAbstractButton):
    """The one thing to do next: filled with the accent, its key beside its words."""

    def __init__(self, theme: Theme, text: str, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._key = key
        self.setText(text)
        self.setAccessibleName(text)
        self.setAccessibleDescription(f"Key: {key}" if key else "")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def tell_key(self, key: str) -> None:
        """Change the key beside its words."""
        self._key = key
        self.setAccessibleDescription(f"Key: {key}" if key else "")
        self.updateGeometry()
        self.update()

    def say(self, text: str) -> None:
        """Change its words."""
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    @property
    def _shown_key(self) -> str:
        # A button that can do nothing has no key.
        return self._key if self.isEnabled() else ""

    def sizeHint(self) -> QSize:
        """Room for the words and the key."""
        metrics = QFontMetrics(scaled(self.font(), 1.1, strong=True))
        small = QFontMetrics(scaled(self.font(), 0.86))
        px = self.font().pixelSize()
        key = small.horizontalAdvance(self._key) + round(px * 1.6) if self._shown_key else 0
        return QSize(metrics.horizontalAdvance(self.text()) + key + round(px * 4), round(px * 3.1))

    def minimumSizeHint(self) -> QSize:
        """Never clipped."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill, words, key."""
        ink, px = self._theme.ink, self.font().pixelSize()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(3, 3, -3, -3)
        fill = QColor(ink.accent) if self.isEnabled() else QColor(ink.chip)
        if self.isDown():
            fill = mix(ink.accent, ink.text, 0.2)
        elif self.underMouse() and self.isEnabled():
            fill = mix(ink.accent, ink.text, 0.08)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawRoundedRect(rect, px * 0.55, px * 0.55)
        colour = QColor(ink.on_accent) if self.isEnabled() else QColor(ink.muted)
        painter.setPen(colour)
        painter.setFont(scaled(self.font(), 1.1, strong=True))
        words = QFontMetrics(painter.font()).horizontalAdvance(self.text())
        small = scaled(self.font(), 0.86)
        key = QFontMetrics(small).horizontalAdvance(self._key) + px * 0.9 if self._shown_key else 0
        left = rect.center().x() - (words + key + (px * 0.6 if key else 0)) / 2
        painter.drawText(QRectF(left, rect.top(), words + 4, rect.height()), Qt.AlignmentFlag.AlignVCenter, self.text())
        if key:
            chip = QRectF(left + words + px * 0.6, rect.center().y() - px * 0.75, key, px * 1.5)
            edge = QColor(colour)
            edge.setAlphaF(0.6)
            painter.setPen(QPen(edge, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(chip, px * 0.3, px * 0.3)
            painter.setPen(colour)
            painter.setFont(small)
            painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, self._key)
        if self.hasFocus():
            _focus_ring(painter, self._theme, QRectF(self.rect()), px * 0.7)


class GradeButton(QAbstractButton):
    """One grade: its name, its key, and when the card would come back. The proposed one is marked."""

    def __init__(self, theme: Theme, name: str, key: str, colour: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._key = key
        self._colour = colour
        self._when = ""
        self._shares = (1.0, 1.0)
        self.proposed = False
        self.setText(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def say(self, when: str, *, proposed: bool) -> None:
        """When the card returns, and whether this grade is the proposed one."""
        self._when = when
        self.proposed = proposed
        self.setAccessibleName(f"{self.text()}, {when}" + (", proposed" if proposed else ""))
        self.setAccessibleDescription(f"Key: {self._key}")
        self.update()

    def sizeHint(self) -> QSize:
        """Two lines and their padding."""
        px = self.font().pixelSize()
        wide = QFontMetrics(scaled(self.font(), SMALL)).horizontalAdvance("today, 10 months")
        return QSize(wide + round(px * 1.2), round(px * 4.0))

    def minimumSizeHint(self) -> QSize:
        """Narrow windows make the words smaller, and shorten the second line rather than the button row."""
        px = self.font().pixelSize()
        return QSize(round(px * 5.5), round(px * 4.0))

    def shares(self) -> tuple[float, float]:
        """How large name and key, and the second line, can be in this width: shares of their full size, up to 1."""
        px = self.font().pixelSize()
        room = self.width() - 2 * RING - px * 2 * PADDING
        name, small = scaled(self.font(), NAME, strong=True), scaled(self.font(), SMALL)
        words = QFontMetrics(name).horizontalAdvance(self.text()) + px * 0.4
        key = QFontMetrics(small).horizontalAdvance(self._key) + px * 0.6
        when = QFontMetrics(small).horizontalAdvance(self._when)
        return min(1.0, room / (words + key)), max(SMALLEST_WHEN, min(1.0, room / max(1, when)))

    def take_shares(self, name: float, when: float) -> None:
        """Draw at these shares of the full size, which all buttons of a row have in common."""
        self._shares = name, when
        self.update()

    def _sized(self, factor: float, share: float, *, strong: bool = False) -> QFont:
        made = scaled(self.font(), factor, strong=strong)
        if share < 1:
            made.setPixelSize(max(8, int(made.pixelSize() * share)))
        return made

    def paintEvent(self, event: QPaintEvent) -> None:
        """Edge, name, return date, key."""
        ink, px = self._theme.ink, self.font().pixelSize()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(3, 3, -3, -3)
        colour = getattr(ink, self._colour)
        strength = 0.16 if self.isDown() or self.proposed else 0.08 if self.underMouse() else 0.0
        painter.setPen(QPen(QColor(colour) if self.proposed else QColor(ink.line), 2 if self.proposed else 1))
        painter.setBrush(mix(ink.panel, colour, strength))
        painter.drawRoundedRect(rect, px * 0.5, px * 0.5)
        upper = QRectF(rect.left(), rect.top() + px * 0.45, rect.width(), px * 1.5)
        padding = px * PADDING
        lower = QRectF(rect.left() + padding, upper.bottom() + px * 0.05, rect.width() - 2 * padding, px * 1.3)
        share, when_share = self._shares
        name, small = self._sized(NAME, share, strong=True), self._sized(SMALL, share)
        px = round(px * share)
        words = QFontMetrics(name).horizontalAdvance(self.text())
        key = QFontMetrics(small).horizontalAdvance(self._key) + px * 0.6
        left = rect.center().x() - (words + px * 0.4 + key) / 2
        painter.setFont(name)
        painter.setPen(QColor(ink.text))
        painter.drawText(
            QRectF(left, upper.top(), words + 4, upper.height()), Qt.AlignmentFlag.AlignVCenter, self.text()
        )
        chip = QRectF(left + words + px * 0.4, upper.center().y() - px * 0.62, key, px * 1.24)
        painter.setPen(QPen(QColor(ink.muted), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(chip, px * 0.25, px * 0.25)
        painter.setFont(small)
        painter.setPen(QColor(ink.text))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, self._key)
        painter.setPen(QColor(ink.muted))
        small = self._sized(SMALL, when_share)
        painter.setFont(small)
        when = QFontMetrics(small).elidedText(self._when, Qt.TextElideMode.ElideRight, int(lower.width()))
        painter.drawText(lower, Qt.AlignmentFlag.AlignCenter, when)
        if self.hasFocus():
            _focus_ring(painter, self._theme, QRectF(self.rect()), px * 0.6)


class SlimScrollBar(QScrollBar):
    """A scroll bar that keeps its place and shows nothing while there is nothing to scroll."""

    def sizeHint(self) -> QSize:
        """Narrow."""
        return QSize(SCROLL_BAR, 40)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The page's colour, and a rounded handle."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().base())
        reach = self.maximum() - self.minimum()
        if reach <= 0:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = reach + self.pageStep()
        height = max(28.0, self.height() * self.pageStep() / whole)
        top = (self.height() - height) * (self.value() - self.minimum()) / reach
        colour = QColor(self.palette().placeholderText().color())
        colour.setAlphaF(0.75 if self.isSliderDown() else 0.55 if self.underMouse() else 0.35)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(3, top + 2, self.width() - 6, height - 4), 3, 3)


class Pill(QLabel):
    """A short word in a rounded field: a level, a kind, a state."""

    def __init__(self, theme: Theme, colour: str = "muted", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.colour = colour
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """The word and its padding."""
        px = self.font().pixelSize()
        metrics = QFontMetrics(scaled(self.font(), 0.82, strong=True))
        return QSize(metrics.horizontalAdvance(self.text()) + round(px * 1.2), round(px * 1.6))

    def minimumSizeHint(self) -> QSize:
        """Never clipped."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Field and word."""
        if not self.text():
            return
        ink = self._theme.ink
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mix(ink.page, getattr(ink, self.colour), 0.12))
        painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
        painter.setFont(scaled(self.font(), 0.82, strong=True))
        painter.setPen(QColor(getattr(ink, self.colour)))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self.text())


class Tile(QWidget):
    """A number and what it counts."""

    def __init__(self, theme: Theme, label: str, colour: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._label = label
        self._colour = colour
        self._number = ""
        self._low = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def set_low(self, low: bool) -> None:
        """Stand on one line, where height is dear, or on two."""
        if low != self._low:
            self._low = low
            self.updateGeometry()
            self.update()

    def say(self, number: str, label: str = "") -> None:
        """Show another number; with a label, what it counts from now on."""
        self._number = number
        self._label = label or self._label
        self.setAccessibleName(f"{self._label}: {number}")
        self.update()

    def sizeHint(self) -> QSize:
        """A large line and a small one; or one line of both."""
        px = self.font().pixelSize()
        return QSize(round(px * 9), round(px * (2.9 if self._low else 5.6)))

    def minimumSizeHint(self) -> QSize:
        """Room for the label."""
        px = self.font().pixelSize()
        return QSize(QFontMetrics(self.font()).horizontalAdvance(self._label) + px, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Field, number, label."""
        ink, px = self._theme.ink, self.font().pixelSize()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(ink.line), 1))
        painter.setBrush(QColor(ink.panel))
        painter.drawRoundedRect(rect, px * 0.6, px * 0.6)
        if self._low:
            self._paint_line(painter, rect)
            return
        painter.setFont(scaled(self.font(), 2.1, strong=True))
        painter.setPen(QColor(getattr(ink, self._colour)))
        upper = QRectF(rect.left(), rect.top() + px * 0.7, rect.width(), px * 2.6)
        painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, self._number)
        painter.setFont(self.font())
        painter.setPen(QColor(ink.muted))
        lower = QRectF(rect.left(), upper.bottom(), rect.width(), px * 1.6)
        painter.drawText(lower, Qt.AlignmentFlag.AlignCenter, self._label)

    def _paint_line(self, painter: QPainter, rect: QRectF) -> None:
        ink, px = self._theme.ink, self.font().pixelSize()
        large = scaled(self.font(), 1.4, strong=True)
        number = QFontMetrics(large).horizontalAdvance(self._number)
        words = QFontMetrics(self.font()).horizontalAdvance(self._label)
        left = rect.center().x() - (number + px * 0.5 + words) / 2
        # Both stand on one line of writing.
        down = rect.center().y() + QFontMetrics(large).capHeight() / 2
        painter.setFont(large)
        painter.setPen(QColor(getattr(ink, self._colour)))
        painter.drawText(QPointF(left, down), self._number)
        painter.setFont(self.font())
        painter.setPen(QColor(ink.muted))
        painter.drawText(QPointF(left + number + px * 0.5, down), self._label)


def keep_scroll_bar(view: QAbstractScrollArea) -> None:
    """Give a view a vertical scroll bar that is always there.

    It shows nothing while there is nothing to scroll, and what is in the view does not change its width when there is.
    """
    view.setVerticalScrollBar(SlimScrollBar(Qt.Orientation.Vertical, view))
    view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)


if TYPE_CHECKING:
    _View = QAbstractScrollArea
else:
    _View = object  # it is mixed into views of several classes of Qt


class TabFrame(_View):
    """A view that shows a frame when it was reached by Tab; put there by the program, it needs none."""

    _by_tab = False

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Remember how it was reached."""
        self._by_tab = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The frame goes with the focus."""
        super().focusOutEvent(event)
        self.viewport().update()

    def draw_frame(self) -> None:
        """Draw the frame, if there is one, over what was painted."""
        if self._by_tab and self.hasFocus():
            painter = QPainter(self.viewport())
            painter.setPen(QPen(self.palette().accent().color(), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))
            painter.end()


def cross(name: str, parent: QWidget) -> QToolButton:
    """The button that dismisses something; `name` says what."""
    made = QToolButton(parent)
    made.setText("\u00d7")
    made.setAutoRaise(True)
    made.setAccessibleName(name)
    made.setToolTip("Dismiss")
    return made


class Edge(QWidget):
    """A hairline where a text goes on beyond what is seen of it: above or below it, as `above` says."""

    def __init__(self, theme: Theme, bar: QScrollBar, *, above: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._bar = bar
        self._above = above
        self.setFixedHeight(1)
        bar.valueChanged.connect(self._look)
        bar.rangeChanged.connect(self._look)
        theme.changed.connect(self.update)

    def _look(self, *_where: int) -> None:
        self.update()

    @property
    def drawn(self) -> bool:
        """Whether there is more on its side."""
        bar = self._bar
        return bar.value() > bar.minimum() if self._above else bar.value() < bar.maximum()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The line, or nothing."""
        if self.drawn:
            QPainter(self).fillRect(self.rect(), QColor(self._theme.ink.line))


def add_between_edges(column: QVBoxLayout, theme: Theme, view: QAbstractScrollArea) -> tuple[Edge, Edge]:
    """Put a view with a line above and a line below it into a column, where it takes all the room there is."""
    above, below = (Edge(theme, view.verticalScrollBar(), above=up, parent=view.parentWidget()) for up in (True, False))
    column.addWidget(above)
    column.addWidget(view, 1)
    column.addWidget(below)
    return above, below
