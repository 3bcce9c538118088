"""The look of the window: one palette of roles, light and dark, and the fonts the program brings along."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from cheatsheets.document import base_font
from cheatsheets.fonts import load_fonts as load_fonts  # the window's fonts are those of the paper
from cheatsheets.style import DARK, LIGHT, SANS, Ink, Scale

# Body text of the window's own controls, and of a card, in pixels at a text size of 100 per cent.
CONTROL_PX = 14
CARD_PX = 17


def control_font(text_size: int = 100) -> QFont:
    """The font of buttons, menus and labels."""
    font = base_font(Scale(CONTROL_PX * text_size / 100), SANS)
    return font


def palette(ink: Ink) -> QPalette:
    """A complete palette: bare X11 has no desktop to ask, and half a palette mixes two themes."""
    made = QPalette()
    role = QPalette.ColorRole
    colours = {
        role.Window: ink.page,
        role.WindowText: ink.text,
        role.Base: ink.page,
        role.AlternateBase: ink.panel,
        role.Text: ink.text,
        role.Button: ink.panel,
        role.ButtonText: ink.text,
        role.BrightText: ink.bad,
        role.ToolTipBase: ink.panel,
        role.ToolTipText: ink.text,
        role.PlaceholderText: ink.muted,
        role.Link: ink.accent,
        role.LinkVisited: ink.accent,
        role.Highlight: ink.selection,
        role.HighlightedText: ink.text,
        role.Accent: ink.accent,
        role.Light: ink.chip,
        role.Midlight: ink.chip,
        role.Mid: ink.line,
        role.Dark: ink.line,
        role.Shadow: ink.line,
    }
    for name, colour in colours.items():
        made.setColor(name, QColor(colour))
    for name in (role.Text, role.WindowText, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, name, QColor(ink.muted))
    return made


class Theme(QObject):
    """The ink in use; tells whoever draws when it changes."""

    changed = Signal()

    def __init__(self, application: QApplication, choice: str, text_size: int = 100) -> None:
        super().__init__()
        self._application = application
        self._choice = choice
        self.text_size = text_size
        self.ink = LIGHT
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._follow)
        self._apply()

    @property
    def choice(self) -> str:
        """`system`, `light` or `dark`."""
        return self._choice

    @property
    def control_px(self) -> float:
        """The size of the text of buttons, menus and labels, in pixels."""
        return CONTROL_PX * self.text_size / 100

    @property
    def card_scale(self) -> Scale:
        """The sizes of a card's text."""
        return Scale(CARD_PX * self.text_size / 100)

    def choose(self, choice: str) -> None:
        """Use `light`, `dark`, or follow the desktop (`system`)."""
        self._choice = choice
        self._apply()
        self.changed.emit()

    def resize_text(self, text_size: int) -> None:
        """Show all text at this size, in per cent."""
        self.text_size = text_size
        self._apply()
        self.changed.emit()

    def _follow(self) -> None:
        if self._choice == "system":
            self._apply()
            self.changed.emit()

    def _apply(self) -> None:
        dark = self._choice == "dark"
        if self._choice == "system":
            dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        self.ink = DARK if dark else LIGHT
        self._application.setFont(control_font(self.text_size))
        self._application.setPalette(palette(self.ink))


def mix(one: str, other: str, share: float) -> QColor:
    """A colour between two, `share` of the way to the other (0 to 1)."""
    a, b = QColor(one), QColor(other)
    return QColor(
        *(round(x + (y - x) * share) for x, y in zip(a.getRgb()[:3], b.getRgb()[:3], strict=True))  # type: ignore[index]
    )
