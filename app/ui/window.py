"""The window: holds the pages, switches between them, and hands each what it needs. Pages own themselves."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from app import wording
from app.errors import ByHeartError
from app.opening import Opened
from app.paths import Paths
from app.settings import Settings
from app.study import Study
from app.ui import actions
from app.ui.deck_reader import DeckReader
from app.ui.drop import DropTarget
from app.ui.leech_watch import LeechWatch
from app.ui.menus import Menus
from app.ui.notice import Notice
from app.ui.page import Desk, Page
from app.ui.rail import PLACES, Place, Rail
from app.ui.review import ReviewPage
from app.ui.summary import SummaryPage
from app.ui.tasks import Tasks
from app.ui.theme import Theme
from app.ui.today import TodayPage
from app.ui.window_memory import WindowMemory

if TYPE_CHECKING:
    from app.ui.keys import KeysPage

# Narrower than this, in control text sizes, the pages need the room of the rail.
RAIL_FROM = 62
TEXT_STEPS = (80, 90, 100, 110, 125, 150, 175, 200)
# The WAL is written back into the database file once the reader has paused this long: never on a key press.
READING = "Reading your decks…"
PAUSE_MS = 4000
MINUTE_MS = 60_000
# Settings that a study is made with: other ones need another.
OF_THE_STUDY = (
    "new_per_day",
    "reviews_per_day",
    "order",
    "rollover_hour",
    "time_zone",
    "deck_folders",
    "leech_lapses",
)


@dataclass(frozen=True, slots=True)
class Wiring:
    """What the window needs from the rest of the program."""

    paths: Paths
    now: Callable[[], int]
    save_settings: Callable[[], None]
    """Writes the window's settings; called in the background."""
    reload: Callable[[], Opened]
    """Reads the decks and the progress anew; takes its time, so it is called in the background."""
    checkpoint: Callable[[], None]
    refresh_zone: Callable[[], None]


