"""Numeric cards: a drill draws its numbers from a seed and works its formula out with them.

A numeric card is a heading with the class `.numeric` whose body holds one fenced block `drill`:

    ## A service is {nines} available. How much downtime is that in 30 days? {#ops-01-nines .easy .numeric}

    ```drill
    nines = choose 99, 99.9, 99.95, 99.99 %
    month = 30 d
    answer = (1 - nines) * month min
    tolerance = 5%
    ```

    (100% - {nines}) × 30 days = **{answer}**.

A line of the block is `name = …`, or a comment after `#`:

- `name = choose 3, 5, 7` draws one of the numbers listed;
- `name = 2..9` an integer, `name = 0.90..0.99 step 0.01` a number of that grid;
- `name = 1e6..1e8 log 2` a number whose *magnitude* is even between the bounds, of two significant digits;
- `name = formula` is a step (language: `decks.formula`); it may use what is defined above it;
- `answer = formula` is what is asked for;
- `tolerance = 5%`, `factor 2` (from half to double, where the order of magnitude is the point), `absolute 0.5` (in the
  unit of the answer), or `exact`.

A unit may stand at the end of each but the tolerance (`decks.units`). Names in formulas are quantities: `size / speed`
of a size in MB and a speed in Mbit/s is a time, unlike quantities cannot be added, and a share is a number from 0 to
1, also when it is written in per cent. A unit behind a formula with a unit of its own, or `%`, says how the value is
shown; behind a plain number it makes a quantity of it: `users * 20 / 86400 /s` needs no names with units.
Question and solution name the quantities in braces.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Context, Decimal
from enum import Enum
from hashlib import sha256

from decks.card import Note
from decks.formula import Formula, FormulaError, evaluate
from decks.units import Unit, write_quantity

PLAIN_SEED = 0
"""The seed of a card that is shown where nothing is drawn: in Anki, in a search, in a list."""

_PLACEHOLDER = re.compile(r"(?<!\{)\{([a-z][a-z0-9_]*)\}(?!\})")
_CONTEXT = Context(prec=40)
_RESOLUTION = 10**18


@dataclass(frozen=True, slots=True)
class Choice:
    """One of these numbers."""

    values: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """`low`, `low + step`, … as far as `count` numbers go."""

    low: Decimal
    step: Decimal
    count: int


@dataclass(frozen=True, slots=True)
class Magnitude:
    """A number from `low` to `high`, both above 0, whose logarithm is even; `digits` significant digits."""

    low: Decimal
    high: Decimal
    digits: int


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number that is drawn; what is drawn is in `unit`."""

    name: str
    range: Choice | Grid | Magnitude
    unit: Unit
    line: int
    """Counted from the card's heading, as in `Step`."""


@dataclass(frozen=True, slots=True)
class Step:
    """A number that is computed."""

    name: str
    formula: Formula
    unit: Unit
    """In which it is shown."""
    given: bool
    """Whether the unit makes a quantity of a plain number; else the formula has its own."""
    line: int


class Leeway(Enum):
    """How a typed answer may differ."""

    SHARE = "share"
    FACTOR = "factor"
    ABSOLUTE = "absolute"


@dataclass(frozen=True, slots=True)
class Tolerance:
    """By how much: a share of the answer, a factor of at least 1, or an amount in base units."""

    leeway: Leeway
    amount: Decimal

    def admits(self, typed: Decimal, answer: Decimal) -> bool:
        """Whether an answer is close enough, its edge included; both are in base units."""
        if self.leeway is Leeway.FACTOR:
            one, other = abs(typed), abs(answer)
            alike = (typed < 0) == (answer < 0)
            return alike and one <= other * self.amount and other <= one * self.amount
        allowed = self.amount if self.leeway is Leeway.ABSOLUTE else abs(answer) * self.amount
        return abs(typed - answer) <= allowed


