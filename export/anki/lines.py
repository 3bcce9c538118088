"""One line of text with its marks: from pieces as they were met to elements that lie within each other."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bs4 import BeautifulSoup, Tag

from export.anki.pictures import Picture
from export.anki.signs import escape

JOINER = "\u2060"
"""Keeps the signs of two marks apart that touch at the edge of a gap; it has no width."""

_SPACE = re.compile(r"\s+")
_STYLES = ("b", "i", "del", "sub", "sup", "kbd")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a line: text, or a break, a picture, or so many spaces at its beginning."""

    text: str = ""
    styles: frozenset[str] = frozenset()
    """Of `b i del sub sup kbd code`."""
    link: str = ""
    gap: int | None = None
    is_break: bool = False
    picture: Picture | None = None
    spaces: int = 0
    is_sign: bool = False
    """Text that stands before an item."""

    def has(self, mark: str) -> object:
        """What encloses it of that kind, None for nothing; code always lies innermost."""
        if mark == "gap":
            return self.gap
        if mark == "a":
            return self.link or None
        return True if mark in self.styles else None


def paragraphs(tokens: Sequence[Token]) -> list[list[Token]]:
    """The lines tidied: white space as HTML shows it, an empty line parts paragraphs."""
    found: list[list[Token]] = [[]]
    for line in _lines(tokens):
        if not line:
            found.append([])
        else:
            found[-1] += [Token(is_break=True), *line] if found[-1] else line
    return [paragraph for paragraph in found if paragraph]


def one_line(tokens: Sequence[Token]) -> list[Token]:
    """The same as one paragraph."""
    found: list[Token] = []
    for line in _lines(tokens):
        if line:
            found += [Token(is_break=True), *line] if found else line
    return found


def _lines(tokens: Sequence[Token]) -> list[list[Token]]:
    lines: list[list[Token]] = [[]]
    for token in tokens:
        if token.is_break:
            lines.append([])
        else:
            lines[-1].append(token)
    return [_tidy(line) for line in lines]


def _tidy(line: Sequence[Token]) -> list[Token]:
    """Neighbours of one kind joined, runs of white space one space, none at the ends."""
    found: list[Token] = []
    spaced = True  # at the beginning as if there had been one
    for token in line:
        if token.picture or token.spaces:
            found.append(token)
            spaced = False
            continue
        text = _SPACE.sub(" ", token.text)
        if spaced:
            text = text.removeprefix(" ")
        if not text:
            continue
        spaced = text.endswith(" ")
        if text == " ":  # a space is not bold
            token = replace(token, styles=frozenset(), link="")
        if found and replace(found[-1], text="", is_sign=False) == replace(token, text="", is_sign=False):
            found[-1] = replace(token, text=found[-1].text + text)
        else:
            found.append(replace(token, text=text))
    while found and found[-1].text.endswith(" "):
        if last := found[-1].text.removesuffix(" "):
            found[-1] = replace(found[-1], text=last)
            break
        found.pop()
    return found if any(token.text or token.picture for token in found) else []


class LineWriter:
    """Puts lines into elements of `soup`; `gaps` holds number and hint of each gap by its index."""

    def __init__(self, soup: BeautifulSoup, gaps: Mapping[int, tuple[int, str]]) -> None:
        self.soup = soup
        self.gaps = gaps
        self.starts_line = False

    def write(self, parent: Tag, line: Sequence[Token], *, flat: bool) -> None:
        """Append a paragraph's elements to `parent`; `flat` says that its breaks must not end a line of Markdown."""
        self.starts_line = not flat
        self._flat = flat
        self._write(parent, line, ("gap", "a", *_STYLES), in_gap=False)

    def _write(self, parent: Tag, tokens: Sequence[Token], marks: Sequence[str], *, in_gap: bool) -> None:
        at = 0
        while at < len(tokens):
            if at and _touch(tokens[at - 1], tokens[at]):
                parent.append(JOINER)
            # Of what encloses this piece, the mark that goes furthest is the outermost.
            end, mark = at + 1, ""
            for candidate in marks:
                value = tokens[at].has(candidate)
                if value is not None:
                    reach = at + 1
                    while reach < len(tokens) and tokens[reach].has(candidate) == value:
                        reach += 1
                    if reach > end or not mark:
                        end, mark = reach, candidate
            if mark:
                element = self._element(mark, tokens[at])
                inner = [name for name in marks if name != mark]
                self._write(element, tokens[at:end], inner, in_gap=in_gap or mark == "gap")
                parent.append(element)
            else:
                self._leaf(parent, tokens[at], in_gap)
            at = end

    def _element(self, mark: str, token: Token) -> Tag:
        element = self.soup.new_tag(mark)
        if mark == "a":
            element["href"] = token.link
        elif mark == "gap" and token.gap is not None:
            number, hint = self.gaps[token.gap]
            element["number"], element["hint"] = str(number), hint
        return element

    def _leaf(self, parent: Tag, token: Token, in_gap: bool) -> None:
        if token.is_break:
            parent.append(self.soup.new_tag("lb" if self._flat else "br"))
            self.starts_line = not self._flat
            return
        if token.spaces:
            parent.append(indent := self.soup.new_tag("indent"))
            indent["width"] = str(token.spaces)
        elif token.picture:
            parent.append(picture := self.soup.new_tag("img"))
            picture["src"] = token.picture.source
            picture["alt"] = escape(token.text or "picture", in_gap=True, in_link=True)
        elif "code" in token.styles:
            parent.append(code := self.soup.new_tag("code"))
            code.append(token.text)
        else:
            said = escape(token.text, line_start=self.starts_line, in_gap=in_gap, in_link=bool(token.link))
            parent.append(said)
        self.starts_line = False


def _touch(left: Token, right: Token) -> bool:
    """Whether two marked pieces would join their signs once the gap between them is filled."""
    if left.gap == right.gap or left.is_break or right.is_break:
        return False
    return bool(left.styles and right.styles) and not left.text.endswith(" ") and not right.text.startswith(" ")
