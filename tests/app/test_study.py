"""The use-cases of a review, over real decks and a real progress file."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.storage.progress import Evidence, open_progress
from app.study import Study
from decks.library import Library, load_library
from scheduler.day import StudyClock
from scheduler.memory import Memory, Quality
from scheduler.queue import Limits
from scheduler.sm2 import Sm2
from tests.app.newest_evidence import newest_evidence

NOON = 1_800_000_000_000
DAY_MS = 86_400_000


def deck(name: str, part: str) -> str:
    return (
        f"---\nid: {name}\ntitle: {name.title()}\npart: {part}\ntags: [x]\n---\n\n"
        + "".join(
            f"## Question {n} of {name}? {{#{name}-q{n} .easy}}\n\nAnswer {n}.\n\nSource: s\n\n" for n in range(3)
        )
        + f"## Fill {name} {{#{name}-fill .medium}}\n\nThe {{{{c1::first}}}} and the {{{{c2::second}}}}.\n\nSource: s\n"
    )


class Table:
    """Decks and a progress file, with a clock moved by hand."""

    def __init__(self, folder: Path) -> None:
        for name, part in (("alpha", "One"), ("beta", "One"), ("gamma", "Two")):
            (folder / f"{name}.md").write_text(deck(name, part), encoding="utf-8")
        self.library: Library = load_library((folder,))
        self.now = NOON
        self.progress = open_progress(folder / "p.sqlite", folder / "backups", Sm2(), lambda: self.now)

    def study(self, limits: Limits | None = None, deck_ids: frozenset[str] | None = None) -> Study:
        return Study(
            self.library, self.progress, StudyClock(UTC), limits or Limits(new_per_day=5), lambda: self.now, deck_ids
        )


@contextmanager
def opened() -> Iterator[Table]:
    with tempfile.TemporaryDirectory() as folder:
        table = Table(Path(folder))
        try:
            yield table
        finally:
            table.progress.close()


@pytest.fixture
def table() -> Iterator[Table]:
    with opened() as made:
        yield made


@settings(max_examples=25)
@given(st.lists(st.sampled_from("012345sb"), max_size=14), st.integers(0, 3))
def test_the_plan_kept_up_by_each_action_is_the_plan_made_anew(acts: str, days: int) -> None:
    with opened() as table:
        for day in range(days + 1):
            study = table.study()
            for act in acts:
                face = study.current()
                if face is None:
                    break
                table.now += 20_000
                if act == "s":
                    study.suspend(face.card_id)
                elif act == "b":
                    study.bury(face.card_id)
                else:
                    study.grade(face.card_id, Quality(int(act)), 5_000)
                anew = table.study()
                assert study._order == anew._order
                assert study._repeats == anew._repeats
                kept, made = study.overview(), anew.overview()
                assert (kept.due, kept.new, kept.repeats) == (made.due, made.new, made.repeats)
            table.now = NOON + (day + 1) * DAY_MS


@settings(max_examples=25)
@given(st.lists(st.integers(0, 5), min_size=1, max_size=8))
def test_undoing_everything_gives_the_morning_back(grades: list[int]) -> None:
    with opened() as table:
        study = table.study()
        morning = list(study._order)
        for quality in grades:
            face = study.current()
            if face is None:
                break
            table.now += 1000
            study.grade(face.card_id, Quality(quality), 1000)
        done = study.overview().reviewed
        while study.can_undo:
            assert study.undo() is not None
        assert sorted(study._order) == sorted(morning)
        assert study._order[0] == morning[0]
        assert table.study()._order == morning
        assert study.summary().cards == 0
        while study.can_redo:
            assert study.redo() is not None
        assert study.overview().reviewed == done


def test_each_grade_does_what_its_button_said(table: Table) -> None:
    study = table.study()
    for quality in (Quality.EASY, Quality.GOOD):
        face = study.current()
        assert face is not None
        study.grade(face.card_id, quality, 1000)
        memory = table.progress.memory(face.card_id)
        assert memory is not None
        assert memory.due_day == study.day + face.returns[quality].days
        assert not face.returns[quality].today
        assert face.card_id not in study._order


def test_a_repeat_says_so_and_leaves_ease_and_interval_alone(table: Table) -> None:
    study = table.study(Limits(new_per_day=1))
    face = study.current()
    assert face is not None
    assert face.why.startswith("New")
    study.grade(face.card_id, Quality.AGAIN, 1000)
    before = table.progress.memory(face.card_id)
    again = study.current()
    assert again is not None
    assert again.repeat
    assert "you graded it Again" in again.why
    assert [again.returns[q].text for q in (Quality.AGAIN, Quality.GOOD)] == ["again today", "1 day"]
    study.grade(again.card_id, Quality.GOOD, 1000)
    assert table.progress.memory(face.card_id) == before
    assert study.current() is None


def test_a_session_that_runs_past_the_roll_over_goes_on_with_the_new_day(table: Table) -> None:
    study = table.study(Limits(new_per_day=1))
    first = study.current()
    assert first is not None
    study.grade(first.card_id, Quality.AGAIN, 1000)
    table.now += DAY_MS
    repeat = study.current()
    assert repeat is not None
    study.grade(repeat.card_id, Quality.GOOD, 1000)
    assert [g.kind for g in table.progress.graded_on(study.day)] == ["scheduled"]
    assert study.overview().streak == 2


def test_a_grade_given_after_the_roll_over_is_kept_even_when_the_card_is_no_longer_due(table: Table) -> None:
    study = table.study(Limits(new_per_day=1))
    for quality in (Quality.EASY, Quality.EASY, Quality.EASY, Quality.HARD):
        face = study.current()
        assert face is not None
        study.grade(face.card_id, quality, 1000)
        if quality is not Quality.HARD:
            memory = table.progress.memory(face.card_id)
            assert memory is not None
            table.now += memory.interval * DAY_MS
            study = table.study(Limits(new_per_day=0))
    repeat = study.current()
    assert repeat is not None
    before = table.progress.memory(repeat.card_id)
    table.now += DAY_MS
    study.grade(repeat.card_id, Quality.GOOD, 1000)
    assert [g.kind for g in table.progress.graded_on(study.day)] == ["extra"]
    assert table.progress.memory(repeat.card_id) == before


def test_a_card_graded_twice_in_a_row_moves_its_interval_once(table: Table) -> None:
    study = table.study()
    face = study.current()
    assert face is not None
    study.grade(face.card_id, Quality.GOOD, 1000)
    once = table.progress.memory(face.card_id)
    study.grade(face.card_id, Quality.GOOD, 1000)
    assert table.progress.memory(face.card_id) == once


def test_bury_after_the_roll_over_is_until_the_day_after_the_new_one(table: Table) -> None:
    study = table.study()
    face = study.current()
    assert face is not None
    table.now += DAY_MS
    study.bury(face.card_id)
    assert face.card_id not in study._order
    assert face.card_id not in table.study()._order


def test_a_grade_undone_and_done_again_is_in_the_summary(table: Table) -> None:
    study = table.study()
    face = study.current()
    assert face is not None
    study.grade(face.card_id, Quality.AGAIN, 1000, missed=("a point",))
    study.undo()
    assert study.summary().cards == 0
    study.redo()
    assert study.summary().missed[0].missed == ("a point",)


def test_an_answer_over_lunch_counts_five_minutes(table: Table) -> None:
    study = table.study()
    face = study.current()
    assert face is not None
    study.grade(face.card_id, Quality.GOOD, 90 * 60_000)
    assert table.progress.history(face.card_id)[0].duration_ms == 5 * 60_000


def test_only_the_chosen_decks_are_asked(table: Table) -> None:
    study = table.study(deck_ids=frozenset({"beta"}))
    assert {card_id.split("-")[0] for card_id in study._order} == {"beta"}


def test_a_card_whose_file_lost_it_is_left_out_and_the_next_one_asked(table: Table) -> None:
    study = table.study()
    first = study._order[0]
    deck_id = first.split("-")[0]
    info = next(d for d in table.library.decks if d.id == deck_id)
    info.path.write_text(info.path.read_text().replace(f"#{first} ", "#renamed-card "))
    face = study.current()
    assert face is not None
    assert face.card_id != first


def test_the_clock_set_back_two_days_does_not_study_a_day_twice(table: Table) -> None:
    study = table.study()
    day = study.day
    face = study.current()
    assert face is not None
    study.grade(face.card_id, Quality.GOOD, 1000)
    table.now -= 2 * DAY_MS
    assert table.study().day == day
    table.now -= 30 * DAY_MS
    assert table.study().day == day - 32


def test_a_new_card_that_was_asked_for_comes_beyond_the_limit_and_takes_no_other_s_place(table: Table) -> None:
    table.progress.reschedule(["gamma-q2", "gamma-q1"], table.study().day)
    study = table.study(Limits(new_per_day=2))
    first = study.plan
    assert set(first.due) == {"gamma-q1", "gamma-q2"}
    assert len(first.new) == 2
    assert study.face("gamma-q1").why == "New: you asked for it to come."
    assert study.face("gamma-q1").memory is None
    face = study.current()
    assert face is not None
    study.grade(face.card_id, Quality.GOOD, 1_000)
    study.replan()
    assert study.plan.order == first.order[1:]


def test_points_missed_today_are_cards_due_tomorrow_once(table: Table) -> None:
    study = table.study(Limits(new_per_day=0))
    table.progress.reschedule(["alpha-q0"], study.day + 1)
    study.replan()
    assert study.left == 0
    table.now += DAY_MS
    assert study.refresh()
    assert study.plan.order == ("alpha-q0",)
    study.grade("alpha-q0", Quality.GOOD, 1_000)
    assert study.left == 0
    table.now += DAY_MS
    assert study.refresh()
    assert study.plan.order == ("alpha-q0",)
    assert study.face("alpha-q0").why.startswith("Review: due today")


def test_evidence_given_with_a_grade_is_there_the_next_time(table: Table) -> None:
    study = table.study()
    face = study.current()
    assert face is not None
    evidence = Evidence(said=("one",), missed=("two",))
    study.grade(face.card_id, Quality.HARD, 1_000, ("two",), evidence)
    assert newest_evidence(table.progress, face.card_id) == evidence


@pytest.mark.parametrize(
    ("kind", "undone"),
    [
        ("suspend", "suspended 3 cards"),
        ("bury", "buried 3 cards"),
        ("reschedule", "rescheduled 3 cards"),
        ("forget", "made 2 cards new again"),
        ("tag", "tagged 3 cards slow"),
        ("one", "tag slow on “Question 0 of alpha?”"),
    ],
)
def test_what_was_done_to_a_selection_is_undone_in_words(table: Table, kind: str, undone: str) -> None:
    study = table.study()
    progress = table.progress
    for card_id in ("alpha-q0", "beta-q0"):
        study.grade(card_id, Quality.GOOD, 1_000)
    cards = ["alpha-q0", "beta-q0", "gamma-q0"]
    plan = table.study().plan
    {
        "suspend": lambda: progress.suspend_many(cards, True),
        "bury": lambda: progress.bury_many(cards, study.day + 1),
        "reschedule": lambda: progress.reschedule(cards, study.day),
        "forget": lambda: progress.forget(cards),
        "tag": lambda: progress.tag(cards, "slow", True),
        "one": lambda: progress.tag(cards[:1], "slow", True),
    }[kind]()
    study.replan()
    assert study.undo() == undone
    assert study.plan == plan
    assert study.redo() == undone


def test_cards_put_into_today_are_asked_again_although_they_were_graded_today(table: Table) -> None:
    study = table.study(Limits(new_per_day=1))
    study.grade("alpha-q0", Quality.GOOD, 1_000)
    assert study.left == 0
    table.progress.reschedule(["alpha-q0"], study.day)
    study.replan()
    assert study.plan.order == ("alpha-q0",)
    study.grade("alpha-q0", Quality.GOOD, 1_000)
    study.replan()
    assert study.left == 0
    assert table.progress.memory("alpha-q0") == Memory(250, 6, 2, 0, study.day + 6)


def test_a_lesson_studied_by_hand_brings_all_its_new_cards_whatever_the_day_s_limit(table: Table) -> None:
    study = table.study(Limits(new_per_day=1))
    study.focus(["beta"])
    asked = []
    while (face := study.current()) is not None:
        asked.append(face.card_id)
        study.grade(face.card_id, Quality.GOOD, 1000)
    # One of a note's two gaps a day, as ever.
    assert {card.partition("-")[0] for card in asked} == {"beta"}
    assert len(asked) == len({row.note_id for row in table.library.rows if row.deck_id == "beta"})
    study.focus()
    assert study.overview().new == 0
    assert study.overview().new_left > 0
