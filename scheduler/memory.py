"""What is remembered of a card, how well it was answered, and what an algorithm must offer."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol


class Quality(IntEnum):
    """How well a card was answered, on SuperMemo's scale. Below HARD the answer was wrong; GOOD and above end
    the day's repeats."""

    BLACKOUT = 0
    """Nothing came to mind."""
    AGAIN = 1
    """Wrong; the right answer was remembered on sight."""
    ALMOST = 2
    """Wrong; the right answer seemed easy on sight."""
    HARD = 3
    """Right, with serious difficulty."""
    GOOD = 4
    """Right, after a hesitation."""
    EASY = 5
    """Right at once."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What an algorithm knows of one card; the default is a card never seen."""

    ease: int = 250
    """Hundredths, at least 130: an integer, so that no rounding of binary floats can move a due day."""
    interval: int = 0
    """Days from the last scheduled review to the next; 0 only before the first one."""
    repetitions: int = 0
    """Right answers in a row since the last lapse."""
    lapses: int = 0
    """Wrong answers in all."""
    due_day: int = 0
    """Study day of the next review, a proleptic Gregorian ordinal."""


class Algorithm(Protocol):
    """A family of schedulers: what a grade does to a memory. Pure; the same arguments give the same
    result."""

    def review(self, memory: Memory, quality: Quality, day: int) -> Memory:
        """The memory after a scheduled review on study day `day`, however late that is."""
        ...

    def preview(self, memory: Memory, day: int) -> Mapping[Quality, Memory]:
        """What `review` would return for each quality: one call feeds all grade buttons."""
        ...
