"""The suspended cards, and the way back for each."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app import wording
from app.ui import actions
from app.ui.theme import Theme
from app.ui.widgets import BigButton, SlimScrollBar, centred, scaled, tint


class SuspendedPage(QWidget):
    """One line a card; Enter, or a double click, brings it back. Undo takes that back as any other action."""

    bring_back = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.heading = QLabel(self)
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        self.cards = QListWidget(self)
        self.cards.setAccessibleName("Suspended cards")
        self.cards.setFrameShape(QFrame.Shape.NoFrame)
        self.cards.setVerticalScrollBar(SlimScrollBar(Qt.Orientation.Vertical, self.cards))
        self.cards.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.cards.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.cards.setSpacing(3)
        self.cards.itemDoubleClicked.connect(self._chosen)
        self.button = BigButton(theme, "Bring back", "Enter", self)
        self.button.clicked.connect(self._current)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 12)
        column.setSpacing(8)
        column.addWidget(self.heading)
        column.addWidget(self.said)
        column.addWidget(self.cards, 1)
        column.addLayout(centred(self.button))
        actions.make("bring-back", self, self._current)
        theme.changed.connect(self._restyle)
        self._restyle()

    def say(self, cards: tuple[tuple[str, str, str], ...]) -> None:
        """Show these cards: id, question, lesson."""
        place = self.cards.currentRow()
        self.cards.clear()
        for card_id, question, lesson in cards:
            item = QListWidgetItem(f"{question}   \u00b7   {lesson}" if lesson else question)
            item.setData(Qt.ItemDataRole.UserRole, card_id)
            item.setToolTip(question)
            self.cards.addItem(item)
        self.cards.setCurrentRow(max(0, min(place, self.cards.count() - 1)))
        self.heading.setText(f"{wording.count(len(cards), 'suspended card')}")
        self.said.setText(
            "They are not asked until you bring them back, with all they had: ease, interval and history."
            if cards
            else "S suspends a card while you review it; here it would wait."
        )
        self.button.setEnabled(bool(cards))
        self.cards.setFocus(Qt.FocusReason.OtherFocusReason)

    def _current(self) -> None:
        item = self.cards.currentItem()
        if item is not None:
            self._chosen(item)

    def _chosen(self, item: QListWidgetItem) -> None:
        self.bring_back.emit(str(item.data(Qt.ItemDataRole.UserRole)))

    def _restyle(self) -> None:
        self.heading.setFont(scaled(self.font(), 1.5, strong=True))
        tint(self.said, self._theme.ink.muted)
