"""A card on the screen: a `RichDocument` in a scrolling view, about seventy characters wide, with its marks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QUrl, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QDesktopServices,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import QTextBrowser, QWidget

from app.ui.widgets import SCROLL_BAR, TabFrame, keep_scroll_bar
from cheatsheets import paint
from cheatsheets.document import OPTION_LETTERS, POINT_LETTERS, Pictures, RichDocument, base_font
from cheatsheets.style import Ink, Scale
from cheatsheets.tree import Node, parse
from cheatsheets.writer import write
from decks import markup
from decks.card import Kind, Note
from decks.library import DeckInfo, Library

if TYPE_CHECKING:
    from decks.verdict import Verdict

# About seventy characters of the body font.
COLUMN_EM = 43.0


def pictures_of(library: Library, deck: DeckInfo, trouble: Callable[[str], object]) -> Pictures:
    """Reads the pictures of a deck's cards; `trouble` is told of one that cannot be read."""

    def read(name: str) -> bytes | None:
        path = library.image(deck, name)
        try:
            return path.read_bytes() if path is not None else None
        except OSError as problem:
            trouble(f"The picture {name} of {deck.path} cannot be read: {problem.strerror}.")
            return None

    return read


@dataclass(frozen=True, slots=True)
class Look:
    """Everything a card's picture depends on besides its text."""

    ink: Ink
    scale: Scale
    width: int


def question_document(note: Note, gap: int | None, look: Look, pictures: Pictures) -> RichDocument:
    """A card as it is asked: the question, with the options of a quiz or the text of a cloze."""
    parts: list[tuple[Node, str]] = [(_question(note), "question")]
    if note.kind is Kind.CLOZE:
        parts.append((parse(markup.render(note.answer, gap=gap, reveal=False)), "body"))
    elif note.kind is Kind.CHOICE:
        parts.append((_options(note, reveal=False), "body"))
    return _document(parts, note, look, pictures)


@dataclass(frozen=True, slots=True)
class Aside:
    """What stands between question and answer: a label and a sentence, in the look of a call-out."""

    kind: str
    """`note`, `tip` or `trap`."""
    label: str
    text: str
    items: tuple[str, ...] = ()
    """Set below the sentence, each on a line of its own."""


def asides(verdict: Verdict | None, typed: str, left_out: tuple[str, ...]) -> tuple[Aside, ...]:
    """What is said of one showing: whether the number typed is right, what was typed, what was left out last time."""
    said = []
    if verdict is not None:
        said.append(Aside(*(("tip", "Right") if verdict.right else ("trap", "Not yet")), verdict.why))
    elif typed:
        said.append(Aside("note", "You wrote", typed))
    if left_out:
        # Points are sentences with commas and semicolons of their own: several are told apart by a line each.
        one = f"{left_out[0]}." if len(left_out) == 1 else ""
        said.append(Aside("warning", "Last time you left out", one, () if one else left_out))
    return tuple(said)


def answer_document(
    note: Note, gap: int | None, look: Look, pictures: Pictures, asides: tuple[Aside, ...] = ()
) -> RichDocument:
    """A card with its answer."""
    parts: list[tuple[Node, str]] = [(_question(note), "question")]
    if asides:
        parts.append((Node("body", {}, [_aside(aside) for aside in asides]), "body"))
    if note.kind is Kind.CHOICE:
        parts.append((_options(note, reveal=True), "body"))
        rest = _without_options(parse(markup.render(note.answer)))
        parts.append((rest, "body"))
    else:
        parts.append((parse(markup.render(note.answer, gap=gap, reveal=True)), "body"))
    if note.source:
        source = Node("p", {}, [Node("span", {"class": "muted"}, [f"Source: {markup.plain(note.source)}"])])
        parts.append((Node("body", {}, [source]), "body"))
    return _document(parts, note, look, pictures)


def _question(note: Note) -> Node:
    return Node("body", {}, [Node("p", {}, list(parse(markup.inline(note.question)).children))])


def _aside(aside: Aside) -> Node:
    words: list[Node | str] = [Node("strong", {}, [f"{aside.label}:"])]
    for number, line in enumerate(aside.text.splitlines()):
        words += [Node("br", {}, []), line] if number else [" ", line]
    blocks: list[Node | str] = [Node("p", {}, words)]
    if aside.items:
        blocks.append(Node("ul", {}, [Node("li", {}, [item]) for item in aside.items]))
    return Node("div", {"class": f"callout {aside.kind}"}, blocks)


def _options(note: Note, *, reveal: bool) -> Node:
    items: list[Node | str] = []
    for option in note.options:
        item = Node("li", {"class": "point"}, list(parse(markup.inline(option.text)).children))
        if reveal and option.why:
            why = Node("p", {}, [Node("span", {"class": "muted"}, list(parse(markup.inline(option.why)).children))])
            item.children.append(why)
        items.append(item)
    return Node("body", {}, [Node("ul", {"class": "points"}, items)])


