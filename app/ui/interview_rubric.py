"""The rubric: five dimensions, four described levels each, one of them chosen."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QCheckBox, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from app.interview_score import RUBRIC, Dimension
from app.ui import actions
from app.ui.blocks import Frame, Words, button
from app.ui.interview_row import wrapped
from app.ui.theme import Theme, mix
from app.ui.widgets import scaled

_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
# A level's description is readable from this width on, in control text sizes.
CELL_FROM = 13


class LevelCell(QAbstractButton):
    """One level of one dimension: its number and what it looks like."""

    def __init__(self, theme: Theme, dimension: Dimension, level: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.level = level
        self._words = dimension.levels[level - 1]
        self.setCheckable(True)
        self.setText(str(level))
        self.setAccessibleName(f"{dimension.title}, level {level} of 4: {self._words}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self.updateGeometry)
        theme.changed.connect(self.update)

    def _text_rect(self, width: int) -> QRect:
        px = self.font().pixelSize()
        return QRect(round(px * 2.7), round(px * 0.75), max(px * 4, width - round(px * 3.5)), 9999)

    def heightForWidth(self, width: int) -> int:
        """As high as the description needs."""
        px = self.font().pixelSize()
        words = QFontMetrics(scaled(self.font(), 0.95)).boundingRect(self._text_rect(width), _WRAP, self._words)
        return words.height() + round(px * 1.5)

    def sizeHint(self) -> QSize:
        """Narrow is enough."""
        width = round(self.font().pixelSize() * CELL_FROM)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Never clipped."""
        return QSize(round(self.font().pixelSize() * 8), round(self.font().pixelSize() * 3))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Field, number, description."""
        ink, px = self._theme.ink, self.font().pixelSize()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        on = self.isChecked()
        strength = 0.14 if on else 0.06 if self.underMouse() else 0.0
        edge = QColor(ink.accent) if on else mix(ink.page, ink.muted, 0.55)
        painter.setPen(QPen(edge, 1.5 if on else 1))
        painter.setBrush(mix(ink.page, ink.accent, strength))
        painter.drawRoundedRect(rect, px * 0.45, px * 0.45)
        badge = QRectF(px * 0.75, px * 0.7, px * 1.4, px * 1.4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ink.accent if on else ink.chip))
        painter.drawEllipse(badge)
        painter.setFont(scaled(self.font(), 0.9, strong=True))
        painter.setPen(QColor(ink.on_accent if on else ink.text))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, self.text())
        painter.setFont(scaled(self.font(), 0.95))
        painter.setPen(QColor(ink.text))
        painter.drawText(self._text_rect(self.width()), _WRAP, self._words)
        if self.hasFocus():
            painter.setPen(QPen(QColor(ink.text), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect, px * 0.45, px * 0.45)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows belong to the row: Qt's own would go by where cells happen to lie."""
        if Qt.Key(event.key()) in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)


class LevelRow(QWidget):
    """The levels of one dimension; arrows or 1 to 4 choose, Tab goes to the next dimension."""

    chosen = Signal(int)

    def __init__(self, theme: Theme, dimension: Dimension, parent: QWidget) -> None:
        super().__init__(parent)
        self.dimension = dimension
        self.setAccessibleName(dimension.title)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(6)
        self._group = QButtonGroup(self)
        self.cells = [LevelCell(theme, dimension, level, self) for level in (1, 2, 3, 4)]
        self._columns = 0
        for cell in self.cells:
            self._group.addButton(cell, cell.level)
            cell.clicked.connect(lambda _on, level=cell.level: self.chosen.emit(level))
        theme.changed.connect(self._arrange)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """The height follows from the width; Qt's own minimum is that of the narrowest row, and leaves a void below."""
        return QSize(self._grid.minimumSize().width(), 0)

    @property
    def level(self) -> int:
        """The chosen level, 0 for none."""
        return max(0, self._group.checkedId())

    def say(self, level: int) -> None:
        """Show a level as chosen, 0 for none."""
        self._group.setExclusive(False)
        for cell in self.cells:
            cell.setChecked(cell.level == level)
        self._group.setExclusive(True)
        self._stops()

    def choose(self, level: int) -> None:
        """Choose a level, as a click does."""
        cell = self.cells[level - 1]
        cell.setChecked(True)
        cell.setFocus(Qt.FocusReason.OtherFocusReason)
        self._stops()
        self.chosen.emit(level)

    def _stops(self) -> None:
        # One stop for Tab in each dimension: the chosen level, or the first.
        stop = self.level or 1
        for cell in self.cells:
            cell.setFocusPolicy(Qt.FocusPolicy.StrongFocus if cell.level == stop else Qt.FocusPolicy.ClickFocus)

    def _arrange(self) -> None:
        room = self.width() / max(1, self.font().pixelSize())
        columns = 4 if room >= 4 * CELL_FROM + 2 else 2 if room >= 2 * CELL_FROM + 1 else 1
        if columns == self._columns:
            return
        self._columns = columns
        for number, cell in enumerate(self.cells):
            self._grid.addWidget(cell, number // columns, number % columns)
        for column in range(4):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Four, two or one beside each other."""
        super().resizeEvent(event)
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1 to 4, and arrows."""
        key = Qt.Key(event.key())
        if event.text() in ("1", "2", "3", "4"):
            self.choose(int(event.text()))
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_Down):
            self.choose(min(4, self.level + 1))
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Up):
            self.choose(max(1, self.level - 1))
        else:
            super().keyPressEvent(event)


