"""The course map, over real decks and a real progress file."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.course import KNOWN_DAYS, Course, Lesson, Stage, contents, percent, read_course, stage_of
from app.paths import bundled_decks
from app.storage.progress import Evidence, Progress, open_progress
from decks.library import Library, load_library
from scheduler.memory import Memory
from scheduler.sm2 import Sm2

NOON = 1_800_000_000_000
TODAY = 738_900
POINTS = """## Say both of {name} {{#{name}-points .medium}}

- [ ] **alpha** of `{name}`
- [ ] beta

Source: s

"""


def deck(name: str, part: str) -> str:
    return (
        f"---\nid: {name}\ntitle: {name.title()}\npart: {part}\ntags: [x]\n---\n\n"
        + f"## What is {name}? {{#{name}-plain .easy}}\n\nThis.\n\nSource: s\n\n"
        + POINTS.format(name=name)
        + f"## Which? {{#{name}-choice .easy .choice}}\n\n- [x] one :: yes\n- [ ] two :: no\n\nSource: s\n\n"
        + f"## Design {name} {{#{name}-prompt .hard .prompt minutes=30}}\n\nLike this.\n\nSource: s\n"
    )


@dataclass
class Table:
    """Two lessons of a course, one deck of the reader's own, and progress."""

    library: Library
    progress: Progress

    def grade(self, card_id: str, times: int = 1, missed: tuple[str, ...] = (), said: tuple[str, ...] = ()) -> None:
        """Grade *easy*, each time when the card is due; after four times its interval is 50 days."""
        for _ in range(times):
            memory = self.progress.memory(card_id)
            day = memory.due_day if memory is not None else TODAY - 30
            evidence = Evidence(said=said, missed=missed)
            self.progress.grade(card_id, 5, day, duration_ms=1, at_ms=NOON, evidence=evidence)

    def read(self, library: Library | None = None) -> Course:
        library = library or self.library
        return read_course(library, self.progress, TODAY, contents(library))

    def lesson(self, deck_id: str = "one", library: Library | None = None) -> Lesson:
        found = self.read(library).find(deck_id)
        assert found is not None
        return found


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Table]:
    bank, own = tmp_path / "bank", tmp_path / "own"
    bank.mkdir()
    own.mkdir()
    (own / "aaa.md").write_text(deck("aaa", "Part A"), encoding="utf-8")
    for number, (name, part) in enumerate((("one", "Part A"), ("two", "Part B"))):
        (bank / f"{number}.md").write_text(deck(name, part), encoding="utf-8")
    progress = open_progress(tmp_path / "p.sqlite", tmp_path / "backups", Sm2(), lambda: NOON)
    with progress:
        yield Table(load_library((bank, own)), progress)


def test_the_reader_s_own_decks_stand_after_the_course_and_are_not_counted_in_it(table: Table) -> None:
    course = table.read()
    assert [(part.title, part.own) for part in course.parts] == [("Part A", False), ("Part B", False), ("Part A", True)]
    assert [lesson.deck.id for part in course.parts for lesson in part.lessons] == ["one", "two", "aaa"]
    assert (course.known, course.lessons, course.tally.cards) == (0, 2, 6)


def test_a_lesson_is_new_until_a_card_of_it_was_reviewed(table: Table) -> None:
    assert table.lesson().tally.stage is Stage.NEW
    table.grade("one-plain")
    assert table.lesson().tally.stage is Stage.LEARNING
    assert table.lesson("two").tally.stage is Stage.NEW


def test_a_card_put_into_the_queue_before_its_first_review_is_still_new(table: Table) -> None:
    table.progress.reschedule(["one-plain"], TODAY)
    tally = table.lesson().tally
    assert (tally.new, tally.learning, tally.due) == (3, 0, 1)


def test_a_lesson_is_known_when_every_card_is(table: Table) -> None:
    for card_id in ("one-plain", "one-points", "one-choice"):
        assert table.lesson().tally.stage is not Stage.KNOWN
        table.grade(card_id, 4, said=("beta",))
    course = table.read()
    assert course.parts[0].lessons[0].tally.stage is Stage.KNOWN
    assert (course.known, course.parts[0].known) == (1, 1)
    assert course.sentence().startswith("1 of 2 lessons known")


