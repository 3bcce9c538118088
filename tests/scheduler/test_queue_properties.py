"""What holds for every plan, whatever the library, the progress and the day's grades."""

import random
from dataclasses import dataclass, replace

from hypothesis import given
from hypothesis import strategies as st

from scheduler.queue import Candidate, Graded, Limits, Plan, Status, plan_day

DAY = 739_000


@dataclass(frozen=True)
class World:
    """The arguments of one `plan_day`, coherent: who was graded as scheduled today is due on a later day."""

    candidates: tuple[Candidate, ...]
    statuses: dict[str, Status]
    graded: tuple[Graded, ...]
    limits: Limits
    deck_ids: frozenset[str] | None

    def plan(self) -> Plan:
        return plan_day(self.candidates, self.statuses, self.graded, DAY, self.limits, self.deck_ids)

    def grade(self, card_id: str, quality: int) -> "World":
        """The world after the reader has graded one card of the plan."""
        status = self.statuses.get(card_id, Status(0, is_new=True))
        if card_id in self.plan().repeats:
            return replace(self, graded=(*self.graded, Graded(card_id, quality, "repeat")))
        return replace(
            self,
            graded=(*self.graded, Graded(card_id, quality, "scheduled", was_new=status.is_new)),
            statuses=self.statuses | {card_id: replace(status, due_day=DAY + 1, is_new=False)},
        )


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Up to five decks of up to eight notes with one to three cards, some graded today already."""
    candidates = [
        Candidate(f"{deck}{note}.c{number}", f"{deck}{note}", deck)
        for deck in "abcde"[: draw(st.integers(0, 5))]
        for note in range(draw(st.integers(0, 8)))
        for number in range(draw(st.integers(1, 3)))
    ]
    status = st.builds(
        Status,
        due_day=st.integers(DAY - 3, DAY + 2),
        is_new=st.booleans(),
        suspended=st.sampled_from([False, False, False, True]),
        buried_until=st.sampled_from([None, None, None, DAY, DAY + 1]),
    )
    statuses = {card.card_id: draw(status) for card in candidates if draw(st.booleans())}
    graded: list[Graded] = []
    for card_id in draw(st.lists(st.sampled_from(candidates), max_size=8)) if candidates else []:
        known = statuses.get(card_id.card_id, Status(0, is_new=True))
        again = any(grade.card_id == card_id.card_id and grade.kind != "extra" for grade in graded)
        kind = "repeat" if again else draw(st.sampled_from(["scheduled", "anki", "extra"]))
        changes = kind in ("scheduled", "anki")
        graded.append(Graded(card_id.card_id, draw(st.integers(0, 5)), kind, was_new=changes and known.is_new))
        if changes:
            statuses[card_id.card_id] = replace(known, is_new=False, due_day=DAY + 1)
    return World(
        candidates=tuple(candidates),
        statuses=statuses,
        graded=tuple(graded),
        limits=Limits(draw(st.integers(0, 12)), draw(st.none() | st.integers(0, 12))),
        deck_ids=draw(st.none() | st.frozensets(st.sampled_from("abcde"))),
    )


@given(world=worlds(), seed=st.integers())
def test_the_order_of_the_mapping_does_not_matter(world: World, seed: int) -> None:
    rows = list(world.statuses.items())
    random.Random(seed).shuffle(rows)

    assert replace(world, statuses=dict(rows)).plan() == world.plan()


@given(world=worlds())
def test_no_card_comes_twice(world: World) -> None:
    order = world.plan().order

    assert len(set(order)) == len(order)


@given(world=worlds())
def test_no_two_cards_of_a_note_are_asked_on_one_day(world: World) -> None:
    note_of = {card.card_id: card.note_id for card in world.candidates}
    plan = world.plan()
    fresh = [note_of[card_id] for card_id in plan.due + plan.new]

    assert len(set(fresh)) == len(fresh)
    for card_id in plan.due + plan.new:
        seen = {grade.card_id for grade in world.graded if note_of[grade.card_id] == note_of[card_id]}
        assert seen <= {card_id}


@given(world=worlds())
def test_the_limits_of_the_day_are_kept(world: World) -> None:
    plan = world.plan()
    introduced = sum(grade.was_new for grade in world.graded)

    assert len(plan.new) <= max(0, world.limits.new_per_day - introduced)
    if world.limits.reviews_per_day is not None:
        assert len(plan.due) <= world.limits.reviews_per_day


@given(world=worlds())
def test_due_cards_are_ordered_by_how_overdue_they_are(world: World) -> None:
    due_days = [world.statuses[card_id].due_day for card_id in world.plan().due]

    assert due_days == sorted(due_days)
    assert all(due_day <= DAY for due_day in due_days)


@given(world=worlds())
def test_nothing_comes_that_is_suspended_buried_or_not_chosen(world: World) -> None:
    deck_of = {card.card_id: card.deck_id for card in world.candidates}
    for card_id in world.plan().order:
        status = world.statuses.get(card_id, Status(0, is_new=True))
        assert not status.suspended
        assert (status.buried_until or 0) <= DAY
        assert world.deck_ids is None or deck_of[card_id] in world.deck_ids


@given(world=worlds())
def test_every_card_of_the_choice_is_counted_once(world: World) -> None:
    plan = world.plan()
    chosen = [
        card
        for card in world.candidates
        if (world.deck_ids is None or card.deck_id in world.deck_ids)
        and not world.statuses.get(card.card_id, Status(0, is_new=True)).suspended
    ]

    assert len(plan.due) + len(plan.new) + plan.later + plan.new_left == len(chosen)


@given(world=worlds(), quality=st.sampled_from([4, 5]))
def test_after_a_right_answer_the_plan_is_the_rest_of_the_plan(world: World, quality: int) -> None:
    """Planning after every grade shows the cards in the order in which the first plan had them."""
    order = world.plan().order
    if order:
        assert world.grade(order[0], quality).plan().order == order[1:]


@given(world=worlds(), quality=st.integers(0, 3))
def test_after_a_wrong_or_hard_answer_the_card_comes_back_at_the_end(world: World, quality: int) -> None:
    order = world.plan().order
    if order:
        assert world.grade(order[0], quality).plan().order == (*order[1:], order[0])


@given(world=worlds())
def test_a_day_ends(world: World) -> None:
    """Whoever answers everything well sees every card of the plan once and is done."""
    shown = []
    while order := world.plan().order:
        shown.append(order[0])
        world = world.grade(order[0], 5)

    assert len(set(shown)) == len(shown)


@given(world=worlds())
def test_two_cards_of_a_deck_meet_only_where_no_other_deck_is_left(world: World) -> None:
    """Within one due day."""
    deck_of = {card.card_id: card.deck_id for card in world.candidates}
    due = world.plan().due
    for at in range(1, len(due)):
        today = [c for c in due[at:] if world.statuses[c].due_day == world.statuses[due[at]].due_day]
        if deck_of[due[at]] == deck_of[due[at - 1]]:
            assert {deck_of[card_id] for card_id in today} == {deck_of[due[at]]}
