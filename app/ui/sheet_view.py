"""A sheet as it will be printed: the page on a quiet ground, to be zoomed, searched, and opened box by box."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from app.ui.theme import Theme, mix
from app.ui.widgets import TabFrame, keep_scroll_bar
from cheatsheets.fit import Fitted, Placed
from cheatsheets.page import paint_page
from cheatsheets.search import find

MARGIN = 24
SMALLEST, LARGEST = 0.25, 4.0
LEGIBLE_PX = 6.5
"""Whole pages whose body text is smaller than this on the screen (at a text size of 100 per cent) open wider."""
Fit = Literal["reading", "page", "width"]
"""The whole page where it can be read, else wider; always the whole page; as wide as the window."""


class SheetView(TabFrame, QAbstractScrollArea):
    """Shows one fitted page. `[` and `]` choose a box, Enter asks for its cards, as a click does."""

    box_chosen = Signal(int)
    """The number of a box whose cards are wanted."""
    moved_to_box = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._fitted: Fitted | None = None
        self._imprint = ""
        self._zoom: float | None = None
        self._fit: Fit = "reading"
        self._wide: bool | None = None
        """Whether the page is read wider than whole: settled when it is first seen, lest a notice make it jump."""
        self._picture: QPixmap | None = None
        self._found: tuple[QRectF, ...] = ()
        self._at = 0
        self._box: int | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        keep_scroll_bar(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Sheet")
        theme.changed.connect(self._dress)
        self._dress()

    # ---- what is shown ----------------------------------------------------------------------------

    def show_page(self, fitted: Fitted, imprint: str) -> None:
        """Show another page; the zoom stays."""
        self._fitted = fitted
        self._imprint = imprint
        self._found = ()
        self._box = None
        self._wide = None
        self.setAccessibleName(f"Sheet: {fitted.sheet.title}")
        words = (f"{placed.box.title}: {placed.document.toPlainText()}" for placed in fitted.boxes)
        self.setAccessibleDescription(" ".join(words))
        self._fresh()
        self.verticalScrollBar().setValue(0)

    @property
    def scale(self) -> float:
        """Screen pixels a point of paper."""
        if self._fitted is None:
            return 1.0
        if self._zoom is not None:
            return self._zoom * self.logicalDpiX() / 72
        across, down = self._fitted.size
        room = self.viewport().size()
        width = max(SMALLEST, (room.width() - 2 * MARGIN) / across)
        page = max(SMALLEST, min(width, (room.height() - 2 * MARGIN) / down))
        if self._fit == "width":
            return width
        if self._fit == "page":
            return page
        larger, body = self._theme.text_size / 100, self._fitted.body_pt
        wide = page * body < LEGIBLE_PX * larger if self._wide is None else self._wide
        if self.isVisible():
            self._wide = wide
        return max(page, min(width, self._theme.control_px / body)) if wide else page

    def zoom(self, factor: float) -> None:
        """Larger or smaller than now."""
        now = self.scale * 72 / self.logicalDpiX()
        self._zoom = min(max(now * factor, SMALLEST), LARGEST)
        self._fresh()

    def zoom_to(self, zoom: float) -> None:
        """1.0 is the size of the paper."""
        self._zoom = zoom
        self._fresh()

    def fit_page(self) -> None:
        """The whole page in the window."""
        self._zoom, self._fit = None, "page"
        self._fresh()

    def fit_width(self) -> None:
        """As wide as the window."""
        self._zoom, self._fit = None, "width"
        self._fresh()

    def look_for(self, text: str) -> int:
        """Mark every place of a text; how many there are. The first comes into view."""
        self._found = find(self._fitted, text) if self._fitted is not None else ()
        self._at = 0
        self._bring_into_view()
        self.viewport().update()
        return len(self._found)

    def next_place(self) -> int:
        """Go on to the next place found; its number from 1, 0 when there is none."""
        if not self._found:
            return 0
        self._at = (self._at + 1) % len(self._found)
        self._bring_into_view()
        self.viewport().update()
        return self._at + 1

    @property
    def box(self) -> Placed | None:
        """The box chosen with the keys."""
        if self._fitted is None or self._box is None:
            return None
        return next((placed for placed in self._fitted.boxes if placed.number == self._box), None)

    # ---- geometry ---------------------------------------------------------------------------------

    def _dress(self) -> None:
        # Text of another size may make another width readable; and a scroll bar has the colour of the ground.
        for bar in (self.verticalScrollBar(), self.horizontalScrollBar()):
            palette = bar.palette()
            palette.setColor(QPalette.ColorRole.Base, self._ground())
            bar.setPalette(palette)
        self._wide = None
        self._fresh()

    def _ground(self) -> QColor:
        return mix(self._theme.ink.panel, self._theme.ink.muted, 0.12)

    def _fresh(self) -> None:
        self._picture = None
        self._reach()
        self.viewport().update()

    def _paper(self) -> QRectF:
        """Where the paper lies in the viewport."""
        assert self._fitted is not None
        across, down = (length * self.scale for length in self._fitted.size)
        room = self.viewport().size()
        left = max(MARGIN, (room.width() - across) / 2) - self.horizontalScrollBar().value()
        top = max(MARGIN, (room.height() - down) / 2) - self.verticalScrollBar().value()
        return QRectF(left, top, across, down)

    def _reach(self) -> None:
        if self._fitted is None:
            return
        across, down = (round(length * self.scale) + 2 * MARGIN for length in self._fitted.size)
        room = self.viewport().size()
        for bar, length, seen in (
            (self.horizontalScrollBar(), across, room.width()),
            (self.verticalScrollBar(), down, room.height()),
        ):
            bar.setRange(0, max(0, length - seen))
            bar.setPageStep(seen)
            bar.setSingleStep(40)

    def _bring_into_view(self) -> None:
        if self._found:
            self._show_rect(self._found[self._at])

    def _show_rect(self, rect: QRectF) -> None:
        scale, room = self.scale, self.viewport().size()
        place = QRectF(rect.topLeft() * scale, rect.size() * scale).translated(MARGIN, MARGIN)
        for bar, low, high, seen in (
            (self.horizontalScrollBar(), place.left(), place.right(), room.width()),
            (self.verticalScrollBar(), place.top(), place.bottom(), room.height()),
        ):
            if low - MARGIN < bar.value():
                bar.setValue(round(low - MARGIN))
            elif high + MARGIN > bar.value() + seen:
                bar.setValue(round(min(high + MARGIN - seen, low - MARGIN)))

    # ---- events -----------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A page that fits the window goes on fitting it."""
        super().resizeEvent(event)
        if self._zoom is None:
            self._fresh()
        else:
            self._reach()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Everything is painted anew from one picture."""
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground, the page, what was found, the chosen box."""
        ink = self._theme.ink
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), self._ground())
        if self._fitted is None:
            return
        paper = self._paper()
        painter.drawPixmap(paper.topLeft(), self._page())
        painter.setPen(QPen(QColor(ink.line), 1))
        painter.drawRect(paper)
        painter.translate(paper.topLeft())
        painter.scale(self.scale, self.scale)
        for number, rect in enumerate(self._found):
            # Over black text on white paper in both themes.
            colour = QColor("#ff9d00" if number == self._at else "#ffd84d")
            colour.setAlphaF(0.45)
            painter.fillRect(rect.adjusted(-1, -0.5, 1, 0.5), colour)
        chosen = self.box
        if chosen is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor("#0b65c2"), 2))
            painter.drawRect(chosen.rect.adjusted(-2, -2, 2, 2))
        painter.end()
        self.draw_frame()

    def _page(self) -> QPixmap:
        assert self._fitted is not None
        if self._picture is None:
            ratio = self.devicePixelRatioF()
            across, down = (max(1, round(length * self.scale * ratio)) for length in self._fitted.size)
            picture = QPixmap(across, down)
            picture.fill(Qt.GlobalColor.white)
            painter = QPainter(picture)
            painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
            painter.scale(self.scale * ratio, self.scale * ratio)
            paint_page(painter, self._fitted, self._imprint)
            painter.end()
            picture.setDevicePixelRatio(ratio)
            self._picture = picture
        return self._picture

    def _at_point(self, point: QPointF) -> Placed | None:
        if self._fitted is None:
            return None
        return self._fitted.box_at((point - self._paper().topLeft()) / self.scale)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a box asks for its cards."""
        placed = self._at_point(event.position())
        if event.button() == Qt.MouseButton.LeftButton and placed is not None:
            self.box_chosen.emit(placed.number)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl it zooms."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1.1 if event.angleDelta().y() > 0 else 1 / 1.1)
        else:
            super().wheelEvent(event)

    def choose_box(self, step: int) -> None:
        """Go to the next box or the one before, in reading order."""
        if self._fitted is None or not self._fitted.boxes:
            return
        count = len(self._fitted.boxes)
        self._box = (0 if step > 0 else count - 1) if self._box is None else (self._box + step) % count
        chosen = self.box
        if chosen is not None:
            self._show_rect(chosen.rect)
        self.moved_to_box.emit(self._box)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the chosen box; the arrows scroll."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._box is not None:
            self.box_chosen.emit(self._box)
        elif event.key() == Qt.Key.Key_Space:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + bar.pageStep() - 40)
        else:
            super().keyPressEvent(event)
