"""The quiz by keyboard: feedback at once, a result by lesson, and a schedule that moves only when asked."""

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from pytestqt.qtbot import QtBot

import app.opening
from app.errors import StorageFull
from app.ui.main import Program
from app.ui.quiz import ASKING, CHOOSING, RESULT, QuizPage
from decks.library import load_library
from tests.app.ui.desk import TestDesk, in_window, make_desk

NOW = 1_772_442_000_000
Key = Qt.Key


def choice(name: str, number: int) -> str:
    """A quiz card; its right option is B for an even number, else D."""
    right = 1 if number % 2 == 0 else 3
    options = "".join(
        f"- [{'x' if option == right else ' '}] option {option} :: because {name} {number} {option}\n"
        for option in range(4)
    )
    return f"## Which of {name} {number}? {{#{name}-c{number} .easy .choice}}\n\n{options}\nSource: s\n\n"


def deck(name: str, choices: int) -> str:
    head = f"---\nid: {name}\ntitle: Lesson {name}\npart: Part\ntags: [x]\n---\n\n"
    plain = f"## What? {{#{name}-plain .easy}}\n\nThis.\n\nSource: s\n\n"
    return head + plain + "".join(choice(name, number) for number in range(choices))


@pytest.fixture
def quiz_bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "quiz-bank"
    folder.mkdir()
    for number, (name, choices) in enumerate((("one", 12), ("two", 2), ("none", 0))):
        (folder / f"{number}.md").write_text(deck(name, choices), encoding="utf-8")
    monkeypatch.setattr(app.opening, "bundled_decks", lambda: folder)
    return folder


@pytest.fixture
def desk(qapp: QApplication, quiz_bank: Path, tmp_path: Path) -> Iterator[TestDesk]:
    made = make_desk(tmp_path / "data", lambda: NOW)
    yield made
    made.close()


@pytest.fixture
def page(desk: TestDesk) -> Iterator[QuizPage]:
    with in_window(lambda window: QuizPage(desk, window, Random(7))) as made:
        made.enter()
        yield made


def hit(page: QuizPage, *keys: Key) -> None:
    for key in keys:
        QTest.keyClick(QApplication.focusWidget() or page, key)


def right_key(page: QuizPage) -> Key:
    assert page.question is not None
    return Key.Key_B if page.question.options[1].right else Key.Key_D


def shown(page: QuizPage) -> str:
    view = page.card if page.stack.currentIndex() == ASKING else page.result
    assert view.document_shown is not None
    return view.document_shown.toPlainText()


def answer_all(page: QuizPage, *, wrong: int = 0) -> None:
    """The first `wrong` answers are wrong, the others right."""
    while page.stack.currentIndex() == ASKING:
        if wrong:
            wrong -= 1
            hit(page, Key.Key_A)
        else:
            hit(page, right_key(page))
        hit(page, Key.Key_Space)


def test_every_lesson_is_ticked_at_first_and_enter_starts_ten_questions(page: QuizPage) -> None:
    assert page.counted.text() == "10 of the 14 questions of the ticked lessons will be asked."
    hit(page, Key.Key_Return)
    assert page.counter.text() == "1 of 10"
    assert "option 0" in shown(page)
    assert "because" not in shown(page)


@pytest.mark.parametrize(("key", "number"), [(Key.Key_A, 0), (Key.Key_3, 2), (Key.Key_4, 3)])
def test_a_letter_or_a_number_answers_and_why_each_option_is_right_or_wrong_is_told_at_once(
    page: QuizPage, key: Key, number: int
) -> None:
    page.start()
    note = page.question
    assert note is not None
    hit(page, key)
    assert all(option.why in shown(page) for option in note.options)
    right = next(n for n, option in enumerate(note.options) if option.right)
    assert page.card.marks.right == {right}
    assert page.card.marks.wrong == ({number} - {right})
    assert page.verdict.text() == ("Right." if number == right else f"Wrong: {'ABCD'[right]} is right.")


