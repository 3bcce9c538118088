"""Sheets of paper and the margins that stay white on them."""

from __future__ import annotations

from dataclasses import dataclass

from cheatsheets.sheet import Orientation

MM = 72 / 25.4
"""Points in a millimetre."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper size, upright; millimetres."""

    name: str
    width: float
    height: float

    def size(self, orientation: Orientation) -> tuple[float, float]:
        """Width and height as it lies, in points."""
        short, long = self.width * MM, self.height * MM
        return (short, long) if orientation == "portrait" else (long, short)


A4 = Paper("A4", 210.0, 297.0)
LETTER = Paper("Letter", 215.9, 279.4)
PAPERS = {"a4": A4, "letter": LETTER}


@dataclass(frozen=True, slots=True)
class Margins:
    """What stays white, in millimetres; nothing is ever drawn there."""

    left: float = 10.0
    top: float = 10.0
    right: float = 10.0
    bottom: float = 10.0
