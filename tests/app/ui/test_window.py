"""The window around the pages: looks, keys, notices, names, one copy."""

import sys
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QProcess, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QLineEdit, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from app.errors import DataDirUnusable
from app.paths import Paths
from app.settings import load_settings
from app.storage.backup import backup
from app.ui import actions
from app.ui.instance import Instance
from app.ui.keys import keys_tree
from app.ui.main import Program

CTRL = Qt.KeyboardModifier.ControlModifier


def test_today_says_what_is_due_and_offers_to_start(program: Program) -> None:
    today = program.window.today
    assert today.heading.text() == "Monday, 2 March"
    assert today.new.accessibleName() == "new: 4"
    assert "4 cards, about 2 minutes" in today.said.text()
    assert today.button.isEnabled()
    assert today.button.hasFocus()


def test_dark_and_text_size_work_at_once_and_are_kept(program: Program, paths: Paths, qtbot: QtBot) -> None:
    window = program.window
    window.start()
    before = window.review.card.document_shown
    window.choose_theme("dark")
    window.resize_text(1)
    after = window.review.card.document_shown
    assert after is not before
    assert after is not None
    assert after.ink.dark
    assert after.scale.px == pytest.approx(before.scale.px * 1.1)  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: load_settings(paths.settings)[0].text_size == 110)
    assert load_settings(paths.settings)[0].theme == "dark"


def test_the_theme_of_the_settings_is_there_at_the_start(start: Callable[[], Program], paths: Paths) -> None:
    paths.data_dir.mkdir()
    paths.settings.write_text('theme = "dark"\n')
    assert start().theme.ink.dark


def test_a_wrong_setting_is_said_and_the_default_used(start: Callable[[], Program], paths: Paths) -> None:
    paths.data_dir.mkdir()
    paths.settings.write_text("new_per_day = -3\n")
    program = start()
    assert "new_per_day" in program.window.notice.text
    assert program.window.study is not None
    assert program.window.study.overview().new == 4


def test_a_broken_card_is_told_with_its_place_and_the_others_work(start: Callable[[], Program], bank: Path) -> None:
    file = bank / "one.md"
    file.write_text(
        file.read_text() + "\n## A cloze without a gap {#one-bad .easy}\n\n{{c1::}} nothing.\n\nSource: x\n"
    )
    program = start()
    line = file.read_text().splitlines().index("## A cloze without a gap {#one-bad .easy}") + 1
    assert str(file) in program.window.notice.text
    assert any(f":{n}:" in program.window.notice.text for n in (line, line + 2))
    assert program.window.study is not None
    assert program.window.study.overview().new == 4


def test_decks_edited_outside_are_read_again(program: Program, bank: Path, qtbot: QtBot) -> None:
    (bank / "two.md").write_text(
        "---\nid: two\ntitle: Two\npart: Part B\ntags: [x]\n---\n\n## Q? {#two-q .easy}\n\nA.\n\nSource: s\n"
    )
    with qtbot.waitSignal(program.window.ready):
        program.window.reload()
    assert program.window.study is not None
    assert program.window.study.overview().new == 5


def test_every_control_has_a_name_for_screen_readers(program: Program, qtbot: QtBot) -> None:
    window = program.window
    window.start()
    window.review.reveal()
    unnamed = [
        child
        for child in window.findChildren(QWidget)
        if isinstance(child, QAbstractButton | QAbstractScrollArea | QLineEdit)
        and not (child.accessibleName() or (isinstance(child, QAbstractButton) and child.text()))
        and not child.objectName().startswith("qt_")
    ]
    assert unnamed == []


def test_no_key_means_two_things_in_one_place(program: Program) -> None:
    for place in ({"Today", "Window"}, {"Review", "Window"}):
        keys = Counter(key for spec in actions.SPECS if spec.group in place for key in spec.keys)
        assert {key for key, times in keys.items() if times > 1} == set()


def test_every_action_of_the_window_is_declared_and_its_keys_are_in_the_list(program: Program) -> None:
    names = {spec.name for spec in actions.SPECS}
    used = {
        action.objectName()
        for widget in (program.window, program.window.review, program.window.today)
        for action in widget.actions()
        if action.objectName()
    }
    assert used <= names
    text = keys_tree().text()
    for spec in actions.SPECS:
        for key in spec.keys:
            assert key.replace("Return", "Enter") in text
            if spec.name != "letters":
                assert not QKeySequence(key).isEmpty()


