"""Where the bundled program starts: with the command line, or, called as Python is, with the runner of the code task.

`app.code_task` starts `sys.executable` on its runner. In a bundle that is the program itself.
"""

from __future__ import annotations

import runpy
import sys
from collections.abc import Sequence
from pathlib import Path


def runner_in(arguments: Sequence[str]) -> int | None:
    """The place of the code task's runner among the arguments; None when this is no call of it.

    Nothing but that one file of the bundle is ever run as a script.
    """
    if arguments[:1] != ["-I"]:
        return None
    from app import code_task

    own = Path(code_task.__file__).with_name("task_runner.py").resolve()
    return next((place for place, given in enumerate(arguments) if Path(given).resolve() == own), None)


def main() -> int:
    """Start what was asked for."""
    place = runner_in(sys.argv[1:])
    if place is not None:
        sys.argv[:] = sys.argv[1 + place :]
        runpy.run_path(sys.argv[0], run_name="__main__")
        return 0
    from app.cli import main as byheart

    return byheart()


if __name__ == "__main__":
    sys.exit(main())
