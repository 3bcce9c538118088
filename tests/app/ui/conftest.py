"""The real program over a small deck, a data directory of its own, and a clock that is moved by hand."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import app.opening
from app.paths import Paths
from app.ui.main import Program

DECK = """---
id: one
title: One
part: Part A
tags: [http]
---

## What is safe? {#one-safe .easy}

A **safe** method asks for no change.

> **Trap:** safe is not idempotent.

Source: RFC 9110 §9.2.1

## Say the four points {#one-points .medium}

- [ ] alpha
- [ ] beta
- [ ] gamma
- [ ] delta

Source: arithmetic

## Which code says too many requests? {#one-choice .easy .choice}

- [ ] 503 :: that is overload in general
- [x] 429 :: RFC 6585
- [ ] 409 :: that is a conflict
- [ ] 403 :: that is a refusal

Source: RFC 6585 §4

## Fill the header {#one-cloze .hard}

Too many requests answer with {{c1::Retry-After}} in {{c2::seconds}}.

Source: RFC 9110 §10.2.3
"""
MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class Clock:
    """Milliseconds since the epoch, as far as the program knows."""

    ms: int

    def __call__(self) -> int:
        return self.ms

    def pass_days(self, days: int) -> None:
        self.ms += days * 86_400_000


@pytest.fixture
def bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bank of one deck in the place of the bundled one."""
    folder = tmp_path / "bank"
    folder.mkdir()
    (folder / "one.md").write_text(DECK, encoding="utf-8")
    monkeypatch.setattr(app.opening, "bundled_decks", lambda: folder)
    return folder


@pytest.fixture
def clock() -> Clock:
    return Clock(round(MORNING.timestamp() * 1000))


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(tmp_path / "data")


Start = Callable[[], Program]


@pytest.fixture
def start(qtbot: QtBot, qapp: QApplication, bank: Path, paths: Paths, clock: Clock) -> Iterator[Start]:
    """Starts the program; again after `close()`, as after a restart."""
    running: list[Program] = []

    def begin() -> Program:
        program = Program(qapp, paths, clock)
        running.append(program)
        program.window.show()
        qtbot.waitUntil(lambda: program.window.study is not None and not program.tasks.busy)
        return program

    yield begin
    for program in running:
        program.window.close()
        program.close()
        program.window.deleteLater()


@pytest.fixture
def program(start: Start) -> Program:
    return start()


@pytest.fixture
def press(qtbot: QtBot) -> Callable[..., None]:
    """Press a key where the focus is, as a reader would."""

    def key(program: Program, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or program.window, key, modifier)

    return key
