"""How Write looks: files, text and preview side by side as far as there is room, buttons above, problems below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.ui import actions
from app.ui.blocks import Words, button, mark_primary
from app.ui.page import Desk
from app.ui.widgets import SCROLL_BAR, SlimScrollBar
from app.ui.write_editor import Editor
from app.ui.write_preview import Preview
from app.ui.write_shelf import Shelf
from decks.problem import Problem

WIDE_EM, MIDDLE_EM = 74, 44
"""From this width, in sizes of the text, all three parts stand side by side; from this, two."""
READ_EM = 46
"""A line longer than this is hard to read."""
BUTTONS = (
    ("write-save", "Save"),
    ("write-card", "New card"),
    ("write-correct", "Correct this card"),
    ("write-reset", "Back to the bundled card"),
    ("write-whole", "Whole file"),
    ("write-new-deck", "New deck"),
    ("write-import", "Import CSV\u2026"),
    ("write-new-sheet", "New sheet"),
    ("write-delete", "Delete card"),
)
NOTHING = (
    "Choose a deck or a sheet from the list, or begin a new one.\n\n"
    "A deck is a file of Markdown: each heading is a question, what stands below it the answer. "
    "Bundled cards can be corrected: the copy is yours, and their progress stays."
)


class Problems(QListWidget):
    """What is wrong with a text, each problem as high as its words need."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Problems of the text")
        self.setVerticalScrollBar(SlimScrollBar(Qt.Orientation.Vertical, self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrap(True)

    def fit(self, width: int) -> int:
        """Let every problem have the height it needs in a list of this width; the height of the first four."""
        # Qt breaks the lines as if an item had no padding, and then leaves words out that do not fit into it.
        px, wrap = self.font().pixelSize(), Qt.TextFlag.TextWordWrap.value
        room = QRect(0, 0, max(80, width - SCROLL_BAR - 2 * px), 10_000)
        high = [self.fontMetrics().boundingRect(room, wrap, words).height() + px * 3 // 4 for words in self._words()]
        for number, height in enumerate(high):
            self.item(number).setSizeHint(QSize(0, height))
        return sum(high[:4])

    def _words(self) -> list[str]:
        return [self.item(number).text() for number in range(self.count())]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width breaks the lines elsewhere."""
        super().resizeEvent(event)
        self.fit(self.width())


class Bench(QWidget):
    """What Write is made of. It knows what is where, and nothing of files."""

    resumed = Signal()
    dropped = Signal()
    problem_chosen = Signal(int)
    """A line of the text, from 0."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._front = "list"
        self._shape = ("", "", 0, False)
        self.acts: Mapping[str, QAction] = {}
        self.buttons: dict[str, QPushButton] = {}
        self.shelf = Shelf(desk.theme, self)
        self.editor = Editor(desk.theme, self)
        self.preview = Preview(desk, self)
        self.problems = Problems(self)
        self.problems.itemActivated.connect(self._choose)
        self.problems.itemClicked.connect(self._choose)
        self.problems.hide()

    def build(self, acts: Mapping[str, QAction]) -> None:
        """Put everything in its place, given the page's actions."""
        self.acts = acts
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        column.addWidget(self._row_of_buttons())
        column.addWidget(self._draft_bar())
        column.addWidget(self._middle(), 1)
        self._desk.theme.changed.connect(self._dress)
        self._dress()

    def _head(self) -> QHBoxLayout:
        theme = self._desk.theme
        self.title = Words(theme, "Write", 1.25, strong=True, parent=self)
        self.state = Words(theme, colour="muted", parent=self)
        self.files_button = button("Files", partial(self.bring, "list"), self, help="The list of decks and sheets.")
        self.preview_button = button(
            "Preview", partial(self.bring, "preview"), self, help="What it will look like, or back to the text."
        )
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.state)
        made = QHBoxLayout()
        made.setContentsMargins(16, 14, 16, 6)
        made.setSpacing(12)
        made.addWidget(self.files_button, 0, Qt.AlignmentFlag.AlignTop)
        made.addLayout(words, 1)
        made.addWidget(self.preview_button, 0, Qt.AlignmentFlag.AlignTop)
        return made

    def _row_of_buttons(self) -> QWidget:
        self._bar = QWidget(self)
        # It shows what fits, and so never asks the page to be wider.
        self._bar.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        across = QHBoxLayout(self._bar)
        across.setContentsMargins(16, 4, 16, 10)
        across.setSpacing(6)
        for name, said in BUTTONS:
            made = button(said, self.acts[name].trigger, self._bar, primary=name in ("write-save", "write-correct"))
            made.setToolTip(
                " ".join((actions.BY_NAME[name].help, *(f"Key: {key}" for key in actions.keys_of(name)[:1]))).strip()
            )
            self.buttons[name] = made
            across.addWidget(made)
        self.more = button("More\u2026", self._pop_up, self._bar, help="All that can be done here.")
        across.addWidget(self.more)
        across.addStretch(1)
        return self._bar

    def _draft_bar(self) -> QWidget:
        self.draft_bar = QWidget(self)
        line = QHBoxLayout(self.draft_bar)
        line.setContentsMargins(16, 2, 16, 10)
        line.setSpacing(8)
        self.draft_words = Words(self._desk.theme, strong=True, parent=self.draft_bar)
        line.addWidget(self.draft_words, 1)
        line.addWidget(button("Go on with it", self.resumed.emit, self.draft_bar, primary=True))
        line.addWidget(button("Throw it away", self.dropped.emit, self.draft_bar))
        self.draft_bar.hide()
        return self.draft_bar

    def _middle(self) -> QSplitter:
        self._text = QStackedWidget(self)
        writing, nothing = QWidget(self), QWidget(self)
        column = QVBoxLayout(writing)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.editor, 1)
        column.addWidget(self.problems)
        column = QVBoxLayout(nothing)
        column.setContentsMargins(24, 24, 24, 24)
        self._begin = Words(self._desk.theme, NOTHING, colour="muted", parent=nothing)
        column.addWidget(self._begin)
        column.addStretch(1)
        self._text.addWidget(nothing)
        self._text.addWidget(writing)
        self._parts: dict[str, QWidget] = {"list": self.shelf, "text": self._text, "preview": self.preview}
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setChildrenCollapsible(False)
        for part in self._parts.values():
            self.splitter.addWidget(part)
        for number, share in enumerate((0, 11, 9)):
            self.splitter.setStretchFactor(number, share)
        return self.splitter

    def _dress(self) -> None:
        line = self._desk.theme.ink.line
        # Its words begin where those of the text above do.
        self.problems.setStyleSheet(
            f"QListView {{ border: 0; border-top: 1px solid {line}; border-radius: 0; padding: 4px 2px 4px 9px; }}"
        )
        self._begin.setMaximumWidth(self.font().pixelSize() * READ_EM)
        self._arrange()

    # ---- which parts are seen ---------------------------------------------------------------------

    @property
    def front(self) -> str:
        """The part that is in front where there is no room for all: `list`, `text` or `preview`."""
        return self._front

    def bring(self, part: str) -> None:
        """Bring a part in front and put the focus there; the preview, asked for once more, goes back to the text."""
        self._front = "text" if part == "preview" and self._front == "preview" else part
        self._arrange()
        widgets: dict[str, QWidget] = {"list": self.shelf, "text": self.editor, "preview": self.preview.shown}
        widgets[self._front].setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def has_text(self) -> bool:
        """Whether a text is open."""
        return self._text.currentIndex() == 1

    def show_text(self, shown: bool) -> None:
        """Whether a text is open, or the words that say how to begin are seen."""
        self._text.setCurrentIndex(int(shown))
        mark_primary(self.buttons["write-new-deck"], primary=not shown)
        if not shown:
            self._front = "list"
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, fewer parts stand side by side."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        px = max(1, self.font().pixelSize())
        wide = self.width() / px
        shape = "wide" if wide >= WIDE_EM else "middle" if wide >= MIDDLE_EM else "narrow"
        seen = {
            "wide": {"list", "text", "preview"},
            "middle": {"text", "list" if self._front == "list" else "preview"},
            "narrow": {self._front},
        }[shape]
        if not self.has_text:
            seen = seen - {"preview"}  # an empty column would say nothing
        for name, part in self._parts.items():
            part.setVisible(name in seen)
        self.files_button.setVisible("list" not in seen)
        self.preview_button.setVisible(self.has_text and ("preview" not in seen or shape == "narrow"))
        back = shape == "narrow" and self._front == "preview"
        self.preview_button.setText("Text" if back else "Preview")
        self.preview_button.setAccessibleName(self.preview_button.text())
        if (shape, self._front, px, self.has_text) != self._shape:
            self._shape = (shape, self._front, px, self.has_text)
            side = px * (17 if shape == "wide" else 15)
            rest = max(2, self.width() - (side if "list" in seen else 0))
            self.splitter.setSizes([side, rest * 11 // 20, rest * 9 // 20])
        self._size_problems()
        self.fit_buttons()

    def _size_problems(self) -> None:
        # Asked of the text: a list that is not seen yet has no width.
        high, px = self.problems.fit(self.editor.width()), self.font().pixelSize()
        self.problems.setFixedHeight(min(high + 12, max(4 * px, self.height() // 4)))

    # ---- what is offered --------------------------------------------------------------------------

    def fit_buttons(self) -> None:
        """As many buttons as fit, of those that mean something now; all actions are in the menu behind the last."""
        left = self.width() - 32 - self.more.sizeHint().width() - 6
        for name, made in self.buttons.items():
            on = self.acts[name].isEnabled()
            made.setEnabled(on)
            # The one that saves keeps its place, or the others would jump at the first key.
            meant = on or (name == "write-save" and self.has_text and not self.editor.isReadOnly())
            if meant:
                left -= made.sizeHint().width() + 6
            made.setVisible(meant and left >= 0)

    def menu_place(self, name: str) -> QPoint:
        """Where a menu of that action's opens: below its button, or below the last where that is not seen."""
        near = self.buttons[name] if self.buttons[name].isVisible() else self.more
        return near.mapToGlobal(QPoint(0, near.height()))

    def _pop_up(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in (*(name for name, _ in BUTTONS), "write-next-problem", "write-complete"):
            menu.addAction(self.acts[name])
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    # ---- problems ---------------------------------------------------------------------------------

    def show_problems(self, problems: Iterable[tuple[int, Problem]]) -> None:
        """Underline the lines, counted from 0, and list what is wrong with them."""
        found = list(problems)
        self.editor.show_problems(found)
        self.problems.clear()
        for line, problem in found:
            item = QListWidgetItem(f"Line {line + 1}: {problem.message}; {problem.fix}.", self.problems)
            item.setData(Qt.ItemDataRole.UserRole, line)
        self.problems.setVisible(bool(found))
        self._size_problems()

    def next_problem(self) -> str:
        """Go to the next problem below the cursor, from the last to the first; what it says, nothing without one."""
        count = self.problems.count()
        if not count:
            return ""
        lines = [self.problems.item(number).data(Qt.ItemDataRole.UserRole) for number in range(count)]
        number = next((n for n, line in enumerate(lines) if line > self.editor.line()), 0)
        self.problems.setCurrentRow(number)
        self._choose(self.problems.item(number))
        return self.problems.item(number).text()

    def _choose(self, item: QListWidgetItem) -> None:
        self.problem_chosen.emit(int(item.data(Qt.ItemDataRole.UserRole)))

    def sizeHint(self) -> QSize:
        """Whatever there is."""
        return QSize(900, 600)
