"""Numeric cards: what is drawn, shown, accepted as an answer, and found wrong by the linter."""

from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decks.card import Kind, Note
from decks.check import check
from decks.drill import Drill, Leeway, Tolerance, compute, draw, draw_values, redraw
from decks.drill_rules import drill_problems
from decks.library import load_library
from decks.parser import parse_deck
from decks.problem import Problem
from decks.typed import UnclearError, read_quantity
from decks.units import UNITS, write_number, write_quantity
from decks.verdict import Verdict, judge

HEAD = "---\nid: ops\ntitle: Operations\n---\n\n"
DOWNTIME = """nines = choose 99, 99.5, 99.9, 99.95 %
month = 30 d
answer = (1 - nines) * month min
tolerance = 5%"""
TRAFFIC = """users = 1e6..1e8 log 2
calls = 5..50 step 5   # each user's, a day
day = users * calls
answer = day / 86400 /s
tolerance = factor 2"""


def card(drill: str, question: str, worked: str = "It is **{answer}**.", heading: str = "{#ops-n .numeric}") -> str:
    return f"{HEAD}## {question} {heading}\n\n```drill\n{drill}\n```\n\n{worked}\n\nSource: arithmetic\n"


def note_of(text: str) -> Note:
    deck, problems = parse_deck(text, Path("ops.md"))
    assert deck is not None
    assert problems == ()
    return deck.notes[0]


def drill_of(drill: str, question: str, worked: str = "It is **{answer}**.") -> Drill:
    found = note_of(card(drill, question, worked)).drill
    assert found is not None
    return found


def only_problem(text: str) -> Problem:
    deck, problems = parse_deck(text, Path("ops.md"))
    assert deck is not None
    assert deck.notes == ()
    (problem,) = problems
    return problem


def test_a_numeric_card_is_a_plain_one_with_fixed_numbers_to_whoever_knows_no_drills() -> None:
    """Question and answer hold no braces and no source of the drill, so that Anki, search and lists can show them."""
    note = note_of(card(TRAFFIC, "{users} users make {calls} calls a day each. What rate is it?"))
    assert (note.kind, note.card_ids, note.source) == (Kind.NUMERIC, ("ops-n",), "arithmetic")
    assert note.drill is not None
    drawn = draw(note.drill, 0)
    assert (note.question, note.answer) == (drawn.question_md, drawn.worked_md)
    assert not set("{}") & set(note.question + note.answer)
    assert "drill" not in note.answer


def test_the_numbers_of_a_seed_are_the_same_on_every_machine_and_version() -> None:
    """Written down here: the log keeps seeds, and yesterday's card must be shown again as it was."""
    drill = drill_of(TRAFFIC, "{users} users make {calls} calls a day each. What rate is it?")
    shown = [draw(drill, seed).question_md.split(" calls")[0] for seed in (0, 1, 2, 2**63, -5)]
    assert shown == [
        "1.9 million users make 25",
        "25 million users make 40",
        "11 million users make 50",
        "38 million users make 10",
        "23 million users make 10",
    ]


def test_a_parameter_draws_from_a_stream_of_its_own() -> None:
    """An author may add a parameter without changing the numbers of the others."""
    before = drill_of("a = 1..1000\nb = 1..1000\nanswer = a * b\ntolerance = 5%", "{a} by {b}?")
    after = drill_of("c = 1..9\nb = 1..1000\na = 1..1000\nanswer = a * b * c\ntolerance = 5%", "{a} by {b} by {c}?")
    for seed in range(20):
        one, other = draw_values(before, seed), draw_values(after, seed)
        assert (one["a"], one["b"]) == (other["a"], other["b"])


RANGES = """pick = choose 3, 5, 7
count = 2..9
share = 0.90..0.99 step 0.01
size = 10..2000 log 2 kB
fine = 1234567.001..1234567.009 step 0.001 ms
answer = count * share * pick * size / fine
tolerance = 5%"""


