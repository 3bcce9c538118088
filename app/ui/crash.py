"""A bug of ours: it goes to the log whole, and to the reader as one sentence with the details behind a button."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtWidgets import QMessageBox, QWidget

from app.errors import ByHeartError

log = logging.getLogger("byheart")


def start_log(folder: Path) -> Path:
    """Log to a file in the data directory, a megabyte at most, three kept."""
    # Imported here, with the window already up: it brings sockets along.
    from logging.handlers import RotatingFileHandler

    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "byheart.log"
    handler = RotatingFileHandler(file, maxBytes=1_000_000, backupCount=2, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    return file


def catch_bugs(window: QWidget, log_file: Path, tell: Callable[[ByHeartError], None]) -> None:
    """From now on an exception nobody caught is logged and shown; the program goes on.

    The user's trouble that reached nobody is `tell`'s. One box at a time: a bug in painting comes sixty times a second.
    """
    shown: list[QMessageBox] = []

    def caught(kind: type[BaseException], problem: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, problem, trace)
            return
        if isinstance(problem, ByHeartError):
            tell(problem)
            return
        details = "".join(traceback.format_exception(kind, problem, trace))
        log.error("a bug:\n%s", details)
        if shown:
            return
        box = QMessageBox(QMessageBox.Icon.Critical, "By Heart", "", QMessageBox.StandardButton.Close, window)
        box.setText("Something in By Heart went wrong. Every grade shown as saved is saved.")
        box.setInformativeText(f"The details are in {log_file}.")
        box.setDetailedText(details)
        box.finished.connect(lambda _result: shown.clear())
        shown.append(box)
        # open(), not exec(): no second event loop inside whatever went wrong.
        box.open()

    sys.excepthook = caught
