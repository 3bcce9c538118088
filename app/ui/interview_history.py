"""Past interviews: a small line for each dimension, the list, and one of them read again."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app import wording
from app.interview_score import RUBRIC
from app.ui import actions
from app.ui.blocks import Frame, Words, button
from app.ui.card_view import CardView
from app.ui.interview_list import TwoLineList
from app.ui.interview_row import CardFoot, wrapped
from app.ui.theme import Theme, mix
from app.ui.widgets import Edge, scaled
from cheatsheets import paint
from cheatsheets.document import Pictures, RichDocument
from cheatsheets.tree import Node
from cheatsheets.writer import write

SHOWN = 20
"""So many of the newest scores make a line."""


class Trend(QWidget):
    """The scores of each dimension over time, a line each, the newest as a number."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._scores: Mapping[str, tuple[int, ...]] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Trend of each dimension")
        theme.changed.connect(self.updateGeometry)
        theme.changed.connect(self.update)

    def say(self, scores: Mapping[str, tuple[int, ...]]) -> None:
        """Show scores, oldest first, by dimension."""
        self._scores = {name: found[-SHOWN:] for name, found in scores.items()}
        told = []
        for dimension in RUBRIC:
            found = self._scores.get(dimension.name, ())
            told.append(f"{dimension.title}: {', '.join(map(str, found)) if found else 'no score yet'}")
        self.setAccessibleDescription("; ".join(told))
        self.update()

    def sizeHint(self) -> QSize:
        """A line of text and a half for each."""
        px = self.font().pixelSize()
        return QSize(px * 26, round(px * 2.9 * len(RUBRIC)))

    def minimumSizeHint(self) -> QSize:
        """Narrow windows make the lines short."""
        return QSize(self.font().pixelSize() * 18, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Name, line, number."""
        ink, px = self._theme.ink, self.font().pixelSize()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        names = max(QFontMetrics(self.font()).horizontalAdvance(each.title) for each in RUBRIC) + px * 1.2
        height = px * 2.9
        for number, dimension in enumerate(RUBRIC):
            found = self._scores.get(dimension.name, ())
            top = number * height
            painter.setFont(self.font())
            painter.setPen(QColor(ink.text))
            painter.drawText(QRectF(0, top, names, height), Qt.AlignmentFlag.AlignVCenter, dimension.title)
            field = QRectF(names, top + px * 0.55, self.width() - names - px * 4, height - px * 1.1)
            for level in (1, 2, 3, 4):
                painter.setPen(QPen(mix(ink.page, ink.line, 0.8), 1))
                y = field.bottom() - field.height() * (level - 1) / 3
                painter.drawLine(QPointF(field.left(), y), QPointF(field.right(), y))
            if not found:
                continue
            step = (field.width() - px) / max(1, SHOWN - 1 if len(found) > SHOWN // 2 else SHOWN // 2 - 1)
            at = [
                QPointF(field.left() + px * 0.5 + step * n, field.bottom() - field.height() * (score - 1) / 3)
                for n, score in enumerate(found)
            ]
            painter.setPen(QPen(QColor(ink.accent), 2))
            painter.drawPolyline(at)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ink.accent))
            for point in at:
                painter.drawEllipse(point, px * 0.22, px * 0.22)
            painter.setFont(scaled(self.font(), 1.1, strong=True))
            painter.setPen(QColor(ink.text))
            newest = QRectF(field.right() + px * 0.8, top, px * 3.2, height)
            painter.drawText(newest, Qt.AlignmentFlag.AlignVCenter, f"{found[-1]} of 4")


class HistoryView(QWidget):
    """How one scores over time, and every finished interview."""

    open = Signal(str)
    back = Signal()
    bring_back = Signal()
    """The interview that was deleted last."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        frame = Frame(theme, "Past interviews", "How you score yourself over time, the newest on the right.", self)
        self.frame = frame
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(frame)
        self.trend = Trend(theme, self)
        frame.add(self.trend)
        self.advice = Words(theme, colour="muted")
        frame.add(self.advice, 4)
        self.open_button = button("&Open", self._open, self, primary=True, help="Read the marked interview again.")
        self.back_button = button("&Back to the prompts", self.back.emit, self, help="Esc")
        self.bring_back_button = button("Bring &it back", self.bring_back.emit, self, help="The interview taken away.")
        self.bring_back_button.hide()
        frame.add(wrapped(self.open_button, self.back_button, self.bring_back_button), 6)
        self.list = TwoLineList(theme, "Past interviews", self)
        self.list.taken.connect(self.open)
        self.list.scrolled_by(frame.area)
        frame.add(self.list, 4)
        frame.column.addStretch(1)
        actions.make("interview-open", self, self._open)

    def say(
        self, interviews: tuple[tuple[str, str, str], ...], scores: Mapping[str, tuple[int, ...]], advice: str
    ) -> None:
        """Show the interviews (id, words, facts), newest first, and the scores of each dimension."""
        self.trend.say(scores)
        self.trend.setVisible(bool(interviews))
        self.list.say(interviews)
        self.list.setVisible(bool(interviews))
        self.open_button.setEnabled(bool(interviews))
        self.advice.setText(advice if interviews else "None yet. The first one shows where you stand.")

    def focus(self) -> None:
        """Where work begins."""
        self.list.show_from_top()
        target = self.list if self.list.count() else self.back_button
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self) -> None:
        if self.list.chosen():
            self.open.emit(self.list.chosen())


