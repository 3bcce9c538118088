"""The page after a session: what was done, and what was missed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app import wording
from app.study import Summary
from app.ui import actions
from app.ui.card_view import CardView
from app.ui.theme import Theme
from app.ui.widgets import BigButton
from cheatsheets.document import RichDocument
from cheatsheets.tree import Node, parse
from cheatsheets.writer import write
from decks import markup


class SummaryPage(QWidget):
    """Grades, minutes, and each card that was missed with the points left out."""

    leave = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._summary: Summary | None = None
        self.text = CardView(self)
        self.text.setAccessibleName("Summary of the session")
        self.button = BigButton(theme, "Back to today", "Enter", self)
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
        actions.make("start", self, self.leave.emit)
        theme.changed.connect(self._draw)

    def say(self, summary: Summary) -> None:
        """Show what a session came to."""
        self._summary = summary
        self._draw()
        self.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _draw(self) -> None:
        self.text.use_ink(self._theme.ink)
        if self._summary is None:
            return
        document = RichDocument(self._theme.ink, self._theme.card_scale)
        write(document, *summary_tree(self._summary))
        self.text.show_document(document)
        self.text.setAccessibleDescription(document.toPlainText())


def summary_tree(summary: Summary) -> tuple[tuple[Node, str], ...]:
    """The summary as a document: a heading, one line, a table of grades, the cards missed."""
    title = "Done for today" if not summary.left else "Session ended"
    body = Node("body")
    line = f"{wording.count(summary.cards, 'card')} in {max(summary.minutes, 0.1):.1f} minutes"
    if summary.left:
        line += f"; {summary.left} left for today"
    body.children.append(Node("p", {}, [line + "."]))
    if summary.grades:
        head = Node("tr", {}, [Node("th", {}, [wording.GRADE_NAMES[q]]) for q in sorted(summary.grades)])
        cells = Node("tr", {}, [Node("td", {}, [str(summary.grades[q])]) for q in sorted(summary.grades)])
        body.children.append(Node("table", {}, [head, cells]))
    if summary.missed:
        body.children.append(Node("h3", {}, ["What was missed"]))
        items: list[Node | str] = []
        for done in summary.missed:
            item = Node("li", {}, list(parse(markup.inline(done.question)).children))
            if done.missed:
                points: list[Node | str] = [
                    Node("li", {}, list(parse(markup.inline(point)).children)) for point in done.missed
                ]
                item.children.append(Node("ul", {}, points))
            items.append(item)
        body.children.append(Node("ul", {}, items))
    elif summary.cards:
        body.children.append(Node("p", {}, ["Nothing was missed."]))
    question = Node("body", {}, [Node("p", {}, [title])])
    return (question, "question"), (body, "body")
