"""What the library remembers of one deck file, small enough to be read for 500 files in a few milliseconds."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from decks.card import Deck, Kind, card_ids
from decks.problem import Problem
from decks.walk import DeckFile

_LETTERS = {
    Kind.PLAIN: "p",
    Kind.KEY_POINTS: "k",
    Kind.CLOZE: "c",
    Kind.CHOICE: "q",
    Kind.NUMERIC: "n",
    Kind.PROMPT: "m",
}
KINDS = {letter: kind.value for kind, letter in _LETTERS.items()}
LEVELS = {"e": "easy", "m": "medium", "h": "hard", "-": ""}


@dataclass(frozen=True, slots=True)
class Entry:
    """One deck file: who it is, and of its notes only ids, levels, kinds and lines, in parallel.

    `deck` is (id, title, part, tags) or None when the file has no usable head; `levels` and `kinds` hold one letter
    a note; `gaps` the card ids of those notes that are clozes, by index as text (JSON knows no other keys).
    `overrides` is the id of the bundled deck whose notes these replace, or empty.
    """

    mtime_ns: int
    size: int
    deck: tuple[str, str, str, tuple[str, ...]] | None
    retired: tuple[str, ...]
    ids: list[str]
    levels: str
    kinds: str
    lines: list[int]
    gaps: dict[str, list[str]]
    problems: list[list[Any]]
    overrides: str = ""

    def problems_at(self, path: Path) -> list[Problem]:
        """The problems the parser found, with their path."""
        return [Problem(path, *values) for values in self.problems]


def entry_of(file: DeckFile, deck: Deck | None, problems: Iterable[Problem]) -> Entry:
    """What is worth remembering of a parsed file."""
    notes = deck.notes if deck else ()
    return Entry(
        mtime_ns=file.mtime_ns,
        size=file.size,
        deck=(deck.id, deck.title, deck.part, deck.tags) if deck else None,
        retired=deck.retired if deck else (),
        ids=[note.id for note in notes],
        levels="".join(note.level.value[0] if note.level else "-" for note in notes),
        kinds="".join(_LETTERS[note.kind] for note in notes),
        lines=[note.line for note in notes],
        gaps={
            str(index): list(card_ids(note.id, note.kind, note.gaps))
            for index, note in enumerate(notes)
            if note.kind is Kind.CLOZE
        },
        problems=[[p.line, p.message, p.fix, p.severity, p.rule] for p in problems],
        overrides=deck.overrides if deck else "",
    )
