"""Everyday manners of the window: leeches, first steps, what is remembered, dropping files, dates, the menu entry."""

import configparser
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QLocale, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app import cli, wording
from app.leeches import becomes_leech
from app.paths import Paths
from app.settings import save_settings
from app.storage.backup import backups_in
from app.study import PartCount
from app.ui import actions
from app.ui.about import About
from app.ui.dates import day_names
from app.ui.main import Program
from app.ui.tray import ICON
from app.ui.window_memory import WindowMemory
from scheduler.memory import Memory, Quality
from tools.install_desktop import data_home, install, quoted

# The drawing off screen says this of every dialog.
offscreen = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    yield
    actions.use_keys({})
    wording.use_dates(None)


def settled(qtbot: QtBot, program: Program) -> None:
    qtbot.waitUntil(lambda: not program.tasks.busy)


# ---- leeches --------------------------------------------------------------------------------------


def leech_after_one(program: Program, qtbot: QtBot) -> str:
    """Let one lapse make a leech, and grade a card so; its id."""
    desk = program.window.desk
    desk.change(replace(desk.settings, leech_lapses=1))
    settled(qtbot, program)
    program.window.start()
    face = program.window.review.face
    assert face is not None
    program.window.review.reveal()
    program.window.review.grade(Quality.AGAIN)
    return face.card_id


def test_a_card_becomes_a_leech_once() -> None:
    def after(lapses: int) -> Memory:
        return Memory(lapses=lapses)

    assert becomes_leech(after(7), after(8), 8)
    assert becomes_leech(None, after(1), 1)
    assert not becomes_leech(after(6), after(7), 8)
    assert not becomes_leech(after(8), after(8), 8)
    assert not becomes_leech(after(8), after(9), 8)
    assert not becomes_leech(None, None, 1)


def test_a_new_leech_is_pointed_out_with_what_to_do_and_takes_no_focus(program: Program, qtbot: QtBot) -> None:
    leech_after_one(program, qtbot)
    notice = program.window.leeches.notice
    assert notice is not None
    assert notice.isVisible()
    assert "was forgotten 1 time" in notice.said.text()
    assert all(word in notice.said.text() for word in ("rewrite", "split", "suspend"))
    assert QApplication.focusWidget() is program.window.review.card


def test_a_grade_that_makes_no_leech_says_nothing(program: Program) -> None:
    program.window.start()
    program.window.review.reveal()
    program.window.review.grade(Quality.AGAIN)
    assert program.window.leeches.notice is None


def test_a_leech_is_suspended_from_its_notice_and_undo_brings_it_back(program: Program, qtbot: QtBot) -> None:
    card_id = leech_after_one(program, qtbot)
    study, notice = program.window.study, program.window.leeches.notice
    assert study is not None
    assert notice is not None
    left = study.left
    notice.buttons[2].click()
    assert study.progress.statuses()[card_id].suspended
    assert study.left == left - 1
    assert not notice.isVisible()
    program.window.undo()
    assert not any(status.suspended for status in study.progress.statuses().values())


