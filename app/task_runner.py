"""Runs the tests of a code task; started by `app.code_task` as a script, in a process of its own.

Usage: `task_runner.py FOLDER TESTS CPU_SECONDS WALL_SECONDS MEMORY_BYTES`. It tells what happens on its standard
output, a JSON object a line: `{"plan": N}` tests there are, `{"start": TITLE}`, `{"end": OUTCOME, "said": MESSAGE}`, or
`{"broken": MESSAGE}` when there is nothing to run. What the tested code prints goes to standard error.

It sets the limits itself, before it reads any of the user's code: setting them between fork and exec is not safe in a
program with threads. It imports nothing of By Heart, whose folders are not on its path.
"""

from __future__ import annotations

import faulthandler
import importlib
import json
import os
import sys
import traceback
import unittest
from pathlib import Path
from types import TracebackType
from typing import Any

Problem = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]

FILE_BYTES = 16 * 1024 * 1024


def limit(cpu_seconds: int, memory_bytes: int) -> None:
    """Bound what this process may use, as far as the system can."""
    if sys.platform == "win32":  # which has no such limits; the wall clock ends it
        return
    import resource

    wanted = {
        resource.RLIMIT_CPU: (cpu_seconds, cpu_seconds + 1),
        resource.RLIMIT_AS: (memory_bytes, memory_bytes),
        resource.RLIMIT_FSIZE: (FILE_BYTES, FILE_BYTES),
        resource.RLIMIT_CORE: (0, 0),
    }
    for which, (soft, hard) in wanted.items():
        highest = resource.getrlimit(which)[1]
        if highest != resource.RLIM_INFINITY:
            soft, hard = min(soft, highest), min(hard, highest)
        try:
            resource.setrlimit(which, (soft, hard))
        except (OSError, ValueError) as error:
            # macOS refuses a limit on address space; the run is still bounded by the other limits.
            print(f"This system does not limit {which}: {error}", file=sys.stderr)


class Teller:
    """Writes the lines; the tested code has no way to this stream by accident."""

    def __init__(self) -> None:
        self._out = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="replace")
        os.dup2(2, 1)

    def tell(self, **what: object) -> None:
        """One line, at once."""
        self._out.write(json.dumps(what) + "\n")
        self._out.flush()


class Telling(unittest.TestResult):
    """Tells each test as it starts and as it ends."""

    def __init__(self, teller: Teller, folder: str) -> None:
        super().__init__()
        self._teller = teller
        self._folder = folder
        self._outcome = "passed"
        self._said: list[str] = []

    def startTest(self, test: unittest.TestCase) -> None:
        """Its title is the first line of its docstring."""
        super().startTest(test)
        self._outcome, self._said = "passed", []
        self._teller.tell(start=test.shortDescription() or test.id())

    def stopTest(self, test: unittest.TestCase) -> None:
        """How it ended."""
        super().stopTest(test)
        self._teller.tell(end=self._outcome, said="\n".join(self._said))

    def addFailure(self, test: unittest.TestCase, err: Any) -> None:
        """Not what was expected."""
        self._note("failed", err)

    def addError(self, test: unittest.TestCase, err: Any) -> None:
        """Something else was raised."""
        self._note("error", err)

    def addSubTest(self, test: unittest.TestCase, subtest: unittest.TestCase, err: Any) -> None:
        """One of several cases of a test."""
        if err is not None:
            self._note("failed" if issubclass(err[0], test.failureException) else "error", err)

    def addSkip(self, test: unittest.TestCase, reason: str) -> None:
        """Left out."""
        self._outcome = "skipped"
        self._said.append(reason)

    def _note(self, outcome: str, err: Problem) -> None:
        self._outcome = outcome
        assert err[1] is not None
        failure = isinstance(err[1], AssertionError)
        self._said.append(told(err[1], self._folder, where=not failure))


def told(problem: BaseException, folder: str, *, where: bool) -> str:
    """What was raised and, with `where`, the innermost line of the user's file that raised it."""
    words = "".join(traceback.format_exception_only(problem)).strip()
    if isinstance(problem, AssertionError):
        words = str(problem) or "an assertion failed"
    frames = [f for f in traceback.extract_tb(problem.__traceback__) if Path(f.filename).parent == Path(folder)]
    if where and frames:
        words = f"{Path(frames[-1].filename).name}, line {frames[-1].lineno}: {words}"
    return words[:2000]


def main(folder: str, tests: str, cpu_seconds: int, wall_seconds: float, memory_bytes: int) -> None:
    """Run the module `tests` of the folder."""
    teller = Teller()
    # Says where the code hangs; whoever started us ends us in any case, a little later.
    faulthandler.dump_traceback_later(wall_seconds, exit=True)
    limit(cpu_seconds, memory_bytes)
    sys.path.insert(0, folder)
    try:
        suite = unittest.defaultTestLoader.loadTestsFromModule(importlib.import_module(tests))
    # Everything: whatever the user's file raises while it is read, `sys.exit()` included, is told as its result.
    except BaseException as problem:
        teller.tell(broken=told(problem, folder, where=not isinstance(problem, SyntaxError)))
        return
    teller.tell(plan=suite.countTestCases())
    suite.run(Telling(teller, folder))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4]), int(sys.argv[5]))
    sys.stderr.flush()
    # Threads that the tested code left behind are not waited for.
    os._exit(0)
