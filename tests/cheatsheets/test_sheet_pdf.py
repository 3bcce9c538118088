"""Every bundled sheet on every paper, as it is printed: one page, all its words, its fonts, white margins."""

import re
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from cheatsheets.booklet import with_outline
from cheatsheets.fit import COMFORTABLE_PT, SMALLEST_PT, fit
from cheatsheets.fonts import load_fonts
from cheatsheets.library import bundled_sheets, load_sheets
from cheatsheets.page import thumbnail
from cheatsheets.paper import A4, LETTER, Margins, Paper
from cheatsheets.pdf import pdf_of, write_pdf
from cheatsheets.sheet import Orientation, Sheet, SheetError
from decks.markup import plain

SHEETS = load_sheets((bundled_sheets(),)).sheets
PAPERS = pytest.mark.parametrize("paper", [A4, LETTER], ids=lambda paper: paper.name)
EVERY = pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.id)


@pytest.fixture(autouse=True)
def fonts(qtbot: QtBot) -> None:
    load_fonts()


def squeezed(text: str) -> str:
    """The text without white space."""
    return "".join(text.split())


def pieces(sheet: Sheet) -> list[str]:
    """What stands on a sheet in reading order, cell by cell and item by item, without the signs of lists."""
    found = [sheet.title, sheet.subtitle]
    for box in sheet.boxes:
        found.append(box.title)
        for line in plain(box.markdown).split("\n"):
            found += re.sub(r"^\s*(?:- |\d+\. )", "", line).split(" | ")
    found.append(f"Source: {sheet.source}" if sheet.source else "")
    return [squeezed(piece) for piece in found if squeezed(piece)]


def missing(sheet: Sheet, text: str) -> list[str]:
    """The pieces of a sheet that do not follow each other in the text of its page."""
    page, at, lost = squeezed(text), 0, []
    for piece in pieces(sheet):
        here = page.find(piece, at)
        if here < 0:
            lost.append(piece)
        else:
            at = here + len(piece)
    return lost


def fonts_of(reader: PdfReader) -> dict[str, bool]:
    """The fonts of the first page, and whether each is embedded."""
    resources = reader.pages[0]["/Resources"]
    assert isinstance(resources, DictionaryObject)
    found: dict[str, bool] = {}
    for font in resources["/Font"].values():  # type: ignore[attr-defined]
        made = font.get_object()
        descriptor = made["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        found[str(made["/BaseFont"])] = any(str(key).startswith("/FontFile") for key in descriptor)
    return found


def white_outside(page: QImage, margins: Margins, width_mm: float) -> bool:
    """Whether nothing is painted in the margins, but for the half-tone of a pixel on their edge."""
    a_mm = page.width() / width_mm
    left, top, right, bottom = (
        int(side * a_mm) - 1 for side in (margins.left, margins.top, margins.right, margins.bottom)
    )
    right, bottom = page.width() - right, page.height() - bottom
    white = QImage(page.size(), page.format())
    white.fill(QColor("white"))
    return all(
        page.copy(strip) == white.copy(strip)
        for strip in (
            QRect(0, 0, page.width(), top),
            QRect(0, bottom, page.width(), page.height() - bottom),
            QRect(0, 0, left, page.height()),
            QRect(right, 0, page.width() - right, page.height()),
        )
    )


@pytest.mark.slow
@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
@PAPERS
@EVERY
def test_a_sheet_is_one_page_with_all_its_words_embedded_fonts_and_white_margins(
    tmp_path: Path, sheet: Sheet, paper: Paper, orientation: Orientation
) -> None:
    path = tmp_path / "sheet.pdf"
    written = write_pdf(path, [sheet], paper, orientation=orientation, imprint="By Heart 9.9")
    assert written is not None
    (fitted,) = written
    assert fitted.body_pt >= (COMFORTABLE_PT if orientation == sheet.orientation else SMALLEST_PT)
    assert path.stat().st_size < 150_000
    reader = PdfReader(path, strict=True)
    assert len(reader.pages) == 1
    assert [float(side) for side in reader.pages[0].mediabox[2:]] == pytest.approx(fitted.size, abs=1)
    text = reader.pages[0].extract_text()
    assert missing(sheet, text) == []
    assert "By Heart 9.9" in text
    assert "\t" not in text
    embedded = fonts_of(reader)
    assert any("Inter" in name for name in embedded)
    assert all(embedded.values()), embedded
    assert white_outside(thumbnail(fitted, 1400, "By Heart 9.9"), fitted.margins, fitted.size[0] * 25.4 / 72)


def test_wider_margins_stay_white_and_narrower_ones_are_used() -> None:
    wide, narrow = Margins(25, 20, 15, 30), Margins(4, 4, 4, 4)
    pages = {margins: fit(SHEETS[0], A4, margins) for margins in (wide, narrow)}
    assert pages[wide].body_pt < pages[narrow].body_pt
    width = pages[wide].size[0] * 25.4 / 72
    assert white_outside(thumbnail(pages[wide], 1400), wide, width)
    assert not white_outside(thumbnail(pages[narrow], 1400), wide, width)


def test_a_booklet_has_a_page_and_an_entry_of_its_outline_a_sheet(tmp_path: Path) -> None:
    path = tmp_path / "all.pdf"
    chosen = SHEETS[:4]
    steps: list[tuple[int, int]] = []
    write_pdf(path, chosen, LETTER, imprint="By Heart", title="Ünïcode", progress=lambda *step: steps.append(step))
    reader = PdfReader(path, strict=True)
    assert [entry.title for entry in reader.outline] == [sheet.title for sheet in chosen]  # type: ignore[union-attr]
    numbers = [reader.get_destination_page_number(entry) for entry in reader.outline]  # type: ignore[arg-type]
    assert numbers == [0, 1, 2, 3]
    for number, (page, sheet) in enumerate(zip(reader.pages, chosen, strict=True), start=1):
        text = page.extract_text()
        assert missing(sheet, text) == []
        assert f"By Heart · {number} of 4" in text
        wide = float(page.mediabox[2]) > float(page.mediabox[3])
        assert wide == (sheet.orientation == "landscape")
    assert reader.metadata is not None
    assert reader.metadata.title == "Ünïcode"
    assert steps == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]


