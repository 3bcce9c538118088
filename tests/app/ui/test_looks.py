"""Browse, Write, the import of tables and Anki: what stands in line, what is in sight, and where the keys go."""

from collections.abc import Callable
from pathlib import Path
from threading import Event

import genanki  # type: ignore[import-untyped]
import pytest
from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

import app.ui.write_ask
import app.ui.write_shelf
from app.paths import Paths
from app.ui.anki import AnkiPage
from app.ui.browse import BrowsePage
from app.ui.browse_preview import Preview
from app.ui.main import Program
from app.ui.write import WritePage
from app.ui.write_ask import Question, about_reset, about_unsaved
from app.ui.write_conflict import ConflictDialog
from app.writing.merge import merge
from app.writing.shelf import Group, shelf
from decks.library import Library
from tests.app.ui.desk import finish

# What the offscreen platform says of dialogs and lists that pop up.
offscreen = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

DECK = """---
id: mine
title: My deck
tags: [http]
---

## First? {#mine-first .easy}

One answer.

Source: me
"""
SHEET = "---\nid: my-s\ntitle: My sheet\nsubtitle: ''\nlessons: [one]\norder: 9\n---\n\n## Box\n\nText.\n"


@pytest.fixture
def mine(paths: Paths) -> Path:
    path = paths.decks / "mine.md"
    path.parent.mkdir(parents=True)
    path.write_text(DECK, encoding="utf-8")
    return path


@pytest.fixture
def go(mine: Path, program: Program, qtbot: QtBot) -> Callable[..., QWidget]:
    """Show a page and wait until nothing runs in the background."""

    def shown(name: str, **what: object) -> QWidget:
        program.window.go(name, **what)
        page = program.window.pages.currentWidget()
        assert page is not None
        rest(program, qtbot)
        return page

    program.window.resize(1280, 800)
    return shown


def rest(program: Program, qtbot: QtBot) -> None:
    page = program.window.pages.currentWidget()
    timers = [page._look_soon, page._state_soon] if isinstance(page, WritePage) else []
    qtbot.waitUntil(lambda: not program.tasks.busy and not any(timer.isActive() for timer in timers))


def write(go: Callable[..., QWidget], **what: object) -> WritePage:
    page = go("write", **what)
    assert isinstance(page, WritePage)
    return page


def words_at(label: QLabel, of: QWidget) -> int:
    """Where the words of a label begin, in pixels from the left of a widget."""
    return label.mapTo(of, label.contentsRect().topLeft()).x()


def stay(asked: list[bool]) -> bool:
    """An answer to whether a page may be left, and a note that it was asked for."""
    asked.append(True)
    return False


def margin_of(preview: Preview) -> float:
    """Where the words of a card begin."""
    return preview.card.document().rootFrame().frameFormat().leftMargin()


# ---- Browse -----------------------------------------------------------------------------------------


def test_lesson_and_history_stay_in_line_with_the_card_in_another_theme(
    go: Callable[..., QWidget], program: Program, qtbot: QtBot
) -> None:
    """A style sheet that is put on anew forgets the margins of a label."""
    page = go("browse")
    assert isinstance(page, BrowsePage)
    preview = page.preview
    for choice in ("dark", "light"):
        program.theme.choose(choice)
        assert words_at(preview.place, preview) == preview.timeline._field().left()
        qtbot.waitUntil(lambda: abs(margin_of(preview) - words_at(preview.place, preview)) <= 1)


def test_a_search_that_finds_nothing_says_how_all_cards_come_back(go: Callable[..., QWidget], qtbot: QtBot) -> None:
    """And the words beside it stand at the top, not in the middle of nothing."""
    page = go("browse", query="nowhereatall")
    assert isinstance(page, BrowsePage)
    qtbot.waitUntil(lambda: page.preview.place.text() == "No card to show.")
    assert page.said.text().endswith("Esc shows all of them again")
    QApplication.sendPostedEvents()
    assert page.preview.place.mapTo(page.preview, QPoint()).y() < 40
    page.field.clear()
    assert "Esc" not in page.said.text()


def test_headings_begin_and_end_where_the_words_below_them_do(go: Callable[..., QWidget], program: Program) -> None:
    """In every size of text."""
    page = go("browse")
    assert isinstance(page, BrowsePage)
    for size in (100, 150):
        program.theme.resize_text(size)
        pad = round(page.table.font().pixelSize() * 0.6)
        assert f"padding-left: {pad}px" in page.table.horizontalHeader().styleSheet()


# ---- Write ------------------------------------------------------------------------------------------


def test_without_a_text_there_is_no_empty_preview_and_a_new_deck_is_the_thing_to_do(
    go: Callable[..., QWidget], mine: Path
) -> None:
    page = write(go)
    assert not page.preview.isVisible()
    assert page.bench.buttons["write-new-deck"].property("primary")
    page.open_file(mine)
    assert page.preview.isVisible()
    assert not page.bench.buttons["write-new-deck"].property("primary")


