"""The buttons of the grades, four or all six, with their keys."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app import wording
from app.ui import actions
from app.ui.card_view import COLUMN_EM, margins_below
from app.ui.theme import Theme
from app.ui.widgets import RING, GradeButton
from scheduler.memory import Quality

SPACING = 8
GRADE_COLOURS = {0: "bad", 1: "bad", 2: "bad", 3: "warn", 4: "good", 5: "accent"}


class GradeRow(QWidget):
    """Calls `graded` with the grade of a button, or of its key anywhere on `page`."""

    def __init__(self, theme: Theme, page: QWidget, graded: Callable[[Quality], None]) -> None:
        super().__init__(page)
        self._theme = theme
        self._page = page
        self._graded = graded
        self.buttons: dict[Quality, GradeButton] = {}
        self.actions_made: list[QAction] = []
        self._line = QHBoxLayout(self)
        self._line.setSpacing(SPACING)
        theme.changed.connect(self._size)

    def build(self, *, six: bool) -> None:
        """Show the four buttons of every day, or all six grades of SM-2, whose keys are the grades themselves."""
        for widget in self.buttons.values():
            widget.deleteLater()
        for old in self.actions_made:
            self._page.removeAction(old)
            old.deleteLater()
        while self._line.count():
            self._line.takeAt(0)
        self.buttons = {}
        self.actions_made = []
        self._line.addStretch()
        for number, quality in enumerate(tuple(Quality) if six else wording.FOUR_GRADES):
            self._add(number, quality, six=six)
        self._line.addStretch()
        self._size()

    def _size(self) -> None:
        """Four buttons are as wide as the text of the card above; six of them are wider where there is room."""
        px = self._theme.card_scale.px
        left, right = margins_below(px, inset=RING)
        self._line.setContentsMargins(left, 10, right, 12)
        count = len(wording.FOUR_GRADES)
        widest = (px * COLUMN_EM + 2 * RING - (count - 1) * SPACING) / count
        for made in self.buttons.values():
            made.setMaximumWidth(round(widest))

    def fit(self) -> None:
        """Write on all buttons as large as there is room for on each."""
        shares = [made.shares() for made in self.buttons.values()]
        name, when = min(share for share, _ in shares), min(share for _, share in shares)
        for made in self.buttons.values():
            made.take_shares(name, when)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Buttons have other widths."""
        super().resizeEvent(event)
        self.fit()

    def _add(self, number: int, quality: Quality, *, six: bool) -> None:
        if six:
            key = actions.SIX_KEYS[number]
            action = QAction(wording.GRADE_NAMES[quality], self._page)
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda _checked=False: self._graded(quality))
            self._page.addAction(action)
        else:
            name = f"grade-{number + 1}"
            action = actions.make(name, self._page, lambda: self._graded(quality))
            key = next(iter(actions.keys_of(name)), "")
        self.actions_made.append(action)
        made = GradeButton(self._theme, wording.GRADE_NAMES[quality], key, GRADE_COLOURS[quality], self)
        made.clicked.connect(lambda _checked=False: self._graded(quality))
        self.buttons[quality] = made
        self._line.addWidget(made, 100)
