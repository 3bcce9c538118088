"""The text that is kept of the statements is what the tables say."""

from app.storage import compose, statements


def test_the_text_of_every_statement_agrees_with_the_tables() -> None:
    """After a change of tables or statements: `python -m app.storage.compose`, then `ruff format`."""
    named = {name for name in vars(compose) if name.isupper() and not name.startswith("_")} - {"LONGEST_MS", "SAMPLE"}
    kept = {name: text for name, text in vars(statements).items() if name.isupper()}
    assert kept == {name: getattr(compose, name) for name in named}
