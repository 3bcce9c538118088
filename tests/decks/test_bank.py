"""The bundled bank as a whole: complete by the syllabus's numbers, and free of problems."""

import re
from functools import cache

from decks.card import Kind
from decks.check import BANK, Report, check
from decks.library import load_library
from tools.bank_table import TARGET, table

PARTS = {
    "fnd": 10, "fmt": 3, "as": 7, "sec": 10, "rel": 18, "perf": 5, "dbg": 6, "cs": 18, "fail": 4, "rdp": 8, "prep": 7,
    "sim": 6, "ws": 4, "int": 6,
}  # fmt: skip


@cache
def report() -> Report:
    return check([BANK])


def test_the_linter_has_nothing_to_say_about_the_bank() -> None:
    assert [str(problem) for problem in report().problems] == []


def test_every_lesson_of_the_syllabus_is_there() -> None:
    expected = {f"{part}-{number:02d}" for part, lessons in PARTS.items() for number in range(1, lessons + 1)}
    assert {lesson.id for lesson in report().lessons} == expected
    assert len(expected) == 112


def test_the_bank_is_as_large_as_promised() -> None:
    assert report().cards >= 600
    assert sum(lesson.pictures for lesson in report().lessons) >= 40


def test_the_senior_questions_their_follow_ups_and_the_tasks_are_there() -> None:
    ids = set(load_library((BANK,)).note_ids())
    for number in range(1, 16):
        question = f"prep-01-sq-{number:02d}"
        assert {question, *(f"{question}-{letter}" for letter in "abc")} <= ids
    assert {f"prep-01-pq-{number:02d}" for number in range(1, 6)} <= ids


def test_there_are_a_dozen_mock_interviews_of_every_length_with_all_their_sections() -> None:
    library = load_library((BANK,))
    prompts = [n for n in map(library.note, library.note_ids()) if n.kind is Kind.PROMPT]
    assert len(prompts) >= 12
    assert {prompt.minutes for prompt in prompts} == {15, 30, 45}
    for prompt in prompts:
        for section in (
            "Clarifying questions",
            "Requirements",
            "Decisions",
            "API model",
            "Evaluation",
            "What a scorer",
        ):
            assert f"### {section}" in prompt.answer, (prompt.id, section)
        assert re.search(r"\|\s*:?-{3}", prompt.answer), prompt.id
        for word in ("Junior", "Senior", "Staff"):
            assert word in prompt.answer, (prompt.id, word)


def test_the_table_of_the_documentation_is_that_of_the_bank() -> None:
    """After a change of the bank: `make table`."""
    assert TARGET.read_text(encoding="utf-8") == table(report())
