"""The palette: readable in both themes, and pictures follow it."""

import re
from itertools import product

import pytest

from cheatsheets.style import DARK, LIGHT, PICTURE_ROLES, Ink, recolour


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.1 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def pairs(ink: Ink) -> list[tuple[str, str, str]]:
    """Every text colour over every background it is drawn on."""
    found = [
        (role, ground, ground)
        for role, ground in product(("text", "muted", "accent", "good", "bad", "warn"), ("page", "panel"))
    ]
    found += [(role, "panel", "panel") for role in ("keyword", "string", "number", "comment", "name")]
    found += [("text", "chip", "chip"), ("muted", "chip", "chip"), ("accent", "gap", "gap"), ("muted", "gap", "gap")]
    found += [("text", "selection", "")]
    return found


@pytest.mark.parametrize("ink", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_colour_meets_wcag_aa_on_what_it_is_drawn_on(ink: Ink) -> None:
    low = {
        (role, ground): round(contrast(getattr(ink, role), getattr(ink, ground)), 2)
        for role, ground, _ in pairs(ink)
        if contrast(getattr(ink, role), getattr(ink, ground)) < 4.5
    }
    low |= {
        (name, "call-out"): round(contrast(colour, out.fill), 2)
        for name, out in ink.call_outs.items()
        for colour in (out.bar, ink.text, ink.muted)
        if contrast(colour, out.fill) < 4.5
    }
    assert contrast(ink.on_accent, ink.accent) >= 4.5
    assert not low


def test_a_picture_takes_the_colours_of_the_dark_theme_and_keeps_everything_else() -> None:
    svg = (
        "".join(f'<rect fill="{getattr(LIGHT, role)}" id="{role}"/>' for role in PICTURE_ROLES) + '<g fill="#123456"/>'
    )
    dark = recolour(svg.replace(LIGHT.text, LIGHT.text.upper()), DARK)
    for role in PICTURE_ROLES:
        assert re.search(rf'fill="{getattr(DARK, role)}" id="{role}"', dark)
    assert "#123456" in dark
    assert recolour(svg, LIGHT) == svg
