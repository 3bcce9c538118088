"""What every surface does first: settings, library, progress; wired here and nowhere else. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Self

from app.clock import SystemZone
from app.errors import ByHeartError
from app.paths import Paths, bundled_decks
from app.settings import Settings, load_settings
from decks.library import Library, load_library
from decks.problem import DeckError
from scheduler.day import StudyClock
from scheduler.queue import Limits
from scheduler.sm2 import Sm2

if TYPE_CHECKING:
    from app.storage.progress import Progress
    from app.study import Study


@dataclass(frozen=True, slots=True)
class Opened:
    """A session's library, progress and study."""

    library: Library
    progress: Progress
    study: Study
    complaints: tuple[str, ...] = ()
    """What the reader should know about their decks, a sentence each."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.progress.close()


def zone_of(settings: Settings) -> tzinfo:
    """The zone of the settings, else the machine's."""
    if settings.time_zone is None:
        return SystemZone()
    # Imported here: few name a zone.
    from zoneinfo import ZoneInfo

    return ZoneInfo(settings.time_zone)


def clock_of(settings: Settings) -> StudyClock:
    """The study clock the settings ask for."""
    return StudyClock(zone_of(settings), settings.rollover_hour)


def limits_of(settings: Settings) -> Limits:
    """The daily limits of the settings."""
    return Limits(settings.new_per_day, settings.reviews_per_day, settings.order)


def roots(paths: Paths, settings: Settings) -> tuple[Path, ...]:
    """The deck folders: the bundled bank, the user's own, and those the settings name."""
    return (bundled_decks(), *own_roots(paths, settings))


def own_roots(paths: Paths, settings: Settings) -> tuple[Path, ...]:
    """The deck folders that are the user's: their own, and those the settings name."""
    own = (paths.decks,) if paths.decks.is_dir() else ()
    return (*own, *(Path(folder).expanduser() for folder in settings.deck_folders))


def backups_of(paths: Paths, settings: Settings) -> Path:
    """The folder of backups: the one the settings name, else the one in the data folder."""
    return paths.backups if settings.backup_folder is None else Path(settings.backup_folder).expanduser()


def read_library(paths: Paths, settings: Settings) -> tuple[Library, tuple[str, ...]]:
    """All decks, and a sentence for each that could not be mended; only files that changed are read.

    A card of the user's without an id gets one, written into its file: progress hangs on it.
    """
    cache = paths.cache / "library.json"
    library = load_library(roots(paths, settings), cache)
    complaints: list[str] = []
    for path in library.waiting():
        # Imported here: only new cards need it.
        from decks.ids import assign_ids

        try:
            if assign_ids(path, library.used_ids()):
                # Each file's new ids must be known before the next one is given any.
                library = load_library(roots(paths, settings), cache)
        except DeckError as problem:
            complaints.append(str(problem))
    return library, tuple(complaints)


def known_decks(library: Library, deck_ids: Sequence[str] | None) -> frozenset[str] | None:
    """The chosen decks, None for all. Raises ByHeartError for one that there is not."""
    if not deck_ids:
        return None
    known = {deck.id for deck in library.decks}
    missing = [deck_id for deck_id in deck_ids if deck_id not in known]
    if missing:
        raise ByHeartError(f"There is no deck with the id {missing[0]}: `byheart check --json` lists them.")
    return frozenset(deck_ids)


def settings_of(paths: Paths) -> tuple[Settings, tuple[str, ...]]:
    """The settings, and a sentence for each value that was not taken."""
    return load_settings(paths.settings)


def open_study(
    paths: Paths,
    settings: Settings,
    now: Callable[[], int],
    progress: Progress | None = None,
    deck_ids: Sequence[str] | None = None,
) -> Opened:
    """Library, progress and today's plan. An open `progress` is used again.

    Raises an `app.errors.StorageError` when the progress cannot be opened, ByHeartError for a deck there is not.
    """
    # Imported here: they cost a quarter of a second, and the window is up before.
    from app.storage.progress import open_progress
    from app.study import Study

    library, complaints = read_library(paths, settings)
    chosen = known_decks(library, deck_ids)
    own = progress is None
    if progress is None:
        progress = open_progress(paths.database, backups_of(paths, settings), Sm2(), now)
    try:
        study = Study(library, progress, clock_of(settings), limits_of(settings), now, chosen)
    except BaseException:
        if own:
            progress.close()
        raise
    return Opened(library, progress, study, complaints)
