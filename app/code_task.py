"""The code task of the card `prep-01-pq-03`: its files in a folder of the user's, and its tests in a process apart.

Nothing is run but by `run`, which the user asks for; nothing of the user's is ever overwritten.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from app.errors import ByHeartError

CARD = "prep-01-pq-03"
TESTS = "test_webhook"
FILES = ("README.md", "webhook.py", "test_webhook.py")
STATES = ("passed", "failed", "error", "skipped", "unfinished")

_RUNNER = Path(__file__).parent / "task_runner.py"
_TEXTS = Path(__file__).parent / "webhook_task"
# How long after its own limit a run that does not end itself is ended.
_GRACE = 1.0


class CodeTaskError(ByHeartError):
    """A folder that the task cannot be written to, or whose tests cannot be run."""


@dataclass(frozen=True, slots=True)
class Written:
    """What `write` did, by name: files made, and files that were there and were left."""

    folder: Path
    made: tuple[str, ...]
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a run may use. Processor time and memory are bounded where the system can (not on Windows)."""

    cpu_seconds: int = 10
    wall_seconds: float = 30.0
    memory_bytes: int = 1024**3
    output_bytes: int = 64 * 1024
    """Of what the code prints, more is thrown away."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One test: what it holds, how it ended (one of `STATES`), and what was wrong."""

    title: str
    state: str
    said: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a run came to."""

    tests: tuple[Outcome, ...]
    planned: int
    """How many tests there were to run."""
    trouble: str
    """Why it ended before its end, in a sentence; empty when it did not."""
    printed: str
    """What the code printed."""
    cut: bool
    """Whether it printed more."""
    cancelled: bool = False

    @property
    def passed(self) -> int:
        """How many tests passed."""
        return sum(test.state == "passed" for test in self.tests)

    @property
    def complete(self) -> bool:
        """Whether all there is to pass has passed."""
        return not self.trouble and not self.cancelled and 0 < self.planned == self.passed

    def sentence(self) -> str:
        """The result in one line."""
        if self.cancelled:
            return "Stopped."
        counted = f"{self.passed} of {self.planned} tests passed." if self.planned else ""
        return " ".join(part for part in (counted, self.trouble) if part) or "There are no tests in this folder."


def text_of(name: str) -> str:
    """The text of one of the task's files as it is written."""
    stored = name + ".txt" if name.endswith(".py") else name
    return (_TEXTS / stored).read_text("utf-8")


def place(folder: Path) -> Path:
    """Where the task goes when the user chose `folder`: there if it is empty or holds the task, else a folder in it."""
    try:
        if (folder / f"{TESTS}.py").exists() or not any(folder.iterdir()):
            return folder
    except OSError:  # it cannot be looked into; `write` tells what is wrong with it
        return folder
    return folder / "webhook-task"


def write(folder: Path) -> Written:
    """Write the task into a folder, which is made when missing. A file that is there stays as it is.

    Raises CodeTaskError when a file cannot be written; those written before it stay.
    """
    made, kept = [], []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in FILES:
            target = folder / name
            if os.path.lexists(target) or not _write_new(target, text_of(name).encode()):
                kept.append(name)
            else:
                made.append(name)
    except OSError as error:
        raise CodeTaskError(
            f"The task cannot be written to {folder} ({error.strerror}): choose a folder that you may write to."
        ) from error
    return Written(folder, tuple(made), tuple(kept))


def _write_new(target: Path, content: bytes) -> bool:
    """Write a file whole or not at all; whether it was not there meanwhile."""
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            # Unlike `replace`, a link is never made over a file that somebody else made a moment ago.
            os.link(temporary, target)
        except FileExistsError:
            return False
        except OSError:
            # A file system without links, a memory stick for one.
            temporary.replace(target)
        return True
    finally:
        temporary.unlink(missing_ok=True)


