"""Anki packages: by the real Anki in each of its formats, and forged by hand to be as wrong as a test wants."""

import json
import sqlite3
import zipfile
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

import pytest

from export.anki import ids

SCHEMA_11 = """
CREATE TABLE col (id integer PRIMARY KEY, crt integer, mod integer, scm integer, ver integer, dty integer,
  usn integer, ls integer, conf text, models text, decks text, dconf text, tags text);
CREATE TABLE notes (id integer PRIMARY KEY, guid text, mid integer, mod integer, usn integer, tags text, flds text,
  sfld integer, csum integer, flags integer, data text);
CREATE TABLE cards (id integer PRIMARY KEY, nid integer, did integer, ord integer, mod integer, usn integer,
  type integer, queue integer, due integer, ivl integer, factor integer, reps integer, lapses integer, left integer,
  odue integer, odid integer, flags integer, data text);
CREATE TABLE revlog (id integer PRIMARY KEY, cid integer, usn integer, ease integer, ivl integer, lastIvl integer,
  factor integer, time integer, type integer);
"""
MODELS = {
    str(ids.BASIC_ID): {
        "name": "By Heart",
        "type": 0,
        "flds": [{"name": name} for name in ids.FIELDS],
        "tmpls": [{"name": "Card", "qfmt": "{{Question}}", "afmt": "{{Answer}}"}],
    },
    "7": {
        "name": "Basic",
        "type": 0,
        "flds": [{"name": "Front"}, {"name": "Back"}],
        "tmpls": [{"name": "Card 1", "qfmt": "{{Front}}", "afmt": "{{Back}}"}],
    },
}
DECKS = {"1": {"name": "Default"}, "2": {"name": "Mine::Sub"}}
AT = 1_700_000_000_000
"""The time of the first forged review."""

Edit = Callable[[sqlite3.Connection], object]


def forge_database(file: Path, edit: Edit = lambda _: None, reviews: int = 3) -> bytes:
    """A small database of schema 11: our note `one` (Anki's id 1) and somebody's (2), a card and `reviews` of ours."""
    file.unlink(missing_ok=True)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.executescript(SCHEMA_11)
        connection.execute(
            "INSERT INTO col VALUES (1, 1600000000, 0, 0, 11, 0, 0, 0, ?, ?, ?, '{}', '{}')",
            (json.dumps({"schedVer": 2}), json.dumps(MODELS), json.dumps(DECKS)),
        )
        add_note(connection, 1, ids.guid("one"), ids.BASIC_ID, ["one", *("x" for _ in ids.FIELDS[1:])])
        add_note(connection, 2, "theirs", 7, ["front", "back"])
        connection.executemany(
            "INSERT INTO revlog VALUES (?, 1, 0, 3, 1, 0, 2500, 4000, 1)",
            ((AT + number * 86_400_000,) for number in range(reviews)),
        )
        edit(connection)
    return file.read_bytes()


def add_note(connection: sqlite3.Connection, note_id: int, guid: str, type_id: int, fields: Iterable[str]) -> None:
    """A note with one card, both with the same id."""
    connection.execute(
        "INSERT INTO notes VALUES (?, ?, ?, 0, 0, ' a b::c ', ?, '', 0, 0, '')",
        (note_id, guid, type_id, "\x1f".join(fields)),
    )
    connection.execute(
        "INSERT INTO cards VALUES (?, ?, 2, 0, 0, 0, 2, 2, 5, 1, 2500, 1, 0, 0, 0, 0, 0, '')", (note_id, note_id)
    )


class Forge:
    """Makes packages in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "forged.apkg"

    def database(self, edit: Edit = lambda _: None, reviews: int = 3) -> bytes:
        """The bytes of a small database, after `edit`."""
        return forge_database(self.folder / "forged.sqlite", edit, reviews)

    def zip(
        self, members: Iterable[tuple[str | zipfile.ZipInfo, bytes]], *, method: int = zipfile.ZIP_DEFLATED
    ) -> Path:
        """A package of these members, in order, names as given."""
        with zipfile.ZipFile(self.path, "w", method) as archive:
            for name, content in members:
                archive.writestr(name, content, method if isinstance(name, str) else name.compress_type)
        return self.path

    def package(self, edit: Edit = lambda _: None, media: bytes = b"{}", reviews: int = 3) -> Path:
        """A package of the small database after `edit`."""
        return self.zip([("collection.anki2", self.database(edit, reviews)), ("media", media)])


@pytest.fixture
def forge(tmp_path: Path) -> Forge:
    """A forger of packages."""
    (tmp_path / "forge").mkdir()
    return Forge(tmp_path / "forge")


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary folders are made in this test, so that it can see that none is left."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


@pytest.fixture(scope="session")
def real_packages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One collection with three kinds of notes, a picture and three reviews, exported by the real Anki in each
    format: `apkg`, `apkg-legacy`, `colpkg`, `colpkg-legacy`."""
    from anki.collection import Collection, ExportAnkiPackageOptions

    folder = tmp_path_factory.mktemp("anki")
    anki = Collection(str(folder / "collection.anki2"))
    deck = anki.decks.id("Mine::Sub")
    assert deck is not None
    anki.media.write_data("dot.png", b"\x89PNG not really")
    for name, fields in (
        ("Basic", ['What is <b>safe</b>?<img src="dot.png">', "No change"]),
        ("Basic (and reversed card)", ["Hund", "dog"]),
        ("Cloze", ["{{c1::alpha}} and {{c3::beta::hint}}", "extra"]),
    ):
        model = anki.models.by_name(name)
        assert model is not None
        note = anki.new_note(model)
        note.fields = fields
        note.tags = ["sub::tag", "other"]
        anki.add_note(note, deck)
    anki.decks.select(deck)
    for button in (1, 3, 4):
        card = anki.sched.getCard()
        assert card is not None
        card.start_timer()
        anki.sched.answerCard(card, button)
    made = {name: folder / f"{name}.{name.partition('-')[0]}" for name in
            ("apkg", "apkg-legacy", "colpkg", "colpkg-legacy")}  # fmt: skip
    for name in ("apkg", "apkg-legacy"):
        options = ExportAnkiPackageOptions(
            with_scheduling=True, with_deck_configs=True, with_media=True, legacy=name == "apkg-legacy"
        )
        anki.export_anki_package(out_path=str(made[name]), options=options, limit=None)
    anki.export_collection_package(str(made["colpkg"]), True, False)
    anki.reopen()
    anki.export_collection_package(str(made["colpkg-legacy"]), True, True)
    return made
