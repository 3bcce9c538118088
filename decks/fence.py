"""Where the code is in a piece of Markdown: fenced blocks and code spans, found once for parser, HTML and linter."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

MASK = "\ufffc"
"""Stands for one character of code in `mask_code`; no word, no Markdown."""

MAX_UNCLOSED = 16
"""A text with more unclosed fences is beyond repair; each costs a walk to its end."""

_MARKER = re.compile(r"(`{3,}|~{3,})([^`\n]*)$")
_PREFIX = re.compile(r"[ \t>]*")
_LIST_ITEM = re.compile(r" {0,3}(?:[-*+]|\d{1,9}[.)])[ \t]")
_CARD_HEADING = re.compile(r"##[ \t].*\{:?[ \t]*#")
_TICKS = re.compile(r"`+")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block; `first` and `last` are 0-based indices of its first and last line, fences included."""

    first: int
    last: int
    prefix: str
    """What stands before the opening fence: indentation, and `>` when it lies in a block quote."""
    info: str
    closed: bool

    def body(self, lines: Sequence[str]) -> list[str]:
        """The code, without fences and without the prefix of the opening line."""
        inner = lines[self.first + 1 : self.last + (not self.closed)]
        depth = self.prefix.count(">")
        indent = len(self.prefix.rpartition(">")[2].removeprefix(" ") if depth else self.prefix)
        return [_dedent(_unquote(line, depth) or "", indent) for line in inner]


def fences(lines: Sequence[str]) -> list[Fence]:
    """Every fenced block of a text, in order; it is linear in the length of the text.

    A fence that nothing closes is reported with `closed=False`: it ends before the next heading that carries a
    card id, so that one forgotten fence does not swallow the rest of a deck.
    """
    found: list[Fence] = []
    unclosed = 0
    in_list = False
    at = 0
    while at < len(lines) and unclosed < MAX_UNCLOSED:
        line = lines[at]
        if line and line[0] not in " \t":
            in_list = bool(_LIST_ITEM.match(line))
        elif (stripped := line.lstrip()) and len(line) - len(stripped) < 4 and _LIST_ITEM.match(line):
            in_list = True
        fence = _open(lines, at, in_list) if "```" in line or "~~~" in line else None
        if fence is None:
            at += 1
        else:
            found.append(fence)
            unclosed += not fence.closed
            at = fence.last + 1
    return found


def _open(lines: Sequence[str], at: int, in_list: bool) -> Fence | None:
    line = lines[at]
    prefix = _PREFIX.match(line)
    assert prefix is not None
    before = prefix.group()
    opening = _MARKER.match(line, prefix.end())
    depth = before.count(">")
    if opening is None or (depth == 0 and not in_list and len(before.expandtabs(4)) >= 4):
        return None  # no fence, or an indented code block that shows one
    marker, info = opening[1], opening[2].strip()
    heading: int | None = None
    for index in range(at + 1, len(lines)):
        body = _unquote(lines[index], depth)
        if body is None:  # the block quote is over, and the fence with it
            return Fence(at, index - 1, before, info, closed=False)
        if marker in body:
            word = body.strip()
            if len(word) >= len(marker) and word == marker[0] * len(word):
                return Fence(at, index, before, info, closed=True)
            # A fence that opens with a language after a card's heading shows that ours was never closed.
            if heading is not None and (inner := _MARKER.match(body)) and inner[2].strip():
                return Fence(at, heading - 1, before, info, closed=False)
        elif heading is None and depth == 0 and _CARD_HEADING.match(body):
            heading = index
    return Fence(at, (heading or len(lines)) - 1, before, info, closed=False)


def _unquote(line: str, depth: int) -> str | None:
    """The line without `depth` marks of a block quote, or None when it has fewer."""
    for _ in range(depth):
        line = line.lstrip(" ")
        if not line.startswith(">"):
            return None
        line = line[1:].removeprefix(" ")
    return line


def _dedent(line: str, indent: int) -> str:
    return line[min(indent, len(line) - len(line.lstrip(" \t"))) :]


def mask_code(text: str) -> str:
    """The text with every character of code replaced by `MASK`; length and line ends stay as they are."""
    if "`" not in text and "~~~" not in text:
        return text
    lines = text.split("\n")
    for fence in fences(lines):
        for index in range(fence.first, fence.last + 1):
            lines[index] = MASK * len(lines[index])
    masked = "\n".join(lines)
    if "`" not in masked:
        return masked
    pieces: list[str] = []
    done = 0
    for blank in _BLANK_LINE.finditer(masked):
        pieces += (_mask_spans(masked[done : blank.start()]), blank.group())
        done = blank.end()
    pieces.append(_mask_spans(masked[done:]))
    return "".join(pieces)


def _mask_spans(paragraph: str) -> str:
    """A run of backticks opens a span that the next run of the same length closes, unless it is escaped."""
    runs = [(run.start(), run.end() - run.start()) for run in _TICKS.finditer(paragraph)]
    if len(runs) < 2:
        return paragraph
    starts: dict[int, list[int]] = {}
    for start, length in runs:
        starts.setdefault(length, []).append(start)
    pieces: list[str] = []
    done = 0
    for start, length in runs:
        if start < done or _escaped(paragraph, start):
            continue
        same = starts[length]
        following = bisect_right(same, start)
        if following < len(same):
            end = same[following] + length
            code = "".join("\n" if c == "\n" else MASK for c in paragraph[start:end])
            pieces += (paragraph[done:start], code)
            done = end
    return "".join((*pieces, paragraph[done:]))


def _escaped(text: str, at: int) -> bool:
    first = at
    while first and text[first - 1] == "\\":
        first -= 1
    return (at - first) % 2 == 1
