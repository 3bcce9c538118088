"""Numbers about the past, from the day's counts: what they cost does not grow with the number of reviews."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from app.storage.records import Stats
from app.storage.tables import day, memory
from scheduler.day import streak

DAYS_OF_RECALL = 30

_GRADES = [day.c[f"grade_{quality}"] for quality in range(6)]
_REVIEWS = sum(_GRADES[1:], start=_GRADES[0])


def counts_by_quality(connection: Connection, since_day: int) -> tuple[int, ...]:
    """How often each quality 0 to 5 was given on `since_day` and later."""
    row = connection.execute(
        select(*(func.coalesce(func.sum(column), 0) for column in _GRADES)).where(day.c.study_day >= since_day)
    ).one()
    return tuple(row)


def stats(connection: Connection, today: int, days: tuple[int, ...]) -> Stats:
    """All numbers, as of the study day `today`; `days` are the study days with a review."""
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
        streak=streak(days, today),
        remembered=right / asked if asked else None,
        lapses=sum(row[2] for row in eases),
        eases={f"{row[0] / 10:.2f}": row[1] for row in eases},
    )
