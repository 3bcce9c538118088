"""Tables: how they are written down is found out, they become decks, and corrected ones bring those up to date."""

import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.cli import main
from app.errors import ByHeartError
from app.paths import Paths
from app.storage.progress import open_progress
from app.table_deck import Plan, carry_out, plan, preview, tag_cards
from app.tables import MAX_BYTES, Layout, Row, Table, guess, load, parse, rows_of, sniff
from decks.library import Library, load_library
from decks.parser import parse_deck, read_deck
from scheduler.sm2 import Sm2

TABLE = (
    'Question,Answer,Tags,Level\nWhat is TTL?,"Time to live,\nin seconds",net dns,easy\nWhat is RTT?,Round trip,,3\n'
)


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(tmp_path / "data")


def table_of(text: str | bytes, name: str = "t.csv") -> Table:
    data = text if isinstance(text, bytes) else text.encode()
    return parse(data, sniff(data, Path(name)), Path(name))


def library_of(paths: Paths) -> Library:
    return load_library([paths.data_dir / "bank", paths.decks])


def take(paths: Paths, text: str, title: str = "My net", library: Library | None = None) -> Plan:
    table = table_of(text)
    planned = plan(table, guess(table), title, paths, library or library_of(paths))
    assert planned is not None
    carry_out(planned, paths)
    return planned


def ids(paths: Paths, name: str = "my-net") -> dict[str, str]:
    deck, problems = read_deck(paths.decks / f"{name}.md")
    assert deck is not None
    assert [p for p in problems if p.severity == "error"] == []
    return {note.question: note.id for note in deck.notes}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiter_encoding_and_header_are_found_out(delimiter: str, encoding: str) -> None:
    """With accents, and commas in a quoted cell."""
    text = delimiter.join(("Question", "Answer", "Level"))
    for number in range(5):
        text += "\n" + delimiter.join((f"Qu\u00e9 es {number}?", '"a, b; c"', "easy"))
    data = text.encode(encoding)
    layout = sniff(data, Path("t.csv"))
    assert layout == Layout(encoding.removesuffix("-sig"), delimiter, True)
    table = parse(data, layout, Path("t.csv"))
    assert table.columns == ("Question", "Answer", "Level")
    assert table.rows[4] == ("Qu\u00e9 es 4?", "a, b; c", "easy")
    assert table.lines == (2, 3, 4, 5, 6)


def test_columns_are_guessed_by_name_else_by_place() -> None:
    """Anki's names and others; without a header the first two."""
    assert guess(table_of("id,Back,Front,ref\n1,b,a,r\n")) == {"question": 2, "answer": 1, "source": 3, "id": 0}
    table = table_of("one,two\nthree,four\n")
    assert (table.columns, guess(table)) == (("Column 1", "Column 2"), {"question": 0, "answer": 1})
    assert len(table.rows) == 2


def test_rows_become_cards_with_level_source_and_clean_tags() -> None:
    """A question is one line; tags are slugs."""
    table = table_of('front,back,tags,level,source\n"a\nb"," c ",Big Tag,HARD,RFC\n')
    (row,) = rows_of(table, guess(table))
    assert row == Row(2, "a b", "c", ("big", "tag"), "hard", "RFC", "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b'a,b\n"open,c\nd,e\n', r"t\.csv, line 2: a quote that begins here is never closed"),
        (b'a,b\nc,"d" e\n', r"t\.csv, line 2: a quote stands where none may be"),
        (b"a,b\nc,d\0\n", r"line 2, holds a NUL"),
        (b"one\ntwo\nthree\n", "has one column: choose another delimiter"),
        (b"question,answer\n", "has no rows below its header"),
        (",".join("x" * 60).encode() + b"\n", "has 60 columns"),
        (b"a,b\n" * 20_001, "has 20,001 rows: split it"),
        (b"a," + b"x" * 140_000, "a cell is over 131,072 characters"),
    ],
)
def test_hostile_tables_get_one_sentence(text: bytes, said: str) -> None:
    """With the line, where there is one, and what to do."""
    with pytest.raises(ByHeartError, match=said) as error:
        table_of(text)
    assert str(error.value).count(". ") == 0


def test_a_table_that_is_huge_empty_or_gone_is_refused_before_it_is_in_memory(tmp_path: Path) -> None:
    """100 MB take no more than the largest table that there may be."""
    path = tmp_path / "t.csv"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    tracemalloc.start()
    with pytest.raises(ByHeartError, match="over 16 MB: split the table"):
        load(path)
    assert tracemalloc.get_traced_memory()[1] < MAX_BYTES * 2.5
    tracemalloc.stop()
    path.write_bytes(b"  \n")
    with pytest.raises(ByHeartError, match="is empty"):
        load(path)
    with pytest.raises(ByHeartError, match="cannot be read"):
        load(tmp_path / "none.csv")


