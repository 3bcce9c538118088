"""What a card of Anki's shows: the templates of a note type filled with the fields of a note."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

MAX_TEMPLATE = 100_000
"""Characters of a template that are read; the look of a card needs no more."""
MAX_SIDE = 1_000_000
"""Characters a filled side may have: a template can name a long field many times."""

_PART = re.compile(r"\{\{([#^/]?)([^{}\n]*)\}\}")
_BLANK = re.compile(r"(?:\s|&nbsp;|</?(?:br|div|p)\s*/?>)*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a card as HTML, and the fields with content that it shows."""

    html: str
    shown: tuple[str, ...]
    hidden: tuple[str, ...]
    """Fields that the reader would have to open or type: their content is not in the HTML of a question."""


def is_blank(field: str) -> bool:
    """Whether Anki takes a field for empty."""
    return _BLANK.fullmatch(field) is not None


def fill(
    template: str,
    fields: Mapping[str, str],
    *,
    question: bool,
    front: str = "",
    cloze: Callable[[str], str] = lambda field: field,
) -> Side:
    """A template with a note's fields in their places.

    `{{#Field}}` and `{{^Field}}` sections count as in Anki; `cloze` is given what `{{cloze:Field}}` names. Of a
    question, what Anki hides behind a link (`hint:`) or asks to be typed (`type:`) is left out. Any other filter
    shows the field as it is; a field the note does not have shows nothing. A side over a million characters is cut.
    """
    pieces: list[str] = []
    shown: list[str] = []
    hidden: list[str] = []
    sections: list[tuple[str, bool]] = []
    text = _without_comments(template[:MAX_TEMPLATE])
    done = size = 0

    def add(piece: str) -> None:
        nonlocal size
        if all(shows for _, shows in sections):
            pieces.append(piece[: max(0, MAX_SIDE - size)])
            size += len(piece)

    for part in _PART.finditer(text):
        add(text[done : part.start()])
        done = part.end()
        sign, name = part[1], part[2].strip()
        if sign in ("#", "^"):
            sections.append((name, _is_filled(name, fields) == (sign == "#")))
        elif sign == "/":
            if sections:
                sections.pop()
        elif name == "FrontSide":
            add(front)
        else:
            *filters, name = (word.strip() for word in name.split(":"))
            field = fields.get(name, "")
            if is_blank(field) or not all(shows for _, shows in sections):
                continue
            if question and {"hint", "type"}.intersection(filters):
                hidden.append(name)
                continue
            shown.append(name)
            add(cloze(field) if "cloze" in filters else field)
    add(text[done:])
    return Side("".join(pieces), tuple(dict.fromkeys(shown)), tuple(dict.fromkeys(hidden)))


def _without_comments(text: str) -> str:
    """A field named in a comment is not shown. One search a comment: an expression would go to the end for each."""
    pieces: list[str] = []
    done = 0
    while (start := text.find("<!--", done)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        pieces.append(text[done:start])
        done = end + 3
    return "".join((*pieces, text[done:]))


def _is_filled(name: str, fields: Mapping[str, str]) -> bool:
    # `{{#c1}}` asks for a card's number, of which any may come; the others are never empty.
    return not is_blank(fields.get(name, "")) or re.fullmatch(r"c\d+|Card|Deck|Subdeck|Type", name) is not None


def without(fields: Mapping[str, str], names: Collection[str]) -> dict[str, str]:
    """The fields, of which those named are empty."""
    return {name: "" if name in names else field for name, field in fields.items()}
