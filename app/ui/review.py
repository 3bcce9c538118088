"""The page of a review: a question, its answer, the evidence, a grade; all of it by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.errors import ByHeartError
from app.evidence import evidence_of, propose_from_choice, propose_from_number, propose_from_points
from app.settings import Settings
from app.study import Face, Study
from app.ui import actions
from app.ui.answer_box import AnswerBox
from app.ui.card_view import Aside, CardView, Look, answer_document, asides, pictures_of, question_document
from app.ui.grade_row import GradeRow
from app.ui.review_head import ReviewHead
from app.ui.theme import Theme
from app.ui.widgets import SCROLL_BAR, BigButton, GradeButton, add_between_edges, centred
from cheatsheets.document import OPTION_LETTERS, POINT_LETTERS, RichDocument
from cheatsheets.paint import Marks
from decks import markup
from decks.card import Kind
from scheduler.memory import Quality

if TYPE_CHECKING:
    from decks.verdict import Verdict


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
    """A sentence; none when it is over."""
    told = Signal(str)
    changed = Signal()
    graded = Signal(object)
    """The `Face` that was graded, as it was before."""
    sheet_wanted = Signal(str)
    """The sheet of a note's lesson."""

    def __init__(
        self,
        theme: Theme,
        now: Callable[[], int],
        settings: Settings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._now = now
        self._settings = settings
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
        self._typed = ""
        self._verdict: Verdict | None = None
        self._unsaved = False
        self._second = QTimer(self)
        self._second.setInterval(1000)
        self._second.timeout.connect(self._tell_time)
        self._build()
        theme.changed.connect(self._restyle)

    # ---- building ---------------------------------------------------------------------------------

    def _build(self) -> None:
        self.head = ReviewHead(self._theme, self)
        self.head.show_time(self._settings.timer)

        self.card = CardView(self)
        self.card.point_clicked.connect(self._point)

        # Before the button, which Tab reaches from it.
        self.box = AnswerBox(self._theme, self)
        self.box.given.connect(self.reveal)

        self.reveal_button = BigButton(self._theme, "Show answer", "Space", self)
        self.reveal_button.clicked.connect(self.reveal)
        asked = QWidget(self)
        row = centred(self.reveal_button)
        row.setContentsMargins(20, 10, 20 + SCROLL_BAR, 12)
        asked.setLayout(row)

        self._grades = GradeRow(self._theme, self, self.grade)
        self._grades.build(six=self._settings.six_grades)

        self.foot = QStackedWidget(self)
        self.foot.addWidget(asked)
        self.foot.addWidget(self._grades)
        self.foot.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        self.edges = add_between_edges(column, self._theme, self.card)
        typing = QHBoxLayout()
        typing.addStretch()
        typing.addWidget(self.box, 100)
        typing.addStretch()
        column.addLayout(typing)
        column.addWidget(self.foot)

        self._actions()
        self._restyle()

    @property
    def grades(self) -> dict[Quality, GradeButton]:
        """The buttons of the grades shown."""
        return self._grades.buttons

    @property
    def grade_actions(self) -> list[QAction]:
        """Their actions, for the menu."""
        return self._grades.actions_made

    def use(self, settings: Settings) -> None:
        """Let other settings hold: grades shown, their keys, the box for typed answers, the time."""
        self._settings = settings
        self._grades.build(six=settings.six_grades)
        self.head.show_time(settings.timer)
        self._tell_time()
        if self._laid is not None and self._revealed:
            self._show_grades()
        elif self._laid is not None:
            self._ask_for_typing(self._laid.face)

    def _tell_time(self) -> None:
        """The time since the card was shown, until its answer is."""
        if self._settings.timer and self._laid is not None:
            self.head.tell_time(self._now() - self._shown_at)
        else:
            self._second.stop()

    def _actions(self) -> None:
        make = actions.make
        self.reveal_action = make("reveal", self, self.reveal_or_accept)
        self.suspend_action = make("suspend", self, self.suspend)
        self.bury_action = make("bury", self, self.bury)
        self.why_action = make("why", self, self.tell_why)
        self.sheet_action = make("open-sheet", self, self._want_sheet)
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
        self._second.stop()
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
        if self._settings.timer:
            self._second.start()
            self._tell_time()
        self._typed = ""
        self._verdict = None
        self._ask_for_typing(face)
        self._idle.start()

    def _ask_for_typing(self, face: Face) -> None:
        if face.drawn is not None:
            self.reveal_button.tell_key("Enter")
            self.box.ask(number=True)
        elif self._settings.answer_box and face.note.kind is not Kind.CHOICE:
            self.reveal_button.tell_key("Ctrl+Enter")
            self.box.ask(number=False)
        else:
            self.reveal_button.tell_key(next(iter(actions.keys_of("reveal")), ""))
            self.box.hide()
            self.card.setFocus(Qt.FocusReason.OtherFocusReason)

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
        return pictures_of(self._study.library, face.deck, self.trouble.emit)

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
        return answer_document(face.note, face.gap, laid.look, self._pictures(face), self._asides(face))

    def _asides(self, face: Face) -> tuple[Aside, ...]:
        now = self._laid is not None and face is self._laid.face  # and not the card laid out ahead
        return asides(self._verdict if now else None, self._typed if now else "", face.left_out)

    def _head(self, face: Face) -> None:
        assert self._study is not None
        left = self._study.left
        said = self.head.say(face, left)
        self.card.setAccessibleDescription(f"{markup.plain(face.note.question)} {said}")

    def _restyle(self) -> None:
        ink = self._theme.ink
        self.card.use_ink(ink)
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
        if self.box.isVisible() and not self._take_typed(self._laid.face):
            return
        self._revealed = True
        self._second.stop()
        self.box.hide()
        if self._laid.answer is None:
            self._laid.answer = self._answer(self._laid)
        self.card.show_document(self._laid.answer, self._marks())
        self._show_grades()
        self.foot.setCurrentIndex(1)
        self._enable_letters()
        self.card.setFocus(Qt.FocusReason.OtherFocusReason)
        self._idle.start()

    def _take_typed(self, face: Face) -> bool:
        """Judge or keep what was typed; False when it has to be asked again."""
        typed = self.box.text
        if not typed:
            return True
        if face.drawn is not None:
            # Imported here: only drills judge.
            from decks.verdict import judge

            verdict = judge(face.drawn, typed)
            if verdict.said is None:
                self.box.ask_again(verdict.why)
                return False
            self._verdict = verdict
        self._typed = typed
        assert self._laid is not None
        self._laid.answer = None  # laid out before this was known
        return True

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
        if self._verdict is not None:
            return propose_from_number(self._verdict.right)
        if face is None or not (face.note.points or face.note.kind is Kind.CHOICE):
            return Quality.GOOD
        if face.note.kind is Kind.CHOICE:
            right = self._chosen is not None and face.note.options[self._chosen].right
            return propose_from_choice(right)
        return propose_from_points(self._ticked, len(face.note.points), face.note.essential)

    def _show_grades(self) -> None:
        face = self.face
        assert face is not None
        proposed = self.proposed()
        for quality, button in self.grades.items():
            button.say(face.returns[quality].text, proposed=quality == proposed)
        self._grades.fit()

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
            self.card.bring_into_view(number)
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
        bury = (key for key in actions.keys_of("bury") if key.lower() not in enabled)
        self.bury_action.setShortcuts([QKeySequence(key) for key in bury])

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
        seed = face.drawn.seed if face.drawn is not None else None
        evidence = evidence_of(face.note.points, self._ticked, quality, self._typed, seed)
        try:
            self._study.grade(face.card_id, quality, self._now() - self._shown_at, evidence.missed, evidence)
        except ByHeartError as problem:
            self._unsaved = True
            self.trouble.emit(f"The grade was not saved. {problem}")
            return
        if self._unsaved:
            self._unsaved = False
            self.trouble.emit("")
        self.changed.emit()
        self.graded.emit(face)
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

    def _want_sheet(self) -> None:
        if self.face is not None:
            self.sheet_wanted.emit(self.face.note.id)

    def tell_why(self) -> None:
        """Say why this card is asked today."""
        if self.face is not None:
            self.told.emit(self.face.why)
            self.card.set_marks(self._marks(), self.face.why)
