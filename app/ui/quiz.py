"""The page of the quiz: which lessons, ten questions with an answer at once, and what it came to."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from random import Random, SystemRandom
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app import quiz, wording
from app.errors import ByHeartError
from app.quiz import Question, Run
from app.storage.records import Quiz
from app.ui import actions
from app.ui.blocks import Frame, Words, button, row
from app.ui.card_view import CardView, Look, answer_document, pictures_of, question_document
from app.ui.interview_row import CardFoot
from app.ui.lessons import LessonTree
from app.ui.page import Desk, Page
from app.ui.quiz_result import result_tree
from app.ui.review_head import BETWEEN, LessonLabel
from app.ui.widgets import BigButton, Edge, add_between_edges, tint
from cheatsheets.document import OPTION_LETTERS, Pictures, RichDocument
from cheatsheets.paint import Marks
from cheatsheets.writer import write
from decks.card import Note, note_id_of
from decks.markup import plain

CHOOSING, ASKING, RESULT = range(3)
HISTORY = 8
"""Past quizzes that are shown."""


class QuizPage(Page):
    """Choose lessons, answer, read the result. No card's schedule moves unless the reader asks for it at the end."""

    def __init__(self, desk: Desk, parent: QWidget | None = None, random: Random | None = None) -> None:
        super().__init__(desk, parent)
        self._random = random or SystemRandom()
        self._run: Run | None = None
        self._kept: Quiz | None = None
        """The stored result of the quiz under way."""
        self._complaint = ""
        self._note: Note | None = None
        self._chosen: int | None = None
        self._candidates: tuple[Question, ...] = ()
        self._suspended: frozenset[str] = frozenset()
        self._entered = False
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self._build_choosing())
        self.stack.addWidget(self._build_asking())
        self.stack.addWidget(self._build_result())
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)
        desk.theme.changed.connect(self._restyle)
        self._restyle()

    # ---- building ---------------------------------------------------------------------------------

    def _build_choosing(self) -> QWidget:
        theme = self.desk.theme
        page = QWidget(self)
        about = "Questions to choose from, drawn from the lessons you tick. A quiz changes no due day."
        frame = self._frame = Frame(theme, "Quiz", about, page)
        self.lessons = LessonTree(theme, page)
        self.lessons.ticked.connect(self._count)
        frame.add(self.lessons)
        self.start_button = button("&Start", self.start, page, primary=True, help="Enter")
        self.all_button = button("&All or none", self._tick_all, page, help="Tick every lesson, or none")
        self.counted = Words(theme, colour="muted")
        frame.add(row(self.start_button, self.all_button))
        frame.add(self.counted)
        self.history_heading = frame.section("Past quizzes")
        self.history = QWidget(page)
        frame.add(self.history)
        frame.column.addStretch(1)
        whole = QVBoxLayout(page)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(frame)
        actions.make("quiz-start", page, self.start)
        return page

    def _build_asking(self) -> QWidget:
        theme = self.desk.theme
        page = QWidget(self)
        self.lesson = LessonLabel(page)
        self.lesson.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.counter = Words(theme, colour="muted")
        self.counter.setWordWrap(False)
        self.counter.setAccessibleName("Progress")
        head = QHBoxLayout()
        head.setContentsMargins(20, 10, 20, 8)
        head.setSpacing(12)
        head.addWidget(self.lesson, 1)
        head.addWidget(self.counter)
        self.card = CardView(page)
        self.card.point_clicked.connect(self.choose)
        self.verdict = Words(theme)
        self.next_button = BigButton(theme, "Next", "Space", page)
        self.next_button.clicked.connect(self.next)
        foot = QHBoxLayout()
        foot.setContentsMargins(20, 10, 20, 12)
        foot.setSpacing(12)
        foot.addWidget(self.verdict, 1)
        foot.addWidget(self.next_button)
        whole = QVBoxLayout(page)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(head)
        add_between_edges(whole, theme, self.card)
        whole.addLayout(foot)
        self.next_action = actions.make("quiz-next", page, self.next)
        self._options: list[QAction] = []
        for number, letter in enumerate(OPTION_LETTERS):
            action = QAction(f"Option {letter.upper()}", page)
            action.setShortcuts([QKeySequence(letter.upper()), QKeySequence(str(number + 1))])
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(partial(self._option, number))
            page.addAction(action)
            self._options.append(action)
        return page

    def _option(self, number: int, _checked: bool = False) -> None:
        self.choose(number)

    def _build_result(self) -> QWidget:
        page = QWidget(self)
        self.result = CardView(page)
        self.result.setAccessibleName("Result of the quiz")
        self.queue_button = button("Review the &misses today", self.queue, page, primary=True, help="R")
        self.again_button = button("A&nother quiz", self.again, page, help="N")
        self.choose_button = button("&Lessons", self.show_choosing, page, help="Choose other lessons (Esc)")
        whole = QVBoxLayout(page)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.result, 1)
        whole.addWidget(Edge(self.desk.theme, self.result.verticalScrollBar(), above=False, parent=page))
        whole.addWidget(
            CardFoot(self.desk.theme, self.result, self.queue_button, self.again_button, self.choose_button)
        )
        actions.make("quiz-queue", page, self.queue)
        actions.make("quiz-again", page, self.again)
        return page

    def _restyle(self) -> None:
        theme = self.desk.theme
        self._fit()
        tint(self.lesson, theme.ink.muted)
        for view in (self.card, self.result):
            view.use_ink(theme.ink)
        if self.stack.currentIndex() == ASKING and self._note is not None:
            self._show_card(keep_place=True)
        elif self.stack.currentIndex() == RESULT:
            self._draw_result()

    def _fit(self) -> None:
        """Give the lessons the height that everything else leaves, so that nothing need be scrolled to start."""
        column, lessons = self._frame.column, self.lessons
        wide = min(self.width() - self._frame.area.verticalScrollBar().width(), self._frame.inner.maximumWidth())
        others = column.heightForWidth(wide) - lessons.height()
        lessons.stand(self.height() - others)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A higher window shows more lessons."""
        super().resizeEvent(event)
        self._fit()

    # ---- what the window calls --------------------------------------------------------------------

    def enter(self, deck_ids: Collection[str] = (), **_: Any) -> None:
        """Go on where the page was left; with decks, begin a quiz of these."""
        self.lessons.show_library(self.desk.study.library)
        if not self._entered:
            self._entered = True
            self.lessons.tick({deck.id for deck in self.desk.study.library.decks})
        if deck_ids:
            self.lessons.tick(deck_ids)
            self.show_choosing()
            self.start()
        else:
            self.refresh()

    def refresh(self) -> None:
        """Decks may have been read again, and an action undone."""
        self.lessons.show_library(self.desk.study.library)
        if self.stack.currentIndex() == ASKING and self._chosen is None:
            self._ask()
        elif self.stack.currentIndex() == ASKING:
            self.card.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.stack.currentIndex() == RESULT:
            self._offer_queue()
            self.result.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.show_choosing()

    def step_back(self) -> bool:
        """From a quiz to the result of what was answered so far, from there to the lessons."""
        if self.stack.currentIndex() == ASKING and self._run is not None and self._run.answers:
            self._run = self._run.ended()
            self._finish()
        elif self.stack.currentIndex() != CHOOSING:
            self.show_choosing()
        else:
            return False
        return True

    # ---- choosing ---------------------------------------------------------------------------------

    def show_choosing(self) -> None:
        """The lessons, and how past quizzes went."""
        try:
            self._suspended = self.desk.progress.suspended()
            past = self.desk.progress.quizzes.list()
        except ByHeartError as problem:
            self.desk.tell(problem)
            return
        self._run = self._note = None
        self.stack.setCurrentIndex(CHOOSING)
        self._count()
        self._show_history(past[:HISTORY])
        self._fit()
        self.start_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _count(self) -> None:
        self._candidates = quiz.candidates(self.desk.study.library, self.lessons.chosen(), self._suspended)
        found = len(self._candidates)
        self.start_button.setEnabled(found > 0)
        if not self.lessons.chosen():
            said = "Tick the lessons to draw from."
        elif not found:
            said = "The ticked lessons have no question to choose from: tick another one."
        elif found <= quiz.LENGTH:
            said = f"The ticked lessons have {wording.count(found, 'question')}; all of them will be asked."
        else:
            said = f"{quiz.LENGTH} of the {found} questions of the ticked lessons will be asked."
        self.counted.setText(said)

    def _tick_all(self) -> None:
        everything = [deck.id for deck in self.desk.study.library.decks]
        self.lessons.tick(() if len(self.lessons.chosen()) == len(everything) else everything)

    def _show_history(self, past: Collection[Quiz]) -> None:
        theme, old = self.desk.theme, self.history
        self.history_heading.setVisible(bool(past))
        grid_holder = QWidget(self._frame.inner)
        grid = QGridLayout(grid_holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(2, 1)
        for line, kept in enumerate(past):
            day = wording.day_name(self.desk.study.clock.day_of(kept.at))
            cells = (
                Words(theme, day, colour="muted", parent=grid_holder),
                Words(theme, f"{kept.right} of {kept.asked}", strong=True, parent=grid_holder),
                Words(theme, self._named(tuple(kept.by_lesson)), parent=grid_holder),
            )
            for column, cell in enumerate(cells):
                cell.setWordWrap(column == 2)
                grid.addWidget(cell, line, column, Qt.AlignmentFlag.AlignTop)
        self._frame.column.replaceWidget(old, grid_holder)
        grid_holder.show()  # at once: the lessons get the height that it leaves
        self.history = grid_holder
        old.hide()
        old.deleteLater()

    def _named(self, deck_ids: tuple[str, ...]) -> str:
        titles = [deck.title for deck in self.desk.study.library.decks if deck.id in deck_ids]
        if not 0 < len(titles) <= 2 or len(titles) < len(deck_ids):
            return wording.count(len(deck_ids), "lesson")
        return ", ".join(titles)

    # ---- asking -----------------------------------------------------------------------------------

    def start(self) -> None:
        """Draw the questions and ask the first."""
        if self._candidates:
            self._run = quiz.draw(self._candidates, self.lessons.chosen(), self._random)
            self._kept = None
            self._complaint = ""
            self.stack.setCurrentIndex(ASKING)
            self._ask()

    @property
    def question(self) -> Note | None:
        """The card at hand; None while no quiz is under way."""
        return self._note

    @property
    def answered(self) -> bool:
        """Whether the card at hand has its answer."""
        return self._chosen is not None

    def _ask(self) -> None:
        """The next question whose card is still there; the result when there is none left."""
        self._chosen = None
        self._note = None
        assert self._run is not None
        while (asked := self._run.current) is not None:
            self._note = self.desk.study.library.find_note(note_id_of(asked.card_id))
            if self._note is not None and self._note.options:
                break
            self._run = self._run.without_current()
        if asked is None or self._note is None:
            self._finish()
            return
        deck = self.desk.study.library.deck_of(self._note.id)
        self.lesson.setText(f"{deck.part}{BETWEEN}{deck.title}")
        self.counter.setText(f"{len(self._run.answers) + 1} of {len(self._run.questions)}")
        last = OPTION_LETTERS[len(self._note.options) - 1].upper()
        self._say(f"A to {last}, 1 to {len(self._note.options)}, or a click.", "muted")
        options = " ".join(
            f"{letter.upper()}: {plain(option.text)}."
            for letter, option in zip(OPTION_LETTERS, self._note.options, strict=False)
        )
        self.card.setAccessibleDescription(f"{plain(self._note.question)} {options}")
        self._show_card()
        self._offer()
        self.card.setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer(self) -> None:
        answered = self.answered
        options = 0 if self._note is None or answered else len(self._note.options)
        for number, action in enumerate(self._options):
            action.setEnabled(number < options)
        self.next_action.setEnabled(answered)
        self.next_button.setEnabled(answered)
        finished = self._run is not None and self._run.finished
        self.next_button.say("Result" if finished else "Next")

    def _say(self, words: str, colour: str) -> None:
        self.verdict.setText(words)
        self.verdict.tint(colour)

    def _show_card(self, *, keep_place: bool = False) -> None:
        assert self._note is not None
        theme = self.desk.theme
        look = Look(theme.ink, theme.card_scale, self.card.viewport().width())
        make = answer_document if self.answered else question_document
        self.card.show_document(
            make(self._note, None, look, self._pictures(self._note)), self._marks(), keep_place=keep_place
        )

    def _pictures(self, note: Note) -> Pictures:
        library = self.desk.study.library
        return pictures_of(library, library.deck_of(note.id), self.desk.trouble)

    def _marks(self) -> Marks:
        if self._note is None or self._chosen is None:
            return Marks(boxes=False)
        right = frozenset(number for number, option in enumerate(self._note.options) if option.right)
        return Marks(right=right, wrong=frozenset({self._chosen}) - right, boxes=False)

    def choose(self, number: int) -> None:
        """Answer with the option of this number, from 0; it is told at once whether and why that is right."""
        if self._note is None or self._run is None or self.answered or not 0 <= number < len(self._note.options):
            return
        self._chosen = number
        right = self._note.options[number].right
        self._run = self._run.answered(right=right)
        self._keep()
        correct = next(n for n, option in enumerate(self._note.options) if option.right)
        said = "Right." if right else f"Wrong: {OPTION_LETTERS[correct].upper()} is right."
        self._say(said, "good" if right else "bad")
        self._show_card()
        why = plain(self._note.options[number].why)
        self.card.set_marks(self._marks(), f"{said} {why}")
        self.card.bring_into_view(correct)
        self._offer()
        self.card.setFocus(Qt.FocusReason.OtherFocusReason)

    def next(self) -> None:
        """The next question, or the result after the last."""
        if self.answered:
            self._ask()

    # ---- the result -------------------------------------------------------------------------------

    def _finish(self) -> None:
        if self._run is None or not self._run.answers:
            self.show_choosing()
            return
        self._note = None
        self.stack.setCurrentIndex(RESULT)
        if self._complaint:
            self._keep()
        self._draw_result()
        self._offer_queue()
        first = self.queue_button if self.queue_button.isEnabled() else self.again_button
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keep(self) -> None:
        """Store what was answered so far: closed or killed now, the program has lost no answer.

        What could not be stored is told once, and stored with the next answer.
        """
        assert self._run is not None
        try:
            self._kept = quiz.keep(self._run, self.desk.progress, self._kept)
            self._complaint = ""
        except ByHeartError as problem:
            if str(problem) != self._complaint:
                self._complaint = str(problem)
                self.desk.trouble(f"The answers are not kept yet. {problem}")

    def _draw_result(self) -> None:
        assert self._run is not None
        theme = self.desk.theme
        document = RichDocument(theme.ink, theme.card_scale)
        write(document, *result_tree(quiz.result(self._run), self.desk.study.library))
        self.result.show_document(document)
        self.result.setAccessibleDescription(document.toPlainText())

    def _not_due(self, missed: tuple[str, ...]) -> tuple[str, ...]:
        return quiz.not_due(missed, self.desk.progress.statuses(missed), self.desk.study.today())

    def _offer_queue(self) -> None:
        """The misses can be put into the review unless they are in it already."""
        assert self._run is not None
        missed = quiz.result(self._run).missed
        try:
            waiting = self._not_due(missed)
        except ByHeartError as problem:
            self.desk.tell(problem)
            return
        self.queue_button.setVisible(bool(missed))
        self.queue_button.setEnabled(bool(waiting))
        words = f"Review {wording.count(len(waiting), 'miss', 'misses')} today" if waiting else "In today's review"
        self.queue_button.setText(words)
        self.queue_button.setAccessibleName(words)

    def queue(self) -> None:
        """Make what was answered wrong due today."""
        if self._run is None or not self.queue_button.isEnabled():
            return
        try:
            waiting = self._not_due(quiz.result(self._run).missed)
            changed = self.desk.progress.reschedule(waiting, self.desk.study.today())
        except ByHeartError as problem:
            self.desk.tell(problem)
            return
        self.desk.touched.emit()
        self.desk.say(f"{wording.count(changed, 'card')} put into today's review. Ctrl+Z takes that back.")
        self._offer_queue()
        self.again_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def again(self) -> None:
        """Another quiz of the same lessons."""
        if self._run is None:
            return
        try:
            self._suspended = self.desk.progress.suspended()
        except ByHeartError as problem:
            self.desk.tell(problem)
            return
        self._count()
        self.start()
