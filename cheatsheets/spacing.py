"""Where a line of a sheet may not break: between a number and its unit, and inside a short name of code."""

from __future__ import annotations

import re

from PySide6.QtGui import QTextBlock, QTextCharFormat, QTextCursor

from cheatsheets.document import KIND, RichDocument

LONGEST_NAME = 24
"""A name of code up to this many characters stands on one line; a longer one may have to be broken."""

_UNITS = "%|[kMGTP]?B(?:/s)?|[kMGT]?bits?(?:/s)?|ns|µs|ms|s|min|h|d|days?|RTTs?|M|k|pt"
_TIED = re.compile(
    rf"(?<=\d) (?=(?:{_UNITS})(?![\w/]))|(?<=[≈×÷<>≤≥±\u2212=]) (?=\d)|(?<=\bRFC) (?=\d)|(?<=→) (?=\S|$)"
)
_NAME = re.compile(r"\S+")


def tied(text: str) -> str:
    """The text with no-break spaces between numbers and units, signs and numbers, behind arrows, and in "RFC 9110"."""
    return _TIED.sub("\u00a0", text)


def names(block: QTextBlock) -> list[tuple[int, int]]:
    """Where the names of inline code begin and end in a block's text; of two names with a space between, each."""
    found: list[tuple[int, int]] = []
    iterator = block.begin()
    while not iterator.atEnd():
        fragment = iterator.fragment()
        iterator += 1
        if fragment.charFormat().property(KIND) == "code":
            first = fragment.position() - block.position()
            found += [(first + match.start(), first + match.end()) for match in _NAME.finditer(fragment.text())]
    return found


def keep_names_whole(document: RichDocument) -> None:
    """Move short names of code that are broken at a hyphen to the next line, where that costs no line.

    The space before such a name is made as wide as the column, so that the line ends there. A joining character would
    do it at any width, but stands in the text that is copied out of a PDF, and comes from another font.
    """
    block = document.begin()
    while block.isValid():
        if block.layout().lineCount() > 1:
            _mend(document, block)
        block = block.next()


def _mend(document: RichDocument, block: QTextBlock) -> None:
    text, found, tried = block.text(), names(block), set[int]()
    while (space := _space_before_broken(block, text, found)) is not None and space not in tried:
        tried.add(space)
        height = document.size().height()
        cursor = QTextCursor(document)
        cursor.setPosition(block.position() + space)
        cursor.setPosition(block.position() + space + 1, QTextCursor.MoveMode.KeepAnchor)
        before = cursor.charFormat()
        wide = QTextCharFormat(before)
        wide.setFontWordSpacing(document.textWidth())
        wide.clearProperty(KIND)  # or a chip would be painted behind it
        cursor.setCharFormat(wide)
        if document.size().height() > height:
            cursor.setCharFormat(before)


def _space_before_broken(block: QTextBlock, text: str, found: list[tuple[int, int]]) -> int | None:
    """The space before the first short name that is broken and need not be."""
    layout = block.layout()
    for number in range(1, layout.lineCount()):
        cut = layout.lineAt(number).textStart()
        for first, end in found:
            if first < cut < end <= first + LONGEST_NAME:
                space = text.rfind(" ", layout.lineAt(number - 1).textStart(), first)
                if space >= 0:
                    return space
    return None
