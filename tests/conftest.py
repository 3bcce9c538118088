"""What every test stands on: no display, no network, and hypothesis without a clock.

The platform is set here, before anything starts Qt: pytest reads this file first.
"""

import os
import socket
from typing import Any

import pytest
from hypothesis import settings
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # looked at when the application is made
os.environ["TZ"] = "UTC"

# A deadline measures the machine, not the code. CI repeats the same examples, so that red means the change.
settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "desk")

_LOOPBACK = ("127.", "::1", "localhost")
_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex


class NetworkUsedError(AssertionError):
    """A test, or what it called, tried to reach another machine."""


def _refuse_other_machines(sock: socket.socket, address: Any) -> None:
    """Raise `NetworkUsedError` unless the address is a Unix socket's or this machine's."""
    if sock.family == getattr(socket, "AF_UNIX", None):
        return
    if not str(address[0]).startswith(_LOOPBACK):
        raise NetworkUsedError(f"a test tried to reach {address!r}; give it a fake or a file instead")


def _guarded_connect(sock: socket.socket, address: Any) -> None:
    _refuse_other_machines(sock, address)
    _connect(sock, address)


def _guarded_connect_ex(sock: socket.socket, address: Any) -> int:
    _refuse_other_machines(sock, address)
    return _connect_ex(sock, address)


@pytest.fixture(scope="session", autouse=True)
def application(qapp: QApplication) -> QApplication:
    """The one for all tests in any order: laying out a sheet without it makes a lesser one, which has no widgets."""
    return qapp


class PatientBot(QtBot):
    """Waits with the same timer again and again.

    pytest-qt makes, connects and lets go a timer for each look of `waitUntil`, every 10 ms. Letting go, PySide (6.11.3)
    waits for the interpreter with Qt's lock of connections in hand; a sheet that is laid out in the background waits
    the other way round, and once in some forty runs the suite stood still for ever.
    """

    def __init__(self, request: pytest.FixtureRequest) -> None:
        super().__init__(request)
        self._loop = QEventLoop()
        self._timer = QTimer()
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._loop.quit)

    def wait(self, ms: int) -> None:
        """Let the program run for so many milliseconds."""
        self._timer.start(ms)
        self._loop.exec()


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> PatientBot:
    """In place of pytest-qt's."""
    return PatientBot(request)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reaches another machine; loopback and Unix sockets (the display, a single instance) stay."""
    monkeypatch.setattr(socket.socket, "connect", _guarded_connect)
    monkeypatch.setattr(socket.socket, "connect_ex", _guarded_connect_ex)


@pytest.fixture(autouse=True)
def no_data_of_the_developer(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A test that forgets to say where its data lie must not find the progress of whoever runs it."""
    monkeypatch.setenv("BYHEART_DATA_DIR", str(tmp_path_factory.getbasetemp() / "forgotten"))
