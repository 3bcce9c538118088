"""What a query means over the columns: the rows it finds, and their order."""

from __future__ import annotations

import operator
from array import array
from collections.abc import Callable, Sequence
from functools import reduce
from itertools import compress
from threading import Lock
from typing import Protocol

from app.find import masks
from app.find.cards import NEW, NO_DAY, NO_EASE, NO_GRADE, SUSPENDED, Cards, Standings, deck_numbers
from app.find.fold import fold, is_short
from app.find.masks import Mask
from app.find.query import VALUES, And, Field, Not, Number, Or, Query, Text
from app.find.words import Words

LEARNING_DAYS = 7
"""A card whose interval is shorter is still being learnt."""
KEPT_MASKS = 48
LONG = 8000
"""So many texts are read for a phrase before anybody notices: at two microseconds a text, 16 ms."""
COLUMNS = ("question", "lesson", "level", "kind", "due", "interval", "ease", "lapses", "grade")
"""What results are sorted by."""

_OPERATORS: dict[str, Callable[[float, float], bool]] = {
    # With the sides exchanged, because the query's number is bound first: `ease < 180` asks `180 > ease`.
    "<": operator.gt,
    "<=": operator.ge,
    ">": operator.lt,
    ">=": operator.le,
    "=": operator.eq,
}
_LAST = 2**31 - 1


class Index(Protocol):
    """The texts of a library's cards, as far as a search needs them."""

    words: Words
    question_ranks: array[int]
    """Each row's place among all questions in alphabetical order."""

    def questions(self, rows: Sequence[int]) -> tuple[str, ...]:
        """The questions of these rows, in plain words."""
        ...

    def holding(self, phrase: str, candidates: Mask) -> Mask:
        """Of the candidates, the rows whose text holds the folded phrase."""
        ...


