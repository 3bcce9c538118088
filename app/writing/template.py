"""What a new deck, sheet or card begins as."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from decks.heading import MAX_ID


@dataclass(frozen=True, slots=True)
class Template:
    """A new card: what it is called, its Markdown, and the words in it that are to be written over first."""

    name: str
    text: str
    first: str = "Question?"


CARDS = (
    Template("Question and answer", "## Question? {.medium}\n\nAnswer.\n\nSource: where one can read it\n"),
    Template(
        "Key points",
        "## Question? {.medium}\n\n- [ ] first point\n- [ ] second point\n- [ ] third point\n\n"
        "Source: where one can read it\n",
    ),
    Template(
        "Fill in the gap",
        "## Question? {.easy}\n\nA sentence with {{c1::hidden words}} in it.\n\nSource: where one can read it\n",
    ),
    Template(
        "Quiz",
        "## Question? {.easy .choice}\n\n- [x] right :: why it is right\n- [ ] wrong :: why it is wrong\n"
        "- [ ] wrong too :: why it is wrong\n- [ ] also wrong :: why it is wrong\n\nSource: where one can read it\n",
    ),
    Template(
        "Arithmetic drill",
        "## How many requests in {time} at {rate}? {.easy .numeric}\n\n```drill\nrate = 100..900 step 100 /s\n"
        "time = choose 10, 30, 60 s\nanswer = rate * time\ntolerance = 1%\n```\n\n**{answer}**: {rate} × {time}.\n\n"
        "Source: arithmetic\n",
        "How many requests in {time} at {rate}?",
    ),
    Template(
        "Interview prompt",
        "## Design something {.hard .prompt minutes=30}\n\nSay what is asked for, and what is not.\n\n"
        "- [ ] what a good answer names\n- [ ] and what else\n\nSource: where one can read it\n",
        "Design something",
    ),
)

BOX = Template("Box", "## Title\n\nWhat stands in the box.\n", "Title")


def slug(text: str) -> str:
    """An id made of a text's words; `deck` when none is left of it."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().replace("'", "")
    return "-".join(re.findall(r"[a-z0-9]+", plain))[: MAX_ID - 40].strip("-") or "deck"


def free(wanted: str, taken: Callable[[str], bool]) -> str:
    """The slug, or the first of slug-2, slug-3, … that is not taken."""
    name, number = wanted, 1
    while taken(name):
        number += 1
        name = f"{wanted}-{number}"
    return name


def quoted(text: str) -> str:
    """A text as a value of YAML, whatever signs are in it."""
    return "'" + " ".join(text.split()).replace("'", "''") + "'"


def new_deck(deck_id: str, title: str) -> str:
    """The text of a deck with one card to be written over."""
    return f"---\nid: {deck_id}\ntitle: {quoted(title)}\npart: My decks\ntags: []\n---\n\n{CARDS[0].text}"


def new_sheet(sheet_id: str, title: str) -> str:
    """The text of a sheet with one box to be written over."""
    return (
        f"---\nid: {sheet_id}\ntitle: {quoted(title)}\nsubtitle: ''\nlessons: []\norientation: portrait\norder: 1000\n"
        f"---\n\n{BOX.text}"
    )


def new_file(folder: Path, name: str) -> Path:
    """A path in the folder that there is not yet, named after a slug."""
    return folder / f"{free(name, lambda tried: (folder / f'{tried}.md').exists())}.md"
