"""The charts of the statistics, each from what was counted: points, words and figures.

A share remembered is counted from scheduled reviews of cards seen before. None is predicted: SM-2 knows no
probabilities.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from itertools import accumulate
from typing import TYPE_CHECKING

from app import wording
from app.chart import Cell, Chart, Point

if TYPE_CHECKING:
    from app.statistics import Due, Leech
    from app.storage.charts import DayCounts, Hours

FEW = 20
"""Below so many questions a share says little, and is drawn hollow."""
LEECHES = 20
"""So many of the cards missed most are named."""
SPANS = ((30, "30 days"), (90, "90 days"), (365, "A year"))
AHEAD = ((30, "30 days"), (90, "90 days"))
WEEKS = 52
DAYS_OF_RECALL = 30
EASE_FLOOR, EASE_TOP = 130, 400
INTERVALS = (
    (2, "1 day"),
    (7, "2 to 6 days"),
    (14, "1 to 2 weeks"),
    (31, "2 to 4 weeks"),
    (61, "1 to 2 months"),
    (91, "2 to 3 months"),
    (183, "3 to 6 months"),
    (366, "6 to 12 months"),
    (731, "1 to 2 years"),
    (2**31, "over 2 years"),
)
"""Days below which an interval belongs to it, and its words."""
LEVELS = {"easy": "Easy", "medium": "Medium", "hard": "Hard", "": "No level"}
GONE = "No longer in your decks"
NOTHING_ASKED = "Nothing was asked in the last year: a card counts from its second day on."


def calendar(days: Sequence[DayCounts], today: int) -> Chart:
    """Reviews by day, 53 weeks from a Monday on."""
    first = _monday(today) - 7 * WEEKS
    shown = {counts.day: counts for counts in days if first <= counts.day <= today}
    points = []
    for day in range(first, today + 1):
        done = shown.get(day)
        label = _month(day) if date.fromordinal(day).day == 1 else ""
        points.append(Point(label, f"{_date(day)}: {_done(done)}", done.reviews if done else None))
    return Chart(
        "calendar",
        "A year of reviews",
        "calendar",
        _year_words(shown, today),
        tuple(points),
        ("day", "reviews", "minutes"),
        tuple((wording.iso_day(day), *_figures(shown.get(day))) for day in range(first, today + 1)),
    )


def _year_words(shown: Mapping[int, DayCounts], today: int) -> str:
    if not shown:
        return "No review in the last year."
    total = sum(counts.reviews for counts in shown.values())
    best = max(shown.values(), key=lambda counts: (counts.reviews, counts.day))
    said = f"{wording.count(total, 'review')} on {wording.count(len(shown), 'day')} since {_date(min(shown))}"
    return f"{said}; the most on {_date(best.day)}: {best.reviews:,}."


def per_day(days: Sequence[DayCounts], today: int) -> tuple[Chart, ...]:
    """Reviews and minutes a day, each over `SPANS`."""
    by_day = {counts.day: counts for counts in days}
    return tuple(_per_day(by_day, today, *span, minutes=minutes) for minutes in (False, True) for span in SPANS)


def _per_day(by_day: Mapping[int, DayCounts], today: int, span: int, words: str, *, minutes: bool) -> Chart:
    days = range(today - span + 1, today + 1)
    found = [by_day[day] for day in days if day in by_day]
    points = []
    for day in days:
        done = by_day.get(day)
        value = 0.0 if done is None else done.duration_ms / 60_000 if minutes else done.reviews
        points.append(Point(_tick(day, span), f"{_date(day)}: {_done(done)}", value))
    if minutes:
        total = sum(counts.duration_ms for counts in found)
        caption = f"{_minutes(total)}, {_minutes(total / max(1, len(found)))} on a day of study."
    else:
        reviewed = sum(counts.reviews for counts in found)
        caption = f"{wording.count(reviewed, 'review')} on {wording.count(len(found), 'day')}"
        caption += f", {wording.count(round(reviewed / max(1, len(found))), 'review')} on a day of study."
    if not found:
        caption = "No review in this time."
    return Chart(
        "minutes" if minutes else "reviews",
        "Minutes a day" if minutes else "Reviews a day",
        "columns",
        caption,
        tuple(points),
        ("day", "reviews", "minutes"),
        tuple((wording.iso_day(day), *_figures(by_day.get(day))) for day in days),
        span=words,
    )


def forecasts(due: Due, today: int) -> tuple[Chart, ...]:
    """Cards by the day on which they come, over `AHEAD`."""
    return tuple(_forecast(due, today, span, words) for span, words in AHEAD)


def _forecast(due: Due, today: int, span: int, words: str) -> Chart:
    days = range(today, today + span)
    points = []
    for day in days:
        number = due.days[day]
        said = f"{'Today' if day == today else _date(day)}: {wording.count(number, 'card')} due"
        if day == today and due.overdue:
            said += f", {due.overdue:,} of them overdue"
        points.append(Point("today" if day == today else _tick(day, span), said, number))
    total = sum(due.days[day] for day in days)
    caption = f"{wording.count(total, 'card')} in {span} days, {wording.count(round(total / span), 'card')} a day. "
    caption += f"Today {due.days[today]:,}"
    caption += f", {due.overdue:,} of them overdue. " if due.overdue else ". "
    caption += "As things stand: new cards, and cards you miss, come on top."
    header, rows = ("day", "due"), tuple((wording.iso_day(day), due.days[day]) for day in days)
    return Chart("due", "Cards coming due", "columns", caption, tuple(points), header, rows, span=words)


def hours(counted: Hours, zone: tzinfo) -> Chart:
    """Reviews by the hour on the reader's clock."""
    by_hour = [0] * 24
    for quarter, number in counted.quarters:
        by_hour[datetime.fromtimestamp(quarter * 900, UTC).astimezone(zone).hour] += number
    total = sum(by_hour)
    points = []
    for hour, number in enumerate(by_hour):
        said = f"{hour:02}:00 to {(hour + 1) % 24:02}:00: {wording.count(number, 'review')}"
        points.append(Point(str(hour), said + (f", {percent(number, total)} of all" if number else ""), number))
    if total:
        best = max(range(24), key=lambda hour: by_hour[hour])
        caption = (
            f"Most often between {best:02}:00 and {(best + 1) % 24:02}:00, {percent(by_hour[best], total)} of "
            f"{wording.count(total, 'review')} since {_date(counted.since_day)}."
        )
    else:
        caption = "No review in the last year."
    rows = tuple(enumerate(by_hour))
    return Chart("hours", "Hours of the day", "columns", caption, tuple(points), ("hour", "reviews"), rows)


