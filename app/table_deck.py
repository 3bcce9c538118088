"""A table made a deck of the user's: planned first, then written, and brought up to date by a later import.

What was imported last is kept in the data folder. A second import of the corrected table is merged with it and with
what the user did to the deck meanwhile; where table and user changed the same lines, the user's stay.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING

from app import wording
from app.errors import ByHeartError
from app.paths import Paths
from app.tables import Row, Table, rows_of
from app.writing import unsaved
from app.writing.file import Clash, Known, read, save, write
from app.writing.merge import merge
from app.writing.section import sections
from app.writing.template import quoted, slug
from decks.fence import fences
from decks.heading import MAX_ID, is_slug
from decks.ids import new_id
from decks.library import Library

if TYPE_CHECKING:
    from app.storage.progress import Progress
    from decks.card import Note

MARK = "<!-- Imported from a table by By Heart. -->"
"""Stands in a deck that an import made, and may bring up to date."""

_SAME = 0.8  # of a question's letters: it was corrected, not replaced
_MANY = 300  # rows beyond which questions are not compared letter by letter

Step = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do; nothing is written yet."""

    known: Known
    """The deck's file as it is."""
    text: str
    """What it is to be."""
    imported: str
    """What the table alone makes of it: the base of the next merge."""
    title: str
    new: int = 0
    changed: int = 0
    same: int = 0
    kept: int = 0
    """Places that both the table and the user changed: the user's stay."""
    gone: int = 0
    """Cards of an earlier import that the table no longer has; they stay."""
    left_out: tuple[str, ...] = ()
    """A sentence for each row that makes no card."""
    tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For each tag, the cards that get it."""

    @property
    def sentences(self) -> tuple[str, ...]:
        """What it does, in plain words."""
        counts = [(self.new, "new"), (self.changed, "changed"), (self.same, "as before")]
        said = [", ".join(f"{wording.count(number, 'card')} {what}" for number, what in counts if number) + "."]
        if said == ["."]:
            said = ["No card."]
        if self.kept:
            said.append(f"At {wording.count(self.kept, 'place')} you had changed the deck as well: yours stays.")
        if self.gone:
            said.append(f"{wording.count(self.gone, 'card')} of an earlier import, no longer in the table, stay.")
        return (*said, *self.left_out[:5], *((f"… and {len(self.left_out) - 5:,} more.",) if self.left_out[5:] else ()))


def section_of(row: Row, note_id: str) -> str:
    """The Markdown of a card, without a line end at its end. Cells are taken as Markdown."""
    attributes = f"#{note_id}" + (f" .{row.level}" if row.level else "")
    lines = row.answer.split("\n")
    blocks = fences(lines)
    code = {number for block in blocks for number in range(block.first, block.last + 1)}
    # A heading of that level would begin another card.
    lines = [f"\\{line}" if line.startswith("##") and n not in code else line for n, line in enumerate(lines)]
    if blocks and not blocks[-1].closed:
        lines.append(blocks[-1].prefix + "`" * 3 if "`" in lines[blocks[-1].first] else "~~~")
    body = "\n".join(lines)
    source = f"\n\nSource: {row.source}" if row.source else ""
    return f"## {row.question} {{{attributes}}}\n\n{body}{source}"


def preview(rows: Sequence[Row], path: Path, most: int = 20) -> tuple[Note, ...]:
    """The first rows as the cards they become; rows that make none are passed over."""
    # Imported here: only a window shows cards.
    from decks.parser import parse_deck

    text = "---\nid: preview\n---\n\n" + "\n\n".join(
        section_of(row, f"preview-{number}") for number, row in enumerate(rows[:most]) if row.question and row.answer
    )
    deck, _ = parse_deck(text, path)
    return deck.notes if deck is not None else ()


def plan(
    table: Table,
    mapping: Mapping[str, int],
    title: str,
    paths: Paths,
    library: Library,
    step: Step = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Plan | None:
    """What importing a table as the deck `title` would do; None when cancelled.

    A deck that an earlier import made is brought up to date. Raises ByHeartError.
    """
    rows = rows_of(table, mapping)
    if not title.strip():
        raise ByHeartError(f"{table.path}: the deck needs a title: give it one.")
    deck_id = slug(title)
    known = read(paths.decks / f"{deck_id}.md")
    if known.text and MARK not in known.text:
        raise ByHeartError(f"{known.path} is a deck of yours that no import made: choose another title.")
    base = read(_kept(paths, deck_id)).text if known.text else ""
    base = base or known.text
    old = _notes_of(base, known.path)
    used = set(library.used_ids()) - set(old)
    given, left_out = _ids(rows, old, deck_id, used, step, cancelled)
    if given is None:
        return None
    head = base or f"---\nid: {deck_id}\ntitle: {quoted(title)}\npart: My decks\ntags: []\n---\n\n{MARK}\n"
    text, broken = _without_broken(head, given, known.path)
    made = {note_id: row for note_id, row in given.items() if note_id not in broken}
    left_out += [f"Line {given[note_id].line}: {why}." for note_id, why in broken.items()]
    before, after = _texts(base), _texts(text)
    cards = _cards_of(text, known.path)
    tags: dict[str, list[str]] = {}
    for note_id, row in made.items():
        for tag in row.tags:
            tags.setdefault(tag, []).extend(cards[note_id])
    planned = Plan(
        known,
        text,
        text,
        title,
        new=sum(1 for note_id in made if note_id not in before),
        changed=sum(1 for note_id in made if note_id in before and before[note_id] != after.get(note_id)),
        same=sum(1 for note_id in made if note_id in before and before[note_id] == after.get(note_id)),
        gone=sum(1 for note_id in old if note_id not in given),
        left_out=tuple(left_out),
        tags={tag: tuple(card_ids) for tag, card_ids in tags.items()},
    )
    if not known.text or known.text == base:
        return planned
    mine, updates, kept = _texts(known.text), {}, 0
    for note_id, theirs in after.items():
        if note_id not in mine and note_id not in before:
            updates[note_id] = theirs
        elif note_id in mine and theirs != before.get(note_id):
            merged = merge(before.get(note_id, ""), mine[note_id], theirs)
            # The user's work is worth more than a table's line.
            updates[note_id] = merged.decided("mine")
            kept += len(merged.conflicts)
        # A card that the user deleted stays deleted.
    return replace(planned, text=_put(known.text, updates), kept=kept)


def carry_out(planned: Plan, paths: Paths) -> Path:
    """Write the deck; its path. Raises ByHeartError, also when the deck was changed since it was planned."""
    stage = unsaved.folder(paths)
    path = planned.known.path
    if isinstance(save(planned.known, planned.text, stage), Clash):
        raise ByHeartError(f"{path} was changed by another program meanwhile: import the table again.")
    write(_kept(paths, path.stem), planned.imported.encode("utf-8"), stage)
    return path


def tag_cards(planned: Plan, progress: Progress) -> None:
    """Put the table's tags on the cards it became, as tags of the reader's. Raises ByHeartError."""
    for tag, card_ids in planned.tags.items():
        progress.tag(card_ids, tag, True)


def _kept(paths: Paths, deck_id: str) -> Path:
    """Where the text of the last import lies."""
    return paths.data_dir / "imports" / f"{deck_id}.md"


def _notes_of(text: str, path: Path) -> dict[str, tuple[str, str]]:
    """Question and answer of each note of an earlier import."""
    from decks.parser import parse_deck

    deck, _ = parse_deck(text, path) if text else (None, ())
    return {note.id: (note.question, note.answer) for note in deck.notes} if deck is not None else {}


def _cards_of(text: str, path: Path) -> dict[str, tuple[str, ...]]:
    """The card ids of each note."""
    from decks.parser import parse_deck

    deck, _ = parse_deck(text, path)
    return {note.id: note.card_ids for note in deck.notes} if deck is not None else {}


def _texts(text: str) -> dict[str, str]:
    lines = text.split("\n")
    return {found.note_id: "\n".join(lines[found.first : found.end]) for found in sections(text)}


def _ids(
    rows: Sequence[Row],
    old: Mapping[str, tuple[str, str]],
    deck_id: str,
    used: set[str],
    step: Step,
    cancelled: Callable[[], bool],
) -> tuple[dict[str, Row] | None, list[str]]:
    """A note id for each row: that of the card it became before, by key, question, answer, or a question much like it.

    None when cancelled; and a sentence for each row that can be no card.
    """
    given: dict[str, Row] = {}
    left_out: list[str] = []
    left: list[Row] = []
    keys: dict[str, int] = {}
    for row in rows:
        name = _id_of_key(row.key, deck_id, used) if row.key else ""
        if not row.question or not row.answer:
            left_out.append(f"Line {row.line}: there is no {'answer' if row.question else 'question'}.")
        elif row.key in keys:
            left_out.append(f"Line {row.line}: the id {row.key[:60]} is that of line {keys[row.key]}.")
        elif name in old and name not in given:
            given[name] = row
        else:
            left.append(row)
        if row.key:
            keys.setdefault(row.key, row.line)
    for part, of_row in ((0, "question"), (1, "answer")):
        known: dict[str, str] = {}
        for note_id, texts in old.items():
            if note_id not in given:
                known.setdefault(texts[part].casefold(), note_id)
        rest: list[Row] = []
        for row in left:
            note_id = known.pop(getattr(row, of_row).casefold(), "")
            if note_id:
                given[note_id] = row
            else:
                rest.append(row)
        left = rest
    waiting = [note_id for note_id in old if note_id not in given]
    names = used | given.keys() | old.keys()
    compare = max(len(left), len(waiting)) <= _MANY
    for number, row in enumerate(left):
        if cancelled():
            return None, left_out
        step(number, len(left))
        name = _most_like(row.question, {note_id: old[note_id][0] for note_id in waiting}) if compare else ""
        if name:
            waiting.remove(name)
        else:
            name = _id_of_key(row.key, deck_id, names) if row.key else new_id(deck_id, row.question, names)
        names.add(name)
        given[name] = row
    place = {id(row): number for number, row in enumerate(rows)}
    return dict(sorted(given.items(), key=lambda item: place[id(item[1])])), left_out


def _most_like(question: str, others: Mapping[str, str]) -> str:
    """The note whose question is much like this one, or nothing."""
    best = max(others, key=lambda note_id: _like(others[note_id], question), default="")
    return best if best and _like(others[best], question) >= _SAME else ""


def _id_of_key(key: str, deck_id: str, used: set[str]) -> str:
    name = key if is_slug(key) and not key.replace("-", "").isdecimal() else f"{deck_id}-{slug(key)}"
    if name in used:
        name = f"{deck_id}-{slug(key)}"
    number, tried = 1, name[:MAX_ID]
    while tried in used:
        number += 1
        tried = f"{name[: MAX_ID - 6]}-{number}"
    return tried


def _like(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one.casefold(), other.casefold(), autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= _SAME else 0.0


def _put(text: str, written: Mapping[str, str]) -> str:
    """A deck's text with sections in the places of those of their ids, new ones at the end."""
    lines = text.split("\n")
    found = sections(text)
    first = found[0].first if found else len(lines)
    pieces = ["\n".join(lines[:first]).rstrip()]
    for section, end in zip(found, [*(s.first for s in found[1:]), len(lines)], strict=False):
        pieces.append(written.get(section.note_id) or "\n".join(lines[section.first : end]).rstrip())
    here = {section.note_id for section in found}
    pieces += [section for note_id, section in written.items() if note_id not in here]
    return "\n\n".join(pieces) + "\n"


def _without_broken(head: str, given: dict[str, Row], path: Path) -> tuple[str, dict[str, str]]:
    """The text without the rows that make no card, and why they make none. Raises ByHeartError."""
    from decks.parser import MAX_BYTES as MOST
    from decks.parser import parse_deck

    broken: dict[str, str] = {}
    for _ in range(3):  # once a broken card is out, the next may show another fault
        text = _put(head, {n: section_of(row, n) for n, row in given.items() if n not in broken})
        if len(text.encode("utf-8")) > MOST:
            raise ByHeartError(f"{path} would be over 4 MB: split the table.")
        deck, problems = parse_deck(text, path)
        if deck is None:
            raise ByHeartError(f"{problems[0]}.")
        whole = {note.id for note in deck.notes}
        lacking = [s for s in sections(text) if s.note_id in given and s.note_id not in whole]
        if not lacking:
            break
        for section in lacking:
            why = next((p for p in problems if section.first < p.line <= section.end), None)
            broken[section.note_id] = f"{why.message}: {why.fix}" if why else "it makes no card"
    return text, broken
