"""How one did: the rubric, the trend of each dimension, and the cards that ask for what was left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import TYPE_CHECKING

from decks.card import Kind

if TYPE_CHECKING:
    from app.storage.records import Interview
    from decks.library import Library


@dataclass(frozen=True, slots=True)
class Dimension:
    """One thing that is scored, with what each of its four levels, from 1, looks like."""

    name: str
    title: str
    asks: str
    levels: tuple[str, str, str, str]


RUBRIC = (
    Dimension(
        "framing",
        "Framing",
        "Was the task understood and bounded before it was solved?",
        (
            "I designed at once and guessed what was wanted.",
            "I asked some questions, but no list of needs came of them.",
            "Callers, journeys, targets and exclusions stood written before the first endpoint.",
            "I also questioned the goal itself, and a number ruled a design out.",
        ),
    ),
    Dimension(
        "modelling",
        "Modelling",
        "Is the contract sound?",
        (
            "A few paths; nobody could say what the things behind them are.",
            "Fitting resources, methods and success statuses.",
            "Errors, paging and retries as well, and one rule that the database itself keeps.",
            "How the contract grows, what old clients meet, and which team owns which part.",
        ),
    ),
    Dimension(
        "depth",
        "Depth",
        "Does the hard part really work?",
        (
            "I named products where a mechanism was wanted.",
            "I walked through the case in which everything goes well.",
            "I made the hard part work, with figures, and sent failures through it.",
            "I also said at what load or in what case it stops working, and what then.",
        ),
    ),
    Dimension(
        "trade-offs",
        "Trade-offs",
        "Do choices have reasons and prices?",
        (
            "Choices without reasons, or with “it scales” for a reason.",
            "I named another way, but not why it lost.",
            "Each main choice came with the need behind it and with its price.",
            "I also weighed cost over years, and said what would make me turn back.",
        ),
    ),
    Dimension(
        "communication",
        "Communication",
        "Could somebody follow, and steer?",
        (
            "Long silence, or talk that no hint could enter.",
            "I answered when I was asked.",
            "I led: announced each step, thought aloud, took up hints.",
            "I also brought the listener along, summed up, and said what stays open.",
        ),
    ),
)


def is_scored(interview: Interview) -> bool:
    """Whether every dimension has its score."""
    return all(dimension.name in interview.scores for dimension in RUBRIC)


def trend(history: Iterable[Interview]) -> dict[str, tuple[int, ...]]:
    """The scores of each dimension, oldest first, of a history that has the newest first."""
    scored = [interview for interview in history if interview.scores][::-1]
    return {
        dimension.name: tuple(each.scores[dimension.name] for each in scored if dimension.name in each.scores)
        for dimension in RUBRIC
    }


def weakest(scores: Mapping[str, int]) -> Dimension | None:
    """The dimension scored lowest, the earlier of two; None without scores or when all are the best."""
    scored = [dimension for dimension in RUBRIC if dimension.name in scores]
    lowest = min(scored, key=lambda dimension: scores[dimension.name], default=None)
    return lowest if lowest is not None and scores[lowest.name] < 4 else None


# ---- which card asks for a point ----------------------------------------------------------------------

ALIKE = 0.2
"""Below this likeness a card is not taken to ask for a point."""
OWN_LESSON = 1.5
_WORD = re.compile(r"[a-z0-9][a-z0-9_.%-]*[a-z0-9]|[0-9]")


@dataclass(frozen=True, slots=True)
class Asked:
    """A card, its lesson, and the words it asks for."""

    card_id: str
    deck_id: str
    text: str


def read_asked(library: Library) -> tuple[Asked, ...]:
    """What every card of a library asks for. Parses all of it, which takes seconds: for the background."""
    # Imported here: an unchanged library shows its overview without a parser.
    from decks.parser import read_deck

    known = {row.card_id for row in library.rows}
    found = []
    for info in library.decks:
        deck, _ = read_deck(info.path)
        for note in deck.notes if deck is not None else ():
            # The key points say what is asked for; a card without any is asked by its question and its answer.
            said = note.points if note.kind is Kind.KEY_POINTS else (note.answer,)
            text = " ".join((note.question, note.question, *said))
            found += [Asked(card_id, info.id, text) for card_id in note.card_ids if card_id in known]
    return tuple(found)


def cards_of(points: Sequence[str], own_deck: str, asked: Sequence[Asked]) -> tuple[str | None, ...]:
    """For each point the card that asks for it, None where no card does.

    It is the card whose question and key points share most words with the point, rare words weighing more (the cosine
    of tf-idf vectors); a card of the prompt's own lesson counts half as much again. Below `ALIKE` there is none.
    """
    bags = [Counter(_words(each.text)) for each in asked]
    often = Counter(word for bag in bags for word in bag)
    weight = {word: log(1 + len(bags) / number) for word, number in often.items()}
    vectors = [{word: (1 + log(times)) * weight[word] for word, times in bag.items()} for bag in bags]
    lengths = [sqrt(sum(value * value for value in vector.values())) for vector in vectors]
    found: list[str | None] = []
    for point in points:
        wanted = {word: weight[word] for word in set(_words(point)) if word in weight}
        size = sqrt(sum(value * value for value in wanted.values()))
        best, most = None, ALIKE
        for each, vector, length in zip(asked, vectors, lengths, strict=True):
            shared = sum(value * vector[word] for word, value in wanted.items() if word in vector)
            if shared == 0:
                continue
            likeness = shared / (size * length) * (OWN_LESSON if each.deck_id == own_deck else 1.0)
            if likeness > most:
                best, most = each.card_id, likeness
        found.append(best)
    return tuple(found)


def _words(text: str) -> list[str]:
    # An ending or two less, so that "key" and "keys" are one word; a stemmer would be one more dependency.
    return [word.removesuffix("s") if len(word) > 3 else word for word in _WORD.findall(text.lower())]