def test_files_are_listed_in_the_background_and_only_the_newest_list_is_shown(
    go: Callable[..., QWidget], mine: Path, program: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow disk holds nothing up, and what it tells too late is not believed."""
    page = write(go)
    slow = Event()
    listed: list[tuple[Group, ...]] = []

    def late(library: Library, paths: Paths) -> tuple[Group, ...]:
        found = shelf(library, paths)
        listed.append(found)
        assert len(listed) > 1 or slow.wait(10)  # the first call comes last
        return found

    monkeypatch.setattr(app.ui.write_shelf, "shelf", late)
    page.refresh()
    qtbot.waitUntil(lambda: len(listed) == 1)
    (mine.parent / "new.md").write_text(DECK.replace("mine", "new").replace("My deck", "New deck"), encoding="utf-8")
    page.refresh()
    qtbot.waitUntil(lambda: len(listed) == 2)
    slow.set()
    finish(program.tasks)
    own = page.shelf.topLevelItem(0)
    assert own is not None
    assert own.childCount() == 2


@offscreen
def test_esc_closes_the_list_of_what_may_stand_here_and_nothing_else(
    go: Callable[..., QWidget], mine: Path, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It once was for the window as well, which asked whether to leave the page."""
    page = write(go, path=str(mine))
    page.editor.setFocus()
    page.editor.go_to(6)
    QTest.keyClick(page.editor, Qt.Key.Key_End)
    QTest.keyClick(page.editor, Qt.Key.Key_Left)
    QTest.keyClicks(page.editor, " .")
    page.editor.complete()
    popup = page.editor._popup()
    seen = popup.isVisible()
    asked: list[bool] = []
    with monkeypatch.context() as patch:
        patch.setattr(WritePage, "may_leave", lambda _page: stay(asked))
        QTest.keyClick(popup.windowHandle(), Qt.Key.Key_Escape)
    page._throw_away()
    assert seen
    assert not popup.isVisible()
    assert program.window.pages.currentWidget() is page
    assert not asked


def test_every_problem_can_be_read_whole_in_every_width(
    go: Callable[..., QWidget], mine: Path, program: Program, qtbot: QtBot
) -> None:
    """Qt breaks the lines of a list as if its items had no padding, and left out the last words of some."""
    mine.write_text(DECK.replace(".easy", ".easyy"), encoding="utf-8")
    page = write(go, path=str(mine))
    problems = page.bench.problems
    words = problems.item(0).text()
    padding = 14
    for width in range(1200, 560, -40):
        program.window.resize(width, 600)
        QApplication.sendPostedEvents()
        room = QRect(0, 0, problems.viewport().width() - padding, 1000)
        needed = problems.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap.value, words).height()
        assert problems.visualItemRect(problems.item(0)).height() >= needed, width


def test_a_card_that_was_corrected_is_marked_in_the_list_once_it_is_saved(
    go: Callable[..., QWidget], program: Program, qtbot: QtBot
) -> None:
    """Its group is new then, and open."""
    page = write(go, note_id="one-safe")
    page.deeds.correct()
    page.editor.change(page.editor.text().replace("no change", "no change at all"))
    assert page.save()
    rest(program, qtbot)
    book = page.shelf.current()
    assert book is not None
    assert book.note_id == "one-safe"
    item = page.shelf.currentItem()
    group = item.parent() if item is not None else None
    assert group is not None
    assert group.text(0) == "Bundled cards you changed"
    assert group.isExpanded()


def test_the_page_of_a_sheet_has_the_focus_where_it_is_brought_in_front(
    go: Callable[..., QWidget], paths: Paths, program: Program, qtbot: QtBot
) -> None:
    """So that keys scroll it, as they scroll a card."""
    sheet = paths.data_dir / "sheets" / "s.md"
    sheet.parent.mkdir(parents=True)
    sheet.write_text(SHEET, encoding="utf-8")
    page = write(go, path=str(sheet))
    program.window.resize(500, 500)
    rest(program, qtbot)
    page.bench.bring("preview")
    assert page.preview.isVisible()
    assert page.preview.shown.hasFocus()


@offscreen
def test_unsaved_work_is_saved_by_enter_and_esc_stays(go: Callable[..., QWidget], program: Program) -> None:
    page = write(go)

    def asked(key: Qt.Key) -> str:
        QTimer.singleShot(0, page, lambda: QTest.keyClick(QApplication.activeModalWidget() or page, key))
        return about_unsaved(program.theme, "mine.md", page)

    assert asked(Qt.Key.Key_Return) == "save"
    assert asked(Qt.Key.Key_Escape) == "stay"


