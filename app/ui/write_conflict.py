"""Lines that were changed here and elsewhere: both are shown, and the reader says which stay."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app import wording
from app.ui.blocks import Frame, Words, button, row
from app.ui.house import style_sheet
from app.ui.theme import Theme
from app.ui.widgets import SCROLL_BAR, SlimScrollBar
from app.writing.merge import Choice, Conflict, Merged
from cheatsheets.document import base_font
from cheatsheets.style import MONO, Scale

MOST_LINES = 12
"""So many lines are seen without scrolling."""
WORDS: tuple[tuple[Choice, str], ...] = (("mine", "Keep mine"), ("theirs", "Keep theirs"), ("both", "Keep both"))


class Piece(QPlainTextEdit):
    """Some lines to read, as high as they are; very long ones scroll."""

    def __init__(self, theme: Theme, lines: tuple[str, ...], parent: QWidget) -> None:
        super().__init__("\n".join(lines), parent)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setFont(base_font(Scale(theme.control_px), MONO))
        self.setVerticalScrollBar(SlimScrollBar(Qt.Orientation.Vertical, self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def sizeHint(self) -> QSize:
        """Room for all lines as they are broken now, up to a dozen."""
        lines = min(MOST_LINES, max(1, round(self.document().size().height())))  # a plain text counts in lines
        margins = 2 * self.document().documentMargin() + self.height() - self.viewport().height()
        return QSize(200, round(self.fontMetrics().lineSpacing() * (lines + 0.5) + margins))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width breaks the lines elsewhere."""
        super().resizeEvent(event)
        self.updateGeometry()


class ConflictDialog(QDialog):
    """One conflict below the other; it can be left without deciding, and then nothing is written."""

    def __init__(self, theme: Theme, path: Path, merged: Merged, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("By Heart")
        self.setStyleSheet(style_sheet(theme))
        self._theme = theme
        self._chosen: list[Choice | None] = [None] * len(merged.conflicts)
        self._buttons: dict[int, dict[Choice, QPushButton]] = {}
        self.pieces: list[Piece] = []
        """The lines of each place, mine and theirs."""
        count = wording.count(len(merged.conflicts), "place")
        self.frame = Frame(
            theme,
            "Changed here and elsewhere",
            f"{path.name} was changed by another program at {count} that you changed as well. "
            "Everything else is already merged; nothing is written until you have decided.",
            self,
            wide=2000,
        )
        for number, conflict in enumerate(merged.conflicts):
            self.frame.add(self._conflict(number, conflict), 6)
        self.ok = button("Save", self.accept, self, primary=True)
        self.ok.setEnabled(False)
        foot = row(self.ok, button("Not now", self.reject, self))
        foot.setContentsMargins(24, 10, 24, 18)
        self.frame.column.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.frame, 1)
        column.addLayout(_in_line(foot))
        next(iter(self._buttons[0].values())).setFocus(Qt.FocusReason.OtherFocusReason)
        px = self.fontMetrics().averageCharWidth()
        room = parent.window().size()
        self.resize(min(px * 110, room.width()), min(px * 80, room.height()))

    def showEvent(self, event: QShowEvent) -> None:
        """No higher than what there is to decide."""
        super().showEvent(event)
        column, inner = self.frame.column, self.frame.inner
        unused = self.frame.area.viewport().height() - column.totalHeightForWidth(inner.width())
        if unused > self.font().pixelSize():
            self.resize(self.width(), self.height() - unused + self.font().pixelSize())

    def choices(self) -> tuple[Choice, ...]:
        """What was decided, a choice for each conflict."""
        return tuple(choice for choice in self._chosen if choice is not None)

    def choose(self, number: int, choice: Choice) -> None:
        """Decide one conflict."""
        self._chosen[number] = choice
        for each, made in self._buttons[number].items():
            made.setChecked(each == choice)
        self.ok.setEnabled(None not in self._chosen)
        if self.ok.isEnabled():
            self.ok.setDefault(True)

    def _conflict(self, number: int, conflict: Conflict) -> QWidget:
        holder = QWidget(self)
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        for column, (name, lines) in enumerate((("Mine", conflict.mine), ("Theirs", conflict.theirs))):
            grid.addWidget(Words(self._theme, f"{name}, line {conflict.line}" if not column else name), 0, column)
            shown = Piece(self._theme, lines, holder)
            shown.setPlaceholderText("(deleted)" if conflict.base else "(nothing)")
            shown.setAccessibleName(f"{name}, place {number + 1}")
            grid.addWidget(shown, 1, column)
            self.pieces.append(shown)
        made: dict[Choice, QPushButton] = {}
        for choice, words in WORDS:
            each = button(words, partial(self.choose, number, choice), holder)
            each.setAccessibleName(f"{words}, place {number + 1}")
            each.setCheckable(True)
            made[choice] = each
        self._buttons[number] = made
        grid.addLayout(row(*made.values()), 2, 0, 1, 2)
        return holder


def _in_line(foot: QHBoxLayout) -> QHBoxLayout:
    """A row that begins where the column of a `Frame` above it does."""
    across = QHBoxLayout()
    across.setContentsMargins(0, 0, SCROLL_BAR, 0)
    across.addStretch(1)
    across.addLayout(foot, 100)
    across.addStretch(1)
    return across


def decide(theme: Theme, path: Path, merged: Merged, parent: QWidget) -> tuple[Choice, ...] | None:
    """A choice for each conflict, None when the reader would not decide now."""
    dialog = ConflictDialog(theme, path, merged, parent)
    return dialog.choices() if dialog.exec() == QDialog.DialogCode.Accepted else None
