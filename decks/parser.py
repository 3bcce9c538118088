"""Markdown text -> deck, with a problem for each thing that is wrong; a broken note is left out, the rest works."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from decks.body import Body, BrokenNote, read_body
from decks.card import Deck, Kind, Level, Note
from decks.fence import fences
from decks.front_matter import KEYS, FrontMatter, FrontMatterError, end_of_front_matter, read_front_matter
from decks.heading import Heading, find_headings, is_slug
from decks.problem import Problem, Problems

MAX_BYTES = 4 * 1024 * 1024
"""Largest deck file."""
MAX_LINE = 100_000
"""Longest line, in characters."""
MAX_MINUTES = 240

LEVELS = {level.value: level for level in Level}
KIND_CLASSES = frozenset({"choice", "cloze", "numeric", "prompt"})

_SLUG_FIX = "use lower-case letters, digits and single dashes, such as `rel-02-retry`"
_LINE_END = re.compile(r"\r\n?")


def read_deck(path: Path) -> tuple[Deck | None, tuple[Problem, ...]]:
    """Read and parse one file: UTF-8, with or without a byte-order mark, any line ends.

    What cannot be read at all (a file that is unreadable, over 4 MB or not UTF-8) is one problem and no deck.
    """
    problems = Problems(path)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        message = f"the file cannot be read ({error.strerror})"
        problems.add(1, "unreadable", message, "check that it exists and may be read")
        return None, tuple(problems.found)
    if len(data) > MAX_BYTES:
        problems.add(1, "too-large", "the file is over 4 MB", "split it into several decks")
        return None, tuple(problems.found)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = len(_LINE_END.sub("\n", data[: error.start].decode("latin-1")).split("\n"))
        problems.add(line, "not-utf-8", "the text is not UTF-8 here", "save the file as UTF-8")
        return None, tuple(problems.found)
    return parse_deck(text, path)


def parse_deck(text: str, path: Path) -> tuple[Deck | None, tuple[Problem, ...]]:
    """Parse a deck; `path` only goes into the deck and the problems.

    The deck is None when its front matter does not name it. A heading without an id is a warning: its note waits,
    left out, until `decks.ids.assign_ids` has written one.
    """
    problems = Problems(path)
    deck = _parse(text, path, problems)
    return deck, tuple(sorted(problems.found, key=lambda problem: problem.line))


def _parse(text: str, path: Path, problems: Problems) -> Deck | None:
    if len(text) > MAX_BYTES:
        problems.add(1, "too-large", "the text is over 4 MB", "split it into several decks")
        return None
    lines = _LINE_END.sub("\n", text.removeprefix("\ufeff")).split("\n")
    for index, line in enumerate(lines):
        if len(line) > MAX_LINE:
            problems.add(index + 1, "long-line", "the line is over 100,000 characters", "break it into lines")
            return None
    try:
        end = end_of_front_matter(lines)
        if end is None:
            fix = "begin it with `---`, `id: …`, `title: …` and `---`"
            problems.add(1, "no-front-matter", "the file has no front matter", fix)
            return None
        head = read_front_matter(lines[1:end])
    except FrontMatterError as error:
        problems.add(error.line, "front-matter", error.message, error.fix)
        return None
    deck_id = _deck_id(head, problems)
    retired = _retired(head, problems)
    for key in head.lines:
        if key not in KEYS:
            problems.add(
                head.lines[key], "unknown-key", f"the key `{key[:60]}` is unknown", f"use {', '.join(KEYS)}", "warning"
            )
    title = head.values.get("title", "")
    if not title:
        problems.add(1, "title", "the deck has no title", "add a line `title: …` to the front matter", "warning")
    overrides = head.values.get("overrides", "")
    if overrides and not is_slug(overrides):
        problems.add(
            head.lines["overrides"], "overrides", f"`overrides: {overrides[:60]}` is not a deck's id", _SLUG_FIX
        )
        deck_id = None
    notes = _notes(lines, end + 1, frozenset(retired), problems)
    if deck_id is None:
        return None
    return Deck(
        id=deck_id,
        title=title or deck_id,
        part=head.values.get("part", ""),
        tags=_tags(head, problems),
        notes=tuple(notes),
        path=path,
        retired=retired,
        overrides=overrides,
    )


def _deck_id(head: FrontMatter, problems: Problems) -> str | None:
    deck_id = head.values.get("id", "")
    if not deck_id:
        problems.add(1, "deck-id", "the deck has no id", "add a line `id: …` to the front matter")
    elif not is_slug(deck_id):
        problems.add(head.lines["id"], "deck-id", f"the deck's id `{deck_id[:60]}` is not a slug", _SLUG_FIX)
    else:
        return deck_id
    return None


def _tags(head: FrontMatter, problems: Problems) -> tuple[str, ...]:
    tags = head.lists.get("tags", ())
    for tag in tags:
        if not is_slug(tag):
            problems.add(head.lines["tags"], "tags", f"the tag `{tag[:60]}` is not a slug", _SLUG_FIX, "warning")
    return tuple(dict.fromkeys(tag for tag in tags if is_slug(tag)))


def _retired(head: FrontMatter, problems: Problems) -> tuple[str, ...]:
    retired = head.lists.get("retired", ())
    for name in retired:
        if not is_slug(name):
            problems.add(head.lines["retired"], "retired", f"the retired id `{name[:60]}` is not a slug", _SLUG_FIX)
    return tuple(name for name in retired if is_slug(name))


def _notes(lines: Sequence[str], start: int, retired: frozenset[str], problems: Problems) -> list[Note]:
    blocks = fences(lines)
    headings = find_headings(lines, blocks, start)
    unclosed = [b.first for b in blocks if not b.closed and ">" not in b.prefix and b.first >= start]
    for first in unclosed:
        message = "the code block that begins here is never closed"
        problems.add(first + 1, "fence", message, "end it with a fence of its own")
    notes: list[Note] = []
    lines_of: dict[str, int] = {}
    ends = [*(heading.index for heading in headings[1:]), len(lines)]
    for heading, following in zip(headings, ends, strict=False):  # without headings there is one end too many
        name = _note_id(heading, retired, lines_of, problems)
        swallowed = any(heading.index < first < following for first in unclosed)
        try:
            note = _note(heading, name or "", lines[heading.index + 1 : following], problems)
        except BrokenNote as error:
            problems.add(heading.index + 1 + error.offset, error.rule, error.message, error.fix)
            continue
        if name is not None and not swallowed:
            notes.append(note)
    return notes


def _note_id(heading: Heading, retired: frozenset[str], lines_of: dict[str, int], problems: Problems) -> str | None:
    line = heading.index + 1
    if not heading.ids:
        problems.add(line, "missing-id", "the card has no id", "add `{#some-id}` to its heading", "warning")
        return None
    name = heading.ids[0]
    if len(heading.ids) > 1:
        problems.add(line, "invalid-id", "the card has two ids", "keep the first one")
    elif not is_slug(name):
        problems.add(line, "invalid-id", f"the id `{name[:60]}` is not a slug", _SLUG_FIX)
    elif name in lines_of:
        message = f"the id `{name}` is already used in line {lines_of[name]}"
        problems.add(line, "duplicate-id", message, "choose another")
    elif name in retired:
        problems.add(line, "retired-id", f"the id `{name}` is retired in this deck", "choose one that was never used")
    else:
        lines_of[name] = line
        return name
    return None


def _note(heading: Heading, name: str, body_lines: Sequence[str], problems: Problems) -> Note:
    """The note of a heading; raises `BrokenNote`, whose offset counts from the heading."""
    levels = [LEVELS[name] for name in heading.classes if name in LEVELS]
    for word in heading.classes:
        if word not in LEVELS and word not in KIND_CLASSES:
            known = ", ".join(f".{known}" for known in (*LEVELS, *sorted(KIND_CLASSES)))
            raise BrokenNote(0, "unknown-class", f"the class `.{word[:60]}` is unknown", f"use one of {known}")
    if unknown := [*heading.stray, *(f"{key}=" for key in heading.values if key != "minutes")]:
        raise BrokenNote(0, "unknown-attribute", f"the attribute `{unknown[0][:60]}` is unknown", "remove it")
    if len(levels) > 1:
        raise BrokenNote(0, "levels", "the card has more than one level", "keep one of .easy, .medium and .hard")
    kinds = sorted(KIND_CLASSES.intersection(heading.classes))
    if len(kinds) > 1:
        raise BrokenNote(0, "kinds", f"the card is both .{kinds[0]} and .{kinds[1]}", "keep one of them")
    if not heading.question:
        raise BrokenNote(0, "empty-question", "the card has no question", "write it after `##`")
    body: Body = read_body(body_lines, kinds[0] if kinds else None)
    minutes = _minutes(heading.values.get("minutes"), body.kind is Kind.PROMPT)
    for offset, rule, message, fix in body.warnings:
        problems.add(heading.index + 1 + offset, rule, message, fix, "warning")
    note = Note(
        id=name,
        kind=body.kind,
        level=levels[0] if levels else None,
        question=heading.question,
        answer=body.answer,
        source=body.source,
        points=body.points,
        essential=body.essential,
        options=body.options,
        gaps=body.gaps,
        minutes=minutes,
        line=heading.index + 1,
    )
    return _with_drill(note, body) if body.kind is Kind.NUMERIC else note


def _with_drill(note: Note, body: Body) -> Note:
    """A numeric note with its drill, asked and answered with the numbers of one fixed draw."""
    # Imported here: few decks have drills.
    from decks.drill import PLAIN_SEED, redraw
    from decks.drill_source import DrillError, read_drill
    from decks.formula import FormulaError

    try:
        drill = read_drill(body.drill, body.drill_at, note.question, note.answer)
        return redraw(replace(note, drill=drill), PLAIN_SEED)[0]
    except DrillError as error:
        raise BrokenNote(error.offset, "drill", error.message, error.fix) from None
    except FormulaError as error:
        fix = "narrow the ranges, or mend the formula"
        raise BrokenNote(body.drill_at - 1, "drill", f"the formula {error}", fix) from None


def _minutes(text: str | None, is_prompt: bool) -> int | None:
    if not is_prompt:
        if text is not None:
            raise BrokenNote(0, "minutes", "only a .prompt has minutes", "add the class .prompt or remove minutes")
        return None
    if text is None:
        raise BrokenNote(0, "minutes", "the prompt does not say how long it takes", "add `minutes=30` to its heading")
    # ASCII digits only, and few of them: int() takes other scripts and refuses thousands of digits.
    if not (text.isascii() and text.isdecimal() and len(text) < 4 and 1 <= int(text) <= MAX_MINUTES):
        raise BrokenNote(0, "minutes", f"`minutes={text[:20]}` is not a length of time", "write a number from 1 to 240")
    return int(text)
