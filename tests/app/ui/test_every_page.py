"""A walk over every page: each is reached by its key, each control has a name, can be tabbed to, and is not clipped."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

import app.sheets
import app.ui.sheets
from app.ui.main import Program
from app.ui.page import Page
from app.ui.rail import PLACES
from cheatsheets.library import bundled_sheets

NAMES = [place.name for place in PLACES if place.module]
CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit, QAbstractItemView)


@pytest.fixture(autouse=True)
def few_sheets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of the bundled sheets in the place of all: their small pictures take a second a dozen."""
    folder = tmp_path / "sheets"
    folder.mkdir()
    for file in sorted(bundled_sheets().glob("*.md"))[:2]:
        shutil.copy(file, folder)
    assert len(list(folder.iterdir())) == 2
    monkeypatch.setattr(app.sheets, "bundled_sheets", lambda: folder)
    monkeypatch.setattr(app.ui.sheets, "bundled_sheets", lambda: folder)


def settled(program: Program, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not program.tasks.busy, timeout=20_000)


def front(program: Program) -> QWidget:
    page = program.window.pages.currentWidget()
    assert page is not None
    return page


def controls(page: QWidget) -> Iterator[QWidget]:
    """What can be worked with; the inner parts of a control belong to it."""
    for widget in page.findChildren(QWidget):
        inner = widget.parentWidget()
        part = isinstance(inner, (QAbstractSpinBox, QComboBox, QLineEdit, QAbstractItemView))
        if isinstance(widget, CONTROLS) and widget.isVisibleTo(page) and not part:
            yield widget


@pytest.mark.parametrize("place", [place for place in PLACES if place.module], ids=NAMES)
def test_each_page_is_reached_by_its_key_and_left_by_escape(
    program: Program, qtbot: QtBot, place: object, press: Callable[..., None]
) -> None:
    QTest.keySequence(program.window, QKeySequence(place.key))  # type: ignore[attr-defined]
    settled(program, qtbot)
    page = front(program)
    assert type(page).__name__ == place.made  # type: ignore[attr-defined]
    assert isinstance(page, Page)
    for _ in range(3):
        press(program, Qt.Key.Key_Escape)
    assert front(program) is program.window.today


@pytest.mark.parametrize("name", NAMES)
def test_every_control_of_a_page_has_a_name(program: Program, qtbot: QtBot, name: str) -> None:
    program.window.go(name)
    settled(program, qtbot)
    nameless = [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in controls(front(program))
        if not (widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()))
    ]
    assert nameless == []


@pytest.mark.parametrize("name", NAMES)
def test_every_control_that_takes_the_focus_is_reached_by_tab(program: Program, qtbot: QtBot, name: str) -> None:
    program.window.resize(1280, 800)
    program.window.go(name)
    settled(program, qtbot)
    page = front(program)
    wanted = {
        widget
        for widget in controls(page)
        if widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None
    }
    reached: set[QWidget] = set()
    for _ in range(400):
        focus = QApplication.focusWidget()
        if focus is not None:
            reached.add(focus)
            parent = focus.parentWidget()
            if parent is not None:
                reached.add(parent)
        if wanted <= reached:
            break
        before = focus
        QTest.keyClick(focus or program.window, Qt.Key.Key_Tab)
        if QApplication.focusWidget() is before and isinstance(before, QPlainTextEdit):
            break  # an editor that keeps the key is left by another, which its own tests press
    # Of radio buttons of one group the arrows reach the others.
    left = {widget for widget in wanted - reached if not isinstance(widget, QRadioButton)}
    assert [f"{type(widget).__name__} {widget.accessibleName()}" for widget in left] == []


SIZES = ((800, 600, 100), (800, 600, 200), (1280, 800, 80), (1280, 800, 150), (1680, 1000, 150))


@pytest.mark.parametrize("name", NAMES)
def test_no_control_is_clipped(program: Program, qtbot: QtBot, name: str) -> None:
    window = program.window
    clipped: dict[tuple[int, int, int], list[str]] = {}
    for width, height, text_size in SIZES:
        program.theme.resize_text(text_size)
        window.resize(width, height)
        window.go(name)
        settled(program, qtbot)
        # Layouts inside layouts follow one event after the other; a reader sees the last.
        with suppress(TimeoutError):
            qtbot.waitUntil(lambda: not clipped_in(front(program)), timeout=1000)
        clipped[width, height, text_size] = clipped_in(front(program))
    assert not any(clipped.values()), clipped


def clipped_in(page: QWidget) -> list[str]:
    """What nobody can read or reach, in words."""
    clipped = []
    for widget in page.findChildren(QWidget):
        if not widget.isVisibleTo(page) or widget.width() <= 0:
            continue
        least, words = widget.minimumSizeHint(), widget.accessibleName()
        button = isinstance(widget, (QPushButton, QCheckBox, QRadioButton, QComboBox))
        if button and (widget.width() < least.width() - 2 or widget.height() < least.height() - 2):
            clipped.append(f"{words}: {widget.size()} of {least}")
        if isinstance(widget, QLabel) and widget.wordWrap() and widget.text():
            needed = widget.heightForWidth(widget.width())
            if widget.height() < needed - 2:
                clipped.append(f"label {widget.text()[:40]}: {widget.height()} of {needed}")
        if button or isinstance(widget, QLineEdit):
            # Beyond the right edge of what scrolls only up and down, nobody gets to it.
            area = widget.parentWidget()
            while area is not None and not isinstance(area, QScrollArea) and area is not page:
                area = area.parentWidget()
            room = area.viewport() if isinstance(area, QAbstractScrollArea) else page
            right = widget.mapTo(page, widget.rect().topRight()).x()
            if right > room.mapTo(page, room.rect().topRight()).x() + 2:
                clipped.append(f"beyond the edge: {words}")
    return clipped
