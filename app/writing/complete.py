"""What can stand where one writes: ids of lessons, tags, parts, and the words of a card's attribute list."""

from __future__ import annotations

import re
from dataclasses import dataclass

from decks.library import Library

LEVELS = (".easy", ".medium", ".hard")
KINDS = (".choice", ".cloze", ".numeric", ".prompt minutes=30")
CALL_OUTS = ("**Trap:** ", "**Tip:** ", "**Note:** ", "**Follow-up:** ", "**Warning:** ")

_ATTRIBUTES = re.compile(r"##.*\{[^{}]*$")
_WORD = re.compile(r"[\w./-]*$")
_KEY = re.compile(r"(\w+):")


@dataclass(frozen=True, slots=True)
class Offer:
    """What was typed so far of a word, and what it may become, best first: (what is written, what is said of it)."""

    typed: str
    words: tuple[tuple[str, str], ...]


def offer(text: str, at: int, library: Library) -> Offer:
    """What may stand at a place of a text, given as a number of characters; empty where nothing is known."""
    start = text.rfind("\n", 0, at) + 1
    line = text[start:at]
    found = _WORD.search(line)
    typed = found.group() if found else ""
    words: list[tuple[str, str]]
    if _in_head(text, start):
        key = _KEY.match(_line_of_key(text, start))
        words = _of_key(key[1] if key else "", library) if ":" in line or line.lstrip().startswith("-") else []
    elif _ATTRIBUTES.match(line):
        words = [(word, "level") for word in LEVELS] + [(word, "kind") for word in KINDS]
    elif line.startswith(">") and line.count("**") < 2:
        typed = line[1:].lstrip()
        words = [(word, "call-out") for word in CALL_OUTS]
    else:
        words = [*_lessons(library), *_tags(library)]
    wanted = typed.lower()
    starting = [word for word in words if word[0].lower().startswith(wanted)]
    inside = [word for word in words if word not in starting and wanted in f"{word[0]} {word[1]}".lower()]
    return Offer(typed, tuple(dict.fromkeys((*starting, *inside))))


def _in_head(text: str, start: int) -> bool:
    lines = text[:start].split("\n")
    return lines[0].rstrip() == "---" and not any(line.rstrip() in ("---", "...") for line in lines[1:])


def _line_of_key(text: str, start: int) -> str:
    """The line itself, or the one above it that a list of `- ` items belongs to."""
    while True:
        end = text.find("\n", start)
        line = text[start : len(text) if end < 0 else end]
        if not line.lstrip().startswith("-") or start == 0:
            return line
        start = text.rfind("\n", 0, start - 1) + 1


def _of_key(key: str, library: Library) -> list[tuple[str, str]]:
    if key == "tags":
        return _tags(library)
    if key == "part":
        return [(part, "part") for part in sorted({deck.part for deck in library.decks if deck.part})]
    if key == "lessons":
        return _lessons(library)
    if key == "overrides":
        return [(deck.id, deck.title) for deck in library.decks if deck.bundled]
    if key == "orientation":
        return [("portrait", "orientation"), ("landscape", "orientation")]
    return []


def _lessons(library: Library) -> list[tuple[str, str]]:
    return [(deck.id, deck.title) for deck in library.decks]


def _tags(library: Library) -> list[tuple[str, str]]:
    return [(tag, "tag") for tag in sorted({tag for deck in library.decks for tag in deck.tags})]
