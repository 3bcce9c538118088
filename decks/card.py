"""Notes, their kinds and levels, and the deck that holds them: frozen values, no files and no Markdown here.

A *note* is one section of a deck file. A *card* is what is scheduled: most notes have one card whose id is the
note's, a cloze has one a number (`NOTE.c1`, `NOTE.c2`), a mock-interview prompt has none.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decks.drill import Drill


class Kind(StrEnum):
    """How a note is asked."""

    PLAIN = "plain"
    KEY_POINTS = "key-points"
    CLOZE = "cloze"
    CHOICE = "choice"
    NUMERIC = "numeric"
    PROMPT = "prompt"


class Level(StrEnum):
    """Easy: define, recognise. Medium: apply, compare, compute. Hard: design, trade off, debug."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a quiz: its Markdown, whether it is the right one, and why (Markdown, may be empty)."""

    text: str
    right: bool
    why: str


@dataclass(frozen=True, slots=True)
class Note:
    """One `## ` section of a deck file."""

    id: str
    """Lower-case slug, unique in the library; empty only while a user's note waits for its id."""
    kind: Kind
    level: Level | None
    question: str
    """Inline Markdown of the heading, without its attribute list."""
    answer: str
    """Markdown of the body without the `Source:` line; points and options are still in it."""
    source: str
    """What follows `Source:`, or empty."""
    points: tuple[str, ...]
    """Key points in order, Markdown, for `Kind.KEY_POINTS` only."""
    options: tuple[Option, ...]
    """Options in order, for `Kind.CHOICE` only."""
    gaps: tuple[int, ...]
    """Cloze numbers, ascending, for `Kind.CLOZE` only."""
    minutes: int | None
    """Length of a mock interview, for `Kind.PROMPT` only."""
    line: int
    """1-based line of the heading in its file."""
    essential: frozenset[int] = frozenset()
    """Which of the points, from 0, weigh more when ticks propose a grade: those that end in `{.essential}`."""
    drill: "Drill | None" = None
    """For `Kind.NUMERIC` only, whose question and answer above are those of one fixed draw."""

    @property
    def card_ids(self) -> tuple[str, ...]:
        """Ids of the cards that are scheduled: none for a prompt, one a number for a cloze, else the note's."""
        return card_ids(self.id, self.kind, self.gaps)


@dataclass(frozen=True, slots=True)
class Deck:
    """One file: a lesson of the bank or a deck of the user's."""

    id: str
    title: str
    part: str
    tags: tuple[str, ...]
    notes: tuple[Note, ...]
    path: Path
    retired: tuple[str, ...] = ()
    """Ids once used and never to be used again, anywhere in the library."""
    overrides: str = ""
    """The id of the bundled deck whose notes these replace, each the one of its id; empty for a deck of its own."""


def card_ids(note_id: str, kind: Kind, gaps: tuple[int, ...]) -> tuple[str, ...]:
    """The card ids of a note, see `Note.card_ids`."""
    if kind is Kind.PROMPT:
        return ()
    if kind is Kind.CLOZE:
        return tuple(f"{note_id}.c{number}" for number in gaps)
    return (note_id,)


def note_id_of(card_id: str) -> str:
    """The note a card id belongs to: `rel-02-key.c1` -> `rel-02-key`; note ids hold no dot."""
    return card_id.partition(".")[0]


def gap_of(card_id: str) -> int | None:
    """The cloze number a card id asks for, or None when the card is not a cloze."""
    _, dot, number = card_id.partition(".c")
    return int(number) if dot and number.isdecimal() else None
