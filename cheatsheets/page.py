"""One routine that paints a fitted sheet: on a screen, a printer or a PDF."""

from __future__ import annotations

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPageLayout, QPageSize, QPainter, QPainterPath, QPen

from cheatsheets import frame
from cheatsheets.fit import SIDE, TITLE, TOP, Fitted, Placed
from cheatsheets.frame import EM
from cheatsheets.paint import paint
from cheatsheets.style import LIGHT

# Each box's colour, in turn: dark enough for white paper and for a printer without colours (all of about the same
# grey, on a tint that a grey page still shows), and told apart from its neighbours with any kind of colour vision.
HUES = ("#0b5cad", "#8a3a00", "#0d6b52", "#7a2a8a", "#8a1c2b", "#4a5a12", "#3f3fa8", "#5a4632")


def page_layout(fitted: Fitted) -> QPageLayout:
    """The page as a printer or PDF writer wants it: the whole paper, our own margins."""
    short, long = fitted.paper.size("portrait")
    size = QPageSize(QSizeF(short, long), QPageSize.Unit.Point, fitted.paper.name, QPageSize.SizeMatchPolicy.FuzzyMatch)
    way = QPageLayout.Orientation
    turned = way.Portrait if fitted.orientation == "portrait" else way.Landscape
    layout = QPageLayout(size, turned, QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Point)
    layout.setMode(QPageLayout.Mode.FullPageMode)
    return layout


def paint_page(painter: QPainter, fitted: Fitted, imprint: str = "") -> None:
    """Paint a page; the painter's unit is the point and its origin the paper's top left corner.

    `imprint` stands at the foot on the right: program, version, page. The paper itself is not filled.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    # In reading order: who copies the text out of a PDF, or has it read aloud, gets it in this one.
    painter.save()
    painter.translate(fitted.corner)
    painter.scale(fitted.unit, fitted.unit)
    frame.paint_head(painter, fitted.sheet, fitted.frame)
    for placed in fitted.boxes:
        painter.save()
        painter.translate((placed.rect.topLeft() - fitted.corner) / fitted.unit)
        _box(painter, placed, placed.rect.width() / fitted.unit, placed.rect.height() / fitted.unit)
        painter.restore()
    frame.paint_foot(painter, fitted.sheet, fitted.frame, imprint)
    painter.restore()
    painter.restore()


def thumbnail(fitted: Fitted, width: int, imprint: str = "") -> QImage:
    """A picture of the page, `width` pixels wide, on white paper."""
    across, down = fitted.size
    made = QImage(width, max(1, round(width * down / across)), QImage.Format.Format_RGB32)
    made.fill(QColor(LIGHT.page))
    painter = QPainter(made)
    painter.scale(width / across, width / across)
    paint_page(painter, fitted, imprint)
    painter.end()
    return made


def _box(painter: QPainter, placed: Placed, width: float, height: float) -> None:
    """A box at the origin, in layout units."""
    hue = QColor(HUES[placed.number % len(HUES)])
    radius = EM * 0.3
    pen = EM * 0.05
    outline = QRectF(0, 0, width, height).adjusted(pen / 2, pen / 2, -pen / 2, -pen / 2)
    path = QPainterPath()
    path.addRoundedRect(outline, radius, radius)
    band = QPainterPath()
    band.addRect(QRectF(0, 0, width, TITLE))
    painter.setPen(Qt.PenStyle.NoPen)
    tint = QColor(hue)
    tint.setRgbF(*(1 - (1 - c) * 0.13 for c in (hue.redF(), hue.greenF(), hue.blueF())))
    painter.fillPath(path.intersected(band), tint)
    bar = QPainterPath()
    bar.addRect(QRectF(0, 0, EM * 0.28, TITLE))
    painter.fillPath(path.intersected(bar), hue)
    painter.setPen(QPen(hue, pen))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    painter.setFont(frame.font(1.06, strong=True))
    # A little below the middle: few titles have letters that go below the line.
    title = QRectF(SIDE, EM * 0.06, width - 2 * SIDE, TITLE)
    painter.drawText(title, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), placed.box.title)
    painter.translate(SIDE, TITLE + TOP)
    paint(painter, placed.document)
