"""The mock interview by keyboard, in the real window: chosen, run against the clock, scored, kept and exported."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from random import Random
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QMessageBox, QPlainTextEdit
from pytestqt.qtbot import QtBot

import app.ui.interview
from app.errors import StorageFull
from app.interview import Prompt, read_prompts
from app.interview_score import RUBRIC
from app.storage.interviews import Interviews
from app.storage.records import Interview
from app.ui.interview import InterviewPage
from app.ui.main import Program
from decks.library import Library
from tests.app.ui.desk import finish

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
Press = Callable[..., None]
MINUTE = 60_000

PROMPTS = """---
id: cases
title: Cases
part: Part B
tags: [design]
---

## Why does a retried payment need an idempotency key? {#cases-key .medium}

- [ ] the **unique constraint** refuses the second
- [ ] the stored answer is replayed

Source: arithmetic

## Design the payments API of a shop {#cases-mock .hard .prompt minutes=15}

Five minutes for the hard part.

### Requirements

- A retried payment with the same idempotency key must exist once
- Zebra stripes

### Decisions

- A unique constraint in the database

### What a scorer listens for

- **Junior:** paths

Source: arithmetic

## Design a chess API {#cases-chess .easy .prompt minutes=30}

- Moves are legal

Source: arithmetic
"""


@pytest.fixture
def bank(bank: Path) -> Path:
    """The bank of the other tests, with a lesson that has prompts."""
    (bank / "cases.md").write_text(PROMPTS, encoding="utf-8")
    return bank


def page_of(program: Program) -> InterviewPage:
    page = program.window.pages.currentWidget()
    assert isinstance(page, InterviewPage)
    return page


def visit(program: Program) -> InterviewPage:
    program.window.go("interview")
    finish(program.tasks)
    return page_of(program)


def stored(program: Program) -> Interviews:
    return program.window.desk.progress.interviews


def open_interview(program: Program) -> Interview:
    found = stored(program).open_interview()
    assert found is not None
    return found


def write(words: str) -> None:
    """Type where the focus is."""
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClicks(focus, words)


class Time:
    """Lets the clock run, looked at each half minute as the window looks at it each half second."""

    def __init__(self, clock: Callable[[], int]) -> None:
        self._clock = clock

    def passes(self, page: InterviewPage, minutes: float) -> None:
        for _ in range(round(minutes * 2)):
            self._clock.ms += 30_000  # type: ignore[attr-defined]
            page.run.look()


@pytest.fixture
def time(clock: Callable[[], int]) -> Time:
    return Time(clock)


def finish_one(program: Program, qtbot: QtBot) -> InterviewPage:
    """An interview of no time at all, at its points."""
    page = visit(program)
    page.start("cases-mock")
    page.run.finish()
    qtbot.waitUntil(lambda: not program.tasks.busy)
    return page


def test_a_full_interview_by_keyboard_is_scored_kept_reopened_and_exported(
    program: Program, press: Press, time: Time, clock: Callable[[], int], qtbot: QtBot, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Fifteen minutes, the clock driven here: each phase nudges, every step is a key, and nothing is lost."""
    page = visit(program)
    press(program, Key.Key_Return)
    assert page.run.question.text() == "Design the payments API of a shop"
    assert page.run.said.text() == "Clarify: 2 minutes left."
    write("Who pays?")
    time.passes(page, 1.5)
    assert page.run.said.text() == "Clarify: 30 seconds left; move on to requirements soon."
    time.passes(page, 1)
    assert page.run.said.text() == "Clarify: its time is over; move on to requirements."
    for phase, minutes in (("Requirements", 1.5), ("API model", 6), ("Deep dive", 3), ("Evaluation", 1)):
        press(program, Key.Key_Return, CTRL)
        assert page.run.said.text().startswith(f"{phase}: ")
        time.passes(page, minutes)
    assert page.run.time.text() == "14:00"
    press(program, Key.Key_Return)
    write("Idempotency-Key?")
    time.passes(page, 1)
    assert page.run.said.text() == "Time is up: finish, or take the minutes you still need."
    press(program, Key.Key_E, CTRL | SHIFT)
    qtbot.waitUntil(lambda: not program.tasks.busy)

    # The notes beside the model answer: one of three points was made.
    assert page.views.currentWidget() is page.compare
    assert page.compare.notes.toPlainText() == "Who pays?\nIdempotency-Key?"
    press(program, Key.Key_Down)
    press(program, Key.Key_Down)
    press(program, Key.Key_Space)
    assert page.compare.count.text() == "1 of 3 points"
    press(program, Key.Key_Return, CTRL)
    assert page.rubric.cards.text().replace("&", "") == "Ask 1 card on what was left out tomorrow"
    assert not page.rubric.done_button.isEnabled()
    for level in (3, 2, 4, 1, 3):
        press(program, Key(Key.Key_0 + level))
        press(program, Key.Key_Tab)
    press(program, Key.Key_Return, CTRL)

    # Read again from the history after a day.
    clock.ms += 86_400_000  # type: ignore[attr-defined]
    program.window.show_today()
    visit(program)
    press(program, Key.Key_H, CTRL)
    assert page.history.list.count() == 1
    press(program, Key.Key_Return)
    assert page.views.currentWidget() is page.session
    text = page.session.text.document_shown
    assert text is not None
    read = text.toPlainText()
    for words in ("15 minutes planned, 15:00 spent", "Left out: 2 of 3 points", "Zebra stripes", "Idempotency-Key?"):
        assert words in read
    (done,) = stored(program).history()
    assert list(done.scores.values()) == [3, 2, 4, 1, 3]
    assert [(miss.point, miss.card_id) for miss in done.missed] == [
        ("A retried payment with the same idempotency key must exist once", "cases-key"),
        ("Zebra stripes", None),
    ]

    # And on paper, both ways.
    for key, modifier, name in ((Key.Key_S, CTRL, "i.md"), (Key.Key_S, CTRL | SHIFT, "i.pdf")):
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, name=name: (str(tmp_path / name), ""))
        press(program, key, modifier)
        qtbot.waitUntil(lambda: not program.tasks.busy)
        assert program.window.notice.text == f"{tmp_path / name} is written."
    markdown = (tmp_path / "i.md").read_text(encoding="utf-8")
    assert "| Depth | 4 of 4 |" in markdown
    assert "```text\nWho pays?\nIdempotency-Key?\n```" in markdown
    assert (tmp_path / "i.pdf").read_bytes().startswith(b"%PDF-")
    assert sorted(file.name for file in tmp_path.iterdir() if file.is_file()) == ["i.md", "i.pdf"]


