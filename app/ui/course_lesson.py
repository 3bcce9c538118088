"""What the course map tells of one lesson or part, and the ways from there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QApplication, QSizePolicy, QVBoxLayout, QWidget

from app import wording
from app.course import LeftOut, Lesson, Part, percent
from app.ui.blocks import Frame, Words, button, row
from app.ui.course_tree import StageBar
from app.ui.theme import Theme, mix
from app.ui.widgets import scaled
from cheatsheets.sheet import Sheet

# A note of more text sizes than this goes below the words: those of a list stand alike.
SHORT = 10
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


@dataclass(frozen=True, slots=True)
class Found:
    """What is shown: a part or lesson, and what belongs to a lesson but is not in the map."""

    what: Part | Lesson
    sheets: tuple[Sheet, ...] = ()
    has_task: bool = False

    @property
    def title(self) -> str:
        """The name of the part or lesson."""
        return self.what.title if isinstance(self.what, Part) else self.what.deck.title

    @property
    def deck_ids(self) -> tuple[str, ...]:
        """The decks it stands for."""
        if isinstance(self.what, Part):
            return tuple(lesson.deck.id for lesson in self.what.lessons)
        return (self.what.deck.id,)

    @property
    def choices(self) -> int:
        """Its quiz cards."""
        return sum(lesson.choices for lesson in self.what.lessons) if isinstance(self.what, Part) else self.what.choices

    @property
    def query(self) -> str:
        """What finds its cards in Browse."""
        return f'part:"{self.what.title}"' if isinstance(self.what, Part) else f"lesson:{self.what.deck.id}"


class Way(QAbstractButton):
    """A line that leads to another page: its words, and a short note at the right, or below if there is no room."""

    def __init__(self, theme: Theme, words: str, note: str, call: Callable[[], object], parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._note = note
        self.setText(words)
        self.setAccessibleName(f"{words}, {note}" if note else words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.clicked.connect(lambda _checked=False: call())

    def boxes(self, width: int) -> tuple[QRect, QRect]:
        """Where words and note go in this width: side by side, or a long note below."""
        font = QApplication.font()
        px = font.pixelSize()
        small = QFontMetrics(scaled(font, 0.86))
        left, top, room = round(px * 0.9), round(px * 0.75), max(px * 6, width - round(px * 2.9))
        words = QFontMetrics(font).boundingRect(QRect(left, top, room, 9999), _WRAP, self.text())
        beside = small.horizontalAdvance(self._note)
        if beside <= px * SHORT and words.width() + px + beside <= room and words.height() < px * 2:
            return words, QRect(left + room - beside - 2, top, beside + 2, words.height())
        return words, small.boundingRect(QRect(left, words.bottom() + round(px * 0.3), room, 9999), _WRAP, self._note)

    def heightForWidth(self, width: int) -> int:
        """As high as its words and note need."""
        words, note = self.boxes(width)
        return max(words.bottom(), note.bottom()) + 1 + words.top()

    def sizeHint(self) -> QSize:
        """The height of a line; the layout asks for that of a width."""
        px = QApplication.font().pixelSize()
        return QSize(px * 12, round(px * 2.7))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Field, words, note, and a wedge that says it leads on."""
        ink, font = self._theme.ink, QApplication.font()
        px = font.pixelSize()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        field = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(QColor(ink.accent), 2) if self.hasFocus() else QPen(QColor(ink.line), 1))
        painter.setBrush(mix(ink.panel, ink.accent, 0.08) if self.underMouse() or self.isDown() else QColor(ink.panel))
        painter.drawRoundedRect(field, px * 0.4, px * 0.4)
        painter.setFont(font)
        painter.setPen(QColor(ink.muted))
        wedge = field.adjusted(0, 0, -px * 0.8, 0)
        painter.drawText(wedge, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, "\u203a")
        words, note = self.boxes(self.width())
        painter.setFont(scaled(font, 0.86))
        upright = Qt.AlignmentFlag.AlignVCenter if note.top() == words.top() else Qt.AlignmentFlag.AlignTop
        painter.drawText(note, Qt.TextFlag.TextWordWrap | upright, self._note)
        painter.setFont(font)
        painter.setPen(QColor(ink.text))
        painter.drawText(words, _WRAP, self.text())


class LeftOutWords(QWidget):
    """Questions, each with its points that were left out.

    The points of a question are one label: a label for each took 50 ms of an arrow key in a lesson of which much was
    left out. The question is one of its own, since Qt's rich text thickens a variable font rather than use its axis.
    """

    def __init__(self, theme: Theme, left_out: Sequence[LeftOut], parent: QWidget) -> None:
        super().__init__(parent)
        told = (f"{left.question}: {'; '.join(left.points)}." for left in left_out)
        self.setAccessibleName(" ".join(told))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for number, left in enumerate(left_out):
            if number:
                column.addSpacing(8)
            column.addWidget(Words(theme, left.question, strong=True, parent=self))
            column.addWidget(_Points(theme, left.points, self))


