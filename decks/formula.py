"""The formulas of drills: a small language of its own, read into a frozen tree and computed with decimals.

    1 - (1 - slow) ^ servers          ceil(peak / (per_node * 0.6))          sqrt(2 * codes * log(2))

Numbers (`3.2`, `1e6`), names, `+ - * / ^`, parentheses and the functions of `FUNCTIONS`. `^` binds tightest and to the
right (`-2 ^ 2` is -4), then the sign, then `* /`, then `+ -`. There is nothing else: no attribute, no call of anything
that is not in the table, no text, so a formula from a stranger's deck can only compute a number, within the bounds
below, or be refused.

Decimals of 40 digits are the same on every machine, and 0.1 × 3 is 0.3 in them; only a third is inexact, which is why
`ceil`, `floor` and `round` look at 30 of the 40 digits.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import (
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DecimalException,
    DivisionByZero,
    InvalidOperation,
    Overflow,
    Subnormal,
    Underflow,
)

MAX_LENGTH = 300
"""Longest formula, in characters."""
MAX_DEPTH = 30
"""Operations within operations, and parentheses within parentheses."""
MAX_EXPONENT = 10_000
"""Largest exponent of `^`, up or down."""
MAX_POWER = 99
"""Numbers lie between 1e-99 and 1e99, or are 0."""

_CONTEXT = Context(
    prec=40,
    Emin=-MAX_POWER,
    Emax=MAX_POWER,
    traps=[DivisionByZero, InvalidOperation, Overflow, Subnormal, Underflow],
)
_STEADY = Context(prec=30, Emin=-MAX_POWER, Emax=MAX_POWER)
_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?(?:[eE][+-]?\d{1,4})?)|([A-Za-z_][A-Za-z0-9_]*)|([-+*/^(),]))")
_LAST = re.compile(r"\s*$")


class FormulaError(Exception):
    """A formula that cannot be read or computed: `str()` is what is wrong, in words that follow "the formula"."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Name:
    """A parameter or an earlier step."""

    name: str


@dataclass(frozen=True, slots=True)
class Negated:
    """A sign in front."""

    of: "Formula"


@dataclass(frozen=True, slots=True)
class Binary:
    """One of `+ - * / ^`."""

    sign: str
    left: "Formula"
    right: "Formula"


@dataclass(frozen=True, slots=True)
class Call:
    """A function of `FUNCTIONS` with as many arguments as it takes."""

    function: str
    arguments: tuple["Formula", ...]


Formula = Number | Name | Negated | Binary | Call


def _rounded(rounding: str) -> Callable[[Decimal], Decimal]:
    def whole(value: Decimal) -> Decimal:
        steady = _STEADY.plus(value)
        if steady.adjusted() >= _STEADY.prec:  # a number of that size has no digits behind the point
            return steady
        return steady.quantize(Decimal(1), rounding=rounding, context=_CONTEXT)

    return whole


def _logarithm(of: Callable[[Decimal], Decimal]) -> Callable[[Decimal], Decimal]:
    def logarithm(value: Decimal) -> Decimal:
        if value <= 0:  # the logarithm of 0 is minus infinity to `decimal`, without a word
            raise FormulaError("takes the logarithm of a number that is not above 0")
        return of(value)

    return logarithm


_LN2 = Decimal(2).ln(_CONTEXT)
_ONE: dict[str, Callable[[Decimal], Decimal]] = {
    "ceil": _rounded(ROUND_CEILING),
    "exp": _CONTEXT.exp,
    "floor": _rounded(ROUND_FLOOR),
    "log": _logarithm(_CONTEXT.ln),
    "log10": _logarithm(_CONTEXT.log10),
    "log2": _logarithm(lambda value: _CONTEXT.divide(_CONTEXT.ln(value), _LN2)),
    "round": _rounded(ROUND_HALF_UP),
    "sqrt": _CONTEXT.sqrt,
}
_MANY: dict[str, Callable[[Decimal, Decimal], Decimal]] = {"max": _CONTEXT.max, "min": _CONTEXT.min}
FUNCTIONS = (*_ONE, *_MANY)
"""`min` and `max` take two arguments or more, the others one. `log` is the natural logarithm."""


def parse_formula(text: str) -> tuple[Formula, str]:
    """The formula a text begins with, and the rest of the text, without spaces around it: its unit, or empty.

    Raises `FormulaError`.
    """
    if len(text) > MAX_LENGTH:
        raise FormulaError(f"is longer than {MAX_LENGTH} characters")
    reader = _Reader(text)
    formula = reader.sum(0)
    return formula, text[reader.at :].strip()


def names_of(formula: Formula) -> Iterator[str]:
    """Every name in a formula, from left to right."""
    match formula:
        case Name(name):
            yield name
        case Negated(of):
            yield from names_of(of)
        case Binary(_, left, right):
            yield from names_of(left)
            yield from names_of(right)
        case Call(_, arguments):
            for argument in arguments:
                yield from names_of(argument)


