"""A small library and a finder over it."""

from pathlib import Path

import pytest

from app.find.cards import Cards, Standings
from app.find.finder import Finder
from app.find.query import parse
from decks.library import Library, load_library
from tests.app.find.small_library import BANK, OWN, SECURITY, STORED, TODAY, Found, Texts


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """Two bundled decks and one of the reader's: seven cards, the first four of one lesson."""
    for name, text in (
        ("bank/05-reliability/rel-01.md", BANK),
        ("bank/06-security/sec-01.md", SECURITY),
        ("own/mine.md", OWN),
    ):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return load_library((tmp_path / "bank", tmp_path / "own"))


@pytest.fixture
def cards(library: Library) -> Cards:
    return Cards(library)


@pytest.fixture
def finder(library: Library, cards: Cards) -> Finder:
    standings = Standings.of(
        cards,
        STORED,
        {"rel-01-points": 3, "gone-long-ago": 7},
        {"rel-01-safe": frozenset({"before-interview"}), "mine-two": frozenset({"before-interview", "odd"})},
    )
    return Finder(cards, standings, Texts(library), TODAY, 8)


@pytest.fixture
def found(finder: Finder) -> Found:
    """The ids that a query finds."""

    def ids(query: str, column: str = "", *, descending: bool = False) -> list[str]:
        return [finder.cards.ids[row] for row in finder.rows(parse(query), column, descending=descending)]

    return ids
