"""The text of the statements in `compose`, which writes this file."""

# ruff: noqa: E501

MEMORY = """SELECT memory.ease, memory.interval, memory.repetitions, memory.lapses, memory.due_day
FROM memory
WHERE memory.card_id = :card_id AND memory.last_review_id IS NOT NULL"""
FLAGS = """SELECT memory.suspended, memory.buried_until
FROM memory
WHERE memory.card_id = :card_id"""
LAST_REVIEW = """SELECT memory.last_review_id
FROM memory
WHERE memory.card_id = :card_id"""
STATUSES = """SELECT memory.card_id, memory.due_day, memory.last_review_id IS NULL AS anon_1, memory.suspended, memory.buried_until
FROM memory"""
META = """SELECT meta.value
FROM meta
WHERE meta."key" = :key"""
ADD_META = """INSERT INTO meta ("key", value) VALUES (:key, :value)"""
LAST_DAY = """SELECT review.study_day
FROM review ORDER BY review.id DESC LIMIT 1"""
DAY_RANGE = """SELECT day.first_review_id, day.last_review_id
FROM day
WHERE day.study_day = :study_day"""
GRADED = """SELECT review.card_id, review.quality, review.kind, review.interval_before
FROM review
WHERE review.id BETWEEN :first AND :last AND review.study_day = :study_day AND review.undone_at IS NULL ORDER BY review.id"""
NEWEST = """SELECT (SELECT max(review.id) AS max_1
FROM review) AS anon_1, (SELECT max(mark.id) AS max_2
FROM mark) AS anon_2, (SELECT review.reviewed_at
FROM review
WHERE review.card_id = :card_id ORDER BY review.id DESC LIMIT 1 ) AS anon_3"""
ADD_REVIEW = """INSERT INTO review (id, card_id, reviewed_at, study_day, quality, kind, duration_ms, ease_before, ease_after, interval_before, interval_after, repetitions_before, repetitions_after, device, undone_at) VALUES (:id, :card_id, :reviewed_at, :study_day, :quality, :kind, :duration_ms, :ease_before, :ease_after, :interval_before, :interval_after, :repetitions_before, :repetitions_after, :device, :undone_at)"""
ADD_MARK = """INSERT INTO mark (id, card_id, at, suspended_before, suspended_after, buried_before, buried_after, undone_at) VALUES (:id, :card_id, :at, :suspended_before, :suspended_after, :buried_before, :buried_after, :undone_at)"""
SET_MEMORY = """INSERT INTO memory (card_id, ease, interval, repetitions, lapses, due_day, last_review_id, suspended, buried_until) VALUES (:card_id, :ease, :interval, :repetitions, :lapses, :due_day, :last_review_id, :suspended, :buried_until) ON CONFLICT (card_id) DO UPDATE SET ease = excluded.ease, interval = excluded.interval, repetitions = excluded.repetitions, lapses = excluded.lapses, due_day = excluded.due_day, last_review_id = excluded.last_review_id"""
SET_FLAGS = """INSERT INTO memory (card_id, ease, interval, repetitions, lapses, due_day, last_review_id, suspended, buried_until) VALUES (:card_id, :ease, :interval, :repetitions, :lapses, :due_day, :last_review_id, :suspended, :buried_until) ON CONFLICT (card_id) DO UPDATE SET suspended = excluded.suspended, buried_until = excluded.buried_until"""
DROP_BLANK = """DELETE FROM memory WHERE memory.card_id = :card_id AND memory.last_review_id IS NULL AND memory.suspended = 0 AND memory.buried_until IS NULL"""
ADD_DAY = """INSERT INTO day (study_day, first_review_id, last_review_id, grade_0, grade_1, grade_2, grade_3, grade_4, grade_5, duration_ms, recall_asked, recall_right) VALUES (:study_day, :id, :id, :grade_0, :grade_1, :grade_2, :grade_3, :grade_4, :grade_5, :duration_ms, :recall_asked, :recall_right)"""
CHANGE_DAY = """UPDATE day SET first_review_id=min(day.first_review_id, :id), last_review_id=max(day.last_review_id, :id), grade_0=(day.grade_0 + :grade_0), grade_1=(day.grade_1 + :grade_1), grade_2=(day.grade_2 + :grade_2), grade_3=(day.grade_3 + :grade_3), grade_4=(day.grade_4 + :grade_4), grade_5=(day.grade_5 + :grade_5), duration_ms=(day.duration_ms + :duration_ms), recall_asked=(day.recall_asked + :recall_asked), recall_right=(day.recall_right + :recall_right) WHERE day.study_day = :of_day"""
LIVE_REVIEWS = """SELECT review.id, review.card_id, review.reviewed_at, review.study_day, review.quality, review.kind, review.duration_ms, review.ease_before, review.ease_after, review.interval_before, review.interval_after, review.repetitions_before, review.repetitions_after, review.device, review.undone_at
FROM review
WHERE review.undone_at IS NULL AND review.kind != 'anki' ORDER BY review.id DESC LIMIT 2"""
LIVE_MARKS = """SELECT mark.id, mark.card_id, mark.at, mark.suspended_before, mark.suspended_after, mark.buried_before, mark.buried_after, mark.undone_at
FROM mark
WHERE mark.undone_at IS NULL ORDER BY mark.id DESC LIMIT 2"""
UNDONE_REVIEW = """SELECT review.id, review.card_id, review.reviewed_at, review.study_day, review.quality, review.kind, review.duration_ms, review.ease_before, review.ease_after, review.interval_before, review.interval_after, review.repetitions_before, review.repetitions_after, review.device, review.undone_at
FROM review
WHERE review.undone_at IS NOT NULL AND review.id > :after ORDER BY review.undone_at DESC LIMIT 1"""
UNDONE_MARK = """SELECT mark.id, mark.card_id, mark.at, mark.suspended_before, mark.suspended_after, mark.buried_before, mark.buried_after, mark.undone_at
FROM mark
WHERE mark.undone_at IS NOT NULL AND mark.id > :after ORDER BY mark.undone_at DESC LIMIT 1"""
SET_REVIEW_UNDONE = """UPDATE review SET undone_at=:undone_at WHERE review.id = :action"""
SET_MARK_UNDONE = """UPDATE mark SET undone_at=:undone_at WHERE mark.id = :action"""
PREVIOUS_REVIEW = """SELECT review.id, review.study_day
FROM review
WHERE review.card_id = :card_id AND review.id < :before AND review.undone_at IS NULL AND review.kind IN ('scheduled', 'anki') ORDER BY review.id DESC LIMIT 1"""
DAYS_REVIEWED = """SELECT day.study_day
FROM day
WHERE day.grade_0 + day.grade_1 + day.grade_2 + day.grade_3 + day.grade_4 + day.grade_5 > 0 ORDER BY day.study_day DESC LIMIT :most"""
MEAN_MS = """SELECT avg(anon_1.ms) AS avg_1
FROM (SELECT min(review.duration_ms, 120000) AS ms
FROM review
WHERE review.undone_at IS NULL ORDER BY review.id DESC LIMIT 500 ) AS anon_1"""
