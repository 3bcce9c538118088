"""Text as it is compared: without case, without accents; and the way back, for marking what was found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_MARKUP = re.compile(r"(?ms)\*\*|`| \{\.essential\}$|\{\{c\d+::|\}\}|<!--.*?-->|(?<=\])\([^()\s]*\)")


def fold(text: str) -> str:
    """The text in lower case and without accents, its white space single spaces: `Éclair  Über` -> `eclair uber`."""
    text = text.lower() if text.isascii() else text.translate(_FOLDED)
    return " ".join(text.split())


def searchable(markdown: str) -> str:
    """The folded text of Markdown: without emphasis, the marks of code and gaps, comments and addresses of links.

    Not rendered, because rendering 100,000 cards takes minutes.
    """
    return fold(_MARKUP.sub("", markdown))


class _Folded(dict[int, str]):
    """What each sign, by its code point, is compared as; worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        # Twice, because either step makes work for the other: some capitals appear only once decomposed.
        sign = unicodedata.normalize("NFKD", chr(code)).casefold()
        parts = unicodedata.normalize("NFKD", sign)
        folded = self[code] = "".join(part for part in parts if not unicodedata.combining(part))
        return folded


_FOLDED = _Folded()

SHORT = 2
"""Words up to so many letters are looked for at the beginning of words only: inside, they are in every card."""


def is_short(part: str) -> bool:
    """Whether a word is looked for at the beginning of words only; signs such as `->` have no such place."""
    return len(part) <= SHORT and part[:1].isalnum()


def spans(text: str, terms: Iterable[str]) -> tuple[tuple[int, int], ...]:
    """Where in `text` the folded `terms` are: (start, end) in characters, in order, none inside another."""
    wanted = [term for term in terms if term]
    if not wanted:
        return ()
    pieces = [_FOLDED[ord(sign)] for sign in text]
    folded = "".join(pieces)
    # A space of a phrase stands for any white space, as `fold` takes it.
    pattern = re.compile(
        "|".join(
            rf"(?<![^\W_]){re.escape(term)}" if is_short(term) else r"\s+".join(map(re.escape, term.split(" ")))
            for term in sorted(wanted, key=len, reverse=True)
        )
    )
    found = [match.span() for match in pattern.finditer(folded)]
    if len(folded) == len(text):
        return tuple(found)
    place = [index for index, piece in enumerate(pieces) for _ in piece]
    return tuple((place[start], place[end - 1] + 1) for start, end in found)
