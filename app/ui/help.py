"""The page of help: its pages in a list, what is looked for found in all of them, and a text to read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QUrl
from PySide6.QtGui import QColor, QDesktopServices, QKeyEvent, QResizeEvent, QTextCursor, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidgetItem, QTextEdit, QVBoxLayout, QWidget

from app.help import Found, HelpText, read_help, search
from app.ui import actions
from app.ui.blocks import Words, button, row
from app.ui.card_view import CardView
from app.ui.help_list import HelpList
from app.ui.keys import keys_tree
from app.ui.page import Desk, Page
from cheatsheets.document import RichDocument
from cheatsheets.tree import Node, parse
from cheatsheets.writer import write
from decks import markup

# A page has room for list and text side by side from this width on, in control text sizes; the list takes this much.
BOTH_FROM = 44
LIST = 17
# Links between pages are those of files; the one Markdown lets only links to the web through.
HOST = "byheart.invalid"
_LINK = re.compile(r"\]\(([a-z0-9-]+)\.md\)")
_FOUND = Qt.ItemDataRole.UserRole


def keys_markdown(*, six_grades: bool = False) -> str:
    """The keys that hold now as Markdown: the tables of the page of keys, then what only the menus have."""
    lines: list[str] = []
    for node in keys_tree(six_grades=six_grades).elements():
        if node.tag != "table":
            lines += ["", f"## {node.text()}", "", "| Key | Does |", "| --- | --- |"]
            continue
        for line in list(node.elements())[1:]:
            keys, does = line.elements()
            names = " or ".join(f"<kbd>{_literal(key.text())}</kbd>" for key in keys.elements())
            lines.append(f"| {names} | {_literal(does.text())} |")
    without = [spec.text.replace("&", "") for spec in actions.SPECS if not actions.keys_of(spec.name)]
    if without:
        lines += ["", "## Without a key", "", *(f"- {name}" for name in without)]
    return "\n".join(lines).strip("\n")


def _literal(text: str) -> str:
    return re.sub(r"([\\`*_\[\]|])", r"\\\1", text).replace("<", "&lt;")


def shown(page: HelpText) -> tuple[tuple[Node, str], ...]:
    """A page as the writer takes it."""
    text = _LINK.sub(rf"](https://{HOST}/\1)", page.markdown)
    return (Node("body", {}, [Node("p", {}, [page.title])]), "question"), (parse(markup.render(text)), "body")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where its reader was before a link was followed."""

    name: str
    scrolled: int


