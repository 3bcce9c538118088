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
    Spec("open-sheet", "&Open its sheet", ("O",), "Review", "The cheat-sheet of the card's lesson; Esc comes back."),
    Spec("why", "&Why this card today", ("W",), "Review", "What the scheduler knows of the card."),
    Spec(
        "undo",
        "&Undo",
        ("Ctrl+Z",),
        "Window",
        "Take back the last grade, suspend or bury, also after a restart.",
    ),
    Spec("redo", "&Redo", ("Ctrl+Shift+Z", "Ctrl+Y"), "Window", "Do again what was undone."),
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
    Spec("sheet-find", "&Find on the page", ("Ctrl+F", "/"), "Sheets", "Enter goes on to the next place."),
    Spec("sheet-larger", "&Larger", ("+", "="), "Sheets"),
    Spec("sheet-smaller", "S&maller", ("-",), "Sheets"),
    Spec("sheet-width", "Fit the &width", ("W",), "Sheets"),
    Spec("sheet-page", "Fit the &page", ("P",), "Sheets"),
    Spec("sheet-next-box", "&Next box", ("]",), "Sheets", "Enter then shows the cards of the box."),
    Spec("sheet-previous-box", "P&revious box", ("[",), "Sheets"),
    Spec("sheet-print", "&Print", ("Ctrl+P",), "Sheets"),
    Spec("sheet-save", "&Save as PDF", ("Ctrl+S",), "Sheets"),
    Spec("write-package", "&Write the package", ("Ctrl+S",), "Anki", "Write what the preflight shows."),
    Spec("read-package", "&Read a package", ("Ctrl+O",), "Anki", "Take reviews, or another deck, from Anki."),
    Spec("find", "&Find", ("/", "Ctrl+F"), "Browse", "To the search field; what one types there is found at once."),
    Spec("browse-edit", "&Edit", ("E", "Return"), "Browse", "Change the text of the card."),
    Spec("browse-suspend", "&Suspend or bring back", ("S",), "Browse", "Take the selected cards out, or back in."),
    Spec("browse-bury", "&Bury", ("B",), "Browse", "Put the selected cards off until tomorrow, or dig them out."),
    Spec("browse-reschedule", "Re&schedule\u2026", ("D",), "Browse", "Choose the day on which they are due."),
    Spec("browse-forget", "&Forget", ("N",), "Browse", "Make them new again; what was reviewed stays in the log."),
    Spec("browse-tag", "&Tag\u2026", ("T",), "Browse", "Put a tag of your own on them, or take it off."),
    Spec("browse-anki", "E&xport to Anki", ("X",), "Browse", "Make a package of the selected cards."),
    Spec("browse-sheet", "Make a s&heet", ("H",), "Browse", "Print the selected cards on a page."),
    Spec("browse-sort", "S&ort by\u2026", ("O",), "Browse", "Choose the order, also by columns there is no room for."),
    Spec("browse-save", "Sa&ve search\u2026", ("Ctrl+S",), "Browse", "Keep what is in the search field, under a name."),
    Spec("interview-start", "&Start", ("Return",), "Interview", "Begin with the chosen prompt; the clock starts."),
    Spec("interview-draw", "Dra&w a prompt", ("Ctrl+L",), "Interview", "By lot, from those you did least often."),
    Spec("interview-history", "&History", ("Ctrl+H",), "Interview", "Past interviews, and how you score over time."),
    Spec("interview-next", "&Next", ("Ctrl+Return",), "Interview", "To the next phase, or the next step of scoring."),
    Spec("interview-back", "&Back", ("Ctrl+Shift+Return",), "Interview", "To the phase or the step before."),
    Spec("interview-pause", "&Pause or go on", ("Ctrl+P",), "Interview", "Stop the clock, or let it go on."),
    Spec("interview-finish", "&Finish", ("Ctrl+Shift+E",), "Interview", "Stop the clock for good, and score."),
    Spec("interview-tick", "&Tick the marked point", ("Space",), "Interview", "Up and Down mark a point."),
    Spec("interview-level", "Choose a &level", ("1 to 4",), "Interview", "For the dimension you are at."),
    Spec("interview-open", "&Open", ("Return",), "Past interviews", "Read the marked interview again."),
    Spec("interview-score", "S&core", ("Ctrl+Return",), "Past interviews", "Score it, or score it anew."),
    Spec("interview-markdown", "Save as &Markdown\u2026", ("Ctrl+S",), "Past interviews"),
    Spec("interview-pdf", "Save as &PDF\u2026", ("Ctrl+Shift+S",), "Past interviews"),
    Spec("interview-delete", "&Delete", ("Del",), "Past interviews", "Take it out of the history."),
    Spec("course-open", "&Open", ("Return",), "Course", "Open or close a part; go to what a lesson holds."),
    Spec("course-review", "&Review now", ("R",), "Course", "Review the cards of this lesson or part."),
    Spec("course-quiz", "&Quiz", ("Q",), "Course", "Ten questions of this lesson or part."),
    Spec("course-cards", "&Cards", ("C",), "Course", "See the cards in Browse."),
    Spec("task-folder", "&Choose a folder\u2026", ("Ctrl+O",), "Code task", "The task is written there."),
    Spec("task-open", "O&pen the folder", ("Ctrl+E",), "Code task", "In the file manager, to edit it from there."),
    Spec("task-run", "&Run the tests", ("Ctrl+Return",), "Code task", "In a process of their own, with limits."),
    Spec("quiz-start", "&Start", ("Return",), "Quiz", "Up to ten questions of the ticked lessons."),
    Spec("quiz-option", "Choose an &option", ("A to H",), "Quiz", "Or 1 to 8."),
    Spec("quiz-next", "&Next question", ("Space", "Return"), "Quiz"),
    Spec("quiz-queue", "Review the &misses today", ("R",), "Quiz", "Put what was answered wrong into the review."),
    Spec("quiz-again", "A&nother quiz", ("N",), "Quiz", "Of the same lessons."),
    Spec("settings-find", "&Find a setting", ("Ctrl+F", "/"), "Settings", "Only what fits is shown, as one types."),
    Spec("key-change", "&Press other keys", ("Return",), "Settings", "For the action marked in the list of keys."),
    Spec("key-none", "&No keys", ("Del",), "Settings", "Take the keys off the marked action."),
    Spec("key-reset", "&Reset the keys", ("Backspace",), "Settings", "Give the marked action its own keys again."),
    Spec("statistics-next", "&Next section", ("Ctrl+PgDown",), "Statistics"),
    Spec("statistics-previous", "&Previous section", ("Ctrl+PgUp",), "Statistics"),
    Spec("statistics-copy", "&Copy as CSV", ("C",), "Statistics", "Copy the figures of the chart one is at."),
    Spec("statistics-leeches", "&Leeches", ("L",), "Statistics", "Find the cards missed most in Browse."),
    Spec("help-find", "&Search the help", ("Ctrl+F", "/"), "Help", "Enter opens what is marked in the list."),
    Spec("help-back", "&Back", ("Alt+Left",), "Help", "To where the link was that was followed."),
    Spec("write-save", "&Save", ("Ctrl+S",), "Write", "Write the file; what was changed outside is merged in."),
    Spec("write-card", "New &card\u2026", ("Ctrl+Shift+N",), "Write", "Begin a card, or a box, below this one."),
    Spec("write-correct", "C&orrect this card", ("Ctrl+E",), "Write", "Make a copy of a bundled card, and change it."),
    Spec("write-reset", "&Back to the bundled card", (), "Write", "Delete your copy of it; its progress stays."),
    Spec("write-whole", "Show the &whole file", ("Ctrl+Shift+W",), "Write", "Instead of the one card."),
    Spec("write-new-deck", "New &deck\u2026", ("Ctrl+N",), "Write"),
    Spec("write-new-sheet", "New s&heet\u2026", ("Ctrl+Shift+H",), "Write"),
    Spec("write-import", "&Import CSV\u2026", ("Ctrl+O",), "Write", "Questions and answers from a table, CSV or TSV."),
    Spec("write-delete", "De&lete card", ("Ctrl+Shift+Del",), "Write", "Take the card at the cursor out of the text."),
    Spec("write-next-problem", "&Next problem", ("F8",), "Write", "Go to the next line that something is wrong with."),
    Spec("write-complete", "Co&mplete", ("Ctrl+Space",), "Write", "Lessons, tags, and the words of a heading."),
    Spec("write-files", "&Files", ("Ctrl+L",), "Write", "To the list of decks and sheets."),
    Spec("write-preview", "&Preview", ("Ctrl+P",), "Write", "To the preview, and back to the text."),
    Spec("copy", "&Copy", ("Ctrl+C",), "Window", "Copy the selected text of a card."),
    Spec("import-csv", "&Import CSV\u2026", (), "Window", "Make a deck of a table: questions and answers, CSV or TSV."),
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
    """Another action that has one of these keys where this one counts; nothing when there is none.

    Two actions that share a key in the table do so on purpose: only one of them counts at a time.
    """
    spec = BY_NAME[name]
    everywhere = {"Window", "Pages"}
    taken = _single(keys)
    for other in SPECS:
        together = other.group == spec.group or {other.group, spec.group} & everywhere
        shared = taken & _single(keys_of(other.name)) - (_single(spec.keys) & _single(other.keys))
        if other.name != name and together and shared:
            return other.text.replace("&", "")
    # All six grades have keys of their own, which no table of actions holds.
    in_review = spec.group in {"Review", *everywhere} and not name.startswith("grade-")
    return "One of the six grades" if in_review and taken & set(SIX_KEYS) else ""


def is_fixed(name: str) -> bool:
    """Whether the keys of an action go with what is on the page, as letters do with points, and cannot be others."""
    return any(" to " in key for key in BY_NAME[name].keys)


def _single(keys: tuple[str, ...]) -> set[str]:
    """Keys as Qt writes them, those of a range one by one."""
    found: set[str] = set()
    for key in keys:
        first, range_of, last = key.partition(" to ")
        if range_of:
            found.update(chr(code) for code in range(ord(first), ord(last) + 1))
        else:
            found.add(QKeySequence(key).toString())
    return found


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
