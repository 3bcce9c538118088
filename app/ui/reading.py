"""A page that is only read: a text, and one button to leave it by."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextTable
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.card_view import CardView
from app.ui.theme import Theme
from app.ui.widgets import SCROLL_BAR, BigButton, add_between_edges, centred
from cheatsheets.document import RichDocument
from cheatsheets.tree import Node
from cheatsheets.writer import write


def tables(document: RichDocument) -> list[QTextTable]:
    """The tables of a document, from the top."""
    return [frame for frame in document.rootFrame().childFrames() if isinstance(frame, QTextTable)]


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
        foot.setContentsMargins(20, 10, 20 + SCROLL_BAR, 12)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        add_between_edges(column, theme, self.text)
        column.addLayout(foot)
        theme.changed.connect(self._draw_again)

    def parts(self) -> tuple[tuple[Node, str], ...]:
        """What to show now: trees and their styles; none for nothing."""
        raise NotImplementedError

    def _draw_again(self) -> None:
        self.draw(keep_place=True)

    def finish(self, document: RichDocument) -> None:
        """Set tables apart from what follows them: Qt drops what a heading wants to keep from the one above."""
        for table in tables(document):
            shape = table.format()
            shape.setBottomMargin(shape.bottomMargin() + document.scale.px * 0.7)
            table.setFormat(shape)

    def draw(self, *, keep_place: bool = False) -> None:
        """Write the text in the theme's colours and sizes, from its top or where one was."""
        self.text.use_ink(self.theme.ink)
        parts = self.parts()
        if parts:
            document = RichDocument(self.theme.ink, self.theme.card_scale)
            write(document, *parts)
            self.finish(document)
            self.text.show_document(document, keep_place=keep_place)
            self.text.setAccessibleDescription(document.toPlainText())
