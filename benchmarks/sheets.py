"""The cheat-sheets: file to PDF of each, all of them, and the peak memory; `python -m benchmarks.sheets`.

Targets: each sheet at most 0.5 s after start, all at most 8 s, below 250 MB, each PDF below 150 KB.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path


def main() -> int:
    """Measure and tell; 1 when a target is missed."""
    from benchmarks.memory import peak_mib
    from cheatsheets.headless import start
    from cheatsheets.library import bundled_sheets, load_sheets
    from cheatsheets.paper import PAPERS
    from cheatsheets.pdf import write_pdf

    started = time.perf_counter()
    start()
    print(f"Qt and fonts {time.perf_counter() - started:.2f} s")
    met = True
    with tempfile.TemporaryDirectory() as folder:
        for paper in PAPERS.values():
            whole = time.perf_counter()
            for file in sorted(bundled_sheets().glob("*.md")):
                before = time.perf_counter()
                library = load_sheets((file,))
                path = Path(folder) / f"{file.stem}.pdf"
                pages = write_pdf(path, library.sheets, paper)
                seconds, size = time.perf_counter() - before, path.stat().st_size / 1000
                assert pages is not None
                good = seconds <= 0.5 and size < 150
                met = met and good
                print(
                    f"{paper.name:<7} {file.stem:<32} {seconds:5.2f} s {size:4.0f} KB {pages[0].body_pt:5.2f} pt"
                    f" {'' if good else 'NO'}"
                )
            seconds = time.perf_counter() - whole
            met = met and seconds <= 8
            print(f"{paper.name}: all in {seconds:.2f} s")
    peak = peak_mib()
    print(f"peak {peak:.0f} MiB")
    return 0 if met and peak < 250 * 1e6 / 2**20 else 1


if __name__ == "__main__":
    sys.exit(main())
