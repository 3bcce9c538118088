"""The mock interview without a window: phases and clock, prompts by lot, points, scores, and the report."""

from pathlib import Path
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.errors import ByHeartError
from app.interview import GAP_MS, PHASES, Clock, Prompt, Urgency, chosen, digits, draw, ends, nudge, read_prompts
from app.interview_points import model_answer
from app.interview_report import markdown, outcome, write_report
from app.interview_score import RUBRIC, cards_of, is_scored, read_asked, trend, weakest
from app.paths import bundled_decks
from app.storage.records import Interview, InterviewMiss
from cheatsheets.tree import parse
from decks import markup
from decks.library import Library, load_library
from decks.parser import parse_deck

MINUTE = 60_000
PROMPTS = tuple(Prompt(name, name, 15, "easy", "L") for name in ("one", "two", "three"))


@pytest.fixture(scope="module")
def bank() -> Library:
    return load_library((bundled_decks(),))


def interview(**changes: object) -> Interview:
    values: dict[str, object] = {
        "id": "i", "prompt_id": "p", "minutes": 15, "level": "easy", "started_at": 0, "elapsed_ms": 975_000,
        "phase": "evaluation", "paused": True, "notes": "",
    }  # fmt: skip
    return Interview(**(values | changes))  # type: ignore[arg-type]


