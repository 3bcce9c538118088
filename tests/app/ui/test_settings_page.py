"""The page of settings, in the running program: each setting works at once, is kept, is found, and can be reset."""

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app import wording
from app.paths import Paths
from app.settings import Settings, load_settings
from app.storage.backup import backups_in
from app.ui import actions
from app.ui.fields import Choice, ClockTime, Field, Folder, Folders, Number, Switch, Text
from app.ui.key_editor import written
from app.ui.main import Program
from app.ui.settings import SettingsPage

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture(autouse=True)
def _own_keys() -> Iterator[None]:
    yield
    actions.use_keys({})
    wording.use_dates(None)


@pytest.fixture
def page(program: Program) -> SettingsPage:
    """The page, in front, in a window with room."""
    program.window.resize(1100, 800)
    program.window.go("settings")
    page = program.window.pages.currentWidget()
    assert isinstance(page, SettingsPage)
    return page


def field(page: SettingsPage, name: str) -> Field:
    return page.rows[name].field


def settled(qtbot: QtBot, program: Program) -> None:
    """What was changed is saved, and read again."""
    qtbot.waitUntil(lambda: not program.tasks.busy)


def test_every_setting_has_its_row_or_is_a_key() -> None:
    """No setting can be reached by editing the file alone."""
    assert {each.name for each in fields(Settings)} - {"keys"} == set(ROWS)


ROWS = (
    "new_per_day", "reviews_per_day", "order", "six_grades", "answer_box", "timer", "leech_lapses", "theme",
    "text_size", "deck_folders", "backup_folder", "dates", "rollover_hour", "time_zone", "reminder",
)  # fmt: skip


def test_the_page_has_a_row_for_each(page: SettingsPage) -> None:
    assert set(page.rows) == set(ROWS)


def test_a_number_counts_at_once_and_is_kept(program: Program, page: SettingsPage, qtbot: QtBot, paths: Paths) -> None:
    """Four cards are new in the bank; with a limit of two, two are asked, without a restart."""
    number = field(page, "new_per_day")
    assert isinstance(number, Number)
    number.box.setValue(2)
    qtbot.waitUntil(lambda: program.window.study is not None and program.window.study.overview().new == 2)
    settled(qtbot, program)
    assert load_settings(paths.settings)[0].new_per_day == 2


def test_a_number_that_was_only_just_typed_counts_when_the_page_is_left(
    program: Program, page: SettingsPage, qtbot: QtBot
) -> None:
    number = field(page, "new_per_day")
    assert isinstance(number, Number)
    number.box.setValue(3)
    program.window.go("today")
    assert program.window.settings.new_per_day == 3
    settled(qtbot, program)


def test_counting_up_reads_the_decks_once_and_ends_with_the_last_value(
    program: Program, page: SettingsPage, qtbot: QtBot
) -> None:
    """Two changes in a row cannot end with the study of the first."""
    desk = program.window.desk
    for limit in (1, 2, 3, 1, 3):
        desk.change(replace(desk.settings, new_per_day=limit))
    settled(qtbot, program)
    assert program.window.study is not None
    assert program.window.study.overview().new == 3


def test_a_limit_of_reviews_can_be_switched_on_and_off(program: Program, page: SettingsPage, qtbot: QtBot) -> None:
    number = field(page, "reviews_per_day")
    assert isinstance(number, Number)
    assert number.switch is not None
    assert not number.box.isEnabled()
    number.switch.click()
    assert program.window.settings.reviews_per_day == 200
    assert number.box.isEnabled()
    number.switch.click()
    assert program.window.settings.reviews_per_day is None
    settled(qtbot, program)


def test_six_grades_the_timer_and_the_box_are_there_on_the_next_look(
    program: Program, page: SettingsPage, qtbot: QtBot
) -> None:
    for name in ("six_grades", "timer", "answer_box"):
        switch = field(page, name)
        assert isinstance(switch, Switch)
        switch.box.click()
    settled(qtbot, program)
    program.window.start()
    review = program.window.review
    assert review.head.timer.text() == "0:00"
    assert review.box.isVisible()
    review.reveal()
    assert len(review.grades) == 6
    program.window.show_keys()
    assert program.window.keys is not None
    assert "Blackout" in program.window.keys.text.toPlainText()


