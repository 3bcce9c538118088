"""The help: Markdown pages that ship with the program, with tables made from the code. No Qt.

A line `<!-- table of commands -->` in a page is replaced by that table, so that no command, setting or key can be
missing from the help. Pages name each other as files (`[printing](printing.md)`), which works in `docs/help` as well.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

FOLDER = Path(__file__).parent / "help_pages"

PAGES = (
    "reviewing",
    "sm2",
    "course-and-quiz",
    "interviews",
    "statistics",
    "writing-decks",
    "numeric-cards",
    "searching",
    "printing",
    "anki",
    "keys",
    "settings",
    "data-and-backups",
    "commands",
)
"""In the order of the list."""

_TABLE = re.compile(r"^<!-- table of ([a-z]+) -->$", re.MULTILINE)
_HEADING = re.compile(r"^(#{1,4}) +(.+?)(?: +#+)?$")
_MARKUP = re.compile(r"<[^<>]*>|[`*_|]+|\[([^\[\]]*)\]\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it, up to the next heading of any level."""

    title: str
    """Plain text; the page's title for what stands before the first heading."""
    text: str
    """Markdown without the heading."""


@dataclass(frozen=True, slots=True)
class HelpText:
    """One page of the help."""

    name: str
    title: str
    markdown: str
    """With its tables, without the title."""

    @property
    def sections(self) -> tuple[Section, ...]:
        """The page taken apart, in order."""
        return tuple(_sections(self.title, self.markdown))


@dataclass(frozen=True, slots=True)
class Found:
    """A section that has all the words looked for."""

    page: str
    title: str
    section: str
    """Empty for what stands before the page's first heading."""


def read_help(keys: Callable[[], str]) -> tuple[HelpText, ...]:
    """All pages with their tables; `keys` makes the table of keys, which the window knows."""
    tables = {"keys": keys, "settings": settings_table, "commands": commands_table}
    return tuple(_read(name, tables) for name in PAGES)


def _read(name: str, tables: Mapping[str, Callable[[], str]]) -> HelpText:
    text = (FOLDER / f"{name}.md").read_text("utf-8")
    title, _, rest = text.partition("\n")
    markdown = _TABLE.sub(lambda found: tables[found[1]](), rest)
    return HelpText(name, title.removeprefix("# "), markdown.strip("\n") + "\n")


def _sections(title: str, markdown: str) -> Iterator[Section]:
    # Imported here: only searching takes pages apart.
    from decks.fence import fences

    lines = markdown.split("\n")
    code = {line for block in fences(lines) for line in range(block.first, block.last + 1)}
    below: list[str] = []
    for number, line in enumerate(lines):
        heading = None if number in code else _HEADING.match(line)
        if heading is None:
            below.append(line)
            continue
        yield Section(title, "\n".join(below).strip("\n"))
        title, below = _plain(heading[2]), []
    yield Section(title, "\n".join(below).strip("\n"))


def _plain(markdown: str) -> str:
    return " ".join(_MARKUP.sub(r"\1", markdown).split())


def search(pages: Sequence[HelpText], query: str) -> tuple[Found, ...]:
    """The sections that have all words of the query, whatever their case; first those with words in their titles."""
    words = query.casefold().split()
    if not words:
        return ()
    ranked: list[tuple[int, Found]] = []
    for page in pages:
        for number, section in enumerate(page.sections):
            title, text = section.title.casefold(), f"{page.title} {section.title} {_plain(section.text)}".casefold()
            if all(word in text for word in words):
                hits = sum(2 * (word in title) + (word in page.title.casefold()) for word in words)
                ranked.append((hits, Found(page.name, page.title, section.title if number else "")))
    return tuple(found for _, found in sorted(ranked, key=lambda pair: -pair[0]))


# ---- tables made from the code --------------------------------------------------------------------


def settings_table() -> str:
    """Every setting with what it may be and its default."""
    from app.settings import RULES, Settings

    defaults = Settings()
    rows = ["| Setting | May be | Default |", "| --- | --- | --- |"]
    for each in fields(Settings):
        default = _toml(getattr(defaults, each.name))
        rows.append(f"| `{each.name}` | {RULES[each.name].words} | {default} |")
    return "\n".join(rows)


def _toml(value: object) -> str:
    if value is None or value == () or value == {}:
        return "none"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f'`"{value}"`' if isinstance(value, str) else f"`{value}`"


def commands_table() -> str:
    """Every command of the command line with its arguments."""
    from app.cli import parser

    whole = parser()
    made = ["## For every command", *_arguments(whole)]
    for name, command, words in _commands(whole):
        made += _heading(name, command, words)
    return "\n".join(made)


def _commands(whole: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser, str]]:
    """Commands without commands of their own, with their full names, in the order they are declared."""
    for action in whole._actions:
        if not isinstance(action, argparse._SubParsersAction):
            continue
        words = {choice.dest: choice.help or "" for choice in action._choices_actions}
        for name, command in action.choices.items():
            below = list(_commands(command))
            yield from below or [(command.prog, command, words.get(name, ""))]


def _heading(name: str, command: argparse.ArgumentParser, words: str) -> list[str]:
    said = words[:1].upper() + words[1:] + "." if words else ""
    usage = " ".join([name, *(_usage(action) for action in _listed(command))])
    return ["", f"## {name}", "", said, "", "```", usage, "```", *_arguments(command)]


def _listed(command: argparse.ArgumentParser) -> list[argparse.Action]:
    """The arguments of a command, options first, without `--help`, which every command has."""
    found = [
        action
        for action in command._actions
        if not isinstance(action, (argparse._HelpAction, argparse._SubParsersAction))
    ]
    return sorted(found, key=lambda action: not action.option_strings)


def _usage(action: argparse.Action) -> str:
    words = " ".join((*action.option_strings[-1:], *_value(action)))
    optional = not action.required if action.option_strings else action.nargs in ("?", "*")
    many = "..." if action.nargs in ("*", "+") or isinstance(action, argparse._AppendAction) else ""
    return f"[{words}]{many}" if optional else f"{words}{many}"


def _value(action: argparse.Action) -> tuple[str, ...]:
    if action.nargs == 0:
        return ()
    if action.choices is not None:
        return ("|".join(map(str, action.choices)),)
    name = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
    return (name,)


def _arguments(command: argparse.ArgumentParser) -> list[str]:
    rows = []
    for action in _listed(command):
        words = " ".join((*action.option_strings[-1:], *_value(action))).replace("|", " or ")
        said = action.help or ("the same as JSON, for other programs" if words == "--json" else "")
        if action.default not in (None, False, argparse.SUPPRESS, []) and action.option_strings:
            said = f"{said}; {action.default} unless you say otherwise".removeprefix("; ")
        said = said.replace("|", "\\|")
        if said:  # what a name says by itself stands in the line above
            rows.append(f"| `{words}` | {said[:1].upper() + said[1:]} |")
    return ["", "| Argument | Means |", "| --- | --- |", *rows] if rows else []