def test_an_outline_may_have_titles_in_any_script_and_must_match_the_pages(tmp_path: Path) -> None:
    single = pdf_of([fit(SHEETS[0], A4)])
    path = tmp_path / "one.pdf"
    path.write_bytes(with_outline(single, ["(β) \\ 日本 😀"]))
    assert PdfReader(path, strict=True).outline[0].title == "(β) \\ 日本 😀"  # type: ignore[union-attr]
    with pytest.raises(ValueError, match="1 pages, and there are 2 titles"):
        with_outline(single, ["a", "b"])
    with pytest.raises(ValueError, match="no trailer"):
        with_outline(b"%PDF-1.4 something else", ["a"])


def test_a_cancelled_booklet_and_one_that_does_not_fit_leave_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "all.pdf"
    path.write_text("before")
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 2

    assert write_pdf(path, SHEETS[:4], A4, cancelled=cancelled) is None
    with pytest.raises(SheetError, match="too long"):
        write_pdf(path, [SHEETS[0]], Paper("A7", 74, 105))
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_cannot_be_written_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SheetError, match=r"file/a\.pdf: it cannot be written .*: choose another folder"):
        write_pdf(tmp_path / "file" / "a.pdf", [SHEETS[0]], A4)
    (tmp_path / "taken.pdf").mkdir()
    with pytest.raises(SheetError, match="cannot be written"):
        write_pdf(tmp_path / "taken.pdf", [SHEETS[0]], A4)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "taken.pdf"]


def test_boxes_are_told_apart_without_colours() -> None:
    """On a grey printer each heading still stands on a tint of its own, dark on light."""
    fitted = fit(SHEETS[0], A4)
    grey = thumbnail(fitted, 1600).convertToFormat(QImage.Format.Format_Grayscale8)
    scale = 1600 / fitted.size[0]
    for placed in fitted.boxes:
        left, top = placed.rect.topLeft().x() * scale, placed.rect.top() * scale
        tint = grey.pixelColor(int(left + placed.rect.width() * scale - 12), int(top + 8)).lightness()
        bar = grey.pixelColor(int(left + 2), int(top + 8)).lightness()
        assert 200 < tint < 245
        assert bar < 110
