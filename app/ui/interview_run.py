"""The interview itself: the prompt, the phases, the clock that nudges, and the notes, saved as they are typed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QFontMetrics,
    QHideEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.errors import ByHeartError
from app.interview import MINUTE_MS, MINUTES, PHASES, Clock, Nudge, Urgency, digits, ends, nudge, phase_number
from app.storage.records import Interview
from app.ui import actions
from app.ui.blocks import Words, button, mark_primary
from app.ui.interview_row import wrapped
from app.ui.page import Desk
from app.ui.theme import Theme, mix
from app.ui.widgets import SlimScrollBar, scaled

LOOK_MS = 500
"""Between two looks at the clock."""
TYPED_MS = 700
"""From the first unsaved key to its save."""
SAVE_MS = 4000
"""Between two saves of the clock while nothing is typed."""
_COLOURS = {Urgency.CALM: "muted", Urgency.SOON: "warn", Urgency.OVER: "bad"}


class PhaseStrip(QWidget):
    """The phases side by side; each fills as its planned time goes by, and the one worked on is marked."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._plan = ends(max(MINUTES))
        self._phase = 0
        self._elapsed = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)
        theme.changed.connect(self.update)

    def say(self, minutes: int, phase: int, elapsed_ms: int) -> None:
        """Show where an interview of `minutes` is."""
        self._plan, self._phase, self._elapsed = ends(minutes), phase, elapsed_ms
        self.setAccessibleName(f"Phase {phase + 1} of {len(PHASES)}: {PHASES[phase].title}")
        self.update()

    def sizeHint(self) -> QSize:
        """A title and a bar."""
        px = self.font().pixelSize()
        return QSize(px * 30, round(px * 3.0))

    def minimumSizeHint(self) -> QSize:
        """Narrow windows shorten the titles."""
        px = self.font().pixelSize()
        return QSize(px * 10, round(px * 3.0))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Titles over bars."""
        ink, px = self._theme.ink, self.font().pixelSize()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gap = px * 0.5
        width = (self.width() - gap * (len(PHASES) - 1)) / len(PHASES)
        # The minutes of every phase, or of none.
        strong = QFontMetrics(scaled(self.font(), 0.88, strong=True))
        timed = all(strong.horizontalAdvance(_timed(number, self._plan)) <= width for number in range(len(PHASES)))
        start = 0
        for number, (phase, end) in enumerate(zip(PHASES, self._plan, strict=True)):
            left = number * (width + gap)
            current = number == self._phase
            font = scaled(self.font(), 0.88, strong=current)
            painter.setFont(font)
            painter.setPen(QColor(ink.text if current else ink.muted))
            words = _timed(number, self._plan) if timed else phase.title
            words = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, round(width))
            painter.drawText(QRectF(left, 0, width, px * 1.7), Qt.AlignmentFlag.AlignVCenter, words)
            whole = QRectF(left, px * 1.9 - 2, width, px * 0.55 + 4)
            # The ring of the current one lies within its place: the others keep the same edges without it.
            bar = whole.adjusted(3, 2, -3, -2) if current else whole.adjusted(0, 2, 0, -2)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ink.chip))
            painter.drawRoundedRect(bar, bar.height() / 2, bar.height() / 2)
            share = min(1.0, max(0.0, (self._elapsed - start) / (end - start)))
            if share:
                over = number >= self._phase or share < 1
                colour = QColor(ink.accent) if over else mix(ink.chip, ink.accent, 0.55)
                if current and share >= 1:
                    colour = QColor(ink.bad)
                painter.setBrush(colour)
                filled = QRectF(bar.left(), bar.top(), max(bar.height(), bar.width() * share), bar.height())
                painter.drawRoundedRect(filled, bar.height() / 2, bar.height() / 2)
            if current:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(QColor(ink.accent), 1.5))
                ring = whole.adjusted(0.75, -0.25, -0.75, 0.25)
                painter.drawRoundedRect(ring, ring.height() / 2, ring.height() / 2)
            start = end


def _timed(number: int, plan: Sequence[int]) -> str:
    """A phase and its planned minutes."""
    lasts = plan[number] - (plan[number - 1] if number else 0)
    return f"{PHASES[number].title}  {round(lasts / MINUTE_MS)} min"


class RunView(QWidget):
    """One interview under way. Emits `finished` with it once its clock has stopped for good."""

    finished = Signal()

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        theme = desk.theme
        self.interview: Interview | None = None
        self.clock = Clock()
        self.phase = 0
        self.unsaved = False
        self.failed = ""
        """Why the last save failed, or nothing."""
        self._saved_at = 0
        self._told: tuple[int, Urgency] | None = None

        self.question = Words(theme, factor=1.25, strong=True)
        self.strip = PhaseStrip(theme, self)
        self.time = Words(theme, factor=1.9, strong=True)
        self.time.setWordWrap(False)
        self.time.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.of = Words(theme, colour="muted")
        self.of.setWordWrap(False)
        self.of.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.said = Words(theme, factor=1.05)
        self.aim = Words(theme, colour="muted")
        self.notes = QPlainTextEdit(self)
        self.notes.setAccessibleName("Notes")
        self.notes.setAccessibleDescription("Saved as you type.")
        self.notes.setPlaceholderText(
            "Your notes: questions, numbers, endpoints, decisions. They are saved as you type."
        )
        self.notes.setTabChangesFocus(True)
        self.notes.setVerticalScrollBar(SlimScrollBar(Qt.Orientation.Vertical, self.notes))
        self.notes.document().setDocumentMargin(8)
        self.notes.textChanged.connect(self._typed)
        self.next_button = button("&Next phase", self.next_phase, self, primary=True, help="Ctrl+Enter")
        self.back_button = button("&Back", self.previous_phase, self, help="To the phase before, Ctrl+Shift+Enter")
        self.pause_button = button("&Pause", self.pause_or_go_on, self, help="Ctrl+P")
        self.finish_button = button("F&inish", self.finish, self, help="Stop the clock and score, Ctrl+Shift+E")
        self.state = Words(theme, "", 0.92, colour="muted")
        self.state.setWordWrap(False)

        inner = QWidget(self)
        column = QVBoxLayout(inner)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(10)
        column.addWidget(self.question)
        column.addWidget(self.strip)
        clock = QHBoxLayout()
        clock.setSpacing(10)
        clock.addWidget(self.time)
        clock.addWidget(self.of)
        clock.addSpacing(12)
        clock.addWidget(self.said, 1)
        column.addLayout(clock)
        column.addWidget(self.aim)
        column.addWidget(self.notes, 1)
        column.addWidget(wrapped(self.next_button, self.back_button, self.pause_button, self.finish_button, self.state))
        # Large text in a small window: the page scrolls rather than squeeze the notes to a line.
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setVerticalScrollBar(SlimScrollBar(Qt.Orientation.Vertical, area))
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inner, self._holder = inner, QWidget(self)
        across = QHBoxLayout(self._holder)
        across.setContentsMargins(0, 0, 0, 0)
        across.addStretch(1)
        across.addWidget(inner, 100)
        across.addStretch(1)
        area.setWidget(self._holder)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

        actions.make("interview-next", self, self.next_phase)
        actions.make("interview-back", self, self.previous_phase)
        actions.make("interview-pause", self, self.pause_or_go_on)
        actions.make("interview-finish", self, self.finish)
        self._beat = QTimer(self)
        self._beat.setInterval(LOOK_MS)
        self._beat.timeout.connect(self.look)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(TYPED_MS)
        self._soon.timeout.connect(self.save)
        theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        font = scaled(QApplication.font(), 1.15)
        self.notes.setFont(font)
        self.notes.setMinimumHeight(QFontMetrics(font).height() * 7)
        self._inner.setMaximumWidth(round(980 * max(1.0, self._desk.theme.text_size / 100)))

    # ---- one interview ----------------------------------------------------------------------------

    def run(self, interview: Interview, question: str) -> None:
        """Go on with an interview, its clock running."""
        self.interview = interview
        self.phase = phase_number(interview.phase)
        self.clock = Clock(interview.elapsed_ms).start(self._desk.now())
        self._told = None
        self.question.setText(question)
        self.notes.blockSignals(True)
        self.notes.setPlainText(interview.notes)
        self.notes.blockSignals(False)
        self.notes.moveCursor(self.notes.textCursor().MoveOperation.End)
        self.notes.setAccessibleDescription(f"The task: {question}. What you type is saved.")
        self.failed = ""
        self._beat.start()
        self.save()
        self._show()
        self.notes.setFocus(Qt.FocusReason.OtherFocusReason)

    def look(self) -> None:
        """Look at the clock: show it, nudge, and save it now and then."""
        if self.interview is None:
            return
        self._tick()
        # What could not be saved is tried again, until it works.
        if self.failed or self.clock.elapsed_ms - self._saved_at >= SAVE_MS:
            self.save()
        self._show()

    def _tick(self) -> None:
        before, self.clock = self.clock, self.clock.look(self._desk.now())
        if self.clock.paused and not before.paused:
            self._desk.say("The machine was asleep: the clock waited. Go on when you are ready.")

    def next_phase(self) -> None:
        """The next phase; from the last one there is none: one finishes."""
        self._go_to(self.phase + 1)

    def previous_phase(self) -> None:
        """The phase before."""
        self._go_to(self.phase - 1)

    def _go_to(self, phase: int) -> None:
        if self.interview is None or not 0 <= phase < len(PHASES):
            return
        self.phase = phase
        self.save()
        self._show()

    def pause_or_go_on(self) -> None:
        """Stop the clock, or let it go on."""
        if self.interview is None:
            return
        now = self._desk.now()
        self.clock = self.clock.start(now) if self.clock.paused else self.clock.pause(now)
        self.save()
        self._show()
        self._announce("The clock is paused." if self.clock.paused else "The clock goes on.")

    def rest(self) -> bool:
        """Stop the clock and keep everything; whether that is on disk."""
        if self.interview is None:
            return True
        self.clock = self.clock.pause(self._desk.now())
        self._beat.stop()
        if not self.save():
            self._beat.start()
            self._show()
            return False
        self.interview = None
        return True

    def let_go(self) -> None:
        """Forget what could not be saved."""
        self._beat.stop()
        self._soon.stop()
        self.interview = None
        self.unsaved = False

    def finish(self) -> None:
        """Stop the clock for good; the scoring follows."""
        if self.interview is None:
            return
        self.clock = self.clock.pause(self._desk.now())
        if self.save():
            self._beat.stop()
            self.finished.emit()
        else:
            self._show()

    # ---- keeping ----------------------------------------------------------------------------------

    def _typed(self) -> None:
        self.unsaved = True
        if not self._soon.isActive():
            self._soon.start()

    def save(self) -> bool:
        """Write where the interview stands; whether it is on disk. What is wrong is told once, then tried again."""
        if self.interview is None:
            return True
        self._soon.stop()
        self._tick()
        try:
            self._desk.progress.interviews.save(
                self.interview.id,
                self.clock.elapsed_ms,
                PHASES[self.phase].name,
                self.notes.toPlainText(),
                paused=self.clock.paused,
            )
        except ByHeartError as problem:
            self.unsaved = True
            if str(problem) != self.failed:
                self._desk.trouble(str(problem))
            self.failed = str(problem)
            return False
        self.unsaved = False
        self.failed = ""
        self._saved_at = self.clock.elapsed_ms
        return True

    def hideEvent(self, event: QHideEvent) -> None:
        """Behind another page, or in a closed window, the clock waits; in a minimised window it runs on."""
        super().hideEvent(event)
        if self.interview is not None and not event.spontaneous():
            self.clock = self.clock.pause(self._desk.now())
            self._beat.stop()
            self.save()

    def showEvent(self, event: QShowEvent) -> None:
        """In front again."""
        super().showEvent(event)
        if self.interview is not None and not event.spontaneous():
            self._beat.start()
            self._show()

    # ---- showing ----------------------------------------------------------------------------------

    def _show(self) -> None:
        if self.interview is None:
            return
        minutes, elapsed = self.interview.minutes, self.clock.elapsed_ms
        said = nudge(minutes, self.phase, elapsed)
        self.strip.say(minutes, self.phase, elapsed)
        self.time.setText(digits(elapsed))
        self.of.setText(f"of {minutes}:00")
        self.time.setAccessibleName(f"{digits(elapsed)} of {minutes} minutes")
        if self.clock.paused:
            self.said.setText("Paused: the clock waits for you.")
            self.said.tint("warn")
        else:
            self.said.setText(said.words)
            self.said.tint(_COLOURS[said.urgency])
            self._nudge(said)
        self.time.tint("muted" if self.clock.paused else "bad" if elapsed >= ends(minutes)[-1] else "text")
        self.aim.setText(PHASES[self.phase].aim)
        self.pause_button.setText("Go &on" if self.clock.paused else "&Pause")
        self.pause_button.setAccessibleName(self.pause_button.text().replace("&", ""))
        last = self.phase + 1 == len(PHASES)
        self.next_button.setEnabled(not last)
        # What one does next: let the clock go on, move on, or finish.
        mark_primary(self.pause_button, primary=self.clock.paused)
        mark_primary(self.next_button, primary=not last and not self.clock.paused)
        mark_primary(self.finish_button, primary=last and not self.clock.paused)
        self.back_button.setEnabled(self.phase > 0)
        self.state.setText("Not saved!" if self.failed else "")

    def _nudge(self, said: Nudge) -> None:
        if self._told != (self.phase, said.urgency):
            self._told = self.phase, said.urgency
            self._announce(said.words)

    def _announce(self, words: str) -> None:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.said, words))
