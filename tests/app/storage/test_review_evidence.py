"""Evidence of reviews, and the points that are kept forgetting."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from app.storage.records import Evidence, MissedPoint
from tests.app.newest_evidence import newest_evidence

if TYPE_CHECKING:
    from app.storage.records import Recorded
    from tests.app.storage.conftest import Store

DAY = 740_000


def show(store: Store, card_id: str, evidence: Evidence | None, day: int = DAY, kind: str = "scheduled") -> Recorded:
    store.now += 10_000
    return store.progress.grade(card_id, 3, day, kind=kind, duration_ms=1, at_ms=store.now, evidence=evidence)


def test_evidence_is_kept_with_its_grade_and_undone_with_it(store: Store) -> None:
    """Every part of it, over a restart; redone, it is back."""
    whole = Evidence(("said “this”", "and\nthat"), ("the other",), "about 40 GB", 2**40)
    show(store, "a", Evidence(said=("one",)))
    show(store, "a", whole)
    store.reopen()
    assert newest_evidence(store.progress, "a") == whole
    store.progress.undo()
    assert newest_evidence(store.progress, "a") == Evidence(said=("one",))
    store.progress.redo()
    assert newest_evidence(store.progress, "a") == whole
    assert [event.evidence for event in store.progress.history_of("a")] == [Evidence(said=("one",)), whole]
    assert newest_evidence(store.progress, "b") is None
    assert store.verify().clean


def test_a_grade_with_nothing_to_say_writes_no_row(store: Store) -> None:
    """The common grade costs what it did; a seed of nought is something."""
    show(store, "a", None)
    show(store, "a", Evidence())
    assert store.progress._driver.execute("SELECT count(*) FROM evidence").fetchone() == (0,)
    show(store, "a", Evidence(seed=0))
    assert newest_evidence(store.progress, "a") == Evidence(seed=0)


def test_a_point_is_missed_until_it_is_covered(store: Store) -> None:
    """Monday's misses are there on Tuesday, are counted, and go when covered; evidence without points hides nothing."""
    show(store, "a", Evidence(missed=("x", "y")))
    show(store, "b", Evidence(said=("z",)))
    show(store, "a", Evidence(said=("x",), missed=("y",)), DAY + 1)
    show(store, "a", Evidence(answer="typed only"), DAY + 2)
    show(store, "a", None, DAY + 3)
    show(store, "c", Evidence(missed=("v",)))
    assert store.progress.missed_points() == (MissedPoint("a", "y", 2, DAY + 1), MissedPoint("c", "v", 1, DAY))
    assert store.progress.evidence_of(["a", "b", "d"]) == {
        "a": Evidence(said=("x",), missed=("y",)),
        "b": Evidence(said=("z",)),
    }
    show(store, "a", Evidence(said=("x", "y")), DAY + 4, kind="repeat")
    assert store.progress.missed_points() == (MissedPoint("c", "v", 1, DAY),)
    store.progress.undo()
    assert len(store.progress.missed_points()) == 2


def test_only_evidence_of_points_tells_what_was_left_out(store: Store) -> None:
    """A typed answer, or a grade without a tick, says nothing of the points; the ones left out are told until then."""
    show(store, "a", Evidence(said=("x",), missed=("y",)))
    show(store, "a", Evidence(answer="typed only"), DAY + 1)
    show(store, "a", None, DAY + 2)
    assert store.progress.left_out("a") == ("y",)
    show(store, "a", Evidence(said=("x", "y")), DAY + 3)
    assert store.progress.left_out("a") == ()
    store.progress.undo()
    assert store.progress.left_out("a") == ("y",)
    assert store.progress.left_out("b") == ()


def test_who_never_ticks_leaves_nothing_out_for_ever(store: Store) -> None:
    """Failed without a tick, every point was left out; passed later, that no longer holds, until it is undone."""
    nothing = Evidence(missed=("x", "y"))
    store.now += 10_000
    store.progress.grade("a", 1, DAY, duration_ms=1, at_ms=store.now, evidence=nothing)
    assert store.progress.left_out("a") == ("x", "y")
    show(store, "a", None, DAY, kind="repeat")
    assert store.progress.left_out("a") == ()
    assert store.progress.evidence_of(["a"]) == {}
    assert store.progress.missed_points() == ()
    store.progress.undo()
    assert store.progress.left_out("a") == ("x", "y")
    assert store.progress.evidence_of(["a"]) == {"a": nothing}
    assert [missed.point for missed in store.progress.missed_points()] == ["x", "y"]


def test_a_grade_that_fails_leaves_no_evidence(store: Store) -> None:
    """One transaction: evidence that cannot be written takes its grade with it."""
    store.progress._driver.execute("DROP TABLE evidence")
    with pytest.raises(sqlite3.OperationalError, match="evidence"):
        show(store, "a", Evidence(answer="x"))
    assert store.progress.memory("a") is None
    assert store.progress.history("a") == ()


def test_verify_names_evidence_that_has_no_review_or_cannot_be_read(store: Store) -> None:
    """Changed behind the program's back."""
    recorded = show(store, "a", Evidence(answer="x"))
    driver = store.progress._driver
    driver.execute("UPDATE evidence SET said = 'no list'")
    (problem,) = store.verify().problems
    assert problem == f"The evidence of review {recorded.review_id} cannot be read."
    driver.execute("PRAGMA foreign_keys=OFF")
    driver.execute("UPDATE evidence SET review_id = 'gone'")
    (problem,) = store.verify().problems
    assert "no such review" in problem
