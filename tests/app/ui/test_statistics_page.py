"""The statistics page: sections counted in the background, charts told by keys and mouse, figures copied."""

import csv
import io
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count, pairwise
from pathlib import Path
from statistics import fmean
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from app import statistics
from app.chart import Section
from app.errors import StorageFailed
from app.ui.charts.box import VIEWS, ChartBox
from app.ui.charts.calendar import CalendarView, shades
from app.ui.charts.view import tick_words, ticks
from app.ui.statistics import EMPTY, StatisticsPage
from app.ui.widgets import Tile
from cheatsheets.style import DARK, LIGHT, Ink
from tests.app.ui.conftest import Clock
from tests.app.ui.desk import TestDesk, in_window, make_desk
from tests.cheatsheets.test_style import contrast

Key = Qt.Key


@pytest.fixture
def desk(qapp: QApplication, bank: Path, tmp_path: Path, clock: Clock) -> Iterator[TestDesk]:
    made = make_desk(tmp_path / "data", clock)
    yield made
    made.close()


@pytest.fixture
def grade(desk: TestDesk, clock: Clock) -> Callable[..., None]:
    """A grade that took twelve seconds, so many days ago."""

    def give(card_id: str, quality: int = 4, ago: int = 0) -> None:
        day = desk.study.today() - ago
        desk.progress.grade(card_id, quality, day, duration_ms=12_000, at_ms=clock() - ago * 86_400_000)

    return give


@pytest.fixture
def studied(grade: Callable[..., None]) -> None:
    """Three days of reviews; one card was missed often enough to be a leech."""
    for ago in range(10, 1, -1):
        grade("one-safe", 1, ago)
    grade("one-points", 4, 1)
    grade("one-choice", 5, 0)


Show = Callable[..., StatisticsPage]


@pytest.fixture
def show(qtbot: QtBot, desk: TestDesk) -> Iterator[Show]:
    """The page once it has counted, in a window with a size of its own, as the program's has."""
    with in_window(lambda window: StatisticsPage(desk, window), (900, 700)) as page:

        def begin(**what: str) -> StatisticsPage:
            page.enter(**what)
            qtbot.waitUntil(lambda: not desk.tasks.busy)
            return page

        yield begin


def box(page: StatisticsPage, name: str) -> ChartBox:
    return page.views[page.section].boxes[name]


def has_room(page: StatisticsPage) -> bool:
    """Whether every chart has the height that it needs at its width."""
    views = [shown.view for shown in page.views[page.section].boxes.values() if not shown.view.isHidden()]
    return all(view.height() >= view.heightForWidth(view.width()) for view in views)


def clipboard() -> list[list[str]]:
    return list(csv.reader(io.StringIO(QGuiApplication.clipboard().text())))


def test_before_the_first_grade_one_sentence_says_what_will_be_here(show: Show) -> None:
    page = show()
    assert page.empty.isVisible()
    assert page.empty.text() == EMPTY
    assert not page.tabs.isVisible()
    assert not page.views


def test_before_the_first_grade_enter_starts_a_review(show: Show, desk: TestDesk) -> None:
    page = show()
    assert QApplication.focusWidget() is page.begin
    QTest.keyClick(page.begin, Key.Key_Space)
    assert desk.ways == [("review", {})]


def test_the_first_grade_brings_the_charts(show: Show, grade: Callable[..., None]) -> None:
    show()
    grade("one-safe")
    page = show()
    assert not page.empty.isVisible()
    assert not page.begin.isVisible()
    assert page.tabs.isVisible()
    assert box(page, "calendar").isVisible()


def test_one_is_said_in_the_singular(show: Show, grade: Callable[..., None]) -> None:
    grade("one-safe")
    page = show()
    tiles = page.views["overview"].tiles
    assert tiles is not None
    named = [each.accessibleName() for each in tiles.findChildren(Tile)]
    assert named[:4] == ["day in a row: 1", "longest streak: 1", "day studied: 1", "review: 1"]
    grade("one-points")
    assert "reviews: 2" in [each.accessibleName() for each in tiles.findChildren(Tile) if show() is page]


def test_a_chart_without_a_value_is_a_sentence_and_no_empty_axis(show: Show, grade: Callable[..., None]) -> None:
    grade("one-safe")
    page = show(section="recall")
    for name, shown in page.views["recall"].boxes.items():
        assert shown.caption.text().startswith("Nothing was asked"), name
        assert not any(part.isVisible() for part in (shown.view, shown.reading, shown.copy_button)), name


