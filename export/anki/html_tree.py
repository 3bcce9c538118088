"""Any HTML -> a small, regular tree: blocks of lines, each line with its marks in order. Import it late: it brings bs4.

What comes out holds only `p h3 h4 ul ol li blockquote pre hr table tr th td` as blocks and `gap a b i del sub sup kbd
code img br lb indent` in lines (`lb` is a break that must not end the line of Markdown, `indent` its spaces), so that
writing it as Markdown meets no surprise. Scripts, styles, forms, frames and comments are gone.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString

from export.anki.clozes import CLOSE, MARK, OPEN
from export.anki.html_parts import MAX_COLUMNS, cells, text_of_code
from export.anki.lines import LineWriter, Token, one_line, paragraphs
from export.anki.pictures import Picture, picture_of

MAX_DEPTH = 6
"""Lists and quotes within each other; deeper ones are lines."""

_DRAWN = ("svg", "canvas", "object", "applet")
_DROPPED = [
    *("script", "style", "template", "noscript", "head", "title", "meta", "link", "base", "param", "map", "area"),
    *("svg", "canvas", "object", "applet", "select", "textarea", "input", "option", "datalist", "rp"),
]
_ANY_DROPPED = re.compile(f"<(?:{'|'.join(_DROPPED)})", re.IGNORECASE)  # most fields have none: nothing is searched
_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir"),
        *("div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup", "html"),
        *("legend", "li", "main", "menu", "nav", "p", "section", "summary"),
        *("tbody", "td", "tfoot", "th", "thead", "tr"),
    )
)
_STYLES = {
    "b": "b", "strong": "b", "mark": "b", "dt": "b", "summary": "b", "legend": "b",
    "i": "i", "em": "i", "cite": "i", "dfn": "i", "var": "i", "u": "i", "ins": "i",
    "s": "del", "strike": "del", "del": "del", "sub": "sub", "sup": "sup", "kbd": "kbd",
    "code": "code", "tt": "code", "samp": "code", "anki-mathjax": "code",
}  # fmt: skip
_CODE = ("pre", "code", "tt", "samp", "kbd")
_LINK = re.compile(r"(?:https?://|mailto:)[!-~]", re.IGNORECASE)
_LANGUAGE = re.compile(r"(?:language|lang|highlight-source)-([A-Za-z0-9_+#.-]{1,30})")


@dataclass(slots=True)
class Read:
    """The tree, and what was met on the way."""

    root: BeautifulSoup
    pictures: list[Picture] = field(default_factory=list)
    lost: list[tuple[str, str]] = field(default_factory=list)
    """What is not in the tree, and why."""
    said: list[str] = field(default_factory=list)
    """The text that is, a piece a line, in order."""
    has_blocks: bool = False
    """Whether there is a list, table, quote or code block, or a picture."""


def read(html: str, gaps: Mapping[int, tuple[int, str]], *, flat: bool, plain: bool) -> Read:
    """Read HTML whose gaps are marked; `gaps` holds number and hint of those to keep.

    `flat` makes one line of everything, with breaks for blocks; `plain` leaves out bold, italics and the like.
    """
    # In a `div`, because text alone that looks like the name of a file makes the library warn.
    soup = BeautifulSoup(f"<div>{html}</div>", "html.parser")
    result = Read(BeautifulSoup("", "html.parser"))
    kept: dict[int, tuple[int, str]] = {}
    if _ANY_DROPPED.search(html):
        for tag in soup.find_all(_DROPPED):
            if tag.name in _DRAWN:
                result.lost.append(("a drawing inside the text", "cards show pictures from files only"))
            tag.decompose()
    if gaps:
        marks = {(mark[1], int(mark[2])) for mark in MARK.finditer(soup.get_text()) if mark[1]}
        # A gap that begins or ends in an attribute, or in what is dropped, is none.
        kept = {index: gap for index, gap in gaps.items() if {(OPEN, index), (CLOSE, index)} <= marks}
    if "data-tex" in html:
        for tag in soup.find_all("code", attrs={"data-tex": True}):
            if tag.find_parent(_CODE) is not None:  # code that speaks of TeX
                opening, _, closing = str(tag["data-tex"]).partition(" ")
                tag.replace_with(f"{opening}{tag.get_text()}{closing}")
    reader = _Reader(result, kept, plain, flat)
    reader.walk(soup, Token())
    reader.finish()
    return result


class _Reader:
    """Walks the HTML; what was read of a line stands in `line`, the block it will go to in `block`."""

    def __init__(self, result: Read, gaps: Mapping[int, tuple[int, str]], plain: bool, flat: bool) -> None:
        self.result = result
        self.gaps = gaps
        self.plain = plain
        self.flat = flat
        self.block: Tag = result.root
        self.line: list[Token] = []
        self.gap: int | None = None
        self.depth = 0
        self.writer = LineWriter(result.root, gaps)

    def walk(self, node: Tag, like: Token) -> None:
        """Read what an element holds; `like` carries the marks around it."""
        for child in node.children:
            if isinstance(child, PreformattedString):
                continue
            if isinstance(child, NavigableString):
                self._text(str(child), like)
            elif isinstance(child, Tag):
                self._tag(child, like)

    def finish(self) -> None:
        """Write the last line."""
        if not self.flat:
            self._end_line()
        elif line := one_line(self.line):
            self._write(self.block, line)

    def _text(self, text: str, like: Token) -> None:
        done = 0
        for mark in MARK.finditer(text):
            self._piece(text[done : mark.start()], like)
            done = mark.end()
            index = int(mark[2]) if mark[1] else -1
            if index in self.gaps:
                self.gap = index if mark[1] == OPEN else None
        self._piece(text[done:], like)

    def _piece(self, text: str, like: Token) -> None:
        if text:
            self.line.append(replace(like, text=text, gap=self.gap))

    def _tag(self, tag: Tag, like: Token) -> None:
        name = tag.name.lower()
        style = _STYLES.get(name)
        if style and not (self.plain and style not in ("sub", "sup", "code")):
            like = replace(like, styles=like.styles | {style})
        if name == "br":
            self.line.append(Token(is_break=True))
        elif name == "img":
            self._picture(tag, like)
        elif name in ("audio", "video", "iframe", "embed"):
            self._player(tag, like)
        elif name == "a":
            href = str(tag.get("href") or "").strip()
            self.walk(tag, replace(like, link=href) if _LINK.match(href) else like)
        elif name == "rt":
            self._piece("(", like)
            self.walk(tag, like)
            self._piece(")", like)
        elif name in ("ul", "ol"):
            self._list(tag, like)
        elif name == "table":
            self._table(tag, like)
        elif name == "pre":
            self._code(tag, like)
        elif name == "hr":
            self._end_line()
            if not self.flat:
                self.block.append(self.result.root.new_tag("hr"))
        elif re.fullmatch(r"h[1-6]", name):
            self._heading(tag, like)
        elif name == "blockquote" and not self.flat and self.depth < MAX_DEPTH:
            self.result.has_blocks = True
            self._end_line()
            self._inside("blockquote", tag, like)
        elif name in _BLOCKS:
            self._end_line()
            self.walk(tag, like)
            self._end_line()
        else:
            self.walk(tag, like)

    def _end_line(self) -> None:
        """Write the line as a paragraph; where everything is one line, only break it."""
        if self.flat:
            if not (self.line and self.line[-1].is_sign):
                self.line.append(Token(is_break=True))
            return
        tokens, self.line = self.line, []
        for paragraph in paragraphs(tokens):
            if self.block.name == "li" and not self.block.contents:
                self._write(self.block, paragraph)
            else:
                made = self.result.root.new_tag("p")
                self._write(made, paragraph)
                self.block.append(made)

    def _write(self, parent: Tag, line: list[Token], *, in_cell: bool = False) -> None:
        self.result.said.append("".join(" " if token.is_break else token.text for token in line))
        self.writer.write(parent, line, flat=self.flat or in_cell)

    def _inside(self, name: str, tag: Tag, like: Token) -> None:
        """Read an element into a new block, which is dropped when nothing is in it."""
        outer, self.block = self.block, self.result.root.new_tag(name)
        self.depth += 1
        self.walk(tag, like)
        self._end_line()
        self.depth -= 1
        made, self.block = self.block, outer
        if made.contents:
            outer.append(made)

    def _flat_tokens(self, tag: Tag, like: Token) -> list[Token]:
        """What an element holds, as one line."""
        outer, self.line = self.line, []
        flat, self.flat = self.flat, True
        self.walk(tag, like)
        self.flat = flat
        tokens, self.line = self.line, outer
        return one_line(tokens)

    def _heading(self, tag: Tag, like: Token) -> None:
        self._end_line()
        line = self._flat_tokens(tag, like)
        if line and not self.flat:
            made = self.result.root.new_tag("h3" if tag.name.lower() in ("h1", "h2", "h3") else "h4")
            self._write(made, line, in_cell=True)
            self.block.append(made)
        elif line:
            self.line += line
        self._end_line()

    def _list(self, tag: Tag, like: Token) -> None:
        self._end_line()
        self.result.has_blocks = True
        start = str(tag.get("start") or "1")
        number = int(start) if re.fullmatch(r"[0-9]{1,4}", start) else 1
        ordered = tag.name.lower() == "ol"
        nested = not self.flat and self.depth < MAX_DEPTH
        outer = self.block
        if nested:
            self.block = self.result.root.new_tag(tag.name.lower())
            if ordered and number != 1:
                self.block["start"] = str(number)
        for child in tag.children:
            if isinstance(child, PreformattedString) or not str(child).strip():
                continue
            # Text and lists straight in a list, as old editors write them, are items as well.
            item = child if isinstance(child, Tag) else self._wrapped(child)
            if nested:
                self._inside("li", item, like)
            else:
                self._end_line()
                self.line.append(Token(text=f"{number}. " if ordered else "• ", is_sign=True))
                self.walk(item, like)
                if self.line and self.line[-1].is_sign:  # of an empty item
                    self.line.pop()
                self._end_line()
                number += 1
        if nested:
            made, self.block = self.block, outer
            if made.contents:
                outer.append(made)

    def _wrapped(self, child: object) -> Tag:
        item = self.result.root.new_tag("li")
        item.append(str(child))
        return item

    def _table(self, tag: Tag, like: Token) -> None:
        self._end_line()
        rows = cells(tag)
        width = max((len(row) for row in rows), default=0)
        if self.flat or self.depth or width > MAX_COLUMNS or (width < 2 and len(rows) < 2):
            self._rows_as_lines(tag, rows, like)
            return
        self.result.has_blocks = True
        if caption := tag.find("caption"):
            self.walk(caption, like)
            self._end_line()
        made = self.result.root.new_tag("table")
        for index, row in enumerate(rows):
            made.append(line := self.result.root.new_tag("tr"))
            for column in range(width):
                line.append(cell := self.result.root.new_tag("td" if index else "th"))
                source = row[column] if column < len(row) else None
                if source is not None:
                    self._write(cell, self._flat_tokens(source, like), in_cell=True)
        self.block.append(made)

    def _rows_as_lines(self, tag: Tag, rows: list[list[Tag | None]], like: Token) -> None:
        if not rows:
            self.walk(tag, like)
        for row in rows:
            self._end_line()
            for column, cell in enumerate(cell for cell in row if cell is not None):
                if column:
                    self.line.append(Token(text=" | "))
                self.line += self._flat_tokens(cell, like)
        self._end_line()

    def _code(self, tag: Tag, like: Token) -> None:
        self._end_line()
        self.result.has_blocks = True
        text = text_of_code(tag)
        open_gaps = {int(mark[2]) for mark in MARK.finditer(text) if mark[1]} & set(self.gaps)
        begins_item = self.block.name == "li" and not self.block.contents
        if self.flat or self.depth > 1 or begins_item or self.gap is not None or open_gaps:
            # No block of code can stand in one line, begin an item or hold gaps: each of its lines is code by itself.
            for line in text.split("\n"):
                bare = line.lstrip(" ")
                if len(bare) < len(line) and bare:
                    self.line.append(Token(spaces=len(line) - len(bare)))
                self._text(bare, replace(like, styles=like.styles | {"code"}))
                self.line.append(Token(is_break=True))
            self._end_line()
            return
        text = MARK.sub("", text)
        if not text.strip():
            return
        made = self.result.root.new_tag("pre")
        names = [str(name) for part in (tag, *tag.find_all("code")) for name in part.get_attribute_list("class")]
        if language := next((found[1] for name in names if (found := _LANGUAGE.fullmatch(name))), None):
            made["language"] = language
        made.append(text)
        self.result.said.append(text)
        self.block.append(made)

    def _picture(self, tag: Tag, like: Token) -> None:
        source = str(tag.get("src") or "").strip()
        said = " ".join(MARK.sub("", str(tag.get("alt") or tag.get("title") or "")).split())[:200]
        if re.match(r"(?:https?:)?//", source, re.IGNORECASE):
            address = source if source[0] != "/" else f"https:{source}"
            if _LINK.match(address):
                self._piece(said or address, replace(like, link=address))
            self.result.lost.append(("a picture on the internet", "it is not in the package; its link stays"))
            return
        found = picture_of(MARK.sub("", source))
        self.result.has_blocks = True
        if isinstance(found, str):
            name = " ".join(source.split())[:60]
            self._piece(f"[{said or (name if not name.startswith('data:') else 'picture')}]", like)
            self.result.lost.append((f"the picture {name!a}", found))
            return
        self.result.pictures.append(found)
        self.line.append(replace(like, text=said, gap=self.gap, picture=found, styles=frozenset()))

    def _player(self, tag: Tag, like: Token) -> None:
        """Sound and video stay as text in Anki's own notation, a page in a frame as its link."""
        inner = tag.find("source", src=True)
        source = str(tag.get("src") or (inner.get("src") if isinstance(inner, Tag) else "") or "").strip()
        source = " ".join(MARK.sub("", source).split())[:500]
        if _LINK.match(source):
            self._piece(source, replace(like, link=source))
        elif source and tag.name.lower() in ("audio", "video"):
            self._piece(f"[sound:{source}]", replace(like, styles=like.styles | {"code"}))
        else:
            self.result.lost.append(("a frame inside the text", "cards show text and pictures only"))
