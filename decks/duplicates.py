"""Questions that ask nearly the same, found among a thousand in well under a second."""

import re
from collections import Counter
from collections.abc import Sequence

_WORD = re.compile(r"[^\W_]+")


def near_duplicates(questions: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs (earlier, later) of indices whose sets of words have a Jaccard similarity of at least 0.8.

    Two sets that similar share one of the rarest words of each (all but 80 % of them, plus one): only questions with
    such a word in common are compared (prefix filtering, Chaudhuri et al., ICDE 2006).
    """
    words = [frozenset(_WORD.findall(question.lower())) for question in questions]
    frequency = Counter(word for question in words for word in question)
    index: dict[str, list[int]] = {}
    found: list[tuple[int, int]] = []
    for later, mine in enumerate(words):
        rarest = sorted(mine, key=lambda word: (frequency[word], word))
        prefix = rarest[: len(mine) - -(-4 * len(mine) // 5) + 1] if mine else []
        candidates = {earlier for word in prefix for earlier in index.get(word, ())}
        for earlier in sorted(candidates):
            shared = len(mine & words[earlier])
            if 5 * shared >= 4 * len(mine | words[earlier]):
                found.append((earlier, later))
        for word in prefix:
            index.setdefault(word, []).append(later)
    return found