@dataclass(frozen=True, slots=True)
class Drill:
    """The source of a numeric card, taken apart. Question and solution are Markdown with `{name}` in them."""

    parameters: tuple[Parameter, ...]
    steps: tuple[Step, ...]
    """In the order in which they are computed; `answer` is among them."""
    tolerance: Tolerance
    question: str
    worked: str
    line: int
    """Of the block, counted from the card's heading."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drill with its numbers: everything one showing needs."""

    seed: int
    values: Mapping[str, Decimal]
    """Of all parameters and steps, in base units."""
    question_md: str
    worked_md: str
    answer: Decimal
    """In base units."""
    unit: Unit
    """In which the answer is shown."""
    tolerance: Tolerance

    @property
    def answer_text(self) -> str:
        """The answer for a reader, rounded."""
        return write_quantity(self.answer, self.unit)


def draw(drill: Drill, seed: int) -> Drawn:
    """The drill with the numbers of a seed: the same ones for ever, on every machine.

    Raises `FormulaError` where the formula has no value for them; the linter looks for such draws.
    """
    return _filled(drill, seed, compute(drill, draw_values(drill, seed)))


def redraw(note: Note, seed: int) -> tuple[Note, Drawn]:
    """A numeric note as it is shown with a seed, with question and answer filled in, and its draw.

    Raises `ValueError` for a note without a drill, `FormulaError` as `draw` does.
    """
    if note.drill is None:
        raise ValueError(f"{note.id} is not a numeric card")
    drawn = draw(note.drill, seed)
    return replace(note, question=drawn.question_md, answer=drawn.worked_md), drawn


def draw_values(drill: Drill, seed: int) -> dict[str, Decimal]:
    """The parameters' values in base units. Each has a stream of its own: adding one leaves the others as they are."""
    return {
        parameter.name: _CONTEXT.multiply(_number(parameter, seed), parameter.unit.factor)
        for parameter in drill.parameters
    }


def compute(drill: Drill, parameters: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Parameters and steps in base units. Raises `FormulaError`, which names the step."""
    values = dict(parameters)
    for step in drill.steps:
        try:
            value = evaluate(step.formula, values)
        except FormulaError as error:
            raise FormulaError(f"of `{step.name}` {error}") from None
        values[step.name] = _CONTEXT.multiply(value, step.unit.factor) if step.given else value
    return values


def names_in(markdown: str) -> tuple[str, ...]:
    """The names that stand in braces in a text, in order."""
    return tuple(match[1] for match in _PLACEHOLDER.finditer(markdown))


def _filled(drill: Drill, seed: int, values: dict[str, Decimal]) -> Drawn:
    answer = next(step for step in drill.steps if step.name == "answer")
    shown = {p.name: write_quantity(values[p.name], p.unit, exact=True) for p in drill.parameters}
    shown |= {step.name: write_quantity(values[step.name], step.unit) for step in drill.steps}
    fill = _filler(shown)
    return Drawn(
        seed=seed,
        values=values,
        question_md=fill(drill.question),
        worked_md=fill(drill.worked),
        answer=values["answer"],
        unit=answer.unit,
        tolerance=drill.tolerance,
    )


def _filler(shown: Mapping[str, str]) -> Callable[[str], str]:
    # What is in braces and no name of the drill stays, such as the `{id}` of a path.
    return lambda text: _PLACEHOLDER.sub(lambda match: shown.get(match[1], match[0]), text)


def _number(parameter: Parameter, seed: int) -> Decimal:
    """The number drawn, in the parameter's unit."""

    def below(bound: int) -> int:
        return _below(f"byheart-drill-1:{seed}:{parameter.name}", bound)

    match parameter.range:
        case Choice(values):
            return values[below(len(values))]
        case Grid(low, step, count):
            return _CONTEXT.add(low, _CONTEXT.multiply(below(count), step))
        case Magnitude(low, high, digits):
            share = _CONTEXT.divide(below(_RESOLUTION), _RESOLUTION)
            exact = _CONTEXT.multiply(low, _CONTEXT.power(_CONTEXT.divide(high, low), share))
            return min(max(Context(prec=digits).plus(exact), low), high)


def _below(stream: str, bound: int) -> int:
    """An even draw from 0 to `bound` - 1. `random.Random` promises the same numbers for `random()` only."""
    limit = 2**256 - 2**256 % bound
    attempt = 0
    while True:
        number = int.from_bytes(sha256(f"{stream}:{attempt}".encode()).digest(), "big")
        if number < limit:
            return number % bound
        attempt += 1
