"""A desk for the tests of one page: a small library, a progress of its own, and no window around it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from app.opening import open_study
from app.paths import Paths
from app.settings import Settings
from app.ui.page import Desk
from app.ui.tasks import Tasks
from app.ui.theme import Theme, load_fonts

Shown = TypeVar("Shown", bound=QWidget)

# A card whose answer is reckoned.
DRILL = """
## {n} boxes of 12: how many pieces? {#one-drill .easy .numeric}

```drill
n = 3..900
answer = n * 12
tolerance = exact
```

{n} × 12 = **{answer}**.

Source: arithmetic
"""


class TestDesk(Desk):
    """Remembers what a page said and where it wanted to go."""

    __test__ = False

    def __init__(self, *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self._owner = given[-1]  # Qt deletes the desk with its parent, which nobody else holds
        self.sentences: list[str] = []
        self.ways: list[tuple[str, dict[str, object]]] = []
        self.said.connect(lambda sentence, _fleeting: self.sentences.append(sentence))
        self.wanted.connect(lambda page, what: self.ways.append((page, what)))

    def close(self) -> None:
        """End the tasks and let the files go."""
        self.tasks.finish()
        self.progress.close()


def finish(tasks: Tasks) -> None:
    """Let the window run until nothing is under way in the background; at most ten seconds."""
    loop, look, last = QEventLoop(), QTimer(), QTimer()
    look.timeout.connect(lambda: None if tasks.busy else loop.quit())
    last.timeout.connect(loop.quit)
    look.start(5)
    last.start(10_000)
    if tasks.busy:
        loop.exec()
    assert not tasks.busy


@contextmanager
def in_window(make: Callable[[QMainWindow], Shown], size: tuple[int, int] = (1280, 800)) -> Iterator[Shown]:
    """A page in a window around it with a size of its own, as the program's has."""
    window = QMainWindow()
    window.setMinimumSize(480, 400)
    window.resize(*size)
    page = make(window)
    window.setCentralWidget(page)
    window.show()
    yield page
    window.close()
    window.deleteLater()
    # No event loop runs in most tests: without this, each would style the windows of all those before it.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def make_desk(folder: Path, now: Callable[[], int], *, theme: str = "light", text_size: int = 100) -> TestDesk:
    """A desk over the decks that `app.opening.bundled_decks` names (tests put a small bank there).

    A script that takes pictures uses it as well: without a patch it shows the real bank.
    """
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    load_fonts()
    application.setStyle("Fusion")
    settings = Settings(theme=theme, text_size=text_size)  # type: ignore[arg-type]
    paths = Paths(folder)
    desk = TestDesk(Theme(application, theme, text_size), settings, Tasks(), paths, now, QObject())
    desk.use(open_study(paths, settings, now).study)
    return desk
