"""The HTML of an answer: each piece of the notation, and what must not come through."""

import threading

import pytest

from decks import markup
from decks.markup import inline, plain, render


def test_ordinary_markdown() -> None:
    """Emphasis, code, strike-through, the few inline tags and entities."""
    html = render("*a* **b** `c<d>` ~~e~~ H<sub>2</sub>O <kbd>F1</kbd> &amp; &copy; 1 < 2, ~5 to ~6 snake_case_name")
    assert html == (
        "<p><em>a</em> <strong>b</strong> <code>c&lt;d&gt;</code> <del>e</del> H<sub>2</sub>O <kbd>F1</kbd> &amp; © "
        "1 &lt; 2, ~5 to ~6 snake_case_name</p>"
    )


def test_a_fence_is_code_with_its_language_and_not_highlighted() -> None:
    """Nothing in it is Markdown, gaps and entities included."""
    html = render("```http\nGET /?a=1&b=<2> *x* &amp; {{c1::no}}\n\n  x\n```", gap=1)
    assert html == (
        '<pre><code class="language-http">GET /?a=1&amp;b=&lt;2&gt; *x* &amp;amp; {{c1::no}}\n\n  x\n</code></pre>'
    )
    assert render("~~~\na\n~~~") == "<pre><code>a\n</code></pre>"


@pytest.mark.parametrize("indent", ["  ", "    "])
def test_lists_nest_by_two_and_by_four_spaces_and_hold_code(indent: str) -> None:
    """The prose of every other Markdown works here."""
    html = render(
        f"Text:\n- one\n{indent}- two\n{indent}{indent}1. three\n- four\n\n"
        f"{indent}```json\n{indent}{{}}\n{indent}```\n- five"
    )
    assert html.replace("\n", "").replace("<p>", "").replace("</p>", "") == (
        "Text:<ul><li>one<ul><li>two<ol><li>three</li></ol></li></ul></li>"
        '<li>four<pre><code class="language-json">{}</code></pre></li><li>five</li></ul>'
    )


def test_indented_code_in_a_list_is_code() -> None:
    """Eight spaces under an item, as Markdown has it; fewer are a paragraph of the item."""
    assert "<code>x\n</code>" in render("- a\n\n        x\n")
    assert "<p>x</p>" in render("- a\n\n      x\n")


def test_numbered_lists_keep_their_start_and_prose_its_numbers() -> None:
    """A line that begins with a year is no list."""
    assert '<ol start="3">' in render("3. three\n4. four")
    assert render("It was in\n1986. A good year.") == "<p>It was in\n1986. A good year.</p>"


def test_tables_align_without_styles() -> None:
    """Also right after a line of text; braces in a cell are text."""
    html = render("Text\n| a | b |\n|---|--:|\n| `x` | /u {id} |")
    assert html.startswith("<p>Text</p>\n<table>")
    assert '<th align="right">b</th>' in html
    assert '<td align="right">/u {id}</td>' in html


@pytest.mark.parametrize(
    ("word", "kind"),
    [("Trap:", "trap"), ("Follow-up:", "follow-up"), ("note.", "note"), ("Tip", "tip"), ("WARNING:", "warning")],
)
def test_a_quote_that_begins_with_a_known_bold_word_is_a_call_out(word: str, kind: str) -> None:
    """The word stays in the text."""
    assert render(f"> **{word}** x\n> y") == (
        f'<div class="callout {kind}">\n<p><strong>{word}</strong> x\ny</p>\n</div>'
    )


def test_neighbouring_quotes_stay_apart() -> None:
    """Also call-outs without a blank line between; other quotes are quotes."""
    html = render("> **Trap:** a\n> **Tip:** b\n\n> **Notable** c\n\n> d\nText")
    assert html.replace("\n", "") == (
        '<div class="callout trap"><p><strong>Trap:</strong> a</p></div>'
        '<div class="callout tip"><p><strong>Tip:</strong> b</p></div>'
        "<blockquote><p><strong>Notable</strong> c</p></blockquote><blockquote><p>dText</p></blockquote>"
    )


