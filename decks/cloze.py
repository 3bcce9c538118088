"""Gaps of a cloze: `{{c1::text}}` and `{{c1::text::hint}}`, the notation Anki uses."""

import re
from dataclasses import dataclass

from decks.fence import mask_code

MAX_NUMBER = 500

# The text ends at the first `}}` that no third brace follows, so `{{c1::/users/{id}}}` hides `/users/{id}`; a gap
# holds no other gap and no blank line.
_GAP = re.compile(r"\{\{c([1-9]\d{0,2})::((?:(?!\}\}(?!\})|\{\{c\d|\n[ \t]*\n).)+)\}\}", re.DOTALL)
_START = re.compile(r"\{\{[cC](?=[\d:}\s])")


@dataclass(frozen=True, slots=True)
class Gap:
    """One gap and where it stands in the text: `text[start:end]` is the whole notation."""

    number: int
    text: str
    hint: str
    start: int
    end: int


def find_gaps(markdown: str) -> tuple[tuple[Gap, ...], tuple[int, ...]]:
    """The gaps outside code in order, and the offsets where something begins like a gap but is none."""
    if "{{c" not in markdown and "{{C" not in markdown:
        return (), ()
    masked = mask_code(markdown)
    gaps: list[Gap] = []
    for match in _GAP.finditer(masked):
        start, end = match.span(2)
        split = masked.find("::", start, end)
        text = markdown[start : end if split < 0 else split]
        hint = "" if split < 0 else markdown[split + 2 : end]
        if text.strip() and int(match.group(1)) <= MAX_NUMBER:
            gaps.append(Gap(int(match.group(1)), text, hint.strip(), match.start(), match.end()))
    whole = {gap.start for gap in gaps}
    broken = tuple(start.start() for start in _START.finditer(masked) if start.start() not in whole)
    return tuple(gaps), broken


def gaps_in_code(markdown: str) -> tuple[int, ...]:
    """The offsets of gaps written inside code, where they do not work."""
    if "{{c" not in markdown:
        return ()
    masked = mask_code(markdown)
    return tuple(m.start() for m in _GAP.finditer(markdown) if masked[m.start()] != markdown[m.start()])