class HelpPage(Page):
    """List and search at the left, the text at the right; one of the two where there is no room for both."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        theme = desk.theme
        self.pages: tuple[HelpText, ...] = ()
        self.name = ""
        self._before: list[_Place] = []
        self._reading = True
        self.side = QWidget(self)
        self.query = QLineEdit(self.side)
        self.query.setPlaceholderText("Search the help")
        self.query.setAccessibleName("Search the help")
        self.query.setClearButtonEnabled(True)
        self.query.textChanged.connect(lambda _text: self._list())
        self.query.returnPressed.connect(self._open_current)
        self.query.installEventFilter(self)
        self.said = Words(theme, "", 0.92, colour="muted")
        self.list = HelpList(theme, self.side)
        self.list.setAccessibleName("Pages of the help")
        self.list.itemClicked.connect(self._open)
        self.list.itemActivated.connect(self._open)
        left = self._left = QVBoxLayout(self.side)
        left.setSpacing(10)
        left.addWidget(Words(theme, "Help", 1.7, strong=True))
        left.addWidget(self.query)
        left.addWidget(self.said)
        left.addWidget(self.list, 1)

        self.reader = QWidget(self)
        self.text = CardView(self.reader)
        self.text.setTextInteractionFlags(
            self.text.textInteractionFlags() | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.text.anchorClicked.disconnect()
        self.text.anchorClicked.connect(self._follow)
        self.contents = button("← &Contents", self.show_list, self.reader)
        self.back = button("← &Back", self.go_back, self.reader, help="To where the link was")
        right = QVBoxLayout(self.reader)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        head = row(self.contents, self.back)
        head.setContentsMargins(12, 8, 12, 0)
        right.addLayout(head)
        right.addWidget(self.text, 1)

        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.side)
        whole.addWidget(self.reader, 1)
        actions.make("help-find", self, self.focus_search)
        actions.make("help-back", self, self.go_back)
        theme.changed.connect(self._redraw)
        self._arrange()

    # ---- what the window calls --------------------------------------------------------------------

    def enter(self, page: str = "", section: str = "", **_: Any) -> None:
        """Show a page by name, at one of its headings; without a name the one shown before, or the first."""
        # Read each time: the keys in it may have been changed.
        self.pages = read_help(lambda: keys_markdown(six_grades=self.desk.settings.six_grades))
        names = [each.name for each in self.pages]
        self._before.clear()
        self._reading = bool(page or section or not self._narrow)
        wanted = page if page in names else self.name or names[0]
        self._list()
        self.open(wanted, section)
        (self.list if not self._reading else self.text).setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Decks have nothing to do with it."""

    def place(self) -> dict[str, Any]:
        """The page that is read."""
        return {"page": self.name} if self.name else {}

    def step_back(self) -> bool:
        """Esc: back along the links, then out of the search, then to the list where it has the page for itself."""
        if self._before:
            self.go_back()
        elif self.query.text():
            self.query.clear()
            self.focus_search()
        elif self._narrow and self._reading:
            self.show_list()
        else:
            return False
        return True

    # ---- the list ---------------------------------------------------------------------------------

    def focus_search(self) -> None:
        """To the search field."""
        self.show_list()
        self.query.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.query.selectAll()

    def show_list(self) -> None:
        """The list, where only one of the two has room."""
        if self._narrow:
            self._reading = False
            self._arrange()
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _list(self) -> None:
        self.list.clear()
        query = self.query.text().strip()
        found = search(self.pages, query) if query else tuple(Found(p.name, p.title, "") for p in self.pages)
        for each in found:
            words = f"{each.section}\n{each.title}" if each.section else each.title
            item = QListWidgetItem(words, self.list)
            item.setData(_FOUND, (each.page, each.section))
            if not query and each.page == self.name:
                self.list.setCurrentItem(item)
        if query and found:
            self.list.setCurrentRow(0)
        places = "1 place" if len(found) == 1 else f"{len(found):,} places"
        self.said.setText("" if not query else places if found else "Nothing in the help has all these words.")
        self.said.setVisible(bool(query))
        self._mark()

    def _open_current(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self._open(item)

    def _open(self, item: QListWidgetItem) -> None:
        name, section = item.data(_FOUND)
        self._before.clear()
        self._reading = True
        self.open(name, section)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the search field the arrows go through the list."""
        if watched is self.query and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None and self.list.count():
                self.list.setCurrentRow(min(max(self.list.currentRow() + step, 0), self.list.count() - 1))
                return True
        return super().eventFilter(watched, event)

    # ---- the text ---------------------------------------------------------------------------------

    def open(self, name: str, section: str = "") -> None:
        """Show a page, at one of its headings."""
        self.name = name
        self._draw()
        if section:
            self._go_to(section)
        if not self.query.text().strip():
            for number in range(self.list.count()):
                if self.list.item(number).data(_FOUND)[0] == name:
                    self.list.setCurrentRow(number)
        self._arrange()

    def go_back(self) -> None:
        """To where the last link was."""
        if self._before:
            place = self._before.pop()
            self.open(place.name)
            self.text.verticalScrollBar().setValue(place.scrolled)
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow(self, url: QUrl) -> None:
        if url.host() != HOST:
            QDesktopServices.openUrl(url)
        elif any(page.name == url.path().strip("/") for page in self.pages):
            self._before.append(_Place(self.name, self.text.verticalScrollBar().value()))
            self.open(url.path().strip("/"))

    def _draw(self, *, keep_place: bool = False) -> None:
        theme = self.desk.theme
        page = next(page for page in self.pages if page.name == self.name)
        document = RichDocument(theme.ink, theme.card_scale)
        write(document, *shown(page))
        self.text.use_ink(theme.ink)
        self.text.show_document(document, keep_place=keep_place)
        self.text.setAccessibleName(f"Help: {page.title}")
        self.text.setAccessibleDescription(document.toPlainText())
        self._mark()

    def _redraw(self) -> None:
        if self.name:
            self._draw(keep_place=True)
        self._arrange()

    def _mark(self) -> None:
        """Mark the words that are looked for."""
        document = self.text.document_shown
        marked = []
        for word in self.query.text().split() if document is not None else ():
            assert document is not None
            at = document.find(word, 0)
            while not at.isNull():
                each = QTextEdit.ExtraSelection()
                each.cursor = at
                each.format.setBackground(QColor(self.desk.theme.ink.selection))
                marked.append(each)
                at = document.find(word, at, QTextDocument.FindFlag(0))
        self.text.setExtraSelections(marked)

    def _go_to(self, section: str) -> None:
        document = self.text.document_shown
        assert document is not None
        block = document.begin()
        while block.isValid():
            # A cell of a table may say the same as a heading.
            if " ".join(block.text().split()) == section and QTextCursor(block).currentTable() is None:
                top = document.documentLayout().blockBoundingRect(block).top()
                self.text.verticalScrollBar().setValue(round(top - document.scale.px))
                return
            block = block.next()

    # ---- room -------------------------------------------------------------------------------------

    @property
    def _narrow(self) -> bool:
        return self.width() < BOTH_FROM * self.desk.theme.control_px

    def _arrange(self) -> None:
        narrow = self._narrow
        left = None if not narrow else self.side if self._reading else self.reader
        for part, first in ((self.reader, self.text), (self.side, self.list)):
            if part is not left:
                part.show()
                focus = self.focusWidget()
                if left is not None and focus is not None and left.isAncestorOf(focus):
                    # Left to Qt, it would be passed on as by Tab, and the text show that it came that way.
                    first.setFocus(Qt.FocusReason.OtherFocusReason)
        if left is not None:
            left.hide()
        most = 16_777_215 if narrow else round(LIST * self.desk.theme.control_px)
        self.side.setMaximumWidth(most)
        self._left.setContentsMargins(24, 24, 24 if narrow else 4, 0 if narrow else 12)
        self.contents.setVisible(narrow)
        self.back.setVisible(bool(self._before))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may have room for both, or not."""
        super().resizeEvent(event)
        self._arrange()
