"""The text that is open in Write, the whole file or one card of it, and what the parser makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from app import wording
from app.paths import Paths, bundled_decks
from app.sheets import IMPRINT, is_sheet
from app.ui.page import Desk
from app.writing import unsaved
from app.writing.file import Clash, Known, Saved, read, save
from app.writing.lint import deck_problems, sheet_problems
from app.writing.section import cut, find_section
from cheatsheets.library import bundled_sheets
from decks.card import Note
from decks.ids import with_ids
from decks.library import DeckInfo, Library
from decks.problem import Problem

if TYPE_CHECKING:
    from cheatsheets.sheet import Sheet

PAGE_WIDTH = 1100
"""Pixels of the picture of a sheet's page; it is scaled to the room there is."""


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A file that is open. `head` and `tail` stand before and after what the editor shows."""

    known: Known
    """What the file held when it was read, or saved last."""
    desk: Desk
    note_id: str = ""
    """The one card that is shown; empty for the whole file."""
    head: str = ""
    tail: str = ""
    sheet: bool = False
    bundled: bool = False
    base: Path | None = None
    """For corrections of bundled cards: the bundled file."""
    read_only: bool = False

    @classmethod
    def of(cls, known: Known, desk: Desk, note_id: str = "") -> Manuscript:
        """A file that was read. A bundled one is read-only."""
        library, path = desk.study.library, known.path
        roots = (library.roots[0] if library.roots else bundled_decks(), bundled_sheets())
        bundled = any(path.is_relative_to(root) for root in roots)
        base = next((info.base for info in library.overrides if info.path == path), None)
        if base is None and path.parent == desk.paths.decks / "overrides":
            base = next((info.path for info in library.decks if info.bundled and info.id == path.stem), None)
        return cls(
            known,
            desk,
            note_id,
            sheet=is_sheet(path, desk.paths),
            bundled=bundled and path.suffix == ".md",
            base=base,
            read_only=bundled,
        )

    @classmethod
    def read(cls, path: Path, desk: Desk, note_id: str = "") -> Manuscript:
        """Read a file. Raises ByHeartError."""
        return cls.of(read(path), desk, note_id)

    @classmethod
    def new(cls, path: Path, desk: Desk) -> Manuscript:
        """A file that there is not yet."""
        return cls.of(Known(path, ""), desk)

    @property
    def lines_above(self) -> int:
        """How many lines of the file stand above what is shown."""
        return self.head.count("\n")

    def parts(self, whole: str) -> tuple[str, str, str]:
        """A text of the whole file as head, what is shown, and tail; all of it when the card is not in it."""
        section = find_section(whole, self.note_id) if self.note_id else None
        return ("", whole, "") if section is None else cut(whole, section)

    def framed(self, head: str, tail: str) -> Manuscript:
        """With what stands around what is shown; without either it is the whole file that is shown."""
        return replace(self, head=head, tail=tail, note_id=self.note_id if head else "")

    def opened(self) -> Manuscript:
        """The whole file instead of one card."""
        return replace(self, note_id="", head="", tail="")

    def again(self, known: Known) -> Manuscript:
        """The same place in the file, which holds another text now."""
        return replace(self, known=known)

    def locked(self) -> Manuscript:
        """Only to be read."""
        return replace(self, read_only=True)

    def whole(self, shown: str) -> str:
        """The text of the file, given what the editor shows."""
        return self.head + shown + self.tail

    def title(self, of_file: str) -> str:
        """What the page says is open."""
        if self.note_id:
            return f"{of_file or self.known.path.stem} \u203a {self.note_id}"
        return of_file or self.known.path.stem

    def save(self, whole: str) -> Saved | Clash:
        """Write the file; cards without an id get one. Raises ByHeartError."""
        stage = unsaved.folder(self.desk.paths)
        if self.sheet:
            return save(self.known, whole, stage)
        used = self.desk.study.library.used_ids()
        return save(self.known, whole, stage, lambda text: with_ids(text, self.known.path, used)[0] or text)


@dataclass(frozen=True, slots=True)
class Look:
    """What a text is, seen from outside: its cards or its page, and what is wrong with it."""

    title: str
    problems: tuple[Problem, ...]
    notes: tuple[Note, ...] = ()
    info: DeckInfo | None = None
    image: QImage | None = None
    said: str = ""

    def note_at(self, line: int) -> Note | None:
        """The card at a 0-based line of the file, the first one above it; None where it cannot be used."""
        before = [note for note in self.notes if note.line <= line + 1]
        if not before:
            first = self.notes[0] if self.notes else None
            wrong = any(p.severity == "error" and first is not None and p.line < first.line for p in self.problems)
            return None if wrong else first
        # A broken card is in the text, but not among the notes: its neighbour must not stand in for it.
        note = before[-1]
        broken = any(p.severity == "error" and note.line < p.line <= line + 1 for p in self.problems)
        return None if broken else note

    def why(self, line: int) -> str:
        """Why there is nothing to see at a line."""
        if self.said:
            return self.said
        errors = [p for p in self.problems if p.severity == "error"]
        above = [p for p in errors if p.line <= line + 1] or errors
        if above:
            said = f"{above[-1].message}; {above[-1].fix}."
            return said[:1].upper() + said[1:]
        return "Put the cursor into a card to see it."


def in_words(problems: Sequence[Problem]) -> str:
    """How many there are: hints where the text could only be better, as a table that was imported without sources."""
    wrong = sum(problem.severity == "error" for problem in problems)
    return wording.count(wrong, "problem") if wrong else wording.count(len(problems), "hint")


def look_at(whole: str, text: Manuscript, library: Library, paths: Paths) -> Look:
    """Parse and lint a text, and paint the page of a sheet. Takes its time: for the background."""
    path = text.known.path
    if text.sheet:
        return _look_at_sheet(whole, path, library)
    deck, problems = deck_problems(whole, path, library, paths)
    # Cards that have no id yet are seen with the one they will get.
    complete, given = with_ids(whole, path, library.used_ids())
    if given and complete is not None:
        from decks.parser import parse_deck

        deck, _ = parse_deck(complete, path)
    if deck is None:
        return Look(path.stem, problems)
    info = DeckInfo(deck.id, deck.title, deck.part, deck.tags, path, text.bundled, text.base)
    return Look(deck.title, () if text.bundled else problems, deck.notes, info)


def _look_at_sheet(whole: str, path: Path, library: Library) -> Look:
    # Imported here: laying out a page needs much that cards do not.
    from cheatsheets.fit import fit
    from cheatsheets.page import thumbnail
    from cheatsheets.paper import A4
    from cheatsheets.sheet import SheetError, parse_sheet

    problems = sheet_problems(whole, path, library)
    sheet: Sheet | None = parse_sheet(whole, path)[0]
    if sheet is None:
        return Look(path.stem, problems)
    try:
        fitted = fit(sheet, A4)
    except SheetError as error:
        wrong = Problem(path, 1, error.message, error.fix, rule="does-not-fit")
        return Look(sheet.title, (wrong, *problems), said=str(error))
    said = f"{fitted.paper.name}, {fitted.orientation}, text at {fitted.body_pt:.1f} pt."
    return Look(sheet.title, problems, image=thumbnail(fitted, PAGE_WIDTH, IMPRINT), said=said)
