"""Python-Markdown as By Heart uses it. Import it late: it brings the `markdown` package (40 ms)."""

import html
import re
import xml.etree.ElementTree as etree
from collections.abc import Sequence
from typing import ClassVar

from markdown import Markdown
from markdown.blockprocessors import BlockQuoteProcessor, HashHeaderProcessor
from markdown.extensions import Extension
from markdown.extensions.attr_list import AttrListTreeprocessor
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import HtmlInlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from decks.body import ESSENTIAL
from decks.fence import fences, mask_code
from decks.tidy import CALL_OUT, tidy

LANGUAGE = re.compile(r"[A-Za-z0-9_+#.-]{1,30}")
MARKS = re.compile("\ue000\\d*\ue001|[\ue000-\ue004]")
"""The private characters that stand for gaps while the text is Markdown, see `decks.markup`."""

_LINK = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_NOT_RELATIVE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|[/\\]")
_LIST = r"\{:?[ ]*((?:[#.][A-Za-z]|(?:width|height)=)[^\n}]*)\}"
_TASK = re.compile(r"\[([ xX])\](?:\s+|$)")
# The few tags that Markdown has no sign for; any other `<` is text, so `Map<String, int>` stays readable.
_INLINE_TAGS = r"(</?(?:kbd|sub|sup|mark|small|ins)>|<br ?/?>)"


def make_converter() -> Markdown:
    """A converter; it holds the state of one conversion, so every thread needs its own."""
    return Markdown(extensions=[TableExtension(use_align_attribute=True), SaneListExtension(), _Cards()], tab_length=4)


class _Cards(Extension):
    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.deregister("html_block")
        md.preprocessors.register(_Code(md), "code_and_layout", 25)
        md.parser.blockprocessors.register(_Quote(md.parser), "quote", 20)
        md.parser.blockprocessors.register(_Header(md.parser), "hashheader", 70)
        md.inlinePatterns.register(HtmlInlineProcessor(_INLINE_TAGS, md), "html", 90)
        assert md.delimiters is not None  # the inline patterns made it
        md.delimiters.add("~", "del", double=True)
        md.ESCAPED_CHARS.append("~")
        md.treeprocessors.register(_Tasks(md), "tasks", 25)
        md.treeprocessors.register(_Attributes(md), "attr_list", 8)
        md.treeprocessors.register(_Targets(md), "targets", -5)


class _Code(Preprocessor):
    """Takes fenced code out, also indented in a list, before anything can read it as Markdown."""

    def run(self, lines: list[str]) -> list[str]:
        return _lay_out(self.md, lines)


def _lay_out(md: Markdown, lines: Sequence[str]) -> list[str]:
    outside: list[str] = []
    at = 0
    for fence in fences(lines):
        if ">" in fence.prefix:
            continue  # its block quote does this once its marks are gone
        outside += lines[at : fence.first]
        language = LANGUAGE.match(fence.info)
        name = f' class="language-{language[0].lower()}"' if language else ""
        code = html.escape("\n".join(fence.body(lines)), quote=False)
        outside += ("", fence.prefix + md.htmlStash.store(f"<pre><code{name}>{code}\n</code></pre>"), "")
        at = fence.last + 1
    return tidy([*outside, *lines[at:]])


class _Quote(BlockQuoteProcessor):
    """A block quote of its own each time, and a call-out when its first word is a bold one we know."""

    def run(self, parent: etree.Element, blocks: list[str]) -> None:
        block = blocks.pop(0)
        match = self.RE.search(block)
        assert match is not None  # test() said so
        self.parser.parseBlocks(parent, [block[: match.start()]])
        lines = [self.clean(line) for line in block[match.start() :].lstrip("\n").split("\n")]
        call_out = CALL_OUT.match(lines[0])
        if call_out:
            kind = re.sub(r"follow.?up", "follow-up", call_out[1].lower())
            quote = etree.SubElement(parent, "div", {"class": f"callout {kind}"})
        else:
            quote = etree.SubElement(parent, "blockquote")
        self.parser.state.set("blockquote")
        self.parser.parseChunk(quote, "\n".join(_lay_out(self.parser.md, lines)))
        self.parser.state.reset()


