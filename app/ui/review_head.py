"""The line above a card: its lesson, what kind of card it is, and how much is left."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from app import wording
from app.study import Face
from app.ui.theme import Theme
from app.ui.widgets import Pill, tint
from decks.card import Kind

LEVEL_COLOURS = {"easy": "good", "medium": "accent", "hard": "bad"}
KIND_WORDS = {
    Kind.PLAIN: "Recall",
    Kind.KEY_POINTS: "Key points",
    Kind.CLOZE: "Cloze",
    Kind.CHOICE: "Quiz",
    Kind.NUMERIC: "Drill",
    Kind.PROMPT: "Mock interview",
}


BETWEEN = "  \u203a  "


class LessonLabel(QLabel):
    """Part and lesson; where there is no room for both, the lesson alone, shortened if it must be."""

    def fitting(self) -> str:
        """As much as there is room for."""
        metrics, words = self.fontMetrics(), self.text()
        if metrics.horizontalAdvance(words) > self.width():
            words = words.rpartition(BETWEEN)[2]
        return metrics.elidedText(words, Qt.TextElideMode.ElideRight, self.width())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Words on one line."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.fitting())


class ReviewHead(QWidget):
    """Lesson on the left; state, kind, level, time and what is left on the right."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.lesson = LessonLabel(self)
        self.lesson.setAccessibleName("Lesson")
        self.lesson.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.level = Pill(theme, parent=self)
        self.kind = Pill(theme, parent=self)
        self.state = Pill(theme, "accent", parent=self)
        self.timer = QLabel(self)
        self.timer.setAccessibleName("Time on this card")
        self.progress = QLabel(self)
        self.progress.setAccessibleName("Progress")
        line = QHBoxLayout(self)
        line.setContentsMargins(20, 10, 20, 8)
        line.setSpacing(8)
        line.addWidget(self.lesson, 1)
        for widget in (self.state, self.kind, self.level):
            line.addWidget(widget)
        line.addSpacing(8)
        self.timer.setContentsMargins(0, 0, 8, 0)
        line.addWidget(self.timer)
        line.addWidget(self.progress)
        theme.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        for label in (self.lesson, self.timer, self.progress):
            tint(label, self._theme.ink.muted)

    def say(self, face: Face, left: int) -> str:
        """Show what is known of a card before it is asked; the same in words."""
        self.lesson.setText(f"{face.deck.part}{BETWEEN}{face.deck.title}")
        self.lesson.setToolTip(f"{face.deck.part} \u203a {face.deck.title}")
        level = face.note.level.value if face.note.level else ""
        _tell(self.level, level.capitalize(), LEVEL_COLOURS.get(level, "muted"))
        _tell(self.kind, KIND_WORDS[face.note.kind], "muted")
        _tell(self.state, "Repeat" if face.repeat else "New" if face.memory is None else "", "accent")
        self.state.setToolTip(face.why)
        self.progress.setText(f"{left} left")
        return f"{KIND_WORDS[face.note.kind]}, {level}. {wording.count(left, 'card')} left."

    def show_time(self, shown: bool) -> None:
        """Whether the time on the card is shown."""
        self.timer.setVisible(shown)
        self.timer.clear()

    def tell_time(self, ms: int) -> None:
        """The time on the card so far."""
        seconds = max(0, ms) // 1000
        self.timer.setText(f"{seconds // 60}:{seconds % 60:02d}")


def _tell(pill: Pill, text: str, colour: str) -> None:
    pill.colour = colour
    pill.setText(text)
    pill.setAccessibleName(text)
    pill.setVisible(bool(text))
    pill.updateGeometry()
