"""The page of keys, made from the table the keys come from."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from app.ui import actions
from app.ui.card_view import CardView
from app.ui.theme import Theme
from cheatsheets.document import RichDocument
from cheatsheets.tree import Node


class KeysDialog(QDialog):
    """Every action with its keys and what it does."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        self.resize(620, 640)
        view = CardView(self)
        view.setAccessibleName("Keys")
        view.use_ink(theme.ink)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, Qt.Orientation.Horizontal, self)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(view, 1)
        column.addWidget(buttons)
        document = RichDocument(theme.ink, theme.card_scale)
        document.write((keys_tree(), "body"))
        view.show_document(document)
        view.setAccessibleDescription(document.toPlainText())


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
                cells += [Node("kbd", {}, [key]), " "]
            words = spec.text.replace("&", "")
            does = f"{words}. {spec.help}" if spec.help else f"{words}."
            rows.append(Node("tr", {}, [Node("td", {}, cells), Node("td", {}, [does])]))
        body.children.append(Node("table", {}, rows))
    return body
