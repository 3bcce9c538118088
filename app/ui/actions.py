"""Every action of the window, declared once: its words, its key and where it counts.

Menus, shortcuts, tool tips and the page of keys (`?`) are all made from this table.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget


@dataclass(frozen=True, slots=True)
class Spec:
    """One action: `name` is what the program calls it, `text` what the reader reads."""

    name: str
    text: str
    keys: tuple[str, ...]
    group: str
    help: str = ""


SPECS = (
    Spec("start", "&Start reviewing", ("Return", "Space"), "Today", "Review what is due today."),
    Spec(
        "reveal",
        "Show &answer",
        ("Space", "Return"),
        "Review",
        "Reveal the answer; then accept the marked grade.",
    ),
    Spec("grade-1", "&Again", ("1",), "Review", "Not recalled: again today, then tomorrow."),
    Spec("grade-2", "&Hard", ("2",), "Review", "Recalled with serious difficulty."),
    Spec("grade-3", "&Good", ("3",), "Review", "Recalled after some thought."),
    Spec("grade-4", "&Easy", ("4",), "Review", "Recalled at once."),
    Spec(
        "letters",
        "Tick a point, or choose an option",
        ("A to L",),
        "Review",
        "The letter stands beside each point.",
    ),
    Spec("suspend", "&Suspend card", ("S", "Shift+S"), "Review", "Take the card out until you bring it back."),
    Spec("bury", "&Bury card", ("B", "Shift+B"), "Review", "Put the card off until tomorrow."),
    Spec("bring-back", "Bring &back", ("Return",), "Suspended cards", "Ask the chosen card again."),
    Spec("why", "&Why this card today", ("W",), "Review", "What the scheduler knows of the card."),
    Spec(
        "undo",
        "&Undo",
        ("Ctrl+Z",),
        "Review",
        "Take back the last grade, suspend or bury, also after a restart.",
    ),
    Spec("redo", "&Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "Review", "Do again what was undone."),
    Spec("suspended", "Suspen&ded cards\u2026", ("Ctrl+D",), "Window", "See them, and bring them back."),
    Spec("today", "&Today", ("Esc", "Ctrl+T"), "Window", "Leave the review; every grade is already saved."),
    Spec("go-today", "T&oday", ("Ctrl+1",), "Pages"),
    Spec("go-course", "&Course", ("Ctrl+2",), "Pages", "Parts and lessons, and how far each is known."),
    Spec("go-browse", "&Browse", ("Ctrl+3",), "Pages", "Find, look at and change any card."),
    Spec("go-write", "&Write", ("Ctrl+4",), "Pages", "Your own cards and sheets."),
    Spec("go-quiz", "&Quiz", ("Ctrl+5",), "Pages", "Ten questions to choose from."),
    Spec("go-interview", "&Interview", ("Ctrl+6",), "Pages", "A mock interview against the clock."),
    Spec("go-sheets", "&Sheets", ("Ctrl+7",), "Pages", "One page on the desk: read and print."),
    Spec("go-statistics", "S&tatistics", ("Ctrl+8",), "Pages", "How it goes."),
    Spec("go-anki", "&Anki", ("Ctrl+9",), "Pages", "To the phone and back."),
    Spec("go-settings", "Se&ttings", ("Ctrl+,",), "Pages"),
    Spec("go-help", "&Help", ("F1",), "Pages"),
    Spec("write-package", "&Write the package", ("Ctrl+S",), "Anki", "Write what the preflight shows."),
    Spec("read-package", "&Read a package", ("Ctrl+O",), "Anki", "Take reviews, or another deck, from Anki."),
    Spec("copy", "&Copy", ("Ctrl+C",), "Window", "Copy the selected text of a card."),
    Spec("larger", "&Larger text", ("Ctrl++", "Ctrl+="), "Window"),
    Spec("smaller", "S&maller text", ("Ctrl+-",), "Window"),
    Spec("normal", "&Normal text size", ("Ctrl+0",), "Window"),
    Spec("theme-system", "&Follow the desktop", (), "Window"),
    Spec("theme-light", "&Light", (), "Window"),
    Spec("theme-dark", "&Dark", (), "Window"),
    Spec("keys", "&Keys", ("?",), "Window", "Show this list."),
    Spec("reload", "Read the decks &again", ("F5", "Ctrl+R"), "Window", "Take in what was edited outside."),
    Spec("about", "&About By Heart", (), "Window"),
    Spec("quit", "&Quit", ("Ctrl+Q",), "Window"),
)

BY_NAME = {spec.name: spec for spec in SPECS}

# The reader's own keys, and the actions made so far, which follow when those change.
_own: dict[str, tuple[str, ...]] = {}
_made: list[tuple[str, weakref.ref[QAction]]] = []


def keys_of(name: str) -> tuple[str, ...]:
    """The keys of an action: the reader's own, else those of the table."""
    return _own.get(name, BY_NAME[name].keys)


def use_keys(own: Mapping[str, tuple[str, ...]]) -> None:
    """Let actions have the reader's own keys from now on; the names of actions that there are not mean nothing."""
    _own.clear()
    _own.update({name: keys for name, keys in own.items() if name in BY_NAME})
    _made[:] = [(name, made) for name, made in _made if made() is not None]
    for name, made in _made:
        action = made()
        if action is not None and shiboken6.isValid(action):
            action.setShortcuts(_sequences(name))


def clash(name: str, keys: tuple[str, ...]) -> str:
    """Another action that has one of these keys where this one counts; nothing when there is none."""
    everywhere = {"Window", "Pages"}
    group = BY_NAME[name].group
    taken = {QKeySequence(key).toString() for key in keys}
    for other in SPECS:
        together = other.group == group or {other.group, group} & everywhere
        if other.name != name and together and taken & {QKeySequence(key).toString() for key in keys_of(other.name)}:
            return other.text.replace("&", "")
    return ""


def _sequences(name: str) -> list[QKeySequence]:
    keys = keys_of(name)
    # "Return" is the large key; the one of the number pad has a name of its own.
    return [QKeySequence(key) for key in (*keys, *(("Enter",) if "Return" in keys else ()))]

# With all six grades of SM-2 on the buttons, the keys are the grades themselves.
SIX_KEYS = ("0", "1", "2", "3", "4", "5")


def make(name: str, owner: QWidget, call: Callable[[], object], *, whole_window: bool = False) -> QAction:
    """The action of that name, added to its owner; its keys count only there unless it is the whole window's."""
    spec = BY_NAME[name]
    action = QAction(spec.text, owner)
    action.setObjectName(name)
    action.setShortcuts(_sequences(name))
    _made.append((name, weakref.ref(action)))
    if spec.help:
        action.setStatusTip(spec.help)
        action.setToolTip(spec.help)
    if not whole_window:
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    action.triggered.connect(lambda _checked=False: call())
    owner.addAction(action)
    return action
