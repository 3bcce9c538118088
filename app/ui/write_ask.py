"""The questions of Write: what to do with unsaved work, whether a copy may go, what a new file is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtWidgets import QMessageBox, QWidget

from app.ui.browse_ask import ask
from app.ui.theme import Theme
from app.writing import template


def about_unsaved(name: str, parent: QWidget) -> Literal["save", "discard", "stay"]:
    """What to do with changes of a file that are not saved."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("By Heart")
    box.setText(f"{name} has changes that are not saved.")
    save = box.addButton("Save", QMessageBox.ButtonRole.AcceptRole)
    discard = box.addButton("Throw them away", QMessageBox.ButtonRole.DestructiveRole)
    box.addButton("Stay here", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(save)
    box.exec()
    chosen = box.clickedButton()
    return "save" if chosen is save else "discard" if chosen is discard else "stay"


def about_reset(parent: QWidget) -> bool:
    """Whether the user's copy of a bundled card may be deleted."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("By Heart")
    box.setText("Delete your copy of this card, and ask the bundled one again? Its progress stays.")
    delete = box.addButton("Delete my copy", QMessageBox.ButtonRole.DestructiveRole)
    box.addButton("Keep it", QMessageBox.ButtonRole.RejectRole)
    box.exec()
    return box.clickedButton() is delete


def title_of(theme: Theme, question: str, taken: Callable[[str], bool], parent: QWidget) -> str | None:
    """The title of a new file, None when the reader thought better of it."""

    def reads(words: str) -> str:
        if not words:
            raise ValueError("Write what it is about.")
        return f"Its id: {template.free(template.slug(words), taken)}"

    return ask(theme, question, "Begin", reads, parent)
