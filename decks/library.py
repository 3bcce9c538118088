"""All decks at once: the bundled bank and the user's, read again only where a file changed."""

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from decks.cache import read_cache, write_cache
from decks.card import Note
from decks.entry import KINDS, LEVELS, Entry
from decks.problem import DeckError, Problem
from decks.walk import DeckFile, find_deck_files, without_nested

PICTURES = frozenset({".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp"})
KEPT_DECKS = 32
"""How many parsed files a library keeps at hand."""


@dataclass(frozen=True, slots=True)
class CardRow:
    """What the queue needs of a card."""

    card_id: str
    note_id: str
    deck_id: str
    level: str
    """`easy`, `medium`, `hard`, or empty."""
    kind: str


@dataclass(frozen=True, slots=True)
class DeckInfo:
    """A deck without its notes."""

    id: str
    title: str
    part: str
    tags: tuple[str, ...]
    path: Path
    bundled: bool


@dataclass(frozen=True, slots=True, eq=False)
class Library:
    """What there is to learn at one moment; reading the files again makes another library."""

    decks: tuple[DeckInfo, ...]
    rows: tuple[CardRow, ...]
    """Every card, decks in order, notes in the order of their file."""
    problems: tuple[Problem, ...]
    roots: tuple[Path, ...] = ()
    retired: frozenset[str] = frozenset()
    """Ids no card may have again."""
    _deck_of: Mapping[str, DeckInfo] = field(default_factory=dict, repr=False)
    """By note id; prompts are in it, though they have no row."""
    _parsed: dict[Path, dict[str, Note]] = field(default_factory=dict, repr=False)

    def note_ids(self) -> tuple[str, ...]:
        """Every note in order, prompts included."""
        return tuple(self._deck_of)

    def waiting(self) -> tuple[Path, ...]:
        """The user's deck files with cards that have no id yet; `decks.ids.assign_ids` gives them one."""
        return tuple(dict.fromkeys(p.path for p in self.problems if p.rule == "missing-id" and p.severity == "warning"))

    def used_ids(self) -> frozenset[str]:
        """Every note id that a new card must not get."""
        return self.retired.union(self._deck_of)

    def deck_of(self, note_id: str) -> DeckInfo:
        """The deck a note belongs to; `KeyError` for an id that is not in the library."""
        return self._deck_of[note_id]

    def find_note(self, note_id: str) -> Note | None:
        """The note, or None when the library has none of that id, or its file no longer does."""
        deck = self._deck_of.get(note_id)
        return self._notes(deck).get(note_id) if deck else None

    def note(self, note_id: str) -> Note:
        """The note, from its file on first use.

        `KeyError` for an id that is not in the library; `DeckError` when the file lost the note since it was read.
        """
        deck = self._deck_of[note_id]
        note = self._notes(deck).get(note_id)
        if note is None:
            raise DeckError(
                Problem(deck.path, 1, f"the card `{note_id}` is no longer in this file", "read the decks again")
            )
        return note

    def image(self, deck: DeckInfo, source: str) -> Path | None:
        """The file of a picture named in a deck, or None when there is none.

        Only a picture below the folder the deck was found in counts, links followed: a deck from a stranger cannot
        show other files of the machine.
        """
        if not source or "\0" in source or Path(source).suffix.lower() not in PICTURES:
            return None
        try:
            path = (deck.path.parent / source).resolve()
            root = next(root for root in self.roots if deck.path.is_relative_to(root))
            # A deck file given by itself may look one folder up, where `../media` is.
            allowed = root.parent.parent if root == deck.path else root
            return path if path.is_relative_to(allowed.resolve()) and path.is_file() else None
        except (OSError, RuntimeError):  # a name too long, a loop of links: no picture
            return None

    def _notes(self, deck: DeckInfo) -> dict[str, Note]:
        notes = self._parsed.get(deck.path)
        if notes is None:
            # Imported here: an unchanged library shows its overview without a parser.
            from decks.parser import read_deck

            parsed, _ = read_deck(deck.path)
            notes = {note.id: note for note in parsed.notes} if parsed else {}
            while len(self._parsed) >= KEPT_DECKS:
                self._parsed.pop(next(iter(self._parsed)), None)
            self._parsed[deck.path] = notes
        return notes


