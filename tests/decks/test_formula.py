"""The formula language: it computes what arithmetic says, and refuses whatever is not arithmetic."""

import math
import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decks.formula import (
    FUNCTIONS,
    MAX_DEPTH,
    MAX_LENGTH,
    FormulaError,
    evaluate,
    names_of,
    parse_formula,
)
from decks.units import Unit, find_unit

NAMES = {"users": Fraction(12), "share": Fraction(3, 8), "gap": Fraction(-5, 2)}


def value(text: str, **names: str) -> Decimal:
    """The value of a formula that is nothing but a formula."""
    formula, rest = parse_formula(text)
    assert rest == ""
    return evaluate(formula, {name: Decimal(number) for name, number in names.items()})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2 + 3 * 4", "14"),
        ("(2 + 3) * 4", "20"),
        ("10 - 4 - 3", "3"),
        ("100 / 10 / 5", "2"),
        ("-2 ^ 2", "-4"),
        ("2 ^ 3 ^ 2", "512"),
        ("2 ^ -1", "0.5"),
        ("- -3", "3"),
        ("2 * -3", "-6"),
        ("1e3 + 2.5E-1", "1000.25"),
        ("min(3, 1, 2) + max(4, 5)", "6"),
        ("ceil(2.1) + floor(2.9) + round(2.5)", "8"),
        ("sqrt(2 ^ 10)", "32"),
        ("log10(1e6)", "6"),
    ],
)
def test_operators_bind_as_in_a_textbook_and_functions_do_what_they_say(text: str, expected: str) -> None:
    assert value(text) == Decimal(expected)


def test_rounding_sees_a_whole_number_where_thirds_make_one() -> None:
    """0.1 × 3 has no binary dust to be rounded up, and 1/3 × 3 no missing last digit to be rounded down."""
    assert value("ceil(0.1 * 3 * 10)") == 3
    assert value("floor(1 / 3 * 3)") == 1
    assert value("ceil(log2(1024))") == 10


def test_what_follows_a_formula_is_handed_back_as_its_unit() -> None:
    formula, rest = parse_formula("(1 - share) * 30 * 24 * 60 min")
    assert rest == "min"
    assert list(names_of(formula)) == ["share"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "its end"),
        ("1 +", "its end"),
        ("(1", "`)`"),
        ("1 + * 2", "`* 2`"),
        ("2 ** 3", "`* 3`"),
        ("eval(1)", "calls `eval`"),
        ("__import__(1)", "calls `__import__`"),
        ("min(1)", "1 argument"),
        ("sqrt(1, 2)", "2 arguments"),
        ("missing + 1", "`missing`"),
        ("1 / 0", "divides by zero"),
        ("1 / (2 - 2)", "divides by zero"),
        ("0 / 0", "no value"),
        ("0 ^ 0", "power"),
        ("0 ^ -1", "power"),
        ("sqrt(0 - 1)", "no value"),
        ("(0 - 8) ^ 0.5", "no value"),
        ("log(0)", "logarithm"),
        ("log2(0 - 4)", "logarithm"),
        ("10 ^ 100", "1e99"),
        ("exp(1000)", "1e99"),
        ("9 ^ 9 ^ 9 ^ 9", "exponent"),
        ("1e60 * 1e60", "1e99"),
        ("1e-60 * 1e-60", "1e-99"),
        ("1e999", "1e99"),
        ("1" * (MAX_LENGTH + 1), "longer"),
        ("(" * 60 + "1" + ")" * 60, "nested"),
        ("-" * 60 + "1", "nested"),
        ("2^" * 60 + "1", "nested"),
        ("1" + "+1" * 60, "nested"),
    ],
)
def test_a_formula_without_a_value_or_a_reading_is_refused_with_the_reason(text: str, said: str) -> None:
    with pytest.raises(FormulaError) as caught:
        value(text)
    assert said in str(caught.value)


ODD = st.text(alphabet="0123456789.eE+-*/^(),% abcxminlogsqrt_'\"[]{}:=!<>@;\\\n", max_size=400)


@given(ODD | st.text(max_size=400))
def test_whatever_is_typed_is_computed_within_the_bounds_or_refused_and_never_runs(text: str) -> None:
    """No exception but the refusal, and no number out of bounds."""
    try:
        formula, _ = parse_formula(text)
        found = evaluate(formula, {"a": Decimal(3), "x": Decimal("0.5")})
    except FormulaError:
        return
    assert found.is_finite()
    assert not found or Decimal("1e-99") <= abs(found) < Decimal("1e100")


