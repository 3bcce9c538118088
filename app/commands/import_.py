"""`byheart import`: the reviews done in Anki, taken into the log; or a table, made a deck (see `import_csv`)."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import ByHeartError
from app.paths import Paths

if TYPE_CHECKING:
    from decks.library import Library


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    made = commands.add_parser("import", help="take in what was reviewed in Anki, or a table of cards")
    made.add_argument("source", choices=["anki", "csv"], metavar="anki|csv")
    made.add_argument("file", type=Path, metavar="FILE", help="an .apkg or .colpkg file exported from Anki, or a table")
    made.add_argument("--deck", metavar="TITLE", help="csv: the deck's title; without, the file's name")
    made.add_argument("--map", metavar="COLUMNS", help="csv: which column is what, like question=1,answer=2,tags=4")
    made.add_argument(
        "--notes", action="store_true", help="also make the notes that are not from By Heart decks of yours"
    )
    made.add_argument("--dry-run", action="store_true", help="say what would be taken, and change nothing")
    made.add_argument("--json", action="store_true", help="the counts, and what was left out")


def run(paths: Paths, options: argparse.Namespace) -> int:
    """Take the reviews and say what was taken."""
    if options.source == "csv":
        from app.commands import import_csv

        return import_csv.run(paths, options)
    from app.clock import now_ms
    from app.commands.long_work import STOPPED, long_work
    from app.homecoming import as_json, bring_home, rehearse, sentences
    from app.opening import backups_of, clock_of, read_library, settings_of
    from app.storage.progress import open_progress
    from scheduler.sm2 import Sm2

    settings, complaints = settings_of(paths)
    library, more_complaints = read_library(paths, settings)
    for complaint in complaints + more_complaints:
        print(f"byheart: {complaint}", file=sys.stderr)
    clock = clock_of(settings)
    backups = backups_of(paths, settings)
    now = now_ms()
    with long_work() as work:
        if options.dry_run:
            report = rehearse(options.file, library, paths.database, clock, now, work.step, work.cancelled)
        else:
            with open_progress(paths.database, backups, Sm2(), now_ms) as progress:
                report = bring_home(options.file, library, progress, clock, now, backups, work.step, work.cancelled)
                progress.checkpoint()
    if report is None:
        print("byheart: Stopped; nothing was taken.", file=sys.stderr)
        return STOPPED
    said = list(sentences(report, clock.zone, rehearsed=options.dry_run))
    counted = as_json(report)
    status, trouble = 0, None
    if options.notes:
        try:
            more, counted["decks"] = _adopt(options.file, library, paths, options.dry_run)
            said += more
        except _Stopped:
            said.append("Stopped; no deck was written.")
            status = STOPPED
        # The reviews are in by now, whatever becomes of the notes: that is said first.
        except ByHeartError as problem:
            trouble = problem
    elif report.foreign_notes:
        said.append("With --notes they become decks of yours; --notes --dry-run shows the first of them.")
    if options.json:
        json.dump(counted, sys.stdout, indent=2, ensure_ascii=False)
        print()
    else:
        for sentence in said:
            print(sentence)
    if trouble is not None:
        raise trouble
    return status


class _Stopped(Exception):
    """Ctrl+C while the notes were converted."""


def _adopt(file: Path, library: Library, paths: Paths, dry_run: bool) -> tuple[list[str], list[str]]:
    """Make the other notes decks, or show the first of them; what to say, and the decks' files.

    Raises ByHeartError, and _Stopped with nothing written.
    """
    from app import wording
    from app.adoption import adopt, look
    from app.commands.long_work import long_work

    with long_work() as work:
        offer = look(file, library, paths.decks, work.telling("Converting notes"), work.cancelled)
        if offer is None:
            raise _Stopped
        if not dry_run:
            adopted = adopt(file, offer, paths.decks, work.telling("Writing decks"), work.cancelled)
            if adopted is None:
                raise _Stopped
            return [*offer.left_out, adopted.sentence], [str(path) for path in adopted.decks]
    would = f"{wording.count(offer.notes, 'note')} would become {wording.count(len(offer.conversion.decks), 'deck')}."
    shown = [f"  {question}\n      {' '.join(answer.split())}" for question, answer in offer.preview]
    return [*offer.left_out, would, *shown], [f"{deck.stem}.md" for deck in offer.conversion.decks]
