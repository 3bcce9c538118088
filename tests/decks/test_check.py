"""The linter: one test a rule, with a deck that breaks this rule alone; and the counts."""

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from decks.bank_rules import WORDS, WORDS_HARD, WORDS_KEY_POINTS, count_words
from decks.check import Report, check
from decks.duplicates import near_duplicates
from decks.spelling import find_misspellings

LESSON = """---
id: rel-02
title: Idempotency
part: Reliability and Scale
tags: [http]
---

## Which methods are safe? {#rel-02-safe .easy}

`GET`, `HEAD`, `OPTIONS` and `TRACE`.

> **Trap:** `POST` never is.

![A table of methods](../media/rel-02-methods.svg)

Source: RFC 9110 §9.2.1

## A client times out. How do you retry a payment? {#rel-02-retry .hard}

Name the operation.

- [ ] key
- [ ] same transaction
- [ ] replay
- [ ] expiry

Source: arithmetic

## How long does a key live? {#rel-02-key .medium}

Stripe keeps it {{c1::24}} hours, others {{c2::a week}}.

Source: Stripe API reference (2024)

## What answers a key in flight? {#rel-02-flight .medium .choice}

- [ ] `200` :: it has no result yet
- [x] `409` :: the first request still runs
- [ ] `404` :: the key exists
- [ ] `500` :: nothing failed

Source: IETF draft-ietf-httpapi-idempotency-key-header
"""

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 200" width="640" height="200"/>'


def lint(tmp_path: Path, text: str, *, strict: bool = True, others: dict[str, str] | None = None) -> Report:
    """The report on one lesson and others beside it, with a picture where the lesson wants it."""
    bank = tmp_path / "bank"
    for name, content in {"01-part/rel-02.md": text, "media/rel-02-methods.svg": PICTURE, **(others or {})}.items():
        (bank / name).parent.mkdir(parents=True, exist_ok=True)
        (bank / name).write_text(content, encoding="utf-8")
    return check([bank], bundled=bank if strict else tmp_path / "elsewhere")


def found(report: Report) -> list[tuple[str, str, int]]:
    """Rule, severity and line of each problem."""
    return [(problem.rule, problem.severity, problem.line) for problem in report.problems]


def test_a_good_lesson_has_no_problem(tmp_path: Path) -> None:
    """The lesson every other test breaks in one place."""
    report = lint(tmp_path, LESSON)
    assert report.problems == ()
    assert not report.failed
    assert report.sentence() == "5 cards in 1 lesson: 0 errors, 0 warnings."


def swap(old: str, new: str) -> Callable[[str], str]:
    """A change of the lesson; `old` must be in it."""

    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new)

    return change


def drop(card: str) -> Callable[[str], str]:
    """The lesson without one card."""

    def change(text: str) -> str:
        kept = [section for section in text.split("\n## ") if f"{{#{card} " not in section]
        return "\n## ".join(kept)

    return change


ESSENTIAL = "same transaction {.essential}\n- [ ] replay {.essential}\n- [ ] expiry {.essential}\n"
LONG = " ".join(["word"] * 200)


@pytest.mark.parametrize(
    ("rule", "line", "change"),
    [
        ("source", 8, swap("Source: RFC 9110 §9.2.1", "See RFC 9110")),
        ("missing-picture", 14, swap("rel-02-methods.svg", "none.svg")),
        ("picture-alt", 14, swap("![A table of methods]", "![]")),
        ("missing-id", 8, swap("{#rel-02-safe .easy}", "{.easy}\n\nx\n\nSource: y\n\n## Z? {#rel-02-z .easy}")),
        ("card-id", 8, swap("#rel-02-safe", "#rel-03-safe")),
        ("card-id", 8, swap("#rel-02-safe", "#rel-02safe")),
        ("level", 29, swap("#rel-02-key .medium", "#rel-02-key")),
        ("part", 1, swap("part: Reliability and Scale\n", "")),
        ("lesson-levels", 1, swap(".hard}", ".easy}")),
        ("lesson-key-points", 1, swap("- [ ] expiry\n", "")),
        ("lesson-key-points", 1, swap("- [ ] key\n", "- [ ] key\n" * 5)),
        ("essential", 18, swap("same transaction\n- [ ] replay\n- [ ] expiry\n", ESSENTIAL)),
        ("lesson-trap", 1, swap("**Trap:**", "**Note:**")),
        ("lesson-trap", 1, swap("> **Trap:** `POST` never is.", "```text\n> **Trap:** x\n```")),
        ("lesson-choice", 1, drop("rel-02-flight")),
        ("choice-form", 35, swap("- [ ] `500` :: nothing failed\n", "")),
        ("choice-form", 35, swap("`409` :: the first request still runs", "`409`")),
        ("heading", 10, swap("`GET`, `HEAD`", "# Answer\n\n`GET`, `HEAD`")),
        ("words", 8, swap("> **Trap:** `POST`", f"> **Trap:** {' '.join(['word'] * WORDS_HARD)} `POST`")),
        ("words", 29, swap("a week}}", f"{' '.join(['word'] * WORDS_HARD)}}}}}")),
        ("words", 18, swap("Name the operation.", " ".join(["word"] * (WORDS_KEY_POINTS + 1)))),
        ("spelling", 20, swap("Name the operation.", "Organise the operation.")),
        ("spelling", 8, swap("Which methods are safe?", "Which behavior is safe?")),
        ("near-duplicate", 35, swap("What answers a key in flight?", "WHICH *methods* are safe?")),
    ],
)
def test_each_rule_of_the_bank_is_reported_alone(
    tmp_path: Path, rule: str, line: int, change: Callable[[str], str]
) -> None:
    """An error, at the line where the author has to look, with a fix."""
    report = lint(tmp_path, change(LESSON))
    assert found(report) == [(rule, "error", line)]
    assert report.failed
    assert report.problems[0].fix


