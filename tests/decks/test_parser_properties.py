"""The parser against texts nobody would write."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from decks.card import Kind, Level, Note, Option
from decks.parser import parse_deck

PATH = Path("deck.md")
HEAD = "---\nid: deck\ntitle: A deck\n---\n"

# Pieces of the notation, put together at random, find more than random letters do.
_PIECES = st.sampled_from(
    [
        "---\n",
        "id: a\n",
        "title: b\n",
        "tags: [x]\n",
        "retired: [a]\n",
        "## ",
        "##\n",
        "{#a",
        "{#b .easy}",
        "}",
        ".choice",
        ".prompt",
        "minutes=30",
        "\n",
        "\n\n",
        "- [ ] ",
        "- [x] ",
        " :: ",
        "{{c1::",
        "::",
        "}}",
        "```",
        "~~~~",
        "`",
        "> ",
        "    ",
        "Source: x",
        "word ",
        "[",
        "]",
        "|",
        "\r",
        "\t",
        "\ufeff",
        "\\",
        "&x",
        "*x",
        "!y",
    ]
)
_TEXTS = st.one_of(st.text(), st.lists(st.one_of(_PIECES, st.text(max_size=3)), max_size=40).map("".join))


@given(text=_TEXTS, with_head=st.booleans())
def test_no_text_raises_and_every_line_number_is_within_the_file(text: str, with_head: bool) -> None:
    """Whatever is in a file, it is a deck, or problems, or both."""
    whole = HEAD + text if with_head else text
    deck, problems = parse_deck(whole, PATH)
    lines = whole.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert deck is not None or problems
    assert all(1 <= problem.line <= lines and problem.message and problem.fix for problem in problems)
    if deck is not None:
        assert all(1 <= note.line <= lines and note.question and note.answer for note in deck.notes)
        assert len({note.id for note in deck.notes}) == len(deck.notes)


_WORDS = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=8)
_SENTENCES = st.lists(_WORDS, min_size=1, max_size=6).map(" ".join)
_LEVELS = st.sampled_from([None, *Level])


@st.composite
def _notes(draw: st.DrawFn, note_id: str) -> Note:
    # A numeric note is not what stands in the file but one draw of it: tests/decks/test_drill.py.
    kind = draw(st.sampled_from([kind for kind in Kind if kind is not Kind.NUMERIC]))
    points: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    gaps: tuple[int, ...] = ()
    minutes = None
    if kind is Kind.KEY_POINTS:
        points = tuple(draw(st.lists(_SENTENCES, min_size=1, max_size=5)))
        answer = "\n".join(f"- [ ] {point}" for point in points)
    elif kind is Kind.CHOICE:
        texts = draw(st.lists(_SENTENCES, min_size=2, max_size=4))
        right = draw(st.integers(0, len(texts) - 1))
        options = tuple(
            Option(text, index == right, draw(st.just("") | _SENTENCES)) for index, text in enumerate(texts)
        )
        answer = "\n".join(f"- [{'x' if o.right else ' '}] {o.text}{f' :: {o.why}' if o.why else ''}" for o in options)
    elif kind is Kind.CLOZE:
        gaps = tuple(sorted(draw(st.sets(st.integers(1, 500), min_size=1, max_size=4))))
        answer = " and ".join(f"{{{{c{number}::{draw(_SENTENCES)}}}}}" for number in gaps)
    else:
        answer = draw(_SENTENCES)
        minutes = draw(st.integers(1, 240)) if kind is Kind.PROMPT else None
    return Note(
        id=note_id,
        kind=kind,
        level=draw(_LEVELS),
        question=draw(_SENTENCES),
        answer=answer,
        source=draw(st.just("") | _SENTENCES),
        points=points,
        options=options,
        gaps=gaps,
        minutes=minutes,
        line=0,
    )


def _written(note: Note) -> str:
    classes = "".join(f" .{word}" for word in (note.level, note.kind) if word in (*Level, Kind.CHOICE, Kind.PROMPT))
    minutes = f" minutes={note.minutes}" if note.minutes else ""
    source = f"\n\nSource: {note.source}" if note.source else ""
    return f"## {note.question} {{#{note.id}{classes}{minutes}}}\n\n{note.answer}{source}\n"


@given(data=st.data(), count=st.integers(0, 4), ends=st.sampled_from(["\n", "\r\n"]))
def test_a_deck_written_from_notes_parses_back_to_them(data: st.DataObject, count: int, ends: str) -> None:
    """Nothing is lost or added on the way through the file, and each line number is that of its heading."""
    notes = [data.draw(_notes(f"deck-{index}")) for index in range(count)]
    text = HEAD + "\n" + "\n".join(map(_written, notes))
    deck, problems = parse_deck(text.replace("\n", ends), PATH)
    assert problems == ()
    assert deck is not None
    lines = text.split("\n")
    assert [lines[note.line - 1].startswith(f"## {note.question} {{#{note.id}") for note in deck.notes] == [
        True
    ] * count
    for note, parsed in zip(notes, deck.notes, strict=True):
        for name in ("id", "kind", "level", "question", "answer", "source", "points", "options", "gaps", "minutes"):
            assert getattr(parsed, name) == getattr(note, name)
