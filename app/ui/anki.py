"""The page of Anki: what a package will do there before it is written, and what comes back."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QCheckBox,
    QFileDialog,
    QHeaderView,
    QRadioButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app import travel, wording
from app.errors import ByHeartError
from app.ui import actions
from app.ui.anki_back import FromAnki
from app.ui.blocks import Frame, ProgressLine, Words, button, row
from app.ui.lessons import LessonTree
from app.ui.page import Desk, Page
from app.ui.tasks import Task
from app.ui.widgets import SlimScrollBar
from decks.card import note_id_of
from decks.markup import plain

if TYPE_CHECKING:
    from app.travel import Preflight, Sent

# What Anki does with each group, in the order of the preflight.
GROUPS = (
    ("new", "Anki will add"),
    ("updated", "Anki will update, overwriting what you edited there"),
    ("unchanged", "Anki will leave as they are"),
    ("moved", "In another lesson now; Anki keeps their deck"),
    ("retired", "Left the library; Anki keeps them, tagged retired"),
)


BELOW = 24
"""Pixels that stay below what is scrolled to."""
SETTLED_MS = 150
"""After that long, what is new has its place."""
LESSONS_SHARE = 0.55
"""The most of the page's height that the list of lessons takes."""


class AnkiPage(Page):
    """To Anki, with a preflight; and back."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        theme = desk.theme
        self._preflight: Preflight | None = None
        self._task: Task | None = None
        self._writing = False
        self._focus_then: QWidget | None = None
        self._selection: tuple[str, ...] = ()
        self._looked_at: object = None
        self._wanted: QWidget | None = None
        """What is to be scrolled to once it has its place."""
        self._frame = frame = Frame(theme, "Anki", "Study on the phone, and count here what you did there.", self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(frame)

        frame.section("To Anki")
        self.everything = QRadioButton("All &lessons", self)
        self.lessons_only = QRadioButton("Chosen lesso&ns", self)
        self.selected_only = QRadioButton("The cards selected in Browse", self)
        self.everything.setChecked(True)
        self._which = QButtonGroup(self)
        for each in (self.everything, self.lessons_only, self.selected_only):
            each.setAccessibleName(each.text().replace("&", ""))
            self._which.addButton(each)
            frame.add(each)  # one below the other: three in a row are wider than a small window
        self._which.buttonToggled.connect(lambda _button, on: self._look() if on else None)
        self.lessons = LessonTree(theme, self)
        self.lessons.ticked.connect(self._look)
        frame.add(self.lessons)
        self.with_progress = QCheckBox("Take my &progress along", self)
        self.with_progress.setAccessibleName("Take my progress along")
        self.with_progress.setAccessibleDescription(
            "Due days, ease, lapses and the log. Anki takes them of cards it does not have yet, if there "
            "“Import any learning progress” is ticked."
        )
        self.with_progress.setToolTip(self.with_progress.accessibleDescription())
        frame.add(self.with_progress, 6)
        frame.add(Words(theme, self.with_progress.accessibleDescription(), 0.9, colour="muted"))
        self.said = Words(theme, colour="muted")
        frame.add(self.said, 4)
        self.tree = QTreeWidget(self)
        self.tree.setAccessibleName("What Anki will do")
        self.tree.setHeaderLabels(["Compared with the last package exported here", "Notes"])
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.tree.header().setStretchLastSection(False)
        self.tree.setVerticalScrollBar(SlimScrollBar(Qt.Orientation.Vertical, self.tree))
        self.tree.setUniformRowHeights(True)
        self.tree.itemExpanded.connect(self._fill)
        self.tree.itemExpanded.connect(lambda _item: self._size())
        self.tree.itemCollapsed.connect(lambda _item: self._size())
        frame.add(self.tree)
        self.write = button("&Write the package…", self.choose_file, self, primary=True)
        frame.add(row(self.write))
        actions.make("write-package", self, self.choose_file)
        self.line = ProgressLine(theme, self)
        self.line.cancelled.connect(self._cancel)
        frame.add(self.line)

        frame.section("Back from Anki")
        self.back = FromAnki(desk, self)
        frame.add(self.back)
        frame.column.addStretch(1)
        frame.area.verticalScrollBar().rangeChanged.connect(self._scroll)
        self.back.grown.connect(lambda: self._bring(self.back))
        theme.changed.connect(self._size)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list of lessons takes about half of the height."""
        super().resizeEvent(event)
        self._stand()

    def _stand(self) -> None:
        self.lessons.stand(round(self.height() * LESSONS_SHARE))

    def _bring(self, what: QWidget) -> None:
        """Scroll to something, and again while what is new on the page comes to its place."""
        self._wanted = what
        QTimer.singleShot(0, self, self._scroll)
        QTimer.singleShot(SETTLED_MS, self, self._settled)

    def _settled(self) -> None:
        self._wanted = None

    def _scroll(self) -> None:
        if self._wanted is None:
            return
        area, what = self._frame.area, self._wanted
        area.ensureWidgetVisible(what, 0, BELOW)
        # What is higher than the page is read from its beginning.
        bar = area.verticalScrollBar()
        top = area.viewport().mapFrom(self, what.mapTo(self, QPoint())).y() + bar.value()
        bar.setValue(min(bar.value(), max(0, top - BELOW)))

    # ---- what the window calls --------------------------------------------------------------------

    def enter(self, card_ids: Collection[str] = (), file: str = "", **_: object) -> None:
        """Show what Anki would do now; with cards, for these; with a file, read that package."""
        self.lessons.show_library(self.desk.study.library)
        if card_ids:
            self._selection = tuple(dict.fromkeys(note_id_of(card_id) for card_id in card_ids))
        known = set(self.desk.study.library.note_ids())
        self._selection = tuple(note_id for note_id in self._selection if note_id in known)
        self.selected_only.setVisible(bool(self._selection))
        self.selected_only.setText(f"The {wording.count(len(self._selection), 'note')} selected in Browse")
        if card_ids:
            self.selected_only.setChecked(True)
        self._looked_at = None
        self._look()
        self._frame.area.verticalScrollBar().setValue(0)
        if file:
            self.back.read(Path(file))
        elif self.write.isEnabled():
            self.write.setFocus(Qt.FocusReason.OtherFocusReason)
        else:  # once the notes are looked at, unless the reader has gone elsewhere by then
            self._focus_then = QApplication.focusWidget()

    # ---- preflight --------------------------------------------------------------------------------

    def _chosen(self) -> tuple[str, ...] | None:
        if self.lessons_only.isChecked():
            return travel.notes_of_decks(self.desk.study.library, frozenset(self.lessons.chosen()))
        return self._selection if self.selected_only.isChecked() else None

    def _look(self) -> None:
        self.lessons.setVisible(self.lessons_only.isChecked())
        self._stand()
        if self._writing:
            return  # what is chosen now is looked at when the package is there
        chosen = self._chosen()
        if self._looked_at == (chosen,):
            return
        self._cancel()
        self._looked_at = (chosen,)
        self._preflight = None
        self.write.setEnabled(False)
        self.said.setText("Looking at what Anki would do…")
        library, paths, moved = self.desk.study.library, self.desk.paths, self.line.moved.emit

        def work(task: Task) -> tuple[Task, Preflight | ByHeartError]:
            try:
                return task, travel.look_ahead(library, paths, chosen, moved, lambda: task.cancelled)
            except ByHeartError as problem:  # which task it was must be known
                return task, problem

        self.line.begin("Preparing the notes…")
        self._task = self.desk.tasks.start(work, self._looked, self.desk.tell)

    def _looked(self, found: tuple[Task, Preflight | ByHeartError]) -> None:
        task, preflight = found
        if task is not self._task:
            return  # another choice was made meanwhile
        self._task = None
        focus = QApplication.focusWidget()
        came_from_here = focus is None or focus in (self._focus_then, self.line.stop)
        self._focus_then = None
        self.line.end()
        if task.cancelled or isinstance(preflight, ByHeartError):
            self._looked_at = None
            self.tree.clear()
            self._size()
            self.said.setText("Stopped. Choose again what to export.")
            if isinstance(preflight, ByHeartError):
                self.said.setText("What Anki would do is not known. Choose again what to export.")
                self.desk.tell(preflight)
            return
        self._preflight = preflight
        self.write.setEnabled(bool(preflight.notes))
        self._say()
        if came_from_here and self.isVisible():
            self.write.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self) -> None:
        assert self._preflight is not None
        self.tree.clear()
        for name, words in GROUPS:
            notes = getattr(self._preflight.changes, name)
            item = QTreeWidgetItem(self.tree, [words, f"{len(notes):,}"])
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setData(0, Qt.ItemDataRole.UserRole, name)
            item.setDisabled(not notes)
            if notes:
                item.setChildIndicatorPolicy(QTreeWidgetItem.ChildIndicatorPolicy.ShowIndicator)
        if self._preflight.notes:
            self.said.setText(f"The package will hold {wording.count(len(self._preflight.notes), 'note')}.")
        elif self.lessons_only.isChecked() and not self.lessons.chosen():
            self.said.setText("Tick the lessons that are to go along.")
        else:
            self.said.setText("There is no card in that choice.")
        self._size()

    def _fill(self, item: QTreeWidgetItem) -> None:
        if item.childCount() or self._preflight is None:
            return
        library = self.desk.study.library
        for note_id in getattr(self._preflight.changes, str(item.data(0, Qt.ItemDataRole.UserRole)))[:500]:
            note = library.find_note(note_id)
            QTreeWidgetItem(item, [plain(note.question) if note is not None else note_id])

    def _size(self) -> None:
        rows = sum(1 + (item.childCount() if item.isExpanded() else 0) for item in self._groups())
        px = self.fontMetrics().height()
        line = self.tree.sizeHintForRow(0)
        line = line if line > 0 else round(px * 1.6)  # it has no rows yet
        height = self.tree.header().sizeHint().height()
        self.tree.setFixedHeight(height + line * min(rows, 14) + 6)
        ink = self.desk.theme.ink
        # The numbers end where their heading does.
        look = f"QTreeView::item {{ padding-right: {self.font().pixelSize() // 2}px; }}"
        if look != self.tree.styleSheet():
            self.tree.setStyleSheet(look)
        for item in self._groups():
            for column in (0, 1):
                item.setForeground(column, QColor(ink.muted if item.isDisabled() else ink.text))

    def _groups(self) -> list[QTreeWidgetItem]:
        found = (self.tree.topLevelItem(n) for n in range(self.tree.topLevelItemCount()))
        return [item for item in found if item is not None]

    # ---- writing ----------------------------------------------------------------------------------

    def choose_file(self) -> None:
        """Ask where to, then write."""
        if self._writing or self._preflight is None or not self._preflight.notes:
            return
        name, _ = QFileDialog.getSaveFileName(
            self, "Write the package", str(Path.home() / "By Heart.apkg"), "Anki packages (*.apkg)"
        )
        if name:
            self.write_to(Path(name))

    def write_to(self, file: Path) -> None:
        """Write the package in the background; the file there before stays until it is complete."""
        preflight = self._preflight
        assert preflight is not None
        if not file.suffix:
            file = file.with_suffix(".apkg")
        progress, clock, now, moved = self.desk.progress, self.desk.study.clock, self.desk.now, self.line.moved.emit
        along = self.with_progress.isChecked()

        def work(task: Task) -> Sent | None:
            travelling = travel.progress_to_send(progress, clock, now()) if along else None
            return travel.send(preflight, file, now(), travelling, moved, lambda: task.cancelled)

        self._writing = True
        self._bring(self.line)
        self.line.begin(f"Writing {file.name}…")
        if self.write.hasFocus():
            self.line.stop.setFocus(Qt.FocusReason.OtherFocusReason)
        self.write.setEnabled(False)
        self._task = self.desk.tasks.start(work, self._written, self._failed)

    def _written(self, sent: Sent | None) -> None:
        self._ended()
        if sent is None:
            self.desk.say("Stopped; no package was written.")
            return
        words = f"{sent.file} is written: {wording.count(sent.notes, 'note')}, {sent.bytes / 1e6:.1f} MB."
        if sent.cards_with_progress:
            words += f" The progress of {wording.count(sent.cards_with_progress, 'card')} is in it."
        self.desk.say(words)

    def _failed(self, problem: BaseException) -> None:
        self._ended()
        self.desk.tell(problem)

    def _ended(self) -> None:
        self._writing = False
        self._task = None
        self._looked_at = None
        self._look()

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
