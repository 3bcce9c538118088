"""A picture of a card: an SVG in the theme's colours, or a photograph as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter

from cheatsheets.style import Ink, recolour

if TYPE_CHECKING:
    from PySide6.QtSvg import QSvgRenderer

MOST_PIXELS = 40_000_000
"""Larger pictures are not read: a small file may unpack to gigabytes."""
WIDEST = 2_400
"""Pixels; a wider picture is made smaller while it is read, because no card shows more."""


class Drawing:
    """An SVG: sharp at every resolution, vectors in a PDF."""

    def __init__(self, renderer: QSvgRenderer) -> None:
        self._renderer = renderer
        self.size = QSizeF(renderer.defaultSize())

    def render(self, painter: QPainter, rect: QRectF) -> None:
        """Paint it into a rectangle."""
        self._renderer.render(painter, rect)


class Photograph:
    """PNG, JPEG, GIF (its first picture) or WebP."""

    def __init__(self, image: QImage, size: QSizeF) -> None:
        self._image = image
        self.size = size

    def render(self, painter: QPainter, rect: QRectF) -> None:
        """Paint it into a rectangle."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(rect, self._image)
        painter.restore()


def read_picture(data: bytes, ink: Ink) -> Drawing | Photograph | None:
    """The picture, with its size in pixels; None where it cannot be drawn."""
    if data.lstrip()[:1] == b"<" or data[:3] == b"\xef\xbb\xbf":
        return _drawing(data, ink)
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > MOST_PIXELS:
        return None
    if size.width() > WIDEST:
        reader.setScaledSize(size.scaled(WIDEST, size.height(), Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    # The size as it is turned by the camera's orientation, in the picture's own pixels.
    own = QSizeF(image.size()) * (size.width() / WIDEST if size.width() > WIDEST else 1.0)
    return None if image.isNull() else Photograph(image, own)


def _drawing(data: bytes, ink: Ink) -> Drawing | None:
    # Imported here: most cards have no picture.
    from PySide6.QtSvg import QSvgRenderer

    text = recolour(data.decode("utf-8", "replace"), ink)
    # QtSvg does not reach the weight axis of our variable font (see `strong_font`); bold it emboldens.
    text = text.replace('font-weight="600"', 'font-weight="bold"')
    renderer = QSvgRenderer(QByteArray(text.encode()))
    renderer.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
    return Drawing(renderer) if renderer.isValid() else None
