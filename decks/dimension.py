"""Whether a drill's formula adds like to like: seconds to seconds, never seconds to bytes."""

from collections.abc import Mapping

from decks.formula import Binary, Call, Formula, FormulaError, Name, Negated, Number
from decks.units import Dimension

PLAIN: Dimension = (0, 0)

_SAME = frozenset({"max", "min"})


def dimension_of(formula: Formula, names: Mapping[str, Dimension]) -> Dimension:
    """The dimension of a formula's value, from those of the names in it.

    Raises `FormulaError` for unlike terms, for a power of anything but a plain number, and for an unknown name.
    """
    return _dimension(formula, names) or PLAIN


def _dimension(formula: Formula, names: Mapping[str, Dimension]) -> Dimension | None:
    """None for a literal 0, which is like everything."""
    match formula:
        case Number(value):
            return PLAIN if value else None
        case Name(name):
            if name not in names:
                raise FormulaError(f"uses `{name}`, which is not defined above it")
            return names[name]
        case Negated(of):
            return _dimension(of, names)
        case Call(function, arguments):
            found = [_dimension(argument, names) for argument in arguments]
            if function in _SAME:
                return _alike(found, f"`{function}` compares")
            if any(one not in (None, PLAIN) for one in found):
                raise FormulaError(f"gives `{function}` a quantity with a unit; divide by a unit of it first")
            return PLAIN
        case Binary(sign, left, right):
            one, other = _dimension(left, names), _dimension(right, names)
            if sign in "+-":
                return _alike([one, other], f"`{sign}` takes")
            one, other = one or PLAIN, other or PLAIN
            if sign == "^":
                if one != PLAIN or other != PLAIN:
                    raise FormulaError("raises a quantity with a unit to a power; multiply it with itself")
                return PLAIN
            turn = 1 if sign == "*" else -1
            return one[0] + turn * other[0], one[1] + turn * other[1]


def _alike(found: list[Dimension | None], what: str) -> Dimension | None:
    kinds = {one for one in found if one is not None}
    if len(kinds) > 1:
        raise FormulaError(f"mixes unlike quantities: {what} two of the same kind")
    return kinds.pop() if kinds else None
