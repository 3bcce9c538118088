"""Code coloured by role, so that one palette serves every language and both themes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pygments.lexer import Lexer

# The first entry that is a prefix of a token's path decides; "" leaves the colour of text.
_ROLES = (
    ("Token.Comment.Preproc", "keyword"),
    ("Token.Comment", "comment"),
    ("Token.Keyword.Constant", "number"),
    ("Token.Keyword", "keyword"),
    ("Token.Operator.Word", "keyword"),
    ("Token.Literal.String", "string"),
    ("Token.Literal.Number", "number"),
    ("Token.Literal", "number"),
    ("Token.Name.Tag", "name"),
    ("Token.Name.Attribute", "name"),
    ("Token.Name.Decorator", "name"),
    ("Token.Name.Function", "name"),
    ("Token.Name.Class", "name"),
    ("Token.Generic.Deleted", "string"),
    ("Token.Generic.Inserted", "comment"),
)


@lru_cache(maxsize=512)
def _role(path: str) -> str:
    return next((role for prefix, role in _ROLES if path.startswith(prefix)), "")


@lru_cache(maxsize=32)
def _lexer(language: str) -> Lexer | None:
    # Imported here: a window that shows no code does not pay for it.
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def spans(code: str, language: str) -> Iterator[tuple[str, str]]:
    """The code cut into `(text, role)`; a role is a colour's name in `Ink`, or "" for plain text.

    A language nobody knows, or none, gives the code in one piece.
    """
    lexer = _lexer(language) if language and language != "text" else None
    if lexer is None:
        yield code, ""
        return
    held, role = "", ""
    for token, value in lexer.get_tokens(code):
        this = _role(str(token))
        if this != role and held:
            yield held, role
            held = ""
        role = this
        held += value
    if held:
        yield held, role


def warm_up() -> None:
    """Load what the languages of the bank need; for a pause, because the first code takes a tenth of a second."""
    for language in ("http", "json", "python", "sql"):
        for _ in spans("a = 1", language):
            pass
