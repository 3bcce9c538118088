"""One setting on its page: its name, a line of help, its control, and a way back to its default."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.ui.blocks import Words, button
from app.ui.fields import Field
from app.ui.theme import Theme

# Narrower than this, in text sizes, the control stands below its words.
SIDE_BY_SIDE_EM = 42
# And narrower than this, the reset below the control.
RESET_BESIDE_EM = 30


class SettingRow(QWidget):
    """Words on the left, control and reset on the right; one below the other where there is little room."""

    def __init__(
        self,
        theme: Theme,
        label: str,
        help: str,
        field: Field,
        default: str,
        reset: Callable[[], object],
        words: str = "",
    ) -> None:
        """`default` is what the default is called; `words` are more words to find the setting by."""
        super().__init__()
        self._theme = theme
        self.field = field
        self.text = f"{label} {help} {words}".casefold()
        """What search looks at."""
        self.label = Words(theme, label)
        self.help = Words(theme, help, 0.92, colour="muted")
        self.problem = Words(theme, "", 0.92, colour="bad")
        self.problem.hide()
        self.reset = button("Reset", reset, self, help=f"Back to {default}")
        self.reset.setAccessibleName(f"Reset {label} to {default}")
        left = QVBoxLayout()
        left.setSpacing(2)
        for each in (self.label, self.help, self.problem):
            left.addWidget(each)
        left.addStretch(1)
        self._right = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._right.setSpacing(10)
        self._right.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        self._right.addWidget(self.reset, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 10, 0, 12)
        self._box.setSpacing(8)
        self._box.addLayout(left, 5)
        self._box.addLayout(self._right, 4)
        field.setAccessibleDescription(help)
        theme.changed.connect(self._arrange)

    def say(self, value: Any, *, differs: bool) -> None:
        """Show the value that holds."""
        self.problem.hide()
        self.field.show_value(value)
        if not differs and self.reset.hasFocus():
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.reset.setVisible(differs)

    def refuse(self, why: str) -> None:
        """Say why what was chosen does not count."""
        self.problem.setText(why)
        self.problem.show()

    def _arrange(self) -> None:
        # Not the widget's own font, which follows the theme's only later.
        em = self.width() / self._theme.control_px
        wide = em >= SIDE_BY_SIDE_EM
        self._box.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)
        self._box.setSpacing(24 if wide else 8)
        beside = em >= RESET_BESIDE_EM
        self._right.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        # Where it has its place beside the control, the control keeps its own when it comes and goes.
        policy = self.reset.sizePolicy()
        policy.setRetainSizeWhenHidden(beside)
        self.reset.setSizePolicy(policy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may want another arrangement."""
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A thin line below."""
        painter = QPainter(self)
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(self._theme.ink.line))
