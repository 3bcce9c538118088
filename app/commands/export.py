"""`byheart export anki`: what Anki will do with the package, then the package."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from app.paths import Paths


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    export = commands.add_parser("export", help="write decks for another program")
    export.add_argument("to", choices=["anki"])
    export.add_argument("file", type=Path, metavar="OUT.apkg")
    export.add_argument("--deck", metavar="ID", action="append", help="only this deck; may be given again")
    export.add_argument("--find", metavar="QUERY", help="only the cards that `byheart find QUERY` lists")
    export.add_argument("--with-progress", action="store_true", help="take due days, ease and the log along")
    export.add_argument("--preflight", action="store_true", help="say what Anki will do, and write nothing")
    export.add_argument("--json", action="store_true", help="what Anki will do with it, by note")


def run(paths: Paths, options: argparse.Namespace) -> int:
    """Say what Anki will do with the package, and write it."""
    from app import travel, wording
    from app.clock import now_ms
    from app.commands.long_work import STOPPED, long_work
    from app.opening import backups_of, clock_of, known_decks, read_library, settings_of

    settings, _ = settings_of(paths)
    library, complaints = read_library(paths, settings)
    for complaint in complaints:
        print(f"byheart: {complaint}", file=sys.stderr)
    note_ids = travel.notes_of_decks(library, known_decks(library, options.deck))
    if options.find is not None:
        from app.commands.find import found_notes

        found = found_notes(paths, settings, library, options.find)
        note_ids = tuple(n for n in found if note_ids is None or n in note_ids)
    with long_work() as work:
        preflight = travel.look_ahead(library, paths, note_ids, work.telling("Preparing the notes"), work.cancelled)
    if work.cancelled():
        print("byheart: Stopped; no package was written.", file=sys.stderr)
        return STOPPED
    changes = preflight.changes
    if not options.json:
        print(f"{wording.count(len(preflight.notes), 'note')}. Compared with the last package exported here, Anki will")
        print(f"  {len(changes.new):>6,}  add")
        print(f"  {len(changes.updated):>6,}  update: what you edited in Anki on these is overwritten")
        print(f"  {len(changes.unchanged):>6,}  leave as they are")
        print(f"  {len(changes.moved):>6,}  not move, though their lesson has another name: Anki keeps a card's deck")
        print(f"  {len(changes.retired):>6,}  not delete, though they left the library: tagged byheart::retired there")
    if not options.preflight:
        progress = None
        with long_work() as work:
            if options.with_progress:
                from app.storage.progress import open_progress
                from scheduler.sm2 import Sm2

                with open_progress(paths.database, backups_of(paths, settings), Sm2(), now_ms) as store:
                    progress = travel.progress_to_send(store, clock_of(settings), now_ms())
            telling = work.telling("Writing the package")
            sent = travel.send(preflight, options.file, now_ms(), progress, telling, work.cancelled)
        if sent is None:
            print("byheart: Stopped; no package was written.", file=sys.stderr)
            return STOPPED
        if not options.json:
            print(f"{sent.file}: {wording.count(sent.notes, 'note')}, {sent.bytes / 1e6:.1f} MB.")
            if progress is not None:
                travelling = wording.count(sent.cards_with_progress, "card")
                print(f'The progress of {travelling} is in it: in Anki, tick "Import any learning progress".')
                print("Anki takes progress only of cards it does not have yet.")
    if options.json:
        names = ("new", "updated", "unchanged", "moved", "retired")
        json.dump({name: list(getattr(changes, name)) for name in names}, sys.stdout, indent=2, ensure_ascii=False)
        print()
    return 0
