"""The tree of a card or of a sheet's box, written into a `RichDocument` with a cursor.

Not with `setHtml`: Qt's HTML import loses classes and knows no padding, while frames made directly carry what the
painter (`paint`) needs in properties of their own. It is four times as quick besides.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QColor,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextListFormat,
    QTextTableCellFormat,
    QTextTableFormat,
)

from cheatsheets.document import (
    CALL_OUTS,
    DETAIL,
    KIND,
    PICTURE,
    PICTURE_OBJECT,
    TRIM,
    RichDocument,
    strengthen,
)
from cheatsheets.spacing import tied
from cheatsheets.style import MONO
from cheatsheets.tree import Node
from decks import highlight

_BREAK = re.compile(r"[ \t]*\n[ \t]*")


def write(document: RichDocument, *parts: tuple[Node, str]) -> None:
    """Replace the content by these trees; each comes with its style: "question" or "body"."""
    document.clear()
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    writer = _Writer(document, cursor)
    for tree, style in parts:
        writer.question = style == "question"
        writer.blocks(tree)
    writer.close_frame()
    cursor.endEditBlock()


def _is_picture(child: Node | str) -> bool:
    return isinstance(child, Node) and child.tag == "img"


def _around_pictures(node: Node) -> list[Node]:
    """A paragraph as paragraphs in which each picture stands alone, as its line is as high as the picture."""
    parts: list[list[Node | str]] = [[]]
    for child in node.children:
        if _is_picture(child):
            # A break beside a picture breaks nothing.
            while parts[-1] and isinstance(last := parts[-1][-1], Node) and last.tag == "br":
                parts[-1].pop()
            parts += [[child], []]
        elif parts[-1] or not (isinstance(child, Node) and child.tag == "br"):
            parts[-1].append(child)
    said = [part for part in parts if any(isinstance(child, Node) or child.strip() for child in part)]
    return [Node(node.tag, node.attributes, part) for part in said]


class _Writer:
    """Walks a tree and writes it at a cursor."""

    def __init__(self, document: RichDocument, cursor: QTextCursor) -> None:
        self.document = document
        self.cursor = cursor
        self.ink = document.ink
        self.scale = document.scale
        self.question = self.below_question = False  # whether this is one, and whether what was written last is
        self.points = 0
        # The cursor stands in an empty block nobody has written in: the next paragraph takes it.
        self.fresh = True
        self.list_depth = 0
        # What text keeps from the bar of the call-out it stands in, beyond the padding; a dense box has little of that.
        self.inset = 0.0

    # ---- blocks -----------------------------------------------------------------------------------

    def blocks(self, node: Node) -> None:
        """Write the block children of a node; loose inline children become a paragraph."""
        loose: list[Node | str] = []
        for child in node.children:
            if isinstance(child, str):
                if child.strip() or loose:
                    loose.append(child)
            elif child.tag in _BLOCKS:
                self.flush(loose)
                _BLOCKS[child.tag](self, child)
            else:
                loose.append(child)
        self.flush(loose)

    def flush(self, loose: list[Node | str]) -> None:
        if any(isinstance(child, Node) or child.strip() for child in loose):
            self.paragraph(Node("p", {}, list(loose)))
        loose.clear()

    def new_block(self, shape: QTextBlockFormat, char: QTextCharFormat | None = None) -> None:
        char = char if char is not None else QTextCharFormat()
        self.below_question = False
        if self.fresh:
            self.cursor.setBlockFormat(shape)
            self.cursor.setBlockCharFormat(char)
            self.fresh = False
        else:
            self.cursor.insertBlock(shape, char)

    def shape(self, *, bottom: float | None = None, top: float = 0.0, line_height: int = 0) -> QTextBlockFormat:
        shape = QTextBlockFormat()
        shape.setTopMargin(top)
        shape.setBottomMargin(self.scale.gap if bottom is None else bottom)
        if self.inset:
            shape.setLeftMargin(self.inset)
        shape.setLineHeight(
            float(line_height or self.scale.line_height),
            QTextBlockFormat.LineHeightTypes.ProportionalHeight.value,
        )
        return shape

    def paragraph(self, node: Node) -> None:
        parts = _around_pictures(node)
        if len(parts) > 1:
            for part in parts:
                self.paragraph(part)
            return
        if _is_picture(next((c for c in node.children if isinstance(c, Node) or c.strip()), "")):
            # Line height would inflate the line of a picture.
            self.new_block(self.shape(line_height=100, top=self.scale.gap * 0.5))
        elif self.question:
            self.new_block(self.shape(line_height=128, bottom=self.scale.gap * 1.6))
        else:
            self.new_block(self.shape())
        self.below_question = self.question
        self.inline(node, self.char())

    def heading(self, node: Node) -> None:
        self.new_block(self.shape(top=self.scale.gap * 1.5, bottom=self.scale.gap * 0.8, line_height=125))
        char = self.char()
        strengthen(char)
        size = self.scale.px * (1.0 if self.scale.dense else 1.12)
        char.setProperty(QTextFormat.Property.FontPixelSize, max(1, round(size)))
        self.inline(node, char)

    def rule(self, node: Node) -> None:
        self.box("rule", lambda: self.new_block(self.shape(bottom=0, line_height=100)), padding=0)

    def bullets(self, node: Node) -> None:
        if "points" in node.classes:
            items = list(node.elements())
            for item in items:
                self.point(item, last=item is items[-1])
            return
        style = QTextListFormat.Style.ListDecimal if node.tag == "ol" else QTextListFormat.Style.ListDisc
        self.list_depth += 1
        form = QTextListFormat()
        form.setStyle(style)
        form.setIndent(self.list_depth)
        start = node.attributes.get("start", "")
        if start.isdigit():
            form.setStart(int(start))
        items = list(node.elements())
        # A dense list's indent has room for numbers of one digit.
        more = self.scale.px * 0.55 if self.scale.dense and node.tag == "ol" and form.start() + len(items) > 10 else 0.0
        inset, self.inset = self.inset, self.inset + more
        made = None
        for item in items:
            self.new_block(self.shape(bottom=self.scale.gap * 0.45))
            if made is None:
                made = self.cursor.createList(form)
            else:
                made.add(self.cursor.block())
            self.item(item)
        self.inset = inset
        self.list_depth -= 1
        if self.list_depth == 0 and made is not None:
            last = self.cursor.blockFormat()
            last.setBottomMargin(self.scale.gap)
            self.cursor.setBlockFormat(last)

    def item(self, item: Node) -> None:
        """The content of a list item: its first text goes on the line of the bullet."""
        loose: list[Node | str] = []
        started = False
        for child in item.children:
            block = isinstance(child, Node) and child.tag in _BLOCKS
            if not block:
                loose.append(child)
                continue
            assert isinstance(child, Node)
            if loose:
                self.inline(Node("p", {}, loose), self.char())
                started = started or bool(Node("p", {}, loose).text().strip())
                loose = []
            if child.tag == "p" and not started:
                self.inline(child, self.char())
                started = True
            elif child.tag == "p":
                shape = self.shape()
                shape.setIndent(self.list_depth)
                self.new_block(shape)
                self.inline(child, self.char())
            else:
                _BLOCKS[child.tag](self, child)
        if loose:
            self.inline(Node("p", {}, loose), self.char())

    def point(self, item: Node, *, last: bool) -> None:
        """A key point or an option: a box with room for its letter, painted and clicked by its number."""
        index = self.points
        self.points += 1
        left = self.scale.px * (1.2 if self.scale.dense else 3.0)

        def content() -> None:
            for child in self.item_blocks(item):
                shape = self.shape(bottom=0)
                shape.setLeftMargin(left)
                self.new_block(shape)
                self.inline(child, self.char())
            if "essential" in item.classes:
                mark = self.char()
                mark.setForeground(QColor(self.ink.accent))
                self.cursor.insertText("  \u2605", mark)

        padding = self.scale.px * (0.2 if self.scale.dense else 0.52)
        self.box("point", content, detail=str(index), padding=padding, gap=1.0 if last else 0.3)

    @staticmethod
    def item_blocks(item: Node) -> list[Node]:
        """The paragraphs of an item that is known to be flat."""
        loose = Node("p")
        found = [loose]
        for child in item.children:
            if isinstance(child, Node) and child.tag in ("p", "div"):
                found.append(child)
            else:
                loose.children.append(child)
        return [block for block in found if block.text().strip() or list(block.elements())]

    def code(self, node: Node) -> None:
        inner = next(node.find_all("code"), node)
        language = next((name[9:] for name in sorted(inner.classes) if name.startswith("language-")), "")
        text = inner.text().rstrip("\n")

        def content() -> None:
            self.new_block(self.shape(bottom=0, line_height=self.scale.code_line_height))
            plain = self.mono(0.87)
            for piece, role in highlight.spans(text, language):
                char = QTextCharFormat(plain)
                if role:
                    char.setForeground(QColor(getattr(self.ink, role)))
                self.cursor.insertText(piece.replace("\n", "\u2028"), char)

        self.box("code", content, detail=language)

    def call_out(self, node: Node) -> None:
        kind = next((name for name in CALL_OUTS if name in node.classes), "")
        if not kind:
            self.blocks(node)
            return
        self.box(kind, lambda: self.inside(node, kind))

    def quote(self, node: Node) -> None:
        self.box("quote", lambda: self.inside(node, ""))

    def inside(self, node: Node, kind: str) -> None:
        """The blocks of a call-out; its first bold word takes the call-out's colour."""
        label = next(node.find_all("strong"), None) if kind else None
        if label is not None:
            label.attributes["class"] = f"label {kind}"
        self.inset = self.scale.px * 0.25 if self.scale.dense else 0.0
        self.blocks(node)
        self.inset = 0.0
        last = self.cursor.blockFormat()
        last.setBottomMargin(0)
        if self.cursor.currentTable() is None:
            self.cursor.setBlockFormat(last)

    def box(
        self,
        kind: str,
        content: Callable[[], None],
        *,
        detail: str = "",
        padding: float | None = None,
        gap: float = 1.0,
    ) -> None:
        """A frame the painter draws round what `content` writes."""
        shape = QTextFrameFormat()
        shape.setProperty(KIND, kind)
        shape.setProperty(DETAIL, detail)
        shape.setBorder(0)
        shape.setPadding(self.scale.padding if padding is None else padding)
        # The lines of a question have less room below them than those of a paragraph.
        more = 0.9 * self.scale.gap * self.below_question
        shape.setTopMargin(self.scale.box_gap * (0.1 if kind == "point" else 0.45) + more)
        # Qt puts a line's leading below it: without trimming, a box has more room under its text than over it.
        lead = 0.0 if kind == "rule" else self.scale.lead(code=kind == "code")
        shape.setProperty(TRIM, lead)
        shape.setBottomMargin(max(0.0, self.scale.box_gap * gap - lead))
        if self.list_depth:
            shape.setLeftMargin(self.scale.indent * self.list_depth)
        self.close_frame()
        self.cursor.insertFrame(shape)
        depth, self.list_depth, self.fresh = self.list_depth, 0, True
        content()
        self.close_frame()
        self.list_depth = depth
        frame = self.cursor.currentFrame()
        self.cursor.setPosition(frame.lastPosition() + 1)
        self.fresh = True

    def close_frame(self) -> None:
        """An empty block that Qt keeps behind a frame or table takes one unit of height, not a line."""
        if self.fresh and self.cursor.block().length() == 1:
            shape = QTextBlockFormat()
            shape.setLineHeight(0.01, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
            char = QTextCharFormat()
            char.setProperty(QTextFormat.Property.FontPixelSize, 1)
            self.cursor.setBlockFormat(shape)
            self.cursor.setBlockCharFormat(char)

    def table(self, node: Node) -> None:
        rows = [[cell for cell in row.elements() if cell.tag in ("th", "td")] for row in node.find_all("tr")]
        rows = [row for row in rows if row]
        # Markdown has no table without a head; on a dense page an empty one is not worth its line.
        headless = self.scale.dense and len(rows) > 1 and not any(cell.text().strip() for cell in rows[0])
        rows = rows[1:] if headless else rows
        if not rows:
            return
        columns = max(len(row) for row in rows)
        form = QTextTableFormat()
        form.setProperty(KIND, "table")
        form.setProperty(DETAIL, "headless" if headless else "")
        form.setBorder(0)
        form.setCellSpacing(0)
        form.setCellPadding(0)
        form.setHeaderRowCount(1)
        form.setTopMargin(self.scale.box_gap * 0.45)
        form.setBottomMargin(self.scale.box_gap)
        form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        self.close_frame()
        table = self.cursor.insertTable(len(rows), columns, form)
        padded = QTextTableCellFormat()
        padded.setTopPadding(self.scale.px * (0.16 if self.scale.dense else 0.4))
        padded.setBottomPadding(self.scale.px * (0.16 if self.scale.dense else 0.4))
        padded.setLeftPadding(self.scale.px * (0.4 if self.scale.dense else 0.7 if columns < 6 else 0.45))
        padded.setRightPadding(padded.leftPadding())
        depth, self.list_depth = self.list_depth, 0
        for r, row in enumerate(rows):
            for c in range(columns):
                cell = table.cellAt(r, c)
                cell.setFormat(padded)
                self.cursor.setPosition(cell.firstPosition())
                shape = self.shape(bottom=0, line_height=100 if self.scale.dense else 125)
                shape.setAlignment(_alignment(row[c]) if c < len(row) else Qt.AlignmentFlag.AlignLeft)
                self.cursor.setBlockFormat(shape)
                if c < len(row):
                    char = self.char()
                    if row[c].tag == "th":
                        strengthen(char)
                    self.inline(row[c], char)
        self.list_depth = depth
        self.cursor.setPosition(table.lastPosition() + 1)
        self.fresh = True

    def definitions(self, node: Node) -> None:
        for child in node.elements():
            shape = self.shape(bottom=self.scale.gap * (0.2 if child.tag == "dt" else 1.0))
            char = self.char()
            if child.tag == "dt":
                strengthen(char)
            else:
                shape.setIndent(1)
            self.new_block(shape)
            self.inline(child, char)

    # ---- inline -----------------------------------------------------------------------------------

    def char(self) -> QTextCharFormat:
        char = QTextCharFormat()
        char.setForeground(QColor(self.ink.text))
        if self.question:
            strengthen(char)
            char.setProperty(QTextFormat.Property.FontPixelSize, max(1, round(self.scale.px * 1.28)))
        return char

    def mono(self, factor: float, on: QTextCharFormat | None = None) -> QTextCharFormat:
        char = QTextCharFormat(on) if on is not None else self.char()
        size = self.scale.px
        if char.hasProperty(QTextFormat.Property.FontPixelSize):
            size = float(char.property(QTextFormat.Property.FontPixelSize))
        char.setFontFamilies(list(MONO))
        char.setFontFixedPitch(True)
        char.setProperty(QTextFormat.Property.FontPixelSize, max(1, round(size * factor)))
        return char

    def inline(self, node: Node, char: QTextCharFormat) -> None:
        for child in node.children:
            if isinstance(child, str):
                # A line that was broken in the source, and indented there, is one line here.
                text = _BREAK.sub(" ", child) if "\n" in child else child
                if self.cursor.atBlockStart():
                    text = text.lstrip(" ")
                if not char.fontFixedPitch():
                    text = tied(text)
                self.cursor.insertText(text, char)
            elif child.tag == "br":
                self.cursor.insertText("\u2028", char)
            elif child.tag == "img":
                self.picture(child, char)
            else:
                self.inline(child, self.styled(child, char))

    def styled(self, node: Node, on: QTextCharFormat) -> QTextCharFormat:
        char = QTextCharFormat(on)
        if node.tag in ("strong", "b"):
            strengthen(char)
            kind = next((name for name in CALL_OUTS if name in node.classes), "")
            if "label" in node.classes and kind:
                char.setForeground(QColor(self.ink.call_outs[kind].bar))
        elif node.tag in ("em", "i"):
            char.setFontItalic(True)
        elif node.tag in ("code", "kbd"):
            char = self.mono(0.89, on)
            char.setProperty(KIND, node.tag)
        elif node.tag in ("del", "s"):
            char.setFontStrikeOut(True)
        elif node.tag in ("sub", "sup"):
            side = QTextCharFormat.VerticalAlignment
            char.setVerticalAlignment(side.AlignSubScript if node.tag == "sub" else side.AlignSuperScript)
        elif node.tag == "a":
            char.setForeground(QColor(self.ink.accent))
            char.setAnchor(True)
            char.setAnchorHref(node.attributes.get("href", ""))
        elif node.tag == "span" and "gap" in node.classes:
            char.setProperty(KIND, "gap")
            char.setForeground(QColor(self.ink.accent))
            strengthen(char)
        elif node.tag == "span" and "muted" in node.classes:
            char.setForeground(QColor(self.ink.muted))
            char.setProperty(QTextFormat.Property.FontPixelSize, max(1, round(self.scale.px * 0.86)))
        return char

    def picture(self, node: Node, char: QTextCharFormat) -> None:
        name = node.attributes.get("src", "")
        if not self.document.has_picture(name):
            missing = QTextCharFormat(char)
            missing.setFontItalic(True)
            self.cursor.insertText(node.attributes.get("alt", "") or name, missing)
            return
        self.document.take_pictures()
        form = QTextCharFormat()
        form.setObjectType(PICTURE_OBJECT)
        form.setProperty(PICTURE, name)
        # The alternative text is what a screen reader and a search find.
        form.setToolTip(node.attributes.get("alt", ""))
        self.cursor.insertText("\ufffc", form)


def _alignment(cell: Node) -> Qt.AlignmentFlag:
    style = cell.attributes.get("style", "").replace(" ", "") + cell.attributes.get("align", "")
    if "right" in style:
        return Qt.AlignmentFlag.AlignRight
    if "center" in style:
        return Qt.AlignmentFlag.AlignHCenter
    return Qt.AlignmentFlag.AlignLeft


_BLOCKS: dict[str, Callable[[_Writer, Node], None]] = {
    "p": _Writer.paragraph,
    "h1": _Writer.heading,
    "h2": _Writer.heading,
    "h3": _Writer.heading,
    "h4": _Writer.heading,
    "h5": _Writer.heading,
    "h6": _Writer.heading,
    "ul": _Writer.bullets,
    "ol": _Writer.bullets,
    "pre": _Writer.code,
    "div": _Writer.call_out,
    "blockquote": _Writer.quote,
    "table": _Writer.table,
    "hr": _Writer.rule,
    "dl": _Writer.definitions,
}
