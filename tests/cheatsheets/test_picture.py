"""Pictures of cards: drawings in the theme's colours, photographs as they are, and nothing for what is neither."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QRectF
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QTextBlock, QTextDocument

from cheatsheets import picture
from cheatsheets.document import RichDocument
from cheatsheets.picture import read_picture
from cheatsheets.style import DARK, LIGHT, Scale
from cheatsheets.tree import parse
from cheatsheets.writer import write


def blocks_of(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


SVG = (
    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20" width="40" height="20">'
    f'<rect width="40" height="20" fill="{LIGHT.accent}"/></svg>'
).encode()


def encoded(kind: str, width: int = 40, height: int = 20) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#336699"))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, kind)  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def colour(data: bytes, dark: bool = False) -> QColor:
    found = read_picture(data, DARK if dark else LIGHT)
    assert found is not None
    canvas = QImage(40, 20, QImage.Format.Format_RGB32)
    painter = QPainter(canvas)
    found.render(painter, QRectF(0, 0, 40, 20))
    painter.end()
    return canvas.pixelColor(20, 10)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_photographs_are_read_and_painted_in_their_own_colours(qapp: QGuiApplication, kind: str) -> None:
    found = read_picture(encoded(kind), DARK)
    assert found is not None
    assert (found.size.width(), found.size.height()) == (40, 20)
    painted = colour(encoded(kind), dark=True)
    assert abs(painted.blue() - 0x99) < 6


def test_a_drawing_takes_the_colours_of_the_theme(qapp: QGuiApplication) -> None:
    assert colour(SVG).name() == LIGHT.accent
    assert colour(SVG, dark=True).name() == DARK.accent


@pytest.mark.parametrize("data", [b"", b"not a picture", b"<svg", b"\x89PNG\r\n\x1a\n broken"])
def test_what_is_no_picture_is_none(qapp: QGuiApplication, data: bytes) -> None:
    assert read_picture(data, LIGHT) is None


def test_a_picture_of_more_pixels_than_the_limit_is_not_unpacked(
    qapp: QGuiApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture, "MOST_PIXELS", 799)
    assert read_picture(encoded("PNG"), LIGHT) is None


def test_a_very_wide_picture_is_read_smaller_and_keeps_its_size(
    qapp: QGuiApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture, "WIDEST", 10)
    found = read_picture(encoded("PNG"), LIGHT)
    assert found is not None
    assert found.size.width() == pytest.approx(40)
    assert found._image.width() == 10  # type: ignore[union-attr]


def test_a_photograph_is_never_wider_than_its_column(qapp: QGuiApplication) -> None:
    document = RichDocument(LIGHT, Scale(16), lambda name: encoded("PNG", 800, 400))
    document.setTextWidth(300)
    assert document.picture_size("x.png").width() < 300


def test_a_picture_among_words_stands_on_a_line_of_its_own_that_is_no_higher_than_it(qapp: QGuiApplication) -> None:
    document = RichDocument(LIGHT, Scale(16), lambda name: encoded("PNG", 200, 100))
    write(document, (parse('<p>before<br><img src="x.png" alt="x"> after</p>'), "body"))
    document.setTextWidth(600)
    blocks = [block for block in blocks_of(document) if block.text().strip()]
    assert [block.text().strip() for block in blocks] == ["before", "\ufffc", "after"]
    height = document.documentLayout().blockBoundingRect(blocks[1]).height()
    assert 100 <= height < 130
