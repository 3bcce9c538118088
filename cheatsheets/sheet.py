"""One cheat-sheet: a Markdown file whose level-2 sections are its boxes. Frozen values, no Qt here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from decks.fence import fences
from decks.front_matter import FrontMatter, FrontMatterError, end_of_front_matter, read_front_matter
from decks.heading import Heading, find_headings, is_slug
from decks.markup import plain, render
from decks.problem import Problem, Problems

Orientation = Literal["portrait", "landscape"]

KEYS = ("id", "title", "subtitle", "lessons", "orientation", "columns", "order")
MAX_BYTES = 256 * 1024
"""Largest sheet file: a page holds a fortieth of it."""
MAX_WORDS = 1_000
"""More words than this never fit one page at a size one can read."""

_LINE_END = re.compile(r"\r\n?")
_PICTURE = re.compile(r"!\[[^\[\]]*\]\(\s*<?([^\s<>()]+)")
_ORIENTATIONS: dict[str, Orientation] = {"portrait": "portrait", "landscape": "landscape"}


class SheetError(Exception):
    """The user's trouble with a sheet: `str(error)` is one sentence with the place and the fix.

    `place` is a file or a title in quotes, `message` says what is wrong, `fix` what to do; none ends in a full stop.
    """

    def __init__(self, place: object, message: str, fix: str) -> None:
        super().__init__(f"{place}: {message}: {fix}.")
        self.message = message
        self.fix = fix


@dataclass(frozen=True, slots=True)
class Box:
    """One `## ` section of a sheet."""

    title: str
    """Plain text of the heading."""
    markdown: str
    wide: bool = False
    """Whether it spans all columns."""
    line: int = 1
    """1-based line of its heading in the file."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on one page. A sheet from a file has its path; one that is made of cards has none."""

    id: str
    title: str
    subtitle: str
    boxes: tuple[Box, ...]
    lessons: tuple[str, ...] = ()
    """Ids of the lessons it draws on."""
    orientation: Orientation = "portrait"
    columns: int | None = None
    """2 to 4, or None: as many as read best."""
    order: int = 0
    """Its place in the gallery."""
    source: str = ""
    path: Path | None = None
    stamp: tuple[int, int] | None = field(default=None, compare=False)
    """Time of change in ns and size of its file when it was read; another stamp means that it was written since."""
    break_words: bool = False
    """Whether words too long for their column are broken rather than refused: for text not written for a column."""

    @property
    def place(self) -> str:
        """What a sentence about the sheet begins with: its file, else its title."""
        return str(self.path) if self.path else f"“{self.title}”"

    def words(self) -> int:
        """The number of words on it, titles and tables counted."""
        texts = (self.title, self.subtitle, self.source)
        boxes = (f"{box.title} {plain(box.markdown)}".replace("|", " ") for box in self.boxes)
        return sum(len(text.split()) for text in (*texts, *boxes))

    def picture(self, source: str) -> bytes | None:
        """The bytes of an SVG named on the sheet; None when there is none below the folder of its file."""
        if self.path is None or not source.lower().endswith(".svg"):
            return None
        try:
            folder = self.path.parent.resolve()
            file = (folder / source).resolve()
            return file.read_bytes() if file.is_relative_to(folder) else None
        except (OSError, RuntimeError, ValueError):  # a loop of links, a name no file can have: no picture
            return None


def read_sheet(path: Path) -> tuple[Sheet | None, tuple[Problem, ...]]:
    """Read and parse one file: UTF-8, with or without a byte-order mark, any line ends."""
    problems = Problems(path)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            problems.add(1, "too-large", "the sheet is over 256 KB", "make several sheets of it")
            return None, tuple(problems.found)
        text = data.decode("utf-8-sig")
    except OSError as error:
        message = f"the file cannot be read ({error.strerror})"
        problems.add(1, "unreadable", message, "check that it exists and may be read")
        return None, tuple(problems.found)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.add(line, "not-utf-8", "the text is not UTF-8 here", "save the file as UTF-8")
        return None, tuple(problems.found)
    return parse_sheet(text, path)


def parse_sheet(text: str, path: Path) -> tuple[Sheet | None, tuple[Problem, ...]]:
    """Parse a sheet; pictures are looked for beside `path`. Any error leaves the sheet out (None), a warning does not.

    Whether it fits its page is not seen here: `cheatsheets.fit.fit` tells.
    """
    problems = Problems(path)
    sheet = _parse(text, path, problems)
    if sheet is not None and not any(problem.severity == "error" for problem in problems.found):
        _look_at(sheet, text, problems)
    failed = any(problem.severity == "error" for problem in problems.found)
    return None if failed else sheet, tuple(sorted(problems.found, key=lambda problem: problem.line))


def _parse(text: str, path: Path, problems: Problems) -> Sheet | None:
    lines = _LINE_END.sub("\n", text.removeprefix("\ufeff")).split("\n")
    try:
        end = end_of_front_matter(lines)
        if end is None:
            fix = "begin it with `---`, `id: …`, `title: …` and `---`"
            problems.add(1, "no-front-matter", "the file has no front matter", fix)
            return None
        head = read_front_matter(lines[1:end])
    except FrontMatterError as error:
        problems.add(error.line, "front-matter", error.message, error.fix)
        return None
    for key in head.lines:
        if key not in KEYS:
            fix = f"use {', '.join(KEYS)}"
            problems.add(head.lines[key], "unknown-key", f"the key `{key[:60]}` is unknown", fix, "warning")
    lines, source = _split_source(lines, end + 1)
    return Sheet(
        id=_id(head, problems),
        title=_title(head, problems),
        subtitle=head.values.get("subtitle", ""),
        boxes=tuple(_boxes(lines, end + 1, problems)),
        lessons=_lessons(head),
        orientation=_orientation(head, problems),
        columns=_number(head, "columns", 2, 4, problems),
        order=_number(head, "order", 0, 99_999, problems) or 0,
        source=source,
        path=path,
    )


