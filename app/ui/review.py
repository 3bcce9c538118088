"""The page of a review: a question, its answer, the evidence, a grade; all of it by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app import wording
from app.errors import ByHeartError
from app.evidence import propose_from_choice, propose_from_points
from app.study import Face, Study
from app.ui import actions
from app.ui.card_view import CardView, Look, answer_document, question_document
from app.ui.theme import Theme
from app.ui.widgets import BigButton, GradeButton, Pill, tint
from cheatsheets.document import OPTION_LETTERS, POINT_LETTERS, RichDocument
from cheatsheets.paint import Marks
from decks import markup
from decks.card import Kind
from scheduler.memory import Quality

GRADE_COLOURS = {0: "bad", 1: "bad", 2: "bad", 3: "warn", 4: "good", 5: "accent"}
LEVEL_COLOURS = {"easy": "good", "medium": "accent", "hard": "bad"}
KIND_WORDS = {
    Kind.PLAIN: "Recall",
    Kind.KEY_POINTS: "Key points",
    Kind.CLOZE: "Cloze",
    Kind.CHOICE: "Quiz",
    Kind.PROMPT: "Mock interview",
}


@dataclass(slots=True)
class Laid:
    """A card laid out: as asked, and with its answer once that was needed."""

    face: Face
    look: Look
    question: RichDocument
    answer: RichDocument | None = None


class ReviewPage(QWidget):
    """Shows the card at hand and takes its grade.

    The next card is laid out while this one is read, so that a key press only swaps documents.
    """

    finished = Signal()
    trouble = Signal(str)
    told = Signal(str)
    changed = Signal()

    def __init__(
        self,
        theme: Theme,
        now: Callable[[], int],
        *,
        six_grades: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._now = now
        self._study: Study | None = None
        self._laid: Laid | None = None
        self._next: Laid | None = None
        self._revealed = False
        self._ticked: frozenset[int] = frozenset()
        self._chosen: int | None = None
        self._shown_at = 0
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(0)
        self._idle.timeout.connect(self._lay_out_ahead)
        self._build(six_grades)
        theme.changed.connect(self._restyle)

    # ---- building ---------------------------------------------------------------------------------

    def _build(self, six_grades: bool) -> None:
        self.lesson = QLabel(self)
        self.lesson.setAccessibleName("Lesson")
        self.lesson.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.level = Pill(self._theme, parent=self)
        self.kind = Pill(self._theme, parent=self)
        self.state = Pill(self._theme, "accent", parent=self)
        self.progress = QLabel(self)
        self.progress.setAccessibleName("Progress")
        head = QHBoxLayout()
        head.setContentsMargins(20, 10, 20, 8)
        head.setSpacing(8)
        head.addWidget(self.lesson, 1)
        for widget in (self.state, self.kind, self.level):
            head.addWidget(widget)
        head.addSpacing(8)
        head.addWidget(self.progress)

        self.card = CardView(self)
        self.card.point_clicked.connect(self._point)

        self.reveal_button = BigButton(self._theme, "Show answer", "Space", self)
        self.reveal_button.clicked.connect(self.reveal)
        asked = QWidget(self)
        row = QHBoxLayout(asked)
        row.setContentsMargins(20, 10, 20, 12)
        row.addStretch(1)
        row.addWidget(self.reveal_button)
        row.addStretch(1)

        self.grades: dict[Quality, GradeButton] = {}
        self._graded_by = tuple(Quality) if six_grades else wording.FOUR_GRADES
        answered = QWidget(self)
        row = QHBoxLayout(answered)
        row.setContentsMargins(20, 10, 20, 12)
        row.setSpacing(8)
        row.addStretch(1)
        for number, quality in enumerate(self._graded_by):
            key = actions.SIX_KEYS[number] if six_grades else str(number + 1)
            button = GradeButton(self._theme, wording.GRADE_NAMES[quality], key, GRADE_COLOURS[quality], answered)
            button.setMaximumWidth(190)
            button.clicked.connect(lambda _checked=False, q=quality: self.grade(q))
            self.grades[quality] = button
            row.addWidget(button, 4)
        row.addStretch(1)

        self.foot = QStackedWidget(self)
        self.foot.addWidget(asked)
        self.foot.addWidget(answered)
        self.foot.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.card, 1)
        column.addWidget(self.foot)

        self._actions(six_grades)
        self._restyle()

    def _actions(self, six_grades: bool) -> None:
        make = actions.make
        self.reveal_action = make("reveal", self, self.reveal_or_accept)
        self.suspend_action = make("suspend", self, self.suspend)
        self.bury_action = make("bury", self, self.bury)
        self.why_action = make("why", self, self.tell_why)
        self.grade_actions: list[QAction] = []
        for number, quality in enumerate(self._graded_by):
            name = f"grade-{number + 1}"
            if six_grades:
                action = QAction(wording.GRADE_NAMES[quality], self)
                action.setShortcut(QKeySequence(actions.SIX_KEYS[number]))
                action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                action.triggered.connect(lambda _checked=False, q=quality: self.grade(q))
                self.addAction(action)
            else:
                action = make(name, self, partial(self.grade, quality))
            self.grade_actions.append(action)
        # One action a letter; what it does depends on the card, so they are enabled with it.
        self._letters: dict[str, QAction] = {}
        for letter in sorted(set(OPTION_LETTERS) | set(POINT_LETTERS)):
            action = QAction(f"Letter {letter.upper()}", self)
            action.setShortcut(QKeySequence(letter.upper()))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda _checked=False, key=letter: self._letter(key))
            action.setEnabled(False)
            self.addAction(action)
            self._letters[letter] = action

    # ---- showing ----------------------------------------------------------------------------------

    def study(self, study: Study) -> None:
        """Begin, or go on with, a session."""
        self._study = study
        self._next = None
        self.show_next()

    def go_on_with(self, study: Study) -> None:
        """Go on over decks that were read anew; a card that is still the current one keeps its ticks and its answer."""
        face = study.current()
        if (
            self._laid is None
            or face is None
            or face.card_id != self._laid.face.card_id
            or face.note != self._laid.face.note
        ):
            self.study(study)
            return
        self._study = study
        self._laid.face = face
        self._next = None
        self._idle.start()

    def rest(self) -> None:
        """Let go of the session: nothing is laid out, and no key does anything, until there is another."""
        self._idle.stop()
        self._study = None
        self._laid = None
        self._next = None

    @property
    def face(self) -> Face | None:
        """The card at hand."""
        return self._laid.face if self._laid is not None else None

    @property
    def revealed(self) -> bool:
        """Whether the answer is shown."""
        return self._revealed

    def show_next(self) -> None:
        """Ask the next card, or tell that today is done."""
        assert self._study is not None
        face = self._study.current()
        self._revealed = False
        self._ticked = frozenset()
        self._chosen = None
        if face is None:
            self._laid = None
            self._next = None
            self.finished.emit()
            return
        self._laid = self._take(face)
        self._head(face)
        self.card.show_document(self._laid.question, self._marks())
        self.foot.setCurrentIndex(0)
        self._enable_letters()
        self._shown_at = self._now()
        self.card.setFocus(Qt.FocusReason.OtherFocusReason)
        self._idle.start()

    def _take(self, face: Face) -> Laid:
        """The card laid out ahead when it is this one and the window has not changed since."""
        look = self._look()
        ahead = self._next
        self._next = None
        if ahead is not None and ahead.face.card_id == face.card_id and ahead.look == look:
            ahead.face = face
            return ahead
        return Laid(face, look, question_document(face.note, face.gap, look, self._pictures(face)))

    def _look(self) -> Look:
        return Look(self._theme.ink, self._theme.card_scale, self.card.viewport().width())

    def _pictures(self, face: Face) -> Callable[[str], bytes | None]:
        assert self._study is not None
        library = self._study.library

        def read(name: str) -> bytes | None:
            path = library.image(face.deck, name)
            try:
                return path.read_bytes() if path is not None else None
            except OSError as problem:
                self.trouble.emit(f"The picture {name} of {face.deck.path} cannot be read: {problem.strerror}.")
                return None

        return read

    def _lay_out_ahead(self) -> None:
        """While the reader thinks: first this card's answer, then the next card's question and answer."""
        if self._study is None or self._laid is None:
            return
        look = self._look()
        if self._laid.answer is None:
            self._laid.answer = self._answer(self._laid)
            self._idle.start()
        elif self._next is None:
            face = self._study.upcoming()
            if face is not None and face.card_id != self._laid.face.card_id:
                self._next = Laid(face, look, question_document(face.note, face.gap, look, self._pictures(face)))
                self._idle.start()
        elif self._next.answer is None:
            self._next.answer = self._answer(self._next)

    def _answer(self, laid: Laid) -> RichDocument:
        face = laid.face
        return answer_document(face.note, face.gap, laid.look, self._pictures(face))

    def _head(self, face: Face) -> None:
        assert self._study is not None
        self.lesson.setText(f"{face.deck.part}  \u203a  {face.deck.title}")
        self.lesson.setToolTip(f"{face.deck.part} \u203a {face.deck.title}")
        level = face.note.level.value if face.note.level else ""
        self._pill(self.level, level.capitalize(), LEVEL_COLOURS.get(level, "muted"))
        self._pill(self.kind, KIND_WORDS[face.note.kind], "muted")
        self._pill(self.state, "Repeat" if face.repeat else "New" if face.memory is None else "", "accent")
        self.state.setToolTip(face.why)
        left = self._study.left
        self.progress.setText(f"{left} left")
        said = f"{KIND_WORDS[face.note.kind]}, {level}. {wording.count(left, 'card')} left."
        self.card.setAccessibleDescription(f"{markup.plain(face.note.question)} {said}")

    @staticmethod
    def _pill(pill: Pill, text: str, colour: str) -> None:
        pill.colour = colour
        pill.setText(text)
        pill.setAccessibleName(text)
        pill.setVisible(bool(text))
        pill.updateGeometry()

    def _restyle(self) -> None:
        ink = self._theme.ink
        self.card.use_ink(ink)
        for label in (self.lesson, self.progress):
            tint(label, ink.muted)
        self.show_again()

    def show_again(self) -> None:
        """Lay the card at hand out anew, in another theme, size or width; nothing of its state is lost."""
        self._next = None
        if self._laid is None or self._study is None:
            return
        face = self._laid.face
        look = self._look()
        self._laid = Laid(face, look, question_document(face.note, face.gap, look, self._pictures(face)))
        if self._revealed:
            self._laid.answer = self._answer(self._laid)
        shown = self._laid.answer if self._revealed else self._laid.question
        assert shown is not None
        self.card.show_document(shown, self._marks(), keep_place=True)
        self._idle.start()

    # ---- answering --------------------------------------------------------------------------------

    def reveal(self) -> None:
        """Show the answer."""
        if self._laid is None or self._revealed:
            return
        self._revealed = True
        if self._laid.answer is None:
            self._laid.answer = self._answer(self._laid)
        self.card.show_document(self._laid.answer, self._marks())
        self._show_grades()
        self.foot.setCurrentIndex(1)
        self._enable_letters()
        self.card.setFocus(Qt.FocusReason.OtherFocusReason)
        self._idle.start()

    def reveal_or_accept(self) -> None:
        """Space: the answer first, then the grade that is marked."""
        if not self._revealed:
            self.reveal()
        else:
            # The key belongs to the button that has the focus; to the proposed grade otherwise.
            focused = next((quality for quality, button in self.grades.items() if button.hasFocus()), None)
            self.grade(focused if focused is not None else self.proposed())

    def proposed(self) -> Quality:
        """The grade the evidence speaks for; *good* where there is none to weigh."""
        face = self.face
        if face is None or face.note.kind is Kind.PLAIN or face.note.kind is Kind.CLOZE:
            return Quality.GOOD
        if face.note.kind is Kind.CHOICE:
            right = self._chosen is not None and face.note.options[self._chosen].right
            return propose_from_choice(right)
        return propose_from_points(len(self._ticked), len(face.note.points))

    def _show_grades(self) -> None:
        face = self.face
        assert face is not None
        proposed = self.proposed()
        for quality, button in self.grades.items():
            button.say(face.returns[quality].text, proposed=quality == proposed)

    def _letter(self, letter: str) -> None:
        face = self.face
        if face is None:
            return
        letters = OPTION_LETTERS if face.note.kind is Kind.CHOICE else POINT_LETTERS
        self._point(letters.index(letter))

    def _point(self, number: int) -> None:
        """A point ticked or an option chosen, by key or by mouse."""
        face = self.face
        if face is None:
            return
        if face.note.kind is Kind.CHOICE and not self._revealed and number < len(face.note.options):
            self._chosen = number
            self.reveal()
            right = face.note.options[number].right
            self.card.set_marks(self._marks(), "Right." if right else "Wrong.")
        elif face.note.kind is Kind.KEY_POINTS and self._revealed and number < len(face.note.points):
            self._ticked ^= {number}
            ticked = number in self._ticked
            self._show_grades()
            said = f"{'Ticked' if ticked else 'Not ticked'}: {markup.plain(face.note.points[number])}"
            self.card.set_marks(self._marks(), said)
            self.card.bring_into_view(number)

    def _enable_letters(self) -> None:
        face = self.face
        enabled: frozenset[str] = frozenset()
        if face is not None and face.note.kind is Kind.CHOICE and not self._revealed:
            enabled = frozenset(OPTION_LETTERS[: len(face.note.options)])
        elif face is not None and face.note.kind is Kind.KEY_POINTS and self._revealed:
            enabled = frozenset(POINT_LETTERS[: len(face.note.points)])
        for letter, action in self._letters.items():
            action.setEnabled(letter in enabled)
        # An option called B must not bury the card; Shift+B always does.
        self.bury_action.setShortcuts([QKeySequence(k) for k in (("Shift+B",) if "b" in enabled else ("B", "Shift+B"))])

    def _marks(self) -> Marks:
        face = self.face
        if face is None or face.note.kind is not Kind.CHOICE:
            return Marks(ticked=self._ticked)
        if not self._revealed:
            return Marks(boxes=False)
        right = frozenset(n for n, option in enumerate(face.note.options) if option.right)
        wrong = frozenset() if self._chosen is None else frozenset({self._chosen}) - right
        return Marks(right=right, wrong=wrong, boxes=False)

    # ---- grading ----------------------------------------------------------------------------------

    def grade(self, quality: Quality) -> None:
        """Record the grade and ask the next card. Nothing is graded before its answer was shown."""
        face = self.face
        if face is None or self._study is None or not self._revealed:
            return
        missed = tuple(p for n, p in enumerate(face.note.points) if n not in self._ticked)
        try:
            self._study.grade(face.card_id, quality, self._now() - self._shown_at, missed)
        except ByHeartError as problem:
            self.trouble.emit(f"The grade was not saved. {problem}")
            return
        self.changed.emit()
        self.show_next()

    def suspend(self) -> None:
        """Take the card out until it is brought back."""
        self._put_aside(lambda study, card_id: study.suspend(card_id), "Suspended. Ctrl+Z brings the card back.")

    def bury(self) -> None:
        """Put the card off until tomorrow."""
        self._put_aside(lambda study, card_id: study.bury(card_id), "Buried until tomorrow. Ctrl+Z brings it back.")

    def _put_aside(self, act: Callable[[Study, str], None], said: str) -> None:
        face = self.face
        if face is None or self._study is None:
            return
        try:
            act(self._study, face.card_id)
        except ByHeartError as problem:
            self.trouble.emit(str(problem))
            return
        self.told.emit(said)
        self.changed.emit()
        self.show_next()

    def tell_why(self) -> None:
        """Say why this card is asked today."""
        if self.face is not None:
            self.told.emit(self.face.why)
            self.card.set_marks(self._marks(), self.face.why)
