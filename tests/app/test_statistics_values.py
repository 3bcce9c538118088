"""The statistics as values: what each chart says, in points, in words and in figures."""

from __future__ import annotations

import csv
import io
import json
import random
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import statistics, statistics_charts
from app.chart import Chart, Section, as_json, csv_of
from app.statistics import CardCounts, Due, Leech
from app.storage.charts import QUARTER_MS, DayCounts, Hours, Recalls

if TYPE_CHECKING:
    from decks.library import Library

TODAY = date(2026, 3, 4).toordinal()  # a Wednesday


def counts(ago: int, reviews: int = 10, asked: int = 0, right: int = 0) -> DayCounts:
    """A day some days ago, half a minute a review."""
    return DayCounts(TODAY - ago, reviews, reviews * 30_000, asked, right)


def library(*cards: tuple[str, str, str]) -> Library:
    """Cards as (id, part, level), a deck a part."""
    parts = list(dict.fromkeys(part for _, part, _ in cards))
    decks = [SimpleNamespace(id=f"deck-{n}", part=part) for n, part in enumerate(parts)]
    rows = [SimpleNamespace(card_id=c, deck_id=f"deck-{parts.index(part)}", level=level) for c, part, level in cards]
    return cast("Library", SimpleNamespace(decks=decks, rows=rows))


def chart_of(section: Section, name: str, span: str = "") -> Chart:
    return next(chart for chart in section.charts if (chart.name, chart.span) == (name, span))


def said(words: str) -> str:
    """With plain spaces for those that keep a number and its sign on one line."""
    return words.replace("\u00a0", " ")


def test_the_totals_of_a_reader() -> None:
    days = (counts(40, asked=10, right=0), *(counts(n, asked=5, right=4) for n in (5, 4, 3, 1, 0)))
    totals = {total.name: said(total.number) for total in statistics.overview(days, Due(Counter(), 0), TODAY).totals}
    assert totals == {
        "streak": "2",
        "longest": "3",
        "days": "6",
        "reviews": "60",
        "today": "5",
        "remembered": "80 %",
    }


def test_without_a_question_in_a_month_there_is_no_share_remembered() -> None:
    """A dash, and neither nothing nor everything."""
    totals = statistics.overview((counts(50, asked=5),), Due(Counter(), 0), TODAY).totals
    assert totals[-1].number == "\u2013"


def test_the_calendar_is_53_weeks_from_a_monday_to_today_in_words_for_each_day() -> None:
    chart = chart_of(
        statistics.overview((counts(400), counts(1, 41), counts(0, 1)), Due(Counter(), 0), TODAY), "calendar"
    )
    first = date.fromisoformat(str(chart.rows[0][0]))
    assert first.weekday() == 0
    assert len(chart.points) == len(chart.rows) == 52 * 7 + 3
    assert [point.words for point in chart.points[-3:]] == [
        "Monday, 2 March 2026: no reviews",
        "Tuesday, 3 March 2026: 41 reviews, 20 minutes",
        "Wednesday, 4 March 2026: 1 review, 0.5 minutes",
    ]
    assert [row[1:] for row in chart.rows[-3:]] == [(0, 0.0), (41, 20.5), (1, 0.5)]
    assert chart.caption == ("42 reviews on 2 days since Tuesday, 3 March 2026; the most on Tuesday, 3 March 2026: 41.")


def test_reviews_and_minutes_a_day_have_a_column_for_every_day_of_their_span() -> None:
    section = statistics.reviews((counts(29, 20), counts(30, 7), counts(0, 10)), Hours(0, ()), ZoneInfo("UTC"), TODAY)
    month = chart_of(section, "reviews", "30 days")
    assert [point.value for point in month.points] == [20, *([0.0] * 28), 10]
    assert month.caption == "30 reviews on 2 days, 15 reviews on a day of study."
    assert chart_of(section, "reviews", "90 days").caption.startswith("37 reviews on 3 days")
    assert len(chart_of(section, "minutes", "A year").points) == 365
    assert chart_of(section, "minutes", "30 days").points[-1].value == 5.0
    assert chart_of(section, "minutes", "30 days").caption == "15 minutes, 7.5 minutes on a day of study."


