"""The program with Python and Qt in one folder, `dist/byheart`, for machines without either: `make bundle`.

PyInstaller gathers, `tools/byheart.spec` says what, and this module what of Qt is left out. Made for the system it is
made on; on Linux it runs where glibc is as new as here.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "dist" / "byheart"
ROOMS = ("app", "cheatsheets", "decks", "export", "scheduler")

Entry = tuple[str, str, str]
"""Of PyInstaller's lists: the name in the bundle, the file, its kind."""

# By folder, what is of use to a program that paints on the CPU and opens no connection: no GPU, QML, SQL or TLS.
PLUGINS = {
    "iconengines": ("qsvgicon",),
    "imageformats": ("qgif", "qjpeg", "qsvg", "qwebp"),
    "platforminputcontexts": ("composeplatforminputcontextplugin", "ibusplatforminputcontextplugin"),
    "platforms": ("qcocoa", "qoffscreen", "qwayland", "qwindows", "qxcb"),
    "platformthemes": ("qxdgdesktopportal",),
    "printsupport": ("cocoaprintersupport", "cupsprintersupport", "windowsprintersupport"),
    "styles": ("qmacstyle", "qmodernwindowsstyle"),
    "wayland-decoration-client": ("bradient",),
    "wayland-shell-integration": ("xdg-shell",),
}

# Never imported, but reached by a hook or an optional import of a dependency.
EXCLUDED = (
    "IPython",
    "PIL",
    "PySide6.QtQml",
    "PySide6.QtQuick",
    "_pytest",
    "anki",
    "cffi",
    "greenlet",
    "hypothesis",
    "mypy",
    "numpy",
    "pip",
    "psutil",
    "pypdf",
    "pytest",
    "setuptools",
    "tkinter",
    "zstandard.backend_cffi",
)
# Of the standard library; the rest comes along, because a code task may import what it likes.
NOT_FOR_TASKS = re.compile(
    r"_|antigravity|ensurepip|idlelib|lib2to3|msilib|nt$|this$|tkinter|turtle|venv|win(reg|sound)|msvcrt|distutils"
)

_PLUGIN = re.compile(r"(?:^|/)plugins/([^/]+)/(?:lib)?([^/.]+)\.(?:so|dll|dylib)$")
_LISTED = re.compile(r"^\s*(\S+) => (\S+)", re.MULTILINE)
# What belongs to the machine: the C library, which must fit its kernel and its names of users and hosts.
_SYSTEM = re.compile(
    r"(ld-linux|libc|libm|libdl|libpthread|librt|libutil|libresolv|libnsl|libnss_\w+|libanl|libcrypt)[.-]"
)


def standard_library() -> list[str]:
    """The modules of the standard library that go into the bundle."""
    return sorted(name for name in sys.stdlib_module_names if not NOT_FOR_TASKS.match(name))


def is_wanted(name: str) -> bool:
    """Whether a file of Qt, by its name in the bundle, is of use; every other file is."""
    name = name.replace("\\", "/")
    if "PySide6/" not in name:
        return True
    if "/translations/" in name or "/qml/" in name:
        return False
    if "/plugins/" in name:
        found = _PLUGIN.search(name)
        return found is not None and found[2] in PLUGINS.get(found[1], ())
    return True


def kept(binaries: Iterable[Entry]) -> tuple[list[Entry], list[str]]:
    """The binaries of the bundle, and the names of libraries that something in it needs and this machine has not.

    Without the plugins that are of no use goes what only those needed. On Linux what the rest needs of the system is
    put in, so that the bundle starts where there is no desktop.
    """
    wanted = [entry for entry in binaries if is_wanted(entry[0])]
    if sys.platform != "linux":
        return wanted, []
    there: dict[str, list[Entry]] = {}
    for entry in wanted:
        # A library of Qt lies in its own folder and, as a link, where others look for it.
        there.setdefault(Path(entry[0]).name, []).append(entry)
    reached = {name: entries for name, entries in there.items() if not _is_library(entries[0][0])}
    missing: set[str] = set()
    waiting = [file for entries in reached.values() for _, file, kind in entries if kind != "SYMLINK"]
    for needed, found in (pair for file in waiting for pair in _LISTED.findall(_linked(file))):
        if _SYSTEM.match(needed) or needed in reached:
            continue
        if found == "not" and needed not in there:
            missing.add(needed)
        else:
            # `ldd` names what a library needs in its turn as well.
            reached[needed] = there.get(needed, [(needed, found, "BINARY")])
    return [entry for entries in reached.values() for entry in entries], sorted(missing)


def _is_library(name: str) -> bool:
    """Whether it is there only for others: neither a module of Python's, nor a plugin, nor Python itself."""
    file = Path(name).name
    return file.startswith("lib") and "/plugins/" not in name and not file.startswith("libpython")


def _linked(file: str) -> str:
    return subprocess.run(["ldd", file], capture_output=True, text=True, check=False).stdout


def main() -> int:
    """Make the bundle, and say how large it is."""
    shutil.rmtree(TARGET, ignore_errors=True)
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level=WARN"]
    command += ["--distpath", str(TARGET.parent), "--workpath", str(ROOT / "build")]
    done = subprocess.run([*command, str(ROOT / "tools" / "byheart.spec")], check=False, cwd=ROOT)
    if done.returncode:
        return done.returncode
    size = sum(file.stat().st_size for file in TARGET.rglob("*") if file.is_file() and not file.is_symlink())
    print(f"{TARGET}: {size / 1e6:.0f} MB. Start it with {TARGET / 'byheart'}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