class Finder:
    """Searches over one state of library, progress and day. Masks and orders are kept, because the next query usually
    shares most of its parts with this one; a changed state gets another finder. Any thread may ask."""

    def __init__(self, cards: Cards, standings: Standings, index: Index | None, today: int, leech_lapses: int) -> None:
        """`index` None: the texts are not read yet, and words find nothing."""
        self.cards = cards
        self.standings = standings
        self.index = index
        self.today = today
        self._leech_lapses = leech_lapses
        self._lock = Lock()
        self._masks: dict[Query, Mask] = {}
        self._orders: dict[tuple[str, bool], array[int]] = {}

    def rows(self, query: Query, column: str = "", *, descending: bool = False) -> array[int]:
        """The rows found, in the order of a column of `COLUMNS`, or in the library's; rows without a value are last."""
        mask = self.mask(query)
        if not column:
            return masks.rows_in(mask)
        order = self._order(column, descending)
        if len(order) < 2:
            return masks.rows_in(mask)
        return array("I", compress(order, operator.itemgetter(*order)(mask)))

    def mask(self, query: Query) -> Mask:
        """The rows found."""
        with self._lock:
            found = self._masks.get(query)
        if found is None:
            found = self._evaluated(query)
            with self._lock:
                while len(self._masks) >= KEPT_MASKS:
                    del self._masks[next(iter(self._masks))]
                self._masks[query] = found
        return found

    def takes_long(self, query: Query) -> bool:
        """Whether more than `LONG` texts are to be read for it: words are looked up, phrases are read for."""
        match query:
            case Text(text):
                if self.index is None or " " not in text or self._is_kept(query):
                    return False
                return self._candidates(text).count(1) > LONG
            case Not(item):
                return self.takes_long(item)
            case And(items) | Or(items):
                return any(map(self.takes_long, items))
            case _:
                return False

    def _is_kept(self, query: Query) -> bool:
        with self._lock:
            return query in self._masks

    def _evaluated(self, query: Query) -> Mask:
        match query:
            case Text(text):
                return self._text(text)
            case Field(name, values):
                return reduce(masks.either, (self._field(name, value) for value in values))
            case Number(name, op, value):
                return self._number(name, op, value)
            case Not(item):
                return masks.turned(self.mask(item))
            case And(items):
                return reduce(masks.both, map(self.mask, items), masks.every(len(self.cards)))
            case Or(items):
                return reduce(masks.either, map(self.mask, items), masks.none(len(self.cards)))

    def _text(self, text: str) -> Mask:
        if self.index is None:
            return masks.none(len(self.cards))
        if " " not in text:
            return self.index.words.rows_with(text)
        return self.index.holding(text, self._candidates(text))

    def _candidates(self, phrase: str) -> Mask:
        """The rows that may hold a phrase: they hold all of its words, wherever."""
        # Short ones are left out: looked for inside words they narrow nothing, and cost the most.
        parts = [Text(part) for part in phrase.split() if not is_short(part)]
        mask = reduce(masks.both, map(self.mask, parts), masks.every(len(self.cards)))
        with self._lock:
            kept = tuple(self._masks.items())
        for query, found in kept:
            # As a phrase is typed, what holds it is among what held its beginning.
            if isinstance(query, Text) and " " in query.text and query.text in phrase:
                mask = masks.both(mask, found)
        return mask

    # ---- properties -------------------------------------------------------------------------------

    def _field(self, name: str, value: str) -> Mask:
        cards = self.cards
        match name:
            case "id":
                wanted = bytearray(len(cards))
                for row in cards.rows_of(value):
                    wanted[row] = 1
                return bytes(wanted)
            case "level":
                return _equal_to(cards.levels, VALUES["level"].index(value) + 1)
            case "kind":
                return _equal_to(cards.kinds, VALUES["kind"].index(value))
            case "tag":
                return self._tag(value)
            case "is":
                return self._state(value)
            case _:
                return cards.in_decks(deck_numbers(cards, name, value))

    def _tag(self, value: str) -> Mask:
        cards, own = self.cards, self.standings.tags
        folded = [tuple(map(fold, deck.tags)) for deck in cards.decks]
        exact = value in own or any(value in tags for tags in folded)

        def means(tag: str) -> bool:
            return tag == value if exact else value in tag

        mask = cards.in_decks(number for number, tags in enumerate(folded) if any(map(means, tags)))
        rows = [rows for tag, rows in own.items() if means(tag)]
        return masks.either(mask, masks.of_rows(frozenset().union(*rows), len(cards))) if rows else mask

    def _state(self, value: str) -> Mask:
        cards, standings = self.cards, self.standings
        match value:
            case "new":
                return _with_bit(standings.flags, NEW)
            case "suspended":
                return _with_bit(standings.flags, SUSPENDED)
            case "buried":
                return _where(standings.buried, ">", self.today)
            case "due":
                away = masks.either(self._state("suspended"), self._state("buried"))
                coming = masks.both(_where(standings.due, "<=", self.today), _where(standings.due, ">", NO_DAY))
                return masks.both(coming, masks.turned(away))
            case "learning":
                seen = masks.turned(self._state("new"))
                return masks.both(seen, _where(standings.interval, "<", LEARNING_DAYS))
            case "leech":
                return _where(standings.lapses, ">=", self._leech_lapses)
            case _:
                bundled = cards.in_decks(n for n, deck in enumerate(cards.decks) if deck.bundled)
                return bundled if value == "bundled" else masks.turned(bundled)

    def _number(self, name: str, op: str, value: float) -> Mask:
        standings, size = self.standings, len(self.cards)
        match name:
            case "ease":
                return masks.both(_where(standings.ease, op, value), _where(standings.ease, ">", NO_EASE))
            case "interval":
                return masks.both(_where(standings.interval, op, value), masks.turned(self._state("new")))
            case "lapses":
                return _where(standings.lapses, op, value)
            case "due":
                return masks.both(_where(standings.due, op, self.today + value), _where(standings.due, ">", NO_DAY))
            case "reviewed":
                reviewed = _where(standings.last_day, ">", NO_DAY)
                # So many days ago: the sides of the comparison change places.
                turned = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}[op]
                return masks.both(_where(standings.last_day, turned, self.today - value), reviewed)
            case _:
                compare = _OPERATORS[op]
                some = masks.of_rows((row for row, n in standings.missed.items() if compare(value, n)), size)
                none = masks.turned(masks.of_rows(standings.missed, size))
                return masks.either(some, none) if compare(value, 0) else some

    # ---- order ------------------------------------------------------------------------------------

    def _order(self, column: str, descending: bool) -> array[int]:
        made = self._orders.get((column, descending))
        if made is None:
            keys = self._keys(column, descending)
            made = array("I", sorted(range(len(self.cards)), key=keys.__getitem__, reverse=descending))
            # Made by two threads at once it is the same twice.
            self._orders[(column, descending)] = made
        return made

    def _keys(self, column: str, descending: bool) -> list[int]:
        """A number a row; rows without a value get the one that comes last."""
        standings, cards = self.standings, self.cards
        last = -1 if descending else _LAST
        match column:
            case "question":
                return list(self.index.question_ranks) if self.index is not None else list(range(len(cards)))
            case "lesson":
                ordered = sorted(range(len(cards.decks)), key=lambda n: (fold(cards.decks[n].title), n))
                rank = {number: place for place, number in enumerate(ordered)}
                return [rank[number] for number, (first, end) in enumerate(cards.spans) for _ in range(first, end)]
            case "level":
                return [level or last for level in cards.levels]
            case "kind":
                return list(cards.kinds)
            case "grade":
                return [last if grade == NO_GRADE else grade for grade in standings.grade]
            case "due":
                return [day or last for day in standings.due]
            case "ease":
                return [ease or last for ease in standings.ease]
            case "interval":
                return [days or last for days in standings.interval]
            case _:
                return list(standings.lapses)


def _where(column: array[int], op: str, value: float) -> Mask:
    return bytes(map(_bound(op, value), column))


def _bound(op: str, value: float) -> Callable[[int], bool]:
    """The comparison with its number bound; on whole numbers where it can be, which is three times as fast."""
    if value == int(value):
        whole = int(value)
        return {
            "<": whole.__gt__,
            "<=": whole.__ge__,
            ">": whole.__lt__,
            ">=": whole.__le__,
            "=": whole.__eq__,
        }[op]
    compare = _OPERATORS[op]
    return lambda number: compare(value, number)


def _equal_to(column: bytes, value: int) -> Mask:
    return column.translate(bytes(int(each == value) for each in range(256)))


def _with_bit(column: bytes, bit: int) -> Mask:
    return column.translate(bytes(int(bool(each & bit)) for each in range(256)))
