"""A document of rich text with its theme, its sizes and its pictures; `writer` fills it, `paint` paints it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSizeF
from PySide6.QtGui import (
    QFont,
    QPainter,
    QPyTextObject,
    QTextCharFormat,
    QTextDocument,
    QTextFormat,
    QTextOption,
)

from cheatsheets.style import SANS, Ink, Scale

if TYPE_CHECKING:
    from cheatsheets.picture import Drawing, Photograph

# What the painter finds on frames and fragments.
KIND = QTextFormat.Property.UserProperty.value + 1
DETAIL = QTextFormat.Property.UserProperty.value + 2
PICTURE = QTextFormat.Property.UserProperty.value + 3
TRIM = QTextFormat.Property.UserProperty.value + 4
PICTURE_OBJECT = QTextFormat.ObjectTypes.UserObject.value + 1

CALL_OUTS = ("trap", "tip", "note", "follow-up", "warning")
POINT_LETTERS = "acdefghijkl"  # no b and no s: they bury and suspend
OPTION_LETTERS = "abcdefgh"

Pictures = Callable[[str], bytes | None]


_WEIGHT = QFont.Tag("wght")


def strong_font(font: QFont) -> QFont:
    """The semi-bold of a font.

    The axis is set beside the weight because Qt does not map a weight to the axis of a variable font that the
    program brings along (PySide6 6.11.3, measured: all weights below 700 paint alike).
    """
    bold = QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    bold.setVariableAxis(_WEIGHT, 600.0)
    return bold


def strengthen(char: QTextCharFormat) -> None:
    """Make a character format semi-bold; see `strong_font`."""
    char.setFontWeight(QFont.Weight.DemiBold)
    char.setFontVariableAxes({_WEIGHT: 600.0})


def base_font(scale: Scale, families: Iterable[str] = SANS) -> QFont:
    """The body font of a document; ligatures are off because Qt loses them as text in a PDF."""
    font = QFont()
    font.setFamilies(list(families))
    font.setPixelSize(max(1, round(scale.px)))
    for feature in ("calt", "liga", "clig"):
        font.setFeature(QFont.Tag(feature), 0)
    return font


class _PictureObject(QPyTextObject):
    """Paints a picture in the place that was kept for it."""

    def intrinsicSize(self, doc: QTextDocument, posInDocument: int, format: QTextFormat) -> QSizeF:
        assert isinstance(doc, RichDocument)
        return doc.picture_size(str(format.property(PICTURE)))

    def drawObject(
        self,
        painter: QPainter,
        rect: QRectF | QRect,
        doc: QTextDocument,
        posInDocument: int,
        format: QTextFormat,
    ) -> None:
        assert isinstance(doc, RichDocument)
        picture = doc.picture(str(format.property(PICTURE)))
        if picture is not None:
            picture.render(painter, QRectF(rect))


class RichDocument(QTextDocument):
    """A document that can be laid out at any width and painted by `paint.paint`."""

    def __init__(self, ink: Ink, scale: Scale, pictures: Pictures = lambda name: None) -> None:
        super().__init__()
        self.ink = ink
        self.scale = scale
        self._pictures = pictures
        self._read: dict[str, Drawing | Photograph | None] = {}
        self.letters = POINT_LETTERS
        self.setUndoRedoEnabled(False)
        self.setDocumentMargin(0)
        self.setDefaultFont(base_font(scale))
        self.setIndentWidth(scale.indent)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setDefaultTextOption(option)
        # Kept as an attribute: Qt does not own the handler of a text object.
        self._picture_object: _PictureObject | None = None

    def take_pictures(self) -> None:
        """Make ready for pictures; called with the first one.

        Not earlier: registering connects two objects, for which Qt takes a lock, and PySide (6.11.3) waits for it
        without giving up the interpreter. A sheet that is laid out in the background while the window's thread lets a
        connection go then stopped both for ever (seen in the test suite). Hardly any sheet has a picture.
        """
        if self._picture_object is None:
            self._picture_object = _PictureObject(self)
            self.documentLayout().registerHandler(PICTURE_OBJECT, self._picture_object)

    def picture(self, name: str) -> Drawing | Photograph | None:
        """A picture in this document's colours, or None where it cannot be drawn."""
        if name not in self._read:
            # Imported here: most cards have no picture.
            from cheatsheets.picture import read_picture

            data = self._pictures(name)
            self._read[name] = None if data is None else read_picture(data, self.ink)
        return self._read[name]

    def picture_size(self, name: str) -> QSizeF:
        """The size a picture takes: its own, in proportion to the text, and never wider than the column."""
        picture = self.picture(name)
        if picture is None:
            return QSizeF(self.scale.px, self.scale.px)
        size = picture.size * (self.scale.px / 16)
        frame = self.rootFrame().frameFormat()
        room = self.textWidth() - frame.leftMargin() - frame.rightMargin() - 2
        if self.textWidth() > 0 and 20 < room < size.width():
            size = size * (room / size.width())
        return size

    def has_picture(self, name: str) -> bool:
        """Whether the picture can be drawn."""
        return self.picture(name) is not None

    def set_side_margins(self, side: float, top: float, bottom: float) -> None:
        """Centre the text: the margins of the root frame."""
        root = self.rootFrame()
        shape = root.frameFormat()
        if abs(shape.leftMargin() - side) > 0.5 or abs(shape.topMargin() - top) > 0.5:
            shape.setLeftMargin(side)
            shape.setRightMargin(side)
            shape.setTopMargin(top)
            shape.setBottomMargin(bottom)
            root.setFrameFormat(shape)