@pytest.mark.parametrize(("width", "height"), [(800, 600), (1280, 800)])
@pytest.mark.parametrize("text_size", [80, 100, 200])
def test_nothing_is_clipped(program: Program, width: int, height: int, text_size: int) -> None:
    window = program.window
    window.resize(width, height)
    window.set_text_size(text_size)
    window.start()
    window.review.reveal()
    for button in window.review.grades.values():
        assert button.height() >= button.minimumSizeHint().height()
        assert button.width() >= button.minimumSizeHint().width()
        assert window.rect().contains(button.mapTo(window, button.rect().bottomRight()))


def test_the_window_comes_back_where_it_was(start: Callable[[], Program]) -> None:
    program = start()
    program.window.resize(671, 533)
    program.window.close()
    program.close()
    assert (start().window.width(), start().window.height()) == (671, 533)


def test_a_data_directory_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DataDirUnusable, match="cannot be made"):
        Instance(tmp_path / "file" / "data")


SECOND = "import sys, pathlib; from app.ui.instance import Instance; print(Instance(pathlib.Path(sys.argv[1])).claim())"


def test_a_second_start_raises_the_first_window_and_ends(tmp_path: Path, qtbot: QtBot) -> None:
    first, other = Instance(tmp_path / "a"), Instance(tmp_path / "b")
    assert first.claim()
    first.listen()
    second = QProcess()
    with qtbot.waitSignals([first.raised, second.finished]):
        second.start(sys.executable, ["-c", SECOND, str(tmp_path / "a")])
    assert bytes(second.readAllStandardOutput().data()).strip() == b"False"
    assert other.claim()
    first.release()
    again = Instance(tmp_path / "a")
    assert again.claim()
    again.release()
    other.release()


def test_a_start_while_the_first_copy_is_closing_waits_and_opens_the_window(tmp_path: Path) -> None:
    first, second = Instance(tmp_path / "a"), Instance(tmp_path / "a")
    assert first.claim()
    first.listen()
    first.deafen()
    threading.Timer(0.2, first.release).start()
    assert second.claim()
    second.release()


def test_the_question_mark_lists_the_keys_and_escape_goes_back_to_the_card(program: Program, press) -> None:  # type: ignore[no-untyped-def]
    program.window.start()
    press(program, Qt.Key.Key_Space)
    face = program.window.review.face
    press(program, Qt.Key.Key_Question)
    assert program.window.keys is not None
    assert program.window.pages.currentWidget() is program.window.keys
    assert "Ctrl+Z" in program.window.keys.text.toPlainText()
    press(program, Qt.Key.Key_Escape)
    assert program.window.pages.currentWidget() is program.window.review
    assert program.window.review.face is face
    press(program, Qt.Key.Key_3)
    assert program.window.review.face is not face


def test_a_damaged_file_is_set_aside_and_the_newest_backup_taken_up(
    start: Callable[[], Program],
    press: Callable[..., None],
    paths: Paths,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    program = start()
    program.window.start()
    press(program, Qt.Key.Key_Space)
    press(program, Qt.Key.Key_3)
    program.window.close()
    program.close()
    backup(paths.database, paths.backups, program._now() + 1000, "by-hand")
    paths.database.write_bytes(b"no database" * 1000)
    said: list[str] = []

    def choose(box: QMessageBox) -> int:
        said.append(box.text())
        box.buttons()[0].click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", choose)
    program = start()
    assert "is damaged" in said[0]
    assert program.window.study is not None
    assert program.window.study.overview().reviewed == 1
    assert len(list(paths.data_dir.glob("damaged-*.sqlite"))) == 1


def test_the_rail_has_room_for_its_words_after_the_text_grew_while_it_was_hidden(program: Program) -> None:
    window = program.window
    window.resize(600, 500)
    assert not window.rail.isVisible()
    program.theme.resize_text(200)
    window.resize(1900, 1000)
    assert window.rail.isVisible()
    widest = max(stop.fontMetrics().horizontalAdvance(stop.text()) for stop in window.rail.stops.values())
    assert window.rail.width() > widest + 20
