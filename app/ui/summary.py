"""The page after a session: what was done, and what was missed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app import wording
from app.study import Summary
from app.ui import actions
from app.ui.reading import ReadingPage
from app.ui.theme import Theme
from cheatsheets.tree import Node, parse
from decks import markup


class SummaryPage(ReadingPage):
    """Grades, minutes, and each card that was missed with the points left out."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "Summary of the session", "Back to today", "Enter", parent)
        self._summary: Summary | None = None
        self._chosen = False
        actions.make("start", self, self.leave.emit)

    def say(self, summary: Summary, *, chosen: bool = False) -> None:
        """Show what a session came to, of today's cards or of `chosen` lessons alone."""
        self._summary = summary
        self._chosen = chosen
        self.draw()
        self.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def parts(self) -> tuple[tuple[Node, str], ...]:
        """The summary, once there is one."""
        return summary_tree(self._summary, chosen=self._chosen) if self._summary is not None else ()


def summary_tree(summary: Summary, *, chosen: bool = False) -> tuple[tuple[Node, str], ...]:
    """The summary as a document: a heading, one line, a table of grades, the cards missed."""
    # Lessons reviewed by choice may be done while today's other cards wait.
    whole = "Done with these lessons" if chosen else "Done for today"
    title = whole if not summary.left else "Session ended"
    body = Node("body")
    line = f"{wording.count(summary.cards, 'card')} in {max(summary.minutes, 0.1):.1f} minutes"
    if summary.left:
        line += f"; {summary.left} left {'of these lessons' if chosen else 'for today'}"
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
