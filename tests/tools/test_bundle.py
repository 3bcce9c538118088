"""What goes into the bundle, and what its program does when called as Python is; `tools/try_bundle.sh` tries it."""

import sys
from pathlib import Path

import pytest

from app import code_task
from tools import bundle, bundle_start
from tools.bundle import is_wanted, standard_library

RUNNER = str(Path(code_task.__file__).with_name("task_runner.py"))


@pytest.mark.parametrize(
    "name",
    [
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqwayland.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/plugins/platforms/qwindows.dll",
        "PySide6/Qt/plugins/printsupport/libcupsprintersupport.so",
        "PySide6/Qt/plugins/imageformats/libqsvg.so",
        "PySide6/Qt/lib/libQt6Gui.so.6",
        "PySide6/QtWidgets.abi3.so",
        "decks/bank/media/a.svg",
        "plugins/of/another/libx.so",
    ],
)
def test_what_window_printer_and_pictures_need_is_kept(name: str) -> None:
    assert is_wanted(name)
    assert is_wanted(name.replace("/", "\\"))


@pytest.mark.parametrize(
    "name",
    [
        "PySide6/Qt/plugins/platforms/libqvnc.so",  # listens on every address, without a password
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6/Qt/plugins/sqldrivers/libqsqlite.so",
        "PySide6/Qt/plugins/tls/libqopensslbackend.so",
        "PySide6/Qt/plugins/xcbglintegrations/libqxcb-egl-integration.so",
        "PySide6/Qt/qml/QtQuick/libqtquick2plugin.so",
        "PySide6/Qt/translations/qtbase_de.qm",
    ],
)
def test_what_is_of_no_use_is_left_out(name: str) -> None:
    assert not is_wanted(name)
    assert not is_wanted(name.replace("/", "\\"))


@pytest.mark.skipif(sys.platform != "linux", reason="asks the linker of Linux")
def test_libraries_that_only_a_plugin_left_out_needed_go_with_it_and_missing_ones_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    linked = {
        "/x/libqxcb.so": "libQt6Gui.so.6 => /x/libQt6Gui.so.6\nlibc.so.6 => /lib/libc.so.6\n"
        "libxcb.so.1 => /lib/libxcb.so.1",
        "/x/QtGui.abi3.so": "libQt6Gui.so.6 => /x/libQt6Gui.so.6\nlibnone.so.3 => not found",
    }
    monkeypatch.setattr(bundle, "_linked", lambda file: linked.get(file, ""))
    given = [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", "/x/libqxcb.so", "BINARY"),
        ("PySide6/Qt/plugins/platforms/libqvnc.so", "/x/libqvnc.so", "BINARY"),
        ("PySide6/QtGui.abi3.so", "/x/QtGui.abi3.so", "EXTENSION"),
        ("PySide6/Qt/lib/libQt6Gui.so.6", "/x/libQt6Gui.so.6", "BINARY"),
        ("libQt6Gui.so.6", "PySide6/Qt/lib/libQt6Gui.so.6", "SYMLINK"),
        ("PySide6/Qt/lib/libQt6Vnc.so.6", "/x/libQt6Vnc.so.6", "BINARY"),
        ("libpython3.11.so.1.0", "/x/libpython3.11.so.1.0", "BINARY"),
    ]
    found, missing = bundle.kept(given)
    assert {name for name, _, _ in found} == {
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/QtGui.abi3.so",
        "PySide6/Qt/lib/libQt6Gui.so.6",
        "libQt6Gui.so.6",
        "libpython3.11.so.1.0",  # the program opens it itself
        "libxcb.so.1",  # of the system, which another one may not have
    }
    assert missing == ["libnone.so.3"]


def test_a_code_task_may_import_what_python_has() -> None:
    names = standard_library()
    for name in ("asyncio", "base64", "hashlib", "hmac", "http", "json", "sqlite3", "threading", "unittest"):
        assert name in names
    assert "tkinter" not in names
    assert not any(name.startswith("_") for name in names)


def test_the_call_of_a_code_task_is_known_by_its_runner_and_nothing_else_is_run_as_a_script(tmp_path: Path) -> None:
    call = ["-I", "-B", "-u", "-X", "utf8", RUNNER, "/folder", "test_webhook"]
    assert bundle_start.runner_in(call) == 5
    own = tmp_path / "task_runner.py"
    own.write_text("print(1)", encoding="utf-8")
    assert bundle_start.runner_in(["-I", str(own)]) is None
    assert bundle_start.runner_in(["task", "run", RUNNER]) is None
    assert bundle_start.runner_in([]) is None


def test_the_program_called_as_python_is_runs_the_tests_of_a_task(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in the bundle, where `sys.executable` is the program itself."""
    program = tmp_path / "byheart"
    program.write_text(
        f'#!/bin/sh\nPYTHONPATH={bundle.ROOT} exec {sys.executable} {bundle.ROOT}/tools/bundle_start.py "$@"\n',
        encoding="utf-8",
    )
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    folder = tmp_path / "task"
    code_task.write(folder)
    report = code_task.run(folder)
    assert report.trouble == ""
    assert len(report.tests) == report.planned > 10
