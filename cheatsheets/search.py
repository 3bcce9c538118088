"""Where a text stands on a fitted page."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTextCursor, QTextDocument, QTextLine

from cheatsheets.fit import TITLE, Fitted, Placed


def find(fitted: Fitted, text: str) -> tuple[QRectF, ...]:
    """Every place of a text in titles and boxes, in reading order and whatever its case, in points from the paper's
    corner; a place that is broken over lines has a rectangle for each. Empty for a blank text.
    """
    if not text.strip():
        return ()
    found: list[QRectF] = []
    for placed in fitted.boxes:
        if text.casefold() in placed.box.title.casefold():
            found.append(QRectF(placed.rect.topLeft(), placed.rect.topRight() + QPointF(0, TITLE * fitted.unit)))
        found += _in_text(fitted, placed, text)
    return tuple(found)


def _in_text(fitted: Fitted, placed: Placed, text: str) -> list[QRectF]:
    document, unit, origin = placed.document, fitted.unit, fitted.text_origin(placed)
    found: list[QRectF] = []
    cursor = document.find(text, 0)
    while not cursor.isNull():
        for rect in _rects(document, cursor):
            found.append(QRectF(rect.topLeft() * unit + origin, rect.size() * unit))
        cursor = document.find(text, cursor)
    return found


def _rects(document: QTextDocument, cursor: QTextCursor) -> list[QRectF]:
    """The lines of a selection within one block, in document coordinates; Qt finds nothing across blocks."""
    block = document.findBlock(cursor.selectionStart())
    corner = document.documentLayout().blockBoundingRect(block).topLeft()
    first, end = cursor.selectionStart() - block.position(), cursor.selectionEnd() - block.position()
    layout = block.layout()
    found: list[QRectF] = []
    for number in range(layout.lineCount()):
        line = layout.lineAt(number)
        left = max(first, line.textStart())
        right = min(end, line.textStart() + line.textLength())
        if left < right:
            x = _x(line, left)
            found.append(QRectF(x, line.y(), _x(line, right) - x, line.height()).translated(corner))
    return found


def _x(line: QTextLine, position: int) -> float:
    # Qt for Python gives the position back with it; its stubs know only one of the two.
    return float(line.cursorToX(position)[0])  # type: ignore[index]
