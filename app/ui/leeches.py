"""A leech, pointed out with what to do about it; and how many there are, as a quiet link."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app import wording
from app.ui.blocks import Words, button
from app.ui.house import style_sheet
from app.ui.theme import Theme

LONGEST_QUESTION = 90


class LeechNotice(QWidget):
    """Says that a card has become a leech, and offers to rewrite, split or suspend it. It takes no focus by itself."""

    rewrite = Signal(str)
    """Card id; also to split the card, which begins with its text."""
    suspend = Signal(str)
    closed = Signal()
    """Something was chosen, or nothing is to be done."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._card_id = ""
        # Before the words listen: a style sheet takes their colour from them, and they take it back.
        theme.changed.connect(self._dress)
        self.setAccessibleName("Leech")
        self.said = Words(theme)
        self.buttons = [
            button("Re&write", self._rewrite, self, help="Change its text, so that it can be known."),
            button("S&plit", self._rewrite, self, help="Make several smaller cards of it."),
            button("S&uspend", self._suspend, self, help="Ask it no more until you bring it back."),
            button("&Keep", self.closed.emit, self, help="Leave it as it is."),
        ]
        line = QHBoxLayout()
        line.setSpacing(8)
        for each in self.buttons:
            line.addWidget(each)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 10, 20, 12)
        column.setSpacing(8)
        column.addWidget(self.said)
        column.addLayout(line)
        self._dress()

    def _dress(self) -> None:
        self.setStyleSheet(style_sheet(self._theme))

    def _rewrite(self) -> None:
        self.closed.emit()
        self.rewrite.emit(self._card_id)

    def _suspend(self) -> None:
        self.closed.emit()
        self.suspend.emit(self._card_id)

    def say(self, card_id: str, question: str, lapses: int) -> None:
        """Point out a card, by its question in plain words."""
        self._card_id = card_id
        short = question if len(question) <= LONGEST_QUESTION else question[: LONGEST_QUESTION - 1].rstrip() + "…"
        self.said.setText(
            f"“{short}” was forgotten {wording.count(lapses, 'time')}: a leech. Asking it again does not help; "
            "rewrite it, split it into smaller cards, or suspend it."
        )
        self.setAccessibleDescription(self.said.text())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The field and bar of a call-out."""
        out = self._theme.ink.call_outs["warning"]
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(out.fill))
        painter.fillRect(0, 0, 4, self.height(), QColor(out.bar))


class Link(QAbstractButton):
    """Words that lead somewhere, no louder than the text around them."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def say(self, words: str) -> None:
        """Other words."""
        self.setText(words)
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The words."""
        px = self.font().pixelSize()
        return QSize(QFontMetrics(self.font()).horizontalAdvance(self.text()) + round(px), round(px * 1.9))

    def minimumSizeHint(self) -> QSize:
        """Narrow windows shorten the words."""
        return QSize(round(self.font().pixelSize() * 6), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Words in the accent; a line under them while the mouse is there, a ring with the focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(self._theme.ink.accent))
        font = self.font()
        font.setUnderline(self.underMouse())
        painter.setFont(font)
        words = QFontMetrics(font).elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width() - 8)
        painter.drawText(self.rect().adjusted(4, 0, -4, 0), Qt.AlignmentFlag.AlignVCenter, words)
        if self.hasFocus():
            painter.setPen(QPen(QColor(self._theme.ink.accent), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 4, 4)