@given(st.integers(-(2**70), 2**70))
def test_what_is_drawn_is_in_its_range_and_on_its_grid(seed: int) -> None:
    values = draw_values(ranges(), seed)
    assert values["pick"] in (3, 5, 7)
    assert values["count"] in range(2, 10)
    assert values["share"] * 100 in range(90, 100)
    assert 10_000 <= values["size"] <= 2_000_000
    assert len(values["size"].normalize().as_tuple().digits) <= 2


@cache
def ranges() -> Drill:
    return drill_of(RANGES, "{pick}; {count}; {share}; {size}; {fine}?")


def test_every_value_of_a_range_comes_up_and_magnitudes_are_even() -> None:
    """Bounds included; from 10 to 2,000 every power of ten is as likely as the next."""
    drawn = [draw_values(ranges(), seed) for seed in range(600)]
    assert {int(values["pick"]) for values in drawn} == {3, 5, 7}
    assert {int(values["count"]) for values in drawn} == set(range(2, 10))
    assert {int(values["share"] * 100) for values in drawn} == set(range(90, 100))
    small = sum(values["size"] < 100_000 for values in drawn) / len(drawn)
    middle = sum(100_000 <= values["size"] < 1_000_000 for values in drawn) / len(drawn)
    assert small == pytest.approx(1 / 2.301, abs=0.06)
    assert middle == pytest.approx(1 / 2.301, abs=0.06)


@given(st.integers(0, 10_000))
def test_the_reader_sees_exactly_the_numbers_that_are_computed_with(seed: int) -> None:
    drill = ranges()
    values = draw_values(drill, seed)
    shown = draw(drill, seed).question_md.removesuffix("?").split("; ")
    for parameter, text in zip(drill.parameters, shown, strict=True):
        assert read_quantity(text, parameter.unit) == values[parameter.name]


def test_braces_in_code_that_name_nothing_stay_and_those_of_the_drill_are_filled() -> None:
    drill = drill_of(
        "n = 2..9\nanswer = n * 2\ntolerance = exact",
        "Twice {n} calls of `GET /users/{id}`?",
        "`GET /{n}` of `/users/{id}`: {answer}\n\n```text\n{n} × 2\n```",
    )
    drawn = draw(drill, 3)
    n = drawn.values["n"]
    assert drawn.question_md == f"Twice {n} calls of `GET /users/{{id}}`?"
    assert drawn.worked_md == f"`GET /{n}` of `/users/{{id}}`: {2 * n}\n\n```text\n{n} × 2\n```"


def test_steps_carry_their_units_and_quantities_divide_into_others() -> None:
    """A size by a rate is a time; a plain number gets the unit that stands behind it; a share is shown in per cent."""
    drill = drill_of(
        "size = choose 1, 2 GB\nspeed = choose 80, 160 Mbit/s\nwait = 90 s\nrun = size / speed\n"
        "part = wait / run %\nanswer = wait + run min\ntolerance = 5%",
        "{size} at {speed}?",
        "{wait} {run} {part} {answer}",
    )
    values = compute(drill, {"size": Decimal(10**9), "speed": Decimal(10**7)})
    assert values == {
        "size": 10**9, "speed": 10**7, "wait": 90, "run": 100, "part": Decimal("0.9"), "answer": 190,
    }  # fmt: skip
    for seed in range(9):
        drawn = draw(drill, seed)
        if drawn.values["size"] == 10**9 and drawn.values["speed"] == 10**7:
            assert drawn.worked_md == "90 s 100 s 90 % 3.17 min"
            return
    raise AssertionError("none of nine draws had these values")


