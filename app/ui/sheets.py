"""The page of sheets: a gallery of what there is, and a reader from which a sheet is printed or saved."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app import sheets as use
from app import wording
from app.errors import ByHeartError
from app.sheet_cards import cards_of_box, page_of_cards
from app.ui import actions
from app.ui.blocks import ProgressLine, Words, button, row
from app.ui.page import Desk, Page
from app.ui.printing import Printing, usual_paper
from app.ui.sheet_view import SheetView
from app.ui.tasks import Task
from app.ui.widgets import SlimScrollBar
from cheatsheets.fit import Fitted, Plan, choose, fit, lay_out
from cheatsheets.library import NO_SHEETS, SheetLibrary, bundled_sheets
from cheatsheets.page import thumbnail
from cheatsheets.paper import A4, LETTER
from cheatsheets.pdf import write_pdf
from cheatsheets.sheet import Sheet, SheetError

if TYPE_CHECKING:
    from cheatsheets.personal import Personal

THUMB = 170
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
        desk.theme.changed.connect(self._size_thumbs)

    # ---- building ---------------------------------------------------------------------------------

    def _build_gallery(self) -> QWidget:
        theme = self.desk.theme
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 24, 12, 0)
        column.setSpacing(8)
        column.addWidget(Words(theme, "Sheets", 1.7, strong=True))
        self.said = Words(theme, "One page each, to read, print or keep.", colour="muted")
        column.addWidget(self.said)
        self.own = button("What I keep &forgetting", lambda: self.show_own(), page)
        self.own.setToolTip("A page of the cards you fail most, in their shortest form")
        self.booklet = button("Save all as a &booklet…", self.save_all, page)
        column.addLayout(row(self.own, self.booklet))
        self.gallery = QListWidget(page)
        self.gallery.setAccessibleName("Sheets")
        self.gallery.setViewMode(QListWidget.ViewMode.IconMode)
        self.gallery.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.gallery.setMovement(QListWidget.Movement.Static)
        self.gallery.setWordWrap(True)
        self.gallery.setSpacing(10)
        self.gallery.setFrameShape(QListWidget.Shape.NoFrame)
        self.gallery.setVerticalScrollBar(SlimScrollBar(Qt.Orientation.Vertical, self.gallery))
        self.gallery.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.gallery.itemActivated.connect(lambda item: self.open(str(item.data(Qt.ItemDataRole.UserRole))))
        self.gallery.itemClicked.connect(lambda item: self.open(str(item.data(Qt.ItemDataRole.UserRole))))
        column.addWidget(self.gallery, 1)
        self.line = ProgressLine(theme, page)
        self.line.cancelled.connect(self._cancel)
        column.addWidget(self.line)
        self._task: Task | None = None
        self._size_thumbs()
        return page

    def _build_reader(self) -> QWidget:
        theme = self.desk.theme
        page = QWidget(self)
        self.view = SheetView(theme, page)
        self.view.box_chosen.connect(self.cards_of_box)
        self.view.moved_to_box.connect(self._tell_box)
        self.back = button("← &Sheets", self.show_gallery, page)
        self.back.setAccessibleName("Back to all sheets")
        self.title = Words(theme, "", 1.0, strong=True)
        self.title.setWordWrap(False)
        self.title.setMinimumWidth(0)
        self.search = QLineEdit(page)
        self.search.setPlaceholderText("Find on the page")
        self.search.setAccessibleName("Find on the page")
        self.search.setMaximumWidth(220)
        self.search.textChanged.connect(self._search)
        self.search.returnPressed.connect(lambda: self._tell_place(self.view.next_place()))
        self.places = Words(theme, "", 0.9, colour="muted")
        self.places.setWordWrap(False)
        self.papers = QComboBox(page)
        self.papers.addItems(["A4", "Letter"])
        self.papers.setCurrentIndex(1 if self.paper is LETTER else 0)
        self.papers.setAccessibleName("Paper")
        self.papers.currentIndexChanged.connect(self._other_paper)
        self.turn = button("Tu&rn", self._turn, page, help="Portrait or landscape")
        self.save = button("Save &PDF…", self.save_pdf, page)
        self.print = button("P&rint…", self.print_sheet, page, primary=True)
        self.preview = button("Pre&view…", self.print_preview, page)
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 12, 4)
        head.setSpacing(8)
        for widget in (self.back, self.title):
            head.addWidget(widget)
        head.addStretch(1)
        head.addWidget(self.places)
        head.addWidget(self.search)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 4, 12, 8)
        foot.setSpacing(8)
        self.told = Words(theme, "", 0.9, colour="muted")
        foot.addWidget(self.told, 1)
        for control in (self.papers, self.turn, self.save, self.preview, self.print):
            foot.addWidget(control)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        column.addLayout(foot)
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

    def _size_thumbs(self) -> None:
        wide = round(THUMB * max(1.0, self.desk.theme.text_size / 100))
        self.gallery.setIconSize(QSize(wide, round(wide * 1.42)))
        lines = self.gallery.fontMetrics().height() * 3 + 16
        self.gallery.setGridSize(QSize(wide + 34, round(wide * 1.42) + lines))
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
        self.gallery.clear()
        for sheet in library.sheets:
            item = QListWidgetItem(self._blank(), sheet.title, self.gallery)
            item.setData(Qt.ItemDataRole.UserRole, sheet.id)
            item.setToolTip(sheet.subtitle)
            item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        own = sum(1 for s in library.sheets if s.path and not s.path.is_relative_to(bundled_sheets()))
        mine = f", {own} of them yours" if own else ""
        self.said.setText(
            f"{wording.count(len(library.sheets), 'sheet')}{mine}: one page each, to read, print or keep."
        )
        if self.gallery.count():
            self.gallery.setCurrentRow(0)

    def _blank(self) -> QIcon:
        blank = QPixmap(THUMB, round(THUMB * 1.42))
        blank.fill(QColor(self.desk.theme.ink.panel))
        return QIcon(blank)

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
                icon = QIcon(QPixmap.fromImage(image)) if image is not None else self._blank()
                self._thumbs[sheet_id, paper.name, wide] = icon
                for number in range(self.gallery.count()):
                    item = self.gallery.item(number)
                    if item.data(Qt.ItemDataRole.UserRole) == sheet_id:
                        item.setIcon(icon)
            # A few at a time: the first are there at once, and a page that was left does not go on.
            if made and self.isVisible():
                self._draw_missing_thumbs()

        self._thumbs_task = self.desk.tasks.start(work, done, self.desk.tell)

    def show_gallery(self) -> None:
        """All sheets."""
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
        self.view.show_page(fitted, use.IMPRINT)
        self.title.setText(fitted.sheet.title)
        self.told.setText(
            f"{fitted.paper.name}, {fitted.orientation}, {fitted.body_pt:.1f} pt. A click on a box shows its cards."
        )
        self.search.clear()
        self.places.clear()
        self.stack.setCurrentIndex(1)
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

        def work(_task: Task) -> Personal | None:
            return use.what_i_forget(study.library, study.progress, paper)

        nothing = "You have not failed or left out anything yet: this page fills itself as you review."
        self.desk.tasks.start(work, lambda made: self._own_made(made, nothing), self.desk.tell)

    def _make_own(self, card_ids: tuple[str, ...], title: str) -> None:
        study, paper = self.desk.study, self.paper

        def work(_task: Task) -> Personal | None:
            return page_of_cards(study.library, study.progress, card_ids, title, paper)

        nothing = "None of these cards has a short form for a sheet."
        self.desk.tasks.start(work, lambda made: self._own_made(made, nothing), self.desk.tell)

    def _own_made(self, made: Personal | None, nothing: str) -> None:
        if made is None:
            self.desk.say(nothing)
            self.show_gallery()
            return
        self._personal[made.sheet.id] = made.sheet
        self._show(made.sheet, made.sheet.orientation)
        if made.left_out:
            self.desk.say(f"{wording.count(made.left_out, 'card')} more had no room on the page.")

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
