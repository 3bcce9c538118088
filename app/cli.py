"""The command line. Qt is imported only by what opens a window, storage only by what needs progress."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import __version__
from app.errors import ByHeartError
from app.paths import Paths, bundled_decks
from decks.problem import DeckError

if TYPE_CHECKING:
    from app.opening import Opened

PROBLEM = 1


def parser() -> argparse.ArgumentParser:
    """Every command with its words."""
    made = argparse.ArgumentParser(
        prog="byheart",
        description="Learn to explain API design by heart. Without a command, opens the window.",
    )
    made.add_argument("--version", action="version", version=f"byheart {__version__}")
    made.add_argument("--data-dir", type=Path, metavar="DIR", help="where progress, settings and decks lie")
    commands = made.add_subparsers(dest="command", metavar="COMMAND")

    check = commands.add_parser("check", help="check decks and cheat-sheets, and count their cards")
    check.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="files or folders; without, all decks")
    check.add_argument("--json", action="store_true", help="counts by lesson, level and kind, and the problems")

    due = commands.add_parser("due", help="what today holds")
    due.add_argument("--json", action="store_true")

    review = commands.add_parser("review", help="review in the terminal")
    review.add_argument("--deck", metavar="ID", action="append", help="only this deck; may be given again")

    from app.commands import export, find, import_, sheet, task

    export.add(commands)
    find.add(commands)
    import_.add(commands)
    sheet.add(commands)
    task.add(commands)

    stats = commands.add_parser("stats", help="how it goes, in numbers")
    stats.add_argument("--json", action="store_true")

    commands.add_parser("verify", help="check that the log replays to what is stored")

    commands.add_parser("backup", help="make a backup of the progress now")
    restore = commands.add_parser("restore", help="put a backup in the place of the progress, which is kept aside")
    restore.add_argument("file", nargs="?", type=Path, metavar="FILE", help="a backup; without, they are listed")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit status: 0, 1 for a problem said in one sentence, 2 for wrong usage."""
    options = parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        # A console that cannot show a sign shows another, rather than ending the review.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    from app.commands import export, find, import_, sheet, task

    paths = Paths.of(options.data_dir, os.environ)
    commands = {
        None: _window,
        "check": _check,
        "due": _due,
        "review": _review,
        "export": export.run,
        "find": find.run,
        "import": import_.run,
        "sheet": sheet.run,
        "task": task.run,
        "stats": _stats,
        "verify": _verify,
        "backup": _backup,
        "restore": _restore,
    }
    try:
        return commands[options.command](paths, options)
    except (ByHeartError, DeckError) as problem:
        print(f"byheart: {problem}", file=sys.stderr)
        return PROBLEM
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read us, `head` for one, has enough. Python would complain once more while it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PROBLEM


def _window(paths: Paths, options: argparse.Namespace) -> int:
    from app.ui.preflight import no_display

    problem = no_display(os.environ)
    if problem is None:
        from app.ui.main import run

        return run(paths)
    if sys.stdin.isatty() and sys.stdout.isatty():
        print(f"{problem} Reviewing in the terminal instead.")
        options.deck = None
        return _review(paths, options)
    print(f"{problem} This is today's plan; `byheart review` reviews in a terminal.")
    options.json = False
    return _due(paths, options)


def _open(paths: Paths, deck_ids: Sequence[str] | None = None) -> Opened:
    from app.clock import now_ms
    from app.opening import open_study, settings_of

    settings, complaints = settings_of(paths)
    for complaint in complaints:
        print(f"byheart: {complaint}", file=sys.stderr)
    opened = open_study(paths, settings, now_ms, deck_ids=deck_ids)
    for complaint in opened.complaints:
        print(f"byheart: {complaint}", file=sys.stderr)
    return opened


def _check(paths: Paths, options: argparse.Namespace) -> int:
    from dataclasses import replace

    from app.opening import roots, settings_of
    from app.sheets import check_sheets, is_sheet
    from app.wording import count
    from decks.check import Report, check
    from decks.library import load_library

    given: list[Path] = options.paths
    for path in given:
        if not path.exists():
            raise ByHeartError(f"{path} does not exist: name a deck file or a folder of decks.")
    folders = roots(paths, settings_of(paths)[0])
    decks = [path for path in given if not is_sheet(path, paths)] if given else folders
    report = check(decks, bundled=bundled_decks()) if decks else Report((), ())
    sheets: list[str] = []
    if len(decks) < len(given) or not given:
        lessons = {info.id for info in load_library(folders).decks}
        found, wrong = check_sheets(paths, [path for path in given if is_sheet(path, paths)], lessons)
        sheets = [sheet.id for sheet in found.sheets]
        report = replace(report, problems=(*report.problems, *wrong))
    if options.json:
        _print_json({**report.as_json(), "sheets": sheets})
    else:
        for problem in report.problems:
            print(problem, file=sys.stderr)
        print(report.sentence() + (f" {count(len(sheets), 'sheet')}." if sheets else ""))
    return PROBLEM if report.failed else 0


