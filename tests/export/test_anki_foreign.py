"""Anybody's Anki notes as decks: our cards say what they said, none of it becomes structure, no loss is silent."""

import re
from pathlib import Path

import pytest
from anki.collection import Collection as AnkiCollection
from anki.collection import DeckIdLimit, ExportAnkiPackageOptions
from hypothesis import given, settings
from hypothesis import strategies as st

from decks import markup
from decks.card import Deck, Kind, Note
from decks.library import Library, load_library
from decks.parser import parse_deck
from export.anki import foreign, ids
from export.anki.collection import AnkiNote, NoteType, Template, open_collection
from export.anki.foreign import Conversion, DeckFile, plan, preview
from export.anki.foreign_files import earlier, write
from export.anki.problem import Cancelled, ExportError

ANSWER = "{{FrontSide}}\n\n<hr id=answer>\n\n{{Back}}"
BASIC = NoteType(1, "Basic", "normal", ("Front", "Back"), (Template("Card 1", "{{Front}}", ANSWER),))
REVERSED = NoteType(
    2,
    "Basic (optional reversed card)",
    "normal",
    ("Front", "Back", "Add Reverse"),
    (
        Template("Card 1", "{{Front}}", ANSWER),
        Template(
            "Card 2",
            "{{#Add Reverse}}{{Back}}{{/Add Reverse}}",
            "{{FrontSide}}<hr id=answer>{{Front}}",
        ),
    ),
)
CLOZE = NoteType(
    3,
    "Cloze",
    "cloze",
    ("Text", "Back Extra"),
    (Template("Cloze", "{{cloze:Text}}", "{{cloze:Text}}<br>\n{{Back Extra}}"),),
)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def anki_note(
    kind: NoteType, *fields: str, guid: str = "guid", deck: str = "Deck", tags: tuple[str, ...] = ()
) -> AnkiNote:
    return AnkiNote(guid, kind, fields, tags, deck, 1)


def planned(*notes: AnkiNote) -> Conversion:
    return plan(notes, used_ids=(), title="Package")


def deck_of(file: DeckFile) -> Deck:
    """The deck as our parser reads it, without any trouble; code that shows a gap is only remarked on."""
    deck, problems = parse_deck(file.text, Path(f"{file.stem}.md"))
    assert deck is not None
    assert [problem for problem in problems if problem.rule != "cloze-in-code"] == []
    return deck


def converted(kind: NoteType, *fields: str) -> list[Note]:
    conversion = planned(anki_note(kind, *fields))
    assert conversion.left_out == ()
    (file,) = conversion.decks
    return list(deck_of(file).notes)


def answer_of(back: str) -> str:
    (note,) = converted(BASIC, "Question", back)
    assert note.kind is Kind.PLAIN
    return note.answer


def test_a_basic_note_is_a_plain_note_of_medium_level() -> None:
    (note,) = converted(BASIC, "What is <b>safe</b>?", "It asks for <i>no</i> change.<br>Ever.")
    assert note.question == "What is **safe**?"
    assert note.answer == "It asks for *no* change.  \nEver."
    assert (note.kind, note.level) == (Kind.PLAIN, "medium")


def test_a_reversed_note_is_two_notes_and_one_when_its_back_is_not_asked() -> None:
    both = converted(REVERSED, "cat", "Katze", "y")
    assert [(note.question, note.answer) for note in both] == [("cat", "Katze"), ("Katze", "cat")]
    assert [(note.question, note.answer) for note in converted(REVERSED, "cat", "Katze", "")] == [("cat", "Katze")]


def test_a_cloze_keeps_numbers_and_hints_and_its_heading_gives_nothing_away() -> None:
    (note,) = converted(CLOZE, "The {{c1::capital}} of France is {{c2::<b>Paris</b>::a city}}.", "")
    assert note.kind is Kind.CLOZE
    assert note.gaps == (1, 2)
    assert note.question == "Complete: The … of France is …."
    assert markup.plain(note.answer, gap=2) == "The capital of France is [a city]."
    assert markup.plain(note.answer, gap=1) == "The […] of France is Paris."


def test_what_anki_shows_after_a_cloze_is_seen_with_the_answer_only() -> None:
    (note,) = converted(CLOZE, "{{c1::Paris}} it is", "A <b>city</b><br>on the Seine")
    assert note.answer == "{{c1::Paris}} it is"
    assert markup.plain(note.source) == "A city on the Seine"


