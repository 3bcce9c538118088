"""Anybody's Anki notes as deck files of the user's: what each note becomes, worked out before anything is written.

What a reader gets:

- A deck of Anki's is a deck file; one with many notes is several, numbered. Its place in Anki's tree is in its title.
- What a card showed decides, not what the fields are called: the templates are filled as Anki fills them, and each
  template that shows something makes a note. So *basic (and reversed)* makes two, and any home-made type works.
- The whole question stands in the heading, because nothing below it shows before the answer does; breaks, items and
  lines of code are parted by `<br>` there. The answer is Markdown with all its structure.
- A cloze keeps its numbers and hints. Its heading is its beginning with the gaps blanked. What Anki shows only with
  the answer (*Back Extra*) is the note's source line, which is not seen before either; with pictures, tables or code
  in it, it stands below the text. Gaps within gaps, and gaps of several cards, make a note for each number.
- Every card is `.medium`; tags belong to decks here, so a deck has the twenty most frequent ones of its notes.
- Ids come from Anki's GUIDs alone: converting a newer package again gives the same notes the same ids, so that their
  progress stays.
"""

import json
import re
import unicodedata
from base64 import b32encode
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from decks.card import Kind
from decks.cloze import find_gaps
from export.anki import ids
from export.anki.clozes import MarkedGap, is_occlusion, mark, rounds
from export.anki.collection import AnkiNote
from export.anki.pictures import Picture
from export.anki.problem import Cancelled
from export.anki.signs import escape, unclosed
from export.anki.templates import fill, without

if TYPE_CHECKING:
    from export.anki.html_to_markdown import Converted

NOTES_A_FILE = 400
FILE_LENGTH = 1_000_000
"""Characters of a deck file, beyond which another is begun: a file is read whole when one of its cards is shown."""
MAX_TAGS = 20
MAX_GAPS = 500
"""Of one note."""

_ANSWER_RULE = re.compile(r"""<hr\b[^<>]*\bid\s*=\s*["']?answer\b[^<>]*>""", re.IGNORECASE)
_SLUG_PARTS = re.compile(r"[a-z0-9]+")
_OF_ANKI = frozenset({"leech", "marked"})
_HEADING_WORDS = 60
"""Characters of a cloze that are its heading."""


@dataclass(frozen=True, slots=True)
class ForeignNote:
    """A note to be written; `question` is one line of Markdown, `answer` Markdown, `source` may be empty."""

    id: str
    question: str
    answer: str
    source: str
    pictures: tuple[Picture, ...]

    @property
    def text(self) -> str:
        """Its section of the deck file."""
        source = f"\nSource: {self.source}\n" if self.source else ""
        return f"## {self.question} {{#{self.id} .medium}}\n\n{self.answer}\n{source}"


@dataclass(frozen=True, slots=True)
class DeckFile:
    """One deck to be written as `STEM.md`; pictures stand under the names that `Picture.stand_in` says."""

    stem: str
    """The deck's id as well: a slug that begins with `anki-`."""
    title: str
    part: str
    tags: tuple[str, ...]
    notes: tuple[ForeignNote, ...]

    @property
    def head(self) -> str:
        """The front matter."""
        tags = f"tags: [{', '.join(self.tags)}]\n" if self.tags else ""
        # JSON of one line is YAML: nothing in a title can be taken for more than text.
        title, part = (json.dumps(text, ensure_ascii=False) for text in (self.title, self.part))
        return f"---\nid: {self.stem}\ntitle: {title}\npart: {part}\n{tags}---\n"

    @property
    def body(self) -> str:
        """Everything below the front matter."""
        return "\n".join(note.text for note in self.notes)

    @property
    def text(self) -> str:
        """The whole file, but for the names of its pictures."""
        return f"{self.head}\n{self.body}"

    @property
    def media(self) -> tuple[Picture, ...]:
        """The pictures it shows, each once."""
        return tuple(dict.fromkeys(picture for note in self.notes for picture in note.pictures))


