"""Card headings: `## Question {#card-id .level .choice minutes=30}`, found outside code and taken apart."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from decks.fence import Fence

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MAX_ID = 100
"""Longest id, in characters."""

# An attribute list begins with `#`, `.` or `minutes=`, so a question may end in `/users/{id}`.
_ATTRIBUTES = re.compile(r"\{:?[ \t]*((?:[#.]|minutes[ \t]*=)[^{}]*)\}[ \t]*$")
_EQUALS = re.compile(r" ?= ?")


def is_slug(text: str) -> bool:
    """Whether a text may be an id: lower-case letters, digits and single dashes, at most 100 characters."""
    return len(text) <= MAX_ID and SLUG.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Heading:
    """A card's heading at the 0-based line `index`; attributes are as written, unchecked."""

    index: int
    question: str
    ids: tuple[str, ...]
    classes: tuple[str, ...]
    values: dict[str, str]
    stray: tuple[str, ...]
    """Words of the attribute list that are neither id, class nor `key=value`."""
    attributes_at: int | None
    """Where the content of the attribute list begins in the line, None without one."""


def find_headings(lines: Sequence[str], fences: Sequence[Fence], start: int) -> list[Heading]:
    """The level-2 headings from line `start` on; those inside fenced code are code."""
    found: list[Heading] = []
    at = start
    for fence in fences:
        if fence.first >= start:
            found += _between(lines, at, fence.first)
            at = fence.last + 1
    return found + _between(lines, at, len(lines))


def _between(lines: Sequence[str], first: int, end: int) -> list[Heading]:
    # `startswith` first: most lines are no headings, and 10,000 cards have 200,000 lines.
    return [
        _heading(lines[index], index)
        for index in range(first, end)
        if lines[index].startswith("##") and (lines[index][2:3] in (" ", "\t", ""))
    ]


def _heading(line: str, index: int) -> Heading:
    ids: list[str] = []
    classes: list[str] = []
    values: dict[str, str] = {}
    stray: list[str] = []
    question = line[2:]
    # Nothing before the last `{` can be part of the list.
    match = _ATTRIBUTES.match(line, brace) if (brace := line.rfind("{")) >= 0 else None
    if match:
        question = line[2:brace]
        for word in _EQUALS.sub("=", " ".join(match[1].split())).split(" "):
            if word.startswith("#"):
                ids.append(word[1:])
            elif word.startswith("."):
                classes.append(word[1:])
            elif "=" in word:
                key, _, value = word.partition("=")
                values[key] = value.strip("\"'")
            else:
                stray.append(word)
    question = question.strip()
    closing = question.rstrip("#")
    if closing != question and (not closing or closing[-1] in " \t"):  # `## Question ##`
        question = closing.rstrip()
    return Heading(index, question, tuple(ids), tuple(classes), values, tuple(stray), match.start(1) if match else None)
