"""Parts and lessons to tick: which decks something is for."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QTreeWidget, QTreeWidgetItem, QWidget

from app.ui.theme import Theme
from app.ui.widgets import SlimScrollBar
from decks.library import Library

SHORT, LONG = 6, 11
"""Rows that are on show at least, and at most unless there are more parts."""


class LessonTree(QTreeWidget):
    """A tree of parts and their lessons with boxes; a part's box ticks all of its lessons. Space ticks."""

    ticked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._library: Library | None = None
        self.setHeaderHidden(True)
        self.setAccessibleName("Lessons")
        self.setVerticalScrollBar(SlimScrollBar(Qt.Orientation.Vertical, self))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.itemChanged.connect(lambda _item, _column: self.ticked.emit())

    def show_library(self, library: Library) -> None:
        """The decks of a library; what was ticked stays ticked."""
        if library is self._library:
            return
        self._library = library
        before = self.chosen()
        self.blockSignals(True)
        self.clear()
        parts: dict[str, QTreeWidgetItem] = {}
        for deck in library.decks:
            part = parts.get(deck.part)
            if part is None:
                part = parts[deck.part] = QTreeWidgetItem(self, [deck.part])
                part.setFlags(part.flags() | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsAutoTristate)
                part.setCheckState(0, Qt.CheckState.Unchecked)
            lesson = QTreeWidgetItem(part, [deck.title])
            lesson.setFlags(lesson.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            lesson.setData(0, Qt.ItemDataRole.UserRole, deck.id)
            lesson.setCheckState(0, Qt.CheckState.Checked if deck.id in before else Qt.CheckState.Unchecked)
        first = self.topLevelItem(0)
        if first is not None:
            self.setCurrentItem(first)
        self.blockSignals(False)

    def stand(self, room: int) -> None:
        """Show as many whole rows as fit into `room` pixels: `SHORT` at least, and at most all parts, or `LONG`."""
        parts = self.topLevelItemCount()
        rows = parts + len(self._lessons())
        line = max(1, self.sizeHintForRow(0))
        frame = 2 * self.frameWidth() + 2
        most, least = min(rows, max(parts, LONG)), min(rows, SHORT)
        whole = (room - frame) // line
        self.setFixedHeight(max(least, min(most, whole)) * line + frame)

    def _lessons(self) -> list[QTreeWidgetItem]:
        parts = [self.topLevelItem(number) for number in range(self.topLevelItemCount())]
        lessons = [part.child(n) for part in parts if part is not None for n in range(part.childCount())]
        return [lesson for lesson in lessons if lesson is not None]

    def chosen(self) -> tuple[str, ...]:
        """The ids of the ticked decks, in the library's order."""
        return tuple(
            str(item.data(0, Qt.ItemDataRole.UserRole))
            for item in self._lessons()
            if item.checkState(0) == Qt.CheckState.Checked
        )

    def tick(self, deck_ids: Collection[str]) -> None:
        """Tick these and no others."""
        self.blockSignals(True)
        for item in self._lessons():
            on = item.data(0, Qt.ItemDataRole.UserRole) in deck_ids
            item.setCheckState(0, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.blockSignals(False)
        self.ticked.emit()