def test_too_few_cards(tmp_path: Path) -> None:
    """Prompts are no cards; a cloze counts once a number."""
    text = (
        drop("rel-02-key")(LESSON)
        .replace(".hard}", ".medium}")
        .replace("#rel-02-flight .medium", "#rel-02-flight .hard")
    )
    prompt = "\n## Design it {#rel-02-design .hard .prompt minutes=30}\n\nTalk.\n\nSource: own\n"
    report = lint(tmp_path, text + prompt)
    assert found(report) == [("lesson-cards", "error", 1)]
    assert (report.cards, report.lessons[0].kinds["prompt"]) == (3, 1)


def test_a_little_too_long_is_a_warning(tmp_path: Path) -> None:
    """Over 90 words a warning, over 110 an error; a warning alone does not fail."""
    words = " ".join(["word"] * WORDS)
    report = lint(tmp_path, LESSON.replace("`POST` never", f"{words} `POST` never"))
    assert found(report) == [("words", "warning", 8)]
    assert not report.failed


def test_the_parsers_problems_are_reported(tmp_path: Path) -> None:
    """A broken note and an unknown key are found with their lines."""
    text = LESSON.replace("tags:", "colour: red\ntags:") + "\n## Q {#rel-02-q .easy .soft}\n\nyes\n\nSource: x\n"
    assert found(lint(tmp_path, text)) == [("unknown-key", "warning", 5), ("unknown-class", "error", 45)]


def test_equal_ids_of_two_files_are_reported(tmp_path: Path) -> None:
    """At the later one, naming the first."""
    other = (
        LESSON.replace("id: rel-02", "id: rel-03")
        .replace("{#rel-02", "{#rel-03")
        .replace("#rel-03-safe", "#rel-02-safe")
    )
    for index, word in enumerate(("methods are", "client times", "long does", "answers a")):
        other = other.replace(word, f"{word} quite different thing number{index} ")
    report = lint(tmp_path, LESSON, others={"02/rel-03.md": other})
    assert [p.rule for p in report.problems] == ["duplicate-id", "card-id"]
    assert "rel-02.md:8" in report.problems[0].message


def test_near_duplicates_are_found_across_lessons(tmp_path: Path) -> None:
    """The problem stands at the later card and names the earlier one."""
    other = LESSON.replace("rel-02", "rel-03")
    report = lint(tmp_path, LESSON, others={"02/rel-03.md": other, "media/rel-03-methods.svg": PICTURE})
    assert [p.rule for p in report.problems] == ["near-duplicate"] * 4
    assert "`rel-02-safe` (rel-02.md:8)" in report.problems[0].message
    assert report.problems[0].path.name == "rel-03.md"


def test_a_users_deck_is_measured_by_the_general_rules_only(tmp_path: Path) -> None:
    """No source is a warning, a missing picture an error, and a missing id waits for the program."""
    text = "---\nid: mine\ntitle: Mine\n---\n## Color? {#x}\n\n![](a.svg)\n\n## Y?\n\nyes\n"
    report = lint(tmp_path, text, strict=False)
    assert found(report) == [("missing-id", "warning", 9), ("source", "warning", 5), ("missing-picture", "error", 7)]


def test_strict_can_be_asked_for(tmp_path: Path) -> None:
    """Either way, whatever the folder."""
    path = tmp_path / "a.md"
    path.write_text("---\nid: a\ntitle: A\n---\n## Q? {#x}\n\nyes\n\nSource: y\n")
    assert check([path]).problems == ()
    assert {p.rule for p in check([path], strict=True).problems} >= {"card-id", "level", "lesson-cards"}
    assert check([path], bundled=tmp_path, strict=False).problems == ()


