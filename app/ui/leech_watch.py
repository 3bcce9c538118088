"""Looks out for leeches: after each grade for a new one, on Today for how many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import ByHeartError
from app.leeches import becomes_leech, count_leeches
from app.study import Face
from app.ui.page import Desk
from app.ui.review import ReviewPage
from app.ui.today import TodayPage
from decks.card import note_id_of
from decks.markup import plain

if TYPE_CHECKING:
    from app.ui.leeches import LeechNotice

# Counting looks at every card, which the first card need not wait for.
PAUSE_MS = 300


class LeechWatch(QWidget):
    """The place of the notice above the pages; empty, and no higher than nothing, until there is a leech."""

    def __init__(self, desk: Desk, review: ReviewPage, today: TodayPage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._review = review
        self._today = today
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.notice: LeechNotice | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._count)
        review.graded.connect(self._look)
        today.leeches_wanted.connect(lambda: desk.go("browse", query="is:leech"))
        self.hide()

    # ---- how many ---------------------------------------------------------------------------------

    def count_soon(self) -> None:
        """Today is shown: tell there how many leeches there are."""
        self._pause.start()

    def stop(self) -> None:
        """The window closes: count no more."""
        self._pause.stop()

    def _count(self) -> None:
        if not self._today.isVisible():
            return
        library, path, lapses = self._desk.study.library, self._desk.progress.path, self._desk.settings.leech_lapses

        def count() -> int:
            # Imported here: the window is up before storage is.
            from app.storage.leeches import read_leeches

            return count_leeches(library, read_leeches(path, lapses))

        self._desk.tasks.start(lambda _task: count(), self._today.say_leeches, self._desk.tell)

    # ---- a new one --------------------------------------------------------------------------------

    def _look(self, face: Face) -> None:
        memory = self._desk.progress.memory(face.card_id)
        if memory is None or not becomes_leech(face.memory, memory, self._desk.settings.leech_lapses):
            return
        if self.notice is None:
            # Imported here: rare, by the nature of the thing.
            from app.ui.leeches import LeechNotice

            self.notice = LeechNotice(self._desk.theme, self)
            self.notice.rewrite.connect(lambda card_id: self._desk.go("write", note_id=note_id_of(card_id)))
            self.notice.suspend.connect(self._suspend)
            self.notice.closed.connect(self.hide)
            self._column.addWidget(self.notice)
        self.notice.say(face.card_id, plain(face.note.question), memory.lapses)
        self.show()

    def forget(self) -> None:
        """The grade was undone, and with it what was said."""
        self.hide()

    def _suspend(self, card_id: str) -> None:
        study = self._desk.study
        try:
            study.suspend(card_id)
        except ByHeartError as problem:
            self._desk.tell(problem)
            return
        self._desk.say("Suspended. Ctrl+Z brings the card back.")
        self._desk.touched.emit()
        if self._review.isVisible():
            self._review.go_on_with(study)
        elif self._today.isVisible():
            self._today.say(study.overview())
