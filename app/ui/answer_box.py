"""The place below a question where an answer is typed before it is shown: one line for a drill, a box for the rest."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from app.ui.blocks import Words
from app.ui.card_view import COLUMN_EM, margins_below
from app.ui.house import style_sheet
from app.ui.theme import Theme, control_font
from app.ui.widgets import SCROLL_BAR

# A typed answer is kept in the log: a page of text is plenty.
LONGEST = 4000
# What the terminal sets in backticks stands in quotation marks here.
_BACKTICKS = re.compile(r"`([^`]*)`")


class AnswerBox(QWidget):
    """Enter in the line, Ctrl+Enter in the box, gives the answer."""

    given = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        # Before the words listen: a style sheet takes their colour from them, and they take it back.
        theme.changed.connect(self._dress)
        self._dressed = False
        self.said = Words(theme, colour="warn", parent=self)
        self.said.setAccessibleName("What to type")
        self.line = QLineEdit(self)
        self.line.setAccessibleName("Your answer, a number with its unit")
        self.line.setPlaceholderText("A number with its unit, then Enter")
        self.line.setMaxLength(200)
        self.line.returnPressed.connect(self.given)
        self.box = QPlainTextEdit(self)
        self.box.setAccessibleName("Your answer")
        self.box.setPlaceholderText("Your answer, in a few words; Ctrl+Enter shows the card's")
        self.box.setTabChangesFocus(True)
        self.box.installEventFilter(self)
        self._column = column = QVBoxLayout(self)
        column.setSpacing(6)
        column.addWidget(self.said)
        column.addWidget(self.line)
        column.addWidget(self.box)
        self.hide()

    def _dress(self) -> None:
        self._dressed = True
        self.setStyleSheet(style_sheet(self._theme))
        # Not this box's own font: Qt tells it of a new text size only afterwards.
        self.box.setFixedHeight(round(QFontMetrics(control_font(self._theme.text_size)).height() * 4.4))
        # As wide as the text of the card above, and in line with it.
        px = self._theme.card_scale.px
        side, right = margins_below(px)
        self._column.setContentsMargins(side, 6, right, 0)
        self.setMaximumWidth(round(COLUMN_EM * px) + 2 * side + SCROLL_BAR)

    def ask(self, *, number: bool) -> None:
        """Show an empty line, for a number, or an empty box, and take the focus."""
        if not self._dressed:
            # On first use: the first card does not wait for a style sheet.
            self._dress()
        self.line.clear()
        self.box.clear()
        self.said.hide()
        self.line.setVisible(number)
        self.box.setVisible(not number)
        self.show()
        self.setFocusProxy(self.line if number else self.box)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_again(self, why: str) -> None:
        """Say what could not be understood, and leave what was typed."""
        self.said.setText(_BACKTICKS.sub("\u201c\\1\u201d", why))
        self.said.show()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.line.selectAll()

    @property
    def text(self) -> str:
        """What was typed."""
        typed = self.line.text() if self.line.isVisibleTo(self) else self.box.toPlainText()
        return typed.strip()[:LONGEST]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Enter gives the answer, wherever the cursor stands in the box."""
        if watched is self.box and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.given.emit()
                return True
        return super().eventFilter(watched, event)
