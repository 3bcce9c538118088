"""Bars that lie, one below the other, with their names and numbers."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from app.ui.charts.view import ChartView, Key
from app.ui.theme import mix

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class BarsView(ChartView):
    """Names stand beside their bars where they are short, and above them where they are long."""

    STEPS: ClassVar = {Key.Key_Up: -1, Key.Key_Down: 1, Key.Key_Left: -1, Key.Key_Right: 1}

    def _names(self, width: float) -> float:
        """The room for names beside the bars; 0 where they stand above."""
        metrics = QFontMetricsF(self.font())
        longest = max((metrics.horizontalAdvance(point.label) for point in self.points), default=0.0)
        return longest + self.px if longest < width * 0.34 else 0.0

    def _row(self, width: float) -> float:
        return self.px * (2.1 if self._names(width) else 3.1)

    def height_for(self, width: int) -> float:
        """A row for each."""
        return self._row(width) * len(self.points) + self.px * 0.8

    def point_at(self, at: QPointF) -> int | None:
        """The one whose row it is."""
        place = int((at.y() - self.px * 0.4) / self._row(self.width()))
        return place if 0 <= place < len(self.points) else None

    def draw(self, painter: QPainter) -> None:
        """Names, bars, numbers."""
        assert self.chart is not None
        ink, px = self.theme.ink, self.px
        row, names = self._row(self.width()), self._names(self.width())
        numbers = max(QFontMetricsF(self.font()).horizontalAdvance(point.said) for point in self.points) + px
        left, right = px * 0.5 + names, self.width() - px * 0.5 - numbers
        top = 1.0 if self.chart.share else max((p.value or 0.0 for p in self.points), default=0.0) or 1.0
        painter.setFont(self.font())
        metrics = QFontMetricsF(self.font())
        for number, point in enumerate(self.points):
            box = QRectF(0, px * 0.4 + row * number, self.width(), row)
            if number == self.marked:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(mix(ink.panel, ink.accent, 0.12))
                painter.drawRoundedRect(box.adjusted(2, 1, -2, -1), px * 0.3, px * 0.3)
            painter.setPen(QColor(ink.text))
            if names:
                painter.drawText(box.adjusted(px * 0.5, 0, 0, 0), LEFT, point.label)
                line = box
            else:
                upper = QRectF(px * 0.5, box.top() + px * 0.2, self.width() - px, px * 1.5)
                room = int(upper.width())
                painter.drawText(upper, LEFT, metrics.elidedText(point.label, Qt.TextElideMode.ElideRight, room))
                line = QRectF(0, upper.bottom(), self.width(), px * 1.3)
            painter.setPen(QColor(ink.muted))
            painter.drawText(line.adjusted(0, 0, -px * 0.5, 0), RIGHT, point.said)
            track = QRectF(left, line.center().y() - px * 0.38, max(right - left, 2.0), px * 0.76)
            painter.setPen(Qt.PenStyle.NoPen)
            if self.chart.share:
                painter.setBrush(QColor(ink.chip))
                painter.drawRoundedRect(track, px * 0.2, px * 0.2)
            if not point.value:
                continue
            bar = QRectF(track.topLeft(), track.bottomLeft())
            bar.setWidth(max(track.width() * point.value / top, 2.0))
            if point.weak:
                painter.setPen(QPen(QColor(ink.accent), 1.5))
                painter.setBrush(QColor(ink.panel))
                bar.adjust(0.75, 0.75, -0.75, -0.75)
            else:
                painter.setBrush(QColor(ink.accent))
            painter.drawRoundedRect(bar, px * 0.2, px * 0.2)
