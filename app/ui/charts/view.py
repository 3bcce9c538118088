"""What all charts have in common: a marked point, moved by keys and mouse, told in words; and the axis."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from math import floor, log10
from typing import ClassVar

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.chart import Chart, Point
from app.ui.theme import Theme
from app.ui.widgets import scaled

Key = Qt.Key


class ChartView(QWidget):
    """A chart's picture. Subclasses say where points are and paint them."""

    told = Signal(str)
    """The marked point in words; nothing when none is marked."""
    STEPS: ClassVar[Mapping[Qt.Key, int]] = {Key.Key_Left: -1, Key.Key_Right: 1}
    """Keys, and how many points on they go."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.chart: Chart | None = None
        self.marked: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self.updateGeometry)
        theme.changed.connect(self.update)

    @property
    def points(self) -> tuple[Point, ...]:
        """The points shown."""
        return () if self.chart is None else self.chart.points

    @property
    def px(self) -> int:
        """The height of the window's text, from which all sizes follow."""
        return self.font().pixelSize()

    @property
    def small(self) -> QFont:
        """The font of labels."""
        return scaled(self.font(), 0.86)

    def say(self, chart: Chart) -> None:
        """Show a chart; the mark stays where the points are of the same number."""
        if self.chart is None or len(chart.points) != len(self.chart.points):
            self.marked = None
        self.chart = chart
        self.setAccessibleName(chart.title + (f", {chart.span}" if chart.span else ""))
        self._tell()
        self.updateGeometry()
        self.update()

    def mark(self, number: int | None) -> None:
        """Mark a point and tell it; None for none."""
        if number != self.marked:
            self.marked = number
            self._tell()
            self.update()

    def _tell(self) -> None:
        words = "" if self.marked is None else self.points[self.marked].words
        assert self.chart is not None
        # A screen reader reads the description again when it changes: first what one moved to.
        self.setAccessibleDescription(f"{words}. {self.chart.caption}" if words else self.chart.caption)
        self.told.emit(words)

    # ---- for subclasses ---------------------------------------------------------------------------

    def height_for(self, width: int) -> float:
        """How high the chart is at a width."""
        raise NotImplementedError

    def point_at(self, at: QPointF) -> int | None:
        """The point nearest to a place, if one is near."""
        raise NotImplementedError

    def draw(self, painter: QPainter) -> None:
        """Paint the points."""
        raise NotImplementedError

    # ---- Qt ---------------------------------------------------------------------------------------

    def hasHeightForWidth(self) -> bool:
        """Some are higher where they are wide, others where they are narrow."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height it has at a width."""
        return round(self.height_for(width))

    def sizeHint(self) -> QSize:
        """As wide as there is room for."""
        return QSize(self.px * 30, self.heightForWidth(self.px * 30))

    def minimumSizeHint(self) -> QSize:
        """Narrow windows make it narrow."""
        return QSize(self.px * 8, round(self.px * 2))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The points, and a ring while it has the focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.points:
            self.draw(painter)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(self.theme.ink.accent), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), self.px * 0.3, self.px * 0.3)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from point to point, Home and End to the first and last."""
        last = len(self.points) - 1
        key = Key(event.key())
        step = self.STEPS.get(key, 0)
        if last < 0 or (not step and key not in (Key.Key_Home, Key.Key_End)):
            super().keyPressEvent(event)
        elif key == Key.Key_Home or (step > 0 and self.marked is None):
            self.mark(0)
        elif key == Key.Key_End or self.marked is None:
            self.mark(last)
        else:
            self.mark(min(max(self.marked + step, 0), last))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """What is under the mouse is marked."""
        number = self.point_at(event.position())
        if number is not None:
            self.mark(number)

    def leaveEvent(self, event: QEvent) -> None:
        """The mouse takes its mark with it, unless the keys are here."""
        if not self.hasFocus():
            self.mark(None)
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keys take their mark with them."""
        self.mark(None)
        super().focusOutEvent(event)


def ticks(top: float, *, share: bool = False) -> tuple[float, ...]:
    """The values at the lines of an axis from 0 to `top` or just above: round ones, two to five of them."""
    if share:
        return (0.0, 0.5, 1.0)
    top = max(top, 2.0)
    unit = float(10 ** floor(log10(top / 4)))
    step = next(unit * times for times in (1, 2, 2.5, 5, 10) if unit * times * 4 >= top and (unit * times) % 1 == 0)
    lines = [0.0]
    while lines[-1] < top:
        lines.append(lines[-1] + step)
    return tuple(lines)


def tick_words(value: float, *, share: bool = False) -> str:
    """What stands at a line of the axis."""
    return f"{value:.0%}".replace("%", " %") if share else f"{value:,.0f}"


def draw_labels(painter: QPainter, labels: list[tuple[float, str]], top: float, left: float, right: float) -> None:
    """Labels below their places along a line from `left` to `right`: all, or every second or third, so none touch."""
    metrics = QFontMetricsF(painter.font())
    boxes = []
    for centre, words in labels:
        width = metrics.horizontalAdvance(words)
        boxes.append((min(max(centre - width / 2, left), right - width), width, words))
    gap = metrics.averageCharWidth()
    for stride in range(1, len(boxes) + 1):
        chosen = boxes[::stride]
        if all(one[0] + one[1] + gap <= other[0] for one, other in pairwise(chosen)):
            break
    else:
        return
    for start, width, words in chosen:
        box = QRectF(start, top, width + 1, metrics.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
