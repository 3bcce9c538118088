"""`python -m benchmarks.anki_export`: packages of ours beside those of Anki's own exporter, in the same run.

600 cards by the command, start included; 10,000 notes by the same two steps the command takes, first with nothing
rendered before and then again, beside the real `anki` library exporting the very same notes.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from anki.collection import Collection, DeckIdLimit, ExportAnkiPackageOptions, ImportAnkiPackageRequest

from app import travel
from app.paths import Paths
from benchmarks.data import make_decks
from decks.library import load_library

ROUNDS = 5
NOW_MS = 1_800_000_000_000


def timed(work: Callable[[], object]) -> float:
    """Seconds."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def by_command(folder: Path) -> list[float]:
    """`byheart export anki` of 600 cards in 30 files, in a fresh process each time; the first renders all of them."""
    decks = folder / "decks"
    make_decks(decks, 600, 30)
    seconds = []
    for number in range(ROUNDS):
        data = folder / f"data-{number}"
        data.mkdir()
        words = [
            sys.executable,
            "-c",
            f"import app.opening, pathlib; app.opening.bundled_decks = lambda: pathlib.Path({str(decks)!r});"
            "from app.cli import main; raise SystemExit(main())",
            "--data-dir",
            str(data),
            "export",
            "anki",
            str(data / "out.apkg"),
        ]
        env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        seconds.append(timed(lambda w=words, e=env: subprocess.run(w, check=True, capture_output=True, env=e)))  # type: ignore[misc]
    return seconds


def beside_anki(folder: Path, cards: int) -> None:
    """Ours and Anki's, one after the other, round by round."""
    make_decks(folder / "decks", cards, cards // 20)
    library = load_library((folder / "decks",), folder / "library.json")
    ours = folder / "ours.apkg"

    def export(paths: Paths) -> None:
        preflight = travel.look_ahead(library, paths)
        travel.send(preflight, ours, NOW_MS)

    cold = timed(lambda: export(Paths(folder / "data")))
    collection = Collection(str(folder / "collection.anki2"))
    try:
        collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(ours)))
        root = DeckIdLimit(collection.decks.id("By Heart"))  # type: ignore[arg-type]
        assert collection.note_count() == cards
        mine: list[float] = []
        theirs: list[float] = []
        legacy: list[float] = []
        for _ in range(ROUNDS):
            mine.append(timed(lambda: export(Paths(folder / "data"))))
            for found, old in ((theirs, False), (legacy, True)):
                options = ExportAnkiPackageOptions(with_scheduling=False, with_media=True, legacy=old)
                target = str(folder / f"theirs-{old}.apkg")
                found.append(
                    timed(lambda o=options, t=target: collection.export_anki_package(out_path=t, options=o, limit=root))  # type: ignore[misc]
                )
    finally:
        collection.close()
    middle = statistics.median
    print(f"{cards:,} notes, ours, nothing rendered before    {cold:6.2f} s")
    print(
        f"{cards:,} notes, ours, again                       {middle(mine):6.2f} s   {ours.stat().st_size / 1e6:.2f} MB"
    )
    for name, found, old in (("Anki's", theirs, False), ("Anki's, for old versions", legacy, True)):
        size = (folder / f"theirs-{old}.apkg").stat().st_size / 1e6
        print(
            f"{cards:,} notes, {name:<36} {middle(found):6.2f} s   {size:.2f} MB   "
            f"ours / theirs {middle(mine) / middle(found):.2f}"
        )


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        seconds = by_command(Path(folder))
        print(
            f"600 cards by the command, start included        {statistics.median(seconds):6.2f} s "
            f"(worst {max(seconds):.2f})"
        )
    with tempfile.TemporaryDirectory() as folder:
        beside_anki(Path(folder), 10_000)


if __name__ == "__main__":
    main()
