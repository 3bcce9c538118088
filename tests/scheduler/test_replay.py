"""The memory is a fold over the log, and only some kinds of review change it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.memory import Memory, Quality
from scheduler.replay import ReviewKind, replay
from scheduler.sm2 import Sm2

kinds = st.sampled_from(ReviewKind)
logs = st.lists(st.tuples(st.sampled_from(Quality), st.integers(700_000, 800_000), kinds), max_size=40)


@given(log=logs)
def test_replay_is_the_fold_of_the_reviews_that_count(log: list[tuple[Quality, int, ReviewKind]]) -> None:
    memory = Memory()
    for quality, day, kind in log:
        if kind in (ReviewKind.SCHEDULED, ReviewKind.ANKI):
            memory = Sm2().review(memory, quality, day)

    assert replay(log, Sm2()) == memory


@given(log=logs, quality=st.sampled_from(Quality), day=st.integers(700_000, 800_000))
def test_a_repeat_or_an_extra_review_changes_nothing(
    log: list[tuple[Quality, int, ReviewKind]], quality: Quality, day: int
) -> None:
    before = replay(log, Sm2())

    assert replay([*log, (quality, day, ReviewKind.REPEAT)], Sm2()) == before
    assert replay([*log, (quality, day, ReviewKind.EXTRA)], Sm2()) == before


def test_an_empty_log_is_a_card_never_seen() -> None:
    assert replay([], Sm2()) == Memory()


def test_plain_numbers_and_words_from_a_database_are_understood() -> None:
    assert replay([(5, 739_000, "scheduled"), (4, 739_001, "anki")], Sm2()).interval == 6


@pytest.mark.parametrize("row", [(6, 739_000, "scheduled"), (-1, 739_000, "repeat"), (4, 739_000, "guess")])
def test_a_row_that_cannot_be_is_refused(row: tuple[int, int, str]) -> None:
    with pytest.raises(ValueError, match="is not a valid"):
        replay([row], Sm2())
