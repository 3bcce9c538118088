"""Browse: every card in one table, found as one types, looked at beside it, and changed as a selection."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QSizePolicy, QSplitter, QVBoxLayout, QWidget

from app import wording
from app.errors import ByHeartError
from app.find.cards import NO_DAY
from app.find.query import EVERYTHING, Query, QueryError, parse, words_of
from app.find.saved import Saved, drop_search, read_searches, save_search
from app.ui import actions
from app.ui.blocks import Words, button
from app.ui.browse_changes import Changes
from app.ui.browse_model import CardsModel
from app.ui.browse_preview import Preview
from app.ui.browse_sidebar import Sidebar
from app.ui.browse_source import Source
from app.ui.browse_table import CardsTable
from app.ui.page import Desk, Page
from app.ui.tasks import Task
from decks.card import note_id_of
from decks.problem import DeckError

if TYPE_CHECKING:
    from app.find.finder import Finder
    from app.storage.records import Event

# After the last change the card beside the table is drawn: a key press pays for the results only.
PREVIEW_MS = 60
# In widths of the body text: narrower pages have the preview below, still narrower ones no sidebar.
WIDE_EM, MIDDLE_EM, LOW_EM = 82, 46, 34
SIDE_EM, NARROW_SIDE_EM, ROOMY_EM = 18, 13, 54
"""The sidebar's width from a page of that width on (the longest part of the bank and its number), and below."""

BUTTONS = (
    ("browse-edit", "Edit"),
    ("browse-suspend", "Suspend"),
    ("browse-bury", "Bury"),
    ("browse-reschedule", "Reschedule\u2026"),
    ("browse-forget", "Forget"),
    ("browse-tag", "Tag\u2026"),
    ("browse-anki", "To Anki"),
    ("browse-sheet", "Sheet to print"),
)
FIRST = ("browse-edit", "browse-suspend", "browse-sheet")
SHEET_MOST = 200
"""So many found cards go on a sheet together when none of them was chosen: more than any page holds."""


class SearchField(QLineEdit):
    """The search field."""

    down = Signal()
    """The reader wants to what was found."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down goes to the table."""
        if event.key() == Qt.Key.Key_Down:
            self.down.emit()
            return
        super().keyPressEvent(event)


