"""`byheart find` on the command line."""

import json
from pathlib import Path

import pytest

import app.opening
from app.cli import main
from app.commands.find import found_notes
from app.find.query import QueryError
from app.opening import read_library, settings_of
from app.paths import Paths

DECK = """---
id: one
title: One
part: Part A
tags: [http]
---

## What is safe? {#one-safe .easy}

No change.

## Fill the header {#one-cloze .hard}

Answer with {{c1::Retry-After}} in {{c2::seconds}}.
"""


@pytest.fixture(autouse=True)
def bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "bank"
    folder.mkdir()
    (folder / "one.md").write_text(DECK, encoding="utf-8")
    monkeypatch.setattr(app.opening, "bundled_decks", lambda: folder)
    return folder


def find(tmp_path: Path, *words: str) -> int:
    return main(["--data-dir", str(tmp_path / "data"), "find", *words])


def test_found_cards_are_listed_with_their_question(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert find(tmp_path, "retry-after", "level:hard") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(maxsplit=1) for line in lines] == [
        ["one-cloze.c1", "Fill the header"],
        ["one-cloze.c2", "Fill the header"],
        ["2", "cards found."],
    ]


def test_a_limit_shows_the_first_and_says_how_many_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert find(tmp_path, "", "--limit", "1") == 0
    assert capsys.readouterr().out.splitlines()[1:] == ["3 cards found, 1 of them shown."]


def test_json_says_all_that_is_known(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert find(tmp_path, "safe", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["found"] == 1
    (card,) = said["cards"]
    assert card == {
        "id": "one-safe", "question": "What is safe?", "deck": "one", "lesson": "One", "part": "Part A",
        "level": "easy", "kind": "plain", "tags": ["http"], "due": None, "interval": None, "ease": None, "lapses": 0,
        "last_grade": None, "last_review": None, "missed": 0, "suspended": False, "buried": False,
    }  # fmt: skip


def test_a_wrong_query_ends_with_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert find(tmp_path, "is:overdue") == 1
    said = capsys.readouterr().err
    assert said.startswith("byheart: `is:overdue` at character 1 is not known")
    assert said.count("\n") == 1


def test_a_query_may_begin_with_a_minus_after_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert find(tmp_path, "--", "-kind:cloze") == 0
    assert capsys.readouterr().out.endswith("1 card found.\n")


@pytest.mark.parametrize("limit", ["0", "-3", "few"])
def test_a_limit_that_is_none_is_wrong_usage(tmp_path: Path, limit: str) -> None:
    with pytest.raises(SystemExit) as caught:
        find(tmp_path, "a", "--limit", limit)
    assert caught.value.code == 2


def test_the_notes_of_a_query_are_told_once_each_for_an_export(tmp_path: Path) -> None:
    paths = Paths(tmp_path / "data")
    settings, _ = settings_of(paths)
    library, _ = read_library(paths, settings)
    assert found_notes(paths, settings, library, "is:new") == ("one-safe", "one-cloze")
    with pytest.raises(QueryError):
        found_notes(paths, settings, library, "is:nothing")
