"""The cheat-sheets from the command line: listed, written, linted, and never a display needed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.paths import Paths
from app.sheets import is_sheet, what_i_forget
from app.storage.progress import open_progress
from app.storage.records import Evidence
from cheatsheets.fit import fit
from cheatsheets.paper import A4
from decks.library import load_library
from scheduler.memory import Quality
from scheduler.sm2 import Sm2

ROOT = Path(__file__).parents[2]
DAY = 740_000
NOW = 1_700_000_000_000
SHEET = "---\nid: mine\ntitle: My own sheet\nsubtitle: Mine\nlessons: [{lesson}]\n---\n## A box\n{text}\n"


def command(data: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run without a display, and with a platform of Qt's that would abort where it was used."""
    environment = {**os.environ, "BYHEART_DATA_DIR": str(data), "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(ROOT)}
    environment.pop("DISPLAY", None)
    environment.pop("WAYLAND_DISPLAY", None)
    return subprocess.run(
        [sys.executable, "-m", "app.cli", *map(str, words)],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def own(data: Path, name: str, text: str) -> Path:
    path = data / "sheets" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_bundled_and_own_sheets_are_listed(tmp_path: Path) -> None:
    own(tmp_path, "mine.md", SHEET.format(lesson="fnd-01", text="words"))
    listed = json.loads(command(tmp_path, "sheet", "list", "--json").stdout)
    assert [sheet["bundled"] for sheet in listed] == [True] * (len(listed) - 1) + [False]
    assert listed[-1]["id"] == "mine"
    assert listed[-1]["lessons"] == ["fnd-01"]
    plain = command(tmp_path, "sheet", "list").stdout.splitlines()
    assert [line.split()[0] for line in plain] == [sheet["id"] for sheet in listed]


def test_named_sheets_are_written_one_file_each_and_all_as_a_booklet(tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = command(tmp_path, "sheet", "pdf", "sheet-http", "sheet-caching", "--out", out, "--paper", "letter")
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(path.name for path in out.iterdir()) == ["sheet-caching.pdf", "sheet-http.pdf"]
    assert float(PdfReader(out / "sheet-http.pdf").pages[0].mediabox[2]) == pytest.approx(612, abs=1)
    done = command(tmp_path, "sheet", "pdf", "--all", "--booklet", "--out", out)
    assert (done.returncode, done.stderr) == (0, "")
    count = len(json.loads(command(tmp_path, "sheet", "list", "--json").stdout))
    assert len(PdfReader(out / "cheat-sheets.pdf").pages) == count


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (
            ["sheet", "pdf", "nope", "--out", "."],
            1,
            "byheart: There is no sheet with the id nope: `byheart sheet list`",
        ),
        (["sheet", "pdf", "--out", "."], 2, "name a sheet, or ask for --all or --forgetting"),
        (["sheet", "pdf", "--forgetting", "--out", "."], 1, "byheart: Nothing was forgotten yet in "),
        (
            ["sheet", "pdf", "sheet-http", "--out", __file__],
            1,
            "it cannot be written (Not a directory): choose another",
        ),
    ],
)
def test_what_cannot_be_done_is_one_sentence(tmp_path: Path, words: list[str], status: int, said: str) -> None:
    done = command(tmp_path, *words)
    assert done.returncode == status
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_broken_sheet_is_said_and_the_others_are_written(tmp_path: Path) -> None:
    own(tmp_path, "a.md", SHEET.format(lesson="fnd-01", text="- words\n" * 400))
    own(tmp_path, "b.md", '---\nid: "b\n---\n')
    done = command(tmp_path, "sheet", "pdf", "mine", "sheet-http", "--out", tmp_path / "out")
    assert done.returncode == 1
    complaints = done.stderr.splitlines()
    assert len(complaints) == 2
    assert "b.md:2: the front matter cannot be read" in complaints[0]
    assert (
        "% too long for one portrait page of A4 at 6.5 pt: shorten its longest boxes, “A box” (line 7)" in complaints[1]
    )
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["sheet-http.pdf"]


def test_check_lints_the_sheets_of_the_user(tmp_path: Path) -> None:
    path = own(tmp_path, "mine.md", SHEET.format(lesson="no-such", text="- words\n" * 400))
    done = command(tmp_path, "check", path, "--json")
    assert done.returncode == 1
    report = json.loads(done.stdout)
    assert report["sheets"] == ["mine"]
    assert [(p["rule"], p["line"]) for p in report["problems"]] == [("unknown-lesson", 5), ("does-not-fit", 1)]
    own(tmp_path, "mine.md", SHEET.format(lesson="fnd-01", text="words"))
    done = command(tmp_path, "check")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith(" sheets.\n")


def test_only_what_lies_in_the_folders_of_sheets_is_one(tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    assert is_sheet(tmp_path / "sheets" / "a.md", paths)
    assert is_sheet(ROOT / "cheatsheets" / "sheets", paths)
    assert not is_sheet(tmp_path / "decks" / "a.md", paths)


def test_what_was_failed_and_missed_makes_the_page_of_what_i_keep_forgetting(tmp_path: Path) -> None:
    decks = tmp_path / "decks"
    decks.mkdir()
    (decks / "d.md").write_text(
        "---\nid: d\ntitle: My deck\n---\n"
        "## Known? {#known .easy}\nYes.\n\n## Failed? {#failed .easy}\nThe answer.\n\n"
        "## Points? {#points .easy}\n- [ ] one `a`\n- [ ] two `b`\n",
        encoding="utf-8",
    )
    library = load_library((decks,))
    with open_progress(tmp_path / "progress.sqlite", tmp_path / "backups", Sm2(), lambda: NOW) as progress:
        assert what_i_forget(library, progress, A4) is None
        for card_id, quality, evidence in (
            ("known", Quality.EASY, None),
            ("failed", Quality.AGAIN, None),
            ("points", Quality.HARD, Evidence(said=("one a",), missed=("two b",))),
            ("aside", Quality.AGAIN, None),
        ):
            progress.grade(card_id, quality, DAY, duration_ms=1_000, at_ms=NOW, evidence=evidence)
        progress.suspend("aside", True)
        page = what_i_forget(library, progress, A4)
    assert page is not None
    assert page.taken == ("failed", "points")
    assert [box.title for box in page.sheet.boxes] == ["My deck"]
    assert "- two `b`" in page.sheet.boxes[0].markdown
    assert "one" not in page.sheet.boxes[0].markdown
    assert fit(page.sheet, A4).body_pt >= 7
