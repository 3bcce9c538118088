"""A process that starts the real program and goes straight to its first card.

Prints milliseconds from BYHEART_STARTED_NS (of the monotonic clock) to the end of the card's first paint, and the
memory the process then takes. Arguments: the data directory, and whether the bundled bank is left out (`alone`).
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path


def main() -> int:
    """Start, review, tell, leave."""
    started = int(os.environ["BYHEART_STARTED_NS"])
    data_dir, alone = Path(sys.argv[1]), sys.argv[2:] == ["alone"]
    if alone:
        import app.opening

        app.opening.bundled_decks = lambda: data_dir / "decks"  # type: ignore[attr-defined]
    from PySide6.QtWidgets import QApplication

    from app.paths import Paths
    from app.ui.main import Program
    from benchmarks.memory import pss_kib

    application = QApplication(sys.argv[:1])
    program = Program(application, Paths(data_dir))

    def painted() -> None:
        elapsed = (time.monotonic_ns() - started) / 1e6
        print(f"{elapsed:.1f} {pss_kib()}", flush=True)
        application.exit(0)

    program.window.ready.connect(program.window.start)
    program.window.review.card.painted.connect(painted)
    program.window.show()
    status = application.exec()
    program.close()
    return status


if __name__ == "__main__":
    sys.exit(main())
