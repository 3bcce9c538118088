"""Take the README's pictures of the running program: `make pictures`.

The program runs whole, over a data directory of its own and a clock that stands still; keys are pressed as a
reader would.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.evidence import evidence_of
from app.opening import open_study
from app.paths import Paths
from app.settings import Settings
from app.ui.main import Program
from decks.card import Kind
from scheduler.memory import Quality

SIZE = (1000, 720)
# What the README shows; with other names as arguments, or `all`, those are taken instead.
SHOWN = (
    "today",
    "key-points-answer",
    "choice-answer-dark",
    "browse",
    "sheet",
    "statistics-dark",
    "interview",
)
DAY_MS = 86_400_000
NOTES = "Callers: web and app. Journeys: place, read, change, cancel. Never: charge twice."
MORNING = datetime(2026, 11, 21, 7, 30, tzinfo=UTC)


def wait(done: Callable[[], bool], milliseconds: int = 5000) -> None:
    """Let the program run until something is so."""
    loop = QEventLoop()
    look = QTimer()
    look.setInterval(10)
    look.timeout.connect(lambda: loop.quit() if done() else None)
    look.start()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
    if not done():
        raise TimeoutError("the program did not get there")


def rest(milliseconds: int) -> None:
    """Let the program run for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def press(program: Program, key: Qt.Key) -> None:
    """Press a key where the focus is."""
    QTest.keyClick(QApplication.focusWidget() or program.window, key)
    rest(60)


def shot(program: Program, file: Path) -> None:
    """Save the window as a picture, if it is one of those wanted."""
    if not {file.stem, "all"} & set(sys.argv[2:] or SHOWN):
        return
    image = QImage(program.window.size() * 2, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(2)
    painter = QPainter(image)
    program.window.render(painter, QPoint())
    painter.end()
    file.parent.mkdir(parents=True, exist_ok=True)
    image.save(str(file))
    print(file)


def study_for_weeks(data: Path, days: int) -> None:
    """A progress as it is after some weeks: twelve new cards a day, a day off now and then, some cards hard to keep."""
    chance = random.Random(days)
    paths = Paths(data)
    clock = [0]
    for ago in range(days, 0, -1):
        if chance.random() < 0.12:
            continue
        clock[0] = round(MORNING.timestamp() * 1000) - ago * DAY_MS
        settings = Settings(new_per_day=12)
        with open_study(paths, settings, lambda: clock[0]) as opened:
            while (face := opened.study.current()) is not None and not face.repeat:
                lost = 0.3 if hash_of(face.card_id) % 7 == 0 else 0.08
                weights = (lost, 0.15, 0.6, 0.25)
                quality = chance.choices((Quality.AGAIN, Quality.HARD, Quality.GOOD, Quality.EASY), weights)[0]
                points = face.note.points
                ticked = [n for n in range(len(points)) if quality >= Quality.HARD and chance.random() < 0.8]
                evidence = evidence_of(points, ticked, quality)
                clock[0] += chance.randrange(8_000, 45_000)
                opened.study.grade(face.card_id, quality, 20_000, evidence.missed, evidence)


def hash_of(text: str) -> int:
    """A number for a text, the same in every process."""
    return int.from_bytes(sha256(text.encode()).digest()[:4], "big")


def pages(application: QApplication, folder: Path) -> None:
    """Browse, a sheet, statistics and an interview, after some weeks of study."""
    with tempfile.TemporaryDirectory() as data:
        study_for_weeks(Path(data), 70)
        program = Program(application, Paths(Path(data)), lambda: round(MORNING.timestamp() * 1000))
        window = program.window
        window.resize(1280, 800)
        window.show()
        wait(lambda: window.study is not None and not program.tasks.busy)
        for name, what in (
            ("browse", {"query": "part:reliability is:learning"}),
            ("sheets", {"sheet": "sheet-http"}),
            ("course", {}),
            ("statistics", {}),
            ("anki", {}),
            ("settings", {}),
            ("write", {}),
            ("help", {}),
            ("interview", {}),
        ):
            window.go(name, **what)
            rest(300)
            wait(lambda: not program.tasks.busy, 30_000)
            rest(200)
            if name == "interview":
                press(program, Qt.Key.Key_Return)
                QTest.keyClicks(QApplication.focusWidget() or window, NOTES)
                rest(200)
            shown = "sheet" if name == "sheets" else name
            shot(program, folder / f"{shown}.png")
            program.theme.choose("dark")
            rest(300)
            wait(lambda: not program.tasks.busy)
            shot(program, folder / f"{shown}-dark.png")
            program.theme.choose("light")
            rest(100)
        window.close()
        program.close()


def main() -> int:
    """Today, a question, key points with their grade, a quiz, the summary; light, and two of them dark."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("docs/pictures")
    application = QApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as data:
        clock = [round(MORNING.timestamp() * 1000)]
        program = Program(application, Paths(Path(data)), lambda: clock[0])
        program.window.resize(*SIZE)
        program.window.show()
        wait(lambda: program.window.study is not None and not program.tasks.busy)
        review = program.window.review
        shot(program, folder / "today.png")
        program.window.start()
        rest(200)
        wanted = {Kind.PLAIN, Kind.KEY_POINTS, Kind.CLOZE, Kind.CHOICE}
        while wanted and review.face is not None:
            kind = review.face.note.kind
            first = kind in wanted
            wanted.discard(kind)
            name = kind.value
            if first:
                shot(program, folder / f"{name}-question.png")
            press(program, Qt.Key.Key_C if kind is Kind.CHOICE else Qt.Key.Key_Space)
            if kind is Kind.KEY_POINTS:
                for key in (Qt.Key.Key_A, Qt.Key.Key_C, Qt.Key.Key_E):
                    press(program, key)
            if first:
                shot(program, folder / f"{name}-answer.png")
                program.theme.choose("dark")
                rest(80)
                shot(program, folder / f"{name}-answer-dark.png")
                program.theme.choose("light")
                rest(80)
            clock[0] += 21_000
            press(program, Qt.Key.Key_1 if kind is Kind.KEY_POINTS else Qt.Key.Key_3)
        press(program, Qt.Key.Key_Escape)
        shot(program, folder / "summary.png")
        program.theme.choose("dark")
        rest(80)
        shot(program, folder / "summary-dark.png")
        program.window.show_today()
        rest(80)
        shot(program, folder / "today-dark.png")
        program.window.close()
        program.close()
    pages(application, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
