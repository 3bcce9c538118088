"""After the interview: one's notes beside the model answer, whose points are ticked."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QSplitter, QVBoxLayout, QWidget

from app.interview_points import ModelAnswer
from app.ui import actions
from app.ui.blocks import Words, button, row
from app.ui.card_view import CardView
from app.ui.theme import Theme
from app.ui.widgets import SlimScrollBar, scaled
from cheatsheets import paint
from cheatsheets.document import Pictures, RichDocument
from cheatsheets.tree import Node
from cheatsheets.writer import write

# Narrower than this, in control text sizes, notes and answer stand one above the other.
BESIDE_FROM = 52


class PointsView(CardView):
    """A model answer whose points are moved through with Up and Down and ticked with Space, or clicked."""

    ticked = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._answer: ModelAnswer | None = None
        self._pictures: Pictures = lambda name: None
        self.said: frozenset[int] = frozenset()
        """The ticked points, by their number from 0."""
        self.at = 0
        self.setAccessibleName("Model answer")
        self.setAccessibleDescription("Up and Down move from point to point, Space ticks one that you made.")
        self.point_clicked.connect(self._clicked)
        actions.make("interview-tick", self, lambda: self.toggle(self.at))
        theme.changed.connect(self._draw)

    def say(self, answer: ModelAnswer, said: Iterable[int], pictures: Pictures) -> None:
        """Show an answer with these points ticked."""
        self._answer, self.said, self._pictures, self.at = answer, frozenset(said), pictures, 0
        self._draw()

    def _draw(self) -> None:
        self.use_ink(self._theme.ink)
        if self._answer is None:
            return
        document = RichDocument(self._theme.ink, self._theme.card_scale, self._pictures)
        # There are more points than letters: their boxes are empty.
        document.letters = " " * len(self._answer.points)
        write(document, (self._answer.tree, "body"))
        self.show_document(document, paint.Marks(ticked=self.said))

    def toggle(self, number: int) -> None:
        """Tick a point, or take its tick off."""
        if self._answer is None or number >= len(self._answer.points):
            return
        self.said = self.said ^ {number}
        self.at = number
        self.set_marks(paint.Marks(ticked=self.said), self._words())
        self.ticked.emit()

    def _clicked(self, number: int) -> None:
        self.toggle(number)

    def _words(self) -> str:
        assert self._answer is not None
        state = "ticked" if self.at in self.said else "not ticked"
        return f"{state}: {self._answer.points[self.at]}"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """From point to point; everything else scrolls."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is None or self._answer is None or not self._answer.points:
            super().keyPressEvent(event)
            return
        last = len(self._answer.points) - 1
        if self.at == 0 and step < 0:
            self.verticalScrollBar().setValue(0)  # what stands above the first point can be read
        self.at = min(max(self.at + step, 0), last)
        self.bring_into_view(self.at)
        if self.at == last and step > 0:
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() + round(self._theme.card_scale.px * 2))
        self.set_marks(self.marks, self._words())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The answer, and a ring around the point one is at."""
        super().paintEvent(event)
        if not self.hasFocus() or self.document_shown is None:
            return
        boxes = paint.points(self.document_shown)
        if self.at < len(boxes):
            painter = QPainter(self.viewport())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(-self.horizontalScrollBar().value(), -self.verticalScrollBar().value())
            painter.setPen(QPen(QColor(self._theme.ink.accent), 2))
            radius = self._theme.card_scale.radius
            painter.drawRoundedRect(QRectF(boxes[self.at]).adjusted(1, 1, -1, -1), radius, radius)
            painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The ring shows where one is; the frame of a card that is only read would be a second one."""
        super().focusInEvent(event)
        self._by_tab = False


class CompareView(QWidget):
    """Notes and model answer side by side."""

    ticked = Signal()
    go_on = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._points = 0
        self.question = Words(theme, factor=1.25, strong=True)
        self.told = Words(
            theme, "Tick what you said: what your notes, or a recording, can prove. Up, Down and Space.", colour="muted"
        )
        self.count = Words(theme, strong=True)
        self.notes = QPlainTextEdit(self)
        self.notes.setReadOnly(True)
        self.notes.setTabChangesFocus(True)
        self.notes.setAccessibleName("Your notes")
        self.notes.setPlaceholderText("You took no notes.")
        self.notes.setVerticalScrollBar(SlimScrollBar(Qt.Orientation.Vertical, self.notes))
        self.notes.document().setDocumentMargin(8)
        self.answer = PointsView(theme, self)
        self.answer.ticked.connect(self._ticked)
        self.sides = QSplitter(self)
        self.sides.setChildrenCollapsible(False)
        self.sides.setHandleWidth(9)
        # The edges of both sides show where it can be taken; the gap itself is not painted.
        self.sides.setStyleSheet("QSplitter::handle { background: transparent; }")
        self.sides.addWidget(self.notes)
        self.sides.addWidget(self.answer)
        self.sides.setStretchFactor(0, 2)
        self.sides.setStretchFactor(1, 3)
        self.next_button = button("&Score yourself", self.go_on.emit, self, primary=True, help="Ctrl+Enter")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 14)
        column.setSpacing(8)
        column.addWidget(self.question)
        column.addWidget(self.told)
        column.addWidget(self.sides, 1)
        foot = row(self.next_button, 8, self.count, stretch=False)
        foot.setStretchFactor(self.count, 1)
        column.addLayout(foot)
        actions.make("interview-next", self, self.go_on.emit)
        theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        font = scaled(QApplication.font(), 1.1)
        self.notes.setFont(font)
        self.notes.setMinimumHeight(QFontMetrics(font).height() * 3)
        self.answer.setMinimumHeight(QFontMetrics(font).height() * 5)
        self._turn()

    def say(
        self,
        question: str,
        notes: str,
        answer: ModelAnswer,
        said: Iterable[int],
        pictures: Callable[[str], bytes | None],
    ) -> None:
        """Show what one noted beside what there was to say."""
        self.question.setText(question)
        self.notes.setPlainText(notes)
        self._points = len(answer.points)
        self.answer.say(answer, said, pictures)
        self._count()
        self.answer.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ticked(self) -> None:
        self._count()
        self.ticked.emit()

    def _count(self) -> None:
        said = f"{len(self.answer.said)} of {self._points} points" if self._points else "No points to tick"
        self.count.setText(said)

    def _turn(self) -> None:
        wide = self.width() >= BESIDE_FROM * QApplication.font().pixelSize()
        turned = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if turned != self.sides.orientation() or not any(self.sides.sizes()):
            self.sides.setOrientation(turned)
            self.sides.setSizes([2000, 3000] if wide else [1000, 2000])
        # A low window needs its height for the answer.
        self.told.setVisible(self.height() >= 30 * QApplication.font().pixelSize())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side while there is room."""
        super().resizeEvent(event)
        self._turn()


EMPTY = ModelAnswer(Node("body", {}, [Node("p", {}, ["This prompt is no longer in your decks."])]), ())
"""The answer of a prompt that is gone."""
