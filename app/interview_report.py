"""One interview on paper: what was asked, how one did, one's notes, and the model answer. As Markdown, and to disk."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from app import wording
from app.errors import ByHeartError
from app.interview import digits
from app.interview_score import RUBRIC
from decks.atomic import write_atomically

if TYPE_CHECKING:
    from app.storage.records import Interview
    from decks.card import Note

_SIGNS = re.compile(r"[\\`*_{}\[\]]|^[-+#]|(?<=\d)[.)](?= |$)")
_MARK = re.compile(r" \{\.essential\}$", re.MULTILINE)
_FENCE = re.compile(r"^\s*(`{3,})", re.MULTILINE)


def title(interview: Interview, note: Note | None) -> str:
    """What the interview was about, as inline Markdown."""
    return note.question if note is not None else f"A prompt that is no longer in your decks ({interview.prompt_id})"


def facts(interview: Interview, day: int) -> str:
    """When, how long, which level: `2026-03-02 · 15 minutes planned, 16:20 spent · medium`; `day` is its study day."""
    said = f"{wording.count(interview.minutes, 'minute')} planned, {digits(interview.elapsed_ms)} spent"
    return " · ".join(each for each in (wording.iso_day(day), said, interview.level) if each)


def outcome(interview: Interview, day: int, points: int) -> str:
    """Facts, scores, what was left out and the notes as Markdown; `points` is how many the model answer has."""
    missed = interview.missed
    parts = [facts(interview, day), "## Scores", _scores(interview)]
    if points or missed:
        parts.append(f"## Left out: {len(missed)} of {wording.count(max(points, len(missed)), 'point')}")
        parts.append("\n".join(f"- {_escaped(miss.point)}" for miss in missed) or "Every point was made.")
    parts += ["## Notes", _fenced(interview.notes) if interview.notes.strip() else "None were taken."]
    return "\n\n".join(parts)


def markdown(interview: Interview, note: Note | None, day: int, points: int) -> str:
    """The whole interview as a Markdown file. Pictures of the model answer stay behind in their deck."""
    parts = [f"# Mock interview: {title(interview, note)}", outcome(interview, day, points)]
    if note is not None:
        parts += ["## Model answer", _MARK.sub("", note.answer)]
        if note.source:
            parts.append(f"Source: {note.source}")
    return "\n\n".join(parts) + "\n"


def file_name(interview: Interview, day: int) -> str:
    """A name for its file, without the ending."""
    return f"interview-{wording.iso_day(day)}-{interview.prompt_id}"


def write_report(path: Path, content: bytes) -> None:
    """Write a file whole or not at all. Raises ByHeartError when it cannot be written; what was there stays."""
    try:
        write_atomically(path, content)
    except OSError as error:
        fix = "choose another folder, or make room and allow writing there"
        raise ByHeartError(f"{path} cannot be written ({error.strerror}): {fix}.") from error


def _scores(interview: Interview) -> str:
    if not interview.scores:
        return "Not scored yet."
    lines = ["| Dimension | Score | In words |", "|---|---|---|"]
    for dimension in RUBRIC:
        score = interview.scores.get(dimension.name)
        said = dimension.levels[score - 1] if score else "not scored"
        lines.append(f"| {dimension.title} | {f'{score} of 4' if score else '–'} | {said} |")
    return "\n".join(lines)


def _escaped(text: str) -> str:
    """Plain text that Markdown leaves as it is."""
    return _SIGNS.sub(r"\\\g<0>", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _fenced(notes: str) -> str:
    """Notes just as they were typed: a block of text whose fence is longer than any within."""
    longest = max((len(found) for found in _FENCE.findall(notes)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}text\n{notes.rstrip()}\n{fence}"