class MainWindow(QMainWindow):
    """Today, Review and the summary of a session."""

    ready = Signal()
    closing = Signal()

    def __init__(self, theme: Theme, settings: Settings, tasks: Tasks, wiring: Wiring) -> None:
        super().__init__()
        self._theme = theme
        self.settings = settings
        self._tasks = tasks
        self._wiring = wiring
        self.study: Study | None = None
        self._complaint = ""
        self.setWindowTitle("By Heart")
        self.setMinimumSize(480, 400)
        actions.use_keys(settings.keys)
        self._use_dates()
        self.desk = Desk(theme, settings, tasks, wiring.paths, wiring.now, self)
        self._memory = WindowMemory(wiring.paths.data_dir / "window.ini")
        self.decks = DeckReader(tasks, wiring.reload, self.tell, self)
        self.decks.done.connect(self._reloaded)

        self.notice = Notice(theme, self)
        self.today = TodayPage(theme, self)
        self.review = ReviewPage(theme, wiring.now, settings, self)
        self.summary = SummaryPage(theme, self)
        self.keys: KeysPage | None = None
        self.pages = QStackedWidget(self)
        for page in (self.today, self.review, self.summary):
            self.pages.addWidget(page)
        self.places = PLACES
        self.rail = Rail(theme, self.places, self)
        self.rail.chosen.connect(self.go)
        self._visited: dict[str, Page] = {}
        self._aside = False  # whether the page in front was opened from a card, to which Esc goes back
        self.leeches = LeechWatch(self.desk, self.review, self.today, self)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.notice)
        column.addWidget(self.leeches)
        column.addWidget(self.pages, 1)
        middle = QWidget(self)
        across = QHBoxLayout(middle)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.rail)
        across.addLayout(column, 1)
        self.setCentralWidget(middle)

        self.today.start.connect(self.start)
        self.review.finished.connect(self._finished)
        self.review.trouble.connect(self.notice.say)
        self.review.told.connect(lambda said: self.notice.say(said, fleeting=True))
        self.review.changed.connect(self._graded)
        self.today.welcome_dismissed.connect(self._welcomed)
        self.review.sheet_wanted.connect(self._sheet_of_card)
        self.summary.leave.connect(self.show_today)
        self.desk.said.connect(lambda said, fleeting: self.notice.say(said, fleeting=fleeting))
        self.desk.wanted.connect(lambda name, what: self.go(name, **what))
        self.desk.touched.connect(self._touched)
        self.desk.decks_changed.connect(self.decks.read)  # who wrote them says so
        self.desk.settings_changed.connect(self._apply)
        theme.changed.connect(self._show_rail)
        self.menus = Menus(self)
        self.pages.currentChanged.connect(self._page_changed)
        self._page_changed()

        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._checkpoint)
        self._minute = QTimer(self)
        self._minute.setInterval(MINUTE_MS)
        self._minute.timeout.connect(self._look_at_the_day)
        DropTarget(self.desk, self)
        geometry = self._memory.geometry()
        if geometry is None or not self.restoreGeometry(geometry):
            self.resize(1000, 720)

    # ---- pages ------------------------------------------------------------------------------------

    def _page_changed(self) -> None:
        self.notice.leave()
        self.menus.offer()
        self.rail.mark(self._front())

    def _front(self) -> str:
        """The name of the page in front; a review and what belongs to it count as Today."""
        front = self.pages.currentWidget()
        return next((name for name, page in self._visited.items() if page is front), "today")

    def use(self, study: Study, complaints: tuple[str, ...] = ()) -> None:
        """Take the library and progress that were read in the background."""
        before = self.study
        self.study = study
        if before is not None:
            study.go_on_from(before)
        self.desk.use(study)
        self._say_problems(complaints)
        self._minute.start()
        if before is not None and self.pages.currentWidget() is self.review:
            self.review.go_on_with(study)
        elif before is None:
            self.show_today()
            self._go_where_one_was()
        elif self.pages.currentWidget() is self.today:
            self.show_today()
        elif isinstance(page := self.pages.currentWidget(), Page):
            page.refresh()
        self._look_at_undo()
        self.ready.emit()

    def _say_problems(self, complaints: tuple[str, ...]) -> None:
        assert self.study is not None
        problems = [p for p in self.study.library.problems if p.severity == "error"]
        said = list(complaints)
        if problems:
            more = f" ({len(problems) - 1} more: `byheart check` lists them.)" if len(problems) > 1 else ""
            said.append(f"{problems[0]}{more}")
        words = "  ".join(said)
        # Read again for a setting, the same complaint is not made twice, nor is anything else wiped away.
        if words != self._complaint or self.notice.text == READING:
            self.notice.let_go(self._complaint)
            if words:
                self.notice.hold(words)
            elif self.notice.text == READING:
                self.notice.say("")
        self._complaint = words

    def show_today(self) -> None:
        """The first page."""
        if self.study is not None:
            self.study.focus()
            self.study.refresh()
            self.today.say(self.study.overview())
            self.today.say_welcome(self.study.progress.last_day() is None and not self._memory.welcomed)
            self.leeches.count_soon()
        self.pages.setCurrentWidget(self.today)
        self.today.take_focus()

    def _welcomed(self) -> None:
        self._memory.welcome()
        self.show_today()

    def _go_where_one_was(self) -> None:
        name, place = self._memory.page()
        if any(each.name == name and each.module for each in self.places):
            self.go(name, **place)

    def _page(self, place: Place) -> Page:
        if place.name not in self._visited:
            # Imported on the first visit: not needed to show a card.
            made = getattr(import_module(place.module), place.made)
            page: Page = made(self.desk, self)
            self._visited[place.name] = page
            self.pages.addWidget(page)
        return self._visited[place.name]

    def _may_leave(self) -> bool:
        page = self.pages.currentWidget()
        return not isinstance(page, Page) or page.may_leave()

    def go(self, name: str, **what: object) -> None:
        """Show a page by name, unless the one in front has unsaved work that its reader keeps."""
        if self.study is None or not self._may_leave():
            return
        if name == "today":
            self.show_today()
            return
        if name == "review":
            self.start(**what)  # type: ignore[arg-type]
            return
        page = self._page(next(place for place in self.places if place.name == name))
        self._aside = name == "help" and self.pages.currentWidget() is self.review
        self.pages.setCurrentWidget(page)
        page.enter(**what)

    def _sheet_of_card(self, note_id: str) -> None:
        self.go("sheets", note_id=note_id)
        self._aside = isinstance(self.pages.currentWidget(), Page)

    def _touched(self) -> None:
        assert self.study is not None
        self.study.replan()
        self._graded()

    def start(self, deck_ids: Collection[str] = ()) -> None:
        """Begin reviewing what today holds; or these decks, whatever of them is due or new."""
        if self.study is None:
            return
        self.study.focus(deck_ids)
        if deck_ids and not self.study.left:
            self.study.focus()
            self.notice.say("Nothing of that is due or new today.", fleeting=True)
            return
        self.study.begin()
        self.pages.setCurrentWidget(self.review)
        self.review.study(self.study)

    def leave(self) -> None:
        """From the keys to where they were asked for, from a review to its summary, from elsewhere to Today."""
        if self.keys is not None and self.pages.currentWidget() is self.keys:
            self._leave_keys()
        elif self.pages.currentWidget() is self.review and self.study is not None and self.study.summary().cards:
            self._finished()
        elif isinstance(page := self.pages.currentWidget(), Page):
            if self._aside and page.may_leave():
                self._aside = False
                self._back_to_review()
            elif not page.step_back() and page.may_leave():
                self.show_today()
        else:
            self.show_today()

    def _back_to_review(self) -> None:
        self.pages.setCurrentWidget(self.review)
        box, card = self.review.box, self.review.card
        (box if box.isVisibleTo(self.review) else card).setFocus(Qt.FocusReason.OtherFocusReason)

    def _finished(self) -> None:
        assert self.study is not None
        summary = self.study.summary()
        if summary.cards:
            self.summary.say(summary, chosen=bool(self.study.focused))
            self.pages.setCurrentWidget(self.summary)
        else:
            self.show_today()

    def _graded(self) -> None:
        self._look_at_undo()
        self._pause.start()

    def _look_at_undo(self) -> None:
        assert self.study is not None
        self.menus.undo.setEnabled(self.study.can_undo)
        self.menus.redo.setEnabled(self.study.can_redo)

    def undo(self) -> None:
        """Take the newest action back and show its card again."""
        self._step_back(lambda study: study.undo(), "Undone")

    def redo(self) -> None:
        """Do again what was undone."""
        self._step_back(lambda study: study.redo(), "Done again")

    def _step_back(self, act: Callable[[Study], str | None], said: str) -> None:
        if self.study is None:
            return
        try:
            what = act(self.study)
        except ByHeartError as problem:
            self.notice.say(str(problem))
            return
        if what is None:
            return
        self.notice.say(f"{said}: {what}.", fleeting=True)
        self._look_at_undo()
        self._pause.start()
        self.leeches.forget()
        if isinstance(page := self.pages.currentWidget(), Page):
            page.refresh()
        elif self.study.left:
            self.pages.setCurrentWidget(self.review)
            self.review.study(self.study)
        else:
            self.show_today()

    def reload(self) -> None:
        """Read the decks again, in the background, and say so."""
        self.notice.say(READING, fleeting=True)
        self.decks.read()

    def _reloaded(self, opened: Opened) -> None:
        told = self.notice.text == READING
        self.use(opened.study, opened.complaints)
        if told and not self.notice.text:
            self.notice.say(f"Your decks were read again: {len(opened.library.rows):,} cards.", fleeting=True)

    def _look_at_the_day(self) -> None:
        self._wiring.refresh_zone()
        if self.study is not None and self.pages.currentWidget() is self.today:
            self.study.refresh()
            self.today.say(self.study.overview())

    def _checkpoint(self) -> None:
        self._tasks.start(lambda _task: self._wiring.checkpoint(), lambda _done: None, self.tell)

    def tell(self, problem: BaseException) -> None:
        """The user's trouble with what runs behind the pages stays; a bug goes the way of every bug."""
        if isinstance(problem, ByHeartError):
            self.notice.hold(str(problem))
        else:
            raise problem

    # ---- looks ------------------------------------------------------------------------------------

    def choose_theme(self, choice: str) -> None:
        """`system`, `light` or `dark`."""
        self.desk.change(replace(self.settings, theme=choice))  # type: ignore[arg-type]

    def resize_text(self, step: int) -> None:
        """Larger by a step, or smaller by one with -1."""
        nearest = min(range(len(TEXT_STEPS)), key=lambda n: abs(TEXT_STEPS[n] - self._theme.text_size))
        self.set_text_size(TEXT_STEPS[min(max(nearest + step, 0), len(TEXT_STEPS) - 1)])

    def set_text_size(self, size: int) -> None:
        """Per cent."""
        self.desk.change(replace(self.settings, text_size=size))

    def _apply(self, settings: Settings) -> None:
        before, self.settings = self.settings, settings
        self._tasks.start(lambda _task: self._wiring.save_settings(), lambda _done: None, self.tell)
        if settings.theme != before.theme:
            self.menus.mark_theme(settings.theme)
            self._theme.choose(settings.theme)
        if settings.text_size != before.text_size:
            self._theme.resize_text(settings.text_size)
        if replace(settings, theme=before.theme, text_size=before.text_size) == before:
            return
        self._use_dates()
        actions.use_keys(settings.keys)
        self.review.use(settings)
        self.menus.renew_grades()
        self.menus.offer()
        if self.keys is not None and settings.six_grades != before.six_grades:
            self.pages.removeWidget(self.keys)
            self.keys.deleteLater()
            self.keys = None
        if any(getattr(settings, name) != getattr(before, name) for name in OF_THE_STUDY):
            self.decks.read()

    def _use_dates(self) -> None:
        if self.settings.dates == "system":
            # Imported here: most dates are English.
            from PySide6.QtCore import QLocale

            from app.ui.dates import day_names

            wording.use_dates(day_names(QLocale.system()))
        else:
            wording.use_dates(None)

    def show_keys(self) -> None:
        """The list of keys, and back from it."""
        if self.pages.currentWidget() is self.keys:
            self._leave_keys()
            return
        if self.keys is None:
            # Imported here: not needed to show a card.
            from app.ui.keys import KeysPage

            self.keys = KeysPage(self._theme, six_grades=self.settings.six_grades, parent=self)
            self.keys.leave.connect(self._leave_keys)
            self.pages.addWidget(self.keys)
        self._before_keys: QWidget = self.pages.currentWidget() or self.today
        self.pages.setCurrentWidget(self.keys)
        self.keys.draw()
        self.keys.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_suspended(self) -> None:
        """The suspended cards, where they can be brought back."""
        self.go("browse", query="is:suspended")

    def _leave_keys(self) -> None:
        self.pages.setCurrentWidget(self._before_keys)
        if self._before_keys is self.review:
            self._back_to_review()

    def show_about(self) -> None:
        """Versions, and where the data lies."""
        # Imported here: few ask.
        from app.ui.about import About

        About(self.desk, self).open()

    def come_forward(self) -> None:
        """A second start asks the first window to show itself."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    # ---- geometry ---------------------------------------------------------------------------------

    def _show_rail(self) -> None:
        self.rail.setVisible(self.width() >= RAIL_FROM * self._theme.control_px)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The rail is there while there is room for it."""
        super().resizeEvent(event)
        self._show_rail()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing waits to be saved but what a page asks about: every grade already is."""
        if not self._may_leave():
            event.ignore()
            return
        front = self.pages.currentWidget()
        place = front.place() if isinstance(front, Page) else {}
        self._memory.keep(self.saveGeometry(), self._front(), place)
        self._pause.stop()
        self.leeches.stop()
        self._minute.stop()
        self.review.rest()
        self.study = None
        self.closing.emit()
        super().closeEvent(event)
