"""Between sheets and cards: a page of chosen cards, and the cards that a box is about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from app.sheets import recalled
from cheatsheets.sheet import Box, Sheet
from decks.library import Library

if TYPE_CHECKING:
    from app.storage.progress import Progress
    from cheatsheets.paper import Paper
    from cheatsheets.personal import Personal

MOST = 12
_WORD = re.compile(r"[A-Za-z][A-Za-z-]*[A-Za-z]|[1-5]\d\d")
_COMMON = frozenset(
    re.findall(
        r"\w+",
        """
        about after again against also answer asked because been before between both cannot could does each every
        explain from give have how into like make makes more most must name need needs never only other over same say
        should some such than that their them then there these they this those time under used uses using what when
        where which while with without would your
        """,
    )
)


def page_of_cards(
    library: Library, progress: Progress, card_ids: Iterable[str], title: str, paper: Paper
) -> Personal | None:
    """A page of chosen cards, in the order given; None where none of them has a short form."""
    # Imported here: they bring Qt.
    from cheatsheets.headless import start
    from cheatsheets.personal import sheet_of

    start()
    return sheet_of(recalled(library, progress, card_ids), title, paper)


def cards_of_box(library: Library, sheet: Sheet, box: Box) -> tuple[str, ...]:
    """The notes of the sheet's lessons that a box is about, the closest first, at most a dozen.

    Close are notes whose question shares words with the box: one of its title counts three times one of its text. A
    note with less than half of the best one's count is left out.
    """
    title, text = _words(box.title), _words(box.markdown)
    scored: list[tuple[int, str]] = []
    for note_id in library.note_ids():
        if library.deck_of(note_id).id in sheet.lessons:
            note = library.find_note(note_id)
            if note is not None and note.card_ids:
                asked = _words(note.question)
                scored.append((3 * len(asked & title) + len(asked & text), note_id))
    best = max((score for score, _ in scored), default=0)
    close = [(score, note_id) for score, note_id in scored if score and score * 2 >= best]
    return tuple(note_id for _, note_id in sorted(close, key=lambda found: -found[0])[:MOST])


def _words(markdown: str) -> frozenset[str]:
    """The words that say what a text is about: of four letters and more, and codes like 429 or `PUT`."""
    found = _WORD.findall(markdown)
    return frozenset(word.lower() for word in found if len(word) >= 4 or word.isdigit() or word.isupper()) - _COMMON
