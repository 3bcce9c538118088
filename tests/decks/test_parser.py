"""The parser: what makes a note, and one test a way in which a deck can be wrong."""

from pathlib import Path

import pytest

from decks.card import Kind, Level, Option
from decks.markup import render
from decks.parser import MAX_BYTES, parse_deck, read_deck
from decks.problem import Problem

HEAD = "---\nid: rel-02\ntitle: Idempotency\npart: Reliability\ntags: [retries, http]\n---\n\n"
PATH = Path("rel-02.md")
GOOD = "## A good card? {#rel-02-good .easy}\n\nYes.\n\nSource: RFC 9110\n\n"


def parse(body: str, head: str = HEAD) -> tuple[dict[str, Kind], list[Problem]]:
    """The kinds of the notes by id, and the problems."""
    deck, problems = parse_deck(head + body, PATH)
    assert deck is not None
    return {note.id: note.kind for note in deck.notes}, list(problems)


def only_problem(body: str, head: str = HEAD) -> Problem:
    """The one problem of a deck whose good neighbours, before and after, still work."""
    deck, problems = parse_deck(head + GOOD + body + "\n\n" + GOOD.replace("good", "good-too"), PATH)
    assert deck is not None
    assert {"rel-02-good", "rel-02-good-too"} <= {note.id for note in deck.notes}
    assert len(problems) == 1
    return problems[0]


def test_front_matter_and_every_part_of_a_note_are_read() -> None:
    """A plain card carries id, level, question, answer without its source, source and line."""
    text = (
        HEAD
        + "## Is `DELETE` idempotent? {#rel-02-delete .medium}\n\nYes.\n\n> **Trap:** no.\n\nSource: RFC 9110 §9.2.2\n"
    )
    deck, problems = parse_deck(text, PATH)
    assert deck is not None
    assert problems == ()
    assert (deck.id, deck.title, deck.part, deck.tags, deck.path) == (
        "rel-02",
        "Idempotency",
        "Reliability",
        ("retries", "http"),
        PATH,
    )
    (note,) = deck.notes
    assert (note.id, note.kind, note.level, note.line) == ("rel-02-delete", Kind.PLAIN, Level.MEDIUM, 8)
    assert note.question == "Is `DELETE` idempotent?"
    assert note.answer == "Yes.\n\n> **Trap:** no."
    assert note.source == "RFC 9110 §9.2.2"
    assert note.card_ids == ("rel-02-delete",)


def test_a_point_marked_essential_is_known_by_its_number_and_shown_without_the_mark() -> None:
    body = (
        "- [ ] one\n- [ ] **two** `x` {.essential}\n- [ ] three\n  wrapped {.essential}\n- [ ] a {.essential} b\n"
        "- [ ] four {.essential}\n    - nested\n"
    )
    deck, problems = parse_deck(f"{HEAD}## Q {{#q .easy}}\n\n{body}", PATH)
    assert problems == ()
    assert deck is not None
    note = deck.notes[0]
    assert note.essential == {1, 2, 4}
    assert note.points == ("one", "**two** `x`", "three\nwrapped", "a {.essential} b", "four\n- nested")
    html = render(note.answer)
    assert html.count('class="point essential"') == 3
    assert html.count("{.essential}") == 1


def test_a_card_of_nothing_but_essential_points_is_warned_about() -> None:
    text = f"{HEAD}## Q {{#q .easy}}\n\n- [ ] one {{.essential}}\n- [ ] two {{.essential}}\n"
    assert [problem.rule for problem in parse_deck(text, PATH)[1]] == ["essential"]


def test_a_task_list_makes_key_points() -> None:
    """Points keep their order and Markdown; wrapped lines and nested items stay with their point."""
    deck, problems = parse_deck(
        HEAD + "## Q {#a}\n\nSay:\n\n- [ ] one `x`\n  wrapped\n- [ ] two\n    - nested\n\n> **Follow-up:** why?\n", PATH
    )
    assert deck is not None
    assert problems == ()
    assert deck.notes[0].kind is Kind.KEY_POINTS
    assert deck.notes[0].points == ("one `x`\nwrapped", "two\n- nested")
    assert "- [ ] one" in deck.notes[0].answer


def test_a_choice_has_options_with_reasons() -> None:
    """Text after ` :: ` is the reason, except inside code."""
    body = "## Q {#a .easy .choice}\n\n- [ ] `a :: b` :: wrong\n- [x] right\n"
    deck, problems = parse_deck(HEAD + body, PATH)
    assert deck is not None
    assert problems == ()
    assert deck.notes[0].kind is Kind.CHOICE
    assert deck.notes[0].options == (Option("`a :: b`", False, "wrong"), Option("right", True, ""))
    assert deck.notes[0].points == ()


