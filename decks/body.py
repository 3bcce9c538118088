"""What stands under a card's heading: its source, key points, options and gaps, and the kind they make it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from decks.card import Kind, Option
from decks.cloze import find_gaps, gaps_in_code
from decks.fence import fences, mask_code

_TASK = re.compile(r" ?[-*+][ \t]+\[([ xX])\](?:[ \t]+(.*))?$")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]")
_SEPARATOR = " :: "
ESSENTIAL = re.compile(r"\s+\{\.essential\}\s*$")
"""The end of a key point that weighs double."""


class BrokenNote(Exception):
    """A note that cannot be used; `offset` counts its lines from the heading, which is 0."""

    def __init__(self, offset: int, rule: str, message: str, fix: str) -> None:
        super().__init__(message)
        self.offset = offset
        self.rule = rule
        self.message = message
        self.fix = fix


@dataclass(frozen=True, slots=True)
class Task:
    """One `- [ ]` or `- [x]` item; `offset` counts from the heading."""

    text: str
    ticked: bool
    offset: int


@dataclass(frozen=True, slots=True)
class Body:
    """The answer taken apart; warnings are (offset, rule, message, fix)."""

    kind: Kind
    answer: str
    source: str
    points: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    gaps: tuple[int, ...] = ()
    essential: frozenset[int] = frozenset()
    warnings: tuple[tuple[int, str, str, str], ...] = ()
    drill: tuple[str, ...] = ()
    """The lines of the block `drill`, for `Kind.NUMERIC` only; the answer is without it."""
    drill_at: int = 0
    """Where they begin, counted from the heading."""


def read_body(lines: Sequence[str], kind_class: str | None) -> Body:
    """Read the lines below a heading; `kind_class` is `choice`, `cloze`, `numeric`, `prompt` or None.

    Raises `BrokenNote` for what makes the note unusable.
    """
    answer_lines, source = _split_source(lines)
    drill: tuple[str, ...] = ()
    drill_at = 0
    if kind_class == "numeric":
        answer_lines, drill, drill_at = _split_drill(answer_lines)
    first = next((index for index, line in enumerate(answer_lines) if line.strip()), None)
    if first is None:
        what = "worked solution" if drill else "answer"
        raise BrokenNote(0, "empty-answer", f"the card has no {what}", "write it below the heading")
    answer = "\n".join(answer_lines[first:]).rstrip()
    gaps, broken = find_gaps(answer)

    def offset(at: int) -> int:
        return first + 1 + answer.count("\n", 0, at)

    if broken:
        raise BrokenNote(
            offset(broken[0]), "cloze-gap", "a gap is malformed", "write `{{c1::hidden}}` or `{{c1::hidden::hint}}`"
        )
    tasks = _tasks(answer.split("\n"), first + 1)
    kind = _kind(kind_class, bool(gaps), tasks)
    warnings: list[tuple[int, str, str, str]] = []
    if kind is not Kind.NUMERIC and (at := _drill_in(answer_lines)) is not None:
        fix = "add `.numeric` to its heading"
        warnings.append((at, "drill", "the block `drill` is shown as code, because the card is not .numeric", fix))
    if in_code := gaps_in_code(answer):
        at = offset(in_code[0])
        said = (at, "cloze-in-code", "a gap inside code is shown as it is", "put the gap around the code")
        if kind is Kind.CLOZE:
            raise BrokenNote(*said)
        warnings.append(said)
    written = [task.text for task in tasks] if kind in (Kind.KEY_POINTS, Kind.PROMPT) else []
    points = tuple(without_mark(text) for text in written)
    essential = frozenset(number for number, text in enumerate(written) if points[number] != text)
    if essential and len(essential) == len(points):
        at = tasks[0].offset
        warnings.append(
            (at, "essential", "every point is essential", "mark those without which the rest is worth little")
        )
    options = _options(tasks) if kind is Kind.CHOICE else ()
    numbers = tuple(sorted({gap.number for gap in gaps})) if kind is Kind.CLOZE else ()
    return Body(kind, answer, source, points, options, numbers, essential, tuple(warnings), drill, drill_at)


def without_mark(point: str) -> str:
    """A key point without the `{.essential}` that ends its first paragraph; nested lists are not part of that."""
    lines = point.split("\n")
    own = next((n for n, line in enumerate(lines) if n and (not line.strip() or _ITEM.match(line))), len(lines))
    said = ESSENTIAL.sub("", "\n".join(lines[:own]))
    return "\n".join([said, *lines[own:]])


def _kind(kind_class: str | None, has_gaps: bool, tasks: Sequence[Task]) -> Kind:
    if has_gaps and (tasks or kind_class not in (None, "cloze")):
        what = f"of .{kind_class}" if kind_class not in (None, "cloze") else "with key points"
        raise BrokenNote(0, "kinds", f"a card {what} has gaps as well", "make two cards of it")
    if kind_class == "choice":
        return Kind.CHOICE
    if kind_class == "prompt":
        return Kind.PROMPT
    if kind_class == "numeric":
        if tasks:
            raise BrokenNote(tasks[0].offset, "kinds", "a card of .numeric has key points", "make two cards of it")
        return Kind.NUMERIC
    if has_gaps:
        return Kind.CLOZE
    if kind_class == "cloze":
        raise BrokenNote(0, "cloze-gap", "the cloze has no gap", "write `{{c1::hidden}}` in its answer")
    if ticked := [task for task in tasks if task.ticked]:
        fix = "write `[ ]`, or add the class .choice for a quiz"
        raise BrokenNote(ticked[0].offset, "ticked-point", "a key point is ticked", fix)
    return Kind.KEY_POINTS if tasks else Kind.PLAIN


def _drill_in(lines: Sequence[str]) -> int | None:
    """Where a block `drill` begins, counted from the heading."""
    if not any(line.startswith("```drill") for line in lines):
        return None
    return next((block.first + 1 for block in fences(lines) if block.info == "drill"), None)


def _split_drill(lines: Sequence[str]) -> tuple[Sequence[str], tuple[str, ...], int]:
    """The lines with the block `drill` left empty, the lines in it, and where they begin, counted from the heading."""
    blocks = [block for block in fences(lines) if block.closed and block.info.split(" ")[0] == "drill"]
    if not blocks:
        fix = "write its ranges and its formula in a fenced block `drill`"
        raise BrokenNote(0, "drill", "the card of .numeric has no drill", fix)
    if len(blocks) > 1:
        raise BrokenNote(blocks[1].first + 1, "drill", "the card has two drills", "make two cards of it")
    block = blocks[0]
    # Empty rather than gone, so that the lines below are still where they are in the file.
    rest = [*lines[: block.first], *([""] * (block.last - block.first + 1)), *lines[block.last + 1 :]]
    return rest, tuple(block.body(lines)), block.first + 2


def _split_source(lines: Sequence[str]) -> tuple[Sequence[str], str]:
    """The lines of the answer, and the text of a `Source:` that ends the last paragraph."""
    if not any(line.startswith("Source:") for line in lines):
        return lines, ""
    blocks = fences(lines)
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    in_code = {index for block in blocks for index in range(block.first, block.last + 1)}
    for index in range(end - 1, -1, -1):
        if not lines[index].strip() or index in in_code:
            break
        if lines[index].startswith("Source:"):
            source = " ".join(" ".join(lines[index:end]).removeprefix("Source:").split())
            return lines[:index], source
    return lines, ""


def _tasks(lines: Sequence[str], first_offset: int) -> tuple[Task, ...]:
    """The task items of the outermost lists; nested items and wrapped lines stay in their point's text."""
    if not any("[" in line for line in lines):
        return ()
    in_code = {index for block in fences(lines) for index in range(block.first, block.last + 1)}
    tasks: list[Task] = []
    text: list[str] | None = None

    def close() -> None:
        if text is not None and tasks:
            tasks[-1] = Task("\n".join(text).rstrip(), tasks[-1].ticked, tasks[-1].offset)

    for index, line in enumerate(lines):
        match = None if index in in_code else _TASK.match(line)
        if match:
            close()
            if not (match[2] or "").strip():
                message = "an item of the task list is empty"
                raise BrokenNote(first_offset + index, "empty-point", message, "write its text")
            text = [match[2].strip()]
            tasks.append(Task("", match[1] != " ", first_offset + index))
        elif text is not None:
            indented = line[:1] in (" ", "\t")
            after_blank = not text[-1]
            if not line.strip():
                text.append("")
            elif indented or (not after_blank and index not in in_code and not _begins_block(line)):
                text.append(line.removeprefix("    ") if line.startswith("    ") else line.lstrip(" \t"))
            else:
                close()
                text = None
    close()
    return tuple(tasks)


def _begins_block(line: str) -> bool:
    """Whether a line cannot be the wrapped end of the item above it."""
    return line.startswith((">", "#", "|")) or _ITEM.match(line) is not None


def _options(tasks: Sequence[Task]) -> tuple[Option, ...]:
    if len(tasks) < 2:
        fix = "write them as `- [x]` and `- [ ]` lines"
        raise BrokenNote(0, "choice-options", "the quiz has fewer than two options", fix)
    right = sum(task.ticked for task in tasks)
    if right != 1:
        raise BrokenNote(
            0, "choice-right", f"the quiz has {right or 'no'} right options", "tick exactly one with `- [x]`"
        )
    return tuple(_option(task) for task in tasks)


def _option(task: Task) -> Option:
    whole = f" {task.text}"  # an empty text before ` :: ` is found as well
    at = mask_code(whole).find(_SEPARATOR)
    if at < 0:
        return Option(task.text, task.ticked, "")
    text = whole[:at].strip()
    if not text:
        raise BrokenNote(task.offset, "empty-point", "an option is empty", "write its text before ` :: `")
    return Option(text, task.ticked, whole[at + len(_SEPARATOR) :].strip())
