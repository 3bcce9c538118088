"""The course map by keyboard: what a row and a lesson tell, and where the ways lead. And the code task's page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDesktopServices, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

import app.opening
from app import code_task
from app.course import Lesson, Part, Stage
from app.storage.records import Evidence
from app.ui import actions
from app.ui.course import CoursePage
from app.ui.course_lesson import LeftOutWords, Way
from tests.app.ui.desk import TestDesk, in_window, make_desk

NOW = 1_772_442_000_000
Key = Qt.Key


def deck(name: str, part: str, extra: str = "") -> str:
    return (
        f"---\nid: {name}\ntitle: Lesson {name}\npart: {part}\ntags: [x]\n---\n\n"
        f"## What is {name}? {{#{name}-plain .easy}}\n\nThis.\n\nSource: s\n\n"
        f"## Say both of {name} {{#{name}-points .medium}}\n\n- [ ] **alpha**\n- [ ] beta\n\nSource: s\n\n"
        f"## Design {name} {{#{name}-prompt .hard .prompt minutes=30}}\n\nLike this.\n\nSource: s\n\n{extra}"
    )


CHOICE = "## Which? {#two-choice .easy .choice}\n\n- [x] one :: yes\n- [ ] two :: no\n\nSource: s\n"
TASK = f"## Write it {{#{code_task.CARD} .hard}}\n\nSo.\n\nSource: s\n"


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestDesk]:
    bank = tmp_path / "bank"
    bank.mkdir()
    decks = (deck("one", "Part A"), deck("two", "Part A", CHOICE), deck("three", "Part B", TASK))
    for number, text in enumerate(decks):
        (bank / f"{number}.md").write_text(text, encoding="utf-8")
    monkeypatch.setattr(app.opening, "bundled_decks", lambda: bank)
    sheets = tmp_path / "data" / "sheets"
    sheets.mkdir(parents=True)
    front = "---\nid: mine\ntitle: My sheet\nsubtitle: Of mine\nlessons: [one]\norder: 1\n---\n"
    (sheets / "mine.md").write_text(f"{front}\n## Box\n\nText.\n\nSource: s\n", encoding="utf-8")
    made = make_desk(tmp_path / "data", lambda: NOW)
    yield made
    made.close()


@pytest.fixture
def page(qtbot: QtBot, desk: TestDesk) -> Iterator[CoursePage]:
    with in_window(lambda window: CoursePage(desk, window)) as made:
        enter(qtbot, made)
        yield made


def enter(qtbot: QtBot, page: CoursePage, lesson: str = "") -> None:
    page.enter(lesson=lesson)
    qtbot.waitUntil(lambda: not page.desk.tasks.busy)


def press(page: QWidget, *keys: Key) -> None:
    for key in keys:
        QTest.keyClick(QApplication.focusWidget() or page, key)


def current(page: CoursePage) -> str:
    what = page.tree.current()
    return what.deck.id if isinstance(what, Lesson) else what.title if isinstance(what, Part) else ""


def words(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]


def ways(page: CoursePage) -> dict[str, Way]:
    return {way.text(): way for way in page.pane.findChildren(Way) if way.isVisibleTo(page.pane)}


def test_the_headline_counts_lessons_and_the_definition_stands_below(page: CoursePage) -> None:
    assert page.said.text().startswith("0 of 3 lessons known")
    assert page.definition.isVisible()
    assert "21 days" in page.definition.text()


def test_arrows_move_and_open_and_close_parts(page: CoursePage) -> None:
    assert current(page) == "Part A"
    press(page, Key.Key_Down)
    assert current(page) == "one"
    press(page, Key.Key_Down, Key.Key_Down)
    assert current(page) == "Part B"
    press(page, Key.Key_Right, Key.Key_Down)
    assert current(page) == "three"
    press(page, Key.Key_Up, Key.Key_Return, Key.Key_Up)
    assert current(page) == "two"


@pytest.mark.parametrize(
    ("key", "way"),
    [
        (Key.Key_R, ("review", {"deck_ids": ("two",)})),
        (Key.Key_Q, ("quiz", {"deck_ids": ("two",)})),
        (Key.Key_C, ("browse", {"query": "lesson:two"})),
    ],
)
def test_a_key_reviews_quizzes_or_shows_the_cards_of_the_lesson(
    page: CoursePage, desk: TestDesk, key: Key, way: tuple[str, dict[str, object]]
) -> None:
    press(page, Key.Key_Down, Key.Key_Down, key)
    assert desk.ways == [way]


def test_a_part_stands_for_its_lessons(page: CoursePage, desk: TestDesk) -> None:
    press(page, Key.Key_R, Key.Key_Q, Key.Key_C)
    ids = ("one", "two")
    assert desk.ways == [
        ("review", {"deck_ids": ids}),
        ("quiz", {"deck_ids": ids}),
        ("browse", {"query": 'part:"Part A"'}),
    ]


def test_a_lesson_without_quiz_cards_offers_no_quiz(page: CoursePage, desk: TestDesk) -> None:
    press(page, Key.Key_Down, Key.Key_Q)
    assert desk.ways == []
    assert not page.pane.quiz_button.isEnabled()


def test_a_lesson_leads_to_its_sheet_and_its_prompt(page: CoursePage, desk: TestDesk) -> None:
    press(page, Key.Key_Down)
    found = ways(page)
    assert set(found) == {"My sheet", "Mock interview: Design one"}
    for way in found.values():
        way.setFocus()
        press(page, Key.Key_Space)
    assert desk.ways == [("sheets", {"sheet": "mine"}), ("interview", {"prompt": "one-prompt"})]


@pytest.mark.parametrize("wide", [320, 700, 1200])
def test_a_way_shows_its_words_and_note_whole_whatever_the_width(page: CoursePage, wide: int) -> None:
    """Neither is shortened, and they do not overlap: a long note goes below, a short one stands at the right."""
    long_note = "Before changing anything that a client you have never met may depend on"
    below = Way(page.desk.theme, "Versioning and compatibility of public interfaces", long_note, list, page)
    beside = Way(page.desk.theme, "Drills", "3 cards", list, page)
    for way in (below, beside):
        way.resize(wide, way.heightForWidth(wide))
        words, note = way.boxes(wide)
        assert not words.intersects(note)
        assert way.rect().contains(words)
        assert way.rect().contains(note)
    font = below.fontMetrics()
    assert below.boxes(wide)[0].width() * below.boxes(wide)[0].height() >= font.horizontalAdvance(below.text())
    assert below.boxes(wide)[1].top() > below.boxes(wide)[0].bottom()
    assert beside.boxes(wide)[1].left() > beside.boxes(wide)[0].right()
    assert beside.height() < below.height()


def test_what_was_left_out_last_time_is_told_until_it_is_covered(
    qtbot: QtBot, page: CoursePage, desk: TestDesk
) -> None:
    day = desk.study.today()
    desk.progress.grade(
        "one-points", 3, day, duration_ms=1, at_ms=NOW, evidence=Evidence(said=("beta",), missed=("alpha",))
    )
    enter(qtbot, page)
    press(page, Key.Key_Down)
    told = words(page.pane)
    assert "Last time you left out" in told
    left_out = page.pane.findChild(LeftOutWords)
    assert left_out is not None
    assert left_out.accessibleName() == "Say both of one: alpha."
    question, points = left_out.findChildren(QLabel)
    shown = QTextDocument()
    shown.setHtml(points.text())
    assert (question.text(), shown.toPlainText().split()) == ("Say both of one", ["\u2022", "alpha"])
    assert "1 of 2 key points covered (50 %)" in page.pane.points.text()
    desk.progress.grade(
        "one-points", 5, day, kind="repeat", duration_ms=1, at_ms=NOW + 1, evidence=Evidence(said=("alpha", "beta"))
    )
    enter(qtbot, page)
    assert "Last time you left out" not in words(page.pane)
    assert "2 of 2 key points covered (100 %)" in page.pane.points.text()


def test_counting_again_keeps_the_row_and_what_is_open(qtbot: QtBot, page: CoursePage, desk: TestDesk) -> None:
    press(page, Key.Key_Down, Key.Key_Down)
    desk.progress.grade("two-plain", 5, desk.study.today(), duration_ms=1, at_ms=NOW)
    page.refresh()
    qtbot.waitUntil(lambda: not desk.tasks.busy)
    what = page.tree.current()
    assert isinstance(what, Lesson)
    assert (what.deck.id, what.tally.stage) == ("two", Stage.LEARNING)
    press(page, Key.Key_Up)
    assert current(page) == "one"


def test_another_page_can_ask_for_a_lesson_in_a_closed_part(qtbot: QtBot, page: CoursePage) -> None:
    enter(qtbot, page, "three")
    assert current(page) == "three"
    assert page.pane.frame.heading.text() == "Lesson three"
    enter(qtbot, page, "no-such-lesson")
    assert current(page) == "three"


def test_the_place_kept_from_one_start_to_the_next_is_the_lesson(qtbot: QtBot, page: CoursePage) -> None:
    assert page.place() == {}
    page.tree.go_to("three")
    kept = page.place()
    page.tree.go_to("one")
    page.enter(**kept)
    qtbot.waitUntil(lambda: not page.desk.tasks.busy)
    assert current(page) == "three"


def test_each_row_says_in_words_what_it_shows(page: CoursePage) -> None:
    item = page.tree.topLevelItem(0)
    assert item is not None
    role = Qt.ItemDataRole.AccessibleTextRole
    assert item.data(0, role) == "Part A: 0 of 2 lessons known"
    lesson = item.child(0)
    assert lesson is not None
    said = "Lesson one: new, 0 of 2 cards known, 0 learning, 0 % of the key points covered"
    assert lesson.data(0, role) == said


def test_in_a_narrow_window_map_and_lesson_take_turns(page: CoursePage) -> None:
    page.window().resize(700, 500)
    assert page.tree.isVisible()
    assert not page.pane.isVisible()
    press(page, Key.Key_Down, Key.Key_Return)
    assert page.pane.isVisible()
    assert not page.tree.isVisible()
    assert page.step_back()
    assert page.tree.isVisible()
    assert page.tree.hasFocus()
    assert not page.step_back()


@pytest.mark.parametrize(("width", "height"), [(480, 400), (800, 600), (1280, 800)])
@pytest.mark.parametrize("text_size", [80, 150, 200])
def test_nothing_is_clipped(page: CoursePage, desk: TestDesk, width: int, height: int, text_size: int) -> None:
    desk.theme.resize_text(text_size)
    page.tree.go_to("three")
    page.open_lesson()
    page.window().resize(width, height)
    QApplication.sendPostedEvents()
    for index, place in ((0, page.pane), (1, page.task_view)):
        page.stack.setCurrentIndex(index)
        QApplication.sendPostedEvents()
        assert (page.width(), page.height()) == (width, height)
        for button in place.findChildren(QAbstractButton):
            if button.isVisible():
                right = button.mapTo(page, QPoint(button.width(), 0)).x()
                assert right <= width, button.text()
                assert button.width() >= min(button.minimumSizeHint().width(), width // 2), button.text()
    desk.theme.resize_text(100)


def test_every_control_has_a_name(page: CoursePage) -> None:
    page.tree.go_to("three")
    unnamed = [b for b in page.findChildren(QAbstractButton) if not (b.accessibleName() or b.text())]
    assert unnamed == []
    assert page.tree.accessibleName()
    assert page.pane.bar.accessibleName()


def test_no_key_means_two_things_on_these_pages() -> None:
    for group in ("Course", "Code task", "Quiz"):
        for spec in actions.SPECS:
            if spec.group == group:
                assert actions.clash(spec.name, spec.keys) == "", spec.name


# ---- the code task ----------------------------------------------------------------------------------


@pytest.fixture
def task_page(page: CoursePage) -> CoursePage:
    """The code task, reached from its card's lesson."""
    page.tree.go_to("three")
    ways(page)["Write verify_webhook in your own editor"].click()
    assert page.stack.currentIndex() == 1
    return page


