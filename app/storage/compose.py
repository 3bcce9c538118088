"""The statements of opening, grading and undoing, written over the tables; their text is in `statements`.

They run on the driver's connection, and their text is kept rather than made at each start: SQLAlchemy takes longer to
import than the whole rest of the program up to the first card, and a grade through it costs a tenth of a millisecond
more (both measured). After a change here: `python -m app.storage.compose`. A test holds that text and tables agree.
Statistics, which nobody waits for, go through SQLAlchemy itself.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sqlalchemy import (
    ClauseElement,
    ColumnElement,
    Table,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects import sqlite

from app.storage.records import LONGEST_MS, SAMPLE
from app.storage.tables import day, mark, memory, meta, review

_DIALECT = sqlite.dialect(paramstyle="named")


def _text(statement: ClauseElement) -> str:
    text = str(statement.compile(dialect=_DIALECT))
    return "\n".join(line.rstrip() for line in text.splitlines())


def _word(word: str) -> ColumnElement[str]:
    return literal_column(f"'{word}'")


_of_card = memory.c.card_id == bindparam("card_id")
_live = review.c.undone_at.is_(None)
_changes_memory = review.c.kind.in_([_word("scheduled"), _word("anki")])
_MEMORY = (memory.c.ease, memory.c.interval, memory.c.repetitions, memory.c.lapses, memory.c.due_day)
_newest_of_card = (
    select(review.c.reviewed_at)
    .where(review.c.card_id == bindparam("card_id"))
    .order_by(review.c.id.desc())
    .suffix_with("LIMIT 1")
)

MEMORY = _text(select(*_MEMORY).where(_of_card, memory.c.last_review_id.is_not(None)))
FLAGS = _text(select(memory.c.suspended, memory.c.buried_until).where(_of_card))
LAST_REVIEW = _text(select(memory.c.last_review_id).where(_of_card))
STATUSES = _text(
    select(
        memory.c.card_id,
        memory.c.due_day,
        memory.c.last_review_id.is_(None),
        memory.c.suspended,
        memory.c.buried_until,
    )
)
META = _text(select(meta.c.value).where(meta.c.key == bindparam("key")))
ADD_META = _text(insert(meta))

LAST_DAY = _text(select(review.c.study_day).order_by(review.c.id.desc()).suffix_with("LIMIT 1"))
DAY_RANGE = _text(select(day.c.first_review_id, day.c.last_review_id).where(day.c.study_day == bindparam("study_day")))
GRADED = _text(
    select(review.c.card_id, review.c.quality, review.c.kind, review.c.interval_before)
    .where(
        review.c.id.between(bindparam("first"), bindparam("last")),
        review.c.study_day == bindparam("study_day"),
        _live,
    )
    .order_by(review.c.id)
)

# what a new line of the log must come after: the newest id of all, the newest time of the card
NEWEST = _text(
    select(
        select(func.max(review.c.id)).scalar_subquery(),
        select(func.max(mark.c.id)).scalar_subquery(),
        _newest_of_card.scalar_subquery(),
    )
)
ADD_REVIEW = _text(insert(review))
ADD_MARK = _text(insert(mark))

_new_memory = sqlite.insert(memory)


def _set_memory(*columns: str) -> str:
    """Write the row of a card; of a row that is there, only the named columns."""
    return _text(
        _new_memory.values({column: bindparam(column.name) for column in memory.c}).on_conflict_do_update(
            index_elements=[memory.c.card_id], set_={name: _new_memory.excluded[name] for name in columns}
        )
    )


SET_MEMORY = _set_memory("ease", "interval", "repetitions", "lapses", "due_day", "last_review_id")
SET_FLAGS = _set_memory("suspended", "buried_until")
# a row says something: a review, or a flag; what says nothing is not kept
DROP_BLANK = _text(
    delete(memory).where(
        _of_card,
        memory.c.last_review_id.is_(None),
        memory.c.suspended == literal_column("0"),
        memory.c.buried_until.is_(None),
    )
)

_COUNTS = (*(f"grade_{quality}" for quality in range(6)), "duration_ms", "recall_asked", "recall_right")
ADD_DAY = _text(
    insert(day).values(
        first_review_id=bindparam("id"),
        last_review_id=bindparam("id"),
        study_day=bindparam("study_day"),
        **{name: bindparam(name) for name in _COUNTS},
    )
)
CHANGE_DAY = _text(
    update(day)
    .where(day.c.study_day == bindparam("of_day"))
    .values(
        first_review_id=func.min(day.c.first_review_id, bindparam("id")),
        last_review_id=func.max(day.c.last_review_id, bindparam("id")),
        **{name: day.c[name] + bindparam(name) for name in _COUNTS},
    )
)

# ---- undo and redo ---------------------------------------------------------------------------------------------

_own = review.c.kind != _word("anki")  # what came from Anki was not done here


def _newest_live(table: Table, *where: ColumnElement[bool]) -> str:
    """The newest two actions, which are found at the end of the primary key."""
    return _text(
        select(table).where(table.c.undone_at.is_(None), *where).order_by(table.c.id.desc()).suffix_with("LIMIT 2")
    )


def _last_undone(table: Table) -> str:
    """Of the undone actions newer than the newest live one, the one undone last."""
    return _text(
        select(table)
        .where(table.c.undone_at.is_not(None), table.c.id > bindparam("after"))
        .order_by(table.c.undone_at.desc())
        .suffix_with("LIMIT 1")
    )


def _set_undone(table: Table) -> str:
    return _text(update(table).where(table.c.id == bindparam("action")).values(undone_at=bindparam("undone_at")))


LIVE_REVIEWS = _newest_live(review, _own)
LIVE_MARKS = _newest_live(mark)
UNDONE_REVIEW = _last_undone(review)
UNDONE_MARK = _last_undone(mark)
SET_REVIEW_UNDONE = _set_undone(review)
SET_MARK_UNDONE = _set_undone(mark)
PREVIOUS_REVIEW = _text(
    select(review.c.id, review.c.study_day)
    .where(review.c.card_id == bindparam("card_id"), review.c.id < bindparam("before"), _live, _changes_memory)
    .order_by(review.c.id.desc())
    .suffix_with("LIMIT 1")
)

# ---- what Today says -------------------------------------------------------------------------------------------

_grades = [day.c[f"grade_{quality}"] for quality in range(6)]
_newest_times = (
    select(func.min(review.c.duration_ms, literal_column(str(LONGEST_MS))).label("ms"))
    .where(_live)
    .order_by(review.c.id.desc())
    .suffix_with(f"LIMIT {SAMPLE}")
    .subquery()
)
DAYS_REVIEWED = _text(
    select(day.c.study_day)
    .where(sum(_grades[1:], start=_grades[0]) > literal_column("0"))
    .order_by(day.c.study_day.desc())
    .suffix_with("LIMIT :most")
)
MEAN_MS = _text(select(func.avg(_newest_times.c.ms)))


def module() -> str:
    """The source of `statements`."""
    lines = [
        '"""The text of the statements in `compose`, which writes this file."""',
        "",
        "# ruff: noqa: E501",
        "",
    ]
    for name, value in globals().items():
        if name.isupper() and not name.startswith("_") and name not in ("LONGEST_MS", "SAMPLE"):
            lines.append(f'{name} = """{value}"""')
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write `statements.py` beside this file."""
    Path(__file__).with_name("statements.py").write_text(module(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