@dataclass(frozen=True, slots=True)
class Conversion:
    """What would be written, and what would be left out: (what, why), each `why` the same for the same reason."""

    decks: tuple[DeckFile, ...]
    left_out: tuple[tuple[str, str], ...]

    @property
    def notes(self) -> int:
        """How many notes the files would have."""
        return sum(len(deck.notes) for deck in self.decks)


class _LeftOut(Exception):
    """A note that does not become one of ours; `str()` says why."""


def plan(
    notes: Iterable[AnkiNote],
    *,
    used_ids: Collection[str],
    title: str,
    earlier: Mapping[str, frozenset[str]] | None = None,
    progress: Callable[[int], object] = lambda done: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Conversion:
    """Turn notes into deck files; nothing is written.

    `title` names the whole, such as the package: it is the part of the library the decks come in, and the title of
    notes that lie in Anki's `Default`. `used_ids` are the ids of the library (`Library.used_ids`): a note that has one
    of them is left out, unless it is in a file that this conversion replaces, which `earlier` says (see
    `foreign_files.earlier`). `progress` is told how many notes are done. Raises Cancelled, and what `notes` raises.
    """
    left_out: list[tuple[str, str]] = []
    made: dict[str, list[ForeignNote]] = {}
    tags: dict[str, Counter[str]] = {}
    seen: set[str] = set()
    for count, note in enumerate(notes, 1):
        if cancelled():
            raise Cancelled
        try:
            if note.guid in seen:
                raise _LeftOut("another note of the package has the same GUID")
            seen.add(note.guid)
            converted = _convert(note, left_out)
            made.setdefault(note.deck, []).extend(converted)
            tags.setdefault(note.deck, Counter()).update(list(dict.fromkeys(map(_slug, note.tags))))
        except _LeftOut as reason:
            left_out.append((_name(note), str(reason)))
        progress(count)
    files = list(_files(made, tags, _one_line(title) or "Anki", left_out))
    replaced = frozenset[str]().union(*((earlier or {}).get(file.stem, frozenset()) for file in files))
    found: list[DeckFile] = []
    for file in files:
        kept = []
        for one in file.notes:
            if one.id in used_ids and one.id not in replaced:
                left_out.append((f"the note {one.question[:60]!r}", "it is in your decks already, or retired there"))
            else:
                kept.append(one)
        if kept:
            found.append(DeckFile(file.stem, file.title, file.part, file.tags, tuple(kept)))
    return Conversion(tuple(found), tuple(left_out))


def preview(conversion: Conversion, count: int = 20) -> tuple[tuple[str, str], ...]:
    """Question and answer of the first notes, Markdown; a cloze still has its gaps in the answer."""
    notes = (note for deck in conversion.decks for note in deck.notes)
    return tuple((note.question, note.answer) for note, _ in zip(notes, range(count), strict=False))


def _convert(note: AnkiNote, left_out: list[tuple[str, str]]) -> list[ForeignNote]:
    """The notes one of Anki's becomes; what of it cannot come along goes to `left_out`. Raises _LeftOut."""
    # Imported here: Beautiful Soup and markdownify take 100 ms, and most who start By Heart bring no foreign deck.
    from export.anki.html_to_markdown import Unconvertible, cleaned

    kind = note.notetype
    if kind.fields == ids.FIELDS or kind.fields == ids.CLOZE_FIELDS:
        raise _LeftOut("it is a card of By Heart")
    if "image occlusion" in kind.name.casefold() or any(map(is_occlusion, note.fields)):
        raise _LeftOut("it covers parts of a picture, which no card of By Heart does")
    fields = dict(zip(kind.fields, map(cleaned, note.fields), strict=False))
    fields |= {"Tags": " ".join(note.tags), "Deck": note.deck, "Type": kind.name, "Subdeck": note.deck.split("::")[-1]}
    name = f"anki-{b32encode(sha256(note.guid.encode('utf-8', 'replace')).digest())[:10].decode().lower()}"
    lost: dict[tuple[str, str], None] = {}
    try:
        if kind.kind == "cloze":
            found = list(_clozes(note, fields, name, lost))
        else:
            found = list(_basics(note, fields, name, lost))
    except Unconvertible as reason:
        raise _LeftOut(str(reason)) from None
    left_out += [(f"{what} in {_name(note)}", why) for what, why in lost]
    return found


def _basics(
    note: AnkiNote, fields: Mapping[str, str], name: str, lost: dict[tuple[str, str], None]
) -> Iterator[ForeignNote]:
    from export.anki.html_to_markdown import convert

    reason = "its type shows no card for it"
    any_made = False
    for number, template in enumerate(note.notetype.templates, 1):
        front = fill(template.question, {**fields, "Card": template.name}, question=True)
        if not set(front.shown).intersection(note.notetype.fields):  # Anki makes no card of a front without a field
            continue
        back = fill(template.answer, fields, question=False)
        before, rule, after = _parted(back.html)
        unseen = [hidden for hidden in front.hidden if hidden not in back.shown]
        question = convert(front.html, flat=True)
        answer = convert("<br>".join((after if rule else before, *(fields[hidden] for hidden in unseen))))
        if not answer.markdown and rule:
            answer = convert(before)
        if not question.markdown:
            reason = "its question has no text"
            continue
        if not answer.markdown:
            reason = "its answer has no text"
            continue
        lost |= dict.fromkeys((*question.lost, *answer.lost))
        yield _checked(
            ForeignNote(
                name if number == 1 else f"{name}-{number}",
                unclosed(question.markdown),
                answer.markdown,
                "",
                tuple(dict.fromkeys((*question.pictures, *answer.pictures))),
            ),
            (),
        )
        any_made = True
    if not any_made:
        raise _LeftOut(reason)


def _parted(back: str) -> tuple[str, bool, str]:
    """What stands before and after the rule at which Anki's answer begins."""
    rule = _ANSWER_RULE.search(back)
    return (back, False, "") if rule is None else (back[: rule.start()], True, back[rule.end() :])


def _clozes(
    note: AnkiNote, fields: Mapping[str, str], name: str, lost: dict[tuple[str, str], None]
) -> Iterator[ForeignNote]:
    from export.anki.html_to_markdown import convert

    if not note.notetype.templates:
        raise _LeftOut("its type shows no card for it")
    if sum(field.count("{{c") for field in note.fields) > MAX_GAPS:
        raise _LeftOut(f"it has more than {MAX_GAPS} gaps")
    template = note.notetype.templates[0]
    gaps: list[MarkedGap] = []
    front = fill(template.question, fields, question=True, cloze=lambda field: mark(field, gaps))
    try:
        kept = rounds(gaps)
    except ValueError:
        raise _LeftOut("the number of a gap is above 500") from None
    if not kept:
        raise _LeftOut("it has no gap")
    # What the front shows stays out of the back, which then holds only what Anki shows after the answer.
    back = fill(template.answer, without(fields, front.shown), question=False)
    extra = convert(back.html) if back.shown else None
    any_made = False
    for round_ in kept:
        text = convert(front.html, round_)
        numbers = tuple(sorted({gap.number for gap in find_gaps(text.markdown)[0]}))
        for number in sorted({number for number, _ in round_.values()}.difference(numbers)):
            lost[f"the gap {number}", "there is nothing in it to see"] = None
        if not numbers:
            continue
        answer, source = text.markdown, ""
        pictures = text.pictures
        if extra is not None and extra.has_blocks:
            answer, pictures = f"{answer}\n\n---\n\n{extra.markdown}", (*pictures, *extra.pictures)
        elif extra is not None:
            source = _source(back.html)
        lost |= dict.fromkeys((*text.lost, *(extra.lost if extra else ())))
        yield _checked(
            ForeignNote(
                name if len(kept) == 1 else f"{name}-g{numbers[0]}",
                _cloze_heading(text),
                answer,
                source,
                tuple(dict.fromkeys(pictures)),
            ),
            numbers,
        )
        any_made = True
    if not any_made:
        raise _LeftOut("it has no gap")


def _source(fragment: str) -> str:
    from export.anki.html_to_markdown import convert

    return convert(fragment, flat=True).markdown.replace("<br>", " ")


def _cloze_heading(text: "Converted") -> str:
    """`Complete: The capital of … is …`: what tells one card from another in a list, and gives nothing away."""
    from decks.markup import plain

    pieces, done = [], 0
    for gap in find_gaps(text.markdown)[0]:
        pieces += [text.markdown[done : gap.start], "…"]
        done = gap.end
    lines = [line.lstrip(" -") for line in plain("".join((*pieces, text.markdown[done:]))).split("\n")]
    shown = " ".join(next((line for line in lines if re.search(r"\w", line)), "…").split())
    if len(shown) > _HEADING_WORDS:
        shown = f"{shown[:_HEADING_WORDS].rpartition(' ')[0] or shown[:_HEADING_WORDS]} …"
    return unclosed(f"Complete: {escape(shown)}")


def _checked(note: ForeignNote, gaps: tuple[int, ...]) -> ForeignNote:
    """The note, once our own parser reads it as what it is meant to be."""
    from decks.parser import parse_deck

    deck, problems = parse_deck(f"---\nid: x\ntitle: x\n---\n\n{note.text}", Path("x.md"))
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise _LeftOut(f"a deck cannot hold it: {errors[0].message}")
    kind = Kind.CLOZE if gaps else Kind.PLAIN
    read = deck.notes[0] if deck is not None and len(deck.notes) == 1 else None
    if read is None or (read.id, read.kind, read.gaps, read.source) != (note.id, kind, gaps, note.source):
        raise _LeftOut("a deck would not show it as it was")
    return note


def _files(
    made: Mapping[str, list[ForeignNote]],
    tags: Mapping[str, Counter[str]],
    part: str,
    left_out: list[tuple[str, str]],
) -> Iterator[DeckFile]:
    """The notes of each deck, in files of a bearable size."""
    stems: set[str] = set()
    for deck, notes in made.items():
        path = [name for name in (_one_line(name) for name in deck.split("::")) if name]
        title = part if path in ([], ["Default"]) else ": ".join(path)
        # A tree of Anki's is a part here; a deck that stands alone is in one named after the package.
        under = path[0] if len(path) > 1 else part
        slug = _slug(title)[:50].strip("-")
        if not slug or f"anki-{slug}" in stems or not title.isascii():
            slug = f"{slug}-{sha256(deck.encode('utf-8', 'replace')).hexdigest()[:8]}".strip("-")
        stems.add(stem := f"anki-{slug}")
        words = [word for word, _ in tags[deck].most_common() if word and word not in _OF_ANKI]
        if len(words) > MAX_TAGS:
            left_out.append((f"{len(words) - MAX_TAGS} tags of {title!r}", f"a deck has {MAX_TAGS}, the most frequent"))
        chunks = list(_chunks(notes))
        for number, chunk in enumerate(chunks, 1):
            name, said = (f"{stem}-{number}", f"{title} ({number})") if number > 1 else (stem, title)
            yield DeckFile(name, said[:120], under[:120], tuple(words[:MAX_TAGS]), tuple(chunk))


def _chunks(notes: list[ForeignNote]) -> Iterator[list[ForeignNote]]:
    chunk: list[ForeignNote] = []
    length = 0
    for note in notes:
        size = len(note.text)
        if chunk and (len(chunk) == NOTES_A_FILE or length + size > FILE_LENGTH):
            yield chunk
            chunk, length = [], 0
        chunk.append(note)
        length += size
    if chunk:
        yield chunk


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(_SLUG_PARTS.findall(plain))[:60].strip("-")


def _one_line(text: str) -> str:
    """A name as text of one line that YAML takes."""
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())


def _name(note: AnkiNote) -> str:
    words = " ".join(re.sub(r"<[^<>]*>|\{\{c\d+::|\}\}", " ", " ".join(note.fields)[:500]).split())
    return f"the note {words[:60]!r}" if words else f"the note {note.note_id}"
