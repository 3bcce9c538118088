"""Where everything the user owns lives: one folder, so that it can be moved, backed up or thrown away whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DATA_DIR_VARIABLE = "BYHEART_DATA_DIR"


@dataclass(frozen=True, slots=True)
class Paths:
    """The files and folders below `data_dir`, an absolute path. Nothing is created here: whoever writes does."""

    data_dir: Path

    @classmethod
    def of(cls, data_dir: Path | None, env: Mapping[str, str]) -> Paths:
        """The folder of `--data-dir`, else of BYHEART_DATA_DIR (unless empty), else the platform's data folder."""
        chosen = data_dir or (Path(env[DATA_DIR_VARIABLE]) if env.get(DATA_DIR_VARIABLE) else None)
        if chosen is not None:
            return cls(chosen.expanduser().absolute())
        import platformdirs  # here, because --data-dir does without it

        return cls(Path(platformdirs.user_data_dir("byheart", appauthor=False)))

    @property
    def database(self) -> Path:
        """The progress: review log and memory. SQLite keeps `-wal` and `-shm` files beside it while it is open."""
        return self.data_dir / "progress.sqlite"

    @property
    def backups(self) -> Path:
        """The folder of `progress-YYYYMMDD-HHMMSS-reason.sqlite` files."""
        return self.data_dir / "backups"

    @property
    def cache(self) -> Path:
        """Library and search index; may be deleted at any time."""
        return self.data_dir / "cache"

    @property
    def settings(self) -> Path:
        """The settings, a TOML file."""
        return self.data_dir / "settings.toml"

    @property
    def logs(self) -> Path:
        """The folder of the program's logs."""
        return self.data_dir / "logs"

    @property
    def decks(self) -> Path:
        """The user's own decks."""
        return self.data_dir / "decks"


def bundled_decks() -> Path:
    """The folder of the question bank that ships with the program, read-only."""
    import decks

    return Path(str(decks.__file__)).parent / "bank"
