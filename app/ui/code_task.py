"""The code task: where it is written, its tests, and what they said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings, QStandardPaths, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app import code_task, wording
from app.code_task import Outcome, Report, Written
from app.ui import actions
from app.ui.blocks import ProgressLine, Words, button, mark_primary, row
from app.ui.card_view import CardView, side_of
from app.ui.interview_row import wrapped
from app.ui.page import Desk
from app.ui.tasks import Task
from app.ui.widgets import SCROLL_BAR, Edge
from cheatsheets.document import RichDocument
from cheatsheets.tree import Node
from cheatsheets.writer import write

ABOUT = (
    "Write verify_webhook as you would in an interview: it refuses forgeries and replays, and lets honest calls pass. "
    "By Heart writes the task, a skeleton and its tests into a folder, and runs the tests when you ask for it, in a "
    "process of their own with limits on time and memory."
)
# Lower than these, in control text sizes, there is no room for what the task is about, nor for its name.
ABOUT_FROM, HEADING_FROM = 30, 22
STATE_WORDS = {"failed": "Failed", "error": "Error", "unfinished": "Not ended", "skipped": "Left out"}


class CodeTaskView(QWidget):
    """A folder of the reader's, and the tests in it. What is there is never overwritten."""

    back = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        theme = desk.theme
        self._task: Task | None = None
        self._report: Report | None = None
        kept = self._kept().value("code-task")
        self.folder = Path(str(kept)) if kept and Path(str(kept)).is_dir() else None

        self.back_button = button("\u2039 &Back", self.back.emit, self, help="Back to the lesson (Esc)")
        self.back_button.setAccessibleName("Back")
        self.where = Words(theme, colour="muted")
        self.where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.run_button = button("&Run the tests", self.run, self, primary=True, help="Ctrl+Enter")
        self.choose_button = button(
            "&Choose a folder\u2026", self.choose, self, help="Choose a folder for the task (Ctrl+O)"
        )
        self.choose_button.setAccessibleName("Choose a folder")
        self.open_button = button(
            "O&pen folder", self.open_folder, self, help="Show the folder in the file manager (Ctrl+E)"
        )
        self.line = ProgressLine(theme, self)
        self.line.cancelled.connect(self._cancel)
        self.verdict = Words(theme, "", 1.15, strong=True)
        self.text = CardView(self)
        self.text.setAccessibleName("What the tests said")
        column = self._head = QVBoxLayout()
        column.setSpacing(8)
        column.addLayout(row(self.back_button))
        self.heading = Words(theme, "Write verify_webhook", 1.7, strong=True)
        self.about = Words(theme, ABOUT, colour="muted")
        column.addWidget(self.heading)
        column.addWidget(self.about)
        column.addWidget(self.where)
        column.addWidget(wrapped(self.run_button, self.choose_button, self.open_button))
        column.addWidget(self.line)
        column.addSpacing(4)
        column.addWidget(self.verdict)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(column)
        self.edge = Edge(theme, self.text.verticalScrollBar(), above=True, parent=self)
        whole.addWidget(self.edge)
        whole.addWidget(self.text, 1)
        # Takes the room while there is no result yet.
        whole.addStretch(0)
        actions.make("task-folder", self, self.choose)
        actions.make("task-open", self, self.open_folder)
        actions.make("task-run", self, self.run)
        theme.changed.connect(self._draw)
        theme.changed.connect(self._arrange)
        self._say()

    def focus(self) -> None:
        """Put the focus where work begins."""
        first = self.run_button if self.folder is not None else self.choose_button
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _kept(self) -> QSettings:
        return QSettings(str(self._desk.paths.data_dir / "window.ini"), QSettings.Format.IniFormat)

    def _arrange(self) -> None:
        # What is above the result has its edges.
        side = round(side_of(self.width() - SCROLL_BAR, self._desk.theme.card_scale.px))
        self._head.setContentsMargins(side, 12, side + SCROLL_BAR, 0)
        em = self._desk.theme.control_px
        self.heading.setVisible(self.height() >= HEADING_FROM * em)
        # As long as there is no result, the room is for what the task is about.
        self.about.setVisible(self.height() >= (HEADING_FROM if self._report is None else ABOUT_FROM) * em)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low window the result of the tests comes first."""
        super().resizeEvent(event)
        self._arrange()

    def _say(self) -> None:
        here = self.folder is not None
        self.where.setText(str(self.folder) if here else "No folder is chosen yet.")
        busy = self._task is not None
        self.run_button.setEnabled(here and not busy)
        self.open_button.setEnabled(here)
        self.choose_button.setEnabled(not busy)
        mark_primary(self.choose_button, primary=not here)
        mark_primary(self.run_button, primary=here)
        self._arrange()
        self._draw()

    def _draw(self) -> None:
        ink = self._desk.theme.ink
        self.text.use_ink(ink)
        report = self._report
        self.verdict.setVisible(report is not None)
        self.text.setVisible(report is not None)
        self.edge.setVisible(report is not None)
        if report is not None:
            self.verdict.setText(report.sentence())
            self.verdict.tint("good" if report.complete else "text")
            document = RichDocument(ink, self._desk.theme.card_scale)
            write(document, (report_tree(report), "body"))
            self.text.show_document(document)
            self.text.setAccessibleDescription(document.toPlainText())

    # ---- the folder -------------------------------------------------------------------------------

    def choose(self) -> None:
        """Ask for a folder and write the task there."""
        if self._task is not None:
            return
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        begin = str(self.folder.parent if self.folder is not None else Path(documents or Path.home()))
        name = QFileDialog.getExistingDirectory(self, "Where to write the task", begin)
        if name:
            self.write_to(code_task.place(Path(name)))

    def write_to(self, folder: Path) -> None:
        """Write what of the task is missing in a folder, and work there from now on."""
        self._start(lambda _task: code_task.write(folder), self._written, f"Writing {folder.name}\u2026")

    def _written(self, written: Written) -> None:
        self._ended()
        self.folder = written.folder
        self._kept().setValue("code-task", str(written.folder))
        self._report = None
        self._say()
        self.focus()
        if written.kept:
            kept = ", ".join(written.kept)
            self._desk.say(f"Already there and left as they are: {kept}.")
        else:
            self._desk.say(f"{wording.count(len(written.made), 'file')} written: begin with README.md.")

    def open_folder(self) -> None:
        """Show the folder in the system's file manager."""
        if self.folder is not None and not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.folder))):
            self._desk.trouble(f"{self.folder} cannot be opened from here: open it in your file manager.")

    # ---- the tests --------------------------------------------------------------------------------

    def run(self) -> None:
        """Run the tests of the folder."""
        folder, moved = self.folder, self.line.moved.emit
        if folder is None or self._task is not None:
            return
        self._start(
            lambda task: code_task.run(folder, progress=moved, cancelled=lambda: task.cancelled),
            self._ran,
            "Running the tests\u2026",
        )

    def _ran(self, report: Report) -> None:
        self._ended()
        self._report = report
        self._say()
        self.text.set_marks(self.text.marks, report.sentence())
        self.run_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _start(self, work: Callable[[Task], Any], done: Callable[[Any], object], words: str) -> None:
        self.line.begin(words)
        self._task = self._desk.tasks.start(work, done, self._failed)
        self._say()

    def _ended(self) -> None:
        self._task = None
        self.line.end()

    def _failed(self, problem: BaseException) -> None:
        self._ended()
        self._say()
        self._desk.tell(problem)

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()


def report_tree(report: Report) -> Node:
    """What the tests said: first those that have not passed, each with its message."""
    body = Node("body")
    open_ones = [test for test in report.tests if test.state != "passed"]
    passed = [test for test in report.tests if test.state == "passed"]
    if open_ones:
        body.children.append(Node("h3", {}, ["Still open"]))
        body.children.append(Node("ul", {}, [_item(test) for test in open_ones]))
    if passed:
        body.children.append(Node("h3", {}, ["Passed"]))
        body.children.append(Node("ul", {}, [Node("li", {}, [test.title]) for test in passed]))
    if report.printed:
        body.children.append(Node("h3", {}, ["What the code printed" + (", its beginning" if report.cut else "")]))
        body.children.append(Node("pre", {}, [Node("code", {}, [report.printed])]))
    return body


def _item(test: Outcome) -> Node:
    item = Node("li", {}, [Node("strong", {}, [f"{STATE_WORDS[test.state]}: "]), test.title])
    if test.said:
        item.children.append(Node("p", {}, [Node("span", {"class": "muted"}, [test.said])]))
    return item
