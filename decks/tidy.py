"""Puts lists, quotes and tables into the shape Python-Markdown understands: four spaces a level, blank lines around."""

import re
from collections.abc import Sequence

_ITEM = re.compile(r"( *)([-*+]|\d{1,9}[.)])( +|$)(.*)$")
_RULE = re.compile(r" {0,3}([-*_])(?: *\1){2,} *$")
_TABLE_RULE = re.compile(r"\|?[ :]*-[-| :]*$")
_CALL_OUT = r"\s*(trap|follow[- ]?up|note|tip|warning)s?\s*(?:[:.!]|\*\*)"
CALL_OUT = re.compile(r"(?:\*\*|__)" + _CALL_OUT, re.IGNORECASE)
_QUOTED_CALL_OUT = re.compile(r" {0,3}> ?(?:\*\*|__)" + _CALL_OUT, re.IGNORECASE)


def tidy(lines: Sequence[str]) -> list[str]:
    """The same text, laid out for Python-Markdown; code must have been taken out before.

    A list nested by two spaces is nested by four; a list, quote or table that follows a line of text without a
    blank line gets one, as every other Markdown reads it; so does a call-out that follows another.
    """
    done: list[str] = []
    levels: list[int] = []  # the column of the marker of every list item that is open
    new_paragraph = False  # whether the line before belongs to a later paragraph, or a quote, of an item
    for index, line in enumerate(lines):
        text = line.lstrip(" ")
        if not text:
            done.append("")
            continue
        indent = len(line) - len(text)
        after_text = bool(done) and done[-1] != ""
        item = None if _RULE.match(line) else _ITEM.match(line)
        if item and (levels or indent < 4):
            in_list = bool(levels)
            while levels and indent < levels[-1] + 2:
                levels.pop()
            marker = item[2].replace(")", ".")
            if in_list or not after_text or _may_interrupt(marker, item[4]):
                if after_text and (new_paragraph or not in_list):
                    done.append("")
                done.append(f"{'    ' * len(levels)}{marker} {item[4]}")
                levels.append(indent)
                new_paragraph = False
                continue
        if levels:
            if not after_text or text.startswith((">", "#", "|")):
                while levels and indent < levels[-1] + 2:
                    levels.pop()
            if after_text and (not levels or (text.startswith(">") and not done[-1].lstrip(" ").startswith(">"))):
                done.append("")
            new_paragraph = bool(levels) and (new_paragraph or not after_text or text.startswith(">"))
            extra = max(0, indent - levels[-1] - 4) if levels and not after_text else 0
            # Four more spaces than its item's text make a line of an item code; fewer only align it.
            done.append("    " * len(levels) + (" " * extra if extra >= 4 else "") + text)
            continue
        if after_text and _begins_block(line, done[-1], lines[index + 1] if index + 1 < len(lines) else ""):
            done.append("")
        done.append(line)
    return done


def _may_interrupt(marker: str, text: str) -> bool:
    """Whether an item may follow a line of text at once: `1986. A good year` continues a sentence."""
    return bool(text) and marker in ("-", "*", "+", "1.")


def _begins_block(line: str, previous: str, following: str) -> bool:
    if line.lstrip(" ").startswith(">"):
        return not previous.lstrip(" ").startswith(">") or _QUOTED_CALL_OUT.match(line) is not None
    return (
        "|" in line
        and "|" in following
        and "|" not in previous
        and _TABLE_RULE.match(following.lstrip(" ")) is not None
    )