def test_rewriting_a_leech_goes_to_where_cards_are_written(
    program: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ways: list[tuple[str, dict[str, object]]] = []
    monkeypatch.setattr(program.window, "go", lambda page, **what: ways.append((page, what)))
    card_id = leech_after_one(program, qtbot)
    notice = program.window.leeches.notice
    assert notice is not None
    notice.buttons[0].click()
    assert ways == [("write", {"note_id": card_id})]


def test_undoing_the_grade_takes_the_notice_back(program: Program, qtbot: QtBot) -> None:
    leech_after_one(program, qtbot)
    program.window.undo()
    notice = program.window.leeches.notice
    assert notice is not None
    assert not notice.isVisible()


def test_today_tells_how_many_leeches_there_are_and_leads_to_them(
    program: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    leech_after_one(program, qtbot)
    today = program.window.today
    assert today.leeches is None
    program.window.show_today()
    qtbot.waitUntil(lambda: today.leeches is not None and today.leeches.isVisible())
    assert today.leeches is not None
    assert today.leeches.text().startswith("1 leech:")
    ways: list[tuple[str, dict[str, object]]] = []
    monkeypatch.setattr(program.window, "go", lambda page, **what: ways.append((page, what)))
    today.leeches.click()
    assert ways == [("browse", {"query": "is:leech"})]


# ---- first steps ----------------------------------------------------------------------------------


def test_the_first_start_says_what_to_do_in_three_sentences_until_a_card_was_reviewed(program: Program) -> None:
    welcome = program.window.today.welcome
    assert welcome is not None
    assert welcome.isVisible()
    assert len(welcome.lines) == 3
    assert welcome.lines[0].text().startswith("Enter begins")
    program.window.start()
    program.window.review.reveal()
    program.window.review.grade(Quality.GOOD)
    program.window.show_today()
    assert not welcome.isVisible()


def test_the_first_start_is_seen_whole_with_all_parts_of_the_bank(program: Program, qtbot: QtBot) -> None:
    """On a small laptop's screen nothing hides below: what to do, today's counts, Start and the thirteen parts."""
    window = program.window
    assert window.study is not None
    parts = tuple(PartCount(f"Part {n}", 0, 0, 99, 99) for n in range(13))
    window.today.say(replace(window.study.overview(), parts=parts))
    window.resize(1280, 800)
    qtbot.waitUntil(lambda: window.today.scroll_bar.maximum() == 0)
    window.resize(1280, 700)
    qtbot.waitUntil(lambda: window.today.scroll_bar.maximum() > 0)


def test_first_steps_that_were_dismissed_do_not_come_back(start: Callable[[], Program]) -> None:
    program = start()
    assert program.window.today.welcome is not None
    program.window.today.welcome.close_button.click()
    assert not program.window.today.welcome.isVisible()
    program.window.close()
    program.close()
    assert start().window.today.welcome is None


def test_first_steps_name_the_reader_s_own_keys(program: Program, qtbot: QtBot) -> None:
    desk = program.window.desk
    desk.change(replace(desk.settings, keys={"start": ("F9",), "reveal": ()}))
    settled(qtbot, program)
    program.window.show_today()
    assert program.window.today.welcome is not None
    assert program.window.today.welcome.lines[0].text().startswith("F9 begins")
    assert "its button shows" in program.window.today.welcome.lines[0].text()


# ---- what is remembered ---------------------------------------------------------------------------


def test_the_page_and_the_place_in_it_come_back(start: Callable[[], Program], qtbot: QtBot) -> None:
    program = start()
    program.window.go("browse", query="level:easy")
    settled(qtbot, program)
    page: Any = program.window.pages.currentWidget()
    page.table.selectRow(1)
    card = page.place()["card"]
    program.window.close()
    program.close()
    again: Any = start().window
    page = again.pages.currentWidget()
    qtbot.waitUntil(lambda: page.table.current_row() is not None)
    assert page.place() == {"query": "level:easy", "card": card}
    assert card == "one-choice"


def test_a_review_comes_back_as_today(start: Callable[[], Program]) -> None:
    program = start()
    program.window.start()
    program.window.close()
    program.close()
    window = start().window
    assert window.pages.currentWidget() is window.today


@pytest.mark.parametrize(
    "content", ["[General]\npage=nowhere\nplace={\n", "[General]\npage=settings\nplace=[1]\n", "\0\0"]
)
def test_what_is_remembered_wrongly_is_no_trouble(start: Callable[[], Program], paths: Paths, content: str) -> None:
    paths.data_dir.mkdir()
    (paths.data_dir / "window.ini").write_text(content)
    assert start().window.study is not None


def test_no_page_is_remembered_before_there_was_one(tmp_path: Path) -> None:
    memory = WindowMemory(tmp_path / "window.ini")
    assert (memory.geometry(), memory.page(), memory.welcomed) == (None, ("", {}), False)


# ---- dropping files -------------------------------------------------------------------------------


def drop(window: QWidget, *files: Path) -> bool:
    """Drag files onto the window and let go; whether they were welcome."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    enter = QDragEnterEvent(
        QPoint(50, 50), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(window, enter)
    event = QDropEvent(
        QPoint(50, 50), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(window, event)
    return enter.isAccepted() and event.isAccepted()


@pytest.mark.parametrize(
    ("name", "page"),
    [("a.apkg", "anki"), ("a.COLPKG", "anki"), ("a.md", "write"), ("a.csv", "write"), ("a.tsv", "write")],
)
def test_a_dropped_file_goes_to_the_page_that_takes_it(
    program: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, page: str
) -> None:
    ways: list[tuple[str, dict[str, object]]] = []
    monkeypatch.setattr(program.window, "go", lambda page, **what: ways.append((page, what)))
    assert drop(program.window, tmp_path / name)
    qtbot.waitUntil(lambda: ways != [])
    assert ways == [(page, {"file": str(tmp_path / name)})]


def test_a_file_nobody_knows_is_answered_with_what_can_be_dropped(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    assert drop(program.window, tmp_path / "a.pdf")
    qtbot.waitUntil(lambda: "a.pdf cannot be taken in" in program.window.notice.text)
    assert ".apkg" in program.window.notice.text


def test_of_several_files_one_is_taken_and_the_others_are_said(
    program: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ways: list[str] = []
    monkeypatch.setattr(program.window, "go", lambda page, **what: ways.append(str(what["file"])))
    drop(program.window, tmp_path / "a.pdf", tmp_path / "b.csv", tmp_path / "c.csv")
    qtbot.waitUntil(lambda: ways == [str(tmp_path / "b.csv")])
    assert "b.csv was taken" in program.window.notice.text


def test_dragged_words_are_not_for_the_window(program: Program) -> None:
    assert not drop(program.window)


# ---- about, dates, backups, the menu entry ---------------------------------------------------------


@offscreen
def test_about_tells_versions_and_places_and_copies_them(program: Program, paths: Paths) -> None:
    program.window.show_about()
    (about,) = program.window.findChildren(About)
    about.copy()
    copied = QGuiApplication.clipboard().text()
    for word in ("By Heart ", "Qt for Python ", "Python 3.", str(paths.database), str(paths.decks), str(paths.backups)):
        assert word in copied
    about.close()


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("de_DE", "Montag, 2. März"),
        ("en_US", "Monday, March 2"),
        ("fr_FR", "lundi 2 mars"),
        ("es_ES", "lunes, 2 de marzo"),
        ("hu_HU", "március 2., hétfő"),
        ("ja_JP", "3月2日月曜日"),
    ],
)
def test_days_in_another_language_are_written_its_way_without_the_year(locale: str, words: str) -> None:
    assert day_names(QLocale(locale))(datetime(2026, 3, 2).toordinal()) == words


def test_the_language_of_dates_counts_at_once(program: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QLocale, "system", staticmethod(lambda: QLocale("de_DE")))
    desk = program.window.desk
    desk.change(replace(desk.settings, dates="system"))
    settled(qtbot, program)
    program.window.show_today()
    assert program.window.today.heading.text() == "Montag, 2. März"
    desk.change(replace(desk.settings, dates="english"))
    program.window.show_today()
    assert program.window.today.heading.text() == "Monday, 2 March"


def test_backups_of_the_command_line_go_to_the_chosen_folder(
    start: Callable[[], Program], paths: Paths, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And those made before are still listed."""
    program = start()
    program.window.close()
    program.close()
    (old,) = backups_in(paths.backups)
    save_settings(paths.settings, replace(program.window.settings, backup_folder=str(tmp_path / "there")))
    assert cli.main(["--data-dir", str(paths.data_dir), "backup"]) == 0
    (made,) = backups_in(tmp_path / "there")
    capsys.readouterr()
    assert cli.main(["--data-dir", str(paths.data_dir), "restore"]) == 0
    assert capsys.readouterr().out.splitlines() == [str(made.path), str(old.path)]


def test_the_menu_entry_starts_this_program_and_leaves_nothing_else(tmp_path: Path) -> None:
    program = tmp_path / 'a "new" $HOME 100%' / "byheart"
    entry, icon = install(program, tmp_path / "share")
    install(program, tmp_path / "share")
    files = sorted(path.relative_to(tmp_path / "share") for path in (tmp_path / "share").rglob("*") if path.is_file())
    assert files == [
        Path("applications/byheart.desktop"),
        Path("icons/hicolor/scalable/apps/byheart.svg"),
    ]
    assert icon.read_bytes() == ICON.read_bytes()
    parsed = configparser.RawConfigParser()
    parsed.optionxform = str  # type: ignore[assignment, method-assign]
    parsed.read(entry, encoding="utf-8")
    values = dict(parsed["Desktop Entry"])
    assert values["Name"] == "By Heart"
    assert values["Icon"] == "byheart"
    # What a launcher does: undo the escapes of a string, then those of the quotes, then the per cent signs.
    inside = values["Exec"].replace("\\\\", "\\").removeprefix('"').removesuffix('"')
    assert re.sub(r'\\(["`$\\])', r"\1", inside).replace("%%", "%") == str(program)
    assert quoted("/usr/bin/byheart") == '"/usr/bin/byheart"'


def test_the_menu_entry_is_for_this_user() -> None:
    assert data_home({"HOME": "/home/me"}) == Path("/home/me/.local/share")
    assert data_home({"HOME": "/home/me", "XDG_DATA_HOME": "/elsewhere"}) == Path("/elsewhere")
    assert data_home({"HOME": "/home/me", "XDG_DATA_HOME": "relative"}) == Path("/home/me/.local/share")


def test_the_icon_can_be_drawn(qapp: QApplication) -> None:
    picture = QIcon(str(ICON)).pixmap(64, 64).toImage()
    assert not picture.isNull()
    assert picture.pixelColor(20, 50).alpha() == 255
    assert os.path.getsize(ICON) < 4000  # noqa: PTH202
