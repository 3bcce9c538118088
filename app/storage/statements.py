"""The text of the statements in `compose`, which writes this file."""

# ruff: noqa: E501

MEMORY = """SELECT memory.ease, memory.interval, memory.repetitions, memory.lapses, memory.due_day
FROM memory
WHERE memory.card_id = :card_id AND memory.last_review_id IS NOT NULL"""
FLAGS = """SELECT memory.suspended, memory.buried_until
FROM memory
WHERE memory.card_id = :card_id"""
STATUS = """SELECT memory.card_id, memory.due_day, NOT (memory.last_review_id IS NOT NULL OR memory.due_day != 0) AS anon_1, memory.suspended, memory.buried_until
FROM memory
WHERE memory.card_id = :card_id"""
STATUSES = """SELECT memory.card_id, memory.due_day, NOT (memory.last_review_id IS NOT NULL OR memory.due_day != 0) AS anon_1, memory.suspended, memory.buried_until
FROM memory"""
SUSPENDED = """SELECT memory.card_id
FROM memory
WHERE memory.suspended"""
LOG = """SELECT review.id, review.card_id, review.reviewed_at, review.study_day, review.quality, review.kind, review.duration_ms, review.ease_before, review.ease_after, review.interval_before, review.interval_after, review.repetitions_before, review.repetitions_after, review.device
FROM review
WHERE review.undone_at IS NULL AND review.kind IN ('scheduled', 'anki') ORDER BY review.id"""
META = """SELECT meta.value
FROM meta
WHERE meta."key" = :key"""
ADD_META = """INSERT INTO meta ("key", value) VALUES (:key, :value)"""
LAST_DAY = """SELECT review.study_day
FROM review
WHERE review.kind != 'anki' ORDER BY review.id DESC LIMIT 1"""
DAY_RANGE = """SELECT day.first_review_id, day.last_review_id
FROM day
WHERE day.study_day = :study_day"""
GRADED = """SELECT review.card_id, review.quality, review.kind, review.interval_before, CASE WHEN (review.interval_before = 0) THEN (SELECT mark.kind
FROM mark
WHERE mark.card_id = review.card_id AND mark.undone_at IS NULL AND mark.kind IN ('reschedule', 'forget') AND mark.id < review.id ORDER BY mark.id DESC LIMIT 1 ) END AS anon_1, (SELECT mark.kind
FROM mark
WHERE mark.card_id = review.card_id AND mark.undone_at IS NULL AND mark.kind IN ('reschedule', 'forget') AND mark.id > review.id ORDER BY mark.id DESC LIMIT 1 ) AS anon_2
FROM review
WHERE review.id BETWEEN :first AND :last AND review.study_day = :study_day AND review.undone_at IS NULL ORDER BY review.id"""
NEWEST = """SELECT (SELECT review.id
FROM review
WHERE review.kind != 'anki' ORDER BY review.id DESC LIMIT 1 ) AS anon_1, (SELECT max(mark.id) AS max_1
FROM mark) AS anon_2, (SELECT review.reviewed_at
FROM review
WHERE review.card_id = :card_id AND review.kind != 'anki' ORDER BY review.id DESC LIMIT 1 ) AS anon_3, (SELECT review.id
FROM review
WHERE review.card_id = :card_id ORDER BY review.id DESC LIMIT 1 ) AS anon_4"""
BEFORE = """SELECT memory.ease, memory.interval, memory.repetitions, memory.lapses, memory.due_day, review.kind, review.study_day
FROM memory LEFT OUTER JOIN review ON memory.last_review_id = review.id
WHERE memory.card_id = :card_id"""
ADD_REVIEW = """INSERT INTO review (id, card_id, reviewed_at, study_day, quality, kind, duration_ms, ease_before, ease_after, interval_before, interval_after, repetitions_before, repetitions_after, device, undone_at) VALUES (:id, :card_id, :reviewed_at, :study_day, :quality, :kind, :duration_ms, :ease_before, :ease_after, :interval_before, :interval_after, :repetitions_before, :repetitions_after, :device, :undone_at)"""
ADD_MARK = """INSERT INTO mark (id, card_id, at, suspended_before, suspended_after, buried_before, buried_after, undone_at, kind, due_day, tag, batch) VALUES (:id, :card_id, :at, :suspended_before, :suspended_after, :buried_before, :buried_after, :undone_at, :kind, :due_day, :tag, :batch)"""
ADD_EVIDENCE = """INSERT INTO evidence (review_id, said, missed, answer, seed) VALUES (:review_id, :said, :missed, :answer, :seed)"""
SET_MEMORY = """INSERT INTO memory (card_id, ease, interval, repetitions, lapses, due_day, last_review_id, suspended, buried_until) VALUES (:card_id, :ease, :interval, :repetitions, :lapses, :due_day, :last_review_id, :suspended, :buried_until) ON CONFLICT (card_id) DO UPDATE SET ease = excluded.ease, interval = excluded.interval, repetitions = excluded.repetitions, lapses = excluded.lapses, due_day = excluded.due_day, last_review_id = excluded.last_review_id"""
SET_FLAGS = """INSERT INTO memory (card_id, ease, interval, repetitions, lapses, due_day, last_review_id, suspended, buried_until) VALUES (:card_id, :ease, :interval, :repetitions, :lapses, :due_day, :last_review_id, :suspended, :buried_until) ON CONFLICT (card_id) DO UPDATE SET suspended = excluded.suspended, buried_until = excluded.buried_until"""
DROP_BLANK = """DELETE FROM memory WHERE memory.card_id = :card_id AND NOT (memory.last_review_id IS NOT NULL OR memory.due_day != 0) AND memory.suspended = 0 AND memory.buried_until IS NULL"""
ADD_DAY = """INSERT INTO day (study_day, first_review_id, last_review_id, grade_0, grade_1, grade_2, grade_3, grade_4, grade_5, duration_ms, recall_asked, recall_right) VALUES (:study_day, :id, :id, :grade_0, :grade_1, :grade_2, :grade_3, :grade_4, :grade_5, :duration_ms, :recall_asked, :recall_right)"""
CHANGE_DAY = """UPDATE day SET first_review_id=min(day.first_review_id, :id), last_review_id=max(day.last_review_id, :id), grade_0=(day.grade_0 + :grade_0), grade_1=(day.grade_1 + :grade_1), grade_2=(day.grade_2 + :grade_2), grade_3=(day.grade_3 + :grade_3), grade_4=(day.grade_4 + :grade_4), grade_5=(day.grade_5 + :grade_5), duration_ms=(day.duration_ms + :duration_ms), recall_asked=(day.recall_asked + :recall_asked), recall_right=(day.recall_right + :recall_right) WHERE day.study_day = :of_day"""
LIVE_REVIEW = """SELECT review.id, review.card_id, review.reviewed_at, review.study_day, review.quality, review.kind, review.duration_ms, review.ease_before, review.ease_after, review.interval_before, review.interval_after, review.repetitions_before, review.repetitions_after, review.device, review.undone_at
FROM review
WHERE review.id < :below AND review.undone_at IS NULL AND review.kind != 'anki' ORDER BY review.id DESC LIMIT 1"""
LIVE_MARK = """SELECT mark.id, mark.card_id, mark.at, mark.suspended_before, mark.suspended_after, mark.buried_before, mark.buried_after, mark.undone_at, mark.kind, mark.due_day, mark.tag, mark.batch
FROM mark
WHERE mark.id < :below AND mark.undone_at IS NULL ORDER BY mark.id DESC LIMIT 1"""
UNDONE_REVIEW = """SELECT review.id, review.card_id, review.reviewed_at, review.study_day, review.quality, review.kind, review.duration_ms, review.ease_before, review.ease_after, review.interval_before, review.interval_after, review.repetitions_before, review.repetitions_after, review.device, review.undone_at
FROM review
WHERE review.undone_at IS NOT NULL AND review.id > :after ORDER BY review.undone_at DESC LIMIT 1"""
UNDONE_MARK = """SELECT mark.id, mark.card_id, mark.at, mark.suspended_before, mark.suspended_after, mark.buried_before, mark.buried_after, mark.undone_at, mark.kind, mark.due_day, mark.tag, mark.batch
FROM mark
WHERE mark.undone_at IS NOT NULL AND mark.id > :after ORDER BY mark.undone_at DESC LIMIT 1"""
SET_REVIEW_UNDONE = """UPDATE review SET undone_at=:undone_at WHERE review.id = :action"""
SET_MARK_UNDONE = """UPDATE mark SET undone_at=:undone_at WHERE mark.id = :action"""
BATCH = """SELECT mark.id, mark.card_id, mark.at, mark.suspended_before, mark.suspended_after, mark.buried_before, mark.buried_after, mark.undone_at, mark.kind, mark.due_day, mark.tag, mark.batch
FROM mark
WHERE mark.id >= :batch AND mark.batch = :batch AND mark.undone_at IS :undone_at ORDER BY mark.id"""
REVIEWS_OF_CARD = """SELECT review.id, review.card_id, review.study_day, review.quality, review.kind, review.duration_ms, review.ease_before, review.ease_after, review.interval_before, review.interval_after, review.repetitions_before, review.repetitions_after
FROM review
WHERE review.card_id = :card_id AND review.undone_at IS NULL ORDER BY review.id"""
MOVES_OF_CARD = """SELECT mark.id, mark.kind, mark.due_day
FROM mark
WHERE mark.card_id = :card_id AND mark.undone_at IS NULL AND mark.kind IN ('reschedule', 'forget') ORDER BY mark.id"""
SET_BEFORE_AND_AFTER = """UPDATE review SET ease_before=:new_ease_before, ease_after=:new_ease_after, interval_before=:new_interval_before, interval_after=:new_interval_after, repetitions_before=:new_repetitions_before, repetitions_after=:new_repetitions_after WHERE review.id = :review_id"""
TAGS = """SELECT mark.card_id, mark.tag, mark.kind
FROM mark
WHERE mark.tag IS NOT NULL AND mark.undone_at IS NULL ORDER BY mark.id"""
LAST_POINTS = """SELECT review.id, evidence.said, evidence.missed
FROM evidence JOIN review ON evidence.review_id = review.id
WHERE review.card_id = :card_id AND review.undone_at IS NULL AND (evidence.said != '[]' OR evidence.missed != '[]') ORDER BY review.id DESC LIMIT 1"""
PASSED_SINCE = """SELECT 1
FROM review
WHERE review.card_id = :card_id AND review.undone_at IS NULL AND review.id > :review_id AND review.quality >= 3 LIMIT 1"""
ALL_EVIDENCE = """SELECT review.id, review.card_id, review.study_day, evidence.said, evidence.missed, evidence.answer, evidence.seed
FROM evidence JOIN review ON evidence.review_id = review.id
WHERE review.undone_at IS NULL ORDER BY review.id"""
REVIEW_EVENTS = """SELECT review.id, review.reviewed_at, review.kind, review.study_day, review.quality, review.duration_ms, review.interval_after, review.ease_after, evidence.said, evidence.missed, evidence.answer, evidence.seed
FROM review LEFT OUTER JOIN evidence ON evidence.review_id = review.id
WHERE review.card_id = :card_id AND review.undone_at IS NULL"""
MARK_EVENTS = """SELECT mark.id, mark.card_id, mark.at, mark.suspended_before, mark.suspended_after, mark.buried_before, mark.buried_after, mark.undone_at, mark.kind, mark.due_day, mark.tag, mark.batch
FROM mark
WHERE mark.card_id = :card_id AND mark.undone_at IS NULL"""
ADD_INTERVIEW = """INSERT INTO interview (id, prompt_id, minutes, level, started_at, elapsed_ms, phase, paused, notes, scores, missed, finished_at, deleted_at) VALUES (:id, :prompt_id, :minutes, :level, :started_at, :elapsed_ms, :phase, :paused, :notes, :scores, :missed, :finished_at, :deleted_at)"""
SAVE_INTERVIEW = """UPDATE interview SET elapsed_ms=:new_elapsed_ms, phase=:new_phase, paused=:new_paused, notes=:new_notes WHERE interview.id = :interview_id AND interview.deleted_at IS NULL AND interview.finished_at IS NULL"""
FINISH_INTERVIEW = """UPDATE interview SET scores=:new_scores, missed=:new_missed, finished_at=:new_finished_at WHERE interview.id = :interview_id AND interview.deleted_at IS NULL"""
SET_INTERVIEW_DELETED = """UPDATE interview SET deleted_at=:at WHERE interview.id = :interview_id"""
INTERVIEW = """SELECT interview.id, interview.prompt_id, interview.minutes, interview.level, interview.started_at, interview.elapsed_ms, interview.phase, interview.paused, interview.notes, interview.scores, interview.missed, interview.finished_at
FROM interview
WHERE interview.deleted_at IS NULL AND interview.id = :interview_id"""
OPEN_INTERVIEW = """SELECT interview.id, interview.prompt_id, interview.minutes, interview.level, interview.started_at, interview.elapsed_ms, interview.phase, interview.paused, interview.notes, interview.scores, interview.missed, interview.finished_at
FROM interview
WHERE interview.deleted_at IS NULL AND interview.finished_at IS NULL ORDER BY interview.id DESC LIMIT 1"""
INTERVIEWS = """SELECT interview.id, interview.prompt_id, interview.minutes, interview.level, interview.started_at, interview.elapsed_ms, interview.phase, interview.paused, interview.notes, interview.scores, interview.missed, interview.finished_at
FROM interview
WHERE interview.deleted_at IS NULL AND interview.finished_at IS NOT NULL ORDER BY interview.id DESC"""
NEWEST_INTERVIEW = """SELECT max(interview.id) AS max_1
FROM interview"""
ADD_QUIZ = """INSERT INTO quiz (id, at, deck_ids, asked, "right", by_lesson) VALUES (:id, :at, :deck_ids, :asked, :right, :by_lesson)"""
CHANGE_QUIZ = (
    """UPDATE quiz SET asked=:new_asked, "right"=:new_right, by_lesson=:new_by_lesson WHERE quiz.id = :quiz_id"""
)
QUIZZES = """SELECT quiz.id, quiz.at, quiz.deck_ids, quiz.asked, quiz."right", quiz.by_lesson
FROM quiz ORDER BY quiz.id DESC"""
NEWEST_QUIZ = """SELECT max(quiz.id) AS max_1
FROM quiz"""
DAYS_REVIEWED = """SELECT day.study_day
FROM day
WHERE day.grade_0 + day.grade_1 + day.grade_2 + day.grade_3 + day.grade_4 + day.grade_5 > 0 ORDER BY day.study_day DESC LIMIT :most"""
MEAN_MS = """SELECT avg(anon_1.ms) AS avg_1
FROM (SELECT min(review.duration_ms, 120000) AS ms
FROM review
WHERE review.undone_at IS NULL ORDER BY review.id DESC LIMIT 500 ) AS anon_1"""
