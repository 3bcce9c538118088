"""Where the user's files are."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from app.paths import Paths, bundled_decks


def test_the_option_wins_over_the_variable_over_the_platform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """--data-dir, then BYHEART_DATA_DIR, then platformdirs."""
    monkeypatch.setattr("platformdirs.user_data_dir", lambda name, appauthor: f"/platform/{name}")
    env = {"BYHEART_DATA_DIR": str(tmp_path / "env")}
    assert Paths.of(tmp_path / "option", env).data_dir == tmp_path / "option"
    assert Paths.of(None, env).data_dir == tmp_path / "env"
    assert Paths.of(None, {}).data_dir == Path("/platform/byheart")
    assert Paths.of(None, {"BYHEART_DATA_DIR": ""}).data_dir == Path("/platform/byheart")


def test_a_relative_folder_and_a_home_folder_become_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A later change of the working directory moves nothing."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "/home/me")
    assert Paths.of(Path("here"), {}).data_dir == tmp_path / "here"
    assert Paths.of(None, {"BYHEART_DATA_DIR": "~/heart"}).data_dir == Path("/home/me/heart")


def test_everything_lies_in_the_data_folder_and_is_not_made_by_asking(tmp_path: Path) -> None:
    """One folder holds all; no two things share a path."""
    paths = Paths.of(tmp_path / "data", {})
    every = [paths.database, paths.backups, paths.cache, paths.settings, paths.logs, paths.decks]
    assert all(path.parent == paths.data_dir for path in every)
    assert len(set(every)) == len(every)
    assert not paths.data_dir.exists()
    with pytest.raises(dataclasses.FrozenInstanceError):
        paths.data_dir = tmp_path  # type: ignore[misc]


def test_the_bundled_bank_is_found() -> None:
    """The bank lies beside the package that reads it."""
    assert bundled_decks().name == "bank"
    assert bundled_decks().is_dir()
