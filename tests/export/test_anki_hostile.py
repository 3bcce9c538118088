"""Packages from a stranger: one sentence with the file, nothing left behind, never anything but `PackageError`."""

import io
import os
import random
import sqlite3
import stat
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha1
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from export.anki import collection as reader
from export.anki import messages, schema, zipped
from export.anki.collection import open_collection
from export.anki.problem import PackageError

if TYPE_CHECKING:
    from tests.export.conftest import Forge

pytestmark = pytest.mark.usefixtures("temporary")


def read_all(path: Path) -> None:
    """Everything that can be read of a package."""
    with open_collection(path) as opened:
        list(opened.heads())
        list(opened.notes())
        list(opened.reviews())
        for name in opened.media():
            opened.media_bytes(name)


@pytest.fixture
def refused(temporary: Path) -> Callable[[Path], str]:
    """Reads a package that must be refused; its sentence without the path."""

    def read(path: Path) -> str:
        with pytest.raises(PackageError) as caught:
            read_all(path)
        sentence = str(caught.value)
        assert sentence.startswith(f"{path} ")
        assert sentence.endswith(".")
        assert "\n" not in sentence
        assert list(temporary.iterdir()) == []
        return sentence.removeprefix(f"{path} ")

    return read


Refused = Callable[[Path], str]


# ---- the file ---------------------------------------------------------------------------------------


def test_what_is_no_file_is_said(tmp_path: Path, refused: Refused) -> None:
    assert refused(tmp_path / "missing.apkg").startswith("is not a file")
    assert refused(tmp_path).startswith("is not a file")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.apkg")
        assert refused(tmp_path / "pipe.apkg").startswith("is not a file")


@pytest.mark.parametrize("content", [b"", b"PK", b"%PDF-1.7", b"SQLite format 3\0" * 40], ids=lambda c: repr(c[:8]))
def test_what_is_no_package_is_said(tmp_path: Path, refused: Refused, content: bytes) -> None:
    (tmp_path / "x.apkg").write_bytes(content)
    assert refused(tmp_path / "x.apkg").startswith("is not an Anki package")


def test_an_empty_zip_and_one_of_something_else_hold_no_collection(forge: "Forge", refused: Refused) -> None:
    assert refused(forge.zip([])).startswith("holds no Anki collection")
    assert refused(forge.zip([("word/document.xml", b"<x/>")])).startswith("holds no Anki collection")


@pytest.mark.parametrize("name", ["apkg", "apkg-legacy", "colpkg", "colpkg-legacy"])
def test_a_file_that_was_cut_short_is_damaged(
    real_packages: dict[str, Path], tmp_path: Path, refused: Refused, name: str
) -> None:
    whole = real_packages[name].read_bytes()
    cut = tmp_path / "cut.apkg"
    for share in (0.1, 0.5, 0.9, 0.999):
        cut.write_bytes(whole[: int(len(whole) * share)])
        assert refused(cut).startswith("is damaged")


def test_a_package_that_is_too_large_is_not_opened(
    forge: "Forge", refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = forge.package()
    with path.open("rb+") as file:
        file.truncate(zipped.PACKED + 1)  # sparse: it takes no room
    assert refused(path).startswith("has more than 4 GiB")
    path.unlink()


def test_no_room_to_unpack_is_said(forge: "Forge", tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = forge.package()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(PackageError, match=r"cannot be unpacked .* make room in .*nowhere"):
        read_all(path)


# ---- the members ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["../evil", "a/../../evil", "/etc/evil", "C:\\evil", "c:evil", "..\\evil", "\\\\server\\evil", "a\\..\\b"],
)
def test_a_member_outside_of_the_package_is_refused(forge: "Forge", refused: Refused, name: str) -> None:
    path = forge.zip([("collection.anki2", forge.database()), ("media", b"{}"), (name, b"x")])
    assert "outside of itself" in refused(path)
    assert not list(forge.folder.parent.rglob("evil"))


def test_a_name_with_a_nul_in_it_is_refused(forge: "Forge", refused: Refused) -> None:
    path = forge.zip([("collection.anki2", forge.database()), ("medXa", b"{}")])
    path.write_bytes(path.read_bytes().replace(b"medXa", b"med\0a"))
    assert "outside of itself" in refused(path)


def test_a_link_is_refused(forge: "Forge", refused: Refused) -> None:
    link = zipfile.ZipInfo("0")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert "holds a link" in refused(forge.zip([("collection.anki2", forge.database()), (link, b"/etc/passwd")]))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_member_that_is_there_twice_is_refused(forge: "Forge", refused: Refused) -> None:
    path = forge.zip([("collection.anki2", forge.database()), ("media", b"{}"), ("media", b"{}")])
    assert "holds 'media' twice" in refused(path)


def test_an_encrypted_member_is_refused(forge: "Forge", refused: Refused) -> None:
    content = bytearray(forge.package().read_bytes())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + flags] |= 1
    forge.path.write_bytes(content)
    assert refused(forge.path).startswith("is encrypted")


