"""A sheet's file: what it says is what comes out, and what is wrong is said with place and fix."""

from pathlib import Path

import pytest

import decks
from cheatsheets.library import bundled_sheets, load_sheets, unknown_lessons
from cheatsheets.sheet import Sheet, parse_sheet, read_sheet
from decks.library import load_library

HEAD = "---\nid: sheet-a\ntitle: A title\nsubtitle: When to use it\nlessons: [fnd-01, fnd-02]\n"
PATH = Path("a.md")


def sheet(text: str) -> Sheet:
    found, problems = parse_sheet(text, PATH)
    assert problems == ()
    assert found is not None
    return found


def rules(text: str, path: Path = PATH) -> list[tuple[int, str]]:
    return [(problem.line, problem.rule) for problem in parse_sheet(text, path)[1]]


def test_front_matter_boxes_and_source_are_read() -> None:
    found = sheet(
        f"{HEAD}orientation: landscape\ncolumns: 3\norder: 20\n---\n\n## One `GET`\n\n- a\n- b\n\n## Two {{.wide}}\n\n"
        "```http\n## no heading\n```\n\ntext\n\nSource: RFC 9110 §9;\nRFC 9111\n"
    )
    assert (found.id, found.title, found.subtitle) == ("sheet-a", "A title", "When to use it")
    assert (found.lessons, found.orientation, found.columns, found.order) == (("fnd-01", "fnd-02"), "landscape", 3, 20)
    assert [(box.title, box.wide, box.line) for box in found.boxes] == [("One GET", False, 11), ("Two", True, 16)]
    assert found.boxes[1].markdown == "```http\n## no heading\n```\n\ntext"
    assert found.source == "RFC 9110 §9; RFC 9111"


def test_what_is_not_said_is_portrait_with_columns_to_be_chosen() -> None:
    found = sheet("---\nid: a\ntitle: A\nlessons: fnd-01\n---\n## B\nb")
    assert (found.orientation, found.columns, found.lessons, found.source) == ("portrait", None, ("fnd-01",), "")


def test_a_source_inside_code_is_code() -> None:
    assert sheet("---\nid: a\ntitle: A\n---\n## B\n```\nSource: x\n```").source == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## Box\ntext", [(1, "no-front-matter")]),
        ("---\nid: a\n", [(1, "front-matter")]),
        ("---\nid: [a\n---\n## B\nb", [(2, "front-matter")]),
        ("---\ntitle: A\n---\n## B\nb", [(1, "sheet-id")]),
        ("---\nid: A b\ntitle: A\n---\n## B\nb", [(2, "sheet-id")]),
        ("---\nid: a\n---\n## B\nb", [(1, "title")]),
        ("---\nid: a\ntitle: A\norientation: upright\n---\n## B\nb", [(4, "orientation")]),
        ("---\nid: a\ntitle: A\ncolumns: 5\n---\n## B\nb", [(4, "columns")]),
        ("---\nid: a\ntitle: A\norder: first\n---\n## B\nb", [(4, "order")]),
        ("---\nid: a\ntitle: A\n---\n", [(1, "no-boxes")]),
        ("---\nid: a\ntitle: A\n---\nbefore\n## B\nb", [(5, "outside-box")]),
        ("---\nid: a\ntitle: A\n---\n## B\n\n## C\nc", [(5, "empty-box")]),
        ("---\nid: a\ntitle: A\n---\n##\nb", [(5, "empty-title")]),
        ("---\nid: a\ntitle: A\n---\n## B {.huge}\nb", [(5, "unknown-attribute")]),
        ("---\nid: a\ntitle: A\n---\n## B\n```\nb", [(6, "fence")]),
        ("---\nid: a\ntitle: A\n---\n## B\nb\n\n![x](gone.svg)", [(8, "missing-picture")]),
    ],
)
def test_each_thing_wrong_is_an_error_with_its_line_and_leaves_the_sheet_out(
    text: str, expected: list[tuple[int, str]]
) -> None:
    found, problems = parse_sheet(text, PATH)
    assert found is None
    assert [(problem.line, problem.rule) for problem in problems] == expected
    assert all(problem.fix for problem in problems)


def test_an_unknown_key_and_too_many_words_are_warnings() -> None:
    found, problems = parse_sheet("---\nid: a\ntitle: A\nstyle: x\n---\n## B\n" + "word " * 1_100, PATH)
    assert found is not None
    assert [(p.rule, p.severity) for p in problems] == [("words", "warning"), ("unknown-key", "warning")]


def test_a_picture_outside_the_folder_of_the_sheet_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "sheets").mkdir()
    for place in (tmp_path, tmp_path / "sheets"):
        (place / "p.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    path = tmp_path / "sheets" / "a.md"
    text = "---\nid: a\ntitle: A\n---\n## B\n![x]({})"
    assert rules(text.format("p.svg"), path) == []
    assert rules(text.format("../p.svg"), path) == [(6, "missing-picture")]
    assert rules(text.format("p.png"), path) == [(6, "missing-picture")]


@pytest.mark.parametrize(
    ("content", "rule"), [(b"\xff\xfe", "not-utf-8"), (b"x" * 300_000, "too-large"), (None, "unreadable")]
)
def test_a_file_that_cannot_be_read_is_one_problem(tmp_path: Path, content: bytes | None, rule: str) -> None:
    path = tmp_path / "a.md"
    if content is not None:
        path.write_bytes(content)
    found, problems = read_sheet(path)
    assert found is None
    assert [problem.rule for problem in problems] == [rule]


def test_the_library_is_in_order_and_leaves_out_a_second_sheet_of_one_id(tmp_path: Path) -> None:
    bundled, own = tmp_path / "bundled", tmp_path / "own"
    for folder, name, sheet_id, order in (
        (bundled, "b", "b", 20),
        (bundled, "a", "a", 10),
        (own, "x", "a", 1),
        (own, "y", "y", 1),
    ):
        folder.mkdir(exist_ok=True)
        (folder / f"{name}.md").write_text(
            f"---\nid: {sheet_id}\ntitle: T\nlessons: [l-{name}]\norder: {order}\n---\n## B\nb"
        )
    (own / "README.md").write_text("Notes of mine.")
    library = load_sheets((bundled, own, tmp_path / "missing"))
    assert [found.id for found in library.sheets] == ["a", "b", "y"]
    assert [problem.rule for problem in library.problems] == ["duplicate-sheet"]
    assert library.of_lesson("l-b") == (library.find("b"),)
    assert library.find("z") is None
    wrong = unknown_lessons(library.sheets, {"l-a", "l-b"})
    assert [(problem.path.name, problem.line, problem.rule) for problem in wrong] == [("y.md", 4, "unknown-lesson")]


def test_the_bundled_sheets_are_without_a_problem() -> None:
    library = load_sheets((bundled_sheets(),))
    assert library.problems == ()
    assert len(library.sheets) >= 17
    assert all(found.source and found.subtitle and found.lessons for found in library.sheets)
    bank = load_library((Path(decks.__file__).parent / "bank",))
    assert unknown_lessons(library.sheets, {deck.id for deck in bank.decks}) == ()