def test_gaps_make_a_cloze_with_one_card_a_number() -> None:
    """Numbers are sorted and counted once."""
    deck, problems = parse_deck(HEAD + "## Q {#a}\n\n{{c2::`x`::hint}} and {{c1::/u/{id}}} and {{c2::z}}\n", PATH)
    assert deck is not None
    assert problems == ()
    assert deck.notes[0].gaps == (1, 2)
    assert deck.notes[0].card_ids == ("a.c1", "a.c2")


def test_a_prompt_has_minutes_and_no_card() -> None:
    """It is run against the clock and never scheduled; its task list is the rubric."""
    deck, problems = parse_deck(HEAD + "## Design X {#a .hard .prompt minutes=45}\n\nTalk.\n\n- [ ] scope\n", PATH)
    assert deck is not None
    assert problems == ()
    (note,) = deck.notes
    assert (note.kind, note.minutes, note.card_ids, note.points) == (Kind.PROMPT, 45, (), ("scope",))


def test_headings_inside_fences_are_code() -> None:
    """Backtick and tilde fences, indented ones, and longer fences around shorter ones hide headings."""
    for fence in ("```", "~~~", "`````"):
        inner = "```\n" if fence == "`````" else ""
        kinds, problems = parse(
            f"## Q {{#a}}\n\n{fence}md\n{inner}## Not a card {{#b}}\n{inner}{fence}\n\n## R {{#c}}\n\nyes\n"
        )
        assert list(kinds) == ["a", "c"]
        assert problems == []


def test_an_unclosed_fence_costs_only_its_own_note() -> None:
    """The cards below it still work, whether the file ends or another fence seems to close it."""
    problem = only_problem("## Q {#a}\n\n```http\nGET /\n")
    assert (problem.rule, problem.line) == ("fence", 16)
    kinds, problems = parse("## Q {#a}\n\n```http\nGET /\n\n## R {#b}\n\n```json\n{}\n```\n")
    assert list(kinds) == ["b"]
    assert [p.rule for p in problems] == ["fence"]


def test_an_indented_code_block_that_shows_a_fence_opens_none() -> None:
    """Four spaces outside a list are code already."""
    kinds, problems = parse("## Q {#a}\n\nLike this:\n\n    ```http\n\n## R {#b}\n\nyes\n")
    assert list(kinds) == ["a", "b"]
    assert problems == []


def test_a_question_may_end_in_braces() -> None:
    """Only a list that begins with `#`, `.` or `minutes=` is one of attributes."""
    deck, _ = parse_deck(HEAD + "## What is in /users/{id} {#a}\n\nyes\n\n## And {id}\n\nyes\n", PATH)
    assert deck is not None
    assert [note.question for note in deck.notes] == ["What is in /users/{id}"]


def test_the_source_is_the_end_of_the_last_paragraph() -> None:
    """It may wrap; `Source:` in code or in the middle of the answer is no source."""
    deck, _ = parse_deck(
        HEAD
        + "## Q {#a}\n\nyes\n\nSource: one\n  and two\n\n"
        + "## R {#b}\n\nSource: not last\n\nyes\n\n"
        + "## S {#c}\n\n```\nSource: code\n```\n",
        PATH,
    )
    assert deck is not None
    assert [note.source for note in deck.notes] == ["one and two", "", ""]


