"""Made-up decks and reviews of any size, the same for the same size."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path
from typing import Any

from app.storage.uuid7 import uuid7
from scheduler.memory import Quality

FIRST_DAY = 739_000
FIRST_MS = (FIRST_DAY - 719_163) * 86_400_000 + 8 * 3_600_000

LEVELS = ("easy", "medium", "hard")
WORDS = [
    "request",
    "response",
    "header",
    "cache",
    "token",
    "client",
    "server",
    "retry",
    "latency",
    "queue",
    "replica",
    "shard",
    "cursor",
    "webhook",
    "idempotent",
    "timeout",
    "gateway",
    "schema",
    "version",
    "field",
    "error",
    "status",
    "method",
    "resource",
    "batch",
    "stream",
    "event",
    "partition",
    "quorum",
]


def make_decks(folder: Path, cards: int, files: int) -> list[str]:
    """Write `cards` plain cards into `files` deck files; their ids in library order."""
    chance = random.Random(cards)
    ids: list[str] = []
    per_file = cards // files
    for number in range(files):
        deck = f"deck-{number:04d}"
        part = folder / f"{number % 13:02d}-part"
        part.mkdir(parents=True, exist_ok=True)
        text = [f"---\nid: {deck}\ntitle: Deck {number}\npart: Part {number % 13}\ntags: [made-up]\n---\n"]
        for card in range(per_file):
            card_id = f"{deck}-card-{card}"
            ids.append(card_id)
            question = " ".join(chance.choices(WORDS, k=9))
            answer = " ".join(chance.choices(WORDS, k=45))
            text.append(
                f"## What of {question}, number {card}? {{#{card_id} .{LEVELS[card % 3]}}}\n\n{answer.capitalize()}, "
                f"as `{chance.choice(WORDS)}` says.\n\n> **Trap:** {' '.join(chance.choices(WORDS, k=12))}.\n\n"
                f"Source: arithmetic\n"
            )
        (part / f"{deck}.md").write_text("\n".join(text), encoding="utf-8")
    return sorted(ids)


def make_reviews(data: Path, card_ids: list[str], reviews: int) -> None:
    """Write a progress file with that many reviews, over years, as the program itself would have written them."""
    from app.storage.progress import open_progress
    from scheduler.memory import Memory
    from scheduler.sm2 import Sm2

    data.mkdir(parents=True, exist_ok=True)
    database = data / "progress.sqlite"
    open_progress(database, data / "backups", Sm2(), lambda: FIRST_MS).close()
    chance = random.Random(reviews)
    algorithm = Sm2()
    memories: dict[str, Memory] = {}
    last: dict[str, str] = {}
    rows: list[tuple[object, ...]] = []
    days: dict[int, list[Any]] = {}
    per_day = max(1, reviews // 1000)
    for number in range(reviews):
        day = FIRST_DAY + number // per_day
        at = FIRST_MS + (number // per_day) * 86_400_000 + (number % per_day) * 1000
        card = card_ids[number % len(card_ids)]
        before = memories.get(card, Memory())
        quality = Quality(chance.choices((1, 3, 4, 5), (1, 2, 6, 1))[0])
        after = algorithm.review(before, quality, day)
        memories[card] = after
        review_id = uuid7(at, chance.randbytes, None)
        last[card] = review_id
        rows.append(
            (review_id, card, at, day, int(quality), "scheduled", 8000, before.ease, after.ease, before.interval,
             after.interval, before.repetitions, after.repetitions, "made-up", None)
        )  # fmt: skip
        counts = days.setdefault(day, [review_id, review_id, *(0 for _ in range(9))])
        counts[1] = review_id
        counts[2 + quality] += 1
        counts[8] += 8000
        counts[9] += before.interval > 0
        counts[10] += before.interval > 0 and quality >= Quality.HARD
    with sqlite3.connect(database) as connection:
        connection.executemany(f"INSERT INTO review VALUES ({','.join('?' * 15)})", rows)
        connection.executemany(
            "INSERT INTO memory (card_id, ease, interval, repetitions, lapses, due_day, last_review_id, suspended) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, 0)",
            [(c, m.ease, m.interval, m.repetitions, m.lapses, m.due_day, last[c]) for c, m in memories.items()],
        )
        connection.executemany(
            f"INSERT INTO day VALUES ({','.join('?' * 12)})", [(day, *counts) for day, counts in days.items()]
        )
    connection.close()
