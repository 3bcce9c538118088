"""The language of searching: text -> frozen tree. `docs/search.md` describes it for the reader.

While it is typed a query is unfinished most of the time. So what is unfinished at its very end (`part:`, `ease<`, an
open quote or parenthesis, `OR`, `-`) is left out or closed and is no mistake; the same in the middle is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.errors import ByHeartError
from app.find.fold import fold
from decks.card import Kind

NAMES = ("part", "lesson", "deck", "level", "kind", "tag", "id", "is")
"""What stands before a colon."""
NUMBERS = ("ease", "interval", "lapses", "due", "missed", "reviewed")
"""What is compared with a number."""
VALUES = {
    "level": ("easy", "medium", "hard"),
    "kind": tuple(kind.value for kind in Kind if kind is not Kind.PROMPT),
    "is": ("due", "new", "learning", "leech", "suspended", "buried", "own", "bundled"),
}
EXAMPLES = {"tag": "http", "id": "rel-02-safe,rel-02-key"}
MAX_LENGTH = 1000
"""Longest query, in characters."""

_NUMBER = re.compile(rf"({'|'.join(NUMBERS)})(<=|>=|<|>|=|:)(.*)", re.IGNORECASE | re.DOTALL)
_FIELD = re.compile(r"([A-Za-z]+):(.*)", re.DOTALL)
_DIGITS = re.compile(r"-?(\d+\.?\d*|\.\d+)")
_HALF_NUMBER = re.compile(r"-?\.?")


class QueryError(ByHeartError):
    """A query that means nothing; `place` is the 0-based character where it goes wrong."""

    def __init__(self, message: str, place: int) -> None:
        super().__init__(message)
        self.place = place


@dataclass(frozen=True, slots=True)
class Text:
    """A word or phrase, folded; it may lie anywhere in a card, even inside a word."""

    text: str


@dataclass(frozen=True, slots=True)
class Field:
    """A property and what it must be: `values` are folded, one of them suffices."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a card, compared: `op` is `<`, `<=`, `>`, `>=` or `=`. Ease is in hundredths."""

    name: str
    op: str
    value: float


@dataclass(frozen=True, slots=True)
class Not:
    """Cards without the item."""

    item: Query


