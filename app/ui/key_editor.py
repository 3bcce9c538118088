"""The list of actions with their keys, and how to give an action others: mark it, press Enter, press the keys."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QKeyCombination, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QGridLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.ui import actions
from app.ui.blocks import Words, button
from app.ui.page import Desk
from app.ui.widgets import SlimScrollBar, scaled

_MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr)


def written(event: QKeyEvent) -> str:
    """The keys of a key press as actions have them, such as `Ctrl+Shift+Z` or `?`; empty for a modifier alone."""
    key = Qt.Key(event.key())
    if key in _MODIFIERS or key == Qt.Key.Key_unknown:
        return ""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    text = event.text()
    # Shift that only reaches a sign, as in "?", is part of the sign.
    if text and text[0].isprintable() and not text[0].isalnum() and not text[0].isspace():
        modifiers &= ~Qt.KeyboardModifier.ShiftModifier
    if key == Qt.Key.Key_Enter:
        key = Qt.Key.Key_Return
    return QKeySequence(QKeyCombination(modifiers, key)).toString(QKeySequence.SequenceFormat.PortableText)


def spoken(keys: tuple[str, ...]) -> str:
    """Keys as a reader knows them."""
    return " or ".join(key.replace("Return", "Enter") for key in keys)


class KeyCatcher(QLineEdit):
    """Takes the next keys that are pressed, whatever they do elsewhere."""

    caught = Signal(str)
    left = Signal()
    """Esc, or the focus went elsewhere: nothing was pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setAccessibleName("Keys to press")
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def event(self, event: QEvent) -> bool:
        """Shortcuts wait, and so does Tab's way to the next control."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            self._take(event)
            return True
        return super().event(event)

    def _take(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) or (
            event.key() == Qt.Key.Key_Escape and not event.modifiers()
        ):
            self.left.emit()
            return
        keys = written(event)
        if keys:
            self.caught.emit(keys)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Whoever goes elsewhere has changed their mind."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()


class KeyEditor(QWidget):
    """A tree of all actions by group, and buttons for the one that is marked."""

    waiting = Signal()
    """The next keys that are pressed will be taken."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._items: dict[str, QTreeWidgetItem] = {}
        self._adding = False
        self._columns = 0
        self._room = 10_000
        theme = desk.theme
        self.tree = QTreeWidget(self)
        self.tree.setAccessibleName("Actions and their keys")
        # The scroll bar would otherwise cover the round corners.
        self.tree.setStyleSheet("QTreeWidget { padding: 2px; }")
        self.tree.setColumnCount(2)
        self.tree.setHeaderLabels(["Action", "Keys"])
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.tree.header().setStretchLastSection(False)
        self.tree.setUniformRowHeights(True)
        self.tree.setVerticalScrollBar(SlimScrollBar(Qt.Orientation.Vertical, self.tree))
        self.tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.tree.currentItemChanged.connect(lambda *_: self._offer())
        self.tree.itemDoubleClicked.connect(lambda *_: self.change())
        self.said = Words(theme, "", colour="muted")
        self.catcher = KeyCatcher(self)
        self.catcher.caught.connect(self._caught)
        self.catcher.left.connect(self._leave)
        self.catcher.hide()
        self.change_button = button("Press &other keys", self.change, self, help="Enter")
        self.add_button = button("Add keys", self.add, self)
        self.none_button = button("No keys", self.take_off, self, help="Del")
        self.reset_button = button("Reset", self.reset, self, help="Backspace")
        self.all_button = button("Reset all keys", self.reset_all, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.tree)
        column.addWidget(self.said)
        column.addWidget(self.catcher)
        self._grid = QGridLayout()
        self._grid.setSpacing(8)
        self._grid.setColumnStretch(len(self._buttons()), 1)
        column.addLayout(self._grid)
        self._place_buttons()
        actions.make("key-change", self.tree, self.change)
        actions.make("key-none", self.tree, self.take_off)
        actions.make("key-reset", self.tree, self.reset)
        self._fill()
        theme.changed.connect(self._size)
        self._size()

    def _fill(self) -> None:
        for group in dict.fromkeys(spec.group for spec in actions.SPECS):
            heading = QTreeWidgetItem(self.tree, [group])
            heading.setFlags(Qt.ItemFlag.ItemIsEnabled)
            for spec in actions.SPECS:
                if spec.group == group:
                    item = QTreeWidgetItem(heading, [spec.text.replace("&", "").rstrip("…"), ""])
                    item.setData(0, Qt.ItemDataRole.UserRole, spec.name)
                    item.setToolTip(0, spec.help)
                    self._items[spec.name] = item
            heading.setExpanded(True)
        self.refresh()
        self.tree.setCurrentItem(self._items[actions.SPECS[0].name])

    def keep_to(self, height: int) -> None:
        """Let the list leave room in a window of this height for what is told and pressed below it."""
        self._room = height
        self._size_tree()

    def _size_tree(self) -> None:
        em = self._desk.theme.control_px
        self.tree.setFixedHeight(round(max(8 * em, min(28.5 * em, self._room - 14 * em))))

    def _size(self) -> None:
        self._size_tree()
        for number in range(self.tree.topLevelItemCount()):
            heading = self.tree.topLevelItem(number)
            if heading is not None:
                heading.setFont(0, scaled(self.font(), 1.0, strong=True))
        self.refresh()

    def _buttons(self) -> tuple[QPushButton, ...]:
        return (self.change_button, self.add_button, self.none_button, self.reset_button, self.all_button)

    def _place_buttons(self) -> None:
        """Side by side as many as there is room for."""
        widest = max(each.sizeHint().width() for each in self._buttons()) + 8
        columns = min(max(1, self.width() // widest), len(self._buttons()))
        if columns == self._columns:
            return
        self._columns = columns
        for number, each in enumerate(self._buttons()):
            self._grid.addWidget(each, number // columns, number % columns)

    def event(self, event: QEvent) -> bool:
        """Another width, or another size of text, has room for other rows of buttons."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._place_buttons()
        return super().event(event)

    # ---- showing ----------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the keys that hold now; those that are not an action's own in bold."""
        own = self._desk.settings.keys
        for name, item in self._items.items():
            item.setText(1, spoken(actions.keys_of(name)) or "none")
            item.setFont(1, scaled(self.font(), 1.0, strong=name in own))
        self._offer()

    def filter(self, words: list[str]) -> bool:
        """Show only actions in which all the words occur; whether there are any."""
        found = False
        for number in range(self.tree.topLevelItemCount()):
            heading = self.tree.topLevelItem(number)
            assert heading is not None
            shown = 0
            for item in _children(heading):
                spec = actions.BY_NAME[str(item.data(0, Qt.ItemDataRole.UserRole))]
                text = f"{heading.text(0)} {item.text(0)} {spec.help} {item.text(1)}".casefold()
                fits = all(word in text for word in words)
                item.setHidden(not fits)
                shown += fits
            heading.setHidden(not shown)
            found = found or shown > 0
        return found

    def _name(self) -> str:
        item = self.tree.currentItem()
        return str(item.data(0, Qt.ItemDataRole.UserRole) or "") if item is not None else ""

    def mark(self, name: str) -> None:
        """Mark an action."""
        self.tree.setCurrentItem(self._items[name])

    def _offer(self) -> None:
        name, own = self._name(), self._desk.settings.keys
        free = bool(name) and not actions.is_fixed(name)
        self.change_button.setEnabled(free)
        self.add_button.setEnabled(free)
        self.none_button.setEnabled(free and bool(actions.keys_of(name)))
        self.reset_button.setEnabled(name in own)
        self.all_button.setEnabled(bool(own))
        if self.catcher.isVisible():
            return
        if not name:
            self._say("Mark an action to give it other keys.")
        elif not free:
            self._say("These keys go with what is on the page, and cannot be others.")
        else:
            spec = actions.BY_NAME[name]
            own_keys = spoken(spec.keys) or "none"
            self._say(
                f"{_title(name)}: {spec.help} Its own keys: {own_keys}." if spec.help else f"Its own keys: {own_keys}."
            )

    def _say(self, words: str, *, trouble: bool = False) -> None:
        self.said.setText(words)
        self.said.tint("bad" if trouble else "muted")

    # ---- changing ---------------------------------------------------------------------------------

    def change(self) -> None:
        """Wait for the keys that the marked action is to have instead of those it has."""
        self._wait(adding=False)

    def add(self) -> None:
        """Wait for keys that the marked action is to have as well."""
        self._wait(adding=True)

    def _wait(self, *, adding: bool) -> None:
        name = self._name()
        if not name or actions.is_fixed(name):
            return
        self._adding = adding
        self.catcher.setPlaceholderText(f"Press the keys for “{_title(name)}”; Esc leaves them as they are")
        self.catcher.show()
        self.catcher.setFocus(Qt.FocusReason.OtherFocusReason)
        self.waiting.emit()

    def _caught(self, keys: str) -> None:
        name = self._name()
        wanted = tuple(dict.fromkeys((*actions.keys_of(name), keys))) if self._adding else (keys,)
        if self._take(name, wanted):
            self._leave()

    def _leave(self) -> None:
        if self.catcher.isHidden():
            return
        had_focus = self.catcher.hasFocus()
        self.catcher.hide()
        if had_focus:
            self.tree.setFocus(Qt.FocusReason.OtherFocusReason)
            self._offer()

    def _take(self, name: str, keys: tuple[str, ...]) -> bool:
        for key in keys:
            other = actions.clash(name, (key,))
            if other:
                self._say(
                    f"{spoken((key,))} is taken: “{other}” has it, where this one counts. Press other keys, or change "
                    "that one first.",
                    trouble=True,
                )
                return False
        own = {**self._desk.settings.keys, name: keys}
        if keys == actions.BY_NAME[name].keys:
            del own[name]
        self._desk.change(replace(self._desk.settings, keys=own))
        return True

    def take_off(self) -> None:
        """Let the marked action have no keys; it stays in its menu or button."""
        name = self._name()
        if name and not actions.is_fixed(name):
            self._take(name, ())

    def reset(self) -> None:
        """Give the marked action its own keys again, unless another has them now."""
        name = self._name()
        if name in self._desk.settings.keys:
            self._take(name, actions.BY_NAME[name].keys)

    def reset_all(self) -> None:
        """Give every action its own keys again."""
        self._desk.change(replace(self._desk.settings, keys={}))


def _title(name: str) -> str:
    return actions.BY_NAME[name].text.replace("&", "").rstrip("…")


def _children(heading: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    found = (heading.child(place) for place in range(heading.childCount()))
    return [item for item in found if item is not None]
