"""The one Markdown -> HTML of By Heart, for window, Anki and paper: semantic, sanitised, without colours.

What the HTML holds besides the ordinary tags:

- `<div class="callout trap">` (or `follow-up`, `note`, `tip`, `warning`) for a block quote that begins with that
  word in bold;
- `<ul class="points"><li class="point">`, with `point right` for a ticked one; in a quiz its reason is
  `<br><span class="why">` at the end of the item;
- `<pre><code class="language-http">`, not highlighted;
- `<span class="gap hidden">[hint]</span>` for the gap that is asked, `<span class="gap">text</span>` once revealed;
- `<img src alt width height>` with a relative `src` only, `<a href>` to http, https and mailto only, `<td align>`.
"""

import html
import re
import threading
from typing import TYPE_CHECKING

from decks.cloze import find_gaps

if TYPE_CHECKING:
    import nh3
    from markdown import Markdown

MAX_LENGTH = 200_000
"""Longer text, in characters, is shown as it is."""
MAX_LINES = 4_000
MAX_SIGNS = 10_000
MAX_BRACKETS = 50
"""Bracket within bracket. Within these four bounds every text tried was converted in a second or two; some of the
steps of Python-Markdown take the square of the length, and a hand-made text of 200 KB took minutes."""

_TAGS = """a blockquote br code del div em h1 h2 h3 h4 h5 h6 hr img ins kbd li mark ol p pre small span strong sub
    sup table tbody td th thead tr ul"""
_ATTRIBUTES = {
    "a": {"href", "title"},
    "code": {"class"},
    "div": {"class"},
    "img": {"src", "alt", "title", "width", "height"},
    "li": {"class"},
    "ol": {"start"},
    "span": {"class"},
    "td": {"align"},
    "th": {"align"},
    "ul": {"class"},
}
_CLASSES = {
    "div": frozenset({"callout", "trap", "follow-up", "note", "tip", "warning"}),
    "li": frozenset({"point", "right", "essential"}),
    "span": frozenset({"gap", "hidden", "why"}),
    "ul": frozenset({"points"}),
}
# Private characters that stand for a gap while the text is Markdown; the text itself may not bring any.
_HIDDEN, _HIDDEN_END, _SHOWN, _SHOWN_END, _INLINE = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ue000-\ue004\ufdd0-\ufdef\ufffe\uffff]")
_HIDDEN_GAP = re.compile(f"{_HIDDEN}(\\d+){_HIDDEN_END}")
_LANGUAGE_CLASS = re.compile(r"language-[a-z0-9_+#.-]{1,30}")
_SIGNS = "*_`[<>&\\~!|#{+-"
_PLAIN = re.compile(r"[^*_`\[\]<>&\\~{}!\ue000-\uffff\n]*")


class _Tools(threading.local):
    """One converter and one sanitizer a thread, made on first use."""

    converter: "Markdown | None" = None
    cleaner: "nh3.Cleaner | None" = None


_tools = _Tools()


def render(markdown: str, *, gap: int | None = None, reveal: bool = False) -> str:
    """The HTML of an answer.

    `gap` is the cloze number that is asked: its gaps are hidden, or marked when `reveal`; all other gaps show
    their text, as all do when `gap` is None. Hidden text is not in the HTML at all. Nothing raises: text over 200 KB
    and text nested past all reason comes back escaped in a `<pre>`.
    """
    text = _clean_text(markdown)
    if _is_unreasonable(text):
        return _as_it_is(text, gap, reveal)
    text, hints = _fill_gaps(_without_comments(text), gap, reveal)
    try:
        return _convert(text, hints)
    except RecursionError:
        _tools.converter = None  # it stopped half-way; the next text gets a fresh one
        return _as_it_is(_clean_text(markdown), gap, reveal)


def inline(markdown: str) -> str:
    """The HTML of a question, a point or an option: one line, no paragraph around it, no blocks in it."""
    text = " ".join(_clean_text(markdown).split())
    if _PLAIN.fullmatch(text):
        return text
    if _is_unreasonable(text):
        return html.escape(text, quote=False)
    text, _ = _fill_gaps(_without_comments(text), None, False)
    try:
        # A first character that is no Markdown keeps `1. …`, `# …` and `> …` from becoming blocks.
        found = _convert(_INLINE + text, ())
    except RecursionError:
        _tools.converter = None
        return html.escape(text.removeprefix(_INLINE), quote=False)
    return found.strip().removeprefix("<p>").removesuffix("</p>")


