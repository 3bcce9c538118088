"""Converted decks on disk: all of them or none, and never over something of the user's.

A file made here says so in a comment below its front matter, with a fingerprint of the rest. While it fits, nobody has
changed the file, and converting the deck again replaces it; once it does not, the file is the user's own work and is
refused by name. The same content is written no second time. Pictures are named after their content, in `media` beside
the decks: a name that exists holds that picture already.
"""

import os
import re
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from decks.parser import MAX_BYTES, read_deck
from export.anki.foreign import Conversion, DeckFile
from export.anki.pictures import FOLDER, Picture, kept_name, wrong_with
from export.anki.problem import Cancelled, ExportError

MEDIA_TOTAL = 1 << 30
"""Bytes of pictures that one conversion may write."""

_NOTICE = "<!-- Made from an Anki package by By Heart, which replaces this file while it is unchanged: {} -->\n"
_MADE_HERE = re.compile(_NOTICE.replace("{}", "([0-9a-f]{32})"))


@dataclass(frozen=True, slots=True)
class Written:
    """What a conversion did to the folder."""

    decks: tuple[Path, ...]
    """Written or replaced."""
    unchanged: tuple[Path, ...]
    """Held the same already."""
    pictures: int
    """How many picture files are new."""
    left_out: tuple[tuple[str, str], ...]
    """Pictures that did not come along, (what, why); where one would be, the card shows its words."""


def earlier(folder: Path) -> dict[str, frozenset[str]]:
    """The note ids of each deck file in a folder that a conversion made and nobody changed, by the file's stem."""
    found: dict[str, frozenset[str]] = {}
    for path in sorted(folder.glob("anki-*.md")):
        text = _text_of(path)
        if text is not None and _is_untouched(text):
            deck, _ = read_deck(path)
            if deck is not None:
                found[path.stem] = frozenset(note.id for note in deck.notes)
    return found


def write(
    conversion: Conversion,
    folder: Path,
    media_bytes: Callable[[str], bytes],
    *,
    progress: Callable[[float], object] = lambda share: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Written:
    """Write the decks of a conversion into `folder`, with their pictures; see this module for what is never touched.

    `media_bytes` gives a picture's content or raises KeyError. Everything is written to a temporary folder inside
    `folder` first and moved when it is all there; a failure or a cancel on the way puts everything back.
    `progress` is told the share, 0 to 1, that is done. Raises ExportError with one sentence, Cancelled, and what
    `media_bytes` raises besides KeyError.
    """
    for deck in conversion.decks:
        _refuse_foreign(folder / f"{deck.stem}.md")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".byheart-", dir=folder) as name:
            return _write(conversion, folder, _Stage(Path(name)), media_bytes, progress, cancelled)
    except OSError as problem:
        reason = problem.strerror or problem
        raise ExportError(f"{folder} cannot be written ({reason}): choose another folder or make room.") from None


@dataclass(slots=True)
class _Stage:
    """The temporary folder, what in it goes where, and how to put things back."""

    folder: Path
    moves: list[tuple[Path, Path]] = field(default_factory=list)

    def add(self, target: Path, content: bytes) -> None:
        """Have a file on disk that is to become `target`."""
        staged = self.folder / str(len(self.moves))
        with staged.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        self.moves.append((staged, target))

    def commit(self) -> None:
        """Move everything into place, or nothing."""
        done: list[tuple[Path, Path | None]] = []
        try:
            for staged, target in self.moves:
                before = None
                if target.exists():
                    before = staged.with_suffix(".before")
                    # A copy, not a move: at no moment is the deck without its file.
                    before.write_bytes(target.read_bytes())
                staged.replace(target)
                done.append((target, before))
        except BaseException:
            for target, before in reversed(done):
                with suppress(OSError):  # the first trouble is the one to tell
                    target.unlink() if before is None else before.replace(target)
            raise