def _id(head: FrontMatter, problems: Problems) -> str:
    name = head.values.get("id", "")
    if not name:
        problems.add(1, "sheet-id", "the sheet has no id", "add a line `id: …` to the front matter")
    elif not is_slug(name):
        fix = "use lower-case letters, digits and single dashes, such as `sheet-caching`"
        problems.add(head.lines["id"], "sheet-id", f"the sheet's id `{name[:60]}` is not a slug", fix)
    return name


def _title(head: FrontMatter, problems: Problems) -> str:
    title = head.values.get("title", "")
    if not title:
        problems.add(1, "title", "the sheet has no title", "add a line `title: …` to the front matter")
    return title


def _lessons(head: FrontMatter) -> tuple[str, ...]:
    if "lessons" in head.lists:
        return tuple(dict.fromkeys(head.lists["lessons"]))
    one = head.values.get("lessons", "")
    return (one,) if one else ()


def _orientation(head: FrontMatter, problems: Problems) -> Orientation:
    said = head.values.get("orientation", "portrait")
    if said not in _ORIENTATIONS:
        line = head.lines["orientation"]
        problems.add(line, "orientation", f"the orientation `{said[:60]}` is unknown", "write portrait or landscape")
    return _ORIENTATIONS.get(said, "portrait")


def _number(head: FrontMatter, key: str, low: int, high: int, problems: Problems) -> int | None:
    said = head.values.get(key, "")
    if not said:
        return None
    # ASCII digits only, and few of them: int() takes other scripts and refuses thousands of digits.
    if said.isascii() and said.isdecimal() and len(said) < 7 and low <= int(said) <= high:
        return int(said)
    message = f"`{key}: {said[:20]}` is not a number from {low:,} to {high:,}"
    problems.add(head.lines[key], key, message, "write such a number, or leave the line out")
    return None


def _split_source(lines: list[str], start: int) -> tuple[list[str], str]:
    """The lines without a last paragraph that begins with `Source:`, and what it says."""
    end = len(lines)
    while end > start and not lines[end - 1].strip():
        end -= 1
    first = end
    while first > start and lines[first - 1].strip():
        first -= 1
    # The paragraph may follow a list without a blank line.
    at = next((index for index in range(end - 1, first - 1, -1) if lines[index].startswith("Source:")), None)
    if at is None or any(block.first <= at <= block.last for block in fences(lines)):
        return lines, ""
    return lines[:at], " ".join(" ".join(lines[at:end]).removeprefix("Source:").split())


def _boxes(lines: Sequence[str], start: int, problems: Problems) -> list[Box]:
    blocks = fences(lines)
    for block in blocks:
        if not block.closed and block.first >= start:
            message = "the code block that begins here is never closed"
            problems.add(block.first + 1, "fence", message, "end it with a fence of its own")
    headings = find_headings(lines, blocks, start)
    first = headings[0].index if headings else len(lines)
    stray = next((index for index in range(start, first) if lines[index].strip()), None)
    if stray is not None:
        problems.add(stray + 1, "outside-box", "this text stands in no box", "put it below a heading `## …`")
    elif not headings:
        problems.add(1, "no-boxes", "the sheet has no boxes", "give it sections that begin with `## …`")
    ends = [*(heading.index for heading in headings[1:]), len(lines)]
    return [
        _box(heading, "\n".join(lines[heading.index + 1 : following]).strip("\n"), problems)
        for heading, following in zip(headings, ends, strict=False)  # without headings there is one end too many
    ]


def _box(heading: Heading, markdown: str, problems: Problems) -> Box:
    line = heading.index + 1
    title = plain(heading.question)
    if not title:
        problems.add(line, "empty-title", "the box has no title", "write it after `##`")
    elif not markdown.strip():
        problems.add(line, "empty-box", f"the box “{title}” is empty", "write something below its heading")
    unknown = [
        *(f".{name}" for name in heading.classes if name != "wide"),
        *(f"#{name}" for name in heading.ids),
        *(f"{name}=" for name in heading.values),
        *heading.stray,
    ]
    if unknown:
        message = f"the attribute `{unknown[0][:60]}` is unknown"
        problems.add(line, "unknown-attribute", message, "remove it; a box knows `.wide` only")
    return Box(title, markdown, "wide" in heading.classes, line)


def _look_at(sheet: Sheet, text: str, problems: Problems) -> None:
    """What holds for a sheet that could be read: its pictures are there, its words are few enough."""
    lines = text.split("\n")
    for box in sheet.boxes:
        named = _PICTURE.findall(box.markdown)
        if not named or "<img" not in render(box.markdown):  # what looks like a picture may stand in code
            continue
        for source in named:
            line = next((n for n in range(box.line, len(lines) + 1) if source in lines[n - 1]), box.line)
            if sheet.picture(source) is None:
                message = f"there is no picture `{source[:100]}`"
                problems.add(line, "missing-picture", message, "put an SVG of that name beside the sheet, or mend it")
    words = sheet.words()
    if words > MAX_WORDS:
        message = f"the sheet has {words:,} words, and a page one can read holds {MAX_WORDS:,} at most"
        problems.add(1, "words", message, "shorten it, or make two sheets of it", "warning")
