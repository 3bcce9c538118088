"""The course map: how far each part and lesson is known, what was left out, and what else a lesson holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app import wording
from decks.card import Kind
from decks.library import CardRow, DeckInfo, Library

if TYPE_CHECKING:
    from app.storage.progress import Evidence, Progress
    from scheduler.memory import Memory
    from scheduler.queue import Status

KNOWN_DAYS = 21
"""From this interval on a card is known: as a rule that takes four good answers in a row, over three weeks."""

DEFINITION = (
    f"A card is known when its interval is {KNOWN_DAYS} days or more and no key point was left out when it was asked "
    "last. A lesson is known when all its cards are; suspended cards do not count."
)


class Stage(StrEnum):
    """How far a card or lesson is."""

    NEW = "new"
    LEARNING = "learning"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class Prompt:
    """A mock interview that belongs to a lesson."""

    note_id: str
    question: str
    """Plain text."""
    minutes: int


@dataclass(frozen=True, slots=True)
class Content:
    """What only the file of a lesson tells. Everything is plain text."""

    points: Mapping[str, tuple[str, ...]]
    """The key points of each card that has some, by card id."""
    questions: Mapping[str, str]
    """Of the same cards."""
    prompts: tuple[Prompt, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The points of one card that were left out when it was asked last."""

    card_id: str
    question: str
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """Cards by stage and key points covered, of a lesson, a part or the course."""

    new: int = 0
    learning: int = 0
    known: int = 0
    suspended: int = 0
    """Not in the other three."""
    due: int = 0
    """Of those learning or known: due today or before."""
    points: int = 0
    covered: int = 0
    """Key points that were said when their card was asked last; one that was never asked is not covered."""

    @property
    def cards(self) -> int:
        """The cards that count."""
        return self.new + self.learning + self.known

    @property
    def stage(self) -> Stage:
        """New before the first review, known once every card is."""
        if self.cards and self.known == self.cards:
            return Stage.KNOWN
        return Stage.LEARNING if self.learning or self.known else Stage.NEW

    @property
    def share_covered(self) -> float | None:
        """Share of the key points covered, 0 to 1; None without any."""
        return self.covered / self.points if self.points else None


