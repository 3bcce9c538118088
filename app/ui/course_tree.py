"""The tree of the course map: parts and lessons, each with its stage and a bar, painted row by row."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from app import wording
from app.course import Course, Lesson, Part, Stage, Tally, percent
from app.ui.theme import Theme, mix
from app.ui.widgets import keep_scroll_bar, scaled
from cheatsheets.style import Ink

WHAT = Qt.ItemDataRole.UserRole
# Narrower than this, in text sizes, a row has no room for a count beside its bar.
BAR_FROM = 36


def paint_bar(painter: QPainter, rect: QRectF, ink: Ink, tally: Tally) -> None:
    """Known, then being learned, then new, in proportion."""
    radius = rect.height() / 2
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ink.chip))
    painter.drawRoundedRect(rect, radius, radius)
    if tally.cards:
        # The longer one first and the shorter over it: one rounded end each, and no seam between them.
        for share, colour in (
            ((tally.known + tally.learning) / tally.cards, mix(ink.page, ink.accent, 0.65)),
            (tally.known / tally.cards, QColor(ink.good)),
        ):
            if share:
                painter.setBrush(colour)
                width = max(rect.height(), rect.width() * share)
                painter.drawRoundedRect(QRectF(rect.left(), rect.top(), width, rect.height()), radius, radius)
    painter.restore()


def paint_stage(painter: QPainter, centre: QPointF, size: float, ink: Ink, stage: Stage) -> None:
    """A sign for a stage that can be told without its colour: a ring, half a disc, a disc with a tick."""
    rect = QRectF(centre.x() - size / 2, centre.y() - size / 2, size, size)
    colour = QColor({Stage.NEW: ink.muted, Stage.LEARNING: ink.accent, Stage.KNOWN: ink.good}[stage])
    painter.save()
    painter.setPen(QPen(colour, max(1.2, size * 0.1)))
    painter.setBrush(colour if stage is Stage.KNOWN else Qt.BrushStyle.NoBrush)
    painter.drawEllipse(rect)
    if stage is Stage.LEARNING:
        painter.setBrush(colour)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawPie(rect, -90 * 16, 180 * 16)
    elif stage is Stage.KNOWN:
        painter.setPen(_round_pen(ink.page, size * 0.13))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        at = ((0.28, 0.52), (0.44, 0.68), (0.74, 0.34))
        painter.drawPolyline(QPolygonF([QPointF(rect.left() + x * size, rect.top() + y * size) for x, y in at]))
    painter.restore()


def _round_pen(colour: str, width: float) -> QPen:
    pen = QPen(QColor(colour), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


class StageBar(QWidget):
    """A wide bar of known, learning and new, with what each colour counts below it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tally = Tally()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._resized)

    def say(self, tally: Tally) -> None:
        """Show other counts."""
        self._tally = tally
        self.setAccessibleName(counts(tally))
        self.update()

    def _resized(self) -> None:
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """A bar and a line of words."""
        px = QApplication.font().pixelSize()
        return QSize(px * 16, round(px * 2.5))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The bar, and dots with their words."""
        ink, tally = self._theme.ink, self._tally
        font = scaled(QApplication.font(), 0.9)
        px = font.pixelSize()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_bar(painter, QRectF(0, px * 0.25, self.width(), px * 0.6), ink, tally)
        painter.setFont(font)
        metrics = QFontMetrics(font)
        legend = [(f"{tally.known:,} known", ink.good), (f"{tally.learning:,} learning", ink.accent)]
        legend.append((f"{tally.new:,} new", ink.muted))
        if tally.suspended:
            legend.append((f"{tally.suspended:,} suspended", ""))
        left, top = 1.0, px * 1.25  # half of the dot's edge
        for words, colour in legend:
            if colour:
                dot = QRectF(left, top + px * 0.42, px * 0.6, px * 0.6)
                painter.setPen(QPen(QColor(colour), 1.5))
                painter.setBrush(QColor(colour) if colour != ink.muted else Qt.BrushStyle.NoBrush)
                painter.drawEllipse(dot)
                left += px
            painter.setPen(QColor(ink.muted))
            wide = metrics.horizontalAdvance(words)
            painter.drawText(QRectF(left, top, wide + 4, px * 1.45), Qt.AlignmentFlag.AlignVCenter, words)
            left += wide + px * 1.2


def counts(tally: Tally) -> str:
    """The stages of cards in words."""
    said = f"{tally.known:,} of {wording.count(tally.cards, 'card')} known, {tally.learning:,} learning"
    return said + (f", {tally.suspended:,} suspended" if tally.suspended else "")


def described(what: Part | Lesson) -> str:
    """A row in words, for a screen reader."""
    if isinstance(what, Part):
        return f"{what.title}: {what.known} of {wording.count(len(what.lessons), 'lesson')} known"
    said = f"{what.deck.title}: {what.tally.stage}, {counts(what.tally)}"
    share = what.tally.share_covered
    return said if share is None else f"{said}, {percent(share)} of the key points covered"


class _Rows(QStyledItemDelegate):
    """Paints a part or a lesson."""

    def __init__(self, theme: Theme, parent: QTreeWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tree = parent

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """One line with room around it."""
        px = QApplication.font().pixelSize()
        return QSize(px * 12, round(px * 2.5))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Field, sign, title, bar, count."""
        what = index.data(WHAT)
        ink, font = self._theme.ink, QApplication.font()
        px = font.pixelSize()
        whole: QRectF = QRectF(option.rect)
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        field = whole.adjusted(0, 1, -px * 0.3, -1)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ink.selection) if selected else mix(ink.page, ink.accent, 0.06))
            painter.drawRoundedRect(field, px * 0.4, px * 0.4)
        if selected and self._tree.hasFocus():
            painter.setPen(QPen(QColor(ink.accent), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(field.adjusted(0.75, 0.75, -0.75, -0.75), px * 0.4, px * 0.4)
        # Muted words on the selection would be hard to read in the dark theme.
        quiet = ink.text if selected else ink.muted
        if isinstance(what, Part):
            self._part(painter, field, ink, font, what, quiet, is_open=bool(state & QStyle.StateFlag.State_Open))
        elif isinstance(what, Lesson):
            self._lesson(painter, field, ink, font, what, quiet)
        painter.restore()

    def _part(
        self, painter: QPainter, field: QRectF, ink: Ink, font: QFont, part: Part, quiet: str, *, is_open: bool
    ) -> None:
        px = font.pixelSize()
        middle = field.center().y()
        painter.setPen(_round_pen(ink.muted, 1.6))
        x, reach = field.left() + px * 0.95, px * 0.24
        # A wedge that points down where the part is open, else to the right.
        wedge = ((-1, -0.5), (0, 0.5), (1, -0.5)) if is_open else ((-0.5, -1), (0.5, 0), (-0.5, 1))
        chevron = [QPointF(x + across * reach, middle + down * reach) for across, down in wedge]
        painter.drawPolyline(QPolygonF(chevron))
        words = f"{part.known} of {wording.count(len(part.lessons), 'lesson')}"
        self._line(painter, field, ink, px * 1.9, scaled(font, 1.0, strong=True), part.title, part.tally, words, quiet)

    def _lesson(self, painter: QPainter, field: QRectF, ink: Ink, font: QFont, lesson: Lesson, quiet: str) -> None:
        px = font.pixelSize()
        paint_stage(painter, QPointF(field.left() + px * 2.3, field.center().y()), px * 0.95, ink, lesson.tally.stage)
        words = f"{lesson.tally.known} of {wording.count(lesson.tally.cards, 'card')}"
        self._line(painter, field, ink, px * 3.4, font, lesson.deck.title, lesson.tally, words, quiet)

    @staticmethod
    def _line(
        painter: QPainter,
        field: QRectF,
        ink: Ink,
        indent: float,
        font: QFont,
        title: str,
        tally: Tally,
        words: str,
        quiet: str,
    ) -> None:
        px = QApplication.font().pixelSize()
        small = scaled(QApplication.font(), 0.86)
        wide = QFontMetrics(small).horizontalAdvance("99 of 99 lessons")
        right = field.right() - px * 0.6
        upright = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(quiet))
        painter.setFont(small)
        if field.width() >= px * BAR_FROM:
            painter.drawText(
                QRectF(right - wide, field.top(), wide, field.height()), upright | Qt.AlignmentFlag.AlignRight, words
            )
            right -= wide + px * 0.8
        long = px * (7 if field.width() >= px * BAR_FROM else 4)
        paint_bar(painter, QRectF(right - long, field.center().y() - px * 0.22, long, px * 0.44), ink, tally)
        right -= long + px * 0.8
        painter.setFont(font)
        painter.setPen(QColor(ink.text))
        room = QRectF(field.left() + indent, field.top(), right - field.left() - indent, field.height())
        shown = QFontMetrics(font).elidedText(title, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, upright, shown)


class CourseTree(QTreeWidget):
    """Parts and lessons by keyboard and mouse: arrows move, Left and Right close and open a part."""

    moved = Signal()
    """Another row is the current one."""
    opened = Signal()
    """The current lesson was chosen, by Enter or a double click."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setHeaderHidden(True)
        self.setAccessibleName("Parts and lessons")
        self.setFrameShape(QFrame.Shape.NoFrame)
        # The current row shows the focus.
        self.setStyleSheet("QTreeView, QTreeView:focus { border: 0; }")
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setExpandsOnDoubleClick(False)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QTreeWidget.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        keep_scroll_bar(self)
        self.setItemDelegate(_Rows(theme, self))
        self.currentItemChanged.connect(lambda _now, _before: self.moved.emit())
        self.itemClicked.connect(self._clicked)
        self.itemDoubleClicked.connect(lambda item, _column: None if item.childCount() else self.opened.emit())
        theme.changed.connect(self._resize)

    def _resize(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def show_course(self, course: Course) -> None:
        """Show another map; what is open and which row is current stay."""
        current = self.current()
        at = current.deck.id if isinstance(current, Lesson) else ""
        titles = [(part.title, part.own) for part in course.parts]
        before = {self._key(item): item.isExpanded() for item in self._parts()}
        self.blockSignals(True)
        self.clear()
        chosen: QTreeWidgetItem | None = None
        for part in course.parts:
            item = QTreeWidgetItem(self, [part.title])
            item.setData(0, WHAT, part)
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, described(part))
            if isinstance(current, Part) and (current.title, current.own) == (part.title, part.own):
                chosen = item
            for lesson in part.lessons:
                row = QTreeWidgetItem(item, [lesson.deck.title])
                row.setData(0, WHAT, lesson)
                row.setData(0, Qt.ItemDataRole.AccessibleTextRole, described(lesson))
                row.setToolTip(0, lesson.deck.title)
                if lesson.deck.id == at:
                    chosen = row
        for number, item in enumerate(self._parts()):
            item.setExpanded(before.get(titles[number], not before and number == 0))
        if chosen is None and self.topLevelItemCount():
            chosen = self.topLevelItem(0)
        if chosen is not None:
            self.setCurrentItem(chosen)
        self.blockSignals(False)
        self.moved.emit()

    def current(self) -> Part | Lesson | None:
        """What the current row shows."""
        item = self.currentItem()
        return None if item is None else item.data(0, WHAT)

    def go_to(self, deck_id: str) -> bool:
        """Make a lesson the current row; whether there is such a lesson."""
        for part in self._parts():
            for number in range(part.childCount()):
                row = part.child(number)
                what = row.data(0, WHAT) if row is not None else None
                if row is not None and isinstance(what, Lesson) and what.deck.id == deck_id:
                    part.setExpanded(True)
                    self.setCurrentItem(row)
                    self.scrollToItem(row, QTreeWidget.ScrollHint.PositionAtCenter)
                    return True
        return False

    def open_current(self) -> None:
        """Enter: a part opens or closes, a lesson is chosen."""
        item = self.currentItem()
        if item is not None and item.childCount():
            item.setExpanded(not item.isExpanded())
        elif item is not None:
            self.opened.emit()

    def _clicked(self, item: QTreeWidgetItem) -> None:
        if item.childCount():
            item.setExpanded(not item.isExpanded())

    def _parts(self) -> list[QTreeWidgetItem]:
        found = (self.topLevelItem(number) for number in range(self.topLevelItemCount()))
        return [item for item in found if item is not None]

    @staticmethod
    def _key(item: QTreeWidgetItem) -> tuple[str, bool]:
        part = item.data(0, WHAT)
        assert isinstance(part, Part)
        return part.title, part.own