def test_the_order_of_the_course_is_followed_at_once(program: Program, page: SettingsPage, qtbot: QtBot) -> None:
    choice = field(page, "order")
    assert isinstance(choice, Choice)
    QTest.keyClick(choice.box, Qt.Key.Key_Down)
    assert program.window.settings.order == "course"
    settled(qtbot, program)
    assert program.window.study is not None
    assert program.window.study._limits.order == "course"


def test_the_hour_of_a_new_day_moves_the_study_day(program: Program, page: SettingsPage, qtbot: QtBot) -> None:
    """At nine in the morning, with a day that begins at ten, it is still yesterday."""
    zone = field(page, "time_zone")
    assert isinstance(zone, Text)
    zone.box.setText("UTC")
    zone.flush()
    settled(qtbot, program)
    choice = field(page, "rollover_hour")
    assert isinstance(choice, Choice)
    choice.box.activated.emit(10)
    settled(qtbot, program)
    program.window.show_today()
    assert program.window.today.heading.text() == "Sunday, 1 March"


def test_a_time_zone_that_is_none_is_refused_in_a_sentence(program: Program, page: SettingsPage) -> None:
    zone = field(page, "time_zone")
    assert isinstance(zone, Text)
    zone.box.setText("Mars/Olympus")
    zone.flush()
    assert program.window.settings.time_zone is None
    assert "Mars/Olympus" in page.rows["time_zone"].problem.text()
    assert not page.rows["time_zone"].problem.isHidden()


def test_theme_and_text_size_follow_the_menu_and_the_page_alike(
    program: Program, page: SettingsPage, qtbot: QtBot
) -> None:
    program.window.choose_theme("dark")
    program.window.resize_text(1)
    theme, size = field(page, "theme"), field(page, "text_size")
    assert isinstance(theme, Choice)
    assert isinstance(size, Number)
    assert theme.box.currentText() == "Dark"
    assert size.box.value() == 110
    theme.box.activated.emit(1)
    assert not program.theme.ink.dark
    assert [name for name, action in program.window.menus._themes.items() if action.isChecked()] == ["light"]
    settled(qtbot, program)


def test_another_backup_folder_has_a_backup_at_once(
    program: Program, page: SettingsPage, qtbot: QtBot, tmp_path: Path, paths: Paths
) -> None:
    """And a folder that cannot be written is complained about now, not on the day it is needed."""
    folder = field(page, "backup_folder")
    assert isinstance(folder, Folder)
    before = list(paths.backups.glob("*"))
    folder.chosen.emit(str(tmp_path / "elsewhere"))
    settled(qtbot, program)
    assert [each.reason for each in backups_in(tmp_path / "elsewhere")] == ["daily"]
    assert list(paths.backups.glob("*")) == before
    (tmp_path / "file").write_text("")
    folder.chosen.emit(str(tmp_path / "file" / "below"))
    settled(qtbot, program)
    assert "cannot be made" in program.window.notice.text


def test_a_deck_folder_is_read_at_once_and_can_be_taken_off(
    program: Program, page: SettingsPage, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "two.md").write_text(
        "---\nid: two\ntitle: Two\npart: Part B\ntags: [x]\n---\n\n## Q? {#two-q .easy}\n\nA.\n\nSource: s\n"
    )
    folders = field(page, "deck_folders")
    assert isinstance(folders, Folders)
    folders.chosen.emit((str(tmp_path / "mine"),))
    settled(qtbot, program)
    assert program.window.study is not None
    assert program.window.study.overview().new == 5
    (off,) = (each for each in folders.findChildren(QAbstractButton) if each.text() == "Remove")
    off.click()
    settled(qtbot, program)
    assert program.window.settings.deck_folders == ()
    assert program.window.study.overview().new == 4


