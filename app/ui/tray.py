"""The reminder: at an hour the reader chose, one sentence from the desktop's tray. Where there is no tray, nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from PySide6.QtWidgets import QSystemTrayIcon

TICK_MS = 20_000


def comes_between(after_ms: int, until_ms: int, at: str, zone: tzinfo) -> bool:
    """Whether the clock showed `at` ("HH:MM") in the zone after one moment and not after the other.

    Moments in ms since the epoch, UTC. A machine that slept through the hour is late, not silent.
    """
    if until_ms <= after_ms:
        return False
    hour, minute = at.split(":")
    first, last = (datetime.fromtimestamp(ms / 1000, UTC).astimezone(zone).date() for ms in (after_ms, until_ms))
    # The last two days are enough: one reminder is as good as many.
    for day in {first, last, last - timedelta(days=1)}:
        moment = datetime.combine(day, time(int(hour), int(minute)), zone).timestamp() * 1000
        if after_ms < moment <= until_ms:
            return True
    return False


def make_tray(parent: QObject) -> QSystemTrayIcon | None:
    """An icon in the tray, or None on a desktop without one."""
    # Imported here: most have no reminder.
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QSystemTrayIcon

    if not QSystemTrayIcon.isSystemTrayAvailable():
        return None
    tray = QSystemTrayIcon(QIcon(str(ICON)), parent)
    tray.setToolTip("By Heart")
    return tray


ICON = Path(__file__).parent / "pictures" / "byheart.svg"


class Reminder(QObject):
    """Looks at the clock and speaks up once when the hour comes, if anything waits."""

    wanted = Signal()
    """The reader clicked the icon or the message."""

    def __init__(
        self,
        now: Callable[[], int],
        waiting: Callable[[], str],
        parent: QObject,
        tray: Callable[[QObject], QSystemTrayIcon | None] = make_tray,
    ) -> None:
        """`now` gives ms since the epoch, `waiting` a sentence on what waits, empty for nothing."""
        super().__init__(parent)
        self._now = now
        self._waiting = waiting
        self._make = tray
        self._at: str | None = None
        self._zone: tzinfo = UTC
        self._looked = now()
        self._tray: QSystemTrayIcon | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.look)

    def use(self, at: str | None, zone: tzinfo) -> None:
        """Remind at this local time of day, "HH:MM", from now on; None for never."""
        self._at, self._zone, self._looked = at, zone, self._now()
        if at is None:
            self._timer.stop()
            if self._tray is not None:
                self._tray.hide()
                self._tray.deleteLater()
                self._tray = None
            return
        if self._tray is None:
            self._tray = self._make(self)
            if self._tray is not None:
                self._tray.activated.connect(lambda _reason: self.wanted.emit())
                self._tray.messageClicked.connect(self.wanted)
                self._tray.show()
        if self._tray is not None:
            self._timer.start()

    def look(self) -> None:
        """Speak up if the hour has come since the last look."""
        before, self._looked = self._looked, self._now()
        if self._at is None or self._tray is None or not comes_between(before, self._looked, self._at, self._zone):
            return
        words = self._waiting()
        if words:
            self._tray.showMessage("By Heart", words, self._tray.icon(), 15_000)
