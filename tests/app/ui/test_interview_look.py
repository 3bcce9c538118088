"""Which button of an interview stands out at each step, and what a narrow window leaves of its phases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

import app.opening
from app.interview import PHASES
from app.ui.interview import InterviewPage
from tests.app.ui.desk import TestDesk, finish, in_window, make_desk

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
NOW = 1_772_442_000_000
PROMPT = """---
id: cases
title: Cases
part: Part
tags: [design]
---

## Design the payments API of a shop {#cases-mock .hard .prompt minutes=15}

- One point

Source: arithmetic
"""


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestDesk]:
    folder = tmp_path / "bank"
    folder.mkdir()
    (folder / "cases.md").write_text(PROMPT, encoding="utf-8")
    monkeypatch.setattr(app.opening, "bundled_decks", lambda: folder)
    made = make_desk(tmp_path / "data", lambda: NOW)
    yield made
    made.close()


@pytest.fixture
def page(desk: TestDesk) -> Iterator[InterviewPage]:
    with in_window(lambda window: InterviewPage(desk, window), (1000, 700)) as made:
        made.enter()
        finish(desk.tasks)
        yield made
        made.run.let_go()


def primary(view: QWidget) -> list[str]:
    """The buttons that stand out, by name."""
    found = view.findChildren(QAbstractButton)
    return [each.accessibleName() for each in found if each.property("primary") and each.isVisible()]


def test_the_button_that_stands_out_is_what_one_does_next(page: InterviewPage) -> None:
    assert primary(page) == ["Start with the chosen prompt"]
    page.start("cases-mock")
    assert primary(page) == ["Next phase"]
    QTest.keyClick(page.run.notes, Key.Key_P, CTRL)
    assert primary(page) == ["Go on"]
    QTest.keyClick(page.run.notes, Key.Key_P, CTRL)
    for _ in PHASES[1:]:
        assert primary(page) == ["Next phase"]
        QTest.keyClick(page.run.notes, Key.Key_Return, CTRL)
    assert primary(page) == ["Finish"]


def test_while_an_interview_waits_resuming_it_is_the_one_button_that_stands_out(page: InterviewPage) -> None:
    page.start("cases-mock")
    assert page.step_back()
    assert primary(page) == ["Resume"]


def test_the_history_begins_at_the_interview_that_was_just_scored_or_read(page: InterviewPage, qtbot: QtBot) -> None:
    """Also when another one was the current one before, and far down the list."""
    seen = []
    for _ in range(12):
        page.start("cases-mock")
        page.run.finish()
        assert page.interview is not None
        seen.append(page.interview.id)
    page.show_session(seen[0])
    assert page.step_back()
    listed = page.history.list
    assert listed.chosen() == seen[0]
    bottom = listed.visualItemRect(listed.currentItem()).bottomLeft()
    qtbot.waitUntil(lambda: page.rect().contains(listed.mapTo(page, bottom)))
    page.show_session(seen[-1])
    assert page.step_back()
    assert page.history.list.chosen() == seen[-1]
    assert page.history.frame.area.verticalScrollBar().value() == 0
