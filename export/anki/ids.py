"""Identities that never change: of note types, decks and notes. Anki knows a note by its GUID alone."""

from __future__ import annotations

from hashlib import blake2b

# Drawn once. A new id would be a new note type, whose notes Anki does not update.
BASIC_ID = 1_763_700_101
CLOZE_ID = 1_763_700_102

# Frozen: adding a field makes Anki refuse to update the notes of everyone who has them. Two are spare.
FIELDS = ("Id", "Question", "Answer", "Source", "Lesson", "Level", "Kind", "Spare 1", "Spare 2")
CLOZE_FIELDS = ("Id", "Text", "Question", "Source", "Lesson", "Level", "Kind", "Spare 1", "Spare 2")

ROOT_DECK = "By Heart"


def guid(note_id: str) -> str:
    """The GUID of a note: from its id and nothing else, so that corrected words update it instead of doubling it."""
    return blake2b(f"byheart note {note_id}".encode(), digest_size=10).hexdigest()


def deck_id(name: str) -> int:
    """An id for a deck's name. Anki goes by the name; the id only must not clash: 2^30 and above."""
    return (1 << 30) + int.from_bytes(blake2b(f"byheart deck {name}".encode(), digest_size=4).digest(), "big") % (
        1 << 30
    )
