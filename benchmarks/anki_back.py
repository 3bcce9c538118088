"""How long 100,000 reviews take to come home from Anki, and how much memory: `python -m benchmarks.anki_back`.

The package is of the newer kind, its database packed with Zstandard, with as many reviews of notes that are not ours
beside them; the reading is a process of its own, the command's work without its words.
"""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
import zipfile
from contextlib import closing
from pathlib import Path

CARDS = 10_000
REVIEWS = 100_000
FIRST_MS = 1_500_000_000_000
STEP_MS = 1_000_000

_SCHEMA = """
CREATE TABLE col (id integer PRIMARY KEY, crt, ver, conf text, models text, decks text);
CREATE TABLE notes (id integer PRIMARY KEY, guid text, mid integer, tags text, flds text);
CREATE TABLE cards (id integer PRIMARY KEY, nid integer, did integer, odid integer, ord integer);
CREATE TABLE revlog (id integer PRIMARY KEY, cid integer, ease integer, factor integer, time integer, type integer);
CREATE INDEX ix_revlog_cid ON revlog (cid);
"""


def make_package(file: Path, note_ids: list[str]) -> None:
    """A package with `REVIEWS` reviews of these notes, evenly spread, and as many of somebody else's."""
    import zstandard

    from export.anki import ids

    def model(name: str, fields: tuple[str, ...]) -> dict[str, object]:
        return {"name": name, "type": 0, "flds": [{"name": field} for field in fields], "tmpls": []}

    models = {str(ids.BASIC_ID): model("By Heart", ids.FIELDS), "7": model("Basic", ("Front", "Back"))}
    chance = random.Random(REVIEWS)
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "collection"
        with closing(sqlite3.connect(database)) as connection, connection:
            connection.executescript(_SCHEMA)
            connection.execute(
                "INSERT INTO col VALUES (1, 0, 11, ?, ?, ?)",
                (json.dumps({"schedVer": 2}), json.dumps(models), json.dumps({"1": {"name": "Default"}})),
            )
            text = " ".join(f"{chance.randrange(1 << 40):x}" for _ in range(60))
            connection.executemany(
                "INSERT INTO notes VALUES (?, ?, ?, '', ?)",
                [(n, ids.guid(note_id), ids.BASIC_ID, text) for n, note_id in enumerate(note_ids)]
                + [(CARDS + n, f"foreign {n}", 7, text) for n in range(CARDS)],
            )
            connection.executemany("INSERT INTO cards VALUES (?, ?, 1, 0, 0)", [(n, n) for n in range(2 * CARDS)])
            connection.executemany(
                "INSERT INTO revlog VALUES (?, ?, ?, 2500, ?, 1)",
                [
                    (FIRST_MS + n * STEP_MS // 2, n % (2 * CARDS), chance.choices((1, 2, 3, 4), (1, 2, 6, 1))[0],
                     chance.randrange(60_000))
                    for n in range(2 * REVIEWS)
                ],
            )  # fmt: skip
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("meta", b"\x08\x03")
            packer = zstandard.ZstdCompressor().compressobj()
            archive.writestr("collection.anki21b", packer.compress(database.read_bytes()) + packer.flush())


def once(folder: Path) -> None:
    """Bring the package home; prints seconds, peak MiB, and the reviews taken."""
    from datetime import UTC

    from app.homecoming import bring_home
    from app.storage.progress import open_progress
    from benchmarks.memory import peak_mib
    from decks.library import load_library
    from scheduler.day import StudyClock
    from scheduler.sm2 import Sm2

    now = FIRST_MS + REVIEWS * STEP_MS + 86_400_000
    started = time.perf_counter()
    library = load_library((folder / "decks",))
    with open_progress(folder / "data" / "progress.sqlite", folder / "backups", Sm2(), lambda: now) as progress:
        report = bring_home(folder / "back.apkg", library, progress, StudyClock(UTC), now, folder / "backups")
    seconds = time.perf_counter() - started
    assert report is not None
    print(f"{seconds:.2f} {peak_mib():.0f} {report.taken.new} {report.taken.known}")


def main() -> None:
    """Measure, in processes of their own, the first reading and a second one of the same package."""
    from benchmarks.data import make_decks

    with tempfile.TemporaryDirectory(prefix="byheart-bench-") as name:
        folder = Path(name)
        make_package(folder / "back.apkg", make_decks(folder / "decks", CARDS, 500))
        for what in ("first reading", "second reading"):
            run = [sys.executable, "-m", "benchmarks.anki_back", str(folder)]
            said = subprocess.run(run, check=True, capture_output=True, text=True).stdout.split()
            seconds, mib, new, known = said
            print(f"{what}: {int(new):,} new and {int(known):,} known reviews, {seconds} s, {mib} MiB at most")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        once(Path(sys.argv[1]))
    else:
        main()
