"""The use-cases of a review: what comes next, what each grade would do, grade, undo, put aside.

No Qt and no clock of its own: the window and the terminal drive the same object and pass the time in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from math import ceil
from typing import TYPE_CHECKING

from app import wording
from decks.card import Kind, Note, gap_of, note_id_of
from decks.library import DeckInfo, Library
from decks.markup import plain
from decks.problem import DeckError
from scheduler.day import StudyClock, forward_day, streak
from scheduler.memory import Memory, Quality
from scheduler.queue import Candidate, Graded, Limits, Plan, plan_day

if TYPE_CHECKING:
    from app.storage.progress import Evidence, Progress, Undone
    from decks.drill import Drawn

# What a card takes while there is no log to measure it from.
SECONDS_PER_CARD = 25.0
# Longer than this is not thinking but lunch.
LONGEST_ANSWER_MS = 5 * 60_000

# What was done to a selection; a grade is of one card.
_ON_MANY: Mapping[str, str] = {
    "suspend": "suspended {cards}",
    "unsuspend": "brought back {cards}",
    "bury": "buried {cards}",
    "unbury": "dug up {cards}",
    "reschedule": "rescheduled {cards}",
    "forget": "made {cards} new again",
    "tag": "tagged {cards} {tag}",
    "untag": "took {tag} off {cards}",
}


@dataclass(frozen=True, slots=True)
class Return:
    """When a card comes back after a grade: again in today's session, and in how many days."""

    today: bool
    days: int

    @property
    def text(self) -> str:
        """For a button: `today`, `6 days`, or both."""
        if not self.today:
            return wording.interval(self.days)
        return "again today" if self.days <= 1 else f"today, {wording.interval(self.days)}"


@dataclass(frozen=True, slots=True)
class Face:
    """A card before the reader."""

    card_id: str
    note: Note
    deck: DeckInfo
    gap: int | None
    repeat: bool
    memory: Memory | None
    """None while the card is new."""
    why: str
    """One sentence: why this card today."""
    returns: Mapping[Quality, Return]
    left_out: tuple[str, ...] = ()
    """Key points left out when the card was last asked, in plain words."""
    drawn: Drawn | None = None
    """The numbers of a drill, with which the note's question and answer are filled in."""


@dataclass(frozen=True, slots=True)
class PartCount:
    """What a part of the course has for today and for later."""

    part: str
    due: int
    new: int
    later: int
    cards: int


@dataclass(frozen=True, slots=True)
class Overview:
    """Today at a glance."""

    day: int
    due: int
    new: int
    repeats: int
    later: int
    new_left: int
    """New cards beyond today's limit."""
    minutes: int
    streak: int
    """Study days in a row with a review, up to today, or to yesterday while today has none."""
    reviewed: int
    """Reviews already done today."""
    parts: tuple[PartCount, ...]

    @property
    def total(self) -> int:
        """Cards still to do today."""
        return self.due + self.new + self.repeats


@dataclass(frozen=True, slots=True)
class Done:
    """One grade of this session."""

    card_id: str
    question: str
    quality: Quality
    repeat: bool
    duration_ms: int
    missed: tuple[str, ...]
    """Key points that were not ticked."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a session came to."""

    cards: int
    """Different cards graded."""
    grades: Mapping[Quality, int]
    """First grades of the session, by quality."""
    minutes: float
    missed: tuple[Done, ...]
    """The first grade below *good* of each card, in order."""
    left: int