@dataclass(frozen=True, slots=True)
class And:
    """Cards with all items; all cards when there is none."""

    items: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Cards with at least one of the items."""

    items: tuple[Query, ...]


Query = Text | Field | Number | Not | And | Or
EVERYTHING = And(())


def parse(text: str) -> Query:
    """The meaning of a query; nothing typed is all cards. Raises QueryError, a sentence with the place and the fix."""
    if len(text) > MAX_LENGTH:
        raise QueryError(
            f"The query has {len(text):,} characters: shorten it to {MAX_LENGTH:,}, or save parts of it.", MAX_LENGTH
        )
    return _Parser(text).parse()


def quoted(value: str) -> str:
    """A value as it is written in a query: in quotes when it needs them."""
    value = value.replace('"', "")
    return value if re.fullmatch(r"[^\s()\"]+", value) and not value.startswith("-") else f'"{value}"'


def words_of(query: Query) -> tuple[str, ...]:
    """The words and phrases that found cards hold, to be marked in them: none of what must be absent."""
    return tuple(dict.fromkeys(_words(query)))


def _words(query: Query) -> Iterator[str]:
    match query:
        case Text(text):
            yield text
        case And(items) | Or(items):
            for item in items:
                yield from _words(item)
        case _:
            return


class _Parser:
    """Recursive descent; `self.at` is the next character."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0

    def parse(self) -> Query:
        return self._any() or EVERYTHING

    def _any(self) -> Query | None:
        """Alternatives, up to the end or a closing parenthesis."""
        choices: list[Query] = []
        while True:
            start = self._blank()
            group = self._all()
            if group is not None:
                choices.append(group)
            self._blank()
            if not self._take_or():
                break
            if group is None:
                raise QueryError(
                    f"OR at character {start + 1} has nothing before it: write a word on both of its sides.", start
                )
        if not choices:
            return None
        return choices[0] if len(choices) == 1 else Or(tuple(choices))

    def _all(self) -> Query | None:
        items: list[Query] = []
        while True:
            self._blank()
            if self._over() or self._closes() or self._at_or():
                break
            item = self._item()
            if item is not None:
                items.append(item)
        if not items:
            return None
        return items[0] if len(items) == 1 else And(tuple(items))

    def _item(self) -> Query | None:
        start = self.at
        if self.text[start] == "-":
            while not self._over() and self.text[self.at] == "-":
                self.at += 1
            if self._over():
                return None
            if self.text[self.at].isspace() or self._closes():
                raise QueryError(
                    f"The minus at character {start + 1} stands alone: write it right before what must not occur.",
                    start,
                )
            twice = (self.at - start) % 2 == 0
            item = self._item()
            return item if twice or item is None else Not(item)
        if self.text[start] == "(":
            return self._group()
        if self.text[start] == ")":
            raise QueryError(
                f"The parenthesis at character {start + 1} closes nothing: take it out, or put it in quotes.", start
            )
        if self.text[start] == '"':
            self.at += 1
            phrase = fold(self._until_quote())
            return Text(phrase) if phrase else None
        return self._term(start)

    def _group(self) -> Query | None:
        start = self.at
        if self.depth == 50:
            raise QueryError(
                f"The parenthesis at character {start + 1} is the fiftieth inside others: take some out.", start
            )
        self.at += 1
        self.depth += 1
        inner = self._any()
        self.depth -= 1
        if not self._over():
            self.at += 1
        return inner

    def _term(self, start: int) -> Query | None:
        raw, was_quoted = self._raw_term()
        number = None if was_quoted else _NUMBER.fullmatch(raw)
        if number is not None:
            return self._number(number, start)
        field = _FIELD.fullmatch(raw)
        if field is not None:
            name = field[1].lower()
            if name in NAMES:
                return self._field(name, field[2], start)
            self._suspect(name, start)
        word = fold(raw)
        return Text(word) if word else None

    def _raw_term(self) -> tuple[str, bool]:
        """What stands up to the next space or closing parenthesis; a quoted value after a colon keeps its spaces."""
        pieces: list[str] = []
        opened = 0
        was_quoted = False
        while not self._over():
            sign = self.text[self.at]
            if sign.isspace() or (sign == ")" and self.depth and not opened):
                break
            if sign == '"' and pieces and pieces[-1] == ":":
                self.at += 1
                pieces.append(self._until_quote())
                was_quoted = True
                break
            opened += (sign == "(") - (sign == ")" and opened > 0)
            pieces.append(sign)
            self.at += 1
        return "".join(pieces), was_quoted

    def _number(self, match: re.Match[str], start: int) -> Query | None:
        name, op, value = match[1].lower(), match[2].replace(":", "="), match[3]
        if _DIGITS.fullmatch(value):
            number = float(value)
            # Ease is kept in hundredths; rounded, so that 1.8 is 180 and not 180.00000000000003.
            return Number(name, op, round(number * 100) if name == "ease" else number)
        if self._over() and _HALF_NUMBER.fullmatch(value):
            return None
        said = f"`{match[0]}` at character {start + 1} compares with " + (f"`{value}`" if value else "nothing")
        example = "ease<1.8" if name == "ease" else f"{name}{match[2]}3"
        raise QueryError(f"{said}: write a number right behind it, such as `{example}`.", start)

    def _field(self, name: str, value: str, start: int) -> Query | None:
        folded = fold(value)
        allowed = VALUES.get(name)
        if not folded:
            if self._over():
                return None
            example = allowed[0] if allowed else EXAMPLES.get(name, "security")
            raise QueryError(
                f"`{name}:` at character {start + 1} has no value: write one right behind the colon, such as "
                f"`{name}:{example}`.",
                start,
            )
        if name == "id":
            return Field("id", tuple(each for each in folded.split(",") if each))
        if allowed is None:
            return Field("lesson" if name == "deck" else name, (folded,))
        chosen = (folded,) if folded in allowed else tuple(each for each in allowed if each.startswith(folded))
        if not chosen:
            listed = ", ".join(allowed[:-1]) + f" or {allowed[-1]}"
            raise QueryError(f"`{name}:{value}` at character {start + 1} is not known: write {listed}.", start)
        return Field(name, chosen)

    def _suspect(self, name: str, start: int) -> None:
        """A misspelt name is a mistake; other words with a colon, such as `https://…`, are searched for."""
        # Imported here: hardly any query has such a word.
        from difflib import get_close_matches

        close = get_close_matches(name, (*NAMES, *NUMBERS), 1, 0.75)
        if close:
            raise QueryError(
                f"`{name}:` at character {start + 1} is not known: write `{close[0]}:`, or put the word in quotes to "
                "look for it.",
                start,
            )

    def _until_quote(self) -> str:
        end = self.text.find('"', self.at)
        inner = self.text[self.at :] if end < 0 else self.text[self.at : end]
        self.at = len(self.text) if end < 0 else end + 1
        return inner

    def _blank(self) -> int:
        while not self._over() and self.text[self.at].isspace():
            self.at += 1
        return self.at

    def _over(self) -> bool:
        return self.at >= len(self.text)

    def _closes(self) -> bool:
        return self.depth > 0 and self.text[self.at] == ")"

    def _at_or(self) -> bool:
        after = self.text[self.at + 2 : self.at + 3]
        return self.text.startswith("OR", self.at) and (not after or after.isspace() or after in "()")

    def _take_or(self) -> bool:
        if self._over() or not self._at_or():
            return False
        self.at += 2
        return True
