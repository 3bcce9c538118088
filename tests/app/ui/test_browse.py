"""Browse: finding as one types, looking, and changing a selection."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import current_thread, main_thread

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

import app.ui.browse_ask
import app.ui.browse_changes
from app.find.finder import COLUMNS
from app.find.saved import Saved, read_searches, save_search
from app.opening import open_study
from app.storage.search import SearchIndex
from app.ui.browse import BrowsePage
from app.ui.browse_ask import Ask, day_of, tag_of
from app.ui.browse_model import due_words, in_utf16, short_interval
from app.ui.main import Program
from tests.app.ui.conftest import Clock, Start
from tests.app.ui.desk import TestDesk, make_desk

ALL = ["one-safe", "one-points", "one-choice", "one-cloze.c1", "one-cloze.c2"]


@pytest.fixture
def desk(tmp_path: Path, bank: Path, qapp: QApplication, clock: Clock) -> Iterator[TestDesk]:
    made = make_desk(tmp_path / "data", clock)
    yield made
    made.close()


@pytest.fixture
def settle(qtbot: QtBot, desk: TestDesk) -> Callable[[], None]:
    """Wait until nothing runs in the background."""
    return lambda: qtbot.waitUntil(lambda: not desk.tasks.busy)


@pytest.fixture
def page(qtbot: QtBot, desk: TestDesk, settle: Callable[[], None]) -> Iterator[BrowsePage]:
    # A window around it with a size of its own, as the program's has.
    window = QMainWindow()
    window.setMinimumSize(480, 400)
    window.resize(1280, 800)
    qtbot.addWidget(window)
    made = BrowsePage(desk)
    window.setCentralWidget(made)
    window.show()
    qtbot.waitExposed(window)
    made.enter()
    settle()
    yield made
    window.close()


def shown(page: BrowsePage) -> list[str]:
    finder = page.source.finder
    assert finder is not None
    return [finder.cards.ids[row] for row in page.model.rows]


def cell(page: BrowsePage, card_id: str, column: str) -> str:
    return str(page.model.index(shown(page).index(card_id), COLUMNS.index(column)).data())


def select(page: BrowsePage, *card_ids: str) -> None:
    """Select with the keyboard's means, as a reader would."""
    flags = QItemSelectionModel.SelectionFlag
    for number, card_id in enumerate(card_ids):
        index = page.model.index(shown(page).index(card_id), 0)
        how = (flags.Select if number else flags.ClearAndSelect) | flags.Rows
        page.table.selectionModel().setCurrentIndex(index, how)
    page.table.setFocus()


def test_all_cards_are_there_at_first_and_the_search_field_has_the_focus(page: BrowsePage) -> None:
    assert shown(page) == ALL
    assert page.said.text() == "5 cards"
    assert QApplication.focusWidget() is page.field


def test_cards_are_found_as_one_types_and_the_first_is_looked_at(page: BrowsePage, qtbot: QtBot) -> None:
    for typed, expected in (
        ("re", ["one-cloze.c1", "one-cloze.c2"]),
        ("req", ["one-choice", "one-cloze.c1", "one-cloze.c2"]),
        ("requests code", ["one-choice"]),
        ("requests -code", ["one-cloze.c1", "one-cloze.c2"]),
    ):
        page.field.clear()
        QTest.keyClicks(page.field, typed)
        assert [each for each in shown(page) if each in expected] == expected, typed
        assert set(shown(page)) >= set(expected)
    assert shown(page) == ["one-cloze.c1", "one-cloze.c2"]
    assert page.said.text() == "2 of 5 cards"
    qtbot.waitUntil(lambda: page.preview.card.document_shown is not None and "Fill the header" in text(page))


def text(page: BrowsePage) -> str:
    document = page.preview.card.document_shown
    return document.toPlainText() if document is not None else ""


