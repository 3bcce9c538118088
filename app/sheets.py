"""The use-cases of the cheat-sheets: which there are, and the reader's own page. No widgets here.

What lays out or paints (`cheatsheets.fit`, `page`, `pdf`, `personal`) is imported late: it brings Qt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app import __version__
from app.paths import Paths
from cheatsheets.library import NO_SHEETS, SheetLibrary, bundled_sheets, load_sheets, unknown_lessons
from cheatsheets.sheet import Sheet, SheetError
from decks.card import note_id_of
from decks.library import Library
from decks.problem import Problem
from scheduler.memory import Memory

if TYPE_CHECKING:
    from app.storage.progress import Progress
    from cheatsheets.paper import Margins, Paper
    from cheatsheets.personal import Personal, Recalled

IMPRINT = f"By Heart {__version__}"
"""What stands at the foot of each page."""


def own_sheets(paths: Paths) -> Path:
    """The folder of the user's own sheets, beside their decks."""
    return paths.data_dir / "sheets"


def read_sheets(paths: Paths, before: SheetLibrary = NO_SHEETS) -> SheetLibrary:
    """All sheets, the bundled ones first; those of `before` that were not written since need no reading."""
    return load_sheets((bundled_sheets(), own_sheets(paths)), before)


def is_sheet(path: Path, paths: Paths) -> bool:
    """Whether a file or folder lies where sheets do, bundled or the user's: what lies elsewhere is a deck."""
    found = path.absolute()
    return any(found.is_relative_to(folder.absolute()) for folder in (bundled_sheets(), own_sheets(paths)))


def check_sheets(
    paths: Paths, given: Sequence[Path], lessons: Container[str]
) -> tuple[SheetLibrary, tuple[Problem, ...]]:
    """The sheets in the files and folders given, all of them when none is, and what is wrong with them.

    `lessons` are the ids of all decks. Of the user's sheets their lessons are looked up as well, and they are laid out
    to see that they fit A4 and Letter; of the bundled ones the tests hold both.
    """
    library = load_sheets(given) if given else read_sheets(paths)
    own = [sheet for sheet in library.sheets if sheet.path and not sheet.path.is_relative_to(bundled_sheets())]
    wrong = (*library.problems, *unknown_lessons(own, lessons), *_not_fitting(own))
    return library, wrong


def _not_fitting(sheets: Sequence[Sheet]) -> list[Problem]:
    if not sheets:
        return []
    # Imported here: this is all for which `check` needs Qt.
    from cheatsheets.fit import fit
    from cheatsheets.headless import start
    from cheatsheets.paper import PAPERS

    start()
    found: list[Problem] = []
    for sheet in sheets:
        for paper in PAPERS.values():
            try:
                fit(sheet, paper)
            except SheetError as error:
                assert sheet.path is not None  # it was read from a file
                found.append(Problem(sheet.path, 1, error.message, error.fix, rule="does-not-fit"))
                break
    return found


def sheets_of_note(sheets: SheetLibrary, library: Library, note_id: str) -> tuple[Sheet, ...]:
    """The sheets that draw on a card's lesson. KeyError for a note that is not in the library."""
    return sheets.of_lesson(library.deck_of(note_id).id)


def recalled(library: Library, progress: Progress, card_ids: Iterable[str]) -> tuple[Recalled, ...]:
    """The notes of cards in the order given, with how well each is known; cards no longer in the library are left out.

    A cloze is known as well as the worst of its gaps.
    """
    from cheatsheets.personal import Recalled
    from decks.markup import plain

    known = frozenset(library.note_ids())
    wanted = [card_id for card_id in card_ids if note_id_of(card_id) in known]
    memories = progress.memories(wanted)
    missed: dict[str, set[str]] = {}
    for point in progress.missed_points():
        missed.setdefault(note_id_of(point.card_id), set()).add(point.point)
    found: dict[str, Recalled] = {}
    for card_id in wanted:
        note = library.find_note(note_id_of(card_id))
        if note is None:  # its file changed since the library was read
            continue
        memory = memories.get(card_id, Memory())
        left_out = missed.get(note.id, set())
        points = tuple(point for point in note.points if plain(point) in left_out)
        card = Recalled(note, library.deck_of(note.id).title, memory.lapses, memory.ease, points)
        if note.id not in found or card.forgotten > found[note.id].forgotten:
            found[note.id] = card
    return tuple(found.values())


def what_i_forget(
    library: Library, progress: Progress, paper: Paper, margins: Margins | None = None
) -> Personal | None:
    """*What I keep forgetting*, from lapses, ease and missed key points; None while nothing was ever failed."""
    from cheatsheets.headless import start
    from cheatsheets.personal import MOST_CARDS, forgetting_sheet, forgotten

    start()
    missed = Counter(point.card_id for point in progress.missed_points())
    active = [card_id for card_id, status in progress.statuses().items() if not status.suspended]
    memories = progress.memories(active)
    weight = {card_id: forgotten(memory.lapses, memory.ease, missed[card_id]) for card_id, memory in memories.items()}
    # Only the worst are looked up: of 10,000 cards the files need not be read.
    worst = sorted((card_id for card_id in weight if weight[card_id] > 0), key=lambda card_id: -weight[card_id])
    cards = recalled(library, progress, worst[: 2 * MOST_CARDS])
    return forgetting_sheet(cards, paper, margins, subtitle="The cards I failed most, in their shortest form")
