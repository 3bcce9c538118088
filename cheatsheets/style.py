"""Colours, fonts and sizes of cards and sheets: one value for each role, in light and in dark.

The window's own palette is made from the same roles (`app.ui.theme`), so nothing else names a colour.
Contrast is held to WCAG AA by a test over every pair that text is drawn in.
"""

from __future__ import annotations

from dataclasses import dataclass

SANS = ("Inter", "Segoe UI", "SF Pro Text", "Noto Sans", "DejaVu Sans")
MONO = ("JetBrains Mono", "Cascadia Mono", "Menlo", "DejaVu Sans Mono")


@dataclass(frozen=True, slots=True)
class CallOut:
    """The bar and label colour of a call-out, and what it is filled with."""

    bar: str
    fill: str


@dataclass(frozen=True, slots=True)
class Ink:
    """Every colour of one theme, as `#rrggbb`."""

    dark: bool
    page: str
    text: str
    muted: str
    line: str
    panel: str
    accent: str
    on_accent: str
    good: str
    bad: str
    warn: str
    chip: str
    gap: str
    selection: str
    keyword: str
    string: str
    number: str
    comment: str
    name: str
    call_outs: dict[str, CallOut]


LIGHT = Ink(
    dark=False,
    page="#ffffff",
    text="#1f2328",
    muted="#59636e",
    line="#d9dee4",
    panel="#f6f8fa",
    accent="#0b65c2",
    on_accent="#ffffff",
    good="#1a7f37",
    bad="#cf222e",
    warn="#8a5b00",
    chip="#eceff3",
    gap="#e3effc",
    selection="#cfe3fb",
    keyword="#a0187e",
    string="#b3261e",
    number="#1c3fbf",
    comment="#4d6b3c",
    name="#6f5200",
    call_outs={
        "trap": CallOut("#c21f2b", "#fff1f0"),
        "tip": CallOut("#18722f", "#effbf1"),
        "note": CallOut("#0b65c2", "#eff6ff"),
        "follow-up": CallOut("#6f42c1", "#f6f1ff"),
        "warning": CallOut("#8a5b00", "#fff8e5"),
    },
)

DARK = Ink(
    dark=True,
    page="#16191d",
    text="#e3e7ec",
    muted="#9aa4af",
    line="#353c45",
    panel="#1f242b",
    accent="#6cb0ff",
    on_accent="#0d1117",
    good="#4cc26a",
    bad="#ff7b74",
    warn="#e0a82e",
    chip="#2b323b",
    gap="#1d3350",
    selection="#2b4a70",
    keyword="#ff8fc7",
    string="#a5d6ff",
    number="#8ab8ff",
    comment="#93a892",
    name="#e3c078",
    call_outs={
        "trap": CallOut("#ff7b74", "#2c1d20"),
        "tip": CallOut("#4cc26a", "#18271d"),
        "note": CallOut("#6cb0ff", "#18243a"),
        "follow-up": CallOut("#c3a0ff", "#241d33"),
        "warning": CallOut("#e0a82e", "#2b2517"),
    },
)

# Pictures are drawn in these colours of the light theme; another theme puts its own in their place.
PICTURE_ROLES = ("page", "text", "muted", "line", "panel", "accent", "good", "bad", "warn")


def recolour(svg: str, ink: Ink) -> str:
    """A picture drawn in the light theme's colours, in the colours of `ink`."""
    if ink is LIGHT:
        return svg
    # Two steps, so that a colour put in is never taken for one to be replaced.
    for role in PICTURE_ROLES:
        for spelling in (getattr(LIGHT, role), getattr(LIGHT, role).upper()):
            svg = svg.replace(spelling, f"\0{role}\0")
    for role in PICTURE_ROLES:
        svg = svg.replace(f"\0{role}\0", getattr(ink, role))
    return svg


@dataclass(frozen=True, slots=True)
class Scale:
    """Sizes that follow from one number: `px`, the height of body text in pixels (or document units)."""

    px: float
    dense: bool = False

    @property
    def line_height(self) -> int:
        """Line height in per cent of the font's own."""
        return 118 if self.dense else 142

    @property
    def code_line_height(self) -> int:
        """Line height of code, in per cent."""
        return 112 if self.dense else 132

    def lead(self, *, code: bool = False) -> float:
        """What line height adds below a line; fonts are about 1.21 times as high as their size."""
        return self.px * 1.21 * ((self.code_line_height if code else self.line_height) - 100) / 100

    @property
    def gap(self) -> float:
        """The space below a paragraph."""
        return self.px * (0.3 if self.dense else 0.62)

    @property
    def box_gap(self) -> float:
        """The space above and below a box."""
        return self.px * (0.35 if self.dense else 0.7)

    @property
    def padding(self) -> float:
        """The space between a box's edge and its text."""
        return self.px * (0.35 if self.dense else 0.8)

    @property
    def indent(self) -> float:
        """One level of a list."""
        return self.px * (1.1 if self.dense else 1.5)

    @property
    def radius(self) -> float:
        """The rounding of a box's corners."""
        return self.px * (0.25 if self.dense else 0.4)
