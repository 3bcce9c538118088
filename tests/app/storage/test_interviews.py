"""Interviews and quiz results: kept as they go on, over a restart."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.storage.records import InterviewMiss, Quiz

if TYPE_CHECKING:
    from tests.app.storage.conftest import Store


def test_an_interview_goes_on_where_it_was_saved_last(store: Store) -> None:
    """Also after a restart: the clock, the phase, the notes, and that it was paused."""
    begun = store.progress.interviews.start("rate-limiter", 45, "hard", "clarify")
    store.progress.interviews.save(begun.id, 61_000, "requirements", "Who calls?\n“Everybody” – 5 €", paused=True)
    store.reopen()
    found = store.progress.interviews.open_interview()
    assert found is not None
    assert (found.id, found.prompt_id, found.minutes, found.level) == (begun.id, "rate-limiter", 45, "hard")
    assert (found.started_at, found.elapsed_ms, found.phase, found.paused) == (store.now, 61_000, "requirements", True)
    assert found.notes == "Who calls?\n“Everybody” – 5 €"
    assert found.finished_at is None
    assert store.progress.interviews.history() == ()
    assert not store.progress.can_undo


def test_a_finished_interview_is_history_with_its_scores(store: Store) -> None:
    """Newest first; it is open no more and cannot be written over; scored a second time, the second holds."""
    interviews = store.progress.interviews
    first = interviews.start("one", 15, "easy", "clarify")
    second = interviews.start("two", 15, "easy", "clarify")
    assert interviews.open_interview() == second
    misses = [InterviewMiss("idempotency keys", "retries-q3"), InterviewMiss("said nothing of money")]
    store.now += 900_000
    done = interviews.finish(second.id, {"framing": 3, "depth": 1}, misses)
    assert (done.scores, done.missed, done.finished_at) == ({"framing": 3, "depth": 1}, tuple(misses), store.now)
    assert interviews.open_interview() == first
    with pytest.raises(ValueError, match="no interview"):
        interviews.save(second.id, 1, "clarify", "too late")
    interviews.finish(first.id, {})
    assert [interview.prompt_id for interview in interviews.history()] == ["two", "one"]
    assert interviews.finish(second.id, {"framing": 4}).scores == {"framing": 4}
    store.reopen()
    assert store.progress.interviews.find(second.id) == store.progress.interviews.history()[0]


@pytest.mark.parametrize("score", [0, 5])
def test_a_score_is_one_to_four(store: Store, score: int) -> None:
    """Anything else is our bug and changes nothing."""
    begun = store.progress.interviews.start("one", 15, "easy", "clarify")
    with pytest.raises(ValueError, match="is outside"):
        store.progress.interviews.finish(begun.id, {"framing": score})
    assert store.progress.interviews.open_interview() == begun


def test_a_deleted_interview_is_gone_until_it_is_brought_back(store: Store) -> None:
    """From the history and from what is open."""
    interviews = store.progress.interviews
    begun = interviews.start("one", 15, "easy", "clarify")
    interviews.delete(begun.id)
    assert interviews.open_interview() is None
    assert interviews.find(begun.id) is None
    interviews.bring_back(begun.id)
    assert interviews.open_interview() == begun


def test_what_was_saved_is_there_when_the_process_is_killed_the_moment_after(store: Store) -> None:
    """Nothing is closed, nothing flushed."""
    store.close()
    code = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from app.storage.progress import open_progress\n"
        "from scheduler.sm2 import Sm2\n"
        "p = open_progress(Path(sys.argv[1]), Path(sys.argv[2]), Sm2(), lambda: 1)\n"
        "i = p.interviews.start('one', 15, 'easy', 'clarify')\n"
        "p.interviews.save(i.id, 1000, 'model', 'the last words')\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    root = Path(__file__).parents[3]
    subprocess.run(
        [sys.executable, "-c", code, store.database, store.backups],
        env={**os.environ, "PYTHONPATH": str(root)},
        check=False,
    )
    store.progress = store.open()
    found = store.progress.interviews.open_interview()
    assert found is not None
    assert (found.notes, found.phase, found.elapsed_ms) == ("the last words", "model", 1000)


def test_quiz_results_are_kept_newest_first(store: Store) -> None:
    """With what was right by lesson."""
    first = store.progress.quizzes.add(["rest", "caching"], 10, 7, {"rest": (4, 5), "caching": (3, 5)})
    store.now += 1
    second = store.progress.quizzes.add(["rest"], 10, 9, {"rest": (9, 10)})
    second = store.progress.quizzes.change(second, 11, 10, {"rest": (10, 11)})
    store.reopen()
    assert store.progress.quizzes.list() == (second, first)
    assert first == Quiz(first.id, store.now - 1, ("rest", "caching"), 10, 7, {"rest": (4, 5), "caching": (3, 5)})
