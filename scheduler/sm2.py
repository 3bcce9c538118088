"""SM-2 in integers.

P. A. Wozniak, *Application of a computer to improve the results obtained in working with the SuperMemo
method* (1990; the algorithm as published in 1998). What its text leaves open is decided here once:

- the ease changes first and the new ease makes the interval, which is rounded up;
- the ease changes on right answers only, has a floor of 1.30 and no ceiling;
- a wrong answer makes the next interval one day and starts the repetitions again;
- an interval stops at `MAX_INTERVAL`. Nobody gets there by studying, but reviews that come in bulk from
  elsewhere could otherwise push a due day past the last date there is.
"""

from dataclasses import replace

from scheduler.memory import Memory, Quality

EASE_FLOOR = 130
"""Hundredths."""
MAX_INTERVAL = 36_500
"""Days, a hundred years."""

# 0.1 - (5 - q) * (0.08 + (5 - q) * 0.02), in hundredths.
_EASE_CHANGE = {Quality.HARD: -14, Quality.GOOD: 0, Quality.EASY: 10}


class Sm2:
    """SM-2 as an `Algorithm`; it has no state and no settings."""

    def review(self, memory: Memory, quality: Quality, day: int) -> Memory:
        """The memory after a scheduled review with `quality` on study day `day` (a proleptic ordinal)."""
        if quality < Quality.HARD:
            return replace(memory, interval=1, repetitions=0, lapses=memory.lapses + 1, due_day=day + 1)
        ease = max(EASE_FLOOR, memory.ease + _EASE_CHANGE[quality])
        interval = _next_interval(memory, ease)
        return replace(
            memory,
            ease=ease,
            interval=interval,
            repetitions=memory.repetitions + 1,
            due_day=day + interval,
        )

    def preview(self, memory: Memory, day: int) -> dict[Quality, Memory]:
        """What `review` would return for each quality, in ascending order of quality."""
        return {quality: self.review(memory, quality, day) for quality in Quality}


def _next_interval(memory: Memory, ease: int) -> int:
    """Days to the next review after a right answer: 1, 6, then ceil(interval x ease), in integers
    throughout."""
    if memory.repetitions == 0:
        return 1
    if memory.repetitions == 1:
        return 6
    return min(MAX_INTERVAL, -(-memory.interval * ease // 100))
