"""A card's history as a small picture: each review at its time, as high as the interval it led to."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from math import log2

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app import wording
from app.storage.records import Event
from app.ui.browse_model import GRADE_COLOURS, due_words
from app.ui.theme import Theme, mix
from app.ui.widgets import scaled
from scheduler.memory import Quality

DAY_MS = 86_400_000
_UNIX_EPOCH = 719_163
TOLD = 20
"""So many of the newest events are told to a screen reader."""

_MARKS = {
    "suspend": "suspended",
    "unsuspend": "brought back",
    "bury": "buried",
    "unbury": "dug out",
    "reschedule": "rescheduled",
    "forget": "forgotten",
    "tag": "tagged",
    "untag": "tag taken off",
}


class Timeline(QWidget):
    """Reviews are dots in the colour of their grade; repeats are hollow; what else was done are small strokes below."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._events: tuple[Event, ...] = ()
        self._due = 0
        self._today = 0
        self._aside = (17, 17)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("History of the card")
        theme.changed.connect(self.updateGeometry)
        theme.changed.connect(self.update)

    def say(self, events: tuple[Event, ...], due: int, today: int) -> None:
        """Show what happened, oldest first; `due` is the study day it comes back, 0 for none."""
        self._events = events
        self._due = due
        self._today = today
        told = "; ".join(event_words(event) for event in reversed(events[-TOLD:]))
        self.setAccessibleDescription(f"{self.caption()} {told}".strip())
        self.updateGeometry()
        self.update()

    def keep_aside(self, left: int, right: int) -> None:
        """Keep these pixels from the edges."""
        self._aside = (left, right)
        self.update()

    def caption(self) -> str:
        """The history in one line."""
        reviews = [event for event in self._events if event.quality is not None]
        if not reviews:
            return "Never reviewed."
        said = [f"{wording.count(len(reviews), 'review')} since {_date(reviews[0])}"]
        if self._due:
            word = "was due" if self._due < self._today else "due"
            said.append(f"{word} {due_words(self._due, self._today)}")
        return f"{', '.join(said)}."

    def sizeHint(self) -> QSize:
        """A caption and a low picture."""
        px = self.font().pixelSize()
        return QSize(px * 16, self._height())

    def minimumSizeHint(self) -> QSize:
        """Narrow columns make it narrow."""
        px = self.font().pixelSize()
        return QSize(px * 8, self._height())

    def _height(self) -> int:
        return round(self.font().pixelSize() * (7.0 if self._events else 2.8))

    # ---- where things are -------------------------------------------------------------------------

    def _field(self) -> QRectF:
        px = self.font().pixelSize()
        left, right = self._aside
        return QRectF(self.rect()).adjusted(left, px * 2.7, -right, -px * 1.1)

    def _span(self) -> tuple[float, float]:
        first = self._events[0].at / DAY_MS
        last = max(self._events[-1].at / DAY_MS, float(max(self._due, self._today) - _UNIX_EPOCH))
        return first, max(last, first + 1)

    def _x(self, day: float) -> float:
        field, (first, last) = self._field(), self._span()
        return field.left() + field.width() * (day - first) / (last - first)

    def _y(self, interval: int | None) -> float:
        field = self._field()
        longest = max((event.interval or 0 for event in self._events), default=0)
        # Intervals grow by a factor each time: on a scale of doublings they make an even stair.
        share = log2(1 + (interval or 0)) / log2(1 + max(longest, 7))
        return field.bottom() - field.height() * share

    def _at(self, event: Event) -> QPointF:
        raised = event.interval if event.quality is not None else None
        return QPointF(self._x(event.at / DAY_MS), self._y(raised))

    # ---- Qt ---------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Caption, axis, dots."""
        ink, px = self._theme.ink, self.font().pixelSize()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        field = self._field()
        # The card above scrolls: without a line its words would run into these.
        painter.fillRect(0, 0, self.width(), 1, QColor(ink.line))
        small = scaled(self.font(), 0.9)
        painter.setFont(small)
        painter.setPen(QColor(ink.muted))
        head = QRectF(field.left(), px * 0.6, field.width(), px * 1.6)
        words = QFontMetrics(small).elidedText(self.caption(), Qt.TextElideMode.ElideRight, int(head.width()))
        painter.drawText(head, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        if not self._events:
            return
        painter.setPen(QPen(QColor(ink.line), 1))
        painter.drawLine(field.bottomLeft(), field.bottomRight())
        self._stair(painter, field)
        for event in self._events:
            at = self._at(event)
            if event.quality is None:
                painter.setPen(QPen(QColor(ink.muted), 1.5))
                painter.drawLine(QPointF(at.x(), field.bottom() + 2), QPointF(at.x(), field.bottom() + px * 0.5))
                continue
            colour = QColor(getattr(ink, GRADE_COLOURS[event.quality].replace("text", "accent")))
            counts = event.kind in ("scheduled", "anki")
            painter.setPen(QPen(colour, 1.5))
            painter.setBrush(colour if counts else QColor(ink.page))
            radius = px * (0.3 if counts else 0.2)
            painter.drawEllipse(at, radius, radius)
        if self._due > self._today:
            painter.setPen(QPen(QColor(ink.accent), 1.5, Qt.PenStyle.DotLine))
            x = self._x(self._due - _UNIX_EPOCH)
            painter.drawLine(QPointF(x, field.top()), QPointF(x, field.bottom()))

    def _stair(self, painter: QPainter, field: QRectF) -> None:
        points = [self._at(event) for event in self._events if event.kind in ("scheduled", "anki")]
        painter.setPen(QPen(mix(self._theme.ink.page, self._theme.ink.muted, 0.45), 1))
        for one, other in pairwise(points):
            corner = QPointF(other.x(), one.y())
            painter.drawLine(one, corner)
            painter.drawLine(corner, other)

    def event(self, event: QEvent) -> bool:
        """The tool tip of what is nearest."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self._events:
            at = QPointF(event.pos())
            nearest = min(self._events, key=lambda each: abs(self._at(each).x() - at.x()))
            if abs(self._at(nearest).x() - at.x()) < self.font().pixelSize():
                QToolTip.showText(event.globalPos(), event_words(nearest), self)
                return True
        return super().event(event)


def event_words(event: Event) -> str:
    """One thing that happened, in words: `2 March 2026: Good, then 6 days`."""
    if event.quality is None:
        what = _MARKS.get(event.kind, event.kind)
        if event.tag:
            what += f" {event.tag}"
        if event.until_day:
            what += f" {'until' if event.kind == 'bury' else 'to'} {wording.iso_day(event.until_day)}"
        return f"{_date(event)}: {what}"
    what = wording.GRADE_NAMES[Quality(event.quality)]
    if event.kind == "anki":
        what += " in Anki"
    elif event.kind != "scheduled":
        return f"{_date(event)}: {what}, {'again that day' if event.kind == 'repeat' else 'ahead of its time'}"
    return f"{_date(event)}: {what}, then {wording.interval(event.interval or 0)}"


def _date(event: Event) -> str:
    if event.study_day is not None:
        return wording.iso_day(event.study_day)
    return datetime.fromtimestamp(event.at / 1000, UTC).date().isoformat()
