"""The error tree."""

from __future__ import annotations

from pathlib import Path

from app import errors


def test_the_docstring_shows_every_error_and_nothing_else() -> None:
    """The page in the docstring is the tree that there is."""
    assert errors.__doc__ is not None
    shown = {word for word in errors.__doc__.replace("─", " ").split() if word in vars(errors)} - {"StorageError"}
    there = {name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, Exception)}
    assert shown == there - {"StorageError"}


def test_a_damaged_file_names_the_backup_to_go_back_to() -> None:
    """The sentence has the place, the reason and a command to copy."""
    error = errors.StorageDamaged("it is cut short", Path("/d/progress.sqlite"), Path("/b/x.sqlite"))
    assert str(error) == (
        "/d/progress.sqlite is damaged (it is cut short): go back to a backup with `byheart restore /b/x.sqlite`."
    )
    assert "`byheart restore`" in str(errors.StorageDamaged("bad", Path("p")))
