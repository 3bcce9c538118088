"""The order of a study day: what is due, what is new, and what comes back.

The same data on the same day give the same order, and the order is stable while the day goes on: after the
first card of a plan has been graded, the next plan is the rest of this one, with the card at its end if it
has to come back. So a plan may be made anew after every grade, after an undo, and after a restart.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from heapq import heapify, heappop, heappush
from itertools import groupby
from typing import Literal

from scheduler.memory import Quality
from scheduler.replay import ReviewKind


@dataclass(frozen=True, slots=True)
class Candidate:
    """A card of the library; candidates are given in library order."""

    card_id: str
    note_id: str
    deck_id: str


@dataclass(frozen=True, slots=True)
class Status:
    """What progress knows of a card. A card without a status is new."""

    due_day: int
    """Study day; without meaning when `is_new`."""
    is_new: bool
    """Whether the card has never had a review that changed its memory, and was not asked for either."""
    suspended: bool = False
    buried_until: int | None = None
    """The study day on which the card comes back."""


@dataclass(frozen=True, slots=True)
class Graded:
    """One review of today, undone ones left out."""

    card_id: str
    quality: int
    """0..5."""
    kind: str
    """A value of `ReviewKind`."""
    was_new: bool = False
    """Whether the card was new until this review: it then counts against `Limits.new_per_day`."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a day holds. Repeats are never limited."""

    new_per_day: int = 20
    reviews_per_day: int | None = None
    """Reviews of cards that are not new; None is no limit."""
    order: Literal["mixed", "course"] = "mixed"
    """Decks interleaved, or everything in library order."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Card ids in the order they are to be shown, and how much was left for later."""

    due: tuple[str, ...]
    new: tuple[str, ...]
    repeats: tuple[str, ...]
    later: int
    """Cards studied before that do not come as due today: due later, buried, behind a sibling or over the
    limit."""
    new_left: int
    """New cards that do not come today. Suspended cards are counted nowhere."""

    @property
    def order(self) -> tuple[str, ...]:
        """Everything of today, in the order to show it."""
        return self.due + self.new + self.repeats


_NEVER_SEEN = Status(due_day=0, is_new=True)


def plan_day(
    candidates: Sequence[Candidate],
    statuses: Mapping[str, Status],
    graded_today: Sequence[Graded],
    day: int,
    limits: Limits,
    deck_ids: Collection[str] | None = None,
) -> Plan:
    """What to study on `day`, from the decks in `deck_ids` (None: all); the limits count the reviews of all
    decks.

    Due cards come first, most overdue first, the decks of one due day interleaved; then new cards in library
    order; then cards whose last grade today was below 4, in the order of those grades. Of one note's cards at
    most one is taken, and none when another of them was graded today; the most overdue one wins, a due one
    before a new one. In the course's order nothing is interleaved, and the cards chosen for the day come in library
    order.
    """
    last_grades = _last_grades(graded_today)
    settled = {graded.card_id for graded in graded_today if ReviewKind(graded.kind).changes_memory}
    graded_cards = {card.card_id: card for card in candidates if card.card_id in last_grades}
    graded_notes = _cards_by_note(graded_cards.values())

    due: list[tuple[int, Candidate]] = []
    new: list[Candidate] = []
    repeating: set[str] = set()
    started = unseen = 0
    for card in candidates:
        if deck_ids is not None and card.deck_id not in deck_ids:
            continue
        card_id = card.card_id
        status = statuses.get(card_id, _NEVER_SEEN)
        if status.suspended:
            continue
        if status.is_new:
            unseen += 1
        else:
            started += 1
        if status.buried_until is not None and status.buried_until > day:
            continue
        if card_id in last_grades and last_grades[card_id] < Quality.GOOD:
            repeating.add(card_id)
        if card_id in settled or not graded_notes.get(card.note_id, {card_id}) <= {card_id}:
            continue
        if status.is_new:
            new.append(card)
        elif status.due_day <= day:
            due.append((status.due_day, card))

    new_limit = limits.new_per_day - sum(graded.was_new for graded in graded_today)
    due_limit = None
    if limits.reviews_per_day is not None:
        reviewed = settled.difference(graded.card_id for graded in graded_today if graded.was_new)
        due_limit = max(0, limits.reviews_per_day - len(reviewed))
    shown_last = next(
        (graded_cards[g.card_id].deck_id for g in reversed(graded_today) if g.card_id in graded_cards), None
    )
    due_cards = _order_due(due, day, shown_last)[:due_limit]
    if due_cards:
        shown_last = due_cards[-1].deck_id
    new_cards = _choose_new(new, {card.note_id for card in due_cards}, max(0, new_limit))
    if limits.order == "course":
        chosen = {card.card_id for card in due_cards}
        due_cards = [card for card in candidates if card.card_id in chosen]
    else:
        new_cards = _interleave(new_cards, _library_ranks(new), shown_last)
    planned = {card.card_id for card in (*due_cards, *new_cards)}
    return Plan(
        due=tuple(card.card_id for card in due_cards),
        new=tuple(card.card_id for card in new_cards),
        # A card seen ahead of its time today may still be due or new; that showing is then enough.
        repeats=tuple(card_id for card_id in last_grades if card_id in repeating and card_id not in planned),
        later=started - len(due_cards),
        new_left=unseen - len(new_cards),
    )