def test_the_card_of_a_missed_point_is_due_tomorrow_and_not_today(
    program: Program, press: Press, clock: Callable[[], int], qtbot: QtBot
) -> None:
    """Also when it is new and the day's new cards are used up."""
    page = finish_one(program, qtbot)
    study = program.window.study
    assert study is not None
    page.show_rubric()
    for row in page.rubric.rows.values():
        row.choose(2)
    press(program, Key.Key_Return, CTRL)
    assert program.window.notice.text == "Scored; 1 card will be asked tomorrow."
    status = program.window.desk.progress.statuses()["cases-key"]
    assert status.due_day == study.today() + 1
    assert "cases-key" not in study._order
    press(program, Key.Key_Z, CTRL)
    assert "cases-key" not in program.window.desk.progress.statuses()


def test_a_suspended_card_is_not_promised_for_tomorrow(program: Program, qtbot: QtBot) -> None:
    """It would not be asked."""
    program.window.desk.progress.suspend("cases-key", True)
    page = finish_one(program, qtbot)
    page.show_rubric()
    assert page.rubric.cards.isHidden()
    assert (
        page.rubric.which.text()
        == "3 points left out; cards ask for 2 of them. Each is due by tomorrow anyway, or suspended."
    )


def test_cards_are_left_alone_when_the_reader_says_so(program: Program, press: Press, qtbot: QtBot) -> None:
    """The tick is a choice."""
    page = finish_one(program, qtbot)
    page.show_rubric()
    page.rubric.cards.setChecked(False)
    for row in page.rubric.rows.values():
        row.choose(4)
    press(program, Key.Key_Return, CTRL)
    assert program.window.desk.progress.statuses() == {}