class _Points(Words):
    """A list of points in one label."""

    def __init__(self, theme: Theme, points: Sequence[str], parent: QWidget) -> None:
        self._points = tuple(points)
        super().__init__(theme, parent=parent)
        self.setTextFormat(Qt.TextFormat.RichText)

    def _draw(self) -> None:
        super()._draw()
        px = self.font().pixelSize()
        shape = f"margin-top: {round(px * 0.35)}px; margin-bottom: 0; margin-left: {px * 2}px; text-indent: -{px}px"
        self.setText("".join(f'<p style="{shape}">\u2022\u2002{escape(point)}</p>' for point in self._points))


class LessonPane(QWidget):
    """A lesson or part: how far it is, what was left out, and where its cards, sheets and tasks are."""

    back = Signal()
    review = Signal()
    quiz = Signal()
    cards = Signal()
    wanted = Signal(str, dict)
    """Another page, and what to show there."""
    task = Signal()
    """The code task."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._found: Found | None = None
        self.frame = Frame(theme, "", "", self, wide=720)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.frame)
        self.back_button = button("\u2039 All &lessons", self.back.emit, self, help="Back to the map (Esc)")
        self.back_button.setAccessibleName("All lessons")
        self.frame.column.insertLayout(0, row(self.back_button))
        self.bar = StageBar(theme, self)
        self.points = Words(theme, colour="muted")
        self.review_button = button("&Review", self.review.emit, self, primary=True, help="Review its cards now (R)")
        self.quiz_button = button("&Quiz", self.quiz.emit, self, help="Up to ten questions to choose from (Q)")
        self.cards_button = button("&Cards", self.cards.emit, self, help="See its cards in Browse (C)")
        self.frame.add(self.bar)
        self.frame.add(self.points)
        self.frame.add(row(self.review_button, self.quiz_button, self.cards_button), 6)
        self._rest = QWidget(self)
        self.frame.add(self._rest)
        self.frame.column.addStretch(1)

    def stand(self, *, alone: bool) -> None:
        """Beside the map, or in its place with a way back."""
        self.back_button.setVisible(alone)
        self.frame.column.setContentsMargins(20, 12 if alone else 24, 20, 20)

    def say(self, found: Found | None) -> None:
        """Show a lesson or part, or nothing."""
        if found == self._found:
            return
        self._found = found
        self.frame.setVisible(found is not None)
        self._clear()
        if found is None:
            return
        what, tally = found.what, found.what.tally
        self.frame.heading.setText(found.title)
        if isinstance(what, Part):
            said = f"{what.known} of {wording.count(len(what.lessons), 'lesson')} known"
        else:
            said = f"{what.deck.part}  \u203a  {tally.stage}"
        self.frame.said.setText(said)
        self.bar.setVisible(bool(tally.cards or tally.suspended))
        self.bar.say(tally)
        told = [f"{wording.count(tally.due, 'card')} due"] if tally.due else []
        share = tally.share_covered
        if share is not None:
            told.append(f"{tally.covered:,} of {wording.count(tally.points, 'key point')} covered ({percent(share)})")
        self.points.setText(" \u00b7 ".join(told))
        self.points.setVisible(bool(told))
        self.review_button.setEnabled(bool(tally.cards))
        self.quiz_button.setEnabled(bool(found.choices))
        self.cards_button.setEnabled(bool(tally.cards or tally.suspended))
        if isinstance(what, Lesson):
            self._fill(found, what)
        self._lay_out()
        self.frame.area.verticalScrollBar().setValue(0)

    def _lay_out(self) -> None:
        """At once: left to the event loop, the first picture would be squeezed into the old height."""
        self._rest.show()
        holder = self.frame.area.widget()
        assert holder is not None
        for layout in (self._rest.layout(), self.frame.column, holder.layout()):
            if layout is not None:
                layout.activate()
        QApplication.sendEvent(holder, QEvent(QEvent.Type.LayoutRequest))

    def _clear(self) -> None:
        old = self._rest
        self._rest = QWidget(self)
        column = QVBoxLayout(self._rest)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.frame.column.replaceWidget(old, self._rest)
        old.hide()
        old.deleteLater()

    def _fill(self, found: Found, lesson: Lesson) -> None:
        if lesson.left_out:
            self._section("Last time you left out")
            self._add(LeftOutWords(self._theme, lesson.left_out, self._rest))
        if found.sheets:
            self._section("On one page")
            for sheet in found.sheets:
                self._way(sheet.title, sheet.subtitle, "sheets", {"sheet": sheet.id})
        if lesson.drills or lesson.prompts or found.has_task:
            self._section("To practise")
        if lesson.drills:
            query = f"{found.query} kind:numeric"
            self._way("Drills", wording.count(lesson.drills, "card"), "browse", {"query": query})
        for prompt in lesson.prompts:
            minutes = f"{prompt.minutes} min"
            self._way(f"Mock interview: {prompt.question}", minutes, "interview", {"prompt": prompt.note_id})
        if found.has_task:
            words = "Write verify_webhook in your own editor"
            self._add(Way(self._theme, words, "Code task", self.task.emit, self._rest))

    def _section(self, title: str) -> None:
        layout = self._rest.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.addSpacing(12)
        self._add(Words(self._theme, title, 1.15, strong=True, parent=self._rest))

    def _way(self, words: str, note: str, page: str, what: dict[str, str]) -> None:
        self._add(Way(self._theme, words, note, lambda: self.wanted.emit(page, what), self._rest))

    def _add(self, item: QWidget) -> None:
        layout = self._rest.layout()
        assert layout is not None
        layout.addWidget(item)
