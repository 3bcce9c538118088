"""Grading by evidence: what was ticked and typed is kept, proposed, and told the next time."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.ui.main import Program
from scheduler.memory import Quality
from tests.app.newest_evidence import newest_evidence
from tests.app.ui.conftest import Clock
from tests.app.ui.desk import DRILL

HEAD = """---
id: one
title: One
part: Part A
tags: [http]
---
"""
POINTS = f"""{HEAD}
## Say the four points {{#one-points .medium}}

- [ ] alpha
- [ ] beta
- [ ] gamma
- [ ] delta

Source: arithmetic
"""


@pytest.fixture
def deck(bank: Path) -> Callable[[str], None]:
    def write(text: str) -> None:
        (bank / "one.md").write_text(text, encoding="utf-8")

    return write


def keys(program: Program, text: str) -> None:
    QTest.keyClicks(QApplication.focusWidget() or program.window, text)


def enter(program: Program, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget() or program.window, Qt.Key.Key_Return, modifier)


def shown(program: Program) -> str:
    return program.window.review.card.toPlainText()


def test_points_left_out_are_told_the_next_time_and_vanish_when_covered(
    deck: Callable[[str], None], start: Callable[[], Program], clock: Clock
) -> None:
    """A week: missed on Monday, told on Tuesday, not asked twice that day, gone once covered."""
    deck(POINTS)
    program = start()
    window = program.window
    window.start()
    assert "left out" not in shown(program)
    keys(program, " ad2")
    assert window.study is not None
    assert newest_evidence(window.study.progress, "one-points").missed == ("beta", "delta")  # type: ignore[union-attr]
    keys(program, " ")
    assert "Last time you left out:\nbeta\ndelta\n" in shown(program)
    keys(program, "acde4")
    assert window.study.left == 0
    clock.pass_days(1)
    window.show_today()
    window.start()
    keys(program, " ")
    assert "left out" not in shown(program)
    assert window.study.progress.missed_points() == ()


def test_a_typed_answer_hides_nothing_and_a_point_worded_anew_is_not_told(
    deck: Callable[[str], None], start: Callable[[], Program], clock: Clock
) -> None:
    """What was left out stands until it is ticked; what the card no longer asks for cannot be left out."""
    deck(POINTS)
    program = start()
    window = program.window
    window.desk.change(replace(window.settings, answer_box=True))
    window.start()
    enter(program, Qt.KeyboardModifier.ControlModifier)
    keys(program, "ad2")
    keys(program, "all of them")
    enter(program, Qt.KeyboardModifier.ControlModifier)
    assert "Last time you left out:\nbeta\ndelta\n" in shown(program)
    keys(program, "3")
    assert window.study is not None
    assert window.study.left == 0
    deck(POINTS.replace("beta", "beta, in other words"))
    window.close()
    program.close()
    clock.pass_days(1)
    program = start()
    program.window.start()
    enter(program, Qt.KeyboardModifier.ControlModifier)
    assert "Last time you left out: delta." in shown(program)


def test_who_passes_a_card_without_ticking_has_missed_nothing(
    deck: Callable[[str], None], start: Callable[[], Program]
) -> None:
    deck(POINTS)
    program = start()
    program.window.start()
    keys(program, " 4")
    assert program.window.study is not None
    assert newest_evidence(program.window.study.progress, "one-points") is None


def test_ticks_survive_a_restart_as_evidence_and_undo_takes_them_back(
    deck: Callable[[str], None], start: Callable[[], Program]
) -> None:
    deck(POINTS)
    program = start()
    program.window.start()
    keys(program, " a1")
    program.window.close()
    program.close()
    again = start()
    assert again.window.study is not None
    assert newest_evidence(again.window.study.progress, "one-points").said == ("alpha",)  # type: ignore[union-attr]
    again.window.undo()
    assert newest_evidence(again.window.study.progress, "one-points") is None


def answer_of(program: Program) -> int:
    face = program.window.review.face
    assert face is not None
    assert face.drawn is not None
    return int(face.drawn.answer)


@pytest.mark.parametrize(("off", "proposed", "said"), [(0, Quality.GOOD, "Right:"), (7, Quality.AGAIN, "Not yet:")])
def test_a_number_typed_is_judged_and_proposes_the_grade(
    deck: Callable[[str], None], start: Callable[[], Program], off: int, proposed: Quality, said: str
) -> None:
    deck(HEAD + DRILL)
    program = start()
    program.window.start()
    right = answer_of(program)
    keys(program, str(right + off))
    enter(program)
    assert program.window.review.revealed
    assert said in shown(program)
    assert f"= {right:,}" in shown(program)
    assert program.window.review.proposed() is proposed


def test_what_cannot_be_read_is_asked_again_and_nothing_is_shown(
    deck: Callable[[str], None], start: Callable[[], Program]
) -> None:
    deck(HEAD + DRILL)
    program = start()
    program.window.start()
    keys(program, "many")
    enter(program)
    assert not program.window.review.revealed
    assert "number" in program.window.review.box.said.text()


def test_each_showing_of_a_drill_has_its_own_numbers_whose_seed_is_in_the_log(
    deck: Callable[[str], None], start: Callable[[], Program], clock: Clock
) -> None:
    deck(HEAD + DRILL)
    program = start()
    program.window.start()
    first = program.window.review.face
    assert first is not None
    assert first.drawn is not None
    assert f"{first.drawn.values['n']} boxes" in shown(program)
    enter(program)
    clock.ms += 5000
    keys(program, "1")
    second = program.window.review.face
    assert second is not None
    assert second.drawn is not None
    assert second.drawn.seed != first.drawn.seed
    assert program.window.study is not None
    kept = newest_evidence(program.window.study.progress, "one-drill")
    assert kept is not None
    assert kept.seed == first.drawn.seed


def test_the_answer_box_sets_what_was_typed_beside_the_answer(
    deck: Callable[[str], None], start: Callable[[], Program]
) -> None:
    deck(POINTS)
    program = start()
    window = program.window
    window.desk.change(replace(window.settings, answer_box=True))
    window.start()
    keys(program, "alpha, and beta")
    enter(program, Qt.KeyboardModifier.ControlModifier)
    assert "You wrote: alpha, and beta" in shown(program)
    keys(program, "ac3")
    assert window.study is not None
    assert newest_evidence(window.study.progress, "one-points").answer == "alpha, and beta"  # type: ignore[union-attr]


def test_six_grades_come_and_go_without_a_restart(deck: Callable[[str], None], start: Callable[[], Program]) -> None:
    deck(POINTS)
    program = start()
    window = program.window
    window.start()
    keys(program, " ")
    window.desk.change(replace(window.settings, six_grades=True))
    assert len(window.review.grades) == 6
    keys(program, "0")
    assert window.study is not None
    assert tuple(window.study.progress.log())[-1].quality == 0
    window.desk.change(replace(window.settings, six_grades=False))
    assert len(window.review.grades) == 4


def test_the_seconds_on_a_card_are_shown_when_asked_for(
    deck: Callable[[str], None], start: Callable[[], Program], clock: Clock
) -> None:
    deck(POINTS)
    program = start()
    window = program.window
    window.start()
    assert not window.review.head.timer.isVisible()
    window.desk.change(replace(window.settings, timer=True))
    clock.ms += 65_000
    window.review._tell_time()
    assert window.review.head.timer.text() == "1:05"
