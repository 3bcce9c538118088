"""From Anki: the reviews of our cards in a package, taken into the log. For the command and the window. No Qt."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from app import wording
from app.errors import ByHeartError
from decks.library import Library

if TYPE_CHECKING:
    from app.storage.progress import Progress
    from app.storage.records import Taken
    from export.anki.history import Sifted
    from scheduler.day import StudyClock

Step = Callable[[str, int, int], None]
"""What is being done, how much of it is done, and how much there is: 0 where nobody knows yet."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a package brought home, and what of it was left."""

    file: Path
    notes: int
    """In the package."""
    foreign_notes: int
    """Of those, somebody else's; `app.adoption` can make decks of them."""
    gone_notes: int
    """By Heart's, but not in this library."""
    taken: Taken
    left: Sifted
    backup: Path | None
    """Of the progress as it was before; None when there was nothing to take."""


def bring_home(
    file: Path,
    library: Library,
    progress: Progress,
    clock: StudyClock,
    now_ms: int,
    backups: Path,
    step: Step = lambda what, done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Report | None:
    """Take the reviews of a package into the log; None when cancelled, with nothing changed.

    The progress is backed up before anything is written; the backup stays if something was. All is one transaction:
    whatever goes wrong, the log is as it was. Reading the same package again takes nothing. Raises ByHeartError, and
    the StorageErrors of `Progress.take`.
    """
    from app.storage.backup import backup, thin
    from app.storage.records import Incoming, Taken
    from export.anki.collection import open_collection
    from export.anki.history import Reviewed, Sifted, find_ours, reviews_of
    from export.anki.problem import Cancelled, PackageError

    def incoming(reviews: Iterable[Reviewed]) -> Iterable[Incoming]:
        for review in reviews:
            yield Incoming(review.card_id, review.reviewed_at, review.quality, review.duration_ms)

    told = -1

    def unpacked(share: float) -> None:
        nonlocal told
        if round(share * 100) > told:  # it comes for each KiB
            told = round(share * 100)
            step("Unpacking", told, 100)

    def merged(done: int, total: int) -> None:
        step("Working out when each card is due" if total else "Reading reviews", done, total)

    left = Sifted()
    kept: Path | None = None
    try:
        with open_collection(file, cancelled=cancelled, progress=unpacked) as collection:
            ours = find_ours(collection, library)
            reviews = reviews_of(collection, ours, library, now_ms, left)
            first = next(reviews, None)
            taken: Taken | None = Taken(0, 0, 0, None, None, 0)
            if first is not None:
                kept = backup(progress.path, backups, now_ms, "before-anki")
                taken = None
                try:
                    taken = progress.take(
                        incoming(itertools.chain((first,), reviews)), clock, progress=merged, cancelled=cancelled
                    )
                finally:
                    if taken is None or not taken.new:  # all is as it was: there is nothing to go back to
                        with suppress(OSError):  # one backup too many does no harm
                            kept.unlink()
                        kept = None
                thin(backups)
            notes = collection.counts.notes
    except PackageError as problem:
        raise ByHeartError(str(problem)) from None
    except Cancelled:
        return None
    if taken is None:
        return None
    return Report(file, notes, ours.foreign, len(ours.gone), taken, left, kept)


def rehearse(
    file: Path,
    library: Library,
    database: Path,
    clock: StudyClock,
    now_ms: int,
    step: Step = lambda what, done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Report | None:
    """What `bring_home` would report, found out on a copy of the progress; nothing is changed, and no copy is left."""
    from dataclasses import replace

    from app.storage.backup import backup
    from app.storage.progress import open_progress
    from scheduler.sm2 import Sm2

    with tempfile.TemporaryDirectory(prefix="byheart-rehearsal-") as folder:
        place = Path(folder)
        copy = backup(database, place, now_ms, "rehearsal") if database.exists() else place / "progress.sqlite"
        with open_progress(copy, place, Sm2(), lambda: now_ms) as progress:
            report = bring_home(file, library, progress, clock, now_ms, place, step, cancelled)
    return None if report is None else replace(report, backup=None)


def sentences(report: Report, zone: tzinfo, *, rehearsed: bool = False) -> tuple[str, ...]:
    """The report in plain sentences, the most important first."""
    taken, left = report.taken, report.left
    would = "would be taken" if rehearsed else "taken"
    if taken.new and taken.from_ms is not None and taken.to_ms is not None:
        first, last = _day(taken.from_ms, zone), _day(taken.to_ms, zone)
        when = f"on {first}" if first == last else f"from {first} to {last}"
        cards = wording.count(taken.cards, "card")
        said = [f"{wording.count(taken.new, 'new review')} of {cards} {would}, {when}."]
    else:
        said = ["No new review of your cards is in this package."]
    if taken.known:
        said.append(f"{_were(taken.known, 'review')} known already and changed nothing.")
    for number, why in (
        (left.unknown, "of cards that are not in your library"),
        (left.lookalikes, "of somebody else's notes that carry the marks of yours"),
        (left.practised, "answered in a filtered deck that reschedules nothing"),
        (left.future, "from the future: look at the clock of the other device"),
        (left.ancient, "from before 2006, when there was no Anki"),
    ):
        if number:
            said.append(f"{_were(number, 'review')} left out, {why}.")
    if report.foreign_notes:
        said.append(
            f"{wording.count(report.foreign_notes, 'note')} in the package "
            f"{'is' if report.foreign_notes == 1 else 'are'} not from By Heart."
        )
    if report.backup is not None:
        said.append(f"The progress as it was before is kept in {report.backup}.")
    return tuple(said)


def _were(number: int, noun: str) -> str:
    return f"{wording.count(number, noun)} {'was' if number == 1 else 'were'}"


def _day(at_ms: int, zone: tzinfo) -> str:
    at = datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(zone)
    return wording.iso_day(at.toordinal())


def as_json(report: Report) -> dict[str, object]:
    """The report for other programs; times in ms since the epoch UTC."""
    taken, left = report.taken, report.left
    return {
        "new": taken.new,
        "known": taken.known,
        "cards": taken.cards,
        "from_ms": taken.from_ms,
        "to_ms": taken.to_ms,
        "left_out": {
            "unknown_cards": left.unknown,
            "lookalikes": left.lookalikes,
            "future": left.future,
            "before_2006": left.ancient,
            "not_answered": left.by_hand,
            "practised": left.practised,
        },
        "notes": report.notes,
        "foreign_notes": report.foreign_notes,
        "gone_notes": report.gone_notes,
        "backup": None if report.backup is None else str(report.backup),
    }
