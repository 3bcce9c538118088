"""The text of sanitised HTML, laid out with line breaks and list signs only."""

from html.parser import HTMLParser

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = _HEADINGS | {"p", "div", "blockquote", "ul", "ol", "pre", "table", "hr"}


class _Reader(HTMLParser):
    """Fills `lines`; an empty one stands between blocks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.numbers: list[int | None] = []  # of the lists that are open, the next number of an ordered one
        self.in_code = False
        self.after_sign = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "li":
            self._li()
        elif tag in ("ul", "ol"):
            self._break(blank=not self.numbers)
            start = dict(attrs).get("start") or "1"
            self.numbers.append(int(start) if tag == "ol" else None)
        elif tag == "pre":
            self._break(blank=not self.numbers)
            self.in_code = True
        elif tag in _BLOCKS:
            self._break(blank=not self.numbers)
        elif tag in ("br", "tr"):
            self._break(blank=False)
        elif tag in ("td", "th") and self.lines[-1].strip():
            self.lines[-1] = self.lines[-1].rstrip() + " | "
        elif tag == "img":
            self._add(dict(attrs).get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "ol") and self.numbers:
            self.numbers.pop()
        if tag == "pre":
            self.in_code = False
        if tag in _BLOCKS or tag in ("li", "tr"):
            self._break(blank=tag in _BLOCKS and not self.numbers)

    def handle_data(self, data: str) -> None:
        if self.in_code:
            first, *others = data.split("\n")
            self._add(first)
            self.lines.extend("  " * len(self.numbers) + line for line in others)
            return
        text = " ".join(data.split())
        if data[:1].isspace() and self.lines[-1].strip() and not self.lines[-1].endswith(" "):
            self.lines[-1] += " "
        if text:
            self._add(text + " " * data[-1].isspace())

    def _li(self) -> None:
        self._break(blank=False)
        number = self.numbers[-1] if self.numbers else None
        if number is not None:
            self.numbers[-1] = number + 1
        self.lines[-1] = "  " * (len(self.numbers) - 1) + ("- " if number is None else f"{number}. ")
        self.after_sign = True

    def _break(self, *, blank: bool) -> None:
        """End the line, unless nothing but the sign of an item stands on it."""
        if self.after_sign:
            return
        if self.lines[-1].strip():
            self.lines.append("")
        if blank and len(self.lines) > 1 and self.lines[-2]:
            self.lines.append("")

    def _add(self, text: str) -> None:
        if text:
            self.lines[-1] = (self.lines[-1] or "  " * len(self.numbers)) + text
            self.after_sign = False


def text_of(fragment: str) -> str:
    """The text of an HTML fragment: a line a block, `- ` and `1. ` before items, ` | ` between cells."""
    reader = _Reader()
    reader.feed(fragment)
    reader.close()
    return "\n".join(line.rstrip() for line in reader.lines).strip()
