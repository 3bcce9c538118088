"""One card to look at: its lesson, question and answer with what was searched for marked, and its history."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QTextCursor
from PySide6.QtWidgets import QTextEdit, QVBoxLayout, QWidget

from app.find.fold import spans
from app.storage.records import Event
from app.ui.blocks import Words
from app.ui.browse_model import in_utf16, marked_format
from app.ui.card_view import CardView, Look, answer_document, pictures_of, side_of
from app.ui.page import Desk
from app.ui.timeline import Timeline
from app.ui.widgets import SCROLL_BAR
from cheatsheets.style import Scale
from decks.card import Note, gap_of
from decks.library import DeckInfo
from decks.markup import plain

# A card beside a table is looked at, not answered: more of it fits.
SMALLER = 0.88


class Preview(QWidget):
    """The card at hand, all of it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._shown: tuple[str, Note, DeckInfo, tuple[str, ...]] | None = None
        self.place = Words(desk.theme, colour="muted", parent=self)
        self.card = CardView(self)
        self.card.setAccessibleName("Preview of the card")
        self.timeline = Timeline(desk.theme, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        # In a layout of its own: a style sheet, put on anew with another theme, forgets a label's margins.
        self._head = QVBoxLayout()
        self._head.addWidget(self.place)
        column.addLayout(self._head)
        column.addWidget(self.card, 1)
        column.addWidget(self.timeline)
        column.addStretch(0)
        # Nothing else takes the room while there is no card: the words stay at the top.
        self._column = column
        desk.theme.changed.connect(self._draw)
        self._align()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lesson and history stay in line with the card."""
        super().resizeEvent(event)
        self._align()

    def _align(self) -> None:
        side = round(side_of(self.width() - SCROLL_BAR, self._desk.theme.card_scale.px * SMALLER))
        self._head.setContentsMargins(side, 10, SCROLL_BAR, 2)
        self.timeline.keep_aside(side, side + SCROLL_BAR)

    def show_card(
        self, card_id: str, note: Note | None, deck: DeckInfo | None, terms: tuple[str, ...], events: tuple[Event, ...],
        due: int,
    ) -> None:  # fmt: skip
        """Show a card, or nothing without one."""
        known = note is not None and deck is not None
        self.card.setVisible(known)
        self.timeline.setVisible(known)
        self._column.setStretch(self._column.count() - 1, 0 if known else 1)
        if note is None or deck is None:
            self._shown = None
            self.place.setText("No card to show." if not card_id else f"The file of {card_id} no longer holds it.")
            return
        shown = (card_id, note, deck, terms)
        self.timeline.say(events, due, self._desk.study.day)
        if shown != self._shown:
            self._shown = shown
            self._draw()

    def _draw(self) -> None:
        self._align()
        self.card.use_ink(self._desk.theme.ink)
        if self._shown is None:
            return
        card_id, note, deck, terms = self._shown
        theme = self._desk.theme
        self.place.setText(f"{deck.part} \u203a {deck.title}")
        look = Look(theme.ink, Scale(theme.card_scale.px * SMALLER), max(120, self.card.viewport().width()))
        document = answer_document(note, gap_of(card_id), look, self._pictures(deck))
        self.card.show_document(document)
        self.card.setAccessibleDescription(f"{plain(note.question)} {document.toPlainText()}")
        text = document.toPlainText()
        marks = []
        for start, end in in_utf16(text, spans(text, terms)):
            mark = QTextEdit.ExtraSelection()
            cursor = QTextCursor(document)
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            mark.cursor = cursor
            mark.format = marked_format(theme)
            marks.append(mark)
        self.card.setExtraSelections(marks)

    def _pictures(self, deck: DeckInfo) -> Callable[[str], bytes | None]:
        return pictures_of(self._desk.study.library, deck, self._desk.trouble)

    def focus(self) -> None:
        """Read the card with the keyboard."""
        self.card.setFocus(Qt.FocusReason.OtherFocusReason)