def test_a_call_out_holds_lists_and_code() -> None:
    """Also right after a list."""
    html = render("- a\n> **Note:** b\n>\n> ```sql\n> SELECT 1\n> ```\n> - c\n>   - d")
    assert html.replace("\n", "") == (
        '<ul><li>a</li></ul><div class="callout note"><p><strong>Note:</strong> b</p>'
        '<pre><code class="language-sql">SELECT 1</code></pre><ul><li>c<ul><li>d</li></ul></li></ul></div>'
    )


def test_a_quote_inside_a_list_item_is_a_quote() -> None:
    """Also without a blank line before it."""
    assert render("- a\n  > b\n  > c\n- d").replace("\n", "") == (
        "<ul><li><p>a</p><blockquote><p>bc</p></blockquote></li><li><p>d</p></li></ul>"
    )


def test_key_points_and_options() -> None:
    """Ticked ones are right; in a quiz the reason stands apart."""
    assert render("- [ ] a `x`\n- [ ] b :: c").replace("\n", "") == (
        '<ul class="points"><li class="point">a <code>x</code></li><li class="point">b :: c</li></ul>'
    )
    assert render("- [X] a :: *b*\n- [ ] `c :: d`").replace("\n", "") == (
        '<ul class="points"><li class="point right">a<br><span class="why"><em>b</em></span></li>'
        '<li class="point"><code>c :: d</code></li></ul>'
    )


def test_gaps() -> None:
    """The asked gap is hidden or marked; the others, and all of them without one, show their text."""
    text = "A {{c1::**b `x::y`**::hint}} {{c2::/u/{id}}} {{c1::c}}."
    assert render(text) == "<p>A <strong>b <code>x::y</code></strong> /u/{id} c.</p>"
    assert render(text, gap=1) == (
        '<p>A <span class="gap hidden">[hint]</span> /u/{id} <span class="gap hidden">[…]</span>.</p>'
    )
    assert render(text, gap=1, reveal=True) == (
        '<p>A <span class="gap"><strong>b <code>x::y</code></strong></span> /u/{id} <span class="gap">c</span>.</p>'
    )


def test_hidden_text_is_not_in_the_html() -> None:
    """Not in attributes, tables, hints or text too long to be converted either."""
    for text in (
        "[a](http://x/{{c1::secret}}) ![{{c1::secret}}](a.svg)",
        '| {{c1::secret}} |\n|---|\n| {{c1::secret::<b>"h}} |',
        "- [ ] {{c1::*secret*}}",
        "{{c1::secret}} " + "x" * markup.MAX_LENGTH,
        "{{c1::secret}} " + "[" * 1000,
    ):
        assert "secret" not in render(text, gap=1)
        assert "secret" in render(text, gap=1, reveal=True)


def test_pictures_are_relative_or_their_alternative_text() -> None:
    """Remote, absolute, file and data pictures are never fetched."""
    assert render("![A](../media/x.svg){width=320 onload=x}") == '<p><img alt="A" src="../media/x.svg" width="320"></p>'
    for source in (
        "https://e.com/x.png",
        "//e.com/x.png",
        "/etc/x.png",
        "file:///etc/x.png",
        "data:image/png;base64,AA",
        "\\\\host\\x.png",
        "java&#115;cript:x",
        "&#47;etc/x.png",
    ):
        assert render(f"![A *b*]({source})") == "<p><em>A *b*</em></p>"
    assert render("![](https://e.com/x.png)") == "<p><em>picture</em></p>"


def test_links_are_to_the_web_or_mail() -> None:
    """Any other link is its text."""
    assert render("[a](https://e.com/?b=1&c=2 'T')") == '<p><a href="https://e.com/?b=1&amp;c=2" title="T">a</a></p>'
    assert render("<mailto:a@b.c>").startswith("<p>")
    for target in (
        "javascript:alert(1)",
        "JaVa&#115;cript:x",
        "data:text/html,x",
        "file:///x",
        "ftp://e.com",
        "x.md",
        "#y",
    ):
        assert "<a" not in render(f"[*a*]({target}) <{target}>")


