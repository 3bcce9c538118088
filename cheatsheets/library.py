"""All cheat-sheets: the bundled ones and the user's."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cheatsheets.sheet import Sheet, read_sheet
from decks.problem import Problem
from decks.walk import find_deck_files, without_nested


@dataclass(frozen=True, slots=True)
class SheetLibrary:
    """The sheets there are at one moment, in the order of the gallery, and what is wrong with their files."""

    sheets: tuple[Sheet, ...]
    problems: tuple[Problem, ...]

    def find(self, sheet_id: str) -> Sheet | None:
        """The sheet of this id, or None."""
        return next((sheet for sheet in self.sheets if sheet.id == sheet_id), None)

    def of_lesson(self, lesson_id: str) -> tuple[Sheet, ...]:
        """The sheets that draw on a lesson, in order."""
        return tuple(sheet for sheet in self.sheets if lesson_id in sheet.lessons)


def bundled_sheets() -> Path:
    """The folder of the sheets that ship with the program, read-only."""
    return Path(__file__).parent / "sheets"


NO_SHEETS = SheetLibrary((), ())


def load_sheets(folders: Sequence[Path], before: SheetLibrary = NO_SHEETS) -> SheetLibrary:
    """Read the sheets below the folders (or the files themselves), the bundled folder first; a missing one is empty.

    Sheets stand in the order of their front matter, folder by folder. Of two with one id the later is left out.
    Nothing that is wrong with a file raises; it is in `problems`. Sheets of `before` whose files are as they were are
    taken over: reading the bundled ones takes a tenth of a second, looking whether they changed some milliseconds.
    """
    troubled = {problem.path for problem in before.problems}
    known = {sheet.path: sheet for sheet in before.sheets if sheet.path not in troubled}
    sheets: list[Sheet] = []
    problems: list[Problem] = []
    taken: dict[str, Path] = {}
    for folder in without_nested(folders):
        if not folder.exists():
            continue
        files, wrong = find_deck_files(folder)
        problems += wrong
        here: list[Sheet] = []
        for file in files:
            path = Path(file.path)
            stamp = (file.mtime_ns, file.size)
            sheet = known.get(path)
            found: tuple[Problem, ...] = ()
            if sheet is None or sheet.stamp != stamp:
                sheet, found = read_sheet(path)
            if path.name.lower() == "readme.md" and any(p.rule == "no-front-matter" for p in found):
                continue
            problems += found
            if sheet is None:
                continue
            if sheet.id in taken:
                message = f"the sheet id `{sheet.id}` is already used by {taken[sheet.id]}"
                fix = "choose another id for one of the two files"
                problems.append(Problem(path, 1, message, fix, rule="duplicate-sheet"))
                continue
            taken[sheet.id] = path
            here.append(replace(sheet, stamp=stamp))
        sheets += sorted(here, key=lambda sheet: (sheet.order, sheet.title.casefold()))
    return SheetLibrary(tuple(sheets), tuple(problems))


def unknown_lessons(sheets: Sequence[Sheet], lessons: Container[str]) -> tuple[Problem, ...]:
    """A problem for each lesson a sheet names that there is not."""
    return tuple(
        Problem(
            sheet.path,
            _line_of_lessons(sheet.path),
            f"there is no lesson `{lesson[:60]}`",
            "name the id of a deck; `byheart check --json` lists them",
            rule="unknown-lesson",
        )
        for sheet in sheets
        for lesson in sheet.lessons
        if sheet.path is not None and lesson not in lessons
    )


def _line_of_lessons(path: Path) -> int:
    try:
        lines = path.read_text("utf-8-sig", errors="replace").splitlines()
    except OSError:  # it went away since it was read a moment ago
        return 1
    return next((number for number, line in enumerate(lines, start=1) if line.startswith("lessons:")), 1)