@pytest.mark.parametrize(
    ("drill", "line", "said"),
    [
        ("answer = 1\ntolerance = 5%", 2, "draws no number"),
        ("n = 1..9\ntolerance = 5%", 2, "no answer"),
        ("n = 1..9\nanswer = n", 2, "no tolerance"),
        ("n = 1..9\nanswer = n + m\ntolerance = 5%", 4, "`m`, which is not defined above"),
        ("n = 1..9\nanswer = half\nhalf = n / 2\ntolerance = 5%", 4, "`half`, which is not defined above"),
        ("n = 1..9\none = two\ntwo = one\nanswer = two\ntolerance = 5%", 4, "`two`, which is not defined above"),
        ("n = 1..9\nn = 2..3\nanswer = n\ntolerance = 5%", 4, "defined twice"),
        ("n = 9..1\nanswer = n\ntolerance = 5%", 3, "empty"),
        ("n = 0.5..2\nanswer = n\ntolerance = 5%", 3, "no step"),
        ("n = 1..9 step 20\nanswer = n\ntolerance = 5%", 3, "larger than its range"),
        ("n = 0..9 log\nanswer = n\ntolerance = 5%", 3, "no magnitude"),
        ("n = choose 1\nanswer = n\ntolerance = 5%", 3, "chooses among 1"),
        ("n = 1..nine\nanswer = n\ntolerance = 5%", 3, "cannot be read"),
        ("n = 1..9 furlongs\nanswer = n\ntolerance = 5%", 3, "`furlongs` is no unit"),
        ("n = 1..9 gb\nanswer = n\ntolerance = 5%", 3, "`gb` is no unit"),
        ("min = 1..9\nanswer = min\ntolerance = 5%", 3, "is a function"),
        ("d = 1..9\nanswer = d\ntolerance = 5%", 3, "is a unit"),
        ("N = 1..9\nanswer = N\ntolerance = 5%", 3, "cannot be a name"),
        ("answer = 1..9\ntolerance = 5%", 3, "answer is drawn"),
        ("n = 1..9 ms\nm = 1..9 kB\nanswer = n + m\ntolerance = 5%", 5, "unlike"),
        ("n = 1..9 ms\nanswer = n + 1\ntolerance = 5%", 4, "unlike"),
        ("n = 1..9 ms\nanswer = n MB\ntolerance = 5%", 4, "cannot be shown in `MB`"),
        ("n = 1..9 ms\nanswer = n * n\ntolerance = 5%", 4, "neither"),
        ("n = 1..9 ms\nanswer = 2 ^ n\ntolerance = 5%", 4, "power"),
        ("n = 1..9 ms\nanswer = ceil(n)\ntolerance = 5%", 4, "`ceil`"),
        ("n = 1..9\nanswer = n +\ntolerance = 5%", 4, "its end"),
        ("n = 1..9\nanswer = n\ntolerance = some", 5, "cannot be read"),
        ("n = 1..9\nanswer = n\ntolerance = 0%", 5, "nothing or everything"),
        ("n = 1..9\nanswer = n\ntolerance = factor 1", 5, "nothing or everything"),
        ("n = 1..9\nanswer = n\ntolerance = 5%\ntolerance = 6%", 6, "two tolerances"),
        ("n = 1..9\nanswer = n\nnonsense\ntolerance = 5%", 5, "no line of a drill"),
        ("n = 1..9\nanswer = 1 / (n - n)\ntolerance = 5%", 2, "divides by zero"),
    ],
)
def test_a_drill_that_cannot_be_used_is_one_problem_at_its_line(drill: str, line: int, said: str) -> None:
    """The note is left out; lines count from the heading, which is line 6 of the file."""
    problem = only_problem(card(drill, "What?"))
    assert said in problem.message
    assert problem.line == 6 + line


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"{HEAD}## Q? {{#ops-n .numeric}}\n\nJust text.\n", "has no drill"),
        (card(TRAFFIC, "{users} {calls}?", "{answer}\n\n```drill\nx = 1\n```"), "two drills"),
        (card(TRAFFIC, "{users} {calls}?", ""), "no worked solution"),
        (card(TRAFFIC, "{users} {calls}?", "Many."), "does not show the answer"),
        (card(TRAFFIC, "{users} {calls} {day}?"), "shows `day`, which is computed"),
        (card(TRAFFIC, "{users} {cals}?"), "`{cals}`"),
        (card(TRAFFIC, "{users} {calls}?", "{answer} {anwser}"), "`{anwser}`"),
        (card(TRAFFIC, "{users} {calls}?", "{answer}\n\n- [ ] a point"), "key points"),
        (card(TRAFFIC, "{users} {calls}?", "{answer} {{c1::gap}}"), "gaps"),
        (card(TRAFFIC, "{users} {calls}?", heading="{#ops-n .numeric .choice}"), "both"),
    ],
)
def test_a_numeric_card_of_the_wrong_form_is_one_problem(text: str, said: str) -> None:
    assert said in only_problem(text).message


