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

# The first copy answers at once, unless it is just starting; one that is closing ends its work first.
_PATIENCE_MS = 15_000
_ANSWER_MS = 3000
_HERE = b"here"
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
        """Become the running copy; False when there is one already, which has then come forward.

        A copy that is just starting, or closing, is waited for. Raises DataDirUnusable when the folder cannot be
        written.
        """
        until = time.monotonic() + _PATIENCE_MS / 1000
        while not self._lock.tryLock(0):
            if self._lock.error() != QLockFile.LockError.LockFailedError:
                raise DataDirUnusable(
                    f"{self._data_dir} cannot be written: allow it, or choose another folder with --data-dir."
                )
            if self._first_came() or time.monotonic() > until:
                return False
            time.sleep(_PAUSE_S)
        return True

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
        if self._server is None:
            return  # the call came while the window was closing: who called gets no answer, and waits for the folder
        socket = self._server.nextPendingConnection()
        if socket is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.write(_HERE)
            socket.disconnectFromServer()
        self.raised.emit()

    def _first_came(self) -> bool:
        """Ask the first copy to come forward; whether it answered. One that is closing does not hear."""
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        socket.connectToServer(self._name)
        return socket.waitForConnected(_ANSWER_MS) and socket.waitForReadyRead(_ANSWER_MS)

    def deafen(self) -> None:
        """Hear no later start any more: the window is closing, and the next copy waits for the folder."""
        if self._server is not None:
            self._server.close()
            self._server = None

    def release(self) -> None:
        """Let the data directory go."""
        self.deafen()
        self._lock.unlock()
