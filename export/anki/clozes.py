"""Anki's gaps found in the HTML of a field, and marked so that they survive its conversion."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

from decks.cloze import MAX_NUMBER

# Private characters around a marked gap's index: text of its own to any HTML parser. No field may bring any.
OPEN, CLOSE, END = "\ue010", "\ue011", "\ue012"
BEGIN_TEXT, END_TEXT = "\ue013", "\ue014"
"""Around the field that a cloze template shows."""
MARK = re.compile(f"([{OPEN}{CLOSE}])(\\d+){END}|[{BEGIN_TEXT}{END_TEXT}]")

_TOKEN = re.compile(r"\{\{c(\d{1,3}(?:,\d{1,3}){0,30})::|\}\}")
_TAG = re.compile(r"<[^<>]*>")
_OCCLUSION = re.compile(r"\{\{c\d+::image-occlusion:")


@dataclass(frozen=True, slots=True)
class MarkedGap:
    """A gap in marked HTML, where its index is its place in the list of all."""

    numbers: tuple[int, ...]
    hint: str
    """Plain text of one line."""
    holds: frozenset[int]
    """The indices of the gaps inside it."""


def is_occlusion(field: str) -> bool:
    """Whether a field holds Anki's notation of a covered picture."""
    return _OCCLUSION.search(field) is not None


def mark(field: str, found: list[MarkedGap]) -> str:
    """The field's HTML with its gaps marked, each appended to `found`.

    As in Anki, `}}` ends the gap opened last, the first `::` of a gap begins its hint, and what is never closed is
    text.
    """
    pieces: list[str] = [BEGIN_TEXT]
    opened: list[tuple[int, tuple[int, ...]]] = []
    done = 0
    for token in _TOKEN.finditer(field):
        pieces.append(field[done : token.start()])
        done = token.end()
        if token[1] is not None:
            opened.append((len(pieces), tuple(dict.fromkeys(int(number) for number in token[1].split(",")))))
            pieces.append(token[0])
        elif opened:
            at, numbers = opened.pop()
            hint = _cut_hint(pieces, at)
            inner = frozenset(int(m[2]) for piece in pieces[at + 1 :] for m in MARK.finditer(piece) if m[1] == CLOSE)
            pieces[at] = f"{OPEN}{len(found)}{END}"
            pieces.append(f"{CLOSE}{len(found)}{END}")
            found.append(MarkedGap(numbers, hint, inner))
        else:
            pieces.append(token[0])
    return "".join((*pieces, field[done:], END_TEXT))


def _cut_hint(pieces: list[str], at: int) -> str:
    """Take the hint off the pieces of the gap opened at `at`; a `::` within an inner gap is that one's."""
    depth = 0
    for index in range(at + 1, len(pieces)):
        piece = pieces[index]
        if piece.startswith(OPEN):
            depth += 1
        elif piece.startswith(CLOSE):
            depth -= 1
        elif depth == 0 and "::" in piece:
            text, _, hint = piece.partition("::")
            rest = "".join((hint, *pieces[index + 1 :]))
            pieces[index:] = [text]
            return _plain_hint(rest)
    return ""


def _plain_hint(fragment: str) -> str:
    """A hint is shown as it is written, without Markdown, and must not end its gap or look like code."""
    text = " ".join(html.unescape(_TAG.sub(" ", MARK.sub("", fragment))).split())
    for sign, other in (("{", "("), ("}", ")"), ("`", "'"), ("~~~", "~"), ("<!--", "<! --")):
        text = text.replace(sign, other)
    return text


def rounds(gaps: Sequence[MarkedGap]) -> list[dict[int, tuple[int, str]]]:
    """Which gaps to keep, by index with number and hint: one round for each note that is to be made.

    Our gaps lie in no other and have one number. A note that goes beyond that becomes one note a number, in each of
    which the gaps of all other numbers are text: every card asks what it asked in Anki. Raises ValueError for a
    number that a deck cannot have.
    """
    numbers = sorted({number for gap in gaps for number in gap.numbers})
    if any(not 1 <= number <= MAX_NUMBER for number in numbers):
        raise ValueError
    if all(len(gap.numbers) == 1 and not gap.holds for gap in gaps):
        return [{index: (gap.numbers[0], gap.hint) for index, gap in enumerate(gaps)}] if gaps else []
    found = []
    for number in numbers:
        kept = {index: gap for index, gap in enumerate(gaps) if number in gap.numbers}
        inner = {index for gap in kept.values() for index in gap.holds}
        found.append({index: (number, gap.hint) for index, gap in kept.items() if index not in inner})
    return found
