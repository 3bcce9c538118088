"""Settings: read, complained about, written with the user's comments kept."""

from __future__ import annotations

import os
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import BadSettings, SettingsNotSaved
from app.settings import RULES, Settings, load_settings, read_settings, save_settings

WRITTEN = """\
# mine
new_per_day = 5  # a few
from_the_future = [1, 2]

theme = "dark"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A path for a settings file."""
    return tmp_path / "settings.toml"


def test_a_missing_file_gives_the_defaults_without_complaint(file: Path) -> None:
    """Nothing to say about the first start."""
    assert load_settings(file) == (Settings(), ())
    assert not file.exists()


def test_every_setting_has_a_rule_that_allows_its_default() -> None:
    """No setting goes unchecked."""
    assert set(RULES) == {field.name for field in fields(Settings)}
    for name, rule in RULES.items():
        value = getattr(Settings(), name)
        assert value is None or rule.allows(value), name


def test_values_are_taken_and_unknown_keys_are_nobody_s_business(file: Path) -> None:
    """What a newer version wrote is neither taken nor complained about."""
    file.write_text(WRITTEN)
    assert load_settings(file) == (Settings(new_per_day=5, theme="dark"), ())


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("new_per_day = -1", "new_per_day = -1 is not allowed: write a whole number from 0 to 9999."),
        ("new_per_day = true", "new_per_day = true is not allowed: write a whole number"),
        ("new_per_day = 2.5", "new_per_day = 2.5 is not allowed"),
        ("rollover_hour = 24", "rollover_hour = 24 is not allowed: write a whole number from 0 to 23."),
        ("six_grades = 1", "six_grades = 1 is not allowed: write true or false."),
        ('theme = "pink"', 'theme = "pink" is not allowed: write "system", "light" or "dark".'),
        ("text_size = 79", "text_size = 79 is not allowed: write a whole number from 80 to 200."),
        ('deck_folders = "one"', 'deck_folders = "one" is not allowed: write a list of folders'),
        ("deck_folders = [1]", "deck_folders = [1] is not allowed"),
        ('time_zone = "Mars/Olympus"', 'time_zone = "Mars/Olympus" is not allowed: write the name of a time zone'),
        ('time_zone = "../etc"', 'time_zone = "../etc" is not allowed'),
        ("time_zone = 1", "time_zone = 1 is not allowed"),
        ("leech_lapses = 0", "leech_lapses = 0 is not allowed"),
    ],
)
def test_a_wrong_value_is_named_with_file_key_and_range_and_the_default_used(file: Path, line: str, words: str) -> None:
    """The rest of the file still counts."""
    file.write_text(f"{line}\ntext_size = 120\n" if "text_size" not in line else line)
    settings, complaints = load_settings(file)
    assert len(complaints) == 1
    assert complaints[0].startswith(f"{file}: {words}")
    key = line.split(" = ")[0]
    assert getattr(settings, key) == getattr(Settings(), key)
    with pytest.raises(BadSettings, match=key):
        read_settings(file)


@pytest.mark.parametrize("content", [b"new_per_day = ", b"\xff\xfe", b"[[["])
def test_a_file_that_is_not_toml_is_said_and_never_overwritten(file: Path, content: bytes) -> None:
    """Defaults for now; the file is the user's to mend."""
    file.write_bytes(content)
    settings, complaints = load_settings(file)
    assert settings == Settings()
    assert "not valid TOML" in complaints[0]
    with pytest.raises(BadSettings, match="not valid TOML"):
        save_settings(file, Settings(new_per_day=1))
    assert file.read_bytes() == content


def test_saving_keeps_comments_order_and_unknown_keys(file: Path) -> None:
    """Only what changed is touched."""
    file.write_text(WRITTEN)
    save_settings(file, replace(read_settings(file), new_per_day=7, deck_folders=("/a b", "c")))
    assert file.read_text() == WRITTEN.replace("= 5", "= 7") + 'deck_folders = ["/a b", "c"]\n'


def test_saving_what_is_there_changes_no_byte(file: Path) -> None:
    """Also with a wrong value in it, which stays for the user to correct."""
    written = WRITTEN + "text_size = 1\n"
    file.write_text(written)
    save_settings(file, load_settings(file)[0])
    assert file.read_text() == written


def test_no_limit_takes_the_key_out_again(file: Path) -> None:
    """TOML has no null; None is the key's absence."""
    save_settings(file, Settings(reviews_per_day=10, time_zone="Europe/Berlin"))
    assert read_settings(file).reviews_per_day == 10
    save_settings(file, Settings(time_zone="Europe/Berlin"))
    assert "reviews_per_day" not in file.read_text()
    assert read_settings(file).time_zone == "Europe/Berlin"


def test_a_value_that_is_not_allowed_is_not_saved(file: Path) -> None:
    """The program cannot write what it would complain about."""
    with pytest.raises(BadSettings, match="text_size = 500"):
        save_settings(file, Settings(text_size=500))
    assert not file.exists()


@given(
    st.builds(
        Settings,
        new_per_day=st.integers(0, 9999),
        reviews_per_day=st.none() | st.integers(0, 9999),
        rollover_hour=st.integers(0, 23),
        six_grades=st.booleans(),
        theme=st.sampled_from(["system", "light", "dark"]),
        text_size=st.integers(80, 200),
        deck_folders=st.lists(st.text(st.characters(codec="utf-8")), max_size=3).map(tuple),
        time_zone=st.sampled_from([None, "UTC", "Asia/Kolkata"]),
        leech_lapses=st.integers(1, 99),
    )
)
def test_what_is_saved_is_read_again(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> None:
    """Any allowed settings survive the way through the file."""
    file = tmp_path_factory.mktemp("settings") / "settings.toml"
    save_settings(file, settings)
    assert read_settings(file) == settings


def test_a_failed_save_leaves_the_old_file_and_no_rubbish(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk that fills up costs nothing but the change."""
    file.write_text(WRITTEN)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SettingsNotSaved, match="No space left"):
        save_settings(file, Settings(new_per_day=9))
    assert file.read_text() == WRITTEN
    assert list(file.parent.iterdir()) == [file]


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    """The data folder's place is taken by a file."""
    (tmp_path / "taken").write_text("")
    with pytest.raises(SettingsNotSaved, match="cannot be written"):
        save_settings(tmp_path / "taken" / "settings.toml", Settings(new_per_day=9))


def test_a_link_to_the_settings_stays_a_link(tmp_path: Path, file: Path) -> None:
    """Those who keep their settings elsewhere keep them there."""
    real = tmp_path / "dotfiles.toml"
    real.write_text(WRITTEN)
    file.symlink_to(real)
    save_settings(file, Settings(new_per_day=9, theme="dark"))
    assert file.is_symlink()
    assert read_settings(real).new_per_day == 9
