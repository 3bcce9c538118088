"""Back from Anki: the reviews done on the phone are counted here, and other decks can become decks of the reader's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from app import adoption, homecoming, wording
from app.errors import ByHeartError
from app.ui import actions
from app.ui.blocks import ProgressLine, Words, button, row
from app.ui.page import Desk
from app.ui.tasks import Task
from app.ui.widgets import SlimScrollBar
from decks.markup import plain

if TYPE_CHECKING:
    from app.adoption import Adopted, Offer
    from app.homecoming import Report


class FromAnki(QWidget):
    """Reads a package in the background and says what was taken."""

    grown = Signal()
    """There is something to look at that was not there before."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk = desk
        self._file: Path | None = None
        self._task: Task | None = None
        self._offer: Offer | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self.said = Words(
            desk.theme,
            "Export from Anki as .apkg or .colpkg with scheduling information, then read that file here: each review "
            "of your cards is counted once, however often the file is read.",
            colour="muted",
        )
        self.open = button("&Read a package…", self.choose_file, self)
        self.line = ProgressLine(desk.theme, self)
        self.line.cancelled.connect(self.cancel)
        self.preview = QTreeWidget(self)
        self.preview.setAccessibleName("Notes that are not from By Heart")
        self.preview.setHeaderLabels(["Question", "Answer"])
        self.preview.setRootIsDecorated(False)
        self.preview.header().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.preview.setVerticalScrollBar(SlimScrollBar(Qt.Orientation.Vertical, self.preview))
        self.preview.setFixedHeight(220)
        self.preview.hide()
        self.adopt = button("&Make them decks of mine", self.take_notes, self)
        self.adopt.hide()
        column.addWidget(self.said)
        column.addLayout(row(self.open))
        column.addWidget(self.preview)
        column.addLayout(row(self.adopt))
        column.addWidget(self.line)
        actions.make("read-package", self, self.choose_file)

    def choose_file(self) -> None:
        """Ask for a package, then read it."""
        name, _ = QFileDialog.getOpenFileName(
            self, "Read a package", str(Path.home()), "Anki packages (*.apkg *.colpkg);;All files (*)"
        )
        if name:
            self.read(Path(name))

    def cancel(self) -> None:
        """Stop; nothing of the package is taken then."""
        if self._task is not None:
            self._task.cancel()

    def _begin(self, words: str) -> None:
        self.line.begin(words)
        self.grown.emit()
        if self.open.hasFocus() or self.adopt.hasFocus():
            self.line.stop.setFocus(Qt.FocusReason.OtherFocusReason)
        self.open.setEnabled(False)
        self.adopt.setEnabled(False)

    def _end(self) -> None:
        self._task = None
        self.open.setEnabled(True)
        self.adopt.setEnabled(True)
        if self.line.stop.hasFocus():
            self.open.setFocus(Qt.FocusReason.OtherFocusReason)
        self.line.end()

    def _failed(self, problem: BaseException) -> None:
        self._end()
        self.desk.tell(problem)

    def read(self, file: Path) -> None:
        """Take the reviews of a package in the background, and look at what else is in it."""
        if self._task is not None:
            self.desk.trouble(f"{file.name} was not read, because another package is: wait for it, or cancel it.")
            return
        self._file = file
        self._offer = None
        self.preview.hide()
        self.adopt.hide()
        desk = self.desk
        study, moved, now = desk.study, self.line.moved.emit, desk.now()
        backups = desk.backups

        def work(task: Task) -> tuple[Report | None, Offer | ByHeartError | None]:
            report = homecoming.bring_home(
                file,
                study.library,
                study.progress,
                study.clock,
                now,
                backups,
                lambda _what, done, total: moved(done, total),
                lambda: task.cancelled,
            )
            if report is None or not report.foreign_notes:
                return report, None
            try:
                return report, adoption.look(file, study.library, desk.paths.decks, moved, lambda: task.cancelled)
            except ByHeartError as problem:  # the reviews are in all the same
                return report, problem

        self._begin(f"Reading {file.name}…")
        self._task = desk.tasks.start(work, self._came, self._failed)

    def _came(self, found: tuple[Report | None, Offer | ByHeartError | None]) -> None:
        self._end()
        self.grown.emit()
        self.said.tint("text")
        report, offer = found
        if report is None:
            self.said.setText("Stopped; nothing was taken.")
            return
        self.said.setText(" ".join(homecoming.sentences(report, self.desk.study.clock.zone)))
        if report.taken.new:
            self.desk.touched.emit()
        if isinstance(offer, ByHeartError):
            self.desk.tell(offer)
        elif offer is not None and offer.notes:
            self._offer = offer
            self._show_offer(offer)

    def _show_offer(self, offer: Offer) -> None:
        self.preview.clear()
        for question, answer in offer.preview:
            QTreeWidgetItem(self.preview, [plain(question), " ".join(plain(answer).split())])
        self.preview.show()
        self.adopt.show()
        files = wording.count(len(offer.conversion.decks), "deck")
        left = "".join(f" {sentence}" for sentence in offer.left_out)
        self.said.setText(
            f"{self.said.text()} They would become {wording.count(offer.notes, 'note')} in {files} of yours; the first "
            f"are shown below.{left}"
        )

    def take_notes(self) -> None:
        """Turn the notes that are not ours into deck files, in the background."""
        offer, file = self._offer, self._file
        if offer is None or file is None or self._task is not None:
            return
        folder, moved = self.desk.paths.decks, self.line.moved.emit

        def work(task: Task) -> Adopted | None:
            return adoption.adopt(file, offer, folder, moved, lambda: task.cancelled)

        self._begin("Writing the decks…")
        self._task = self.desk.tasks.start(work, self._adopted, self._failed)

    def _adopted(self, adopted: Adopted | None) -> None:
        self._end()
        if adopted is None:
            self.desk.say("Stopped; no deck was written.")
            return
        self.preview.hide()
        self.adopt.hide()
        self.said.setText(adopted.sentence)
        self.desk.decks_changed.emit()
