"""A sheet on one page: as large as it goes, nothing cut off, and a sentence where it cannot be."""

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from cheatsheets.fit import LARGEST_PT, SMALLEST_PT, Fitted, choose, fit, fits_at, lay_out
from cheatsheets.fonts import load_fonts
from cheatsheets.page import thumbnail
from cheatsheets.paper import A4, LETTER, MM, Margins, Paper
from cheatsheets.search import find
from cheatsheets.sheet import Box, Orientation, Sheet, SheetError, parse_sheet

LIST = "- one thing to say\n- another thing, in `code`\n- a **third** one\n\n> **Trap:** beware of it\n"
TABLE = "| Code | Means |\n|---|---|\n| `200` | done |\n| `404` | not there |\n"
CODE = "```http\nGET /a HTTP/1.1\nHost: example.com\n```\n"


@pytest.fixture(autouse=True)
def fonts(qtbot: QtBot) -> None:
    load_fonts()


def sheet(boxes: int, markdown: str = LIST + TABLE + CODE, **more: object) -> Sheet:
    made = Sheet("s", "Title", "Subtitle", tuple(Box(f"Box {n}", markdown, line=n + 5) for n in range(boxes)))
    return replace(made, **more)  # type: ignore[arg-type]


def inner(fitted: Fitted) -> QRectF:
    width, height = fitted.size
    left, top = fitted.margins.left * MM, fitted.margins.top * MM
    return QRectF(left, top, width - left - fitted.margins.right * MM, height - top - fitted.margins.bottom * MM)


@pytest.mark.parametrize("paper", [A4, LETTER], ids=lambda paper: paper.name)
@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
@pytest.mark.parametrize("boxes", [1, 3, 12])
def test_boxes_are_within_the_margins_and_apart(paper: Paper, orientation: Orientation, boxes: int) -> None:
    fitted = fit(sheet(boxes), paper, Margins(12, 15, 8, 20), orientation=orientation)
    assert SMALLEST_PT <= fitted.body_pt <= LARGEST_PT
    room = inner(fitted).adjusted(-0.01, -0.01, 0.01, 0.01)
    assert all(room.contains(placed.rect) for placed in fitted.boxes)
    for one, other in combinations(fitted.boxes, 2):
        assert not one.rect.intersects(other.rect)
    for placed in fitted.boxes:
        text = placed.document.size().height() * fitted.unit
        assert fitted.text_origin(placed).y() + text <= placed.rect.bottom() + fitted.body_pt * 0.3


def test_more_text_is_smaller_and_one_step_more_would_not_fit() -> None:
    few, many = fit(sheet(20, LIST), A4), fit(sheet(28, LIST), A4)
    assert many.body_pt < few.body_pt
    largest = max(
        size / 100
        for size in range(650, 1000, 5)
        if fits_at(sheet(28, LIST, columns=many.columns), A4, Margins(), size / 100)
    )
    assert many.body_pt == pytest.approx(largest)


def test_the_number_of_columns_asked_for_is_taken() -> None:
    assert fit(sheet(12, columns=2), A4).columns == 2
    assert fit(sheet(12, columns=4, orientation="landscape"), A4).columns == 4


def test_the_number_of_columns_asked_for_is_for_the_sheet_as_its_author_saw_it() -> None:
    """Turned round, a portrait sheet of two columns may have three or four."""
    assert fit(sheet(12, columns=2), A4, orientation="landscape").columns > 2


def test_fewer_columns_are_taken_where_more_would_break_the_rows_of_tables_for_little_larger_print() -> None:
    def table(means: str) -> str:
        rows = (f"| `{200 + n}` | {means if n % 2 else 'short'} |\n" for n in range(6))
        return "| Code | Means |\n|---|---|\n" + "".join(rows)

    assert fit(sheet(12, table("words for a wide column, on one line")), A4).columns == 2
    assert fit(sheet(12, table("few words")), A4).columns == 3


def test_the_numbers_of_a_list_with_more_than_nine_items_keep_off_the_border_of_its_box() -> None:
    fitted = fit(sheet(2, "".join(f"{n + 1}. thing\n" for n in range(12))), A4)
    picture = thumbnail(fitted, 2_000)
    scale, em, rect = 2_000 / fitted.size[0], fitted.body_pt, fitted.boxes[0].rect
    beside = QRectF(rect.left() + em * 0.12, rect.top() + em * 2, em * 0.15, rect.height() - em * 2.5)
    strip = picture.copy(QRectF(beside.topLeft() * scale, beside.size() * scale).toRect())
    white = QImage(strip.size(), strip.format())
    white.fill(QColor("white"))
    assert strip == white


