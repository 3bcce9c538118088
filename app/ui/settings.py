"""The page of settings: each works at once, has a default to go back to, and is found as one types."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QDate, QLocale, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QSystemTrayIcon, QVBoxLayout, QWidget

from app.settings import RULES, Settings
from app.ui import actions
from app.ui.blocks import Frame, Words
from app.ui.fields import Choice, ClockTime, Field, Folder, Folders, Number, Switch, Text, breakable
from app.ui.key_editor import KeyEditor
from app.ui.page import Desk, Page
from app.ui.setting_row import SettingRow

DEFAULT = Settings()
THEMES = (("system", "As the desktop"), ("light", "Light"), ("dark", "Dark"))
ORDERS = (("mixed", "Lessons mixed"), ("course", "As in the course"))


class SettingsPage(Page):
    """Search, then sections of rows; the keys last."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        theme = desk.theme
        said = f"Each works at once. They are kept in {breakable(desk.paths.settings)}."
        self.frame = Frame(theme, "Settings", said, self, 900)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.frame)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("Find a setting or a key")
        self.search.setAccessibleName("Find a setting")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _text: self.filter())
        self.frame.add(self.search)
        self.nothing = Words(theme, "No setting has these words.", colour="muted")
        self.nothing.hide()
        self.frame.add(self.nothing)
        self.rows: dict[str, SettingRow] = {}
        self._sections: list[tuple[Words, list[SettingRow]]] = []
        self._zones_asked = False
        self._build()
        self.keys_heading = self._heading("Keys")
        self.keys = KeyEditor(desk, self)
        self.keys.waiting.connect(lambda: QTimer.singleShot(0, self, self._bring_keys))
        self.frame.add(self.keys)
        self.frame.column.addStretch(1)
        actions.make("settings-find", self, self.focus_search)
        desk.settings_changed.connect(lambda _settings: self.show_settings())
        self.show_settings()

    # ---- building ---------------------------------------------------------------------------------

    def _build(self) -> None:
        theme, desk = self.desk.theme, self.desk
        self._section("Reviewing")
        self._row(
            "new_per_day",
            "New cards a day",
            "How many cards you have not met yet are asked on one day. They cost reviews on the days after.",
            Number("New cards a day", 0, 9999),
            "limit daily",
        )
        self._row(
            "reviews_per_day",
            "Reviews a day",
            "The most cards that are due; what is left waits for the next day.",
            Number("Reviews a day", 0, 9999, switch="At most", start=200),
            "limit daily maximum",
        )
        self._row(
            "order",
            "Order",
            "Mixed lessons are harder, and remembered better.",
            Choice("Order", ORDERS),
            "interleave course",
        )
        self._row(
            "six_grades",
            "Grades",
            "Four buttons, or all six grades of SM-2 with the keys 0 to 5.",
            Switch("Show all six grades", "Show all six"),
            "buttons quality",
        )
        self._row(
            "answer_box",
            "Typed answers",
            "A box to write your answer in before the card's is shown beside it.",
            Switch("Type the answer", "Type the answer"),
            "write box",
        )
        self._row(
            "timer",
            "Time on a card",
            "Show the seconds since the question was asked.",
            Switch("Show the time on a card", "Show it"),
            "timer clock seconds",
        )
        self._row(
            "leech_lapses",
            "Leeches",
            "How often a card must have been forgotten to be pointed out as one to rewrite, split or suspend.",
            Number("Leeches: times forgotten", 1, 99, suffix=" times"),
            "lapses forgotten",
        )
        self._section("Looks")
        self._row("theme", "Theme", "Light, dark, or whatever the desktop is.", Choice("Theme", THEMES), "dark light")
        self._row(
            "text_size",
            "Text size",
            "Of everything in the window, from 80 to 200 per cent.",
            Number("Text size", 80, 200, step=10, suffix=" %"),
            "font zoom larger smaller",
        )
        self._section("Decks and backups")
        self._row(
            "deck_folders",
            "Deck folders",
            f"Folders of Markdown decks beside your own in {breakable(desk.paths.decks)}. They are watched for "
            "changes, and cards in them that have no id are given one, written into their file.",
            Folders(theme, "Deck folders"),
            "library path",
        )
        self._row(
            "backup_folder",
            "Backup folder",
            "The progress is copied there once a day. Backups made before stay where they are.",
            Folder(theme, "Backup folder", desk.paths.backups),
            "copy restore path",
        )
        self._section("Language and time")
        at = QLocale.system().toString(QDate(2026, 3, 2), QLocale.FormatType.LongFormat)
        dates = (("english", "English"), ("system", "As the system: " + at))
        self._row("dates", "Dates", "The language of days in the window.", Choice("Dates", dates), "language locale")
        hours = tuple((hour, f"{hour:02d}:00") for hour in range(24))
        self._row(
            "rollover_hour",
            "A new day begins at",
            "Reviews before that hour count for the day before.",
            Choice("A new day begins at", hours),
            "roll-over rollover midnight hour study day",
        )
        self._row(
            "time_zone",
            "Time zone",
            "A name such as Europe/Berlin; without one, the system's.",
            Text("Time zone", "The system's"),
            "timezone region travel",
        )
        tray = "" if QSystemTrayIcon.isSystemTrayAvailable() else " This desktop has no tray: none will come."
        self._row(
            "reminder",
            "Reminder",
            f"A message from the tray when cards wait at that time, while By Heart runs.{tray}",
            ClockTime("Reminder", "Remind at", "18:00"),
            "tray notification daily hour",
        )

    def _heading(self, title: str) -> Words:
        # The space above is its own, so that both go when a search hides it.
        made = Words(self.desk.theme, title, 1.15, strong=True)
        made.setContentsMargins(0, 14, 0, 0)
        self.frame.add(made)
        return made

    def _section(self, title: str) -> None:
        self._sections.append((self._heading(title), []))

    def _row(self, name: str, label: str, help: str, field: Field, words: str = "") -> None:
        heading, rows = self._sections[-1]
        default = _words_of(name, getattr(DEFAULT, name))
        row = SettingRow(
            self.desk.theme, label, help, field, default, partial(self._reset, name), f"{heading.text()} {name} {words}"
        )
        field.chosen.connect(partial(self._choose, name))
        self.rows[name] = row
        rows.append(row)
        self.frame.add(row)

    # ---- what the window calls --------------------------------------------------------------------

    def enter(self, find: str = "", **_: Any) -> None:
        """Show the settings; with words, those that have them."""
        if find:
            self.search.setText(find)
        self._ask_zones()
        self.show_settings()
        self.focus_search()

    def refresh(self) -> None:
        """Only values may have changed."""
        self.show_settings()

    def may_leave(self) -> bool:
        """What was typed and not taken yet counts; nothing is asked."""
        for row in self.rows.values():
            row.field.flush()
        return True

    def step_back(self) -> bool:
        """Esc empties the search first."""
        if not self.search.text():
            return False
        self.search.clear()
        return True

    # ---- showing ----------------------------------------------------------------------------------

    def focus_search(self) -> None:
        """To the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def show_settings(self) -> None:
        """Show what holds now."""
        for name, row in self.rows.items():
            value = getattr(self.desk.settings, name)
            row.say(value, differs=value != getattr(DEFAULT, name))
        self.keys.refresh()

    def filter(self) -> None:
        """Show the settings, and the keys, that have all the words of the search."""
        words = self.search.text().casefold().split()
        found = False
        for heading, rows in self._sections:
            shown = 0
            for row in rows:
                fits = all(word in row.text for word in words)
                row.setVisible(fits)
                shown += fits
            heading.setVisible(shown > 0)
            found = found or shown > 0
        own = all(word in "keys shortcuts keyboard" for word in words)
        keys = self.keys.filter([] if own else words)
        self.keys_heading.setVisible(keys)
        self.keys.setVisible(keys)
        self.nothing.setVisible(not found and not keys)

    def _ask_zones(self) -> None:
        if self._zones_asked:
            return
        self._zones_asked = True
        zone = self.rows["time_zone"].field
        assert isinstance(zone, Text)
        self.desk.tasks.start(lambda _task: _zones(), zone.complete, self.desk.tell)

    def _bring_keys(self) -> None:
        # They are last on the page: what is pressed, and what it is for, come into one view.
        self.frame.area.verticalScrollBar().setValue(self.frame.area.verticalScrollBar().maximum())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list of keys is never higher than the window."""
        super().resizeEvent(event)
        self.keys.keep_to(self.height())

    # ---- changing ---------------------------------------------------------------------------------

    def _choose(self, name: str, value: Any) -> None:
        if value is not None and not RULES[name].allows(value):
            self.rows[name].refuse(f"“{value}” cannot be: choose {RULES[name].words}.")
            return
        if name == "deck_folders" and (wide := next((each for each in value if _holds_everything(each)), None)):
            self.rows[name].refuse(f"{wide} holds more than decks, and ids are written into them: choose one below it.")
            return
        self._change(name, value)

    def _reset(self, name: str) -> None:
        self._change(name, getattr(DEFAULT, name))

    def _change(self, name: str, value: Any) -> None:
        if value == getattr(self.desk.settings, name):
            self.show_settings()
            return
        self.desk.change(replace(self.desk.settings, **{name: value}))


def _holds_everything(folder: str) -> bool:
    """Whether it is the user's home, or above it: too much to read, and not all of it decks."""
    path = Path(folder).expanduser()
    return path == Path.home() or path in Path.home().parents


def _zones() -> list[str]:
    # Imported here: looks through hundreds of files.
    from zoneinfo import available_timezones

    return sorted(available_timezones())


_WORDS: dict[str, Callable[[Any], str]] = {
    "theme": dict(THEMES).__getitem__,
    "order": dict(ORDERS).__getitem__,
    "text_size": lambda value: f"{value} %",
    "rollover_hour": lambda value: f"{value:02d}:00",
    "dates": lambda value: "English",
    "time_zone": lambda value: "the system's",
    "reviews_per_day": lambda value: "no limit",
    "backup_folder": lambda value: "the data folder",
    "deck_folders": lambda value: "none",
    "reminder": lambda value: "none",
}


def _words_of(name: str, value: Any) -> str:
    """What the default of a setting is called."""
    if name in _WORDS:
        return _WORDS[name](value)
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)