def _without_options(tree: Node) -> Node:
    kept = [c for c in tree.children if not (isinstance(c, Node) and c.tag == "ul" and "points" in c.classes)]
    return Node("body", {}, kept)


def _document(parts: list[tuple[Node, str]], note: Note, look: Look, pictures: Pictures) -> RichDocument:
    document = RichDocument(look.ink, look.scale, pictures)
    document.letters = OPTION_LETTERS if note.kind is Kind.CHOICE else POINT_LETTERS
    write(document, *parts)
    lay_out(document, look.width)
    return document


def side_of(width: float, px: float) -> float:
    """How far the text of a card keeps from the edges of a view of this width, in pixels, as its body font's `px`."""
    return max(px * 1.4, (width - px * COLUMN_EM) / 2)


def margins_below(px: float, *, inset: int = 0) -> tuple[int, int]:
    """What stands below a card keeps this far from the edges, left and right, so that it is in line with the text.

    On the right is also the card's scroll bar; `inset` is what a control keeps from its own edge.
    """
    side = round(px * 1.4) - inset
    return side, side + SCROLL_BAR


def lay_out(document: RichDocument, width: int) -> None:
    """Lay a document out for a view of this width in pixels; costs nothing when it already is."""
    px = document.scale.px
    document.set_side_margins(side_of(width, px), px * 1.6, px * 1.6)
    if document.textWidth() != width:
        document.setTextWidth(width)
    # Asking for the size makes Qt lay the whole document out now rather than while it paints.
    document.size()


class CardView(TabFrame, QTextBrowser):
    """Shows one document at a time. Points and options are told by number, from 0, when they are clicked."""

    point_clicked = Signal(int)
    painted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.marks = paint.PLAIN
        self._shown: RichDocument | None = None
        self._tell_painted = False
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # A card that grows past the window must not be laid out twice, for two widths.
        keep_scroll_bar(self)
        flags = Qt.TextInteractionFlag
        self.setTextInteractionFlags(flags.TextSelectableByMouse | flags.LinksAccessibleByMouse)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Card")
        self.anchorClicked.connect(self._open)

    def show_document(
        self, document: RichDocument, marks: paint.Marks = paint.PLAIN, *, keep_place: bool = False
    ) -> None:
        """Put a document in the view; it stays where it was scrolled to if asked."""
        place = self.verticalScrollBar().value() if keep_place else 0
        lay_out(document, self.viewport().width())
        self.marks = marks
        self._shown = document
        self._tell_painted = True
        self.setDocument(document)
        self.verticalScrollBar().setValue(place)
        self.viewport().update()

    @property
    def document_shown(self) -> RichDocument | None:
        """The document in the view."""
        return self._shown

    def set_marks(self, marks: paint.Marks, said: str = "") -> None:
        """Change what is marked; only a repaint. `said` is told to a screen reader."""
        self.marks = marks
        self.viewport().update()
        if said:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))

    def bring_into_view(self, number: int) -> None:
        """Scroll so that a point is seen whole."""
        if self._shown is None:
            return
        boxes = paint.points(self._shown)
        if number < len(boxes):
            box, bar = boxes[number], self.verticalScrollBar()
            top, height = bar.value(), self.viewport().height()
            if box.bottom() > top + height:
                bar.setValue(round(box.bottom() - height + 12))
            elif box.top() < top:
                bar.setValue(round(box.top() - 12))

    # ---- Qt ---------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Boxes first, then Qt's own text."""
        if self._shown is not None:
            painter = QPainter(self.viewport())
            left, top = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
            painter.translate(-left, -top)
            paint.decorate(painter, self._shown, self.marks, QRectF(event.rect()).translated(left, top))
            painter.end()
        super().paintEvent(event)
        self.draw_frame()
        if self._tell_painted:
            self._tell_painted = False
            self.painted.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Another text size: Qt gives the document the font of the window's controls, and it gets its own again."""
        super().changeEvent(event)
        if self._shown is not None and event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange):
            self._shown.setDefaultFont(base_font(self._shown.scale))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Centre the column anew."""
        super().resizeEvent(event)
        if self._shown is not None:
            lay_out(self._shown, self.viewport().width())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a point or option is told; selecting text over it is not a click."""
        super().mouseReleaseEvent(event)
        if self._shown is None or event.button() != Qt.MouseButton.LeftButton or self.textCursor().hasSelection():
            return
        bars = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        at = event.position() + QPointF(*bars)
        for number, box in enumerate(paint.points(self._shown)):
            if box.contains(at):
                self.point_clicked.emit(number)
                return

    def use_ink(self, ink: Ink) -> None:
        """Colours of the page and of the selection."""
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, QColor(ink.page))
        palette.setColor(QPalette.ColorRole.Text, QColor(ink.text))
        self.setPalette(palette)

    @staticmethod
    def _open(url: QUrl) -> None:
        # Only what the sanitiser lets through, and only in the reader's own browser.
        if url.scheme() in ("http", "https", "mailto"):
            QDesktopServices.openUrl(url)