def test_raw_html_is_text() -> None:
    """It is shown, not run; comments vanish outside code."""
    html = render(
        "<script>alert(1)</script> <img src=x onerror=y> Map<String, int>\n\n"
        "<iframe src=z>\n\n<!-- a\n\nb -->`<!-- c -->`"
    )
    assert html.replace("\n", "") == (
        "<p>&lt;script&gt;alert(1)&lt;/script&gt; &lt;img src=x onerror=y&gt; Map&lt;String, int&gt;</p>"
        "<p>&lt;iframe src=z&gt;</p><p><code>&lt;!-- c --&gt;</code></p>"
    )


def test_attribute_lists_set_a_width_and_nothing_else() -> None:
    """Ids, classes, styles and handlers vanish; what is no attribute list stays text."""
    assert render("Text *a*{: .gap style='x'}\n{#b .trap onclick=c}") == "<p>Text <em>a</em></p>"
    assert render('Send\n{"id": 7}') == '<p>Send\n{"id": 7}</p>'


def test_a_heading_needs_its_space() -> None:
    """`#1` is text."""
    assert render("#1 is best\n\n### Part {#x}") == "<p>#1 is best</p>\n<h3>Part</h3>"


def test_inline_has_no_blocks() -> None:
    """A question may begin like a list, a heading or a quote."""
    assert inline("1. `a<b>` *x*\n  y") == "1. <code>a&lt;b&gt;</code> <em>x</em> y"
    assert [inline(text) for text in ("# a", "> b", "- c", "a & b", "plain?", "")] == [
        "# a",
        "&gt; b",
        "- c",
        "a &amp; b",
        "plain?",
        "",
    ]


def test_plain_is_the_text_alone() -> None:
    """One line stays one line; blocks stand apart; gaps are filled or `[…]`."""
    assert plain("Is `a<b>` *x* & {{c1::y}}?") == "Is a<b> x & y?"
    text = (
        "A {{c1::b::h}} {{c1::c}}.\n\n- one\n  - two\n- three\n\n3. x\n4. y\n\n| a | b |\n|---|---|\n| c | d |\n\n"
        "```\ncode\n\n  more\n```\n\n> **Trap:** t\n\n![alt](x.svg)"
    )
    assert plain(text, gap=1) == (
        "A [h] […].\n\n- one\n  - two\n- three\n\n3. x\n4. y\n\na | b\nc | d\n\ncode\n\n  more\n\nTrap: t\n\nalt"
    )


@pytest.mark.parametrize("piece", [">", "[", "![", "*", "`", "- ", "> - ", "a\n===\n", "\\", "&amp;", "{{c1::", "[a]("])
@pytest.mark.parametrize("count", [10_000, 60_000])
def test_bombs_come_back_as_text(piece: str, count: int) -> None:
    """Nesting past all reason neither hangs nor crashes, and the next card is fine."""
    for function in (render, inline, plain):
        assert function(piece * count)
    assert render("- a\n\n> b").replace("\n", "") == "<ul><li>a</li></ul><blockquote><p>b</p></blockquote>"


def test_long_text_is_escaped() -> None:
    """200 KB is the bound."""
    text = "<b> " * (markup.MAX_LENGTH // 4) + "x"
    assert render(text).startswith("<pre>&lt;b&gt; ")


def test_threads_do_not_share_a_converter() -> None:
    """Each renders its own text."""
    texts = [f"- [ ] {n}\n\n```\n{n}\n```\n" * 5 for n in range(8)]
    expected = [render(text) for text in texts]
    found: dict[int, list[str]] = {}

    def work(n: int) -> None:
        found[n] = [render(texts[n]) for _ in range(10)]

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {n: [expected[n]] * 10 for n in range(8)}