@given(st.binary(max_size=300))
@settings(max_examples=300)
def test_any_bytes_are_a_table_or_a_sentence(data: bytes) -> None:
    """Nothing else is ever raised."""
    try:
        table = table_of(data)
        rows = rows_of(table, guess(table))
    except ByHeartError:
        return
    preview(rows, Path("t.csv"))


def test_quotes_in_a_table_with_tabs_are_quotes() -> None:
    """As spreadsheets paste them."""
    assert table_of('say "hi" to\tb\n"c d\te\n', "t.tsv").rows == (('say "hi" to', "b"), ('"c d', "e"))


@pytest.mark.parametrize(
    "mapping", [{"question": 0}, {"question": 0, "answer": 9}, {"question": 0, "answer": 1, "x": 1}]
)
def test_a_mapping_that_cannot_be_is_refused(mapping: dict[str, int]) -> None:
    """Without an answer, beyond the last column, or to nothing a card has."""
    with pytest.raises(ByHeartError):
        rows_of(table_of("a,b\nc,d\n"), mapping)


CELLS = st.text(alphabet=st.sampled_from(list("ab #`~{}[]-x.\n>*:=\"',|")), max_size=24)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=6))
@settings(max_examples=200, deadline=None)
def test_whatever_is_in_the_cells_every_row_is_a_card_or_said(cells: list[tuple[str, str]]) -> None:
    """A cell that looks like a heading, a fence or an attribute list spoils no other card."""
    table = Table(Path("t.csv"), ("question", "answer"), tuple(cells), tuple(range(1, len(cells) + 1)))
    planned = plan(table, guess(table), "T", Paths(Path("/nonexistent")), load_library([]))
    assert planned is not None
    deck, problems = parse_deck(planned.text, Path("t.md"))
    assert deck is not None
    assert [problem for problem in problems if problem.severity == "error"] == []
    assert len(deck.notes) + len(planned.left_out) == len(cells)
    assert len(deck.notes) == planned.new


def test_an_imported_deck_is_a_deck_of_the_users(paths: Paths) -> None:
    """With level, Markdown and an id for each card; what is left out is said with its line."""
    planned = take(paths, TABLE + ",no question,,\n")
    assert planned.sentences == ("2 cards new.", "Line 5: there is no question.")
    deck, problems = read_deck(paths.decks / "my-net.md")
    assert deck is not None
    assert problems == ()
    assert (deck.id, deck.title) == ("my-net", "My net")
    assert [(n.id, n.level and n.level.value, n.answer) for n in deck.notes] == [
        ("my-net-ttl", "easy", "Time to live,\nin seconds"),
        ("my-net-rtt", "hard", "Round trip"),
    ]


def test_importing_the_same_table_again_changes_nothing(paths: Paths) -> None:
    """Not a byte."""
    take(paths, TABLE)
    before = (paths.decks / "my-net.md").read_bytes()
    assert take(paths, TABLE).sentences == ("2 cards as before.",)
    assert (paths.decks / "my-net.md").read_bytes() == before


def test_a_corrected_table_updates_its_cards_under_their_old_ids(paths: Paths) -> None:
    """A typo in a question, another answer, rows in another order, one new, one gone."""
    take(paths, "question,answer\nWhat is the TTL of a rekord?,Time\nWhat is RTT?,Trip\nGone?,Yes\n")
    before = ids(paths)
    corrected = "question,answer\nNew?,New\nWhat is RTT?,Round trip\nWhat is the TTL of a record?,Time\n"
    planned = take(paths, corrected)
    assert (planned.new, planned.changed, planned.same, planned.gone) == (1, 2, 0, 1)
    after = ids(paths)
    assert after["What is the TTL of a record?"] == before["What is the TTL of a rekord?"]
    assert after["What is RTT?"] == before["What is RTT?"]
    assert after["Gone?"] == before["Gone?"]
    assert "New?" in after
    assert "Round trip" in (paths.decks / "my-net.md").read_text("utf-8")


def test_a_column_of_ids_holds_on_to_cards_whatever_becomes_of_them(paths: Paths) -> None:
    """Question and answer are both others; two rows of one id are one card and a sentence."""
    take(paths, "id,question,answer\n7,One?,1\nnet-dns,Two?,2\n")
    assert ids(paths) == {"One?": "my-net-7", "Two?": "net-dns"}
    planned = take(paths, "id,question,answer\n7,Uno,eins\nnet-dns,Dos,zwei\n7,Tres,drei\n")
    assert ids(paths) == {"Uno": "my-net-7", "Dos": "net-dns"}
    assert planned.left_out == ("Line 4: the id 7 is that of line 2.",)


