"""Where Browse has its cards from: library, progress and texts, read in the background, as one `Finder` at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.find.cards import Cards, Standings
from app.find.finder import Finder
from app.ui.page import Desk
from app.ui.tasks import Task
from decks.card import note_id_of
from decks.markup import plain

if TYPE_CHECKING:
    from app.storage.search import SearchIndex
    from decks.library import Library

# As many cards are looked up at once after a change; for more, everything is read again in the background.
FEW = 2000


class Source(QObject):
    """The newest state that was read. `finder` is None until the first was."""

    changed = Signal()
    """There is another finder."""
    indexed = Signal(int, int)
    """How many of how many deck files have had their texts read."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self.finder: Finder | None = None
        self.library: Library | None = None
        self._index: SearchIndex | None = None
        self._reading: Task | None = None
        self._indexing: Task | None = None

    @property
    def reads_texts(self) -> bool:
        """Whether the texts are being read."""
        return self._indexing is not None

    def read(self) -> None:
        """Read the progress, and the library if it is another, and then its texts."""
        library, progress = self._desk.study.library, self._desk.progress
        known = self.finder.cards if self.finder is not None and library is self.library else None

        def work(task: Task) -> tuple[Task, Library, Cards, Standings]:
            # Imported here: storage is not needed to show the window.
            from app.storage.search import standings_of

            cards = known if known is not None else Cards(library)
            return task, library, cards, standings_of(cards, progress)

        self._reading = self._desk.tasks.start(work, self._have_read, self._desk.tell)

    def look_again(self, card_ids: tuple[str, ...]) -> None:
        """These cards were changed here: read them again, at once where they are few. Raises StorageError."""
        if self.finder is None or self._reading is not None or len(card_ids) > FEW:
            # What is being read may be older than the change; what is begun now is not, and takes its place.
            self.read()
            return
        from app.storage.search import NOTHING_STORED, read_standings

        stored = {standing[0]: standing for standing in read_standings(self._desk.progress.path, card_ids)}
        # A card put back to new has no row any more.
        now = [stored.get(card_id, (card_id, *NOTHING_STORED)) for card_id in card_ids]
        self._use(self.finder.cards, self.finder.standings.changed(self.finder.cards, now))

    def questions(self, rows: list[int]) -> tuple[str, ...]:
        """The questions of rows of the finder, in plain words."""
        assert self.finder is not None
        index = self.finder.index
        found = index.questions(rows) if index is not None else ("",) * len(rows)
        return tuple(question or self._from_deck(row) for row, question in zip(rows, found, strict=True))

    def _from_deck(self, row: int) -> str:
        """While the texts are not read, or when another program has just read a changed file: from the deck."""
        assert self.finder is not None
        assert self.library is not None
        card_id = self.finder.cards.ids[row]
        note = self.library.find_note(note_id_of(card_id))
        return plain(note.question) if note is not None else card_id

    def _have_read(self, found: tuple[Task, Library, Cards, Standings]) -> None:
        task, library, cards, standings = found
        if task is not self._reading:
            return
        self._reading = None
        if library is not self.library:
            self.library = library
            self._index = None
            self._read_texts(library)
        self._use(cards, standings)

    def _use(self, cards: Cards, standings: Standings) -> None:
        self.finder = Finder(cards, standings, self._index, self._desk.study.day, self._desk.settings.leech_lapses)
        self.changed.emit()

    def _read_texts(self, library: Library) -> None:
        if self._indexing is not None:
            self._indexing.cancel()
        file, tell = self._desk.paths.cache / "search.sqlite", self.indexed.emit

        def work(task: Task) -> tuple[Task, SearchIndex | None]:
            from app.storage.search import open_index

            return task, open_index(file, library, progress=tell, cancelled=lambda: task.cancelled)

        self._indexing = self._desk.tasks.start(work, self._have_texts, self._desk.tell)

    def _have_texts(self, found: tuple[Task, SearchIndex | None]) -> None:
        task, index = found
        if task is not self._indexing:
            return
        self._indexing = None
        self._index = index
        if self.finder is not None:
            self._use(self.finder.cards, self.finder.standings)
