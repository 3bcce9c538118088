"""Markdown in colours: headings with their attribute lists, code, key points, gaps, call-outs, front matter."""

from __future__ import annotations

import re

from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from app.ui.theme import Theme
from cheatsheets.document import strengthen

MOST_LINES = 5_000
"""Longer texts stay plain: Qt reads them whole before they show."""

TEXT, HEAD, BACKTICKS, TILDES = 0, 1, 2, 3
"""What a line leaves open."""

_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})")
_KEY = re.compile(r"[\w-]+:")
_HEADING = re.compile(r"#{1,6}[ \t].*")
_ATTRIBUTES = re.compile(r"\{:?[ \t]*[#.m][^{}]*\}[ \t]*$")
_SOURCE = re.compile(r"Source:.*")
# Code first: nothing in it is anything else.
_SPANS = (
    ("code", re.compile(r"`+[^`]+`+")),
    ("gap", re.compile(r"\{\{c\d+::.*?\}\}")),
    ("label", re.compile(r"^>[ \t]*\*\*[^*]+\*\*")),
    ("strong", re.compile(r"\*\*[^*\s][^*]*\*\*")),
    ("mark", re.compile(r"^[ \t]*(?:[-*+]|\d+[.)])[ \t](?:\[[ xX]\])?")),
    ("mark", re.compile(r"[ \t]::[ \t]|\{\.essential\}")),
    ("link", re.compile(r"!?\[[^\[\]]*\]\([^()\s]*\)")),
)


class Highlighter(QSyntaxHighlighter):
    """Paints a document's lines as they change."""

    def __init__(self, theme: Theme, document: QTextDocument) -> None:
        super().__init__(document)
        self._theme = theme
        self._formats: dict[str, QTextCharFormat] = {}
        self._long = False
        theme.changed.connect(self.dress)
        self.dress()

    def dress(self) -> None:
        """Take the theme's colours."""
        ink = self._theme.ink
        colours = {
            "heading": ink.text,
            "attributes": ink.name,
            "code": ink.string,
            "gap": ink.text,
            "label": ink.accent,
            "strong": ink.text,
            "mark": ink.accent,
            "link": ink.accent,
            "key": ink.keyword,
            "source": ink.muted,
            "fence": ink.comment,
        }
        for name, colour in colours.items():
            made = QTextCharFormat()
            made.setForeground(QColor(colour))
            if name in ("heading", "strong", "label"):
                strengthen(made)
            if name == "gap":
                made.setBackground(QColor(ink.gap))
            self._formats[name] = made
        self.rehighlight()

    def rehighlight(self) -> None:
        """All of it anew; a text that is too long stays plain."""
        self._long = self.document().blockCount() > MOST_LINES
        super().rehighlight()

    def highlightBlock(self, text: str) -> None:
        """One line, given what the line before left open."""
        before = self.previousBlockState()
        first = self.currentBlock().blockNumber() == 0
        if self._long:
            return
        if first and text.rstrip() == "---":
            self._all(text, "fence", HEAD)
        elif before == HEAD:
            closed = text.rstrip() in ("---", "...")
            self.setCurrentBlockState(TEXT if closed else HEAD)
            if closed:
                self._all(text, "fence", TEXT)
            elif key := _KEY.match(text):
                self._paint(key.start(), key.end(), "key")
        elif before in (BACKTICKS, TILDES):
            fence = _FENCE.match(text)
            sign = "`" if before == BACKTICKS else "~"
            closed = fence is not None and fence[1][0] == sign and not text[fence.end() :].strip()
            self._all(text, "fence" if closed else "code", TEXT if closed else before)
        elif fence := _FENCE.match(text):
            self._all(text, "fence", BACKTICKS if fence[1][0] == "`" else TILDES)
        else:
            self.setCurrentBlockState(TEXT)
            self._line(text)

    def _line(self, text: str) -> None:
        if _HEADING.match(text):
            self._paint(0, len(text), "heading")
            if attributes := _ATTRIBUTES.search(text):
                self._paint(attributes.start(), attributes.end(), "attributes")
            return
        if source := _SOURCE.match(text):
            self._paint(0, source.end(), "source")
            return
        done: list[tuple[int, int]] = []
        for name, pattern in _SPANS:
            for found in pattern.finditer(text):
                if not any(start < found.end() and found.start() < end for start, end in done):
                    self._paint(found.start(), found.end(), name)
                    done.append(found.span())

    def _all(self, text: str, name: str, state: int) -> None:
        self._paint(0, len(text), name)
        self.setCurrentBlockState(state)

    def _paint(self, start: int, end: int, name: str) -> None:
        self.setFormat(start, end - start, self._formats[name])
