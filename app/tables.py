"""Tables (CSV, TSV): how one is written down, its cells, and which column is what of a card."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.errors import ByHeartError
from app.writing.template import slug

MAX_BYTES = 16 * 1024 * 1024
"""Largest table; the deck it becomes may have 4 MB."""
MAX_ROWS = 20_000
MAX_COLUMNS = 50

FIELDS = ("question", "answer", "tags", "level", "source", "id")
ENCODINGS = ("utf-8", "utf-16", "cp1252")
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}

_NAMES = {
    "question": ("question", "front", "prompt", "term", "word"),
    "answer": ("answer", "back", "definition", "meaning", "response"),
    "tags": ("tags", "tag", "labels", "topics", "topic"),
    "level": ("level", "difficulty"),
    "source": ("source", "reference", "ref", "link", "url"),
    "id": ("id", "key", "guid", "uid"),
}
_LEVELS = {"easy": "easy", "medium": "medium", "hard": "hard", "1": "easy", "2": "medium", "3": "hard"}
_SAMPLE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is written down."""

    encoding: str
    """One of `ENCODINGS`."""
    delimiter: str
    """One of `DELIMITERS`."""
    header: bool
    """Whether the first row names the columns."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table's cells; every row has a cell for each column."""

    path: Path
    columns: tuple[str, ...]
    """Their names, or `Column 1`, `Column 2`, …"""
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    """The 1-based line at which each row begins."""


@dataclass(frozen=True, slots=True)
class Row:
    """A card as the table has it."""

    line: int
    question: str
    answer: str
    tags: tuple[str, ...]
    level: str
    source: str
    key: str
    """The cell of the column of ids, as written."""


def load(path: Path) -> bytes:
    """The table's bytes. Raises ByHeartError for a file that is too large, empty, or cannot be read."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ByHeartError(f"{path} cannot be read ({error.strerror}): check its name and its permissions.") from error
    if len(data) > MAX_BYTES:
        raise ByHeartError(f"{path} is over {MAX_BYTES >> 20} MB: split the table.")
    if not data.strip():
        raise ByHeartError(f"{path} is empty: export the table again.")
    return data


def sniff(data: bytes, path: Path) -> Layout:
    """How a table is most likely written down. Never raises: what is wrong with it, `parse` says."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    else:
        try:
            data.decode("utf-8-sig")
            encoding = "utf-8"
        except UnicodeDecodeError:
            encoding = "cp1252"
    sample = _decode(data[:_SAMPLE], encoding)
    best = max(DELIMITERS, key=lambda delimiter: (_fit(sample, delimiter), delimiter == "\t" == _usual(path)))
    first = next(iter(_cells(sample, best, strict=False)), (1, []))[1]
    known = {name for names in _NAMES.values() for name in names}
    return Layout(encoding, best, any(cell.strip().lower() in known for cell in first))


def _usual(path: Path) -> str:
    return "\t" if path.suffix.lower() in (".tsv", ".tab") else ","


def _fit(sample: str, delimiter: str) -> tuple[float, int]:
    """How well rows agree on their number of cells, which must be two or more; then how many."""
    rows = [cells for _, cells in list(_cells(sample, delimiter, strict=False))[:200] if any(cells)]
    # The sample may end within a row.
    widths = Counter(len(cells) for cells in (rows[:-1] or rows) if len(cells) > 1)
    if not widths:
        return 0.0, 0
    width, count = widths.most_common(1)[0]
    return round(count / max(1, len(rows[:-1] or rows)), 1), width


def _decode(data: bytes, encoding: str) -> str:
    return data.decode("utf-8-sig" if encoding == "utf-8" else encoding, "replace")


def _cells(text: str, delimiter: str, *, strict: bool) -> list[tuple[int, list[str]]]:
    """Every row with its line; raises csv.Error, whose line is that of the row, only if `strict`."""
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL
    for _ in range(2):
        reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter, quoting=quoting, strict=strict)
        rows: list[tuple[int, list[str]]] = []
        line = 1
        try:
            for cells in reader:
                rows.append((line, cells))
                line = reader.line_num + 1
        except csv.Error as error:
            if delimiter == "\t" and quoting == csv.QUOTE_MINIMAL:
                # In a table with tabs, quotes are often nothing but quotes.
                quoting = csv.QUOTE_NONE
                continue
            if strict:
                raise csv.Error(f"{line}:{error}") from error
        return rows
    return []


