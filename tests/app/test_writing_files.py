"""Files that are written here and elsewhere: in one step, merged, never overwritten, and nothing left beside them."""

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import ByHeartError
from app.writing import file, section
from app.writing.file import Clash, Known, Saved, read, save

DECK = "---\nid: d\ntitle: D\n---\n\n## One? {#d-one}\n\nFirst.\n\n## Two? {#d-two .easy}\n\nSecond.\n"


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    path = tmp_path / "decks" / "d.md"
    path.parent.mkdir()
    path.write_text(DECK, encoding="utf-8")
    return path


@pytest.fixture
def stage(tmp_path: Path) -> Path:
    return tmp_path / "stage"


def test_a_save_writes_the_text_and_leaves_nothing_else(deck: Path, stage: Path) -> None:
    """Neither the deck's folder, which may be a git repository, nor the stage keeps a temporary file."""
    saved = save(read(deck), DECK.replace("First", "1st"), stage)
    assert saved == Saved(Known(deck, DECK.replace("First", "1st")), False)
    assert deck.read_text("utf-8") == DECK.replace("First", "1st")
    assert [path.name for path in deck.parent.iterdir()] == ["d.md"]
    assert list(stage.iterdir()) == []


def test_what_was_written_outside_meanwhile_is_in_the_saved_file(deck: Path, stage: Path) -> None:
    """Two cards edited at once, one here and one in another editor."""
    known = read(deck)
    deck.write_text(DECK.replace("Second", "2nd"), encoding="utf-8")
    saved = save(known, DECK.replace("First", "1st"), stage)
    assert isinstance(saved, Saved)
    assert saved.merged
    assert deck.read_text("utf-8") == DECK.replace("First", "1st").replace("Second", "2nd") == saved.known.text


def test_the_same_line_written_twice_is_not_overwritten(deck: Path, stage: Path) -> None:
    """The file stays as the other editor wrote it, and both texts are handed back."""
    known = read(deck)
    deck.write_text(DECK.replace("First", "theirs"), encoding="utf-8")
    clash = save(known, DECK.replace("First", "mine"), stage)
    assert isinstance(clash, Clash)
    assert deck.read_text("utf-8") == DECK.replace("First", "theirs")
    assert (clash.merged.conflicts[0].mine, clash.merged.conflicts[0].theirs) == (("mine.",), ("theirs.",))
    # Decided, it is saved against what the file is now.
    saved = save(clash.theirs, clash.merged.text("both"), stage)
    assert isinstance(saved, Saved)
    assert "mine.\ntheirs.\n" in deck.read_text("utf-8")


def test_a_change_between_reading_and_replacing_is_merged_too(
    deck: Path, stage: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is looked at once more at the last moment."""
    known = read(deck)
    fsync = os.fsync

    def other_editor(handle: int) -> None:
        monkeypatch.setattr(os, "fsync", fsync)
        deck.write_text(DECK.replace("Second", "2nd"), encoding="utf-8")
        fsync(handle)

    monkeypatch.setattr(os, "fsync", other_editor)
    saved = save(known, DECK.replace("First", "1st"), stage)
    assert isinstance(saved, Saved)
    assert deck.read_text("utf-8") == DECK.replace("First", "1st").replace("Second", "2nd")


def test_a_file_deleted_outside_is_written_anew(deck: Path, stage: Path) -> None:
    """What was typed is worth more than a deletion elsewhere."""
    known = read(deck)
    deck.unlink()
    assert isinstance(save(known, DECK, stage), Saved)
    assert deck.read_text("utf-8") == DECK


def test_a_disk_that_is_full_changes_nothing(deck: Path, stage: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence with the place and the fix; the file and the folders are as they were."""

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ByHeartError, match=r"d\.md cannot be written \(No space left on device\): make room"):
        save(read(deck), "other", stage)
    assert deck.read_text("utf-8") == DECK
    assert list(stage.iterdir()) == []
    assert [path.name for path in deck.parent.iterdir()] == ["d.md"]


