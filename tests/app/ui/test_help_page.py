"""The page of help by keyboard: pages, links and the way back, searching, and windows of any size."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QListWidget, QMainWindow
from pytestqt.qtbot import QtBot

import app.opening
from app.help import PAGES
from app.ui.help import HOST, HelpPage
from tests.app.ui.desk import TestDesk, make_desk

Key = Qt.Key


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestDesk]:
    bank = tmp_path / "bank"
    bank.mkdir()
    monkeypatch.setattr(app.opening, "bundled_decks", lambda: bank)
    made = make_desk(tmp_path / "data", lambda: 1_772_442_000_000)
    yield made
    made.close()


@pytest.fixture
def page(qtbot: QtBot, desk: TestDesk) -> Iterator[HelpPage]:
    # A window around it with a size of its own, as the program's has.
    window = QMainWindow()
    window.setMinimumSize(480, 400)
    made = HelpPage(desk, window)
    window.setCentralWidget(made)
    window.resize(1200, 760)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    made.enter()
    yield made
    window.close()


def text_of(page: HelpPage) -> str:
    assert page.text.document_shown is not None
    return page.text.document_shown.toPlainText()


def names(page: HelpPage) -> list[str]:
    return [page.list.item(number).text() for number in range(page.list.count())]


def place_of(page: HelpPage, heading: str) -> int:
    """How far below the upper edge of what is seen a heading stands, in pixels."""
    block = page.text.document().begin()
    while block.text() != heading:
        block = block.next()
    return page.text.cursorRect(QTextCursor(block)).top()


def test_it_begins_with_reviewing_and_lists_every_page(page: HelpPage) -> None:
    assert len(names(page)) == len(PAGES)
    assert page.name == "reviewing"
    assert text_of(page).startswith("Reviewing\n")
    assert page.list.currentRow() == 0


def test_it_opens_at_a_page_and_remembers_the_page_that_was_read(page: HelpPage) -> None:
    page.enter(page="anki")
    assert text_of(page).startswith("Anki\n")
    assert page.place() == {"page": "anki"}
    page.enter(**page.place())
    assert page.name == "anki"
    page.enter()
    assert page.name == "anki"


def test_a_page_that_there_is_not_shows_the_help_all_the_same(page: HelpPage) -> None:
    page.enter(page="no-such-page")
    assert text_of(page).startswith("Reviewing\n")


def test_every_page_can_be_read(page: HelpPage) -> None:
    for name in PAGES:
        page.enter(page=name)
        assert len(text_of(page)) > 300, name
        assert "<!--" not in text_of(page), name
        assert page.text.accessibleName() == f"Help: {page.pages[PAGES.index(name)].title}"
        assert page.text.accessibleDescription() == text_of(page)


def test_arrows_and_enter_in_the_list_open_a_page_and_move_to_its_text(page: HelpPage) -> None:
    page.list.setFocus()
    QTest.keyClick(page.list, Key.Key_Down)
    QTest.keyClick(page.list, Key.Key_Return)
    assert page.name == PAGES[1]
    assert page.text.hasFocus()


def test_a_link_leads_to_its_page_and_esc_back_to_where_it_was(page: HelpPage) -> None:
    page.text.verticalScrollBar().setValue(120)
    page.text.anchorClicked.emit(QUrl(f"https://{HOST}/sm2"))
    assert text_of(page).startswith("How SM-2 decides\n")
    assert page.back.isVisible()
    assert page.list.currentRow() == PAGES.index("sm2")
    assert page.step_back()
    assert page.name == "reviewing"
    assert page.text.verticalScrollBar().value() == 120
    assert not page.back.isVisible()
    assert not page.step_back()


def test_links_are_followed_by_keyboard(page: HelpPage) -> None:
    page.text.setFocus()
    QTest.keyClick(page.text, Key.Key_Tab)
    QTest.keyClick(page.text, Key.Key_Return)
    assert page.name == "sm2"
    QTest.keyClick(page.text, Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert page.name == "reviewing"


def test_a_link_to_the_web_opens_in_the_browser_once(page: HelpPage, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    page.text.anchorClicked.emit(QUrl("https://example.org/x"))
    page.text.anchorClicked.emit(QUrl(f"https://{HOST}/anki"))
    assert opened == ["https://example.org/x"]


def test_what_is_typed_is_found_marked_and_opened_at_its_heading(page: HelpPage) -> None:
    QTest.keyClick(page.text, Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.query.hasFocus()
    QTest.keyClicks(page.query, "leeches")
    assert names(page)[0] == "Leeches\nReviewing"
    assert "place" in page.said.text()
    QTest.keyClick(page.query, Key.Key_Return)
    assert page.name == "reviewing"
    assert 0 < place_of(page, "Leeches") < page.text.viewport().height() - 40  # near the end: not at the top
    marked = [selection.cursor.selectedText().lower() for selection in page.text.extraSelections()]
    assert marked
    assert set(marked) == {"leeches"}
    assert page.step_back()  # Esc empties the search
    assert len(names(page)) == len(PAGES)
    assert page.text.extraSelections() == []


def test_a_section_is_shown_from_its_heading_on(page: HelpPage) -> None:
    page.enter(page="anki", section="And back")
    assert 0 <= place_of(page, "And back") < 60
    page.enter(page="anki", section="No such heading")
    assert page.text.verticalScrollBar().value() == 0


def test_arrows_in_the_search_choose_what_enter_opens(page: HelpPage) -> None:
    page.focus_search()
    QTest.keyClicks(page.query, "backup")
    QTest.keyClick(page.query, Key.Key_Down)
    second = names(page)[1]
    QTest.keyClick(page.query, Key.Key_Return)
    assert text_of(page).startswith(second.rpartition("\n")[2])
    assert page.query.text() == "backup"


def test_words_that_are_nowhere_are_said_to_be(page: HelpPage) -> None:
    page.query.setText("xylophone")
    assert names(page) == []
    assert page.said.isVisible()
    assert page.said.text() == "Nothing in the help has all these words."
    QTest.keyClick(page.query, Key.Key_Return)
    assert page.name == "reviewing"


@pytest.mark.parametrize(("width", "text_size"), [(480, 100), (480, 200), (800, 150), (1280, 80)])
def test_nothing_is_cut_off_at_any_size(page: HelpPage, desk: TestDesk, width: int, text_size: int) -> None:
    window = page.window()
    window.resize(width, 400)
    desk.theme.resize_text(text_size)
    QTest.qWait(0)
    assert window.width() == width
    for name in PAGES:
        page.enter(page=name)
        QTest.qWait(0)
        assert page.text.document_shown is not None
        # Qt rounds margins up, one at each side.
        assert page.text.document_shown.idealWidth() <= page.text.viewport().width() + 2, name
    for each in (*page.findChildren(QAbstractButton), *page.findChildren(QLineEdit)):
        if each.isVisible() and each.parent() is not page.query:
            assert each.width() >= each.minimumSizeHint().width(), each.accessibleName()
    assert page.text.isVisible()


def test_a_narrow_window_shows_the_list_or_the_text_and_esc_leads_from_one_to_the_other(page: HelpPage) -> None:
    page.window().resize(500, 420)
    QTest.qWait(0)
    assert page.reader.isVisible()
    assert not page.side.isVisible()
    assert page.step_back()
    assert page.side.isVisible()
    assert not page.reader.isVisible()
    assert page.list.hasFocus()
    QTest.keyClick(page.list, Key.Key_Return)
    assert page.reader.isVisible()
    page.contents.click()
    assert page.side.isVisible()
    assert not page.step_back()  # nothing is left but to go to Today
    page.window().resize(1200, 760)
    QTest.qWait(0)
    assert page.side.isVisible()
    assert page.reader.isVisible()


def test_another_theme_keeps_the_place(page: HelpPage, desk: TestDesk) -> None:
    page.text.verticalScrollBar().setValue(200)
    before = text_of(page)
    desk.theme.choose("dark")
    assert text_of(page) == before
    assert page.text.verticalScrollBar().value() == 200
    cursor = QTextCursor(page.text.document())
    cursor.movePosition(QTextCursor.MoveOperation.Right, n=3)
    assert cursor.charFormat().foreground().color().name() == desk.theme.ink.text


def test_every_control_has_a_name_and_is_reached_by_tab(page: HelpPage) -> None:
    controls = [*page.findChildren(QAbstractButton), *page.findChildren(QLineEdit), *page.findChildren(QListWidget)]
    own = [each for each in controls if each.parent() is not page.query]
    assert all(each.accessibleName() for each in own)
    assert all(each.focusPolicy() & Qt.FocusPolicy.TabFocus for each in (*own, page.text))


def test_in_a_narrow_window_a_page_that_takes_the_place_of_the_list_wears_no_frame(page: HelpPage) -> None:
    """It has the focus, but it was not reached by Tab."""
    page.window().resize(520, 600)
    page.show_list()
    page.enter(page="anki")
    assert QApplication.focusWidget() is page.text
    edge = page.text.viewport().grab().toImage()
    assert edge.pixelColor(1, edge.height() // 2).name() == page.desk.theme.ink.page


def test_an_item_of_the_list_is_as_high_as_its_words_at_every_width(
    page: HelpPage, desk: TestDesk, qtbot: QtBot
) -> None:
    def lines() -> set[int]:
        line = page.list.fontMetrics().height()
        return {page.list.visualItemRect(page.list.item(row)).height() // line for row in range(page.list.count())}

    desk.theme.resize_text(150)
    for width, wanted in ((1280, {1, 2}), (800, {1}), (1280, {1, 2})):
        page.window().resize(width, 600)
        page.show_list()
        qtbot.waitUntil(lambda wanted=wanted: lines() == wanted)  # type: ignore[misc]