def _last_grades(graded_today: Iterable[Graded]) -> dict[str, int]:
    """The last quality of each card, in the order of those last grades."""
    last: dict[str, int] = {}
    for graded in graded_today:
        last.pop(graded.card_id, None)
        last[graded.card_id] = graded.quality
    return last


def _cards_by_note(cards: Iterable[Candidate]) -> dict[str, set[str]]:
    notes: dict[str, set[str]] = {}
    for card in cards:
        notes.setdefault(card.note_id, set()).add(card.card_id)
    return notes


def _order_due(due: Iterable[tuple[int, Candidate]], day: int, shown_last: str | None) -> list[Candidate]:
    """Most overdue first, one card a note, the decks of one due day interleaved."""
    shuffled = sorted((due_day, _shuffle_key(day, card.card_id), card.card_id, card) for due_day, card in due)
    ranks = {deck_id: _shuffle_key(day, deck_id) for deck_id in {row[3].deck_id for row in shuffled}}
    notes: set[str] = set()
    ordered: list[Candidate] = []
    for _, rows in groupby(shuffled, key=lambda row: row[0]):
        cards = []
        for *_, card in rows:
            if card.note_id not in notes:
                notes.add(card.note_id)
                cards.append(card)
        ordered += _interleave(cards, ranks, ordered[-1].deck_id if ordered else shown_last)
    return ordered


def _choose_new(new: Iterable[Candidate], taken_notes: set[str], limit: int) -> list[Candidate]:
    """The first `limit` new cards in library order, one a note, none of a note that has a card in the
    plan."""
    notes = set(taken_notes)
    chosen: list[Candidate] = []
    for card in new:
        if len(chosen) == limit:
            break
        if card.note_id not in notes:
            notes.add(card.note_id)
            chosen.append(card)
    return chosen


def _library_ranks(cards: Iterable[Candidate]) -> dict[str, int]:
    """Decks numbered in the order in which they first appear."""
    ranks: dict[str, int] = {}
    for card in cards:
        ranks.setdefault(card.deck_id, len(ranks))
    return ranks


def _interleave(
    cards: Sequence[Candidate], ranks: Mapping[str, int] | Mapping[str, bytes], shown_last: str | None
) -> list[Candidate]:
    """Mix the decks and keep each deck's own order: two cards of one deck meet only where that cannot be
    avoided.

    The next card is always of the deck with the most cards left, other than the deck shown last; equals go by
    rank. That choice depends on nothing but what is left and what was shown last, which is what makes a plan
    stable.
    """
    decks: dict[str, list[Candidate]] = {}
    for card in reversed(cards):
        decks.setdefault(card.deck_id, []).append(card)
    if len(decks) < 2:
        return list(cards)
    heap = [(-len(left), ranks[deck_id], deck_id) for deck_id, left in decks.items()]
    heapify(heap)
    mixed: list[Candidate] = []
    while heap:
        entry = heappop(heap)
        if entry[2] == shown_last and heap:
            entry, other = heappop(heap), entry
            heappush(heap, other)
        size, rank, shown_last = entry
        mixed.append(decks[shown_last].pop())
        if size < -1:
            heappush(heap, (size + 1, rank, shown_last))
    return mixed


def _shuffle_key(day: int, name: str) -> bytes:
    """An order that looks random, differs from day to day, and is the same in every process (`hash()` is
    not)."""
    return blake2b(f"{day} {name}".encode(), digest_size=8).digest()
