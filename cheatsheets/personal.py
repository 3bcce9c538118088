"""A page of the reader's own: the shortest useful form of cards, as many as one page holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from cheatsheets.fit import COMFORTABLE_PT, fits_at
from cheatsheets.paper import Margins, Paper
from cheatsheets.sheet import Box, Orientation, Sheet
from decks.card import Kind, Note
from decks.cloze import find_gaps
from decks.fence import fences, mask_code

MOST_CARDS = 80
"""Looked at for one page; no page holds as many."""

_CARDS_A_BOX = 3  # short boxes fill columns evenly
_LINES = 9  # a table or a piece of code of more lines is not the shortest form of anything
_LONGEST = 1_500  # characters; a longer form is no short one, and would keep the others off the page
_SENTENCE = re.compile(r"(?<!e\.g)(?<!i\.e)(?<!etc)(?<!vs)[.!?](?=\s|$)")
_PICTURE = re.compile(r"!\[([^\[\]]*)\]\([^()]*\)(?:\{[^{}]*\})?")
_ITEM = re.compile(r" {0,3}(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
_CALL_OUT = re.compile(r" {0,3}> ?")


def forgotten(lapses: int, ease: int, missed: int) -> float:
    """How badly a card is known, 0 when it never gave trouble: a lapse counts 1, a missed key point a half, and 0.4 of
    ease (40 hundredths) lost to difficulty 1.
    """
    return lapses + missed / 2 + max(0, 250 - ease) / 40


@dataclass(frozen=True, slots=True)
class Recalled:
    """A card to be put on the page, and how well it is known."""

    note: Note
    group: str
    """Title of the box it goes into: its lesson or part."""
    lapses: int = 0
    ease: int = 250
    """Hundredths."""
    missed: tuple[str, ...] = ()
    """Markdown of the key points left out the last time."""

    @property
    def forgotten(self) -> float:
        """See `forgotten`."""
        return forgotten(self.lapses, self.ease, len(self.missed))


@dataclass(frozen=True, slots=True)
class Personal:
    """A sheet of cards, which of them are on it, and how many had no room."""

    sheet: Sheet
    taken: tuple[str, ...]
    """Note ids."""
    left_out: int


def forgetting_sheet(
    cards: Sequence[Recalled],
    paper: Paper,
    margins: Margins | None = None,
    *,
    orientation: Orientation = "portrait",
    subtitle: str = "",
) -> Personal | None:
    """*What I keep forgetting*: of these cards as many as one page holds at 7 pt, the most forgotten first.

    Cards never failed are left out. None when nothing is left.
    """
    weak = sorted((card for card in cards if card.forgotten > 0), key=lambda card: (-card.forgotten, card.note.id))
    title = "What I keep forgetting"
    return _page(weak, "what-i-keep-forgetting", title, subtitle, paper, margins, orientation)


def sheet_of(
    cards: Sequence[Recalled],
    title: str,
    paper: Paper,
    margins: Margins | None = None,
    *,
    orientation: Orientation = "portrait",
    subtitle: str = "",
) -> Personal | None:
    """A page of any cards in the order given, as many as it holds at 7 pt; None where there are none."""
    return _page(cards, "my-selection", title, subtitle, paper, margins, orientation)


def _page(
    cards: Sequence[Recalled],
    sheet_id: str,
    title: str,
    subtitle: str,
    paper: Paper,
    margins: Margins | None,
    orientation: Orientation,
) -> Personal | None:
    # A cloze has several cards and one note: it stands on the page once.
    once = list({card.note.id: card for card in reversed(cards)}.values())[::-1]
    forms = [(card, short_form(card.note, card.missed)) for card in once[:MOST_CARDS]]
    forms = [(card, form) for card, form in forms if 0 < len(form) <= _LONGEST]

    def sheet(count: int) -> Sheet:
        return Sheet(
            sheet_id, title, subtitle, _boxes(forms[:count]), orientation=orientation, order=0, break_words=True
        )

    low, high = 0, len(forms)
    while low < high:
        middle = (low + high + 1) // 2
        if fits_at(sheet(middle), paper, margins or Margins(), COMFORTABLE_PT):
            low = middle
        else:
            high = middle - 1
    if not forms:
        return None
    # One card alone has room: its form is short, and its words may be broken.
    low = max(low, 1)
    return Personal(sheet(low), tuple(card.note.id for card, _ in forms[:low]), len(once) - low)


def _boxes(forms: Sequence[tuple[Recalled, str]]) -> tuple[Box, ...]:
    """A box a group, in the order in which groups come up; a long group has several."""
    places = {group: place for place, group in enumerate(dict.fromkeys(card.group for card, _ in forms))}
    ordered = sorted(forms, key=lambda form: places[form[0].group])
    boxes: list[Box] = []
    for group, found in groupby(ordered, key=lambda form: form[0].group):
        members = list(found)
        for start in range(0, len(members), _CARDS_A_BOX):
            title = group if start == 0 else f"{group}, continued"
            markdown = "\n\n".join(
                f"### {_heading(card.note.question)}\n\n{form}" for card, form in members[start : start + _CARDS_A_BOX]
            )
            boxes.append(Box(title or "Cards", markdown))
    return tuple(boxes)


def short_form(note: Note, missed: Sequence[str] = ()) -> str:
    """The shortest useful Markdown of a note's answer; empty for a mock-interview prompt.

    Points missed last time if there are any; else all key points; the right option of a quiz and why; the sentences
    of a cloze that hold gaps, filled; otherwise the first sentence of the answer with the list, table or code it leads
    to, or the table it begins with.
    """
    if note.kind is Kind.PROMPT:
        return ""
    if points := [*missed] or [*note.points]:
        return "\n".join(f"- {' '.join(point.split())}" for point in points)
    if note.kind is Kind.CHOICE:
        right = next(option for option in note.options if option.right)
        return f"{right.text}: {right.why}" if right.why else right.text
    if note.kind is Kind.CLOZE:
        return _filled(note.answer)
    return _beginning(note.answer)


def _filled(answer: str) -> str:
    """The blocks of a cloze that hold a gap, with its text in place."""
    kept = [block for block in _blocks(answer) if find_gaps(block)[0]]
    filled: list[str] = []
    for block in kept:
        pieces: list[str] = []
        done = 0
        for gap in find_gaps(block)[0]:
            # Marked where that cannot meet other marks.
            text = gap.text if re.search(r"[*_`\[\]]", gap.text) else f"**{gap.text}**"
            pieces += (block[done : gap.start], text)
            done = gap.end
        filled.append("".join((*pieces, block[done:])))
    return "\n\n".join(filled)


def _beginning(answer: str) -> str:
    whole = [block for block in _blocks(answer) if not block.startswith("#")]
    blocks = [text for block in whole if (text := _PICTURE.sub("", block).strip())]
    if not blocks:  # nothing but pictures: what they show, in words
        return " ".join(_PICTURE.sub(r"\1", block) for block in whole)
    first, following = blocks[0], blocks[1] if len(blocks) > 1 else ""
    if _is_short_display(first):
        return first
    if _ITEM.match(first) or first.startswith("|") or first.startswith(("```", "~~~")):
        # Too long for the page: its first lines.
        return _first_lines(first)
    sentence = _first_sentence(_CALL_OUT.sub("", first) if first.startswith(">") else first)
    if (sentence.endswith(":") or first.endswith(":")) and following and _is_short_display(following):
        return f"{first}\n\n{following}"
    return sentence


def _first_lines(block: str) -> str:
    """The beginning of a list, a table or a piece of code that is too long, with a sign that it goes on."""
    lines = block.split("\n")
    if block.startswith(("```", "~~~")):
        return "\n".join([*lines[:_LINES], "…", lines[0][:3]])
    if block.startswith("|"):
        return "\n".join([*lines[:_LINES], "| … |"])
    return "\n".join([*lines[: _LINES - 3], "- …"])


def _is_short_display(block: str) -> bool:
    display = _ITEM.match(block) or block.startswith(("|", "```", "~~~"))
    return bool(display) and block.count("\n") < _LINES


def _first_sentence(paragraph: str) -> str:
    text = " ".join(paragraph.split())
    end = _SENTENCE.search(mask_code(text))
    sentence = text[: end.end()] if end else text
    # A sentence that ends within bold text takes all of it along.
    return sentence + "**" if sentence.count("**") % 2 else sentence


def _blocks(answer: str) -> list[str]:
    """The answer's blocks: what blank lines part, code in one piece."""
    lines = answer.split("\n")
    code = {index for fence in fences(lines) for index in range(fence.first, fence.last + 1)}
    starts = {fence.first for fence in fences(lines)}
    found: list[list[str]] = [[]]
    for index, line in enumerate(lines):
        if index in starts or (index - 1 in code and index not in code) or (not line.strip() and index not in code):
            found.append([])
        if line.strip() or index in code:
            found[-1].append(line)
    return ["\n".join(block) for block in found if block]


def _heading(question: str) -> str:
    """A question as the text of a heading, which is bold already and would lose a `#` at its end."""
    text = question.replace("**", "")
    return f"{text[:-1]}\\#" if text.endswith("#") else text
