"""`byheart task new|run DIR`: the code task in the user's own editor."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.paths import Paths

SIGNS = {"passed": "ok", "failed": "FAILED", "error": "ERROR", "skipped": "skipped", "unfinished": "NOT ENDED"}


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    task = commands.add_parser("task", help="try the code task in your own editor")
    what = task.add_subparsers(dest="what", metavar="new|run", required=True)
    new = what.add_parser("new", help="write the task, a skeleton and the tests; nothing is overwritten")
    new.add_argument("folder", type=Path, metavar="DIR")
    run = what.add_parser("run", help="run the tests of the folder, in a process of its own with limits")
    run.add_argument("folder", type=Path, metavar="DIR")


def run(paths: Paths, options: argparse.Namespace) -> int:
    """Write the task or run its tests; 1 unless all of them passed."""
    from app import code_task

    folder: Path = options.folder
    if options.what == "new":
        written = code_task.write(folder)
        for name in written.made:
            print(f"{folder / name}")
        if written.kept:
            print(f"Already there and left as they are: {', '.join(written.kept)}.")
        return 0
    report = code_task.run(folder)
    for test in report.tests:
        print(f"{SIGNS[test.state]:>9}  {test.title}")
        for line in test.said.splitlines():
            print(f"{'':>9}  {line}")
    if report.printed:
        print(f"\nWhat the code printed{', cut short' if report.cut else ''}:\n{report.printed.rstrip()}")
    print(f"\n{report.sentence()}")
    return 0 if report.complete else 1
