"""Name the Debian packages whose libraries Qt needs and this system has not.

Usage: `python tools/qt_libraries.py offscreen|screen`. Prints the packages on one line, nothing when all is there. The
libraries are looked for by the dynamic linker itself (`ldd`), because packages are called differently elsewhere.
"""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

# Where the name of the package does not follow from the library's.
PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libOpenGL.so.0": "libopengl0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
}
LIBRARIES = ("libQt6Core.so.6", "libQt6Gui.so.6", "libQt6Widgets.so.6", "libQt6PrintSupport.so.6", "libQt6Svg.so.6")
PLUGINS = {"offscreen": ("libqoffscreen.so",), "screen": ("libqoffscreen.so", "libqxcb.so", "libqwayland.so")}


def package_of(library: str) -> str:
    """`libxcb-cursor.so.0` is in `libxcb-cursor0`; a name that ends in a digit takes a hyphen."""
    if library in PACKAGES:
        return PACKAGES[library]
    name, _, version = library.partition(".so.")
    return f"{name}{'-' if name[-1:].isdigit() else ''}{version.partition('.')[0]}".lower()


def missing(files: list[Path]) -> list[str]:
    """The libraries that the linker does not find for these files."""
    found = []
    for file in files:
        if file.exists():
            listed = subprocess.run(["ldd", str(file)], capture_output=True, text=True, check=False).stdout
            found += [line.split()[0] for line in listed.splitlines() if line.endswith("=> not found")]
    return [library for library in found if not library.startswith("libQt6")]


def main() -> int:
    """Print the packages."""
    spec = find_spec("PySide6")
    if sys.platform != "linux" or spec is None or not spec.submodule_search_locations:
        return 0
    qt = Path(spec.submodule_search_locations[0]) / "Qt"
    files = [qt / "lib" / name for name in LIBRARIES]
    files += [qt / "plugins" / "platforms" / name for name in PLUGINS[sys.argv[1]]]
    print(" ".join(sorted({package_of(library) for library in missing(files)})))
    return 0


if __name__ == "__main__":
    sys.exit(main())
