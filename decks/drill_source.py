"""The block `drill` of a numeric card, read line by line into a `Drill`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal

from decks.dimension import PLAIN, dimension_of
from decks.drill import Choice, Drill, Grid, Leeway, Magnitude, Parameter, Step, Tolerance, names_in
from decks.fence import MASK, mask_code
from decks.formula import FUNCTIONS, FormulaError, parse_formula
from decks.units import BASE, NUMBER, Dimension, Measure, Unit, find_unit

MAX_PARAMETERS = 6
MAX_STEPS = 12
MAX_CHOICES = 20
MAX_LINES = 40

_LINE = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.+)")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,29}")
_NUMBER = r"-?\d{1,30}(?:\.\d{1,30})?(?:[eE][+-]?\d{1,2})?"
_RANGE = re.compile(
    rf"({_NUMBER})\s*\.\.\s*({_NUMBER})(?:\s+(?:step\s+({_NUMBER})|(log)(?:\s+([1-4])\b)?))?(?:\s+(\S.*)|(%))?"
)
_CHOOSE = re.compile(rf"choose\s+({_NUMBER}(?:\s*,\s*{_NUMBER})*)\s*(.*)")
_TOLERANCE = re.compile(rf"(?:({_NUMBER})\s*%|factor\s+({_NUMBER})|absolute\s+({_NUMBER})|(exact))")
_PER = re.compile(r"\s(/(?:s|min|h|d))$")
_PERIODS = frozenset({"s", "min", "h", "d"})
_CONTEXT = Context(prec=40)
_UNIT_FIX = "write one such as `ms`, `min`, `GB`, `MiB`, `Mbit/s`, `req/s` or `%`, or none"


class DrillError(Exception):
    """A drill that cannot be used; `offset` counts from the card's heading, which is 0."""

    def __init__(self, offset: int, message: str, fix: str) -> None:
        super().__init__(message)
        self.offset = offset
        self.message = message
        self.fix = fix


def read_drill(lines: Sequence[str], offset: int, question: str, worked: str) -> Drill:
    """The drill of a block: its lines without the fences, the first of which is `offset` lines below the heading.

    Raises `DrillError`.
    """
    reader = _Reader(offset - 1)
    if len(lines) > MAX_LINES:
        raise DrillError(offset - 1, f"the drill has more than {MAX_LINES} lines", "make it simpler")
    for index, line in enumerate(lines):
        text = line.partition("#")[0].strip()
        if text:
            reader.read(text, offset + index)
    drill = reader.drill(question, worked)
    _check_names(drill)
    return drill


@dataclass(slots=True)
class _Reader:
    first: int
    parameters: list[Parameter] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    dimensions: dict[str, Dimension] = field(default_factory=dict)
    tolerance: tuple[str, int] | None = None

    def read(self, text: str, line: int) -> None:
        match = _LINE.fullmatch(text)
        if match is None:
            raise DrillError(line, f"`{text[:40]}` is no line of a drill", "write `name = …`")
        name, value = match[1], match[2].strip()
        if name == "tolerance":
            if self.tolerance is not None:
                raise DrillError(line, "the drill has two tolerances", "keep one")
            self.tolerance = (value, line)
            return
        if name in FUNCTIONS or name in _PERIODS:
            what = "a function" if name in FUNCTIONS else "a unit"
            raise DrillError(line, f"`{name}` cannot be a name, because it is {what}", "choose another")
        if not _NAME.fullmatch(name):
            raise DrillError(line, f"`{name[:40]}` cannot be a name", "use lower-case letters, digits and `_`")
        if name in self.dimensions:
            raise DrillError(line, f"`{name}` is defined twice", "give one of the two another name")
        if value.startswith("choose ") or ".." in value:
            if name == "answer":
                raise DrillError(line, "the answer is drawn", "write a formula for it")
            parameter = _parameter(name, value, line)
            self.parameters.append(parameter)
            self.dimensions[name] = parameter.unit.measure.dimension
        else:
            self._step(name, value, line)
        for found, most, what in (
            (self.parameters, MAX_PARAMETERS, "parameters"),
            (self.steps, MAX_STEPS, "steps"),
        ):
            if len(found) > most:
                raise DrillError(line, f"the drill has more than {most} {what}", "make it simpler")

    def _step(self, name: str, text: str, line: int) -> None:
        # To the formula's reader `/s` would be a division.
        text, per = (text[: match.start()], match[1]) if (match := _PER.search(text)) else (text, "")
        try:
            formula, rest = parse_formula(text)
            dimension = dimension_of(formula, self.dimensions)
        except FormulaError as error:
            raise DrillError(line, f"the formula of `{name}` {error}", "mend the formula") from None
        unit = _unit(rest + per, line) if rest + per else BASE.get(dimension)
        if unit is None:
            message = f"the formula of `{name}` has neither the unit of a quantity nor is it a plain number"
            raise DrillError(line, message, "multiply or divide so that a time, an amount, a rate or a number is left")
        if dimension not in (PLAIN, unit.measure.dimension):
            kind = BASE[dimension].name if dimension in BASE else "another unit"
            message = f"the value of `{name}` is in {kind} and cannot be shown in `{unit.name}`"
            raise DrillError(line, message, "give it a unit of its kind, or none")
        given = dimension == PLAIN and unit.measure not in (Measure.NUMBER, Measure.SHARE)
        self.steps.append(Step(name, formula, unit, given, line))
        self.dimensions[name] = unit.measure.dimension

    def drill(self, question: str, worked: str) -> Drill:
        answer = next((step for step in self.steps if step.name == "answer"), None)
        if answer is None:
            raise DrillError(self.first, "the drill has no answer", "write a line `answer = …`")
        if not self.parameters:
            raise DrillError(self.first, "the drill draws no number", "write a line such as `n = 2..9`")
        if self.tolerance is None:
            raise DrillError(self.first, "the drill has no tolerance", "write a line such as `tolerance = 5%`")
        tolerance = _tolerance(*self.tolerance, answer.unit)
        return Drill(tuple(self.parameters), tuple(self.steps), tolerance, question, worked, self.first)