def test_the_first_answer_counts_and_there_is_no_next_before_it(page: QuizPage) -> None:
    page.start()
    note = page.question
    hit(page, Key.Key_Space, Key.Key_Return)
    assert page.question is note
    hit(page, Key.Key_A, right_key(page))
    assert page.card.marks.wrong == {0}
    hit(page, Key.Key_Return)
    assert page.question is not note
    assert page.counter.text() == "2 of 10"


def test_the_result_tells_each_lesson_and_what_was_missed_with_the_right_answer(page: QuizPage, desk: TestDesk) -> None:
    page.enter(deck_ids=("one", "two"))
    answer_all(page, wrong=3)
    assert page.stack.currentIndex() == RESULT
    text = shown(page)
    assert "7 of 10 right" in text
    assert "Lesson one" in text
    (kept,) = desk.progress.quizzes.list()
    assert (kept.asked, kept.right) == (10, 7)
    assert sum(asked for _, asked in kept.by_lesson.values()) == 10
    assert text.count("because") == 3


def test_a_quiz_moves_no_card_until_the_misses_are_put_into_the_review(page: QuizPage, desk: TestDesk) -> None:
    page.enter(deck_ids=("two",))
    answer_all(page, wrong=2)
    assert desk.progress.statuses() == {}
    touched: list[bool] = []
    desk.touched.connect(lambda: touched.append(True))
    hit(page, Key.Key_R)
    today = desk.study.today()
    assert {card_id: status.due_day for card_id, status in desk.progress.statuses().items()} == {
        "two-c0": today,
        "two-c1": today,
    }
    assert touched == [True]
    assert desk.sentences == ["2 cards put into today's review. Ctrl+Z takes that back."]
    assert not page.queue_button.isEnabled()
    desk.progress.undo()
    page.refresh()
    assert page.queue_button.isEnabled()
    assert desk.progress.statuses().get("two-c0") is None or desk.progress.statuses()["two-c0"].is_new


def test_without_a_miss_there_is_nothing_to_put_into_the_review(page: QuizPage) -> None:
    page.enter(deck_ids=("two",))
    answer_all(page)
    assert "Nothing was missed." in shown(page)
    assert not page.queue_button.isVisible()
    hit(page, Key.Key_N)
    assert page.stack.currentIndex() == ASKING


def test_past_quizzes_are_listed_newest_first(page: QuizPage) -> None:
    page.enter(deck_ids=("two",))
    answer_all(page, wrong=1)
    page.again()
    answer_all(page)
    assert page.step_back()
    texts = [label.text() for label in page.history.findChildren(QLabel)]
    assert texts == ["Monday, 2 March", "2 of 2", "Lesson two", "Monday, 2 March", "1 of 2", "Lesson two"]


def test_esc_ends_a_quiz_and_keeps_what_was_answered(page: QuizPage, desk: TestDesk) -> None:
    page.start()
    hit(page, Key.Key_A, Key.Key_Space, Key.Key_A)
    assert page.step_back()
    assert page.stack.currentIndex() == RESULT
    assert [kept.asked for kept in desk.progress.quizzes.list()] == [2]
    assert page.step_back()
    assert page.stack.currentIndex() == CHOOSING
    assert not page.step_back()
    assert len(desk.progress.quizzes.list()) == 1


def test_a_quiz_without_an_answer_leaves_nothing(page: QuizPage, desk: TestDesk) -> None:
    page.start()
    assert page.step_back()
    assert page.stack.currentIndex() == CHOOSING
    assert desk.progress.quizzes.list() == ()


def test_coming_back_to_the_page_goes_on_with_the_quiz(page: QuizPage) -> None:
    page.start()
    hit(page, Key.Key_A, Key.Key_Space)
    note = page.question
    page.enter()
    assert page.question is note
    assert page.counter.text() == "2 of 10"
    hit(page, Key.Key_A)
    page.enter()
    assert page.answered


