"""The page of sheets: a gallery of what there is, and a reader from which a sheet is printed or saved."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QImage
from PySide6.QtWidgets import QComboBox, QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from app import sheets as use
from app import wording
from app.errors import ByHeartError
from app.sheet_cards import cards_of_box, page_of_cards
from app.ui import actions
from app.ui.blocks import ProgressLine, Words, button, row
from app.ui.page import Desk, Page
from app.ui.printing import Printing, usual_paper
from app.ui.sheet_gallery import SheetGallery
from app.ui.sheet_reader import SheetReader
from app.ui.tasks import Task
from cheatsheets.fit import Fitted, Plan, choose, fit, lay_out
from cheatsheets.library import NO_SHEETS, SheetLibrary, bundled_sheets
from cheatsheets.page import thumbnail
from cheatsheets.paper import A4, LETTER
from cheatsheets.pdf import write_pdf
from cheatsheets.sheet import Sheet, SheetError

if TYPE_CHECKING:
    from cheatsheets.personal import Personal

OWN = "what-i-keep-forgetting"


class SheetsPage(Page):
    """Gallery and reader."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.library = NO_SHEETS
        self._reading: Task | None = None
        self._then: Callable[[], None] | None = None
        """What is to be shown once the sheets are read."""
        self._shown: Fitted | None = None
        self._thumbs: dict[tuple[str, str, int], QIcon] = {}
        """By sheet, paper and width."""
        self._thumbs_task: Task | None = None
        self._personal: dict[str, Sheet] = {}
        self._notes_of_box: dict[tuple[str, int], tuple[str, ...]] = {}
        self._wanted: object = None
        self.paper = usual_paper()
        self.stack = QStackedWidget(self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)
        self.stack.addWidget(self._build_gallery())
        self.stack.addWidget(self._build_reader())
        self.printing = Printing(self)
        desk.theme.changed.connect(self._redraw_thumbs)

    # ---- building ---------------------------------------------------------------------------------

    def _build_gallery(self) -> QWidget:
        theme = self.desk.theme
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 24, 12, 0)
        column.setSpacing(10)
        column.addWidget(Words(theme, "Sheets", 1.7, strong=True))
        self.said = Words(theme, "One page each, to read, print or keep.", colour="muted")
        column.addWidget(self.said)
        self.own = button("What I keep &forgetting", lambda: self.show_own(), page)
        self.own.setToolTip("A page of the cards you fail most, in their shortest form")
        self.booklet = button("Save all as a &booklet…", self.save_all, page)
        column.addLayout(row(self.own, self.booklet))
        self.gallery = SheetGallery(theme, page)
        self.gallery.wanted.connect(self.open)
        column.addWidget(self.gallery, 1)
        self.line = ProgressLine(theme, page)
        self.line.cancelled.connect(self._cancel)
        self.line.setContentsMargins(0, 0, 12, 12)
        column.addWidget(self.line)
        self._task: Task | None = None
        return page

    def _build_reader(self) -> QWidget:
        self.back = button("← &Sheets", self.show_gallery, self)
        self.back.setAccessibleName("Back to all sheets")
        self.papers = QComboBox(self)
        self.papers.addItems(["A4", "Letter"])
        self.papers.setCurrentIndex(1 if self.paper is LETTER else 0)
        self.papers.setAccessibleName("Paper")
        self.papers.currentIndexChanged.connect(self._other_paper)
        self.turn = button("Tu&rn", self._turn, self, help="Portrait or landscape")
        self.save = button("Save &PDF…", self.save_pdf, self)
        self.preview = button("Pre&view…", self.print_preview, self)
        self.print = button("P&rint…", self.print_sheet, self, primary=True)
        buttons: list[QWidget] = [self.turn, self.save, self.preview, self.print]
        page = SheetReader(self.desk.theme, self.back, self.papers, buttons)
        self.view, self.title, self.told = page.view, page.title, page.told
        self.search, self.places = page.search, page.places
        self.view.box_chosen.connect(self.cards_of_box)
        self.view.moved_to_box.connect(self._tell_box)
        self.search.textChanged.connect(self._search)
        self.search.returnPressed.connect(lambda: self._tell_place(self.view.next_place()))
        for name, call in (
            ("sheet-find", self._focus_search),
            ("sheet-larger", lambda: self.view.zoom(1.2)),
            ("sheet-smaller", lambda: self.view.zoom(1 / 1.2)),
            ("sheet-width", self.view.fit_width),
            ("sheet-page", self.view.fit_page),
            ("sheet-print", self.print_sheet),
            ("sheet-save", self.save_pdf),
            ("sheet-next-box", lambda: self.view.choose_box(1)),
            ("sheet-previous-box", lambda: self.view.choose_box(-1)),
        ):
            actions.make(name, page, call)
        return page

    def _redraw_thumbs(self) -> None:
        if self.isVisible() and self.stack.currentIndex() == 0:
            self._draw_missing_thumbs()

    # ---- what the window calls --------------------------------------------------------------------

    def enter(
        self, sheet: str = "", note_id: str = "", card_ids: Collection[str] = (), title: str = "", **_: object
    ) -> None:
        """Show the gallery; or a sheet by its id, that of a card's lesson, or one made of chosen cards."""
        self._then = None
        if card_ids:
            self._make_own(tuple(card_ids), title or "My selection")
        elif sheet == OWN:
            self.show_own()
        elif sheet:
            self._then = partial(self.open, sheet)
        elif note_id:
            self._then = partial(self._open_of_note, note_id)
        elif self.stack.currentIndex() == 0 or self._shown is None:
            self.show_gallery()
        else:
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._read()

    def place(self) -> dict[str, Any]:
        """The sheet that is read, if it is one of the library's."""
        fitted = self._shown if self.stack.currentIndex() == 1 else None
        return {"sheet": fitted.sheet.id} if fitted is not None and self.library.find(fitted.sheet.id) else {}

    def refresh(self) -> None:
        """Sheets may have been edited."""
        self._read()

    def step_back(self) -> bool:
        """From the reader to the gallery."""
        if self.stack.currentIndex() == 1:
            self.show_gallery()
            return True
        return False

    # ---- the gallery ------------------------------------------------------------------------------

    def _read(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
        paths, before = self.desk.paths, self.library
        self._reading = self.desk.tasks.start(
            lambda task: (task, use.read_sheets(paths, before)), self._have_read, self.desk.tell
        )

    def _have_read(self, found: tuple[Task, SheetLibrary]) -> None:
        if found[0] is not self._reading:
            return  # they are being read again
        self._reading = None
        changed, self.library = found[1] != self.library, found[1]
        if changed:
            self._fill_gallery()
        self._draw_missing_thumbs()
        if self._then is not None:
            then, self._then = self._then, None
            then()

    def _fill_gallery(self) -> None:
        library = self.library
        self._thumbs.clear()
        for problem in library.problems:
            if problem.severity == "error":
                self.desk.trouble(str(problem))
                break
        self.gallery.fill(library.sheets)
        own = sum(1 for s in library.sheets if s.path and not s.path.is_relative_to(bundled_sheets()))
        mine = f", {own} of them yours" if own else ""
        self.said.setText(
            f"{wording.count(len(library.sheets), 'sheet')}{mine}: one page each, to read, print or keep."
        )

    def _draw_missing_thumbs(self) -> None:
        if self._thumbs_task is not None:
            return
        paper = self.paper
        wide = round(self.gallery.iconSize().width() * self.devicePixelRatioF())
        missing = [sheet for sheet in self.library.sheets if (sheet.id, paper.name, wide) not in self._thumbs]
        if not missing:
            return

        def work(task: Task) -> list[tuple[str, QImage | None]]:
            made: list[tuple[str, QImage | None]] = []
            for sheet in missing[:3]:
                if task.cancelled:
                    break
                try:
                    made.append((sheet.id, thumbnail(fit(sheet, paper), wide, use.IMPRINT)))
                except SheetError:
                    made.append((sheet.id, None))  # opening it says why
            return made

        def done(made: list[tuple[str, QImage | None]]) -> None:
            self._thumbs_task = None
            for sheet_id, image in made:
                icon = self._thumbs[sheet_id, paper.name, wide] = self.gallery.picture(image)
                self.gallery.show_picture(sheet_id, icon)
            # A few at a time: the first are there at once, and a page that was left does not go on.
            if made and self.isVisible():
                self._draw_missing_thumbs()

        self._thumbs_task = self.desk.tasks.start(work, done, self.desk.tell)

    def show_gallery(self) -> None:
        """All sheets."""
        self._wanted = None  # a page that is still being laid out would bring its reader back
        self.stack.setCurrentIndex(0)
        self._draw_missing_thumbs()
        self.gallery.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- the reader -------------------------------------------------------------------------------

    def _sheet(self, sheet_id: str) -> Sheet | None:
        return self._personal.get(sheet_id) or self.library.find(sheet_id)

    def open(self, sheet_id: str) -> None:
        """Read a sheet."""
        sheet = self._sheet(sheet_id)
        if sheet is None:
            self.desk.trouble(f"There is no sheet with the id {sheet_id}: choose one of these.")
            return
        self._show(sheet, sheet.orientation)

    def _open_of_note(self, note_id: str) -> None:
        found = use.sheets_of_note(self.library, self.desk.study.library, note_id)
        if found:
            self.open(found[0].id)
            more = ", ".join(sheet.title for sheet in found[1:4])
            if more:
                self.told.setText(f"Also on: {more}")
        else:
            self.desk.say("No sheet draws on the lesson of that card.")
            self.show_gallery()

    def _show(self, sheet: Sheet, orientation: str) -> None:
        paper = self.paper
        self._wanted = wanted = (sheet.id, orientation, paper.name)

        def work(_task: Task) -> Plan:
            try:
                return choose(sheet, paper, orientation=orientation)  # type: ignore[arg-type]
            except SheetError as problem:
                raise ByHeartError(str(problem)) from None

        def done(plan: Plan) -> None:
            # Another sheet may have been asked for meanwhile.
            if self._wanted == wanted:
                self._shown = lay_out(plan)
                self._say_shown()

        self.desk.tasks.start(work, done, self.desk.tell)

    def _say_shown(self) -> None:
        fitted = self._shown
        assert fitted is not None
        # First: how large the page is shown depends on the room it has.
        self.stack.setCurrentIndex(1)
        self.view.show_page(fitted, use.IMPRINT)
        self.title.setText(fitted.sheet.title)
        self.told.setText(
            f"{fitted.paper.name}, {fitted.orientation}, {fitted.body_pt:.1f} pt. A click on a box shows its cards."
        )
        self.search.clear()
        self.places.clear()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _other_paper(self, index: int) -> None:
        self.paper = LETTER if index else A4
        if self._shown is not None and self.stack.currentIndex() == 1:
            self._show(self._shown.sheet, self._shown.orientation)

    def _turn(self) -> None:
        if self._shown is not None:
            other = "landscape" if self._shown.orientation == "portrait" else "portrait"
            self._show(self._shown.sheet, other)

    def _focus_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _search(self, text: str) -> None:
        count = self.view.look_for(text)
        self.places.setText(f"{count} found" if text.strip() else "")

    def _tell_place(self, number: int) -> None:
        if number:
            self.places.setText(f"{number} of {len(self.view._found)}")

    def _tell_box(self, number: int) -> None:
        if self._shown is not None:
            self.told.setText(f"{self._shown.boxes[number].box.title}: Enter shows its cards.")

    def cards_of_box(self, number: int) -> None:
        """The cards that a box is about."""
        if self._shown is None:
            return
        box = self._shown.boxes[number].box
        sheet = self._shown.sheet
        library = self.desk.study.library
        found = self._notes_of_box.get((sheet.id, number)) or cards_of_box(library, sheet, box)
        if not found:
            self.desk.say(f"No card is about “{box.title}”.")
            return
        self.desk.go("browse", query=f"id:{','.join(found)}")

    # ---- own sheets -------------------------------------------------------------------------------

    def show_own(self) -> None:
        """The page of what the reader keeps forgetting."""
        study, paper = self.desk.study, self.paper
        nothing = "You have not failed or left out anything yet: this page fills itself as you review."
        self._make(lambda: use.what_i_forget(study.library, study.progress, paper), nothing)

    def _make_own(self, card_ids: tuple[str, ...], title: str) -> None:
        study, paper = self.desk.study, self.paper
        nothing = "None of these cards has a short form for a sheet."
        self._make(lambda: page_of_cards(study.library, study.progress, card_ids, title, paper), nothing)

    def _make(self, work: Callable[[], Personal | None], nothing: str) -> None:
        self._wanted = wanted = object()

        def done(made: Personal | None) -> None:
            # Another sheet may have been asked for meanwhile, or all of them.
            if self._wanted is wanted:
                self._own_made(made, nothing)

        self.desk.tasks.start(lambda _task: work(), done, self.desk.tell)

    def _own_made(self, made: Personal | None, nothing: str) -> None:
        if made is None:
            self.desk.say(nothing)
            self.show_gallery()
            return
        self._personal[made.sheet.id] = made.sheet
        self._show(made.sheet, made.sheet.orientation)
        if made.left_out:
            self.desk.say(f"{wording.count(made.left_out, 'more card')} had no room on the page.")

    # ---- paper ------------------------------------------------------------------------------------

    def save_pdf(self) -> None:
        """Save the sheet that is shown."""
        if self._shown is None or self.stack.currentIndex() != 1:
            return
        name = f"{self._shown.sheet.id}-{self._shown.paper.name.lower()}.pdf"
        self._save((self._shown.sheet,), name, self._shown.orientation)

    def save_all(self) -> None:
        """Save every sheet as one booklet with an outline."""
        if self.library.sheets:
            self._save(self.library.sheets, "by-heart-sheets.pdf", None)

    def _save(self, sheets: tuple[Sheet, ...], name: str, orientation: str | None) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, "Save as PDF", str(Path.home() / name), "PDF (*.pdf)")
        if chosen:
            self.save_to(Path(chosen), sheets, orientation)

    def save_to(self, file: Path, sheets: tuple[Sheet, ...], orientation: str | None = None) -> None:
        """Write a PDF in the background."""
        if self._task is not None:
            self.desk.say("Another PDF is being written: wait for it, or cancel it on the page of all sheets.")
            return
        paper, moved = self.paper, self.line.moved.emit
        file = file if file.suffix else file.with_suffix(".pdf")

        def work(task: Task) -> bool:
            try:
                written = write_pdf(
                    file,
                    sheets,
                    paper,
                    orientation=orientation,  # type: ignore[arg-type]
                    imprint=use.IMPRINT,
                    title="By Heart" if len(sheets) > 1 else "",
                    progress=moved,
                    cancelled=lambda: task.cancelled,
                )
            except SheetError as problem:
                raise ByHeartError(str(problem)) from None
            return written is not None

        def done(written: bool) -> None:
            self._task = None
            self.line.end()
            self.desk.say(f"{file} is written." if written else "Stopped; no PDF was written.")

        def failed(problem: BaseException) -> None:
            self._task = None
            self.line.end()
            self.desk.tell(problem)

        self.line.begin(f"Writing {file.name}…")
        self._task = self.desk.tasks.start(work, done, failed)

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def print_sheet(self) -> None:
        """The system's print dialog, then paper."""
        if self._shown is not None and self.stack.currentIndex() == 1:
            self.printing.print(self._shown)

    def print_preview(self) -> None:
        """The page as the printer will have it."""
        if self._shown is not None and self.stack.currentIndex() == 1:
            self.printing.preview(self._shown)
