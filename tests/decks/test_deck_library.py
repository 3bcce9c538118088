"""The library: order, uniqueness, trouble with files, the cache, and pictures."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from decks.library import CardRow, Library, load_library
from decks.problem import DeckError
from decks.walk import natural_key


def write(path: Path, deck_id: str, *cards: str, head: str = "") -> Path:
    """A deck file; a card is its id, its heading's other attributes may follow."""
    path.parent.mkdir(parents=True, exist_ok=True)
    notes = "".join(f"\n## Question {card}? {{#{card}}}\n\nAnswer of {card.split()[0]}.\n" for card in cards)
    path.write_text(f"---\nid: {deck_id}\ntitle: Deck {deck_id}\n{head}---\n{notes}", encoding="utf-8")
    return path


def ids(library: Library) -> list[str]:
    """The card ids in order."""
    return [row.card_id for row in library.rows]


def rules(library: Library) -> list[str]:
    """The rules of the problems in order."""
    return [problem.rule for problem in library.problems]


def test_rows_carry_what_the_queue_needs(tmp_path: Path) -> None:
    """A cloze has a row a number, a prompt none; both notes are found all the same."""
    path = write(tmp_path / "a.md", "a", "a-plain .hard", "a-prompt .easy .prompt minutes=15")
    path.write_text(path.read_text() + "\n## Gaps {#a-gap}\n\n{{c2::x}} {{c1::y}}\n")
    library = load_library([tmp_path])
    assert library.rows == (
        CardRow("a-plain", "a-plain", "a", "hard", "plain"),
        CardRow("a-gap.c1", "a-gap", "a", "", "cloze"),
        CardRow("a-gap.c2", "a-gap", "a", "", "cloze"),
    )
    assert library.note_ids() == ("a-plain", "a-prompt", "a-gap")
    assert library.note("a-prompt").minutes == 15
    assert library.deck_of("a-gap").title == "Deck a"


def test_roots_come_in_order_and_files_in_natural_order_of_their_path(tmp_path: Path) -> None:
    """The bank first, then the user's; 2 before 10, folders among files."""
    for name in ("10.md", "2.md", "3-part/1.md", "3-part/11.md", "3-part/2.MD", "notes.txt", ".hidden/x.md"):
        slug = "b" + "".join(c for c in name if c.isdigit())
        write(tmp_path / "bank" / name, slug, f"{slug}-x")
    write(tmp_path / "mine" / "1.md", "mine", "mine-x")
    library = load_library([tmp_path / "bank", tmp_path / "mine"])
    assert ids(library) == ["b2-x", "b31-x", "b32-x", "b311-x", "b10-x", "mine-x"]
    assert [deck.bundled for deck in library.decks] == [True] * 5 + [False]
    assert library.problems == ()


def test_natural_order_reads_digits_of_every_script() -> None:
    """Superscripts are letters, Arabic digits are numbers; neither raises."""
    assert sorted(["x\u00b2", "x\u0661\u0660", "x9", "X1"], key=natural_key) == ["X1", "x9", "x\u0661\u0660", "x\u00b2"]


def test_the_later_of_two_equal_ids_is_left_out_and_both_places_are_named(tmp_path: Path) -> None:
    """One card, one progress: the first in the library's order keeps the id."""
    write(tmp_path / "1.md", "one", "same", "other")
    write(tmp_path / "2.md", "two", "mine", "same")
    library = load_library([tmp_path])
    assert ids(library) == ["same", "other", "mine"]
    (problem,) = library.problems
    assert (problem.rule, problem.path, problem.line) == ("duplicate-id", tmp_path / "2.md", 10)
    assert f"{tmp_path / '1.md'}:6" in problem.message
    assert library.note("same").answer == "Answer of same."
    assert library.deck_of("same").id == "one"


def test_the_later_of_two_decks_of_one_id_is_left_out(tmp_path: Path) -> None:
    """The problem names the first."""
    write(tmp_path / "1.md", "one", "a")
    write(tmp_path / "2.md", "one", "b")
    library = load_library([tmp_path])
    assert ids(library) == ["a"]
    assert rules(library) == ["duplicate-deck"]
    assert str(tmp_path / "1.md") in library.problems[0].message


