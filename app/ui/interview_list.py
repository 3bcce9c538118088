"""A list whose items have two lines: what it is, and quieter what is known of it. It scrolls with its page."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.ui.theme import Theme
from app.ui.widgets import scaled

_KEY = Qt.ItemDataRole.UserRole
_FACTS = Qt.ItemDataRole.UserRole.value + 1
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class _TwoLines(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def _boxes(self, rect: QRect, index: QModelIndex | QPersistentModelIndex) -> tuple[QRect, QRect]:
        """Where the words and the facts go in an item of this place and width."""
        font = QApplication.font()
        px = font.pixelSize()
        inner = rect.adjusted(px, round(px * 0.7), -px, -round(px * 0.7))
        words = QFontMetrics(font).boundingRect(inner.adjusted(0, 0, 0, 9999), _WRAP, str(index.data()))
        small = QFontMetrics(scaled(font, 0.9))
        below = inner.adjusted(0, words.height() + round(px * 0.25), 0, 9999)
        facts = small.boundingRect(below, _WRAP, str(index.data(_FACTS)))
        return words, facts

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        view = self.parent()
        assert isinstance(view, QListWidget)
        width = max(120, view.viewport().width())
        _, facts = self._boxes(QRect(0, 0, width, 0), index)
        return QSize(width, facts.bottom() + round(QApplication.font().pixelSize() * 0.7))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        ink, font = self._theme.ink, QApplication.font()
        rect = option.rect
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(rect).adjusted(3, 2, -3, -2)
        if state & QStyle.StateFlag.State_Selected:
            view = self.parent()
            assert isinstance(view, QListWidget)
            painter.setPen(QPen(QColor(ink.accent), 1.5) if view.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ink.gap))
            painter.drawRoundedRect(box, font.pixelSize() * 0.4, font.pixelSize() * 0.4)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ink.panel))
            painter.drawRoundedRect(box, font.pixelSize() * 0.4, font.pixelSize() * 0.4)
        words, facts = self._boxes(rect, index)
        painter.setFont(font)
        painter.setPen(QColor(ink.text))
        painter.drawText(words, _WRAP, str(index.data()))
        painter.setFont(scaled(font, 0.9))
        painter.setPen(QColor(ink.muted))
        painter.drawText(facts, _WRAP, str(index.data(_FACTS)))
        painter.restore()


class TwoLineList(QListWidget):
    """As high as all its items; Enter or a double click takes the current one."""

    taken = Signal(str)

    def __init__(self, theme: Theme, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setItemDelegate(_TwoLines(theme, self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.itemDoubleClicked.connect(lambda item: self.taken.emit(str(item.data(_KEY))))
        self._area: QScrollArea | None = None
        # Once the page knows how high it is.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._follow)
        theme.changed.connect(self._fit)

    def say(self, items: tuple[tuple[str, str, str], ...]) -> None:
        """Show these: key, words, facts. The current one stays it, or the first becomes it."""
        before = self.chosen()
        self.blockSignals(True)  # the page scrolls when the reader moves, not now
        self.clear()
        for key, words, facts in items:
            item = QListWidgetItem(words, self)
            item.setData(_KEY, key)
            item.setData(_FACTS, facts)
            item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, facts)
        keys = [key for key, _, _ in items]
        if keys:
            self.setCurrentRow(keys.index(before) if before in keys else 0)
        self.blockSignals(False)
        self._fit()

    def chosen(self) -> str:
        """The key of the current item, or nothing."""
        item = self.currentItem()
        return str(item.data(_KEY)) if item is not None else ""

    def choose(self, key: str) -> None:
        """Make an item the current one."""
        for number in range(self.count()):
            if self.item(number).data(_KEY) == key:
                self.setCurrentRow(number)

    def scrolled_by(self, area: QScrollArea) -> None:
        """Let the page around it scroll to the current item."""
        self._area = area
        self.currentRowChanged.connect(lambda _row: self._follow())

    def show_from_top(self) -> None:
        """Scroll the page to its top, but further down if the current item would not be seen."""
        if self._area is not None:
            self._area.verticalScrollBar().setValue(0)
        if self.currentRow() > 0:
            self._soon.start()

    def _follow(self) -> None:
        item, area = self.currentItem(), self._area
        inner = area.widget() if area is not None else None
        if item is not None and area is not None and inner is not None:
            box = self.visualItemRect(item)
            at = self.mapTo(inner, box.center())
            area.ensureVisible(at.x(), at.y(), 0, box.height())

    def _fit(self) -> None:
        self.scheduleDelayedItemsLayout()
        height = sum(self.sizeHintForRow(number) for number in range(self.count()))
        self.setFixedHeight(max(height, QApplication.font().pixelSize() * 2) + 6)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrower items are higher."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()
