"""What was typed and not saved, kept where a crash cannot take it; offered at the next visit."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from app.errors import ByHeartError
from app.paths import Paths
from app.writing.file import Known, read

FORMAT = 1
PICTURES = "pictures"


@dataclass(frozen=True, slots=True)
class Draft:
    """An unsaved text, what the file held when it was begun, and the one card that was shown, if it was one."""

    path: str
    base: str
    text: str
    note_id: str = ""

    @property
    def known(self) -> Known:
        """What the text was made from."""
        return Known(Path(self.path), self.base)


def folder(paths: Paths) -> Path:
    """Where drafts, pasted pictures and files on their way to their place lie."""
    return paths.data_dir / "unsaved"


def keep(paths: Paths, draft: Draft) -> None:
    """Write a draft in the place of an earlier one of its file. Raises ByHeartError.

    Not forced to the disk: it has to survive a crash of the program, and is written while one types.
    """
    target = _file(paths, Path(draft.path))
    temporary = target.with_suffix(".tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(json.dumps({"format": FORMAT, **asdict(draft)}), encoding="utf-8")
        temporary.replace(target)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise ByHeartError(f"{target} cannot be written ({error.strerror}): save your work, then make room.") from error


def drop(paths: Paths, path: Path) -> None:
    """Forget the draft of a file: it was saved, or thrown away."""
    _file(paths, path).unlink(missing_ok=True)


def drafts(paths: Paths) -> tuple[Draft, ...]:
    """The drafts that differ from their files, by path; others, and what cannot be read, are passed over."""
    found: list[Draft] = []
    for file in sorted(folder(paths).glob("*.json")):
        try:
            values = json.loads(file.read_text("utf-8"))
            if values.pop("format") != FORMAT:
                continue
            draft = Draft(**{key: str(value) for key, value in values.items()})
            if read(Path(draft.path)).text != draft.text:
                found.append(draft)
        # Half written when the power went, or another version's: it stays where it is.
        except (OSError, ValueError, TypeError, AttributeError, KeyError):
            continue
        except ByHeartError:  # the file cannot be read, all the more is the draft worth
            found.append(draft)
    return tuple(sorted(found, key=lambda draft: draft.path))


def sweep(paths: Paths) -> None:
    """Delete what a killed program left: temporary files, and pictures that no draft speaks of."""
    here = folder(paths)
    for temporary in (*here.glob("*.tmp"), *here.glob(".*.tmp")):
        temporary.unlink(missing_ok=True)
    texts = "\n".join(draft.text for draft in drafts(paths))
    for picture in (here / PICTURES).glob("*"):
        if picture.name not in texts:
            picture.unlink(missing_ok=True)


def _file(paths: Paths, path: Path) -> Path:
    return folder(paths) / f"{path.stem[:40]}-{sha256(str(path).encode()).hexdigest()[:12]}.json"
