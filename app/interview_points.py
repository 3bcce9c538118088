"""The points of a model answer: what one can have said, to be ticked."""

from __future__ import annotations

from dataclasses import dataclass

from cheatsheets.tree import Node, parse
from decks import markup
from decks.card import Note

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """A model answer to be shown, its points in order in plain words, one for each point of the tree."""

    tree: Node
    points: tuple[str, ...]


def model_answer(note: Note) -> ModelAnswer:
    """The answer of a prompt with its points made tickable.

    The points are the `- [ ]` lines, if the answer has any. Otherwise they are the items of its outermost lists, but
    not those below a heading that tells what a scorer listens for: these sum the answer up by levels and would count
    everything twice. An item that holds a list or a table of its own is text, no point.
    """
    tree = parse(markup.render(note.answer))
    if not note.points:
        for_scorers = False
        for child in tree.elements():
            if child.tag in _HEADINGS:
                for_scorers = "scorer" in child.text().lower()
            elif child.tag in ("ul", "ol") and not for_scorers and _is_flat(child):
                child.tag = "ul"
                child.attributes["class"] = "points"
                for item in child.elements():
                    item.attributes["class"] = "point"
    points = [
        " ".join(item.text().split())
        for each in tree.find_all("ul")
        if "points" in each.classes
        for item in each.elements()
    ]
    return ModelAnswer(tree, tuple(points))


def _is_flat(each: Node) -> bool:
    return not any(item.tag in ("ul", "ol", "table", "pre", "blockquote", "div") for item in each.find_all())