class BrowsePage(Page):
    """Search field, sidebar, table, preview, and what can be done to a selection."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._query: Query = EVERYTHING
        self._wanted = ""
        """The card to mark once the cards are read."""
        self._wrong = ""
        """What is wrong with what is in the search field."""
        self._saved: tuple[Saved, ...] = ()
        self._away: Task | None = None
        """The search that is under way in the background."""
        self._late = False
        """Whether what is shown is not yet what the query finds."""
        self.source = Source(desk, self)
        self.source.changed.connect(self._take)
        self.source.indexed.connect(self._say_indexed)
        self.changes = Changes(desk, self.source, self.selected, self)

        self.field = SearchField(self)
        self.field.setPlaceholderText("Search: words, part:security, is:due, ease<1.8, -not")
        self.field.setAccessibleName("Search")
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(lambda _text: self.search())
        self.field.returnPressed.connect(self._to_table)
        self.field.down.connect(self._to_table)
        self.said = Words(desk.theme, colour="muted", parent=self)
        self.sidebar = Sidebar(desk.theme, self)
        self.sidebar.chosen.connect(self.field.setText)
        self.sidebar.added.connect(lambda query: self.field.setText(f"{self.field.text().strip()} {query}".strip()))
        self.sidebar.dropped.connect(self._drop)
        self.model = CardsModel(self.source.questions)
        self.table = CardsTable(desk.theme, self.model, self)
        self.table.moved.connect(self._moved)
        self.table.sorted_by.connect(lambda *_: self._show())
        self.table.doubleClicked.connect(lambda _index: self.edit())
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.preview = Preview(desk, self)
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(PREVIEW_MS)
        self._look.timeout.connect(self._show_card)
        self._actions()
        self._lay_out()
        self.table.customContextMenuRequested.connect(
            lambda at: self._menu().popup(self.table.viewport().mapToGlobal(at))
        )
        desk.theme.changed.connect(self._arrange)

    # ---- how it looks -----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(16, 14, 16, 6)
        top.setSpacing(8)
        top.addWidget(self.field, 1)
        self.save_button = button("Save search", self.save, self, help=actions.BY_NAME["browse-save"].help)
        top.addWidget(self.save_button)
        self._bar = QWidget(self)
        # It shows what fits, and so never asks the page to be wider.
        self._bar.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        across = QHBoxLayout(self._bar)
        across.setContentsMargins(16, 8, 16, 12)
        across.setSpacing(6)
        self._buttons = {}
        for name, words in BUTTONS:
            spec = actions.BY_NAME[name]
            made = button(words, self.acts[name].trigger, self._bar, help=f"{spec.help} Key: {spec.keys[0]}")
            across.addWidget(made)
            self._buttons[name] = made
        self.more = button("More\u2026", self._pop_up, self._bar, help="All that can be done with the selected cards.")
        across.addWidget(self.more)
        across.addStretch(1)
        line = QHBoxLayout()
        line.setContentsMargins(17, 0, 16, 6)
        line.addWidget(self.said, 1)
        self._inner = QSplitter(Qt.Orientation.Horizontal, self)
        self._inner.addWidget(self.table)
        self._inner.addWidget(self.preview)
        self._inner.setChildrenCollapsible(False)
        # Lists that fill their place to the page's edges: the house's frame around them would be cut.
        for each in (self.sidebar, self.table):
            each.setStyleSheet("QTreeView, QTableView { border: 0; border-radius: 0; }")
        self._outer = QSplitter(Qt.Orientation.Horizontal, self)
        self._outer.addWidget(self.sidebar)
        self._outer.addWidget(self._inner)
        self._outer.setChildrenCollapsible(False)
        self._outer.setStretchFactor(1, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(top)
        whole.addLayout(line)
        whole.addWidget(self._outer, 1)
        whole.addWidget(self._bar)
        self._shape = ("", 0, 0)
        self.setTabOrder(self.field, self.save_button)
        self.setTabOrder(self.save_button, self.sidebar)
        self.setTabOrder(self.sidebar, self.table)
        self.setTabOrder(self.table, self.preview.card)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, the preview moves below the table, then sidebar and preview go."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        px = max(1, self.font().pixelSize())
        wide, high = self.width() / px, self.height() / px
        shape = "wide" if wide >= WIDE_EM else "middle" if wide >= MIDDLE_EM else "narrow"
        self.sidebar.setVisible(shape != "narrow")
        self.save_button.setVisible(shape != "narrow")
        self.preview.setVisible(shape == "wide" or high >= LOW_EM)
        side_by_side = shape == "wide"
        self._inner.setOrientation(Qt.Orientation.Horizontal if side_by_side else Qt.Orientation.Vertical)
        side = px * (SIDE_EM if wide >= ROOMY_EM else NARROW_SIDE_EM) if shape != "narrow" else 0
        if (shape, px, side) != self._shape:
            self._shape = (shape, px, side)
            left = max(1, self.width() - side)
            self._outer.setSizes([side, left])
            share = round(left * 0.6) if side_by_side else round(self.height() * 0.42)
            whole = left if side_by_side else self.height()
            self._inner.setSizes([share, whole - share])
        self._fit_buttons()

    def _fit_buttons(self) -> None:
        """As many buttons as fit, those looked for most before others; all actions are in the menu behind the last."""
        left = self.width() - 32 - self.more.sizeHint().width() - 6
        for made in (self._buttons[name] for name in sorted(self._buttons, key=lambda name: name not in FIRST)):
            left -= made.sizeHint().width() + 6
            made.setVisible(left >= 0)

    # ---- actions ----------------------------------------------------------------------------------

    def _actions(self) -> None:
        calls: dict[str, Callable[[], object]] = {
            "browse-edit": self.edit,
            "browse-suspend": self.changes.suspend,
            "browse-bury": self.changes.bury,
            "browse-reschedule": self.changes.reschedule,
            "browse-forget": self.changes.forget,
            "browse-tag": self.changes.tag,
            "browse-anki": lambda: self.changes.go("anki"),
            "browse-sheet": self.make_sheet,
            "browse-sort": self.sort,
        }
        actions.make("find", self, self.focus_search)
        self._save = actions.make("browse-save", self, self.save)
        self.acts = {name: actions.make(name, self.table, call) for name, call in calls.items()}

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(list(self.acts.values()))
        menu.addSeparator()
        menu.addAction(self._save)
        return menu

    def _pop_up(self) -> None:
        self._menu().popup(self.more.mapToGlobal(self.more.rect().topLeft()))

    def sort(self) -> None:
        """Choose a column to sort by."""
        menu = self.table.sort_menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.table.mapToGlobal(self.table.rect().topLeft()))

    def focus_search(self) -> None:
        """To the search field, what is in it selected."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    # ---- what the window calls --------------------------------------------------------------------

    def enter(self, query: str | None = None, card: str = "", **_: Any) -> None:
        """Show the cards; with a query, what it finds; with a card's id, that card marked."""
        self._wanted = card
        if query is not None and query != self.field.text():
            self.field.setText(query)
        self.source.read()
        self.focus_search()

    def place(self) -> dict[str, Any]:
        """The query and the current card."""
        row, finder = self.table.current_row(), self.model.finder
        card = finder.cards.ids[row] if row is not None and finder is not None else ""
        return {"query": self.field.text(), "card": card}

    def refresh(self) -> None:
        """Read library and progress anew; query, selection and place stay."""
        self.source.read()

    def step_back(self) -> bool:
        """Esc empties the search field first."""
        if not self.field.text():
            return False
        self.field.clear()
        return True

    # ---- what was read ----------------------------------------------------------------------------

    def _take(self) -> None:
        """The source has another finder."""
        finder, shown = self.source.finder, self.model.finder
        assert finder is not None
        if shown is not None and shown.cards is not finder.cards:
            # Rows mean other cards now: carry selection and place over by the ids.
            self.model.renumber([finder.cards.row_of.get(shown.cards.ids[row], -1) for row in self.model.rows])
        self._show()
        if shown is None or shown.cards is not finder.cards or shown.standings.tags != finder.standings.tags:
            try:
                self._saved = read_searches(self.desk.paths.data_dir)
            except ByHeartError as problem:
                self.desk.tell(problem)
            self._fill_sidebar()

    def _say_indexed(self, done: int, total: int) -> None:
        if self.source.reads_texts and total:
            self.said.setText(f"Reading the texts of the cards: {done:,} of {total:,} files\u2026")

    def _fill_sidebar(self) -> None:
        assert self.source.finder is not None
        own = {tag: len(rows) for tag, rows in self.source.finder.standings.tags.items()}
        self.sidebar.show_cards(self.source.finder.cards, self._saved, own)
        self.sidebar.mark(self.field.text().strip())

    # ---- searching --------------------------------------------------------------------------------

    def search(self) -> None:
        """Show what the field asks for; a query that means nothing leaves the results and says why."""
        try:
            self._query = parse(self.field.text())
            self._wrong = ""
        except QueryError as problem:
            self._wrong = str(problem)
            self._say_count()
            return
        self.table.delegate.terms = words_of(self._query)
        if self.source.finder is not None:
            self._show()
            self.sidebar.mark(self.field.text().strip())

    def _show(self) -> None:
        """Show what the query finds, at once where that is a matter of a frame."""
        finder = self.source.finder
        if finder is None:
            return
        if not finder.takes_long(self._query):
            self._show_rows(finder, finder.rows(self._query, self.model.sort_column, descending=self.model.descending))
            return
        if self.model.finder is None or self.model.finder.cards is not finder.cards:
            # What is shown until then must not be rows of another library.
            self._show_rows(finder, array("I"), late=True)
        self._late = True
        self._search_away(finder)

    def _show_rows(self, finder: Finder, rows: array[int], *, late: bool = False) -> None:
        self._late = late
        self.table.keep(lambda: self.model.show(finder, rows))
        self._mark_wanted(finder)
        self._say_count()

    def _search_away(self, finder: Finder) -> None:
        """Search in the background. One search at a time: what is asked for meanwhile is begun when it has ended."""
        if self._away is None:
            query, column, descending = self._query, self.model.sort_column, self.model.descending

            def done(rows: array[int]) -> None:
                self._away = None
                asked = (self.source.finder, self._query, self.model.sort_column, self.model.descending)
                if asked == (finder, query, column, descending):
                    self._show_rows(finder, rows)
                else:
                    self._show()

            def failed(problem: BaseException) -> None:
                self._away = None
                self.desk.tell(problem)

            self._away = self.desk.tasks.start(
                lambda _task: finder.rows(query, column, descending=descending), done, failed
            )
        self._say_count()

    def _mark_wanted(self, finder: Finder) -> None:
        row = finder.cards.row_of.get(self._wanted)
        if row is not None and row in self.model.rows:
            self.table.selectRow(list(self.model.rows).index(row))
        if not self._late:
            self._wanted = ""

    def _say_count(self) -> None:
        if self._wrong:
            self.said.tint("bad")
            self.said.setText(self._wrong)
            return
        if self.source.finder is None:
            return
        found, every = len(self.model.rows), len(self.source.finder.cards)
        said = wording.count(every, "card") if found == every else f"{found:,} of {wording.count(every, 'card')}"
        chosen = self.table.selected_count()
        if chosen > 1:
            said += f" \u00b7 {chosen:,} selected"
        elif found and self.sidebar.isVisible() and self.sidebar.has(self.field.text().strip()):
            said += " \u00b7 Ctrl and a click at the left narrows it"
        if not found and self.field.text():
            said += " \u00b7 Esc shows all of them again"
        self._name_sheet()
        if not found and self.source.finder.index is None and words_of(self._query):
            said = "Reading the texts of the cards\u2026"
        elif self._late:
            said = "Searching\u2026"
        self.said.tint("muted")
        self.said.setText(said)

    def _moved(self) -> None:
        self._say_count()
        for act in self.acts.values():
            act.setEnabled(bool(self.model.rows))
        for made in self._buttons.values():
            made.setEnabled(bool(self.model.rows))
        self._look.start()

    def _to_table(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        """What changed while another page was in front is drawn now."""
        super().showEvent(event)
        self._look.start()

    def _show_card(self) -> None:
        if not self.isVisible():
            return
        row = self.table.current_row()
        if row is None or self.source.finder is None or self.source.library is None:
            self.preview.show_card("", None, None, (), (), NO_DAY)
            return
        card_id = self.source.finder.cards.ids[row]
        note_id = note_id_of(card_id)
        events: tuple[Event, ...] = ()
        try:
            events = self.desk.progress.history_of(card_id)
            note = self.source.library.note(note_id)
        except (ByHeartError, DeckError) as problem:
            self.desk.trouble(str(problem))
            note = None
        deck = self.source.finder.cards.decks[self.source.finder.cards.deck_number(row)]
        self.preview.show_card(
            card_id, note, deck, words_of(self._query), events, self.source.finder.standings.due[row]
        )

    # ---- the selection ----------------------------------------------------------------------------

    def selected(self) -> tuple[str, ...]:
        """The ids of the selected cards, else of the current one, in the order shown."""
        finder = self.source.finder
        if finder is None:
            return ()
        rows = self.table.selected_rows()
        if not rows and (current := self.table.current_row()) is not None:
            rows = [current]
        return tuple(finder.cards.ids[row] for row in rows)

    def make_sheet(self) -> None:
        """To a page of the selected cards, or of all that were found where it is one at most."""
        finder = self.model.finder
        if finder is None or not self._takes_all():
            self.changes.go("sheets")
            return
        self.desk.go("sheets", card_ids=tuple(finder.cards.ids[row] for row in self.model.rows))

    def _takes_all(self) -> bool:
        return self.table.selected_count() <= 1 and len(self.model.rows) <= SHEET_MOST

    def _name_sheet(self) -> None:
        number = len(self.model.rows) if self._takes_all() else self.table.selected_count()
        words = dict(BUTTONS)["browse-sheet"]
        self._buttons["browse-sheet"].setText(f"{words} ({number:,})" if number > 1 else words)
        self._fit_buttons()

    def edit(self) -> None:
        """To the text of the current card."""
        row, finder = self.table.current_row(), self.source.finder
        if row is not None and finder is not None:
            self.desk.go("write", note_id=note_id_of(finder.cards.ids[row]))

    # ---- saved searches ---------------------------------------------------------------------------

    def save(self) -> None:
        """Ask for a name and keep the query under it."""
        from app.ui.browse_ask import ask

        query = self.field.text().strip()
        if not query:
            self.desk.say("Type a search first; then it can be saved.")
            return
        names = {search.name.casefold() for search in self._saved}

        def reads(text: str) -> str:
            if not text:
                raise ValueError("A name for it, such as: leeches in security.")
            return f"Replaces the search of that name by: {query}" if text.casefold() in names else f"Saves: {query}"

        name = ask(self.desk.theme, "A name for this search", "Save", reads, self)
        if name is not None:
            self._keep_searches(lambda: save_search(self.desk.paths.data_dir, Saved(name, query)))

    def _drop(self, name: str) -> None:
        self._keep_searches(lambda: drop_search(self.desk.paths.data_dir, name))
        self.desk.say(f"The search \u201c{name}\u201d is no longer saved.")

    def _keep_searches(self, change: Callable[[], tuple[Saved, ...]]) -> None:
        try:
            self._saved = change()
        except ByHeartError as problem:
            self.desk.tell(problem)
            return
        if self.source.finder is not None:
            self._fill_sidebar()
