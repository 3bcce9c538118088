"""The order of a day: due, new, repeats; limits, siblings, decks."""

from collections import Counter
from itertools import pairwise

from scheduler.queue import Candidate, Graded, Limits, Plan, Status, plan_day

DAY = 739_000


def card(card_id: str, deck_id: str = "d") -> Candidate:
    """`note.c1` is a cloze of `note`."""
    return Candidate(card_id, card_id.partition(".")[0], deck_id)


def cards(deck_id: str, count: int) -> list[Candidate]:
    return [card(f"{deck_id}{number:02}", deck_id) for number in range(count)]


def due(days_ago: int = 0) -> Status:
    return Status(due_day=DAY - days_ago, is_new=False)


def plan(
    candidates: list[Candidate],
    statuses: dict[str, Status] | None = None,
    graded: list[Graded] | None = None,
    *,
    new: int = 20,
    reviews: int | None = None,
    decks: frozenset[str] | None = None,
    day: int = DAY,
) -> Plan:
    return plan_day(candidates, statuses or {}, graded or [], day, Limits(new, reviews), decks)


def test_due_cards_come_before_new_ones_and_repeats_last() -> None:
    result = plan(
        [card("fresh"), card("old"), card("missed")],
        {"old": due(), "missed": due(-1)},
        [Graded("missed", 1, "scheduled")],
    )

    assert result == Plan(due=("old",), new=("fresh",), repeats=("missed",), later=1, new_left=0)
    assert result.order == ("old", "fresh", "missed")


def test_the_most_overdue_card_comes_first() -> None:
    statuses = {f"d{number:02}": due(days_ago) for number, days_ago in enumerate([0, 9, 3, 30, 1])}

    assert plan(cards("d", 5), statuses).due == ("d03", "d01", "d02", "d04", "d00")


def test_cards_due_later_wait() -> None:
    result = plan(cards("d", 3), {"d00": due(-1), "d01": due(-30), "d02": due()})

    assert result.due == ("d02",)
    assert result.later == 2


def test_the_decks_of_one_due_day_alternate() -> None:
    candidates = cards("a", 4) + cards("b", 2) + cards("c", 2)
    statuses = {candidate.card_id: due() for candidate in candidates}

    assert not neighbours(plan(candidates, statuses).due)


def test_two_cards_of_a_deck_meet_only_when_the_others_are_used_up() -> None:
    candidates = cards("a", 8) + cards("b", 3)
    statuses = {candidate.card_id: due() for candidate in candidates}

    order = plan(candidates, statuses).due

    assert [card_id[0] for card_id in order] == list("abababaaaaa")


def test_alternation_goes_on_from_one_due_day_to_the_next() -> None:
    candidates = cards("a", 3) + cards("b", 3)
    statuses = {"a00": due(2), "a01": due(1), "b00": due(1), "a02": due(), "b01": due(), "b02": due()}

    order = plan(candidates, statuses).due

    assert [card_id[0] for card_id in order] == list("ababab")


def neighbours(order: tuple[str, ...]) -> list[tuple[str, str]]:
    """Cards of one deck (its first letter) that follow each other."""
    return [(one, other) for one, other in pairwise(order) if one[0] == other[0]]


def test_ties_are_shuffled_anew_each_day() -> None:
    candidates = cards("d", 12)
    statuses = {candidate.card_id: due(5) for candidate in candidates}

    today, tomorrow = plan(candidates, statuses).due, plan(candidates, statuses, day=DAY + 1).due

    assert today != tomorrow
    assert Counter(today) == Counter(tomorrow)


def test_the_shuffle_is_the_same_in_every_process() -> None:
    """A literal order: Python's own hash() would differ from run to run."""
    statuses = {f"d{number:02}": due() for number in range(5)}

    assert plan(cards("d", 5), statuses).due == ("d03", "d00", "d02", "d04", "d01")


def test_new_cards_are_the_first_of_the_library_with_their_decks_mixed() -> None:
    result = plan(cards("a", 2) + cards("b", 2) + cards("c", 2), new=4)

    assert result.new == ("a00", "b00", "a01", "b01")
    assert result.new_left == 2


def test_new_cards_of_one_deck_keep_their_order() -> None:
    assert plan(cards("d", 30)).new == tuple(f"d{number:02}" for number in range(20))


def test_cards_introduced_today_count_against_the_limit() -> None:
    candidates = cards("d", 6)
    graded = [Graded("d00", 5, "scheduled", was_new=True), Graded("d01", 4, "anki", was_new=True)]
    statuses = {"d00": due(-1), "d01": due(-1)}

    assert plan(candidates, statuses, graded, new=3).new == ("d02",)
    assert plan(candidates, statuses, graded, new=1).new == ()


def test_cards_introduced_in_another_deck_count_as_well() -> None:
    graded = [Graded("a00", 5, "scheduled", was_new=True)]

    result = plan(cards("a", 1) + cards("b", 5), {"a00": due(-1)}, graded, new=3, decks=frozenset({"b"}))

    assert result.new == ("b00", "b01")


