"""Which cards a query finds, and in which order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.find import masks
from app.find.cards import Cards, Standings
from app.find.finder import COLUMNS, Finder
from app.find.fold import SHORT, is_short
from app.find.query import And, Not, Or, Query, Text, parse
from app.find.words import Words
from decks.library import Library, load_library
from tests.app.find.small_library import BANK, OWN, STORED, TODAY, Found, Texts, standing

ALL = [
    "rel-01-safe", "rel-01-points", "rel-01-cloze.c1", "rel-01-cloze.c2", "sec-01-token", "mine-one", "mine-two",
]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "rel-01-safe rel-01-points rel-01-cloze.c1 rel-01-cloze.c2 sec-01-token mine-one mine-two"),
        ("retry", "rel-01-safe rel-01-cloze.c1 rel-01-cloze.c2 mine-one"),
        ("RETRY -token", "rel-01-safe rel-01-cloze.c1 rel-01-cloze.c2"),
        ("ou jeton", "sec-01-token"),
        ("empot", "rel-01-safe"),
        ('"new token"', "mine-one"),
        ('"retry-after in"', "rel-01-cloze.c1 rel-01-cloze.c2"),
        ("jitter OR jeton", "rel-01-points sec-01-token"),
        ("token (never OR new) -retry", "sec-01-token"),
        ("nosuchword", ""),
        ("part:security", "sec-01-token"),
        ("part:sec", "sec-01-token"),
        ("part:05-rel", "rel-01-safe rel-01-points rel-01-cloze.c1 rel-01-cloze.c2"),
        ("id:sec-01-token,rel-01-cloze,nobody", "rel-01-cloze.c1 rel-01-cloze.c2 sec-01-token"),
        ("id:rel-01-cloze.c2", "rel-01-cloze.c2"),
        ("lesson:sec-01", "sec-01-token"),
        ("lesson:retr", "rel-01-safe rel-01-points rel-01-cloze.c1 rel-01-cloze.c2 mine-one mine-two"),
        ("lesson:retries", "rel-01-safe rel-01-points rel-01-cloze.c1 rel-01-cloze.c2"),
        ("level:hard", "rel-01-points sec-01-token"),
        ("-level:easy -level:medium -level:hard", "mine-one"),
        ("kind:cloze", "rel-01-cloze.c1 rel-01-cloze.c2"),
        ("kind:key", "rel-01-points"),
        ("tag:http", "rel-01-safe rel-01-points rel-01-cloze.c1 rel-01-cloze.c2"),
        ("tag:htt", "rel-01-safe rel-01-points rel-01-cloze.c1 rel-01-cloze.c2 mine-one mine-two"),
        ("tag:before-interview", "rel-01-safe mine-two"),
        ("tag:odd", "mine-two"),
        ("is:due", "rel-01-safe rel-01-points"),
        ("is:new", "rel-01-cloze.c2 mine-one mine-two"),
        ("is:learning", "rel-01-points sec-01-token"),
        ("is:leech", "rel-01-points"),
        ("is:suspended", "rel-01-cloze.c1 mine-one"),
        ("is:buried", "sec-01-token"),
        ("is:own", "mine-one mine-two"),
        ("is:bundled level:hard", "rel-01-points sec-01-token"),
        ("ease<1.8", "rel-01-safe sec-01-token"),
        ("ease=2.3", "rel-01-points"),
        ("interval>30", "rel-01-safe"),
        ("interval<1", ""),
        ("lapses>=3", "rel-01-points sec-01-token"),
        ("lapses=0", "rel-01-cloze.c1 rel-01-cloze.c2 mine-one mine-two"),
        ("due<0", "rel-01-safe rel-01-cloze.c1 sec-01-token"),
        ("due<=0.5", "rel-01-safe rel-01-points rel-01-cloze.c1 sec-01-token"),
        ("missed>2", "rel-01-points"),
        ("missed<1", "rel-01-safe rel-01-cloze.c1 rel-01-cloze.c2 sec-01-token mine-one mine-two"),
        ("reviewed<3", "rel-01-points sec-01-token"),
        ("reviewed>=20", "rel-01-safe rel-01-cloze.c1"),
    ],
)
def test_what_is_found(found: Found, query: str, expected: str) -> None:
    assert found(query) == expected.split()


def test_words_of_one_or_two_letters_are_found_at_the_beginning_of_words_only(found: Found) -> None:
    assert found("id") == ["rel-01-safe"]
    assert found("ey") == []
    assert found("ke") == ["rel-01-safe"], "after the dash of Idempotency-Key"


@pytest.mark.parametrize(
    ("column", "ascending"),
    [
        ("ease", "sec-01-token rel-01-safe rel-01-points rel-01-cloze.c1"),
        ("interval", "sec-01-token rel-01-points rel-01-cloze.c1 rel-01-safe"),
        ("due", "rel-01-safe rel-01-cloze.c1 sec-01-token rel-01-points"),
        ("grade", "rel-01-points rel-01-cloze.c1 rel-01-safe sec-01-token"),
        ("lapses", "rel-01-cloze.c1 rel-01-safe sec-01-token rel-01-points"),
        ("level", "rel-01-safe rel-01-cloze.c1 rel-01-points sec-01-token"),
        ("lesson", "rel-01-safe rel-01-points rel-01-cloze.c1 sec-01-token"),
        ("question", "rel-01-cloze.c1 sec-01-token rel-01-points rel-01-safe"),
    ],
)
def test_results_are_sorted_by_a_column(found: Found, column: str, ascending: str) -> None:
    assert found("-is:new", column) == ascending.split()


@pytest.mark.parametrize("column", ["ease", "due", "grade"])
@pytest.mark.parametrize("descending", [False, True])
def test_cards_without_a_value_come_last_whichever_way(found: Found, column: str, descending: bool) -> None:
    assert set(found("", column, descending=descending)[-3:]) == {"rel-01-cloze.c2", "mine-one", "mine-two"}


@pytest.mark.parametrize("column", COLUMNS)
def test_sorting_neither_loses_nor_invents_a_card(found: Found, column: str) -> None:
    assert sorted(found("", column, descending=True)) == sorted(ALL)


def test_without_texts_words_find_nothing_and_properties_still_find(finder: Finder) -> None:
    blind = Finder(finder.cards, finder.standings, None, TODAY, 8)
    assert list(blind.rows(parse("retry"))) == []
    assert len(blind.rows(parse("level:hard"))) == 2
    assert len(blind.rows(parse(""), "question")) == len(ALL)


def test_a_changed_card_is_found_as_it_is_now_and_the_old_value_stays_as_it_was(finder: Finder) -> None:
    cards, before = finder.cards, finder.standings
    after = before.changed(cards, [standing("rel-01-safe", suspended=True)])
    row = cards.row_of["rel-01-safe"]
    assert Finder(cards, after, None, TODAY, 8).mask(parse("is:suspended"))[row]
    assert not Finder(cards, before, None, TODAY, 8).mask(parse("is:suspended"))[row]
    assert after.missed == before.missed
    assert after.tags == before.tags


def test_an_empty_library_finds_nothing() -> None:
    cards = Cards(Library((), (), ()))
    finder = Finder(cards, Standings.blank(cards), None, TODAY, 8)
    for query in ("", "a", "-a", "is:due", "missed>2", "part:x"):
        assert list(finder.rows(parse(query), "due")) == []


@given(
    st.lists(st.text(alphabet="abc -./\n", max_size=30), min_size=1, max_size=12),
    st.text(alphabet="abc -./", min_size=1, max_size=8),
)
def test_a_word_or_phrase_is_found_exactly_where_the_text_holds_it(texts: list[str], part: str) -> None:
    part = " ".join(part.split())
    if len(part) <= SHORT:
        return
    folded = [" ".join(text.split()) for text in texts]
    words = Words.build(folded)
    expected = {row for row, text in enumerate(folded) if part in text}
    for word in part.split():
        assert expected <= set(masks.rows_in(words.rows_with(word))) or is_short(word)
    if " " not in part:
        assert set(masks.rows_in(words.rows_with(part))) == expected


_LEAVES = st.sampled_from([Text("retry"), Text("token"), Text("new token"), parse("level:hard"), parse("is:due")])
_QUERIES: st.SearchStrategy[Query] = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: And(tuple(items))),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: Or(tuple(items))),
    ),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Finder:
    """One finder for many queries, so that what it keeps of one is used for the next."""
    folder = tmp_path_factory.mktemp("wide")
    (folder / "rel-01.md").write_text(BANK, encoding="utf-8")
    (folder / "mine.md").write_text(OWN, encoding="utf-8")
    library = load_library((folder,))
    cards = Cards(library)
    return Finder(cards, Standings.of(cards, STORED), Texts(library), TODAY, 8)


@given(_QUERIES)
def test_and_or_and_not_are_those_of_sets(wide: Finder, query: Query) -> None:
    every = frozenset(range(len(wide.cards)))

    def meaning(part: Query) -> frozenset[int]:
        match part:
            case Not(item):
                return every - meaning(item)
            case And(items):
                return every.intersection(*map(meaning, items))
            case Or(items):
                return frozenset().union(*map(meaning, items))
            case _:
                fresh = Finder(wide.cards, wide.standings, wide.index, TODAY, 8)
                return frozenset(fresh.rows(part))

    assert frozenset(wide.rows(query)) == meaning(query)


def test_a_phrase_takes_long_when_many_texts_are_to_be_read_for_it_and_only_the_first_time(
    finder: Finder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.find.finder.LONG", 1)
    for query in ("retry", '"new token"', '"nowhere at all"', "level:hard", ""):
        assert not finder.takes_long(parse(query)), query
    for query in ('"a token"', '-"a token"', 'retry OR (is:due "a token")'):
        assert finder.takes_long(parse(query)), query
    finder.rows(parse('"a token"'))
    assert not finder.takes_long(parse('is:due "a token"'))
