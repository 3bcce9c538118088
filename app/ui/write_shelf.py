"""The list at the left of Write: the user's files first, the bundled ones to read below."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from app.ui.page import Desk
from app.ui.theme import Theme
from app.ui.widgets import SlimScrollBar, scaled
from app.writing.shelf import Book, Group, shelf

_BOOK = Qt.ItemDataRole.UserRole


class Shelf(QTreeWidget):
    """Groups of files. `chosen` is emitted with the file that is to be opened."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._groups: tuple[Group, ...] = ()
        self._reading = 0
        """How often it was listed."""
        self._marked: tuple[Path, str] | None = None
        """What was to be marked last; a file that is new comes into the list later."""
        self.setHeaderHidden(True)
        self.setAccessibleName("Decks and sheets")
        self.setVerticalScrollBar(SlimScrollBar(Qt.Orientation.Vertical, self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setIndentation(14)
        self.setStyleSheet("QTreeView { border: 0; border-radius: 0; }")
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.itemClicked.connect(lambda item, _column: self._choose(item))
        theme.changed.connect(self._dress)

    def read(self, desk: Desk) -> None:
        """List what there is now, in the background: the user's folders may be large, or on another machine."""
        library = desk.study.library
        self._reading += 1
        number = self._reading

        def came(groups: tuple[Group, ...]) -> None:
            if number == self._reading:  # else it is listed anew, after a later change
                self.fill(groups)

        desk.tasks.start(lambda _task: shelf(library, desk.paths), came, desk.tell)

    def fill(self, groups: tuple[Group, ...]) -> None:
        """Show other groups; what was open and current stays so, where it still is."""
        if groups == self._groups:
            return
        opened = {item.text(0) for item in self._tops() if item.isExpanded()}
        current = self.current()
        first, before = not self._groups, {group.title for group in self._groups}
        self._groups = groups
        self.clear()
        for group in groups:
            top = QTreeWidgetItem(self, [group.title])
            top.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            for book in group.books:
                item = QTreeWidgetItem(top, [book.title])
                item.setData(0, _BOOK, book)
                item.setToolTip(0, f"{book.title}\n{book.path}")
            if not group.books:
                nothing = QTreeWidgetItem(top, [group.nothing])
                nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            own = group.nothing or group.title.startswith("Bundled cards")
            top.setExpanded(bool(own) if group.title not in before else group.title in opened)
        self._dress()
        wanted = self._marked if current is None else (current.path, current.note_id)
        if wanted is not None:
            self.mark(*wanted)
        elif first:
            self.setCurrentItem(self.topLevelItem(0))  # type: ignore[arg-type]

    def current(self) -> Book | None:
        """The file the mark is on."""
        item = self.currentItem()
        book = item.data(0, _BOOK) if item is not None else None
        return book if isinstance(book, Book) else None

    def mark(self, path: Path, note_id: str = "") -> None:
        """Put the mark on a file, or on the card of it that stands by itself."""
        self._marked = (path, note_id)
        found: QTreeWidgetItem | None = None
        for top in self._tops():
            for number in range(top.childCount()):
                item = top.child(number)
                book = item.data(0, _BOOK) if item is not None else None
                if isinstance(book, Book) and book.path == path and (found is None or book.note_id == note_id):
                    found = item
        if found is not None and (top_of := found.parent()) is not None:
            top_of.setExpanded(True)
        self.setCurrentItem(found)  # type: ignore[arg-type]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return opens."""
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None:
            if item.parent() is None:
                item.setExpanded(not item.isExpanded())
            self._choose(item)
            return
        super().keyPressEvent(event)

    def _choose(self, item: QTreeWidgetItem) -> None:
        book = item.data(0, _BOOK)
        if isinstance(book, Book):
            self.chosen.emit(book)

    def _tops(self) -> list[QTreeWidgetItem]:
        items = (self.topLevelItem(number) for number in range(self.topLevelItemCount()))
        return [item for item in items if item is not None]

    def _dress(self) -> None:
        for top in self._tops():
            top.setFont(0, scaled(self.font(), 0.93, strong=True))
            top.setForeground(0, QColor(self._theme.ink.muted))
