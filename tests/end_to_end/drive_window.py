"""Run as a process by the tests: the real window, graded by key presses for as long as it lives.

Prints the card's id as soon as the window has moved on from it, which is how a reader sees that a grade is saved.
Arguments: the data directory, the folder of decks, the random seed of the grades.
"""

import random
import sys
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

import app.opening
from app.paths import Paths
from app.ui.main import Program


def main() -> int:
    data, decks, seed = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    app.opening.bundled_decks = lambda: decks  # type: ignore[attr-defined]
    chance = random.Random(seed)
    application = QApplication(sys.argv[:1])
    program = Program(application, Paths(data))
    review = program.window.review
    keys = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4)

    def step() -> None:
        if review.face is None:
            application.exit(0)
            return
        card, shown = review.face.card_id, review.card.document_shown
        QTest.keyClick(review.card, Qt.Key.Key_Space)
        QTest.keyClick(review.card, chance.choice(keys))
        if review.card.document_shown is not shown or review.face is None:
            print(f"graded {card}", flush=True)

    beat = QTimer()
    beat.setInterval(1)
    beat.timeout.connect(step)
    program.window.ready.connect(program.window.start)
    program.window.ready.connect(beat.start)
    program.window.show()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