def test_a_gap_over_several_items_hides_each_of_them() -> None:
    (note,) = converted(CLOZE, "{{c1::<ul><li>one</li><li>two</li></ul>}}<div>three</div>", "")
    asked = markup.plain(note.answer, gap=1)
    assert "one" not in asked
    assert "two" not in asked
    assert "three" in asked


def test_a_gap_in_code_goes_around_the_code() -> None:
    (note,) = converted(CLOZE, "<pre>if x:\n    {{c1::return}} 1</pre>", "")
    assert markup.plain(note.answer, gap=1).split() == ["if", "x:", "[…]", "1"]
    assert "<code>return</code>" in markup.render(note.answer, gap=1, reveal=True)


def test_gaps_within_gaps_are_a_note_a_number_so_that_each_asks_what_it_asked() -> None:
    first, second = converted(CLOZE, "a {{c1::b {{c2::c}} d}} e", "")
    assert (first.gaps, second.gaps) == ((1,), (2,))
    assert markup.plain(first.answer, gap=1) == "a […] e"
    assert markup.plain(second.answer, gap=2) == "a b […] d e"


def test_a_gap_within_one_of_the_same_number_is_part_of_it() -> None:
    (note,) = converted(CLOZE, "a {{c1::b {{c1::c}} d}} e {{c2::f}}", "")[:1]
    assert markup.plain(note.answer, gap=1) == "a […] e f"


def test_a_gap_without_anything_to_see_is_told_and_the_others_stay() -> None:
    conversion = planned(anki_note(CLOZE, "{{c1::x}} <span title='{{c2::'>shown</span>}} {{c3::<br>}} too", ""))
    (note,) = deck_of(conversion.decks[0]).notes
    assert note.gaps == (1,)
    assert markup.plain(note.answer, gap=1) == "[…] shown\ntoo"
    assert [what.partition(" in ")[0] for what, _ in conversion.left_out] == ["the gap 2", "the gap 3"]
    (note,) = deck_of(planned(anki_note(CLOZE, "{{c1::x}} {{c2::y <i title='}}'>z</i> end", "")).decks[0]).notes
    assert markup.plain(note.answer, gap=1) == "[…] y z end"
    assert note.gaps == (1,)


@pytest.mark.parametrize("tag", ["code", "b", "i", "s"])
def test_marks_that_meet_at_the_edge_of_a_gap_stay_apart_when_another_gap_is_asked(tag: str) -> None:
    (note,) = converted(CLOZE, f"<{tag}>a</{tag}>{{{{c1::<{tag}>b</{tag}> x}}}}<{tag}>c</{tag}> {{{{c2::y}}}}", "")
    found = {"b": "strong", "i": "em", "s": "del"}.get(tag, tag)
    assert markup.plain(note.answer, gap=2).replace("\u2060", "") == "ab xc […]"
    assert f"<{found}>c</{found}>" in markup.render(note.answer, gap=2)


def test_cells_below_a_tall_one_stay_in_their_columns() -> None:
    answer = answer_of("<table><tr><td rowspan=2>1</td><td>2</td></tr><tr><td>3</td></tr></table>")
    assert "<td></td>\n<td>3</td>" in markup.render(answer)


def test_a_link_keeps_its_address_whatever_signs_it_has() -> None:
    answer = answer_of("<a href='https://x.y/a_(b?q=1&amp;r=\"2\"'>see [1](2)</a>!")
    assert markup.render(answer) == '<p><a href="https://x.y/a_%28b?q=1&amp;r=%222%22">see [1](2)</a>!</p>'


@pytest.mark.parametrize(
    ("gap", "shown"),
    [
        ("std:&#58;vector", "std::vector"),
        ("{x} of {y}.", "{x} of {y}."),
        ("<code>a:&#58;b</code>", "a::b"),
        ("{{x", "{{x"),
        ("\\(\\frac{a}{b}\\)", "\\frac{a}{b}"),
    ],
)
def test_signs_that_would_end_a_gap_stay_in_it(gap: str, shown: str) -> None:
    conversion = planned(anki_note(CLOZE, f"see {{{{c1::{gap}}}}} there", ""))
    (note,) = deck_of(conversion.decks[0]).notes
    assert markup.plain(note.answer, gap=1) == "see […] there"
    assert markup.plain(note.answer) == f"see {shown} there"