def test_a_stage_on_another_disk_is_done_without(deck: Path, stage: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then the temporary file lies beside the deck, for as long as the write takes."""
    replace = Path.replace

    def across(self: Path, target: Path) -> Path:
        if self.parent != target.parent:
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", across)
    save(read(deck), "other\n", stage)
    assert deck.read_text("utf-8") == "other\n"
    assert [path.name for path in deck.parent.iterdir()] == ["d.md"]
    assert list(stage.iterdir()) == []


def test_a_link_stays_a_link_and_the_mode_stays(deck: Path, stage: Path, tmp_path: Path) -> None:
    """A deck that is linked in from a repository elsewhere is written there."""
    deck.chmod(0o640)
    link = tmp_path / "link.md"
    link.symlink_to(deck)
    save(read(link), "other\n", stage)
    assert link.is_symlink()
    assert deck.read_text("utf-8") == "other\n"
    assert deck.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_mark_stay(tmp_path: Path, stage: Path, ends: str, mark: str) -> None:
    """An editor on another system sees no change but ours."""
    path = tmp_path / "d.md"
    path.write_bytes((mark + DECK.replace("\n", ends)).encode())
    known = read(path)
    assert known.text == DECK
    save(known, DECK.replace("First", "1st"), stage)
    assert path.read_bytes() == (mark + DECK.replace("First", "1st").replace("\n", ends)).encode()


def test_mixed_line_ends_stay_where_nothing_changed(tmp_path: Path, stage: Path) -> None:
    """A version control shows the changed line only."""
    path = tmp_path / "d.md"
    path.write_bytes(b"a\r\nb\nc\r\nd\r\n")
    save(read(path), "a\nb\nnew\nd\n", stage)
    assert path.read_bytes() == b"a\r\nb\nnew\r\nd\r\n"


@given(st.text(alphabet="ab\n\r \u00e9\u2028\U0001f600", max_size=40))
def test_what_is_read_and_saved_unchanged_is_the_same_file(text: str) -> None:
    """To the byte, whatever is in it."""
    raw = text.encode()
    assert file._encoded(file._decoded(Path("d.md"), raw), raw) == raw


def test_what_cannot_be_read_is_said_in_a_sentence(tmp_path: Path) -> None:
    """Not UTF-8 (with its line), and too large; a file that is not there is empty."""
    path = tmp_path / "d.md"
    path.write_bytes(b"one\ntwo \xff\n")
    with pytest.raises(ByHeartError, match=r"d\.md, line 2, is not UTF-8: save"):
        read(path)
    path.write_bytes(b"x" * (file.MAX_BYTES + 1))
    with pytest.raises(ByHeartError, match="over 4 MB: split"):
        read(path)
    assert read(tmp_path / "none.md").text == ""
    with pytest.raises(ByHeartError, match="over 4 MB"):
        save(read(tmp_path / "none.md"), "x" * (file.MAX_BYTES + 1), tmp_path)
    assert not (tmp_path / "none.md").exists()


# ---- sections ---------------------------------------------------------------------------------------


def test_a_section_is_cut_out_so_that_the_parts_are_the_text() -> None:
    """With its heading, without the blank lines below it."""
    found = section.find_section(DECK, "d-one")
    assert found is not None
    head, middle, tail = section.cut(DECK, found)
    assert head + middle + tail == DECK
    assert middle == "## One? {#d-one}\n\nFirst."


def test_replacing_and_deleting_leave_the_other_cards_alone() -> None:
    """Byte for byte."""
    found = section.find_section(DECK, "d-one")
    assert found is not None
    assert section.replaced(DECK, found, "## Uno? {#d-one}\n\nX.\n\n") == DECK.replace("One?", "Uno?").replace(
        "First", "X"
    )
    assert section.without(DECK, found) == DECK.replace("## One? {#d-one}\n\nFirst.\n\n", "")
    last = section.find_section(DECK, "d-two")
    assert last is not None
    assert section.without(DECK, last) == DECK[: DECK.index("\n## Two")]


def test_a_card_is_added_below_one_blank_line() -> None:
    """Whatever the file ends in."""
    for text in (DECK, DECK.rstrip(), DECK + "\n\n"):
        assert section.added(text, "## Three?\n\nThird.\n") == DECK + "\n## Three?\n\nThird.\n"


def test_a_heading_in_code_is_no_section_and_a_place_belongs_to_the_one_above() -> None:
    """Front matter and code are not cards."""
    text = DECK + "\n```\n## not {#a-card}\n```\n"
    assert [found.note_id for found in section.sections(text)] == ["d-one", "d-two"]
    assert section.section_at(text, 1) is None
    at = section.section_at(text, 8)
    assert at is not None
    assert at.note_id == "d-one"


@given(st.lists(st.sampled_from(["", "## A {#a}", "## B", "text", "```", "---", "id: x"]), max_size=16))
def test_any_text_is_its_sections_joined(lines: list[str]) -> None:
    """Cutting any section of any text, even a broken one, and putting it back changes nothing."""
    text = "\n".join(lines)
    for found in section.sections(text):
        assert "".join(section.cut(text, found)) == text
