"""A square for each day, a column for each week, the fuller the more was done."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from app.chart import Chart
from app.ui.charts.view import ChartView, Key, draw_labels
from app.ui.theme import mix
from cheatsheets.style import Ink

WEEKDAYS = ((0, "Mon"), (2, "Wed"), (4, "Fri"))
_LIGHT, _DARK = (0.72, 0.95, 1.25, 1.6), (0.58, 0.8, 1.0, 1.6)


def shades(ink: Ink) -> tuple[QColor, ...]:
    """The colours of the days on which something was done, from the fewest to the most.

    On a ramp from the page's colour by way of the accent to the text's, so that the palest stands out from the panel
    (3:1, WCAG 2.2 SC 1.4.11) and each from the one before.
    """
    ramp = _DARK if ink.dark else _LIGHT
    return tuple(
        mix(ink.page, ink.accent, share) if share <= 1 else mix(ink.accent, ink.text, share - 1) for share in ramp
    )


def draw_square(painter: QPainter, square: QRectF, colour: QColor) -> None:
    """A day, with a gap to those around it."""
    gap = max(0.75, square.width() * 0.08)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(square.adjusted(gap, gap, -gap, -gap), square.width() * 0.18, square.width() * 0.18)


class CalendarView(ChartView):
    """Its points are days without a gap; the first is a Monday."""

    STEPS: ClassVar = {Key.Key_Up: -1, Key.Key_Down: 1, Key.Key_Left: -7, Key.Key_Right: 7}

    def __init__(self, *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self._steps: tuple[float, ...] = ()

    def say(self, chart: Chart) -> None:
        """Show a chart; shades are quarters of the days with a value."""
        values = sorted(point.value for point in chart.points if point.value)
        self._steps = tuple(values[len(values) * share // 4] for share in (1, 2, 3)) if values else ()
        super().say(chart)

    def shade(self, value: float | None) -> int:
        """0 for nothing, then 1 to 4."""
        return 1 + sum(value > step for step in self._steps) if value else 0

    def _measures(self, width: float) -> tuple[float, float, float]:
        """Where the squares begin, from the left and from the top, and how large one is with its gap."""
        metrics = QFontMetricsF(self.small)
        left = max(metrics.horizontalAdvance(name) for _, name in WEEKDAYS) + self.px * 1.1
        weeks = max(1, -(-len(self.points) // 7))
        return left, metrics.height() + self.px * 0.8, min((width - left - self.px * 0.6) / weeks, self.px * 1.4)

    def height_for(self, width: int) -> float:
        """Seven squares, the months above, what the shades mean below."""
        _, top, cell = self._measures(width)
        return top + cell * 7 + QFontMetricsF(self.small).height() + self.px * 1.1

    def point_at(self, at: QPointF) -> int | None:
        """The day whose square it is."""
        left, top, cell = self._measures(self.width())
        week, weekday = (at.x() - left) // cell, (at.y() - top) // cell
        number = int(week * 7 + weekday)
        return number if week >= 0 and 0 <= weekday < 7 and number < len(self.points) else None

    def draw(self, painter: QPainter) -> None:
        """Months, weekdays, squares, and what their shades mean."""
        ink, px = self.theme.ink, self.px
        colours = (QColor(ink.chip), *shades(ink))
        left, top, cell = self._measures(self.width())
        small = QFontMetricsF(self.small)
        painter.setFont(self.small)
        painter.setPen(QColor(ink.muted))
        # A month's name begins at the week of its first.
        labels = [
            (left + number // 7 * cell + small.horizontalAdvance(point.label) / 2, point.label)
            for number, point in enumerate(self.points)
            if point.label
        ]
        draw_labels(painter, labels, px * 0.4, left, self.width() - px * 0.4)
        end = -1.0
        for weekday, name in WEEKDAYS:
            box = QRectF(px * 0.5, top + (weekday + 0.5) * cell - small.height() / 2, left, small.height())
            if box.top() >= end:
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, name)
                end = box.bottom()
        for number, point in enumerate(self.points):
            square = QRectF(left + number // 7 * cell, top + number % 7 * cell, cell, cell)
            draw_square(painter, square, colours[self.shade(point.value)])
            if number == self.marked:
                marked = square
        if self.marked is not None:
            # A ring with a gap inside: on the fullest squares, which are almost of its colour, it is seen as well.
            painter.setPen(QPen(QColor(ink.text), 2))
            painter.setBrush(QColor(ink.panel))
            painter.drawRoundedRect(marked, cell * 0.2, cell * 0.2)
            inset = max(1.5, cell * 0.14)
            inner = marked.adjusted(inset, inset, -inset, -inset)
            draw_square(painter, inner, colours[self.shade(self.points[self.marked].value)])
        self._draw_key(painter, left, colours)

    def _draw_key(self, painter: QPainter, x: float, colours: tuple[QColor, ...]) -> None:
        small, px = QFontMetricsF(self.small), self.px
        cell = px * 0.95
        top = self.height() - small.height() - px * 0.3
        for words in ("Less", "More"):
            painter.setPen(QColor(self.theme.ink.muted))
            width = small.horizontalAdvance(words)
            painter.drawText(QRectF(x, top, width + 1, small.height()), Qt.AlignmentFlag.AlignVCenter, words)
            x += width + px * 0.5
            if words == "Less":
                for colour in colours:
                    square = QRectF(x, top + (small.height() - cell) / 2, cell, cell)
                    draw_square(painter, square, colour)
                    x += cell
                x += px * 0.5