def library_of(folder: Path) -> Library:
    """The library with the user's decks in a folder; the first root is the bundled bank, here an empty one."""
    bank = folder.parent / f"{folder.name}-bank"
    bank.mkdir(exist_ok=True)
    return load_library([bank, folder])


TEXTS = [
    "# heading", "## heading {#id .hard}", "- [ ] point", "- [x] point", "1. item", "1) item", "Source: nobody",
    "> quote", "---", "===", "***", "```", "~~~", "a | b", "| a | b |", "{#id}", "{{c1::gap}}", "{{c1",
    "*a* _b_ **c** `d` ~~e~~", "[link](http://x.y)", "![image](x.png)", "[ref]: http://x.y", "&amp; &lt; &#35;",
    "<br> <b> <script>", "<!-- x -->", "\\ \\* \\\\", "snake_case _x", "<http://x.y> <a@b.c>", ":--- | ---", "+ plus",
    "a #", "a ##", "#", "}}", "{: .x }", "std::vector", "Map<String, int>", "C:\\temp\\_x_", "**Trap:** x",
    "2 * 3 * 4", "{width=3}", "!",
]  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("way", ["{}", "<p>before</p><p>{}</p>", "before<br>{}", "<b>{}</b>", "<ul><li>{}</li></ul>"])
def test_signs_of_markdown_in_a_note_are_shown_and_mean_nothing(text: str, way: str) -> None:
    """Of question and answer alike: the card shows the signs, and no structure comes of them."""
    field = way.format(text.replace("&", "&amp;").replace("<", "&lt;"))
    (note,) = converted(BASIC, field, field)
    for shown in (markup.plain(note.question), markup.plain(note.answer)):
        last = shown.split("\n")[-1]
        assert last.removeprefix("- ").removeprefix("• ") in (text, text.removeprefix("- "))
        if not way.startswith("<ul"):
            assert last == text
    assert note.source == ""


@pytest.mark.parametrize("text", [text for text in TEXTS if "{{" not in text and "}}" not in text])
def test_signs_of_markdown_in_a_cloze_and_in_its_gap_mean_nothing(text: str) -> None:
    field = text.replace("&", "&amp;").replace("<", "&lt;").replace("::", ":&#58;")
    (note,) = converted(CLOZE, f"{field} {{{{c1::{field} .}}}} {field}", "")
    assert markup.plain(note.answer) == f"{text} {text} . {text}"
    assert markup.plain(note.answer, gap=1) == f"{text} […] {text}"


def test_lists_tables_quotes_and_code_stay_what_they_are() -> None:
    answer = answer_of(
        "<ul><li>one<ul><li>deep</li></ul></li><li>two</li></ul><ol start='3'><li>three</li></ol>"
        "<table><tr><th>a|b</th><th>c</th></tr><tr><td colspan=2>wide</td></tr>"
        "<tr><td>x<br>y</td><td>z</td></tr></table>"
        "<blockquote>said</blockquote><pre><code class='language-py'>if `x`:\n    ```\n# no heading</code></pre>"
    )
    shown = markup.render(answer)
    for piece in (
        "<li>one<ul>\n<li>deep</li>",
        '<ol start="3">\n<li>three</li>',
        "<th>a|b</th>",
        "<td>wide</td>\n<td></td>",
        "<td>x<br>y</td>\n<td>z</td>",
        "<blockquote>\n<p>said</p>",
        '<pre><code class="language-py">if `x`:\n    ```\n# no heading\n</code></pre>',
    ):
        assert piece in shown


def test_a_question_of_many_lines_is_whole_in_its_heading() -> None:
    question = "<div>What does it print?</div><pre>for i in x:\n    print(i)</pre><ul><li>1</li><li>2</li></ul>"
    (note,) = converted(BASIC, question, "two")
    assert markup.plain(note.question).split("\n") == ["What does it print?", "for i in x:", "print(i)", "• 1", "• 2"]
    assert "&nbsp;&nbsp;&nbsp;&nbsp;`print(i)`" in note.question