def test_an_id_that_any_deck_retired_is_left_out(tmp_path: Path) -> None:
    """Also when the deck that retires it comes later."""
    write(tmp_path / "1.md", "one", "old", "new")
    write(tmp_path / "2.md", "two", "b", head="retired: [old]\n")
    library = load_library([tmp_path])
    assert ids(library) == ["new", "b"]
    assert rules(library) == ["retired-id"]
    assert library.problems[0].path == tmp_path / "1.md"
    assert library.find_note("old") is None
    assert library.used_ids() == {"old", "new", "b"}


def test_trouble_with_files_is_a_problem_and_never_an_exception(tmp_path: Path) -> None:
    """A missing folder, a link into itself, a link to a folder above, a dangling link and a broken file."""
    write(tmp_path / "a.md", "a", "a-x")
    (tmp_path / "self.md").symlink_to("self.md")
    (tmp_path / "up").symlink_to(tmp_path)
    (tmp_path / "gone.md").symlink_to("nowhere")
    (tmp_path / "latin.md").write_bytes(b"---\nid: \xe9\n---\n")
    library = load_library([tmp_path, tmp_path / "up" / "missing"])
    assert ids(library) == ["a-x"]
    assert sorted(rules(library)) == ["link-loop", "not-utf-8", "unreadable", "unreadable"]
    library = load_library([tmp_path / "none", tmp_path / "a.md"])
    assert ids(library) == ["a-x"]
    assert rules(library) == ["unreadable"]


def test_a_folder_that_may_not_be_read_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest of the library works; the refusal is faked, because root may read everything."""
    write(tmp_path / "a.md", "a", "a-x")
    write(tmp_path / "locked" / "b.md", "b", "b-x")
    scandir = os.scandir

    def refuse(folder: str) -> object:
        if folder.endswith("locked"):
            raise PermissionError(13, "Permission denied", folder)
        return scandir(folder)

    monkeypatch.setattr("os.scandir", refuse)
    library = load_library([tmp_path])
    assert ids(library) == ["a-x"]
    assert [(p.rule, p.path) for p in library.problems] == [("unreadable", tmp_path / "locked")]
    assert "Permission denied" in library.problems[0].message


def test_links_to_decks_elsewhere_are_followed(tmp_path: Path) -> None:
    """A user may keep decks where they like."""
    write(tmp_path / "elsewhere" / "a.md", "a", "a-x")
    (tmp_path / "decks").mkdir()
    (tmp_path / "decks" / "linked").symlink_to(tmp_path / "elsewhere")
    assert ids(load_library([tmp_path / "decks"])) == ["a-x"]


def test_a_readme_without_front_matter_is_no_deck(tmp_path: Path) -> None:
    """Any other file without it is a problem, and a README with it is a deck."""
    (tmp_path / "README.md").write_text("# About\n")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "notes.md").write_text("# About\n")
    write(tmp_path / "c" / "readme.md", "c", "c-x")
    library = load_library([tmp_path])
    assert ids(library) == ["c-x"]
    assert [(p.rule, p.path.name) for p in library.problems] == [("no-front-matter", "notes.md")]


def test_one_folder_given_twice_is_read_once(tmp_path: Path) -> None:
    """Also when it lies inside another that is given."""
    write(tmp_path / "a" / "a.md", "a", "a-x")
    library = load_library([tmp_path, tmp_path / "a", tmp_path])
    assert ids(library) == ["a-x"]
    assert library.problems == ()


def test_an_unchanged_file_comes_from_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same library, problems included, without parsing anything."""
    root, cache = tmp_path / "decks", tmp_path / "cache" / "library.json"
    write(root / "a.md", "a", "a-x .hard", "a-y", "a-y", head="tags: [t]\nretired: [a-old]\nodd: 1\n")
    write(root / "b.md", "b", "a-x", "a-old")
    (root / "b.md").write_text((root / "b.md").read_text() + "## Gap {#b-gap}\n{{c1::x}}\n")
    (root / "c.md").write_text("no head")
    first = load_library([root], cache)
    assert ids(first) == ["a-x", "a-y", "b-gap.c1"]

    def refuse(path: Path) -> None:
        raise AssertionError(f"{path} was read")

    monkeypatch.setattr("decks.parser.read_deck", refuse)
    second = load_library([root], cache)
    for name in ("decks", "rows", "problems", "roots", "retired"):
        assert getattr(second, name) == getattr(first, name)
    assert second.note_ids() == first.note_ids()
    assert json.loads(cache.read_text())


