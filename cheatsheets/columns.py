"""How a table divides its width among its columns: so that as few lines as possible are broken.

Qt shares the width out in proportion to the longest cell of each column, and breaks two words in one column while the
next has room to spare.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from math import ceil

from PySide6.QtGui import QFontMetricsF, QTextBlock, QTextCursor, QTextLength, QTextTable, QTextTableFormat

from cheatsheets.document import RichDocument
from cheatsheets.paint import frames
from cheatsheets.spacing import LONGEST_NAME, names

_UNBROKEN = 40_000.0  # layout units: at this width nothing on a page is broken
_WASTE = 1.08  # lines break between words, so a broken text takes some more than its length
_MOST_LINES = 6
_BROKEN_CODE = 4.0  # lines: what a header's name broken at its hyphen costs
_LABEL_ROOM = 150.0  # layout units: what a narrow first column takes of the room that is left


class Division:
    """The columns of one table, narrowed step by step from a width at which no cell is broken.

    Each step narrows the column where that breaks the fewest lines for the room it gives. The steps do not depend on
    the width that is asked for in the end, so they are taken once, and only as far as anybody asks.
    """

    def __init__(
        self, cells: Sequence[Sequence[float]], least: Sequence[float], code: Sequence[Sequence[float]] | None = None
    ) -> None:
        """`cells` are the unbroken widths row by row, `least` the longest word of each column, `code` the longest word
        of code in each cell, row by row; padding included.
        """
        self._rows = [tuple(row) for row in cells]
        self._code = [tuple(row) for row in code] if code is not None else [(0.0,) * len(row) for row in cells]
        self._least = tuple(least)
        # Where a column may stop: just wide enough for one of its cells, on one line or on several, or for a name.
        self._stops = [
            sorted(
                {
                    small,
                    *(stop for cell in column for stop in _stops(cell) if stop > small),
                    *(w for w in words if w > small),
                }
            )
            for column, words, small in zip(
                zip(*self._rows, strict=True), zip(*self._code, strict=True), self._least, strict=True
            )
        ]
        widest = tuple(stops[-1] for stops in self._stops)
        self._steps = [(sum(widest), widest)]

    def widths(self, width: float) -> tuple[float, ...]:
        """The widths of the columns of a table that is `width` wide; together they are wider only where single words
        need it.
        """
        while self._steps[-1][0] > width and self._narrow():
            pass
        total, widths = next((step for step in self._steps if step[0] <= width), self._steps[-1])
        return _share(widths, width - total) if total <= width else widths

    def _narrow(self) -> bool:
        """Take the next step; False when every column is as narrow as its longest word."""
        total, widths = self._steps[-1]
        now = self._lines(widths)
        best: tuple[float, float, tuple[float, ...]] | None = None
        for column, stops in enumerate(self._stops):
            place = bisect_left(stops, widths[column])
            if place == 0:
                continue
            narrower = (*widths[:column], stops[place - 1], *widths[column + 1 :])
            saved = widths[column] - stops[place - 1]
            price = (self._lines(narrower) - now) / saved
            if best is None or (price, -saved) < best[:2]:
                best = (price, -saved, narrower)
        if best is None:
            return False
        self._steps.append((total + best[1], best[2]))
        return True

    def _lines(self, widths: Sequence[float]) -> float:
        lines = 0.0
        for row, code in zip(self._rows, self._code, strict=True):
            pairs = zip(row, widths, strict=True)
            lines += max([1 if cell <= width else ceil(cell * _WASTE / width) for cell, width in pairs])
            lines += _BROKEN_CODE * sum([word > width for word, width in zip(code, widths, strict=True)])
        return lines


def _share(widths: tuple[float, ...], left: float) -> tuple[float, ...]:
    """Columns of these widths with the room that is left shared out in proportion.

    A first column much narrower than the widest is a label, and stays near to what it labels.
    """
    label, total = widths[0], sum(widths)
    more = left * label / total
    if len(widths) > 1 and label * 3 < max(widths):
        more = min(more, _LABEL_ROOM)
    return (label + more, *(width + (left - more) * width / (total - label) for width in widths[1:]))


def _stops(cell: float) -> Iterator[float]:
    yield cell
    for lines in range(2, _MOST_LINES + 1):
        yield cell * _WASTE / lines


class Tables:
    """The tables of a document, their columns divided anew for each width it is laid out at."""

    def __init__(self, document: RichDocument) -> None:
        document.setTextWidth(_UNBROKEN)
        layout = document.documentLayout()
        self._tables: list[tuple[QTextTable, float, Division]] = []
        self.rows: list[list[QTextBlock]] = []  # the cells of every row of every table
        for frame, kind in frames(document):
            if kind == "table":
                assert isinstance(frame, QTextTable)
                # What stands beside the table: the padding of a call-out, the indent of a list.
                beside = _UNBROKEN - layout.frameBoundingRect(frame).width()
                self._tables.append((frame, beside, _division(frame)))
                self.rows += _rows(frame)

    def divide(self, width: float) -> None:
        """Set the columns for a document of this text width; the caller lays it out."""
        for table, beside, division in self._tables:
            form = QTextTableFormat(table.format().toTableFormat())
            # A hair less than there is: rounded up, the columns would be wider than the page.
            form.setColumnWidthConstraints(
                [QTextLength(QTextLength.Type.FixedLength, column) for column in division.widths(width - beside - 1)]
            )
            table.setFormat(form)

    def broken(self) -> int:
        """How many rows take more than one line as the document is laid out now."""
        return sum(any(cell.layout().lineCount() > 1 for cell in row) for row in self.rows)


def _rows(table: QTextTable) -> Iterator[list[QTextBlock]]:
    for row in range(table.rows()):
        yield [table.cellAt(row, column).firstCursorPosition().block() for column in range(table.columns())]


def _division(table: QTextTable) -> Division:
    unbroken: list[list[float]] = []
    code: list[list[float]] = []
    least = [0.0] * table.columns()
    for row in range(table.rows()):
        unbroken.append([])
        code.append([])
        for column in range(table.columns()):
            cell = table.cellAt(row, column)
            form = cell.format().toTableCellFormat()
            # One more, so that what was measured still fits when it is rounded.
            padding = form.leftPadding() + form.rightPadding() + 1
            block = cell.firstCursorPosition().block()
            unbroken[-1].append(block.layout().maximumWidth() + padding)
            code[-1].append(_longest_name(block) + padding)
            least[column] = max(least[column], block.layout().minimumWidth() + padding)
    return Division(unbroken, least, code)


def _longest_name(block: QTextBlock) -> float:
    """The width of the longest name in the code of a cell; none counts that is too long for a narrow column."""
    text, longest = block.text(), 0.0
    for first, end in names(block):
        if end - first <= LONGEST_NAME:
            cursor = QTextCursor(block)
            cursor.setPosition(block.position() + end)
            metrics = QFontMetricsF(cursor.charFormat().font())
            longest = max(longest, metrics.horizontalAdvance(text[first:end]))
    return longest
