"""To Anki, where the files change under our hands: one sentence, and nothing written."""

from pathlib import Path

import pytest

from app import travel
from app.errors import ByHeartError
from app.paths import Paths
from decks.library import Library, load_library
from export.anki import rendered

DECK = """---
id: one
title: One
part: Part
tags: [x]
---

## What? {#one-what .easy}

![a drawing](media/flow.svg)

Source: none
"""


@pytest.fixture
def library(tmp_path: Path) -> Library:
    (tmp_path / "decks" / "media").mkdir(parents=True)
    (tmp_path / "decks" / "media" / "flow.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (tmp_path / "decks" / "one.md").write_text(DECK, encoding="utf-8")
    return load_library((tmp_path / "decks",))


def test_a_deck_that_lost_a_card_since_it_was_read_is_named(library: Library, tmp_path: Path) -> None:
    (tmp_path / "decks" / "one.md").unlink()
    with pytest.raises(ByHeartError, match=r"one\.md.* `one-what` is no longer in this file"):
        travel.look_ahead(library, Paths(tmp_path / "data"))


def test_a_picture_that_may_not_be_read_is_named(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "media/flow.svg")

    monkeypatch.setattr(rendered, "fields_of", refused)  # whoever runs the tests may read every file
    with pytest.raises(ByHeartError, match=r"^media/flow\.svg cannot be read \(Permission denied\): allow"):
        travel.look_ahead(library, Paths(tmp_path / "data"))


def test_a_record_that_cannot_be_read_is_named(library: Library, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "exported-anki.sqlite").write_bytes(b"no database, but long enough to be taken for one" * 20)
    with pytest.raises(ByHeartError, match=r"exported-anki\.sqlite cannot be read"):
        travel.look_ahead(library, Paths(data))
