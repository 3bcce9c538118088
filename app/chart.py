"""A chart as a value: its points, its number in words, and its rows for a spreadsheet. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Cell = str | int | float | None
Form = Literal["calendar", "columns", "line", "bars"]
"""A square a day by weeks; upright columns; points joined by a line; bars that lie, with long labels."""


@dataclass(frozen=True, slots=True)
class Point:
    """One thing a chart shows."""

    label: str
    """On the axis; empty for none."""
    words: str
    """All there is to say of it, for readers and screen readers."""
    value: float | None
    """How high; a share from 0 to 1; None where there was nothing to count."""
    said: str = ""
    """The value beside a bar that lies."""
    weak: bool = False
    """Whether it rests on fewer than `FEW` questions."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart, ready to be painted, told and copied."""

    name: str
    """A slug; variants of a chart share it."""
    title: str
    form: Form
    caption: str
    """Its number in words, a sentence or two."""
    points: tuple[Point, ...]
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    """For a spreadsheet: figures, not words."""
    span: str = ""
    """What tells the variants of a chart apart."""
    share: bool = False
    """Whether values are shares from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Total:
    """A number and what it counts."""

    name: str
    label: str
    number: str


@dataclass(frozen=True, slots=True)
class Section:
    """A page of the statistics."""

    totals: tuple[Total, ...]
    charts: tuple[Chart, ...]
    empty: bool = False
    """Whether nothing was ever reviewed."""


def csv_of(chart: Chart) -> str:
    """The figures of a chart as CSV (RFC 4180, with line feeds), its header first."""
    # Imported here: most charts are looked at and not copied.
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(chart.header)
    writer.writerows(chart.rows)
    return out.getvalue()


def as_json(section: Section) -> list[dict[str, Any]]:
    """The charts of a section as JSON values; of a chart with several spans the longest."""
    longest = {chart.name: chart for chart in section.charts}
    return [
        {
            "name": chart.name,
            "title": chart.title,
            "words": chart.caption,
            "rows": [dict(zip(chart.header, row, strict=True)) for row in chart.rows],
        }
        for chart in longest.values()
    ]
