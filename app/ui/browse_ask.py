"""The small questions of Browse: until when, which tag, under which name. Enter answers, Esc leaves all as it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QDialog, QLabel, QLineEdit, QVBoxLayout, QWidget

from app import wording
from app.ui.blocks import Words, button, row
from app.ui.house import style_sheet
from app.ui.theme import Theme

LONGEST_DAYS = 36_500
_IN_DAYS = re.compile(r"\+?(\d{1,6})(?:\s*d(?:ays?)?)?", re.IGNORECASE)


class Ask(QDialog):
    """One question with one line to answer. As it is typed, `reads` says in words what the answer means, or raises
    ValueError with what is wrong with it."""

    def __init__(
        self,
        theme: Theme,
        question: str,
        verb: str,
        reads: Callable[[str], str],
        parent: QWidget,
        *,
        answer: str = "",
        known: Iterable[str] = (),
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("By Heart")
        self.setStyleSheet(style_sheet(theme))
        self._reads = reads
        self.field = QLineEdit(answer, self)
        self.field.setAccessibleName(question)
        self.field.selectAll()
        label = QLabel(question, self)
        label.setBuddy(self.field)
        label.setWordWrap(True)
        self.said = Words(theme, colour="muted", parent=self)
        self.ok = button(verb, self.accept, self, primary=True)
        self.ok.setDefault(True)
        cancel = button("Cancel", self.reject, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        column.addWidget(label)
        column.addWidget(self.field)
        column.addWidget(self.said)
        column.addSpacing(6)
        column.addLayout(row(self.ok, cancel))
        words = list(known)
        if words:
            completer = QCompleter(QStringListModel(words, self), self)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            self.field.setCompleter(completer)
        self.setMinimumWidth(round(self.fontMetrics().averageCharWidth() * 52))
        self.field.textChanged.connect(lambda _text: self._look())
        self._look()

    def _look(self) -> None:
        try:
            said, fine = self._reads(self.field.text().strip()), True
        except ValueError as problem:
            said, fine = str(problem), False
        self.said.setText(said)
        self.ok.setEnabled(fine)

    def answer(self) -> str:
        """What is in the field."""
        return self.field.text().strip()


def ask(
    theme: Theme,
    question: str,
    verb: str,
    reads: Callable[[str], str],
    parent: QWidget,
    *,
    answer: str = "",
    known: Iterable[str] = (),
) -> str | None:
    """The answer, one that `reads` takes; None when the reader thought better of it."""
    dialog = Ask(theme, question, verb, reads, parent, answer=answer, known=known)
    return dialog.answer() if dialog.exec() == QDialog.DialogCode.Accepted else None


def day_of(text: str, today: int) -> int:
    """The study day of an answer: a number of days from today, or a date such as 2026-12-24. Raises ValueError."""
    days = _IN_DAYS.fullmatch(text)
    if days is not None:
        day = today + int(days[1])
    else:
        try:
            day = date.fromisoformat(text).toordinal()
        except ValueError:
            raise ValueError("Write a number of days from today, or a date such as 2026-12-24.") from None
    if not today <= day <= today + LONGEST_DAYS:
        raise ValueError("The day must be today or later, and within a hundred years.")
    return day


def tag_of(text: str) -> str:
    """The tag of an answer: a lower-case slug. Raises ValueError."""
    slug = re.sub(r"[\s_]+", "-", text.strip().lower())
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slug):
        raise ValueError("A tag is made of letters a to z, digits and dashes, such as `before-interview`.")
    return slug


def due_sentence(text: str, today: int) -> str:
    """What an answer about a day means."""
    day = day_of(text, today)
    return f"Due on {wording.day_name(day)} {date.fromordinal(day).year}; ease and interval stay."
