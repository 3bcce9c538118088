"""What the user can choose: one frozen value, read from and written to a TOML file that is also theirs to edit."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from app.errors import BadSettings, SettingsNotSaved

Theme = Literal["system", "light", "dark"]
Order = Literal["mixed", "course"]
Dates = Literal["english", "system"]


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its default. `RULES` below holds the allowed values.

    new_per_day, reviews_per_day: cards a study day, None for no limit. rollover_hour: local hour at which the study
    day begins. six_grades: show all six grades instead of four. text_size: percent. deck_folders: folders of decks
    beside the user's own. time_zone: an IANA name, None for the system's zone. leech_lapses: lapses that make a
    card a leech. order: decks mixed, or as in the course. timer: show the seconds spent on a card. answer_box: a box to
    type the answer in before it is shown. backup_folder: None for the one in the data folder. dates: language of
    dates. reminder: local time "HH:MM" of the reminder in the tray, None for none. keys: for an action's name, the
    keys instead of its own.
    """

    new_per_day: int = 20
    reviews_per_day: int | None = None
    rollover_hour: int = 4
    six_grades: bool = False
    theme: Theme = "system"
    text_size: int = 100
    deck_folders: tuple[str, ...] = ()
    time_zone: str | None = None
    leech_lapses: int = 8
    order: Order = "mixed"
    timer: bool = False
    answer_box: bool = False
    backup_folder: str | None = None
    dates: Dates = "english"
    reminder: str | None = None
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Rule:
    """What a TOML value must be: `allows` says whether it is, `words` tells the user."""

    allows: Callable[[Any], bool]
    words: str


def _whole(low: int, high: int) -> _Rule:
    # bool is an int in Python, and `new_per_day = true` is not a number
    return _Rule(
        lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high,
        f"a whole number from {low} to {high}",
    )


def _is_time(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value) is not None


def _are_keys(value: object) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(name, str) and isinstance(keys, (list, tuple)) and all(isinstance(key, str) for key in keys)
        for name, keys in value.items()
    )


def _is_zone(value: object) -> bool:
    from zoneinfo import ZoneInfo  # here, because most settings files name no zone

    if not isinstance(value, str):
        return False
    try:
        ZoneInfo(value)
    except (ValueError, OSError):  # malformed names; a folder of the zone database
        return False
    except KeyError:  # ZoneInfoNotFoundError
        return False
    return True


RULES: dict[str, _Rule] = {
    "new_per_day": _whole(0, 9999),
    "reviews_per_day": _whole(0, 9999),
    "rollover_hour": _whole(0, 23),
    "six_grades": _Rule(lambda value: isinstance(value, bool), "true or false"),
    "theme": _Rule(lambda value: value in ("system", "light", "dark"), '"system", "light" or "dark"'),
    "text_size": _whole(80, 200),
    "deck_folders": _Rule(
        lambda value: isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value),
        'a list of folders, like ["/home/me/decks"]',
    ),
    "time_zone": _Rule(_is_zone, 'the name of a time zone, like "Europe/Berlin"'),
    "leech_lapses": _whole(1, 99),
    "order": _Rule(lambda value: value in ("mixed", "course"), '"mixed" or "course"'),
    "timer": _Rule(lambda value: isinstance(value, bool), "true or false"),
    "answer_box": _Rule(lambda value: isinstance(value, bool), "true or false"),
    "backup_folder": _Rule(lambda value: isinstance(value, str) and value != "", 'a folder, like "/home/me/backups"'),
    "dates": _Rule(lambda value: value in ("english", "system"), '"english" or "system"'),
    "reminder": _Rule(_is_time, 'a time, like "18:30"'),
    "keys": _Rule(_are_keys, 'lists of keys by action, like { undo = ["Ctrl+Z"] }'),
}


def _frozen(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: tuple(keys) for name, keys in value.items()}
    return tuple(value) if isinstance(value, list) else value


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: list(keys) for name, keys in value.items()}
    return list(value) if isinstance(value, tuple) else value


def load_settings(path: Path) -> tuple[Settings, tuple[str, ...]]:
    """The settings of the file and one complaint, a sentence, for everything in it that was not taken.

    The default stands in for a wrong value, a missing key and a missing file. Unknown keys are left alone: they may
    be a newer version's. Never raises for what is in the file.
    """
    try:
        values = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        return Settings(), ()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return Settings(), (f"{path} is not valid TOML ({error}): correct it or delete it to get the defaults.",)
    except OSError as error:
        return Settings(), (f"{path} cannot be read ({error.strerror}): allow reading it, or delete it.",)
    taken: dict[str, Any] = {}
    complaints: list[str] = []
    for key, rule in RULES.items():
        if key not in values:
            continue
        value = values[key]
        if rule.allows(value):
            taken[key] = _frozen(value)
        else:
            complaints.append(f"{path}: {key} = {_shown(value)} is not allowed: write {rule.words}.")
    return Settings(**taken), tuple(complaints)


def read_settings(path: Path) -> Settings:
    """The settings of the file, strictly: raises BadSettings with the first complaint of `load_settings`."""
    settings, complaints = load_settings(path)
    if complaints:
        raise BadSettings(complaints[0])
    return settings


def save_settings(path: Path, settings: Settings) -> None:
    """Write what differs from the file, atomically; comments, order and unknown keys of the user survive.

    Raises BadSettings for a value that is not allowed, or when the file is not TOML (it is not overwritten), and
    SettingsNotSaved when it cannot be written.
    """
    import tomlkit  # here, because reading does without it
    from tomlkit.exceptions import TOMLKitError

    from decks.atomic import write_atomically

    for key, rule in RULES.items():
        value = getattr(settings, key)
        if value is not None and not rule.allows(value):
            raise BadSettings(f"{path}: {key} = {_shown(value)} is not allowed: choose {rule.words}.")
    try:
        document = tomlkit.parse(path.read_bytes().decode("utf-8-sig") if path.exists() else "")
        # compared with what the file means today, so that a wrong value stays for the user to correct
        today, _ = load_settings(path)
        for each in fields(Settings):
            value = getattr(settings, each.name)
            if value == getattr(today, each.name):
                continue
            if value is None:
                document.pop(each.name, None)
            else:
                document[each.name] = _plain(value)
        target = path.resolve()
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(target, tomlkit.dumps(document).encode())
    except (TOMLKitError, UnicodeDecodeError) as error:
        raise BadSettings(f"{path} is not valid TOML ({error}): correct it or delete it, then save again.") from error
    except OSError as error:
        raise SettingsNotSaved(
            f"{path} cannot be written ({error.strerror}): make room or allow writing there, then save again."
        ) from error


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)
