"""The drills of the bank: as many as were promised, and each computes what a hand does."""

from decimal import Decimal
from functools import cache

import pytest

from decks.check import BANK
from decks.drill import Drill, compute
from decks.library import load_library


@cache
def bank() -> dict[str, Drill]:
    library = load_library((BANK,))
    notes = map(library.note, library.note_ids())
    return {note.id: note.drill for note in notes if note.drill is not None}


def test_the_bank_has_the_drills_that_were_promised() -> None:
    assert len(bank()) >= 25
    assert len({name.partition("-drill-")[0] for name in bank()}) >= 20


BY_HAND: list[tuple[str, dict[str, float], float]] = [
    ("fnd-10-drill-downtime", {"target": 0.999}, 43.2 * 60),
    ("fnd-10-drill-budget", {"target": 0.999, "requests": 50e6, "failed": 30e3}, 0.6),
    ("fnd-10-drill-burn", {"target": 0.999, "errors": 0.0144}, 50 * 3600),
    ("fnd-04-drill-in-flight", {"rate": 200, "latency": 0.25}, 50),
    ("fnd-04-drill-ceiling", {"workers": 40, "latency": 0.25}, 160),
    ("fnd-04-drill-fan-out", {"slow": 0.01, "servers": 100}, 0.634),
    ("fnd-04-drill-bdp", {"bandwidth": 1e9 / 8, "rtt": 0.08}, 10e6),
    ("rel-13-drill-peak", {"users": 10e6, "calls": 20, "peak": 3}, 6944),
    ("rel-13-drill-storage", {"events": 500e6, "size": 300, "copies": 3}, 164.25e12),
    ("rel-13-drill-bandwidth", {"rate": 7000, "size": 20e3}, 140e6),
    ("rel-13-drill-nodes", {"node": 500, "rate": 7000}, 36),
    ("rel-17-drill-parallel", {"copies": 2, "each": 0.999}, 31.536),
    ("rel-17-drill-failovers", {"interval": 10, "promotion": 40, "ttl": 60, "target": 0.9999}, 1),
    ("rel-05-drill-amplification", {"layers": 3, "attempts": 3}, 27),
    ("rel-05-drill-backoff", {"base": 0.1, "retries": 5}, 1.55),
    ("sim-05-drill-load", {"fails": 0.5, "attempts": 3, "rate": 100}, 175),
    ("rel-03-drill-bucket", {"capacity": 100, "refill": 10, "time": 60}, 700),
    ("rel-03-drill-sliding", {"previous": 80, "current": 30, "elapsed": 18}, 86),
    ("rel-03-drill-log", {"stamp": 8, "limit": 10_000, "clients": 1e6}, 80e9),
    ("sim-01-drill-refused", {"load": 150, "time": 3600, "capacity": 3000, "refill": 100}, 177_000),
    ("sim-02-drill-mean", {"hit": 0.001, "miss": 0.05, "ratio": 0.9}, 0.006),
    ("sim-02-drill-slip", {"reads": 10_000, "before": 0.99, "after": 0.98}, 100),
    ("sim-02-drill-ttl", {"gap": 10, "ttl": 60}, 0.857),
    ("sim-06-drill-mean", {"service": 0.01, "load": 0.9}, 0.1),
    ("sim-04-drill-catch-up", {"outage": 1800, "arrivals": 2000, "rate": 2500}, 7200),
    ("rel-16-drill-quorum", {"copies": 5, "writes": 3}, 3),
    ("cs-06-drill-birthday", {"length": 7}, 2.21e6),
    ("rel-15-drill-pool", {"queries": 2000, "each": 0.005, "instances": 30, "pool": 20}, 10 / 600),
    ("sim-03-drill-moved", {"keys": 400e6, "nodes": 20, "more": 2}, 36.36e6),
    ("rel-10-drill-partitions", {"rate": 10_000, "write": 5000, "read": 900}, 12),
    ("perf-04-drill-offset", {"rows": 100, "page": 20}, 20 + 40 + 60 + 80 + 100),
    ("perf-01-drill-cold", {"calls": 10, "rtt": 0.06, "server": 0.04}, 2.2),
    ("rel-02-drill-table", {"rate": 100, "size": 1000, "kept": 86_400}, 8.64e9),
    ("rel-07-drill-memory", {"items": 100e6, "size": 900, "overhead": 100, "memory": 16e9}, 9),
    ("rel-09-drill-logs", {"rate": 1000, "lines": 2, "size": 500, "days": 7 * 86_400}, 604.8e9),
    ("rel-17-drill-series", {"parts": 5, "each": 0.999}, 12_934),
    ("rel-18-drill-restore", {"size": 2e12, "speed": 200e6, "journal": 100e9}, 11_000),
    ("dbg-06-drill-job", {"items": 100e3, "limit": 100, "batch": 50}, 20 * 60),
    ("rdp-05-drill-polls", {"starts": 10, "time": 300, "interval": 5}, 600),
    ("rdp-06-drill-round-trips", {"items": 1000, "rtt": 0.05, "work": 0.002, "batch": 100}, 52 - 2.5),
    ("ws-03-drill-fan-out", {"posts": 8.64e6, "followers": 100, "peak": 3}, 30_000),
    ("ws-04-drill-heartbeats", {"users": 3e6, "interval": 30, "bytes": 200}, 20e6),
]


def test_every_drill_of_the_bank_was_counted_by_hand() -> None:
    assert {name for name, _, _ in BY_HAND} == set(bank())


@pytest.mark.parametrize(("name", "given_", "expected"), BY_HAND)
def test_the_bank_s_formulas_agree_with_its_worked_cards(name: str, given_: dict[str, float], expected: float) -> None:
    """The figures are those of plain cards of the same lessons, or counted by hand."""
    values = compute(bank()[name], {key: Decimal(str(number)) for key, number in given_.items()})
    assert float(values["answer"]) == pytest.approx(expected, rel=0.002)