def test_hours_are_those_of_the_readers_clock_on_that_day() -> None:
    """Half past six in the evening UTC is half past seven in Berlin in winter and half past eight in summer."""

    def quarter(at: str) -> int:
        return round(datetime.fromisoformat(at).timestamp() * 1000) // QUARTER_MS

    hours = Hours(TODAY - 300, ((quarter("2026-01-05T18:30Z"), 3), (quarter("2025-07-05T18:30Z"), 1)))
    chart = chart_of(statistics.reviews((counts(0),), hours, ZoneInfo("Europe/Berlin"), TODAY), "hours")
    assert {row[0]: row[1] for row in chart.rows if row[1]} == {19: 3, 20: 1}
    assert said(chart.caption).startswith("Most often between 19:00 and 20:00, 75 % of 4 reviews since")


def test_the_forecast_puts_what_is_overdue_on_today_and_leaves_out_what_is_in_no_deck() -> None:
    rows = [("a", TODAY - 5), ("b", TODAY), ("c", TODAY + 1), ("d", TODAY + 40), ("gone", TODAY)]
    due = statistics.count_due(rows, {"a", "b", "c", "d"}, TODAY)
    section = statistics.overview((counts(0),), due, TODAY)
    month, quarter = chart_of(section, "due", "30 days"), chart_of(section, "due", "90 days")
    assert [row[1] for row in month.rows] == [2, 1, *([0] * 28)]
    assert month.points[0].words == "Today: 2 cards due, 1 of them overdue"
    assert month.points[1].words == "Thursday, 5 March 2026: 1 card due"
    assert month.caption.startswith("3 cards in 30 days, 0 cards a day. Today 2, 1 of them overdue.")
    assert sum(int(cast(int, row[1])) for row in quarter.rows) == 4


def test_the_share_of_a_week_is_counted_and_a_week_without_questions_has_none() -> None:
    """Monday to Sunday; a week with few questions is told as such."""
    days = (counts(10, asked=40, right=30), counts(2, asked=9, right=9), counts(0, asked=1, right=0))
    chart = chart_of(statistics.recall(days, Recalls(0, Counter(), Counter()), library(), TODAY), "recall-by-week")
    assert len(chart.points) == 52
    assert [point.value for point in chart.points[-3:]] == [0.75, None, 0.9]
    assert [point.weak for point in chart.points[-3:]] == [False, True, True]
    assert said(chart.points[-1].words) == "Week of Monday, 2 March 2026: 90 % of 10 questions remembered"
    assert chart.rows[-2:] == (("2026-02-23", 0, 0, None), ("2026-03-02", 10, 9, 0.9))
    assert said(chart.caption).startswith("In 30 days 78 % of 50 questions remembered; in 52 weeks 78 % of 50")


def test_shares_by_part_and_level_add_up_to_all_questions() -> None:
    """In the order of the course; cards that are in no deck any more are told apart."""
    found = Recalls(TODAY - 9, Counter(a=30, b=10, gone=2), Counter(a=10, c=1))
    cards = library(("a", "Zeta", "easy"), ("b", "Alpha", "hard"), ("c", "Alpha", ""), ("d", "Never asked", "easy"))
    section = statistics.recall((counts(0),), found, cards, TODAY)
    by_part, by_level = chart_of(section, "recall-by-part"), chart_of(section, "recall-by-level")
    assert by_part.rows == (
        ("Zeta", 40, 30, 0.75),
        ("Alpha", 11, 10, 0.9091),
        ("No longer in your decks", 2, 2, 1.0),
    )
    assert [row[:3] for row in by_level.rows] == [
        ("Easy", 40, 30),
        ("Hard", 10, 10),
        ("No level", 1, 0),
        ("No longer in your decks", 2, 2),
    ]
    assert said(by_part.points[0].words) == "Zeta: 75 % of 40 questions remembered"
    assert by_part.caption == "53 questions since Monday, 23 February 2026."


