"""Write: the user's decks and sheets, edited beside what they will look like, saved without losing anybody's work."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QAction, QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.errors import ByHeartError
from app.sheets import own_sheets
from app.ui import actions
from app.ui.page import Desk, Page
from app.ui.tasks import Task
from app.ui.write_ask import about_unsaved
from app.ui.write_bench import Bench
from app.ui.write_conflict import decide
from app.ui.write_deeds import Deeds
from app.ui.write_text import Look, Manuscript, in_words, look_at
from app.writing import picture, template, unsaved
from app.writing.complete import offer
from app.writing.file import Clash
from app.writing.section import section_at
from app.writing.shelf import Book
from app.writing.unsaved import Draft
from decks.problem import Problem

LOOK_MS = 250
STATE_MS = 40
KEEP_MS = 1500
TABLES = (".csv", ".tsv", ".tab", ".txt")


class WritePage(Page):
    """Files at the left, the text in the middle, what it will look like at the right."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.open_text: Manuscript | None = None
        self.problems: tuple[Problem, ...] = ()
        self._asked = 0
        self._looked: Look | None = None
        self._drafts: tuple[Draft, ...] = ()
        self._swept = False
        self.bench = Bench(desk, self)
        self.editor, self.preview, self.shelf = self.bench.editor, self.bench.preview, self.bench.shelf
        self.deeds = Deeds(self)
        self._actions()
        self.bench.build(self.acts)
        self.bench.resumed.connect(self.resume)
        self.bench.dropped.connect(self.drop_draft)
        self.bench.problem_chosen.connect(self.go_to)
        self.shelf.chosen.connect(self._open_book)
        self.editor.offers = lambda text, at: offer(text, at, desk.study.library)
        self.editor.textChanged.connect(self._typed)
        self.editor.cursorPositionChanged.connect(self._moved)
        self.editor.pasted.connect(self._paste)
        self.editor.refused.connect(self._refuse)
        self._look_soon = self._timer(LOOK_MS, self._look)
        self._state_soon = self._timer(STATE_MS, self._follow)
        self._keep_soon = self._timer(KEEP_MS, self._keep)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.bench)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)
        self._show_state()

    def _timer(self, pause: int, call: Callable[[], object]) -> QTimer:
        made = QTimer(self)
        made.setSingleShot(True)
        made.setInterval(pause)
        made.timeout.connect(call)
        return made

    def _actions(self) -> None:
        calls: dict[str, Callable[[], object]] = {
            "write-save": self.save,
            "write-card": self.deeds.offer_cards,
            "write-new-deck": self.deeds.new_deck,
            "write-new-sheet": self.deeds.new_sheet,
            "write-import": self.deeds.choose_table,
            "write-correct": self.deeds.correct,
            "write-reset": self.deeds.reset,
            "write-whole": self.deeds.show_whole,
            "write-delete": self.deeds.delete_card,
            "write-next-problem": self.next_problem,
            "write-complete": self.editor.complete,
            "write-files": partial(self.bench.bring, "list"),
            "write-preview": partial(self.bench.bring, "preview"),
        }
        self.acts: dict[str, QAction] = {name: actions.make(name, self, call) for name, call in calls.items()}

    # ---- coming and going -------------------------------------------------------------------------

    def enter(self, note_id: str = "", file: str = "", path: str = "", **_other: object) -> None:
        """Show a card (`note_id`), take in a table or deck (`file`), or go back to where one was (`path`)."""
        if not self._swept:
            self._swept = True
            self._sweep()
        self._look_outside()
        try:
            if file:
                self._take_in(Path(file))
            elif note_id:
                self.open_note(note_id)
            elif path and Path(path).is_file() and self.open_text is None:
                self.open_file(Path(path))
        except ByHeartError as problem:
            self.desk.trouble(str(problem))
        if self.open_text is None:
            self._show_state()
        if self.stack.currentWidget() is self.bench:  # an import has its own
            (self.shelf if self.open_text is None else self.editor).setFocus(Qt.FocusReason.OtherFocusReason)
        self._offer_drafts()
        self.shelf.read(self.desk)

    def refresh(self) -> None:
        """The decks were read again: the list is filled anew, and a file that was changed outside is read."""
        self.shelf.read(self.desk)
        self._look_outside()
        self._look_soon.start()

    def place(self) -> dict[str, Any]:
        """The open file."""
        return {} if self.open_text is None else {"path": str(self.open_text.known.path)}

    def step_back(self) -> bool:
        """Esc leaves the import, then the part that was brought in front."""
        if self.stack.currentWidget() is not self.bench:
            self.deeds.leave_table()
            return True
        if self.open_text is not None and not self.editor.isVisible():
            self.bench.bring("text")
            return True
        return False

    @property
    def dirty(self) -> bool:
        """Whether there is work that is not in the file."""
        text = self.open_text
        return text is not None and not text.read_only and text.whole(self.editor.text()) != text.known.text

    def may_leave(self) -> bool:
        """Ask about unsaved work."""
        if not self.dirty or self.open_text is None:
            return True
        answer = about_unsaved(self.desk.theme, self.open_text.known.path.name, self)
        if answer == "save":
            return self.save()
        if answer == "discard":
            self._throw_away()
            return True
        return False

    def _throw_away(self) -> None:
        text = self.open_text
        assert text is not None
        self._keep_soon.stop()
        unsaved.drop(self.desk.paths, text.known.path)
        if not text.known.path.exists():
            self._close()
            return
        try:
            self.show_text(Manuscript.read(text.known.path, self.desk, text.note_id))
        except ByHeartError as problem:
            self.desk.trouble(str(problem))
            self._close()

    def _close(self) -> None:
        self.open_text = None
        self._looked = None
        self.editor.load("")
        self._say_problems(())
        self._show_state()

    def changeEvent(self, event: QEvent) -> None:
        """Back from another program: it may have written the file."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow() and self.isVisible():
            self._look_outside()

    def showEvent(self, event: QShowEvent) -> None:
        """Look at the text again: pictures and other decks may have changed meanwhile."""
        super().showEvent(event)
        self._look_soon.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks: nothing waits any more, and what was typed last is kept now."""
        super().hideEvent(event)
        self._look_soon.stop()
        self._state_soon.stop()
        if self._keep_soon.isActive():
            self._keep_soon.stop()
            self._keep()

    # ---- what there is ----------------------------------------------------------------------------

    def _sweep(self) -> None:
        try:
            unsaved.sweep(self.desk.paths)
        except OSError as problem:
            self.desk.trouble(f"{unsaved.folder(self.desk.paths)} cannot be read ({problem.strerror}): allow it.")

    def _offer_drafts(self) -> None:
        opened = self.open_text.known.path if self.open_text is not None else None
        self._drafts = tuple(d for d in unsaved.drafts(self.desk.paths) if Path(d.path) != opened)
        if self._drafts:
            name = Path(self._drafts[0].path).name
            more = f" ({len(self._drafts) - 1} more)" if len(self._drafts) > 1 else ""
            self.bench.draft_words.setText(f"There is unsaved work on {name} from before{more}.")
        self.bench.draft_bar.setVisible(bool(self._drafts))

    def resume(self) -> None:
        """Go on with unsaved work from before a crash."""
        if not self._drafts or not self.may_leave():
            return
        self._resume(self._drafts[0])
        self.bench.bring("text")

    def _resume(self, draft: Draft) -> None:
        self.show_text(Manuscript.of(draft.known, self.desk, draft.note_id), draft.text)
        self.desk.say("This is your unsaved work from before; saving keeps it, leaving asks.")
        self._offer_drafts()

    def drop_draft(self) -> None:
        """Forget unsaved work from before a crash."""
        if self._drafts:
            unsaved.drop(self.desk.paths, Path(self._drafts[0].path))
            self._offer_drafts()

    def _open_book(self, book: Book) -> None:
        if not self.may_leave():
            self.shelf.mark(*self._marked())
            return
        try:
            self.open_file(book.path, book.note_id)
        except ByHeartError as problem:
            self.desk.trouble(str(problem))

    def _marked(self) -> tuple[Path, str]:
        text = self.open_text
        return (text.known.path, text.note_id) if text is not None else (Path(), "")

    def open_file(self, path: Path, note_id: str = "") -> None:
        """Show a file, or one card of it, with the unsaved work on it that there is. Raises ByHeartError."""
        draft = next((found for found in unsaved.drafts(self.desk.paths) if Path(found.path) == path), None)
        if draft is None:
            self.show_text(Manuscript.read(path, self.desk, note_id))
        else:
            self._resume(draft)
        self.bench.bring("text")

    def open_note(self, note_id: str) -> None:
        """Show one card: to edit it where it is the user's, to read and correct it where it is bundled."""
        library = self.desk.study.library
        if note_id not in library.note_ids():
            raise ByHeartError(f"There is no card {note_id}: read the decks again.")
        self.open_file(library.deck_of(note_id).path, note_id)

    def _take_in(self, file: Path) -> None:
        if file.suffix.lower() in TABLES:
            self.deeds.open_table(file)
            return
        roots = (*self.desk.study.library.roots, self.desk.paths.decks, own_sheets(self.desk.paths))
        if any(file.absolute().is_relative_to(root) for root in roots):
            self.open_file(file)
            return
        # A deck from elsewhere becomes one of the user's once it is saved; nothing is written before.
        found = Manuscript.read(file, self.desk).known.text
        path = template.new_file(self.desk.paths.decks, template.slug(file.stem))
        self.show_text(Manuscript.new(path, self.desk), found)
        self.desk.say(f"{file.name} is yours once you save it.")

    def show_text(self, text: Manuscript, written: str | None = None) -> None:
        """Show a text; `written` is unsaved work on it, the whole file."""
        self.open_text = text
        head, body, tail = text.parts(text.known.text if written is None else written)
        whole = self.editor.load(body)
        text = self.open_text = text.framed(head, tail)
        if not whole:
            self.open_text = text.locked()
            self.desk.trouble(f"{text.known.path} holds signs that cannot be edited here: change it in another editor.")
        self.editor.setReadOnly(self.open_text.read_only)
        self.shelf.mark(text.known.path, text.note_id)
        self._look()
        self._show_state()

    def _show_state(self) -> None:
        text = self.open_text
        corrected = text is not None and text.base is not None
        card = text is not None and bool(self.card())
        enabled = {
            "write-save": text is not None and not text.read_only,
            "write-card": text is not None and not text.read_only,
            "write-correct": text is not None and text.bundled and card,
            "write-reset": corrected and card and not self.dirty,
            "write-whole": text is not None and bool(text.note_id),
            "write-delete": text is not None and not text.read_only and card and not text.note_id and not corrected,
        }
        for name, on in enabled.items():
            self.acts[name].setEnabled(on)
        self.bench.show_text(text is not None)
        if text is None:
            self.bench.title.setText("Write")
            self.bench.state.setText("Your own decks and sheets, and bundled cards you corrected.")
            self.preview.show_nothing("")
            return
        self.bench.title.setText(text.title(self._looked.title if self._looked else ""))
        self.bench.buttons["write-card"].setText("New box" if text.sheet else "New card")
        if text.bundled:
            said = "Bundled, to read. \u201cCorrect this card\u201d makes a copy that you can change."
        elif text.read_only:
            said = "To read only."
        else:
            said = "Not saved yet." if self.dirty else "Saved."
        if corrected:
            said += " Bundled cards, changed by you."
        if self.problems:
            said += f" {in_words(self.problems)}: F8 goes to the next."
        self.bench.state.setText(said)

    # ---- while one types --------------------------------------------------------------------------

    def _typed(self) -> None:
        if self.open_text is None:
            return
        self._look_soon.start()
        if not self.open_text.read_only:
            self._keep_soon.start()
        self._state_soon.start()

    def _moved(self) -> None:
        self._state_soon.start()

    def _follow(self) -> None:
        """The cursor came to rest, or typing paused: neither may wait for what is said of the text."""
        if self.open_text is not None:
            self._show_preview()
            self._show_state()

    def _keep(self) -> None:
        text = self.open_text
        if text is None or text.read_only:
            return
        try:
            if self.dirty:
                whole = text.whole(self.editor.text())
                unsaved.keep(self.desk.paths, Draft(str(text.known.path), text.known.text, whole, text.note_id))
            else:
                unsaved.drop(self.desk.paths, text.known.path)
        except ByHeartError as problem:
            self.desk.trouble(str(problem))

    def _look(self) -> None:
        """Parse and lint in the background; an answer that another text has overtaken is dropped."""
        text = self.open_text
        if text is None:
            return
        self._asked += 1
        asked, whole = self._asked, text.whole(self.editor.text())
        library, paths = self.desk.study.library, self.desk.paths

        def work(task: Task) -> Look | None:
            return None if asked != self._asked else look_at(whole, text, library, paths)

        def done(found: Look | None) -> None:
            if found is None or asked != self._asked or self.open_text is None:
                return
            self._looked = found
            self._say_problems(found.problems)
            self._show_preview()
            self._show_state()

        self.desk.tasks.start(work, done, self.desk.tell)

    def _say_problems(self, problems: tuple[Problem, ...]) -> None:
        text = self.open_text
        above = text.lines_above if text is not None else 0
        count = self.editor.blockCount()
        # Of one card shown alone, only its own.
        alone = text is not None and bool(text.note_id)
        self.problems = tuple(p for p in problems if not alone or above < p.line <= above + count)
        self.bench.show_problems((p.line - 1 - above, p) for p in self.problems)

    def go_to(self, line: int) -> None:
        """Put the cursor at a line of what is shown, from 0."""
        self.bench.bring("text")
        self.editor.go_to(line)

    def next_problem(self) -> None:
        """The cursor goes to the next problem below it, from the last to the first."""
        said = self.bench.next_problem()
        if said:
            self.bench.state.setText(said)

    def card(self) -> str:
        """The id of the note the cursor is in."""
        text = self.open_text
        if text is None:
            return ""
        if text.note_id:
            return text.note_id
        section = section_at(self.editor.text(), self.editor.line())
        return section.note_id if section is not None else ""

    def _show_preview(self) -> None:
        text, found = self.open_text, self._looked
        if text is None or found is None:
            return
        if found.image is not None:
            self.preview.show_page(found.image, found.said)
            return
        line = self.editor.line() + text.lines_above
        note = found.note_at(line)
        if note is not None and found.info is not None:
            self.preview.show_card(note, found.info)
        else:
            self.preview.show_nothing(found.why(line))

    def _refuse(self) -> None:
        if self.open_text is not None and self.open_text.bundled:
            self.desk.say("This card is bundled: \u201cCorrect this card\u201d makes a copy that you can change.")

    def _paste(self, data: bytes) -> None:
        text = self.open_text
        if text is None or text.read_only:
            return
        if text.sheet:
            self.desk.trouble("A sheet takes pictures as SVG: put the file beside it, and write ![words](name.svg).")
            return
        try:
            self.editor.insert_picture(picture.keep(data, self.desk.paths))
        except ByHeartError as problem:
            self.desk.trouble(str(problem))

    # ---- saving -----------------------------------------------------------------------------------

    def save(self) -> bool:
        """Write the file, with what others wrote into it; whether it is written."""
        text = self.open_text
        if text is None or text.read_only or not self.dirty:
            self._look_outside()
            return True
        whole = text.whole(self.editor.text())
        try:
            picture.settle(whole, text.known.path, self.desk.paths)
            result = text.save(whole)
            while isinstance(result, Clash):
                choices = decide(self.desk.theme, text.known.path, result.merged, self)
                if choices is None:
                    self.bench.state.setText("Not saved: the file was changed elsewhere as well.")
                    return False
                whole = result.merged.text(*choices)
                text = text.again(result.theirs)
                result = text.save(whole)
        except ByHeartError as problem:
            self.desk.trouble(str(problem))
            return False
        self._keep_soon.stop()
        unsaved.drop(self.desk.paths, text.known.path)
        self._stay(text.again(result.known))
        self.desk.decks_changed.emit()
        if result.merged:
            self.desk.say(f"{text.known.path.name} had been changed elsewhere: both changes are in it.")
        return True

    def _stay(self, text: Manuscript) -> None:
        """The file holds another text: show it, with undo and cursor as they are."""
        head, body, tail = text.parts(text.known.text)
        self.open_text = text.framed(head, tail)
        self.editor.change(body)
        self.editor.document().setModified(False)
        self.shelf.mark(text.known.path, text.note_id)
        self._look()
        self._show_state()

    def _look_outside(self) -> None:
        """Take in what another program wrote, unless there is unsaved work: then saving merges it."""
        text = self.open_text
        if text is None or self.dirty:
            return
        try:
            now = Manuscript.read(text.known.path, self.desk, text.note_id)
        except ByHeartError as problem:
            self.desk.trouble(str(problem))
            return
        if not now.known.text and text.known.text:
            self._close()
        elif now.known.text != text.known.text:
            self._stay(now)