def load_library(roots: Sequence[Path], cache: Path | None = None) -> Library:
    """Read the decks below `roots`, the first of which is the bundled bank.

    A file whose time of change and size are those in `cache` is not read. Ids are unique in the library: of two
    equal ones the later is left out, and so is one that any deck retired. Nothing that is wrong with a file or
    folder raises; it is in `problems`.
    """
    roots = without_nested(roots)
    with _without_collector():
        known = read_cache(cache) if cache else {}
        collected = _Collected()
        entries: dict[str, Entry] = {}
        fresh = False
        for index, root in enumerate(roots):
            files, problems = find_deck_files(root)
            collected.problems += problems
            for file in files:
                entry = known.get(file.path)
                if entry is None or entry.mtime_ns != file.mtime_ns or entry.size != file.size:
                    fresh = True
                    entry = _read(file)
                entries[file.path] = entry
                collected.take(entry, file.path, bundled=index == 0)
        collected.leave_out_retired()
        if cache and (fresh or len(entries) != len(known)):
            try:
                write_cache(cache, entries)
            except OSError as error:
                collected.problems.append(
                    Problem(
                        cache,
                        1,
                        f"the index of the decks cannot be written ({error.strerror})",
                        "make its folder writable, or every start reads all decks",
                        "warning",
                        "cache",
                    )
                )
        return Library(
            tuple(collected.decks),
            tuple(collected.rows),
            tuple(collected.problems),
            roots,
            frozenset(collected.retired),
            collected.deck_of,
        )


@contextmanager
def _without_collector() -> Iterator[None]:
    """10,000 small values are made and none dropped: looking for garbage meanwhile costs more than making them."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _read(file: DeckFile) -> Entry:
    # Imported here: with an unchanged library nothing is parsed.
    from decks.entry import entry_of
    from decks.parser import read_deck

    path = Path(file.path)
    deck, problems = read_deck(path)
    if deck is None and path.name.lower() == "readme.md" and any(p.rule == "no-front-matter" for p in problems):
        return entry_of(file, None, ())
    return entry_of(file, deck, problems)


@dataclass(slots=True)
class _Collected:
    """The library while it is put together, file by file in order."""

    decks: list[DeckInfo] = field(default_factory=list)
    rows: list[CardRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    deck_of: dict[str, DeckInfo] = field(default_factory=dict)
    line_of: dict[str, int] = field(default_factory=dict)
    deck_paths: dict[str, Path] = field(default_factory=dict)
    retired: dict[str, Path] = field(default_factory=dict)

    def take(self, entry: Entry, name: str, *, bundled: bool) -> None:
        """Add a file's deck, without what earlier files already have."""
        path = Path(name)
        if entry.problems:
            found = entry.problems_at(path)
            if bundled:  # the bank's ids are written by hand, the program never touches it
                found = [replace(p, severity="error") if p.rule == "missing-id" else p for p in found]
            self.problems += found
        if entry.deck is None:
            return
        deck_id, title, part, tags = entry.deck
        if deck_id in self.deck_paths:
            self.problems.append(
                Problem(
                    path,
                    1,
                    f"the deck id `{deck_id}` is already used by {self.deck_paths[deck_id]}",
                    "choose another id for one of the two files",
                    rule="duplicate-deck",
                )
            )
            return
        self.deck_paths[deck_id] = path
        deck = DeckInfo(deck_id, title, part, tuple(tags), path, bundled)
        self.decks.append(deck)
        for retired in entry.retired:
            self.retired.setdefault(retired, path)
        self._take_notes(entry, deck)

    def _take_notes(self, entry: Entry, deck: DeckInfo) -> None:
        deck_of, rows, deck_id = self.deck_of, self.rows, deck.id
        for index, (note_id, level, kind, line) in enumerate(
            zip(entry.ids, entry.levels, entry.kinds, entry.lines, strict=True)
        ):
            if note_id in deck_of:
                self._already_used(note_id, deck, line)
                continue
            deck_of[note_id] = deck
            self.line_of[note_id] = line
            if kind == "c":
                for card_id in entry.gaps[str(index)]:
                    rows.append(CardRow(card_id, note_id, deck_id, LEVELS[level], "cloze"))
            elif kind != "m":
                rows.append(CardRow(note_id, note_id, deck_id, LEVELS[level], KINDS[kind]))

    def _already_used(self, note_id: str, deck: DeckInfo, line: int) -> None:
        first = f"{self.deck_of[note_id].path}:{self.line_of[note_id]}"
        self.problems.append(
            Problem(
                deck.path,
                line,
                f"the id `{note_id}` is already used at {first}",
                "choose another id for one of the two",
                rule="duplicate-id",
            )
        )

    def leave_out_retired(self) -> None:
        """Take out the notes whose id any deck has retired; the parser saw to those within one file."""
        reused = [note_id for note_id in self.retired if note_id in self.deck_of]
        for note_id in reused:
            deck = self.deck_of.pop(note_id)
            self.problems.append(
                Problem(
                    deck.path,
                    self.line_of[note_id],
                    f"the id `{note_id}` was retired by {self.retired[note_id]}",
                    "choose an id that was never used",
                    rule="retired-id",
                )
            )
        if reused:
            gone = frozenset(reused)
            self.rows = [row for row in self.rows if row.note_id not in gone]
