"""The page of keys, made from the table the keys come from."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.ui import actions
from app.ui.card_view import CardView
from app.ui.theme import Theme
from app.ui.widgets import BigButton
from cheatsheets.document import RichDocument
from cheatsheets.tree import Node
from cheatsheets.writer import write


class KeysPage(QWidget):
    """Every action with its keys and what it does."""

    leave = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.text = CardView(self)
        self.text.setAccessibleName("Keys")
        self.button = BigButton(theme, "Back", "Esc", self)
        self.button.clicked.connect(self.leave)
        foot = QWidget(self)
        foot.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(foot)
        row.setContentsMargins(20, 10, 20, 12)
        row.addStretch(1)
        row.addWidget(self.button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.text, 1)
        column.addWidget(foot)
        theme.changed.connect(self.draw)

    def draw(self) -> None:
        """Write the table in the theme's colours."""
        self.text.use_ink(self._theme.ink)
        document = RichDocument(self._theme.ink, self._theme.card_scale)
        write(document, (keys_tree(), "body"))
        self.text.show_document(document)
        self.text.setAccessibleDescription(document.toPlainText())
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)


def keys_tree() -> Node:
    """The table of keys, a heading for each group."""
    body = Node("body")
    for group in dict.fromkeys(spec.group for spec in actions.SPECS):
        body.children.append(Node("h3", {}, [group]))
        rows: list[Node | str] = [Node("tr", {}, [Node("th", {}, [word]) for word in ("Key", "Does")])]
        for spec in actions.SPECS:
            if spec.group != group or not spec.keys:
                continue
            cells: list[Node | str] = []
            for key in spec.keys:
                if cells:
                    cells.append("  or  ")
                cells.append(Node("kbd", {}, [key.replace("Return", "Enter")]))
            words = spec.text.replace("&", "")
            does = f"{words}. {spec.help}" if spec.help else f"{words}."
            rows.append(Node("tr", {}, [Node("td", {}, cells), Node("td", {}, [does])]))
        body.children.append(Node("table", {}, rows))
    return body
