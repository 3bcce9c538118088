"""The page of keys, made from the table the keys come from."""

from __future__ import annotations

from PySide6.QtGui import QTextLength
from PySide6.QtWidgets import QWidget

from app.ui import actions
from app.ui.reading import ReadingPage, tables
from app.ui.theme import Theme
from app.wording import GRADE_NAMES
from cheatsheets.document import RichDocument
from cheatsheets.tree import Node
from scheduler.memory import Quality

# Of a table's width, in per cent, what the keys have.
KEY_SHARE = 32


class KeysPage(ReadingPage):
    """Every action with its keys and what it does."""

    def __init__(self, theme: Theme, *, six_grades: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Keys", "Back", "Esc", parent)
        self._six_grades = six_grades

    def parts(self) -> tuple[tuple[Node, str], ...]:
        """A heading and the table of keys."""
        title = Node("body", {}, [Node("p", {}, ["Keys"])])
        return (title, "question"), (keys_tree(six_grades=self._six_grades), "body")

    def finish(self, document: RichDocument) -> None:
        """The tables of all groups have the same columns."""
        super().finish(document)
        percent = QTextLength.Type.PercentageLength
        for table in tables(document):
            shape = table.format()
            shape.setColumnWidthConstraints([QTextLength(percent, KEY_SHARE), QTextLength(percent, 100 - KEY_SHARE)])
            table.setFormat(shape)


def keys_tree(*, six_grades: bool = False) -> Node:
    """The table of keys, a heading for each group."""
    body = Node("body")
    for group in dict.fromkeys(spec.group for spec in actions.SPECS):
        body.children.append(Node("h3", {}, [group]))
        rows: list[Node | str] = [Node("tr", {}, [Node("th", {}, [word]) for word in ("Key", "Does")])]
        for spec in actions.SPECS:
            if spec.group != group or not actions.keys_of(spec.name):
                continue
            if six_grades and spec.name.startswith("grade-"):
                if spec.name == "grade-1":
                    rows += [
                        Node(
                            "tr", {}, [Node("td", {}, [Node("kbd", {}, [key])]), Node("td", {}, [f"{GRADE_NAMES[q]}."])]
                        )
                        for key, q in zip(actions.SIX_KEYS, Quality, strict=True)
                    ]
                continue
            cells: list[Node | str] = []
            for key in actions.keys_of(spec.name):
                if cells:
                    cells.append("  or  ")
                cells.append(Node("kbd", {}, [key.replace("Return", "Enter")]))
            words = spec.text.replace("&", "").rstrip("\u2026")
            does = f"{words}. {spec.help}" if spec.help else f"{words}."
            rows.append(Node("tr", {}, [Node("td", {}, cells), Node("td", {}, [does])]))
        body.children.append(Node("table", {}, rows))
    return body
