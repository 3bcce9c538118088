"""`byheart sheet`: the cheat-sheets, listed and written as PDFs, without a display."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import ByHeartError
from app.paths import Paths

if TYPE_CHECKING:
    from cheatsheets.library import SheetLibrary
    from cheatsheets.sheet import Sheet

PROBLEM = 1


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    sheet = commands.add_parser("sheet", help="list the cheat-sheets, or write them as PDFs")
    what = sheet.add_subparsers(dest="what", metavar="WHAT", required=True)
    listing = what.add_parser("list", help="which sheets there are")
    listing.add_argument("--json", action="store_true")
    pdf = what.add_parser("pdf", help="write sheets as PDFs, one page each")
    pdf.add_argument("ids", nargs="*", metavar="ID", help="a sheet; `byheart sheet list` names them")
    pdf.add_argument("--all", action="store_true", help="every sheet")
    pdf.add_argument("--forgetting", action="store_true", help="your own page: What I keep forgetting")
    pdf.add_argument("--out", type=Path, metavar="DIR", required=True, help="the folder they are written to")
    pdf.add_argument("--paper", choices=("a4", "letter"), default="a4")
    pdf.add_argument("--booklet", action="store_true", help="all in one file, with an outline")
    pdf.set_defaults(wrong_usage=pdf.error)


def run(paths: Paths, options: argparse.Namespace) -> int:
    """List or write; the exit status is 1 when a sheet could not be read or written."""
    from app.sheets import read_sheets

    if options.what == "pdf" and not (options.ids or options.all or options.forgetting):
        options.wrong_usage("name a sheet, or ask for --all or --forgetting")
    sheets = read_sheets(paths)
    for problem in sheets.problems:
        print(f"byheart: {problem}", file=sys.stderr)
    if options.what == "list":
        return _list(sheets, as_json=options.json)
    return _write(_chosen(sheets, paths, options), options)


def _list(sheets: SheetLibrary, *, as_json: bool) -> int:
    if as_json:
        from cheatsheets.library import bundled_sheets

        bundled = bundled_sheets()
        listed = [
            {
                "id": sheet.id,
                "title": sheet.title,
                "subtitle": sheet.subtitle,
                "lessons": list(sheet.lessons),
                "orientation": sheet.orientation,
                "words": sheet.words(),
                "bundled": sheet.path is not None and sheet.path.is_relative_to(bundled),
                "path": str(sheet.path),
            }
            for sheet in sheets.sheets
        ]
        json.dump(listed, sys.stdout, indent=2, ensure_ascii=False)
        print()
        return 0
    width = max((len(sheet.id) for sheet in sheets.sheets), default=0)
    for sheet in sheets.sheets:
        print(f"{sheet.id:<{width}}  {sheet.title}")
    return 0


def _chosen(sheets: SheetLibrary, paths: Paths, options: argparse.Namespace) -> list[Sheet]:
    chosen = list(sheets.sheets) if options.all else []
    for name in options.ids:
        found = sheets.find(name)
        if found is None:
            raise ByHeartError(f"There is no sheet with the id {name}: `byheart sheet list` names them.")
        if found not in chosen:
            chosen.append(found)
    if options.forgetting:
        chosen.append(_forgetting(paths, options.paper))
    return chosen


def _forgetting(paths: Paths, paper: str) -> Sheet:
    from app.clock import now_ms
    from app.opening import backups_of, read_library, settings_of
    from app.sheets import what_i_forget
    from app.storage.progress import open_progress
    from cheatsheets.paper import PAPERS
    from scheduler.sm2 import Sm2

    settings, _ = settings_of(paths)
    library, complaints = read_library(paths, settings)
    for complaint in complaints:
        print(f"byheart: {complaint}", file=sys.stderr)
    personal = None
    if paths.database.exists():
        with open_progress(paths.database, backups_of(paths, settings), Sm2(), now_ms) as progress:
            personal = what_i_forget(library, progress, PAPERS[paper])
    if personal is None:
        raise ByHeartError(f"Nothing was forgotten yet in {paths.data_dir}: review some cards first.")
    return personal.sheet


def _write(chosen: Sequence[Sheet], options: argparse.Namespace) -> int:
    # Imported here: listing needs no Qt.
    from app.sheets import IMPRINT
    from cheatsheets.headless import start
    from cheatsheets.paper import PAPERS
    from cheatsheets.pdf import write_pdf
    from cheatsheets.sheet import SheetError

    start()
    paper = PAPERS[options.paper]
    folder = options.out.expanduser()
    files = (
        [(folder / "cheat-sheets.pdf", list(chosen))]
        if options.booklet
        else [(folder / f"{sheet.id}.pdf", [sheet]) for sheet in chosen]
    )
    failed = False
    for path, sheets in files:
        try:
            pages = write_pdf(path, sheets, paper, imprint=IMPRINT, title="Cheat-sheets" if options.booklet else "")
        except SheetError as problem:
            # The others may be written all the same.
            print(f"byheart: {problem}", file=sys.stderr)
            failed = True
            continue
        assert pages is not None  # only a caller that cancels gets none
        sizes = sorted(page.body_pt for page in pages)
        said = f"{sizes[0]:.1f} pt" if len(sizes) == 1 else f"{len(sizes)} pages, {sizes[0]:.1f} to {sizes[-1]:.1f} pt"
        print(f"{path}: {said}")
    return PROBLEM if failed else 0
