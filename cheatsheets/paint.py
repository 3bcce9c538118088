"""One routine that paints a `RichDocument` on a screen, a printer or a PDF: boxes first, then Qt's text.

Qt's rich text knows neither rounded boxes nor bars nor chips behind code; they are painted here, before the text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPalette,
    QPen,
    QTextBlock,
    QTextFrame,
    QTextLine,
    QTextTable,
)

from cheatsheets.document import CALL_OUTS, DETAIL, KIND, TRIM, RichDocument, base_font, strong_font


@dataclass(frozen=True, slots=True)
class Marks:
    """What is marked on the points or options of a card, by their number from 0."""

    ticked: frozenset[int] = frozenset()
    right: frozenset[int] = frozenset()
    wrong: frozenset[int] = frozenset()
    boxes: bool = True  # key points have a box to tick; options only a letter


PLAIN = Marks()


def frames(document: RichDocument) -> Iterator[tuple[QTextFrame, str]]:
    """Every frame the painter draws, with its kind, outer ones first."""
    waiting = list(document.rootFrame().childFrames())
    while waiting:
        frame = waiting.pop(0)
        kind = frame.frameFormat().property(KIND)
        if kind:
            yield frame, str(kind)
        waiting[:0] = frame.childFrames()


def frame_rect(document: RichDocument, frame: QTextFrame) -> QRectF:
    """The frame's box without its margins, in document coordinates."""
    shape = frame.frameFormat()
    rect = document.documentLayout().frameBoundingRect(frame)
    rect = rect.adjusted(shape.leftMargin(), shape.topMargin(), -shape.rightMargin(), -shape.bottomMargin())
    if isinstance(frame, QTextTable):
        # Qt measures a table's rectangle from its first cell's text rather than from its edge.
        padding = frame.cellAt(0, 0).format().toTableCellFormat()
        rect.translate(-padding.leftPadding(), 0)
        rect.moveTop(_row_top(document, frame, 0))
    elif shape.hasProperty(TRIM):
        rect.setBottom(rect.bottom() - float(shape.property(TRIM)))
    return rect


def _row_top(document: RichDocument, table: QTextTable, row: int) -> float:
    layout = document.documentLayout()
    padding = table.cellAt(row, 0).format().toTableCellFormat().topPadding()
    blocks = (table.cellAt(row, column).firstCursorPosition().block() for column in range(table.columns()))
    return min(layout.blockBoundingRect(block).top() for block in blocks) - padding


def points(document: RichDocument) -> list[QRectF]:
    """The boxes of key points or options, in order: what a click is tested against."""
    return [frame_rect(document, frame) for frame, kind in frames(document) if kind == "point"]


def paint(painter: QPainter, document: RichDocument, marks: Marks = PLAIN, clip: QRectF | None = None) -> None:
    """Paint boxes and text at the painter's origin."""
    decorate(painter, document, marks, clip)
    context = QAbstractTextDocumentLayout.PaintContext()
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Text, QColor(document.ink.text))
    context.palette = palette
    if clip is not None:
        context.clip = clip
    document.documentLayout().draw(painter, context)


