"""The controls of settings: each shows one value, and tells when its reader chose another."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QStringListModel, Qt, QTime, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QCompleter,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QSpinBox,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from app.ui.blocks import Words, button
from app.ui.theme import Theme

# A number that is counted up with a held key counts when it has come to rest.
REST_MS = 250


def _indent(box: QAbstractSpinBox) -> None:
    # A style sheet's padding does not reach the words of a spin box.
    line = box.lineEdit()
    line.setTextMargins(6, 0, 4, 0)


def breakable(path: Path | str) -> str:
    """A path that a label may break behind each of its folders and words; for looking at, not for copying."""
    return re.sub(rf"[{re.escape(os.sep)}._-](?=.)", "\\g<0>\u200b", str(path))


class Field(QWidget):
    """One value with its control. `chosen` is emitted when the reader, and not the program, changed it."""

    chosen = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        """What a screen reader calls it."""
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(8)

    def show_value(self, value: Any) -> None:
        """Show another value; nothing is emitted."""
        raise NotImplementedError

    def flush(self) -> None:
        """Emit at once what waits to come to rest."""

    def _add(self, control: QWidget, name: str = "") -> None:
        control.setAccessibleName(name or self.name)
        # The wheel is for the page; over a control it would change what nobody wanted changed.
        control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        control.installEventFilter(self)
        self._line.addWidget(control)

    def _leave_room(self) -> None:
        """Keep a small control small."""
        self._line.addStretch(1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the wheel through to the page unless the control has the focus."""
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)


class Switch(Field):
    """On or off."""

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.box = QCheckBox(words, self)
        self._add(self.box)
        self.box.toggled.connect(lambda on: self.chosen.emit(on))

    def show_value(self, value: Any) -> None:
        """True or False."""
        with QSignalBlocker(self.box):
            self.box.setChecked(bool(value))


class Number(Field):
    """A whole number; with `switch` words it can be switched off, and is then None."""

    def __init__(
        self,
        name: str,
        low: int,
        high: int,
        *,
        step: int = 1,
        suffix: str = "",
        switch: str = "",
        start: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        """`start` is the number shown while it is off."""
        super().__init__(name, parent)
        self.switch = QCheckBox(switch, self) if switch else None
        if self.switch is not None:
            self._add(self.switch, f"{name}: {switch}")
        self.box = QSpinBox(self)
        self.box.setRange(low, high)
        self.box.setSingleStep(step)
        self.box.setSuffix(suffix)
        self.box.setValue(start)
        self.box.setKeyboardTracking(False)
        self._add(self.box)
        self._leave_room()
        _indent(self.box)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._tell)
        self.box.valueChanged.connect(lambda _value: self._rest.start())
        if self.switch is not None:
            self.switch.toggled.connect(self._switched)

    def _switched(self, on: bool) -> None:
        self.box.setEnabled(on)
        self._tell()

    def _tell(self) -> None:
        self._rest.stop()
        off = self.switch is not None and not self.switch.isChecked()
        self.chosen.emit(None if off else self.box.value())

    def flush(self) -> None:
        """What was typed and not yet taken counts."""
        self.box.interpretText()
        if self._rest.isActive():
            self._tell()

    def show_value(self, value: Any) -> None:
        """A number, or None."""
        if self._rest.isActive():
            return  # its reader is counting on
        with QSignalBlocker(self.box):
            if value is not None and value != self.box.value():
                self.box.setValue(value)
        if self.switch is not None:
            with QSignalBlocker(self.switch):
                self.switch.setChecked(value is not None)
            self.box.setEnabled(value is not None)


