"""Put By Heart into the desktop's menu, for this user, without root: `make install-desktop`.

Writes `applications/byheart.desktop` and the icon below XDG_DATA_HOME (`~/.local/share`).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from decks.atomic import write_atomically

ROOT = Path(__file__).parents[1]
ICON = ROOT / "app" / "ui" / "pictures" / "byheart.svg"

ENTRY = """[Desktop Entry]
Type=Application
Version=1.5
Name=By Heart
GenericName=Flashcards
Comment=Learn to explain API design by heart
Exec={command}
TryExec={program}
Icon=byheart
Terminal=false
Categories=Education;
Keywords=flashcards;spaced repetition;api;interview;anki;
StartupWMClass=byheart
StartupNotify=true
"""


def quoted(program: str) -> str:
    """A program as `Exec` takes it: in quotes, with the signs escaped that mean something there."""
    for sign in ("\\", '"', "`", "$"):
        program = program.replace(sign, "\\" + sign)
    # Once more, because the value is a string of its own; and a per cent sign would be a field.
    return '"' + program.replace("\\", "\\\\").replace("%", "%%") + '"'


def data_home(environment: Mapping[str, str]) -> Path:
    """The user's folder of data: XDG_DATA_HOME if it is an absolute path, else `~/.local/share`."""
    chosen = environment.get("XDG_DATA_HOME", "")
    return Path(chosen) if chosen.startswith("/") else Path(environment["HOME"]) / ".local" / "share"


def install(program: Path, home: Path) -> tuple[Path, Path]:
    """Write entry and icon below `home`; where they are."""
    entry = home / "applications" / "byheart.desktop"
    icon = home / "icons" / "hicolor" / "scalable" / "apps" / "byheart.svg"
    text = ENTRY.format(command=quoted(str(program)), program=str(program).replace("\\", "\\\\"))
    for target, content in ((entry, text.encode()), (icon, ICON.read_bytes())):
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(target, content)
    return entry, icon


def main() -> int:
    """Install, and let the desktop know where it has a program for that."""
    if sys.platform != "linux":
        print("install-desktop: menu entries of this kind are for Linux desktops.", file=sys.stderr)
        return 1
    program = ROOT / ".venv" / "bin" / "byheart"
    home = data_home(os.environ)
    try:
        entry, icon = install(program, home)
    except OSError as problem:
        print(f"install-desktop: {problem.filename} cannot be written ({problem.strerror}).", file=sys.stderr)
        return 1
    for words in (
        ("update-desktop-database", str(entry.parent)),
        ("gtk-update-icon-cache", "-qt", str(icon.parents[2])),
    ):
        if shutil.which(words[0]):
            # Desktops notice by themselves; these only make them notice at once.
            subprocess.run(words, check=False, capture_output=True)
    print(f"By Heart is in the menu: {entry} and {icon}. Delete both to take it out again.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
