"""The units of drills: what they measure, how many base units they are, and how a quantity is written for a reader.

Base units are the second, the byte, bytes a second and one a second; a number, a share and a percentage are all plain
numbers, so that `0.5 %` is 0.005. Decimal prefixes are powers of 1,000 and binary ones (`KiB`) powers of 1,024.
"""

from dataclasses import dataclass
from decimal import Context, Decimal
from enum import Enum

DIGITS = 3
"""Significant digits of a computed quantity; those of a drawn one are all shown."""
_SHORT = 4
_MILLION = 1_000_000


Dimension = tuple[int, int]
"""Powers of time and of data: (-1, 1) is bytes a second."""

# 1/60 and back is 1 again.
_WIDE = Context(prec=40)
_STEADY = Context(prec=20)


class Measure(Enum):
    """What a quantity is of."""

    NUMBER = "a plain number, such as 12,000 or 12k", (0, 0)
    SHARE = "a percentage, such as 2.5%", (0, 0)
    TIME = "a time, such as 250 ms or 3 min", (1, 0)
    DATA = "an amount of data, such as 3 GB or 20 MiB", (0, 1)
    DATA_RATE = "a data rate, such as 40 MB/s or 1 Gbit/s", (-1, 1)
    RATE = "a rate, such as 500/s", (-1, 0)

    def __init__(self, words: str, dimension: Dimension) -> None:
        self.words = words
        """How a sentence calls a quantity of it."""
        self.dimension = dimension


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit. `factor` is how many base units it is; `family` the units a large or small amount moves to."""

    name: str
    """How a reader sees it; empty for a plain number."""
    measure: Measure
    factor: Decimal
    family: tuple[str, ...]
    """Names in ascending order; empty for a unit that is never changed."""
    spellings: frozenset[str]
    """What may be typed besides the name, in lower case unless the case tells units apart."""


def _decimal(base: str, measure: Measure, each: str, words: dict[str, str]) -> list[Unit]:
    prefixes = ("", "k", "M", "G", "T", "P", "E")
    family = tuple(f"{prefix}{base}" for prefix in prefixes)
    return [
        Unit(name, measure, Decimal(1000) ** power * Decimal(each), family, frozenset(words.get(prefix, "").split()))
        for power, (prefix, name) in enumerate(zip(prefixes, family, strict=True))
    ]


def _binary() -> list[Unit]:
    family = ("B", *(f"{prefix}iB" for prefix in "KMGTPE"))
    return [
        Unit(name, Measure.DATA, Decimal(1024) ** power, family, frozenset({name.lower()}))
        for power, name in enumerate(family)
        if power
    ]


def _others() -> list[Unit]:
    # Nanoseconds to hours: who asks for days writes days, and a fraction of a year helps nobody.
    times = ("ns", "µs", "ms", "s", "min", "h", "d")
    rows = [
        ("", Measure.NUMBER, "1", (), ""),
        ("%", Measure.SHARE, "0.01", (), "percent per-cent pct"),
        ("ns", Measure.TIME, "1e-9", times, "nanosecond nanoseconds"),
        ("µs", Measure.TIME, "1e-6", times, "us μs microsecond microseconds"),
        ("ms", Measure.TIME, "1e-3", times, "msec millisecond milliseconds"),
        ("s", Measure.TIME, "1", times, "sec secs second seconds"),
        ("min", Measure.TIME, "60", times, "mins minute minutes"),
        ("h", Measure.TIME, "3600", times, "hr hrs hour hours"),
        ("d", Measure.TIME, "86400", times, "day days"),
        ("weeks", Measure.TIME, "604800", (), "week w wk"),
        ("years", Measure.TIME, "31536000", (), "year y yr yrs"),
        (
            "/s",
            Measure.RATE,
            "1",
            (),
            "rps qps tps req/s reqs/s requests/s queries/s msg/s messages/s ops/s per-second hz",
        ),
        ("/min", Measure.RATE, str(_WIDE.divide(Decimal(1), Decimal(60))), (), "rpm req/min requests/min per-minute"),
        ("/h", Measure.RATE, str(_WIDE.divide(Decimal(1), Decimal(3600))), (), "req/h requests/h per-hour"),
        ("/d", Measure.RATE, str(_WIDE.divide(Decimal(1), Decimal(86400))), (), "/day req/d requests/day per-day"),
    ]
    return [
        Unit(name, measure, Decimal(factor), family, frozenset(spellings.split()))
        for name, measure, factor, family, spellings in rows
    ]


def _all() -> dict[str, Unit]:
    eighth = "0.125"
    size = {"": "byte bytes", "k": "KB kilobyte kilobytes", "M": "megabyte megabytes"}
    size |= {"G": "gigabyte gigabytes", "T": "terabyte terabytes", "P": "petabyte petabytes", "E": "exabyte exabytes"}
    bits = {"": "bits bit", "k": "Kbit kb kilobit kilobits", "M": "Mb megabit megabits", "G": "Gb gigabit gigabits"}
    bits |= {"T": "Tb terabit terabits"}
    bit_rate = {
        "": "bps b/s bits/s",
        "k": "kbps kb/s Kbit/s Kbps",
        "M": "Mbps Mb/s",
        "G": "Gbps Gb/s",
        "T": "Tbps Tb/s",
    }
    units = [
        *_others(),
        *_decimal("B", Measure.DATA, "1", size),
        *_binary(),
        *_decimal("bit", Measure.DATA, eighth, bits),
        *_decimal(
            "B/s", Measure.DATA_RATE, "1", {"": "Bps", "k": "KB/s kBps KBps", "M": "MBps", "G": "GBps", "T": "TBps"}
        ),
        *_decimal("bit/s", Measure.DATA_RATE, eighth, bit_rate),
    ]
    return {unit.name: unit for unit in units}


UNITS = _all()
"""Every unit by its name."""
NUMBER = UNITS[""]
BASE = {
    measure.dimension: UNITS[name]
    for measure, name in (
        (Measure.NUMBER, ""),
        (Measure.TIME, "s"),
        (Measure.DATA, "B"),
        (Measure.DATA_RATE, "B/s"),
        (Measure.RATE, "/s"),
    )
}
"""The base unit of each dimension a quantity may have."""
_TYPED = {spelling: unit for unit in UNITS.values() for spelling in (unit.name, *unit.spellings)}
_LOWER: dict[str, set[str]] = {}
for _spelling, _unit in _TYPED.items():
    _LOWER.setdefault(_spelling.lower(), set()).add(_unit.name)
_WORDS = ((12, "trillion"), (9, "billion"), (6, "million"))
_ROUNDED = Context(prec=DIGITS)
# Nobody says "30 d".
_SPOKEN = {"d": "days", "weeks": "weeks", "years": "years"}


def find_unit(text: str) -> Unit | tuple[Unit, ...] | None:
    """The unit somebody wrote; several when only the case would tell them apart; None when it is none."""
    word = " ".join(text.split()).replace("per ", "per-").replace(" /", "/").replace("/ ", "/").replace("/sec", "/s")
    found = _TYPED.get(word)
    if found:
        return found
    names = sorted(_LOWER.get(word.lower(), ()))
    return UNITS[names[0]] if len(names) == 1 else tuple(UNITS[name] for name in names) or None


def write_quantity(value: Decimal, unit: Unit, *, exact: bool = False) -> str:
    """A quantity for a reader: `value` in base units, shown in `unit` or, unless `exact`, in one of its family that
    reads better.

    `1,160/s`, `43.2 min`, `3.2 TB`, `50 million`. Three significant digits, unless `exact`; integers below a million
    and numbers of four digits are shown whole.
    """
    if not exact:  # a drawn 200 s is not 3.3333 min
        unit = _readable(value, unit)
    number = write_number(_WIDE.divide(value, unit.factor), exact=exact)
    name = _SPOKEN.get(unit.name, unit.name).removesuffix("s" if number == "1" and unit.name in _SPOKEN else "\0")
    return f"{number} {name}" if name and name[0] != "/" else f"{number}{name}"


def write_number(value: Decimal, *, exact: bool = False) -> str:
    """A plain number: `0.0125`, `43,200`, `1.2 million`, `3.4e-9`."""
    rounded = _STEADY.plus(value).normalize()
    # 86,400 is whole and 259.2 short enough; 473.0412 is neither.
    whole = rounded == rounded.to_integral_value() and abs(rounded) < _MILLION
    if not (exact or whole or len(rounded.as_tuple().digits) <= _SHORT):
        rounded = _ROUNDED.plus(value).normalize()
    power = rounded.adjusted()
    if not rounded:
        return "0"
    if -6 <= power < 15:
        for size, word in _WORDS:
            scaled = rounded.scaleb(-size).normalize()
            if power >= size and len(scaled.as_tuple().digits) <= 4:
                return f"{scaled:,f} {word}"
        return f"{rounded:,f}"
    return f"{rounded:e}".replace("e+", "e")


def _readable(value: Decimal, unit: Unit) -> Unit:
    """The unit of the family in which the number has a size one can say."""
    number = abs(_WIDE.divide(value, unit.factor))
    low, high = (Decimal("0.1"), 10_000) if unit.measure is Measure.TIME else (Decimal("0.1"), 1000)
    if not unit.family or not value or low <= number < high:
        return unit
    family = [UNITS[name] for name in unit.family]
    return next((other for other in reversed(family) if abs(value) >= other.factor), family[0])
