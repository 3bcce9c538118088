"""Watches the reader's deck folders, and tells when a deck was changed outside."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from app.errors import ByHeartError
from app.ui.tasks import Tasks

# Editors and version control write many files at once, and some of them twice.
PAUSE_MS = 700
# Each watched file costs the system a handle; beyond this only the folders are watched, which tells of files that
# are replaced, as most editors do, but not of those written in place.
MOST_FILES = 2000


@dataclass(frozen=True, slots=True)
class Seen:
    """Deck files with their time of change and size, and the folders they are in."""

    files: dict[str, tuple[int, int]] = field(default_factory=dict)
    folders: frozenset[str] = frozenset()


def look(roots: Iterable[Path]) -> Seen:
    """What is below some folders now; what cannot be read is not there. Hidden folders are left out."""
    files: dict[str, tuple[int, int]] = {}
    folders: set[str] = set()
    for root in roots:
        for folder, below, names in os.walk(root):
            below[:] = [name for name in below if not name.startswith(".")]
            folders.add(folder)
            for name in names:
                if not name.endswith(".md"):
                    continue
                path = os.path.join(folder, name)  # noqa: PTH118 - thousands of files: Path costs more than the look
                try:
                    known = os.stat(path)  # noqa: PTH116
                except OSError:  # gone since it was listed
                    continue
                files[path] = (known.st_mtime_ns, known.st_size)
    return Seen(files, frozenset(folders))


class DeckWatch(QObject):
    """Emits `changed` once after decks were changed outside. Looks at files in the background."""

    changed = Signal()

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._roots: tuple[Path, ...] = ()
        self._seen = Seen()
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(self._stirred)
        self._watcher.directoryChanged.connect(self._stirred)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.look)

    def note(self, roots: tuple[Path, ...]) -> None:
        """The decks are about to be read, on any thread: what is there now is known, and changed by nobody else."""
        seen = look(roots)
        self._roots, self._seen = roots, seen

    def start(self) -> None:
        """Watch what was noted last."""
        have = {*self._watcher.files(), *self._watcher.directories()}
        files = self._seen.files if len(self._seen.files) <= MOST_FILES else {}
        want = {*files, *self._seen.folders}
        if have - want:
            self._watcher.removePaths(list(have - want))
        if want - have:
            self._watcher.addPaths(sorted(want - have))

    def stop(self) -> None:
        """Watch nothing any more."""
        self._pause.stop()
        have = [*self._watcher.files(), *self._watcher.directories()]
        if have:
            self._watcher.removePaths(have)

    def _stirred(self, _path: str) -> None:
        self._pause.start()

    def look(self) -> None:
        """Compare what is there with what is known, in the background."""
        roots = self._roots
        self._tasks.start(lambda _task: look(roots), self._looked, self._failed)

    def _looked(self, seen: Seen) -> None:
        if seen == self._seen:
            # A file that was replaced is another to the system, and no longer watched.
            self.start()
        else:
            self.changed.emit()

    def _failed(self, problem: BaseException) -> None:
        if not isinstance(problem, ByHeartError):
            raise problem