@pytest.mark.parametrize("ink", [LIGHT, DARK], ids=["light", "dark"])
def test_the_shades_of_days_stand_out_from_the_panel_and_from_each_other(ink: Ink) -> None:
    """WCAG 2.2, 1.4.11: three to one for what is needed to understand a picture."""
    ground, *days = (contrast(each, ink.panel) for each in (ink.chip, *(shade.name() for shade in shades(ink))))
    assert ground < 1.5
    assert days[0] >= 3
    assert all(darker / paler > 1.35 for paler, darker in pairwise(days))


@pytest.mark.usefixtures("studied")
def test_every_section_shows_its_charts_and_no_other(show: Show) -> None:
    found = {}
    for name in statistics.SECTIONS:
        page = show(section=name)
        found[name] = list(page.views[name].boxes)
        assert [each for each, view in page.views.items() if view.isVisible()] == [name]
    assert found == {
        "overview": ["calendar", "due"],
        "reviews": ["reviews", "minutes", "hours"],
        "recall": ["recall-by-week", "recall-by-part", "recall-by-level"],
        "cards": ["ease", "interval", "leeches"],
    }


@pytest.mark.usefixtures("studied")
def test_what_was_counted_last_is_shown_until_the_newest_is(
    show: Show, grade: Callable[..., None], desk: TestDesk, qtbot: QtBot
) -> None:
    page = show()
    before = box(page, "calendar").caption.text()
    assert before.startswith("11 reviews on 11 days")
    grade("one-cloze.c1")
    page.refresh()
    assert box(page, "calendar").isVisible()
    assert box(page, "calendar").caption.text() == before
    qtbot.waitUntil(lambda: not desk.tasks.busy)
    assert box(page, "calendar").caption.text().startswith("12 reviews on 11 days")