def test_another_lesson_s_quiz_keeps_the_answers_of_the_one_under_way(page: QuizPage, desk: TestDesk) -> None:
    page.start()
    hit(page, Key.Key_A, Key.Key_Space)
    page.enter(deck_ids=("two",))
    assert page.counter.text() == "1 of 2"
    assert [kept.asked for kept in desk.progress.quizzes.list()] == [1]


def test_lessons_without_questions_are_told_and_start_nothing(page: QuizPage) -> None:
    page.enter(deck_ids=("none",))
    assert page.stack.currentIndex() == CHOOSING
    assert "tick another one" in page.counted.text()
    assert not page.start_button.isEnabled()
    page.lessons.tick(())
    assert page.counted.text() == "Tick the lessons to draw from."
    page.all_button.click()
    assert page.start_button.isEnabled()
    page.all_button.click()
    assert page.lessons.chosen() == ()


def test_a_suspended_card_is_not_asked(page: QuizPage, desk: TestDesk) -> None:
    desk.progress.suspend("two-c0", True)
    page.enter(deck_ids=("two",))
    assert page.counter.text() == "1 of 1"
    assert page.question is not None
    assert page.question.id == "two-c1"


def test_a_card_that_left_the_decks_meanwhile_is_passed_over(page: QuizPage, desk: TestDesk, quiz_bank: Path) -> None:
    page.enter(deck_ids=("two",))
    assert page.question is not None
    gone = page.question.id
    other = 1 - int(gone[-1])
    text = deck("two", 0) + choice("two", other)
    (quiz_bank / "1.md").write_text(text, encoding="utf-8")
    desk.study.library = load_library((quiz_bank,))
    page.refresh()
    assert page.question is not None
    assert page.question.id == f"two-c{other}"
    assert page.counter.text() == "1 of 1"
    answer_all(page)
    assert "1 of 1 right" in shown(page)