def test_scripts_styles_frames_and_handlers_are_gone() -> None:
    conversion = planned(
        anki_note(
            BASIC,
            "Question",
            "seen<script>alert(1)</script><style>p{}</style><p onclick='steal()'>too</p>"
            "<iframe src='javascript:x'></iframe><a href='javascript:alert(2)'>text</a><!-- hidden -->",
        )
    )
    (note,) = deck_of(conversion.decks[0]).notes
    assert markup.plain(note.answer).split() == ["seen", "too", "text"]
    for word in ("alert", "steal", "javascript", "hidden", "p{}"):
        assert word not in conversion.decks[0].text
    assert [why for _, why in conversion.left_out] == ["cards show text and pictures only"]


def test_sounds_and_formulas_stay_as_code() -> None:
    assert answer_of("hear [sound:a_b.mp3]") == "hear `[sound:a_b.mp3]`"
    assert answer_of(r"so \(a_1 &lt; b*c\) and [$]\alpha[/$] and [latex]x<br>y[/latex]") == (
        r"so `a_1 < b*c` and `\alpha` and `x y`"
    )
    assert answer_of(r"the pattern <code>\(x\)</code>") == r"the pattern `\(x\)`"


def test_pictures_come_by_safe_names_and_the_odd_ones_are_told(tmp_path: Path) -> None:
    names = ["flag of x.png", "../up.png", "/etc/a.png", "C:\\a.png", "a\x07b.png", "x.bmp", "gone.png", "lie.png"]
    back = "".join(f'<img src="{name}" alt="alt [{n}]">' for n, name in enumerate(names))
    conversion = planned(anki_note(BASIC, "Which?", back + '<img src="http://a.b/c.png">'))
    told = [f"{what}: {why}" for what, why in conversion.left_out]
    assert len(told) == 5, told
    written = write(conversion, tmp_path, {"flag of x.png": PNG, "lie.png": b"GIF89a", "x\x07.png": PNG}.__getitem__)
    assert [why for _, why in written.left_out] == [
        "it is not in the package",
        "it is not in the package",
        "its content is no png",
    ]
    library = library_of(tmp_path)
    assert not [problem for problem in library.problems if problem.path.is_relative_to(tmp_path)]
    (deck,) = (deck for deck in library.decks if not deck.bundled)
    (source,) = re.findall(r"!\[alt \\\[0\\\]\]\((media/anki-[0-9a-f]{20}\.png)\)", written.decks[0].read_text("utf-8"))
    image = library.image(deck, source)
    assert image is not None
    assert image.read_bytes() == PNG
    assert sorted(path.name for path in tmp_path.iterdir()) == ["anki-deck.md", "media"]
    shown = markup.plain(library.note(next(n for n in library.note_ids() if n.startswith("anki-"))).answer)
    assert all(f"[alt [{n}]]" in shown for n in range(1, 8))


