"""`byheart import csv`: a table of questions and answers, made a deck of the user's or brought up to date."""

from __future__ import annotations

import argparse
import json
import sys

from app.errors import ByHeartError
from app.paths import Paths


def mapping_of(text: str) -> dict[str, int]:
    """`question=1,answer=2` as columns from 0. Raises ByHeartError."""
    found: dict[str, int] = {}
    for pair in text.split(","):
        name, _, number = (part.strip() for part in pair.partition("="))
        if not (number.isascii() and number.isdecimal() and len(number) < 4 and int(number)):
            raise ByHeartError(f"--map {pair.strip()[:60]} names no column: write it like question=1,answer=2.")
        found[name] = int(number) - 1
    return found


def run(paths: Paths, options: argparse.Namespace) -> int:
    """Import the table and say what became of it."""
    from app.opening import backups_of, read_library, settings_of
    from app.table_deck import carry_out, plan, tag_cards
    from app.tables import guess, load, parse, sniff

    data = load(options.file)
    table = parse(data, sniff(data, options.file), options.file)
    mapping = mapping_of(options.map) if options.map else guess(table)
    settings, complaints = settings_of(paths)
    library, more_complaints = read_library(paths, settings)
    for complaint in complaints + more_complaints:
        print(f"byheart: {complaint}", file=sys.stderr)
    planned = plan(table, mapping, options.deck or options.file.stem, paths, library)
    assert planned is not None  # nobody cancels it
    if not options.dry_run:
        carry_out(planned, paths)
        if planned.tags:
            # Imported here: only tags need the progress.
            from app.clock import now_ms
            from app.storage.progress import open_progress
            from scheduler.sm2 import Sm2

            with open_progress(paths.database, backups_of(paths, settings), Sm2(), now_ms) as progress:
                tag_cards(planned, progress)
    if options.json:
        said = {
            "deck": str(planned.known.path),
            "columns": {what: table.columns[column] for what, column in mapping.items()},
            "new": planned.new,
            "changed": planned.changed,
            "same": planned.same,
            "kept": planned.kept,
            "gone": planned.gone,
            "left_out": list(planned.left_out),
        }
        json.dump(said, sys.stdout, indent=2, ensure_ascii=False)
        print()
    else:
        print(f"{planned.known.path}{' (not written)' if options.dry_run else ''}")
        for sentence in planned.sentences:
            print(sentence)
    return 0
