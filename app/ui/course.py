"""The page of the course map: parts and lessons at the left, what one of them holds at the right."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app import code_task
from app.course import DEFINITION, Content, Course, Lesson, Part, contents, read_course
from app.sheets import read_sheets
from app.ui import actions
from app.ui.blocks import Words
from app.ui.code_task import CodeTaskView
from app.ui.course_lesson import Found, LessonPane
from app.ui.course_tree import CourseTree
from app.ui.page import Desk, Page
from app.ui.tasks import Task
from app.ui.widgets import Edge
from cheatsheets.library import SheetLibrary
from decks.library import Library

# Narrower than this, in control text sizes, the map and a lesson take turns.
TOGETHER_FROM = 60
# Lower than this there is no room for the definition beside the map; the line above has it as its tool tip.
DEFINITION_FROM = 30


class CoursePage(Page):
    """How far the course is known. Counted in the background on each visit."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        theme = desk.theme
        self.course: Course | None = None
        self._task: Task | None = None
        self._content: dict[str, Content] = {}
        self._content_of: Library | None = None
        self._sheets = SheetLibrary((), ())
        self._wanted = ""
        self._reading_one = False

        self.heading = Words(theme, "Course", 1.7, strong=True)
        self.said = Words(theme, "Counting\u2026")
        self.definition = Words(theme, DEFINITION, 0.9, colour="muted")
        self.said.setToolTip(DEFINITION)
        self.said.setAccessibleDescription(DEFINITION)
        self.tree = CourseTree(theme, self)
        self.tree.moved.connect(self._show_current)
        self.tree.opened.connect(self.open_lesson)
        self.tree.itemClicked.connect(lambda item, _column: self._tapped(is_part=bool(item.childCount())))
        self.pane = LessonPane(theme, self)
        self.pane.back.connect(self.step_back)
        self.pane.review.connect(self.review)
        self.pane.quiz.connect(self.quiz)
        self.pane.cards.connect(self.cards)
        self.pane.wanted.connect(lambda page, what: desk.go(page, **what))
        self.pane.task.connect(self.open_task)

        self.left = QWidget(self)
        column = QVBoxLayout(self.left)
        column.setContentsMargins(24, 24, 12, 12)
        column.setSpacing(8)
        for widget in (self.heading, self.said, self.definition):
            column.addWidget(widget)
        column.addSpacing(6)
        scrolled = QVBoxLayout()
        scrolled.setSpacing(0)
        scrolled.addWidget(Edge(theme, self.tree.verticalScrollBar(), above=True, parent=self.left))
        scrolled.addWidget(self.tree, 1)
        column.addLayout(scrolled, 1)
        both = QWidget(self)
        across = QHBoxLayout(both)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.left, 11)
        across.addWidget(self.pane, 10)
        self.task_view = CodeTaskView(desk, self)
        self.task_view.back.connect(self.step_back)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(both)
        self.stack.addWidget(self.task_view)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)

        actions.make("course-open", self.tree, self.tree.open_current)
        actions.make("course-review", both, self.review)
        actions.make("course-quiz", both, self.quiz)
        actions.make("course-cards", both, self.cards)
        theme.changed.connect(self._arrange)
        self._arrange()

    # ---- what the window calls --------------------------------------------------------------------

    def enter(self, lesson: str = "", task: bool = False, **_: Any) -> None:
        """Show the map; with a lesson's id, that lesson; with `task`, the code task."""
        self._wanted = lesson
        if lesson or task:
            self.stack.setCurrentIndex(1 if task else 0)
        self._read()
        self._focus()

    def place(self) -> dict[str, Any]:
        """The current lesson."""
        what = self.tree.current()
        return {"lesson": what.deck.id} if isinstance(what, Lesson) else {}

    def refresh(self) -> None:
        """Count again; the current row and what is open stay."""
        self._read()

    def step_back(self) -> bool:
        """From the code task to its lesson, from a lesson to the map where both have no room."""
        if self.stack.currentIndex() == 1:
            self.stack.setCurrentIndex(0)
        elif self._reading_one:
            self._reading_one = False
            self._arrange()
        else:
            return False
        self._focus()
        return True

    def _focus(self) -> None:
        if self.stack.currentIndex() == 1:
            self.task_view.focus()
        elif self._reading_one and not self._together:
            self.pane.review_button.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.tree.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- reading ----------------------------------------------------------------------------------

    def _read(self) -> None:
        if self._task is not None:
            self._task.cancel()
        study, paths = self.desk.study, self.desk.paths
        library, progress, day = study.library, study.progress, study.today()
        known = self._content if self._content_of is library else None
        before = self._sheets

        def work(task: Task) -> tuple[Task, Library, dict[str, Content], Course, SheetLibrary] | None:
            content = known if known is not None else contents(library, lambda: task.cancelled)
            if task.cancelled:
                return None
            return task, library, content, read_course(library, progress, day, content), read_sheets(paths, before)

        self._task = self.desk.tasks.start(work, self._counted, self.desk.tell)

    def _counted(self, found: tuple[Task, Library, dict[str, Content], Course, SheetLibrary] | None) -> None:
        if found is None or found[0] is not self._task:
            return  # a newer count is under way
        self._task = None
        _, self._content_of, self._content, self.course, self._sheets = found
        self.said.setText(self.course.sentence())
        self.tree.show_course(self.course)
        if self._wanted:
            if self.tree.go_to(self._wanted):
                self.open_lesson()
            self._wanted = ""

    # ---- showing ----------------------------------------------------------------------------------

    @property
    def _together(self) -> bool:
        return self.width() >= TOGETHER_FROM * self.desk.theme.control_px

    def _arrange(self) -> None:
        px = self.desk.theme.control_px
        together = self._together
        reading = self._reading_one and not together
        self.left.setVisible(not reading)
        self.pane.setVisible(together or reading)
        self.pane.stand(alone=not together)
        self.definition.setVisible(self.height() >= DEFINITION_FROM * px)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side while there is room."""
        super().resizeEvent(event)
        self._arrange()

    def _show_current(self) -> None:
        what = self.tree.current()
        if isinstance(what, Lesson):
            sheets = self._sheets.of_lesson(what.deck.id)
            self.pane.say(Found(what, sheets, self._has_task(what)))
        else:
            self.pane.say(Found(what) if isinstance(what, Part) else None)

    def _has_task(self, lesson: Lesson) -> bool:
        library = self.desk.study.library
        return code_task.CARD in library.note_ids() and library.deck_of(code_task.CARD).id == lesson.deck.id

    def _tapped(self, *, is_part: bool) -> None:
        if not is_part and not self._together:
            self.open_lesson()

    def open_lesson(self) -> None:
        """Go to what the current lesson holds."""
        if not isinstance(self.tree.current(), Lesson):
            return
        self._reading_one = True
        self._arrange()
        self.pane.review_button.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- ways from here ---------------------------------------------------------------------------

    @property
    def _found(self) -> Found | None:
        what = self.tree.current()
        return None if what is None else Found(what)

    def review(self) -> None:
        """Review the cards of the current lesson or part now."""
        if self._found is not None and self._found.what.tally.cards:
            self.desk.go("review", deck_ids=self._found.deck_ids)

    def quiz(self) -> None:
        """Quiz the current lesson or part."""
        if self._found is not None and self._found.choices:
            self.desk.go("quiz", deck_ids=self._found.deck_ids)

    def cards(self) -> None:
        """See the cards of the current lesson or part."""
        if self._found is not None:
            self.desk.go("browse", query=self._found.query)

    def open_task(self) -> None:
        """The code task."""
        self.stack.setCurrentIndex(1)
        self._focus()
