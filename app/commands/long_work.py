"""Long work of a command: a line that says how far it is, and Ctrl+C that ends it in order."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO

STOPPED = 130
"""The exit status after Ctrl+C, as shells have it."""
_EVERY = 0.1
"""Seconds between two lines; nothing is shown of what takes less."""


class LongWork:
    """What the work tells, and whether it is to go on. Made by `long_work`."""

    def __init__(self, stream: TextIO, clock: Callable[[], float]) -> None:
        self._stream = stream
        self._clock = clock
        self._shown = clock()
        self._width = 0
        self._stopped = False

    def stop(self) -> None:
        """Ask the work to end; it leaves things as they were."""
        self._stopped = True

    def cancelled(self) -> bool:
        """Whether it was asked to end."""
        return self._stopped

    def step(self, what: str, done: int, total: int) -> None:
        """Say what is being done and how much of how much; `total` is 0 where nobody knows it."""
        now = self._clock()
        if not self._stream.isatty() or now - self._shown < _EVERY:
            return
        self._shown = now
        far = f"{min(100, 100 * done // total)} %" if total else f"{done:,}"
        self._write(f"{what}: {far}")

    def telling(self, what: str) -> Callable[[int, int], None]:
        """`step` for work that only counts."""
        return lambda done, total: self.step(what, done, total)

    def clear(self) -> None:
        """Take the line away."""
        if self._width:
            self._write("")
            self._stream.write("\r")
            self._stream.flush()

    def _write(self, line: str) -> None:
        # Blanks rather than an escape sequence: every console knows them.
        self._stream.write(f"\r{line.ljust(self._width)}")
        self._stream.flush()
        self._width = len(line)


@contextmanager
def long_work(stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> Iterator[LongWork]:
    """Work that can be followed on a terminal, by default at standard error, and stopped by Ctrl+C or SIGTERM.

    The first of them asks the work to end; the second ends the program as ever.
    """
    work = LongWork(stream or sys.stderr, clock)
    before: dict[int, Any] = {}

    def stop(number: int, _frame: object) -> None:
        work.stop()
        signal.signal(number, before[number])

    # Python handles signals on its main thread alone.
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            before[number] = signal.getsignal(number)
            signal.signal(number, stop)
    try:
        yield work
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
        work.clear()