def test_boxes_are_read_down_the_columns() -> None:
    fitted = fit(sheet(12, columns=3), A4)
    lefts = [placed.rect.left() for placed in fitted.boxes]
    assert lefts == sorted(lefts)
    for one, other in zip(fitted.boxes, fitted.boxes[1:], strict=False):
        assert other.rect.left() > one.rect.left() or other.rect.top() > one.rect.bottom()


def test_a_wide_box_spans_the_columns() -> None:
    made = sheet(8)
    fitted = fit(replace(made, boxes=(replace(made.boxes[0], wide=True), *made.boxes[1:])), A4)
    assert fitted.boxes[0].rect.width() == pytest.approx(inner(fitted).width())
    assert fitted.boxes[1].rect.width() < inner(fitted).width() / 2


def test_a_sheet_that_fits_at_no_size_one_can_read_names_its_longest_boxes() -> None:
    made = sheet(40)
    long = replace(made.boxes[7], title="The long one", markdown=LIST * 12)
    with pytest.raises(SheetError, match="too long") as caught:
        fit(replace(made, boxes=(*made.boxes[:7], long, *made.boxes[8:]), path=Path("decks/s.md")), A4)
    said = str(caught.value)
    assert said.startswith("decks/s.md: ")
    assert "“The long one” (line 12)" in said
    assert "6.5 pt" in said


def test_a_box_wider_than_its_column_is_named_and_broken_only_where_that_was_asked_for() -> None:
    made = sheet(9)
    long = replace(made.boxes[4], title="Too wide", markdown="x" * 150)
    wide = replace(made, boxes=(*made.boxes[:4], long, *made.boxes[5:]))
    with pytest.raises(SheetError, match=r"wider than its column .*“Too wide” \(line 9\)"):
        fit(wide, A4)
    assert fit(replace(wide, break_words=True), A4).body_pt > SMALLEST_PT


def test_code_is_not_broken_where_a_little_smaller_print_keeps_it_whole() -> None:
    line = "```\n" + "abcd " * 10 + "\n```"
    fitted = fit(sheet(10, line + "\n" + LIST), A4)
    for placed in fitted.boxes:
        block = placed.document.begin()
        while block.isValid():
            if "abcd" in block.text():
                assert block.layout().lineCount() == 1
            block = block.next()


def test_a_plan_made_elsewhere_gives_the_same_page() -> None:
    made = sheet(10)
    one, other = fit(made, A4), lay_out(choose(made, A4))
    assert (one.body_pt, one.columns) == (other.body_pt, other.columns)
    assert [placed.rect for placed in one.boxes] == [placed.rect for placed in other.boxes]


def test_boxes_without_text_after_their_last_frame_are_padded_like_the_others() -> None:
    """A box that ends in a table, in code or in text has the same white below it."""
    fitted = fit(Sheet("s", "T", "", tuple(Box("B", text) for text in (LIST.split(">")[0], TABLE, CODE))), A4)
    page = thumbnail(fitted, 1600)
    scale = 1600 / fitted.size[0]
    below = []
    for placed in fitted.boxes:
        rect = placed.rect
        box = page.copy(QRectF(rect.topLeft() * scale, rect.size() * scale).toRect().adjusted(20, 0, -20, -6))
        white = [all(box.pixel(x, y) == 0xFFFFFFFF for x in range(0, box.width(), 2)) for y in range(box.height())]
        below.append((len(white) - max(y for y, empty in enumerate(white) if not empty)) / scale / fitted.body_pt)
    assert max(below) - min(below) < 0.35, below


def test_the_text_of_a_page_is_found_where_it_is_painted() -> None:
    made, _ = parse_sheet(
        "---\nid: a\ntitle: A\n---\n## First\nnothing\n\n## Zebra\n| a | b |\n|--|--|\n| x | quagga |", Path()
    )
    assert made is not None
    fitted = fit(made, A4)
    (title,) = find(fitted, "zebra")
    (word,) = find(fitted, "QUAGGA")
    box = fitted.boxes[1].rect
    assert box.contains(title)
    assert box.contains(word)
    assert title.bottom() <= word.top()
    assert fitted.box_at(word.center()) is fitted.boxes[1]
    page = thumbnail(fitted, 1200)
    scale = 1200 / fitted.size[0]
    crop = page.copy(QRectF(word.topLeft() * scale, word.size() * scale).toRect())
    dark = sum(
        QImage.pixelColor(crop, x, y).lightness() < 128 for x in range(crop.width()) for y in range(crop.height())
    )
    assert dark > 20
    assert find(fitted, "  ") == ()
    assert find(fitted, "hippo") == ()
