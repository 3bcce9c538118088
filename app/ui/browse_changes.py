"""What can be done to the selected cards, each as one step of undo."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app import wording
from app.errors import ByHeartError
from app.find.cards import SUSPENDED, Standings
from app.ui.browse_source import FEW, Source
from app.ui.page import Desk

Selected = Callable[[], tuple[str, ...]]


class Changes:
    """The actions; `selected` tells the card ids they are for."""

    def __init__(self, desk: Desk, source: Source, selected: Selected, owner: QWidget) -> None:
        self._desk = desk
        self._source = source
        self._selected = selected
        self._owner = owner

    def suspend(self) -> None:
        """Take the selected cards out; when all are out, bring them back."""
        progress = self._desk.progress
        if self._on_all(lambda standings, row: bool(standings.flags[row] & SUSPENDED)):
            self._do(lambda ids: progress.suspend_many(ids, False), "Brought back", "Nothing was suspended.")
        else:
            self._do(lambda ids: progress.suspend_many(ids, True), "Suspended", "They already were suspended.")

    def bury(self) -> None:
        """Put the selected cards off until tomorrow; when all are, dig them out."""
        progress, today = self._desk.progress, self._desk.study.day
        if self._on_all(lambda standings, row: standings.buried[row] > today):
            self._do(lambda ids: progress.bury_many(ids, None), "Dug out", "Nothing was buried.")
        else:
            self._do(lambda ids: progress.bury_many(ids, today + 1), "Buried", "They already were buried.")

    def reschedule(self) -> None:
        """Ask for a day, and make the selected cards due on it."""
        # Imported here, as below: the questions are asked rarely.
        from app.ui.browse_ask import ask, day_of, due_sentence

        ids, today = self._selected(), self._desk.study.day
        if not ids:
            return
        question = f"When is {_these(ids)} due? Write the days from today, or a date."
        answer = ask(
            self._desk.theme, question, "Reschedule", lambda text: due_sentence(text, today), self._owner, answer="1"
        )
        if answer is not None:
            day = day_of(answer, today)
            self._do(
                lambda ids: self._desk.progress.reschedule(ids, day),
                "Rescheduled",
                "They were due on that day already.",
            )

    def forget(self) -> None:
        """Make the selected cards new; their log stays."""
        self._do(self._desk.progress.forget, "Made new again", "They are new already.")

    def tag(self) -> None:
        """Ask for a tag; put it on the selected cards, or take it off when all have it."""
        from app.ui.browse_ask import ask, tag_of

        ids, finder = self._selected(), self._source.finder
        if not ids or finder is None:
            return

        def has_all(slug: str) -> bool:
            return self._on_all(lambda standings, row: row in standings.tags.get(slug, ()))

        def reads(text: str) -> str:
            slug = tag_of(text)
            return f"Takes `{slug}` off again." if has_all(slug) else f"Puts `{slug}` on."

        known = finder.standings.tags
        answer = ask(self._desk.theme, f"Which tag for {_these(ids)}?", "Tag", reads, self._owner, known=known)
        if answer is not None:
            slug = tag_of(answer)
            off = has_all(slug)
            self._do(
                lambda ids: self._desk.progress.tag(ids, slug, not off),
                "Untagged" if off else "Tagged",
                "They have that tag already.",
                tags=True,
            )

    def go(self, page: str) -> None:
        """To another page with the selected cards."""
        ids = self._selected()
        if ids:
            self._desk.go(page, card_ids=ids)

    def _on_all(self, holds: Callable[[Standings, int], bool]) -> bool:
        finder = self._source.finder
        if finder is None:
            return False
        return all(holds(finder.standings, finder.cards.row_of[card_id]) for card_id in self._selected())

    def _do(self, act: Callable[[tuple[str, ...]], int], said: str, nothing: str, *, tags: bool = False) -> None:
        ids = self._selected()
        if not ids:
            return

        def done(changed: int) -> None:
            if not changed:
                self._desk.say(nothing)
                return
            self._desk.say(f"{said}: {wording.count(changed, 'card')}. Ctrl+Z takes it back.")
            self._desk.touched.emit()
            if tags:
                self._source.read()
            else:
                self._source.look_again(ids)

        if len(ids) > FEW:
            # 10,000 cards take a fifth of a second.
            self._desk.tasks.start(lambda _task: act(ids), done, self._desk.tell)
            return
        try:
            done(act(ids))
        except ByHeartError as problem:
            self._desk.tell(problem)


def _these(ids: tuple[str, ...]) -> str:
    return "this card" if len(ids) == 1 else f"each of these {len(ids):,} cards"
