"""From the asking for a section of the statistics to its charts on the screen, and the memory that takes.

`python -m benchmarks.statistics [10000 100000]`: each size in a process of its own, over made-up decks with ten reviews
a card. A figure is counting in the background, delivery, filling the charts and painting all of them, also those that
one scrolls to. For how long the window stands still, filling and painting, is told apart; until then it shows the last
values.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC
from pathlib import Path

from benchmarks.data import FIRST_MS, make_decks, make_reviews
from benchmarks.memory import pss_kib

SIZES = (10_000, 100_000)
TIMES = 9
LIMITS = {10_000: (100, 200), 100_000: (400, 400)}


def measure(data: Path) -> dict[str, object]:
    """Show every section, once as the first visit and then `TIMES` again; milliseconds and MiB."""
    from PySide6.QtCore import QEventLoop, QObject, QTimer
    from PySide6.QtWidgets import QApplication

    from app.opening import open_study
    from app.paths import Paths
    from app.settings import Settings
    from app.statistics import SECTIONS, read
    from app.ui.page import Desk
    from app.ui.statistics import StatisticsPage
    from app.ui.tasks import Tasks
    from app.ui.theme import Theme, load_fonts

    application = QApplication([])
    application.setStyle("Fusion")
    load_fonts()
    tasks, settings, paths = Tasks(), Settings(), Paths(data)
    now = FIRST_MS + 990 * 86_400_000
    desk = Desk(Theme(application, "light"), settings, tasks, paths, lambda: now, QObject())
    desk.use(open_study(paths, settings, lambda: now).study)
    before = pss_kib() / 1024
    page = StatisticsPage(desk)
    page.resize(1280, 800)
    page.show()

    def show(name: str) -> tuple[float, float]:
        started = time.perf_counter()
        page.enter(section=name)
        # Until the charts are there: the event loop delivers what was counted.
        while tasks.busy:
            loop = QEventLoop()
            QTimer.singleShot(2, loop.quit)
            loop.exec()
        counted = time.perf_counter()
        page.frame.inner.grab()
        ended = time.perf_counter()
        return (ended - started) * 1000, (ended - counted) * 1000

    found: dict[str, object] = {}
    for name in SECTIONS:
        first = show(name)[0]
        again = [show(name) for _ in range(TIMES)]
        counted = read(name, paths.database, desk.study.library, UTC, desk.study.today(), settings.leech_lapses)
        started = time.perf_counter()
        page.views[name].say(counted)
        filling = (time.perf_counter() - started) * 1000
        times = [whole for whole, _ in again]
        still = filling + statistics.median(painting for _, painting in again)
        found[name] = [first, statistics.median(times), max(times), still]
    found["memory"] = [before, pss_kib() / 1024]
    desk.progress.close()
    return found


def child(data: Path) -> dict[str, list[float]]:
    """The same in another process."""
    words = [sys.executable, "-m", "benchmarks.statistics", "--in", str(data)]
    environment = {**os.environ}
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    done = subprocess.run(words, capture_output=True, text=True, check=True, env=environment)
    found: dict[str, list[float]] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> int:
    """Measure each size."""
    if sys.argv[1:2] == ["--in"]:
        print(json.dumps(measure(Path(sys.argv[2]))))
        return 0
    for cards in [int(word) for word in sys.argv[1:]] or SIZES:
        with tempfile.TemporaryDirectory(prefix="byheart-statistics-") as folder:
            data = Path(folder)
            make_reviews(data, make_decks(data / "decks", cards, cards // 50), cards * 10)
            found = child(data)
        before, after = found.pop("memory")
        limit, room = LIMITS.get(cards, (0, 0))
        print(f"{cards:,} cards, {cards * 10:,} reviews; limit {limit} ms a section")
        for name, (first, median, worst, still) in found.items():
            print(
                f"  {name:<9} median {median:.0f} ms, worst {worst:.0f} ms, first visit {first:.0f} ms; "
                f"the window stands still for {still:.0f} ms"
            )
        print(f"  memory: {after:.0f} MiB (limit {room}), {before:.0f} before the page")
    return 0


if __name__ == "__main__":
    sys.exit(main())
