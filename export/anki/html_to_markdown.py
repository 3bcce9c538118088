"""HTML of Anki fields -> the Markdown of our decks. Import it late: it brings beautifulsoup4 and markdownify (100 ms).

Beautiful Soup reads HTML as browsers do, broken or not; markdownify knows how lists, tables and quotes lie within each
other in Markdown. Between them `html_tree` brings what people paste into Anki into a regular form, and `signs` keeps
their text from meaning anything in a deck file. Whether the result says what the HTML said is looked at each time.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from bs4 import Tag
from bs4.exceptions import ParserRejectedMarkup
from markdownify import MarkdownConverter

from decks import markup
from decks.plaintext import text_of
from export.anki.clozes import BEGIN_TEXT, CLOSE, END, END_TEXT, OPEN
from export.anki.html_tree import read
from export.anki.lines import JOINER
from export.anki.pictures import Picture
from export.anki.signs import escape, unclosed

MAX_LENGTH = 100_000
"""Longest HTML, in characters; half of what a card of ours may have, for the signs that are added."""
MAX_TAGS = 5_000
MAX_FORMULAS = 1_000
"""A field with more keeps their delimiters."""

_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ue000-\ue004\ufdd0-\ufdef\ufffe\uffff]")
_OUR_MARKS = re.compile(f"[{OPEN}{CLOSE}{END}{BEGIN_TEXT}{END_TEXT}]")
_PLAIN = re.compile(r"(?:[^\W_]|[\s.,;:?'\"()/%-])*")
_DOCTYPE = re.compile(r"<!doctype[^<>]*>", re.IGNORECASE)
_SOUND = re.compile(r"\[sound:[^\[\]<>]{1,300}\]")
# The five ways Anki knows of writing TeX; each with what opens and closes it.
_TEX = re.compile(
    r"\[latex\](?P<a>.{1,4000}?)\[/latex\]|\[\$\$\](?P<b>.{1,4000}?)\[/\$\$\]|\[\$\](?P<c>.{1,4000}?)\[/\$\]"
    r"|\\\((?P<d>.{1,4000}?)\\\)|\\\[(?P<e>.{1,4000}?)\\\]",
    re.DOTALL | re.IGNORECASE,
)
_TEX_OPENING = re.compile(r"\[latex\]|\[\${1,2}\]|\\[(\[]", re.IGNORECASE)
_TEX_SIGNS = {
    "a": "[latex] [/latex]", "b": "[$$] [/$$]", "c": "[$] [/$]", "d": r"\( \)", "e": r"\[ \]",
}  # fmt: skip
_BLOCK = re.compile(r"</?(?:div|p|li|ul|ol|t[dhr]|table|pre|code|h\d)\b", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[^<>]*>")
_WORD = re.compile(r"[^\W_]+")
_COUNTED = "*_`~\\{}<>[]#"


class Unconvertible(Exception):
    """HTML that cannot become Markdown; `str()` says why, as the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Converted:
    """A field, or several, as Markdown."""

    markdown: str
    pictures: tuple[Picture, ...]
    lost: tuple[tuple[str, str], ...]
    """What is not in it, and why."""
    has_blocks: bool
    """Whether it is more than lines of text: lists, tables, quotes, code blocks, pictures."""


def cleaned(field: str) -> str:
    """A field without the characters that no deck may hold, and without those that mark gaps here."""
    return _OUR_MARKS.sub("", _UNWANTED.sub("", field))