def evaluate(formula: Formula, values: Mapping[str, Decimal]) -> Decimal:
    """The value of a formula. Raises `FormulaError` for an unknown name and for what has no value within the bounds."""
    try:
        return _value(formula, values)
    except DivisionByZero:
        raise FormulaError("divides by zero") from None
    except Overflow:
        raise FormulaError(f"grows beyond 1e{MAX_POWER}") from None
    except (Subnormal, Underflow):
        raise FormulaError(f"shrinks below 1e-{MAX_POWER}") from None
    except DecimalException:  # 0 / 0, the square root or a broken power of a number below 0
        raise FormulaError("has no value") from None


def _value(formula: Formula, values: Mapping[str, Decimal]) -> Decimal:
    match formula:
        case Number(value):
            return value
        case Name(name):
            if name not in values:
                raise FormulaError(f"uses `{name}`, which is not defined")
            return values[name]
        case Negated(of):
            return _CONTEXT.minus(_value(of, values))
        case Binary(sign, left, right):
            return _binary(sign, _value(left, values), _value(right, values))
        case Call(function, arguments):
            first, *others = [_value(argument, values) for argument in arguments]
            if function in _ONE:
                return _ONE[function](first)
            for other in others:
                first = _MANY[function](first, other)
            return first


def _binary(sign: str, left: Decimal, right: Decimal) -> Decimal:
    match sign:
        case "+":
            return _CONTEXT.add(left, right)
        case "-":
            return _CONTEXT.subtract(left, right)
        case "*":
            return _CONTEXT.multiply(left, right)
        case "/":
            return _CONTEXT.divide(left, right)
    if abs(right) > MAX_EXPONENT:
        raise FormulaError(f"has an exponent beyond {MAX_EXPONENT:,}")
    if not left:
        if right <= 0:
            raise FormulaError("raises 0 to a power that is not above 0")
        return left
    return _CONTEXT.power(left, right)


class _Reader:
    """A parser by precedence; `at` is where the text not yet used begins."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def sum(self, depth: int) -> Formula:
        return self._chain(("+", "-"), self._product, depth)

    def _product(self, depth: int) -> Formula:
        return self._chain(("*", "/"), self._signed, depth)

    def _chain(self, signs: tuple[str, str], part: Callable[[int], Formula], depth: int) -> Formula:
        found = part(depth)
        # A chain leans to the left, so each link is one operation deeper for whoever walks the tree.
        links = depth
        while self._next(2) in signs:
            links += 1
            sign = self._take(2)
            self._bound(links)
            found = Binary(sign, found, part(links))
        return found

    def _signed(self, depth: int) -> Formula:
        self._bound(depth)
        if self._next(2) == "-":
            self._take(2)
            return Negated(self._signed(depth + 1))
        return self._power(depth)

    def _power(self, depth: int) -> Formula:
        base = self._atom(depth)
        if self._next(2) == "^":
            self._take(2)
            return Binary("^", base, self._signed(depth + 1))
        return base

    def _atom(self, depth: int) -> Formula:
        self._bound(depth)
        if number := self._next(0):
            self._take(0)
            return self._number(number)
        if name := self._next(1):
            self._take(1)
            return self._call(name, depth) if self._next(2) == "(" else Name(name)
        if self._next(2) == "(":
            self._take(2)
            inner = self.sum(depth + 1)
            self._close()
            return inner
        raise FormulaError(f"has {self._here()} where a number or a name should stand")

    def _call(self, name: str, depth: int) -> Formula:
        if name not in FUNCTIONS:
            raise FormulaError(f"calls `{name[:40]}`, which is none of {', '.join(sorted(FUNCTIONS))}")
        self._take(2)
        arguments = [self.sum(depth + 1)]
        while self._next(2) == ",":
            self._take(2)
            arguments.append(self.sum(depth + 1))
        self._close()
        if (len(arguments) == 1) != (name in _ONE):
            raise FormulaError(f"gives `{name}` {len(arguments)} argument{'s' * (len(arguments) != 1)}")
        return Call(name, tuple(arguments))

    def _close(self) -> None:
        if self._next(2) != ")":
            raise FormulaError(f"has {self._here()} where `)` should stand")
        self._take(2)

    @staticmethod
    def _number(text: str) -> Formula:
        try:
            return Number(_CONTEXT.create_decimal(text))
        except DecimalException:
            raise FormulaError(f"has a number beyond 1e{MAX_POWER}") from None

    @staticmethod
    def _bound(depth: int) -> None:
        if depth > MAX_DEPTH:
            raise FormulaError(f"is nested deeper than {MAX_DEPTH} operations")

    def _next(self, group: int) -> str:
        match = _TOKEN.match(self.text, self.at)
        return (match[group + 1] or "") if match else ""

    def _take(self, group: int) -> str:
        match = _TOKEN.match(self.text, self.at)
        assert match is not None
        self.at = match.end()
        return str(match[group + 1])

    def _here(self) -> str:
        if _LAST.match(self.text, self.at):
            return "its end"
        return f"`{self.text[self.at :].strip()[:20]}`"
