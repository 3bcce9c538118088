"""Pictures of the bank: the rules catch what Qt or the dark theme would lose, and every one of them is drawn."""

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot

from cheatsheets.style import DARK, LIGHT, Ink, recolour
from decks.check import BANK, check
from decks.picture_rules import picture_problems

PICTURES = sorted((BANK / "media").glob("*.svg"))
GOOD = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 200" width="640" height="200">'
    '<rect x="10" y="10" width="100" height="40" fill="#f6f8fa" stroke="#d9dee4"/>'
    '<text x="20" y="35" font-family="Inter" font-size="16" fill="#1f2328">Client</text></svg>'
)


def wrong(tmp_path: Path, svg: str) -> str:
    file = tmp_path / "picture.svg"
    file.write_text(svg, encoding="utf-8")
    return "; ".join(problem for problem, _ in picture_problems(file))


def test_a_plain_picture_is_fine(tmp_path: Path) -> None:
    assert wrong(tmp_path, GOOD) == ""


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("<rect", '<filter id="f"/><rect'), "uses filter"),
        (("<rect", '<rect style="fill:red"'), "uses style"),
        (("<text", "<foreignObject/><text"), "uses foreignObject"),
        (("#1f2328", "#ff00ff"), "uses the colours #ff00ff"),
        (('font-size="16"', 'font-size="9"'), "text of size 9"),
        (('viewBox="0 0 640 200"', ""), "no viewBox"),
        (("</svg>", ""), "not well-formed"),
        (("<svg", '<!DOCTYPE svg [<!ENTITY a "b">]><svg'), "document type"),
        (("Client", "x" * 300_000), "bytes"),
    ],
)
def test_what_would_not_be_drawn_or_read_is_named(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    assert said in wrong(tmp_path, GOOD.replace(*change, 1))


@pytest.mark.parametrize("ink", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("file", PICTURES, ids=lambda file: file.stem)
def test_every_picture_of_the_bank_is_drawn_in_both_themes_at_phone_width(qtbot: QtBot, file: Path, ink: Ink) -> None:
    renderer = QSvgRenderer(QByteArray(recolour(file.read_text(encoding="utf-8"), ink).encode()))
    assert renderer.isValid()
    size = renderer.defaultSize()
    image = QImage(360, round(size.height() * 360 / size.width()), QImage.Format.Format_RGB32)
    image.fill(QColor(ink.page))
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    colours = {image.pixel(x, y) for x in range(0, 360, 3) for y in range(0, image.height(), 3)}
    assert len(colours) > 4


def test_every_picture_of_the_bank_is_used_by_a_card() -> None:
    text = "".join(file.read_text(encoding="utf-8") for file in BANK.rglob("*.md"))
    assert [file.name for file in PICTURES if f"../media/{file.name})" not in text] == []


def test_a_part_of_the_bank_is_checked_with_its_pictures() -> None:
    report = check([BANK / "04-security"])
    assert [p for p in report.problems if p.rule == "missing-picture"] == []
