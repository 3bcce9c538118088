"""Paper: the system's print dialog and a preview. The page is laid out anew for the printer's paper and margins."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrintPreviewDialog

from app import sheets as use
from app.errors import ByHeartError
from app.ui.page import Page
from app.ui.tasks import Task
from cheatsheets.fit import Fitted, Plan, choose, lay_out
from cheatsheets.page import page_layout, paint_page
from cheatsheets.paper import A4, LETTER, Margins, Paper
from cheatsheets.sheet import Orientation, Sheet, SheetError

LEAST_MM = 6.0
"""White edge kept even where a printer could print closer: a page is held, and punched."""


_LETTER = {
    QLocale.Country.UnitedStates,
    QLocale.Country.Canada,
    QLocale.Country.Mexico,
    QLocale.Country.Philippines,
    QLocale.Country.Chile,
    QLocale.Country.Colombia,
    QLocale.Country.Venezuela,
}


def usual_paper() -> Paper:
    """Letter where the machine's country prints on it: the United States, Canada and a few of their neighbours."""
    return LETTER if QLocale.system().territory() in _LETTER else A4


def layout_of(printer: QPrinter) -> tuple[Paper, Margins, Orientation]:
    """Paper, margins (what the printer cannot reach, at least 6 mm) and orientation as the reader chose them."""
    layout = printer.pageLayout()
    size = layout.pageSize().size(QPageSize.Unit.Millimeter)
    short, long = sorted((size.width(), size.height()))
    millimetres = QPageLayout(layout)
    millimetres.setUnits(QPageLayout.Unit.Millimeter)
    least = millimetres.minimumMargins()
    margins = Margins(*(max(LEAST_MM, edge) for edge in (least.left(), least.top(), least.right(), least.bottom())))
    landscape = layout.orientation() == QPageLayout.Orientation.Landscape
    return Paper(layout.pageSize().name(), short, long), margins, "landscape" if landscape else "portrait"


def plan_for(printer: QPrinter, sheet: Sheet) -> Plan:
    """How the sheet comes out best on that printer. Takes a few tenths of a second. Raises ByHeartError."""
    paper, margins, orientation = layout_of(printer)
    try:
        return choose(sheet, paper, margins, orientation=orientation)
    except SheetError as problem:
        raise ByHeartError(str(problem)) from None


def paint_on(printer: QPrinter, plan: Plan) -> None:
    """Paint the page. Raises ByHeartError when the printer takes none."""
    printer.setFullPage(True)
    painter = QPainter()
    if not painter.begin(printer):
        name = printer.printerName() or printer.outputFileName() or "The printer"
        raise ByHeartError(f"{name} takes no page: see that it is still there and switched on, then print again.")
    try:
        # The painter's unit is the printer's dot; ours is the point.
        painter.scale(printer.resolution() / 72, printer.resolution() / 72)
        paint_page(painter, lay_out(plan), use.IMPRINT)
    finally:
        painter.end()
    if printer.printerState() == QPrinter.PrinterState.Error:
        raise ByHeartError(f"{printer.printerName() or 'The printer'} reported an error: look at it, then print again.")


class Printing:
    """Prints what a page shows."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.printer: QPrinter | None = None

    def _printer_for(self, fitted: Fitted) -> QPrinter:
        """The printer used last, else the system's own, with the paper of the page that is shown."""
        if self.printer is None:
            self.printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        self.printer.setDocName(fitted.sheet.title)
        self.printer.setPageLayout(page_layout(fitted))
        self.printer.setPageMargins(QMarginsF(0, 0, 0, 0))
        return self.printer

    def print(self, fitted: Fitted) -> None:
        """Ask the system which printer, then print in the background as far as Qt allows."""
        printer = self._printer_for(fitted)
        dialog = QPrintDialog(printer, self._page)
        dialog.setWindowTitle("Print")
        if dialog.exec() == QPrintDialog.DialogCode.Accepted:
            self.send(printer, fitted.sheet)

    def send(self, printer: QPrinter, sheet: Sheet) -> None:
        """Search the layout in the background, then print."""
        desk = self._page.desk

        def work(_task: Task) -> Plan:
            return plan_for(printer, sheet)

        def done(plan: Plan) -> None:
            try:
                paint_on(printer, plan)
            except ByHeartError as problem:
                desk.tell(problem)
                return
            desk.say(f"“{sheet.title}” was sent to {printer.printerName() or printer.outputFileName()}.")

        desk.tasks.start(work, done, desk.tell)

    def preview(self, fitted: Fitted) -> None:
        """Show the page as the printer will have it; paper and orientation can be changed there."""
        printer = self._printer_for(fitted)
        plans: dict[tuple[Paper, Margins, Orientation], Plan] = {}
        dialog = QPrintPreviewDialog(printer, self._page)

        def paint(on: QPrinter) -> None:
            # The dialog waits for its page: another paper's layout is searched here, once.
            try:
                key = layout_of(on)
                if key not in plans:
                    plans[key] = plan_for(on, fitted.sheet)
                paint_on(on, plans[key])
            except ByHeartError as problem:
                self._page.desk.tell(problem)

        dialog.paintRequested.connect(paint)
        dialog.exec()
