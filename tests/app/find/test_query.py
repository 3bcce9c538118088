"""What a query means, and what is said about one that means nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.find.query import (
    EVERYTHING,
    MAX_LENGTH,
    And,
    Field,
    Not,
    Number,
    Or,
    Query,
    QueryError,
    Text,
    parse,
    quoted,
    words_of,
)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("", EVERYTHING),
        ("   ", EVERYTHING),
        ("Retry", Text("retry")),
        ("Café", Text("cafe")),
        ("retry key", And((Text("retry"), Text("key")))),
        ('"retry  key"', Text("retry key")),
        ("-retry", Not(Text("retry"))),
        ("--retry", Text("retry")),
        ("retry-after", Text("retry-after")),
        ("a OR b c", Or((Text("a"), And((Text("b"), Text("c")))))),
        ("(a OR b) c", And((Or((Text("a"), Text("b"))), Text("c")))),
        ("-(a b)", Not(And((Text("a"), Text("b"))))),
        ("a or b", And((Text("a"), Text("or"), Text("b")))),
        ("f(x)", Text("f(x)")),
        ("(f(x) OR y)", Or((Text("f(x)"), Text("y")))),
        ("https://example.com", Text("https://example.com")),
        ("ORacle", Text("oracle")),
        ("part:Security", Field("part", ("security",))),
        ('part:"Reliability and Scale"', Field("part", ("reliability and scale",))),
        ("deck:rel-03", Field("lesson", ("rel-03",))),
        ("LEVEL:hard", Field("level", ("hard",))),
        ("is:l", Field("is", ("learning", "leech"))),
        ("is:new", Field("is", ("new",))),
        ("ease<1.8", Number("ease", "<", 180)),
        ("ease>=2.36", Number("ease", ">=", 236)),
        ("lapses:3", Number("lapses", "=", 3)),
        ("due<-2", Number("due", "<", -2)),
        ('"ease<1.8"', Text("ease<1.8")),
        ("ease", Text("ease")),
        ("(ease<1.8)", Number("ease", "<", 180)),
    ],
)
def test_what_a_query_means(text: str, meaning: Query) -> None:
    assert parse(text) == meaning


@pytest.mark.parametrize(
    "unfinished", ["part:", "level:", 'part:"', "is:", "ease<", "ease<-", "-", '"', "(", "OR", "-(", "(("]
)
def test_what_is_unfinished_at_the_end_is_left_out_while_it_is_typed(unfinished: str) -> None:
    if unfinished != "OR":
        assert parse(unfinished) == EVERYTHING
    assert parse(f"retry {unfinished}") == Text("retry")


def test_an_open_quote_and_an_open_parenthesis_close_at_the_end() -> None:
    assert parse('"retry k') == Text("retry k")
    assert parse("(a OR (b c") == Or((Text("a"), And((Text("b"), Text("c")))))


@pytest.mark.parametrize(
    ("text", "place", "fix"),
    [
        ("retry is:overdue", 6, "write due, new,"),
        ("level:impossible", 0, "write easy, medium or hard"),
        ("parts:security", 0, "write `part:`"),
        ("part: security", 0, "right behind the colon"),
        ("ease<soft", 0, "such as `ease<1.8`"),
        ("a lapses> 3", 2, "such as `lapses>3`"),
        ("OR retry", 0, "on both of its sides"),
        ("a OR OR b", 5, "on both of its sides"),
        ("a ) b", 2, "take it out"),
        ("a - b", 2, "right before"),
        ("x" * (MAX_LENGTH + 1), MAX_LENGTH, "shorten it"),
    ],
)
def test_a_wrong_query_is_told_in_one_sentence_with_the_place_and_the_fix(text: str, place: int, fix: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    said = str(caught.value)
    assert caught.value.place == place
    assert fix in said
    assert said.endswith(".")
    assert "\n" not in said


def place_of_trouble(text: str) -> int:
    """Where a query goes wrong; 0 when it does not."""
    try:
        parse(text)
    except QueryError as problem:
        return problem.place
    return 0


@given(st.text(alphabet='ab "-()OR:<>=.1 parteis', max_size=40))
def test_whatever_is_typed_is_a_query_or_a_sentence(text: str) -> None:
    assert 0 <= place_of_trouble(text) <= len(text)


@pytest.mark.parametrize("sign", ["-", "(", "-(", '"', "OR "])
def test_a_query_of_one_sign_again_and_again_does_not_exhaust_the_stack(sign: str) -> None:
    place_of_trouble(sign * (MAX_LENGTH // len(sign)))


@given(st.text(min_size=1, max_size=20).filter(lambda text: '"' not in text and text.strip()))
def test_a_quoted_value_is_read_back(value: str) -> None:
    query = parse(f"tag:{quoted(value)}")
    assert query == EVERYTHING or isinstance(query, Field)


def test_words_to_mark_are_those_that_must_occur() -> None:
    assert words_of(parse('retry "the key" -cache (a OR b) part:x retry')) == ("retry", "the key", "a", "b")
