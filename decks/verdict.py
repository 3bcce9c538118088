"""Whether a typed answer to a drill is right, by how much it is off, and what usually lies behind that."""

import re
from dataclasses import dataclass
from decimal import Context, Decimal

from decks.drill import Drawn
from decks.typed import UnclearError, read_quantity
from decks.units import Measure, write_quantity

_WORD = re.compile(r"[^\W\d_]+")
_CONTEXT = Context(prec=20)
_SLIPS: tuple[tuple[Decimal, frozenset[Measure], str], ...] = (
    (Decimal(8), frozenset({Measure.DATA, Measure.DATA_RATE}), "that is the step between bits and bytes"),
    (Decimal(60), frozenset({Measure.TIME, Measure.RATE}), "that is the step between seconds and minutes"),
    (Decimal(3600), frozenset({Measure.TIME, Measure.RATE}), "that is the step between seconds and hours"),
    (Decimal(24), frozenset({Measure.TIME, Measure.RATE}), "that is the step between hours and days"),
    (Decimal(86400), frozenset({Measure.RATE}), "that is the step between seconds and days"),
    (Decimal(1000), frozenset(Measure), "look at the thousands"),
    (Decimal(1_000_000), frozenset(Measure), "look at the millions"),
    (Decimal(100), frozenset({Measure.NUMBER, Measure.SHARE}), "that is the step between a share and a percentage"),
)
_CLOSE = Decimal("0.02")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of a typed answer."""

    right: bool
    off_by: float | None
    """Typed answer over right answer; None when nothing could be read, or the right answer is 0."""
    said: str | None
    """The typed answer as it was understood; None when it could not be: then it should be asked again, not graded."""
    why: str
    """One sentence."""


def judge(drawn: Drawn, typed: str) -> Verdict:
    """Compare a typed answer with that of a draw. Nothing raises: what cannot be read is asked about in `why`."""
    words = frozenset(_WORD.findall(drawn.question_md.lower()))
    try:
        value = read_quantity(typed, drawn.unit, words)
    except UnclearError as error:
        return Verdict(False, None, None, str(error))
    said = write_quantity(value, drawn.unit)
    right = drawn.tolerance.admits(value, drawn.answer)
    ratio = _CONTEXT.divide(value, drawn.answer) if drawn.answer else None
    off_by = float(ratio) if ratio is not None else None
    if right:
        more = "" if said == drawn.answer_text else f"; worked out it is {drawn.answer_text}"
        return Verdict(True, off_by, said, f"{said} is right{more}.")
    return Verdict(False, off_by, said, _why(ratio, said, drawn))


def _why(ratio: Decimal | None, said: str, drawn: Drawn) -> str:
    answer = drawn.answer_text
    if ratio is None or ratio <= 0:
        return f"{said} is not right; it is {answer}."
    factor = ratio if ratio > 1 else _CONTEXT.divide(1, ratio)
    direction = "large" if ratio > 1 else "small"
    for size, measures, hint in _SLIPS:
        if drawn.unit.measure in measures and abs(_CONTEXT.divide(factor, size) - 1) <= _CLOSE:
            return f"{said} is {size:,f} times too {direction}, and {hint}; it is {answer}."
    if factor < 2:
        share = abs(ratio - 1) * 100
        return f"{said} is {share:.{0 if share >= 1 else 1}f} % too {direction}; it is {answer}."
    if factor < 10:
        times = f"{factor:.1f}".removesuffix(".0")
    else:
        times = f"{factor:,.0f}" if factor < 10**6 else f"{factor:.1e}".replace("e+", "e")
    return f"{said} is {times} times too {direction}; it is {answer}."
