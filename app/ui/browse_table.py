"""The table view of Browse: as many columns as fit, selections that survive another search, no row read unseen."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QMenu, QTableView, QWidget

from app.find.finder import COLUMNS
from app.ui.browse_model import CELL_EM, HEADINGS, CardsDelegate, CardsModel
from app.ui.theme import Theme
from app.ui.widgets import SlimScrollBar

# The widest thing each column says.
WIDEST = {
    "level": "Medium",
    "kind": "Key points",
    "due": "2026-12-24",
    "interval": "10.0 mo",
    "ease": "2.50",
    "lapses": "Lapses",
    "grade": "Blackout",
}
QUESTION_EM = 17
LESSON_EM = 12
# What gives way first where not all fit.
GIVING_WAY = ("kind", "lapses", "level", "grade", "lesson", "ease", "interval", "due")


class CardsTable(QTableView):
    """The found cards."""

    sorted_by = Signal(str, bool)
    """A column of `COLUMNS`, or nothing for the library's order; whether descending."""
    moved = Signal()
    """Another card is the current one, or others are selected."""

    def __init__(self, theme: Theme, model: CardsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.delegate = CardsDelegate(theme)
        self.setModel(model)
        self.setItemDelegate(self.delegate)
        self.setAccessibleName("Cards")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBar(SlimScrollBar(Qt.Orientation.Vertical, self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setAccessibleName("Columns")
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(20)
        header.sectionClicked.connect(lambda section: self.sort_by(COLUMNS[section]))
        self._changing = False
        self._chosen = False
        """Whether the reader chose the selected cards."""
        self.selectionModel().selectionChanged.connect(lambda *_: self._touched())
        self.selectionModel().currentRowChanged.connect(lambda *_: self._touched())
        theme.changed.connect(self._measure)
        self._measure()

    # ---- what is selected -------------------------------------------------------------------------

    def current_row(self) -> int | None:
        """The library's row of the current card."""
        place = self.currentIndex().row()
        return self._model.rows[place] if 0 <= place < len(self._model.rows) else None

    def selected_rows(self) -> list[int]:
        """The library's rows of the selected cards, in the order shown."""
        rows = self._model.rows
        return [rows[place] for first, end in sorted(self._spans()) for place in range(first, end)]

    def selected_count(self) -> int:
        """How many cards are selected."""
        return sum(end - first for first, end in self._spans())

    def _spans(self) -> list[tuple[int, int]]:
        # Ranges, not rows: all of 100,000 cards are one.
        selection = self.selectionModel().selection()
        spans = (selection.at(number) for number in range(selection.count()))
        return [(span.top(), span.bottom() + 1) for span in spans]

    def keep(self, change: Callable[[], None]) -> None:
        """Show other rows, and keep of selection, current card and place in the view what is still there.

        A current card that the reader did not choose is not followed: the first of the new rows takes its place.
        """
        selected = frozenset(self.selected_rows()) if self._chosen else frozenset()
        current = self.current_row() if self._chosen else None
        top = self.rowAt(1)
        above = self._model.rows[top] if 0 <= top < len(self._model.rows) else None
        was_at = self.verticalScrollBar().value()
        self._changing = True
        change()
        self._chosen = self._restore(selected - {-1}, current)
        self._changing = False
        rows = self._model.rows
        bar = self.verticalScrollBar()
        if 0 <= top < len(rows) and rows[top] == above:
            bar.setValue(was_at)
        elif self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())
        self.moved.emit()

    def _restore(self, selected: frozenset[int], current: int | None) -> bool:
        """Select what is still there, else the first row; whether anything was."""
        rows = self._model.rows
        if not rows:
            return False
        place = _place(rows, current)
        flags = QItemSelectionModel.SelectionFlag
        model, table = self.selectionModel(), self._model
        if place is not None and selected <= {current}:
            model.setCurrentIndex(table.index(place, 0), flags.ClearAndSelect | flags.Rows)
            return True
        selection = QItemSelection()
        last = table.columnCount() - 1
        for first, end in _runs(rows, selected):
            selection.select(table.index(first, 0), table.index(end - 1, last))
        if selection.isEmpty():
            model.setCurrentIndex(table.index(place or 0, 0), flags.ClearAndSelect | flags.Rows)
            return place is not None
        model.select(selection, flags.ClearAndSelect)
        model.setCurrentIndex(table.index(selection.at(0).top() if place is None else place, 0), flags.NoUpdate)
        return True

    def _touched(self) -> None:
        if not self._changing:
            self._chosen = True
            self.moved.emit()

    # ---- order ------------------------------------------------------------------------------------

    def sort_by(self, column: str) -> None:
        """Sort by a column; a second time the other way round, a third time as in the library."""
        if column == self._model.sort_column:
            column, descending = (column, True) if not self._model.descending else ("", False)
        else:
            descending = False
        self._model.sort_by(column, descending=descending)
        self.sorted_by.emit(column, descending)

    def sort_menu(self, parent: QWidget) -> QMenu:
        """Every column, to sort by it with the keyboard; also those there is no room for."""
        menu = QMenu("Sort by", parent)
        for column, heading in zip(COLUMNS, HEADINGS, strict=True):
            action = menu.addAction(heading)
            action.setCheckable(True)
            action.setChecked(column == self._model.sort_column)
            action.triggered.connect(lambda _on=False, column=column: self.sort_by(column))
        return menu

    # ---- Qt ---------------------------------------------------------------------------------------

    def keyboardSearch(self, _search: str) -> None:
        """Nothing: Qt would read the question of every card. `/` searches."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other columns may fit."""
        super().resizeEvent(event)
        self._fit()

    def _measure(self) -> None:
        # The headings begin and end where the words below them do.
        pad = round(self.font().pixelSize() * CELL_EM)
        self.horizontalHeader().setStyleSheet(
            f"QHeaderView::section {{ padding-left: {pad}px; padding-right: {pad}px; }}"
        )
        self.verticalHeader().setDefaultSectionSize(self.delegate.row_height(self.font()))
        self.verticalHeader().setMinimumSectionSize(10)
        self._fit()

    def _fit(self) -> None:
        px = self.font().pixelSize()
        if px <= 0:
            return
        metrics = QFontMetrics(self.font())
        widths = {
            column: max(
                metrics.horizontalAdvance(words), metrics.horizontalAdvance(HEADINGS[COLUMNS.index(column)]) + px
            )
            + round(px * 1.4)
            for column, words in WIDEST.items()
        }
        widths["lesson"] = px * LESSON_EM
        room = self.viewport().width()
        hidden: set[str] = set()
        for column in GIVING_WAY:
            if sum(width for name, width in widths.items() if name not in hidden) + px * QUESTION_EM <= room:
                break
            hidden.add(column)
        left = room - sum(width for name, width in widths.items() if name not in hidden)
        for number, column in enumerate(COLUMNS):
            self.setColumnHidden(number, column in hidden)
            if column not in hidden:
                self.setColumnWidth(number, left if column == "question" else widths[column])


def _place(rows: array[int], row: int | None) -> int | None:
    """Where a row is shown."""
    if row is None:
        return None
    try:
        return rows.index(row)
    except ValueError:
        return None


def _runs(rows: array[int], selected: frozenset[int]) -> Iterator[tuple[int, int]]:
    """The stretches of rows that are selected: first place, and the one after the last."""
    start = None
    if not selected:
        return
    for place, row in enumerate(rows):
        if row in selected:
            start = place if start is None else start
        elif start is not None:
            yield start, place
            start = None
    if start is not None:
        yield start, len(rows)
