"""Leeches: cards forgotten so often that asking them again does not help. No Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decks.library import Library
    from scheduler.memory import Memory


def becomes_leech(before: Memory | None, after: Memory | None, lapses: int) -> bool:
    """Whether a grade made a card a leech: it had fewer lapses than `lapses` before, and no longer has."""
    return (before.lapses if before else 0) < lapses <= (after.lapses if after else 0)


def count_leeches(library: Library, stored: frozenset[str]) -> int:
    """How many of the cards stored with too many lapses are still in the library."""
    return sum(row.card_id in stored for row in library.rows) if stored else 0
