"""A page that is only read: a text, and one button to leave it by."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.card_view import CardView
from app.ui.theme import Theme
from app.ui.widgets import BigButton, centred
from cheatsheets.document import RichDocument
from cheatsheets.tree import Node
from cheatsheets.writer import write


class ReadingPage(QWidget):
    """The frame of the summary and of the keys; what they say, their `parts` tell."""

    leave = Signal()

    def __init__(self, theme: Theme, name: str, words: str, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.text = CardView(self)
        self.text.setAccessibleName(name)
        self.button = BigButton(theme, words, key, self)
        self.button.clicked.connect(self.leave)
        foot = centred(self.button)
        foot.setContentsMargins(20, 10, 20, 12)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.text, 1)
        column.addLayout(foot)
        theme.changed.connect(self.draw)

    def parts(self) -> tuple[tuple[Node, str], ...]:
        """What to show now: trees and their styles; none for nothing."""
        raise NotImplementedError

    def draw(self) -> None:
        """Write the text in the theme's colours and sizes."""
        self.text.use_ink(self.theme.ink)
        parts = self.parts()
        if parts:
            document = RichDocument(self.theme.ink, self.theme.card_scale)
            write(document, *parts)
            self.text.show_document(document)
            self.text.setAccessibleDescription(document.toPlainText())
