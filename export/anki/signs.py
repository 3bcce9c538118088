"""Text of a stranger's written so that Markdown, and our deck format, take it for text."""

import re

_ESCAPES = re.compile(
    r"[\\`*\[|]"  # code, emphasis, links, tasks, tables
    r"|(?<![^\W_])_|_(?![^\W_])"  # an underscore within a word is text
    r"|~(?=~)|(?<=~)~"
    r"|\{(?=:?[ ]*(?:[#.]|(?:width|height|minutes)[ ]*=)|\{|[cC]\d)|(?<=\{)\{"  # attribute lists and gaps
)
_TAG = re.compile(r"<(?=/?(?:kbd|sub|sup|mark|small|ins|br)\b|!--|(?:https?|ftps?|mailto):|[^<>\s]+@)", re.IGNORECASE)
_ENTITY = re.compile(r"&(?=#?\w+;)")
_CLOSING = re.compile(r"(?:^|\s)#+$")
_LINE_START = re.compile(r"(\s*)(?:(\d{1,9})([.)])(?=\s|$)|([-+>#])|(=|:(?=[-:| ]+$))|Source(:))")


def escape(text: str, *, line_start: bool = False, in_gap: bool = False, in_link: bool = False) -> str:
    """Plain text of one line as Markdown that shows it.

    `line_start`: it begins a line, where some signs mean a block; `in_gap`: it lies in a gap of a cloze, which `}}`
    would end and `::` would part; `in_link`: in the text of a link or picture, which `]` would end. Only
    what would mean something is escaped, so that the file stays readable.
    """
    text = _ENTITY.sub("&amp;", text)
    found = _ESCAPES.sub(lambda sign: f"\\{sign[0]}", text)
    found = _TAG.sub("&lt;", found)
    if in_link:
        found = found.replace("]", "\\]")
    if in_gap:
        found = re.sub(r"(?<!\\)([{}])", r"\\\1", found).replace("::", ":&#58;")
        if found.startswith(":"):
            found = f"&#58;{found[1:]}"
        if found.endswith(":"):
            found = f"{found[:-1]}&#58;"
    elif found.startswith("}"):  # the end of a gap may stand before it
        found = f"\\{found}"
    if line_start and (start := _LINE_START.match(found)):
        found = start[1] + _escaped_start(start) + found[start.end() :]
    return found


def _escaped_start(start: re.Match[str]) -> str:
    if start[2]:
        return f"{start[2]}\\{start[3]}"
    if start[4]:
        return f"\\{start[4]}"
    if start[5]:
        return f"&#{ord(start[5])};"
    return "Source&#58;"


def unclosed(heading: str) -> str:
    """A heading whose last `#` are its own and do not close it."""
    return f"{heading[:-1]}\\#" if _CLOSING.search(heading) else heading
