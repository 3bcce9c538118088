"""What a picture of the bank must be: one visual language, drawable by Qt, readable on a phone, right in both themes.

QtSvg draws SVG Tiny 1.2 and little more. What it leaves out it leaves out silently, so the pictures keep to the
elements below; a test renders every one of them.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

ELEMENTS = frozenset(
    {"svg", "g", "rect", "line", "circle", "ellipse", "polyline", "polygon", "path", "text", "tspan", "title", "desc"}
)
COLOURS = frozenset(
    {
        "#1f2328", "#59636e", "#d9dee4", "#f6f8fa", "#0b65c2", "#cf222e", "#1a7f37", "#8a5b00", "#ffffff",
        "none", "currentcolor", "transparent",
    }
)  # fmt: skip
"""The light theme's colours of pictures, each of which the program swaps for the dark theme's."""
SMALLEST_TEXT = 14.0
"""In a picture 640 units wide: 8 pixels on a phone of 360."""
LARGEST = 200_000
"""Bytes."""

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def picture_problems(path: Path) -> Iterator[tuple[str, str]]:
    """What is wrong with an SVG, each with its fix."""
    data = path.read_bytes()
    if len(data) > LARGEST:
        yield f"has {len(data):,} bytes", f"draw it with less than {LARGEST:,}"
        return
    if b"<!ENTITY" in data or b"<!DOCTYPE" in data:
        yield "declares a document type", "take it out"
        return
    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        yield f"is not well-formed ({error})", "mend the XML"
        return
    box = [float(number) for number in _NUMBER.findall(root.get("viewBox", ""))]
    if len(box) != 4 or not root.get("width") or not root.get("height"):
        yield "has no viewBox, width and height", "give it all three"
        return
    unwanted: set[str] = set()
    colours: set[str] = set()
    smallest = SMALLEST_TEXT
    for element in root.iter():
        name = element.tag.rpartition("}")[2]
        if name not in ELEMENTS:
            unwanted.add(name)
        unwanted |= {key for key in element.attrib if key in ("style", "class", "filter", "clip-path", "mask")}
        for key in ("fill", "stroke", "stop-color"):
            colour = element.get(key, "none").lower()
            if colour not in COLOURS:
                colours.add(colour)
        if size := element.get("font-size"):
            smallest = min(smallest, float(_NUMBER.findall(size)[0]))
    if unwanted:
        names = ", ".join(sorted(unwanted))
        yield f"uses {names}, which Qt does not draw or the dark theme does not reach", "draw it plainly"
    if colours:
        yield f"uses the colours {', '.join(sorted(colours))}", "use the palette's, which follow the theme"
    if smallest < SMALLEST_TEXT:
        yield f"has text of size {smallest:g}", f"make it {SMALLEST_TEXT:g} or larger, for phones"
