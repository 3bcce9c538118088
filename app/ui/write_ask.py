"""The questions of Write: what to do with unsaved work, whether a copy may go, what a new file is about."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QVBoxLayout, QWidget

from app.ui.blocks import Words, button, row
from app.ui.browse_ask import ask
from app.ui.house import style_sheet
from app.ui.theme import Theme
from app.writing import template


class Question(QDialog):
    """One question with a button for each answer. Enter takes the first, Esc none of them."""

    def __init__(self, theme: Theme, asked: str, more: str, answers: tuple[str, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("By Heart")
        self.setStyleSheet(style_sheet(theme))
        self.answer: int | None = None
        """Which of the answers was taken, from 0."""
        question = Words(theme, asked, strong=True, parent=self)
        said = QLabel(more, self)
        said.setWordWrap(True)
        self.buttons = [button(words, partial(self._take, n), self, primary=not n) for n, words in enumerate(answers)]
        self.buttons[0].setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        column.addWidget(question)
        column.addWidget(said)
        column.addSpacing(6)
        column.addLayout(row(*self.buttons))
        self.setMinimumWidth(round(self.fontMetrics().averageCharWidth() * 52))
        self.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self, number: int) -> None:
        self.answer = number
        self.accept()


def about_unsaved(theme: Theme, name: str, parent: QWidget) -> Literal["save", "discard", "stay"]:
    """What to do with changes of a file that are not saved."""
    words = ("&Save", "&Throw them away", "Stay &here")
    box = Question(theme, f"{name} has changes that are not saved.", "Save them before you go on?", words, parent)
    box.exec()
    return "save" if box.answer == 0 else "discard" if box.answer == 1 else "stay"


def about_reset(theme: Theme, parent: QWidget) -> bool:
    """Whether the user's copy of a bundled card may be deleted."""
    asked, more = "Delete your copy of this card?", "The bundled card is asked again; its progress stays."
    # What cannot be undone is not what Enter does.
    box = Question(theme, asked, more, ("&Keep it", "&Delete my copy"), parent)
    box.exec()
    return box.answer == 1


def title_of(theme: Theme, question: str, taken: Callable[[str], bool], parent: QWidget) -> str | None:
    """The title of a new file, None when the reader thought better of it."""

    def reads(words: str) -> str:
        if not words:
            raise ValueError("Write what it is about.")
        return f"Its id: {template.free(template.slug(words), taken)}"

    return ask(theme, question, "Begin", reads, parent)


def which_table(parent: QWidget) -> Path | None:
    """The table to import, None when the reader thought better of it."""
    chosen, _ = QFileDialog.getOpenFileName(
        parent, "Import a CSV or TSV file", str(Path.home()), "Tables (*.csv *.tsv *.tab *.txt)"
    )
    return Path(chosen) if chosen else None
