"""The largest size at which a sheet fits one page, and where each of its boxes then stands.

The boxes are laid out once a trial at `EM` units an em; a trial differs from the next in the width alone, which is the
page's divided by the scale. The size is found by bisection, in steps small enough not to be seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTextBlock, QTextCursor, QTextFrame, QTextOption, QTextTable

from cheatsheets.columns import Tables
from cheatsheets.document import RichDocument
from cheatsheets.flow import Band, flow, run_height
from cheatsheets.frame import EM, SCALE, Frame, measure
from cheatsheets.paint import frames
from cheatsheets.paper import MM, Margins, Paper
from cheatsheets.sheet import Box, Orientation, Sheet, SheetError
from cheatsheets.spacing import keep_names_whole
from cheatsheets.style import LIGHT
from cheatsheets.tree import parse
from cheatsheets.writer import write
from decks.markup import render

SMALLEST_PT = 6.5
"""Body text below this size is not read, on paper or anywhere."""
COMFORTABLE_PT = 7.0
LARGEST_PT = 10.0
STEP_PT = 0.05

GAP = EM * 0.7
"""Between boxes and between columns."""
SIDE = EM * 0.6
TITLE = EM * 1.5
TOP = EM * 0.42
BOTTOM = EM * 0.5
_MORE_GAP = EM * 0.9  # what a gap may grow by so that columns end on one line
_BROKEN_ROWS = 0.25  # of its merit a page loses when every row of its tables is broken
_COLUMNS: dict[Orientation, tuple[int, ...]] = {"portrait": (2, 3), "landscape": (3, 4, 2)}


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A box on the page: `rect` in points from the paper's corner; the document is laid out at `EM` units an em."""

    box: Box
    number: int
    """0-based, in reading order."""
    rect: QRectF
    document: RichDocument


@dataclass(frozen=True, slots=True)
class Plan:
    """How a sheet comes out best on a page: all that the search finds, and a plain value that any thread may have."""

    sheet: Sheet
    paper: Paper
    margins: Margins
    orientation: Orientation
    columns: int
    step: int
    """The size of body text in steps of `STEP_PT`."""


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """A sheet laid out on one page. Lengths in points from the paper's top left corner.

    It belongs to the thread that made it: Qt's fonts are a thread's own, and painting it on another one crashes
    (PySide6 6.11.3). A window searches in the background (`choose`) and lays out where it paints (`lay_out`).
    """

    sheet: Sheet
    paper: Paper
    margins: Margins
    orientation: Orientation
    body_pt: float
    """Size of the body text."""
    columns: int
    boxes: tuple[Placed, ...]
    frame: Frame

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the paper."""
        return self.paper.size(self.orientation)

    @property
    def corner(self) -> QPointF:
        """Where the margins end, top left."""
        return QPointF(self.margins.left * MM, self.margins.top * MM)

    @property
    def unit(self) -> float:
        """Points in a layout unit."""
        return self.body_pt / EM

    def text_origin(self, placed: Placed) -> QPointF:
        """Where a box's document begins."""
        return placed.rect.topLeft() + QPointF(SIDE, TITLE + TOP) * self.unit

    def box_at(self, point: QPointF) -> Placed | None:
        """The box a point lies in."""
        return next((placed for placed in self.boxes if placed.rect.contains(point)), None)


def choose(
    sheet: Sheet, paper: Paper, margins: Margins | None = None, *, orientation: Orientation | None = None
) -> Plan:
    """Search the number of columns and the size at which a sheet reads best on one page, from 6.5 to 10 pt.

    `orientation` overrules the sheet's own. There must be a QGuiApplication, and the fonts loaded
    (`cheatsheets.fonts.load_fonts`). Raises `SheetError` when it fits at no size one can read, naming the boxes that
    are too long or too wide.
    """
    return _Trials(sheet, paper, margins or Margins(), orientation or sheet.orientation).best()


