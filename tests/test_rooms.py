"""What import-linter cannot hold: rules about parts of a package, and about files that must not be committed."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("app", "cheatsheets", "decks", "export", "scheduler")


def imported(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_widgets_are_used_in_app_ui_only() -> None:
    users = [
        file.relative_to(ROOT)
        for room in ROOMS
        for file in (ROOT / room).rglob("*.py")
        if "PySide6.QtWidgets" in imported(file) and "ui" not in file.parts
    ]
    assert users == []


def test_nobody_pumps_the_event_loop() -> None:
    word = "process" + "Events"
    users = [f for folder in (*ROOMS, "tests", "tools") for f in (ROOT / folder).rglob("*.py") if word in f.read_text()]
    assert users == []


def test_no_file_is_over_five_hundred_lines() -> None:
    long = {
        str(file.relative_to(ROOT)): lines
        for room in ROOMS
        for file in (ROOT / room).rglob("*.py")
        if (lines := len(file.read_text(encoding="utf-8").splitlines())) > 500
    }
    assert long == {}


def test_nothing_committed_names_a_registry_or_a_machine() -> None:
    try:
        listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    # Written in pieces, so that this file does not name them either.
    unwanted = re.compile(
        "|".join(("pypi" + r"\.org", "files\\.python" + "hosted", "deb" + r"\.debian\.org", "/ro" + "ot/"))
    )
    found = []
    for name in listed.splitlines():
        file = ROOT / name
        if file.suffix in (".png", ".ttf") or not file.is_file():
            continue
        if unwanted.search(file.read_text(encoding="utf-8", errors="replace")):
            found.append(name)
    assert found == []