# ---- phases and clock ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "lasts"),
    [(15, [2, 2, 6, 3, 2]), (30, [4, 3, 10, 8, 5]), (45, [5, 5, 15, 13, 7]), (90, [10, 10, 30, 26, 14])],
)
def test_phases_last_as_the_bank_teaches_and_other_lengths_in_proportion(minutes: int, lasts: list[int]) -> None:
    """Sheet 01 and the lesson on mock interviews: a deep dive of 8 minutes in 30, 13 in 45."""
    plan = ends(minutes)
    assert [(end - start) // MINUTE for start, end in zip((0, *plan), plan, strict=False)] == lasts
    assert plan[-1] == minutes * MINUTE


def test_the_clock_nudges_calmly_then_soon_then_when_the_time_is_over() -> None:
    """In words a reader can act on; and it names the next phase."""
    assert nudge(45, 3, 32 * MINUTE).words == "Deep dive: 6 minutes left."
    soon = nudge(45, 3, 36 * MINUTE)
    assert (soon.urgency, soon.words) == (Urgency.SOON, "Deep dive: 2 minutes left; move on to evaluation soon.")
    over = nudge(45, 3, 39 * MINUTE)
    assert (over.urgency, over.words) == (Urgency.OVER, "Deep dive: its time is over; move on to evaluation.")
    assert nudge(15, 1, 150_000).words == "Requirements: 2 minutes left."
    assert nudge(15, 1, 225_000).words == "Requirements: 20 seconds left; move on to API model soon."
    assert nudge(45, 4, 44 * MINUTE).words == "Evaluation: 1 minute left; come to an end soon."
    assert nudge(45, 0, 45 * MINUTE).words.startswith("Time is up: finish, or take")


@given(st.integers(1, 240), st.integers(0, 4), st.integers(0, 400 * MINUTE))
def test_there_is_always_something_to_say_and_never_a_negative_time(minutes: int, phase: int, elapsed: int) -> None:
    """Whatever the length, the phase and the time."""
    words = nudge(minutes, phase, elapsed).words
    assert words
    assert "-" not in words.replace("deep-dive", "")
    assert len(ends(minutes)) == len(PHASES)
    assert list(ends(minutes)) == sorted(ends(minutes))


def test_the_clock_counts_while_it_runs_and_stands_while_it_is_paused() -> None:
    """A pause of an hour costs nothing."""
    clock = Clock().start(1_000).look(31_000).pause(41_000)
    assert (clock.elapsed_ms, clock.paused) == (40_000, True)
    assert clock.look(4_000_000).start(4_000_000).look(4_005_000).elapsed_ms == 45_000


def test_a_machine_that_slept_stops_the_clock_and_a_clock_set_back_takes_nothing() -> None:
    """Nobody was interviewed while the lid was closed."""
    slept = Clock(5_000, 0).look(GAP_MS + 1)
    assert (slept.elapsed_ms, slept.paused) == (5_000, True)
    back = Clock(5_000, 100_000).look(40_000)
    assert (back.elapsed_ms, back.look(41_000).elapsed_ms) == (5_000, 6_000)


def test_times_are_minutes_and_seconds() -> None:
    """Also beyond an hour, because an interview is told in minutes."""
    assert [digits(ms) for ms in (0, 65_999, 3_725_000)] == ["0:00", "1:05", "62:05"]


# ---- prompts ------------------------------------------------------------------------------------------


def test_the_bank_has_its_prompts_in_three_lengths_and_levels(bank: Library) -> None:
    """All are found, shorter ones first, and can be chosen by length and level."""
    prompts = read_prompts(bank)
    assert len(prompts) >= 14
    assert [prompt.minutes for prompt in prompts] == sorted(prompt.minutes for prompt in prompts)
    assert {prompt.minutes for prompt in prompts} == {15, 30, 45}
    assert {prompt.level for prompt in prompts} == {"easy", "medium", "hard"}
    assert all(p.minutes == 45 and p.level == "hard" for p in chosen(prompts, 45, "hard"))
    assert len(chosen(prompts, None, None)) == len(prompts)


@given(st.lists(st.sampled_from(["one", "two", "three", "gone"])), st.integers())
def test_what_is_drawn_was_done_least_often(done: list[str], seed: int) -> None:
    """And the same seed draws the same prompt."""
    drawn = draw(PROMPTS, done, Random(seed))
    assert drawn is not None
    assert done.count(drawn.id) == min(done.count(prompt.id) for prompt in PROMPTS)
    assert drawn == draw(PROMPTS, done, Random(seed))
    assert draw((), done, Random(seed)) is None


# ---- points -------------------------------------------------------------------------------------------


def note_of(answer: str, path: Path = Path("deck.md")):  # type: ignore[no-untyped-def]
    text = f"---\nid: d\ntitle: D\npart: P\n---\n\n## Design it {{#d-mock .hard .prompt minutes=15}}\n\n{answer}\n"
    deck, problems = parse_deck(text, path)
    assert deck is not None, problems
    return deck.notes[0]


def test_points_are_the_items_of_the_lists_but_not_what_a_scorer_listens_for() -> None:
    """The scorer's lines sum the answer up and would count twice; an item with a list of its own is text."""
    answer = model_answer(
        note_of(
            "### Requirements\n\n- Ten a **second**\n- Twice, `once`\n\nText.\n\n### Steps\n\n1. First\n\n"
            "### What a scorer listens for\n\n- **Junior:** paths"
        )
    )
    assert answer.points == ("Ten a second", "Twice, once", "First")
    assert sum("point" in item.classes for item in answer.tree.find_all("li")) == 3


def test_task_lines_of_a_prompt_are_its_points_and_nothing_else_is() -> None:
    """Who writes a prompt says what counts."""
    answer = model_answer(note_of("- Not this\n\n### Points\n\n- [ ] this one\n- [ ] and this"))
    assert answer.points == ("this one", "and this")


def test_every_prompt_of_the_bank_has_points_one_box_each(bank: Library) -> None:
    """Numbers in the tree and in the tuple are the same, or the wrong point would be ticked."""
    for prompt in read_prompts(bank):
        answer = model_answer(bank.note(prompt.id))
        boxes = [item for item in answer.tree.find_all("li") if "point" in item.classes]
        assert len(answer.points) >= 15
        assert [" ".join(box.text().split()) for box in boxes] == list(answer.points)


def test_a_point_is_asked_by_the_card_that_shares_its_rare_words(bank: Library) -> None:
    """Checked by hand on the bank; a point that no card asks for has none rather than a wrong one."""
    asked = read_asked(bank)
    points = (
        "If-Match is required on PATCH: without it 428 Precondition Required, with a stale ETag 412",
        "7 random base-62 characters (3.52 trillion), unique constraint, draw again on conflict.",
        "Wolves howl at the moon",
    )
    found = cards_of(points, "cs-06", asked)
    assert found[0] == "rel-07-if-match"
    assert found[1] is not None
    assert found[1].startswith("cs-06-")
    assert found[2] is None
    known = {row.card_id for row in bank.rows}
    assert {each.card_id for each in asked} == known


# ---- scores -------------------------------------------------------------------------------------------


def test_the_rubric_has_five_dimensions_of_four_described_levels() -> None:
    """As the issue asks; no description is given twice."""
    assert [each.name for each in RUBRIC] == ["framing", "modelling", "depth", "trade-offs", "communication"]
    assert len({level for each in RUBRIC for level in each.levels}) == 20


def test_the_trend_is_oldest_first_and_leaves_out_what_was_not_scored() -> None:
    """The history comes newest first."""
    history = [interview(scores={"depth": 3, "framing": 1}), interview(), interview(scores={"depth": 2})]
    assert trend(history)["depth"] == (2, 3)
    assert trend(history)["framing"] == (1,)
    assert trend(history)["modelling"] == ()
    assert not is_scored(history[0])


def test_the_weakest_dimension_is_the_one_to_practise() -> None:
    """The earlier of two; none when all are the best, or nothing was scored."""
    scores = {each.name: 3 for each in RUBRIC}
    low = weakest(scores | {"depth": 1, "trade-offs": 1})
    assert low is not None
    assert low.name == "depth"
    assert weakest({}) is None
    assert weakest({each.name: 4 for each in RUBRIC}) is None


# ---- the report ---------------------------------------------------------------------------------------


@example("11. b")
@given(st.text(alphabet="ab `~*_#<>&|-1.)[]{}\n", max_size=60))
def test_notes_and_points_come_out_of_the_markdown_as_they_went_in(typed: str) -> None:
    """Whatever was typed: fences, tags and list signs are text."""
    point = " ".join(typed.split())
    tree = parse(markup.render(outcome(interview(notes=typed, missed=(InterviewMiss(point or "x"),)), 1, 1)))
    if typed.strip():
        (block,) = tree.find_all("pre")
        assert block.text().rstrip() == typed.rstrip()
    (item,) = tree.find_all("li")
    assert " ".join(item.text().split()) == (point or "x")


def test_a_report_has_facts_scores_what_was_left_out_notes_and_the_answer() -> None:
    """Everything of the session in one file, also when its prompt has left the decks."""
    scores = {each.name: level for each, level in zip(RUBRIC, (1, 2, 3, 4, 1), strict=True)}
    done = interview(scores=scores, missed=(InterviewMiss("the invariant"),), notes="POST /links")
    text = markdown(done, note_of("### Requirements\n\n- the invariant\n- ids"), 738_000, 2)
    assert text.startswith("# Mock interview: Design it\n")
    assert "2021-07-29 · 15 minutes planned, 16:15 spent · easy" in text
    assert f"| Depth | 3 of 4 | {RUBRIC[2].levels[2]} |" in text
    assert "## Left out: 1 of 2 points\n\n- the invariant\n" in text
    assert "```text\nPOST /links\n```" in text
    assert text.endswith("## Model answer\n\n### Requirements\n\n- the invariant\n- ids\n")
    gone = markdown(interview(prompt_id="old"), None, 738_000, 0)
    assert "no longer in your decks (old)" in gone
    assert "Not scored yet." in gone


def test_a_report_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """Where it cannot be written, one sentence says so, and nothing is left behind."""
    write_report(tmp_path / "a.md", b"new")
    assert (tmp_path / "a.md").read_bytes() == b"new"
    with pytest.raises(ByHeartError, match=r"cannot be written .*: choose another folder"):
        write_report(tmp_path / "missing" / "a.md", b"x")
    assert [file.name for file in tmp_path.iterdir()] == ["a.md"]
