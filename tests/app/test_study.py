"""The use-cases of a review, over real decks and a real progress file."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.storage.progress import open_progress
from app.study import Study
from decks.library import Library, load_library
from scheduler.day import StudyClock
from scheduler.memory import Quality
from scheduler.queue import Limits
from scheduler.sm2 import Sm2

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
