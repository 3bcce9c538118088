"""A process that does nothing but paint one text in a Qt window: what ours is measured beside.

Prints milliseconds from BYHEART_STARTED_NS (of the monotonic clock) to the end of its first paint, and its memory.
"""

from __future__ import annotations

import os
import sys
import time

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QTextBrowser

from benchmarks.memory import pss_kib


class Bare(QTextBrowser):
    """Ends the program after its first paint."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint, tell, leave."""
        super().paintEvent(event)
        elapsed = (time.monotonic_ns() - int(os.environ["BYHEART_STARTED_NS"])) / 1e6
        print(f"{elapsed:.1f} {pss_kib()}", flush=True)
        QApplication.exit(0)


def main() -> int:
    """One window, one text."""
    application = QApplication(sys.argv)
    window = Bare()
    window.setHtml("<h2>What does idempotent mean?</h2><p>The intended effect is the same after one call or many.</p>")
    window.resize(1000, 720)
    window.show()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