def weeks(days: Sequence[DayCounts], today: int) -> Chart:
    """The share remembered, a point a week, Mondays first."""
    this = _monday(today)
    mondays = range(this - 7 * (WEEKS - 1), this + 1, 7)
    right: Counter[int] = Counter()
    asked: Counter[int] = Counter()
    for counts in days:
        if counts.day <= today:
            right[_monday(counts.day)] += counts.right
            asked[_monday(counts.day)] += counts.asked
    points = []
    for week in mondays:
        value = right[week] / asked[week] if asked[week] else None
        said = f"Week of {_date(week)}: {_share_words(right[week], asked[week])}"
        label = _month(week) if date.fromordinal(week).day <= 7 else ""
        points.append(Point(label, said, value, weak=asked[week] < FEW))
    month = recall(days, today - DAYS_OF_RECALL + 1, today)
    year = recall(days, mondays[0], today)
    counted = (
        f"In {DAYS_OF_RECALL} days {_share_words(*month)}; in {WEEKS} weeks {_share_words(*year)}. "
        "Counted are scheduled reviews of cards seen before; weeks with few of them are hollow."
    )
    caption = counted if year[1] else NOTHING_ASKED
    rows = tuple(
        (wording.iso_day(week), asked[week], right[week], _rounded(right[week], asked[week])) for week in mondays
    )
    return Chart(
        "recall-by-week",
        "Remembered by week",
        "line",
        caption,
        tuple(points),
        ("week", "asked", "remembered", "share"),
        rows,
        share=True,
    )


