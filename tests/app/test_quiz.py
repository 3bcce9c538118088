"""The quiz without its window: what is drawn, what is counted, what is kept."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import quiz
from app.quiz import Question, Run
from app.storage.progress import Progress, open_progress
from decks.library import Library, load_library
from scheduler.sm2 import Sm2

NOON = 1_800_000_000_000
TODAY = 738_900


def deck(name: str, choices: int) -> str:
    cards = "".join(
        f"## Which {n}? {{#{name}-c{n} .easy .choice}}\n\n- [x] one :: yes\n- [ ] two :: no\n\nSource: s\n\n"
        for n in range(choices)
    )
    head = f"---\nid: {name}\ntitle: {name}\npart: P\ntags: [x]\n---\n\n"
    return f"{head}## What? {{#{name}-plain .easy}}\n\nThis.\n\nSource: s\n\n{cards}"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    for name, choices in (("one", 8), ("two", 7), ("none", 0)):
        (tmp_path / f"{name}.md").write_text(deck(name, choices), encoding="utf-8")
    return load_library((tmp_path,))


@pytest.fixture
def progress(tmp_path: Path) -> Iterator[Progress]:
    with open_progress(tmp_path / "p.sqlite", tmp_path / "backups", Sm2(), lambda: NOON) as found:
        yield found


def test_ten_different_choice_cards_are_drawn(library: Library) -> None:
    run = quiz.draw(quiz.candidates(library, ("one", "two")), ("one", "two"), Random(1))
    assert len({question.card_id for question in run.questions}) == 10
    assert all("-c" in question.card_id for question in run.questions)


def test_where_there_are_fewer_all_of_them_are_asked(library: Library) -> None:
    run = quiz.draw(quiz.candidates(library, ("two", "none")), ("two", "none"), Random(1))
    assert {question.card_id for question in run.questions} == {f"two-c{n}" for n in range(7)}
    assert quiz.candidates(library, ("none",)) == ()


def test_the_same_chance_draws_the_same_and_another_one_another_quiz(library: Library) -> None:
    candidates = quiz.candidates(library, ("one", "two"))
    drawn = [quiz.draw(candidates, (), Random(seed)).questions for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1] != drawn[2]


def test_suspended_cards_are_left_out(library: Library, progress: Progress) -> None:
    progress.suspend("one-c3", True)
    found = quiz.candidates(library, ("one",), progress.suspended())
    assert [question.card_id for question in found] == [f"one-c{n}" for n in range(8) if n != 3]


def test_the_result_counts_by_lesson_and_names_the_misses() -> None:
    run = Run(("a", "b"), (Question("a-1", "a"), Question("b-1", "b"), Question("a-2", "a")))
    for right in (True, False, False):
        run = run.answered(right=right)
    found = quiz.result(run)
    assert (found.asked, found.right) == (3, 1)
    assert found.by_lesson == {"a": (1, 2), "b": (0, 1)}
    assert found.missed == ("b-1", "a-2")
    assert run.finished
    with pytest.raises(ValueError, match="finished"):
        run.answered(right=True)


@given(st.lists(st.booleans(), max_size=12), st.integers(0, 4))
def test_a_quiz_given_up_or_with_cards_that_went_away_counts_what_was_answered(rights: list[bool], gone: int) -> None:
    run = Run(("a",), tuple(Question(f"a-{n}", "a") for n in range(len(rights) + gone)))
    for right in rights:
        run = run.answered(right=right)
    shorter = run
    for _ in range(gone):
        shorter = shorter.without_current()
    assert shorter.finished
    assert run.ended() == shorter
    assert quiz.result(shorter) == quiz.result(run)
    assert sum(right for right, _ in quiz.result(run).by_lesson.values()) == quiz.result(run).right


def test_a_result_is_kept_and_no_card_moves(library: Library, progress: Progress) -> None:
    run = quiz.draw(quiz.candidates(library, ("one",)), ("one",), Random(1))
    stored = None
    for _ in range(3):
        run = run.answered(right=False)
        stored = quiz.keep(run, progress, stored)
    (kept,) = progress.quizzes.list()
    assert (kept.deck_ids, kept.asked, kept.right, kept.by_lesson) == (("one",), 3, 0, {"one": (0, 3)})
    assert progress.statuses() == {}
    assert not progress.can_undo


def test_nothing_answered_is_nothing_kept(progress: Progress) -> None:
    quiz.keep(Run(("a",), ()), progress)
    assert progress.quizzes.list() == ()


def test_misses_that_today_would_ask_anyway_need_not_be_put_in(library: Library, progress: Progress) -> None:
    progress.grade("one-c0", 5, TODAY, duration_ms=1, at_ms=NOON)
    progress.grade("one-c1", 5, TODAY - 1, duration_ms=1, at_ms=NOON)
    misses = ("one-c0", "one-c1", "one-c2")
    assert quiz.not_due(misses, progress.statuses(), TODAY) == ("one-c0", "one-c2")
    progress.reschedule(quiz.not_due(misses, progress.statuses(), TODAY), TODAY)
    assert quiz.not_due(misses, progress.statuses(misses), TODAY) == ()
