"""The result of a quiz as a document: the count, a table by lesson, and what was missed with the right answer."""

from __future__ import annotations

from app.quiz import Result
from cheatsheets.tree import Node, parse
from decks import markup
from decks.card import Note, note_id_of
from decks.library import Library


def result_tree(result: Result, library: Library) -> tuple[tuple[Node, str], ...]:
    """A heading, the table, and each question that was answered wrong."""
    titles = {deck.id: deck.title for deck in library.decks}
    body = Node("body")
    head = Node("tr", {}, [Node("th", {}, ["Lesson"]), Node("th", {}, ["Right"])])
    rows: list[Node | str] = [head]
    for deck_id, (right, asked) in result.by_lesson.items():
        cells: list[Node | str] = [
            Node("td", {}, [titles.get(deck_id, deck_id)]),
            Node("td", {}, [f"{right} of {asked}"]),
        ]
        rows.append(Node("tr", {}, cells))
    body.children.append(Node("table", {}, rows))
    missed = [library.find_note(note_id_of(card_id)) for card_id in result.missed]
    shown: list[Node | str] = [_missed(note) for note in missed if note is not None]
    if shown:
        body.children += [Node("h3", {}, ["What was missed"]), Node("ul", {}, shown)]
    else:
        body.children.append(Node("p", {}, ["Nothing was missed."]))
    heading = Node("body", {}, [Node("p", {}, [f"{result.right} of {result.asked} right"])])
    return (heading, "question"), (body, "body")


def _missed(note: Note) -> Node:
    item = Node("li", {}, list(parse(markup.inline(note.question)).children))
    for option in note.options:
        if option.right:
            answer: list[Node | str] = [Node("strong", {}, list(parse(markup.inline(option.text)).children))]
            if option.why:
                answer += [" \u2013 ", *parse(markup.inline(option.why)).children]
            item.children.append(Node("p", {}, answer))
    return item
