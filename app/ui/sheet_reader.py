"""What stands around a sheet that is read: the way back, its title, the search; paper, PDF and printing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.ui.blocks import Words
from app.ui.charts.flow import Flow
from app.ui.sheet_view import SheetView
from app.ui.theme import Theme

FIND = "Find on the page"
# In control text sizes: what is told of a page stands beside the buttons where it has this much room.
TOLD_EM = 22


class OneLine(Words):
    """Words of one line; what has no room is left out at the end, and said when the mouse rests there."""

    def setText(self, text: str) -> None:
        """Say something else."""
        super().setText(text)
        self.setToolTip(text)

    def minimumSizeHint(self) -> QSize:
        """A few letters."""
        return QSize(self.fontMetrics().averageCharWidth() * 4, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """As much as there is room for."""
        painter = QPainter(self)
        painter.setPen(QColor(getattr(self._theme.ink, self._colour)))
        words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)


class SheetReader(QWidget):
    """A line above the page and one below; in a narrow window the lower becomes two."""

    def __init__(self, theme: Theme, back: QPushButton, papers: QComboBox, buttons: list[QWidget]) -> None:
        """`buttons` stand behind the choice of paper, in this order."""
        super().__init__()
        self._theme = theme
        self._back = back
        self._narrow: bool | None = None
        self.view = SheetView(theme, self)
        self.title = OneLine(theme, "", 1.0, strong=True)
        self.title.setWordWrap(False)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(FIND)
        self.search.setAccessibleName(FIND)
        self.places = Words(theme, "", 0.9, colour="muted")
        self.places.setWordWrap(False)
        self.told = Words(theme, "", 0.9, colour="muted")
        self.controls = Flow([papers, *buttons], self)
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 12, 8)
        head.setSpacing(8)
        head.addWidget(back)
        head.addSpacing(4)
        head.addWidget(self.title, 1)
        head.addWidget(self.places)
        head.addWidget(self.search)
        self._foot = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._foot.setContentsMargins(12, 8, 12, 8)
        self._foot.setSpacing(8)
        self._foot.addWidget(self.told, 1)
        self._foot.addWidget(self.controls)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        column.addLayout(self._foot)
        theme.changed.connect(self._arrange)

    def _arrange(self) -> None:
        em = self._theme.control_px
        # All of the prompt, with the field's padding, where the way back and a bit of the title leave that much.
        prompt = self.search.fontMetrics().horizontalAdvance(FIND) + 2 * em
        others = sum(each.minimumSizeHint().width() for each in (self._back, self.title, self.places))
        self.search.setFixedWidth(round(max(4 * em, min(prompt, self.width() - others - 60))))
        buttons = self.controls.sizeHint().width()
        narrow = self.width() < buttons + TOLD_EM * em + 32
        self.controls.setFixedWidth(min(buttons, max(1, self.width() - 24)))
        if narrow != self._narrow:
            self._narrow = narrow
            ways = QBoxLayout.Direction
            self._foot.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)
            self._foot.setStretchFactor(self.told, 0 if narrow else 1)

    def event(self, event: QEvent) -> bool:
        """Another text size makes other buttons."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may have room for one line, or not."""
        super().resizeEvent(event)
        self._arrange()
