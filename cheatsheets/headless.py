"""Qt's text and painting without a display: what a command needs to lay out and write a page."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication

from cheatsheets.fonts import load_fonts

_kept: list[QGuiApplication] = []  # Qt does not keep the application alive


def start() -> None:
    """Make fonts and painting work. Uses the application there is, else makes one that opens no window anywhere."""
    if QGuiApplication.instance() is None:
        # Said as an argument, it overrules a QT_QPA_PLATFORM or DISPLAY that leads nowhere: Qt would abort.
        _kept.append(QGuiApplication(["byheart", "-platform", "offscreen"]))
    load_fonts()
