"""How it goes: the sections of the statistics, counted from what is stored. No Qt, no SQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import TYPE_CHECKING

from app import statistics_charts as made
from app.chart import Section, Total
from decks.card import note_id_of
from scheduler.day import streak

if TYPE_CHECKING:
    from pathlib import Path

    from app.storage.charts import CardRow, DayCounts, DueRow, Hours, Recalls
    from decks.library import Library

SECTIONS = ("overview", "reviews", "recall", "cards")


@dataclass(frozen=True, slots=True)
class Due:
    """When cards come, as things stand."""

    days: Counter[int]
    """Cards by study day; what is overdue comes today."""
    overdue: int
    """Of those that come today, the ones due earlier."""


@dataclass(frozen=True, slots=True)
class Leech:
    """A card that was missed again and again."""

    card_id: str
    lapses: int
    ease: int
    """Hundredths."""
    interval: int
    suspended: bool


@dataclass(frozen=True, slots=True)
class CardCounts:
    """The cards that are no longer new, counted."""

    eases: Counter[int]
    """By ease in hundredths."""
    intervals: Counter[int]
    """By interval in days."""
    leeches: tuple[Leech, ...]
    """Most lapses first."""


# ---- counting -------------------------------------------------------------------------------------


def count_due(rows: Iterable[DueRow], known: Container[str], today: int) -> Due:
    """When the `known` cards come, as of the study day `today`."""
    days = Counter(day for card_id, day in rows if card_id in known)
    overdue = sum(number for day, number in days.items() if day < today)
    coming = Counter({day: number for day, number in days.items() if day >= today})
    coming[today] += overdue
    return Due(coming, overdue)


def count_cards(rows: Iterable[CardRow], known: Container[str], leech_lapses: int) -> CardCounts:
    """How the `known` cards stand."""
    eases: Counter[int] = Counter()
    intervals: Counter[int] = Counter()
    leeches = []
    # Nothing is kept of a card that is no leech: 100,000 rows at once would take longer to make room for than to count.
    for card_id, ease, interval, lapses, suspended in rows:
        if card_id in known:
            eases[ease] += 1
            intervals[interval] += 1
            if lapses >= leech_lapses:
                leeches.append(Leech(card_id, lapses, ease, interval, bool(suspended)))
    leeches.sort(key=lambda leech: (-leech.lapses, leech.card_id))
    return CardCounts(eases, intervals, tuple(leeches))


# ---- the sections ---------------------------------------------------------------------------------


def overview(days: Sequence[DayCounts], due: Due, today: int) -> Section:
    """Totals, the year at a glance, and what is coming."""
    studied = [counts.day for counts in days]
    right, asked = made.recall(days, today - made.DAYS_OF_RECALL + 1, today)
    duration_ms = sum(counts.duration_ms for counts in days if counts.day == today)
    in_a_row, reviews = streak(studied, today), sum(counts.reviews for counts in days)
    totals = (
        Total("streak", "day in a row" if in_a_row == 1 else "days in a row", f"{in_a_row:,}"),
        Total("longest", "longest streak", f"{made.longest(studied):,}"),
        Total("days", "day studied" if len(studied) == 1 else "days studied", f"{len(studied):,}"),
        Total("reviews", "review" if reviews == 1 else "reviews", f"{reviews:,}"),
        Total("today", "minutes today", made.tenth(duration_ms / 60_000)),
        Total("remembered", "remembered, 30 days", made.percent(right, asked) if asked else "\u2013"),
    )
    return Section(totals, (made.calendar(days, today), *made.forecasts(due, today)), not days)


def reviews(days: Sequence[DayCounts], hours: Hours, zone: tzinfo, today: int) -> Section:
    """What was done, by day and by hour."""
    return Section((), (*made.per_day(days, today), made.hours(hours, zone)), not days)


def recall(days: Sequence[DayCounts], recalls: Recalls, library: Library, today: int) -> Section:
    """What was remembered: by week, by part, by level."""
    part_of = {deck.id: deck.part for deck in library.decks}
    by_part: dict[str, list[int]] = {part: [0, 0] for part in (*part_of.values(), made.GONE)}
    by_level: dict[str, list[int]] = {level: [0, 0] for level in (*made.LEVELS.values(), made.GONE)}
    # Of a card that is in no deck any more, neither part nor level is known: it is what the others leave.
    gone = [recalls.right.total(), recalls.wrong.total()]
    for row in library.rows:
        for place, counted in enumerate((recalls.right, recalls.wrong)):
            times = counted.get(row.card_id)
            if times:
                by_part[part_of[row.deck_id]][place] += times
                by_level[made.LEVELS[row.level]][place] += times
                gone[place] -= times
    by_part[made.GONE] = by_level[made.GONE] = gone
    charts = (
        made.weeks(days, today),
        made.shares("recall-by-part", "part", by_part, recalls.since_day),
        made.shares("recall-by-level", "level", by_level, recalls.since_day),
    )
    return Section((), charts, not days)


def cards(days: Sequence[DayCounts], counts: CardCounts, questions: Mapping[str, str], leech_lapses: int) -> Section:
    """The cards as they stand; `questions` are those of the leeches named."""
    leeches = made.leeches(counts.leeches, questions, leech_lapses)
    return Section((), (made.eases(counts.eases), made.intervals(counts.intervals), leeches), not days)


def read(name: str, database: Path, library: Library, zone: tzinfo, today: int, leech_lapses: int) -> Section:
    """One of `SECTIONS`, counted anew. For the background: over a million reviews it takes some tenths of a second.

    Raises StorageError, and ValueError for a section there is not.
    """
    # Imported here: whoever only counts needs no storage.
    from app.storage import charts

    match name:
        case "overview":
            known = {row.card_id for row in library.rows}
            return overview(charts.read_days(database), count_due(charts.read_due(database), known, today), today)
        case "reviews":
            return reviews(charts.read_days(database), charts.read_hours(database, today), zone, today)
        case "recall":
            return recall(charts.read_days(database), charts.read_recalls(database, today), library, today)
        case "cards":
            known = {row.card_id for row in library.rows}
            counts = count_cards(charts.read_cards(database), known, leech_lapses)
            named = [leech.card_id for leech in counts.leeches[: made.LEECHES]]
            return cards(charts.read_days(database), counts, questions_of(library, named), leech_lapses)
    raise ValueError(f"there is no section {name}")


def questions_of(library: Library, card_ids: Iterable[str]) -> dict[str, str]:
    """The questions of cards in plain words, read from their files: the library's own copies belong to the thread that
    shows cards. A card that its file has lost since is left out.
    """
    # Imported here: without leeches there is nothing to parse.
    from decks.markup import plain
    from decks.parser import read_deck

    by_file: dict[Path, list[str]] = {}
    for card_id in card_ids:
        by_file.setdefault(library.deck_of(note_id_of(card_id)).path, []).append(card_id)
    found: dict[str, str] = {}
    for path, wanted in by_file.items():
        deck, _ = read_deck(path)
        notes = {note.id: note for note in deck.notes} if deck else {}
        for card_id in wanted:
            note = notes.get(note_id_of(card_id))
            if note is not None:
                found[card_id] = plain(note.question)
    return found
