"""Tables and blocks of code as HTML writes them. Import it late: it brings bs4."""

import re

from bs4 import Tag
from bs4.element import NavigableString, PreformattedString

MAX_COLUMNS = 40
"""Widest table that stays one."""


def cells(table: Tag) -> list[list[Tag | None]]:
    """The cells of a table's own rows; what a spanning cell covers is None."""
    rows: list[list[Tag | None]] = []
    covered: dict[int, int] = {}  # by column, for how many more rows
    for row in table.find_all("tr"):
        if row.find_parent("table") is not table:
            continue
        found: list[Tag | None] = []
        for cell in row.find_all(["td", "th"], recursive=False):
            while covered.get(len(found), 0):
                covered[len(found)] -= 1
                found.append(None)
            down, across = _span(cell, "rowspan"), _span(cell, "colspan")
            for column in range(across):
                if down > 1:
                    covered[len(found)] = down - 1
                found.append(cell if column == 0 else None)
        while covered.get(len(found), 0):
            covered[len(found)] -= 1
            found.append(None)
        if found:
            rows.append(found)
    return rows


def _span(cell: Tag, name: str) -> int:
    value = str(cell.get(name) or "1")
    return min(MAX_COLUMNS, max(1, int(value))) if re.fullmatch(r"[0-9]{1,4}", value) else 1


def text_of_code(tag: Tag) -> str:
    """The text of a `pre`, with the breaks that its elements make."""
    pieces: list[str] = []
    for part in tag.descendants:
        if isinstance(part, Tag):
            name = part.name.lower()
            if name == "br" or (name in ("div", "p", "li", "tr") and pieces and not pieces[-1].endswith("\n")):
                pieces.append("\n")
        elif isinstance(part, NavigableString) and not isinstance(part, PreformattedString):
            pieces.append(str(part).replace("\r\n", "\n").replace("\r", "\n"))
    text = "".join(pieces).replace("\xa0", " ").expandtabs(4)
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")
