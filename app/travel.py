"""To Anki: what a package will do there, then the package; two steps for the commands and the window. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import ByHeartError
from app.paths import Paths
from decks.library import Library, without_collector
from decks.problem import DeckError

if TYPE_CHECKING:
    from app.storage.progress import Progress
    from export.anki.package import Progress as Travelling
    from export.anki.preflight import Changes
    from export.anki.record import Exported
    from export.anki.rendered import Named
    from scheduler.day import StudyClock

Step = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Preflight:
    """Everything a package needs, and what Anki will do with it."""

    notes: Named
    changes: Changes
    last: Exported
    record: Path


@dataclass(frozen=True, slots=True)
class Sent:
    """A package that was written."""

    file: Path
    notes: int
    cards_with_progress: int
    bytes: int


def notes_of_decks(library: Library, deck_ids: Collection[str] | None) -> tuple[str, ...] | None:
    """The notes of the chosen decks; None for the whole library."""
    if deck_ids is None:
        return None
    return tuple(note_id for note_id in library.note_ids() if library.deck_of(note_id).id in deck_ids)


def look_ahead(
    library: Library,
    paths: Paths,
    note_ids: Collection[str] | None = None,
    step: Step = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Preflight:
    """What Anki will do with a package of these notes, None for all. Takes its time. Raises ByHeartError."""
    # Imported here: genanki takes a tenth of a second, and only this needs it.
    from export.anki.preflight import compare
    from export.anki.problem import ExportError
    from export.anki.record import read_exported
    from export.anki.rendered import notes_of

    record = paths.data_dir / "exported-anki.sqlite"
    with without_collector():
        try:
            last = read_exported(record)
            notes = notes_of(library, note_ids, paths.cache / "anki.json", step, cancelled)
        except (DeckError, ExportError) as problem:
            raise ByHeartError(str(problem)) from None
        except OSError as problem:
            raise ByHeartError(
                f"{problem.filename} cannot be read ({problem.strerror}): allow reading it, or take it out of its card."
            ) from None
        return Preflight(notes, compare(notes, last, library.note_ids()), last, record)


def send(
    preflight: Preflight,
    file: Path,
    now_ms: int,
    progress: Travelling | None = None,
    step: Step = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Sent | None:
    """Write the package and remember it; None when cancelled, with nothing left behind. Raises ByHeartError."""
    from export.anki.package import write
    from export.anki.problem import ExportError
    from export.anki.record import keeping

    if not preflight.notes:
        raise ByHeartError("There is no card to export: choose a deck or a search that has some.")
    try:
        with without_collector():
            written = write(
                preflight.notes,
                file,
                preflight.last,
                now_ms // 1000,
                retired=preflight.changes.retired,
                progress=progress,
                keeping=lambda exported: keeping(preflight.record, preflight.last, exported),
                step=step,
                cancelled=cancelled,
            )
    except ExportError as problem:
        raise ByHeartError(str(problem)) from None
    if written is None:
        return None
    travelling = 0 if progress is None else _travelling(preflight.notes, progress)
    return Sent(file, len(preflight.notes), travelling, file.stat().st_size)


def _travelling(notes: Named, progress: Travelling) -> int:
    chosen = {note.note_id for _, note in notes}
    # A cloze card's id is its note's with `.c1`.
    return sum(card in chosen or card.rpartition(".")[0] in chosen for card in progress.cards)


def progress_to_send(store: Progress, clock: StudyClock, now_ms: int) -> Travelling:
    """Intervals, due days, ease, lapses, suspended cards and the log, as one package takes them.

    The log is read while the package is written, and only then does that raise StorageError.
    """
    from export.anki.package import Answered, CardProgress
    from export.anki.package import Progress as Travelling

    statuses = store.statuses()
    memories = store.memories(statuses)
    cards = {card_id: CardProgress(memories.get(card_id), status.suspended) for card_id, status in statuses.items()}
    log = (
        Answered(r.card_id, r.reviewed_at, r.quality, r.interval_before, r.interval_after, r.ease_after, r.duration_ms)
        for r in store.log()
    )
    first_day = clock.day_of(now_ms) - 7
    noon = datetime.combine(date.fromordinal(first_day), time(12), clock.zone)
    return Travelling(cards, log, first_day, round(noon.timestamp()))