def lay_out(plan: Plan) -> Fitted:
    """The page of a plan; about a third of the time of the search."""
    return _Trials(plan.sheet, plan.paper, plan.margins, plan.orientation).placed(plan)


def fit(
    sheet: Sheet, paper: Paper, margins: Margins | None = None, *, orientation: Orientation | None = None
) -> Fitted:
    """`choose` and `lay_out` in one."""
    trials = _Trials(sheet, paper, margins or Margins(), orientation or sheet.orientation)
    return trials.placed(trials.best())


def fits_at(sheet: Sheet, paper: Paper, margins: Margins, body_pt: float) -> bool:
    """Whether a sheet fits one page at this size of body text: one trial for each number of columns, no search."""
    trials = _Trials(sheet, paper, margins, sheet.orientation)
    step = round(body_pt / STEP_PT)
    return any(trials.fits(columns, step) for columns in trials.choices)


@dataclass(frozen=True, slots=True)
class _Trial:
    """How a sheet comes out with so many columns at one size; layout units."""

    frame: Frame
    column: float
    heights: tuple[float, ...]
    bands: tuple[Band, ...]
    height: float
    too_wide: tuple[int, ...]
    broken_code: bool
    broken_rows: float
    """The share of all rows of tables, from 0 to 1, that take more than one line."""


