"""A progress file with a clock and a chance of its own."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.storage.progress import Progress, open_progress
from app.storage.records import Recorded
from app.storage.verify import VerifyReport, verify
from scheduler.sm2 import Sm2

NOON = 1_800_000_000_000
DAY = 740_000


class Store:
    """Opens progress in `folder`; `now` is the clock, ten seconds on with every grade."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "data" / "progress.sqlite"
        self.backups = folder / "backups"
        self.now = NOON
        self.chance = random.Random(1)
        self.opened: list[Progress] = []
        self.progress = self.open()

    def open(self, busy_ms: int = 20) -> Progress:
        progress = open_progress(self.database, self.backups, Sm2(), lambda: self.now, self.chance.randbytes, busy_ms)
        self.opened.append(progress)
        return progress

    def close(self) -> None:
        while self.opened:
            self.opened.pop().close()

    def reopen(self) -> None:
        self.close()
        self.progress = self.open()

    def grade(self, card_id: str, quality: int = 4, day: int = DAY, kind: str = "scheduled") -> Recorded:
        self.now += 10_000
        return self.progress.grade(card_id, quality, day, kind=kind, duration_ms=5_000, at_ms=self.now)

    def verify(self) -> VerifyReport:
        return verify(self.database, Sm2())


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A fresh progress file, closed at the end."""
    made = Store(tmp_path)
    yield made
    made.close()
