"""A process that reviews cards of the bundled bank by key presses and times each, beside a bare text view.

Prints JSON: milliseconds from the key press to the end of the paint it causes, for the answer (Space) and for the
next question (a grade), and for a bare view that is given the same documents as HTML. `rested` leaves the idle time
a reader gives between keys, in which the next card is laid out; `hammered` leaves none.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTextBrowser

from app.paths import Paths
from app.ui.main import Program

READING_MS = 60


class Bare(QTextBrowser):
    """A view that shows the next text when a key is pressed, and says when it has painted it."""

    def __init__(self) -> None:
        super().__init__()
        self.painted_ns = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint, and note the time."""
        super().paintEvent(event)
        self.painted_ns = time.perf_counter_ns()


def rest(milliseconds: int) -> None:
    """Let the event loop run, as while somebody reads."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def run_until(done: Callable[[], bool]) -> None:
    """Let the event loop run until something is so."""
    loop = QEventLoop()
    timer = QTimer()
    timer.setInterval(0)
    timer.timeout.connect(lambda: loop.quit() if done() else None)
    timer.start()
    loop.exec()


def press_and_paint(program: Program, key: Qt.Key) -> float | None:
    """Milliseconds from a key to the end of the paint it causes; None when the session ended with it."""
    review = program.window.review
    painted: list[int] = []
    link = review.card.painted.connect(lambda: painted.append(time.perf_counter_ns()))
    started = time.perf_counter_ns()
    QTest.keyClick(review.card, key)
    run_until(lambda: bool(painted) or review.face is None)
    review.card.painted.disconnect(link)
    return (painted[0] - started) / 1e6 if painted else None


def review_cards(program: Program, cards: int, pause: int) -> dict[str, list[float]]:
    """Times of that many cards."""
    times: dict[str, list[float]] = {"answer": [], "next": []}
    program.window.start()
    rest(300)
    while len(times["next"]) < cards and program.window.review.face is not None:
        for name, key in (("answer", Qt.Key.Key_Space), ("next", Qt.Key.Key_3)):
            if pause:
                rest(pause)
            took = press_and_paint(program, key)
            if took is not None:
                times[name].append(took)
    return times


def bare_times(texts: list[str]) -> list[float]:
    """The same texts in a bare view."""
    view = Bare()
    view.resize(1000, 720)
    view.show()
    rest(200)
    times = []
    for text in texts:
        rest(5)
        view.painted_ns = 0
        started = time.perf_counter_ns()
        view.setHtml(text)
        run_until(lambda: view.painted_ns > 0)
        times.append((view.painted_ns - started) / 1e6)
    view.close()
    return times


def main() -> int:
    """Two sessions and the bare view, as JSON."""
    cards = int(sys.argv[1])
    application = QApplication(sys.argv[:1])
    results: dict[str, list[float]] = {}
    for name, pause in (("rested", READING_MS), ("hammered", 0)):
        with tempfile.TemporaryDirectory() as data:
            (Path(data) / "settings.toml").write_text("new_per_day = 5000\n")
            program = Program(application, Paths(Path(data)))
            program.window.resize(1000, 720)
            program.window.show()
            run_until(lambda p=program: p.window.study is not None)  # type: ignore[misc]
            for kind, times in review_cards(program, cards, pause).items():
                results[f"{name} {kind}"] = times
            if name == "rested":
                assert program.window.study is not None
                library = program.window.study.library
                notes = [library.note(row.note_id) for row in library.rows[:cards]]
                from decks import markup

                texts = [f"<h3>{markup.inline(n.question)}</h3>{markup.render(n.answer)}" for n in notes]
                results["bare"] = bare_times(texts)
            program.window.close()
            program.close()
            program.window.deleteLater()
    json.dump(results, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