def test_a_result_that_cannot_be_written_is_told_and_still_shown(
    page: QuizPage, desk: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StorageFull("The disk is full: make room.", Path("p"))

    monkeypatch.setattr(desk.progress.quizzes, "add", full)
    page.enter(deck_ids=("two",))
    answer_all(page)
    assert desk.sentences == ["The answers are not kept yet. The disk is full: make room."]
    assert "2 of 2 right" in shown(page)


def test_answers_that_could_not_be_written_are_kept_with_the_next_one(
    page: QuizPage, desk: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StorageFull("The disk is full: make room.", Path("p"))

    page.start()
    with monkeypatch.context() as patched:
        patched.setattr(desk.progress.quizzes, "add", full)
        hit(page, Key.Key_A, Key.Key_Space)
    assert desk.progress.quizzes.list() == ()
    hit(page, Key.Key_A)
    assert [kept.asked for kept in desk.progress.quizzes.list()] == [2]


def test_a_quiz_broken_off_has_lost_no_answer(page: QuizPage, desk: TestDesk) -> None:
    """Closed or killed in the middle: each answer is on disk before the next question, in one result."""
    page.start()
    for asked, right in ((1, 0), (2, 1), (3, 1)):
        hit(page, right_key(page) if asked == 2 else Key.Key_A)
        (kept,) = desk.progress.quizzes.list()
        assert (kept.asked, kept.right) == (asked, right)
        assert sum(of for _, of in kept.by_lesson.values()) == asked
        hit(page, Key.Key_Space)


def test_a_click_on_an_option_answers(page: QuizPage) -> None:
    page.start()
    page.card.point_clicked.emit(2)
    assert page.answered


@pytest.mark.parametrize("name", ["light", "dark"])
def test_another_theme_keeps_the_answer_and_its_marks(page: QuizPage, desk: TestDesk, name: str) -> None:
    page.start()
    hit(page, Key.Key_A)
    before = page.card.marks, shown(page)
    desk.theme.choose(name)
    assert (page.card.marks, shown(page)) == before
    desk.theme.choose("light")


@pytest.mark.parametrize(("width", "height"), [(480, 400), (800, 600), (1280, 800)])
@pytest.mark.parametrize("text_size", [80, 150, 200])
def test_nothing_is_clipped(page: QuizPage, desk: TestDesk, width: int, height: int, text_size: int) -> None:
    desk.theme.resize_text(text_size)
    page.window().resize(width, height)
    page.enter(deck_ids=("two",))
    steps: tuple[Callable[[], None], ...] = (
        lambda: page.choose(0),
        lambda: answer_all(page, wrong=2),
        page.show_choosing,
    )
    for step in (lambda: None, *steps):
        step()
        QApplication.sendPostedEvents()
        assert (page.width(), page.height()) == (width, height)
        for button in page.findChildren(QAbstractButton):
            if button.isVisible():
                assert button.mapTo(page, QPoint(button.width(), 0)).x() <= width, button.text()
    desk.theme.resize_text(100)


def deck_of_part(number: int) -> str:
    return deck(f"part{number}", 1).replace("part: Part", f"part: Part {number:02}")


def many_parts(page: QuizPage, quiz_bank: Path) -> None:
    for number in range(13):
        (quiz_bank / f"part{number:02}.md").write_text(deck_of_part(number), encoding="utf-8")
    page.lessons.show_library(load_library([quiz_bank]))
    page.show_choosing()


@pytest.mark.parametrize(("width", "height", "text_size"), [(800, 600, 100), (800, 600, 150), (1280, 800, 150)])
def test_a_quiz_of_many_parts_is_started_without_scrolling(
    page: QuizPage, desk: TestDesk, quiz_bank: Path, width: int, height: int, text_size: int
) -> None:
    desk.theme.resize_text(text_size)
    page.window().resize(width, height)
    many_parts(page, quiz_bank)
    QApplication.sendPostedEvents()
    button = page.start_button
    assert page.rect().contains(button.mapTo(page, button.rect().bottomRight()))
    assert page.lessons.viewport().height() >= 6 * page.lessons.sizeHintForRow(0)
    desk.theme.resize_text(100)


def test_all_parts_are_on_show_where_there_is_room_and_again_after_the_window_grew(
    page: QuizPage, desk: TestDesk, quiz_bank: Path
) -> None:
    page.window().resize(800, 500)
    many_parts(page, quiz_bank)
    assert page.lessons.verticalScrollBar().maximum() > 0
    page.window().resize(1280, 800)
    QApplication.sendPostedEvents()
    assert page.lessons.verticalScrollBar().maximum() == 0


def test_every_control_has_a_name(page: QuizPage) -> None:
    assert [b for b in page.findChildren(QAbstractButton) if not (b.accessibleName() or b.text())] == []
    page.start()
    assert page.question is not None
    said = page.card.accessibleDescription()
    assert said.startswith("Which of")
    assert "B: option 1." in said


def test_from_the_map_to_a_quiz_its_misses_into_today_and_back_by_undo(
    qtbot: QtBot, program: Program, press: Callable[..., None]
) -> None:
    """In the real window, by keyboard alone."""
    window = program.window
    press(program, Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not program.tasks.busy)
    press(program, Key.Key_Down)
    press(program, Key.Key_Q)
    page = window.pages.currentWidget()
    assert isinstance(page, QuizPage)
    assert page.question is not None
    assert page.question.id == "one-choice"
    press(program, Key.Key_A)
    press(program, Key.Key_Space)
    assert page.stack.currentIndex() == RESULT
    assert window.study is not None
    assert window.study.overview().due == 0
    press(program, Key.Key_R)
    assert window.study.overview().due == 1
    press(program, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.study.overview().due == 0
    press(program, Key.Key_5, Qt.KeyboardModifier.ControlModifier)
    assert page.queue_button.isEnabled()
    press(program, Key.Key_Escape)
    assert page.stack.currentIndex() == CHOOSING
    press(program, Key.Key_Escape)
    assert window.pages.currentWidget() is window.today
