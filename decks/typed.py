"""A quantity as somebody types it: `3.2 TB`, `1,157 /s`, `12k`, `1 000`, `63 %`. What is unclear is asked about."""

import re
from collections.abc import Collection
from decimal import Decimal

from decks.units import Measure, Unit, find_unit

MAX_LENGTH = 60
MAX_POWER = 60
"""Largest power of ten, up or down."""

_SPACES = re.compile(r"[\s\u00a0\u2000-\u200a\u202f]+")
_APPROXIMATELY = re.compile(r"(?:~|≈|=|about|approx(?:imately)?\.?|roughly|ca\.?)\s*", re.IGNORECASE)
_TIMES_TEN = re.compile(r"(?<=\d)\s*[x×*·]\s*10\s*(?:\^|\*\*)\s*\(?([+-]?\d{1,3})\)?")
_POWER_OF_TEN = re.compile(r"^(-?)10\s*(?:\^|\*\*)\s*\(?([+-]?\d{1,3})\)?")
_GROUPED = r"[1-9]\d{0,2}(?:(?:,\d{3})+|(?: \d{3})+)(?!\d)(?:\.\d+)?"
_NUMBER = re.compile(rf"(-?(?:{_GROUPED}|\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d{{1,3}})?)(?![\d.])\s*(.*)")
_DECIMAL_COMMA = re.compile(r"-?\d+(?:[. ]\d{3})*,\d+")
_MULTIPLIER = re.compile(r"(k|K|M|G|B|T|thousand|million|mio|mn|billion|bn|trillion)(?![A-Za-z])\s*(.*)")
_POWERS = {
    "k": 3, "K": 3, "thousand": 3, "M": 6, "million": 6, "mio": 6, "mn": 6, "G": 9, "B": 9, "billion": 9, "bn": 9,
    "T": 12, "trillion": 12,
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")


class UnclearError(Exception):
    """What was typed can be read in two ways, or in none: `str()` is a sentence that says what to write."""


def read_quantity(text: str, wanted: Unit, words: Collection[str] = ()) -> Decimal:
    """What was typed, in base units.

    `wanted` is the unit of the answer: a bare time, rate or percentage is in it. A noun among `words` (the lower-case
    words of the question, say "servers") may follow a plain number. Raises `UnclearError`.
    """
    number, rest = _split(text)
    unit, number = _unit_of(rest, number, wanted, words)
    if unit.measure is not wanted.measure:
        raise UnclearError(f"`{_short(text)}` is not of the kind that is asked for. Write {wanted.measure.words}.")
    return number * unit.factor


def _split(text: str) -> tuple[Decimal, str]:
    """The number and what stands behind it."""
    if len(text) > MAX_LENGTH:
        raise UnclearError(f"The answer is longer than {MAX_LENGTH} characters. Write one number and its unit.")
    typed = _SPACES.sub(" ", text).strip().replace("\u2212", "-")
    if not typed:
        raise UnclearError("Nothing was typed. Write one number and its unit.")
    if leading := _APPROXIMATELY.match(typed):
        typed = typed[leading.end() :]
    typed = _POWER_OF_TEN.sub(r"\g<1>1e\2", _TIMES_TEN.sub(r"e\1", typed))
    match = _NUMBER.fullmatch(typed)
    comma = _DECIMAL_COMMA.match(typed)
    if comma and (match is None or len(match[1]) < len(comma[0])):
        with_point = comma[0].replace(".", "").replace(" ", "").replace(",", ".")
        raise UnclearError(
            f"A comma groups thousands here, as in 1,500. If `{_short(comma[0])}` has a fraction, "
            f"write a point: {_short(with_point)}."
        )
    if match is None:
        raise UnclearError(f"`{_short(text)}` does not begin with a number. Write one number and its unit.")
    number = Decimal(match[1].replace(",", "").replace(" ", ""))
    if number and abs(number.adjusted()) > MAX_POWER:
        raise UnclearError(f"`{_short(text)}` is beyond anything asked for here. Look at its exponent.")
    return number, match[2].strip()


def _unit_of(rest: str, number: Decimal, wanted: Unit, words: Collection[str]) -> tuple[Unit, Decimal]:
    measure = wanted.measure
    if measure in (Measure.NUMBER, Measure.RATE) or find_unit(rest) is None:
        # `2 B` is two billion users, and two bytes where data is asked for.
        multiplier = _MULTIPLIER.fullmatch(rest)
        if multiplier and measure is not Measure.SHARE:
            number, rest = number.scaleb(_POWERS[multiplier[1]]), multiplier[2].strip()
    if not rest:
        return _bare(number, wanted), number
    found = find_unit(rest)
    if isinstance(found, Unit):
        return found, number
    if found:
        names = " or ".join(f"`{unit.name}`" for unit in found)
        raise UnclearError(f"`{_short(rest)}` can be two units. Write {names}.")
    if measure in (Measure.NUMBER, Measure.RATE) and _is_noun(rest, words):
        return wanted, number
    if any(character.isdigit() for character in rest):
        raise UnclearError(f"`{_short(rest)}` follows the number. Write one number and one unit: {measure.words}.")
    if measure is Measure.TIME and rest == "m":
        raise UnclearError("`m` can be minutes or milliseconds. Write `min` or `ms`.")
    raise UnclearError(f"`{_short(rest)}` is no unit known here. Write {measure.words}.")


def _bare(number: Decimal, wanted: Unit) -> Unit:
    measure = wanted.measure
    if measure in (Measure.DATA, Measure.DATA_RATE):
        raise UnclearError(f"The unit is missing. Write {measure.words}.")
    if measure is Measure.SHARE and number and abs(number) < 1:
        raise UnclearError(f"Is that {number:f}% or a share of 1? Write it with `%`, such as {number * 100:f}%.")
    return wanted


def _is_noun(rest: str, words: Collection[str]) -> bool:
    """Whether only words of the question follow, in singular or plural."""
    known = {word.removesuffix("s") for word in words}
    found = _WORD.findall(rest.lower())
    return bool(found) and " ".join(found) == rest.lower() and all(word.removesuffix("s") in known for word in found)


def _short(text: str) -> str:
    return text.strip()[:30].replace("`", "'")
