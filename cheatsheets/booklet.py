"""The outline (bookmarks) of a PDF that Qt wrote: Qt has no way to make one.

It is appended as an incremental update (PDF 1.7, ISO 32000-1, 7.5.6): not a byte of what Qt wrote changes, the catalog
is written once more with an entry `/Outlines` (12.3.3), and a second cross-reference table names what was added.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_TRAILER = re.compile(rb"trailer\s*<<(.*?)>>\s*startxref\s*(\d+)\s*%%EOF\s*\Z", re.DOTALL)
_ROOT = re.compile(rb"/Root\s+(\d+)\s+0\s+R")
_SIZE = re.compile(rb"/Size\s+(\d+)")
_PAGES = re.compile(rb"/Pages\s+(\d+)\s+0\s+R")
_KIDS = re.compile(rb"/Kids\s*\[(.*?)\]", re.DOTALL)
_REFERENCE = re.compile(rb"(\d+)\s+0\s+R")


def with_outline(pdf: bytes, titles: Sequence[str]) -> bytes:
    """A PDF written by QPdfWriter, with an outline of one entry a page.

    Raises ValueError when the PDF is not built as Qt builds it, or has not as many pages as there are titles.
    """
    trailer = _found(_TRAILER.search(pdf), "trailer")
    root = int(_found(_ROOT.search(trailer[1]), "root")[1])
    size = int(_found(_SIZE.search(trailer[1]), "size")[1])
    catalog = _object(pdf, root)
    tree = _object(pdf, int(_found(_PAGES.search(catalog), "pages")[1]))
    pages = [int(number) for number in _REFERENCE.findall(_found(_KIDS.search(tree), "kids")[1])]
    if len(pages) != len(titles):
        raise ValueError(f"the PDF has {len(pages)} pages, and there are {len(titles)} titles")
    outline, first = size, size + 1
    last = size + len(titles)
    added = {
        root: catalog.rstrip()[:-2] + f"/Outlines {outline} 0 R /PageMode /UseOutlines\n>>".encode(),
        outline: f"<< /Type /Outlines /First {first} 0 R /Last {last} 0 R /Count {len(titles)} >>".encode(),
    }
    for number, (page, title) in enumerate(zip(pages, titles, strict=True), start=first):
        beside = f"/Prev {number - 1} 0 R " * (number > first) + f"/Next {number + 1} 0 R " * (number < last)
        # Text strings beyond Latin are UTF-16 with a byte-order mark (7.9.2.2); in hexadecimal nothing needs escaping.
        text = (b"\xfe\xff" + title.encode("utf-16-be", "replace")).hex()
        added[number] = f"<< /Title <{text}> /Parent {outline} 0 R {beside}/Dest [{page} 0 R /Fit] >>".encode()
    return _appended(pdf, added, last + 1, trailer)


def _appended(pdf: bytes, added: dict[int, bytes], size: int, trailer: re.Match[bytes]) -> bytes:
    made = bytearray(pdf if pdf.endswith(b"\n") else pdf + b"\n")
    at: dict[int, int] = {}
    for number, content in added.items():
        at[number] = len(made)
        made += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(made)
    # Nothing but the head of the list of free entries changes here; some readers expect each table to begin with it.
    made += b"xref\n0 1\n0000000000 65535 f \n"
    for number in sorted(at):
        made += b"%d 1\n%010d 00000 n \n" % (number, at[number])
    kept = _SIZE.sub(b"/Size %d" % size, trailer[1]).strip()
    made += b"trailer\n<<\n%b\n/Prev %d\n>>\nstartxref\n%d\n%%%%EOF\n" % (kept, int(trailer[2]), start)
    return bytes(made)


def _object(pdf: bytes, number: int) -> bytes:
    """The dictionary of an object that is not compressed."""
    content = _found(re.search(rb"(?:^|\n)%d 0 obj\s*(.*?)\s*endobj" % number, pdf, re.DOTALL), f"object {number}")[1]
    if not (content.startswith(b"<<") and content.endswith(b">>")):
        raise ValueError(f"object {number} of the PDF is no dictionary")
    return content


def _found(match: re.Match[bytes] | None, what: str) -> re.Match[bytes]:
    if match is None:
        raise ValueError(f"the PDF has no {what} where Qt writes it")
    return match
