"""SM-2: the golden table of DESIGN, and what holds for every run of grades."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.memory import Memory, Quality
from scheduler.sm2 import EASE_FLOOR, MAX_INTERVAL, Sm2

DAY = 739_000
SM2 = Sm2()

qualities = st.sampled_from(Quality)
passes = st.sampled_from([Quality.HARD, Quality.GOOD, Quality.EASY])


def study(grades: list[Quality], day: int = DAY) -> list[Memory]:
    """The memory after each grade, every review on its due day."""
    memory, memories = Memory(), []
    for grade in grades:
        memory = SM2.review(memory, grade, day)
        memories.append(memory)
        day = memory.due_day
    return memories


reachable = st.lists(qualities, max_size=30).map(lambda grades: study(grades)[-1] if grades else Memory())


@pytest.mark.parametrize(
    ("grades", "intervals", "ease"),
    [
        ([5, 5, 5, 5, 5, 4], [1, 6, 17, 50, 150, 450], 300),
        ([4, 4, 3, 4, 2, 4, 4, 4], [1, 6, 15, 36, 1, 1, 6, 15], 236),
        ([3] * 11, [1, 6, 13, 26, 47, 79, 121, 167, 218, 284, 370], 130),
    ],
)
def test_golden_runs_give_the_published_intervals_and_ease(grades: list[int], intervals: list[int], ease: int) -> None:
    memories = study([Quality(grade) for grade in grades])

    assert [memory.interval for memory in memories] == intervals
    assert memories[-1].ease == ease


@pytest.mark.parametrize(("quality", "change"), [(5, 10), (4, 0), (3, -14)])
def test_ease_changes_by_the_published_formula(quality: int, change: int) -> None:
    """0.1 - (5 - q) * (0.08 + (5 - q) * 0.02), here in hundredths."""
    miss = 5 - quality

    assert change == 10 - miss * (8 + miss * 2)
    assert SM2.review(Memory(), Quality(quality), DAY).ease == 250 + change


@given(memory=reachable, quality=st.sampled_from([Quality.BLACKOUT, Quality.AGAIN, Quality.ALMOST]))
def test_a_lapse_keeps_the_ease_and_starts_again_tomorrow(memory: Memory, quality: Quality) -> None:
    lapsed = SM2.review(memory, quality, DAY)

    assert lapsed == Memory(ease=memory.ease, interval=1, repetitions=0, lapses=memory.lapses + 1, due_day=DAY + 1)


@given(grades=st.lists(qualities, max_size=60))
def test_ease_never_falls_below_its_floor(grades: list[Quality]) -> None:
    assert all(memory.ease >= EASE_FLOOR for memory in study(grades))


@given(memory=reachable, quality=passes)
def test_a_right_answer_never_shortens_the_interval(memory: Memory, quality: Quality) -> None:
    assert SM2.review(memory, quality, DAY).interval >= memory.interval


@given(memory=reachable)
def test_a_better_right_answer_never_gives_a_shorter_interval(memory: Memory) -> None:
    intervals = [SM2.review(memory, quality, DAY).interval for quality in Quality if quality >= 3]

    assert intervals == sorted(intervals)


@given(memory=reachable, quality=qualities, day=st.integers(1, 3_000_000), late=st.integers(0, 5_000))
def test_due_day_counts_from_the_review_however_late(memory: Memory, quality: Quality, day: int, late: int) -> None:
    on_time, too_late = SM2.review(memory, quality, day), SM2.review(memory, quality, day + late)

    assert on_time.due_day == day + on_time.interval
    assert too_late.due_day == on_time.due_day + late
    assert too_late.interval == on_time.interval


@given(memory=reachable, day=st.integers(1, 3_000_000))
def test_preview_shows_what_review_does(memory: Memory, day: int) -> None:
    preview = SM2.preview(memory, day)

    assert list(preview) == list(Quality)
    assert all(preview[quality] == SM2.review(memory, quality, day) for quality in Quality)


@pytest.mark.parametrize("days", [150, 151, 449, 36_499])
def test_an_interval_is_the_exact_product_rounded_up(days: int) -> None:
    """At an ease of 3.00 the product is whole, where a binary float of 2.5 + 5 x 0.1 gives a day too many."""
    memory = Memory(ease=300, interval=days, repetitions=5)

    assert SM2.review(memory, Quality.GOOD, DAY).interval == min(days * 3, MAX_INTERVAL)


def test_perfect_answers_without_end_stay_within_a_hundred_years() -> None:
    memories = study([Quality.EASY] * 40)

    assert memories[-1].interval == max(memory.interval for memory in memories) == MAX_INTERVAL
