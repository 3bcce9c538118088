"""What can be looked for with one click: states, saved searches, parts and lessons, tags."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from app.find.cards import Cards
from app.find.query import quoted
from app.find.saved import Saved
from app.ui.theme import Theme
from app.ui.widgets import SlimScrollBar, scaled

STATES = (
    ("All cards", ""),
    ("Due", "is:due"),
    ("New", "is:new"),
    ("Learning", "is:learning"),
    ("Leeches", "is:leech"),
    ("Suspended", "is:suspended"),
    ("Buried", "is:buried"),
)
QUERY = int(Qt.ItemDataRole.UserRole)
COUNT = QUERY + 1
SAVED = QUERY + 2


class Sidebar(QTreeWidget):
    """A tree whose entries are queries. Moving through it with the arrow keys searches as one goes."""

    chosen = Signal(str)
    """The query of the entry."""
    added = Signal(str)
    """The query of an entry that is to narrow what is found already, by Ctrl and a click."""
    dropped = Signal(str)
    """The name of a saved search that is no longer wanted."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._painter = _Entry(theme)
        self.setItemDelegate(self._painter)
        self.setHeaderHidden(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("Parts, lessons, tags and saved searches")
        self.setVerticalScrollBar(SlimScrollBar(Qt.Orientation.Vertical, self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformRowHeights(True)
        self.setIndentation(14)
        self.setExpandsOnDoubleClick(True)
        self._groups: dict[str, QTreeWidgetItem] = {}
        self._by_query: dict[str, QTreeWidgetItem] = {}
        self.currentItemChanged.connect(self._changed)
        self.itemClicked.connect(lambda item, _column: self._choose(item))
        theme.changed.connect(self._resize)

    def show_cards(self, cards: Cards, saved: tuple[Saved, ...], own_tags: dict[str, int]) -> None:
        """The entries for a library; what was open and chosen stays so. `own_tags` counts the cards of each tag the
        reader gave."""
        opened = {name for name, item in self._open_items()} if self._groups else {"Parts"}
        current = self.currentItem()
        query = str(current.data(0, QUERY)) if current is not None and current.data(0, QUERY) is not None else None
        self.blockSignals(True)
        self.clear()
        self._groups = {}
        self._by_query = {}
        for name, of_state in STATES:
            self._add(self, name, of_state)
        if saved:
            group = self._group("Saved searches")
            for search in saved:
                self._add(group, search.name, search.query).setData(0, SAVED, search.name)
            group.setExpanded(True)
        self._add_parts(cards)
        tags = Counter(own_tags)
        for deck, (first, end) in zip(cards.decks, cards.spans, strict=True):
            for tag in deck.tags:
                tags[tag] += end - first
        if tags:
            group = self._group("Tags")
            for tag in sorted(tags):
                self._add(group, tag, f"tag:{quoted(tag)}", tags[tag])
        for name, item in self._all_items():
            if name in opened:
                item.setExpanded(True)
        self.blockSignals(False)
        if query is not None:
            self.mark(query)

    def has(self, query: str) -> bool:
        """Whether there is an entry of this query, other than that of all cards."""
        return bool(query) and query in self._by_query

    def mark(self, query: str) -> None:
        """Show which entry the query in the field is, if it is one."""
        self.blockSignals(True)
        item = self._by_query.get(query)
        if item is None or self._is_seen(item):
            self.setCurrentItem(item)  # type: ignore[arg-type]
        self.blockSignals(False)
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """With Ctrl an entry narrows the search instead of taking its place."""
        item = self.itemAt(event.position().toPoint())
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and item is not None:
            if item.data(0, QUERY):
                self.added.emit(str(item.data(0, QUERY)))
            return
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The end of such a click chooses nothing."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete takes a saved search away."""
        item = self.currentItem()
        if event.key() == Qt.Key.Key_Delete and item is not None and item.data(0, SAVED):
            self.dropped.emit(str(item.data(0, SAVED)))
            return
        super().keyPressEvent(event)

    # ---- inside -----------------------------------------------------------------------------------

    def _add_parts(self, cards: Cards) -> None:
        if not cards.decks:
            return
        parts: dict[str, QTreeWidgetItem] = {}
        counts: Counter[str] = Counter()
        group = self._group("Parts")
        for deck, (first, end) in zip(cards.decks, cards.spans, strict=True):
            if deck.part not in parts:
                parts[deck.part] = self._add(group, deck.part, f"part:{quoted(deck.part)}")
            counts[deck.part] += end - first
            self._add(parts[deck.part], deck.title, f"lesson:{quoted(deck.id)}", end - first)
        for name, item in parts.items():
            item.setData(0, COUNT, counts[name])

    def _group(self, name: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem(self, [name])
        # A heading: it opens and closes, and is no search.
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        self._groups[name] = item
        return item

    def _add(self, parent: QTreeWidget | QTreeWidgetItem, name: str, query: str, count: int = 0) -> QTreeWidgetItem:
        item = QTreeWidgetItem(parent, [name])
        item.setData(0, QUERY, query)
        self._by_query.setdefault(query, item)
        item.setToolTip(0, f"{name}: {query}" if query else name)
        if count:
            item.setData(0, COUNT, count)
        return item

    def _all_items(self) -> list[tuple[str, QTreeWidgetItem]]:
        found: list[tuple[str, QTreeWidgetItem]] = []
        waiting = [self.topLevelItem(n) for n in range(self.topLevelItemCount() - 1, -1, -1)]
        while waiting:
            item = waiting.pop()
            if item is not None:
                found.append((item.text(0), item))
                waiting += [item.child(n) for n in range(item.childCount() - 1, -1, -1)]
        return found

    def _open_items(self) -> list[tuple[str, QTreeWidgetItem]]:
        return [(name, item) for name, item in self._all_items() if item.isExpanded()]

    def _is_seen(self, item: QTreeWidgetItem) -> bool:
        parent = item.parent()
        return parent is None or (parent.isExpanded() and self._is_seen(parent))

    def _changed(self, item: QTreeWidgetItem | None, _before: QTreeWidgetItem | None) -> None:
        if item is not None and self.hasFocus():
            self._choose(item)

    def _choose(self, item: QTreeWidgetItem) -> None:
        query = item.data(0, QUERY)
        if query is not None:
            self.chosen.emit(str(query))

    def _resize(self) -> None:
        self.scheduleDelayedItemsLayout()


class _Entry(QStyledItemDelegate):
    """An entry and, on the right, how many cards it is about; a heading small and quiet."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """One line."""
        return QSize(60, round(QFontMetrics(option.font).height() * 1.65))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Field, words, number."""
        ink = self._theme.ink
        rect: QRect = option.rect
        heading = index.data(QUERY) is None
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(ink.selection))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(ink.panel))
        px = option.font.pixelSize()
        inner = rect.adjusted(round(px * 0.3), 0, -round(px * 0.5), 0)
        count = index.data(COUNT)
        side = Qt.AlignmentFlag.AlignVCenter
        if count:
            painter.setFont(scaled(option.font, 0.86))
            painter.setPen(QColor(ink.muted))
            said = f"{count:,}"
            painter.drawText(inner, side | Qt.AlignmentFlag.AlignRight, said)
            inner.adjust(0, 0, -QFontMetrics(painter.font()).horizontalAdvance(said) - px // 2, 0)
        font = scaled(option.font, 0.86, strong=True) if heading else option.font
        painter.setFont(font)
        painter.setPen(QColor(ink.muted if heading else ink.text))
        words = QFontMetrics(font).elidedText(str(index.data() or ""), Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignLeft, words)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), QColor(ink.accent))
        painter.restore()
