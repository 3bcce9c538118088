"""Which lines of a package's review log are reviews of our cards, and what they mean here.

A note is ours when its GUID is made from the id of a note in the library **and** its type is one of ours: by the
type's id, or by its fields, because Anki gives a type a new id when it had another under the old one. Equal GUIDs in
somebody else's deck are no reviews of our cards, whatever they say.

Buttons 1 to 4 are the qualities 1, 3, 4 and 5. Lines that no button was pressed for (set by hand, rescheduled) do not
count, nor do answers in a filtered deck that reschedules nothing, since Anki moves no due day for them, nor times that
cannot be: more than a day ahead of now, or before 2006, when there was no Anki.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from decks.library import Library
from export.anki import ids
from export.anki.collection import AnkiNote, Collection
from export.anki.schema import NoteType
from scheduler.memory import Quality

DAY_MS = 86_400_000
BEFORE_ANKI_MS = 1_136_073_600_000
"""2006-01-01, UTC."""
LONGEST_MS = 7_200_000
"""A longer answer counts as this: two hours, the most that Anki can be told to record."""

_QUALITIES = {1: Quality.AGAIN, 2: Quality.HARD, 3: Quality.GOOD, 4: Quality.EASY}
_FILTERED = 3
_ANSWERED = frozenset({0, 1, 2, _FILTERED})


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A review of one of our cards. Times in ms, the moment since the epoch UTC."""

    card_id: str
    reviewed_at: int
    quality: int
    duration_ms: int


@dataclass(frozen=True, slots=True)
class Ours:
    """The notes of a package that are notes of the library."""

    notes: Mapping[int, tuple[str, bool]]
    """By Anki's id of the note: its id here, and whether its cards are those of a cloze."""
    foreign: int
    """How many notes are somebody else's."""
    gone: frozenset[int]
    """Notes of one of our types that the library does not have: retired, deleted, or of a deck that is not here."""
    lookalikes: frozenset[int]
    """Of those, the ones that have the GUID of a note of ours."""


@dataclass(slots=True)
class Sifted:
    """What became of the lines of the log, counted while they are read."""

    ours: int = 0
    foreign: int = 0
    """Of somebody else's notes."""
    lookalikes: int = 0
    """Of somebody else's notes that have the GUIDs of ours."""
    unknown: int = 0
    """Of our notes, but of a card that the library does not have."""
    future: int = 0
    ancient: int = 0
    by_hand: int = 0
    """No button was pressed."""
    practised: int = 0
    """In a filtered deck that reschedules nothing."""


def find_ours(collection: Collection, library: Library) -> Ours:
    """The notes of a package that are ours. Raises what `Collection.heads` raises."""
    by_guid = {ids.guid(note_id): note_id for note_id in library.note_ids()}
    cloze = {number: made.kind == "cloze" for number, made in collection.notetypes.items() if _is_ours(number, made)}
    notes: dict[int, tuple[str, bool]] = {}
    lookalikes: set[int] = set()
    gone: set[int] = set()
    foreign = 0
    for head in collection.heads():
        note_id = by_guid.get(head.guid)
        if note_id is not None and head.notetype_id in cloze:
            notes[head.note_id] = note_id, cloze[head.notetype_id]
        elif head.notetype_id in cloze:
            gone.add(head.note_id)
        else:
            foreign += 1
            if note_id is not None:
                lookalikes.add(head.note_id)
    return Ours(notes, foreign, frozenset(gone), frozenset(lookalikes))


def reviews_of(collection: Collection, ours: Ours, library: Library, now_ms: int, sifted: Sifted) -> Iterator[Reviewed]:
    """The reviews of our cards, oldest first, as they are read; `sifted` counts them and what is left out.

    Raises what `Collection.reviews` raises.
    """
    card_ids = {row.card_id: row.card_id for row in library.rows}
    for review in collection.reviews():
        owner = ours.notes.get(review.note_id)
        if owner is None:
            if review.note_id in ours.lookalikes:
                sifted.lookalikes += 1
            elif review.note_id in ours.gone:
                sifted.unknown += 1
            else:
                sifted.foreign += 1
            continue
        quality = _QUALITIES.get(review.button)
        if quality is None or review.type not in _ANSWERED:
            sifted.by_hand += 1
            continue
        if review.type == _FILTERED and review.factor == 0:
            sifted.practised += 1
            continue
        card_id = card_ids.get(_card_id(*owner, review.order))
        if card_id is None:
            sifted.unknown += 1
        elif review.at_ms > now_ms + DAY_MS:
            sifted.future += 1
        elif review.at_ms < BEFORE_ANKI_MS:
            sifted.ancient += 1
        else:
            sifted.ours += 1
            yield Reviewed(card_id, review.at_ms, int(quality), min(max(review.taken_ms, 0), LONGEST_MS))


def notes_of_others(collection: Collection, ours: Ours) -> Iterator[AnkiNote]:
    """The notes of a package that are somebody else's; they can become a deck. Raises what `notes` raises."""
    return (note for note in collection.notes() if note.note_id not in ours.notes and note.note_id not in ours.gone)


def _is_ours(number: int, made: NoteType) -> bool:
    return number in (ids.BASIC_ID, ids.CLOZE_ID) or made.fields in (ids.FIELDS, ids.CLOZE_FIELDS)


def _card_id(note_id: str, cloze: bool, order: int) -> str:
    """The id of a note's card here; of a second card that somebody gave a basic note in Anki, one that nobody has."""
    return f"{note_id}.c{order + 1}" if cloze else note_id if order == 0 else ""