def test_the_best_and_the_least_are_named_only_where_enough_was_asked() -> None:
    found = Recalls(TODAY, Counter(a=19, b=30, c=10), Counter(b=10, c=10))
    cards = library(("a", "Few", ""), ("b", "Known", ""), ("c", "Hard", ""))
    caption = chart_of(statistics.recall((counts(0),), found, cards, TODAY), "recall-by-part").caption
    assert said(caption).endswith("Best in Known (75 %), least in Hard (50 %).")


def test_eases_and_intervals_are_distributed_over_all_their_cards() -> None:
    rows = [("a", 130, 1, 0, 0), ("b", 250, 30, 0, 0), ("c", 259, 31, 0, 0), ("d", 512, 900, 0, 0), ("x", 250, 1, 9, 0)]
    made = statistics.count_cards(rows, set("abcd"), 8)
    section = statistics.cards((counts(0),), made, {}, 8)
    ease, interval = chart_of(section, "ease"), chart_of(section, "interval")
    assert {row[0]: row[1] for row in ease.rows if row[1]} == {"1.30": 1, "2.50": 2, "4.00": 1}
    assert ease.caption == "Half of 4 cards have an ease of 2.50 or less; 1 at the floor of 1.30."
    assert {row[0]: row[1] for row in interval.rows if row[1]} == {
        "1 day": 1,
        "2 to 4 weeks": 1,
        "1 to 2 months": 1,
        "over 2 years": 1,
    }
    assert said(interval.caption) == (
        "Half of 4 cards have an interval of 30 days or less; 2 (50 %) are beyond a month."
    )
    assert not made.leeches


def test_leeches_are_named_most_lapses_first_with_what_to_do() -> None:
    rows = [("a", 130, 1, 8, 0), ("b", 180, 3, 12, 1), ("c", 250, 9, 7, 0)]
    made = statistics.count_cards(rows, set("abc"), 8)
    assert made.leeches == (Leech("b", 12, 180, 3, True), Leech("a", 8, 130, 1, False))
    chart = chart_of(statistics.cards((counts(0),), made, {"a": "What is safe?"}, 8), "leeches")
    assert [point.words for point in chart.points] == [
        "b: missed 12 times, ease 1.80, suspended",
        "What is safe?: missed 8 times, ease 1.30",
    ]
    assert chart.caption == "2 cards were missed 8 times or more. Rewrite such a card, split it, or suspend it."
    assert chart.rows[0] == ("b", "b", 12, 1.8, 3, "yes")


def test_of_many_leeches_the_worst_twenty_are_named() -> None:
    made = CardCounts(Counter(), Counter(), tuple(Leech(f"c{n}", 90 - n, 130, 1, False) for n in range(30)))
    chart = chart_of(statistics.cards((counts(0),), made, {}, 8), "leeches")
    assert len(chart.points) == 20
    assert chart.caption.startswith("30 cards were missed 8 times or more.")
    assert chart.caption.endswith("Here are the 20 missed most.")


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_only_all_is_a_hundred_per_cent_and_only_none_is_zero(part: int, whole: int) -> None:
    part = min(part, whole)
    words = said(statistics_charts.percent(part, whole))
    assert (words == "100 %") == (part == whole)
    assert (words == "0 %") == (part == 0)


@given(st.frozensets(st.integers(1, 40)))
def test_the_longest_streak_is_the_longest_run_of_days(days: frozenset[int]) -> None:
    longest = statistics_charts.longest(sorted(days))
    runs = [length for length in range(41) if any(all(d + n in days for n in range(length)) for d in range(1, 41))]
    assert longest == max(runs)