def decorate(painter: QPainter, document: RichDocument, marks: Marks = PLAIN, clip: QRectF | None = None) -> None:
    """Paint everything but the text."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for frame, kind in frames(document):
        rect = frame_rect(document, frame)
        if clip is None or rect.intersects(clip):
            _frame(painter, document, frame, kind, rect, marks)
    layout = document.documentLayout()
    block = document.begin()
    while block.isValid():
        if clip is None or layout.blockBoundingRect(block).intersects(clip):
            _chips(painter, document, block)
        block = block.next()
    painter.restore()


def _frame(painter: QPainter, document: RichDocument, frame: QTextFrame, kind: str, rect: QRectF, marks: Marks) -> None:
    ink, px, radius = document.ink, document.scale.px, document.scale.radius
    line = QPen(QColor(ink.line), px / 20)
    if kind == "code":
        painter.setPen(line)
        painter.setBrush(QColor(ink.panel))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        language = str(frame.frameFormat().property(DETAIL) or "")
        if language and not document.scale.dense:
            font = base_font(document.scale)
            font.setPixelSize(max(1, round(px * 0.68)))
            painter.setFont(font)
            painter.setPen(QColor(ink.muted))
            corner = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
            painter.drawText(rect.adjusted(0, px * 0.3, -px * 0.55, 0), corner, language)
    elif kind == "rule":
        painter.fillRect(QRectF(rect.left(), rect.center().y(), rect.width(), max(px / 18, 0.3)), QColor(ink.line))
    elif kind == "table":
        assert isinstance(frame, QTextTable)
        _table(painter, document, frame, rect, line)
    elif kind == "point":
        _point(painter, document, int(frame.frameFormat().property(DETAIL)), rect, marks)
    else:
        out = ink.call_outs.get(kind) if kind in CALL_OUTS else None
        path = QPainterPath()
        path.addRoundedRect(rect, radius, radius)
        painter.save()
        painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
        if out is not None:
            painter.fillRect(rect, QColor(out.fill))
        bar = QRectF(rect.left(), rect.top(), px * 0.22, rect.height())
        painter.fillRect(bar, QColor(out.bar if out is not None else ink.line))
        painter.restore()


def _table(painter: QPainter, document: RichDocument, table: QTextTable, rect: QRectF, line: QPen) -> None:
    tops = [_row_top(document, table, row) for row in range(1, table.rows())]
    path = QPainterPath()
    path.addRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), document.scale.radius, document.scale.radius)
    painter.save()
    painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
    if table.format().property(DETAIL) != "headless":
        head = (tops[0] if tops else rect.bottom()) - rect.top()
        painter.fillRect(QRectF(rect.left(), rect.top(), rect.width(), head), QColor(document.ink.panel))
    painter.setPen(line)
    for y in tops:
        painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))
    painter.restore()
    painter.setPen(line)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)


def _point(painter: QPainter, document: RichDocument, index: int, rect: QRectF, marks: Marks) -> None:
    ink, px, radius = document.ink, document.scale.px, document.scale.radius
    if document.scale.dense:
        box = QRectF(rect.left() + px * 0.1, rect.top() + px * 0.4, px * 0.75, px * 0.75)
        painter.setPen(QPen(QColor(ink.muted), px / 16))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, px * 0.12, px * 0.12)
        return
    colour, fill = ink.line, ink.page
    if index in marks.right:
        colour, fill = ink.good, ink.call_outs["tip"].fill
    elif index in marks.wrong:
        colour, fill = ink.bad, ink.call_outs["trap"].fill
    elif index in marks.ticked:
        colour, fill = ink.accent, ink.call_outs["note"].fill
    painter.setPen(QPen(QColor(colour), px / 14 if colour != ink.line else px / 20))
    painter.setBrush(QColor(fill))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    side = px * 1.35
    badge = QRectF(rect.left() + px * 0.5, rect.top() + px * 0.46, side, side)
    chosen = index in marks.ticked or index in marks.right or index in marks.wrong
    painter.setPen(QPen(QColor(colour if chosen else ink.muted), px / 16))
    painter.setBrush(QColor(colour if chosen else ink.chip))
    painter.drawRoundedRect(badge, side * (0.22 if marks.boxes else 0.5), side * (0.22 if marks.boxes else 0.5))
    font = strong_font(base_font(document.scale))
    font.setPixelSize(max(1, round(px * 0.82)))
    painter.setFont(font)
    painter.setPen(QColor(ink.on_accent if chosen else ink.text))
    if index in marks.ticked and marks.boxes:
        _tick(painter, badge)
    else:
        letter = document.letters[index].upper() if index < len(document.letters) else "·"
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, letter)


def _tick(painter: QPainter, box: QRectF) -> None:
    pen = QPen(painter.pen().color(), box.width() * 0.12)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    at = [
        QPointF(box.left() + box.width() * x, box.top() + box.height() * y)
        for x, y in ((0.25, 0.53), (0.43, 0.7), (0.76, 0.32))
    ]
    painter.drawPolyline(at)


def _chips(painter: QPainter, document: RichDocument, block: QTextBlock) -> None:
    """The rounded backgrounds behind inline code, keys and cloze gaps."""
    ink, px = document.ink, document.scale.px
    # A space is about 0.28 wide, and its other half is to be seen; a dense line has narrower ones.
    beside = px * (0.1 if document.scale.dense else 0.12)
    origin: QPointF | None = None
    iterator = block.begin()
    while not iterator.atEnd():
        fragment = iterator.fragment()
        iterator += 1
        form = fragment.charFormat()
        if not form.hasProperty(KIND):
            continue
        kind = str(form.property(KIND))
        if origin is None:
            origin = document.documentLayout().blockBoundingRect(block).topLeft()
        start = fragment.position() - block.position()
        end = start + fragment.length()
        metrics = QFontMetricsF(form.font())
        layout = block.layout()
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            first = max(start, line.textStart())
            last = min(end, line.textStart() + line.textLength())
            if first >= last:
                continue
            left, right = _x(line, first), _x(line, last)
            base = line.y() + line.ascent()
            rect = QRectF(left, base - metrics.ascent(), right - left, metrics.ascent() + metrics.descent())
            rect = rect.translated(origin).adjusted(-beside, -px * 0.02, beside, px * 0.02)
            painter.setPen(QPen(QColor(ink.line), px / 20) if kind == "kbd" else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ink.gap if kind == "gap" else ink.chip))
            painter.drawRoundedRect(rect, px * 0.24, px * 0.24)


def _x(line: QTextLine, position: int) -> float:
    # Qt for Python gives the position back with it; its stubs know only one of the two.
    return float(line.cursorToX(position)[0])  # type: ignore[index]
