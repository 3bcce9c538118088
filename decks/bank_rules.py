"""The rules of the bundled bank, beyond those of any deck: what a lesson holds and how a card is written."""

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from decks.card import Deck, Kind, Level, Note
from decks.cloze import find_gaps
from decks.duplicates import near_duplicates
from decks.fence import MASK, fences, mask_code
from decks.problem import Problem
from decks.spelling import find_misspellings

MIN_CARDS = 4
POINTS = range(4, 8)
WRONG_OPTIONS = 3
WORDS = 90
"""A plain, cloze or numeric answer over this many words is warned of."""
WORDS_HARD = 110
"""One over this many words is an error: 90 is the measure, the rest is for a careful sentence."""
WORDS_KEY_POINTS = 220
SHORT = frozenset({Kind.PLAIN, Kind.CLOZE, Kind.NUMERIC})
"""Kinds whose answer is said in one go."""

_TRAP = re.compile(r"^ {0,3}> ?\*\*Traps?\b", re.MULTILINE | re.IGNORECASE)
_TITLE_HEADING = re.compile(r"#{1,2}[ \t]")
_PICTURE = re.compile(r"!\[[^\[\]]*\]\([^()]*\)")
_LINK_TARGET = re.compile(r"\]\([^()]*\)|https?://\S+")
_TASK_SIGN = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?", re.MULTILINE)


def bank_problems(deck: Deck, lines: Sequence[str]) -> list[Problem]:
    """What breaks a rule in one lesson; `lines` are those of its file."""
    return [*_lesson_problems(deck), *(problem for note in deck.notes for problem in _note_problems(deck, note, lines))]


def near_duplicate_problems(decks: Sequence[Deck]) -> list[Problem]:
    """Questions that ask nearly the same as an earlier one, across all the lessons given."""
    asked = [(deck, note) for deck in decks for note in deck.notes]
    return [
        Problem(
            asked[later][0].path,
            asked[later][1].line,
            f"the question is nearly that of `{asked[earlier][1].id}` "
            f"({asked[earlier][0].path.name}:{asked[earlier][1].line})",
            "ask something else, or drop one of the two",
            rule="near-duplicate",
        )
        for earlier, later in near_duplicates([note.question for _, note in asked])
    ]


def _lesson_problems(deck: Deck) -> Iterator[Problem]:
    def problem(rule: str, message: str, fix: str) -> Problem:
        return Problem(deck.path, 1, message, fix, rule=rule)

    notes = deck.notes
    cards = sum(len(note.card_ids) for note in notes)
    if cards < MIN_CARDS:
        yield problem("lesson-cards", f"the lesson has {cards} cards", f"write at least {MIN_CARDS}")
    missing = [level.value for level in Level if all(note.level is not level for note in notes)]
    if missing:
        yield problem("lesson-levels", f"the lesson has no {' and no '.join(missing)} card", "write one of each level")
    if not any(note.kind is Kind.KEY_POINTS and len(note.points) in POINTS for note in notes):
        yield problem("lesson-key-points", "the lesson has no card of four to seven key points", "write one")
    if not any(_TRAP.search(mask_code(note.answer)) for note in notes):
        yield problem("lesson-trap", "no card of the lesson springs a trap", "write a `> **Trap:** …` call-out")
    if not any(note.kind is Kind.CHOICE for note in notes):
        yield problem("lesson-choice", "the lesson has no quiz", "write a card of the class .choice")
    if not deck.part:
        yield problem("part", "the lesson names no part", "add a line `part: …` to the front matter")


def _note_problems(deck: Deck, note: Note, lines: Sequence[str]) -> Iterator[Problem]:
    def problem(rule: str, message: str, fix: str, line: int = note.line) -> Problem:
        return Problem(deck.path, line, f"the card `{note.id}` {message}", fix, rule=rule)

    if not note.id.startswith(f"{deck.id}-"):
        yield problem("card-id", "has an id that does not begin with its lesson's", f"begin it with `{deck.id}-`")
    if len(note.essential) * 2 > len(note.points) > 0:
        yield problem("essential", "has more essential points than others", "mark those without which it is not right")
    if note.level is None:
        yield problem("level", "has no level", "add .easy, .medium or .hard to its heading")
    yield from _length_problems(note, problem, deck.path)
    if note.kind is Kind.CHOICE:
        wrong = sum(not option.right for option in note.options)
        if wrong != WRONG_OPTIONS:
            yield problem("choice-form", f"has {wrong} wrong options", f"give it {WRONG_OPTIONS}")
        if any(not option.why for option in note.options):
            yield problem("choice-form", "has an option without a reason", "add ` :: why` to each option")
    answer_lines = note.answer.split("\n")
    in_code = {index for block in fences(answer_lines) for index in range(block.first, block.last + 1)}
    for index, text in enumerate(answer_lines):
        if index not in in_code and _TITLE_HEADING.match(text):
            line = _line_of(lines, note.line + 1, text)
            yield problem("heading", "has a heading in its answer", "use a bold line", line)
    for word, better in find_misspellings(f"{note.question}\n\n{note.answer}"):
        line = next((n for n in range(note.line, len(lines) + 1) if re.search(rf"\b{word}\b", lines[n - 1])), note.line)
        yield problem("spelling", f"has the spelling `{word}`", f"write `{better}` (British with -ize)", line)


def _length_problems(note: Note, problem: Callable[[str, str, str], Problem], path: Path) -> Iterator[Problem]:
    words = count_words(note.answer)
    if note.kind is Kind.KEY_POINTS and words > WORDS_KEY_POINTS:
        yield problem("words", f"has {words} words of answer", f"cut it to {WORDS_KEY_POINTS}")
    elif note.kind in SHORT and words > WORDS_HARD:
        yield problem("words", f"has {words} words of answer", f"cut it to {WORDS}")
    elif note.kind in SHORT and words > WORDS:
        message = f"the card `{note.id}` has {words} words of answer"
        yield Problem(path, note.line, message, f"cut it to {WORDS}", "warning", "words")


def _line_of(lines: Sequence[str], first: int, text: str) -> int:
    return next((n for n in range(first, len(lines) + 1) if lines[n - 1].rstrip() == text.rstrip()), first)


def count_words(answer: str) -> int:
    """The words a reader has to say: code, tables, pictures and addresses are not counted."""
    pieces: list[str] = []
    done = 0
    for gap in find_gaps(answer)[0]:
        pieces += (answer[done : gap.start], gap.text)
        done = gap.end
    text = mask_code("".join((*pieces, answer[done:])))
    text = "\n".join(line for line in text.split("\n") if not line.lstrip("> ").startswith("|"))
    text = _TASK_SIGN.sub("", _LINK_TARGET.sub("] ", _PICTURE.sub("", text))).replace(MASK, "")
    return sum(any(character.isalnum() for character in word) for word in text.split())
