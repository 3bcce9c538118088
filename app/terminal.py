"""A review in the terminal: the same engine, for a machine without a display."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app import wording
from app.errors import ByHeartError
from app.evidence import evidence_of, propose_from_choice, propose_from_number, propose_from_points
from app.study import Face, Study, Summary
from decks import markup
from decks.card import Kind
from scheduler.memory import Quality

if TYPE_CHECKING:
    from app.storage.records import Evidence
    from decks.verdict import Verdict

HELP = (
    "Enter shows the answer, then takes the marked grade. 1 Again, 2 Hard, 3 Good, 4 Easy; "
    "u undo, s suspend, b bury, q quit."
)
LETTERS = "acdefghijkl"
OPTIONS = "abcdefgh"
# A line of nothing but these is a grade or an order, never a list of ticks.
ORDERS = frozenset({"q", "u", "s", "b", "?"})


class Terminal:
    """One review over `ask` (a prompt to a line, or None at the end of input) and `say`."""

    def __init__(
        self,
        study: Study,
        ask: Callable[[str], str | None],
        say: Callable[[str], None],
        now: Callable[[], int],
    ) -> None:
        self._study = study
        self._ask = ask
        self._say = say
        self._now = now

    def run(self) -> Summary:
        """Ask until today is done, the reader quits, or input ends."""
        self._study.begin()
        self._say(HELP)
        while (face := self._study.current()) is not None:
            if not self._card(face):
                break
        summary = self._study.summary()
        self._say("")
        for line in summary_lines(summary):
            self._say(line)
        return summary

    def _card(self, face: Face) -> bool:
        note = face.note
        self._say("")
        tags = [
            face.deck.title,
            str(note.level or ""),
            "repeat" if face.repeat else "new" if face.memory is None else "",
        ]
        self._say(f"[{self._study.left} left]  " + " · ".join(tag for tag in tags if tag))
        self._say(markup.plain(note.question))
        if note.kind is Kind.CLOZE:
            self._say("\n" + markup.plain(note.answer, gap=face.gap, reveal=False))
        if note.kind is Kind.CHOICE:
            for letter, option in zip(OPTIONS, note.options, strict=False):
                self._say(f"  {letter.upper()}) {markup.plain(option.text)}")
        asked_at = self._now()
        line = self._line("> ")
        if line is None:
            return False
        if line in ORDERS and not (note.kind is Kind.CHOICE and line == "b"):
            return self._order(line, face)
        chosen = OPTIONS.find(line) if note.kind is Kind.CHOICE and len(line) == 1 else -1
        if chosen >= len(note.options) > 0:
            self._say(f"  There is no option {line.upper()}.")
            return True
        verdict = None
        if face.drawn is not None and line:
            # Imported here: only drills judge.
            from decks.verdict import judge

            verdict = judge(face.drawn, line)
            self._say(f"  {verdict.why}")
            if verdict.said is None:
                return True  # it could not be read: the same numbers are asked again
        self._answer(face, chosen)
        return self._grade(face, chosen, verdict, "" if note.kind is Kind.CHOICE else line, asked_at)

    def _answer(self, face: Face, chosen: int) -> None:
        note = face.note
        if note.kind is Kind.CHOICE:
            for number, (letter, option) in enumerate(zip(OPTIONS, note.options, strict=False)):
                mark = "right" if option.right else "wrong" if number == chosen else ""
                self._say(f"  {letter.upper()}) {markup.plain(option.text)}  {mark}".rstrip())
                if option.why:
                    self._say(f"     {markup.plain(option.why)}")
        elif note.kind is Kind.KEY_POINTS:
            for letter, point in zip(LETTERS, note.points, strict=False):
                self._say(f"  {letter}) {markup.plain(point)}")
        else:
            self._say("\n" + markup.plain(note.answer, gap=face.gap, reveal=True))
        if face.left_out:
            self._say(f"Last time you left out: {'; '.join(face.left_out)}.")
        if note.source:
            self._say(f"Source: {markup.plain(note.source)}")

    def _grade(self, face: Face, chosen: int, verdict: Verdict | None, typed: str, asked_at: int) -> bool:
        ticked: frozenset[int] = frozenset()
        while True:
            proposed = self._proposed(face, chosen, verdict, ticked)
            choices = "  ".join(
                f"{'*' if q == proposed else ''}{number} {wording.GRADE_NAMES[q]} ({face.returns[q].text})"
                for number, q in enumerate(wording.FOUR_GRADES, start=1)
            )
            if face.note.kind is Kind.KEY_POINTS:
                choices = "letters tick points;  " + choices
            line = self._line(f"{choices} > ")
            if line is None:
                return False
            if line == "?":
                self._say(HELP)
                continue
            if line in ORDERS:
                return self._order(line, face)
            quality = proposed if not line else _grade_of(line)
            if quality is not None:
                seed = face.drawn.seed if face.drawn is not None else None
                evidence = evidence_of(face.note.points, ticked, quality, typed, seed)
                return self._record(face, quality, self._now() - asked_at, evidence)
            letters = LETTERS[: len(face.note.points)]
            if face.note.kind is Kind.KEY_POINTS and all(letter in letters for letter in line):
                ticked = frozenset(letters.index(letter) for letter in line)
                self._say(f"  {len(ticked)} of {len(letters)} points")
            else:
                self._say(f"  “{line}” is no grade. {HELP}")

    @staticmethod
    def _proposed(face: Face, chosen: int, verdict: Verdict | None, ticked: frozenset[int]) -> Quality:
        if verdict is not None:
            return propose_from_number(verdict.right)
        if face.note.kind is Kind.CHOICE:
            return propose_from_choice(0 <= chosen < len(face.note.options) and face.note.options[chosen].right)
        if face.note.kind is Kind.KEY_POINTS:
            return propose_from_points(ticked, len(face.note.points), face.note.essential)
        return Quality.GOOD

    def _record(self, face: Face, quality: Quality, duration_ms: int, evidence: Evidence) -> bool:
        try:
            self._study.grade(face.card_id, quality, duration_ms, evidence.missed, evidence)
        except ByHeartError as problem:
            self._say(f"The grade was not saved. {problem}")
            return True
        self._say(f"  saved: {wording.GRADE_NAMES[quality]}, {face.returns[quality].text}")
        return True

    def _order(self, order: str, face: Face) -> bool:
        try:
            if order == "q":
                return False
            if order == "?":
                self._say(HELP)
            elif order == "s":
                self._study.suspend(face.card_id)
                self._say("  suspended; u brings it back")
            elif order == "b":
                self._study.bury(face.card_id)
                self._say("  buried until tomorrow; u brings it back")
            elif order == "u":
                what = self._study.undo()
                self._say(f"  undone: {what}" if what else "  there is nothing to undo")
        except ByHeartError as problem:
            self._say(str(problem))
        return True

    def _line(self, prompt: str) -> str | None:
        line = self._ask(prompt)
        return None if line is None else line.strip().lower()


def _grade_of(line: str) -> Quality | None:
    if line in ("1", "2", "3", "4"):
        return wording.FOUR_GRADES[int(line) - 1]
    return None


def summary_lines(summary: Summary) -> list[str]:
    """What a session came to, for a terminal."""
    if not summary.cards:
        return ["Nothing was graded." if summary.left else "Nothing is left for today."]
    grades = ", ".join(f"{wording.GRADE_NAMES[q]} {n}" for q, n in sorted(summary.grades.items()))
    lines = [f"{wording.count(summary.cards, 'card')} in {max(summary.minutes, 0.1):.1f} minutes: {grades}."]
    for done in summary.missed:
        lines.append(f"  missed: {markup.plain(done.question)}")
        lines.extend(f"    - {markup.plain(point)}" for point in done.missed)
    if summary.left:
        lines.append(f"{wording.count(summary.left, 'card')} left for today.")
    return lines
