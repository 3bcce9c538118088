"""Upright columns, or points joined by a line, over an axis."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from app.ui.charts.view import ChartView, draw_labels, tick_words, ticks
from app.ui.theme import mix


class ColumnsView(ChartView):
    """A column for each point."""

    def height_for(self, width: int) -> float:
        """The same at every width."""
        return self.px * 13

    def point_at(self, at: QPointF) -> int | None:
        """The one whose column it is, from the axis to the top."""
        field = self._field()
        place = int((at.x() - field.left()) * len(self.points) // field.width())
        return place if 0 <= place < len(self.points) else None

    def _lines(self) -> tuple[float, ...]:
        assert self.chart is not None
        return ticks(max((p.value or 0 for p in self.points), default=0), share=self.chart.share)

    def _field(self) -> QRectF:
        assert self.chart is not None
        metrics = QFontMetricsF(self.small)
        words = [tick_words(line, share=self.chart.share) for line in self._lines()]
        left = max(metrics.horizontalAdvance(each) for each in words) + self.px * 1.2
        return QRectF(self.rect()).adjusted(left, self.px * 0.9, -self.px * 0.6, -metrics.height() - self.px * 0.8)

    def draw(self, painter: QPainter) -> None:
        """Axis, labels, columns."""
        assert self.chart is not None
        ink, field, lines = self.theme.ink, self._field(), self._lines()
        painter.setFont(self.small)
        height = QFontMetricsF(self.small).height()
        for line in lines:
            y = round(field.bottom() - field.height() * line / lines[-1]) + 0.5
            painter.setPen(QPen(QColor(ink.muted if line == 0 else ink.line), 1))
            painter.drawLine(QPointF(field.left(), y), QPointF(field.right(), y))
            painter.setPen(QColor(ink.muted))
            box = QRectF(0, y - height / 2, field.left() - self.px * 0.5, height)
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, side, tick_words(line, share=self.chart.share))
        slot = field.width() / len(self.points)
        labels = [(field.left() + slot * (n + 0.5), p.label) for n, p in enumerate(self.points) if p.label]
        draw_labels(painter, labels, field.bottom() + self.px * 0.4, field.left(), self.width() - self.px * 0.2)
        if self.marked is not None:
            lit = max(slot, 3.0)
            x = field.left() + slot * (self.marked + 0.5) - lit / 2
            painter.fillRect(QRectF(x, field.top(), lit, field.height()), mix(ink.panel, ink.accent, 0.22))
        self._draw_values(painter, field, slot, field.height() / lines[-1])

    def _draw_values(self, painter: QPainter, field: QRectF, slot: float, unit: float) -> None:
        ink = self.theme.ink
        painter.setPen(Qt.PenStyle.NoPen)
        width = max(slot * 0.74, min(slot, 1.5))
        radius = min(width / 4, 3.0)
        for number, point in enumerate(self.points):
            if not point.value:
                continue
            # What is there at all can be seen.
            height = max(point.value * unit, 1.5)
            x = field.left() + slot * (number + 0.5) - width / 2
            painter.setBrush(QColor(ink.text if number == self.marked else ink.accent))
            painter.drawRoundedRect(QRectF(x, field.bottom() - height, width, height), radius, radius)


class LineView(ColumnsView):
    """A dot for each point that has a value, joined where they follow each other; weak ones are hollow."""

    def _draw_values(self, painter: QPainter, field: QRectF, slot: float, unit: float) -> None:
        ink = self.theme.ink
        places = [
            None if p.value is None else QPointF(field.left() + slot * (n + 0.5), field.bottom() - p.value * unit)
            for n, p in enumerate(self.points)
        ]
        painter.setPen(QPen(QColor(ink.accent), 1.6))
        for one, other in pairwise(places):
            if one is not None and other is not None:
                painter.drawLine(one, other)
        radius = max(2.0, min(self.px * 0.3, slot * 0.42))
        for number, (point, place) in enumerate(zip(self.points, places, strict=True)):
            if place is not None:
                colour = QColor(ink.text if number == self.marked else ink.accent)
                painter.setPen(QPen(colour, 1.6))
                painter.setBrush(QColor(ink.panel) if point.weak else colour)
                painter.drawEllipse(place, radius, radius)
