"""The searches a reader keeps."""

from pathlib import Path

import pytest

from app.find.saved import FILE, Saved, SearchesNotSaved, drop_search, read_searches, save_search


def test_searches_are_kept_in_order_and_one_of_the_same_name_is_replaced(tmp_path: Path) -> None:
    assert read_searches(tmp_path) == ()
    save_search(tmp_path, Saved("Leeches", "is:leech"))
    save_search(tmp_path, Saved("Security", 'part:"API security" "a\\b"'))
    save_search(tmp_path, Saved("leeches", "is:leech part:security"))
    expected = (Saved("leeches", "is:leech part:security"), Saved("Security", 'part:"API security" "a\\b"'))
    assert read_searches(tmp_path) == expected
    assert drop_search(tmp_path, "LEECHES") == expected[1:]
    assert read_searches(tmp_path) == expected[1:]
    assert [file.name for file in tmp_path.iterdir()] == [FILE]


@pytest.mark.parametrize("content", [b"[[search]]\nname = 1", b"search = 3", b"not toml", b"\xff", b"search = [1]"])
def test_a_file_that_cannot_be_understood_is_never_overwritten(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(SearchesNotSaved, match=FILE.replace(".", r"\.")):
        save_search(tmp_path, Saved("a", "b"))
    assert (tmp_path / FILE).read_bytes() == content


def test_a_folder_that_cannot_be_written_is_told_and_nothing_is_left_behind(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SearchesNotSaved):
        save_search(tmp_path / "file", Saved("a", "b"))
    assert [file.name for file in tmp_path.iterdir()] == ["file"]