def _due(paths: Paths, options: argparse.Namespace) -> int:
    from app import wording

    with _open(paths) as opened:
        overview = opened.study.overview()
    if options.json:
        _print_json(
            {
                "day": wording.iso_day(overview.day),
                "due": overview.due,
                "new": overview.new,
                "repeats": overview.repeats,
                "later": overview.later,
                "new_left": overview.new_left,
                "minutes": overview.minutes,
                "streak": overview.streak,
                "reviewed": overview.reviewed,
                "parts": [
                    {"part": p.part, "due": p.due, "new": p.new, "later": p.later, "cards": p.cards}
                    for p in overview.parts
                ],
            }
        )
        return 0
    print(f"{wording.day_name(overview.day)}: {wording.today_sentence(overview)}.")
    for part in overview.parts:
        if part.due or part.new:
            print(f"  {part.part:<28} {part.due:>5} due {part.new:>5} new")
    return 0


def _review(paths: Paths, options: argparse.Namespace) -> int:
    from app.clock import now_ms
    from app.opening import backups_of, settings_of
    from app.storage.backup import daily_backup
    from app.terminal import Terminal

    def ask(prompt: str) -> str | None:
        try:
            return input(prompt)
        except EOFError:
            print()
            return None

    with _open(paths, options.deck) as opened:
        Terminal(opened.study, ask, print, now_ms).run()
        opened.progress.checkpoint()
    daily_backup(paths.database, backups_of(paths, settings_of(paths)[0]), now_ms())
    return 0


def _stats(paths: Paths, options: argparse.Namespace) -> int:
    from dataclasses import asdict

    with _open(paths) as opened:
        study = opened.study
        stats = opened.progress.stats(study.day)
        if options.json:
            from app import statistics
            from app.chart import as_json
            from app.opening import settings_of

            leech_lapses = settings_of(paths)[0].leech_lapses
            charts = [
                chart
                for name in statistics.SECTIONS
                for chart in as_json(
                    statistics.read(name, paths.database, opened.library, study.clock.zone, study.day, leech_lapses)
                )
            ]
            _print_json({**asdict(stats), "charts": charts})
            return 0
    for name, value in asdict(stats).items():
        print(f"{name.replace('_', ' '):<28} {value}")
    return 0


def _verify(paths: Paths, options: argparse.Namespace) -> int:
    from app import wording
    from app.storage.verify import verify
    from scheduler.sm2 import Sm2

    _must_exist(paths)
    report = verify(paths.database, Sm2())
    for problem in report.problems:
        print(problem, file=sys.stderr)
    looked = f"{wording.count(report.reviews, 'review')} of {wording.count(report.cards, 'card')}"
    if report.clean:
        print(f"{looked}: the log replays to exactly what is stored.")
        return 0
    found = wording.count(report.problem_count, "problem")
    print(f"{looked}: {found}. `byheart restore` lists the backups.", file=sys.stderr)
    return PROBLEM


def _backup(paths: Paths, options: argparse.Namespace) -> int:
    from app.clock import now_ms
    from app.opening import backups_of, settings_of
    from app.storage.backup import backup

    _must_exist(paths)
    print(backup(paths.database, backups_of(paths, settings_of(paths)[0]), now_ms(), "by-hand"))
    return 0


def _restore(paths: Paths, options: argparse.Namespace) -> int:
    from app.clock import now_ms
    from app.opening import backups_of, settings_of
    from app.storage.backup import backups_in, restore

    folder = backups_of(paths, settings_of(paths)[0])
    if options.file is None:
        # Those from before another folder was chosen stay where they are.
        for each in dict.fromkeys((folder, paths.backups)):
            for found in backups_in(each):
                print(found.path)
        return 0
    if not options.file.is_file():
        raise ByHeartError(f"{options.file} does not exist: `byheart restore` without a file lists the backups.")
    kept = restore(options.file, paths.database, folder, now_ms())
    print(f"The progress is that of {options.file}." + (f" What was there is kept in {kept}." if kept else ""))
    return 0


def _must_exist(paths: Paths) -> None:
    if not paths.database.exists():
        raise ByHeartError(
            f"There is no progress in {paths.data_dir} yet: review a card first, or name another --data-dir."
        )


def _print_json(value: Any) -> None:
    json.dump(value, sys.stdout, indent=2, ensure_ascii=False)
    print()


if __name__ == "__main__":
    sys.exit(main())
