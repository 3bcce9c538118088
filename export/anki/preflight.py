"""What Anki will do with a package, said before it is written."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from export.anki.fields import AnkiNote
from export.anki.record import Exported, Sent


@dataclass(frozen=True, slots=True)
class Changes:
    """What Anki will do with a package, compared with the last one exported here; note ids in the library's order."""

    new: tuple[str, ...]
    updated: tuple[str, ...]
    """Their content changed: Anki takes it, and what was edited there in these notes is overwritten."""
    unchanged: tuple[str, ...]
    """Anki leaves them alone, with whatever was edited there."""
    moved: tuple[str, ...]
    """Their deck has another name now; Anki keeps their cards where they are. They are also counted above."""
    retired: tuple[str, ...]
    """They left the library: this package tags them `byheart::retired`, and Anki deletes nothing."""


def same(note: AnkiNote, sent: Sent) -> bool:
    """Whether Anki would see no difference."""
    return (note.cloze, note.content, note.tags) == (sent.cloze, sent.content, sent.tags)


def compare(notes: list[tuple[str, AnkiNote]], last: Exported, library: Collection[str]) -> Changes:
    """What a package of these notes brings; `library` holds the ids of all notes there are."""
    new: list[str] = []
    updated: list[str] = []
    unchanged: list[str] = []
    moved: list[str] = []
    for deck, note in notes:
        sent = last.notes.get(note.note_id)
        if sent is None:
            new.append(note.note_id)
            continue
        (unchanged if same(note, sent) else updated).append(note.note_id)
        if sent.deck != deck:
            moved.append(note.note_id)
    known = frozenset(library)
    retired = tuple(n for n, sent in last.notes.items() if n not in known and not sent.retired)
    return Changes(tuple(new), tuple(updated), tuple(unchanged), tuple(moved), retired)
