"""An interview as a PDF: the document of the window on paper, in the light ink, page by page."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPageLayout, QPageSize, QPainter, QPdfWriter

from cheatsheets import paint
from cheatsheets.document import Pictures, RichDocument, base_font
from cheatsheets.pdf import with_spaces
from cheatsheets.style import LIGHT, Scale
from cheatsheets.tree import Node
from cheatsheets.writer import write

_DPI = 600
"""Only the grid on which Qt rounds coordinates; text and lines are vectors."""
_PX = 100.0
"""Body text in document units: large, so that hinting and whole-pixel sizes do not matter."""
_POINTS = 10.0
"""Body text on paper."""
_MARGIN = 54.0
"""White on each side, in points."""


def interview_pdf(
    parts: tuple[tuple[Node, str], ...], marks: paint.Marks, points: int, pictures: Pictures, title: str, letter: bool
) -> bytes:
    """The bytes of a PDF on A4, or on Letter paper."""
    size = QPageSize(QPageSize.PageSizeId.Letter if letter else QPageSize.PageSizeId.A4)
    paper = size.size(QPageSize.Unit.Point)
    unit = _POINTS / _PX  # points in a unit of the document
    document = RichDocument(LIGHT, Scale(_PX), pictures)
    document.letters = " " * points
    write(document, *parts)
    # With a page size, Qt takes the margins of the root frame as those of each page.
    page = QSizeF(paper.width() / unit, paper.height() / unit)
    document.set_side_margins(_MARGIN / unit, _MARGIN / unit, _MARGIN / unit)
    document.setPageSize(page)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("By Heart")
    writer.setResolution(_DPI)
    writer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0)))
    painter = QPainter(writer)
    count = document.pageCount()
    for number in range(count):
        if number:
            writer.newPage()
        painter.save()
        painter.scale(unit * _DPI / 72, unit * _DPI / 72)
        clip = QRectF(0, number * page.height(), page.width(), page.height())
        painter.translate(0, -clip.top())
        inner = clip.adjusted(0, _MARGIN / unit * 0.9, 0, -_MARGIN / unit * 0.9)
        painter.setClipRect(inner)
        paint.paint(painter, document, marks, inner)
        painter.setClipping(False)
        font = base_font(Scale(_PX * 0.85))
        painter.setFont(font)
        painter.setPen(QColor(LIGHT.muted))
        foot = QRectF(_MARGIN / unit, clip.bottom() - _MARGIN / unit * 0.8, page.width() - 2 * _MARGIN / unit, _PX * 2)
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, f"{number + 1} of {count}")
        painter.restore()
    painter.end()
    buffer.close()
    return with_spaces(bytes(buffer.data().data()))