@pytest.mark.parametrize(("interval", "stage"), [(KNOWN_DAYS - 1, Stage.LEARNING), (KNOWN_DAYS, Stage.KNOWN)])
def test_a_card_is_known_from_twenty_one_days_on(interval: int, stage: Stage) -> None:
    memory = Memory(interval=interval, repetitions=4)
    assert stage_of(memory, missed=False) is stage
    assert stage_of(memory, missed=True) is Stage.LEARNING
    assert stage_of(None, missed=False) is Stage.NEW


def test_a_point_left_out_last_time_is_listed_and_keeps_its_card_from_being_known_until_it_is_covered(
    table: Table,
) -> None:
    table.grade("one-points", 4, said=("beta",), missed=("alpha of one",))
    lesson = table.lesson()
    assert [(left.question, left.points) for left in lesson.left_out] == [("Say both of one", ("alpha of one",))]
    assert (lesson.tally.known, lesson.tally.learning) == (0, 1)
    assert (lesson.tally.covered, lesson.tally.points) == (1, 2)
    assert lesson.tally.share_covered == 0.5
    table.grade("one-points", said=("alpha of one", "beta"))
    lesson = table.lesson()
    assert lesson.left_out == ()
    assert (lesson.tally.known, lesson.tally.covered) == (1, 2)


def test_a_point_that_was_worded_anew_is_neither_left_out_nor_covered(table: Table) -> None:
    table.grade("one-points", 4, said=("beta",), missed=("alpha of one",))
    path = table.library.deck_of("one-points").path
    path.write_text(path.read_text("utf-8").replace("**alpha**", "gamma").replace("beta", "delta"), encoding="utf-8")
    lesson = table.lesson(library=load_library(table.library.roots))
    assert lesson.left_out == ()
    assert (lesson.tally.known, lesson.tally.covered, lesson.tally.points) == (1, 0, 2)


def test_a_suspended_card_does_not_count(table: Table) -> None:
    for card_id in ("one-plain", "one-choice"):
        table.grade(card_id, 4)
    table.progress.suspend("one-points", True)
    tally = table.lesson().tally
    assert (tally.cards, tally.suspended, tally.points) == (2, 1, 0)
    assert tally.stage is Stage.KNOWN


def test_a_lesson_whose_cards_are_all_suspended_is_not_known(table: Table) -> None:
    table.progress.suspend_many(["one-plain", "one-points", "one-choice"], True)
    assert table.lesson().tally.stage is Stage.NEW


def test_a_lesson_tells_its_prompts_and_what_can_be_asked_in_a_quiz(table: Table) -> None:
    lesson = table.lesson()
    assert [(prompt.note_id, prompt.question, prompt.minutes) for prompt in lesson.prompts] == [
        ("one-prompt", "Design one", 30)
    ]
    assert (lesson.choices, lesson.drills) == (1, 0)


def test_cards_due_today_and_before_are_counted(table: Table) -> None:
    table.grade("one-plain")
    table.grade("one-choice", 4)
    assert table.lesson().tally.due == 1


def test_reading_the_files_stops_when_asked(table: Table) -> None:
    asked = iter((False, True))
    assert list(contents(table.library, lambda: next(asked))) == ["one"]


def test_a_deck_that_went_away_since_is_shown_without_points(table: Table) -> None:
    table.library.deck_of("one-points").path.unlink()
    lesson = table.lesson()
    assert (lesson.tally.cards, lesson.tally.points) == (3, 0)


def test_a_share_is_whole_only_when_it_is() -> None:
    assert [percent(share) for share in (0.0, 0.001, 0.5, 0.999, 1.0)] == ["0 %", "1 %", "50 %", "99 %", "100 %"]


def test_the_bank_has_thirteen_parts_with_one_hundred_and_twelve_lessons_and_its_prompts(table: Table) -> None:
    course = table.read(load_library((bundled_decks(),)))
    assert (len(course.parts), course.lessons) == (13, 112)
    assert sum(len(lesson.prompts) for part in course.parts for lesson in part.lessons) >= 14
    assert sum(lesson.drills for part in course.parts for lesson in part.lessons) >= 25
    assert course.tally.points > 500
