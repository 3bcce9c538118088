"""The machine's clock and time zone: the one place that asks them. Everything else is handed the time."""

from __future__ import annotations

import time
from datetime import datetime, timedelta, tzinfo

_EPOCH = datetime(1970, 1, 1)


def now_ms() -> int:
    """Milliseconds since the epoch, UTC."""
    return time.time_ns() // 1_000_000


class SystemZone(tzinfo):
    """The zone the machine is set to, with its daylight saving, also after it was changed while we run.

    Python has no such class: `datetime.astimezone()` gives a fixed offset, wrong on the other side of a change.
    """

    def fromutc(self, dt: datetime) -> datetime:
        """Local time of a moment; `fold` tells the second of two moments that the clock shows alike."""
        moment = (dt.replace(tzinfo=None) - _EPOCH) // timedelta(seconds=1)
        shown = (dt.replace(tzinfo=None) + self._offset(moment)).replace(tzinfo=self)
        first = self._moment(shown.replace(fold=0))
        return shown.replace(fold=int(first != moment))

    def utcoffset(self, dt: datetime | None) -> timedelta:
        """Local time less UTC."""
        if dt is None:
            return timedelta(0)
        # Not the offset at that moment: a time that is never shown has one on either side of it.
        return timedelta(seconds=_wall(dt) - self._moment(dt))

    def dst(self, dt: datetime | None) -> timedelta | None:
        """Not known apart from the offset."""
        return None

    def tzname(self, dt: datetime | None) -> str:
        """The zone's abbreviation."""
        return time.localtime(self._moment(dt)).tm_zone if dt is not None else "local"

    @staticmethod
    def _offset(moment: int) -> timedelta:
        return timedelta(seconds=time.localtime(moment).tm_gmtoff)

    def _moment(self, dt: datetime) -> int:
        """Seconds since the epoch of a local time. One that is shown twice is told apart by `fold`; for one that
        is never shown, `fold` chooses the offset before (0) or after (1) the jump, as PEP 495 asks.
        """
        wall = _wall(dt)
        day = 86_400
        offsets = [round(self._offset(wall + shift).total_seconds()) for shift in (-day, day)]
        early, late = sorted(wall - offset for offset in offsets)
        fits = [m for m in (early, late) if m + self._offset(m).total_seconds() == wall]
        if len(set(fits)) == 1:
            return fits[0]
        if fits:
            return fits[dt.fold]
        return late if dt.fold == 0 else early


def _wall(dt: datetime) -> int:
    return (dt.replace(tzinfo=None, fold=0) - _EPOCH) // timedelta(seconds=1)


def refresh_zone() -> None:
    """Take in a time zone that was changed since the program started (POSIX; Windows does it by itself)."""
    if hasattr(time, "tzset"):
        time.tzset()