HOSTILE = st.sampled_from(
    [
        "__import__('os').system('true')",
        "().__class__.__bases__[0].__subclasses__()",
        "open('x')",
        "exec(1)",
        "lambda: 1",
        "max.__self__",
        "[1 for a in a]",
        "'a' * 9",
        "a if a else x",
        "a; x",
        "a := 1",
        "{a}",
        "a[0]",
        "a.real",
        "9^9^9^9",
        "exp(exp(exp(99)))",
        "1e99 * 1e99",
        "(" * 200,
    ]
)


@given(st.tuples(st.sampled_from(["{}", "1 + {}", "min(1, {})", "-({})", "a ^ {}", "ceil({})"]), HOSTILE))
def test_a_hostile_expression_is_refused_wherever_it_stands(made: tuple[str, str]) -> None:
    """As a formula, or by the unit that the rest of its text would have to be."""
    frame, inner = made
    try:
        formula, rest = parse_formula(frame.format(inner))
    except FormulaError:
        return
    if not rest:
        with pytest.raises(FormulaError):
            evaluate(formula, {"a": Decimal(3), "x": Decimal("0.5")})
    else:
        assert not isinstance(find_unit(rest), Unit)


numbers = st.integers(1, 99).map(str) | st.sampled_from(["0.5", "2.5", "1e2"])
atoms = numbers | st.sampled_from(sorted(NAMES)) | st.builds("{}^{}".format, numbers, st.sampled_from("012"))


def longer(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return (
        st.builds("{}{}{}".format, inner, st.sampled_from([" + ", " - ", "*", " * "]), inner)
        | st.builds("{} / {}".format, inner, st.sampled_from(["2", "4", "5", "10", "2^2"]))
        | st.builds("{}({}, {})".format, st.sampled_from(["min", "max"]), inner, inner)
        | st.builds("{}({})".format, st.sampled_from(["ceil", "floor", "round"]), inner)
        | inner.map("({})".format)
        | inner.map("-{}".format)
    )


def half_up(number: Fraction) -> Fraction:
    """Python's own `round` goes to the even neighbour, a reader of a drill away from 0."""
    whole = math.floor(abs(number) + Fraction(1, 2))
    return Fraction(whole if number >= 0 else -whole)


PYTHON = {
    "Fraction": Fraction,
    "min": min,
    "max": max,
    "round": half_up,
    "ceil": lambda number: Fraction(math.ceil(number)),
    "floor": lambda number: Fraction(math.floor(number)),
}


@given(st.recursive(atoms, longer, max_leaves=6))
def test_a_formula_means_what_it_means_to_python_with_exact_fractions(text: str) -> None:
    """Signs, precedence and order: Python's own parser is the judge, and no rounding hides a difference."""
    if len(text) > MAX_LENGTH or max(text.count("-"), text.count("("), text.count("/")) > MAX_DEPTH // 3:
        return
    as_python = re.sub(r"(?<![\w.])(\d[\de.]*)", r"Fraction('\1')", text).replace("^", "**")
    expected = eval(as_python, {**PYTHON, **NAMES})  # our own text, made above
    assert Fraction(value(text, users="12", share="0.375", gap="-2.5")) == expected


@given(st.lists(st.tuples(st.sampled_from("+*/"), st.integers(1, 10**6), st.integers(-3, 3)), min_size=1, max_size=8))
def test_division_and_powers_are_right_to_thirty_digits(links: list[tuple[str, int, int]]) -> None:
    """A chain of positive terms, so that nothing cancels, computed beside it with fractions."""
    text, exact = "7", Fraction(7)
    for sign, number, power in links:
        if not Fraction(1, 10**50) < exact < 10**50:
            break
        text = f"({text}) {sign} {number}^{power}"
        term = Fraction(number) ** power
        exact = exact + term if sign == "+" else exact * term if sign == "*" else exact / term
    assert abs(Fraction(value(text)) / exact - 1) < Fraction(1, 10**30)


@given(
    st.sampled_from(["exp", "log", "log10", "log2", "sqrt", "ceil", "floor"]),
    st.decimals(min_value="0.01", max_value=50, places=3),
)
def test_functions_equal_those_of_the_standard_library(function: str, at: Decimal) -> None:
    own = {"exp": math.exp, "log": math.log, "log10": math.log10, "log2": math.log2, "sqrt": math.sqrt}
    own |= {"ceil": math.ceil, "floor": math.floor}
    assert float(value(f"{function}(at)", at=str(at))) == pytest.approx(own[function](at), rel=1e-12, abs=1e-12)


def test_the_table_of_functions_is_the_one_of_the_documentation() -> None:
    assert set(FUNCTIONS) == {"min", "max", "round", "ceil", "floor", "log", "log2", "log10", "sqrt", "exp"}