def convert(fragment: str, gaps: Mapping[int, tuple[int, str]] | None = None, *, flat: bool = False) -> Converted:
    """HTML as Markdown that shows the same words, signs, pictures and structure.

    `gaps` are the marked gaps to keep (see `clozes`). `flat` makes a single line of it, in which `<br>` breaks lines
    and items, rows and lines of code stand each on its own, as a heading needs it. Sounds stay as they are written and
    TeX without its delimiters, both as code; links go to http, https and mailto only.
    Raises Unconvertible for HTML that is too long, nested past all reason, or that two ways of writing it both fail to
    show as it was.
    """
    if len(fragment) > MAX_LENGTH:
        raise Unconvertible(f"it is longer than {MAX_LENGTH:,} characters")
    if fragment.count("<") > MAX_TAGS:
        raise Unconvertible(f"it has more than {MAX_TAGS:,} tags")
    if _PLAIN.fullmatch(fragment):  # a word, a sentence: most fields of most decks
        return Converted(escape(" ".join(fragment.split()), line_start=not flat), (), (), False)
    prepared = _DOCTYPE.sub("", fragment)
    prepared = re.sub(r"<!(?!--)", "&lt;!", prepared)
    if len(_TEX_OPENING.findall(prepared)) < MAX_FORMULAS:
        prepared = _TEX.sub(_tex_as_code, prepared)
    prepared = _SOUND.sub(lambda sound: f"<code>{sound[0]}</code>", prepared)
    for plain in (False, True):
        try:
            found = read(prepared, gaps or {}, flat=flat, plain=plain)
            markdown = str(_Writer().convert_soup(found.root)).strip()
        except RecursionError:
            raise Unconvertible("its HTML is nested too deeply") from None
        except (ParserRejectedMarkup, AssertionError):
            raise Unconvertible("its HTML cannot be read") from None
        if _says(markdown, found.said, flat=flat):
            return Converted(markdown, tuple(found.pictures), tuple(found.lost), found.has_blocks)
    raise Unconvertible("its HTML cannot be written as Markdown")


def _tex_as_code(found: re.Match[str]) -> str:
    way = found.lastgroup or "a"
    text = html.unescape(_ANY_TAG.sub(" ", found[way]))
    if not text.strip() or (way in "de" and _BLOCK.search(found[way])):
        return found[0]
    return f'<code data-tex="{_TEX_SIGNS[way]}">{html.escape(" ".join(text.split()))}</code>'


def _says(markdown: str, said: list[str], *, flat: bool) -> bool:
    """Whether the rendered Markdown holds the same words in the same order, and the same signs."""
    shown = text_of(markup.inline(markdown) if flat else markup.render(markdown)).replace(JOINER, "")
    original = " ".join(said)
    if any(shown.count(sign) != original.count(sign) for sign in _COUNTED):
        return False
    words = iter(_WORD.findall(" ".join(shown.split())))
    joined = "".join(words)
    at = 0
    for word in _WORD.findall(original):
        at = joined.find(word, at)
        if at < 0:
            return False
        at += len(word)
    return True


def _bared(text: str) -> tuple[str, str, str]:
    """The space before a text and the one after it, which no mark may enclose, and the text without them."""
    return " " * text.startswith(" "), " " * text.endswith(" "), text.strip(" ")


class _Writer(MarkdownConverter):
    """markdownify for the tree of `html_tree`, whose text is escaped already."""

    def __init__(self) -> None:
        super().__init__(autolinks=False, bullets="-", heading_style="atx", sub_symbol="<sub>", sup_symbol="<sup>")

    def escape(self, text: str, parent_tags: Any) -> str:
        return text

    def convert_gap(self, el: Tag, text: str, parent_tags: Any) -> str:
        before, after, text = _bared(text)
        if not text:
            return before or after
        hint = f"::{el['hint']}" if el["hint"] else ""
        return f"{before}{{{{c{el['number']}::{text}{hint}}}}}{after}"

    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: Any) -> str:
        return f"\n\n{'#' * n} {unclosed(text.strip())}\n\n"

    def convert_lb(self, el: Tag, text: str, parent_tags: Any) -> str:
        return "<br>"

    def convert_indent(self, el: Tag, text: str, parent_tags: Any) -> str:
        return "&nbsp;" * int(str(el["width"]))

    def convert_kbd(self, el: Tag, text: str, parent_tags: Any) -> str:
        before, after, text = _bared(text)
        return f"{before}<kbd>{text}</kbd>{after}" if text else ""

    def convert_img(self, el: Tag, text: str, parent_tags: Any) -> str:
        return f"![{el['alt']}]({el['src']})"

    def convert_a(self, el: Tag, text: str, parent_tags: Any) -> str:
        before, after, text = _bared(text)
        # No bracket, quote or space may end the address early, and no `::` be taken for a hint.
        address = quote(str(el["href"]), safe="/:?#@!$&+,;=%-._~").replace("::", ":%3A")
        return f"{before}[{text}]({address}){after}" if text else ""

    def convert_pre(self, el: Tag, text: str, parent_tags: Any) -> str:
        code = el.get_text()
        longest = max((len(ticks) for ticks in re.findall("`+", code)), default=0)
        fence = "`" * max(3, longest + 1)
        return f"\n\n{fence}{el.get('language', '')}\n{code}\n{fence}\n\n"