def test_a_drill_without_its_class_is_warned_of() -> None:
    deck, (problem,) = parse_deck(card(DOWNTIME, "{nines}?", heading="{#ops-n}"), Path("ops.md"))
    assert deck is not None
    assert (problem.severity, problem.rule, problem.line) == ("warning", "drill", 8)
    assert deck.notes[0].kind is Kind.PLAIN


# ---- answers ----------------------------------------------------------------------------------------------------


def verdict(unit: str, answer: str, typed: str, tolerance: str = "5%", question: str = "And for {n}?") -> Verdict:
    """The verdict on a drill whose answer is `answer` in `unit`."""
    drill = drill_of(f"n = 1..9\nanswer = {answer} + 0 * n {unit}\ntolerance = {tolerance}", question)
    return judge(draw(drill, 0), typed)


@pytest.mark.parametrize(
    ("unit", "answer", "typed"),
    [
        ("min", "43.2", "43.2 min"),
        ("min", "43.2", "43.2"),
        ("min", "43.2", "0.72 h"),
        ("min", "43.2", "2592s"),
        ("min", "43.2", "about 43 minutes"),
        ("ms", "12.5", "12,500 µs"),
        ("h", "48", "2 days"),
        ("TB", "3.2", "3.2 TB"),
        ("TB", "3.2", "3200 GB"),
        ("TB", "3.2", "2.91 TiB"),
        ("TB", "3.2", "25.6 Tbit"),
        ("Mbit/s", "1120", "1.12 Gbit/s"),
        ("Mbit/s", "1120", "140 MB/s"),
        ("Mbit/s", "1120", "1120 Mbps"),
        ("/s", "1157", "1,157 req/s"),
        ("/s", "1157", "1 157 per second"),
        ("/s", "1157", "1.157k rps"),
        ("/s", "1157", "1.2k"),
        ("/s", "1157", "70k/min"),
        ("/s", "1157", "100 million per day"),
        ("%", "0.634", "63.4%"),
        ("%", "0.634", "63"),
        ("%", "0.634", "63 percent"),
        ("", "12000", "12,000"),
        ("", "12000", "12 000"),
        ("", "12000", "12\u202f000"),
        ("", "12000", "12k"),
        ("", "12000", "1.2e4"),
        ("", "12000", "1.2 × 10^4"),
        ("", "12000", "~12000"),
        ("", "12e9", "12 billion"),
        ("", "12e9", "12B"),
        ("", "10000", "10^4"),
    ],
)
def test_an_answer_is_right_in_every_way_it_is_usually_written(unit: str, answer: str, typed: str) -> None:
    found = verdict(unit, answer, typed)
    assert found.right, found
    assert found.off_by == pytest.approx(1, abs=0.05)


def test_a_noun_of_the_question_may_follow_a_number_and_others_may_not() -> None:
    question = "How many servers for {n}?"
    assert verdict("", "12", "12 servers", question=question).right
    assert verdict("", "12", "12 server", question=question).right
    assert verdict("", "12", "12 cats", question=question).said is None


