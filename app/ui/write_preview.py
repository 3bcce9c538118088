"""What is written, as it will be seen: the card the cursor is in, or the page of a sheet."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.ui.blocks import Words
from app.ui.card_view import CardView, Look, answer_document, side_of
from app.ui.page import Desk
from app.ui.widgets import SCROLL_BAR, keep_scroll_bar
from app.writing import picture
from cheatsheets.style import Scale
from decks.card import Note
from decks.library import DeckInfo
from decks.markup import plain

# A card beside its text is looked at, not answered: more of it fits.
SMALLER = 0.88


class Preview(QWidget):
    """A card, a page, or why there is none."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._note: Note | None = None
        self._info: DeckInfo | None = None
        self._image: QImage | None = None
        self.said = Words(desk.theme, colour="muted", parent=self)
        self.card = CardView(self)
        self.card.setAccessibleName("Preview of the card")
        self.sheet = QLabel(self)
        self.sheet.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.sheet.setAccessibleName("Preview of the sheet")
        self.sheet.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._area = QScrollArea(self)
        self._area.setWidget(self.sheet)
        self._area.setWidgetResizable(True)
        self._area.setAccessibleName("Preview of the sheet")
        keep_scroll_bar(self._area)
        self._nothing = QWidget(self)
        self.stack = QStackedWidget(self)
        for each in (self.card, self._area, self._nothing):
            self.stack.addWidget(each)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        # In a layout of its own: a style sheet, put on anew with another theme, forgets a label's margins.
        self._head = QVBoxLayout()
        self._head.addWidget(self.said)
        column.addLayout(self._head)
        column.addWidget(self.stack, 1)
        desk.theme.changed.connect(self._draw)
        self._align()

    def _align(self) -> None:
        """What is said above is in line with the card, or with the page of a sheet."""
        room = self.width() - SCROLL_BAR
        side = 16 if self._image is not None else round(side_of(room, self._desk.theme.card_scale.px * SMALLER))
        self._head.setContentsMargins(side, 10, SCROLL_BAR, 6)

    @property
    def shown(self) -> QWidget:
        """What is seen now: the card, the page, or nothing; with the focus, keys scroll it."""
        return self.stack.currentWidget() or self._nothing

    def show_nothing(self, why: str) -> None:
        """Say why there is nothing to see."""
        self._note = self._image = None
        self.said.setText(why)
        self._align()
        self.stack.setCurrentWidget(self._nothing)

    def show_card(self, note: Note, info: DeckInfo) -> None:
        """Show a card of a deck, as it is written now."""
        if (note, info) == (self._note, self._info) and self.stack.currentWidget() is self.card:
            return
        self._note, self._info, self._image = note, info, None
        self.said.setText(f"{info.title} \u203a {note.level.value if note.level else 'no level'}, {note.kind.value}")
        self.stack.setCurrentWidget(self.card)
        self._draw()

    def show_page(self, image: QImage, said: str) -> None:
        """Show the picture of a sheet's page."""
        self._note, self._image = None, image
        self.said.setText(said)
        self.sheet.setAccessibleDescription(said)
        self.stack.setCurrentWidget(self._area)
        self._draw()

    def _draw(self) -> None:
        self._align()
        theme = self._desk.theme
        self.card.use_ink(theme.ink)
        if self._image is not None:
            # Its margins, and the picture in as many pixels as the screen has.
            ratio = self.devicePixelRatioF()
            wide = max(60, self._area.viewport().width() - 32)
            shown = QPixmap.fromImage(
                self._image.scaledToWidth(round(wide * ratio), Qt.TransformationMode.SmoothTransformation)
            )
            painter = QPainter(shown)
            painter.setPen(QPen(QColor(theme.ink.line), 1))
            painter.drawRect(shown.rect().adjusted(0, 0, -1, -1))
            painter.end()
            shown.setDevicePixelRatio(ratio)
            self.sheet.setPixmap(shown)
            self.sheet.setMinimumHeight(round(shown.height() / ratio) + 24)
        elif self._note is not None and self._info is not None:
            look = Look(theme.ink, Scale(theme.card_scale.px * SMALLER), max(120, self.card.viewport().width()))
            document = answer_document(self._note, None, look, self._picture)
            self.card.show_document(document, keep_place=True)
            self.card.setAccessibleDescription(f"{plain(self._note.question)} {document.toPlainText()}")

    def _picture(self, source: str) -> bytes | None:
        assert self._info is not None
        path: Path | None = picture.find(source, self._info.path, self._desk.paths)
        if path is None:
            path = self._desk.study.library.image(self._info, source)
        try:
            return path.read_bytes() if path is not None else None
        except OSError as problem:
            self._desk.trouble(f"The picture {path} cannot be read ({problem.strerror}): check its permissions.")
            return None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The page follows the width, and what is said above it."""
        super().resizeEvent(event)
        self._align()
        if self._image is not None:
            self._draw()