def run(
    folder: Path,
    bounds: Bounds | None = None,
    *,
    progress: Callable[[int, int], None] = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Report:
    """Run the tests of a folder in a process of their own and wait for it; for the background.

    `progress` is called with the tests that ended and how many there are. The process gets no input, a clean
    environment, and limits; it and what it started are ended when they pass the time, or once `cancelled`.
    Raises CodeTaskError when the folder holds no tests or no process can be started.
    """
    bounds = bounds or Bounds()
    folder = folder.absolute()
    if not (folder / f"{TESTS}.py").is_file():
        raise CodeTaskError(f"{folder} has no {TESTS}.py: write the task there first, with `byheart task new`.")
    command = [sys.executable, "-I", "-B", "-u", "-X", "utf8", str(_RUNNER), str(folder), TESTS]
    command += [str(bounds.cpu_seconds), str(bounds.wall_seconds), str(bounds.memory_bytes)]
    try:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            **_apart(),
        )
    except OSError as error:
        raise CodeTaskError(
            f"The tests of {folder} cannot be started ({error.strerror}): check that {sys.executable} may be run."
        ) from error
    told = _Told(progress)
    printed = _Printed(bounds.output_bytes)
    assert process.stdout is not None
    assert process.stderr is not None
    readers = [
        threading.Thread(target=told.read, args=(process.stdout,), daemon=True),
        threading.Thread(target=printed.read, args=(process.stderr,), daemon=True),
    ]
    for reader in readers:
        reader.start()
    stopped = late = False
    begun = time.monotonic()
    try:
        while process.poll() is None and not stopped and not late:
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.05)
            stopped, late = cancelled(), time.monotonic() - begun > bounds.wall_seconds + _GRACE
        # The runner ends itself with 1 when its time is over; an earlier 1 is the tested code's own doing.
        late = late or (process.poll() == 1 and time.monotonic() - begun >= bounds.wall_seconds)
    finally:
        _end(process)
    for reader in readers:
        # Not for ever: a process that left the group may still hold the pipe.
        reader.join(2.0)
    return told.report(bounds, printed, _how_it_ended(process.returncode, bounds, late=late), cancelled=stopped)


def _environment() -> dict[str, str]:
    """Nothing of ours but what Python needs to start and to find a place for temporary files."""
    kept = ("SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LD_LIBRARY_PATH")
    return {"PATH": os.defpath} | {name: os.environ[name] for name in kept if name in os.environ}


def _apart() -> dict[str, Any]:
    """What makes a process the first of a group of its own."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"start_new_session": True}


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process if it still runs, and whatever it started and left in its group."""
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _how_it_ended(code: int, bounds: Bounds, *, late: bool) -> str:
    """A sentence for a process that did not end by itself; empty for one that did."""
    if code == 0:
        return ""
    if late:
        return f"It was ended after {bounds.wall_seconds:g} seconds."
    if sys.platform != "win32" and -code == signal.SIGXCPU:
        return f"It was ended after {bounds.cpu_seconds} seconds of processor time."
    if code < 0:
        return f"The process was ended by signal {-code} ({signal.strsignal(-code)})."
    return f"The process ended itself with status {code}."


@dataclass(slots=True)
class _Printed:
    """The first bytes of what the code printed; the rest is read and thrown away, or the code would wait."""

    most: int
    kept: bytearray = field(default_factory=bytearray)
    cut: bool = False

    def read(self, stream: IO[bytes]) -> None:
        with stream:
            while piece := os.read(stream.fileno(), 65_536):
                room = self.most - len(self.kept)
                self.kept += piece[:room]
                self.cut = self.cut or len(piece) > room


@dataclass(slots=True)
class _Told:
    """What the runner told so far."""

    progress: Callable[[int, int], None]
    planned: int = 0
    broken: str = ""
    running: str | None = None
    tests: list[Outcome] = field(default_factory=list)

    def read(self, stream: IO[bytes]) -> None:
        with stream:
            for line in stream:
                try:
                    self._take(json.loads(line))
                except (ValueError, KeyError, TypeError, AttributeError):
                    # Not one of the runner's: code that looked for this stream wrote to it.
                    continue

    def _take(self, what: dict[str, Any]) -> None:
        if "plan" in what:
            self.planned = int(what["plan"])
        elif "broken" in what:
            self.broken = str(what["broken"])
        elif "start" in what:
            self.running = str(what["start"])
        elif "end" in what and self.running is not None and what["end"] in STATES:
            self.tests.append(Outcome(self.running, what["end"], str(what["said"])))
            self.running = None
        self.progress(len(self.tests), self.planned)

    def report(self, bounds: Bounds, printed: _Printed, ended: str, *, cancelled: bool) -> Report:
        tests = list(self.tests)
        if self.running is not None:
            tests.append(Outcome(self.running, "unfinished", "It had not ended when the run did."))
        if self.broken:
            ended = f"The tests could not begin: {self.broken}"
        elif not ended and len(self.tests) < self.planned:
            ended = "The code ended the process before all tests had run."
        text = bytes(printed.kept).decode("utf-8", "replace")
        return Report(tuple(tests), self.planned, "" if cancelled else ended, text, printed.cut, cancelled)
