"""A numeric card in Anki: a plain card with one fixed draw, since Anki draws no numbers."""

from pathlib import Path

from decks.card import Kind
from decks.check import BANK
from decks.library import load_library
from decks.parser import parse_deck
from export.anki.fields import fields_of


def test_a_numeric_card_goes_to_anki_worked_with_fixed_numbers() -> None:
    """No braces and no drill in any field; an export tomorrow has the same ones, so Anki sees no change."""
    library = load_library((BANK,))
    first = {note.id: note for note in map(library.note, library.note_ids()) if note.kind is Kind.NUMERIC}
    assert first
    for note in first.values():
        deck = library.deck_of(note.id)
        made = fields_of(note, deck, lambda _: Path("unused"))
        assert not made.cloze
        assert "byheart::numeric" in made.tags
        text = " ".join(made.fields)
        assert not set("{}") & set(text), note.id
        assert "choose" not in text
        assert "tolerance" not in text
        again, _ = parse_deck(deck.path.read_text(encoding="utf-8"), deck.path)
        assert again is not None
        assert fields_of(next(n for n in again.notes if n.id == note.id), deck, lambda _: None) == made