def parse(data: bytes, layout: Layout, path: Path) -> Table:
    """The table in that layout. Raises ByHeartError with the line of what is wrong."""
    text = _decode(data, layout.encoding)
    at = text.find("\0")
    if at >= 0:
        line = text.count("\n", 0, at) + 1
        raise ByHeartError(f"{path}, line {line}, holds a NUL: this is no table of text, export it again as CSV.")
    if layout.encoding == "utf-8" and "\ufffd" in text:
        line = text.count("\n", 0, text.index("\ufffd")) + 1
        raise ByHeartError(f"{path}, line {line}, is not UTF-8: choose another encoding.")
    try:
        found = [(line, cells) for line, cells in _cells(text, layout.delimiter, strict=True) if any(cells)]
    except csv.Error as error:
        line_text, _, what = str(error).partition(":")
        why = {
            "unexpected end of data": "a quote that begins here is never closed: close it, or double the quotes",
            "field larger than field limit (131072)": "a cell is over 131,072 characters: a quote may not be closed",
        }.get(what, f"a quote stands where none may be ({what}): double the quotes that are in a quoted cell")
        raise ByHeartError(f"{path}, line {line_text}: {why}.") from None
    names: Sequence[str] = ()
    if layout.header and found:
        names = found.pop(0)[1]
    width = max((len(cells) for _, cells in found), default=0)
    if not found:
        raise ByHeartError(f"{path} has no rows below its header: export the table again.")
    if width < 2:
        raise ByHeartError(f"{path} has one column: choose another delimiter, or add a column of answers.")
    if width > MAX_COLUMNS:
        raise ByHeartError(f"{path} has {width:,} columns: choose another delimiter, or keep {MAX_COLUMNS} of them.")
    if len(found) > MAX_ROWS:
        raise ByHeartError(f"{path} has {len(found):,} rows: split it into tables of {MAX_ROWS:,}.")
    titles = [names[n].strip() if n < len(names) and names[n].strip() else f"Column {n + 1}" for n in range(width)]
    rows = tuple(tuple(cells + [""] * (width - len(cells))) for _, cells in found)
    return Table(path, tuple(titles), rows, tuple(line for line, _ in found))


def guess(table: Table) -> dict[str, int]:
    """Which column (from 0) is what, by the columns' names; question and answer are always there."""
    lower = [name.lower() for name in table.columns]
    mapping = {
        what: next(lower.index(name) for name in names if name in lower)
        for what, names in _NAMES.items()
        if any(name in lower for name in names)
    }
    for what in ("question", "answer"):
        if what not in mapping:
            free = [n for n in range(len(lower)) if n not in mapping.values()]
            mapping[what] = free[0] if free else 0
    return mapping


def rows_of(table: Table, mapping: Mapping[str, int]) -> tuple[Row, ...]:
    """The table's rows as cards. `mapping` gives columns from 0 for some of `FIELDS`.

    Raises ByHeartError for a mapping without question or answer, or with a column there is not.
    """
    for what in ("question", "answer"):
        if what not in mapping:
            raise ByHeartError(f"{table.path}: no column is the {what}: say which one is.")
    for what, column in mapping.items():
        if what not in FIELDS:
            raise ByHeartError(f"{what} is nothing a column can be: use {', '.join(FIELDS)}.")
        if not 0 <= column < len(table.columns):
            raise ByHeartError(f"{table.path} has no column {column + 1}: it has {len(table.columns)}.")

    def cell(row: Sequence[str], what: str) -> str:
        return row[mapping[what]].strip() if what in mapping else ""

    return tuple(
        Row(
            line=line,
            question=" ".join(cell(row, "question").split()),
            answer="\n".join(part.rstrip() for part in cell(row, "answer").splitlines()).strip("\n"),
            tags=tuple(dict.fromkeys(slug(tag) for tag in cell(row, "tags").replace(",", " ").split())),
            level=_LEVELS.get(cell(row, "level").lower(), ""),
            source=" ".join(cell(row, "source").split()),
            key=cell(row, "id"),
        )
        for line, row in zip(table.lines, table.rows, strict=True)
    )
