"""A mock interview: its prompts, its phases and its clock, which stops nobody and says where one should be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import accumulate
from random import Random

from app import wording
from decks.card import Kind
from decks.library import Library
from decks.markup import plain

MINUTE_MS = 60_000
GAP_MS = 2 * MINUTE_MS
"""The window looks at the clock every half second. Longer than this without a look, and the machine was asleep."""


@dataclass(frozen=True, slots=True)
class Phase:
    """One part of an interview; `aim` is what it leaves on the board."""

    name: str
    title: str
    aim: str


PHASES = (
    Phase("clarify", "Clarify", "Who calls, which journeys, what is out of scope, what must never happen."),
    Phase("requirements", "Requirements", "Targets that can fail, and the few numbers that decide something."),
    Phase("model", "API model", "Resources, methods, success, the one interesting error; keys and the invariant."),
    Phase("deep-dive", "Deep dive", "One hard part: how it works, with figures, and how it fails."),
    Phase("evaluation", "Evaluation", "Failures, ten times the load, what each choice costs, what stays open."),
)

# What the bank teaches: the sheet of the design method for 45 minutes (endpoints and data model make one phase here,
# and the spare minutes belong to the evaluation), the lesson on mock interviews for the shorter ones.
MINUTES = {15: (2, 2, 6, 3, 2), 30: (4, 3, 10, 8, 5), 45: (5, 5, 15, 13, 7)}


@dataclass(frozen=True, slots=True)
class Prompt:
    """A task to be interviewed on."""

    id: str
    question: str
    """In plain words."""
    minutes: int
    level: str
    """`easy`, `medium`, `hard`, or empty."""
    lesson: str


class Urgency(StrEnum):
    """How loud a nudge is."""

    CALM = "calm"
    SOON = "soon"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Nudge:
    """What the clock says."""

    urgency: Urgency
    words: str


@dataclass(frozen=True, slots=True)
class Clock:
    """Time spent: `elapsed_ms` up to the last look, which was at `looked_at` (ms since the epoch); None: paused."""

    elapsed_ms: int = 0
    looked_at: int | None = None

    @property
    def paused(self) -> bool:
        """Whether it stands still."""
        return self.looked_at is None

    def start(self, now: int) -> Clock:
        """Running from now on."""
        return replace(self, looked_at=now)

    def look(self, now: int) -> Clock:
        """The clock now. It stops where it was looked at last when that is so long ago that the machine slept; a
        system clock set back takes nothing away."""
        if self.looked_at is None:
            return self
        passed = now - self.looked_at
        if passed > GAP_MS:
            return replace(self, looked_at=None)
        return Clock(self.elapsed_ms + max(0, passed), now)

    def pause(self, now: int) -> Clock:
        """Standing still."""
        return replace(self.look(now), looked_at=None)


def phase_number(name: str) -> int:
    """The place of a phase in `PHASES`; the last one for a name that is none of them."""
    return next((n for n, phase in enumerate(PHASES) if phase.name == name), len(PHASES) - 1)


def ends(minutes: int) -> tuple[int, ...]:
    """When each phase ends by plan, in ms from the start; the last end is the interview's.

    Lengths the bank does not teach are divided as the nearest one that it does.
    """
    if minutes < 1:
        raise ValueError(f"an interview of {minutes} minutes")
    shares = MINUTES[min(MINUTES, key=lambda taught: abs(taught - minutes))]
    return tuple(minutes * MINUTE_MS * done // sum(shares) for done in accumulate(shares))


def nudge(minutes: int, phase: int, elapsed_ms: int) -> Nudge:
    """What to say in a phase (a place in `PHASES`) after `elapsed_ms` of an interview of `minutes`."""
    plan = ends(minutes)
    end = plan[phase]
    lasts = end - (plan[phase - 1] if phase else 0)
    left = end - elapsed_ms
    title = PHASES[phase].title
    last = phase == len(PHASES) - 1
    if elapsed_ms >= plan[-1]:
        return Nudge(Urgency.OVER, "Time is up: finish, or take the minutes you still need.")
    after = "" if last else _low(PHASES[phase + 1].title)
    if left <= 0:
        return Nudge(Urgency.OVER, f"{title}: its time is over; move on to {after}.")
    said = f"{title}: {_left(left)} left"
    if left > max(MINUTE_MS, lasts // 5):
        return Nudge(Urgency.CALM, f"{said}.")
    return Nudge(Urgency.SOON, f"{said}; {'come to an end' if last else f'move on to {after}'} soon.")


def _left(ms: int) -> str:
    """`6 minutes`, rounded up; below a minute in steps of ten seconds, so that the words do not flicker."""
    if ms > MINUTE_MS:
        return wording.count(-(-ms // MINUTE_MS), "minute")
    return "1 minute" if ms > 50_000 else f"{-(-ms // 10_000) * 10} seconds"


def _low(title: str) -> str:
    return title if title.startswith("API") else title.lower()


def digits(ms: int) -> str:
    """Minutes and seconds, `7:05`."""
    seconds = max(0, ms) // 1000
    return f"{seconds // 60}:{seconds % 60:02d}"


def read_prompts(library: Library) -> tuple[Prompt, ...]:
    """The prompts of a library in its order, shorter ones first. Parses the files that hold one."""
    # Imported here: an unchanged library shows its overview without a parser.
    from decks.parser import read_deck

    scheduled = {row.note_id for row in library.rows}
    wanted = {note_id for note_id in library.note_ids() if note_id not in scheduled}
    holding = {library.deck_of(note_id) for note_id in wanted}
    found = []
    for info in (deck for deck in (*library.decks, *library.overrides) if deck in holding):
        deck, _ = read_deck(info.path)
        for note in deck.notes if deck is not None else ():
            if note.id in wanted and library.deck_of(note.id) == info and note.kind is Kind.PROMPT and note.minutes:
                level = note.level.value if note.level is not None else ""
                found.append(Prompt(note.id, plain(note.question), note.minutes, level, info.title))
    return tuple(sorted(found, key=lambda prompt: prompt.minutes))


def chosen(prompts: Iterable[Prompt], minutes: int | None, level: str | None) -> tuple[Prompt, ...]:
    """The prompts of a length and a level; None for any."""
    return tuple(p for p in prompts if minutes in (None, p.minutes) and level in (None, p.level))


def draw(prompts: Sequence[Prompt], done: Iterable[str], chance: Random) -> Prompt | None:
    """One of the prompts by lot, out of those that were done least often; `done` has a prompt's id for each time."""
    if not prompts:
        return None
    times = Counter(done)
    fewest = min(times[prompt.id] for prompt in prompts)
    return chance.choice([prompt for prompt in prompts if times[prompt.id] == fewest])
