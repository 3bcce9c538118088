"""A mock interview killed in the middle of a word goes on where it was, with at most two seconds of typing lost."""

import json
import os
import random
import subprocess
import sys
import threading
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KILLS = 5
DECK = """---
id: cases
title: Cases
part: Part A
tags: [design]
---

## Design it {#mock .hard .prompt minutes=45}

- ids
"""


def start(data: Path, decks: Path, what: str) -> subprocess.Popen[str]:
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(Path(__file__).with_name("drive_interview.py")), str(data), str(decks), what]
    return subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)


@pytest.mark.slow
def test_an_interview_killed_while_typing_loses_two_seconds_at_most(tmp_path: Path) -> None:
    """Killed with SIGKILL at a moment chosen by chance; the next start has the notes and the clock."""
    decks = tmp_path / "decks"
    decks.mkdir()
    (decks / "cases.md").write_text(DECK, encoding="utf-8")
    chance = random.Random(3)
    for run in range(KILLS):
        data = tmp_path / f"data-{run}"
        wanted = chance.randrange(40, 260)
        process = start(data, decks, "type")
        watchdog = threading.Timer(60, process.kill)
        watchdog.start()
        typed: list[tuple[int, int]] = []
        assert process.stdout is not None
        for line in process.stdout:
            _, number, _, at = line.split()
            typed.append((int(number), int(at)))
            if len(typed) == wanted:
                threading.Timer(chance.uniform(0, 0.02), process.kill).start()
        watchdog.cancel()
        process.stdout.close()
        process.wait(timeout=60)
        assert len(typed) >= wanted
        first, last = typed[0][1], typed[-1][1]

        again = start(data, decks, "resume")
        said, _ = again.communicate(timeout=60)
        kept = json.loads(said)
        safe = max((number for number, at in typed if at <= last - 2000), default=0)
        assert len(kept["notes"]) >= safe, f"run {run}: typing older than two seconds is gone"
        words = "Who calls, how often, and what must never happen? " * 20
        assert words.startswith(kept["notes"])
        assert last - first - 2000 <= kept["elapsed"] <= last - first + 5000
