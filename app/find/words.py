"""Which cards hold which words: a vocabulary, and for each of its words the rows it occurs in.

A *word* here is what stands between white space, punctuation and all, so that a search for `retry-after` or `/v1/` is
exact. To find a part of a word, the vocabulary is searched as one text and the rows of the words found are united: the
work grows with the vocabulary and with the rows found, not with the text of the cards. An FTS5 trigram index lost: for
a word in most of 100,000 cards it took 20 to 50 ms (measured), this takes 5.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable

from app.find.fold import is_short
from app.find.masks import Mask


class Words:
    """The words of a library's rows. Immutable."""

    __slots__ = ("_last", "_starts", "ends", "postings", "rows", "vocabulary")

    def __init__(self, rows: int, vocabulary: str, ends: array[int], postings: array[int]) -> None:
        """`vocabulary` is every word once, a line break after each; the rows of word n end at `ends[n]` in
        `postings`."""
        self.rows = rows
        self.vocabulary = vocabulary
        self.ends = ends
        self.postings = postings
        starts = array("I", [0])
        place = vocabulary.find("\n")
        while place >= 0:
            starts.append(place + 1)
            place = vocabulary.find("\n", place + 1)
        self._starts = starts
        self._last = len(starts) - 1

    @classmethod
    def build(cls, texts: Iterable[str]) -> Words:
        """Over the folded text of each row, in the rows' order."""
        # Most words of a large library occur once: a number takes a fifth of the room of an array.
        found: dict[str, int | array[int]] = {}
        rows = 0
        for row, text in enumerate(texts):
            rows = row + 1
            for word in set(text.split()):
                known = found.get(word)
                if known is None:
                    found[word] = row
                elif isinstance(known, int):
                    found[word] = array("I", (known, row))
                else:
                    known.append(row)
        ends = array("I")
        postings = array("I")
        for entry in found.values():
            if isinstance(entry, int):
                postings.append(entry)
            else:
                postings.extend(entry)
            ends.append(len(postings))
        return cls(rows, "".join(f"{word}\n" for word in found), ends, postings)

    def rows_with(self, part: str) -> Mask:
        """The rows that hold the folded `part`, without white space, anywhere; at the beginning of a word when it
        `is_short`."""
        numbers = self._beginning(part) if is_short(part) else self._holding(part)
        flags = bytearray(self.rows)
        postings, ends = self.postings, self.ends
        for number in numbers:
            for row in postings[ends[number - 1] if number else 0 : ends[number]]:
                flags[row] = 1
        return bytes(flags)

    def _holding(self, part: str) -> list[int]:
        find, starts, last = self.vocabulary.find, self._starts, self._last
        numbers = []
        place = find(part)
        while place >= 0:
            number = bisect_right(starts, place) - 1
            numbers.append(number)
            if number >= last:
                break
            place = find(part, starts[number + 1])
        return numbers

    def _beginning(self, part: str) -> list[int]:
        starts = self._starts
        sign = re.compile(rf"(?<![^\W_]){re.escape(part)}")
        numbers = {bisect_right(starts, match.start()) - 1 for match in sign.finditer(self.vocabulary)}
        return sorted(numbers)
