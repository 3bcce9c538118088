"""A note as the fields of an Anki note: HTML, always escaped, pictures by names that say their content."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from decks import highlight, markup
from decks.card import Kind, Note
from decks.cloze import find_gaps
from decks.library import DeckInfo

Pictures = Callable[[str], Path | None]
"""The file of a picture named in the note's deck."""

JOINT = "\x1f"
"""What Anki joins fields with; it cannot stand in one."""

_CODE = re.compile(r'<pre><code(?: class="language-([^"]*)")?>(.*?)</code></pre>', re.S)
_IMAGE = re.compile(r'<img\b([^>]*?)\bsrc="([^"]*)"([^>]*)>')
_POINTS = re.compile(r'<ul class="points">.*?</ul>', re.S)
_POINT = re.compile(r'<li class="(point(?: right| essential)?)">(.*?)</li>', re.S)
_FAMILY = b'font-family="Inter"'
_FAMILIES = b'font-family="Inter, Segoe UI, Roboto, Helvetica Neue, Arial, sans-serif"'
# Stands for a gap while the text is Markdown: a word that means nothing in it, and that nobody writes.
_TOKEN = "xqz{}zqx"


class AnkiNote(NamedTuple):  # made three times as fast as a frozen dataclass, and ten thousand are made
    """What goes into the package for one note."""

    note_id: str
    cloze: bool
    content: str
    """The fields, joined as Anki joins them: ten thousand notes are compared and packed without taking them apart."""
    tags: str
    """Parted by spaces."""
    media: tuple[tuple[str, Path], ...]
    """Name in the package, and the file."""

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(self.content.split(JOINT))


def fields_of(note: Note, deck: DeckInfo, pictures: Pictures) -> AnkiNote:
    """The note's fields in the order of `ids.FIELDS` or `ids.CLOZE_FIELDS`."""
    media: dict[str, Path] = {}

    def finished(text: str) -> str:
        return _with_pictures(_with_colours(_with_scrolling(text)), pictures, media)

    question = finished(markup.inline(note.question))
    rest = (
        html.escape(markup.plain(note.source)),
        html.escape(deck.title),
        str(note.level or ""),
        str(note.kind),
        "",
        "",
    )
    tags = " ".join(f"byheart::{word}" for word in (deck.id, str(note.level or "no-level"), str(note.kind)))
    if note.kind is Kind.CLOZE:
        fields = (note.id, finished(_cloze(note.answer)), question, *rest)
        return AnkiNote(note.id, True, JOINT.join(fields), tags, tuple(media.items()))
    answer = markup.render(note.answer)
    if note.kind is Kind.CHOICE:
        question += finished(_options(note))
    elif note.kind is Kind.KEY_POINTS:
        answer = _POINTS.sub(lambda found: _tappable(found.group()), answer)
    fields = (note.id, question, finished(answer if note.kind is not Kind.CHOICE else _POINTS.sub("", answer)), *rest)
    return AnkiNote(note.id, False, JOINT.join(fields), tags, tuple(media.items()))


def packed_picture(file: Path) -> bytes:
    """A picture as it travels. Raises OSError.

    The bank's drawings name one family, since QtSvg takes no more. Where it is missing, as on every phone, a browser
    draws them in its serif, which is too wide for their boxes: in the package other families follow it.
    """
    content = file.read_bytes()
    return content.replace(_FAMILY, _FAMILIES) if file.suffix.lower() == ".svg" else content


def _tappable(points: str) -> str:
    items = "".join(
        f'<label class="{kind}"><input type="checkbox"><span>{text.strip()}</span></label>'
        for kind, text in _POINT.findall(points)
    )
    return f'<div class="points">{items}</div>'


def _options(note: Note) -> str:
    """Options that answer when they are tapped, without a script: the reason stands behind each, hidden by style."""
    items = "".join(
        f'<label class="{"right" if option.right else "wrong"}"><input type="radio" name="option"><span>'
        f'{markup.inline(option.text)}<span class="why">{markup.inline(option.why)}</span></span></label>'
        for option in note.options
    )
    return f'<div class="points options">{items}</div>'


def _cloze(answer: str) -> str:
    """The answer with Anki's own gaps round our HTML."""
    gaps, _ = find_gaps(answer)
    pieces, last = [], 0
    for number, gap in enumerate(gaps):
        pieces += [answer[last : gap.start], _TOKEN.format(number)]
        last = gap.end
    text = markup.render("".join([*pieces, answer[last:]]))
    for number, gap in enumerate(gaps):
        hint = f"::{_within(html.escape(gap.hint))}" if gap.hint else ""
        made = f"{{{{c{gap.number}::{_within(markup.inline(gap.text))}{hint}}}}}"
        text = text.replace(_TOKEN.format(number), made)
    return text


def _within(text: str) -> str:
    """Text that may stand in a gap: Anki would end it at `}}` and cut it at `::`."""
    return text.replace("}}", "}&#125;").replace("::", ":&#58;")


def _with_colours(text: str) -> str:
    def coloured(found: re.Match[str]) -> str:
        code = html.unescape(found.group(2))
        spans = "".join(
            f'<span class="{role}">{html.escape(piece)}</span>' if role else html.escape(piece)
            for piece, role in highlight.spans(code, found.group(1) or "")
        )
        return f"<pre><code>{spans}</code></pre>"

    return _CODE.sub(coloured, text)


def _with_scrolling(text: str) -> str:
    return text.replace("<table>", '<div class="wide"><table>').replace("</table>", "</table></div>")


def _with_pictures(text: str, pictures: Pictures, media: dict[str, Path]) -> str:
    def named(found: re.Match[str]) -> str:
        file = pictures(html.unescape(found.group(2)))
        if file is None:
            alternative = re.search(r'alt="([^"]*)"', found.group())
            return f"<em>{alternative.group(1) if alternative else ''}</em>"
        # Anki keeps media in one flat folder: only a name made of the content never overwrites another picture.
        name = f"byheart-{blake2b(packed_picture(file), digest_size=10).hexdigest()}{file.suffix.lower()}"
        media[name] = file
        return f'<img{found.group(1)}src="{name}"{found.group(3)}>'

    return _IMAGE.sub(named, text)
