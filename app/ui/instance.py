"""One running copy for each data directory: a second start raises the first one's window."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject, Signal

from app.errors import DataDirUnusable

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

# The first copy answers at once, unless it is just starting.
_PATIENCE_MS = 3000
_PAUSE_S = 0.05


class Instance(QObject):
    """Holds the data directory for this process, and listens for later starts."""

    raised = Signal()

    def __init__(self, data_dir: Path) -> None:
        super().__init__()
        self._data_dir = data_dir
        try:
            data_dir.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise DataDirUnusable(
                f"{data_dir} cannot be made ({problem.strerror}): allow it, or choose another folder with --data-dir."
            ) from problem
        digest = hashlib.sha256(str(data_dir.resolve()).encode()).hexdigest()[:16]
        self._name = f"byheart-{digest}"
        # The lock decides, because it is let go when a process dies; the socket only carries the message.
        self._lock = QLockFile(str(data_dir / "window.lock"))
        self._lock.setStaleLockTime(0)
        self._server: QLocalServer | None = None

    def claim(self) -> bool:
        """Become the running copy; False when there is one already, which has then been asked to come forward.

        Raises DataDirUnusable when the folder cannot be written.
        """
        if self._lock.tryLock(0):
            return True
        if self._lock.error() != QLockFile.LockError.LockFailedError:
            raise DataDirUnusable(
                f"{self._data_dir} cannot be written: allow it, or choose another folder with --data-dir."
            )
        self._call_first()
        return False

    def listen(self) -> None:
        """Hear later starts from now on. Apart from `claim`, because the network module waits for the window."""
        from PySide6.QtNetwork import QLocalServer

        # What a killed copy left behind; the lock says that it no longer runs.
        QLocalServer.removeServer(self._name)
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._called)
        server.listen(self._name)
        self._server = server

    def _called(self) -> None:
        assert self._server is not None
        socket = self._server.nextPendingConnection()
        if socket is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.disconnectFromServer()
        self.raised.emit()

    def _call_first(self) -> None:
        from PySide6.QtNetwork import QLocalSocket

        until = time.monotonic() + _PATIENCE_MS / 1000
        while time.monotonic() < until:
            socket = QLocalSocket()
            socket.connectToServer(self._name)
            if socket.waitForConnected(_PATIENCE_MS):
                if socket.state() == QLocalSocket.LocalSocketState.ConnectedState:
                    socket.waitForDisconnected(_PATIENCE_MS)
                return
            time.sleep(_PAUSE_S)

    def release(self) -> None:
        """Let the data directory go."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self._lock.unlock()