def test_a_packing_that_anki_does_not_use_is_refused(forge: "Forge", refused: Refused) -> None:
    path = forge.zip([("collection.anki2", forge.database())], method=zipfile.ZIP_BZIP2)
    assert "packed in a way" in refused(path)


def test_too_many_members_are_refused(forge: "Forge", refused: Refused, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipped, "MEMBERS", 5)
    path = forge.zip([("collection.anki2", forge.database()), *((str(n), b"") for n in range(5))])
    assert refused(path).startswith("holds more than 5 files")


def test_a_table_of_contents_that_is_too_long_is_not_read(
    forge: "Forge", refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = forge.zip([("collection.anki2", forge.database()), *((f"{n:0200}", b"") for n in range(600))])
    monkeypatch.setattr(zipped, "DIRECTORY", 100_000)
    assert "a table of contents that is too long" in refused(path)


# ---- bombs ------------------------------------------------------------------------------------------


def test_a_deflated_bomb_is_stopped_by_its_ratio(forge: "Forge", refused: Refused, temporary: Path) -> None:
    path = forge.zip([("collection.anki2", bytes(zipped.RATIO_FREE + (1 << 20)))])
    assert path.stat().st_size < 100_000
    assert refused(path).startswith("unpacks to more than By Heart takes (collection.anki2)")


def zstandard_of(content: bytes) -> bytes:
    made = zstandard.ZstdCompressor().compressobj()
    return made.compress(content) + made.flush()


def newer(forge: "Forge", database: bytes, media: bytes = zstandard_of(b""), *more: tuple[str, bytes]) -> Path:
    """A package of the newer kind; everything already packed."""
    return forge.zip(
        [("meta", b"\x08\x03"), ("collection.anki21b", database), ("collection.anki2", b""), ("media", media), *more]
    )


def test_a_zstandard_bomb_is_stopped_by_its_ratio(forge: "Forge", refused: Refused) -> None:
    packed = zstandard_of(bytes(zipped.RATIO_FREE + (64 << 20)))
    assert len(packed) < 10_000
    assert refused(newer(forge, packed)).startswith("unpacks to more than By Heart takes (collection.anki21b)")


def test_a_database_that_is_too_large_is_stopped_by_its_size(
    forge: "Forge", refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "DATABASE", 10_000)
    assert refused(forge.package()).startswith("unpacks to more")
    assert refused(newer(forge, zstandard_of(forge.database()))).startswith("unpacks to more")


def test_a_frame_that_wants_too_much_memory_is_refused(forge: "Forge", refused: Refused) -> None:
    parameters = zstandard.ZstdCompressionParameters(window_log=27, compression_level=1)
    made = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    assert "does not unpack" in refused(newer(forge, made.compress(forge.database()) + made.flush()))


def test_a_frame_that_is_cut_or_has_something_behind_it_is_refused(forge: "Forge", refused: Refused) -> None:
    packed = zstandard_of(forge.database())
    assert refused(newer(forge, packed[:-5])).startswith("is damaged")
    assert refused(newer(forge, packed + b"more")).startswith("is damaged")
    assert refused(newer(forge, packed + bytes(5000))).startswith("is damaged")
    assert refused(newer(forge, b"")).startswith("is damaged")


# ---- which collection -------------------------------------------------------------------------------


def test_a_package_of_an_anki_to_come_is_said_to_be_one(forge: "Forge", refused: Refused) -> None:
    path = forge.zip([("meta", b"\x08\x04"), ("collection.anki2", forge.database())])
    assert 'export it with "Support older Anki versions" ticked' in refused(path)


def test_a_placeholder_alone_is_not_taken_for_a_collection(forge: "Forge", refused: Refused) -> None:
    path = forge.zip([("meta", b"\x08\x03"), ("collection.anki2", forge.database())])
    assert "without its collection.anki21b" in refused(path)


@pytest.mark.parametrize("meta", [b"\x08", b"\x0f\x03", b"\x00\x00", b"\x12\x7f", b"\xff" * 11])
def test_a_meta_file_that_is_no_message_is_damage(forge: "Forge", refused: Refused, meta: bytes) -> None:
    path = forge.zip([("meta", meta), ("collection.anki2", forge.database())])
    assert refused(path).startswith("is damaged (its meta file")


# ---- the database -----------------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["col", "notes", "cards", "revlog"])
def test_a_missing_table_is_a_database_that_is_not_ankis(forge: "Forge", refused: Refused, table: str) -> None:
    path = forge.package(lambda connection: connection.execute(f"DROP TABLE {table}"))
    assert refused(path).startswith("holds a database that is not Anki's")


@pytest.mark.parametrize(
    ("statements", "says"),
    [
        ("DROP TABLE revlog; CREATE VIEW revlog AS SELECT * FROM notes", "holds the view 'revlog'"),
        ("CREATE TRIGGER t AFTER INSERT ON notes BEGIN SELECT 1; END", "holds the trigger 't'"),
        ("CREATE VIRTUAL TABLE v USING fts5(a)", "holds the table 'v'"),
        (
            "DROP TABLE revlog; CREATE TABLE revlog (id integer PRIMARY KEY, cid, ease, factor, type, "
            "time AS (length(zeroblob(1000000))))",
            "the table revlog computes a column",
        ),
        ("ALTER TABLE notes RENAME COLUMN guid TO other", "a table notes that is not Anki's"),
        ("DROP TABLE cards; CREATE TABLE cards (id, nid, did, odid, ord)", "a table cards that is not Anki's"),
        ("UPDATE col SET ver = 19", "By Heart does not know yet"),
        ("UPDATE col SET ver = 10", "a very old Anki"),
        ("UPDATE col SET ver = NULL", "without a collection"),
        ("DELETE FROM col", "without a collection"),
        ("UPDATE col SET ver = 18", "that is not Anki's"),
        ("INSERT INTO col SELECT 2, crt, mod, scm, ver, dty, usn, ls, conf, models, decks, dconf, tags FROM col",
         "more than one collection"),
        ("UPDATE col SET models = '[1]'", "its note types or decks"),
        ("UPDATE col SET models = ''", "its note types or decks"),
        ("UPDATE col SET models = NULL", "its note types or decks"),
        ("UPDATE col SET models = '{\"1\": {\"name\": 1}}'", "its note types or decks"),
        ("UPDATE col SET decks = '{\"x\": {\"name\": \"d\"}}'", "its note types or decks"),
        ("UPDATE notes SET mid = 99", "the note 1 has no type"),
        ("UPDATE notes SET flds = NULL", "the note 1 has no type or no text"),
        ("UPDATE revlog SET ease = NULL", "is not whole"),
        ("UPDATE revlog SET factor = NULL", "is not whole"),
    ],
)  # fmt: skip
def test_a_wrong_schema_is_refused(forge: "Forge", refused: Refused, statements: str, says: str) -> None:
    assert says in refused(forge.package(lambda connection: connection.executescript(statements)))


def test_json_that_is_nested_without_end_is_damage(forge: "Forge", refused: Refused) -> None:
    nested = '{"a":' * 200_000
    path = forge.package(lambda connection: connection.execute("UPDATE col SET models = ?", (nested,)))
    assert "its note types or decks" in refused(path)
    assert "its list of media" in refused(forge.package(media=b"[" * 200_000))


def test_a_row_that_is_too_large_is_refused(forge: "Forge", refused: Refused) -> None:
    edit = "UPDATE notes SET flds = zeroblob(?) WHERE id = 2"
    path = forge.package(lambda connection: connection.execute(edit, (schema.ROW + 1,)))
    assert refused(path).startswith("is damaged (string or blob too big")


def test_values_of_the_wrong_kind_do_not_end_in_a_traceback(forge: "Forge") -> None:
    """SQLite lets a column hold anything."""

    def edit(connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE revlog SET ease = 'three', time = x'ff', type = 1e300")
        connection.execute("UPDATE notes SET guid = x'fffe', tags = 12, mid = '7'")
        connection.execute("UPDATE cards SET did = 'x', ord = 1.5")

    read_all(forge.package(edit))


def test_a_database_with_a_page_overwritten_is_damaged(forge: "Forge", refused: Refused) -> None:
    content = bytearray(forge.database(reviews=5_000))
    size = struct.unpack(">H", content[16:18])[0]
    half = len(content) // size // 2 * size
    content[half : half + size] = bytes(size)
    assert refused(forge.zip([("collection.anki2", bytes(content))])).startswith("is damaged")


def test_a_database_that_points_in_a_circle_is_damaged(forge: "Forge", refused: Refused) -> None:
    """An inner page whose children are the page itself would be read for ever."""
    content = bytearray(forge.database(reviews=5_000))
    size = struct.unpack(">H", content[16:18])[0]
    for page in range(1, len(content) // size):
        if content[page * size] == 5:  # an inner page of a table
            content[page * size + 8 : page * size + 12] = struct.pack(">I", page + 1)
    assert refused(forge.zip([("collection.anki2", bytes(content))])).startswith("is damaged")


def test_a_database_whose_rows_are_out_of_order_is_damaged(forge: "Forge", refused: Refused) -> None:
    """Reading it row by row would find nothing wrong, and tell the reviews in the wrong order."""
    content = bytearray(forge.database(reviews=5_000))
    size = struct.unpack(">H", content[16:18])[0]
    page = next(at for at in range(len(content) - size, 0, -size) if content[at] == 13)  # a leaf of the log
    content[page + 8 : page + 12] = content[page + 10 : page + 12] + content[page + 8 : page + 10]
    assert "out of order" in refused(forge.zip([("collection.anki2", bytes(content))]))


def test_a_query_that_takes_too_long_is_ended(
    forge: "Forge", refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "STEPS", 300_000)
    assert refused(forge.package(reviews=200_000)).startswith("takes too long to read")


@pytest.mark.parametrize(
    "query",
    ["DELETE FROM notes", "ATTACH 'other' AS other", "PRAGMA query_only=OFF", "SELECT randomblob(9)",
     "SELECT load_extension('x')", "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"],
)  # fmt: skip
def test_the_connection_does_nothing_but_read(forge: "Forge", query: str) -> None:
    """Whatever the file might talk SQLite into while a table is read."""
    (forge.folder / "database").write_bytes(forge.database())
    with (
        schema.open_database(forge.folder / "database", forge.path, lambda: False) as database,
        pytest.raises(PackageError, match=r"not authorized|prohibited"),
    ):
        list(database.rows(query))


@pytest.mark.slow
def test_a_million_cards_are_refused_with_the_limit(forge: "Forge", refused: Refused) -> None:
    def edit(connection: sqlite3.Connection) -> None:
        connection.execute(
            "WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 1000007) "
            "INSERT INTO cards (id, nid, did, ord) SELECT i, 1, 2, i FROM n"
        )

    assert refused(forge.package(edit)) == (
        "holds 1,000,000 cards, and By Heart takes 500,000: export fewer decks at a time from Anki."
    )


# ---- media ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["../a.png", "/a.png", "C:\\\\a.png", "a/b.png", "..", "", "a\\u0000b", "a\\nb"])
def test_a_media_name_that_is_a_path_is_refused(forge: "Forge", refused: Refused, name: str) -> None:
    path = forge.zip(
        [("collection.anki2", forge.database()), ("media", f'{{"0": "{name}"}}'.encode()), ("0", b"content")]
    )
    assert "its media are named" in refused(path)


@pytest.mark.parametrize("media", [b"", b"[]", b'{"x": "a.png"}', b"\xff\xfe", b"{"])
def test_a_media_list_that_is_none_is_damage(forge: "Forge", refused: Refused, media: bytes) -> None:
    assert refused(forge.package(media=media)).startswith("is damaged (its list of media")


def entry(name: bytes, size: int, digest: bytes) -> bytes:
    inside = b"\x0a" + bytes([len(name)]) + name + b"\x10" + bytes([size]) + b"\x1a" + bytes([len(digest)]) + digest
    return b"\x0a" + bytes([len(inside)]) + inside


@pytest.mark.parametrize(("size", "digest"), [(7, b"\0" * 20), (7, b""), (6, sha1(b"content").digest())])
def test_a_media_file_that_is_another_than_the_list_says_is_damage(
    forge: "Forge", refused: Refused, size: int, digest: bytes
) -> None:
    # Schema 11 in the newer packing: the packing does not say which schema a database has.
    database = zstandard_of(forge.database())
    media = zstandard_of(entry(b"a.png", size, digest))
    path = newer(forge, database, media, ("0", zstandard_of(b"content")))
    assert "its media file 'a.png' is another than it says" in refused(path)


def test_a_media_file_that_is_too_large_is_refused(
    forge: "Forge", refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = forge.zip(
        [("collection.anki2", forge.database()), ("media", b'{"0": "a.png", "1": "b.png"}'), ("0", b"x" * 60),
         ("1", b"x" * 60)]
    )  # fmt: skip
    monkeypatch.setattr(reader, "MEDIA_FILE", 59)
    assert refused(path).startswith("unpacks to more than By Heart takes (0)")
    monkeypatch.setattr(reader, "MEDIA_FILE", 60)
    monkeypatch.setattr(reader, "MEDIA_TOTAL", 119)
    assert refused(path).startswith("unpacks to more than By Heart takes (1)")


def test_a_media_file_on_the_list_that_is_not_in_the_package_is_left_out(forge: "Forge") -> None:
    with open_collection(forge.package(media=b'{"0": "a.png"}')) as opened:
        assert opened.media() == ()


# ---- anything at all --------------------------------------------------------------------------------


@given(st.binary(max_size=200))
def test_no_bytes_make_the_message_reader_raise_anything_but_value_error(data: bytes) -> None:
    for read in (
        messages.package_version,
        messages.is_cloze,
        messages.template_texts,
        lambda data: list(messages.media_entries(data)),
    ):
        with suppress(ValueError):
            read(data)


@pytest.fixture(scope="session")
def whole(real_packages: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    return [path.read_bytes() for path in real_packages.values()]


def survive(content: bytes, path: Path, temporary: Path) -> None:
    path.write_bytes(content)
    with suppress(PackageError):
        read_all(path)
    assert list(temporary.iterdir()) == []


@settings(max_examples=100)
@given(data=st.data())
def test_a_mangled_package_is_read_or_refused(
    data: st.DataObject, whole: list[bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Bytes flipped anywhere in what the real Anki wrote, the ZIP's own tables included."""
    content = bytearray(data.draw(st.sampled_from(whole)))
    chance = random.Random(data.draw(st.integers(0, 1 << 30)))
    tail = data.draw(st.booleans())
    for _ in range(data.draw(st.integers(1, 30))):
        place = chance.randrange(len(content) - 600 if tail else 0, len(content))
        content[place] = chance.randrange(256)
    if data.draw(st.booleans()):
        del content[chance.randrange(len(content)) :]
    mangle(bytes(content), tmp_path_factory)


@settings(max_examples=100)
@given(data=st.data())
def test_a_mangled_database_is_read_or_refused(
    data: st.DataObject, whole: list[bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Bytes flipped in the database itself, packed properly again: no checksum stops these."""
    with zipfile.ZipFile(io.BytesIO(whole[1])) as archive:
        content = bytearray(archive.read("collection.anki21"))
    chance = random.Random(data.draw(st.integers(0, 1 << 30)))
    within = data.draw(st.sampled_from([100, 4096, len(content)]))
    for _ in range(data.draw(st.integers(1, 30))):
        content[chance.randrange(within)] = chance.randrange(256)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("collection.anki21", bytes(content))
    mangle(packed.getvalue(), tmp_path_factory)


def mangle(content: bytes, factory: pytest.TempPathFactory) -> None:
    import tempfile

    survive(content, factory.mktemp("mangled") / "mangled.apkg", Path(tempfile.gettempdir()))
