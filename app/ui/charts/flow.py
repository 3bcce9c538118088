"""Controls side by side, in as many lines as the width asks for."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

GAP = 8


class Flow(QWidget):
    """A row of controls that goes on in the next line where there is no room. Made with its controls, in order."""

    def __init__(self, items: list[QWidget], parent: QWidget) -> None:
        super().__init__(parent)
        self._items = items
        for item in items:
            item.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _places(self, width: int) -> tuple[list[tuple[int, int]], int]:
        """The corners of the controls at a width, and the height of all lines."""
        x = y = high = 0
        corners = []
        for item in self._items:
            size = item.sizeHint()
            if x and x + size.width() > width:
                x, y = 0, y + high + GAP
            corners.append((x, y))
            x += size.width() + GAP
            high = max(high, size.height())
        return corners, y + high

    def hasHeightForWidth(self) -> bool:
        """Narrow ones are high."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The lines it has at a width."""
        return self._places(width)[1]

    def sizeHint(self) -> QSize:
        """All in one line."""
        wide = sum(item.sizeHint().width() + GAP for item in self._items) - GAP
        return QSize(wide, self._places(wide)[1])

    def minimumSizeHint(self) -> QSize:
        """One below the other."""
        return QSize(max(item.sizeHint().width() for item in self._items), self._places(10**6)[1])

    def event(self, event: QEvent) -> bool:
        """Another text size makes other controls."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
            self.updateGeometry()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may ask for other lines."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        for item, (x, y) in zip(self._items, self._places(self.width())[0], strict=True):
            item.setGeometry(x, y, item.sizeHint().width(), item.sizeHint().height())
