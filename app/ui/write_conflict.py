"""Lines that were changed here and elsewhere: both are shown, and the reader says which stay."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QDialog, QGridLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from app import wording
from app.ui.blocks import Frame, Words, button, row
from app.ui.house import style_sheet
from app.ui.theme import Theme
from app.writing.merge import Choice, Conflict, Merged
from cheatsheets.document import base_font
from cheatsheets.style import MONO, Scale

WORDS: tuple[tuple[Choice, str], ...] = (("mine", "Keep mine"), ("theirs", "Keep theirs"), ("both", "Keep both"))


class ConflictDialog(QDialog):
    """One conflict below the other; it can be left without deciding, and then nothing is written."""

    def __init__(self, theme: Theme, path: Path, merged: Merged, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("By Heart")
        self.setStyleSheet(style_sheet(theme))
        self._theme = theme
        self._chosen: list[Choice | None] = [None] * len(merged.conflicts)
        self._buttons: dict[int, dict[Choice, QPushButton]] = {}
        count = wording.count(len(merged.conflicts), "place")
        self.frame = Frame(
            theme,
            "Changed here and elsewhere",
            f"{path.name} was changed by another program at {count} that you changed as well. "
            "Everything else is already merged; nothing is written until you have decided.",
            self,
        )
        for number, conflict in enumerate(merged.conflicts):
            self.frame.add(self._conflict(number, conflict), 6)
        self.ok = button("Save", self.accept, self, primary=True)
        self.ok.setEnabled(False)
        self.frame.add(row(self.ok, button("Not now", self.reject, self)), 14)
        self.frame.column.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.frame)
        px = self.fontMetrics().averageCharWidth()
        room = parent.window().size()
        self.resize(min(px * 110, room.width()), min(px * 80, room.height()))

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
        grid.setSpacing(6)
        for column, (name, lines) in enumerate((("Mine", conflict.mine), ("Theirs", conflict.theirs))):
            grid.addWidget(Words(self._theme, f"{name}, line {conflict.line}" if not column else name), 0, column)
            shown = QPlainTextEdit("\n".join(lines) if lines else "", holder)
            shown.setPlaceholderText("(deleted)" if conflict.base else "(nothing)")
            shown.setReadOnly(True)
            shown.setTabChangesFocus(True)
            shown.setFont(base_font(Scale(self.font().pixelSize()), MONO))
            shown.setAccessibleName(f"{name}, place {number + 1}")
            longest = min(12, max(2, len(conflict.mine), len(conflict.theirs)))
            shown.setFixedHeight(round(shown.fontMetrics().lineSpacing() * (longest + 1) + 18))
            grid.addWidget(shown, 1, column)
        made: dict[Choice, QPushButton] = {}
        for choice, words in WORDS:
            each = button(words, partial(self.choose, number, choice), holder)
            each.setAccessibleName(f"{words}, place {number + 1}")
            each.setCheckable(True)
            made[choice] = each
        self._buttons[number] = made
        grid.addLayout(row(*made.values()), 2, 0, 1, 2)
        return holder


def decide(theme: Theme, path: Path, merged: Merged, parent: QWidget) -> tuple[Choice, ...] | None:
    """A choice for each conflict, None when the reader would not decide now."""
    dialog = ConflictDialog(theme, path, merged, parent)
    return dialog.choices() if dialog.exec() == QDialog.DialogCode.Accepted else None
