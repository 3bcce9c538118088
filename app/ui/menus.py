"""The menus of the window, made from the table of actions."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup

from app.ui import actions

if TYPE_CHECKING:
    from app.ui.window import MainWindow


class Menus:
    """File, Review, Go, View and Help."""

    def __init__(self, window: MainWindow) -> None:
        def act(name: str, call: Callable[[], object]) -> QAction:
            return actions.make(name, window, call, whole_window=True)

        self._window = window
        bar, review = window.menuBar(), window.review
        self.undo = act("undo", window.undo)
        self.redo = act("redo", window.redo)
        menu = bar.addMenu("&File")
        menu.addAction(act("import-csv", self._import_table))
        menu.addAction(act("reload", window.reload))
        menu.addSeparator()
        menu.addAction(act("quit", window.close))
        menu = self._review = bar.addMenu("&Review")
        menu.addAction(window.today.start_action)
        menu.addAction(review.reveal_action)
        menu.addActions(review.grade_actions)
        self._below_grades = menu.addSeparator()
        menu.addActions([review.why_action, review.sheet_action, review.suspend_action, review.bury_action])
        menu.addSeparator()
        menu.addActions([self.undo, self.redo])
        menu.addSeparator()
        menu.addAction(act("suspended", window.show_suspended))
        menu = bar.addMenu("&Go")
        menu.addAction(act("today", window.leave))
        menu.addSeparator()
        for place in window.places:
            menu.addAction(act(f"go-{place.name}", partial(window.go, place.name)))
        menu = bar.addMenu("&View")
        menu.addAction(act("larger", lambda: window.resize_text(1)))
        menu.addAction(act("smaller", lambda: window.resize_text(-1)))
        menu.addAction(act("normal", lambda: window.set_text_size(100)))
        menu.addSeparator()
        group = QActionGroup(window)
        self._themes: dict[str, QAction] = {}
        for choice in ("system", "light", "dark"):
            action = self._themes[choice] = act(f"theme-{choice}", partial(window.choose_theme, choice))
            action.setCheckable(True)
            group.addAction(action)
            menu.addAction(action)
        self.mark_theme(window.settings.theme)
        menu = bar.addMenu("&Help")
        menu.addAction(act("keys", window.show_keys))
        menu.addAction(act("about", window.show_about))

    def _import_table(self) -> None:
        # Imported here: few import a table.
        from app.ui.write_ask import which_table

        file = which_table(self._window) if self._window.study is not None else None
        if file is not None:
            self._window.go("write", file=str(file))

    def mark_theme(self, choice: str) -> None:
        """The theme that holds."""
        self._themes[choice].setChecked(True)

    def renew_grades(self) -> None:
        """The review page has made its grades anew."""
        self._review.insertActions(self._below_grades, self._window.review.grade_actions)

    def offer(self) -> None:
        """The menu is there on every page: what would act on a card nobody sees is switched off."""
        window, review = self._window, self._window.review
        front = window.pages.currentWidget()
        of_a_card = (review.reveal_action, review.suspend_action, review.bury_action, review.why_action)
        for action in (*of_a_card, review.sheet_action, *review.grade_actions):
            action.setEnabled(front is review)
        window.today.start_action.setEnabled(front is window.today)