class _Trials:
    """The documents of one sheet's boxes, tried at one size after another."""

    def __init__(self, sheet: Sheet, paper: Paper, margins: Margins, orientation: Orientation) -> None:
        self.sheet = sheet
        self.paper = paper
        self.margins = margins
        self.orientation = orientation
        width, height = paper.size(orientation)
        self.inner = (
            width - (margins.left + margins.right) * MM,
            height - (margins.top + margins.bottom) * MM,
        )
        count = len(sheet.boxes)
        # The author's number is for the page the author looked at.
        own = sheet.columns if orientation == sheet.orientation else None
        wanted = (own,) if own else _COLUMNS[orientation]
        self.choices = tuple(dict.fromkeys(min(columns, count) for columns in wanted))
        self.documents = [_document(sheet, box) for box in sheet.boxes]
        self.leads = [_trim(document) for document in self.documents]
        self.tables = [Tables(document) for document in self.documents]
        self.known: dict[tuple[int, int], _Trial] = {}

    def at(self, columns: int, step: int) -> _Trial:
        """The trial at `step` times `STEP_PT`."""
        trial = self.known.get((columns, step))
        if trial is None:
            trial = self.known[columns, step] = self._try(columns, step)
        return trial

    def fits(self, columns: int, step: int, *, clean: bool = False) -> bool:
        """Whether it all is on the page: nothing too long, nothing too wide, and no broken code if `clean`."""
        trial = self.at(columns, step)
        return trial.height <= trial.frame.body.height() and not trial.too_wide and not (clean and trial.broken_code)

    def best(self) -> Plan:
        """The plan that reads best; raises `SheetError` when there is none."""
        found = self.candidates()
        if not found:
            raise self.complaint()
        columns, step = max(found, key=lambda candidate: self.merit(*candidate))
        return Plan(self.sheet, self.paper, self.margins, self.orientation, columns, step)

    def candidates(self) -> list[tuple[int, int]]:
        """For each number of columns the step of the largest size that fits, with and without broken code."""
        found: list[tuple[int, int]] = []
        for columns in self.choices:
            step = self._largest(columns, clean=False)
            if step is not None:
                found.append((columns, step))
                if self.at(columns, step).broken_code and (step := self._largest(columns, clean=True)) is not None:
                    found.append((columns, step))
        return found

    def merit(self, columns: int, step: int) -> float:
        """How well a page reads: its size, less what broken code and rows, an empty foot and very small print take."""
        trial = self.at(columns, step)
        merit = step * STEP_PT * (0.75 + 0.25 * trial.height / trial.frame.body.height())
        merit *= 1 - _BROKEN_ROWS * trial.broken_rows
        if trial.broken_code:
            merit *= 0.9
        return merit if step * STEP_PT >= COMFORTABLE_PT else merit * 0.9

    def _largest(self, columns: int, *, clean: bool) -> int | None:
        low, high = round(SMALLEST_PT / STEP_PT), round(LARGEST_PT / STEP_PT)
        if not self.fits(columns, low, clean=clean):
            return None
        while low < high:
            middle = (low + high + 1) // 2
            if self.fits(columns, middle, clean=clean):
                low = middle
            else:
                high = middle - 1
        return low

    def placed(self, plan: Plan) -> Fitted:
        """The page of a plan; the documents are its own from now on."""
        # Once more, for the documents are laid out as the last trial left them.
        trial = self._try(plan.columns, plan.step)
        for document in self.documents:
            keep_names_whole(document)
        unit = plan.step * STEP_PT / EM
        corner = QPointF(self.margins.left * MM, self.margins.top * MM)
        placed = [
            Placed(self.sheet.boxes[number], number, _points(rect, unit, corner), self.documents[number])
            for number, rect in sorted(_rects(trial))
        ]
        return Fitted(
            self.sheet,
            self.paper,
            self.margins,
            self.orientation,
            plan.step * STEP_PT,
            plan.columns,
            tuple(placed),
            trial.frame,
        )

    def complaint(self) -> SheetError:
        """Which boxes keep the sheet off one page at the smallest size, and what to do."""
        step = round(SMALLEST_PT / STEP_PT)
        trials = [self.at(columns, step) for columns in self.choices]
        on = f"one {self.orientation} page of {self.paper.name}"
        narrow = [trial for trial in trials if trial.too_wide]
        if len(narrow) == len(trials):
            names = _names([self.sheet.boxes[number] for number in min((t.too_wide for t in narrow), key=len)])
            return SheetError(
                self.sheet.place,
                f"wider than its column at {SMALLEST_PT} pt on {on}: {names}",
                "shorten its longest words and cells, or add {.wide} to its heading",
            )
        trial = min((t for t in trials if not t.too_wide), key=lambda t: t.height - t.frame.body.height())
        over = round((trial.height / max(trial.frame.body.height(), 1.0) - 1) * 100) or 1
        longest = sorted(range(len(trial.heights)), key=lambda number: trial.heights[number], reverse=True)
        names = _names([self.sheet.boxes[number] for number in longest[:3]])
        return SheetError(
            self.sheet.place,
            f"{over} % too long for {on} at {SMALLEST_PT} pt",
            f"shorten its longest boxes, {names}",
        )

    def _try(self, columns: int, step: int) -> _Trial:
        width = self.inner[0] / (step * STEP_PT / EM)
        column = (width - GAP * (columns - 1)) / columns
        for box, document, tables in zip(self.sheet.boxes, self.documents, self.tables, strict=True):
            room = (width if box.wide else column) - 2 * SIDE
            tables.divide(room)
            document.setTextWidth(room)
        heights: list[float] = []
        too_wide: list[int] = []
        for number, (document, lead) in enumerate(zip(self.documents, self.leads, strict=True)):
            size = document.size()
            heights.append(TITLE + TOP + size.height() - lead + BOTTOM)
            if size.width() > document.textWidth() + EM * 0.02:
                too_wide.append(number)
        bands = flow(heights, [box.wide for box in self.sheet.boxes], columns, GAP)
        return _Trial(
            measure(self.sheet, width, self.inner[1] / (step * STEP_PT / EM)),
            column,
            tuple(heights),
            bands,
            sum(band.height for band in bands) + GAP * (len(bands) - 1),
            tuple(too_wide),
            any(_breaks_code(document) for document in self.documents),
            sum(tables.broken() for tables in self.tables) / max(1, sum(len(tables.rows) for tables in self.tables)),
        )


