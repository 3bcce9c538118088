"""Sheets written as a PDF: one page each, fonts embedded, all at once or not at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QPainter, QPdfWriter

from cheatsheets.booklet import with_outline
from cheatsheets.fit import Fitted, fit
from cheatsheets.page import page_layout, paint_page
from cheatsheets.paper import Margins, Paper
from cheatsheets.sheet import Orientation, Sheet, SheetError
from decks.atomic import write_atomically

_TABLE = re.compile(rb"beginbfrange[0-9A-F<>\[\]\s]*endbfrange")
_LIST = re.compile(rb"\[[^\]]*\]")
_TAB = re.compile(rb"(<[0-9A-F]{4}> <[0-9A-F]{4}> )<0009>")
_DPI = 600
"""Only the grid on which Qt rounds coordinates; text and lines are vectors."""


def write_pdf(
    path: Path,
    sheets: Sequence[Sheet],
    paper: Paper,
    *,
    margins: Margins | None = None,
    orientation: Orientation | None = None,
    imprint: str = "",
    title: str = "",
    progress: Callable[[int, int], object] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[Fitted, ...] | None:
    """Write sheets to `path`, a page each; more than one make a booklet with an outline.

    `imprint` (program and version) stands at each foot, followed in a booklet by the page. `progress` is told the
    pages done and their number. What was there is replaced only when everything is written; None, and nothing
    written, when `cancelled` says so between two pages. Raises `SheetError` when a sheet does not fit or the file
    cannot be written.
    """
    if not sheets:
        raise SheetError(path, "there is no sheet to write", "choose one, or all of them")
    fitted: list[Fitted] = []
    for done, sheet in enumerate(sheets):
        if cancelled is not None and cancelled():
            return None
        fitted.append(fit(sheet, paper, margins, orientation=orientation))
        if progress is not None:
            progress(done, len(sheets))
    content = pdf_of(fitted, imprint, title)
    if cancelled is not None and cancelled():
        return None
    _write(path, content)
    if progress is not None:
        progress(len(sheets), len(sheets))
    return tuple(fitted)


def pdf_of(pages: Sequence[Fitted], imprint: str = "", title: str = "") -> bytes:
    """The bytes of a PDF with these pages; its title is that of the first unless given."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title or pages[0].sheet.title)
    writer.setCreator("By Heart")
    writer.setResolution(_DPI)
    writer.setPageLayout(page_layout(pages[0]))
    painter = QPainter(writer)
    for number, fitted in enumerate(pages, start=1):
        if number > 1:
            writer.setPageLayout(page_layout(fitted))
            writer.newPage()
        painter.save()
        painter.scale(_DPI / 72, _DPI / 72)
        said = f"{imprint} · {number} of {len(pages)}" if len(pages) > 1 else imprint
        paint_page(painter, fitted, said.removeprefix(" · "))
        painter.restore()
    painter.end()
    buffer.close()
    content = with_spaces(bytes(buffer.data().data()))
    return with_outline(content, [fitted.sheet.title for fitted in pages]) if len(pages) > 1 else content


def with_spaces(pdf: bytes) -> bytes:
    """Give spaces back to the text of a PDF.

    In Inter one glyph stands for the tab and for the space, and Qt names the first of the two in its tables of
    characters (`/ToUnicode`), so copied text would have tabs between its words. The tables are not compressed, and the
    length stays the same.
    """

    def mended(table: re.Match[bytes]) -> bytes:
        return _TAB.sub(rb"\1<0020>", _LIST.sub(lambda found: found[0].replace(b"<0009>", b"<0020>"), table[0]))

    return _TABLE.sub(mended, pdf)


def _write(path: Path, content: bytes) -> None:
    try:
        # A file where the folder should be is said to be no directory, rather than to exist.
        if not path.parent.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, content)
    except OSError as error:
        fix = "choose another folder, or make room and allow writing there"
        raise SheetError(path, f"it cannot be written ({error.strerror})", fix) from error
