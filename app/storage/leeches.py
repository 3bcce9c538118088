"""Which cards were forgotten too often. For the background: it has a connection of its own and looks at every card."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from app.storage.engine import connect, translated

_LEECHES = "SELECT card_id FROM memory WHERE lapses >= ?"


def read_leeches(database: Path, lapses: int) -> frozenset[str]:
    """The cards with at least so many lapses, those that left the library included. Raises StorageError."""
    with translated(database), closing(connect(database)) as connection:
        return frozenset(card_id for (card_id,) in connection.execute(_LEECHES, (lapses,)))
