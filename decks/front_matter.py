"""The block of YAML at the head of a deck file, read as plain text values and nothing more."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

KEYS = ("id", "title", "part", "tags", "retired", "overrides")
LISTS = frozenset({"tags", "retired"})
MAX_LENGTH = 16 * 1024
"""Longest front matter, in characters."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the head of a deck says; values are text as written, absent ones empty."""

    values: dict[str, str]
    lists: dict[str, tuple[str, ...]]
    lines: dict[str, int]
    """1-based line of each key, unknown ones included."""


class FrontMatterError(Exception):
    """The head cannot be read; `line` is 1-based, `fix` says what to do."""

    def __init__(self, line: int, message: str, fix: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message
        self.fix = fix


def end_of_front_matter(lines: Sequence[str]) -> int | None:
    """The 0-based index of the closing `---`, or None when the text does not begin with front matter."""
    if not lines or lines[0].rstrip() != "---":
        return None
    for index in range(1, len(lines)):
        if lines[index].rstrip() in ("---", "..."):
            return index
    raise FrontMatterError(1, "the front matter is never closed", "end it with a line of three dashes (`---`)")


def read_front_matter(lines: Sequence[str]) -> FrontMatter:
    """Read the lines between the two `---`.

    Every value stays text (`2024`, `yes` and `007` are not converted). Only what a deck needs is taken: one mapping
    of keys to a text or a list of texts; anchors, aliases, tags and deeper nesting are refused, so a file from a
    stranger can neither build objects nor unfold into gigabytes. Raises `FrontMatterError`.
    """
    # Imported here: an unchanged library is opened without reading any YAML.
    import yaml

    text = "\n".join(lines) + "\n"
    if len(text) > MAX_LENGTH:
        raise FrontMatterError(1, "the front matter is over 16 KB", "keep only id, title, part, tags and retired in it")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _compose(yaml.parse(text, Loader=loader))
    except (yaml.YAMLError, UnicodeError) as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or "it is not YAML"
        # The marks count from the line after the opening `---`, which is line 2 of the file.
        line = min(mark.line + 2, len(lines) + 1) if mark else 1
        raise FrontMatterError(
            line, f"the front matter cannot be read: {what}", "quote values that contain `: ` or begin with a sign"
        ) from error


def _compose(events: Iterator[Any]) -> FrontMatter:
    """Build the mapping from the parser's events; every event names its line."""
    # Imported here for the same reason as above.
    from yaml import events as kinds

    values: dict[str, str] = {}
    lists: dict[str, tuple[str, ...]] = {}
    lines: dict[str, int] = {}
    key: str | None = None
    items: list[str] | None = None
    in_mapping = False
    for event in events:
        line = event.start_mark.line + 2
        if getattr(event, "anchor", None) or isinstance(event, kinds.AliasEvent):
            raise FrontMatterError(line, "the front matter has an anchor or an alias", "write the value out")
        if getattr(event, "tag", None):
            raise FrontMatterError(line, "the front matter has a YAML tag", "write plain text without `!`")
        if isinstance(event, kinds.MappingStartEvent) and not in_mapping:
            in_mapping = True
        elif isinstance(event, kinds.ScalarEvent) and in_mapping:
            if items is not None:
                items.append(event.value.strip())
            elif key is None:
                key = event.value.strip()
                if key in lines:
                    raise FrontMatterError(line, f"the key `{key[:60]}` stands twice", "keep one of them")
                lines[key] = line
            else:
                if key in LISTS:
                    # One tag needs no brackets; `tags:` alone and `tags: null` are no tags.
                    lists[key] = () if event.value in ("", "~", "null") else (event.value.strip(),)
                else:
                    values[key] = " ".join(event.value.split())
                key = None
        elif isinstance(event, kinds.SequenceStartEvent) and key is not None and items is None:
            if key in KEYS and key not in LISTS:
                raise FrontMatterError(line, f"`{key}` is a list", "write one line of text")
            items = []
        elif isinstance(event, kinds.SequenceEndEvent) and key is not None and items is not None:
            lists[key] = tuple(items)
            key = items = None
        elif isinstance(event, (kinds.MappingStartEvent, kinds.SequenceStartEvent, kinds.ScalarEvent)):
            message = "the front matter is not a plain list of `key: value` lines"
            raise FrontMatterError(line, message, "write only those")
    return FrontMatter(values, lists, lines)
