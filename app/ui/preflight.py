"""Whether a window can be opened, found out before Qt is asked: Qt aborts the process where it cannot."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import sys
from collections.abc import Mapping
from pathlib import Path


def no_display(environment: Mapping[str, str]) -> str | None:
    """One sentence when there is no display to open a window on; None when there seems to be one.

    Only Linux can be without; a platform chosen by `QT_QPA_PLATFORM` is taken at its word.
    """
    if sys.platform != "linux" or environment.get("QT_QPA_PLATFORM"):
        return None
    if environment.get("WAYLAND_DISPLAY"):
        plugin = "libqwayland.so"
    elif environment.get("DISPLAY"):
        plugin = "libqxcb.so"
    else:
        return "There is no display: neither WAYLAND_DISPLAY nor DISPLAY is set."
    problem = _plugin_problem(plugin)
    if problem is None and plugin == "libqxcb.so":
        problem = _x_problem(environment.get("DISPLAY", ""))
    return problem


def _plugin_problem(name: str) -> str | None:
    spec = importlib.util.find_spec("PySide6")
    if spec is None or not spec.submodule_search_locations:
        return "PySide6 is not installed: run `make run` again."
    file = Path(spec.submodule_search_locations[0]) / "Qt" / "plugins" / "platforms" / name
    if not file.exists():
        return None
    try:
        # Maps libQt6Gui first, so that the plugin finds it.
        from PySide6 import QtGui  # noqa: F401

        ctypes.CDLL(str(file))
    except (OSError, ImportError) as problem:
        library = str(problem).partition(":")[0]
        return f"The window system's library {library} is missing: run `make run`, which installs or names its package."
    return None


def _x_problem(display: str) -> str | None:
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return "The library libxcb.so.1 is missing: install the package libxcb1."
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    failed = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return f"The display {display} cannot be reached: start it, or set DISPLAY to one that runs." if failed else None


def main() -> int:
    """Used by the set-up script: the sentence, and 1, when there is no display."""
    problem = no_display(os.environ)
    if problem:
        print(problem)
    return 1 if problem else 0
