"""What is wrong with a text while it is written: the parser's, the linter's and the library's complaints."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.paths import Paths
from app.writing import picture
from decks.library import DeckInfo, Library
from decks.problem import Problem

if TYPE_CHECKING:
    from decks.card import Deck


def deck_problems(text: str, path: Path, library: Library, paths: Paths) -> tuple[Deck | None, tuple[Problem, ...]]:
    """The deck of a text, and what is wrong with it, by line. That a card has no id is not: saving gives it one."""
    # Imported here: writing is for most visits of the program never begun.
    from decks.check import problems_of
    from decks.parser import parse_deck

    deck, parsed = parse_deck(text, path)
    found = [problem for problem in parsed if problem.rule != "missing-id"]
    if deck is not None:
        found += _with_others(deck, library, text)
        base = next((info.path for info in library.decks if info.bundled and info.id == deck.overrides), None)
        info = DeckInfo(deck.id, deck.title, deck.part, deck.tags, path, False, base)
        seen = replace(library, roots=(*library.roots, path.parent.absolute()))
        for problem in problems_of(deck, text.split("\n"), info, seen, False):
            named = problem.message.split("`")
            pasted = problem.rule == "missing-picture" and picture.find(named[1], path, paths) is not None
            if not pasted:
                found.append(problem)
    return deck, tuple(sorted(found, key=lambda problem: problem.line))


def _with_others(deck: Deck, library: Library, text: str) -> list[Problem]:
    """Ids that other files use already, or that were retired."""
    found: list[Problem] = []
    known = frozenset(library.note_ids())
    if deck.overrides:
        bundled = {info.id for info in library.decks if info.bundled}
        if deck.overrides not in bundled:
            fix = "name one after `overrides:`, or take the line out to have a deck of your own"
            found.append(Problem(deck.path, 1, f"there is no bundled deck `{deck.overrides}`", fix, rule="overridden"))
    else:
        other = next((info for info in library.decks if info.id == deck.id and info.path != deck.path), None)
        if other is not None:
            message = f"the deck id `{deck.id}` is already used by {other.path}"
            found.append(Problem(deck.path, 1, message, "choose another id", rule="duplicate-deck"))
    for note in deck.notes:
        if note.id not in known:
            continue
        other = library.deck_of(note.id)
        if other.path != deck.path and (not deck.overrides or other.id != deck.overrides):
            message = f"the id `{note.id}` is already used in {other.path}"
            fix = "take it out of the braces: the card gets one of its own"
            found.append(Problem(deck.path, note.line, message, fix, rule="duplicate-id"))
    return found


def sheet_problems(text: str, path: Path, library: Library) -> tuple[Problem, ...]:
    """What is wrong with the text of a sheet, by line; whether it fits its page is not seen here."""
    from cheatsheets.library import unknown_lessons
    from cheatsheets.sheet import parse_sheet

    sheet, found = parse_sheet(text, path)
    if sheet is not None:
        found = (*found, *unknown_lessons((sheet,), {info.id for info in library.decks}))
    return tuple(sorted(found, key=lambda problem: problem.line))
