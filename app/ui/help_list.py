"""How the pages and places of the help are listed: what it is, and in quieter words below in which page."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import QListWidget, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.ui.theme import Theme
from app.ui.widgets import SlimScrollBar, scaled

_WRAP = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap


class HelpList(QListWidget):
    """The list itself, without a frame of its own."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setItemDelegate(_Places(theme, self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBar(SlimScrollBar(Qt.Orientation.Vertical, self))
        theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        self.setStyleSheet(
            f"""QListWidget, QListWidget:focus {{ border: 0; }}
            QListWidget::item {{ border: 2px solid transparent; border-radius: 4px; }}
            QListWidget::item:focus {{ border-color: {self._theme.ink.accent}; }}"""
        )
        self.scheduleDelayedItemsLayout()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width makes other lines of the words."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()


class _Places(QStyledItemDelegate):
    """The first line of an item's text is its name, the second where that is."""

    def __init__(self, theme: Theme, shown: QListWidget) -> None:
        super().__init__(shown)
        self._theme = theme
        self._list = shown

    @property
    def _pad(self) -> int:
        return round(self._list.font().pixelSize() * 0.45)

    def _lines(self, index: QModelIndex | QPersistentModelIndex, width: int) -> list[tuple[str, QFont, QRect]]:
        """Each line with its font, and its place from the item's corner."""
        top, lines = self._pad, []
        for number, words in enumerate(str(index.data() or "").split("\n")):
            font = scaled(self._list.font(), 0.88) if number else self._list.font()
            room = QRect(self._pad, top, max(1, width - 2 * self._pad), 10_000)
            place = QFontMetrics(font).boundingRect(room, _WRAP, words)
            lines.append((words, font, QRect(room.left(), top, room.width(), place.height())))
            top += place.height()
        return lines

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """As many lines as the list's width makes of it."""
        width = self._list.viewport().width()
        return QSize(width, self._lines(index, width)[-1][2].bottom() + 1 + self._pad)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The list's own ground, then the lines."""
        ground = QStyleOptionViewItem(option)
        self.initStyleOption(ground, index)
        ground.text = ""
        self._list.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, ground, painter, self._list)
        rect = option.rect
        ink = self._theme.ink
        marked = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        for number, (words, font, place) in enumerate(self._lines(index, rect.width())):
            painter.setFont(font)
            # Quiet words would not be read on the ground of what is marked.
            painter.setPen(QColor(ink.muted if number and not marked else ink.text))
            painter.drawText(place.translated(rect.topLeft()), _WRAP, words)
        painter.restore()