@pytest.mark.parametrize(
    ("rule", "offset", "note"),
    [
        ("missing-id", 0, "## Q\n\nyes"),
        ("missing-id", 0, "## Q {.easy}\n\nyes"),
        ("invalid-id", 0, "## Q {#Upper}\n\nyes"),
        ("invalid-id", 0, "## Q {#two--dashes}\n\nyes"),
        ("invalid-id", 0, "## Q {#a.c1}\n\nyes"),
        ("invalid-id", 0, "## Q {#a #b}\n\nyes"),
        ("invalid-id", 0, "## Q {#" + "a" * 101 + "}\n\nyes"),
        ("duplicate-id", 0, "## Q {#rel-02-good}\n\nyes"),
        ("unknown-class", 0, "## Q {#a .meduim}\n\nyes"),
        ("unknown-attribute", 0, "## Q {#a color=red}\n\nyes"),
        ("unknown-attribute", 0, "## Q {#a easy}\n\nyes"),
        ("levels", 0, "## Q {#a .easy .hard}\n\nyes"),
        ("kinds", 0, "## Q {#a .choice .prompt minutes=3}\n\nyes"),
        ("kinds", 0, "## Q {#a .choice}\n\n- [x] {{c1::a}}\n- [ ] b"),
        ("kinds", 0, "## Q {#a}\n\n{{c1::x}}\n\n- [ ] a"),
        ("empty-question", 0, "## {#a}\n\nyes"),
        ("empty-answer", 0, "## Q {#a}\n\n  \n"),
        ("empty-answer", 0, "## Q {#a}\n\nSource: RFC 9110"),
        ("cloze-gap", 0, "## Q {#a .cloze}\n\nno gap"),
        ("cloze-gap", 3, "## Q {#a}\n\nfine\nhere {{c1:one colon}}"),
        ("cloze-gap", 2, "## Q {#a}\n\n{{c1::}}"),
        ("cloze-gap", 2, "## Q {#a}\n\n{{c0::zero}}"),
        ("cloze-gap", 2, "## Q {#a}\n\n{{c501::too many}}"),
        ("cloze-gap", 2, "## Q {#a}\n\n{{c1::open"),
        ("cloze-gap", 2, "## Q {#a}\n\n{{c1::a}} {{c::b}}"),
        ("cloze-gap", 2, "## Q {#a}\n\n{{c1::a {{c2::b}} c}}"),
        ("cloze-in-code", 2, "## Q {#a}\n\n`{{c1::a}}`"),
        ("cloze-in-code", 2, "## Q {#a}\n\n`{{c1::a}}` {{c2::b}}"),
        ("choice-right", 0, "## Q {#a .choice}\n\n- [ ] a\n- [ ] b"),
        ("choice-right", 0, "## Q {#a .choice}\n\n- [x] a\n- [x] b"),
        ("choice-options", 0, "## Q {#a .choice}\n\n- [x] a"),
        ("ticked-point", 3, "## Q {#a}\n\n- [ ] a\n- [x] b"),
        ("empty-point", 2, "## Q {#a}\n\n- [ ]\n- [ ] b"),
        ("empty-point", 2, "## Q {#a .choice}\n\n- [ ]  :: why\n- [x] b"),
        ("minutes", 0, "## Q {#a .prompt}\n\nyes"),
        ("minutes", 0, "## Q {#a .prompt minutes=0}\n\nyes"),
        ("minutes", 0, "## Q {#a .prompt minutes=soon}\n\nyes"),
        ("minutes", 0, "## Q {#a .prompt minutes=²}\n\nyes"),
        ("minutes", 0, "## Q {#a minutes=30}\n\nyes"),
    ],
)
def test_a_broken_note_is_one_problem_at_its_line(rule: str, offset: int, note: str) -> None:
    """The problem has the rule, the line and a fix, and the notes around it still work."""
    problem = only_problem(note)
    assert (problem.rule, problem.line) == (rule, 14 + offset)
    assert problem.fix
    assert not problem.message.endswith(".")
    assert str(problem) == f"rel-02.md:{14 + offset}: {problem.message}; {problem.fix}"


def test_what_is_left_out_and_what_only_warned_of() -> None:
    """An error leaves its note out; a gap shown in code is only warned of; a note without an id waits for one."""
    kinds, problems = parse("## Q {#a}\n\n`{{c1::a}}`\n\n## R\n\nyes\n\n## S {#b .prompt}\n\nyes\n")
    assert list(kinds) == ["a"]
    assert [(p.rule, p.severity) for p in problems] == [
        ("cloze-in-code", "warning"),
        ("missing-id", "warning"),
        ("minutes", "error"),
    ]


def test_a_retired_id_is_refused() -> None:
    """An id that once named another card would inherit its progress."""
    head = HEAD.replace("tags:", "retired: [rel-02-old]\ntags:")
    problem = only_problem("## Q {#rel-02-old}\n\nyes", head)
    assert (problem.rule, problem.line) == ("retired-id", 15)


