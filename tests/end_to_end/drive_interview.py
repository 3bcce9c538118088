"""Run as a process by the tests: the real window with a mock interview in which somebody types.

Prints `typed N at MS` after each key, MS being a clock of the process's own. With `resume` instead of `type` it goes on
with the interview that waits, prints its clock and its notes as JSON, and ends.
Arguments: the data directory, the folder of decks, `type` or `resume`.
"""

import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

import app.opening
from app.paths import Paths
from app.ui.interview import InterviewPage
from app.ui.main import Program

WORDS = "Who calls, how often, and what must never happen? "


def main() -> int:
    data, decks, what = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    app.opening.bundled_decks = lambda: decks  # type: ignore[attr-defined]
    application = QApplication(sys.argv[:1])
    program = Program(application, Paths(data))
    typed = 0

    def page() -> InterviewPage:
        found = program.window.pages.currentWidget()
        assert isinstance(found, InterviewPage)
        return found

    def begin() -> None:
        program.window.go("interview")
        wait.start()

    def go_on() -> None:
        if program.tasks.busy:
            return
        wait.stop()
        if what == "type":
            page().start("mock")
            beat.start()
        else:
            page().resume()
            run = page().run
            print(json.dumps({"elapsed": run.clock.elapsed_ms, "notes": run.notes.toPlainText()}), flush=True)
            program.window.close()
            program.close()
            application.exit(0)

    def type_one() -> None:
        nonlocal typed
        QTest.keyClicks(page().run.notes, WORDS[typed % len(WORDS)])
        typed += 1
        print(f"typed {typed} at {time.monotonic_ns() // 1_000_000}", flush=True)

    wait = QTimer()
    wait.setInterval(5)
    wait.timeout.connect(go_on)
    beat = QTimer()
    beat.setInterval(15)
    beat.timeout.connect(type_one)
    # Not within `ready`: what the program starts right after it must have begun before it is closed.
    program.window.ready.connect(lambda: QTimer.singleShot(0, begin))
    program.window.show()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
