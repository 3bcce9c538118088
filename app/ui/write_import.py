"""A table on its way to become a deck: how it is written down, which column is what, and the cards it makes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLineEdit, QListWidget, QVBoxLayout, QWidget

from app.errors import ByHeartError
from app.table_deck import Plan, carry_out, plan, preview, tag_cards
from app.tables import DELIMITERS, ENCODINGS, Layout, Table, guess, load, parse, rows_of, sniff
from app.ui.blocks import Frame, ProgressLine, Words, button, row
from app.ui.card_view import CardView, Look, answer_document
from app.ui.page import Desk
from app.ui.tasks import Task
from app.ui.widgets import SlimScrollBar
from cheatsheets.style import Scale
from decks.card import Note
from decks.markup import plain

WORDS = {
    "question": "Question",
    "answer": "Answer",
    "tags": "Tags",
    "level": "Level",
    "source": "Source",
    "id": "Id",
}
_ENCODINGS = {"utf-8": "UTF-8", "utf-16": "UTF-16", "cp1252": "Windows-1252"}
PAUSE_MS = 250
SMALLER = 0.88
LIST_EM = 14
"""The least height of the list of cards, in sizes of the text."""


class ImportPanel(QWidget):
    """Everything that was found out can be changed; nothing is written before the button is pressed."""

    left = Signal()
    written = Signal(object)
    """The deck's path."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._file: Path | None = None
        self._data = b""
        self._table: Table | None = None
        self._plan: Plan | None = None
        self._notes: tuple[Note, ...] = ()
        self._task: Task | None = None
        self._asked = 0
        self.frame = Frame(desk.theme, "Import cards from a table", "", self, wide=1000)
        self.title = QLineEdit(self)
        self.title.setAccessibleName("Title of the deck")
        self.delimiter = self._box("Delimiter", list(DELIMITERS.values()))
        self.encoding = self._box("Encoding", list(_ENCODINGS.values()))
        self.header = QCheckBox("The first row names the columns", self)
        self.columns = {what: self._box(f"{words} column", []) for what, words in WORDS.items()}
        self.said = Words(desk.theme, parent=self)
        self.cards = QListWidget(self)
        self.cards.setAccessibleName("The first cards")
        self.cards.setVerticalScrollBar(SlimScrollBar(Qt.Orientation.Vertical, self.cards))
        self.cards.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.card = CardView(self)
        self.card.setAccessibleName("Preview of the card")
        self.line = ProgressLine(desk.theme, self)
        self.line.cancelled.connect(self._cancel)
        self.ok = button("&Import", self.carry_out, self, primary=True)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._make_plan)
        self._lay_out()
        self.title.textChanged.connect(lambda _text: self._plan_soon())
        for box in (self.delimiter, self.encoding):
            box.currentIndexChanged.connect(lambda _index: self._read_again())
        self.header.toggled.connect(lambda _on: self._read_again())
        for box in self.columns.values():
            box.currentIndexChanged.connect(lambda _index: self._plan_soon())
        self.cards.currentRowChanged.connect(self._show_card)
        desk.theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        # A field is a little lower than a choice, and its words begin a little later; side by side it would show.
        self.title.setMinimumHeight(self.delimiter.sizeHint().height())
        self.title.setTextMargins(-2, 0, 0, 0)
        self.cards.setMinimumHeight(self.font().pixelSize() * LIST_EM)
        self._show_card(self.cards.currentRow())

    def _box(self, name: str, items: list[str]) -> QComboBox:
        made = QComboBox(self)
        made.addItems(items)
        made.setAccessibleName(name)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.setMinimumContentsLength(4)
        return made

    def _lay_out(self) -> None:
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        fields: list[tuple[str, QWidget]] = [
            ("Title of the deck", self.title),
            ("Delimiter", self.delimiter),
            ("Encoding", self.encoding),
            *((f"{WORDS[what]} column", box) for what, box in self.columns.items()),
        ]
        for number, (words, control) in enumerate(fields):
            holder = QVBoxLayout()
            holder.setSpacing(2)
            holder.addWidget(Words(self._desk.theme, words, 0.93, colour="muted"))
            holder.addWidget(control)
            holder.addStretch(1)
            self._grid.addLayout(holder, number // 3, number % 3)
        for column in range(3):
            self._grid.setColumnStretch(column, 1)
        self.frame.add(self._grid)
        self.frame.add(self.header, 4)
        self.frame.section("What it makes")
        self.frame.add(self.said)
        shown = QGridLayout()
        shown.setSpacing(12)
        shown.addWidget(self.cards, 0, 0)
        shown.addWidget(self.card, 0, 1)
        shown.setColumnStretch(0, 2)
        shown.setColumnStretch(1, 3)
        self.frame.add(shown, 4)
        self.frame.add(self.line)
        self.frame.add(row(self.ok, button("&Cancel", self.leave, self)), 8)
        self.frame.column.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.frame)

    # ---- reading ----------------------------------------------------------------------------------

    def open(self, file: Path) -> None:
        """Read a table in the background and show what it would make."""
        self._file = file
        self._table = self._plan = None
        self.frame.said.setText(str(file))
        self.said.tint("muted")
        self.said.setText("Reading\u2026")
        for box in self.columns.values():  # those of a table before
            with QSignalBlocker(box):
                box.clear()
            box.setEnabled(False)
        self._show_cards(())
        self.ok.setEnabled(False)

        def work(_task: Task) -> tuple[bytes, Layout]:
            data = load(file)
            return data, sniff(data, file)

        def done(found: tuple[bytes, Layout]) -> None:
            self._data, layout = found
            blocked = [QSignalBlocker(each) for each in (self.title, self.delimiter, self.encoding, self.header)]
            self.title.setText(file.stem.replace("_", " ").replace("-", " ").strip().capitalize())
            self.title.setCursorPosition(0)
            self.delimiter.setCurrentIndex(list(DELIMITERS).index(layout.delimiter))
            self.encoding.setCurrentIndex(ENCODINGS.index(layout.encoding))
            self.header.setChecked(layout.header)
            del blocked
            self._read_again()

        self._run(work, done)
        self.title.setFocus(Qt.FocusReason.OtherFocusReason)

    def layout_chosen(self) -> Layout:
        """How the table is written down, as the controls say."""
        delimiter = list(DELIMITERS)[self.delimiter.currentIndex()]
        return Layout(ENCODINGS[self.encoding.currentIndex()], delimiter, self.header.isChecked())

    def mapping(self) -> dict[str, int]:
        """Which column is what, as the controls say."""
        return {what: box.currentIndex() - 1 for what, box in self.columns.items() if box.currentIndex() > 0}

    def _read_again(self) -> None:
        data, layout, file = self._data, self.layout_chosen(), self._file
        assert file is not None

        def done(table: Table) -> None:
            self._table = table
            guessed = guess(table)
            for what, box in self.columns.items():
                blocked = QSignalBlocker(box)
                box.clear()
                box.addItems(["(none)", *table.columns])
                box.setCurrentIndex(guessed.get(what, -1) + 1)
                box.setEnabled(True)
                del blocked
            self._make_plan()

        self._run(lambda _task: parse(data, layout, file), done)

    def _plan_soon(self) -> None:
        self.ok.setEnabled(False)
        self._pause.start()

    def _make_plan(self) -> None:
        table, mapping, title = self._table, self.mapping(), self.title.text()
        if table is None:
            return
        paths, library, moved = self._desk.paths, self._desk.study.library, self.line.moved.emit

        def work(task: Task) -> tuple[Plan | None, tuple[Note, ...]]:
            notes = preview(rows_of(table, mapping), table.path)
            made = plan(table, mapping, title, paths, library, moved, lambda: task.cancelled)
            return made, notes

        def done(found: tuple[Plan | None, tuple[Note, ...]]) -> None:
            self._plan, self._notes = found
            self._show_cards(self._notes)
            if self._plan is None:
                self.said.setText("Stopped.")
                return
            where = f"{'Brings up to date' if self._plan.known.text else 'Makes'} {self._plan.known.path}."
            self.said.tint("text")
            self.said.setText("\n".join((where, *self._plan.sentences)))
            self.ok.setEnabled(bool(self._plan.new + self._plan.changed + self._plan.same))

        self._run(work, done)

    def _run(self, work: Callable[[Task], Any], done: Callable[[Any], object]) -> None:
        """Do one thing in the background; what was asked before it is forgotten."""
        self._cancel()
        self._asked += 1
        asked = self._asked
        self.line.begin("Reading the table\u2026")

        def ended(result: Any) -> None:
            if asked == self._asked:
                self.line.end()
                done(result)

        def failed(problem: BaseException) -> None:
            if asked != self._asked:
                return
            self.line.end()
            if not isinstance(problem, ByHeartError):
                raise problem
            # Here, not in the window's notice: the control that mends it is beside it.
            self._plan = None
            self._show_cards(())
            self.ok.setEnabled(False)
            self.said.tint("bad")
            self.said.setText(str(problem))

        self._task = self._desk.tasks.start(work, ended, failed)

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    # ---- looking and writing ----------------------------------------------------------------------

    def _show_cards(self, notes: tuple[Note, ...]) -> None:
        """List the first cards; without any there is no list."""
        self._notes = notes
        self.cards.clear()
        self.cards.addItems([plain(note.question) for note in notes])
        self.cards.setVisible(bool(notes))
        column = self.frame.column
        column.setStretch(column.count() - 1, 0 if notes else 1)  # the list takes the room while it is there
        self.cards.setCurrentRow(0)
        self._show_card(self.cards.currentRow())

    def _show_card(self, number: int) -> None:
        theme = self._desk.theme
        self.card.use_ink(theme.ink)
        self.card.setVisible(0 <= number < len(self._notes))
        if 0 <= number < len(self._notes):
            look = Look(theme.ink, Scale(theme.card_scale.px * SMALLER), max(120, self.card.viewport().width()))
            document = answer_document(self._notes[number], None, look, lambda _name: None)
            self.card.show_document(document)
            self.card.setAccessibleDescription(document.toPlainText())

    def carry_out(self) -> None:
        """Write the deck, and tell the page."""
        planned, paths = self._plan, self._desk.paths
        if planned is None or not self.ok.isEnabled():
            return

        def done(path: Path) -> None:
            self._desk.say(f"{planned.title}: {planned.sentences[0]}")
            if planned.tags:
                tag_cards(planned, self._desk.progress)
                self._desk.touched.emit()
            self.written.emit(path)

        self._run(lambda _task: carry_out(planned, paths), done)

    def leave(self) -> None:
        """Forget the table."""
        self._cancel()
        self._asked += 1
        self._pause.stop()
        self.line.end()
        self.left.emit()