def test_a_review_limit_holds_back_the_least_overdue() -> None:
    statuses = {f"d{number:02}": due(number) for number in range(5)}

    result = plan(cards("d", 5), statuses, reviews=2)

    assert result.due == ("d04", "d03")
    assert result.later == 3


def test_reviews_done_today_count_against_the_review_limit_but_repeats_and_new_cards_do_not() -> None:
    statuses = {"d00": due(-6), "d01": due(-1)} | {f"d{number:02}": due(number) for number in range(2, 6)}
    graded = [
        Graded("d00", 3, "scheduled"),
        Graded("d00", 4, "repeat"),
        Graded("d01", 5, "scheduled", was_new=True),
    ]

    assert plan(cards("d", 6), statuses, graded, reviews=3).due == ("d05", "d04")
    assert plan(cards("d", 6), statuses, graded, reviews=0).due == ()


def test_a_card_comes_back_until_it_is_graded_four_or_five() -> None:
    candidates, statuses = cards("d", 3), {f"d{number:02}": due(-1) for number in range(3)}
    graded = [Graded("d00", 1, "scheduled"), Graded("d01", 3, "scheduled"), Graded("d02", 4, "scheduled")]

    assert plan(candidates, statuses, graded).repeats == ("d00", "d01")

    graded.append(Graded("d00", 2, "repeat"))
    assert plan(candidates, statuses, graded).repeats == ("d01", "d00")

    graded += [Graded("d01", 4, "repeat"), Graded("d00", 5, "repeat")]
    assert plan(candidates, statuses, graded).repeats == ()


def test_a_card_graded_today_as_scheduled_is_not_due_again() -> None:
    assert plan([card("x")], {"x": due()}, [Graded("x", 5, "scheduled")]).order == ()


def test_a_due_card_studied_as_an_extra_is_still_due_and_comes_once() -> None:
    result = plan([card("x")], {"x": due()}, [Graded("x", 1, "extra")])

    assert result.order == ("x",)
    assert result.due == ("x",)


def test_of_two_due_siblings_the_more_overdue_one_comes() -> None:
    result = plan([card("n.c1"), card("n.c2")], {"n.c1": due(1), "n.c2": due(4)})

    assert result.due == ("n.c2",)
    assert result.later == 1


def test_a_due_card_pushes_its_new_sibling_to_a_later_day() -> None:
    result = plan([card("n.c1"), card("n.c2"), card("o")], {"n.c2": due()})

    assert result.due == ("n.c2",)
    assert result.new == ("o",)
    assert result.new_left == 1


def test_of_new_siblings_the_first_comes_and_the_others_take_no_place() -> None:
    assert plan([card("n.c1"), card("n.c2"), card("n.c3"), card("o")], new=2).new == ("n.c1", "o")


def test_a_sibling_graded_today_pushes_the_others_to_a_later_day() -> None:
    candidates = [card("n.c1"), card("n.c2"), card("n.c3"), card("o")]
    statuses = {"n.c1": due(-1), "n.c2": due(3), "o": due()}

    result = plan(candidates, statuses, [Graded("n.c1", 2, "scheduled")])

    assert result.order == ("o", "n.c1")


def test_suspended_cards_are_out_even_of_repeats() -> None:
    statuses = {
        "d00": Status(DAY, is_new=False, suspended=True),
        "d01": Status(0, is_new=True, suspended=True),
        "d02": Status(DAY + 1, is_new=False, suspended=True),
    }

    result = plan(cards("d", 3), statuses, [Graded("d02", 1, "scheduled")])

    assert result == Plan(due=(), new=(), repeats=(), later=0, new_left=0)


def test_buried_cards_are_out_until_their_day() -> None:
    statuses = {
        "d00": Status(DAY - 3, is_new=False, buried_until=DAY + 1),
        "d01": Status(0, is_new=True, buried_until=DAY + 1),
        "d02": Status(DAY + 1, is_new=False, buried_until=DAY + 1),
        "d03": Status(DAY - 3, is_new=False, buried_until=DAY),
    }

    result = plan(cards("d", 4), statuses, [Graded("d02", 1, "scheduled")])

    assert result.order == ("d03",)
    assert (result.later, result.new_left) == (2, 1)


def test_the_choice_of_decks_restricts_everything() -> None:
    candidates = cards("a", 3) + cards("b", 3)
    statuses = {"a00": due(), "b00": due(), "a01": due(-1), "b01": due(-1)}
    graded = [Graded("a01", 1, "scheduled"), Graded("b01", 1, "scheduled")]

    result = plan(candidates, statuses, graded, decks=frozenset({"b"}))

    assert result == Plan(due=("b00",), new=("b02",), repeats=("b01",), later=1, new_left=0)


def test_no_deck_chosen_is_an_empty_day() -> None:
    assert plan(cards("a", 3), decks=frozenset()).order == ()


def test_grades_of_cards_that_left_the_library_are_ignored() -> None:
    assert plan([card("x")], {}, [Graded("gone", 1, "scheduled")]).order == ("x",)
