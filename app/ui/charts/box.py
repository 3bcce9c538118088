"""A chart with all that belongs to it: title, number in words, spans to choose from, the marked point, CSV."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.chart import Chart
from app.ui.blocks import Words, button
from app.ui.charts.bars import BarsView
from app.ui.charts.calendar import CalendarView
from app.ui.charts.columns import ColumnsView, LineView
from app.ui.charts.flow import Flow
from app.ui.charts.view import ChartView
from app.ui.theme import Theme

VIEWS: dict[str, type[ChartView]] = {
    "calendar": CalendarView,
    "columns": ColumnsView,
    "line": LineView,
    "bars": BarsView,
}


class ChartBox(QWidget):
    """One chart, or several that differ in their span and of which one is shown."""

    copy = Signal(object)
    """The `Chart` that is to be copied."""
    looked_at = Signal()
    """A point of it is marked."""

    def __init__(
        self, theme: Theme, charts: tuple[Chart, ...], parent: QWidget | None = None, extra: QWidget | None = None
    ) -> None:
        """`extra` is a control above the chart, shown while there is something to show."""
        super().__init__(parent)
        self._theme = theme
        self._charts = charts
        self._shown = 0
        first = charts[0]
        self.title = Words(theme, first.title, 1.15, strong=True)
        self.caption = Words(theme, colour="muted")
        # In the order in which Tab goes through them.
        self.spans: list[QPushButton] = []
        for number, chart in enumerate(charts if len(charts) > 1 else ()):
            made = button(chart.span, partial(self.choose, number), self)
            made.setAccessibleName(f"{first.title}: {chart.span}")
            made.setCheckable(True)
            self.spans.append(made)
        self.extra = extra
        above: list[QWidget] = [*self.spans, *([] if extra is None else [extra])]
        self._above = Flow(above, self) if above else None
        self.view = VIEWS[first.form](theme, self)
        self.view.told.connect(self._told)
        self.reading = Words(theme)
        self.copy_button = button("Copy as CSV", lambda: self.copy.emit(self.chart), self)
        self.copy_button.setAccessibleName(f"Copy as CSV: {first.title}")
        self._column = column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.caption)
        if self._above is not None:
            column.addWidget(self._above)
        column.addWidget(self.view)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self.reading.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        foot.addWidget(self.reading, 1)
        foot.addWidget(self.copy_button)
        column.addLayout(foot)
        theme.changed.connect(self._dress)
        self._dress()
        self.choose(0)

    @property
    def chart(self) -> Chart:
        """The one that is shown."""
        return self._charts[self._shown]

    @property
    def drawn(self) -> bool:
        """Whether there is a picture: days on which nothing was done are one, shares of nothing are none."""
        points = self.chart.points
        return any(point.value is not None for point in points) if self.chart.form == "line" else bool(points)

    def say(self, charts: tuple[Chart, ...]) -> None:
        """Show newer values; the chosen span stays."""
        self._charts = charts
        self.choose(self._shown)

    def choose(self, number: int) -> None:
        """Show one of the spans."""
        self._shown = number
        for each, made in enumerate(self.spans):
            made.setChecked(each == number)
        self.caption.setText(self.chart.caption)
        self.view.say(self.chart)
        for part in (self.view, self.reading, self.copy_button, self._above):
            if part is not None:
                part.setVisible(self.drawn)

    def _told(self, words: str) -> None:
        self.reading.setText(words)
        if words:
            self.looked_at.emit()

    def _dress(self) -> None:
        pad = self.fontMetrics().height()
        self._column.setContentsMargins(pad, pad, pad, pad)
        # A line is kept free, so that nothing moves when a point is told.
        self.reading.setMinimumHeight(round(self.reading.fontMetrics().height() * 1.2))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A quiet field around it."""
        ink, px = self._theme.ink, self.font().pixelSize()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(ink.line), 1))
        painter.setBrush(QColor(ink.panel))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), px * 0.6, px * 0.6)
