"""The machine's zone as a `tzinfo`: it must agree with the zone database wherever that is known."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.clock import SystemZone

pytestmark = pytest.mark.skipif(not hasattr(time, "tzset"), reason="only POSIX can change its zone while it runs")

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca", "UTC")


@pytest.fixture
def set_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    def choose(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield choose
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("name", ZONES)
def test_a_moment_shows_the_same_local_time_as_in_the_zone_database(name: str, set_zone) -> None:  # type: ignore[no-untyped-def]
    set_zone(name)
    known, ours = ZoneInfo(name), SystemZone()
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    for _ in range(365 * 4):
        expected, found = moment.astimezone(known), moment.astimezone(ours)
        assert found.replace(tzinfo=None, fold=0) == expected.replace(tzinfo=None, fold=0)
        assert found.fold == expected.fold
        moment += timedelta(hours=6)


@pytest.mark.parametrize("name", ZONES)
def test_a_local_time_is_the_same_moment_as_in_the_zone_database(name: str, set_zone) -> None:  # type: ignore[no-untyped-def]
    set_zone(name)
    wall = datetime(2026, 1, 1, 0, 30)
    while wall.year == 2026:
        for fold in (0, 1):
            theirs = wall.replace(tzinfo=ZoneInfo(name), fold=fold).astimezone(UTC)
            ours = wall.replace(tzinfo=SystemZone(), fold=fold).astimezone(UTC)
            assert ours == theirs, (wall, fold)
        wall += timedelta(minutes=30)


def test_a_zone_changed_while_the_program_runs_counts_at_once(set_zone) -> None:  # type: ignore[no-untyped-def]
    zone = SystemZone()
    moment = datetime(2026, 7, 1, 12, tzinfo=UTC)
    set_zone("Europe/Berlin")
    assert moment.astimezone(zone).hour == 14
    set_zone("America/New_York")
    assert moment.astimezone(zone).hour == 8