class Study:
    """Today's session over a library and its progress.

    `now` gives milliseconds since the epoch, UTC. The plan is made once and then kept up by each action, because
    making it anew costs too much for a key press; it is made anew after an undo and when the study day changes.
    """

    def __init__(
        self,
        library: Library,
        progress: Progress,
        clock: StudyClock,
        limits: Limits,
        now: Callable[[], int],
        deck_ids: frozenset[str] | None = None,
    ) -> None:
        self.library = library
        self.progress = progress
        self.clock = clock
        self._limits = limits
        self._now = now
        self._deck_ids = deck_ids
        self._candidates = tuple(Candidate(r.card_id, r.note_id, r.deck_id) for r in library.rows)
        self._session: list[Done] = []
        self._undone: list[Done] = []
        self._seeds: dict[str, int] = {}
        self.focused: frozenset[str] = frozenset()
        """The decks studied by hand; none while the day's plan is."""
        self.plan = self._new_plan()

    # ---- the plan ---------------------------------------------------------------------------------

    def _new_plan(self) -> Plan:
        # All is read before anything is changed: after a failed read the old plan still holds together.
        day = self.today()
        graded = self.progress.graded_on(day)
        statuses = self.progress.statuses()
        limits, chosen = self._limits, self._deck_ids
        if self.focused:
            limits, chosen = Limits(len(self._candidates), None, limits.order), self.focused
        plan = plan_day(self._candidates, statuses, graded, day, limits, chosen)
        self.day = day
        self._graded = graded
        self._order = list(plan.order)
        self._repeats = set(plan.repeats)
        self._is_new = frozenset(plan.new)
        return plan

    def today(self) -> int:
        """The study day now; it does not run backwards with a journey west or a corrected clock."""
        return forward_day(self.clock.day_of(self._now()), self.progress.last_day())

    def refresh(self) -> bool:
        """Make the plan anew when the study day has changed; tells whether it did."""
        if self.today() == self.day:
            return False
        self.plan = self._new_plan()
        return True

    def replan(self) -> None:
        """Make the plan anew from what is stored."""
        self.plan = self._new_plan()

    @property
    def left(self) -> int:
        """Cards still to do, repeats included."""
        return len(self._order)

    def current(self) -> Face | None:
        """The card to ask now, or None when today is done."""
        while self._order:
            try:
                return self.face(self._order[0])
            except DeckError:
                # Its file was changed outside and has lost the card: it waits until the decks are read again.
                self._leave(self._order[0])
        return None

    def upcoming(self) -> Face | None:
        """The card after the current one, to be laid out while this one is read."""
        try:
            return self.face(self._order[1]) if len(self._order) > 1 else None
        except DeckError:
            return None

    def face(self, card_id: str) -> Face:
        """A card with all that is said about it."""
        note_id = note_id_of(card_id)
        memory = self.progress.memory(card_id)
        repeat = card_id in self._repeats
        note, drawn = self._with_numbers(card_id, self.library.note(note_id))
        missed = self.progress.left_out(card_id) if memory is not None and note.points else ()
        return Face(
            card_id=card_id,
            note=note,
            deck=self.library.deck_of(note_id),
            gap=gap_of(card_id),
            repeat=repeat,
            memory=memory,
            why=self._why(card_id, memory, repeat),
            returns=self._returns(memory, repeat),
            # A point that was taken out of the card since, or worded anew, is not told.
            left_out=tuple(point for point in map(plain, note.points) if point in missed) if missed else (),
            drawn=drawn,
        )

    def _with_numbers(self, card_id: str, note: Note) -> tuple[Note, Drawn | None]:
        """A drill with the numbers of this showing; any other note as it is."""
        if note.kind is not Kind.NUMERIC:
            return note, None
        # Imported here: most cards draw nothing.
        from decks.drill import redraw
        from decks.formula import FormulaError

        # The same numbers until the card is graded, other ones the next time.
        seed = self._seeds.setdefault(
            card_id, int.from_bytes(blake2b(f"{card_id} {self._now()}".encode(), digest_size=6).digest(), "big")
        )
        try:
            return redraw(note, seed)
        except FormulaError:
            # A drill of the reader's own that has no value for these numbers: `check` names it. It is asked as written.
            return note, None

    def _why(self, card_id: str, memory: Memory | None, repeat: bool) -> str:
        if repeat:
            last = next((g for g in reversed(self._graded) if g.card_id == card_id), None)
            grade = wording.GRADE_NAMES[Quality(last.quality)] if last else "below Good"
            return f"Again today: you graded it {grade}; it comes back until it is Good or Easy."
        if memory is None:
            if card_id not in self._is_new:
                return "New: you asked for it to come."
            return "New: the next card of its lesson within today's limit."
        seen = wording.interval(memory.interval)
        late = self.day - memory.due_day
        when = "due today" if late <= 0 else f"due {wording.count(late, 'day')} ago"
        return f"Review: {when}, after an interval of {seen} at ease {memory.ease / 100:.2f}."

    def _returns(self, memory: Memory | None, repeat: bool) -> Mapping[Quality, Return]:
        if repeat:
            # A repeat changes neither ease nor interval: only whether the card is asked again today.
            days = max(1, (memory.due_day if memory else self.day + 1) - self.day)
            return {quality: Return(quality < Quality.GOOD, days) for quality in Quality}
        preview = self.progress.algorithm.preview(memory if memory is not None else Memory(), self.day)
        return {quality: Return(quality < Quality.GOOD, after.interval) for quality, after in preview.items()}

    # ---- actions ----------------------------------------------------------------------------------

    def grade(
        self,
        card_id: str,
        quality: Quality,
        duration_ms: int,
        missed: tuple[str, ...] = (),
        evidence: Evidence | None = None,
    ) -> None:
        """Record a grade of the current card; it is on disk when this returns.

        `missed` are the key points not ticked, for the session's summary; `evidence` is kept with the grade.
        Raises an `app.errors.StorageError` when it could not be written; then nothing has changed, here or there.
        """
        self.refresh()
        repeat = card_id in self._repeats
        # A card that the plan no longer holds, because a new study day began under it or because it was graded a moment
        # ago, is not due: its grade is kept, and moves nothing.
        kind = "repeat" if repeat else "scheduled" if card_id in self._order else "extra"
        duration_ms = min(max(duration_ms, 0), LONGEST_ANSWER_MS)
        self.progress.grade(
            card_id,
            quality,
            self.day,
            kind=kind,
            duration_ms=duration_ms,
            at_ms=self._now(),
            evidence=evidence,
        )
        self._seeds.pop(card_id, None)
        self._leave(card_id)
        if quality < Quality.GOOD:
            self._repeats.add(card_id)
            self._order.append(card_id)
        self._graded = (*self._graded, Graded(card_id, int(quality), kind, was_new=card_id in self._is_new))
        note = self.library.find_note(note_id_of(card_id))
        question = note.question if note is not None else card_id
        self._undone.clear()
        self._session.append(Done(card_id, question, quality, repeat, duration_ms, missed))

    def _leave(self, card_id: str) -> None:
        self._repeats.discard(card_id)
        if card_id in self._order:
            self._order.remove(card_id)

    def suspend(self, card_id: str) -> None:
        """Take a card out until it is brought back."""
        self.progress.suspend(card_id, True)
        # Rare enough to plan anew: another new card may take its place, and the decks interleave differently.
        self.replan()

    def bury(self, card_id: str) -> None:
        """Put a card off until the next study day."""
        self.progress.bury(card_id, self.today() + 1)
        self.replan()

    @property
    def can_undo(self) -> bool:
        """Whether there is an action to take back."""
        return self.progress.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether there is an undone action to do again."""
        return self.progress.can_redo

    def undo(self) -> str | None:
        """Take back the newest action; its card is the current one again. What it was, in words, or None."""
        undone = self.progress.undo()
        if undone is None:
            return None
        if undone.kind == "grade":
            for index in range(len(self._session) - 1, -1, -1):
                if self._session[index].card_id == undone.card_id:
                    self._undone.append(self._session.pop(index))
                    break
        self.replan()
        if undone.cards == 1:
            self._bring_forward(undone.card_id)
        return self._words(undone)

    def redo(self) -> str | None:
        """Do again what was undone last. What it was, in words, or None when there is nothing."""
        redone = self.progress.redo()
        if redone is None:
            return None
        if redone.kind == "grade" and self._undone and self._undone[-1].card_id == redone.card_id:
            self._session.append(self._undone.pop())
        self.replan()
        return self._words(redone)

    def _words(self, step: Undone) -> str:
        if step.cards > 1:
            return _ON_MANY[step.kind].format(cards=wording.count(step.cards, "card"), tag=step.tag)
        what = wording.GRADE_NAMES[Quality(step.quality)] if step.quality is not None else step.kind
        if step.tag is not None:
            what = f"{what} {step.tag}"
        note = self.library.find_note(note_id_of(step.card_id))
        question = plain(note.question) if note is not None else step.card_id
        return f"{what} on \u201c{question}\u201d"

    def _bring_forward(self, card_id: str) -> None:
        if card_id in self._order:
            self._order.remove(card_id)
            self._order.insert(0, card_id)

    # ---- looking ----------------------------------------------------------------------------------

    def overview(self) -> Overview:
        """Today at a glance, by part, in the library's order."""
        planned_new = (self._is_new & set(self._order)) - self._repeats
        planned_due = set(self._order) - planned_new
        part_of = {deck.id: deck.part for deck in self.library.decks}
        parts: dict[str, list[int]] = {}
        for row in self.library.rows:
            counts = parts.setdefault(part_of[row.deck_id], [0, 0, 0, 0])
            counts[3] += 1
            if row.card_id in planned_due:
                counts[0] += 1
            elif row.card_id in planned_new:
                counts[1] += 1
            else:
                counts[2] += 1
        seconds = self.progress.seconds_per_card() or SECONDS_PER_CARD
        return Overview(
            day=self.day,
            due=len(planned_due - self._repeats),
            new=len(planned_new),
            repeats=len(self._repeats),
            later=self.plan.later,
            new_left=self.plan.new_left,
            minutes=ceil(self.left * seconds / 60),
            streak=streak(self.progress.days_reviewed(), self.day),
            reviewed=len(self._graded),
            parts=tuple(PartCount(part, *counts) for part, counts in parts.items()),
        )

    def summary(self) -> Summary:
        """What this session came to."""
        first: dict[str, Done] = {}
        for done in self._session:
            first.setdefault(done.card_id, done)
        grades = {quality: sum(done.quality == quality for done in first.values()) for quality in Quality}
        return Summary(
            cards=len(first),
            grades={quality: number for quality, number in grades.items() if number},
            minutes=sum(done.duration_ms for done in self._session) / 60_000,
            missed=tuple(done for done in first.values() if done.quality < Quality.GOOD),
            left=self.left,
        )

    def go_on_from(self, other: Study) -> None:
        """Take over the session of another study over the same progress, whose decks were read earlier."""
        self._session = other._session
        self._undone = other._undone
        self.focused = other.focused
        # A grade may have been given while the decks were read.
        self.replan()

    def focus(self, deck_ids: Iterable[str] = ()) -> None:
        """Study these decks alone, because the reader asked: whatever of them is due or new, the day's limits aside.

        None of them: today's plan again.
        """
        chosen = frozenset(deck_ids)
        if chosen != self.focused:
            self.focused = chosen
            self.replan()

    def begin(self) -> None:
        """Start a session: its summary counts from here."""
        self._session.clear()
        self._undone.clear()
        self.refresh()
