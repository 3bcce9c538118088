"""Buttons beside each other that go on to the next line where there is no room: large text in a small window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget

from app.ui.card_view import CardView, side_of
from app.ui.theme import Theme
from app.ui.widgets import SCROLL_BAR

GAP = 8


class WrapRow(QLayout):
    """A row that wraps; items keep the size they ask for."""

    def __init__(self, *items: QWidget) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        for item in items:
            self.addWidget(item)

    def insert(self, place: int, widget: QWidget) -> None:
        """Put a control at a place."""
        self.addWidget(widget)
        self._items.insert(place, self._items.pop())
        self.invalidate()

    def addItem(self, item: QLayoutItem) -> None:
        """Qt's: put an item at the end."""
        self._items.append(item)

    def count(self) -> int:
        """How many items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The item at a place; Qt asks past the end."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take the item at a place out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Neither; what is left over stays empty."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Narrower is higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As high as its lines."""
        return self._place(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        """All on one line."""
        sizes = [item.sizeHint() for item in self._shown()]
        margins = self.contentsMargins()
        width = sum(size.width() for size in sizes) + GAP * max(0, len(sizes) - 1)
        height = max((size.height() for size in sizes), default=0)
        return QSize(width + margins.left() + margins.right(), height + margins.top() + margins.bottom())

    def minimumSize(self) -> QSize:
        """The widest item alone."""
        margins = self.contentsMargins()
        sizes = [item.minimumSize() for item in self._shown()]
        width = max((size.width() for size in sizes), default=0)
        height = max((size.height() for size in sizes), default=0)
        return QSize(width + margins.left() + margins.right(), height + margins.top() + margins.bottom())

    def setGeometry(self, rect: QRect) -> None:
        """Place the items."""
        super().setGeometry(rect)
        self._place(rect, move=True)

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _place(self, rect: QRect, *, move: bool) -> int:
        margins = self.contentsMargins()
        inner = rect.marginsRemoved(margins)
        x, y, high = inner.x(), inner.y(), 0
        for item in self._shown():
            size = item.sizeHint()
            if high and x + size.width() > inner.right() + 1:
                x, y, high = inner.x(), y + high + GAP, 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + GAP
            high = max(high, size.height())
        return y + high - rect.y() + margins.bottom()


def wrapped(*items: QWidget) -> QWidget:
    """A holder of a row that wraps."""
    made = QWidget()
    made.setLayout(WrapRow(*items))
    made.layout().setContentsMargins(0, 0, 0, 0)  # type: ignore[union-attr]
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    made.setSizePolicy(policy)
    return made


class CardFoot(QWidget):
    """Buttons below a card or a result, at the left edge of its text; they go on to the next line in turn."""

    def __init__(self, theme: Theme, view: CardView, *items: QWidget) -> None:
        super().__init__()
        self._theme = theme
        self._view = view
        self._row = WrapRow(*items)
        self.setLayout(self._row)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        view.installEventFilter(self)
        theme.changed.connect(self._align)
        self._align()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The text of a wider view has wider margins."""
        if event.type() == QEvent.Type.Resize:
            self._align()
        return False

    def _align(self) -> None:
        side = round(side_of(self._view.width() - SCROLL_BAR, self._theme.card_scale.px))
        self._row.setContentsMargins(side, 10, min(side, 24), 14)
