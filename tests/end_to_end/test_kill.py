"""No grade that was shown as saved is ever lost, whatever moment the program is killed at."""

import os
import random
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.data import make_decks

ROOT = Path(__file__).parents[2]
KILLS_IN_THE_TERMINAL = 40
KILLS_IN_THE_WINDOW = 15


def environment(data: Path) -> dict[str, str]:
    return {**os.environ, "BYHEART_DATA_DIR": str(data), "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}


def command(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app.cli", *words],
        cwd=ROOT, env=environment(data), capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def stored(data: Path) -> list[str]:
    """Card ids of the log in order, read without any of our code."""
    with sqlite3.connect(data / "progress.sqlite") as database:
        rows = database.execute("SELECT card_id FROM review ORDER BY id").fetchall()
    database.close()
    return [row[0] for row in rows]


def kill_at_random(process: subprocess.Popen[str], chance: random.Random, marker: str) -> list[str]:
    """Read what the program shows as saved and kill it in the middle; everything it had shown."""
    assert process.stdout is not None
    seen: list[str] = []
    wanted = chance.randrange(1, 12)
    # The moment is chosen by chance: after some grade, and then a little later.
    delay = chance.uniform(0, 0.02)
    timer: threading.Timer | None = None
    # A program that never gets there must fail the test rather than hang it.
    watchdog = threading.Timer(60, process.kill)
    watchdog.start()
    for line in process.stdout:
        if marker in line:
            seen.append(line.partition(marker)[2].strip())
            if len(seen) == wanted:
                timer = threading.Timer(delay, process.kill)
                timer.start()
    watchdog.cancel()
    process.stdout.close()
    process.wait(timeout=60)
    if timer is not None:
        timer.cancel()
    return seen


@pytest.mark.slow
def test_a_window_killed_at_any_moment_keeps_every_grade_it_showed_as_saved(tmp_path: Path) -> None:
    data, decks = tmp_path / "data", tmp_path / "decks"
    make_decks(decks, cards=400, files=20)
    (data).mkdir()
    (data / "settings.toml").write_text("new_per_day = 400\n")
    chance = random.Random(7)
    before: list[str] = []
    for run in range(KILLS_IN_THE_WINDOW):
        process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("drive_window.py")), str(data), str(decks), str(run)],
            cwd=ROOT, env=environment(data), stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        shown = kill_at_random(process, chance, "graded ")
        now = stored(data)
        assert now[: len(before)] == before, "a grade of an earlier run is gone"
        assert now[len(before) : len(before) + len(shown)] == shown, "a grade shown as saved is gone"
        # At most the one grade that was written but not yet shown.
        assert len(now) - len(before) - len(shown) <= 1
        before = now
    assert len(before) >= KILLS_IN_THE_WINDOW
    verified = command(data, "verify")
    assert verified.returncode == 0, verified.stderr


@pytest.mark.slow
def test_a_terminal_review_killed_at_any_moment_keeps_every_grade_it_showed_as_saved(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (data / "decks").mkdir(parents=True)
    (data / "settings.toml").write_text("new_per_day = 2000\n")
    chance = random.Random(11)
    saved = 0
    for _ in range(KILLS_IN_THE_TERMINAL):
        process = subprocess.Popen(
            [sys.executable, "-u", "-m", "app.cli", "review"],
            cwd=ROOT, env=environment(data), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert process.stdin is not None
        # Enter reveals; then a grade: what is typed ahead, the program reads at its own pace.
        process.stdin.write("".join(f"\n{chance.choice('1234')}\n" for _ in range(40)))
        process.stdin.close()
        shown = kill_at_random(process, chance, "  saved:")
        now = stored(data)
        assert saved + len(shown) <= len(now) <= saved + len(shown) + 1
        saved = len(now)
    verified = command(data, "verify")
    assert verified.returncode == 0, verified.stderr
    with sqlite3.connect(data / "progress.sqlite") as database:
        ids = [row[0] for row in database.execute("SELECT id FROM review")]
    database.close()
    assert max(Counter(ids).values()) == 1