@pytest.mark.parametrize(
    ("unit", "typed", "said"),
    [
        ("min", "", "Nothing"),
        ("min", "many", "does not begin with a number"),
        ("min", "1,5", "1.5"),
        ("min", "0,001", "0.001"),
        ("min", "1.234,5", "1234.5"),
        ("min", "12 000,5", "point"),
        ("min", "4 m", "`min` or `ms`"),
        ("min", "3 GB", "a time, such as"),
        ("min", "3 min 5 s", "one number and one unit"),
        ("GB", "3", "unit is missing"),
        ("GB", "3 gb", "`GB` or `Gbit`"),
        ("GB", "3 GB/s", "an amount of data"),
        ("GB", "3 s", "an amount of data"),
        ("Mbit/s", "3 Mbit", "a data rate"),
        ("%", "0.5", "Is that 0.5% or a share of 1"),
        ("", "12%", "a plain number"),
        ("", "12 ms", "a plain number"),
        ("", "12 m", "a plain number"),
        ("/s", "5 ms", "a rate"),
        ("/s", "1e400", "exponent"),
        ("/s", "1" * 80, "longer"),
    ],
)
def test_what_can_be_misread_is_asked_about_and_not_graded(unit: str, typed: str, said: str) -> None:
    found = verdict(unit, "0.5", typed)
    assert (found.right, found.off_by, found.said) == (False, None, None)
    assert said in found.why


@given(st.text(max_size=80) | st.from_regex(r"[-~]?[0-9., ]{1,12} ?(k|M|GB|gb|ms|min|/s|%|x10\^3|e5)?", fullmatch=True))
def test_whatever_is_typed_gets_a_verdict_in_one_sentence(typed: str) -> None:
    for unit in ("", "min", "GB", "%", "/s"):
        found = judge(DRAWN[unit], typed)
        assert found.why
        assert (found.said is None) == (found.off_by is None)
        assert not (found.right and found.said is None)


DRAWN = {
    unit: draw(drill_of(f"n = 1..9\nanswer = 0.5 + 0 * n {unit}\ntolerance = 5%", "{n}?"), 0)
    for unit in ("", "min", "GB", "%", "/s")
}


def test_a_wrong_answer_is_told_by_how_much_and_what_usually_lies_behind_it() -> None:
    assert "8 times too small, and that is the step between bits and bytes" in verdict("Mbit/s", "80", "1.25 MB/s").why
    assert "60 times too large" in verdict("min", "2", "2 h").why
    assert "1,000 times too small, and look at the thousands" in verdict("GB", "3", "3 MB").why
    assert verdict("", "200", "300").why == "300 is 50 % too large; it is 200."
    assert verdict("", "200", "20").why == "20 is 10 times too small; it is 200."
    assert verdict("", "200", "190").why == "190 is right; worked out it is 200."
    assert verdict("", "200", "200").why == "200 is right."
    assert verdict("", "200", "300").off_by == 1.5


@pytest.mark.parametrize(
    ("tolerance", "right", "wrong"),
    [
        ("5%", ("95", "105"), ("94.9", "105.1", "-100")),
        ("factor 2", ("50", "200"), ("49", "201", "-100", "0")),
        ("absolute 0.5", ("99.5", "100.5"), ("99.4", "100.6")),
        ("exact", ("100", "1e2"), ("100.1", "99")),
    ],
)
def test_a_tolerance_admits_its_edge_and_nothing_beyond(
    tolerance: str, right: tuple[str, ...], wrong: tuple[str, ...]
) -> None:
    assert all(verdict("", "100", typed, tolerance).right for typed in right)
    assert not any(verdict("", "100", typed, tolerance).right for typed in wrong)


def test_an_absolute_tolerance_is_in_the_unit_of_the_answer() -> None:
    drill = drill_of("n = 1..9 min\nanswer = n min\ntolerance = absolute 0.5", "{n}?")
    assert drill.tolerance == Tolerance(Leeway.ABSOLUTE, Decimal(30))