class Choice(Field):
    """One of a few values, each with its words."""

    def __init__(self, name: str, choices: Sequence[tuple[Any, str]], parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.box = QComboBox(self)
        self._values = [value for value, _ in choices]
        for _, words in choices:
            self.box.addItem(words)
        self._add(self.box)
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(min(14, max(len(words) for _, words in choices)))
        self._leave_room()
        self.box.setMinimumWidth(100)  # in a narrow window the words are cut off rather than the page
        self.box.activated.connect(lambda index: self.chosen.emit(self._values[index]))

    def show_value(self, value: Any) -> None:
        """One of the values."""
        self.box.setCurrentIndex(self._values.index(value))


class ClockTime(Field):
    """A time of day, "HH:MM", or None."""

    def __init__(self, name: str, switch: str, start: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.switch = QCheckBox(switch, self)
        self._add(self.switch, f"{name}: {switch}")
        self.box = QTimeEdit(QTime.fromString(start, "HH:mm"), self)
        self.box.setDisplayFormat("HH:mm")
        self.box.setKeyboardTracking(False)
        self._add(self.box)
        self._leave_room()
        _indent(self.box)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._tell)
        self.box.timeChanged.connect(lambda _time: self._rest.start())
        self.switch.toggled.connect(self._switched)

    def _switched(self, on: bool) -> None:
        self.box.setEnabled(on)
        self._tell()

    def _tell(self) -> None:
        self._rest.stop()
        self.chosen.emit(self.box.time().toString("HH:mm") if self.switch.isChecked() else None)

    def flush(self) -> None:
        """What was typed and not yet taken counts."""
        if self._rest.isActive():
            self._tell()

    def show_value(self, value: Any) -> None:
        """A time, or None."""
        if self._rest.isActive():
            return
        with QSignalBlocker(self.box), QSignalBlocker(self.switch):
            if value is not None:
                self.box.setTime(QTime.fromString(value, "HH:mm"))
            self.switch.setChecked(value is not None)
        self.box.setEnabled(value is not None)


class Text(Field):
    """A line of text with completion, None while it is empty; taken with Enter, or when the focus goes."""

    def __init__(self, name: str, empty: str, parent: QWidget | None = None) -> None:
        """`empty` is shown while there is nothing in it."""
        super().__init__(name, parent)
        self.box = QLineEdit(self)
        self.box.setPlaceholderText(empty)
        self._shown: str | None = None
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.activated.connect(lambda _text: QTimer.singleShot(0, self, self.flush))
        self.box.setCompleter(completer)
        self._add(self.box)
        self.box.editingFinished.connect(self.flush)

    def complete(self, names: Sequence[str]) -> None:
        """Offer these while its reader types."""
        self._names.setStringList(list(names))

    def flush(self) -> None:
        """What was typed counts."""
        value = self.box.text().strip() or None
        if value != self._shown:
            self._shown = value
            self.chosen.emit(value)

    def show_value(self, value: Any) -> None:
        """Words, or None."""
        if value != self._shown or not self.box.hasFocus():
            self._shown = value
            self.box.setText(value or "")


class Folder(Field):
    """A folder, None for the program's own place."""

    def __init__(self, theme: Theme, name: str, own: Path, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._own = own
        self._folder = ""
        self.words = Words(theme)
        self.choose = button("Choose…", self._ask, self)
        self._line.addWidget(self.words, 1)
        self._line.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def _ask(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.name, self._folder)
        if folder:
            self.chosen.emit(folder if Path(folder) != self._own else None)

    def show_value(self, value: Any) -> None:
        """A folder, or None."""
        self._folder = value or str(self._own)
        self.words.setText(breakable(self._folder))
        self.choose.setAccessibleName(f"Choose: {self.name}, now {self._folder}")


class Folders(Field):
    """Any number of folders, each with a button that takes it off the list."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._theme = theme
        self._folders: tuple[str, ...] | None = None
        self._lines: list[QWidget] = []
        self._column = QVBoxLayout()
        self._column.setSpacing(6)
        self._line.addLayout(self._column, 1)
        self.add = button("Add a folder…", self._ask, self)
        self._column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def _ask(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.name, str(Path.home()))
        if folder and folder not in (self._folders or ()):
            self.chosen.emit((*(self._folders or ()), folder))

    def _take_off(self, folder: str) -> Callable[[], None]:
        return lambda: self.chosen.emit(tuple(each for each in self._folders or () if each != folder))

    def show_value(self, value: Any) -> None:
        """Folders, as they are written in the settings."""
        if value == self._folders:
            return
        had_focus = any(line.isAncestorOf(self.focusWidget()) for line in self._lines if self.focusWidget())
        self._folders = value
        for line in self._lines:
            line.deleteLater()
        self._lines = []
        for folder in value:
            line = QWidget(self)
            across = QHBoxLayout(line)
            across.setContentsMargins(0, 0, 0, 0)
            there = Path(folder).expanduser().is_dir()
            words = breakable(folder) if there else f"{breakable(folder)} (not there now)"
            across.addWidget(Words(self._theme, words), 1)
            off = button("Remove", self._take_off(folder), line)
            off.setAccessibleName(f"Remove {folder}")
            across.addWidget(off)
            self._column.insertWidget(self._column.count() - 1, line)
            self._lines.append(line)
        if had_focus:
            self.add.setFocus(Qt.FocusReason.OtherFocusReason)
