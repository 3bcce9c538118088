"""Study days across daylight saving, odd offsets, skipped dates and travel."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.day import StudyClock, forward_day

HOUR = 3_600_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

ODD_ZONES = [
    "America/New_York",
    "Europe/Berlin",
    "Australia/Lord_Howe",  # daylight saving of half an hour
    "Asia/Kathmandu",  # a quarter of an hour off
    "Africa/Casablanca",  # daylight saving turned off for Ramadan
    "Pacific/Apia",  # skipped 30 December 2011
    "Pacific/Kwajalein",  # skipped a day in 1993
    "America/Juneau",  # saw one day twice in 1867
    "Antarctica/Troll",  # two hours of daylight saving
    "America/Santiago",  # changes at midnight
    "UTC",
]
zones = st.one_of(st.sampled_from(ODD_ZONES), st.sampled_from(sorted(available_timezones() - {"localtime"})))
clocks = st.builds(lambda zone, hour: StudyClock(ZoneInfo(zone), hour), zones, st.integers(0, 23))
# 1840 to 2150: local mean times with seconds, the date line's changes, and the rules of the far future.
moments = st.integers(-4_102_444_800_000, 5_680_281_600_000)


def ms(text: str, zone: str = "UTC", *, fold: int = 0) -> int:
    """Milliseconds since the epoch of a local time, ISO 8601."""
    local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)
    return (local - EPOCH) // timedelta(milliseconds=1)


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


@given(clock=clocks, at=moments, step=st.integers(0, 3 * 24 * HOUR))
def test_a_later_moment_never_belongs_to_an_earlier_day(clock: StudyClock, at: int, step: int) -> None:
    assert clock.day_of(at) <= clock.day_of(at + step)


@given(clock=clocks, at=moments)
def test_a_moment_lies_within_the_limits_of_its_day(clock: StudyClock, at: int) -> None:
    today = clock.day_of(at)

    assert clock.starts_at(today) <= at < clock.ends_at(today)


@given(clock=clocks, at=moments)
def test_a_day_begins_exactly_where_the_one_before_ends(clock: StudyClock, at: int) -> None:
    today = clock.day_of(at)
    start = clock.starts_at(today)

    assert start == clock.ends_at(today - 1)
    assert clock.day_of(start) == today
    assert clock.day_of(start - 1) == today - 1


@pytest.mark.parametrize("zone", ODD_ZONES)
@pytest.mark.parametrize("hour", [0, 2, 4])
def test_days_never_run_backwards_through_the_years_of_a_zone(zone: str, hour: int) -> None:
    """Every half hour around each change of offset of the years 1992 to 2027."""
    clock = StudyClock(ZoneInfo(zone), hour)
    for change in offset_changes(ZoneInfo(zone)):
        days = [clock.day_of(change + half * HOUR // 2) for half in range(-60, 61)]
        assert days == sorted(days)


def offset_changes(zone: ZoneInfo) -> list[int]:
    """Noons (ms) of the days on which the offset of a zone changes."""
    changes = []
    moment = datetime(1992, 1, 1, 12, tzinfo=UTC)
    while moment.year < 2028:
        following = moment + timedelta(days=1)
        if moment.astimezone(zone).utcoffset() != following.astimezone(zone).utcoffset():
            changes.append((moment - EPOCH) // timedelta(milliseconds=1))
        moment = following
    return changes


def test_the_hours_before_the_rollover_belong_to_yesterday() -> None:
    clock = StudyClock(ZoneInfo("Europe/Berlin"))

    assert clock.day_of(ms("2026-05-10T03:59:59.999", "Europe/Berlin")) == day("2026-05-09")
    assert clock.day_of(ms("2026-05-10T04:00", "Europe/Berlin")) == day("2026-05-10")


def test_a_day_with_a_change_of_clocks_is_an_hour_shorter_or_longer() -> None:
    clock = StudyClock(ZoneInfo("America/New_York"))

    lengths = [
        (clock.ends_at(day(text)) - clock.starts_at(day(text))) // HOUR
        for text in ("2026-03-07", "2026-03-08", "2026-10-31", "2026-11-01")
    ]

    assert lengths == [23, 24, 25, 24]


def test_a_rollover_that_the_clock_skips_falls_on_the_jump() -> None:
    """New York, 8 March 2026: 01:59 is followed by 03:00, so a roll-over at two happens at three."""
    clock = StudyClock(ZoneInfo("America/New_York"), rollover_hour=2)
    jump = ms("2026-03-08T03:00", "America/New_York")

    assert clock.starts_at(day("2026-03-08")) == jump
    assert clock.day_of(jump - 1) == day("2026-03-07")


def test_a_rollover_shown_twice_counts_the_first_time() -> None:
    """New York, 1 November 2026: the hour from one to two is shown twice."""
    clock = StudyClock(ZoneInfo("America/New_York"), rollover_hour=1)
    first = ms("2026-11-01T01:00", "America/New_York", fold=0)
    second = ms("2026-11-01T01:00", "America/New_York", fold=1)

    assert second - first == HOUR
    assert clock.starts_at(day("2026-11-01")) == first
    assert clock.day_of(second) == clock.day_of(second - 1) == day("2026-11-01")


def test_midnight_shown_twice_does_not_bring_yesterday_back() -> None:
    """Santiago turns 24:00 back to 23:00: the date goes back, the study day must not."""
    clock = StudyClock(ZoneInfo("America/Santiago"), rollover_hour=0)
    second_2330 = ms("2026-04-04T23:30", "America/Santiago", fold=1)
    first_2330 = ms("2026-04-04T23:30", "America/Santiago", fold=0)

    assert second_2330 - first_2330 == HOUR
    assert clock.day_of(first_2330) == clock.day_of(second_2330) == day("2026-04-04")


def test_a_date_that_never_was_is_a_short_study_day() -> None:
    """Samoa had no 30 December 2011; its study day is the four hours of the 31st before the roll-over."""
    clock = StudyClock(ZoneInfo("Pacific/Apia"))
    skipped = day("2011-12-30")

    assert clock.ends_at(skipped) - clock.starts_at(skipped) == 4 * HOUR
    assert clock.day_of(ms("2011-12-31T03:00", "Pacific/Apia")) == skipped
    assert clock.day_of(ms("2011-12-29T23:59", "Pacific/Apia")) == skipped - 1


def test_a_zone_of_a_fixed_offset_needs_no_data() -> None:
    clock = StudyClock(timezone(timedelta(hours=5, minutes=45)))

    assert clock.day_of(ms("2026-05-09T22:15")) == day("2026-05-10")


@pytest.mark.parametrize("hour", [-1, 24])
def test_an_hour_that_no_clock_shows_is_refused(hour: int) -> None:
    with pytest.raises(ValueError, match="rollover_hour"):
        StudyClock(UTC, hour)


@pytest.mark.parametrize(
    ("clock_day", "last_day", "studied"),
    [
        (100, None, 100),
        (100, 99, 100),
        (100, 100, 100),
        (99, 100, 100),
        (98, 100, 100),
        (97, 100, 97),
        (100, 1, 100),
    ],
    ids=["first", "next day", "same day", "one back", "two back", "clock was wrong", "long pause"],
)
def test_the_study_day_does_not_run_backwards_for_a_small_step(
    clock_day: int, last_day: int | None, studied: int
) -> None:
    assert forward_day(clock_day, last_day) == studied


def test_flying_west_over_the_date_line_keeps_the_day() -> None:
    """Ten in the morning in Auckland is still the day before in Honolulu."""
    at = ms("2026-05-10T10:00", "Pacific/Auckland")
    before = StudyClock(ZoneInfo("Pacific/Auckland")).day_of(at)
    after = StudyClock(ZoneInfo("Pacific/Honolulu")).day_of(at)

    assert after == before - 1
    assert forward_day(after, before) == before