def _parameter(name: str, text: str, line: int) -> Parameter:
    if match := _CHOOSE.fullmatch(text):
        values = tuple(Decimal(number.strip()) for number in match[1].split(","))
        if not 2 <= len(set(values)) <= MAX_CHOICES:
            raise DrillError(line, f"`{name}` chooses among {len(set(values))}", f"list 2 to {MAX_CHOICES} numbers")
        return Parameter(name, Choice(values), _unit(match[2], line), line)
    match = _RANGE.fullmatch(text)
    if match is None:
        fix = "write `2..9`, `0.1..0.9 step 0.1`, `1e3..1e6 log 2` or `choose 1, 2, 5`, and a unit behind it"
        raise DrillError(line, f"the range of `{name}` cannot be read", fix)
    low, high = Decimal(match[1]), Decimal(match[2])
    unit = _unit(match[6] or match[7] or "", line)
    if low >= high:
        raise DrillError(line, f"the range of `{name}` is empty", "write the smaller bound first")
    if match[4]:
        if low <= 0:
            raise DrillError(line, f"the range of `{name}` has no magnitude", "begin a `log` range above 0")
        return Parameter(name, Magnitude(low, high, int(match[5] or 2)), unit, line)
    step = Decimal(match[3] or 1)
    if step <= 0 or (match[3] is None and (low % 1 or high % 1)):
        raise DrillError(line, f"the range of `{name}` has no step", "write `step` and a number above 0 behind it")
    count = int(_CONTEXT.divide_int(_CONTEXT.subtract(high, low), step)) + 1
    if count < 2:
        raise DrillError(line, f"the step of `{name}` is larger than its range", "make it smaller")
    return Parameter(name, Grid(low, step, count), unit, line)


def _unit(text: str, line: int) -> Unit:
    if not text.strip():
        return NUMBER
    unit = find_unit(text)
    if not isinstance(unit, Unit):
        raise DrillError(line, f"`{text.strip()[:40]}` is no unit", _UNIT_FIX)
    return unit


def _tolerance(text: str, line: int, unit: Unit) -> Tolerance:
    fix = "write `5%`, `factor 2`, `absolute 0.5` or `exact`"
    match = _TOLERANCE.fullmatch(text)
    if match is None:
        raise DrillError(line, f"the tolerance `{text[:40]}` cannot be read", fix)
    percent, factor, absolute, _ = match.groups()
    if percent is not None and 0 < Decimal(percent) < 100:
        return Tolerance(Leeway.SHARE, Decimal(percent).scaleb(-2))
    if factor is not None and 1 < Decimal(factor) <= 1000:
        return Tolerance(Leeway.FACTOR, Decimal(factor))
    if absolute is not None and Decimal(absolute) > 0:
        return Tolerance(Leeway.ABSOLUTE, _CONTEXT.multiply(Decimal(absolute), unit.factor))
    if match[4]:
        return Tolerance(Leeway.ABSOLUTE, Decimal(0))
    raise DrillError(line, f"the tolerance `{text[:40]}` admits nothing or everything", fix)


def _check_names(drill: Drill) -> None:
    """What stands in braces is defined, and the question does not tell what is to be computed."""
    drawn = {parameter.name for parameter in drill.parameters}
    computed = {step.name for step in drill.steps}
    for name in names_in(drill.question):
        if name in computed:
            raise DrillError(0, f"the question shows `{name}`, which is computed", "show only what is drawn")
    for text, what in ((drill.question, "question"), (drill.worked, "worked solution")):
        # In code a brace may be one: `/users/{id}`.
        for name in names_in(mask_code(text).replace(MASK, " ")):
            if name not in drawn | computed:
                fix = "define it in the drill, or write it as code"
                raise DrillError(0, f"the {what} shows `{{{name}}}`, which the drill does not define", fix)
    if "answer" not in names_in(drill.worked):
        raise DrillError(drill.line, "the worked solution does not show the answer", "write `{answer}` in it")
