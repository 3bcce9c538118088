"""Before the interview: the unfinished one, lengths and levels, and the prompts to choose or to draw from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from random import Random

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QButtonGroup, QFrame, QPushButton, QVBoxLayout, QWidget

from app import wording
from app.interview import PHASES, Prompt, chosen, digits, draw, phase_number
from app.storage.records import Interview
from app.ui import actions
from app.ui.blocks import Frame, Words, button, mark_primary
from app.ui.interview_list import TwoLineList
from app.ui.interview_row import WrapRow, wrapped
from app.ui.theme import Theme

LEVELS = ("easy", "medium", "hard")


class ChooseView(QWidget):
    """Choose a prompt, have one drawn, or go on with the one that waits."""

    start = Signal(str)
    resume = Signal()
    discard = Signal()
    bring_back = Signal()
    """What was discarded, or deleted, last."""
    history = Signal()

    def __init__(self, theme: Theme, chance: Random, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._chance = chance
        self._prompts: tuple[Prompt, ...] = ()
        self._done: tuple[str, ...] = ()
        self.minutes: int | None = None
        self.level: str | None = None
        frame = Frame(
            theme,
            "Mock interview",
            "Speak aloud against the clock and take notes; then see what a scorer would have heard.",
            self,
        )
        self.frame = frame
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(frame)

        self.waiting = QFrame(self)
        self.waiting.setObjectName("waiting")
        inside = QVBoxLayout(self.waiting)
        inside.setContentsMargins(18, 14, 18, 14)
        inside.setSpacing(8)
        self.unfinished = Words(theme, strong=True)
        self.where = Words(theme, colour="muted")
        self.resume_button = button("Res&ume", self.resume.emit, self, primary=True)
        self.discard_button = button("Discar&d", self.discard.emit, self, help="Throw its notes away.")
        inside.addWidget(self.unfinished)
        inside.addWidget(self.where)
        inside.addWidget(wrapped(self.resume_button, self.discard_button))
        frame.add(self.waiting)
        self.waiting.hide()

        self._lengths = QButtonGroup(self)
        self._length_row = WrapRow()
        self._length_row.setContentsMargins(0, 0, 0, 0)
        frame.add(Words(theme, "Minutes", 0.92, colour="muted"), 4)
        frame.add(self._length_row)
        frame.add(Words(theme, "Level", 0.92, colour="muted"))
        self._levels = QButtonGroup(self)
        self.level_buttons = [
            self._choice(self._levels, words, each, self._choose_level)
            for words, each in (("Any level", None), *((level.capitalize(), level) for level in LEVELS))
        ]
        frame.add(wrapped(*self.level_buttons))
        self.start_button = button("Start with the &chosen prompt", self._start, self, primary=True)
        self.draw_button = button("Dra&w one", self.draw, self, help="By lot, from those you did least often.")
        self.history_button = button("Histor&y", self.history.emit, self, help="Past interviews and how you score.")
        self.bring_back_button = button("Bring it &back", self.bring_back.emit, self, help="The interview taken away.")
        self.bring_back_button.hide()
        frame.add(wrapped(self.start_button, self.draw_button, self.history_button, self.bring_back_button), 8)
        self.said = Words(theme, "Reading the prompts\u2026", colour="muted")
        frame.add(self.said)
        self.prompts = TwoLineList(theme, "Prompts", self)
        self.prompts.hide()
        for each in (self.start_button, self.draw_button):
            each.setEnabled(False)
        self.prompts.taken.connect(self.start)
        self.prompts.scrolled_by(frame.area)
        frame.add(self.prompts)
        frame.column.addStretch(1)
        actions.make("interview-start", self, self._start)
        actions.make("interview-draw", self, self.draw)
        actions.make("interview-history", self, self.history.emit)
        theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        ink = self._theme.ink
        out = ink.call_outs["note"]
        self.waiting.setStyleSheet(
            f"QFrame#waiting {{ background: {out.fill}; border: 1px solid {ink.line}; border-radius: 8px; }}"
        )

    def _choice(self, group: QButtonGroup, words: str, value: object, call: Callable[[object], None]) -> QPushButton:
        made = button(words, lambda: call(value), self)
        made.setCheckable(True)
        made.setChecked(value is None)
        group.addButton(made)
        return made

    def say(self, prompts: tuple[Prompt, ...], done: tuple[str, ...], unfinished: Interview | None) -> None:
        """Show the prompts, how often each was done (`done` has an id for each time), and the one that waits."""
        if self._prompts != prompts or not self._lengths.buttons():
            self._prompts = prompts
            self._show_lengths()
        self._done = done
        self.waiting.setVisible(unfinished is not None)
        mark_primary(self.start_button, primary=unfinished is None)
        if unfinished is not None:
            question = next((p.question for p in prompts if p.id == unfinished.prompt_id), unfinished.prompt_id)
            phase = PHASES[phase_number(unfinished.phase)].title
            spent = f"{digits(unfinished.elapsed_ms)} of {digits(unfinished.minutes * 60_000)}"
            self.unfinished.setText(f"Unfinished: {question}")
            self.where.setText(f"{spent} on the clock, in the phase {phase}. Your notes are kept.")
        self._list()

    def focus(self) -> None:
        """Where work begins."""
        if self.waiting.isHidden():
            self.prompts.show_from_top()
        else:
            self.frame.area.verticalScrollBar().setValue(0)
        target = self.prompts if self.waiting.isHidden() else self.resume_button
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def mark(self, prompt_id: str) -> None:
        """Make a prompt the chosen one, whatever length and level were asked for."""
        if all(prompt.id != prompt_id for prompt in self.offered()):
            self._lengths.buttons()[0].click()
            self.level_buttons[0].click()
        self.prompts.choose(prompt_id)

    def _show_lengths(self) -> None:
        for old in self._lengths.buttons():
            self._lengths.removeButton(old)
            self._length_row.removeWidget(old)
            old.deleteLater()
        lengths = sorted({prompt.minutes for prompt in self._prompts})
        if self.minutes not in lengths:
            self.minutes = None
        choices = [("Any length", None), *((str(minutes), minutes) for minutes in lengths)]
        for number, (words, minutes) in enumerate(choices):
            made = self._choice(self._lengths, words, minutes, self._choose_minutes)
            made.setChecked(minutes == self.minutes)
            if minutes is not None:
                made.setAccessibleName(wording.count(minutes, "minute"))
            self._length_row.insert(number, made)
        order = [*self._lengths.buttons(), *self.level_buttons]
        for one, other in pairwise(order):
            QWidget.setTabOrder(one, other)

    def _choose_minutes(self, minutes: object) -> None:
        self.minutes = minutes if isinstance(minutes, int) else None
        self._list()

    def _choose_level(self, level: object) -> None:
        self.level = level if isinstance(level, str) else None
        self._list()

    def offered(self) -> tuple[Prompt, ...]:
        """The prompts of the chosen length and level."""
        return chosen(self._prompts, self.minutes, self.level)

    def _list(self) -> None:
        offered, times = self.offered(), Counter(self._done)
        items = []
        for prompt in offered:
            done = _done(times[prompt.id])
            facts = (wording.count(prompt.minutes, "minute"), prompt.level, prompt.lesson, done)
            items.append((prompt.id, prompt.question, " · ".join(fact for fact in facts if fact)))
        self.prompts.say(tuple(items))
        self.prompts.setVisible(bool(items))
        self.start_button.setEnabled(bool(items))
        self.draw_button.setEnabled(bool(items))
        if offered:
            self.said.setText(wording.count(len(offered), "prompt"))
        elif self._prompts:
            self.said.setText("No prompt has that length and level: choose another.")
        else:
            self.said.setText("There is no prompt in your decks: give a card the class .prompt and minutes=30.")

    def draw(self) -> None:
        """Choose a prompt by lot; the reader sees it before the clock starts."""
        drawn = draw(self.offered(), self._done, self._chance)
        if drawn is not None:
            self.prompts.choose(drawn.id)
            self.said.setText(f"Drawn: {drawn.question}")
            self.prompts.setFocus(Qt.FocusReason.OtherFocusReason)

    def _start(self) -> None:
        # On the button of the unfinished one, Enter means that one.
        if QApplication.focusWidget() is self.resume_button:
            self.resume.emit()
        elif self.prompts.chosen():
            self.start.emit(self.prompts.chosen())


def _done(times: int) -> str:
    """How often a prompt was done, in words; nothing for never."""
    return {0: "", 1: "done once"}.get(times, f"done {wording.count(times, 'time')}")
