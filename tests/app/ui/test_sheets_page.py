"""The page of sheets: the gallery, the reader, PDF, and the way between cards and sheets."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication
from pytestqt.qtbot import QtBot

import app.sheets
import app.ui.sheets
from app.errors import ByHeartError
from app.ui import printing
from app.ui.main import Program
from app.ui.sheets import SheetsPage
from cheatsheets import library, sheet
from cheatsheets.sheet import Sheet
from decks.problem import Problem

SHEET = """---
id: sheet-one
title: Safe and sound
subtitle: For tests
lessons: [one]
order: 1
---

## Safe methods

- **GET** asks for no change
- what is `safe` is also idempotent

## Points to say

| point | why |
| --- | --- |
| alpha | first |

Source: RFC 9110
"""


@pytest.fixture
def sheets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "sheets"
    folder.mkdir()
    (folder / "01-one.md").write_text(SHEET, encoding="utf-8")
    monkeypatch.setattr(app.sheets, "bundled_sheets", lambda: folder)
    monkeypatch.setattr(app.ui.sheets, "bundled_sheets", lambda: folder)
    return folder


@pytest.fixture
def page(sheets: Path, start: Callable[[], Program], qtbot: QtBot) -> tuple[Program, SheetsPage]:
    program = start()
    program.window.go("sheets")
    shown = program.window.pages.currentWidget()
    assert isinstance(shown, SheetsPage)
    qtbot.waitUntil(lambda: not program.tasks.busy)
    return program, shown


def press(program: Program, key: Qt.Key) -> None:
    QTest.keyClick(QApplication.focusWidget() or program.window, key)


def opened(program: Program, page: SheetsPage, qtbot: QtBot) -> None:
    press(program, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.stack.currentIndex() == 1 and not program.tasks.busy)


def test_the_gallery_shows_each_sheet_with_a_picture_of_its_page(page: tuple[Program, SheetsPage]) -> None:
    _, shown = page
    assert [shown.gallery.item(n).text() for n in range(shown.gallery.count())] == ["Safe and sound"]
    assert ("sheet-one", shown.paper.name, shown.gallery.iconSize().width()) in shown._thumbs


def test_a_sheet_is_read_searched_and_left_by_keyboard(page: tuple[Program, SheetsPage], qtbot: QtBot) -> None:
    program, shown = page
    opened(program, shown, qtbot)
    assert "Safe methods" in shown.view.accessibleDescription()
    press(program, Qt.Key.Key_Slash)
    QTest.keyClicks(shown.search, "safe")
    assert shown.places.text() == "2 found"
    press(program, Qt.Key.Key_Return)
    assert shown.places.text() == "2 of 2"
    press(program, Qt.Key.Key_Escape)
    assert shown.stack.currentIndex() == 0
    press(program, Qt.Key.Key_Escape)
    assert program.window.pages.currentWidget() is program.window.today


def test_zooming_keeps_to_its_limits_and_the_page_fits_again(page: tuple[Program, SheetsPage], qtbot: QtBot) -> None:
    program, shown = page
    program.window.resize(1280, 1000)
    opened(program, shown, qtbot)
    fitting = shown.view.scale
    for _ in range(30):
        shown.view.zoom(1.5)
    assert shown.view.scale == pytest.approx(4.0 * shown.view.logicalDpiX() / 72)
    shown.view.fit_page()
    assert shown.view.scale == fitting


def test_a_page_and_a_card_show_a_frame_when_they_are_reached_by_tab_and_else_none(
    page: tuple[Program, SheetsPage], qtbot: QtBot
) -> None:
    program, shown = page
    opened(program, shown, qtbot)
    accent = QColor(program.theme.ink.accent).rgb()

    def framed(view: QAbstractScrollArea, reason: Qt.FocusReason) -> bool:
        view.clearFocus()
        view.setFocus(reason)
        edge = view.viewport().grab().toImage()
        return edge.pixel(edge.width() // 2, 1) == accent

    by_tab, by_program = Qt.FocusReason.TabFocusReason, Qt.FocusReason.OtherFocusReason
    assert framed(shown.view, by_tab)
    assert not framed(shown.view, by_program)
    program.window.start()
    assert framed(program.window.review.card, by_tab)
    assert not framed(program.window.review.card, by_program)


def test_a_page_too_small_to_read_as_a_whole_opens_wider_and_stays_so(
    page: tuple[Program, SheetsPage], qtbot: QtBot
) -> None:
    """In a window that has room for a page that can be read, it is whole; nothing that comes and goes changes that."""
    program, shown = page
    program.window.resize(1280, 1000)
    opened(program, shown, qtbot)
    room = shown.view.viewport()
    assert shown._shown is not None
    assert shown.view.scale * shown._shown.size[1] <= room.height()
    shown.show_gallery()
    program.window.resize(700, 500)
    opened(program, shown, qtbot)
    assert shown.view.scale * shown._shown.body_pt >= 8
    assert shown.view.scale * shown._shown.size[0] <= room.width()
    before = shown.view.scale
    program.window.resize(700, 1000)
    assert shown.view.scale == before
    shown.view.fit_page()
    assert shown.view.scale * shown._shown.size[1] <= room.height()


def test_pictures_of_high_and_wide_pages_have_the_same_field_and_the_marked_one_stays_marked(
    sheets: Path, page: tuple[Program, SheetsPage], qtbot: QtBot
) -> None:
    program, shown = page
    wide = SHEET.replace("sheet-one", "sheet-two").replace("order: 1", "order: 0\norientation: landscape")
    (sheets / "02-two.md").write_text(wide, encoding="utf-8")
    program.window.go("sheets")
    qtbot.waitUntil(lambda: not program.tasks.busy and shown.gallery.count() == 2)
    sizes = {shown.gallery.item(row).icon().availableSizes()[0].toTuple() for row in range(2)}
    assert len(sizes) == 1
    assert shown.gallery.currentItem().data(Qt.ItemDataRole.UserRole) == "sheet-one"


def test_the_columns_of_the_gallery_fill_its_width(page: tuple[Program, SheetsPage]) -> None:
    program, shown = page
    for width in (520, 800, 1290, 1680):
        program.window.resize(width, 700)
        left = shown.gallery.viewport().width() % shown.gallery.gridSize().width()
        assert left <= shown.gallery.viewport().width() // shown.gallery.gridSize().width() + 1, width


@pytest.mark.parametrize(("width", "text_size"), [(480, 200), (800, 150), (800, 200), (1280, 100)])
def test_the_reader_s_controls_are_whole_at_any_size(
    page: tuple[Program, SheetsPage], qtbot: QtBot, width: int, text_size: int
) -> None:
    program, shown = page
    opened(program, shown, qtbot)
    program.window.resize(width, 600)
    program.window.set_text_size(text_size)
    controls = (shown.papers, shown.turn, shown.save, shown.preview, shown.print, shown.back, shown.search)

    def whole() -> bool:
        rects = [each.rect().translated(each.mapTo(shown, QPoint())) for each in controls]
        return all(
            shown.rect().contains(rect) and each.width() >= min(each.minimumSizeHint().width(), each.sizeHint().width())
            for each, rect in zip(controls, rects, strict=True)
        )

    qtbot.waitUntil(whole)
    prompt = shown.search.fontMetrics().horizontalAdvance(shown.search.placeholderText())
    assert prompt < shown.search.width() or width < 800
    assert shown.told.text()


def test_esc_while_a_page_is_laid_out_stays_with_all_sheets(page: tuple[Program, SheetsPage], qtbot: QtBot) -> None:
    program, shown = page
    opened(program, shown, qtbot)
    shown._turn()
    press(program, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not program.tasks.busy)
    assert shown.stack.currentIndex() == 0


def test_two_pdfs_are_not_written_at_once(page: tuple[Program, SheetsPage], qtbot: QtBot, tmp_path: Path) -> None:
    program, shown = page
    shown.save_to(tmp_path / "first.pdf", shown.library.sheets)
    shown.save_to(tmp_path / "second.pdf", shown.library.sheets)
    assert "Another PDF is being written" in program.window.notice.text
    qtbot.waitUntil(lambda: not program.tasks.busy)
    assert [each.name for each in tmp_path.glob("*.pdf")] == ["first.pdf"]


def test_from_a_box_to_the_cards_it_is_about(
    page: tuple[Program, SheetsPage], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, shown = page
    opened(program, shown, qtbot)
    ways: list[tuple[str, dict[str, object]]] = []
    shown.desk.wanted.disconnect()
    shown.desk.wanted.connect(lambda name, what: ways.append((name, what)))
    press(program, Qt.Key.Key_BracketRight)
    assert "Safe methods" in shown.told.text()
    press(program, Qt.Key.Key_Return)
    assert ways == [("browse", {"query": "id:one-safe"})]


def test_from_a_card_to_its_sheet_and_back_to_the_card(
    sheets: Path, start: Callable[[], Program], qtbot: QtBot
) -> None:
    program = start()
    window = program.window
    window.start()
    press(program, Qt.Key.Key_O)
    shown = window.pages.currentWidget()
    assert isinstance(shown, SheetsPage)
    qtbot.waitUntil(lambda: shown.stack.currentIndex() == 1 and not program.tasks.busy)
    assert shown.title.text() == "Safe and sound"
    press(program, Qt.Key.Key_Escape)
    assert window.pages.currentWidget() is window.review
    assert window.review.face is not None


def test_a_sheet_becomes_a_pdf_of_one_page(page: tuple[Program, SheetsPage], qtbot: QtBot, tmp_path: Path) -> None:
    program, shown = page
    opened(program, shown, qtbot)
    assert shown._shown is not None
    shown.save_to(tmp_path / "one", (shown._shown.sheet,))
    qtbot.waitUntil(lambda: not program.tasks.busy)
    assert (tmp_path / "one.pdf").read_bytes().startswith(b"%PDF")
    assert "one.pdf is written" in program.window.notice.text


def test_an_unwritable_place_is_one_sentence_and_leaves_nothing(
    page: tuple[Program, SheetsPage], qtbot: QtBot, tmp_path: Path
) -> None:
    program, shown = page
    opened(program, shown, qtbot)
    assert shown._shown is not None
    (tmp_path / "file").write_text("in the way")
    shown.save_to(tmp_path / "file" / "one.pdf", (shown._shown.sheet,))
    qtbot.waitUntil(lambda: not program.tasks.busy)
    assert "one.pdf" in program.window.notice.text
    assert "written." not in program.window.notice.text


def test_what_i_keep_forgetting_says_when_there_is_nothing_and_shows_what_was_failed(
    page: tuple[Program, SheetsPage], qtbot: QtBot
) -> None:
    program, shown = page
    shown.show_own()
    qtbot.waitUntil(lambda: not program.tasks.busy)
    assert "fills itself as you review" in program.window.notice.text
    study = program.window.study
    assert study is not None
    study.grade("one-safe", 1, 1000)  # type: ignore[arg-type]
    shown.show_own()
    qtbot.waitUntil(lambda: shown.stack.currentIndex() == 1 and not program.tasks.busy)
    assert shown.title.text() == "What I keep forgetting"
    assert "no change" in shown.view.accessibleDescription()


def test_a_selection_becomes_a_page(page: tuple[Program, SheetsPage], qtbot: QtBot) -> None:
    program, shown = page
    program.window.go("sheets", card_ids=["one-safe", "one-points"], title="Two of them")
    qtbot.waitUntil(lambda: shown.stack.currentIndex() == 1 and not program.tasks.busy)
    assert shown.title.text() == "Two of them"
    assert "alpha" in shown.view.accessibleDescription()


def test_paper_and_orientation_lay_the_page_out_anew(page: tuple[Program, SheetsPage], qtbot: QtBot) -> None:
    program, shown = page
    opened(program, shown, qtbot)
    assert shown._shown is not None
    assert shown._shown.size[0] < shown._shown.size[1]
    shown._turn()
    qtbot.waitUntil(lambda: not program.tasks.busy)
    assert shown._shown.size[0] > shown._shown.size[1]
    shown.papers.setCurrentIndex(1 - shown.papers.currentIndex())
    qtbot.waitUntil(lambda: not program.tasks.busy)
    assert shown._shown.paper is shown.paper


def test_a_printer_s_own_margins_and_paper_are_kept(
    page: tuple[Program, SheetsPage], qtbot: QtBot, tmp_path: Path
) -> None:
    program, shown = page
    opened(program, shown, qtbot)
    assert shown._shown is not None
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    shown.printing.send(printer, shown._shown.sheet)
    qtbot.waitUntil(lambda: not program.tasks.busy)
    assert (tmp_path / "printed.pdf").read_bytes().count(b"/Type /Page\n") == 1
    assert "was sent to" in program.window.notice.text


@pytest.mark.qt_log_ignore("Returned false")
def test_a_printer_that_vanished_is_one_sentence(
    page: tuple[Program, SheetsPage], qtbot: QtBot, tmp_path: Path
) -> None:
    program, shown = page
    opened(program, shown, qtbot)
    assert shown._shown is not None
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "no such folder" / "printed.pdf"))
    plan = printing.plan_for(printer, shown._shown.sheet)
    with pytest.raises(ByHeartError, match="takes no page"):
        printing.paint_on(printer, plan)


def test_a_broken_sheet_of_the_reader_is_named_and_the_others_are_there(
    sheets: Path, start: Callable[[], Program], qtbot: QtBot
) -> None:
    (sheets / "02-broken.md").write_text("---\nid: broken\n", encoding="utf-8")
    program = start()
    program.window.go("sheets")
    qtbot.waitUntil(lambda: not program.tasks.busy)
    assert "02-broken.md" in program.window.notice.text
    shown = program.window.pages.currentWidget()
    assert isinstance(shown, SheetsPage)
    assert shown.gallery.count() == 1


def test_a_sheet_written_meanwhile_is_read_again_and_only_that_one(
    sheets: Path, page: tuple[Program, SheetsPage], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, shown = page
    read, files = sheet.read_sheet, list[str]()

    def noted(path: Path) -> tuple[Sheet | None, tuple[Problem, ...]]:
        files.append(path.name)
        return read(path)

    monkeypatch.setattr(library, "read_sheet", noted)
    (sheets / "02-two.md").write_text(SHEET.replace("sheet-one", "sheet-two"), encoding="utf-8")
    program.window.go("sheets", sheet="sheet-two")
    qtbot.waitUntil(lambda: shown.stack.currentIndex() == 1 and not program.tasks.busy)
    assert shown.place() == {"sheet": "sheet-two"}
    (sheets / "02-two.md").write_text(SHEET.replace("sheet-one", "sheet-2").replace("sound", "sane"), encoding="utf-8")
    program.window.go("sheets")
    qtbot.waitUntil(lambda: not program.tasks.busy)
    assert [each.title for each in shown.library.sheets] == ["Safe and sane", "Safe and sound"]
    assert files == ["02-two.md", "02-two.md"]


def test_the_small_pictures_grow_with_the_text(page: tuple[Program, SheetsPage], qtbot: QtBot) -> None:
    program, shown = page

    def wide() -> int:
        return max(size.width() for size in shown.gallery.item(0).icon().availableSizes())

    before = wide()
    program.window.set_text_size(150)
    qtbot.waitUntil(lambda: not program.tasks.busy and wide() > before * 1.4)
