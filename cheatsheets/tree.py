"""Sanitised HTML, as `decks.markup` gives it, read into a small tree that a painter can walk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"br", "hr", "img", "col"})


@dataclass(slots=True)
class Node:
    """One element: its tag, attributes, and children in order; text is a plain `str` child."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    @property
    def classes(self) -> frozenset[str]:
        """The words of the `class` attribute."""
        return frozenset(self.attributes.get("class", "").split())

    def elements(self) -> Iterator[Node]:
        """The children that are elements."""
        return (child for child in self.children if isinstance(child, Node))

    def find_all(self, *tags: str) -> Iterator[Node]:
        """Every element below this one with one of these tags, in document order."""
        for child in self.elements():
            if child.tag in tags:
                yield child
            yield from child.find_all(*tags)

    def text(self) -> str:
        """All the text below this element."""
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("body")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        # An end tag without its start is ignored; one that skips levels closes them.
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth].tag == tag:
                del self.open[depth:]
                return

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def parse(html: str) -> Node:
    """The tree of an HTML fragment; the root is a `body` that the fragment need not contain."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root
