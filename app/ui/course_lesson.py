"""What the course map tells of one lesson or part, and the ways from there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QApplication, QSizePolicy, QVBoxLayout, QWidget

from app import wording
from app.course import LeftOut, Lesson, Part, percent
from app.ui.blocks import Frame, Words, button, row
from app.ui.course_tree import StageBar
from app.ui.theme import Theme, mix
from app.ui.widgets import scaled
from cheatsheets.sheet import Sheet


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
    """A line that leads to another page: its words, shortened where there is no room, and a note at the right."""

    def __init__(self, theme: Theme, words: str, note: str, call: Callable[[], object], parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._note = note
        self.setText(words)
        self.setAccessibleName(f"{words}, {note}" if note else words)
        self.setToolTip(words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda _checked=False: call())

    def sizeHint(self) -> QSize:
        """One line with room around it."""
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
        inside = field.adjusted(px * 0.9, 0, -px * 0.8, 0)
        upright = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(font)
        painter.setPen(QColor(ink.muted))
        painter.drawText(inside, upright | Qt.AlignmentFlag.AlignRight, "\u203a")
        inside.setRight(inside.right() - px)
        small = scaled(font, 0.86)
        # The words come first: the note has what they leave, if that is worth having.
        left = inside.width() - QFontMetrics(font).horizontalAdvance(self.text()) - px
        note = QFontMetrics(small).elidedText(self._note, Qt.TextElideMode.ElideRight, int(max(left, px * 6)))
        if self._note and (left >= px * 6 or note == self._note):
            painter.setFont(small)
            painter.drawText(inside, upright | Qt.AlignmentFlag.AlignRight, note)
            inside.setRight(inside.right() - QFontMetrics(small).horizontalAdvance(note) - px)
        painter.setFont(font)
        painter.setPen(QColor(ink.text))
        shown = QFontMetrics(font).elidedText(self.text(), Qt.TextElideMode.ElideRight, int(inside.width()))
        painter.drawText(inside, upright, shown)


class LeftOutWords(Words):
    """Questions, each with its points that were left out.

    All in one label: a label for each point took 50 ms of an arrow key in a lesson of which much was left out.
    """

    def __init__(self, theme: Theme, left_out: Sequence[LeftOut], parent: QWidget) -> None:
        self._left_out = tuple(left_out)
        super().__init__(theme, parent=parent)
        self.setTextFormat(Qt.TextFormat.RichText)
        told = (f"{left.question}: {'; '.join(left.points)}." for left in self._left_out)
        self.setAccessibleName(" ".join(told))

    def _draw(self) -> None:
        super()._draw()
        px = self.font().pixelSize()
        lines = []
        for number, left in enumerate(self._left_out):
            above = round(px * 0.8) if number else 0
            lines.append(f'<p style="margin-top: {above}px; margin-bottom: 0"><b>{escape(left.question)}</b></p>')
            shape = f"margin-top: {round(px * 0.35)}px; margin-bottom: 0; margin-left: {px * 2}px; text-indent: -{px}px"
            lines += [f'<p style="{shape}">\u2022\u2002{escape(point)}</p>' for point in left.points]
        self.setText("".join(lines))


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