@pytest.mark.parametrize("name", ["=1+1", "a,b", 'say "x"', "two\nlines"])
def test_csv_is_read_back_as_it_was_written(name: str) -> None:
    """Whatever a question holds, a spreadsheet gets it in one cell."""
    chart = Chart("x", "X", "bars", "", (), ("card", "lapses", "share"), ((name, 3, None), ("b", 0, 0.5)))
    assert list(csv.reader(io.StringIO(csv_of(chart)))) == [
        ["card", "lapses", "share"],
        [name, "3", ""],
        ["b", "0", "0.5"],
    ]


def _sections(days: tuple[DayCounts, ...]) -> list[Section]:
    chance = random.Random(1)
    ids = [f"c{n}" for n in range(30)]
    cards = library(*((card, f"Part {n % 3}", "easy") for n, card in enumerate(ids)))
    rows = [(card, chance.randrange(130, 300), chance.randrange(1, 900), n, 0) for n, card in enumerate(ids)]
    made = statistics.count_cards(rows if days else [], set(ids), 8)
    hours = Hours(TODAY, ((1_000_000, 5),)) if days else Hours(0, ())
    recalls = Recalls(TODAY, Counter(ids if days else ()), Counter())
    return [
        statistics.overview(days, Due(Counter(), 0), TODAY),
        statistics.reviews(days, hours, ZoneInfo("UTC"), TODAY),
        statistics.recall(days, recalls, cards, TODAY),
        statistics.cards(days, made, {}, 8),
    ]


@pytest.mark.parametrize("days", [(), (counts(0, asked=4, right=3),)], ids=["empty", "one day"])
def test_every_chart_has_its_number_in_words_and_its_figures(days: tuple[DayCounts, ...]) -> None:
    """For readers, screen readers and spreadsheets alike, also on the first day and before it."""
    for section in _sections(days):
        assert section.empty == (not days)
        for chart in section.charts:
            assert chart.caption.endswith(".")
            assert "nan" not in chart.caption
            assert all(point.words for point in chart.points)
            assert all(len(row) == len(chart.header) for row in chart.rows)
            assert not chart.share or all(0 <= point.value <= 1 for point in chart.points if point.value is not None)
            assert len(chart.rows) == len(chart.points)


def test_the_json_of_a_section_names_each_chart_once_with_its_longest_span() -> None:
    found: list[dict[str, Any]] = as_json(_sections((counts(0),))[1])
    assert [(chart["name"], len(chart["rows"])) for chart in found] == [
        ("reviews", 365),
        ("minutes", 365),
        ("hours", 24),
    ]
    assert found[0]["rows"][-1] == {"day": "2026-03-04", "reviews": 10, "minutes": 5.0}


def test_the_questions_of_leeches_are_read_from_their_files(tmp_path: Path) -> None:
    """In plain words; a card that its file has lost is left out."""
    from decks.library import load_library

    deck = tmp_path / "one.md"
    card = "## What is *safe*? {#one-safe .easy}\n\nAsks for no change.\n\nSource: RFC 9110\n"
    deck.write_text(f"---\nid: one\ntitle: One\npart: A\ntags: [http]\n---\n\n{card}\n{card.replace('safe', 'lost')}")
    found = load_library([tmp_path])
    deck.write_text(f"---\nid: one\ntitle: One\npart: A\ntags: [http]\n---\n\n{card}")
    assert statistics.questions_of(found, ["one-safe", "one-lost"]) == {"one-safe": "What is safe?"}


def test_the_command_tells_every_chart_as_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the same figures as the window, also before the first review."""
    import app.opening
    from app.cli import main

    monkeypatch.setattr(app.opening, "bundled_decks", lambda: tmp_path)
    assert main(["--data-dir", str(tmp_path / "data"), "stats", "--json"]) == 0
    charts = {chart["name"]: chart for chart in json.loads(capsys.readouterr().out)["charts"]}
    assert list(charts) == [
        *("calendar", "due", "reviews", "minutes", "hours"),
        *("recall-by-week", "recall-by-part", "recall-by-level", "ease", "interval", "leeches"),
    ]
    assert len(charts["due"]["rows"]) == 90
    assert charts["leeches"]["words"] == "No card was missed 8 times or more."