@pytest.mark.parametrize(
    ("note", "why"),
    [
        (anki_note(BASIC, "only a question", ""), "its answer has no text"),
        (anki_note(BASIC, "", "only an answer"), "its type shows no card for it"),
        (anki_note(CLOZE, "no gap", ""), "it has no gap"),
        (anki_note(CLOZE, "{{c501::x}}", ""), "the number of a gap is above 500"),
        (anki_note(CLOZE, "{{c1::image-occlusion:rect:left=.1}}", ""), "it covers parts of a picture"),
        (anki_note(BASIC, "x" * 100_001, "y"), "it is longer than 100,000 characters"),
        (anki_note(BASIC, "<i></i>" * 5_001, "y"), "it has more than 5,000 tags"),
        (anki_note(BASIC, "q", "<div>" * 4_000 + "deep"), "its HTML is nested too deeply"),
        (anki_note(NoteType(9, "By Heart", "normal", ids.FIELDS, BASIC.templates), *"abcdefghi"), "of By Heart"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_card_is_left_out_with_its_reason(note: AnkiNote, why: str) -> None:
    conversion = planned(note)
    assert conversion.decks == ()
    assert [why in reason for _, reason in conversion.left_out] == [True]


def test_home_made_types_are_filled_as_anki_fills_them() -> None:
    kind = NoteType(
        7,
        "Words",
        "normal",
        ("Word", "Sound", "Meaning", "Clue"),
        (
            Template(
                "Recognise",
                "<script>x</script><b>{{Word}}</b> {{^Sound}}silent{{/Sound}}{{#Sound}}{{Sound}}{{/Sound}} "
                "{{hint:Clue}}{{type:Meaning}}",
                "{{FrontSide}}<hr id='answer'>{{text:Meaning}} {{Nothing}}",
            ),
        ),
    )
    (note,) = converted(kind, "chat", "", "cat", "says meow")
    assert note.question == "**chat** silent"
    assert note.answer == "cat  \nsays meow"


def test_ids_come_from_the_guid_and_are_never_taken_twice() -> None:
    notes = [anki_note(BASIC, "q", "a", guid="one"), anki_note(BASIC, "other", "text", guid="two")]
    first = plan(notes, used_ids=(), title="x")
    names = [note.id for note in first.decks[0].notes]
    again = plan([anki_note(BASIC, "q corrected", "a", guid="one")], used_ids=(), title="y")
    assert again.decks[0].notes[0].id == names[0]
    assert all(re.fullmatch(r"anki-[a-z2-7]{10}", name) for name in names)
    taken = plan(notes, used_ids={names[0]}, title="x")
    assert [note.id for note in taken.decks[0].notes] == names[1:]
    assert taken.left_out == (("the note 'q'", "it is in your decks already, or retired there"),)
    twice = plan([notes[0], notes[0]], used_ids=(), title="x")
    assert twice.notes == 1
    assert [why for _, why in twice.left_out] == ["another note of the package has the same GUID"]


def test_each_deck_is_a_file_with_title_part_and_tags() -> None:
    conversion = planned(
        anki_note(BASIC, "a", "b", guid="1", deck='Languages::Spanish: "x"', tags=("Verb::Past", "leech")),
        anki_note(BASIC, "a", "b", guid="2", deck="日本語"),
        anki_note(BASIC, "a", "b", guid="3", deck="Default"),
    )
    decks = [deck_of(file) for file in conversion.decks]
    assert [deck.title for deck in decks] == ['Languages: Spanish: "x"', "日本語", "Package"]
    assert [deck.part for deck in decks] == ["Languages", "Package", "Package"]
    assert [deck.tags for deck in decks] == [("verb-past",), (), ()]
    assert len({deck.id for deck in decks}) == 3
    assert all(file.stem == deck.id for file, deck in zip(conversion.decks, decks, strict=True))


def test_a_large_deck_is_several_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign, "NOTES_A_FILE", 2)
    conversion = planned(*(anki_note(BASIC, f"q{n}", "a", guid=str(n)) for n in range(5)))
    assert [(file.stem, file.title, len(file.notes)) for file in conversion.decks] == [
        ("anki-deck", "Deck", 2),
        ("anki-deck-2", "Deck (2)", 2),
        ("anki-deck-3", "Deck (3)", 1),
    ]


def test_the_preview_is_the_first_notes_as_they_will_be() -> None:
    conversion = planned(*(anki_note(BASIC, f"<b>q{n}</b>", "a", guid=str(n)) for n in range(30)))
    assert preview(conversion)[0] == ("**q0**", "a")
    assert len(preview(conversion)) == 20


def no_media(name: str) -> bytes:
    raise KeyError(name)


def test_converting_again_updates_what_was_converted_and_writes_nothing_twice(tmp_path: Path) -> None:
    notes = [anki_note(BASIC, "one", "a", guid="1"), anki_note(BASIC, "two", "b", guid="2")]
    first = write(plan(notes, used_ids=(), title="x"), tmp_path, no_media)
    used = library_of(tmp_path).used_ids()
    same = write(plan(notes, used_ids=used, title="x", earlier=earlier(tmp_path)), tmp_path, no_media)
    assert (same.decks, same.unchanged) == ((), first.decks)
    newer = [anki_note(BASIC, "one", "corrected", guid="1"), *notes[1:], anki_note(BASIC, "three", "c", guid="3")]
    conversion = plan(newer, used_ids=used, title="x", earlier=earlier(tmp_path))
    assert conversion.left_out == ()
    assert write(conversion, tmp_path, no_media).decks == first.decks
    library = library_of(tmp_path)
    mine = [name for name in library.note_ids() if name.startswith("anki-")]
    assert [library.note(name).answer for name in mine] == ["corrected", "b", "c"]
    assert [note for note in mine if note in used] == mine[:2]


def test_a_file_the_user_changed_or_made_is_never_overwritten(tmp_path: Path) -> None:
    conversion = planned(anki_note(BASIC, "one", "a", guid="1"), anki_note(BASIC, "x", "y", guid="2", deck="Other"))
    write(conversion, tmp_path, no_media)
    changed = tmp_path / "anki-deck.md"
    changed.write_text(changed.read_text("utf-8").replace("one", "my own words"), "utf-8")
    (tmp_path / "anki-other.md").unlink()
    with pytest.raises(ExportError, match=r"anki-deck\.md is not as a conversion left it"):
        write(conversion, tmp_path, no_media)
    assert "my own words" in changed.read_text("utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["anki-deck.md"]
    assert earlier(tmp_path) == {}


def test_a_failure_or_a_cancel_on_the_way_leaves_everything_as_it_was(tmp_path: Path) -> None:
    write(planned(anki_note(BASIC, "one", "a", guid="1")), tmp_path, no_media)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    (tmp_path / "anki-other.md.txt").write_text("mine")
    newer = planned(
        anki_note(BASIC, "one", "<img src=x.png>", guid="1"), anki_note(BASIC, "x", "y", guid="2", deck="Other")
    )
    with pytest.raises(Cancelled):
        write(newer, tmp_path, lambda name: PNG, cancelled=lambda: True)

    moves: list[Path] = []
    replace = Path.replace

    def full(self: Path, target: Path) -> Path:
        if len(moves) == 2:
            moves.append(target)
            raise OSError(28, "No space left on device")
        moves.append(target)
        return replace(self, target)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", full)
        with pytest.raises(ExportError, match=r"No space left on device"):
            write(newer, tmp_path, lambda name: PNG)
    assert {path: path.read_bytes() for path in tmp_path.iterdir() if path.suffix == ".md"} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["anki-deck.md", "anki-other.md.txt"]


def test_planning_can_be_cancelled_and_tells_how_far_it_is() -> None:
    told: list[int] = []
    notes = [anki_note(BASIC, "q", "a", guid=str(n)) for n in range(5)]
    with pytest.raises(Cancelled):
        plan(notes, used_ids=(), title="x", progress=told.append, cancelled=lambda: len(told) == 3)
    assert told == [1, 2, 3]


WORDS = st.text("abcdeéж漢 0123", min_size=1, max_size=8)
SIGNS = st.sampled_from(
    [*TEXTS, "}", "{", "::", "`", "\\", "_", "*", "**", "~~", "|", "[", "](", "\xa0", "\u2028", "\r\n"]
)
TEXT = (
    st.lists(WORDS | SIGNS, min_size=1, max_size=5)
    .map("".join)
    .map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;"))
)
INLINE = ("b", "i", "u", "s", "code", "sub", "sup", "span", "a href='http://x.y/a_(b)'", "font color=red", "kbd")
BLOCK = ("div", "p", "blockquote", "ul><li", "ol><li", "pre", "h2", "table><tr><td", "li", "td", "center")


def _element(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def wrapped(name: str, content: str) -> str:
        names = [tag.split(" ")[0] for tag in name.split("><")]
        return f"<{name}>{content}" + "".join(f"</{tag}>" for tag in reversed(names))

    return st.builds(wrapped, st.sampled_from(INLINE + BLOCK), inner)


HTML = st.recursive(
    TEXT | st.just("<br>") | st.just("<hr>"),
    lambda inner: st.lists(inner | _element(inner), min_size=1, max_size=4).map("".join),
    max_leaves=12,
)
PIECES = [
    "<b>", "</b>", "<li>", "</ul>", "<td>", "<table>", "<pre>", "</p>", "<!--", "-->", "<!x", "<![", "<?", "<", "&",
    "&#0;", "<script>", "</script>", "<img src=", "'", '"', ">", "{{c1::", "}}", "::", "\\(", "\\)", "[latex]",
    "[/latex]", "[sound:x]", "\ue010", "\ue0100\ue012", "\x00", "\ud800", "\x1f", "\n",
]  # fmt: skip
BROKEN = st.lists(st.sampled_from(PIECES) | WORDS | SIGNS, max_size=12).map("".join)


def words_of(html: str) -> list[str]:
    text = re.sub(r"<[^<>]*>", " ", html).replace("&lt;", "<").replace("&amp;", "&")
    return re.findall(r"[^\W_]+", text)


def said(shown: str, html: str) -> bool:
    """Whether what is shown holds every word of the HTML in order; marks within a word may have parted it."""
    joined = "".join(re.findall(r"[^\W_]+", shown))
    at = 0
    for word in words_of(html):
        at = joined.find(word, at)
        if at < 0:
            return False
        at += len(word)
    return True


@settings(max_examples=300)
@given(HTML, HTML)
def test_whatever_a_basic_note_says_its_card_says(front: str, back: str) -> None:
    """Or the note is left out by name: no word is lost in silence, and the file is one that our parser takes."""
    conversion = planned(anki_note(BASIC, front, back))
    if not conversion.decks:
        assert conversion.left_out
        return
    (note,) = deck_of(conversion.decks[0]).notes
    assert note.kind is Kind.PLAIN
    assert said(markup.plain(note.question), front)
    assert said(markup.plain(note.answer), back)


@settings(max_examples=300)
@given(HTML, HTML, HTML)
def test_whatever_a_cloze_says_its_card_says_and_hides_its_gap(before: str, hidden: str, after: str) -> None:
    hidden = hidden.replace("}}", "").replace("::", "").replace("{{", "")
    conversion = planned(anki_note(CLOZE, f"{before} {{{{c7::secretword {hidden}}}}} {after}", ""))
    for file in conversion.decks:
        for note in deck_of(file).notes:
            if 7 in note.gaps:
                assert "secretword" in markup.plain(note.answer, gap=7, reveal=True)
                assert "secretword" not in markup.plain(note.answer, gap=7)
                assert "secretword" not in note.question
            assert "{{c7::" not in markup.plain(note.answer)
    assert conversion.decks or conversion.left_out


@settings(max_examples=300)
@given(BROKEN, BROKEN, st.sampled_from([BASIC, CLOZE, REVERSED]))
def test_no_html_however_broken_raises_or_leaves_a_script(front: str, back: str, kind: NoteType) -> None:
    conversion = planned(anki_note(kind, front, back, "y"))
    for file in conversion.decks:
        for note in deck_of(file).notes:
            shown = markup.render(note.answer) + markup.inline(note.question)
            assert "<script" not in shown
        file.text.encode("utf-8")


@pytest.mark.parametrize("legacy", [True, False])
def test_a_package_of_the_real_anki_becomes_a_deck_with_its_pictures(tmp_path: Path, legacy: bool) -> None:
    """Through Anki's own stock note types, media and exporter, in both formats."""
    collection = AnkiCollection(str(tmp_path / "theirs.anki2"))
    try:
        (tmp_path / "theirs.media" / "flag x.png").write_bytes(PNG)
        deck_id = collection.decks.id("World::Flags")
        assert deck_id is not None
        rows = [
            ("Basic", ["Whose flag? <img src='flag x.png'>", "<b>Nobody's</b>"]),
            ("Basic (and reversed card)", ["cat", "Katze"]),
            ("Cloze", ["{{c1::Paris}} is in {{c2::France::country}}", "Extra"]),
        ]
        for name, fields in rows:
            kind = collection.models.by_name(name)
            assert kind is not None
            made = collection.new_note(kind)
            made.fields = fields
            made.tags = ["geo"]
            collection.add_note(made, deck_id)
        package = tmp_path / "theirs.apkg"
        collection.export_anki_package(
            out_path=str(package),
            options=ExportAnkiPackageOptions(with_scheduling=False, with_media=True, legacy=legacy),
            limit=DeckIdLimit(deck_id),
        )
    finally:
        collection.close()
    folder = tmp_path / "decks"
    with open_collection(package) as opened:
        conversion = plan(opened.notes(), used_ids=(), title="theirs")
        written = write(conversion, folder, opened.media_bytes)
    assert conversion.left_out == written.left_out == ()
    assert written.pictures == 1
    library = library_of(folder)
    assert not [problem for problem in library.problems if problem.path.is_relative_to(folder)]
    (deck,) = (deck for deck in library.decks if not deck.bundled)
    assert (deck.title, deck.part, deck.tags) == ("World: Flags", "World", ("geo",))
    notes = [library.note(name) for name in library.note_ids() if library.deck_of(name) == deck]
    assert [note.kind for note in notes] == [Kind.PLAIN, Kind.PLAIN, Kind.PLAIN, Kind.CLOZE]
    assert [note.answer for note in notes[:3]] == ["**Nobody's**", "Katze", "cat"]
    assert markup.plain(notes[3].answer, gap=2) == "Paris is in [country]"
    (source,) = re.findall(r"\((media/[^)]*)\)", notes[0].question)
    image = library.image(deck, source)
    assert image is not None
    assert image.read_bytes() == PNG
