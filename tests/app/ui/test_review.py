"""A review by keyboard: what is asked, what a key does, and that nothing is lost."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.errors import StorageFull
from app.ui.browse import BrowsePage
from app.ui.main import Program
from cheatsheets import paint
from scheduler.memory import Quality

Key = Qt.Key
Press = Callable[..., None]
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def shown(program: Program) -> str:
    document = program.window.review.card.document_shown
    assert document is not None
    return document.toPlainText()


def asked(program: Program) -> str:
    face = program.window.review.face
    assert face is not None
    return face.card_id


def reviews(program: Program) -> int:
    assert program.window.study is not None
    return program.window.study.overview().reviewed


def begin(program: Program) -> None:
    program.window.start()


def go_to(program: Program, press: Press, card_id: str) -> None:
    """Grade Good until a card is asked."""
    while asked(program) != card_id:
        press(program, Key.Key_Space)
        press(program, Key.Key_3)


def test_enter_starts_space_reveals_and_a_number_grades(program: Program, press: Press) -> None:
    press(program, Key.Key_Return)
    first = asked(program)
    assert "Source" not in shown(program)
    press(program, Key.Key_Space)
    assert "Source" in shown(program)
    press(program, Key.Key_3)
    assert asked(program) != first
    assert reviews(program) == 1


def test_a_grade_before_the_answer_was_seen_is_not_taken(program: Program, press: Press) -> None:
    begin(program)
    press(program, Key.Key_3)
    assert reviews(program) == 0


def test_each_button_says_when_the_card_returns(program: Program, press: Press) -> None:
    begin(program)
    press(program, Key.Key_Space)
    names = [button.accessibleName() for button in program.window.review.grades.values()]
    assert names[0].startswith("Again, again today")
    assert names[1].startswith("Hard, again today")
    assert names[2].startswith("Good, 1 day")
    assert names[3].startswith("Easy, 1 day")


def test_ticked_points_propose_the_grade_and_space_accepts_it(program: Program, press: Press) -> None:
    begin(program)
    go_to(program, press, "one-points")
    review = program.window.review
    press(program, Key.Key_A)
    assert not review.revealed
    press(program, Key.Key_Space)
    assert review.proposed() is Quality.AGAIN
    for key, expected in ((Key.Key_A, 1), (Key.Key_C, 3), (Key.Key_D, 4), (Key.Key_E, 5), (Key.Key_A, 4)):
        press(program, key)
        assert review.proposed() == expected
    assert [q for q, button in review.grades.items() if button.proposed] == [Quality.GOOD]
    press(program, Key.Key_Space)
    assert program.window.study is not None
    assert program.window.study.summary().grades[Quality.GOOD] >= 1


def test_a_point_is_ticked_by_mouse_as_well(program: Program, press: Press) -> None:
    begin(program)
    go_to(program, press, "one-points")
    press(program, Key.Key_Space)
    card = program.window.review.card
    assert card.document_shown is not None
    box = paint.points(card.document_shown)[2]
    at = box.center().toPoint() - QPoint(0, card.verticalScrollBar().value())
    QTest.mouseClick(card.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert card.marks.ticked == frozenset({2})


def test_an_option_is_chosen_by_its_letter_and_says_why(program: Program, press: Press) -> None:
    begin(program)
    go_to(program, press, "one-choice")
    press(program, Key.Key_B)
    review = program.window.review
    assert review.revealed
    assert review.card.marks.right == frozenset({1})
    assert review.proposed() is Quality.GOOD
    assert "overload in general" in shown(program)


def test_a_wrong_option_proposes_again_and_marks_both(program: Program, press: Press) -> None:
    begin(program)
    go_to(program, press, "one-choice")
    press(program, Key.Key_D)
    marks = program.window.review.card.marks
    assert (marks.right, marks.wrong) == (frozenset({1}), frozenset({3}))
    assert program.window.review.proposed() is Quality.AGAIN


def test_a_cloze_hides_its_gap_until_revealed(program: Program, press: Press) -> None:
    begin(program)
    go_to(program, press, "one-cloze.c1")
    assert "Retry-After" not in shown(program)
    assert "seconds" in shown(program)
    press(program, Key.Key_Space)
    assert "Retry-After" in shown(program)


def test_a_card_graded_below_good_comes_back_until_it_is_good(program: Program, press: Press) -> None:
    begin(program)
    first = asked(program)
    press(program, Key.Key_Space)
    press(program, Key.Key_1)
    for _ in range(3):
        press(program, Key.Key_Space)
        press(program, Key.Key_3)
    assert asked(program) == first
    press(program, Key.Key_Space)
    assert program.window.review.grades[Quality.GOOD].accessibleName().startswith("Good, 1 day")
    press(program, Key.Key_3)
    assert program.window.pages.currentWidget() is program.window.summary


def test_undo_brings_the_card_back_with_its_place_and_redo_takes_it_again(program: Program, press: Press) -> None:
    begin(program)
    first = asked(program)
    press(program, Key.Key_Space)
    press(program, Key.Key_4)
    second = asked(program)
    press(program, Key.Key_Z, CTRL)
    assert asked(program) == first
    assert reviews(program) == 0
    press(program, Key.Key_Z, CTRL | SHIFT)
    assert asked(program) == second
    assert reviews(program) == 1


def test_undo_works_after_a_restart(start: Callable[[], Program], press: Press) -> None:
    program = start()
    begin(program)
    first = asked(program)
    press(program, Key.Key_Space)
    press(program, Key.Key_1)
    program.window.close()
    program.close()
    program = start()
    assert reviews(program) == 1
    press(program, Key.Key_Z, CTRL)
    assert asked(program) == first
    assert reviews(program) == 0


@pytest.mark.parametrize("key", [Key.Key_S, Key.Key_B])
def test_a_card_is_put_aside_and_comes_back_by_undo(program: Program, press: Press, key: Qt.Key) -> None:
    begin(program)
    first = asked(program)
    left = program.window.study.left  # type: ignore[union-attr]
    press(program, key)
    assert asked(program) != first
    assert "Ctrl+Z" in program.window.notice.text
    press(program, Key.Key_Z, CTRL)
    assert asked(program) == first
    assert program.window.study.left == left  # type: ignore[union-attr]


def test_b_chooses_an_option_and_shift_b_buries_while_a_quiz_waits(program: Program, press: Press) -> None:
    begin(program)
    go_to(program, press, "one-choice")
    press(program, Key.Key_B, SHIFT)
    assert "Buried" in program.window.notice.text


def test_a_grade_that_cannot_be_saved_says_so_and_keeps_the_card(
    program: Program, press: Press, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    begin(program)
    first = asked(program)
    press(program, Key.Key_Space)

    def full(*args: object, **words: object) -> None:
        raise StorageFull("The disk is full: make room, then grade again.", tmp_path)

    assert program.window.study is not None
    with monkeypatch.context() as broken:
        broken.setattr(program.window.study.progress, "grade", full)
        press(program, Key.Key_3)
    assert asked(program) == first
    assert program.window.review.revealed
    assert program.window.notice.text.startswith("The grade was not saved.")
    press(program, Key.Key_3)
    assert asked(program) != first
    assert program.window.notice.text == ""


def test_the_summary_names_what_was_missed(program: Program, press: Press) -> None:
    begin(program)
    go_to(program, press, "one-points")
    press(program, Key.Key_Space)
    press(program, Key.Key_A)
    press(program, Key.Key_1)
    press(program, Key.Key_Escape)
    assert program.window.pages.currentWidget() is program.window.summary
    document = program.window.summary.text.document_shown
    assert document is not None
    text = document.toPlainText()
    assert "Say the four points" in text
    assert "beta" in text
    assert "alpha" not in text
    press(program, Key.Key_Return)
    assert program.window.pages.currentWidget() is program.window.today


def test_the_next_card_was_laid_out_before_it_is_asked(program: Program, press: Press, qtbot: QtBot) -> None:
    begin(program)
    review = program.window.review
    qtbot.waitUntil(lambda: review._next is not None and review._next.answer is not None)
    ahead = review._next
    assert ahead is not None
    press(program, Key.Key_Space)
    press(program, Key.Key_3)
    assert review.card.document_shown is ahead.question
    press(program, Key.Key_Space)
    assert review.card.document_shown is ahead.answer


def test_tomorrow_the_cards_are_due_again(start: Callable[[], Program], press: Press, clock) -> None:  # type: ignore[no-untyped-def]
    program = start()
    begin(program)
    while program.window.pages.currentWidget() is program.window.review:
        press(program, Key.Key_Space)
        press(program, Key.Key_3)
    program.window.show_today()
    assert program.window.study is not None
    assert program.window.study.overview().total == 0
    clock.pass_days(1)
    program.window.show_today()
    overview = program.window.study.overview()
    assert (overview.due, overview.new, overview.streak) == (4, 0, 1)


def test_six_grades_have_the_keys_of_their_numbers(start: Callable[[], Program], press: Press, paths) -> None:  # type: ignore[no-untyped-def]
    paths.data_dir.mkdir()
    paths.settings.write_text("six_grades = true\n")
    program = start()
    begin(program)
    assert list(program.window.review.grades) == list(Quality)
    press(program, Key.Key_Space)
    press(program, Key.Key_0)
    press(program, Key.Key_Space)
    press(program, Key.Key_5)
    assert program.window.study is not None
    assert program.window.study.summary().grades == {Quality.BLACKOUT: 1, Quality.EASY: 1}


def test_a_suspended_card_is_found_by_its_key_and_brought_back(program: Program, press: Press, qtbot: QtBot) -> None:
    begin(program)
    first = asked(program)
    press(program, Key.Key_S)
    press(program, Key.Key_Escape)
    press(program, Key.Key_D, CTRL)
    page = program.window.pages.currentWidget()
    assert isinstance(page, BrowsePage)
    qtbot.waitUntil(lambda: not program.tasks.busy)
    assert page.field.text() == "is:suspended"
    press(program, Key.Key_Down)
    press(program, Key.Key_S)
    study = program.window.study
    assert study is not None
    assert not any(status.suspended for status in study.progress.statuses().values())
    press(program, Key.Key_Escape)  # the search is emptied first
    press(program, Key.Key_Escape)
    assert program.window.pages.currentWidget() is program.window.today
    assert study.left == 4
    assert first in study.plan.order


def test_a_lesson_chosen_on_the_course_map_is_reviewed_alone_and_today_comes_back(
    program: Program, press: Press
) -> None:
    window = program.window
    window.go("review", deck_ids=("nothing",))
    assert window.pages.currentWidget() is window.today
    assert "Nothing of that" in window.notice.text
    window.go("review", deck_ids=("one",))
    assert window.pages.currentWidget() is window.review
    assert window.study is not None
    assert window.study.focused == {"one"}
    press(program, Key.Key_Escape)
    assert window.study.focused == frozenset()


def test_a_focused_grade_button_is_the_one_that_space_presses(program: Program, press: Press) -> None:
    begin(program)
    press(program, Key.Key_Space)
    program.window.review.grades[Quality.AGAIN].setFocus()
    press(program, Key.Key_Space)
    assert program.window.study is not None
    assert program.window.study.summary().grades == {Quality.AGAIN: 1}


def test_the_menu_acts_on_no_card_that_nobody_sees(program: Program, press: Press) -> None:
    begin(program)
    press(program, Key.Key_Space)
    review = program.window.review
    assert review.grade_actions[2].isEnabled()
    press(program, Key.Key_Escape)
    assert program.window.pages.currentWidget() is program.window.today
    for action in (*review.grade_actions, review.suspend_action, review.bury_action):
        assert not action.isEnabled()
    assert program.window.today.start_action.isEnabled()


def test_decks_read_again_in_a_review_keep_the_session_the_ticks_and_the_answer(
    program: Program, press: Press, qtbot: QtBot
) -> None:
    begin(program)
    press(program, Key.Key_Space)
    press(program, Key.Key_1)
    go_to(program, press, "one-points")
    press(program, Key.Key_Space)
    press(program, Key.Key_A)
    with qtbot.waitSignal(program.window.ready):
        program.window.reload()
    review = program.window.review
    assert asked(program) == "one-points"
    assert review.revealed
    assert review.card.marks.ticked == frozenset({0})
    press(program, Key.Key_3)
    press(program, Key.Key_Escape)
    assert program.window.study is not None
    assert program.window.study.summary().grades[Quality.AGAIN] == 1
    assert program.window.pages.currentWidget() is program.window.summary


def test_the_enter_of_the_number_pad_is_an_enter(program: Program, press: Press) -> None:
    press(program, Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert program.window.pages.currentWidget() is program.window.review
    press(program, Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert program.window.review.revealed


def test_w_says_why_this_card_today(program: Program, press: Press) -> None:
    begin(program)
    press(program, Key.Key_W)
    assert program.window.notice.text.startswith("New: the next card of its lesson")