class _Header(HashHeaderProcessor):
    """`#1` and `#tag` are text; a heading has a space after its signs."""

    RE = re.compile(r"(?:^|\n)(?P<level>#{1,6}) (?P<header>(?:\\.|[^\\\n])*?)#*(?:\n|$)")


class _Tasks(Treeprocessor):
    """`[ ]` and `[x]` items become key points and options."""

    def run(self, root: etree.Element) -> None:
        for parent in root.iter("ul"):
            points = [(item, found[0], found[1]) for item in parent if (found := _find_mark(item))]
            quiz = any(mark[1] != " " for _, _, mark in points)
            for item, holder, mark in points:
                holder.text = mark.string[mark.end() :]
                kind = "right" if mark[1] != " " else "essential" if _take_essential(holder) else ""
                item.set("class", f"point {kind}".rstrip())
                if quiz:
                    _set_apart_why(holder)
            if points:
                parent.set("class", "points")


def _find_mark(item: etree.Element) -> tuple[etree.Element, re.Match[str]] | None:
    """The element that holds the item's text, and the match of the mark the text begins with."""
    holder = item[0] if len(item) and not (item.text or "").strip() and item[0].tag == "p" else item
    mark = _TASK.match((holder.text or "").lstrip())
    return (holder, mark) if mark else None


def _take_essential(holder: etree.Element) -> bool:
    """Take `{.essential}` off the end of a point's text; whether it stood there."""
    # The text of an element lies in itself and behind each of its children; a nested list is not part of the point.
    places: list[tuple[etree.Element, str]] = [(holder, "text")]
    for child in holder:
        if child.tag in ("ul", "ol", "p"):
            break
        places.append((child, "tail"))
    element, name = places[-1]
    text = getattr(element, name) or ""
    rest = ESSENTIAL.sub("", text)
    setattr(element, name, rest)
    return rest != text


def _set_apart_why(holder: etree.Element) -> None:
    """`option :: why` puts the reason on a line of its own."""
    text = holder.text or ""
    at = mask_code(text).find(" :: ")
    if at >= 0:
        holder.text = text[:at]
        holder.insert(0, line := etree.Element("br"))
        holder.insert(1, why := etree.Element("span", {"class": "why"}))
        line.tail = ""
        why.text = text[at + 4 :].strip()


class _Attributes(AttrListTreeprocessor):
    """Attribute lists must look like one: `/users/{id}` and a line of JSON are text."""

    HEADER_RE: ClassVar = re.compile(rf"(?<![ ])[ ]+{_LIST}[ ]*$")  # type: ignore[misc]
    BLOCK_RE: ClassVar = re.compile(rf"\n[ ]*{_LIST}[ ]*$")  # type: ignore[misc]
    INLINE_RE: ClassVar = re.compile(rf"^{_LIST}")  # type: ignore[misc]


class _Targets(Treeprocessor):
    """Only http, https and mailto are linked, only relative pictures shown; runs last, on final attributes."""

    def run(self, root: etree.Element) -> None:
        for element in root.iter():
            for key, value in list(element.items()):
                element.set(key, MARKS.sub("", value or ""))
            if element.tag == "a" and not _LINK.match(_target(element.get("href"))):
                element.tag = "span"
                element.attrib.clear()
            elif element.tag == "img" and not _is_relative(_target(element.get("src"))):
                alternative = (element.get("alt") or "").strip()
                element.tag = "em"
                element.attrib.clear()
                element.text = alternative or "picture"


def _target(value: str | None) -> str:
    return html.unescape(value or "").strip()


def _is_relative(target: str) -> bool:
    return bool(target) and not _NOT_RELATIVE.match(target) and "\\" not in target and target.isprintable()
