"""The gallery of sheets: a small picture of each page, in as many columns as the width has room for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from app.ui.theme import Theme
from app.ui.widgets import keep_scroll_bar
from cheatsheets.sheet import Sheet
from cheatsheets.style import LIGHT

THUMB = 170
"""The width of a picture at a text size of 100 per cent."""
TALL = 1.42
"""The height of a picture's field, in widths: that of A4 and a little more."""
GAP = 10
_ID = Qt.ItemDataRole.UserRole


class SheetGallery(QListWidget):
    """A picture has the same field whether its page is high or wide, so that the titles stand on one line."""

    wanted = Signal(str)
    """The id of the sheet that is to be read."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName("Sheets")
        self.setViewMode(QListWidget.ViewMode.IconMode)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setMovement(QListWidget.Movement.Static)
        self.setWordWrap(True)
        self.setFrameShape(QListWidget.Shape.NoFrame)
        keep_scroll_bar(self)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.itemActivated.connect(lambda item: self.wanted.emit(str(item.data(_ID))))
        self.itemClicked.connect(lambda item: self.wanted.emit(str(item.data(_ID))))
        theme.changed.connect(self._dress)
        self._dress()

    def fill(self, sheets: Sequence[Sheet]) -> None:
        """Show these, without pictures yet; the one that was marked stays so."""
        current = self.currentItem()
        marked = str(current.data(_ID)) if current is not None else ""
        self.clear()
        for sheet in sheets:
            item = QListWidgetItem(self.picture(None), sheet.title, self)
            item.setData(_ID, sheet.id)
            item.setToolTip(sheet.subtitle)
            item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._space()
        self.setCurrentRow(next((row for row, sheet in enumerate(sheets) if sheet.id == marked), 0))

    def show_picture(self, sheet_id: str, icon: QIcon) -> None:
        """Give a sheet its picture."""
        for number in range(self.count()):
            item = self.item(number)
            if item.data(_ID) == sheet_id:
                item.setIcon(icon)

    def picture(self, page: QImage | None) -> QIcon:
        """A page, or an empty one, in the middle of its field and with an edge: white paper is not seen on white."""
        wide = page.width() if page is not None else self.iconSize().width()
        field = QPixmap(wide, round(wide * TALL))
        field.fill(Qt.GlobalColor.transparent)
        high = page.height() if page is not None else field.height()
        place = QRect(0, max(0, (field.height() - high) // 2), wide, min(high, field.height()))
        painter = QPainter(field)
        if page is None:
            painter.fillRect(place, QColor(self._theme.ink.panel))
        else:
            painter.drawImage(place, page, QRect(0, 0, wide, place.height()))
        painter.setPen(QPen(QColor(LIGHT.line), max(1, round(wide / THUMB))))
        painter.drawRect(place.adjusted(0, 0, -1, -1))
        painter.end()
        icon = QIcon(field)
        # Marked, the picture itself stays as it is: tinted, nobody could read it.
        icon.addPixmap(field, QIcon.Mode.Selected)
        return icon

    def _dress(self) -> None:
        ink = self._theme.ink
        self.setStyleSheet(
            f"""QListWidget, QListWidget:focus {{ border: 0; }}
            QListWidget::item {{ border: 2px solid transparent; border-radius: {GAP}px; padding: {GAP - 2}px; }}
            QListWidget::item:focus {{ border-color: {ink.accent}; }}"""
        )
        wide = round(THUMB * max(1.0, self._theme.text_size / 100))
        self.setIconSize(QSize(wide, round(wide * TALL)))
        self._space()

    def _space(self) -> None:
        """Share the width out among as many columns as fit."""
        least = self.iconSize().width() + 3 * GAP
        room = self.viewport().width() - 1
        cell = max(least, room // max(1, room // least))
        high = self.iconSize().height() + self.fontMetrics().height() * 3 + 2 * GAP
        if self.gridSize() == QSize(cell, high) and self.count() and self.item(0).sizeHint().isValid():
            return
        self.setGridSize(QSize(cell, high))
        for number in range(self.count()):
            self.item(number).setSizeHint(QSize(cell, high))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, other columns."""
        super().resizeEvent(event)
        self._space()