def _write(
    conversion: Conversion,
    folder: Path,
    stage: _Stage,
    media_bytes: Callable[[str], bytes],
    progress: Callable[[float], object],
    cancelled: Callable[[], bool],
) -> Written:
    pictures = list(dict.fromkeys(picture for deck in conversion.decks for picture in deck.media))
    names: dict[Picture, str | None] = {}
    left_out: list[tuple[str, str]] = []
    staged: set[str] = set()
    total = 0
    media = folder / FOLDER
    had_media = media.is_dir()
    for number, picture in enumerate(pictures):
        if cancelled():
            raise Cancelled
        progress(number / (len(pictures) + 1))
        try:
            content = media_bytes(picture.name)
            wrong = wrong_with(picture, content)
        except KeyError:
            content, wrong = b"", "it is not in the package"
        name = kept_name(picture, content)
        if wrong is None and name not in staged and not _has(media / name, content):
            total += len(content)
            if total > MEDIA_TOTAL:
                raise ExportError(
                    f"{folder} would get more than {MEDIA_TOTAL >> 30} GiB of pictures: export fewer decks from Anki."
                )
            stage.add(media / name, content)
            staged.add(name)
        if wrong is not None:
            left_out.append((f"the picture {picture.name[:60]!a}", wrong))
        names[picture] = name if wrong is None else None
    written: list[Path] = []
    unchanged: list[Path] = []
    for deck in conversion.decks:
        path = folder / f"{deck.stem}.md"
        content = _finished(deck, names).encode("utf-8")
        if len(content) > MAX_BYTES:
            raise ExportError(f"{path} would be over 4 MB: split the deck in Anki and export it again.")
        if _has(path, content):
            unchanged.append(path)
        else:
            stage.add(path, content)
            written.append(path)
    if cancelled():
        raise Cancelled
    if staged:
        media.mkdir(exist_ok=True)
    try:
        stage.commit()
    except BaseException:
        if not had_media:
            with suppress(OSError):  # not empty, or not there
                media.rmdir()
        raise
    progress(1.0)
    return Written(tuple(written), tuple(unchanged), len(staged), tuple(left_out))


def _finished(deck: DeckFile, names: Mapping[Picture, str | None]) -> str:
    """The file's text, with its pictures by their names on disk and words where there is none, and its fingerprint."""
    body = deck.body
    for picture in deck.media:
        name = names[picture]
        if name is not None:
            body = body.replace(picture.source, f"{FOLDER}/{name}")
        else:
            image = re.compile(r"!\[((?:\\.|[^\]\\])*)\]\(" + re.escape(picture.source) + r"\)")
            body = image.sub(lambda found: f"[{found[1]}]".replace("[", "\\[", 1), body)
    return deck.head + _NOTICE.format(_fingerprint(deck.head, f"\n{body}")) + f"\n{body}"


def _fingerprint(head: str, rest: str) -> str:
    return sha256(f"{head}\0{rest}".encode()).hexdigest()[:32]


def _is_untouched(text: str) -> bool:
    """Whether a conversion wrote this and nobody changed it since."""
    notice = _MADE_HERE.search(text)
    return notice is not None and notice[1] == _fingerprint(text[: notice.start()], text[notice.end() :])


def _refuse_foreign(path: Path) -> None:
    if path.is_symlink() or path.exists():
        text = _text_of(path)
        if text is None or path.is_symlink() or not _is_untouched(text):
            raise ExportError(
                f"{path} is not as a conversion left it: rename it to keep it, or delete it, and convert again."
            )


def _text_of(path: Path) -> str | None:
    """The text of a file as it lies there, None when it is not to be read."""
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _has(path: Path, content: bytes) -> bool:
    """Whether the file is there with that content already. Raises ExportError for a picture that is another."""
    try:
        found = path.read_bytes()
    except FileNotFoundError:
        return False
    if found != content and path.suffix != ".md":
        raise ExportError(f"{path} was changed since it was written: rename or delete it, and convert again.")
    return found == content
