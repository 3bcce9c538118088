"""Ids written into the user's decks: every id new and unique, every other byte as it was."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decks.heading import is_slug
from decks.ids import assign_ids, new_id
from decks.library import load_library
from decks.parser import read_deck
from decks.problem import DeckError

HEAD = "---\nid: mine\ntitle: My deck\nretired: [mine-gone]\n---\n"


def test_ids_are_written_and_nothing_else_changes(tmp_path: Path) -> None:
    """Byte-order mark, line ends, mode, fences, spaces and cards that have ids stay as they are."""
    path = tmp_path / "mine.md"
    text = (
        f"\ufeff{HEAD}\n## What is `ETag` for?\n\nyes \n## Kept {{#mine-kept .easy}}\nyes\n```\n## Code\n```\n"
        "## With a level {.hard}  \nyes\n## Closed ##\nyes"
    ).replace("\n", "\r\n")
    path.write_bytes(text.encode())
    path.chmod(0o640)
    assert assign_ids(path) == ("mine-etag", "mine-with-level", "mine-closed")
    expected = (
        text.replace("for?", "for? {#mine-etag}")
        .replace("{.hard}", "{#mine-with-level .hard}")
        .replace("Closed ##", "Closed ## {#mine-closed}")
    )
    assert path.read_bytes() == expected.encode()
    assert path.stat().st_mode & 0o777 == 0o640
    assert [p.name for p in tmp_path.iterdir()] == ["mine.md"]
    deck, problems = read_deck(path)
    assert deck is not None
    assert problems == ()
    assert [note.id for note in deck.notes] == ["mine-etag", "mine-kept", "mine-with-level", "mine-closed"]


def test_a_second_run_writes_nothing(tmp_path: Path) -> None:
    """A file whose cards all have ids is not touched."""
    path = tmp_path / "mine.md"
    path.write_text(HEAD + "## Why?\nyes\n")
    assign_ids(path)
    before = (path.stat().st_ino, path.stat().st_mtime_ns)
    assert assign_ids(path) == ()
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == before


def test_ids_avoid_those_of_the_file_the_library_and_the_retired(tmp_path: Path) -> None:
    """Two equal questions, a retired id and ids of other decks get numbers."""
    path = tmp_path / "mine.md"
    path.write_text(HEAD + "## Gone\nyes\n## Same\nyes\n## Same\nyes\n## There\nyes\n")
    assert assign_ids(path, {"mine-there", "mine-same-2"}) == (
        "mine-gone-2",
        "mine-same",
        "mine-same-3",
        "mine-there-2",
    )


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """The file behind it gets the ids."""
    (tmp_path / "real").mkdir()
    real = tmp_path / "real" / "mine.md"
    real.write_text(HEAD + "## Why?\nyes\n")
    link = tmp_path / "mine.md"
    link.symlink_to(real)
    assert assign_ids(link) == ("mine-why",)
    assert link.is_symlink()
    assert "{#mine-why}" in real.read_text()


def test_a_deck_that_cannot_be_read_is_said_with_its_place(tmp_path: Path) -> None:
    """Without a head there is no deck to name the ids after."""
    path = tmp_path / "a.md"
    path.write_text("no head")
    with pytest.raises(DeckError, match=r"a\.md:1: the file has no front matter"):
        assign_ids(path)


def test_a_folder_that_cannot_be_written_leaves_the_file_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk or a read-only folder is one sentence, and no half-written file stays behind."""
    path = tmp_path / "mine.md"
    path.write_text(HEAD + "## Why?\nyes\n")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(DeckError, match="No space left on device"):
        assign_ids(path)
    assert path.read_text() == HEAD + "## Why?\nyes\n"
    assert [p.name for p in tmp_path.iterdir()] == ["mine.md"]


def test_a_file_changed_meanwhile_is_not_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the user saved in an editor in that moment wins."""
    path = tmp_path / "mine.md"
    path.write_text(HEAD + "## Why?\nyes\n")
    saved = HEAD + "## Why not?\nyes, longer\n"
    monkeypatch.setattr("os.fsync", lambda handle: path.write_text(saved))
    with pytest.raises(DeckError, match="changed while"):
        assign_ids(path)
    assert path.read_text() == saved


def test_the_library_names_the_files_that_wait_for_ids(tmp_path: Path) -> None:
    """Only the user's: the bank's ids are written by hand, and there a missing one is an error."""
    for name in ("bank", "mine"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.md").write_text(f"---\nid: {name}\ntitle: t\n---\n## Why?\nyes\n")
    roots = [tmp_path / "bank", tmp_path / "mine"]
    library = load_library(roots)
    assert library.waiting() == (tmp_path / "mine" / "a.md",)
    assert sorted(p.severity for p in library.problems) == ["error", "warning"]
    assign_ids(library.waiting()[0], library.used_ids())
    again = load_library(roots)
    assert again.waiting() == ()
    assert [row.card_id for row in again.rows] == ["mine-why"]


@given(question=st.text(), used=st.sets(st.sampled_from(["d-card", "d-card-2", "d-a", "d-b"])))
def test_a_new_id_is_a_slug_that_is_not_taken(question: str, used: set[str]) -> None:
    """Whatever the script of the question."""
    name = new_id("d", question, used)
    assert is_slug(name)
    assert name not in used
