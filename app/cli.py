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
    from export.anki.package import Progress as AnkiProgress
    from scheduler.day import StudyClock

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

    check = commands.add_parser("check", help="check decks, and count their cards")
    check.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="files or folders; without, all decks")
    check.add_argument("--json", action="store_true", help="counts by lesson, level and kind, and the problems")

    due = commands.add_parser("due", help="what today holds")
    due.add_argument("--json", action="store_true")

    review = commands.add_parser("review", help="review in the terminal")
    review.add_argument("--deck", metavar="ID", action="append", help="only this deck; may be given again")

    export = commands.add_parser("export", help="write decks for another program")
    export.add_argument("to", choices=["anki"])
    export.add_argument("file", type=Path, metavar="OUT.apkg")
    export.add_argument("--deck", metavar="ID", action="append", help="only this deck; may be given again")
    export.add_argument("--with-progress", action="store_true", help="take due days, ease and the log along")
    export.add_argument("--json", action="store_true", help="what Anki will do with it, by note")

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
    paths = Paths.of(options.data_dir, os.environ)
    commands = {
        None: _window,
        "check": _check,
        "due": _due,
        "review": _review,
        "export": _export,
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
    from app.opening import roots, settings_of
    from decks.check import check

    given: list[Path] = options.paths
    for path in given:
        if not path.exists():
            raise ByHeartError(f"{path} does not exist: name a deck file or a folder of decks.")
    report = check(given or roots(paths, settings_of(paths)[0]), bundled=bundled_decks())
    if options.json:
        _print_json(report.as_json())
    else:
        for problem in report.problems:
            print(problem, file=sys.stderr)
        print(report.sentence())
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
    daily_backup(paths.database, paths.backups, now_ms())
    return 0


def _export(paths: Paths, options: argparse.Namespace) -> int:
    from app import wording
    from app.clock import now_ms
    from app.opening import clock_of, known_decks, read_library, settings_of
    from export.anki import package

    settings, _ = settings_of(paths)
    library, complaints = read_library(paths, settings)
    for complaint in complaints:
        print(f"byheart: {complaint}", file=sys.stderr)
    chosen = known_decks(library, options.deck)
    record = paths.data_dir / "exported-anki.json"
    last = package.read_exported(record)
    notes = package.notes_of(library, chosen)
    changes = package.compare(notes, last, whole=chosen is None)
    progress = _progress_for_anki(paths, clock_of(settings)) if options.with_progress else None
    try:
        written = package.write(notes, options.file, last, now_ms() // 1000, progress=progress)
        assert written is not None
        package.keep_exported(record, written)
    except package.ExportError as problem:
        raise ByHeartError(str(problem)) from None
    if options.json:
        _print_json({name: list(getattr(changes, name)) for name in ("new", "updated", "unchanged", "retired")})
        return 0
    print(f"{options.file}: {len(notes):,} notes.")
    if progress is not None:
        travelling = wording.count(len(progress.cards), "card")
        print(f'  the progress of {travelling}: in Anki, tick "Import any learning progress".')
        print("  Anki takes progress only of cards it does not have yet.")
    print(f"  {len(changes.new):>6,} new, {len(changes.updated):,} changed, {len(changes.unchanged):,} as they were.")
    if changes.updated:
        print("  What you edited in Anki on a changed note is overwritten.")
    if changes.retired:
        print(f"  {len(changes.retired):,} are no longer in the bank; they stay in Anki until you delete them there.")
    return 0


def _progress_for_anki(paths: Paths, clock: StudyClock) -> AnkiProgress:
    from app.clock import now_ms
    from app.storage.progress import open_progress
    from export.anki.package import Answered, CardProgress
    from export.anki.package import Progress as Travelling
    from scheduler.day import forward_day
    from scheduler.sm2 import Sm2

    with open_progress(paths.database, paths.backups, Sm2(), now_ms) as store:
        day = forward_day(clock.day_of(now_ms()), store.last_day())
        statuses = store.statuses()
        memories = store.memories(statuses)
        logs: dict[str, list[Answered]] = {}
        for r in store.log():
            logs.setdefault(r.card_id, []).append(
                Answered(r.reviewed_at, r.quality, r.interval_before, r.interval_after, r.ease_after, r.duration_ms)
            )
    cards = {
        card_id: CardProgress(memories.get(card_id), status.suspended, tuple(logs.get(card_id, ())))
        for card_id, status in statuses.items()
    }
    return Travelling(cards, day, clock.starts_at(day) // 1000)


def _stats(paths: Paths, options: argparse.Namespace) -> int:
    from dataclasses import asdict

    with _open(paths) as opened:
        stats = opened.progress.stats(opened.study.day)
    if options.json:
        _print_json(asdict(stats))
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
    from app.storage.backup import backup

    _must_exist(paths)
    print(backup(paths.database, paths.backups, now_ms(), "by-hand"))
    return 0


def _restore(paths: Paths, options: argparse.Namespace) -> int:
    from app.clock import now_ms
    from app.storage.backup import backups_in, restore

    if options.file is None:
        for found in backups_in(paths.backups):
            print(found.path)
        return 0
    if not options.file.is_file():
        raise ByHeartError(f"{options.file} does not exist: `byheart restore` without a file lists the backups.")
    kept = restore(options.file, paths.database, paths.backups, now_ms())
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
