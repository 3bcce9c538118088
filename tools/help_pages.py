"""Write `docs/help` from the help of the program, with its tables of commands, settings and keys: `make table`."""

from __future__ import annotations

import sys
from pathlib import Path

from app.help import HelpText, read_help
from app.ui.help import keys_markdown

TARGET = Path(__file__).parents[1] / "docs" / "help"


def documents() -> dict[str, str]:
    """The files by name: each page of the help, and a list of them."""
    pages = read_help(keys_markdown)
    listed = "\n".join(f"- [{page.title}]({page.name}.md)" for page in pages)
    index = f"# Help\n\nThe help of the program, written by `make table` from `app/help_pages`.\n\n{listed}\n"
    return {"README.md": index, **{f"{page.name}.md": _document(page) for page in pages}}


def _document(page: HelpText) -> str:
    return f"# {page.title}\n\n{page.markdown}"


def main() -> int:
    """Write the files, and take away those of pages that are gone."""
    TARGET.mkdir(parents=True, exist_ok=True)
    wanted = documents()
    for name, text in wanted.items():
        (TARGET / name).write_text(text, encoding="utf-8")
    for old in TARGET.glob("*.md"):
        if old.name not in wanted:
            old.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
