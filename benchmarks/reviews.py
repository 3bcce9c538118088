"""A made-up progress file of any size, the same for the same size; it verifies clean."""

from __future__ import annotations

import random
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

A_DAY = 200
"""Reviews on a study day."""
FIRST_DAY = 730_000
FIRST_MS = 1_000_000_000_000


def make_reviews(data_dir: Path, card_ids: Sequence[str], reviews: int) -> Path:
    """Write `data_dir`/progress.sqlite with that many reviews of those cards; a repeat after each grade below 4."""
    from app.storage import rows, statements
    from app.storage.engine import connect, writing
    from app.storage.progress import open_progress
    from app.storage.uuid7 import uuid7
    from scheduler.memory import Memory, Quality
    from scheduler.sm2 import Sm2

    chance = random.Random(reviews)
    algorithm = Sm2()
    database = data_dir / "progress.sqlite"
    open_progress(database, data_dir / "backups", algorithm, lambda: FIRST_MS, chance.randbytes).close()
    memories: dict[str, tuple[Memory, str]] = {}
    repeats: list[str] = []
    review_id: str | None = None
    with closing(connect(database)) as connection, writing(connection):
        for number in range(reviews):
            day = FIRST_DAY + number // A_DAY
            at_ms = FIRST_MS + (day - FIRST_DAY) * 86_400_000 + number % A_DAY * 20_000
            repeat = bool(repeats) and chance.random() < 0.5
            card_id = repeats.pop() if repeat else chance.choice(card_ids)
            quality = Quality(chance.choices(range(6), (2, 6, 4, 15, 50, 23))[0])
            if quality < Quality.GOOD:
                repeats.append(card_id)
            before = memories.get(card_id, (Memory(), ""))[0]
            after = before if repeat else algorithm.review(before, quality, day)
            review_id = uuid7(at_ms, chance.randbytes, review_id)
            review = {
                "id": review_id,
                "card_id": card_id,
                "reviewed_at": at_ms,
                "study_day": day,
                "quality": int(quality),
                "kind": "repeat" if repeat else "scheduled",
                "duration_ms": chance.randrange(2_000, 60_000),
                "ease_before": before.ease,
                "ease_after": after.ease,
                "interval_before": before.interval,
                "interval_after": after.interval,
                "repetitions_before": before.repetitions,
                "repetitions_after": after.repetitions,
                "device": "0123456789abcdef",
                "undone_at": None,
            }
            connection.execute(statements.ADD_REVIEW, review)
            rows.count_in_day(connection, review, 1)
            if not repeat:
                memories[card_id] = (after, review_id)
        for card_id, (memory, last_review_id) in memories.items():
            rows.set_memory(connection, card_id, memory, last_review_id)
    return database