def test_ids_of_other_decks_are_never_taken(paths: Paths) -> None:
    """A card of the same id elsewhere keeps its progress to itself."""
    paths.decks.mkdir(parents=True)
    text = "---\nid: other\ntitle: O\n---\n\n## Q? {#net-dns}\n\nA.\n\n## R? {#my-net-one}\n\nA.\n"
    (paths.decks / "other.md").write_text(text, encoding="utf-8")
    take(paths, "id,question,answer\nnet-dns,Two?,2\n,One?,1\n")
    assert set(ids(paths).values()).isdisjoint({"net-dns", "my-net-one"})
    assert [p for p in library_of(paths).problems if p.rule == "duplicate-id"] == []


def test_what_the_user_did_to_the_deck_meanwhile_stays(paths: Paths) -> None:
    """A card edited, one added by hand, one deleted; the table changes others, and the edited one as well."""
    take(paths, "question,answer\nA?,a\nB?,b\nC?,c\n")
    path = paths.decks / "my-net.md"
    text = path.read_text("utf-8").replace("\na\n", "\nmy own a\n") + "\n## Mine? {#mine-x}\n\nmine\n"
    text = text.replace("## C? {#my-net-c}\n\nc\n\n", "")
    path.write_text(text, encoding="utf-8")
    planned = take(paths, "question,answer\nA?,table's a\nB?,table's b\nC?,c\nD?,d\n")
    now = path.read_text("utf-8")
    assert "my own a" in now
    assert "table's a" not in now
    assert "table's b" in now
    assert planned.kept == 1
    assert set(ids(paths)) == {"A?", "B?", "Mine?", "D?"}


def test_a_deck_that_no_import_made_is_never_written_into(paths: Paths) -> None:
    """Whatever title is given."""
    paths.decks.mkdir(parents=True)
    (paths.decks / "my-net.md").write_text("---\nid: my-net\ntitle: Mine\n---\n", encoding="utf-8")
    with pytest.raises(ByHeartError, match="no import made: choose another title"):
        take(paths, TABLE)


def test_a_deck_that_changes_between_plan_and_write_is_not_overwritten(paths: Paths) -> None:
    """Where both changed the same lines, the import is refused."""
    take(paths, TABLE)
    table = table_of(TABLE.replace("Round", "Long"))
    planned = plan(table, guess(table), "My net", paths, library_of(paths))
    assert planned is not None
    path = paths.decks / "my-net.md"
    path.write_text(path.read_text("utf-8").replace("Round", "Other"), encoding="utf-8")
    with pytest.raises(ByHeartError, match="import the table again"):
        carry_out(planned, paths)
    assert "Other trip" in path.read_text("utf-8")


def test_the_tables_tags_are_put_on_the_cards(paths: Paths) -> None:
    """As tags of the reader's, which Browse finds; a cloze gets them on each of its cards."""
    table = "question,answer,tags\nA?,{{c1::a}} {{c2::b}},Net DNS\nB?,b,net\n"
    planned = take(paths, table)
    with open_progress(paths.database, paths.backups, Sm2(), lambda: 1_700_000_000_000) as progress:
        tag_cards(planned, progress)
        assert progress.tags() == {
            "my-net-a.c1": {"net", "dns"},
            "my-net-a.c2": {"net", "dns"},
            "my-net-b": {"net"},
        }


def test_a_preview_shows_cards_as_they_will_be() -> None:
    """Rows that make none are passed over."""
    table = table_of("question,answer\nA?,- [ ] one\n,x\nB?,{{c1::b}}\n")
    assert [note.kind.value for note in preview(rows_of(table, guess(table)), Path("t.csv"))] == ["key-points", "cloze"]


def test_a_cancelled_plan_is_none(paths: Paths) -> None:
    """And nothing was written."""
    table = table_of(TABLE)
    assert plan(table, guess(table), "T", paths, library_of(paths), cancelled=lambda: True) is None
    assert not paths.decks.exists()


def test_the_command_imports_and_says_what_it_did(
    paths: Paths, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In words and as JSON; `--dry-run` writes nothing; wrong columns are one sentence and status 1."""
    file = tmp_path / "net.csv"
    file.write_text(TABLE, encoding="utf-8")
    command = ["--data-dir", str(paths.data_dir), "import", "csv", str(file), "--deck", "My net"]
    assert main([*command, "--dry-run"]) == 0
    assert "2 cards new." in capsys.readouterr().out
    assert not (paths.decks / "my-net.md").exists()
    assert main([*command, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["new"], said["columns"]["tags"]) == (2, "Tags")
    assert main([*command, "--map", "question=2,answer=1"]) == 0
    assert main([*command, "--map", "question=two"]) == 1
    assert "names no column: write it like" in capsys.readouterr().err
    with open_progress(paths.database, paths.backups, Sm2(), lambda: 1_700_000_000_000) as progress:
        assert progress.tags()["my-net-ttl"] == {"net", "dns"}
