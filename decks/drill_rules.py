"""What the linter looks for in a drill: numbers for which it has no answer, and numbers it draws for nothing."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import product

from decks.card import Note
from decks.drill import Choice, Drill, Grid, Leeway, Magnitude, Parameter, Step, compute, draw, draw_values, names_in
from decks.formula import FormulaError, names_of
from decks.units import write_quantity
from decks.verdict import judge

DRAWS = 200


def drill_problems(note: Note) -> Iterator[tuple[int, str, str, str]]:
    """Line offset from the heading, rule, message and fix of what is wrong with a numeric card."""
    if note.drill is not None:
        yield from _unused(note.drill)
        yield from _unanswerable(note.drill)


def _unused(drill: Drill) -> Iterator[tuple[int, str, str, str]]:
    asked, shown = set(names_in(drill.question)), set(names_in(drill.worked))
    used = {"answer", *shown}
    for step in reversed(drill.steps):  # a step uses only what stands above it
        if step.name in used:
            used |= set(names_of(step.formula))
        else:
            yield _problem(step, "drill-unused", "is neither used for the answer nor shown", "use it, or drop it")
    needed = _needed(drill)
    for parameter in drill.parameters:
        if parameter.name not in needed:
            yield _problem(parameter, "drill-unused", "is drawn, but the answer does not depend on it", "drop it")
        elif parameter.name not in asked:
            yield _problem(
                parameter, "drill-hidden", "is needed, but the question does not show it", "name it in braces"
            )


def _needed(drill: Drill) -> set[str]:
    needed = {"answer"}
    for step in reversed(drill.steps):
        if step.name in needed:
            needed |= set(names_of(step.formula))
    return needed


def _unanswerable(drill: Drill) -> Iterator[tuple[int, str, str, str]]:
    """The first trouble among all corners of the ranges and the draws of the seeds 0 to `DRAWS` - 1."""
    bounds = [_bounds(parameter) for parameter in drill.parameters]
    names = [parameter.name for parameter in drill.parameters]
    values: dict[str, Decimal] = {}
    answers: set[Decimal] = set()
    try:
        for corner in product(*bounds):
            values = dict(zip(names, corner, strict=True))
            if not compute(drill, values)["answer"] and drill.tolerance.leeway is not Leeway.ABSOLUTE:
                yield _no_answer(drill, values, "the answer is 0, which no share of it can differ from")
                return
        for seed in range(DRAWS):
            values = draw_values(drill, seed)
            drawn = draw(drill, seed)
            answers.add(drawn.answer)
            if not judge(drawn, drawn.answer_text).right:
                text = f"the answer as it is shown, {drawn.answer_text}, is outside the tolerance"
                yield _no_answer(drill, values, text)
                return
    except FormulaError as error:
        yield _no_answer(drill, values, f"the formula {error}")
        return
    if len(answers) < 3:
        yield (drill.line, "drill-dull", f"{DRAWS} draws have {len(answers)} different answers", "widen the ranges")


def _no_answer(drill: Drill, values: Mapping[str, Decimal], what: str) -> tuple[int, str, str, str]:
    given = ", ".join(f"{p.name} = {write_quantity(values[p.name], p.unit, exact=True)}" for p in drill.parameters)
    return drill.line, "drill-value", f"with {given}: {what}", "narrow the ranges, or mend the formula"


def _bounds(parameter: Parameter) -> tuple[Decimal, Decimal]:
    """Smallest and largest value, in base units."""
    match parameter.range:
        case Choice(values):
            low, high = min(values), max(values)
        case Grid(low, step, count):
            high = low + step * (count - 1)
        case Magnitude(low, high):
            pass
    return low * parameter.unit.factor, high * parameter.unit.factor


def _problem(of: Parameter | Step, rule: str, what: str, fix: str) -> tuple[int, str, str, str]:
    return of.line, rule, f"`{of.name}` {what}", fix
