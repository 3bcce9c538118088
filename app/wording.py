"""Days, counts and grades in words, the same in the window, in the terminal and in the log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from scheduler.memory import Quality

if TYPE_CHECKING:
    from app.study import Overview

# The four buttons of every day, in the order of their keys 1 to 4.
FOUR_GRADES = (Quality.AGAIN, Quality.HARD, Quality.GOOD, Quality.EASY)

GRADE_NAMES = {
    Quality.BLACKOUT: "Blackout",
    Quality.AGAIN: "Again",
    Quality.ALMOST: "Almost",
    Quality.HARD: "Hard",
    Quality.GOOD: "Good",
    Quality.EASY: "Easy",
}


def count(number: int, singular: str, plural: str = "") -> str:
    """`1 card`, `3 cards`, `1,200 cards`."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def interval(days: int) -> str:
    """An interval in the unit a person would use: days up to a month, then months, then years."""
    if days < 31:
        return count(days, "day")
    if days < 365:
        return f"{days / 30.44:.1f} months"
    return f"{days / 365.25:.1f} years"


def day_name(day: int) -> str:
    """A study day in words, without its year: `Saturday, 21 November`, unless `use_dates` was given another way."""
    return _day_name(day)


def use_dates(name: Callable[[int], str] | None) -> None:
    """Let days be named this way from now on; None for English, whatever the locale of the machine."""
    global _day_name
    _day_name = name or _english


def _english(day: int) -> str:
    at = date.fromordinal(day)
    return f"{_DAYS[at.weekday()]}, {at.day} {_MONTHS[at.month - 1]}"


_day_name: Callable[[int], str] = _english


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def today_sentence(overview: Overview) -> str:
    """Today in one line: the work, the minutes, what was done, the streak."""
    said = []
    if overview.total:
        minutes = count(overview.minutes, "minute")
        said.append(f"{count(overview.total, 'card')}, about {minutes}")
    else:
        said.append("Nothing is left for today" if overview.reviewed else "Nothing is due today")
    if overview.reviewed:
        said.append(f"{count(overview.reviewed, 'review')} done today")
    if overview.streak:
        said.append(f"{count(overview.streak, 'day')} in a row")
    return " · ".join(said)


def iso_day(day: int) -> str:
    """A study day as `2026-11-21`."""
    return date.fromordinal(day).isoformat()
