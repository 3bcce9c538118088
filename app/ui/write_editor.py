"""The field one writes Markdown in: coloured, with problems underlined, completion, and pictures that can be pasted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QBuffer, QEvent, QIODevice, QMimeData, QObject, QStringListModel, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QCompleter, QPlainTextEdit, QTextEdit, QToolTip, QWidget

from app.ui.house import style_sheet
from app.ui.theme import Theme
from app.ui.widgets import SlimScrollBar, keep_scroll_bar
from app.ui.write_highlighter import Highlighter
from app.writing.complete import Offer
from app.writing.section import section_at
from cheatsheets.document import base_font
from cheatsheets.style import MONO, Scale
from decks.problem import Problem

# Qt's sign between two paragraphs.
PARAGRAPH = "\u2029"


class Editor(QPlainTextEdit):
    """A plain text. Lines are counted from 0; texts have `\\n` line ends."""

    pasted = Signal(bytes)
    """A picture, as PNG, that is to be put where the cursor is."""
    refused = Signal()
    """Somebody typed into a text that is only to be read."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._problems: tuple[tuple[int, Problem], ...] = ()
        self.offers: Callable[[str, int], Offer] = lambda text, at: Offer("", ())
        """What may stand at a place of the text."""
        self._offered: dict[str, str] = {}
        self._typed = ""
        self.setAccessibleName("Markdown")
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        keep_scroll_bar(self)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.highlighter = Highlighter(theme, self.document())
        self.completer = QCompleter(self)
        self.completer.setModel(QStringListModel(self))
        self.completer.setWidget(self)
        self.completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.completer.setMaxVisibleItems(8)
        self.completer.activated[str].connect(self._take)  # type: ignore[index]
        self._popup().setVerticalScrollBar(SlimScrollBar(Qt.Orientation.Vertical, self._popup()))
        self._popup().installEventFilter(self)
        self._popup().setAccessibleName("What may stand here")
        theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        font = base_font(Scale(self._theme.control_px), MONO)
        self.setFont(font)
        self.setTabStopDistance(4 * QFontMetricsF(font).horizontalAdvance(" "))
        # The field fills its place between its neighbours: the house's frame around it would be one line too many.
        self.setStyleSheet("QPlainTextEdit { border: 0; border-radius: 0; padding: 8px 0 8px 12px; }")
        self._popup().setStyleSheet(style_sheet(self._theme))
        self._underline()

    def _popup(self) -> QAbstractItemView:
        popup = self.completer.popup()
        assert popup is not None
        return popup

    # ---- the text ---------------------------------------------------------------------------------

    def text(self) -> str:
        """What is in the field, to the last sign: `toPlainText` would make spaces of no-break spaces."""
        return self.document().toRawText().replace(PARAGRAPH, "\n")

    def load(self, text: str) -> bool:
        """Show another text, with nothing to undo; whether the field can hold all of its signs."""
        self.setPlainText(text)
        self.highlighter.rehighlight()
        self.document().setModified(False)
        return self.text() == text

    def change(self, text: str) -> None:
        """Make the text another one; it can be undone, and the cursor stays with its words."""
        now = self.text()
        if now == text:
            return
        first = next((n for n, (a, b) in enumerate(zip(now, text, strict=False)) if a != b), min(len(now), len(text)))
        most = min(len(now), len(text)) - first
        last = next((n for n in range(most) if now[-1 - n] != text[-1 - n]), most)
        self._replace(first, len(now) - last, text[first : len(text) - last])

    def _replace(self, start: int, end: int, written: str) -> QTextCursor:
        """Write over a piece given in characters of Python's; the cursor that did it, after what was written."""
        now = self.text()
        cursor = QTextCursor(self.document())
        cursor.setPosition(_units(now[:start]))
        cursor.setPosition(_units(now[:end]), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(written)
        return cursor

    def insert_section(self, text: str, first: str) -> None:
        """Put a section below the one the cursor is in, and select the words in it that are to be written over."""
        now = self.text()
        section = section_at(now, self.line())
        lines = now.split("\n")
        end = len("\n".join(lines[: section.end])) if section is not None else len(now.rstrip())
        written = f"\n\n{text.rstrip()}" + ("" if now[end:].strip() else "\n")
        self._replace(end, end if now[end:].strip() else len(now), written)
        start = end + written.index(first)
        cursor = self.textCursor()
        whole = self.text()
        cursor.setPosition(_units(whole[:start]))
        cursor.setPosition(_units(whole[: start + len(first)]), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.centerCursor()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def insert_picture(self, source: str) -> None:
        """Put a picture where the cursor is, and select the words for who cannot see it."""
        cursor = self.textCursor()
        words = "what the picture shows"
        cursor.insertText(f"![{words}]({source})")
        start = cursor.position() - len(f"{words}]({source})")
        cursor.setPosition(start)
        cursor.setPosition(start + len(words), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    def line(self) -> int:
        """The line the cursor is in."""
        return self.textCursor().blockNumber()

    def go_to(self, line: int) -> None:
        """Put the cursor at the beginning of a line, in the upper half of what is seen."""
        block = self.document().findBlockByNumber(min(max(0, line), self.blockCount() - 1))
        cursor = QTextCursor(block)
        self.setTextCursor(cursor)
        self.centerCursor()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The problems below take room: what is being written stays in sight."""
        super().resizeEvent(event)
        if self.hasFocus():
            self.ensureCursorVisible()

    # ---- problems ---------------------------------------------------------------------------------

    def show_problems(self, problems: Sequence[tuple[int, Problem]]) -> None:
        """Underline the lines of problems."""
        self._problems = tuple(problems)
        self._underline()

    def _underline(self) -> None:
        ink = self._theme.ink
        marks = []
        for line, problem in self._problems:
            block = self.document().findBlockByNumber(line)
            if not block.isValid():
                continue
            mark = QTextEdit.ExtraSelection()
            form = QTextCharFormat()
            form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            form.setUnderlineColor(QColor(ink.bad if problem.severity == "error" else ink.warn))
            cursor = QTextCursor(block)
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            mark.cursor, mark.format = cursor, form
            marks.append(mark)
        self.setExtraSelections(marks)

    def event(self, event: QEvent) -> bool:
        """Over an underlined line the pointer shows what is wrong with it."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            line = self.cursorForPosition(self.viewport().mapFromGlobal(event.globalPos())).blockNumber()
            said = "\n".join(f"{problem.message}; {problem.fix}." for at, problem in self._problems if at == line)
            QToolTip.showText(event.globalPos(), said, self)
            return True
        return super().event(event)

    # ---- completion -------------------------------------------------------------------------------

    def complete(self) -> None:
        """Show what may stand where the cursor is; where it is one thing only, write it."""
        if self.isReadOnly():
            return
        text = self.text()
        offer = self.offers(text, _signs(text, self.textCursor().position()))
        self._typed = offer.typed
        self._offered = {f"{word.strip()}    {said}": word for word, said in offer.words}
        popup = self._popup()
        if not self._offered:
            popup.hide()
            return
        if len(self._offered) == 1 and not popup.isVisible():
            self._take(next(iter(self._offered)))
            return
        model = self.completer.model()
        assert isinstance(model, QStringListModel)
        model.setStringList(list(self._offered))
        popup.setCurrentIndex(model.index(0))
        place = self.cursorRect()
        place.setWidth(min(self.viewport().width(), popup.sizeHintForColumn(0) + 40))
        self.completer.complete(place)

    def _take(self, shown: str) -> None:
        cursor = self.textCursor()
        left = QTextCursor.MoveOperation.Left
        cursor.movePosition(left, QTextCursor.MoveMode.KeepAnchor, _units(self._typed))
        cursor.insertText(self._offered[shown])
        self.setTextCursor(cursor)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc closes the list that is open; it is not for the window, which would leave the page."""
        if event.type() == QEvent.Type.ShortcutOverride and watched is self._popup():
            event.accept()
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """While the list is open, its keys are its own, and typing narrows it."""
        open_list = self._popup().isVisible()
        chosen = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
        if open_list and event.key() in chosen:
            event.ignore()
            return
        if self.isReadOnly() and event.text().isprintable() and event.text():
            self.refused.emit()
        super().keyPressEvent(event)
        if open_list and (event.text() or event.key() == Qt.Key.Key_Backspace):
            self.complete()

    # ---- pictures ---------------------------------------------------------------------------------

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Text and pictures; files go to the window, which knows where they belong."""
        if source.hasUrls() and not source.hasText() and not source.hasImage():
            return False
        return source.hasImage() or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """A picture is told; where there is text as well (a spreadsheet's cells), the text is meant."""
        if source.hasImage() and not source.hasText():
            image = source.imageData()
            assert isinstance(image, QImage)
            buffer = QBuffer()
            buffer.open(QIODevice.OpenModeFlag.WriteOnly)
            image.save(buffer, "PNG")  # type: ignore[call-overload]
            self.pasted.emit(bytes(buffer.data().data()))
            return
        super().insertFromMimeData(source)

    @staticmethod
    def clipboard_has_picture() -> bool:
        """Whether pasting now would paste a picture."""
        data = QApplication.clipboard().mimeData()
        return data.hasImage() and not data.hasText()


def _units(text: str) -> int:
    """The length of a text as Qt counts it: signs beyond the first 65,536 count twice."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _signs(text: str, units: int) -> int:
    """The other way round."""
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * units].decode("utf-16-le", "surrogatepass"))
