"""What frames the boxes of a page: the header with title and subtitle, the footer with the source.

Measured and painted in layout units, `EM` of them an em of the body text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from cheatsheets.document import base_font, strong_font
from cheatsheets.sheet import Sheet
from cheatsheets.spacing import tied
from cheatsheets.style import LIGHT, Scale

EM = 100.0
"""Layout units an em: fine enough that hinting and whole-pixel sizes do not matter at any scale."""
SCALE = Scale(EM, dense=True)

_TITLE, _SUBTITLE, _SMALL = 1.75, 1.0, 0.78  # ems
_UNDER_HEAD, _OVER_FOOT = 0.8, 0.7
_RULE = EM * 0.09
_IMPRINT = 13.0  # ems of room for program, version and page
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


@dataclass(frozen=True, slots=True)
class Frame:
    """Where header and footer stand on a page of this inner size, in layout units from the inner corner."""

    title: QRectF
    subtitle: QRectF
    rule: float
    """The y of the line below the header."""
    body: QRectF
    """What is left for the boxes."""
    source: QRectF
    imprint: QRectF


@cache
def font(ems: float, *, strong: bool = False) -> QFont:
    """The sans font at a size in ems of the body text."""
    made = base_font(SCALE)
    made.setPixelSize(round(EM * ems))
    return strong_font(made) if strong else made


def measure(sheet: Sheet, width: float, height: float) -> Frame:
    """The frame of a sheet on a page of this inner size; the subtitle goes beside the title where both have room."""
    title = _needed(sheet.title, font(_TITLE, strong=True), width)
    subtitle = QRectF()
    bottom = title.bottom()
    if sheet.subtitle:
        left = title.right() + EM * 0.9
        line = QFontMetricsF(font(_SUBTITLE))
        ascent = QFontMetricsF(font(_TITLE, strong=True)).ascent()
        wide = line.horizontalAdvance(sheet.subtitle) + EM * 0.1
        if left + wide <= width and title.height() < EM * _TITLE * 1.6:
            subtitle = QRectF(left, ascent - line.ascent(), wide, line.height())
        else:
            subtitle = _needed(sheet.subtitle, font(_SUBTITLE), width).translated(0, bottom)
            bottom = subtitle.bottom()
    rule = bottom + EM * 0.3
    top = rule + EM * _UNDER_HEAD
    room = _IMPRINT * EM * _SMALL
    source = _needed(_source(sheet), font(_SMALL), width - room - EM)
    source.moveBottom(height)
    imprint = QRectF(width - room, source.top(), room, source.height())
    return Frame(title, subtitle, rule, QRectF(0, top, width, source.top() - EM * _OVER_FOOT - top), source, imprint)


def paint_head(painter: QPainter, sheet: Sheet, frame: Frame) -> None:
    """Paint title, subtitle and the line below them."""
    painter.save()
    painter.setPen(QColor(LIGHT.text))
    painter.setFont(font(_TITLE, strong=True))
    painter.drawText(frame.title, _WRAP, sheet.title)
    painter.setPen(QColor(LIGHT.muted))
    painter.setFont(font(_SUBTITLE))
    painter.drawText(frame.subtitle, _WRAP, sheet.subtitle)
    # Filled, not drawn: a pen's square ends would reach into the margins.
    painter.fillRect(QRectF(0, frame.rule - _RULE / 2, frame.body.right(), _RULE), QColor(LIGHT.text))
    painter.restore()


def paint_foot(painter: QPainter, sheet: Sheet, frame: Frame, imprint: str) -> None:
    """Paint the source, and `imprint` on the right."""
    painter.save()
    painter.setPen(QColor(LIGHT.muted))
    painter.setFont(font(_SMALL))
    painter.drawText(frame.source, _WRAP, _source(sheet))
    painter.drawText(frame.imprint, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop), imprint)
    painter.restore()


def _source(sheet: Sheet) -> str:
    return tied(f"Source: {sheet.source}") if sheet.source else ""


def _needed(text: str, font: QFont, width: float) -> QRectF:
    """The room a text takes that is wrapped at this width; never less than a line high."""
    metrics = QFontMetricsF(font)
    rect = metrics.boundingRect(QRectF(0, 0, width, 1e6), _WRAP, text)
    # A hair wider than measured, or rounding wraps the last word when it is painted.
    return QRectF(0, 0, min(width, rect.width() + EM * 0.1), max(rect.height(), metrics.height()))
