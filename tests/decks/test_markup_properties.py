"""The HTML against texts nobody would write: nothing raises, nothing dangerous comes out."""

from html.parser import HTMLParser

from hypothesis import example, given
from hypothesis import strategies as st

from decks.markup import inline, plain, render

ALLOWED = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "code": {"class"},
    "div": {"class"},
    "li": {"class"},
    "ol": {"start"},
    "span": {"class"},
    "td": {"align"},
    "th": {"align"},
    "ul": {"class"},
}
BARE = {"blockquote", "br", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "ins", "kbd", "mark", "p", "pre"}
BARE |= {"small", "strong", "sub", "sup", "table", "tbody", "thead", "tr"}

_PIECES = st.sampled_from(
    [
        "<script>",
        "</script>",
        "<img src=x onerror=a>",
        "<a href='javascript:x'>",
        "<!--",
        "-->",
        "<style>",
        "<iframe ",
        "javascript:",
        "data:",
        "https://e.com/",
        "file:///",
        "//e.com",
        "../media/x.svg",
        "[",
        "](",
        ")",
        "![",
        "<",
        ">",
        '"',
        "'",
        "&#106;",
        "&colon;",
        "onclick=x",
        "{: ",
        "{#",
        "{.gap ",
        "}",
        "{{c1::",
        "{{c2::",
        "::",
        "}}",
        "`",
        "```",
        "~~~",
        '```" onload=x\n',
        "\n",
        "\n\n",
        "    ",
        "  ",
        "- ",
        "1. ",
        "- [ ] ",
        "- [x] ",
        " :: ",
        "> ",
        "**Trap:**",
        "|",
        "|-|-|\n",
        "*",
        "**",
        "_",
        "~~",
        "\\",
        "# ",
        "---\n",
        "===\n",
        "[a]: javascript:x\n",
        "[a]",
        "\t",
        "\x00",
        "\ue000",
        "0",
        "\ue001",
        "\ue002",
        "\ue003",
        "\ufeff",
        "\u2028",
        "\ud800",
        "word",
        "<kbd>",
        "</sub>",
        "<br/>",
        "style=x",
    ]
)
TEXTS = st.one_of(st.text(), st.lists(st.one_of(_PIECES, st.text(max_size=3)), max_size=40).map("".join))


class Judge(HTMLParser):
    """Fails on any tag, attribute or address that is not allowed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED or tag in BARE, tag
        for name, value in attrs:
            assert name in ALLOWED.get(tag, ()), (tag, name)
            if name == "href":
                assert (value or "").lower().startswith(("http://", "https://", "mailto:")), value
            if name == "src":
                assert value
                assert not value.startswith(("/", "\\")), value
                assert ":" not in value.split("/")[0], value
        if tag not in ("br", "hr", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment came through: {data}")


def judge(html: str) -> None:
    """The HTML holds only what is allowed, and every tag is closed."""
    reader = Judge()
    reader.feed(html)
    reader.close()
    assert reader.open == []


@given(text=TEXTS, gap=st.sampled_from([None, 1, 2]), reveal=st.booleans())
@example(text="![a](x\nonerror=y)", gap=None, reveal=False)
@example(text="[{{c1::a](javascript:x)}}", gap=1, reveal=True)
def test_any_text_renders_to_safe_html(text: str, gap: int | None, reveal: bool) -> None:
    """No text raises, and no script, handler, remote picture or unclosed tag comes out."""
    judge(render(text, gap=gap, reveal=reveal))
    judge(inline(text))


@given(text=TEXTS, gap=st.sampled_from([None, 1]))
def test_any_text_has_a_plain_form(text: str, gap: int | None) -> None:
    """It is text for people: no private signs of ours are left in it."""
    assert not set(plain(text, gap=gap)) & set("\ue000\ue001\ue002\ue003\ue004\x02\x03")


@given(text=TEXTS)
def test_rendering_has_no_memory(text: str) -> None:
    """What was rendered before changes nothing."""
    before = render("- [ ] a\n\n> **Trap:** b [x]")
    render(text)
    assert render("- [ ] a\n\n> **Trap:** b [x]") == before