def test_one_file_of_the_bank_is_checked_with_its_pictures(tmp_path: Path) -> None:
    """`../media` is reached although only the file was named."""
    lint(tmp_path, LESSON)
    bank = tmp_path / "bank"
    report = check([bank / "01-part" / "rel-02.md"], bundled=bank)
    assert report.problems == ()
    assert report.cards == 5


def test_pictures_in_code_are_no_pictures(tmp_path: Path) -> None:
    """They are neither looked for nor counted."""
    report = lint(tmp_path, LESSON.replace("`POST` never", "`![](none.svg)` never"))
    assert report.problems == ()
    assert report.lessons[0].pictures == 1


def test_the_report_as_json(tmp_path: Path) -> None:
    """Counts by lesson, level and kind, and every field of a problem."""
    text = LESSON.replace("Source: arithmetic", "arithmetic")
    prompt = "\n## Design it {#rel-02-design .hard .prompt minutes=30}\n\nTalk.\n\nSource: own\n"
    report = json.loads(json.dumps(lint(tmp_path, text + prompt).as_json()))
    kinds = {"plain": 1, "key-points": 1, "cloze": 2, "choice": 1, "prompt": 1}
    levels = {"easy": 1, "medium": 3, "hard": 1}
    lesson = {"title": "Idempotency", "cards": 5, "kinds": kinds, "levels": levels, "pictures": 1}
    problem = report["problems"].pop()
    assert report == {"cards": 5, "kinds": kinds, "levels": levels, "lessons": {"rel-02": lesson}, "problems": []}
    assert problem == {
        "path": str(tmp_path / "bank" / "01-part" / "rel-02.md"),
        "line": 18,
        "message": "the card `rel-02-retry` names no source",
        "fix": "end it with a line `Source: …`",
        "severity": "error",
        "rule": "source",
    }


def test_words_are_those_a_reader_has_to_say() -> None:
    """Code, tables, pictures and addresses are not counted; gaps count their text, links theirs."""
    assert count_words("One *two* - three, **four:** 86,400 s") == 6
    assert count_words("- [ ] one\n- [ ] two `code span`\n\n> **Trap:** three\n\n1. 2 x 3") == 7
    assert count_words("a\n\n```http\nGET / HTTP/1.1\n```\n\n| b | c |\n|---|---|\n| d | e |\n\n![f g](h.svg)") == 1
    assert count_words("{{c1::one two::a hint of four}} [three](https://e.com/a b) https://e.com/x") == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The behavior of a color catalog", [("behavior", "behaviour"), ("color", "colour"), ("catalog", "catalogue")]),
        ("Optimise and serialised, an organisation", [
            ("Optimise", "Optimize"), ("serialised", "serialized"), ("organisation", "organization"),
        ]),
        ("De-serialising is canceled; analyze the gray center", [
            ("De-serialising", "De-serializing"), ("canceled", "cancelled"), ("analyze", "analyse"), ("gray", "grey"),
            ("center", "centre"),
        ]),
        ("a denormalised, center-aligned view", [("denormalised", "denormalized"), ("center", "centre")]),
        ("exercise otherwise advise precise compromise analyse promise enterprise revise", []),
        ("behaviour organize authorization colour license cancelled modelling analysing", []),
        ("`color` and\n\n```css\ncolor: gray\n```\n\nhttps://e.com/color and [x](color.html) and \"gray\"", []),
        ("color.css /color @color #center user_color color_id X-Color-Center the Developer Center", []),
        ("- Color first.\n\n> **Center** it. Gray", [("Color", "Colour"), ("Center", "Centre"), ("Gray", "Grey")]),
    ],
)  # fmt: skip
def test_spelling_is_british_with_ize_outside_code_and_names(text: str, words: list[tuple[str, str]]) -> None:
    """Words that are always -ise, code, addresses, quotations and names are left alone."""
    assert list(find_misspellings(text)) == words


def test_near_duplicates_are_those_of_the_definition() -> None:
    """The index finds exactly the pairs that comparing all with all finds, at a Jaccard similarity of 0.8."""
    draw = random.Random(7)
    questions = [" ".join(draw.choices("abcdefg", k=draw.randint(0, 9))) for _ in range(300)]
    sets = [set(question.split()) for question in questions]
    expected = [
        (i, j)
        for j in range(len(sets))
        for i in range(j)
        if sets[i] and sets[j] and len(sets[i] & sets[j]) * 5 >= 4 * len(sets[i] | sets[j])
    ]
    assert near_duplicates(questions) == expected
    assert len(expected) > 100


def test_near_duplicates_look_at_words_not_at_signs() -> None:
    """Case, code ticks, emphasis and punctuation make no difference; a number or a method does."""
    assert near_duplicates(["What is `ETag` for?", "what is **etag** for", "What is 401 for?"]) == [(0, 1)]