def test_changed_new_and_removed_files_are_noticed(tmp_path: Path) -> None:
    """A change of size or of time is a change, even back in time."""
    root, cache = tmp_path / "decks", tmp_path / "library.json"
    a = write(root / "a.md", "a", "a-1")
    b = write(root / "b.md", "b", "b-1")
    assert ids(load_library([root], cache)) == ["a-1", "b-1"]
    status = a.stat()
    write(a, "a", "a-2")
    os.utime(a, ns=(status.st_atime_ns, status.st_mtime_ns - 1))
    b.unlink()
    write(root / "c.md", "c", "c-1")
    assert ids(load_library([root], cache)) == ["a-2", "c-1"]
    assert "b-1" not in cache.read_text()


def test_a_damaged_cache_is_built_anew(tmp_path: Path) -> None:
    """Empty, cut short, a flipped byte, another format, other JSON, not text: the library is the same."""
    root, cache = tmp_path / "decks", tmp_path / "library.json"
    write(root / "a.md", "a", "a-1")
    expected = load_library([root], cache).rows
    good = cache.read_bytes()
    for damaged in (
        b"",
        good[:-20],
        good[: len(good) // 2],
        good.replace(b"a-1", b"a-9"),
        good.replace(b"library-1", b"library-0"),
        b"{}",
        b"[1]\n[2]\n",
        b"\xff\xfe\x00",
    ):
        cache.write_bytes(damaged)
        assert load_library([root], cache).rows == expected
        assert cache.read_bytes() == good


def test_a_cache_that_cannot_be_written_is_a_warning(tmp_path: Path) -> None:
    """Here a folder stands in its place; the library works."""
    root, cache = tmp_path / "decks", tmp_path / "library.json"
    write(root / "a.md", "a", "a-1")
    cache.mkdir()
    library = load_library([root], cache)
    assert ids(library) == ["a-1"]
    assert [(p.rule, p.severity) for p in library.problems] == [("cache", "warning")]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["decks", "library.json"]


def test_a_note_that_left_its_file_is_said(tmp_path: Path) -> None:
    """`note` names file and fix, `find_note` gives None; an unknown id is a `KeyError`."""
    path = write(tmp_path / "a.md", "a", "a-1", "a-2")
    library = load_library([tmp_path])
    write(path, "a", "a-1")
    assert library.note("a-1").id == "a-1"
    assert library.find_note("a-2") is None
    with pytest.raises(DeckError, match=r"a\.md:1: the card `a-2` is no longer in this file; read the decks again"):
        library.note("a-2")
    with pytest.raises(KeyError):
        library.note("nobody")
    assert library.find_note("nobody") is None


def test_a_picture_is_found_below_the_folder_of_its_deck_only(tmp_path: Path) -> None:
    """`../media` works; absolute paths, ways out, links out, other kinds of files and nonsense do not."""
    root = tmp_path / "decks"
    write(root / "part" / "a.md", "a", "a-1")
    (root / "media").mkdir()
    for path in (root / "media" / "x.svg", root / "media" / "x.txt", tmp_path / "secret.png"):
        path.write_text("x")
    (root / "media" / "out.png").symlink_to(tmp_path / "secret.png")
    (root / "media" / "loop.png").symlink_to("loop.png")
    library = load_library([root])
    deck = library.decks[0]
    assert library.image(deck, "../media/x.svg") == (root / "media" / "x.svg").resolve()
    for source in (
        "",
        "../media/none.svg",
        "../media/x.txt",
        "../../secret.png",
        str(tmp_path / "secret.png"),
        "../media/out.png",
        "../media/loop.png",
        "../media",
        "x\0.svg",
        "a" * 5000 + ".svg",
    ):
        assert library.image(deck, source) is None


def test_an_unchanged_library_opens_without_yaml_and_markdown(tmp_path: Path) -> None:
    """Start-up pays for nothing it does not use."""
    write(tmp_path / "decks" / "a.md", "a", "a-1")
    cache = tmp_path / "library.json"
    load_library([tmp_path / "decks"], cache)
    code = (
        "import sys\nfrom pathlib import Path\nfrom decks.library import load_library\n"
        f"assert load_library([Path({str(tmp_path / 'decks')!r})], Path({str(cache)!r})).rows\n"
        "print([m for m in ('yaml', 'markdown', 'nh3', 'pygments', 'tempfile', 'decks.parser') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
