"""A card's memory as a fold over its review log."""

from collections.abc import Iterable
from enum import StrEnum

from scheduler.memory import Algorithm, Memory, Quality


class ReviewKind(StrEnum):
    """Why a card was shown; the values are what the log stores."""

    SCHEDULED = "scheduled"
    """It was due or new."""
    REPEAT = "repeat"
    """It came back the same day after a grade below 4."""
    EXTRA = "extra"
    """The reader asked for it ahead of its time."""
    ANKI = "anki"
    """It was reviewed in Anki and brought home."""

    @property
    def changes_memory(self) -> bool:
        """Whether such a review moves ease and interval; the others are only recorded."""
        return self in _CHANGES_MEMORY


_CHANGES_MEMORY = frozenset({ReviewKind.SCHEDULED, ReviewKind.ANKI})


def replay(log: Iterable[tuple[int, int, str]], algorithm: Algorithm) -> Memory:
    """The memory of a card whose reviews were `log`: (quality 0..5, study day, kind), oldest first, undone
    ones left out. Raises ValueError for a quality or a kind that does not exist."""
    memory = Memory()
    for quality, day, kind in log:
        grade = Quality(quality)
        if ReviewKind(kind).changes_memory:
            memory = algorithm.review(memory, grade, day)
    return memory
