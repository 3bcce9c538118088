"""The notice above the pages: how long each kind of sentence stays."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

import app.ui.notice
from app.paths import Paths
from app.ui.main import Program
from app.ui.notice import Notice
from app.ui.theme import Theme


@pytest.fixture
def notice(qapp: QApplication, qtbot: QtBot) -> Iterator[Notice]:
    around = QWidget()  # never shown: what is told does not depend on it
    qtbot.addWidget(around)
    yield Notice(Theme(qapp, "light"), around)
    around.close()


def test_a_warning_goes_when_its_page_is_left(notice: Notice, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.ui.notice, "READ_MS", 0)
    notice.say("No such file.")
    qtbot.waitUntil(lambda: not notice.unread)
    assert notice.text == "No such file."
    notice.leave()
    assert notice.text == ""


def test_a_warning_said_just_before_its_page_is_left_stays_until_it_can_have_been_read(
    notice: Notice, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.ui.notice, "READ_MS", 60)
    notice.say("The package was not written.")
    notice.leave()
    assert notice.text == "The package was not written."
    qtbot.waitUntil(lambda: notice.text == "")


def test_what_is_true_everywhere_stays_and_comes_back_after_news(notice: Notice, qtbot: QtBot) -> None:
    notice.hold("A deck is broken.")
    notice.leave()
    assert notice.text == "A deck is broken."
    notice.say("Suspended.", fleeting=True)
    assert notice.text == "Suspended."
    notice.say("")
    assert notice.text == "A deck is broken."
    notice.say("No such file.")
    notice.dismiss()
    assert notice.text == "A deck is broken."
    notice.dismiss()
    assert notice.text == ""
    notice.say("")
    assert notice.text == ""


def test_of_several_things_held_each_is_read_and_what_is_over_goes(notice: Notice) -> None:
    notice.hold("A deck is broken.")
    notice.hold("The backup failed.")
    assert notice.text == "The backup failed."
    notice.let_go("A deck is broken.")
    assert notice.text == "The backup failed."
    notice.let_go("The backup failed.")
    assert notice.text == ""


def test_news_goes_by_itself_and_does_not_go_with_the_page(
    notice: Notice, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.ui.notice, "NEWS_MS", 60)
    notice.say("Undone.", fleeting=True)
    notice.leave()
    assert notice.text == "Undone."
    qtbot.waitUntil(lambda: notice.text == "")


def test_a_page_takes_its_trouble_along_and_the_program_keeps_its_own(
    start: Callable[[], Program], paths: Paths, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.ui.notice, "READ_MS", 0)
    paths.data_dir.mkdir(parents=True)
    paths.settings.write_text('new_per_day = "many"\n', encoding="utf-8")
    window = start().window
    window.go("settings")
    assert "new_per_day" in window.notice.text
    window.desk.trouble("This page has trouble.")
    qtbot.waitUntil(lambda: not window.notice.unread)
    assert window.notice.text == "This page has trouble."
    window.go("today")
    assert "new_per_day" in window.notice.text
    window.notice.dismiss()
    window.show_keys()
    assert window.notice.text == ""


def test_a_broken_deck_is_told_until_it_is_mended(program: Program, bank: Path, qtbot: QtBot) -> None:
    file = bank / "one.md"
    whole = file.read_text(encoding="utf-8")
    file.write_text(f"{whole}\n## No gap {{#one-bad .easy}}\n\n{{{{c1::}}}} nothing.\n\nSource: x\n", encoding="utf-8")
    window = program.window
    window.reload()
    qtbot.waitUntil(lambda: str(file) in window.notice.text)
    window.show_keys()
    assert str(file) in window.notice.text
    file.write_text(whole, encoding="utf-8")
    window.reload()
    qtbot.waitUntil(lambda: "read again" in window.notice.text)
    assert str(file) not in window.notice.text
