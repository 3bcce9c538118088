"""A bug of ours: it goes to the log whole, and to the reader as one sentence with the details behind a button.

Until its reader has seen it, now or at the next start, it also waits as a report (see `crash_report`).
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QPushButton, QTextEdit

from app.errors import ByHeartError
from app.ui.crash_report import CrashReports
from app.ui.house import style_sheet
from app.ui.widgets import SlimScrollBar

if TYPE_CHECKING:
    from app.ui.window import MainWindow

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


def catch_bugs(
    window: MainWindow, log_file: Path, tell: Callable[[ByHeartError], None], reports: CrashReports | None = None
) -> None:
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
        if reports is not None:
            keep(reports, details)
        box = QMessageBox(QMessageBox.Icon.Critical, "By Heart", "", QMessageBox.StandardButton.Close, window)
        box.setText("Something in By Heart went wrong. Every grade shown as saved is saved.")
        box.setInformativeText(f"The details are in {log_file}.")
        box.setDetailedText(details)
        _dress(box, window)
        box.finished.connect(lambda _result: shown.clear())
        if reports is not None:
            box.finished.connect(lambda _result: _logged(reports.put_away))
        shown.append(box)
        # open(), not exec(): no second event loop inside whatever went wrong.
        box.open()

    sys.excepthook = caught


def watch(reports: CrashReports) -> None:
    """Be ready for the end of this run, before anything of it has begun."""
    _logged(reports.start)


def keep(reports: CrashReports, details: str) -> None:
    """Keep a bug for the next start, in case nobody sees it now."""
    _logged(lambda: reports.add(details))


def offer_report(window: MainWindow, reports: CrashReports) -> QMessageBox | None:
    """Show what the last run left behind when it crashed; None when it did not."""
    text, kept = "", None
    try:
        text, kept = reports.pending, reports.put_away()
    except OSError as problem:
        log.error("the report of the last run cannot be read: %s", problem)
    if not text:
        return None
    box = QMessageBox(QMessageBox.Icon.Information, "By Heart", "", QMessageBox.StandardButton.Close, window)
    box.setText("By Heart crashed when it ran last. Every grade shown as saved is saved.")
    box.setInformativeText(f"A report is in {kept}. It was sent nowhere; copy it if you want to report the crash.")
    box.setDetailedText(text)
    copy = box.addButton("Copy the report", QMessageBox.ButtonRole.ActionRole)
    _dress(box, window)
    # Not the way a box ends: it stays until it is closed.
    copy.clicked.disconnect()
    copy.clicked.connect(lambda _checked=False: QGuiApplication.clipboard().setText(text))
    box.open()
    return box


def _dress(box: QMessageBox, window: MainWindow) -> None:
    """The house's look; Enter and Esc close, and the details are high enough to be read."""
    theme = window.desk.theme
    close = box.button(QMessageBox.StandardButton.Close)
    assert isinstance(close, QPushButton)
    close.setProperty("primary", True)
    box.setStyleSheet(style_sheet(theme))
    box.setDefaultButton(close)
    box.setEscapeButton(close)
    for details in box.findChildren(QTextEdit):
        details.setFixedHeight(details.fontMetrics().height() * 9)
        details.setVerticalScrollBar(SlimScrollBar(Qt.Orientation.Vertical, details))


def _logged(write: Callable[[], object]) -> None:
    """Where bugs are told, a full disk is no second one."""
    try:
        write()
    except OSError as problem:
        log.error("the report of a bug cannot be written: %s", problem)
