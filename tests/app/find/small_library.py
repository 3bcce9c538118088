"""A small library with its progress, and its texts in memory."""

from array import array
from collections.abc import Callable

from app.find import masks
from app.find.cards import Standing
from app.find.fold import fold, searchable
from app.find.masks import Mask
from app.find.words import Words
from decks.library import Library

TODAY = 740_000

BANK = """---
id: rel-01
title: Retries
part: Reliability and Scale
tags: [http, retry]
---

## When is a retry safe? {#rel-01-safe .easy}

When the method is **idempotent**, or carries an `Idempotency-Key`.

## Say the points {#rel-01-points .hard}

- [ ] back off
- [ ] jitter

## Fill the header {#rel-01-cloze .medium}

A server answers {{c1::Retry-After}} in {{c2::seconds}}.
"""
SECURITY = """---
id: sec-01
title: Tokens
part: Security
tags: [oauth]
---

## Où est le jeton? {#sec-01-token .hard}

Dans l'en-tête Authorization: a token, never in the address.
"""
OWN = """---
id: mine
title: Security retro
part: My notes
tags: [http-basics]
---

## What did I forget? {#mine-one}

To retry with a new token.

## Unlike all others {#mine-two .easy}

Nothing.
"""


class Texts:
    """The texts of a library, in memory."""

    def __init__(self, library: Library) -> None:
        notes = [library.note(row.note_id) for row in library.rows]
        self.texts = [searchable(f"{note.question}\n{note.answer}\n{note.source}") for note in notes]
        self.words = Words.build(self.texts)
        order = sorted(range(len(notes)), key=lambda row: fold(notes[row].question))
        self.question_ranks = array("I", [order.index(row) for row in range(len(notes))])

    def questions(self, rows: object) -> tuple[str, ...]:
        raise NotImplementedError

    def holding(self, phrase: str, candidates: Mask) -> Mask:
        return masks.of_rows((row for row in masks.rows_in(candidates) if phrase in self.texts[row]), len(self.texts))


def standing(
    card_id: str,
    *,
    ease: int = 250,
    interval: int = 10,
    lapses: int = 0,
    due: int = TODAY + 1,
    new: bool = False,
    suspended: bool = False,
    buried: int | None = None,
    grade: int | None = 4,
    last: int | None = TODAY - 1,
) -> Standing:
    """What is stored of a card that was reviewed yesterday, unless told otherwise."""
    return (card_id, ease, interval, lapses, due, new, suspended, buried, grade, last)


STORED = (
    standing("rel-01-safe", ease=170, interval=40, lapses=2, due=TODAY - 3, last=TODAY - 43),
    standing("rel-01-points", ease=230, interval=6, lapses=9, due=TODAY, grade=1),
    standing("rel-01-cloze.c1", suspended=True, due=TODAY - 1, last=TODAY - 20, grade=3),
    standing("sec-01-token", ease=130, interval=1, lapses=3, due=TODAY - 1, buried=TODAY + 1),
    standing("mine-one", ease=250, interval=0, due=0, new=True, suspended=True, grade=None, last=None),
    standing("gone-long-ago"),
)


Found = Callable[..., list[str]]
"""The ids that a query finds, in the order of a column."""
