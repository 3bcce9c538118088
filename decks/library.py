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
    base: Path | None = None
    """For notes of the user's that replace bundled ones: the bundled file, which their pictures lie beside."""


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
    overrides: tuple[DeckInfo, ...] = ()
    """The files of the user's that replace notes of bundled decks; each has its bundled deck's id and title."""
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
        """The deck a note belongs to, its `path` being the file the note is in: the user's, when that replaces it.

        `KeyError` for an id that is not in the library.
        """
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
        found = self._picture(deck.path, source)
        return self._picture(deck.base, source) if found is None and deck.base is not None else found

    def _picture(self, file: Path, source: str) -> Path | None:
        try:
            path = (file.parent / source).resolve()
            root = next((root for root in self.roots if file.is_relative_to(root)), None)
            if root is None:  # a file the library has not read
                return None
            # A deck file given by itself may look one folder up, where `../media` is.
            allowed = root.parent.parent if root == file else root
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
                # Copied first, in one step: other threads read notes as well.
                self._parsed.pop(next(iter(tuple(self._parsed))), None)
            self._parsed[deck.path] = notes
        return notes


def load_library(roots: Sequence[Path], cache: Path | None = None) -> Library:
    """Read the decks below `roots`, the first of which is the bundled bank.

    A file whose time of change and size are those in `cache` is not read. Ids are unique in the library: of two
    equal ones the later is left out, and so is one that any deck retired. The notes of a file that overrides a bundled
    deck take the places of those of their ids. Nothing that is wrong with a file or folder raises; it is in
    `problems`.
    """
    roots = without_nested(roots)
    with without_collector():
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
        if collected.overriding:
            collected.override()
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
            tuple(collected.overrides),
        )


@contextmanager
def without_collector() -> Iterator[None]:
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


def _rows(entry: Entry, index: int, deck_id: str) -> Iterator[CardRow]:
    """The cards of one note of a file."""
    note_id, level, kind = entry.ids[index], LEVELS[entry.levels[index]], entry.kinds[index]
    if kind == "c":
        for card_id in entry.gaps[str(index)]:
            yield CardRow(card_id, note_id, deck_id, level, "cloze")
    elif kind != "m":
        yield CardRow(note_id, note_id, deck_id, level, KINDS[kind])


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
    overriding: list[tuple[Entry, Path]] = field(default_factory=list)
    """Files to be put over the bundled decks once all decks are known."""
    overrides: list[DeckInfo] = field(default_factory=list)

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
        if entry.overrides:
            self.overriding.append((entry, path))
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
        deck_of, rows = self.deck_of, self.rows
        for index, (note_id, level, kind, line) in enumerate(
            zip(entry.ids, entry.levels, entry.kinds, entry.lines, strict=True)
        ):
            if note_id in deck_of:
                self._already_used(note_id, deck, line)
                continue
            deck_of[note_id] = deck
            self.line_of[note_id] = line
            if kind == "c" or kind == "m":
                rows += _rows(entry, index, deck.id)
            else:  # nearly all of them: no call
                rows.append(CardRow(note_id, note_id, deck.id, LEVELS[level], KINDS[kind]))

    def override(self) -> None:
        """Put the user's notes in the places of the bundled ones they replace; their cards keep ids and order."""
        bundled = {deck.id: deck for deck in self.decks if deck.bundled}
        rows: dict[str, list[CardRow]] = {}
        for entry, path in self.overriding:
            base = bundled.get(entry.overrides)
            if base is None:
                fix = "name a bundled deck after `overrides:`, or take the line out to have a deck of your own"
                message = f"there is no bundled deck `{entry.overrides}`"
                self.problems.append(Problem(path, 1, message, fix, rule="overridden"))
                continue
            deck = replace(base, path=path, bundled=False, base=base.path)
            self.overrides.append(deck)
            for index, note_id in enumerate(entry.ids):
                before = self.deck_of.get(note_id)
                if before is base:
                    self.deck_of[note_id] = deck
                    self.line_of[note_id] = entry.lines[index]
                    rows[note_id] = list(_rows(entry, index, base.id))
                elif before is not None:
                    self._already_used(note_id, deck, entry.lines[index])
                else:
                    message = f"the bundled deck `{base.id}` has no card `{note_id}`"
                    fix = "delete the card here, or move it to a deck of your own"
                    self.problems.append(Problem(path, entry.lines[index], message, fix, "warning", "overridden"))
        if rows:
            self._put_in_place(rows)

    def _put_in_place(self, replaced: Mapping[str, list[CardRow]]) -> None:
        """Make the rows anew, in the order of the notes: a note may have more cards than the one it replaces."""
        of_note: dict[str, list[CardRow]] = {}
        for row in self.rows:
            of_note.setdefault(row.note_id, []).append(row)
        of_note.update(replaced)
        self.rows = [row for note_id in self.deck_of for row in of_note.get(note_id, ())]

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
