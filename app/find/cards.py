"""A library and its progress as columns: what a search filters and sorts by, a few bytes a card."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from app.find.fold import fold
from app.find.masks import Mask
from app.find.query import VALUES
from decks.library import DeckInfo, Library

NO_DAY = 0
"""In the columns of days: there is none. Study days are about 740,000."""
NO_EASE = 0
NO_GRADE = 255

NEW, SUSPENDED = 1, 2
"""Bits of `Standings.flags`."""

Standing = tuple[str, int, int, int, int, bool, bool, int | None, int | None, int | None]
"""A card's progress as it is stored: card id, ease in hundredths, interval in days, lapses, due day (0 for none),
whether it is new, whether suspended, day until which it is buried, quality and study day of the last scheduled
review."""


class Cards:
    """The rows of a library, in its order, by number. Immutable."""

    __slots__ = ("decks", "ids", "kinds", "levels", "row_of", "spans")

    def __init__(self, library: Library) -> None:
        rows = library.rows
        self.ids = tuple(row.card_id for row in rows)
        """Card ids, in the library's order."""
        self.row_of = {card_id: number for number, card_id in enumerate(self.ids)}
        levels = {"": 0} | {level: number for number, level in enumerate(VALUES["level"], start=1)}
        kinds = {kind: number for number, kind in enumerate(VALUES["kind"])}
        self.levels = bytes(levels[row.level] for row in rows)
        """0 for none, 1 easy, 2 medium, 3 hard."""
        self.kinds = bytes(kinds[row.kind] for row in rows)
        """Numbers of `VALUES["kind"]`."""
        by_id = {deck.id: deck for deck in library.decks}
        decks: list[DeckInfo] = []
        spans: list[tuple[int, int]] = []
        place = 0
        # The cards of a deck follow each other: a deck is a span of rows, and no row needs to name its own.
        for deck_id, group in groupby(rows, key=lambda row: row.deck_id):
            end = place + sum(1 for _ in group)
            decks.append(by_id[deck_id])
            spans.append((place, end))
            place = end
        self.decks = tuple(decks)
        """The decks that have cards."""
        self.spans = tuple(spans)
        """For each of `decks`, its first row and the one after its last."""

    def rows_of(self, name: str) -> tuple[int, ...]:
        """The rows of a card's id, or of all cards of a note's."""
        if name in self.row_of:
            return (self.row_of[name],)
        gaps = (f"{name}.c{number}" for number in range(1, 100))
        return tuple(self.row_of[card_id] for card_id in gaps if card_id in self.row_of)

    def __len__(self) -> int:
        return len(self.ids)

    def deck_number(self, row: int) -> int:
        """Which of `decks` a row belongs to."""
        # Imported here: searches never ask, only rows that are seen.
        from bisect import bisect_right

        return bisect_right(self.spans, row, key=lambda span: span[0]) - 1

    def in_decks(self, numbers: Iterable[int]) -> Mask:
        """The rows of these decks."""
        flags = bytearray(len(self.ids))
        for number in numbers:
            first, end = self.spans[number]
            flags[first:end] = b"\x01" * (end - first)
        return bytes(flags)


@dataclass(frozen=True, slots=True, eq=False)
class Standings:
    """The progress of every row. Its columns are not changed: `changed` makes another value."""

    ease: array[int]
    """Hundredths; `NO_EASE` for a new card."""
    interval: array[int]
    """Days."""
    lapses: array[int]
    due: array[int]
    """Study day; `NO_DAY` for a card that has none."""
    flags: bytes
    """`NEW`, `SUSPENDED`, added up."""
    buried: array[int]
    """Study day on which it comes back; `NO_DAY` when it is not buried."""
    grade: bytes
    """Quality of the last scheduled review, 0 to 5, or `NO_GRADE`."""
    last_day: array[int]
    """Study day of the last scheduled review, or `NO_DAY`."""
    missed: Mapping[int, int]
    """How often key points were missed, by row; rows without are left out."""
    tags: Mapping[str, frozenset[int]]
    """The tags the reader gave to cards, and the rows that have each."""

    @classmethod
    def blank(cls, cards: Cards) -> Standings:
        """Of cards that are all new."""
        size = len(cards)
        zeros = array("i", bytes(4 * size))
        return cls(zeros, zeros, zeros, zeros, bytes((NEW,)) * size, zeros, bytes((NO_GRADE,)) * size, zeros, {}, {})

    @classmethod
    def of(
        cls,
        cards: Cards,
        stored: Iterable[Standing],
        missed: Mapping[str, int] | None = None,
        tags: Mapping[str, frozenset[str]] | None = None,
    ) -> Standings:
        """What is stored of any cards, put beside the rows; cards that are in no deck any more are left out."""
        row_of = cards.row_of
        by_tag: dict[str, set[int]] = {}
        for card_id, given in (tags or {}).items():
            row = row_of.get(card_id)
            if row is not None:
                for tag in given:
                    by_tag.setdefault(tag, set()).add(row)
        counts = {row_of[card_id]: number for card_id, number in (missed or {}).items() if card_id in row_of and number}
        made = cls.blank(cards).changed(cards, stored)
        return replace(made, missed=counts, tags={tag: frozenset(rows) for tag, rows in sorted(by_tag.items())})

    def changed(self, cards: Cards, stored: Iterable[Standing]) -> Standings:
        """With these cards as they are stored now; the others, tags and missed points stay."""
        ease, interval, lapses = self.ease[:], self.interval[:], self.lapses[:]
        due, buried, last_day = self.due[:], self.buried[:], self.last_day[:]
        flags, grade = bytearray(self.flags), bytearray(self.grade)
        row_of = cards.row_of
        for card_id, of_ease, of_interval, of_lapses, of_due, new, suspended, until, quality, day in stored:
            row = row_of.get(card_id)
            if row is None:
                continue
            ease[row] = NO_EASE if new else of_ease
            interval[row] = of_interval
            lapses[row] = of_lapses
            due[row] = of_due
            buried[row] = NO_DAY if until is None else until
            last_day[row] = NO_DAY if day is None else day
            flags[row] = NEW * bool(new) + SUSPENDED * bool(suspended)
            grade[row] = NO_GRADE if quality is None else quality
        return replace(
            self, ease=ease, interval=interval, lapses=lapses, due=due, flags=bytes(flags), buried=buried,
            grade=bytes(grade), last_day=last_day,
        )  # fmt: skip


def deck_numbers(cards: Cards, name: str, value: str) -> tuple[int, ...]:
    """The decks a `part:` or `lesson:` means: those of that very name if there are any, else all whose names hold it.

    A part goes by its title and by the name of its folder, a lesson by its title and by its id.
    """
    names: list[tuple[str, str]] = []
    for deck in cards.decks:
        if name == "part":
            names.append((fold(deck.part), fold(deck.path.parent.name)))
        else:
            names.append((fold(deck.title), deck.id))
    same = tuple(number for number, pair in enumerate(names) if value in pair)
    return same or tuple(number for number, (one, other) in enumerate(names) if value in one or value in other)
