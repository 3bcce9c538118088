"""Study days: which day a moment belongs to, across daylight saving, and what to do when the clock runs
backwards.

A study day is the proleptic Gregorian ordinal of the local date on which it begins. It begins at the first
moment at which the local clock shows the roll-over hour of that date, or later. So, where the clock is put
forward over the roll-over hour, the day begins with the jump; where it is put back over it, the day begins
the first time the hour is shown and does not begin again. Every moment therefore belongs to exactly one day,
and a later moment never to an earlier day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_SECOND = timedelta(seconds=1)

_SMALL_STEP_BACK = 2
"""Days. Crossing the date line westwards is one, a roll-over passed on the way another."""


@dataclass(frozen=True, slots=True)
class StudyClock:
    """Turns moments into study days for one time zone; it never asks what time it is.

    Raises ValueError for a `rollover_hour` outside 0..23, and OverflowError from its methods for moments
    beyond the years 1 to 9999.
    """

    zone: tzinfo
    rollover_hour: int = 4
    """Local hour at which a study day begins: who studies at one in the morning is still in yesterday."""

    def __post_init__(self) -> None:
        if not 0 <= self.rollover_hour <= 23:
            raise ValueError(f"rollover_hour is {self.rollover_hour}, outside 0..23")

    def day_of(self, at_ms: int) -> int:
        """The study day of a moment in milliseconds since the epoch, UTC."""
        local = (_EPOCH + at_ms * _MILLISECOND).astimezone(self.zone).replace(tzinfo=None)
        day = (local - timedelta(hours=self.rollover_hour)).toordinal()
        # The wall clock alone is wrong for the hours around a change of offset: the day's own limits decide.
        while at_ms < self.starts_at(day):
            day -= 1
        while at_ms >= self.ends_at(day):
            day += 1
        return day

    def starts_at(self, day: int) -> int:
        """The first millisecond of a study day, since the epoch, UTC."""
        shown = datetime.combine(date.fromordinal(day), time(self.rollover_hour))
        # Of two moments that show the same time, fold=0 is the earlier one.
        start = shown.replace(tzinfo=self.zone, fold=0).astimezone(UTC)
        if self._local(start) != shown:
            start = self._first_after_gap(shown)
        return (start - _EPOCH) // _MILLISECOND

    def ends_at(self, day: int) -> int:
        """The first millisecond after a study day: where the next one begins."""
        return self.starts_at(day + 1)

    def _local(self, moment: datetime) -> datetime:
        """What the wall clock shows at a moment."""
        return moment.astimezone(self.zone).replace(tzinfo=None)

    def _first_after_gap(self, shown: datetime) -> datetime:
        """The moment (UTC, to the second) at which the wall clock jumps over `shown`, a time it never
        shows."""
        # In a gap, fold=1 reads the time with the offset after the jump, which lies before it, and fold=0 the
        # other way.
        before = shown.replace(tzinfo=self.zone, fold=1).astimezone(UTC)
        after = shown.replace(tzinfo=self.zone, fold=0).astimezone(UTC)
        while after - before > _SECOND:
            middle = before + (after - before) // _SECOND // 2 * _SECOND
            if self._local(middle) < shown:
                before = middle
            else:
                after = middle
        return after


def forward_day(clock_day: int, last_day: int | None) -> int:
    """The study day to use when the clock says `clock_day` and the newest review was on `last_day` (None: no
    review).

    Travelling west or setting the clock a little back (up to two days) must not study a day twice: the later
    day stays. A larger step back means that the clock was wrong before, and that it is to be trusted now.
    """
    if last_day is not None and 0 < last_day - clock_day <= _SMALL_STEP_BACK:
        return last_day
    return clock_day


def streak(days: Iterable[int], today: int) -> int:
    """Days in a row among `days` up to `today`, or to yesterday while today is not among them."""
    present = frozenset(days)
    last = today if today in present else today - 1
    length = 0
    while last - length in present:
        length += 1
    return length