@pytest.mark.usefixtures("studied")
def test_what_was_counted_earlier_never_takes_the_place_of_what_was_counted_later(
    show: Show, grade: Callable[..., None], desk: TestDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though it may be ready later."""
    page = show()
    read, calls, begun, overtaken = statistics.read, count(), Event(), Event()

    def first_is_slow(*given: Any) -> Section:
        first = next(calls) == 0
        found = read(*given)
        if first:
            begun.set()
            overtaken.wait(2)
        return found

    monkeypatch.setattr(statistics, "read", first_is_slow)
    page.refresh()
    qtbot.waitUntil(begun.is_set)
    grade("one-cloze.c1")
    page.refresh()
    qtbot.waitUntil(lambda: box(page, "calendar").caption.text().startswith("12 reviews"))
    overtaken.set()
    qtbot.waitUntil(lambda: not desk.tasks.busy)
    assert box(page, "calendar").caption.text().startswith("12 reviews")


@pytest.mark.usefixtures("studied")
def test_a_section_is_counted_once_however_one_comes_to_it(
    show: Show, desk: TestDesk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted twice at the same time, it takes more than twice as long to come."""
    page = show()
    read, counted = statistics.read, list[str]()

    def noted(*given: Any) -> Section:
        counted.append(given[0])
        return read(*given)

    monkeypatch.setattr(statistics, "read", noted)
    show()
    show(section="recall")
    show(section="recall")
    QTest.keyClick(page.tabs, Key.Key_Right)
    qtbot.waitUntil(lambda: not desk.tasks.busy)
    assert counted == ["overview", "recall", "recall", "cards"]


@pytest.mark.usefixtures("studied")
def test_going_through_the_sections_faster_than_they_are_counted_ends_at_the_last(
    show: Show, desk: TestDesk, qtbot: QtBot
) -> None:
    page = show()
    page.tabs.setFocus()
    for _ in range(3):
        QTest.keyClick(page.tabs, Key.Key_Right)
    qtbot.waitUntil(lambda: not desk.tasks.busy)
    assert page.section == "cards"
    assert page.views["cards"].isVisible()
    assert not page.views["overview"].isVisible()


@pytest.mark.usefixtures("studied")
def test_arrow_keys_tell_a_chart_point_by_point_to_eye_and_screen_reader(show: Show) -> None:
    shown = box(show(), "calendar")
    assert shown.view.accessibleName() == "A year of reviews"
    assert shown.view.accessibleDescription() == shown.caption.text()
    shown.view.setFocus()
    QTest.keyClick(shown.view, Key.Key_Left)
    today = "Monday, 2 March 2026: 1 review, 0.2 minutes"
    assert shown.reading.text() == today
    assert shown.view.accessibleDescription().startswith(today)
    QTest.keyClick(shown.view, Key.Key_Up)
    assert shown.reading.text().startswith("Sunday, 1 March 2026: 1 review")
    QTest.keyClick(shown.view, Key.Key_Left)
    assert shown.reading.text().startswith("Sunday, 22 February 2026: 1 review")
    QTest.keyClick(shown.view, Key.Key_Home)
    assert shown.view.marked == 0
    QTest.keyClick(shown.view, Key.Key_Left)
    assert shown.view.marked == 0
    for key in (Key.Key_End, Key.Key_Right):
        QTest.keyClick(shown.view, key)
        assert shown.reading.text() == today
    shown.copy_button.setFocus()
    assert shown.reading.text() == ""
    assert shown.view.accessibleDescription() == shown.caption.text()


@pytest.mark.usefixtures("studied")
@pytest.mark.parametrize("name", statistics.SECTIONS)
def test_the_mouse_tells_the_point_it_is_over_and_takes_its_mark_away(show: Show, name: str, qtbot: QtBot) -> None:
    """In every kind of chart: somewhere on it, each point is found."""
    page = show(section=name)
    qtbot.waitUntil(partial(has_room, page))
    for shown in page.views[name].boxes.values():
        view = shown.view
        found = {view.point_at(QPointF(x, y)) for x in range(0, view.width(), 3) for y in range(0, view.height(), 3)}
        assert found - {None} == set(range(len(shown.chart.points)))
        middle = QPointF(view.rect().center())
        number = view.point_at(middle)
        if number is not None:
            move(view, middle)
            assert shown.reading.text() == shown.chart.points[number].words
            QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
            assert shown.reading.text() == ""


def move(view: QWidget, at: QPointF) -> None:
    none = Qt.MouseButton.NoButton
    there = QPointF(view.mapToGlobal(at))
    event = QMouseEvent(QEvent.Type.MouseMove, at, there, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view, event)


@pytest.mark.usefixtures("studied")
def test_another_span_shows_other_days_and_stays_when_counted_again(show: Show) -> None:
    shown = box(show(section="reviews"), "reviews")
    year = shown.spans[2]
    assert [each.isChecked() for each in shown.spans] == [True, False, False]
    year.setFocus()
    QTest.keyClick(year, Key.Key_Space)
    assert [each.isChecked() for each in shown.spans] == [False, False, True]
    assert len(shown.chart.points) == 365
    show(section="reviews")
    assert len(shown.chart.points) == 365
    assert year.isChecked()


@pytest.mark.usefixtures("studied")
def test_the_button_copies_the_figures_of_its_chart(show: Show, desk: TestDesk) -> None:
    page = show(section="cards")
    box(page, "leeches").copy_button.click()
    assert clipboard() == [
        ["card", "question", "lapses", "ease", "interval", "suspended"],
        ["one-safe", "What is safe?", "9", "2.5", "1", "no"],
    ]
    assert desk.sentences[-1] == "On the clipboard as CSV: Leeches, 1 row."


@pytest.mark.usefixtures("studied")
def test_the_key_copies_the_chart_one_is_at_else_the_one_last_looked_at_else_the_first(show: Show) -> None:
    page = show()
    QTest.keyClick(page.tabs, Key.Key_C)
    assert clipboard()[0] == ["day", "reviews", "minutes"]
    due = box(page, "due")
    due.view.setFocus()
    QTest.keyClick(due.view, Key.Key_C)
    assert len(clipboard()) == 31
    assert clipboard()[0] == ["day", "due"]
    calendar = box(page, "calendar")
    calendar.view.mark(3)
    page.tabs.setFocus()
    QTest.keyClick(page.tabs, Key.Key_C)
    assert clipboard()[0] == ["day", "reviews", "minutes"]


@pytest.mark.usefixtures("studied")
def test_keys_turn_the_sections_and_lead_to_the_leeches(show: Show, desk: TestDesk) -> None:
    page = show()
    QTest.keyClick(page.tabs, Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert page.section == "cards"
    QTest.keyClick(page.tabs, Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert page.section == "overview"
    QTest.keyClick(page.tabs, Key.Key_L)
    assert desk.ways == [("browse", {"query": "is:leech"})]


@pytest.mark.usefixtures("studied")
def test_without_leeches_there_is_nothing_to_show_in_browse(
    show: Show, grade: Callable[..., None], desk: TestDesk
) -> None:
    page = show(section="cards")
    in_browse = box(page, "leeches").extra
    assert in_browse is not None
    assert in_browse.isVisible()
    desk.progress.forget(["one-safe"])
    page = show(section="cards")
    assert not in_browse.isVisible()
    assert not box(page, "leeches").view.isVisible()
    assert box(page, "leeches").caption.text() == "No card was missed 8 times or more."


@pytest.mark.usefixtures("studied")
def test_a_file_that_cannot_be_read_is_told_and_what_was_counted_stays(
    show: Show, desk: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = show()

    def fail(*_: object) -> None:
        raise StorageFailed("The disk reported an error.", desk.progress.path)

    monkeypatch.setattr(statistics, "read", fail)
    show()
    assert desk.sentences[-1] == "The disk reported an error."
    assert box(page, "calendar").isVisible()


@pytest.mark.usefixtures("studied")
@pytest.mark.parametrize(
    ("theme", "text_size", "wide"), [("light", 80, 480), ("dark", 200, 800), ("light", 150, 1280), ("dark", 200, 480)]
)
def test_nothing_is_wider_than_the_page_and_everything_has_a_name(
    show: Show, desk: TestDesk, qtbot: QtBot, theme: str, text_size: int, wide: int
) -> None:
    """At the sizes that readers use, in both themes; and every chart can be painted there."""
    desk.theme.choose(theme)
    desk.theme.resize_text(text_size)
    for name in statistics.SECTIONS:
        page = show(section=name)
        page.window().resize(wide, 600)
        qtbot.waitUntil(partial(has_room, page))
        page.grab()
        assert page.frame.inner.minimumSizeHint().width() <= page.frame.area.viewport().width()
        for shown in page.views[name].boxes.values():
            assert shown.view.accessibleName()
        assert all(each.accessibleName() for each in page.views[name].findChildren(QAbstractButton))
    desk.theme.resize_text(100)


@pytest.mark.usefixtures("studied")
def test_a_day_is_darker_the_more_was_done(show: Show, grade: Callable[..., None]) -> None:
    for ago, more in enumerate((3, 6, 9, 12)):
        for number in range(more):
            grade(f"made-up-{number}", 4, 20 + ago)
    view = box(show(), "calendar").view
    assert isinstance(view, CalendarView)
    shades = [view.shade(value) for value in (None, 0, 1, 3, 6, 9, 12)]
    assert shades == sorted(shades)
    assert (shades[0], shades[1], shades[2], shades[-1]) == (0, 0, 1, 4)


@pytest.mark.usefixtures("studied")
def test_the_square_under_the_mouse_has_the_colour_of_its_day(
    show: Show, grade: Callable[..., None], desk: TestDesk, qtbot: QtBot
) -> None:
    """What is painted is where it is pointed at."""
    for number in range(12):
        grade(f"made-up-{number}", 4, 100)
    page = show()
    qtbot.waitUntil(partial(has_room, page))
    view = box(page, "calendar").view
    image = view.grab().toImage()
    places: dict[int | None, list[tuple[int, int]]] = {}
    for x in range(view.width()):
        for y in range(view.height()):
            places.setdefault(view.point_at(QPointF(x, y)), []).append((x, y))

    def colour(number: int) -> str:
        across, down = zip(*places[number], strict=True)
        return image.pixelColor(round(fmean(across)), round(fmean(down))).name()

    most = next(number for number, point in enumerate(view.points) if point.value == 12)
    assert colour(most) == shades(desk.theme.ink)[-1].name()
    assert colour(most - 1) == colour(most + 1) == colour(most + 7) == desk.theme.ink.chip


@pytest.mark.parametrize("top", [0, 1, 2, 3, 7, 10, 11, 49, 50, 99, 101, 365, 4_999, 12_345, 1_000_000])
def test_an_axis_has_few_round_whole_lines_and_room_for_the_highest(top: int) -> None:
    lines = ticks(top)
    assert 2 <= len(lines) <= 5
    assert lines[0] == 0
    assert top <= lines[-1] <= max(2 * top, 4)
    assert all(tick_words(line).replace(",", "") == str(int(line)) for line in lines)


def test_an_axis_of_shares_ends_at_all() -> None:
    """And begins at none: a share is not made to look larger than it is."""
    assert [tick_words(line, share=True) for line in ticks(0.3, share=True)] == ["0 %", "50 %", "100 %"]


def test_every_form_of_chart_can_be_painted() -> None:
    from typing import get_args

    from app.chart import Form

    assert set(VIEWS) == set(get_args(Form))
