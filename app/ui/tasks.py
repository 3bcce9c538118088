"""Work that takes longer than a frame, done off the window's thread: a thin Qt shell over a plain function."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal


class Task(QObject):
    """One piece of background work; how it ended is told on the window's thread."""

    _ended = Signal(object, object)

    def __init__(
        self,
        work: Callable[[Task], Any],
        done: Callable[[Any], object],
        failed: Callable[[BaseException], object],
        release: Callable[[Task], None],
    ) -> None:
        super().__init__()
        self._work = work
        self._done = done
        self._failed = failed
        self._release = release
        self._cancelled = threading.Event()
        self._abandoned = False
        # Queued to this object's thread, the window's, from whichever thread does the work.
        self._ended.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def cancel(self) -> None:
        """Ask the work to stop; it looks at `cancelled` between its steps."""
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        """Whether it was asked to stop."""
        return self._cancelled.is_set()

    def run(self) -> None:
        """Do the work on the calling thread."""
        try:
            result = self._work(self)
        # Everything: what is raised on a worker's thread must reach the window, whatever it is.
        except BaseException as problem:
            self._ended.emit(None, problem)
        else:
            self._ended.emit(result, None)

    def abandon(self) -> None:
        """Ask the work to stop, and tell nobody how it ended: who would be told is closing."""
        self._abandoned = True
        self.cancel()

    def _deliver(self, result: object, problem: BaseException | None) -> None:
        self._release(self)
        if self._abandoned:
            return
        if problem is None:
            self._done(result)
        else:
            self._failed(problem)


class _Runner(QRunnable):
    def __init__(self, task: Task) -> None:
        super().__init__()
        self._task = task

    def run(self) -> None:
        self._task.run()


class Tasks:
    """The pool. Keeps each task alive until its end was delivered, and waits for all of them at the end."""

    def __init__(self) -> None:
        self._pool = QThreadPool()
        self._running: set[Task] = set()

    def start(
        self,
        work: Callable[[Task], Any],
        done: Callable[[Any], object],
        failed: Callable[[BaseException], object],
    ) -> Task:
        """Run `work` in the background; `done` or `failed` is called on the window's thread."""
        task = Task(work, done, failed, self._running.discard)
        self._running.add(task)
        self._pool.start(_Runner(task))
        return task

    @property
    def busy(self) -> bool:
        """Whether anything is still running, or has not told how it ended."""
        return bool(self._running)

    def finish(self, seconds: float = 10.0) -> bool:
        """Cancel what runs and wait for it, telling nobody any more; whether all of it ended in time."""
        for task in self._running:
            task.abandon()
        return self._pool.waitForDone(round(seconds * 1000))
