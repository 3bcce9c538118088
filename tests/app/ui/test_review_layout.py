"""Where things stand on Today, in a review and on the pages that are only read, at small sizes and large text."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.ui.card_view import side_of
from app.ui.main import Program
from app.ui.theme import control_font
from app.ui.widgets import RING
from cheatsheets import paint
from cheatsheets.document import RichDocument
from cheatsheets.style import LIGHT, Scale
from cheatsheets.tree import parse
from cheatsheets.writer import write
from scheduler.memory import Quality
from tests.app.ui.desk import DRILL

Key = Qt.Key
Press = Callable[..., None]
LONG = "".join(f"- [{'x' if n == 7 else ' '}] option {n} :: because {'of this ' * 12}\n" for n in range(8))
QUIZ = f"\n## Which one? {{#one-long .easy .choice}}\n\n{LONG}\nSource: s\n"


def add(bank: Path, text: str) -> None:
    """Another card for the deck."""
    file = bank / "one.md"
    file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")


def in_window(program: Program, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(program.window, QPoint()), widget.size())


def ask(program: Program, card_id: str) -> None:
    """Put off cards until this one is asked."""
    review = program.window.review
    program.window.start()
    while review.face is not None and review.face.card_id != card_id:
        review.bury()
    assert review.face is not None


def keys(program: Program, text: str) -> None:
    QTest.keyClicks(QApplication.focusWidget() or program.window, text)


def at(program: Program, qtbot: QtBot, width: int, height: int, text_size: int) -> None:
    """Let the window be so large, and its text; Qt tells the controls of it only afterwards."""
    program.window.resize(width, height)
    program.window.set_text_size(text_size)
    px = control_font(text_size).pixelSize()
    controls = [
        program.window.today.button,
        program.window.review.reveal_button,
        *program.window.review.grades.values(),
    ]
    qtbot.waitUntil(lambda: all(control.font().pixelSize() == px for control in controls))


# ---- Today ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "height", "text_size"), [(800, 600, 150), (800, 600, 100), (1280, 800, 150)])
def test_the_first_start_shows_the_sentences_and_the_button_without_scrolling(
    program: Program, qtbot: QtBot, width: int, height: int, text_size: int
) -> None:
    at(program, qtbot, width, height, text_size)
    today, window = program.window.today, program.window
    assert today.welcome is not None
    shown = in_window(program, today)

    qtbot.waitUntil(lambda: today.button.height() == today.button.sizeHint().height())
    welcome = today.welcome
    qtbot.waitUntil(lambda: welcome.height() == welcome.heightForWidth(welcome.width()))
    assert shown.contains(in_window(program, today.welcome))
    # With room to spare, for a title bar and the menus of another system.
    assert in_window(program, today.button).bottom() < window.height() * 0.9


def test_the_heading_of_today_grows_with_the_text_at_once(program: Program) -> None:
    heading = program.window.today.heading
    before = heading.font().pixelSize()
    program.window.set_text_size(200)
    assert heading.font().pixelSize() == before * 2


def test_when_all_is_done_arrow_keys_scroll_today_and_no_key_is_promised(
    program: Program, press: Press, qtbot: QtBot
) -> None:
    window = program.window
    window.start()
    while window.review.face is not None:
        window.review.reveal()
        window.review.grade(Quality.GOOD)
    press(program, Key.Key_Return)
    assert window.pages.currentWidget() is window.today
    focus = QApplication.focusWidget()
    assert focus is not None
    assert window.today.isAncestorOf(focus)
    narrow, start = window.today.button.sizeHint().width(), "Done for today"
    assert window.today.button.text() == start
    window.today.button.setEnabled(True)
    assert window.today.button.sizeHint().width() > narrow  # the key beside its words
    window.today.button.setEnabled(False)
    at(program, qtbot, 480, 400, 200)
    bar = window.today.scroll_bar
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    press(program, Key.Key_Down)
    assert bar.value() > 0


# ---- review ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "height"), [(800, 600), (1280, 800)])
@pytest.mark.parametrize("text_size", [100, 150])
def test_the_grades_stand_in_line_with_the_text_of_the_card(
    program: Program, qtbot: QtBot, width: int, height: int, text_size: int
) -> None:
    at(program, qtbot, width, height, text_size)
    window = program.window
    window.start()
    window.review.reveal()
    card, buttons = window.review.card, list(window.review.grades.values())
    side = side_of(card.viewport().width(), window.desk.theme.card_scale.px)
    left = card.viewport().mapTo(window, QPoint()).x()

    def in_line() -> bool:
        first, last = in_window(program, buttons[0]), in_window(program, buttons[-1])
        near_left = abs(first.left() + RING - (left + side)) <= 3
        return near_left and abs(last.right() - RING - (left + card.viewport().width() - side)) <= 3

    qtbot.waitUntil(in_line)


def test_the_answer_box_stands_in_line_with_the_text_of_the_card(program: Program, qtbot: QtBot) -> None:
    window = program.window
    window.desk.change(replace(window.settings, answer_box=True))
    at(program, qtbot, 800, 600, 150)
    window.start()
    card, box = window.review.card, window.review.box.box
    side = side_of(card.viewport().width(), window.desk.theme.card_scale.px)
    qtbot.waitUntil(lambda: abs(in_window(program, box).left() - in_window(program, card).left() - side) <= 3)


@pytest.mark.parametrize("text_size", [100, 150, 200])
def test_six_grades_keep_their_words_inside_their_edges(program: Program, qtbot: QtBot, text_size: int) -> None:
    window = program.window
    window.desk.change(replace(window.settings, six_grades=True))
    window.resize(1280, 800)
    window.start()
    window.review.reveal()
    at(program, qtbot, 800, 600, text_size)
    page = QColor(window.desk.theme.ink.page)
    buttons = list(window.review.grades.values())
    qtbot.waitUntil(lambda: all(button.height() == button.sizeHint().height() for button in buttons))
    for button in buttons:
        picture = button.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        edges = [*range(RING - 1), *range(picture.width() - RING + 1, picture.width())]
        assert all(picture.pixelColor(x, y) == page for x in edges for y in range(picture.height())), button.text()


def test_a_card_keeps_its_own_size_of_text_when_the_text_grows(program: Program, qtbot: QtBot) -> None:
    window = program.window
    window.start()
    window.review.reveal()
    window.set_text_size(150)
    qtbot.waitUntil(lambda: window.review.card.font().pixelSize() == 21)
    document = window.review.card.document_shown
    assert document is not None
    assert document.defaultFont().pixelSize() == round(document.scale.px) == 26


def test_a_long_name_of_a_lesson_takes_its_part_s_room(program: Program) -> None:
    program.window.start()
    lesson = program.window.review.head.lesson
    lesson.setText("Design Case Studies  \u203a  Video conferencing")
    lesson.resize(600, 20)
    assert lesson.fitting() == lesson.text()
    lesson.resize(180, 20)
    assert lesson.fitting() == "Video conferencing"
    lesson.resize(60, 20)
    assert lesson.fitting().endswith("\u2026")


def test_the_option_chosen_is_seen_with_its_reason(
    bank: Path, start: Callable[[], Program], press: Press, qtbot: QtBot
) -> None:
    add(bank, QUIZ)
    program = start()
    at(program, qtbot, 800, 600, 150)
    ask(program, "one-long")
    card = program.window.review.card
    qtbot.waitUntil(lambda: card.verticalScrollBar().maximum() > 0)
    press(program, Key.Key_H)
    document = card.document_shown
    assert document is not None
    box = paint.points(document)[7]
    top = card.verticalScrollBar().value()
    assert top <= box.top()
    assert box.bottom() <= top + card.viewport().height()


def test_tab_leads_from_a_typed_answer_to_the_button_that_shows_the_card_s(program: Program, press: Press) -> None:
    window = program.window
    window.desk.change(replace(window.settings, answer_box=True))
    window.start()
    keys(program, "an answer")
    press(program, Key.Key_Tab)
    assert window.review.reveal_button.hasFocus()


def test_from_the_keys_and_the_help_one_comes_back_to_what_one_typed(
    bank: Path, start: Callable[[], Program], press: Press
) -> None:
    add(bank, DRILL)
    program = start()
    ask(program, "one-drill")
    window = program.window
    ways: tuple[Callable[[], None], ...] = (window.show_keys, lambda: window.go("help"))
    for away in ways:
        keys(program, "1")
        away()
        assert window.pages.currentWidget() is not window.review
        window.leave()
        assert window.pages.currentWidget() is window.review
        assert window.review.box.line.hasFocus()
    assert window.review.box.line.text() == "11"


def test_what_could_not_be_read_is_said_without_signs_of_markdown_in_a_colour_of_the_theme(
    bank: Path, start: Callable[[], Program], press: Press
) -> None:
    add(bank, DRILL)
    program = start()
    ask(program, "one-drill")
    box, window = program.window.review.box, program.window
    keys(program, "abc")
    press(program, Key.Key_Return)
    assert box.said.text().startswith("\u201cabc\u201d does not begin")
    for theme in ("dark", "light", "dark"):
        window.choose_theme(theme)
        assert colour_of(box.said) == QColor(window.desk.theme.ink.warn)


def colour_of(label: QLabel) -> QColor:
    return label.palette().color(label.foregroundRole())


def test_a_leech_is_told_in_a_colour_of_the_theme(program: Program, qtbot: QtBot) -> None:
    window = program.window
    window.desk.change(replace(window.settings, leech_lapses=1))
    qtbot.waitUntil(lambda: not program.tasks.busy)
    window.start()
    window.review.reveal()
    window.review.grade(Quality.AGAIN)
    notice = window.leeches.notice
    assert notice is not None
    for theme in ("dark", "light", "dark"):
        window.choose_theme(theme)
        assert colour_of(notice.said) == QColor(window.desk.theme.ink.text)


def test_a_number_is_not_torn_from_its_unit_on_a_card(qapp: QApplication) -> None:
    document = RichDocument(LIGHT, Scale(17))
    write(document, (parse("<p>The database is at 90 % CPU after 30 s.</p>"), "body"))
    assert document.firstBlock().text() == "The database is at 90\u00a0% CPU after 30\u00a0s."
    assert document.toPlainText() == "The database is at 90 % CPU after 30 s."


def test_a_hairline_tells_that_a_card_goes_on(program: Program, qtbot: QtBot) -> None:
    at(program, qtbot, 480, 400, 200)
    window = program.window
    window.start()
    window.review.reveal()
    above, below = window.review.edges
    bar = window.review.card.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    assert (above.drawn, below.drawn) == (False, True)
    bar.setValue(bar.maximum())
    assert (above.drawn, below.drawn) == (True, False)


# ---- pages that are only read ---------------------------------------------------------------------


def test_lessons_done_by_choice_are_not_the_whole_day(bank: Path, start: Callable[[], Program]) -> None:
    (bank / "two.md").write_text(
        "---\nid: two\ntitle: Two\npart: Part B\ntags: [x]\n---\n\n## Q? {#two-q .easy}\n\nA.\n\nSource: s\n"
    )
    window = start().window
    window.go("review", deck_ids=("two",))
    window.review.reveal()
    window.review.grade(Quality.GOOD)
    assert window.pages.currentWidget() is window.summary
    assert window.summary.text.toPlainText().startswith("Done with these lessons")
    window.show_today()
    assert window.today.button.isEnabled()
    assert window.today.button.text() == "Go on"


def test_the_keys_keep_their_place_in_another_theme_and_stand_in_line(program: Program, press: Press) -> None:
    window = program.window
    window.show_keys()
    assert window.keys is not None
    text = window.keys.text
    press(program, Key.Key_PageDown)
    place = text.verticalScrollBar().value()
    assert place > 0
    window.choose_theme("dark")
    assert text.verticalScrollBar().value() == place
    assert "\u2026" not in text.toPlainText()
    document = text.document_shown
    assert document is not None
    lefts = set()
    for table in (frame for frame in document.rootFrame().childFrames() if hasattr(frame, "cellAt")):
        block = table.cellAt(0, 1).firstCursorPosition().block()
        lefts.add(round(document.documentLayout().blockBoundingRect(block).left()))
    assert len(lefts) == 1
