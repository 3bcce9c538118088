"""`byheart find`: the cards a query finds, in the library's order."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from app.find.query import parse
from app.paths import Paths
from decks.card import note_id_of

if TYPE_CHECKING:
    from app.find.finder import Finder
    from app.settings import Settings
    from decks.library import Library


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    find = commands.add_parser("find", help="search the cards; the language is that of Browse, see docs/search.md")
    find.add_argument(
        "query", nargs="+", metavar="QUERY", help='words, "phrase", part:security, is:due, ease<1.8, -not, OR, ( )'
    )
    find.add_argument("--json", action="store_true", help="all that is known of each card")
    find.add_argument("--limit", type=_limit, metavar="N", help="at most so many cards")


def run(paths: Paths, options: argparse.Namespace) -> int:
    """Print what is found; the exit status is 0 also when that is nothing."""
    from app import wording
    from app.opening import read_library, settings_of

    settings, complaints = settings_of(paths)
    library, more_complaints = read_library(paths, settings)
    for complaint in complaints + more_complaints:
        print(f"byheart: {complaint}", file=sys.stderr)
    with searching(paths, settings, library) as finder:
        assert finder.index is not None
        rows = finder.rows(parse(" ".join(options.query)))
        shown = rows if options.limit is None else rows[: options.limit]
        questions = finder.index.questions(shown)
        found = [_described(finder, row, question) for row, question in zip(shown, questions, strict=True)]
    if options.json:
        json.dump({"found": len(rows), "cards": found}, sys.stdout, indent=2, ensure_ascii=False)
        print()
        return 0
    for card in found:
        print(f"{card['id']:<28} {card['question']}")
    more = f", {len(shown):,} of them shown" if len(shown) < len(rows) else ""
    print(f"{wording.count(len(rows), 'card')} found{more}.")
    return 0


def found_notes(paths: Paths, settings: Settings, library: Library, query: str) -> tuple[str, ...]:
    """The notes of the cards a query finds, in the library's order. Raises QueryError and StorageError."""
    wanted = parse(query)
    with searching(paths, settings, library) as finder:
        return tuple(dict.fromkeys(note_id_of(finder.cards.ids[row]) for row in finder.rows(wanted)))


@contextmanager
def searching(paths: Paths, settings: Settings, library: Library) -> Iterator[Finder]:
    """A finder over a library and its stored progress, today. Raises StorageError."""
    # Imported here: the parser of the command line does without them.
    from app.clock import now_ms
    from app.find.cards import Cards
    from app.find.finder import Finder
    from app.opening import backups_of, clock_of
    from app.storage.progress import open_progress
    from app.storage.search import open_index, standings_of
    from scheduler.day import forward_day
    from scheduler.sm2 import Sm2

    cards = Cards(library)
    with open_progress(paths.database, backups_of(paths, settings), Sm2(), now_ms) as progress:
        today = forward_day(clock_of(settings).day_of(now_ms()), progress.last_day())
        standings = standings_of(cards, progress)
    index = open_index(paths.cache / "search.sqlite", library)
    assert index is not None  # only a caller that cancels gets none
    with closing(index):
        yield Finder(cards, standings, index, today, settings.leech_lapses)


def _described(finder: Finder, row: int, question: str) -> dict[str, Any]:
    from app import wording
    from app.find.cards import NEW, NO_DAY, NO_GRADE, SUSPENDED
    from app.find.query import VALUES

    cards, standings = finder.cards, finder.standings
    deck = cards.decks[cards.deck_number(row)]
    seen = not standings.flags[row] & NEW
    due, last, grade = standings.due[row], standings.last_day[row], standings.grade[row]
    return {
        "id": cards.ids[row],
        "question": question,
        "deck": deck.id,
        "lesson": deck.title,
        "part": deck.part,
        "level": ("", *VALUES["level"])[cards.levels[row]],
        "kind": VALUES["kind"][cards.kinds[row]],
        "tags": sorted({*deck.tags, *(tag for tag, rows in standings.tags.items() if row in rows)}),
        "due": wording.iso_day(due) if due != NO_DAY else None,
        "interval": standings.interval[row] if seen else None,
        "ease": standings.ease[row] / 100 if seen else None,
        "lapses": standings.lapses[row],
        "last_grade": grade if grade != NO_GRADE else None,
        "last_review": wording.iso_day(last) if last != NO_DAY else None,
        "missed": standings.missed.get(row, 0),
        "suspended": bool(standings.flags[row] & SUSPENDED),
        "buried": standings.buried[row] > finder.today,
    }


def _limit(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number
