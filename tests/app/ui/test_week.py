"""A week in the window: what was missed on Monday comes on Tuesday, once, and is gone when it was covered."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.interview import InterviewPage
from app.ui.main import Program
from tests.app.ui.conftest import Clock

DECK = """---
id: one
title: One
part: Part A
tags: [design]
---

## Say the four points of caching {#one-points .medium}

- [ ] alpha
- [ ] beta
- [ ] gamma
- [ ] delta

Source: arithmetic
"""
CASES = """---
id: two
title: Two
part: Part B
tags: [design]
---

## Why does a retried payment need an idempotency key? {#two-key .medium}

- [ ] the unique constraint refuses the second payment
- [ ] the stored answer is replayed to the retry

Source: arithmetic

## How does a cursor page through a list? {#two-cursor .medium}

- [ ] the cursor names the last item seen
- [ ] the index seeks to the cursor

Source: arithmetic

## Design the payments API of a shop {#two-mock .hard .prompt minutes=15}

- A unique constraint refuses the second payment
- The retry is given the stored answer of the idempotency key
- The list of payments is paged by a cursor
- Zebra stripes

Source: arithmetic
"""


@pytest.fixture
def bank(bank: Path) -> Path:
    (bank / "one.md").write_text(DECK, encoding="utf-8")
    (bank / "two.md").write_text(CASES, encoding="utf-8")
    return bank


def keys(program: Program, text: str) -> None:
    QTest.keyClicks(QApplication.focusWidget() or program.window, text)


def press(program: Program, key: Qt.Key) -> None:
    QTest.keyClick(QApplication.focusWidget() or program.window, key, Qt.KeyboardModifier.ControlModifier)


def review(program: Program, ticks: dict[str, str]) -> list[tuple[str, str]]:
    """Review all that today holds, ticking those letters and taking the proposed grade: each card, what it told."""
    window = program.window
    window.show_today()
    window.start()
    asked = []
    while window.pages.currentWidget() is window.review and window.review.face is not None:
        face = window.review.face
        keys(program, " ")
        shown = window.review.card.toPlainText()
        told = next((line for line in shown.splitlines() if line.startswith("Last time you left out")), "")
        asked.append((face.card_id, told))
        assert len(asked) < 20
        keys(program, ticks.get(face.card_id, "acde") + " ")
    return asked


def test_what_was_missed_on_monday_comes_on_tuesday_once_and_is_gone_when_covered(
    start: Callable[[], Program], clock: Clock, qtbot: QtBot
) -> None:
    """Points missed in a review are told with their card; those missed in an interview bring their cards."""
    program = start()
    window = program.window
    # Only the first lesson is learned so far: the other's cards come because of the interview, not as new ones.
    for card in ("two-key", "two-cursor"):
        window.desk.progress.grade(card, 5, window.desk.study.today() - 30, duration_ms=1, at_ms=clock.ms - 30 * 10**7)
        window.desk.progress.reschedule([card], window.desk.study.today() + 40)
    window.desk.touched.emit()

    # Monday: the last point of a card is left out, and in an interview all but the point on cursors.
    assert review(program, {"one-points": "acd"}) == [("one-points", "")]
    window.go("interview")
    qtbot.waitUntil(lambda: not program.tasks.busy)
    page = window.pages.currentWidget()
    assert isinstance(page, InterviewPage)
    page.start("two-mock")
    page.run.finish()
    qtbot.waitUntil(lambda: not program.tasks.busy)
    page.compare.answer.toggle(2)
    page.show_rubric()
    assert page.rubric.which.text() == "3 points left out; cards ask for 2 of them."
    for row in page.rubric.rows.values():
        row.choose(2)
    press(program, Qt.Key.Key_Return)
    # Two points, one card; it is not asked today.
    assert window.notice.text == "Scored; 1 card will be asked tomorrow."
    assert review(program, {}) == []

    # Tuesday, after a restart: both are asked, one tells what was left out. Covered, nothing is asked again.
    window.close()
    program.close()
    clock.pass_days(1)
    program = start()
    window = program.window
    asked = review(program, {"two-key": "ac"})
    assert sorted(asked) == [("one-points", "Last time you left out: delta."), ("two-key", "")]
    assert review(program, {}) == []
    assert window.desk.progress.missed_points() == ()

    # Scored anew, the interview does not bring the card a second time unless one asks for it.
    window.go("interview")
    qtbot.waitUntil(lambda: not program.tasks.busy)
    page = window.pages.currentWidget()
    assert isinstance(page, InterviewPage)
    page.show_session(window.desk.progress.interviews.history()[0].id)
    press(program, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not program.tasks.busy)
    page.show_rubric()
    assert not page.rubric.cards.isChecked()
    press(program, Qt.Key.Key_Return)
    assert review(program, {}) == []

    # The week that follows: each comes back once, after its interval, and has nothing to tell any more.
    rest = []
    for _ in range(7):
        clock.pass_days(1)
        rest += review(program, {"two-key": "ac"})
    assert sorted(rest) == [("one-points", ""), ("two-key", "")]
