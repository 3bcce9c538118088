"""Write `docs/bank.md`, what the bank holds lesson by lesson, from `byheart check --json`: `make table`."""

from __future__ import annotations

import sys
from pathlib import Path

from decks.check import BANK, Report, check

KINDS = ("plain", "key-points", "cloze", "choice", "numeric", "prompt")
LEVELS = ("easy", "medium", "hard")
TARGET = Path(__file__).parents[1] / "docs" / "bank.md"


def table(report: Report) -> str:
    """The table as Markdown. A cloze counts a card for each of its gaps, a prompt is not scheduled."""
    counts = report.as_json()
    head = ("Lesson", "Title", "Cards", *LEVELS, *KINDS, "Pictures")
    lines = [
        "# What the bank holds",
        "",
        f"{counts['cards']:,} cards in {len(counts['lessons'])} lessons, counted by `byheart check --json`; written by "
        "`make table`. A cloze counts a card for each gap; a prompt is a timed mock interview and is not scheduled.",
        "",
        f"| {' | '.join(word.capitalize() for word in head)} |",
        f"|---|---|{'---:|' * (len(head) - 2)}",
    ]
    for lesson_id, lesson in counts["lessons"].items():
        numbers = [lesson["cards"], *(lesson["levels"].get(level, 0) for level in LEVELS)]
        numbers += [lesson["kinds"].get(kind, 0) for kind in KINDS] + [lesson["pictures"]]
        lines.append(f"| {lesson_id} | {lesson['title']} | {' | '.join(str(number) for number in numbers)} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write the file."""
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(table(check([BANK])), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
