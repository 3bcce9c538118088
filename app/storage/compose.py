"""The statements of opening, grading and undoing, written over the tables; their text is in `statements`.

They run on the driver's connection, and their text is kept rather than made at each start: SQLAlchemy takes longer to
import than the whole rest of the program up to the first card, and a grade through it costs a tenth of a millisecond
more (both measured). After a change here: `python -m app.storage.compose`. A test holds that text and tables agree.
Statistics, which nobody waits for, go through SQLAlchemy itself.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from sqlalchemy import (
    ClauseElement,
    ColumnElement,
    ScalarSelect,
    Table,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal_column,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import sqlite

from app.storage.records import LONGEST_MS, SAMPLE, Review
from app.storage.tables import day, evidence, interview, mark, memory, meta, quiz, review
from scheduler.replay import ReviewKind

_DIALECT = sqlite.dialect(paramstyle="named")


def _text(statement: ClauseElement) -> str:
    text = str(statement.compile(dialect=_DIALECT))
    return "\n".join(line.rstrip() for line in text.splitlines())


def _word(word: str) -> ColumnElement[str]:
    return literal_column(f"'{word}'")


_of_card = memory.c.card_id == bindparam("card_id")
_live = review.c.undone_at.is_(None)
_MEMORY = (memory.c.ease, memory.c.interval, memory.c.repetitions, memory.c.lapses, memory.c.due_day)
_own = review.c.kind != _word("anki")  # what came from Anki was not done here
_of_review = review.c.card_id == bindparam("card_id")
_due_or_seen = or_(memory.c.last_review_id.is_not(None), memory.c.due_day != literal_column("0"))
_moves_card = mark.c.kind.in_([_word("reschedule"), _word("forget")])
_standing = mark.c.undone_at.is_(None)


def _newest(column: ColumnElement[Any], *where: ColumnElement[bool]) -> ScalarSelect[Any]:
    """The column of the newest line of the log."""
    return select(column).where(*where).order_by(review.c.id.desc()).suffix_with("LIMIT 1").scalar_subquery()


MEMORY = _text(select(*_MEMORY).where(_of_card, memory.c.last_review_id.is_not(None)))
FLAGS = _text(select(memory.c.suspended, memory.c.buried_until).where(_of_card))
_status = select(memory.c.card_id, memory.c.due_day, not_(_due_or_seen), memory.c.suspended, memory.c.buried_until)
STATUS = _text(_status.where(_of_card))
STATUSES = _text(_status)
SUSPENDED = _text(select(memory.c.card_id).where(memory.c.suspended))
LOG = _text(
    select(*(review.c[name] for name in Review.__slots__))
    .where(_live, review.c.kind.in_([_word(kind.value) for kind in ReviewKind if kind.changes_memory]))
    .order_by(review.c.id)
)
META = _text(select(meta.c.value).where(meta.c.key == bindparam("key")))
ADD_META = _text(insert(meta))

LAST_DAY = _text(select(review.c.study_day).where(_own).order_by(review.c.id.desc()).suffix_with("LIMIT 1"))
DAY_RANGE = _text(select(day.c.first_review_id, day.c.last_review_id).where(day.c.study_day == bindparam("study_day")))


def _mark_of_review(later: bool) -> ScalarSelect[Any]:
    """Of the marks that move the review's card, before or after the review: the newest one's kind."""
    order = mark.c.id > review.c.id if later else mark.c.id < review.c.id
    return (
        select(mark.c.kind)
        .where(mark.c.card_id == review.c.card_id, _standing, _moves_card, order)
        .order_by(mark.c.id.desc())
        .suffix_with("LIMIT 1")
        .scalar_subquery()
    )


GRADED = _text(
    select(
        review.c.card_id,
        review.c.quality,
        review.c.kind,
        review.c.interval_before,
        case((review.c.interval_before == literal_column("0"), _mark_of_review(later=False))),
        _mark_of_review(later=True),
    )
    .where(
        review.c.id.between(bindparam("first"), bindparam("last")),
        review.c.study_day == bindparam("study_day"),
        _live,
    )
    .order_by(review.c.id)
)

# What a new line must come after: the newest id of what was done here, the newest time of the card here. And what it
# may come before: the newest id of the card, which is of a review in Anki when it is greater.
NEWEST = _text(
    select(
        _newest(review.c.id, _own),
        select(func.max(mark.c.id)).scalar_subquery(),
        _newest(review.c.reviewed_at, _of_review, _own),
        _newest(review.c.id, _of_review),
    )
)
# what a grade builds upon: the memory, and the review that moved it last
BEFORE = _text(
    select(*_MEMORY, review.c.kind, review.c.study_day)
    .select_from(memory.outerjoin(review, memory.c.last_review_id == review.c.id))
    .where(_of_card)
)
ADD_REVIEW = _text(insert(review))
ADD_MARK = _text(insert(mark))
ADD_EVIDENCE = _text(insert(evidence))

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
# a row says something: a review, a day it was rescheduled to, or a flag; what says nothing is not kept
DROP_BLANK = _text(
    delete(memory).where(
        _of_card,
        not_(_due_or_seen),
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


def _newest_action(table: Table, *where: ColumnElement[bool]) -> str:
    """The newest live action with an id below `below`; "~" is greater than all ids."""
    return _text(
        select(table)
        .where(table.c.id < bindparam("below"), table.c.undone_at.is_(None), *where)
        .order_by(table.c.id.desc())
        .suffix_with("LIMIT 1")
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


LIVE_REVIEW = _newest_action(review, _own)
LIVE_MARK = _newest_action(mark)
UNDONE_REVIEW = _last_undone(review)
UNDONE_MARK = _last_undone(mark)
SET_REVIEW_UNDONE = _set_undone(review)
SET_MARK_UNDONE = _set_undone(mark)
# the marks of one selection: they follow each other, and stand or are undone together
BATCH = _text(
    select(mark)
    .where(
        mark.c.id >= bindparam("batch"),
        mark.c.batch == bindparam("batch"),
        mark.c.undone_at.is_not_distinct_from(bindparam("undone_at")),
    )
    .order_by(mark.c.id)
)

# ---- the fold of a card ------------------------------------------------------------------------------------------

_FOLDED = (
    "id",
    "card_id",
    "study_day",
    "quality",
    "kind",
    "duration_ms",
    "ease_before",
    "ease_after",
    "interval_before",
    "interval_after",
    "repetitions_before",
    "repetitions_after",
)
REVIEWS_OF_CARD = _text(select(*(review.c[name] for name in _FOLDED)).where(_of_review, _live).order_by(review.c.id))
MOVES_OF_CARD = _text(
    select(mark.c.id, mark.c.kind, mark.c.due_day)
    .where(mark.c.card_id == bindparam("card_id"), _standing, _moves_card)
    .order_by(mark.c.id)
)
SET_BEFORE_AND_AFTER = _text(
    update(review)
    .where(review.c.id == bindparam("review_id"))
    .values(
        {
            review.c[name]: bindparam(f"new_{name}")
            for name in _FOLDED
            if name.endswith("_before") or name.endswith("_after")
        }
    )
)

# ---- marks and evidence --------------------------------------------------------------------------------------------

TAGS = _text(
    select(mark.c.card_id, mark.c.tag, mark.c.kind).where(mark.c.tag.is_not(None), _standing).order_by(mark.c.id)
)
_EVIDENCE = (evidence.c.said, evidence.c.missed, evidence.c.answer, evidence.c.seed)
_with_evidence = evidence.join(review, evidence.c.review_id == review.c.id)
# Two brackets are an empty list: nothing is said of any point.
LAST_POINTS = _text(
    select(review.c.id, evidence.c.said, evidence.c.missed)
    .select_from(_with_evidence)
    .where(_of_review, _live, or_(evidence.c.said != _word("[]"), evidence.c.missed != _word("[]")))
    .order_by(review.c.id.desc())
    .suffix_with("LIMIT 1")
)
PASSED_SINCE = _text(
    select(literal_column("1"))
    .select_from(review)
    .where(_of_review, _live, review.c.id > bindparam("review_id"), review.c.quality >= literal_column("3"))
    .suffix_with("LIMIT 1")
)
ALL_EVIDENCE = _text(
    select(review.c.id, review.c.card_id, review.c.study_day, *_EVIDENCE)
    .select_from(_with_evidence)
    .where(_live)
    .order_by(review.c.id)
)
REVIEW_EVENTS = _text(
    select(
        review.c.id,
        review.c.reviewed_at,
        review.c.kind,
        review.c.study_day,
        review.c.quality,
        review.c.duration_ms,
        review.c.interval_after,
        review.c.ease_after,
        *_EVIDENCE,
    )
    .select_from(review.outerjoin(evidence, evidence.c.review_id == review.c.id))
    .where(_of_review, _live)
)
MARK_EVENTS = _text(select(mark).where(mark.c.card_id == bindparam("card_id"), _standing))

# ---- interviews and quizzes ------------------------------------------------------------------------------------------

_of_interview = interview.c.id == bindparam("interview_id")
_kept = interview.c.deleted_at.is_(None)
ADD_INTERVIEW = _text(insert(interview))
SAVE_INTERVIEW = _text(
    update(interview)
    .where(_of_interview, _kept, interview.c.finished_at.is_(None))
    .values({name: bindparam(f"new_{name}") for name in ("elapsed_ms", "phase", "paused", "notes")})
)
FINISH_INTERVIEW = _text(
    update(interview)
    .where(_of_interview, _kept)
    .values({name: bindparam(f"new_{name}") for name in ("scores", "missed", "finished_at")})
)
SET_INTERVIEW_DELETED = _text(update(interview).where(_of_interview).values(deleted_at=bindparam("at")))
_interviews = select(*(column for column in interview.c if column.name != "deleted_at")).where(_kept)
INTERVIEW = _text(_interviews.where(_of_interview))
OPEN_INTERVIEW = _text(
    _interviews.where(interview.c.finished_at.is_(None)).order_by(interview.c.id.desc()).suffix_with("LIMIT 1")
)
INTERVIEWS = _text(_interviews.where(interview.c.finished_at.is_not(None)).order_by(interview.c.id.desc()))
NEWEST_INTERVIEW = _text(select(func.max(interview.c.id)))
ADD_QUIZ = _text(insert(quiz))
CHANGE_QUIZ = _text(
    update(quiz)
    .where(quiz.c.id == bindparam("quiz_id"))
    .values({name: bindparam(f"new_{name}") for name in ("asked", "right", "by_lesson")})
)
QUIZZES = _text(select(quiz).order_by(quiz.c.id.desc()))
NEWEST_QUIZ = _text(select(func.max(quiz.c.id)))

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