def test_a_paused_interview_goes_on_after_a_restart_where_it_was(
    start: Callable[[], Program], press: Press, time: Time, clock: Callable[[], int]
) -> None:
    """The clock, the phase and the notes; a day between costs no minute."""
    program = start()
    page = visit(program)
    press(program, Key.Key_Return)
    write("ten a second")
    press(program, Key.Key_Return, CTRL)
    time.passes(page, 3)
    press(program, Key.Key_P, CTRL)
    assert page.run.said.text() == "Paused: the clock waits for you."
    program.window.close()
    program.close()
    clock.ms += 86_400_000  # type: ignore[attr-defined]
    program = start()
    page = visit(program)
    assert "3:00 of 15:00 on the clock, in the phase Requirements" in page.choose.where.text()
    assert QApplication.focusWidget() is page.choose.resume_button
    press(program, Key.Key_Return)
    assert (page.run.notes.toPlainText(), page.run.time.text(), page.run.phase) == ("ten a second", "3:00", 1)
    time.passes(page, 1)
    assert page.run.time.text() == "4:00"


def test_leaving_the_page_pauses_and_keeps_and_esc_goes_back_a_step(
    program: Program, press: Press, time: Time, clock: Callable[[], int]
) -> None:
    """Looking at the cards is no part of an interview; neither is reading the list of keys."""
    page = visit(program)
    press(program, Key.Key_Return)
    write("half a word")
    time.passes(page, 1)
    program.window.show_keys()
    clock.ms += 90_000  # type: ignore[attr-defined]
    program.window.show_keys()
    page.run.look()
    assert (page.run.clock.paused, page.run.time.text()) == (True, "1:00")
    press(program, Key.Key_P, CTRL)
    press(program, Key.Key_Escape)
    assert page.views.currentWidget() is page.choose
    assert open_interview(program).notes == "half a word"
    assert open_interview(program).paused
    page.resume()
    program.window.go("today")
    clock.ms += 90_000  # type: ignore[attr-defined]
    page.run.look()
    assert open_interview(program).elapsed_ms == MINUTE
    visit(program)
    assert not page.choose.waiting.isHidden()


def test_typed_notes_are_on_disk_within_a_second_and_the_clock_every_few(
    program: Program, press: Press, time: Time, qtbot: QtBot
) -> None:
    """Without a key being pressed for it."""
    page = visit(program)
    press(program, Key.Key_Return)
    write("abc")
    with qtbot.waitSignal(page.run._soon.timeout, timeout=1000):
        pass
    assert open_interview(program).notes == "abc"
    assert page.run._soon.interval() <= 1000
    time.passes(page, 0.5)
    assert open_interview(program).elapsed_ms == 30_000


