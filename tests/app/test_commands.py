"""The command line as its user sees it: what is printed, and the exit status."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.cli import main, parser

ROOT = Path(__file__).parents[2]
DECK = """---
id: mine
title: Mine
part: My part
tags: [x]
---

## Which one? {#mine-one .easy}

This one.

Source: arithmetic

## Say both {#mine-two .medium}

- [ ] alpha
- [ ] beta

Source: arithmetic

## Which code? {#mine-three .hard .choice}

- [x] 429 :: right
- [ ] 500 :: no
- [ ] 404 :: no
- [ ] 409 :: no

Source: RFC 6585
"""

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data directory with one deck, and no bundled bank."""
    folder = tmp_path / "data"
    (folder / "decks").mkdir(parents=True)
    (folder / "decks" / "mine.md").write_text(DECK, encoding="utf-8")
    empty = tmp_path / "bank"
    empty.mkdir()
    monkeypatch.setattr("app.opening.bundled_decks", lambda: empty)
    monkeypatch.setattr("app.cli.bundled_decks", lambda: empty)
    monkeypatch.setenv("BYHEART_DATA_DIR", str(folder))
    return folder


@pytest.fixture
def run(data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command with these lines typed; its status, output and complaints."""

    def command(*words: str, typed: str = "") -> tuple[int, str, str]:
        import io

        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        status = main(list(words))
        out, err = capsys.readouterr()
        return status, out, err

    return command


def test_due_says_what_today_holds(run: Run) -> None:
    status, out, _ = run("due", "--json")
    found = json.loads(out)
    assert status == 0
    assert (found["due"], found["new"], found["later"]) == (0, 3, 0)
    assert found["parts"] == [{"part": "My part", "due": 0, "new": 3, "later": 0, "cards": 3}]
    assert "3 cards, about 2 minutes" in run("due")[1]


def test_review_grades_what_is_typed_and_says_that_it_is_saved(run: Run) -> None:
    status, out, _ = run("review", typed="\n3\n\nac\n\nA\n1\n\n3\n")
    assert status == 0
    assert "This one." in out
    assert "saved: Good, 1 day" in out
    assert "2 of 2 points" in out
    assert "saved: Easy" in out
    assert "saved: Again, again today" in out
    stats = json.loads(run("stats", "--json")[1])
    assert (stats["reviews"], stats["cards_seen"], stats["streak"]) == (4, 3, 1)
    assert json.loads(run("due", "--json")[1])["new"] == 0


def test_review_takes_back_puts_aside_and_ends_with_the_input(run: Run) -> None:
    _, out, _ = run("review", typed="\n1\nu\n\n3\ns\nnonsense\n")
    assert "undone: Again on" in out
    assert "suspended" in out
    assert json.loads(run("stats", "--json")[1])["reviews"] == 1


def test_review_of_one_deck_refuses_a_deck_that_is_not_there(run: Run) -> None:
    status, _, err = run("review", "--deck", "nobody")
    assert status == 1
    assert err.strip() == "byheart: There is no deck with the id nobody: `byheart check --json` lists them."


def test_check_counts_and_finds(run: Run, data: Path) -> None:
    status, out, _ = run("check", "--json")
    found = json.loads(out)
    assert status == 0
    assert found["cards"] == 3
    assert found["lessons"]["mine"]["kinds"] == {"plain": 1, "key-points": 1, "choice": 1}
    file = data / "decks" / "mine.md"
    file.write_text(file.read_text().replace("- [x] 429", "- [ ] 429"))
    status, out, err = run("check", str(file))
    assert status == 1
    assert f"{file}:" in err
    assert run("check", str(data / "nothing"))[0] == 1


def test_a_card_without_an_id_is_given_one_in_its_file_and_asked(run: Run, data: Path) -> None:
    file = data / "decks" / "mine.md"
    file.write_text(file.read_text() + "\n## Which header names the retry?\n\n`Retry-After`\n")
    assert json.loads(run("due", "--json")[1])["new"] == 4
    heading = next(line for line in file.read_text().splitlines() if line.startswith("## Which header"))
    assert heading.startswith("## Which header names the retry? {#mine-")
    assert json.loads(run("due", "--json")[1])["new"] == 4


def test_verify_backup_and_restore_go_round(run: Run, data: Path) -> None:
    assert run("verify")[0] == 1
    run("review", typed="\n3\nq\n")
    assert run("verify")[1].startswith("1 review of 1 card: the log replays to exactly")
    status, out, _ = run("backup")
    kept = out.strip()
    assert status == 0
    assert Path(kept).is_file()
    run("review", typed="\n3\nq\n")
    assert run("restore", kept)[0] == 0
    assert json.loads(run("stats", "--json")[1])["reviews"] == 1
    listed = run("restore")[1].split()
    assert kept in listed
    # The day's own, the one by hand, and what was there before it was put back.
    assert sorted(Path(name).stem.split("-", 3)[3] for name in listed) == ["before-restore", "by-hand", "daily"]
    assert run("restore", str(data / "none.sqlite"))[0] == 1


def test_a_damaged_progress_file_is_one_sentence_that_names_the_backup(run: Run, data: Path) -> None:
    run("review", typed="\n3\nq\n")
    kept = run("backup")[1].strip()
    (data / "progress.sqlite").write_bytes(b"this is no database" * 100)
    status, out, err = run("due")
    assert status == 1
    assert out == ""
    assert err.count("\n") == 1
    assert "Traceback" not in err
    assert str(Path(kept).parent) in err


def test_without_a_display_the_plan_is_printed_and_the_status_is_good(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    if sys.platform != "linux":
        pytest.skip("only Linux can be without a display")
    status, out, _ = run()
    assert status == 0
    assert out.startswith("There is no display")
    assert "3 cards" in out


@pytest.mark.parametrize("command", ["due", "check", "stats", "verify", "backup", "restore", "review"])
def test_no_command_but_the_window_imports_qt(command: str, data: Path) -> None:
    code = (
        "import sys, app.cli\n"
        f"app.cli.main(['{command}'])\n"
        "assert not any(name.startswith('PySide6') for name in sys.modules), 'Qt was imported'\n"
    )
    environment = {**os.environ, "BYHEART_DATA_DIR": str(data), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, input="", check=False
    )
    assert "Qt was imported" not in done.stderr
    assert "Traceback" not in done.stderr


def test_every_command_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = next(a for a in parser()._actions if a.dest == "command").choices
    assert commands is not None
    assert [name for name in commands if f"byheart {name}" not in readme] == []


def test_wrong_usage_is_status_two() -> None:
    with pytest.raises(SystemExit) as ended:
        main(["nonsense"])
    assert ended.value.code == 2