@dataclass(frozen=True, slots=True)
class Lesson:
    """One deck and how far it is."""

    deck: DeckInfo
    tally: Tally
    choices: int
    """Quiz cards, of those that count."""
    drills: int
    """Numeric cards, of those that count."""
    left_out: tuple[LeftOut, ...]
    prompts: tuple[Prompt, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Lessons under one title; the reader's own decks are never in a part of the course."""

    title: str
    own: bool
    lessons: tuple[Lesson, ...]
    tally: Tally

    @property
    def known(self) -> int:
        """Lessons that are known."""
        return sum(lesson.tally.stage is Stage.KNOWN for lesson in self.lessons)


@dataclass(frozen=True, slots=True)
class Course:
    """The map at one moment: the parts of the course, then the reader's own."""

    parts: tuple[Part, ...]

    @property
    def bundled(self) -> tuple[Part, ...]:
        """The parts of the course itself, which "N of 112 lessons" counts."""
        return tuple(part for part in self.parts if not part.own)

    @property
    def lessons(self) -> int:
        """The lessons of the course itself."""
        return sum(len(part.lessons) for part in self.bundled)

    @property
    def known(self) -> int:
        """How many of them are known."""
        return sum(part.known for part in self.bundled)

    @property
    def tally(self) -> Tally:
        """All of the course itself."""
        return added(part.tally for part in self.bundled)

    def find(self, deck_id: str) -> Lesson | None:
        """The lesson of a deck, the reader's own included."""
        return next((lesson for part in self.parts for lesson in part.lessons if lesson.deck.id == deck_id), None)

    def sentence(self) -> str:
        """The course in one line."""
        tally = self.tally
        said = [f"{self.known:,} of {wording.count(self.lessons, 'lesson')} known"]
        said.append(f"{tally.known:,} of {wording.count(tally.cards, 'card')} known, {tally.learning:,} being learned")
        if tally.share_covered is not None:
            said.append(f"{percent(tally.share_covered)} of the key points covered")
        return " \u00b7 ".join(said)


def percent(share: float) -> str:
    """A share in whole per cent; only all of it is 100 %, and only nothing 0 %."""
    if 0 < share < 1:
        return f"{min(99, max(1, round(share * 100)))} %"
    return f"{share * 100:.0f} %"


def added(tallies: Iterable[Tally]) -> Tally:
    """The sum."""
    columns = [[getattr(tally, name) for name in Tally.__slots__] for tally in tallies]
    return Tally(*(sum(column) for column in zip(*columns, strict=True))) if columns else Tally()


def contents(library: Library, cancelled: Callable[[], bool] = lambda: False) -> dict[str, Content]:
    """What the files of the decks tell, by deck id. Reads every file, past the library: for the background.

    Stops early, with what there is, once `cancelled`.
    """
    # Imported here: the window's first card does without a parser.
    from decks.markup import plain
    from decks.parser import read_deck

    of_deck: dict[str, set[str]] = {}
    for note_id in library.note_ids():
        of_deck.setdefault(library.deck_of(note_id).id, set()).add(note_id)
    # What the user wrote in the places of bundled cards.
    own = {note.id: note for info in library.overrides if (mine := read_deck(info.path)[0]) for note in mine.notes}
    found: dict[str, Content] = {}
    for info in library.decks:
        if cancelled():
            break
        deck, _ = read_deck(info.path)
        notes = [own.get(n.id, n) for n in deck.notes if n.id in of_deck.get(info.id, ())] if deck is not None else []
        with_points = [note for note in notes if note.kind is Kind.KEY_POINTS]
        found[info.id] = Content(
            {note.id: tuple(plain(point) for point in note.points) for note in with_points},
            {note.id: plain(note.question) for note in with_points},
            tuple(
                Prompt(note.id, plain(note.question), note.minutes or 0) for note in notes if note.kind is Kind.PROMPT
            ),
        )
    return found


def stage_of(memory: Memory | None, *, missed: bool) -> Stage:
    """How far a card is; `missed` tells whether a key point was left out when it was asked last."""
    if memory is None:
        return Stage.NEW
    return Stage.KNOWN if memory.interval >= KNOWN_DAYS and not missed else Stage.LEARNING


def course_map(
    library: Library,
    content: Mapping[str, Content],
    memories: Mapping[str, Memory],
    statuses: Mapping[str, Status],
    evidence: Mapping[str, Evidence],
    today: int,
) -> Course:
    """The map on the study day `today`. A deck without an entry in `content` has no points and no prompts."""
    rows: dict[str, list[CardRow]] = {}
    for row in library.rows:
        rows.setdefault(row.deck_id, []).append(row)
    nothing = Content({}, {}, ())
    parts: dict[tuple[bool, str], list[Lesson]] = {}
    for deck in library.decks:
        lesson = _lesson(
            deck, rows.get(deck.id, ()), content.get(deck.id, nothing), memories, statuses, evidence, today
        )
        parts.setdefault((not deck.bundled, deck.part), []).append(lesson)
    return Course(
        tuple(
            Part(title, own, tuple(lessons), added(lesson.tally for lesson in lessons))
            for (own, title), lessons in sorted(parts.items(), key=lambda item: item[0][0])
        )
    )


def _lesson(
    deck: DeckInfo,
    rows: Iterable[CardRow],
    content: Content,
    memories: Mapping[str, Memory],
    statuses: Mapping[str, Status],
    evidence: Mapping[str, Evidence],
    today: int,
) -> Lesson:
    counts = dict.fromkeys(Stage, 0)
    suspended = due = points = covered = choices = drills = 0
    left_out: list[LeftOut] = []
    for row in rows:
        status = statuses.get(row.card_id)
        if status is not None and status.suspended:
            suspended += 1
            continue
        # A point that was taken out of the card since, or worded anew, is neither said nor left out.
        own_points = content.points.get(row.card_id, ())
        shown = evidence.get(row.card_id)
        missed: tuple[str, ...] = ()
        if shown is not None and own_points:
            missed = tuple(point for point in own_points if point in shown.missed)
            covered += sum(point in shown.said for point in own_points)
        points += len(own_points)
        if missed:
            left_out.append(LeftOut(row.card_id, content.questions[row.card_id], missed))
        counts[stage_of(memories.get(row.card_id), missed=bool(missed))] += 1
        due += status is not None and not status.is_new and status.due_day <= today
        choices += row.kind == Kind.CHOICE
        drills += row.kind == Kind.NUMERIC
    tally = Tally(counts[Stage.NEW], counts[Stage.LEARNING], counts[Stage.KNOWN], suspended, due, points, covered)
    return Lesson(deck, tally, choices, drills, tuple(left_out), content.prompts)


def read_course(library: Library, progress: Progress, today: int, content: Mapping[str, Content]) -> Course:
    """The map from what is stored now. Raises an `app.errors.StorageError` when that cannot be read."""
    asked = {card_id for deck in content.values() for card_id in deck.points}
    return course_map(
        library,
        content,
        progress.memories(row.card_id for row in library.rows),
        progress.statuses(),
        progress.evidence_of(asked),
        today,
    )
