"""The table of cards: rows are numbers, and texts are read when their row is seen."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app import wording
from app.find.cards import NEW, NO_DAY, NO_GRADE, SUSPENDED
from app.find.finder import COLUMNS, Finder
from app.find.fold import spans
from app.find.query import VALUES
from app.ui.theme import Theme
from decks.card import Kind
from scheduler.memory import Quality

HEADINGS = ("Question", "Lesson", "Level", "Kind", "Due", "Interval", "Ease", "Lapses", "Last grade")
RIGHT = frozenset({"interval", "ease", "lapses"})
KINDS = {
    Kind.PLAIN: "Question",
    Kind.KEY_POINTS: "Key points",
    Kind.CLOZE: "Cloze",
    Kind.CHOICE: "Quiz",
    Kind.NUMERIC: "Drill",
}
LEVEL_COLOURS = {"easy": "good", "medium": "accent", "hard": "bad"}
GRADE_COLOURS = {0: "bad", 1: "bad", 2: "bad", 3: "warn", 4: "text", 5: "good"}
CELL_EM = 0.6
"""What the words of a cell keep from its sides, in sizes of the text."""
KEPT_QUESTIONS = 2000
PAGE = 60
"""Questions read at once: about what a window shows."""

COLOUR_ROLE = int(Qt.ItemDataRole.UserRole) + 1

Index = QModelIndex | QPersistentModelIndex


class CardsModel(QAbstractTableModel):
    """The cards that were found, in their order."""

    def __init__(self, question: Callable[[list[int]], tuple[str, ...]]) -> None:
        """`question` gives the questions of rows."""
        super().__init__()
        self.rows: array[int] = array("I")
        """Rows of the library, in the order shown."""
        self.finder: Finder | None = None
        self.sort_column = ""
        self.descending = False
        self._read = question
        self._questions: dict[int, str] = {}

    def show(self, finder: Finder, rows: array[int]) -> None:
        """Show these rows of the finder's library."""
        self.beginResetModel()
        if self.finder is None or finder.cards is not self.finder.cards or finder.index is not self.finder.index:
            self._questions.clear()
        self.finder = finder
        self.rows = rows
        self.endResetModel()

    def sort_by(self, column: str, *, descending: bool) -> None:
        """Say in the headings what the rows that come next are sorted by: a column of `COLUMNS`, or nothing."""
        self.sort_column, self.descending = column, descending
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)

    def renumber(self, rows: list[int]) -> None:
        """The shown cards have these rows in another library; -1 for one that is not in it. `show` comes next."""
        # Selection and current card go by place until then, so that the places must not move.
        self.rows = array("q", rows)

    def question(self, place: int) -> str:
        """The question of the card at a place of the table; what is seen around it is read along."""
        row = self.rows[place]
        found = self._questions.get(row)
        if found is None:
            if len(self._questions) > KEPT_QUESTIONS:
                self._questions.clear()
            first = max(0, place - PAGE // 4)
            rows = [each for each in self.rows[first : first + PAGE] if each not in self._questions]
            self._questions.update(zip(rows, self._read(rows), strict=True))
            found = self._questions[row]
        return found

    # ---- Qt ---------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """As many as were found."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The columns of `HEADINGS`."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The headings, an arrow at the one that is sorted by."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            # Qt's own arrow would be painted over a heading on the right.
            arrow = "\u2193" if self.descending else "\u2191"
            return f"{HEADINGS[section]} {arrow}" if COLUMNS[section] == self.sort_column else HEADINGS[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if COLUMNS[section] in RIGHT else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words of a cell, its tool tip, and the role of the ink it is written in."""
        if not index.isValid() or self.finder is None:
            return None
        column = COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.question(index.row()) if column == "question" else self._cell(self.rows[index.row()], column)[0]
        if role == Qt.ItemDataRole.ToolTipRole and column in ("question", "lesson"):
            return self.data(index)
        if role == COLOUR_ROLE:
            return "text" if column == "question" else self._cell(self.rows[index.row()], column)[1]
        return None

    def _cell(self, row: int, column: str) -> tuple[str, str]:
        """What a cell says, and in which role of the ink."""
        assert self.finder is not None
        cards, standings = self.finder.cards, self.finder.standings
        seen = not standings.flags[row] & NEW
        match column:
            case "lesson":
                return cards.decks[cards.deck_number(row)].title, "muted"
            case "level":
                level = ("", *VALUES["level"])[cards.levels[row]]
                return level.capitalize(), LEVEL_COLOURS.get(level, "muted")
            case "kind":
                return KINDS[Kind(VALUES["kind"][cards.kinds[row]])], "muted"
            case "due":
                return self._due(row)
            case "interval":
                return (short_interval(standings.interval[row]), "text") if seen else ("", "muted")
            case "ease":
                return (f"{standings.ease[row] / 100:.2f}", "text") if seen else ("", "muted")
            case "lapses":
                lapses = standings.lapses[row]
                return (f"{lapses:,}", "text") if lapses else ("\u00b7" if seen else "", "muted")
            case _:
                grade = standings.grade[row]
                return (
                    ("", "muted") if grade == NO_GRADE else (wording.GRADE_NAMES[Quality(grade)], GRADE_COLOURS[grade])
                )

    def _due(self, row: int) -> tuple[str, str]:
        assert self.finder is not None
        standings, today = self.finder.standings, self.finder.today
        if standings.flags[row] & SUSPENDED:
            return "suspended", "warn"
        if standings.buried[row] > today:
            return "buried", "warn"
        due = standings.due[row]
        if due == NO_DAY:
            return "new", "good"
        return due_words(due, today), "accent" if due <= today else "text"


def due_words(day: int, today: int) -> str:
    """A day beside today, short: `today`, `in 5 days`, `9 days ago`, else its date."""
    away = day - today
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(away)
    if near is not None:
        return near
    if abs(away) <= 30:
        return f"in {away} days" if away > 0 else f"{-away} days ago"
    return wording.iso_day(day)


def short_interval(days: int) -> str:
    """An interval as a table says it: `6 d`, `1.4 mo`, `2.3 y`."""
    if days < 31:
        return f"{days} d"
    return f"{days / 30.44:.1f} mo" if days < 365 else f"{days / 365.25:.1f} y"


class CardsDelegate(QStyledItemDelegate):
    """Paints a cell in the theme's ink: a question with what was searched for marked, the rest quietly."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.terms: tuple[str, ...] = ()
        """The folded words to mark."""

    def row_height(self, font: QFont) -> int:
        """The height of every row, in pixels."""
        return round(QFontMetrics(font).height() * 1.75)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """One line."""
        return QSize(80, self.row_height(option.font))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Field, words, line."""
        ink = self._theme.ink
        rect: QRect = option.rect
        state = option.state
        font: QFont = option.font
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(rect, QColor(ink.selection if chosen else ink.page))
        painter.setPen(QPen(QColor(ink.line), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), QColor(ink.accent))
        px = font.pixelSize()
        pad = round(px * CELL_EM)
        inner = QRectF(rect).adjusted(pad, 0, -pad, -1)
        text = str(index.data() or "")
        painter.setFont(font)
        if COLUMNS[index.column()] == "question":
            self._question(painter, inner, text, font, chosen=chosen)
        else:
            role = index.data(COLOUR_ROLE)
            painter.setPen(QColor(ink.text if chosen and role == "muted" else getattr(ink, role)))
            side = Qt.AlignmentFlag.AlignRight if COLUMNS[index.column()] in RIGHT else Qt.AlignmentFlag.AlignLeft
            words = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, int(inner.width()))
            painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()

    def _question(self, painter: QPainter, inner: QRectF, text: str, font: QFont, *, chosen: bool) -> None:
        ink = self._theme.ink
        words = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, int(inner.width()))
        painter.setPen(QColor(ink.text))
        marked = spans(words, self.terms)
        if not marked:
            painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
            return
        layout = QTextLayout(words, font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        layout.setTextOption(option)
        layout.setFormats([self._mark(start, end, chosen=chosen) for start, end in in_utf16(words, marked)])
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(inner.width())
        layout.endLayout()
        layout.draw(painter, QPointF(inner.left(), inner.top() + (inner.height() - line.height()) / 2))

    def _mark(self, start: int, end: int, *, chosen: bool) -> QTextLayout.FormatRange:
        made = QTextLayout.FormatRange()
        made.start = start
        made.length = end - start
        made.format = marked_format(self._theme, chosen=chosen)
        return made


def marked_format(theme: Theme, *, chosen: bool = False) -> QTextCharFormat:
    """How a found word looks."""
    ink = theme.ink
    made = QTextCharFormat()
    out = ink.call_outs["warning"]
    made.setBackground(QColor(ink.page if chosen else out.fill))
    made.setForeground(QColor(ink.text))
    made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
    made.setUnderlineColor(QColor(out.bar))
    return made


def in_utf16(text: str, found: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """Places in a text as Qt counts them: signs beyond the first 65,536 count twice."""
    if text.isascii():
        return found
    length = [0]
    for sign in text:
        length.append(length[-1] + (2 if ord(sign) > 0xFFFF else 1))
    return tuple((length[start], length[end]) for start, end in found)