def choose(qtbot: QtBot, page: CoursePage, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    QTest.keyClick(page.task_view, Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not page.desk.tasks.busy)


def test_only_the_lesson_of_the_card_offers_the_task(page: CoursePage) -> None:
    page.tree.go_to("one")
    assert "Write verify_webhook in your own editor" not in ways(page)


def test_nothing_runs_before_a_folder_was_chosen(task_page: CoursePage, desk: TestDesk) -> None:
    task_page.task_view.run()
    assert not desk.tasks.busy
    assert not task_page.task_view.run_button.isEnabled()
    assert task_page.task_view.choose_button.hasFocus()


def test_before_a_run_the_task_stands_together_at_the_top_and_says_what_to_do_first(
    qtbot: QtBot, task_page: CoursePage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = task_page.task_view
    QApplication.sendPostedEvents()
    bottom = view.run_button.mapTo(view, QPoint(0, view.run_button.height())).y()
    assert bottom < view.height() / 2
    assert view.about.isVisible()
    assert (view.choose_button.property("primary"), view.run_button.property("primary")) == (True, False)
    choose(qtbot, task_page, tmp_path, monkeypatch)
    assert (view.choose_button.property("primary"), view.run_button.property("primary")) == (False, True)


def test_the_task_is_written_run_when_asked_and_its_result_shown(
    qtbot: QtBot, task_page: CoursePage, desk: TestDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = task_page.task_view
    folder = tmp_path / "work"
    folder.mkdir()
    choose(qtbot, task_page, folder, monkeypatch)
    assert sorted(path.name for path in folder.iterdir()) == sorted(code_task.FILES)
    assert desk.sentences == ["3 files written: begin with README.md."]
    assert not view.verdict.isVisible()
    QTest.keyClick(view, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert view.line.isVisible()
    qtbot.waitUntil(lambda: not desk.tasks.busy, timeout=20_000)
    assert view.verdict.text() == "0 of 18 tests passed."
    document = view.text.document_shown
    assert document is not None
    assert "NotImplementedError: write verify_webhook" in document.toPlainText()
    task_page.window().resize(800, 410)
    QApplication.sendPostedEvents()
    assert view.heading.isVisible()
    assert not view.about.isVisible()  # the result needs the height
    assert not view.line.isVisible()


def test_a_run_can_be_cancelled(
    qtbot: QtBot, task_page: CoursePage, desk: TestDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    choose(qtbot, task_page, folder, monkeypatch)
    (folder / "webhook.py").write_text("import threading\nthreading.Event().wait()\n", encoding="utf-8")
    task_page.task_view.run()
    task_page.task_view.line.stop.click()
    qtbot.waitUntil(lambda: not desk.tasks.busy, timeout=20_000)
    assert task_page.task_view.verdict.text() == "Stopped."
    assert task_page.task_view.run_button.isEnabled()


def test_the_folder_is_remembered_and_opened_in_the_file_manager(
    qtbot: QtBot, task_page: CoursePage, desk: TestDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "thesis.txt").write_text("mine", encoding="utf-8")
    choose(qtbot, task_page, folder, monkeypatch)
    again = CoursePage(desk)
    qtbot.addWidget(again)
    assert again.task_view.folder == folder / "webhook-task"
    opened: list[str] = []

    def open_url(url: object) -> bool:
        opened.append(url.toLocalFile())  # type: ignore[attr-defined]
        return False

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    again.task_view.open_folder()
    assert [Path(path) for path in opened] == [folder / "webhook-task"]
    assert "cannot be opened from here" in desk.sentences[-1]


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(
    qtbot: QtBot, task_page: CoursePage, desk: TestDesk, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    task_page.task_view.write_to(tmp_path / "file")
    qtbot.waitUntil(lambda: not desk.tasks.busy)
    assert "cannot be written to" in desk.sentences[-1]
    assert task_page.task_view.folder is None
    assert task_page.task_view.choose_button.isEnabled()


def test_back_goes_from_the_task_to_its_lesson(task_page: CoursePage) -> None:
    assert task_page.step_back()
    assert task_page.stack.currentIndex() == 0
    assert current(task_page) == "three"