def _document(sheet: Sheet, box: Box) -> RichDocument:
    document = RichDocument(LIGHT, SCALE, sheet.picture)
    option = QTextOption()
    # A word broken inside a table cell is a mistake to be seen, not to be printed.
    option.setWrapMode(
        QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere if sheet.break_words else QTextOption.WrapMode.WordWrap
    )
    document.setDefaultTextOption(option)
    write(document, (parse(render(box.markdown)), "body"))
    return document


def _trim(document: RichDocument) -> float:
    """Take away the space above the first and below the last thing of a box, so that all boxes are padded alike.

    What cannot be taken away, the leading Qt puts below the last line, is returned to be subtracted.
    """
    parts = [part for part in _parts(document) if isinstance(part, QTextFrame) or part.length() > 1]
    if not parts:
        return 0.0
    first, last = parts[0], parts[-1]
    if isinstance(first, QTextFrame):
        _set_margins(first, top=0.0)
    else:
        _set_block(first, top=0.0)
    if isinstance(last, QTextFrame):
        _set_margins(last, bottom=0.0)
        return 0.0
    _set_block(last, bottom=0.0)
    return SCALE.lead()


def _parts(document: RichDocument) -> list[QTextFrame | QTextBlock]:
    found: list[QTextFrame | QTextBlock] = []
    iterator = document.rootFrame().begin()
    while not iterator.atEnd():
        frame = iterator.currentFrame()
        found.append(frame if frame is not None else iterator.currentBlock())
        iterator += 1
    return found


def _set_block(block: QTextBlock, *, top: float | None = None, bottom: float | None = None) -> None:
    shape = block.blockFormat()
    if top is not None:
        shape.setTopMargin(top)
    if bottom is not None:
        shape.setBottomMargin(bottom)
    QTextCursor(block).setBlockFormat(shape)


def _set_margins(frame: QTextFrame, *, top: float | None = None, bottom: float | None = None) -> None:
    shape = frame.format().toTableFormat() if isinstance(frame, QTextTable) else frame.frameFormat()
    if top is not None:
        shape.setTopMargin(top)
    if bottom is not None:
        shape.setBottomMargin(bottom)
    if isinstance(frame, QTextTable):
        frame.setFormat(shape)  # type: ignore[arg-type]
    else:
        frame.setFrameFormat(shape)


def _breaks_code(document: RichDocument) -> bool:
    """Whether a line of a code block is wrapped."""
    for frame, kind in frames(document):
        if kind == "code":
            block = frame.firstCursorPosition().block()
            if block.layout().lineCount() > block.text().count("\u2028") + 1:
                return True
    return False


def _rects(trial: _Trial) -> list[tuple[int, QRectF]]:
    """Where each box stands, in layout units from the inner corner; columns are spread to end on one line."""
    body = trial.frame.body
    spare = body.height() - trial.height
    growing = sum(band.height for band in trial.bands if not band.wide)
    found: list[tuple[int, QRectF]] = []
    y = body.top()
    for band in trial.bands:
        if band.wide:
            found.append((band.runs[0][0], QRectF(0, y, body.width(), band.height)))
            y += band.height + GAP
            continue
        wanted = band.height + spare * band.height / growing
        reached = 0.0
        for place, run in enumerate(band.runs):
            more = min(_MORE_GAP, (wanted - run_height(trial.heights, run, GAP)) / max(1, len(run) - 1))
            top = y
            for number in run:
                found.append((number, QRectF(place * (trial.column + GAP), top, trial.column, trial.heights[number])))
                top += trial.heights[number] + GAP + more
            reached = max(reached, top - GAP - more - y)
        y += reached + GAP
    return found


def _points(rect: QRectF, unit: float, corner: QPointF) -> QRectF:
    return QRectF(rect.left() * unit, rect.top() * unit, rect.width() * unit, rect.height() * unit).translated(corner)


def _names(boxes: Sequence[Box]) -> str:
    return ", ".join(f"“{box.title}”" + (f" (line {box.line})" if box.line > 1 else "") for box in boxes)