def shares(name: str, what: str, found: Mapping[str, Sequence[int]], since: int) -> Chart:
    """The share remembered by `what`: right and wrong answers by its name; what was never asked is left out."""
    points: list[Point] = []
    rows: list[tuple[Cell, ...]] = []
    best: list[tuple[float, str]] = []
    for label, (right, wrong) in found.items():
        asked = right + wrong
        if not asked:
            continue
        said = f"{percent(right, asked)} of {asked:,}"
        points.append(Point(label, f"{label}: {_share_words(right, asked)}", right / asked, said, asked < FEW))
        rows.append((label, asked, right, _rounded(right, asked)))
        if asked >= FEW and label != GONE:
            best.append((right / asked, f"{label} ({percent(right, asked)})"))
    if points:
        asked = sum(sum(pair) for pair in found.values())
        caption = f"{wording.count(asked, 'question')} since {_date(since)}."
        if len(best) > 1:
            caption += f" Best in {max(best)[1]}, least in {min(best)[1]}."
    else:
        caption = NOTHING_ASKED
    header = (what, "asked", "remembered", "share")
    return Chart(name, f"Remembered by {what}", "bars", caption, tuple(points), header, tuple(rows), share=True)


def eases(counted: Counter[int]) -> Chart:
    """Cards by ease, in steps of 0.10."""
    total = sum(counted.values())
    by_step: Counter[int] = Counter()
    for ease, number in counted.items():
        by_step[min(ease, EASE_TOP) // 10 * 10] += number
    steps = range(EASE_FLOOR, max(by_step, default=0) + 1, 10)
    points = []
    for step in steps:
        words = f"{step / 100:.2f} and more" if step == EASE_TOP else f"{step / 100:.2f} to {(step + 9) / 100:.2f}"
        number = by_step[step]
        points.append(Point(f"{step / 100:.1f}", f"Ease {words}: {_cards_of(number, total)}", number))
    if total:
        floor = counted[EASE_FLOOR]
        caption = f"Half of {wording.count(total, 'card')} have an ease of {_median(counted) / 100:.2f} or less"
        caption += f"; {floor:,} at the floor of {EASE_FLOOR / 100:.2f}." if floor else "."
    else:
        caption = "No card has an ease yet."
    rows = tuple((f"{step / 100:.2f}", by_step[step]) for step in steps)
    return Chart("ease", "Ease", "columns", caption, tuple(points), ("ease from", "cards"), rows)


def intervals(counted: Counter[int]) -> Chart:
    """Cards by interval, in steps that people think in."""
    total = sum(counted.values())
    numbers = [0] * len(INTERVALS)
    for interval, number in counted.items():
        numbers[next(place for place, (below, _) in enumerate(INTERVALS) if interval < below)] += number
    last = max((place for place, number in enumerate(numbers) if number), default=-1)
    shown = [(label, numbers[place]) for place, (_, label) in enumerate(INTERVALS[: last + 1])]
    points = tuple(
        Point(label, f"{label[0].upper()}{label[1:]}: {_cards_of(number, total)}", number, f"{number:,}")
        for label, number in shown
    )
    if total:
        long = sum(number for interval, number in counted.items() if interval > 30)
        caption = (
            f"Half of {wording.count(total, 'card')} have an interval of {wording.interval(_median(counted))} or "
            f"less; {long:,} ({percent(long, total)}) are beyond a month."
        )
    else:
        caption = "No card has an interval yet."
    return Chart("interval", "Interval", "bars", caption, points, ("interval", "cards"), tuple(shown))


def leeches(found: Sequence[Leech], questions: Mapping[str, str], leech_lapses: int) -> Chart:
    """The cards missed most, by name."""
    points: list[Point] = []
    rows: list[tuple[Cell, ...]] = []
    for leech in found[:LEECHES]:
        question = questions.get(leech.card_id, leech.card_id)
        state = ", suspended" if leech.suspended else ""
        words = f"{question}: missed {wording.count(leech.lapses, 'time')}, ease {leech.ease / 100:.2f}{state}"
        points.append(Point(question, words, leech.lapses, f"{leech.lapses:,}{state}"))
        rows.append(
            (
                leech.card_id,
                question,
                leech.lapses,
                leech.ease / 100,
                leech.interval,
                "yes" if leech.suspended else "no",
            )
        )
    times = wording.count(leech_lapses, "time")
    if found:
        was = "card was" if len(found) == 1 else "cards were"
        caption = f"{len(found):,} {was} missed {times} or more. Rewrite such a card, split it, or suspend it."
        caption += f" Here are the {LEECHES} missed most." if len(found) > LEECHES else ""
    else:
        caption = f"No card was missed {times} or more."
    header = ("card", "question", "lapses", "ease", "interval", "suspended")
    return Chart("leeches", "Leeches", "bars", caption, tuple(points), header, tuple(rows))


# ---- words and figures ----------------------------------------------------------------------------


def recall(days: Iterable[DayCounts], first: int, last: int) -> tuple[int, int]:
    """Right and asked, from one study day to another."""
    chosen = [counts for counts in days if first <= counts.day <= last]
    return sum(counts.right for counts in chosen), sum(counts.asked for counts in chosen)


def longest(days: Sequence[int]) -> int:
    """The longest run of days in a row; they are sorted."""
    # Within a run, a day less its place is the same.
    return max(Counter(day - place for place, day in enumerate(days)).values(), default=0)


def _median(counted: Counter[int]) -> int:
    values = sorted(counted)
    half = (sum(counted.values()) + 1) // 2
    return next(
        value for value, below in zip(values, accumulate(counted[v] for v in values), strict=True) if below >= half
    )


def _done(counts: DayCounts | None) -> str:
    if counts is None:
        return "no reviews"
    return f"{wording.count(counts.reviews, 'review')}, {_minutes(counts.duration_ms)}"


def _figures(counts: DayCounts | None) -> tuple[int, float]:
    return (counts.reviews, round(counts.duration_ms / 60_000, 1)) if counts else (0, 0.0)


def _minutes(ms: float) -> str:
    minutes = ms / 60_000
    if minutes >= 600:
        return wording.count(round(minutes / 60), "hour")
    said = tenth(minutes)
    return f"{said} minute" + ("" if said == "1" else "s")


def tenth(number: float) -> str:
    """With one place below ten, and none where it would be a zero."""
    return f"{number:,.0f}" if number >= 9.95 or round(number, 1) == round(number) else f"{number:.1f}"


def _cards_of(number: int, total: int) -> str:
    return wording.count(number, "card") + (f", {percent(number, total)}" if number else "")


def _share_words(right: int, asked: int) -> str:
    if not asked:
        return "nothing asked"
    return f"{percent(right, asked)} of {wording.count(asked, 'question')} remembered"


def percent(part: int, whole: int) -> str:
    """A share in per cent; never 100 for less than all, nor 0 for more than none."""
    if 0 < part < whole and not 0.5 <= 100 * part / whole < 99.5:
        return "under 1\u00a0%" if part * 2 < whole else "over 99\u00a0%"
    return f"{100 * part / whole:.0f}\u00a0%"


def _rounded(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _monday(day: int) -> int:
    """The Monday of a day's week."""
    return day - date.fromordinal(day).weekday()


def _date(day: int) -> str:
    return f"{wording.day_name(day)} {date.fromordinal(day).year}"


def _month(day: int) -> str:
    return wording.day_name(day).rpartition(" ")[2][:3]


def _tick(day: int, span: int) -> str:
    """What the axis says at a day: Mondays of a month or three, months of a year."""
    at = date.fromordinal(day)
    if span > 100:
        return _month(day) if at.day == 1 else ""
    return f"{at.day} {_month(day)}" if at.weekday() == 0 else ""