class SessionView(QWidget):
    """One interview: its scores, what was left out, its notes, the model answer with its ticks."""

    back = Signal()
    score = Signal()
    markdown = Signal()
    pdf = Signal()
    delete = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._parts: tuple[tuple[Node, str], ...] = ()
        self._marks = paint.PLAIN
        self._points = 0
        self._pictures: Pictures = lambda name: None
        self.text = CardView(self)
        self.text.setAccessibleName("The interview")
        self.score_button = button("&Score", self.score.emit, self, help="Ctrl+Enter")
        self.markdown_button = button("&Markdown…", self.markdown.emit, self, help="Save as Markdown, Ctrl+S")
        self.pdf_button = button("&PDF…", self.pdf.emit, self, help="Save as PDF, Ctrl+Shift+S")
        self.delete_button = button("&Delete", self.delete.emit, self, help="Take it out of the history.")
        self.back_button = button("&Back", self.back.emit, self, help="To the past interviews, Esc")
        self.markdown_button.setAccessibleName("Save as Markdown")
        self.pdf_button.setAccessibleName("Save as PDF")
        buttons = (self.back_button, self.score_button, self.markdown_button, self.pdf_button, self.delete_button)
        foot = CardFoot(theme, self.text, *buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.text, 1)
        column.addWidget(Edge(theme, self.text.verticalScrollBar(), above=False, parent=self))
        column.addWidget(foot)
        actions.make("interview-score", self, self.score.emit)
        actions.make("interview-markdown", self, self.markdown.emit)
        actions.make("interview-pdf", self, self.pdf.emit)
        actions.make("interview-delete", self, self.delete.emit)
        theme.changed.connect(self._draw)

    def say(self, parts: tuple[tuple[Node, str], ...], points: int, marks: paint.Marks, pictures: Pictures) -> None:
        """Show an interview: trees with their styles, and the marks on the points of the answer."""
        self._parts, self._points, self._marks, self._pictures = parts, points, marks, pictures
        self._draw()
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _draw(self) -> None:
        self.text.use_ink(self._theme.ink)
        if self._parts:
            document = RichDocument(self._theme.ink, self._theme.card_scale, self._pictures)
            document.letters = " " * self._points
            write(document, *self._parts)
            self.text.show_document(document, self._marks)
            self.text.setAccessibleDescription(document.toPlainText())


def facts_of_scores(scores: Mapping[str, int]) -> str:
    """`Framing 3, Modelling 2, …`, or that there are none."""
    said = [f"{dimension.title} {scores[dimension.name]}" for dimension in RUBRIC if dimension.name in scores]
    if not said:
        return "not scored yet"
    return ", ".join(said) + (
        "" if len(said) == len(RUBRIC) else f" ({wording.count(len(RUBRIC) - len(said), 'score')} to give)"
    )
