"""A process that merges reviews done in Anki; prints seconds, peak MiB, how many were new, and `clean` or `broken`.

`python -m benchmarks.take_reviews [REVIEWS [CARDS [LOCAL]]]`: so many reviews of so many cards, into a log that has
LOCAL reviews of the same cards already.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

NOW_MS = 1_800_000_000_000
DAY_MS = 86_400_000


def main() -> int:
    """Make a log, merge, and tell."""
    from zoneinfo import ZoneInfo

    from app.storage.progress import Incoming, open_progress
    from app.storage.verify import verify
    from benchmarks.data import make_reviews
    from benchmarks.memory import peak_mib
    from scheduler.day import StudyClock
    from scheduler.sm2 import Sm2

    given = [int(number) for number in sys.argv[1:4]]
    reviews, cards, local = given + [100_000, 10_000, 100_000][len(given) :]
    chance = random.Random(1)

    def done_elsewhere() -> Iterator[Incoming]:
        for _ in range(reviews):
            at_ms = NOW_MS - chance.randrange(365 * DAY_MS)
            yield Incoming(f"card-{chance.randrange(cards)}", at_ms, chance.choice((1, 3, 4, 4, 5)), 8_000)

    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "progress.sqlite"
        make_reviews(Path(folder), [f"card-{number}" for number in range(cards)], local)
        with open_progress(database, Path(folder), Sm2(), lambda: NOW_MS) as progress:
            started = time.perf_counter()
            taken = progress.take(done_elsewhere(), StudyClock(ZoneInfo("Europe/Berlin")))
            seconds = time.perf_counter() - started
        peak = peak_mib()
        clean = verify(database, Sm2()).clean
    print(f"{seconds:.2f} {peak:.0f} {taken.new if taken else 0} {'clean' if clean else 'broken'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
