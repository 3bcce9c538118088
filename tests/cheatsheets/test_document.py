"""A tree written into a document: nothing of the text is lost, boxes stand where they should."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from cheatsheets import paint
from cheatsheets.document import RichDocument
from cheatsheets.style import DARK, LIGHT, Scale
from cheatsheets.tree import parse
from cheatsheets.writer import write

CARD = """
<p>First <strong>bold</strong> and <code>code</code>, see <a href="https://example.com">here</a>.</p>
<ol><li>one</li><li>two<ul><li>inner</li></ul></li></ol>
<pre><code class="language-json">{"a": 1}
</code></pre>
<table><thead><tr><th>Head</th><th style="text-align: right">Right</th></tr></thead>
<tbody><tr><td>x</td><td>1</td></tr><tr><td>y</td><td>2</td></tr></tbody></table>
<div class="callout trap"><p><strong>Trap:</strong> beware</p></div>
<div class="callout follow-up"><p><strong>Follow-up:</strong> what now?</p></div>
<ul class="points"><li class="point">alpha</li><li class="point">beta</li></ul>
<p>The <span class="gap">answer</span>.</p>
"""
PIXEL = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="900" height="300">'
    b'<rect width="900" height="300" fill="#1f2328"/></svg>'
)


def written(html: str, width: int = 700, ink=LIGHT, pictures=lambda name: None) -> RichDocument:  # type: ignore[no-untyped-def]
    document = RichDocument(ink, Scale(16), pictures)
    write(document, (parse("<p>Question?</p>"), "question"), (parse(html), "body"))
    document.setTextWidth(width)
    document.size()
    return document


def words(document: RichDocument) -> list[str]:
    return document.toPlainText().replace("\u2028", " ").split()


def test_every_word_is_in_the_document_in_order(qtbot: QtBot) -> None:
    expected = (
        'Question? First bold and code, see here. one two inner {"a": 1} Head Right x 1 y 2 '
        "Trap: beware Follow-up: what now? alpha beta The answer."
    )
    assert words(written(CARD)) == expected.split()


def test_a_line_broken_and_indented_in_the_source_is_one_line(qtbot: QtBot) -> None:
    assert (
        "came from an ephemeral key"
        in written("<ul><li>came from\n    <em>an</em>\n  ephemeral key</li></ul>").toPlainText()
    )


def test_boxes_follow_each_other_without_overlap_and_within_the_width(qtbot: QtBot) -> None:
    document = written(CARD)
    found = [(kind, paint.frame_rect(document, frame)) for frame, kind in paint.frames(document)]
    assert [kind for kind, _ in found] == ["code", "table", "trap", "follow-up", "point", "point"]
    for (_, upper), (_, lower) in pairwise(found):
        assert upper.bottom() <= lower.top() + 0.5
    for kind, rect in found:
        assert rect.left() >= -0.5, kind
        assert rect.right() <= 701, kind
        assert rect.height() > 10, kind


def test_a_table_row_is_found_where_its_text_is(qtbot: QtBot) -> None:
    document = written(CARD)
    frame, _ = next((f, k) for f, k in paint.frames(document) if k == "table")
    rect = paint.frame_rect(document, frame)
    layout = document.documentLayout()
    first = layout.blockBoundingRect(frame.cellAt(0, 0).firstCursorPosition().block())  # type: ignore[attr-defined]
    last = layout.blockBoundingRect(frame.cellAt(2, 1).firstCursorPosition().block())  # type: ignore[attr-defined]
    assert rect.top() < first.top() < first.bottom() <= last.top() < last.bottom() < rect.bottom()


@pytest.mark.parametrize("ink", [LIGHT, DARK], ids=["light", "dark"])
def test_what_is_ticked_is_seen(qtbot: QtBot, ink) -> None:  # type: ignore[no-untyped-def]
    document = written(CARD, ink=ink)

    def painted(marks: paint.Marks) -> QImage:
        image = QImage(700, int(document.size().height()), QImage.Format.Format_RGB32)
        image.fill(QColor(ink.page))
        painter = QPainter(image)
        paint.paint(painter, document, marks)
        painter.end()
        return image

    plain, ticked = painted(paint.PLAIN), painted(paint.Marks(ticked=frozenset({1})))
    box = paint.points(document)[1].toRect()
    assert plain.copy(box) != ticked.copy(box)
    assert plain.copy(paint.points(document)[0].toRect()) == ticked.copy(paint.points(document)[0].toRect())


def test_a_picture_never_is_wider_than_the_column_and_a_missing_one_gives_its_words(qtbot: QtBot) -> None:
    html = '<p><img src="a.svg" alt="a drawing"></p>'
    document = written(html, width=400, pictures=lambda name: PIXEL)
    assert 300 < document.picture_size("a.svg").width() <= 400
    assert document.size().width() <= 400
    assert "a drawing" in written(html).toPlainText()
    assert "a drawing" in written(html, pictures=lambda name: b"this is no picture").toPlainText()


@pytest.mark.parametrize("html", ["", "<p></p>", "<table></table>", "<ul></ul>", "<pre></pre>", "<li>x</li>", "<td>y"])
def test_odd_trees_are_written_without_complaint(qtbot: QtBot, html: str) -> None:
    written(html)


@given(
    st.lists(st.sampled_from(["<p>a", "<ul><li>b", "</ul>", "<table><tr><td>c", "</table>", "<pre>d", "<div>", "</p>"]))
)
def test_any_nesting_keeps_its_words(parts: list[str]) -> None:
    tree = parse("".join(parts))
    document = RichDocument(LIGHT, Scale(16))
    write(document, (tree, "body"))
    expected = sorted(
        c for part in parts for c in part if c in "bcd" and part.endswith(c) and not part.startswith("</")
    )
    found = document.toPlainText()
    for letter in set(expected):
        assert letter in found