def test_a_folder_that_holds_everything_is_no_deck_folder(
    program: Program, page: SettingsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ids are written into decks: nobody's whole home is read as decks by a slip."""
    monkeypatch.setenv("HOME", str(tmp_path / "home" / "me"))
    for wide in (tmp_path / "home" / "me", tmp_path / "home", Path("/")):
        field(page, "deck_folders").chosen.emit((str(wide),))
        assert program.window.settings.deck_folders == ()
        assert str(wide) in page.rows["deck_folders"].problem.text()


def test_a_reminder_is_a_time_or_nothing(program: Program, page: SettingsPage, qtbot: QtBot) -> None:
    reminder = field(page, "reminder")
    assert isinstance(reminder, ClockTime)
    reminder.switch.click()
    assert program.window.settings.reminder == "18:00"
    reminder.switch.click()
    assert program.window.settings.reminder is None
    settled(qtbot, program)


def test_reset_is_there_while_a_value_differs_and_puts_the_default_back(
    program: Program, page: SettingsPage, qtbot: QtBot
) -> None:
    reset = page.rows["six_grades"].reset
    assert not reset.isVisible()
    switch = field(page, "six_grades")
    assert isinstance(switch, Switch)
    switch.box.click()
    assert reset.isVisible()
    assert reset.accessibleName() == "Reset Grades to off"
    reset.click()
    assert not program.window.settings.six_grades
    assert not switch.box.isChecked()
    assert not reset.isVisible()
    settled(qtbot, program)


def test_reset_puts_back_every_setting(program: Program, page: SettingsPage, qtbot: QtBot, tmp_path: Path) -> None:
    """Whatever was chosen, all resets together are the defaults."""
    other = Settings(
        1, 2, 5, True, "dark", 110, (str(tmp_path),), "UTC", 3, "course", True, True, str(tmp_path), "system", "07:00"
    )
    program.window.desk.change(other)
    for row in page.rows.values():
        assert row.reset.isVisible()
        row.reset.click()
    assert program.window.settings == Settings()
    settled(qtbot, program)


def test_search_shows_what_has_all_the_words_and_esc_empties_it(program: Program, page: SettingsPage) -> None:
    page.search.setText("limit day")
    assert [name for name, row in page.rows.items() if row.isVisible()] == ["new_per_day", "reviews_per_day"]
    assert not page.keys.isVisible()
    page.search.setText("undo")
    assert not any(row.isVisible() for row in page.rows.values())
    assert page.keys.isVisible()
    shown = [name for name, item in page.keys._items.items() if not item.isHidden()]
    assert "undo" in shown
    assert "grade-1" not in shown
    page.search.setText("no such thing anywhere")
    assert page.nothing.isVisible()
    program.window.leave()
    assert page.search.text() == ""
    assert all(row.isVisible() for row in page.rows.values())
    program.window.leave()
    assert program.window.pages.currentWidget() is program.window.today


def test_the_wheel_over_a_control_scrolls_the_page_and_changes_nothing(page: SettingsPage) -> None:
    number = field(page, "new_per_day")
    assert isinstance(number, Number)
    middle = QPointF(number.box.rect().center())
    turned = QWheelEvent(
        middle, QPointF(number.box.mapToGlobal(middle.toPoint())), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        NONE, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(number.box, turned)
    assert number.box.value() == 20


# ---- keys -----------------------------------------------------------------------------------------


def press_for(page: SettingsPage, name: str, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    """Give an action the key, the way its reader does."""
    page.keys.mark(name)
    page.keys.tree.setFocus()
    QTest.keyClick(page.keys.tree, Qt.Key.Key_Return)
    QTest.keyClick(page.keys.catcher, key, modifier)


def test_other_keys_work_at_once_and_the_old_ones_no_longer(
    program: Program, page: SettingsPage, qtbot: QtBot, paths: Paths, press: Callable[..., None]
) -> None:
    press_for(page, "reveal", Qt.Key.Key_X)
    assert program.window.settings.keys == {"reveal": ("X",)}
    settled(qtbot, program)
    assert load_settings(paths.settings)[0].keys == {"reveal": ("X",)}
    program.window.start()
    press(program, Qt.Key.Key_Space)
    assert not program.window.review.revealed
    press(program, Qt.Key.Key_X)
    assert program.window.review.revealed


def test_a_key_that_is_taken_is_refused_with_who_has_it(program: Program, page: SettingsPage) -> None:
    press_for(page, "bury", Qt.Key.Key_S)
    assert program.window.settings.keys == {}
    assert "S is taken: “Suspend card” has it" in page.keys.said.text()
    assert page.keys.catcher.isVisible()
    QTest.keyClick(page.keys.catcher, Qt.Key.Key_Escape)
    assert not page.keys.catcher.isVisible()
    assert program.window.pages.currentWidget() is page


@pytest.mark.parametrize(
    ("name", "key", "other"),
    [
        ("bury", "C", "Tick a point"),  # a letter of a point
        ("bury", "5", "One of the six grades"),
        ("undo", "2", "Hard"),  # counts on every page, so also where grades do
        ("browse-edit", "Ctrl+Z", "Undo"),
        ("quiz-start", "Return", ""),  # shared with the next question on purpose
        ("browse-edit", "S", "Suspend or bring back"),
        ("course-quiz", "S", ""),  # pages do not disturb each other
        ("grade-2", "5", ""),
    ],
)
def test_keys_clash_where_both_count_and_nowhere_else(name: str, key: str, other: str) -> None:
    assert actions.clash(name, (key,)).startswith(other)
    assert bool(actions.clash(name, (key,))) == bool(other)


def test_no_action_clashes_with_another_as_it_comes() -> None:
    assert {spec.name: found for spec in actions.SPECS if (found := actions.clash(spec.name, spec.keys))} == {}


def test_keys_can_be_added_taken_off_and_reset(program: Program, page: SettingsPage, qtbot: QtBot) -> None:
    page.keys.mark("undo")
    page.keys.add_button.click()
    QTest.keyClick(page.keys.catcher, Qt.Key.Key_U, CTRL)
    assert dict(program.window.settings.keys) == {"undo": ("Ctrl+Z", "Ctrl+U")}
    page.keys.none_button.click()
    assert dict(program.window.settings.keys) == {"undo": ()}
    assert program.window.menus.undo.shortcuts() == []
    page.keys.reset_button.click()
    assert program.window.settings.keys == {}
    assert program.window.menus.undo.shortcuts() == [QKeySequence("Ctrl+Z")]
    settled(qtbot, program)


def test_keys_that_another_has_by_now_are_not_given_back_by_reset(program: Program, page: SettingsPage) -> None:
    press_for(page, "why", Qt.Key.Key_Y)
    press_for(page, "suspend", Qt.Key.Key_W)
    page.keys.mark("why")
    page.keys.reset_button.click()
    assert program.window.settings.keys["why"] == ("Y",)
    assert "W is taken" in page.keys.said.text()
    page.keys.all_button.click()
    assert program.window.settings.keys == {}


def test_letters_that_go_with_points_cannot_be_changed(page: SettingsPage) -> None:
    page.keys.mark("letters")
    assert not page.keys.change_button.isEnabled()
    page.keys.change()
    assert not page.keys.catcher.isVisible()


def test_buried_by_another_key_an_option_b_still_does_not_bury(program: Program, qtbot: QtBot) -> None:
    """The letters of a quiz win over the reader's own keys as they do over ours."""
    desk = program.window.desk
    desk.change(replace(desk.settings, keys={"bury": ("Shift+N", "N")}))
    settled(qtbot, program)
    program.window.start()
    assert program.window.review.bury_action.shortcuts() == [QKeySequence("Shift+N"), QKeySequence("N")]


@pytest.mark.parametrize(
    ("key", "modifiers", "text", "expected"),
    [
        (Qt.Key.Key_Question, SHIFT, "?", "?"),
        (Qt.Key.Key_Z, CTRL | SHIFT, "\x1a", "Ctrl+Shift+Z"),
        (Qt.Key.Key_B, SHIFT, "B", "Shift+B"),
        (Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier, "\r", "Return"),
        (Qt.Key.Key_Shift, SHIFT, "", ""),
        (Qt.Key.Key_F5, NONE, "", "F5"),
    ],
)
def test_what_is_pressed_is_written_as_the_table_writes_it(
    key: Qt.Key, modifiers: Qt.KeyboardModifier, text: str, expected: str
) -> None:
    assert written(QKeyEvent(QEvent.Type.KeyPress, key, modifiers, text)) == expected


# ---- looks ----------------------------------------------------------------------------------------


def test_every_control_is_named_and_reached_by_tab(page: SettingsPage) -> None:
    kinds = (QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit)
    controls = [
        each
        for each in page.findChildren(QWidget)
        if isinstance(each, kinds) and each.isVisible() and not each.objectName().startswith("qt_")
    ]
    assert [each for each in controls if not each.accessibleName()] == []
    assert [each for each in controls if each.isEnabled() and each.focusPolicy() == Qt.FocusPolicy.NoFocus] == []


@pytest.mark.parametrize(("width", "height"), [(480, 400), (800, 600), (1280, 800)])
@pytest.mark.parametrize("text_size", [80, 150, 200])
def test_it_fits(program: Program, page: SettingsPage, qtbot: QtBot, width: int, height: int, text_size: int) -> None:
    """Nothing is wider than the page, down to the smallest window with the largest text, nor squeezed."""
    program.window.resize(width, height)
    program.window.set_text_size(text_size)
    settled(qtbot, program)
    viewport = page.frame.area.viewport()
    qtbot.waitUntil(lambda: page.frame.inner.width() <= viewport.width())
    for row in page.rows.values():
        assert row.field.width() >= row.field.minimumSizeHint().width()


def test_what_a_search_hides_leaves_no_gap(page: SettingsPage) -> None:
    page.search.setText("new day")
    QApplication.sendPostedEvents()
    heading = next(words for words, rows in page._sections if page.rows["rollover_hour"] in rows)
    above = page.rows["new_per_day"]
    assert heading.y() - above.geometry().bottom() <= 12


@pytest.mark.parametrize(("width", "height", "text_size"), [(800, 600, 150), (800, 600, 100), (1280, 800, 150)])
def test_the_keys_to_press_and_their_action_are_seen_together(
    program: Program, page: SettingsPage, qtbot: QtBot, width: int, height: int, text_size: int
) -> None:
    program.window.resize(width, height)
    program.window.set_text_size(text_size)
    settled(qtbot, program)
    page.keys.tree.setFocus()
    QTest.keyClick(page.keys.tree, Qt.Key.Key_Return)
    area = page.frame.area
    item = page.keys.tree.currentItem()
    assert item is not None
    marked = page.keys.tree.visualItemRect(item).center()

    def seen() -> bool:
        places = (
            page.keys.tree.viewport().mapTo(area.viewport(), marked),
            page.keys.catcher.mapTo(area.viewport(), page.keys.catcher.rect().bottomLeft()),
        )
        return page.keys.catcher.hasFocus() and all(0 <= each.y() < area.viewport().height() for each in places)

    qtbot.waitUntil(seen)


def test_a_long_backup_folder_is_shown_whole(
    program: Program, page: SettingsPage, qtbot: QtBot, tmp_path: Path
) -> None:
    """Broken into lines where there is no room, and never cut off."""
    folder = field(page, "backup_folder")
    assert isinstance(folder, Folder)
    long = tmp_path / "somewhere_in_a_folder-with.a-long_name" / "and_another_one_below_it"
    program.window.resize(800, 600)
    folder.chosen.emit(str(long))
    settled(qtbot, program)
    assert folder.words.text().replace("\u200b", "") == str(long)
    words = folder.words
    qtbot.waitUntil(lambda: words.height() >= words.heightForWidth(words.width()))
    assert words.minimumSizeHint().width() <= words.width()
