"""The linter: what is wrong with decks, and how many cards they hold, by lesson, level and kind."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from decks.bank_rules import bank_problems, near_duplicate_problems
from decks.card import Deck, Kind, Note
from decks.fence import mask_code
from decks.library import DeckInfo, Library, load_library
from decks.parser import read_deck
from decks.picture_rules import picture_problems
from decks.problem import Problem

BANK = Path(__file__).parent / "bank"

_PICTURE = re.compile(r"!\[([^\[\]]*)\]\(\s*<?([^\s<>()]+)")


@dataclass(frozen=True, slots=True)
class Lesson:
    """The counts of one deck. Cards are what is scheduled, so a cloze counts once a number and a prompt not at all."""

    id: str
    title: str
    cards: int
    kinds: Counter[str]
    """Cards by kind; prompts are counted here, once each."""
    levels: Counter[str]
    """Cards by level; those without a level are left out."""
    pictures: int

    def as_json(self) -> dict[str, Any]:
        """The counts as plain values."""
        return {
            "title": self.title,
            "cards": self.cards,
            "kinds": dict(self.kinds),
            "levels": dict(self.levels),
            "pictures": self.pictures,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """What the linter found."""

    problems: tuple[Problem, ...]
    lessons: tuple[Lesson, ...]

    @property
    def failed(self) -> bool:
        """Whether anything is wrong that is more than a warning."""
        return any(problem.severity == "error" for problem in self.problems)

    @property
    def cards(self) -> int:
        """The number of cards that are scheduled."""
        return sum(lesson.cards for lesson in self.lessons)

    def sentence(self) -> str:
        """The outcome in one line."""
        errors = sum(problem.severity == "error" for problem in self.problems)
        counts = ((self.cards, "card"), (len(self.lessons), "lesson"), (errors, "error"))
        cards, lessons, wrong = (f"{count:,} {noun}{'s' * (count != 1)}" for count, noun in counts)
        warnings = len(self.problems) - errors
        return f"{cards} in {lessons}: {wrong}, {warnings:,} warning{'s' * (warnings != 1)}."

    def as_json(self) -> dict[str, Any]:
        """The report as plain values, for `check --json`."""
        return {
            "cards": self.cards,
            "kinds": dict(_total(lesson.kinds for lesson in self.lessons)),
            "levels": dict(_total(lesson.levels for lesson in self.lessons)),
            "lessons": {lesson.id: lesson.as_json() for lesson in self.lessons},
            "problems": [
                {
                    "path": str(problem.path),
                    "line": problem.line,
                    "message": problem.message,
                    "fix": problem.fix,
                    "severity": problem.severity,
                    "rule": problem.rule,
                }
                for problem in self.problems
            ],
        }


def check(paths: Sequence[Path], *, bundled: Path = BANK, strict: bool | None = None) -> Report:
    """Check deck files and folders.

    The rules of the bank apply to decks below `bundled`; `strict` applies them to every deck (True) or to none (False).
    """
    bank = bundled.absolute()
    library = load_library(paths)
    with_bank = bank in library.roots
    # A part of the bank is checked as part of it: its pictures lie beside the parts.
    library = replace(library, roots=(bank, *library.roots))

    def is_strict(path: Path) -> bool:
        return path.is_relative_to(bank) if strict is None else strict

    # A missing id is the program's to mend in the user's decks, and the author's in the bank.
    problems = [
        replace(problem, severity="error" if is_strict(problem.path) else "warning")
        if problem.rule == "missing-id"
        else problem
        for problem in library.problems
        # Without the bank beside it, nobody knows what a file overrides.
        if with_bank or problem.rule != "overridden"
    ]
    lessons: list[Lesson] = []
    bank_decks: list[Deck] = []
    for info in (*library.decks, *library.overrides):
        deck, _ = read_deck(info.path)
        if deck is None:  # it changed since the library was read a moment ago
            continue
        lines = info.path.read_text("utf-8-sig", errors="replace").split("\n")
        problems += problems_of(deck, lines, info, library, is_strict(info.path))
        if info.base is not None:  # its cards are counted in the deck they replace those of
            continue
        lessons.append(_lesson(deck))
        if is_strict(info.path):
            bank_decks.append(deck)
            problems += bank_problems(deck, lines)
    problems += near_duplicate_problems(bank_decks)
    return Report(tuple(problems), tuple(lessons))


def problems_of(deck: Deck, lines: Sequence[str], info: DeckInfo, library: Library, is_strict: bool) -> list[Problem]:
    """What holds for every deck beyond the parser's rules: cards name a source, pictures exist."""
    found: list[Problem] = []
    for note in deck.notes:
        if note.kind is Kind.NUMERIC:
            # Imported here: few decks have drills.
            from decks.drill_rules import drill_problems

            found += [
                Problem(deck.path, note.line + offset, f"the drill of `{note.id}`: {message}", fix, rule=rule)
                for offset, rule, message, fix in drill_problems(note)
            ]
        if not note.source:
            found.append(
                Problem(
                    deck.path,
                    note.line,
                    f"the card `{note.id}` names no source",
                    "end it with a line `Source: …`",
                    "error" if is_strict else "warning",
                    "source",
                )
            )
        for alternative, source in pictures(note):
            line = line_of(lines, note.line, source)
            image = library.image(info, source)
            if image is not None and image.suffix.lower() == ".svg" and is_strict:
                found += [
                    Problem(deck.path, line, f"the picture `{source[:100]}` {wrong}", fix, rule="picture-form")
                    for wrong, fix in picture_problems(image)
                ]
            if image is None:
                found.append(
                    Problem(
                        deck.path,
                        line,
                        f"there is no picture `{source[:100]}`",
                        "put the file there, below the folder of the decks, or mend its name",
                        rule="missing-picture",
                    )
                )
            if is_strict and not alternative.strip():
                found.append(
                    Problem(
                        deck.path,
                        line,
                        f"the picture `{source[:100]}` has no alternative text",
                        "say between the brackets what it shows",
                        rule="picture-alt",
                    )
                )
    return found


def pictures(note: Note) -> list[tuple[str, str]]:
    """Alternative text and address of each picture of a note, outside code."""
    return [(match[1], match[2]) for match in _PICTURE.finditer(mask_code(f"{note.question}\n\n{note.answer}"))]


def line_of(lines: Sequence[str], first: int, text: str) -> int:
    """The 1-based line, from line `first` on, that holds `text`; `first` when none does."""
    return next((n for n in range(first, len(lines) + 1) if text in lines[n - 1]), first)


def _lesson(deck: Deck) -> Lesson:
    kinds: Counter[str] = Counter()
    levels: Counter[str] = Counter()
    for note in deck.notes:
        cards = len(note.card_ids)
        kinds[note.kind.value] += 1 if note.kind is Kind.PROMPT else cards
        if note.level and cards:
            levels[note.level.value] += cards
    return Lesson(
        id=deck.id,
        title=deck.title,
        cards=sum(len(note.card_ids) for note in deck.notes),
        kinds=kinds,
        levels=levels,
        pictures=sum(len(pictures(note)) for note in deck.notes),
    )


def _total(counters: Any) -> Counter[str]:
    total: Counter[str] = Counter()
    for counter in counters:
        total.update(counter)
    return total
