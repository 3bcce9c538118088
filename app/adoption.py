"""Notes of somebody else's in an Anki package, made decks of the user's: looked at first, then written. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app import wording
from app.errors import ByHeartError
from decks.library import Library

if TYPE_CHECKING:
    from export.anki.foreign import Conversion

Step = Callable[[int, int], object]
"""How much is done, and how much there is."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What would be written, before it is."""

    conversion: Conversion
    preview: tuple[tuple[str, str], ...]
    """Question and answer, Markdown, of the first twenty notes."""
    left_out: tuple[str, ...]
    """What cannot come along, a sentence for each reason."""

    @property
    def notes(self) -> int:
        """How many notes the decks would have."""
        return self.conversion.notes


@dataclass(frozen=True, slots=True)
class Adopted:
    """What was written."""

    folder: Path
    decks: tuple[Path, ...]
    unchanged: int
    """Decks that held the same already."""
    pictures: int
    left_out: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What was written, in plain sentences."""
        if not self.decks:
            said = "Your decks hold all of these notes already." if self.unchanged else "No deck was written."
        else:
            pictures = f", {wording.count(self.pictures, 'picture')}" if self.pictures else ""
            said = f"{wording.count(len(self.decks), 'deck')} written to {self.folder}{pictures}."
        return " ".join((said, *self.left_out))


def look(
    file: Path,
    library: Library,
    folder: Path,
    step: Step = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Offer | None:
    """What the notes of a package that are somebody else's would become in `folder`; None when cancelled.

    `step` is told how many of those notes are looked at. Raises ByHeartError.
    """
    # Imported here: reading a package for its reviews needs none of it.
    from export.anki.collection import open_collection
    from export.anki.foreign import plan, preview
    from export.anki.foreign_files import earlier
    from export.anki.history import find_ours, notes_of_others
    from export.anki.problem import Cancelled, PackageError

    try:
        with open_collection(file, cancelled=cancelled) as collection:
            ours = find_ours(collection, library)
            conversion = plan(
                notes_of_others(collection, ours),
                used_ids=library.used_ids(),
                title=file.stem,
                earlier=earlier(folder),
                progress=lambda done: step(done, ours.foreign) if done % 50 == 0 else None,
                cancelled=cancelled,
            )
    except PackageError as problem:
        raise ByHeartError(str(problem)) from None
    except Cancelled:
        return None
    return Offer(conversion, preview(conversion), _by_reason(conversion.left_out))


def adopt(
    file: Path,
    offer: Offer,
    folder: Path,
    step: Step = lambda done, total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Adopted | None:
    """Write what was offered into `folder`, all or nothing; None when cancelled. Raises ByHeartError."""
    from export.anki.collection import open_collection
    from export.anki.foreign_files import write
    from export.anki.problem import Cancelled, ExportError, PackageError

    try:
        with open_collection(file, cancelled=cancelled) as collection:
            written = write(
                offer.conversion,
                folder,
                collection.media_bytes,
                progress=lambda share: step(round(share * 100), 100),
                cancelled=cancelled,
            )
    except (ExportError, PackageError) as problem:
        raise ByHeartError(str(problem)) from None
    except Cancelled:
        return None
    return Adopted(folder, written.decks, len(written.unchanged), written.pictures, _by_reason(written.left_out))


def _by_reason(left_out: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """A sentence for each reason, with the first it befell."""
    first: dict[str, list[str]] = {}
    for what, why in left_out:
        first.setdefault(why, []).append(what)
    return tuple(
        f"Left out: {whats[0]}{f' and {len(whats) - 1:,} more' if len(whats) > 1 else ''} ({why})."
        for why, whats in first.items()
    )
