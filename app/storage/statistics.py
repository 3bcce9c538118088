"""Numbers about the past, from the day's counts: what they cost does not grow with the number of reviews."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from app.storage.records import Stats
from app.storage.tables import day, memory, review

DAYS_OF_RECALL = 30
SAMPLE = 500
"""Reviews that the time per card is taken from."""
LONGEST_MS = 120_000
"""A longer answer counts as this: somebody went for coffee."""

_GRADES = [day.c[f"grade_{quality}"] for quality in range(6)]
_REVIEWS = sum(_GRADES[1:], start=_GRADES[0])


def days_reviewed(connection: Connection, limit: int) -> tuple[int, ...]:
    """The newest `limit` study days with a review, newest first."""
    rows = connection.execute(select(day.c.study_day).where(_REVIEWS > 0).order_by(day.c.study_day.desc()).limit(limit))
    return tuple(rows.scalars())


def counts_by_quality(connection: Connection, since_day: int) -> tuple[int, ...]:
    """How often each quality 0 to 5 was given on `since_day` and later."""
    row = connection.execute(
        select(*(func.coalesce(func.sum(column), 0) for column in _GRADES)).where(day.c.study_day >= since_day)
    ).one()
    return tuple(row)


def seconds_per_card(connection: Connection) -> float | None:
    """The mean time of the newest 500 reviews, each at most two minutes; None without any.

    The mean and not the median: it is multiplied by a number of cards to tell how long they take.
    """
    newest = (
        select(func.min(review.c.duration_ms, LONGEST_MS).label("ms"))
        .where(review.c.undone_at.is_(None))
        .order_by(review.c.id.desc())
        .limit(SAMPLE)
        .subquery()
    )
    mean = connection.execute(select(func.avg(newest.c.ms))).scalar_one()
    return None if mean is None else float(mean) / 1000


def streak(days: tuple[int, ...], today: int) -> int:
    """Days in a row among `days` up to `today`, or to yesterday while today is not among them."""
    present = frozenset(days)
    last = today if today in present else today - 1
    length = 0
    while last - length in present:
        length += 1
    return length


def stats(connection: Connection, today: int) -> Stats:
    """All numbers, as of the study day `today`."""
    reviews = connection.execute(select(func.coalesce(func.sum(_REVIEWS), 0))).scalar_one()
    of_today = connection.execute(select(_REVIEWS, day.c.duration_ms).where(day.c.study_day == today)).first()
    reviews_today, duration_today = (0, 0) if of_today is None else (of_today[0], of_today[1])
    asked, right = connection.execute(
        select(func.sum(day.c.recall_asked), func.sum(day.c.recall_right)).where(
            day.c.study_day.between(today - DAYS_OF_RECALL + 1, today)
        )
    ).one()
    step = (memory.c.ease // 10).label("step")
    eases = connection.execute(
        select(step, func.count(), func.sum(memory.c.lapses))
        .where(memory.c.last_review_id.is_not(None))
        .group_by(step)
        .order_by(step)
    ).all()
    return Stats(
        reviews=reviews,
        cards_seen=sum(row[1] for row in eases),
        reviews_today=reviews_today,
        minutes_today=duration_today / 60_000,
        streak=streak(days_reviewed(connection, 40_000), today),
        remembered=right / asked if asked else None,
        lapses=sum(row[2] for row in eases),
        eases={f"{row[0] / 10:.2f}": row[1] for row in eases},
    )
