"""The sections of a deck file, one a note: found, cut out, replaced, added. Texts have `\\n` line ends."""

from __future__ import annotations

from dataclasses import dataclass

from decks.fence import fences
from decks.front_matter import FrontMatterError, end_of_front_matter
from decks.heading import find_headings


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it; lines are 0-based, `end` the one after its last that is not blank."""

    note_id: str
    """Empty while the heading has none."""
    question: str
    first: int
    end: int


def sections(text: str) -> tuple[Section, ...]:
    """Every section of a deck's or sheet's text, in order; what the front matter is like does not matter."""
    lines = text.split("\n")
    found = find_headings(lines, fences(lines), _start(lines))
    ends = [*(heading.index for heading in found[1:]), len(lines)]
    return tuple(
        Section(
            heading.ids[0] if heading.ids else "", heading.question, heading.index, _trim(lines, heading.index, end)
        )
        for heading, end in zip(found, ends, strict=False)  # without headings there is one end too many
    )


def find_section(text: str, note_id: str) -> Section | None:
    """The section of a note, or None; of two with one id the first."""
    return next((section for section in sections(text) if section.note_id == note_id), None)


def section_at(text: str, line: int) -> Section | None:
    """The section that a 0-based line belongs to, blank lines below it included; None above the first."""
    return next((section for section in reversed(sections(text)) if section.first <= line), None)


def cut(text: str, section: Section) -> tuple[str, str, str]:
    """What stands before a section, the section, and what follows; joined they are the text."""
    lines = text.split("\n")
    head = "".join(f"{line}\n" for line in lines[: section.first])
    tail = "".join(f"\n{line}" for line in lines[section.end :])
    return head, "\n".join(lines[section.first : section.end]), tail


def replaced(text: str, section: Section, written: str) -> str:
    """The text with another section in the place of one."""
    head, _, tail = cut(text, section)
    return head + written.strip("\n") + tail


def added(text: str, written: str) -> str:
    """The text with a section at its end, a blank line before it."""
    return f"{text.rstrip()}\n\n{written.strip(chr(10))}\n"


def without(text: str, section: Section) -> str:
    """The text without a section and the blank lines below it."""
    lines = text.split("\n")
    end = section.end
    while end < len(lines) and not lines[end].strip():
        end += 1
    kept = "\n".join([*lines[: section.first], *lines[end:]])
    return kept if end < len(lines) else f"{kept.rstrip()}\n"


def _start(lines: list[str]) -> int:
    try:
        end = end_of_front_matter(lines)
    except FrontMatterError:
        return 0
    return 0 if end is None else end + 1


def _trim(lines: list[str], first: int, end: int) -> int:
    while end > first + 1 and not lines[end - 1].strip():
        end -= 1
    return end
