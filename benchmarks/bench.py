"""`make bench`: what By Heart must reach, each figure beside something measured in the same run.

Every row is a ratio or a limit; the figures depend on the machine, the ratios much less. Nothing here is a test.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from benchmarks.data import make_decks, make_reviews

ROOT = Path(__file__).parents[1]
STARTS = 9
KEYS = 200
GRADES = 200


def child(module: str, *words: str, data: str = "") -> str:
    """The output of a benchmark's process, its start noted for it."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "BYHEART_DATA_DIR": data}
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    environment["BYHEART_STARTED_NS"] = str(time.monotonic_ns())
    done = subprocess.run(
        [sys.executable, "-m", module, *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{module} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout


def percentile(values: Iterable[float], share: float) -> float:
    """The value below which that share lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def row(what: str, value: str, beside: str, ratio: str, target: str, *, met: bool) -> None:
    """One line of the table."""
    print(f"{what:<46} {value:>18} {beside:>30} {ratio:>8}  {target:<24} {'yes' if met else 'NO'}", flush=True)


def starts(folder: Path) -> None:
    """Start to first card, and memory; 500 and 10,000 cards, interleaved with a bare window."""
    small, large = folder / "small", folder / "large"
    for data, cards, files, reviews in ((small, 500, 25, 5_000), (large, 10_000, 500, 100_000)):
        ids = make_decks(data / "decks", cards, files)
        make_reviews(data, ids, reviews)
        child("benchmarks.first_card", str(data), "alone")
    times: dict[str, list[float]] = {"bare": [], "small": [], "large": []}
    memory: dict[str, list[float]] = {"bare": [], "small": [], "large": []}
    for _ in range(STARTS):
        for name, words in (
            ("bare", ("benchmarks.bare_window",)),
            ("small", ("benchmarks.first_card", str(small), "alone")),
            ("large", ("benchmarks.first_card", str(large), "alone")),
        ):
            took, kib = child(*words).split()
            times[name].append(float(took))
            memory[name].append(float(kib) / 1024)
    bare, few, many = (statistics.median(times[name]) for name in ("bare", "small", "large"))
    row("start to first card, 500 cards", f"{few:.0f} ms", f"bare window {bare:.0f} ms", f"{few / bare:.2f}",
        "<= 3 (aim 2)", met=few <= 3 * bare)  # fmt: skip
    row("start, 10,000 cards, 100,000 reviews", f"{many:.0f} ms", f"500 cards {few:.0f} ms", f"{many / few:.2f}",
        "<= 1.5", met=many <= 1.5 * few)  # fmt: skip
    bare_mib, few_mib = statistics.median(memory["bare"]), statistics.median(memory["small"])
    row("memory at the first card (PSS)", f"{few_mib:.0f} MiB", f"bare window {bare_mib:.0f} MiB",
        f"{few_mib / bare_mib:.2f}", "<= 2.5", met=few_mib <= 2.5 * bare_mib)  # fmt: skip


def keys() -> None:
    """Key press to paint, over the real bank."""
    results: dict[str, list[float]] = json.loads(child("benchmarks.window_keys", str(KEYS)))
    bare = statistics.median(results["bare"])
    for name in ("rested next", "rested answer", "hammered next", "hammered answer"):
        times = results[name]
        median, worst = statistics.median(times), percentile(times, 0.99)
        pause, what = name.split()
        row(f"key to {what} painted, {pause}, {len(times)} cards", f"{median:.1f} / {worst:.1f} ms",
            f"bare view {bare:.1f} ms", f"{median / bare:.2f}", "median < 10, p99 < 33 ms",
            met=median < 10 and worst < 33)  # fmt: skip


def fsync_once(file: Path) -> float:
    """Milliseconds to append a page to a small file and sync it."""
    with file.open("ab") as target:
        started = time.perf_counter_ns()
        target.write(b"x" * 4096)
        target.flush()
        os.fsync(target.fileno())
        return (time.perf_counter_ns() - started) / 1e6


def grades(folder: Path) -> None:
    """A grade, committed and synced, beside one fsync and beside the anki library; taken in turns."""
    from app.storage.progress import open_progress
    from scheduler.memory import Quality
    from scheduler.sm2 import Sm2

    data = folder / "grades"
    data.mkdir()
    chance = random.Random(3)
    clock = [1_750_000_000_000]

    def now() -> int:
        clock[0] += 1000
        return clock[0]

    progress = open_progress(data / "progress.sqlite", data / "backups", Sm2(), now)
    answer_anki, close_anki = anki_answers(folder / "anki", GRADES + 20)
    ours: list[float] = []
    syncs: list[float] = []
    theirs: list[float] = []
    for number in range(GRADES + 10):
        started = time.perf_counter_ns()
        progress.grade(f"card-{number:05d}", Quality(chance.randrange(6)), 739_000, kind="scheduled",
                       duration_ms=8000, at_ms=now())  # fmt: skip
        ours.append((time.perf_counter_ns() - started) / 1e6)
        syncs.append(fsync_once(data / "sync"))
        theirs.append(answer_anki())
    progress.close()
    close_anki()
    # The first few warm caches on all three sides.
    median, sync, anki = (statistics.median(times[10:]) for times in (ours, syncs, theirs))
    row("grade, committed and synced", f"{median:.2f} ms", f"one fsync {sync:.2f} ms", f"{median / sync:.2f}",
        "<= 2", met=median <= 2 * sync)  # fmt: skip
    row("grade, p99", f"{percentile(ours[10:], 0.99):.2f} ms", f"anki {anki:.2f} ms (median)", f"{median / anki:.2f}",
        "", met=True)  # fmt: skip


def anki_answers(folder: Path, cards: int) -> tuple[Callable[[], float], Callable[[], None]]:
    """A function that answers a card in a real Anki collection and gives its milliseconds, and one that closes it."""
    from anki.collection import Collection

    folder.mkdir()
    collection = Collection(str(folder / "collection.anki2"))
    kind = collection.models.by_name("Basic")
    assert kind is not None
    deck = collection.decks.id("Bench")
    for number in range(cards):
        note = collection.new_note(kind)
        note["Front"], note["Back"] = f"q{number}", "a"
        collection.add_note(note, deck)  # type: ignore[arg-type]
    collection.decks.select(deck)  # type: ignore[arg-type]
    config = collection.decks.config_dict_for_deck_id(deck)  # type: ignore[arg-type]
    config["new"]["perDay"] = cards
    collection.decks.update_config(config)

    def answer() -> float:
        card = collection.sched.getCard()
        assert card is not None
        card.start_timer()
        started = time.perf_counter_ns()
        collection.sched.answerCard(card, 3)
        return (time.perf_counter_ns() - started) / 1e6

    return answer, collection.close


def replay(folder: Path) -> None:
    """Verify over a million reviews."""
    data = folder / "million"
    make_reviews(data, [f"card-{n:06d}" for n in range(20_000)], 1_000_000)
    seconds, mib, clean = child("benchmarks.verify_once", str(data)).split()
    met = float(seconds) < 10 and float(mib) < 300 and clean == "clean"
    row(
        "verify, 1,000,000 reviews",
        f"{float(seconds):.1f} s {float(mib):.0f} MiB",
        clean,
        "",
        "< 10 s, < 300 MiB",
        met=met,
    )


def main() -> int:
    """All of it, or the named parts."""
    parts: dict[str, Callable[[Path], None]] = {
        "starts": starts,
        "keys": lambda _folder: keys(),
        "grades": grades,
        "replay": replay,
    }
    wanted = sys.argv[1:] or list(parts)
    print(f"{'what':<46} {'ours':>18} {'beside':>30} {'ratio':>8}  {'target':<24} met")
    folder = Path(tempfile.mkdtemp(prefix="byheart-bench-"))
    try:
        for name in wanted:
            parts[name](folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
