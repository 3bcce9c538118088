"""`byheart import anki`: the reviews done in Anki, taken into the log."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from app.paths import Paths

if TYPE_CHECKING:
    from decks.library import Library


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    made = commands.add_parser("import", help="take in what was reviewed in another program")
    made.add_argument("source", choices=["anki"], metavar="anki")
    made.add_argument("file", type=Path, metavar="FILE", help="an .apkg or .colpkg file exported from Anki")
    made.add_argument(
        "--notes", action="store_true", help="also make the notes that are not from By Heart decks of yours"
    )
    made.add_argument("--dry-run", action="store_true", help="say what would be taken, and change nothing")
    made.add_argument("--json", action="store_true", help="the counts, and what was left out")


def run(paths: Paths, options: argparse.Namespace) -> int:
    """Take the reviews and say what was taken."""
    from app.clock import now_ms
    from app.homecoming import as_json, bring_home, rehearse, sentences
    from app.opening import clock_of, read_library, settings_of
    from app.storage.progress import open_progress
    from scheduler.sm2 import Sm2

    settings, complaints = settings_of(paths)
    library, more_complaints = read_library(paths, settings)
    for complaint in complaints + more_complaints:
        print(f"byheart: {complaint}", file=sys.stderr)
    clock = clock_of(settings)
    now = now_ms()
    if options.dry_run:
        report = rehearse(options.file, library, paths.database, clock, now)
    else:
        with open_progress(paths.database, paths.backups, Sm2(), now_ms) as progress:
            report = bring_home(options.file, library, progress, clock, now, paths.backups)
            progress.checkpoint()
    assert report is not None
    said = list(sentences(report, clock.zone, rehearsed=options.dry_run))
    counted = as_json(report)
    if options.notes:
        more, decks = _adopt(options.file, library, paths, options.dry_run)
        said += more
        counted["decks"] = decks
    elif report.foreign_notes:
        said.append("With --notes they become decks of yours; --notes --dry-run shows the first of them.")
    if options.json:
        json.dump(counted, sys.stdout, indent=2, ensure_ascii=False)
        print()
    else:
        for sentence in said:
            print(sentence)
    return 0


def _adopt(file: Path, library: Library, paths: Paths, dry_run: bool) -> tuple[list[str], list[str]]:
    """Make the other notes decks, or show the first of them; what to say, and the decks' files."""
    from app import wording
    from app.adoption import adopt, look

    offer = look(file, library, paths.decks)
    assert offer is not None
    if not dry_run:
        adopted = adopt(file, offer, paths.decks)
        assert adopted is not None
        return [*offer.left_out, adopted.sentence], [str(path) for path in adopted.decks]
    would = f"{wording.count(offer.notes, 'note')} would become {wording.count(len(offer.conversion.decks), 'deck')}."
    shown = [f"  {question}\n      {' '.join(answer.split())}" for question, answer in offer.preview]
    return [*offer.left_out, would, *shown], [f"{deck.stem}.md" for deck in offer.conversion.decks]
