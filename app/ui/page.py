"""What the window and its pages agree on: a page is made on its first visit and gets all it needs from the desk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.errors import ByHeartError
from app.opening import backups_of
from app.paths import Paths
from app.settings import Settings
from app.ui.house import style_sheet
from app.ui.tasks import Tasks
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.storage.progress import Progress
    from app.study import Study


class Desk(QObject):
    """What every page works with. The window owns it and listens to it."""

    said = Signal(str, bool)
    """A sentence for the reader; whether it goes away by itself."""
    wanted = Signal(str, dict)
    """Another page, by name, and what to show there."""
    touched = Signal()
    """Progress was written: undo has changed, the log may be written back after a pause."""
    decks_changed = Signal()
    """Deck or sheet files were written: the library is to be read again, in the background."""
    settings_changed = Signal(object)
    """The `Settings` that hold from now on; the window applies and saves them."""

    def __init__(
        self, theme: Theme, settings: Settings, tasks: Tasks, paths: Paths, now: Callable[[], int], parent: QObject
    ) -> None:
        super().__init__(parent)
        self.theme = theme
        self.tasks = tasks
        self.paths = paths
        self.now = now
        """Milliseconds since the epoch, UTC."""
        self.settings = settings
        self._study: Study | None = None

    @property
    def study(self) -> Study:
        """Today's session over library and progress. Pages are entered only when it is there."""
        assert self._study is not None
        return self._study

    @property
    def progress(self) -> Progress:
        """The stored progress."""
        return self.study.progress

    @property
    def backups(self) -> Path:
        """Where backups of the progress go."""
        return backups_of(self.paths, self.settings)

    def use(self, study: Study | None) -> None:
        """The study that holds from now on."""
        self._study = study

    def say(self, sentence: str) -> None:
        """Tell the reader something that may go away by itself."""
        self.said.emit(sentence, True)

    def trouble(self, sentence: str) -> None:
        """Tell the reader something that stays until it is closed."""
        self.said.emit(sentence, False)

    def tell(self, problem: BaseException) -> None:
        """The user's trouble becomes a notice; a bug goes the way of every bug."""
        if isinstance(problem, ByHeartError):
            self.trouble(str(problem))
        else:
            raise problem

    def go(self, page: str, **what: Any) -> None:
        """Show another page."""
        self.wanted.emit(page, what)

    def change(self, settings: Settings) -> None:
        """Let other settings hold from now on."""
        self.settings = settings
        self.settings_changed.emit(settings)


class Page(QWidget):
    """One page of the window."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        desk.theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self.setStyleSheet(style_sheet(self.desk.theme))

    def enter(self, **what: Any) -> None:
        """The page is about to be shown: read what is new, put the focus where work begins."""

    def refresh(self) -> None:
        """Decks were read again, or an action undone, while the page is in front. Keeps place and selection."""
        self.enter()

    def may_leave(self) -> bool:
        """Whether the window may show another page or close; a page with unsaved work asks the reader."""
        return True

    def place(self) -> dict[str, Any]:
        """Where in the page its reader is, as `enter` takes it: plain values, kept from one start to the next."""
        return {}

    def step_back(self) -> bool:
        """Esc: go back one step inside the page; False when there is none, and the window goes to Today."""
        return False
