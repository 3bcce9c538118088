"""The tables, as SQLAlchemy Core. `migrations` holds the frozen SQL that made them; a test holds the two together.

Indexes cost a page of write-ahead log with every grade, so reviews have one, and what it does not serve is served so:

- history of a card, and its fold: index `review_card` (it ends in `id`, the primary key), and `mark_card` for marks;
- newest review: the primary key, whose order is the order of insertion (see `uuid7`);
- reviews of a study day: the day's row in `day` names its first and last id, the primary key does the rest;
- days reviewed, streak, statistics: `day`, one row a study day, written in the grade's transaction. It is derived
  from the log like `memory`, and `verify` recounts it. Against an index on `study_day` it costs the same one page
  and makes statistics independent of the number of reviews.

`review` and `memory` are WITHOUT ROWID: a text key would otherwise be stored twice and written twice. Every range
has an upper bound because in SQLite any text is greater than any number: the bound is what keeps text out.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, MetaData, Table, Text, text

metadata = MetaData()

_DAYS = 2**31 - 1  # generous for days: an ordinal of today has six digits
_MS = 2**48 - 1  # what a UUIDv7 can carry


def _integer(name: str, low: int, high: int, *, nullable: bool = False) -> Column[int]:
    return Column(name, Integer, CheckConstraint(f'"{name}" BETWEEN {low} AND {high}'), nullable=nullable)


def _id(name: str = "id") -> Column[str]:
    return Column(name, Text, CheckConstraint(f"length({name}) = 36"), primary_key=True, nullable=False)


def _card(*, primary_key: bool = False) -> Column[str]:
    return Column("card_id", Text, CheckConstraint("card_id <> ''"), primary_key=primary_key, nullable=False)


review = Table(
    "review",
    metadata,
    _id(),
    _card(),
    _integer("reviewed_at", 0, _MS),
    _integer("study_day", 1, _DAYS),
    _integer("quality", 0, 5),
    Column("kind", Text, CheckConstraint("kind IN ('scheduled', 'repeat', 'extra', 'anki')"), nullable=False),
    _integer("duration_ms", 0, _MS),
    _integer("ease_before", 130, _DAYS),
    _integer("ease_after", 130, _DAYS),
    _integer("interval_before", 0, _DAYS),
    _integer("interval_after", 0, _DAYS),
    _integer("repetitions_before", 0, _DAYS),
    _integer("repetitions_after", 0, _DAYS),
    Column("device", Text, nullable=False),
    _integer("undone_at", 0, _MS, nullable=True),
    sqlite_with_rowid=False,
)
Index("review_card", review.c.card_id)

memory = Table(
    "memory",
    metadata,
    _card(primary_key=True),
    _integer("ease", 130, _DAYS),
    _integer("interval", 0, _DAYS),
    _integer("repetitions", 0, _DAYS),
    _integer("lapses", 0, _DAYS),
    _integer("due_day", 0, 2 * _DAYS),
    Column("last_review_id", Text, ForeignKey("review.id")),  # NULL: no review since it was new
    _integer("suspended", 0, 1),
    _integer("buried_until", 0, _DAYS, nullable=True),
    sqlite_with_rowid=False,
)

evidence = Table(  # a row only for a review that has something to say
    "evidence",
    metadata,
    Column("review_id", Text, ForeignKey("review.id"), primary_key=True, nullable=False),
    Column("said", Text, nullable=False),  # JSON lists of key points
    Column("missed", Text, nullable=False),
    Column("answer", Text),
    Column("seed", Integer),
    sqlite_with_rowid=False,
)

mark = Table(  # what is done to a card beside grading it, so that it can be undone as reviews can
    "mark",
    metadata,
    _id(),
    _card(),
    _integer("at", 0, _MS),
    _integer("suspended_before", 0, 1),
    _integer("suspended_after", 0, 1),
    _integer("buried_before", 0, _DAYS, nullable=True),
    _integer("buried_after", 0, _DAYS, nullable=True),
    _integer("undone_at", 0, _MS, nullable=True),
    # of version 2; what a kind does not change is the same before and after
    Column(
        "kind",
        Text,
        CheckConstraint("kind IN ('flags', 'reschedule', 'forget', 'tag', 'untag')"),
        server_default=text("'flags'"),
        nullable=False,
    ),
    _integer("due_day", 1, _DAYS, nullable=True),  # of a reschedule
    Column("tag", Text, CheckConstraint("tag <> ''")),
    Column("batch", Text, CheckConstraint("length(batch) = 36")),  # the first id of what was done to a selection
    sqlite_with_rowid=False,
)
Index("mark_card", mark.c.card_id)

day = Table(  # live reviews counted; the id range also spans undone ones
    "day",
    metadata,
    Column("study_day", Integer, primary_key=True),
    Column("first_review_id", Text, nullable=False),
    Column("last_review_id", Text, nullable=False),
    *(_integer(f"grade_{quality}", 0, _DAYS) for quality in range(6)),
    _integer("duration_ms", 0, 2**62),
    _integer("recall_asked", 0, _DAYS),  # scheduled reviews of cards with an interval
    _integer("recall_right", 0, _DAYS),  # those of them graded 3 or better
)

meta = Table(
    "meta",
    metadata,
    Column("key", Text, primary_key=True, nullable=False),
    Column("value", Text, nullable=False),
    sqlite_with_rowid=False,
)

interview = Table(
    "interview",
    metadata,
    _id(),
    Column("prompt_id", Text, nullable=False),
    _integer("minutes", 0, _DAYS),
    Column("level", Text, nullable=False),
    _integer("started_at", 0, _MS),
    _integer("elapsed_ms", 0, _MS),
    Column("phase", Text, nullable=False),
    _integer("paused", 0, 1),
    Column("notes", Text, nullable=False),
    Column("scores", Text, nullable=False),  # JSON: 1 to 4 by dimension
    Column("missed", Text, nullable=False),  # JSON: a list of {point, card_id?}
    _integer("finished_at", 0, _MS, nullable=True),
    _integer("deleted_at", 0, _MS, nullable=True),
    sqlite_with_rowid=False,
)

quiz = Table(
    "quiz",
    metadata,
    _id(),
    _integer("at", 0, _MS),
    Column("deck_ids", Text, nullable=False),  # JSON list
    _integer("asked", 0, _DAYS),
    _integer("right", 0, _DAYS),
    Column("by_lesson", Text, nullable=False),  # JSON: [right, asked] by deck id
    sqlite_with_rowid=False,
)