def test_a_phrase_that_takes_long_is_searched_for_in_the_background_and_the_last_one_typed_is_shown(
    page: BrowsePage, settle: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.find.finder.LONG", 0)
    threads: list[bool] = []
    finder = page.source.finder
    assert finder is not None
    assert finder.index is not None
    read = type(finder.index).holding

    def holding(index: SearchIndex, phrase: str, candidates: bytes) -> bytes:
        if any(candidates):
            threads.append(current_thread() is main_thread())
        return read(index, phrase, candidates)

    monkeypatch.setattr(type(finder.index), "holding", holding)
    QTest.keyClicks(page.field, '"fill the hea')
    assert page.said.text() == "Searching\u2026"
    settle()
    assert shown(page) == ["one-cloze.c1", "one-cloze.c2"]
    assert page.said.text() == "2 of 5 cards"
    page.table.sort_by("question")
    page.field.setText('"fill the hat')
    settle()
    assert shown(page) == []
    page.field.setText("-is:due")
    assert len(shown(page)) == 5
    settle()
    assert page.said.text() == "5 cards"
    assert threads
    assert not any(threads)


def test_a_card_that_is_wanted_is_marked_when_a_long_search_has_found_it(
    page: BrowsePage, settle: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.find.finder.LONG", 0)
    page.enter('"fill the header"', "one-cloze.c2")
    settle()
    assert page.place() == {"query": '"fill the header"', "card": "one-cloze.c2"}


def test_a_wrong_query_says_so_and_leaves_the_results(page: BrowsePage) -> None:
    page.field.setText("level:hard")
    before = shown(page)
    page.field.setText("level:hard is:overdue")
    assert shown(page) == before
    assert "at character 12 is not known: write due" in page.said.text()
    page.field.setText("level:hard is:new")
    assert page.said.text() == "2 of 5 cards"


def test_a_wrong_query_is_still_said_after_the_cards_were_read_again(
    page: BrowsePage, settle: Callable[[], None]
) -> None:
    page.field.setText("is:overdue")
    page.refresh()
    settle()
    assert "is not known" in page.said.text()


def test_found_words_are_marked_in_table_and_preview(page: BrowsePage, qtbot: QtBot) -> None:
    page.field.setText("retry")
    assert page.table.delegate.terms == ("retry",)
    qtbot.waitUntil(lambda: [s.cursor.selectedText() for s in page.preview.card.extraSelections()] == ["Retry"])


def test_the_table_reads_the_questions_it_shows_and_no_others(page: BrowsePage) -> None:
    read: list[int] = []
    original = page.model._read

    def reading(rows: list[int]) -> tuple[str, ...]:
        read.extend(rows)
        return original(rows)

    page.model._read = reading
    page.model._questions.clear()
    page.model.beginResetModel()
    page.model.rows = page.model.rows * 100
    page.model.endResetModel()
    assert read == []
    assert page.model.index(300, 0).data() == "What is safe?"
    assert 0 < len(read) <= 60


def test_keys_find_the_search_field_and_the_table(page: BrowsePage, qtbot: QtBot) -> None:
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Slash)
    assert QApplication.focusWidget() is page.field
    QTest.keyClick(page.field, Qt.Key.Key_Down)
    assert QApplication.focusWidget() is page.table
    QTest.keyClick(page.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is page.field
    QTest.keyClicks(page.field, "s/b")
    assert page.field.text() == "s/b", "in the field, letters are letters"


def test_esc_empties_the_field_before_it_leaves_the_page(page: BrowsePage) -> None:
    page.field.setText("retry")
    assert page.step_back()
    assert shown(page) == ALL
    assert not page.step_back()


def test_suspending_a_selection_is_one_step_of_undo(
    page: BrowsePage, desk: TestDesk, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    select(page, "one-points", "one-choice")
    with qtbot.waitSignal(desk.touched):
        QTest.keyClick(page.table, Qt.Key.Key_S)
    assert cell(page, "one-points", "due") == cell(page, "one-choice", "due") == "suspended"
    assert cell(page, "one-safe", "due") == "new"
    page.field.setText("is:suspended")
    assert shown(page) == ["one-points", "one-choice"]
    desk.progress.undo()
    page.refresh()
    settle()
    assert shown(page) == []


def test_a_large_selection_is_changed_in_the_background(
    page: BrowsePage, desk: TestDesk, qtbot: QtBot, settle: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.ui.browse_changes, "FEW", 2)
    select(page, "one-safe", "one-points", "one-choice")
    with qtbot.waitSignal(desk.touched):
        QTest.keyClick(page.table, Qt.Key.Key_S)
        assert desk.tasks.busy
    settle()
    assert [cell(page, card_id, "due") for card_id in ALL[:4]] == ["suspended"] * 3 + ["new"]
    assert desk.progress.undo() is not None
    assert not any(status.suspended for status in desk.progress.statuses().values())


def test_suspended_cards_are_brought_back_by_the_same_key(page: BrowsePage, desk: TestDesk) -> None:
    select(page, "one-points", "one-choice")
    QTest.keyClick(page.table, Qt.Key.Key_S)
    QTest.keyClick(page.table, Qt.Key.Key_S)
    assert not any(status.suspended for status in desk.progress.statuses().values())
    assert page.table.selected_count() == 2


def test_burying_puts_off_until_tomorrow_and_again_digs_out(page: BrowsePage, desk: TestDesk) -> None:
    select(page, "one-safe")
    QTest.keyClick(page.table, Qt.Key.Key_B)
    assert cell(page, "one-safe", "due") == "buried"
    assert desk.progress.statuses()["one-safe"].buried_until == desk.study.day + 1
    QTest.keyClick(page.table, Qt.Key.Key_B)
    assert cell(page, "one-safe", "due") == "new"


def test_rescheduling_asks_for_a_day(page: BrowsePage, desk: TestDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.ui.browse_ask, "ask", lambda *_, **__: "3")
    select(page, "one-safe")
    QTest.keyClick(page.table, Qt.Key.Key_D)
    assert cell(page, "one-safe", "due") == "in 3 days"
    assert desk.progress.statuses()["one-safe"].due_day == desk.study.day + 3


def test_a_card_that_is_forgotten_is_new_again(
    page: BrowsePage, desk: TestDesk, clock: Clock, settle: Callable[[], None]
) -> None:
    desk.progress.grade("one-safe", 4, desk.study.day, duration_ms=1000, at_ms=clock())
    page.refresh()
    settle()
    assert cell(page, "one-safe", "grade") == "Good"
    select(page, "one-safe")
    QTest.keyClick(page.table, Qt.Key.Key_N)
    assert (cell(page, "one-safe", "due"), cell(page, "one-safe", "grade")) == ("new", "")
    assert len(desk.progress.history("one-safe")) == 1


def test_a_tag_goes_on_and_off_and_shows_in_the_sidebar(
    page: BrowsePage, settle: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.ui.browse_ask, "ask", lambda *_, **__: "Before interview")
    select(page, "one-safe", "one-choice")
    QTest.keyClick(page.table, Qt.Key.Key_T)
    settle()
    page.field.setText("tag:before-interview")
    assert shown(page) == ["one-safe", "one-choice"]
    assert "before-interview" in [name for name, _ in page.sidebar._all_items()]
    page.table.selectAll()
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_T)
    settle()
    assert shown(page) == []
    assert "before-interview" not in [name for name, _ in page.sidebar._all_items()]


@pytest.mark.parametrize(("key", "place"), [(Qt.Key.Key_X, "anki"), (Qt.Key.Key_H, "sheets")])
def test_a_selection_goes_to_other_pages(page: BrowsePage, desk: TestDesk, key: Qt.Key, place: str) -> None:
    select(page, "one-points", "one-cloze.c1")
    QTest.keyClick(page.table, key)
    assert desk.ways == [(place, {"card_ids": ("one-points", "one-cloze.c1")})]


def test_a_sheet_is_made_of_all_that_was_found_unless_cards_were_selected(page: BrowsePage, desk: TestDesk) -> None:
    """Nobody prints a page for the one card that is looked at; how many it is stands on the button."""
    made = page._buttons["browse-sheet"]
    page.field.setText("id:one-safe")
    assert made.text() == "Sheet to print"
    page.field.setText("kind:cloze")
    assert made.text() == "Sheet to print (2)"
    made.click()
    page.field.setText("")
    select(page, "one-points", "one-cloze.c1", "one-safe")
    assert made.text() == "Sheet to print (3)"
    made.click()
    page.field.setText("nothing-has-this")
    QTest.keyClick(page.table, Qt.Key.Key_H)
    assert desk.ways == [
        ("sheets", {"card_ids": ("one-cloze.c1", "one-cloze.c2")}),
        ("sheets", {"card_ids": ("one-safe", "one-points", "one-cloze.c1")}),
    ]


def test_ctrl_and_a_click_in_the_sidebar_narrows_the_search(page: BrowsePage) -> None:
    """Leeches in a part are found without a word of the query language; a hint says how."""

    def click(query: str, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        at = page.sidebar.visualItemRect(page.sidebar._by_query[query]).center()
        QTest.mouseClick(page.sidebar.viewport(), Qt.MouseButton.LeftButton, keys, at)

    click("is:new")
    assert "Ctrl and a click at the left narrows it" in page.said.text()
    click('part:"Part A"', Qt.KeyboardModifier.ControlModifier)
    assert page.field.text() == 'is:new part:"Part A"'
    assert page.said.text() == "5 cards"
    click("is:leech")
    assert page.field.text() == "is:leech"


def test_enter_edits_the_current_card(page: BrowsePage, desk: TestDesk) -> None:
    select(page, "one-cloze.c2")
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert desk.ways == [("write", {"note_id": "one-cloze"})]


def test_selection_and_current_card_stay_over_another_search_and_another_order(page: BrowsePage) -> None:
    select(page, "one-choice", "one-cloze.c1")
    page.field.setText("requests")
    assert page.selected() == ("one-choice", "one-cloze.c1")
    page.table.sort_by("question")
    assert set(page.selected()) == {"one-choice", "one-cloze.c1"}
    page.field.setText("code")
    assert page.selected() == ("one-choice",)
    page.field.setText("nothing-has-this")
    assert page.selected() == ()


def test_a_card_nobody_chose_is_not_followed(page: BrowsePage) -> None:
    page.field.setText("requests")
    assert page.selected() == ("one-choice",)
    page.field.setText("")
    assert page.selected() == ("one-safe",)


def test_a_third_click_on_a_heading_gives_the_order_of_the_library_back(page: BrowsePage) -> None:
    header = page.table.horizontalHeader()
    at = QPoint(header.sectionViewportPosition(0) + 10, header.height() // 2)
    orders, headings = [], []
    for _ in range(3):
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
        orders.append(shown(page))
        headings.append(page.model.headerData(0, Qt.Orientation.Horizontal))
    assert headings == ["Question \u2191", "Question \u2193", "Question"]
    assert orders[0] == ["one-cloze.c1", "one-cloze.c2", "one-points", "one-safe", "one-choice"]
    assert orders[1][0] == "one-choice"
    assert orders[2] == ALL


def test_what_was_edited_outside_is_found_after_the_decks_were_read_again_and_the_selection_stays(
    page: BrowsePage, desk: TestDesk, bank: Path, clock: Clock, settle: Callable[[], None]
) -> None:
    select(page, "one-choice")
    file = bank / "one.md"
    extra = "\n## A zebra at last {#one-zebra .easy}\n\nStriped.\n\nSource: a zoo\n"
    head, answer = file.read_text(encoding="utf-8").split("\n## ", 1)
    file.write_text(f"{head}{extra}\n## {answer}", encoding="utf-8")
    desk.use(open_study(desk.paths, desk.settings, clock, desk.progress).study)
    page.refresh()
    settle()
    assert shown(page) == ["one-zebra", *ALL]
    assert page.selected() == ("one-choice",)
    page.field.setText("zebra")
    assert shown(page) == ["one-zebra"]


def test_entering_with_a_query_shows_what_it_finds(
    page: BrowsePage, desk: TestDesk, settle: Callable[[], None]
) -> None:
    desk.progress.suspend("one-choice", True)
    page.enter(query="is:suspended")
    settle()
    assert shown(page) == ["one-choice"]


def test_a_search_is_saved_shown_and_dropped(page: BrowsePage, desk: TestDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.ui.browse_ask, "ask", lambda *_, **__: "Hard ones")
    page.field.setText("level:hard")
    QTest.keyClick(page.field, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert read_searches(desk.paths.data_dir) == (Saved("Hard ones", "level:hard"),)
    item = page.sidebar._by_query["level:hard"]
    assert item.text(0) == "Hard ones"
    page.field.clear()
    page.sidebar.setFocus()
    page.sidebar.setCurrentItem(item)
    assert page.field.text() == "level:hard"
    QTest.keyClick(page.sidebar, Qt.Key.Key_Delete)
    assert read_searches(desk.paths.data_dir) == ()
    assert "level:hard" not in page.sidebar._by_query


def test_saved_searches_that_cannot_be_read_are_told_and_kept(
    page: BrowsePage, desk: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = desk.paths.data_dir / "searches.toml"
    file.write_text("not toml", encoding="utf-8")
    monkeypatch.setattr(app.ui.browse_ask, "ask", lambda *_, **__: "Hard ones")
    page.field.setText("level:hard")
    page.save()
    assert "searches.toml" in desk.sentences[-1]
    assert file.read_text(encoding="utf-8") == "not toml"


def test_the_sidebar_searches_by_part_lesson_and_tag(page: BrowsePage) -> None:
    queries = page.sidebar._by_query
    assert {'part:"Part A"', "lesson:one", "tag:http", "is:leech"} <= queries.keys()
    page.sidebar.setFocus()
    page.sidebar.setCurrentItem(queries["is:suspended"])
    assert shown(page) == []
    assert page.field.text() == "is:suspended"
    page.field.setText("")
    assert page.sidebar.currentItem() is queries[""]


def test_the_history_of_a_card_is_told_in_words(
    page: BrowsePage, desk: TestDesk, clock: Clock, settle: Callable[[], None], qtbot: QtBot
) -> None:
    day = desk.study.day
    desk.progress.grade("one-safe", 4, day, duration_ms=1000, at_ms=clock())
    desk.progress.suspend("one-safe", True)
    page.refresh()
    settle()
    select(page, "one-safe")
    qtbot.waitUntil(lambda: "1 review since 2026-03-02, due tomorrow." in page.preview.timeline.caption())
    told = page.preview.timeline.accessibleDescription()
    assert "2026-03-02: Good, then 1 day" in told
    assert "2026-03-02: suspended" in told


@pytest.mark.parametrize("size", [80, 150, 200])
@pytest.mark.parametrize(("width", "height"), [(480, 400), (800, 600), (1280, 800)])
def test_nothing_is_clipped_and_the_table_keeps_a_readable_question(
    page: BrowsePage, desk: TestDesk, size: int, width: int, height: int
) -> None:
    window = page.window()
    window.resize(width, height)
    desk.theme.resize_text(size)
    QApplication.sendPostedEvents()
    assert page.width() == width
    try:
        assert page.minimumSizeHint().width() <= width
        assert page.more.isVisible()
        for made in page._buttons.values():
            if made.isVisible():
                assert made.width() >= made.sizeHint().width()
        assert page.more.geometry().right() < width
        columns = sum(page.table.columnWidth(n) for n in range(len(COLUMNS)) if not page.table.isColumnHidden(n))
        assert columns <= page.table.viewport().width() + 1
        assert page.table.columnWidth(0) >= min(width // 3, 12 * page.table.font().pixelSize())
    finally:
        desk.theme.resize_text(100)


def test_every_control_has_a_name(page: BrowsePage) -> None:
    nameless = [
        child
        for child in page.findChildren(QWidget)
        if child.focusPolicy() != Qt.FocusPolicy.NoFocus
        and child.isVisibleTo(page)
        and not child.accessibleName()
        and not child.objectName().startswith("qt_")
    ]
    assert nameless == []


def test_tab_goes_from_search_by_sidebar_and_table_to_the_preview(page: BrowsePage) -> None:
    seen = []
    page.focus_search()
    for _ in range(5):
        seen.append(QApplication.focusWidget())
        QTest.keyClick(QApplication.focusWidget() or page, Qt.Key.Key_Tab)
    assert seen == [page.field, page.save_button, page.sidebar, page.table, page.preview.card]


def test_both_themes_are_painted(page: BrowsePage, desk: TestDesk, qtbot: QtBot) -> None:
    page.field.setText("requests")
    for theme in ("light", "dark"):
        desk.theme.choose(theme)
        page.table.grab()
        page.sidebar.grab()
        page.preview.grab()
        picture = page.table.viewport().grab().toImage()
        corner = picture.pixelColor(picture.width() // 2, picture.height() - 3)
        assert corner.name() == desk.theme.ink.page


# ---- the questions --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "day"), [("0", 740_000), ("1", 740_001), ("+10 days", 740_010), ("2027-02-01", 740_013)]
)
def test_a_day_is_a_number_of_days_or_a_date(answer: str, day: int) -> None:
    assert day_of(answer, 740_000) == day


@pytest.mark.parametrize("answer", ["", "soon", "-1", "2020-01-01", "999999", "2027-13-01"])
def test_a_day_that_is_none_or_past_is_refused_with_what_to_write(answer: str) -> None:
    with pytest.raises(ValueError, match=r"Write a number of days|must be today or later"):
        day_of(answer, 740_000)


def test_a_tag_becomes_a_slug_or_is_refused() -> None:
    assert tag_of(" Before Interview ") == "before-interview"
    with pytest.raises(ValueError, match="letters a to z"):
        tag_of("ä!")


def test_a_question_takes_only_an_answer_that_makes_sense(qtbot: QtBot, desk: TestDesk) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    dialog = Ask(desk.theme, "When?", "Reschedule", lambda text: f"day {day_of(text, 740_000)}", owner, answer="1")
    assert dialog.said.text() == "day 740001"
    assert dialog.ok.isEnabled()
    dialog.field.setText("soon")
    assert not dialog.ok.isEnabled()
    assert "Write a number of days" in dialog.said.text()
    dialog.field.setText("2")
    assert dialog.answer() == "2"
    assert isinstance(dialog.field, QLineEdit)


def test_days_and_intervals_are_said_briefly() -> None:
    assert [due_words(740_000 + away, 740_000) for away in (0, 1, -1, 5, -9, 40)] == [
        "today", "tomorrow", "yesterday", "in 5 days", "9 days ago", "2027-02-28",
    ]  # fmt: skip
    assert [short_interval(days) for days in (1, 30, 43, 900)] == ["1 d", "30 d", "1.4 mo", "2.5 y"]


def test_places_are_counted_as_qt_counts_them() -> None:
    assert in_utf16("a 😀 token", ((4, 9),)) == ((5, 10),)


# ---- in the window --------------------------------------------------------------------------------


def test_the_window_undoes_and_redoes_what_was_done_to_a_selection(start: Start, qtbot: QtBot) -> None:
    program: Program = start()
    program.window.go("browse")
    page = program.window.pages.currentWidget()
    assert isinstance(page, BrowsePage)
    qtbot.waitUntil(lambda: not program.tasks.busy)
    page.table.selectAll()
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_S)
    assert program.window.study is not None
    assert program.window.study.left == 0
    program.window.undo()
    qtbot.waitUntil(lambda: not program.tasks.busy)
    assert cell(page, "one-safe", "due") == "new"
    assert program.window.study.left > 0
    program.window.redo()
    qtbot.waitUntil(lambda: not program.tasks.busy)
    assert cell(page, "one-safe", "due") == "suspended"
    assert program.window.pages.currentWidget() is page


def test_saved_searches_are_there_at_the_next_start(desk: TestDesk, qtbot: QtBot, settle: Callable[[], None]) -> None:
    save_search(desk.paths.data_dir, Saved("Mine", "tag:http"))
    page = BrowsePage(desk)
    qtbot.addWidget(page)
    page.enter()
    settle()
    assert page.sidebar._by_query["tag:http"].text(0) == "Mine"