def plain(markdown: str, *, gap: int | None = None, reveal: bool = False) -> str:
    """The text without any markup: for titles, the terminal and screen readers.

    Blocks stand on lines of their own; a hidden gap is `[…]` or its hint. Text of one line stays one line.
    """
    if "\n" not in markdown.strip() and gap is None:
        found = inline(markdown)
        return found if _PLAIN.fullmatch(found) else _text_of(found)
    return _text_of(render(markdown, gap=gap, reveal=reveal))


def _text_of(fragment: str) -> str:
    # Imported here: the HTML parser is needed only where there is HTML.
    from decks.plaintext import text_of

    return text_of(fragment)


def _convert(text: str, hints: tuple[str, ...]) -> str:
    converter = _tools.converter
    if converter is None:
        # Imported here: Python-Markdown takes 40 ms, and the window is painted before the first card is.
        from decks.converter import make_converter

        converter = _tools.converter = make_converter()
    converter.reset()
    found = converter.convert(text)
    if hints:
        found = _HIDDEN_GAP.sub(lambda gap: f'<span class="gap hidden">[{hints[int(gap[1])]}]</span>', found)
    found = found.replace(_SHOWN, '<span class="gap">').replace(_SHOWN_END, "</span>").replace(_INLINE, "")
    return _cleaner().clean(found)


def _cleaner() -> "nh3.Cleaner":
    if _tools.cleaner is None:
        # Imported here for the same reason as above.
        import nh3

        _tools.cleaner = nh3.Cleaner(
            tags=set(_TAGS.split()),
            attributes=_ATTRIBUTES,
            attribute_filter=_keep_attribute,
            url_schemes={"http", "https", "mailto"},
            link_rel=None,
        )
    return _tools.cleaner


def _keep_attribute(tag: str, name: str, value: str) -> str | None:
    if name == "class":
        if tag == "code":
            return value if _LANGUAGE_CLASS.fullmatch(value) else None
        return " ".join(word for word in value.split() if word in _CLASSES[tag]) or None
    if name in ("width", "height", "start"):
        return value if value.isascii() and value.isdigit() and len(value) < 5 else None
    if name == "align":
        return value if value in ("left", "center", "right") else None
    return value


def _clean_text(text: str) -> str:
    return _UNWANTED.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def _is_unreasonable(text: str) -> bool:
    """Whether a text is too long, or made to be slow, so that it is shown as it is."""
    if len(text) < MAX_BRACKETS:
        return False
    return (
        len(text) > MAX_LENGTH
        or text.count("\n") > MAX_LINES
        or sum(map(text.count, _SIGNS)) > MAX_SIGNS
        or _depth(text) > MAX_BRACKETS
    )


def _depth(text: str) -> int:
    """How deep round or square brackets lie within each other, closed or not."""
    deepest = 0
    for opening, closing in ("[]", "()"):
        depth = 0
        if text.count(opening) > MAX_BRACKETS:
            for bracket in re.findall(f"[\\{opening}\\{closing}]", text):
                depth = max(0, depth + (1 if bracket == opening else -1))
                deepest = max(deepest, depth)
    return deepest


def _as_it_is(text: str, gap: int | None, reveal: bool) -> str:
    """The text in a `<pre>`, with the asked gap still hidden: being long is no way to see the answer."""
    gaps, _ = find_gaps(text)
    pieces: list[str] = []
    done = 0
    for found in gaps:
        hidden = found.number == gap and not reveal
        pieces += (text[done : found.start], f"[{found.hint or '…'}]" if hidden else found.text)
        done = found.end
    return f"<pre>{html.escape(''.join((*pieces, text[done:])), quote=False)}</pre>"


def _fill_gaps(text: str, gap: int | None, reveal: bool) -> tuple[str, tuple[str, ...]]:
    """The text with its gaps filled, marked or hidden; the hints of the hidden ones in order."""
    gaps, _ = find_gaps(text)
    pieces: list[str] = []
    hints: list[str] = []
    done = 0
    for found in gaps:
        pieces.append(text[done : found.start])
        done = found.end
        if found.number != gap:
            pieces.append(found.text)
        elif reveal:
            pieces.append(f"{_SHOWN}{found.text}{_SHOWN_END}")
        else:
            pieces.append(f"{_HIDDEN}{len(hints)}{_HIDDEN_END}")
            hints.append(html.escape(found.hint or "…", quote=False))
    return "".join((*pieces, text[done:])), tuple(hints)


def _without_comments(text: str) -> str:
    """The text without `<!-- comments -->`, except in code."""
    if "<!--" not in text:
        return text
    # Imported here: hardly any card has a comment.
    from decks.fence import mask_code

    masked = mask_code(text)
    pieces: list[str] = []
    done = 0
    while (start := masked.find("<!--", done)) >= 0 and (end := masked.find("-->", start + 4)) >= 0:
        pieces.append(text[done:start])
        done = end + 3
    return "".join((*pieces, text[done:]))