@pytest.mark.parametrize(
    ("rule", "line", "head"),
    [
        ("no-front-matter", 1, "# A readme\n"),
        ("front-matter", 1, "---\nid: a\n"),
        ("front-matter", 3, "---\nid: a\ntags: &x [b]\n---\n"),
        ("front-matter", 3, "---\nid: a\ntags: *x\n---\n"),
        ("front-matter", 2, "---\nid: !!python/object:os.system a\n---\n"),
        ("front-matter", 2, "---\nid: !x a\n---\n"),
        ("front-matter", 3, "---\nid: a\nid: b\n---\n"),
        ("front-matter", 3, "---\nid: a\ntitle: b: c\n---\n"),
        ("front-matter", 3, "---\nid: a\ntitle: [b]\n---\n"),
        ("front-matter", 3, "---\nid: a\ntags: {b: c}\n---\n"),
        ("front-matter", 2, "---\nhello\n---\n"),
        ("front-matter", 1, "---\nid: a\ntitle: " + "b" * 17_000 + "\n---\n"),
        ("front-matter", 3, "---\nid: a\ntags: " + "[" * 8_000 + "\n---\n"),
        ("deck-id", 1, "---\ntitle: b\n---\n"),
        ("deck-id", 2, "---\nid: Not a slug\ntitle: b\n---\n"),
    ],
)
def test_a_head_that_cannot_be_used_is_one_problem_and_no_deck(rule: str, line: int, head: str) -> None:
    """Without a head there is no deck; the reason names the line."""
    deck, problems = parse_deck(head + GOOD, PATH)
    assert deck is None
    assert [(p.rule, p.line) for p in problems] == [(rule, line)]


def test_small_faults_of_the_head_leave_the_deck() -> None:
    """Unknown keys, bad tags and a missing title are warnings; a bad retired id is an error of its own."""
    deck, problems = parse_deck("---\nid: a\nlevel: 3\ntags: [Bad Tag, good]\nretired: No\n---\n" + GOOD, PATH)
    assert deck is not None
    assert (deck.title, deck.tags, deck.retired, len(deck.notes)) == ("a", ("good",), (), 1)
    assert [(p.rule, p.line, p.severity) for p in problems] == [
        ("title", 1, "warning"),
        ("unknown-key", 3, "warning"),
        ("tags", 4, "warning"),
        ("retired", 5, "error"),
    ]


def test_values_stay_text() -> None:
    """What YAML would turn into numbers, dates and truth values is a title like any other."""
    deck, _ = parse_deck("---\nid: 404\ntitle: yes\npart: 2024-01-01\ntags: [429, on]\n---\n", PATH)
    assert deck is not None
    assert (deck.id, deck.title, deck.part, deck.tags) == ("404", "yes", "2024-01-01", ("429", "on"))


def test_a_byte_order_mark_and_any_line_ends_are_accepted(tmp_path: Path) -> None:
    """Files from Windows and old editors parse to the same notes."""
    text = HEAD + GOOD + "## Q {#a}\n\none\ntwo\n"
    expected, _ = parse_deck(text, PATH)
    assert expected is not None
    for index, data in enumerate(
        (b"\xef\xbb\xbf" + text.encode(), text.replace("\n", "\r\n").encode(), text.replace("\n", "\r").encode())
    ):
        path = tmp_path / f"{index}.md"
        path.write_bytes(data)
        deck, problems = read_deck(path)
        assert problems == ()
        assert deck is not None
        assert deck.notes == expected.notes


def test_bytes_that_are_not_utf_8_are_one_problem_with_their_line(tmp_path: Path) -> None:
    """The line is that of the first bad byte, whatever the line ends."""
    path = tmp_path / "a.md"
    path.write_bytes(b"---\r\nid: a\r\n---\r\n## caf\xe9 {#a}\r\n")
    deck, problems = read_deck(path)
    assert deck is None
    assert [(p.rule, p.line, p.path) for p in problems] == [("not-utf-8", 4, path)]


def test_a_huge_file_and_a_huge_line_are_refused(tmp_path: Path) -> None:
    """4 MB of file and 100,000 characters of line are the bounds; no more than that is read."""
    path = tmp_path / "a.md"
    path.write_bytes(HEAD.encode() + b"x\n" * (MAX_BYTES // 2))
    deck, problems = read_deck(path)
    assert (deck, [p.rule for p in problems]) == (None, ["too-large"])
    deck, problems = parse_deck(HEAD + "x\n" * (MAX_BYTES // 2), PATH)
    assert (deck, [p.rule for p in problems]) == (None, ["too-large"])
    deck, problems = parse_deck(HEAD + "## Q {#a}\n\n" + "x" * 100_001 + "\n", PATH)
    assert (deck, [(p.rule, p.line) for p in problems]) == (None, [("long-line", 10)])


def test_a_file_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    """A missing file and a folder of that name are said, not raised."""
    for path in (tmp_path / "none.md", tmp_path):
        deck, problems = read_deck(path)
        assert (deck, [p.rule for p in problems]) == (None, ["unreadable"])