@given(
    st.sampled_from(sorted(UNITS)),
    st.decimals(min_value="0.001", max_value=994_999, allow_nan=False).map(lambda d: Decimal(f"{d:.3g}")),
)
def test_a_quantity_as_it_is_written_reads_back_as_what_it_was(name: str, number: Decimal) -> None:
    """In every unit, also where it was shown in a larger or smaller one."""
    unit = UNITS[name]
    value = number * unit.factor
    try:
        found = read_quantity(write_quantity(value, unit), unit)
    except UnclearError as error:
        pytest.fail(str(error))
    assert float(found) == pytest.approx(float(value), rel=0.005)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("10000", "10,000"), ("86400", "86,400"), ("1157.407", "1,160"), ("43.2000", "43.2"), ("259.2", "259.2"),
        ("473.04", "473"), ("50000000", "50 million"), ("1234567", "1.23 million"), ("2500000000", "2.5 billion"),
        ("0.00634", "0.00634"), ("0.3333333", "0.333"), ("1.35e16", "1.35e16"), ("2e-9", "2e-9"), ("0", "0"),
        ("-1500", "-1,500"),
    ],
)  # fmt: skip
def test_numbers_are_written_for_a_reader(value: str, shown: str) -> None:
    assert write_number(Decimal(value)) == shown


# ---- the linter -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("drill", "question", "rule", "said"),
    [
        ("n = 0..999\nanswer = 6 / (n - 999)\ntolerance = 5%", "{n}?", "drill-value", "n = 999: the formula of"),
        ("n = 1..101\nanswer = 10 ^ (n - 1)\ntolerance = 5%", "{n}?", "drill-value", "1e99"),
        ("n = 1..9\nanswer = n - 1\ntolerance = 5%", "{n}?", "drill-value", "the answer is 0"),
        ("n = 1..99\nanswer = 100000 / n\ntolerance = 0.0001%", "{n}?", "drill-value", "outside the tolerance"),
        ("n = 1..9\nm = 1..9\nanswer = n\ntolerance = 5%", "{n} {m}?", "drill-unused", "`m` is drawn"),
        ("n = 1..9\nm = n * 2\nanswer = n\ntolerance = 5%", "{n}?", "drill-unused", "`m` is neither"),
        ("n = 1..9\nm = 1..9\nanswer = n * m\ntolerance = 5%", "{n}?", "drill-hidden", "`m` is needed"),
        ("n = 1..9\nanswer = min(n, 1)\ntolerance = 5%", "{n}?", "drill-dull", "1 different"),
    ],
)  # fmt: skip
def test_the_linter_tries_the_corners_and_200_draws(drill: str, question: str, rule: str, said: str) -> None:
    ((_, found, message, _),) = drill_problems(note_of(card(drill, question)))
    assert found == rule
    assert said in message


def test_problems_of_drills_come_with_their_line_and_the_kind_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "ops.md"
    path.write_text(card("n = 1..9\nm = 1..9\nanswer = n\ntolerance = 5%", "{n} {m}?"), encoding="utf-8")
    report = check([path])
    (problem,) = report.problems
    assert (problem.line, problem.rule) == (10, "drill-unused")
    assert "`ops-n`" in problem.message
    assert report.as_json()["kinds"] == {"numeric": 1}


def test_a_numeric_card_is_scheduled_and_survives_the_cache(tmp_path: Path) -> None:
    path = tmp_path / "ops.md"
    path.write_text(card(DOWNTIME, "{nines}: minutes down in 30 days?"), encoding="utf-8")
    for _ in range(2):  # the second time from the cache
        library = load_library([tmp_path], tmp_path / "cache.json")
        assert [(row.card_id, row.kind) for row in library.rows] == [("ops-n", "numeric")]
        assert library.note("ops-n").drill is not None


def test_a_note_is_redrawn_whole_and_only_a_numeric_one() -> None:
    note = note_of(card(DOWNTIME, "{nines}: minutes down in 30 days?"))
    again, drawn = redraw(note, 4)
    assert (again.question, again.answer, again.id, again.drill) == (
        drawn.question_md, drawn.worked_md, note.id, note.drill,
    )  # fmt: skip
    plain = note_of(f"{HEAD}## Q? {{#ops-p}}\n\nA.\n\nSource: arithmetic\n")
    with pytest.raises(ValueError, match="ops-p"):
        redraw(plain, 1)