class RubricView(QWidget):
    """Score oneself; and have the cards of what was left out asked tomorrow."""

    changed = Signal()
    back = Signal()
    done = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        frame = Frame(
            theme,
            "Score yourself",
            "Each dimension by itself. Count what you said, not what you meant; between two levels take the lower.",
            self,
            wide=980,
        )
        self.frame = frame
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(frame)
        self.rows: dict[str, LevelRow] = {}
        for dimension in RUBRIC:
            frame.section(dimension.title)
            frame.add(Words(theme, dimension.asks, colour="muted"))
            made = LevelRow(theme, dimension, self)
            made.chosen.connect(lambda _level: self._chosen())
            self.rows[dimension.name] = made
            frame.add(made)
        self.cards = QCheckBox(self)
        self.cards.hide()
        frame.add(self.cards, 14)
        self.which = Words(theme, colour="muted")
        frame.add(self.which)
        self.done_button = button("&Save the scores", self._done, self, primary=True, help="Ctrl+Enter")
        self.back_button = button("&Back to the points", self.back.emit, self, help="Ctrl+Shift+Enter")
        frame.add(wrapped(self.done_button, self.back_button), 8)
        self.missing = Words(theme, colour="muted")
        frame.add(self.missing)
        frame.column.addStretch(1)
        actions.make("interview-next", self, self._done)
        actions.make("interview-back", self, self.back.emit)

    @property
    def scores(self) -> dict[str, int]:
        """What is chosen so far, by dimension."""
        return {name: each.level for name, each in self.rows.items() if each.level}

    def say(self, scores: Mapping[str, int]) -> None:
        """Show these scores."""
        for name, each in self.rows.items():
            each.say(scores.get(name, 0))
        self._look()
        first = next((each for each in self.rows.values() if not each.level), self.rows[RUBRIC[0].name])
        first.cells[max(0, first.level - 1)].setFocus(Qt.FocusReason.OtherFocusReason)
        self.frame.area.verticalScrollBar().setValue(0)

    def say_cards(self, words: str, which: str, *, offer: bool, ticked: bool) -> None:
        """What can be done about the points left out; without an offer only `which` is said."""
        self.cards.setVisible(offer)
        self.cards.setText(words)
        self.cards.setAccessibleName(words.replace("&", ""))
        self.cards.setAccessibleDescription(which)
        self.cards.setChecked(ticked)
        self.which.setText(which)
        self.which.setVisible(bool(which))

    def _chosen(self) -> None:
        self._look()
        self.changed.emit()

    def _look(self) -> None:
        left = [dimension.title for dimension in RUBRIC if not self.rows[dimension.name].level]
        self.missing.setText(f"Still to score: {', '.join(left)}." if left else "")
        self.missing.setVisible(bool(left))
        self.done_button.setEnabled(not left)

    def _done(self) -> None:
        if self.done_button.isEnabled():
            self.done.emit()