def test_notes_that_cannot_be_saved_are_told_and_saved_once_they_can(
    program: Program, press: Press, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full for a while: the interview goes on, and one can stay rather than lose the notes."""
    page = visit(program)
    press(program, Key.Key_Return)
    full = StorageFull("The disk is full: make room.", Path("progress.sqlite"))

    def refuse(*_a: object, **_k: object) -> None:
        raise full

    answers = [QMessageBox.StandardButton.No]
    monkeypatch.setattr(QMessageBox, "question", lambda *_a: answers[0])
    with monkeypatch.context() as broken:
        broken.setattr(Interviews, "save", refuse)
        write("dear notes")
        time.passes(page, 0.5)
        assert program.window.notice.text == "The disk is full: make room."
        assert page.run.state.text() == "Not saved!"
        program.window.go("today")
        assert program.window.pages.currentWidget() is page
        assert page.run.notes.toPlainText() == "dear notes"
    page.run.look()
    assert (page.run.state.text(), open_interview(program).notes) == ("", "dear notes")


def test_a_discarded_interview_is_gone_after_a_question(
    program: Program, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No keeps it, Yes does not."""
    page = visit(program)
    press(program, Key.Key_Return)
    press(program, Key.Key_Escape)
    answers = [QMessageBox.StandardButton.No, QMessageBox.StandardButton.Yes]
    monkeypatch.setattr(QMessageBox, "question", lambda *_a: answers.pop(0))
    page.choose.discard_button.click()
    assert not page.choose.waiting.isHidden()
    page.choose.discard_button.click()
    assert page.choose.waiting.isHidden()
    assert stored(program).open_interview() is None
    page.choose.bring_back_button.click()
    assert not page.choose.waiting.isHidden()
    assert stored(program).open_interview() is not None


def test_ticks_and_scores_are_kept_at_once(start: Callable[[], Program], qtbot: QtBot) -> None:
    """Closed in the middle of scoring, the interview is in the history, and scoring goes on from there."""
    program = start()
    page = finish_one(program, qtbot)
    page.compare.answer.toggle(0)
    page.show_rubric()
    page.rubric.rows["framing"].choose(3)
    program.window.close()
    program.close()
    program = start()
    page = visit(program)
    (kept,) = stored(program).history()
    assert (kept.scores, len(kept.missed)) == ({"framing": 3}, 2)
    page.show_history()
    assert "Framing 3 (4 scores to give)" in page.history.list.item(0).data(Qt.ItemDataRole.AccessibleDescriptionRole)
    page.show_session(kept.id)
    page.session.score_button.click()
    assert page.compare.answer.said == {0}
    assert page.rubric.scores == {"framing": 3}
    qtbot.waitUntil(lambda: not program.tasks.busy)


def test_a_deleted_interview_leaves_the_history_and_can_be_brought_back(
    program: Program, press: Press, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a question; from there, and from the prompts."""
    page = finish_one(program, qtbot)
    (before,) = stored(program).history()
    page.show_session(before.id)
    assert page.history.bring_back_button.isHidden()
    monkeypatch.setattr(QMessageBox, "question", lambda *_a: QMessageBox.StandardButton.Yes)
    press(program, Key.Key_Delete)
    assert stored(program).history() == ()
    assert page.history.list.count() == 0
    press(program, Key.Key_Tab)
    press(program, Key.Key_Space)
    assert stored(program).history() == (before,)
    assert page.history.list.chosen() == before.id
    assert page.history.bring_back_button.isHidden()
    press(program, Key.Key_Return)
    press(program, Key.Key_Delete)
    press(program, Key.Key_Escape)
    page.choose.bring_back_button.click()
    assert stored(program).history() == (before,)
    assert page.choose.bring_back_button.isHidden()


def test_an_interview_on_a_prompt_that_left_the_decks_can_still_be_read(
    program: Program, qtbot: QtBot, bank: Path
) -> None:
    """Its notes and scores are the reader's."""
    page = finish_one(program, qtbot)
    (bank / "cases.md").unlink()
    program.window.reload()
    qtbot.waitUntil(lambda: not program.tasks.busy)
    page.show_history()
    page.show_session(stored(program).history()[0].id)
    assert page.session.text.document_shown is not None
    assert "no longer in your decks" in page.session.text.document_shown.toPlainText()
    page.session.score_button.click()
    assert page.compare.count.text() == "No points to tick"


def test_prompts_are_read_in_the_background_and_take_no_focus_from_another_page(
    program: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many files hold prompts, the window does not stand still for them."""
    go_on = Event()

    def held(library: Library) -> tuple[Prompt, ...]:
        assert go_on.wait(10)
        return read_prompts(library)

    monkeypatch.setattr(app.ui.interview, "read_prompts", held)
    program.window.go("interview")
    page = page_of(program)
    assert page.choose.said.text() == "Reading the prompts\u2026"
    assert not page.choose.start_button.isEnabled()
    program.window.show_today()
    focus = QApplication.focusWidget()
    go_on.set()
    finish(program.tasks)
    assert QApplication.focusWidget() is focus
    program.window.go("interview", prompt="cases-chess")
    assert page.choose.prompts.hasFocus()
    assert page.choose.prompts.chosen() == "cases-chess"


def test_prompts_are_filtered_and_drawn_by_key(program: Program, press: Press, clock: Callable[[], int]) -> None:
    """A drawn prompt is shown before its clock starts, and the ones done least often come first."""
    page = visit(program)
    page.choose._chance = Random(1)
    assert page.choose.prompts.count() == 2
    made = stored(program).start("cases-mock", 15, "hard", "clarify")
    stored(program).finish(made.id, {})
    page.enter()
    press(program, Key.Key_L, CTRL)
    assert page.choose.prompts.chosen() == "cases-chess"
    assert page.choose.said.text() == "Drawn: Design a chess API"
    assert stored(program).open_interview() is None
    next(b for b in page.choose.level_buttons if b.text() == "Hard").click()
    assert [prompt.id for prompt in page.choose.offered()] == ["cases-mock"]
    next(b for b in page.choose._lengths.buttons() if b.text() == "30").click()
    assert page.choose.offered() == ()
    assert not page.choose.start_button.isEnabled()
    assert page.choose.said.text() == "No prompt has that length and level: choose another."
    page.enter(prompt="cases-chess")
    assert page.choose.prompts.chosen() == "cases-chess"


@pytest.mark.parametrize(("text_size", "width", "height"), [(100, 480, 400), (200, 800, 600)])
def test_every_control_is_named_and_no_view_is_wider_than_a_small_window(
    program: Program, text_size: int, width: int, height: int
) -> None:
    """For a screen reader; and at 480 pixels, or 800 with text twice as large."""
    page = visit(program)
    program.window.resize(width, height)
    program.window.desk.theme.resize_text(text_size)
    page.start("cases-mock")
    for view in (page.choose, page.run, page.compare, page.rubric, page.history, page.session):
        page.views.setCurrentWidget(view)
        QApplication.sendPostedEvents()
        assert program.window.width() == width
        controls = [*view.findChildren(QAbstractButton), *view.findChildren(QPlainTextEdit)]
        assert controls
        for control in controls:
            if control.isVisible():
                assert control.accessibleName()
                assert "&" not in control.accessibleName()
                left = control.mapTo(page, control.rect().topLeft()).x()
                assert 0 <= left <= left + control.width() <= page.width(), control.accessibleName()


def test_levels_are_chosen_by_arrows_and_digits_with_one_tab_stop_for_each_dimension(
    program: Program, press: Press, qtbot: QtBot
) -> None:
    """Twenty stops for Tab would be a walk."""
    page = finish_one(program, qtbot)
    press(program, Key.Key_Return, CTRL)
    press(program, Key.Key_Right)
    press(program, Key.Key_Right)
    assert page.rubric.scores == {"framing": 2}
    press(program, Key.Key_Left)
    assert page.rubric.scores == {"framing": 1}
    press(program, Key.Key_Tab)
    press(program, Key.Key_4)
    assert page.rubric.scores == {"framing": 1, "modelling": 4}
    assert page.rubric.missing.text() == "Still to score: Depth, Trade-offs, Communication."
    assert len(page.rubric.rows) == len(RUBRIC)


def test_a_file_that_cannot_be_written_is_told_in_a_sentence(program: Program, qtbot: QtBot, tmp_path: Path) -> None:
    """Both kinds; the interview stays."""
    page = finish_one(program, qtbot)
    page.show_session(stored(program).history()[0].id)
    for save in (page.save_pdf, page._guarded(page.save_markdown)):
        program.window.notice.say("")
        save(tmp_path / "missing" / "i")
        qtbot.waitUntil(lambda: not program.tasks.busy)
        assert "cannot be written" in program.window.notice.text
    assert len(stored(program).history()) == 1


def test_the_pdf_has_searchable_text_on_numbered_pages(program: Program, qtbot: QtBot, tmp_path: Path) -> None:
    """Read back with another program, where there is one."""
    page = visit(program)
    page.start("cases-mock")
    page.run.notes.setPlainText("\n".join(f"line {number} of many" for number in range(120)))
    page.run.finish()
    qtbot.waitUntil(lambda: not program.tasks.busy)
    page.show_session(stored(program).history()[0].id)
    page.save_pdf(tmp_path / "i.pdf")
    qtbot.waitUntil(lambda: not program.tasks.busy)
    content = (tmp_path / "i.pdf").read_bytes()
    assert len(re.findall(rb"/Type /Page\b", content)) >= 2
    try:
        read = subprocess.run(["pdftotext", tmp_path / "i.pdf", "-"], capture_output=True, check=True).stdout.decode()
    except FileNotFoundError:
        pytest.skip("there is no pdftotext here")
    for number in range(120):
        assert f"line {number} of many" in read
    assert "Not scored yet" in read
    assert "1 of " in read