@offscreen
def test_enter_deletes_no_copy(go: Callable[..., QWidget], program: Program) -> None:
    """What cannot be undone is asked for by its button."""
    page = write(go)

    def asked(press: Callable[[Question], object]) -> bool:
        def answer() -> None:
            box = QApplication.activeModalWidget()
            assert isinstance(box, Question)
            press(box)

        QTimer.singleShot(0, page, answer)
        return about_reset(program.theme, page)

    assert not asked(lambda box: QTest.keyClick(box, Qt.Key.Key_Return))
    assert not asked(lambda box: QTest.keyClick(box, Qt.Key.Key_Escape))
    assert asked(lambda box: box.buttons[1].click())


@offscreen
def test_a_conflict_begins_at_its_first_decision_and_save_is_in_sight(
    go: Callable[..., QWidget], program: Program, qtbot: QtBot
) -> None:
    """However many places there are; the lines of a short one need no scrolling."""
    page = write(go)
    mine = "\n".join(f"mine {n}\nsame {n}" for n in range(9))
    merged = merge(mine.replace("mine", "base"), mine, mine.replace("mine", "theirs"))
    dialog = ConflictDialog(program.theme, Path("d.md"), merged, page)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    assert dialog.focusWidget() is dialog._buttons[0]["mine"]
    assert dialog.rect().contains(dialog.ok.geometry())
    assert dialog.ok.parentWidget() is dialog
    assert all(bar.maximum() == 0 for bar in (piece.verticalScrollBar() for piece in dialog.pieces))


# ---- the import of a table --------------------------------------------------------------------------


def test_a_table_is_imported_from_any_page_by_the_menu(
    go: Callable[..., QWidget], program: Program, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The entry asks for the file; without one, one stays where one is."""
    file = tmp_path / "t.csv"
    file.write_text("question,answer\nWhat is TTL?,Time to live\n", encoding="utf-8")
    chosen: list[Path | None] = [None, file]
    monkeypatch.setattr(app.ui.write_ask, "which_table", lambda _parent: chosen.pop(0))
    act = program.window.findChild(QAction, "import-csv")
    assert act is not None
    assert act in program.window.menuBar().findChildren(QMenu)[0].actions()
    page = go("browse")
    act.trigger()
    assert program.window.pages.currentWidget() is page
    act.trigger()
    rest(program, qtbot)
    shown = program.window.pages.currentWidget()
    assert isinstance(shown, WritePage)
    table = shown.deeds.table
    qtbot.waitUntil(lambda: table.ok.isEnabled() and not program.tasks.busy)
    assert table.isVisible()
    assert QApplication.focusWidget() is table.title
    assert table.cards.item(0).text() == "What is TTL?"


def test_a_file_that_is_no_table_shows_nothing_of_the_one_before(
    go: Callable[..., QWidget], program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    """Neither its columns nor its cards."""
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("question,answer\nWhat is TTL?,Time to live\n", encoding="utf-8")
    bad.write_bytes(b"\x00\x01\x02" * 9)
    page = write(go, file=str(good))
    table = page.deeds.table
    qtbot.waitUntil(lambda: table.ok.isEnabled() and not program.tasks.busy)
    assert table.cards.isVisible()
    page = write(go, file=str(bad))
    qtbot.waitUntil(lambda: "no table" in table.said.text())
    assert not table.cards.isVisible()
    assert not table.card.isVisible()
    assert all(not box.count() and not box.isEnabled() for box in table.columns.values())


# ---- Anki -------------------------------------------------------------------------------------------


def test_what_came_from_anki_is_in_sight(
    go: Callable[..., QWidget], program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    """In a small window it once lay below what one saw, with the button that takes the notes."""
    page = go("anki")
    assert isinstance(page, AnkiPage)
    deck = genanki.Deck(7, "Capitals")
    deck.add_note(genanki.Note(genanki.BASIC_MODEL, ["Capital of France?", "Paris"]))
    genanki.Package(deck).write_to_file(tmp_path / "capitals.apkg")
    program.window.resize(800, 600)
    area, adopt = page._frame.area, page.back.adopt
    page.back.read(tmp_path / "capitals.apkg")
    qtbot.waitUntil(lambda: adopt.isVisible() and not program.tasks.busy)
    qtbot.waitUntil(lambda: area.rect().contains(QRect(adopt.mapTo(area, QPoint()), adopt.size())))


def test_groups_without_notes_are_quiet_in_either_theme(go: Callable[..., QWidget], program: Program) -> None:
    page = go("anki")
    assert isinstance(page, AnkiPage)
    for choice in ("dark", "light"):
        program.theme.choose(choice)
        ink = program.theme.ink
        colours = [item.foreground(0).color().name() for item in page._groups()]
        assert colours == [ink.text, *[ink.muted] * 4]
