"""What comes from outside the window: the reminder's hour, decks changed by others, and crashes."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from app.paths import Paths
from app.ui.crash import catch_bugs, keep, offer_report
from app.ui.crash_report import KEPT, CrashReports
from app.ui.deck_watch import DeckWatch, look
from app.ui.main import Program
from app.ui.tray import Reminder, comes_between

# The drawing off screen says this of every dialog.
offscreen = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
MINUTE = 60_000
HOUR = 60 * MINUTE


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    hook = sys.excepthook
    yield
    sys.excepthook = hook


def settled(qtbot: QtBot, program: Program) -> None:
    qtbot.waitUntil(lambda: not program.tasks.busy)


# ---- the reminder ---------------------------------------------------------------------------------


def at(text: str, zone: str = "UTC") -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


@pytest.mark.parametrize(
    ("after", "until", "comes"),
    [
        ("2026-03-02T18:29:50", "2026-03-02T18:30:10", True),
        ("2026-03-02T18:30:00", "2026-03-02T18:30:20", False),  # said by the look before
        ("2026-03-02T18:29:00", "2026-03-02T18:29:59", False),
        ("2026-03-02T17:00:00", "2026-03-02T23:00:00", True),  # the machine slept
        ("2026-03-02T19:00:00", "2026-03-03T08:00:00", False),
        ("2026-03-02T12:00:00", "2026-03-05T12:00:00", True),
        ("2026-03-02T18:31:00", "2026-03-02T18:29:00", False),  # the clock was set back
        ("2026-03-29T12:00:00", "2026-03-29T18:30:00", True),  # the day the clock goes forward
    ],
)
def test_the_hour_comes_once_a_day(after: str, until: str, comes: bool) -> None:
    zone = "Europe/Berlin"
    assert comes_between(at(after, zone), at(until, zone), "18:30", ZoneInfo(zone)) is comes


class Tray(QObject):
    """A tray that keeps what was said."""

    activated = Signal(object)
    messageClicked = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.said: list[str] = []
        self.shown = False

    def show(self) -> None:
        self.shown = True

    def hide(self) -> None:
        self.shown = False

    def icon(self) -> QIcon:
        return QIcon()

    def showMessage(self, title: str, words: str, icon: QIcon, ms: int) -> None:
        self.said.append(words)


def test_the_reminder_speaks_once_at_its_hour_and_only_of_what_waits(qapp: QApplication) -> None:
    clock = {"ms": at("2026-03-02T18:00:00"), "waits": 1}
    trays: list[Tray] = []
    parent = QObject()

    def make(of: QObject) -> Any:
        trays.append(Tray(of))
        return trays[-1]

    reminder = Reminder(lambda: clock["ms"], lambda: "4 cards." if clock["waits"] else "", parent, make)
    reminder.use("18:30", UTC)
    for minutes in range(0, 60, 10):
        clock["ms"] = at("2026-03-02T18:00:00") + minutes * MINUTE
        reminder.look()
    assert [tray.said for tray in trays] == [["4 cards."]]
    clock["ms"] += 24 * HOUR
    clock["waits"] = 0
    reminder.look()
    assert trays[0].said == ["4 cards."]
    reminder.use(None, UTC)
    assert not trays[0].shown
    clock["ms"] += 24 * HOUR
    clock["waits"] = 1
    reminder.look()
    assert trays[0].said == ["4 cards."]


def test_without_a_tray_there_is_no_reminder_and_no_trouble(qapp: QApplication) -> None:
    clock = {"ms": at("2026-03-02T18:00:00")}
    parent = QObject()
    reminder = Reminder(lambda: clock["ms"], lambda: "4 cards.", parent, lambda _parent: None)
    reminder.use("18:30", UTC)
    clock["ms"] += HOUR
    reminder.look()


def test_the_reminder_tells_of_today_unless_one_reviews(program: Program) -> None:
    assert program._waiting() == "4 cards, about 2 minutes."
    program.window.start()
    program.window.activateWindow()
    assert program._waiting() == "" or not program.window.isActiveWindow()


# ---- decks changed outside ------------------------------------------------------------------------

TWO = "---\nid: two\ntitle: Two\npart: Part B\ntags: [x]\n---\n\n## Q? {#two-q .easy}\n\nA.\n\nSource: s\n"


def test_a_deck_edited_outside_is_read_again_by_itself(
    start: Callable[[], Program], paths: Paths, qtbot: QtBot
) -> None:
    """Whether it is written in place or replaced, and also when it is new; and once, not for ever."""
    paths.decks.mkdir(parents=True)
    (paths.decks / "two.md").write_text(TWO)
    program = start()
    window = program.window

    def new() -> int:
        return window.study.overview().new if window.study is not None else 0

    qtbot.waitUntil(lambda: program.watch._watcher.files() != [])
    assert new() == 5
    (paths.decks / "two.md").write_text(TWO + TWO.split("\n\n", 1)[1].replace("two-q", "two-r"))
    qtbot.waitUntil(lambda: new() == 6)
    temporary = paths.decks / ".two.tmp"
    temporary.write_text(TWO)
    temporary.replace(paths.decks / "two.md")
    qtbot.waitUntil(lambda: new() == 5)
    (paths.decks / "three.md").write_text(TWO.replace("two", "three"))
    qtbot.waitUntil(lambda: new() == 6)
    settled(qtbot, program)
    changes: list[int] = []
    program.watch.changed.connect(lambda: changes.append(1))
    program.watch.look()
    settled(qtbot, program)
    assert changes == []


def test_what_the_program_wrote_itself_is_not_taken_for_a_change(
    start: Callable[[], Program], paths: Paths, qtbot: QtBot
) -> None:
    paths.decks.mkdir(parents=True)
    (paths.decks / "two.md").write_text(TWO)
    program = start()
    changes: list[int] = []
    program.watch.changed.connect(lambda: changes.append(1))
    (paths.decks / "two.md").write_text(TWO.replace("A.", "B, and more."))
    program.window.desk.decks_changed.emit()
    settled(qtbot, program)
    program.watch.look()
    settled(qtbot, program)
    assert changes == []


def test_only_decks_are_looked_at_and_hidden_folders_are_not(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "a.md").write_text("")
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "b.md").write_text("")
    (tmp_path / "c.png").write_text("")
    seen = look([tmp_path, tmp_path / "missing"])
    assert set(seen.files) == {str(tmp_path / "below" / "b.md")}
    assert seen.folders == {str(tmp_path), str(tmp_path / "below")}


def test_a_watch_that_is_stopped_tells_nothing(program: Program, tmp_path: Path) -> None:
    watch = DeckWatch(program.tasks, program.window)
    (tmp_path / "mine").mkdir()
    watch.note((tmp_path / "mine",))
    watch.start()
    assert watch._watcher.directories() == [str(tmp_path / "mine")]
    watch.stop()
    assert watch._watcher.directories() == []


# ---- crashes --------------------------------------------------------------------------------------


@pytest.fixture
def reports(tmp_path: Path) -> CrashReports:
    return CrashReports(tmp_path / "logs", lambda: at("2026-03-02T09:00:00"))


def test_a_process_brought_down_leaves_a_report_for_the_next_start(tmp_path: Path, reports: CrashReports) -> None:
    code = (
        "import faulthandler, sys; from pathlib import Path; from app.ui.crash_report import CrashReports;"
        "CrashReports(Path(sys.argv[1]), lambda: 0).start(); faulthandler._sigabrt()"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "logs")], capture_output=True, check=False)
    assert done.returncode != 0
    reports.start()
    reports.stop()
    assert "brought down" in reports.pending
    assert "By Heart" in reports.pending
    assert "Current thread" in reports.pending


def test_a_run_that_ends_as_it_should_leaves_nothing(tmp_path: Path, reports: CrashReports) -> None:
    reports.start()
    reports.stop()
    assert reports.pending == ""
    assert list((tmp_path / "logs").iterdir()) == []


@offscreen
def test_the_report_is_offered_once_can_be_copied_and_is_kept(
    program: Program, tmp_path: Path, reports: CrashReports
) -> None:
    assert offer_report(program.window, reports) is None
    keep(reports, "Traceback: the sky fell")
    box = offer_report(program.window, reports)
    assert box is not None
    assert "crashed when it ran last" in box.text()
    copy = next(each for each in box.buttons() if each.text() == "Copy the report")
    copy.click()
    assert "the sky fell" in QGuiApplication.clipboard().text()
    assert box.isVisible()
    assert box.defaultButton() is box.escapeButton() is box.button(QMessageBox.StandardButton.Close)
    box.close()
    kept = tmp_path / "logs" / "crash-20260302-090000.txt"
    assert str(kept) in box.informativeText()
    assert "the sky fell" in kept.read_text()
    assert offer_report(program.window, reports) is None


@offscreen
def test_a_bug_that_was_seen_is_not_offered_again_and_one_that_was_not_is(
    program: Program, tmp_path: Path, reports: CrashReports
) -> None:
    catch_bugs(program.window, tmp_path / "log", program.window.tell, reports)
    try:
        raise RuntimeError("a bug")
    except RuntimeError as problem:
        sys.excepthook(RuntimeError, problem, problem.__traceback__)
    assert "RuntimeError: a bug" in reports.pending
    (box,) = program.window.findChildren(QMessageBox)
    box.close()
    assert reports.pending == ""


def test_only_the_newest_reports_are_kept(tmp_path: Path) -> None:
    clock = {"ms": 0}
    reports = CrashReports(tmp_path, lambda: clock["ms"])
    for number in range(KEPT + 3):
        clock["ms"] = number * 1000
        reports.add("x")
        reports.put_away()
    assert len(list(tmp_path.glob("crash-*.txt"))) == KEPT
    assert not (tmp_path / "crash-19700101-000000.txt").exists()


def test_a_report_that_cannot_be_written_is_no_second_bug(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    keep(CrashReports(tmp_path / "file" / "logs", lambda: 0), "a bug")
