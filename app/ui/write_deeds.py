"""What can be done in Write beside writing: begin decks, sheets and cards, correct bundled cards, take them back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from app.errors import ByHeartError
from app.sheets import own_sheets
from app.ui.write_ask import about_reset, title_of, which_table
from app.ui.write_text import Manuscript
from app.writing import override, template, unsaved
from app.writing.section import section_at, sections, without

if TYPE_CHECKING:
    from app.ui.write import WritePage


class Deeds:
    """Acts on the page's open text. Nothing but a reset writes a file before the reader saves."""

    def __init__(self, page: WritePage) -> None:
        self._page = page

    def new_deck(self) -> None:
        """Begin a deck; it is written when it is saved."""
        taken = {deck.id for deck in self._page.desk.study.library.decks}.__contains__
        title = self._title("What is the deck about?", taken)
        if title is None:
            return
        deck_id = template.free(template.slug(title), taken)
        self._begin(template.new_file(self._page.desk.paths.decks, deck_id), template.new_deck(deck_id, title))

    def new_sheet(self) -> None:
        """Begin a sheet; it is written when it is saved."""
        folder = own_sheets(self._page.desk.paths)
        title = self._title("What is the sheet about?", lambda _name: False)
        if title is None:
            return
        path = template.new_file(folder, template.slug(title))
        self._begin(path, template.new_sheet(f"my-{path.stem}", title))

    def _title(self, question: str, taken: Callable[[str], bool]) -> str | None:
        return title_of(self._page.desk.theme, question, taken, self._page) if self._page.may_leave() else None

    def _begin(self, path: Path, text: str) -> None:
        self._page.show_text(Manuscript.new(path, self._page.desk), text)
        self._page.go_to(sections(text)[0].first)

    def offer_cards(self) -> None:
        """Ask which kind of card is to be begun."""
        text = self._page.open_text
        if text is None:
            return
        if text.sheet:
            self.add_card(template.BOX)
            return
        menu = QMenu(self._page)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for made in template.CARDS:
            menu.addAction(made.name).triggered.connect(partial(self._added, made))
        menu.popup(self._page.bench.menu_place("write-card"))

    def _added(self, made: template.Template, _checked: bool = False) -> None:
        self.add_card(made)

    def add_card(self, made: template.Template) -> None:
        """Begin a card below the one the cursor is in."""
        if self._page.open_text is None or self._page.open_text.read_only:
            return
        if self._page.open_text.note_id:
            self.show_whole()
        self._page.editor.insert_section(made.text, made.first)

    def delete_card(self) -> None:
        """Take the card the cursor is in out of the text; undo brings it back."""
        section = section_at(self._page.editor.text(), self._page.editor.line())
        if section is not None and self._page.open_text is not None and not self._page.open_text.read_only:
            self._page.editor.change(without(self._page.editor.text(), section))
            self._page.desk.say("The card is taken out; Ctrl+Z in the text brings it back.")

    def show_whole(self) -> None:
        """Show the whole file instead of one card, at that card."""
        text = self._page.open_text
        if text is None or not text.note_id:
            return
        whole, line = text.whole(self._page.editor.text()), text.lines_above + self._page.editor.line()
        self._page.show_text(text.opened(), whole)
        self._page.editor.go_to(line)

    def correct(self) -> None:
        """Begin a copy of a bundled card; it holds once it is saved."""
        text, note_id = self._page.open_text, self._page.card()
        if text is None or not text.bundled or not note_id:
            return
        library = self._page.desk.study.library
        try:
            if library.deck_of(note_id).base is not None:
                self._page.open_note(note_id)
                return
            known, written = override.correction(library, note_id, self._page.desk.paths)
        except (ByHeartError, KeyError) as problem:
            self._page.desk.trouble(str(problem) if isinstance(problem, ByHeartError) else f"{note_id} is in no deck.")
            return
        self._page.show_text(Manuscript.of(known, self._page.desk, note_id), written)
        self._page.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def reset(self) -> None:
        """Delete the user's copy of a bundled card, after asking."""
        text, note_id = self._page.open_text, self._page.card()
        if text is None or text.base is None or not note_id or not about_reset(self._page.desk.theme, self._page):
            return
        try:
            override.reset(text.known.path, note_id, unsaved.folder(self._page.desk.paths))
            unsaved.drop(self._page.desk.paths, text.known.path)
            self._page.open_file(text.base, note_id)
        except ByHeartError as problem:
            self._page.desk.trouble(str(problem))
            return
        self._page.desk.decks_changed.emit()
        self._page.desk.say("The bundled card is back.")

    def choose_table(self) -> None:
        """Choose a table to import."""
        chosen = which_table(self._page)
        if chosen is not None and self._page.may_leave():
            self.open_table(chosen)

    def open_table(self, file: Path) -> None:
        """Show a table, and the cards it would become."""
        # Imported here: few import a table.
        from app.ui.write_import import ImportPanel

        if self._page.stack.count() == 1:
            self.table = ImportPanel(self._page.desk, self._page)
            self.table.left.connect(self.leave_table)
            self.table.written.connect(self._imported)
            self._page.stack.addWidget(self.table)
        self._page.stack.setCurrentIndex(1)
        self.table.open(file)

    def leave_table(self) -> None:
        """From the import back to the text."""
        self._page.stack.setCurrentIndex(0)
        page = self._page
        (page.editor if page.open_text is not None else page.shelf).setFocus(Qt.FocusReason.OtherFocusReason)

    def _imported(self, path: Path) -> None:
        self._page.stack.setCurrentIndex(0)
        try:
            self._page.open_file(path)
        except ByHeartError as problem:
            self._page.desk.trouble(str(problem))
        self._page.desk.decks_changed.emit()
