"""From a key press in Browse's search field to the results in its table, and the memory that takes.

`python -m benchmarks.search [10000 100000]`: each size in a process of its own, over made-up decks with ten reviews a
card, beside the bundled bank. One figure is a key press: query, filter, order, model and selection; painting comes
after it and is told apart.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.bench import percentile
from benchmarks.data import FIRST_MS, make_decks, make_reviews
from benchmarks.memory import peak_mib, pss_kib

SIZES = (10_000, 100_000)
# What a reader types, letter by letter: common words, several words, a rare one, properties, a phrase.
TYPED = (
    "token",
    "request idempotent",
    "quorum -cache",
    "deck number 17",
    "is:due level:hard ease<2.2",
    "interval>30 token",
    'part:"Part 3" lapses>=1',
    "deck-0012-card-4",
    "retry OR (queue lapses>2)",
    '"request token"',
)
LIMITS = {10_000: (10, 200), 100_000: (30, 400)}


def measure(data: Path, cards: int) -> dict[str, object]:
    """Type all of `TYPED` into the page, sorted as the library and then by due day; milliseconds and MiB."""
    from PySide6.QtCore import QEventLoop, QObject, QTimer
    from PySide6.QtWidgets import QApplication

    from app.opening import open_study
    from app.paths import Paths
    from app.settings import Settings
    from app.ui.browse import BrowsePage
    from app.ui.page import Desk
    from app.ui.tasks import Tasks
    from app.ui.theme import Theme, load_fonts

    application = QApplication([])
    application.setStyle("Fusion")
    load_fonts()
    tasks, settings, paths = Tasks(), Settings(), Paths(data)
    now = FIRST_MS + 990 * 86_400_000
    desk = Desk(Theme(application, "light"), settings, tasks, paths, lambda: now, QObject())
    desk.use(open_study(paths, settings, lambda: now).study)
    page = BrowsePage(desk)
    page.resize(1280, 800)
    page.show()

    def settle() -> None:
        started = time.monotonic()
        while tasks.busy and time.monotonic() - started < 300:
            loop = QEventLoop()
            QTimer.singleShot(20, loop.quit)
            loop.exec()

    started = time.perf_counter()
    page.enter()
    settle()
    opened = time.perf_counter() - started
    times: list[float] = []
    held: list[float] = []
    worst: dict[str, float] = {}
    paints: list[float] = []
    for column in ("", "due"):
        if column:
            page.table.sort_by(column)
        for typed in TYPED:
            page.field.clear()
            for sign in typed:
                started = time.perf_counter()
                page.field.setText(page.field.text() + sign)
                held.append((time.perf_counter() - started) * 1000)
                while tasks.busy:  # a phrase of common words is read for in the background
                    application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
                took = (time.perf_counter() - started) * 1000
                times.append(took)
                worst[typed] = max(worst.get(typed, 0.0), took)
            started = time.perf_counter()
            page.table.grab()
            paints.append((time.perf_counter() - started) * 1000)
    memory = pss_kib() / 1024
    desk.progress.close()
    return {
        "cards": cards, "opened": opened, "median": statistics.median(times), "p99": percentile(times, 0.99),
        "keys": len(times), "held": max(held), "worst": worst, "paint": statistics.median(paints), "memory": memory,
        "peak": peak_mib(),
        "shown": len(page.model.rows),
    }  # fmt: skip


def child(data: Path, cards: int) -> dict[str, object]:
    """The same in another process."""
    words = [sys.executable, "-m", "benchmarks.search", "--in", str(data), str(cards)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> int:
    """Measure each size, the first time with the texts still to be read, then as on every later day."""
    if sys.argv[1:2] == ["--in"]:
        print(json.dumps(measure(Path(sys.argv[2]), int(sys.argv[3]))))
        return 0
    for cards in [int(word) for word in sys.argv[1:]] or SIZES:
        with tempfile.TemporaryDirectory(prefix="byheart-search-") as folder:
            data = Path(folder)
            make_reviews(data, make_decks(data / "decks", cards, cards // 50), cards * 10)
            first = child(data, cards)
            later = child(data, cards)
        limit, room = LIMITS.get(cards, (0, 0))
        print(f"{cards:,} cards, {cards * 10:,} reviews, {later['keys']} key presses")
        print(f"  key press to results: median {later['median']:.1f} ms (limit {limit}), p99 {later['p99']:.1f} ms")
        print(f"  the window's thread is never held longer than {later['held']:.1f} ms by a key press")
        print(f"  painting the table after it: median {later['paint']:.1f} ms")
        print(f"  memory: {later['memory']:.0f} MiB (limit {room}), at its highest {later['peak']:.0f} MiB")
        print(f"  the first time, decks and texts all to be parsed: highest {first['peak']:.0f} MiB")
        print(f"  page ready: {later['opened']:.2f} s; the first time {first['opened']:.1f} s, in the background")
        for typed, took in sorted(later["worst"].items(), key=lambda item: -item[1])[:3]:  # type: ignore[attr-defined]
            print(f"  slowest key of {typed}: {took:.1f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
