"""Packages, proven by the real Anki: what it takes, what it shows, and what it leaves alone."""

import io
import itertools
import json
import os
import re
import sqlite3
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

from app.cli import main
from decks.check import BANK
from decks.library import load_library
from export.anki import ids, look, package
from export.anki.fields import AnkiNote
from export.anki.preflight import Changes, compare
from export.anki.problem import ExportError
from export.anki.record import NOTHING, Sent, keeping, read_exported
from export.anki.rendered import Named, notes_of
from scheduler.memory import Memory

DECK = """---
id: one
title: "Lesson: One"
part: Part A
tags: [http]
---

## What is `safe`? {#one-safe .easy}

A **safe** method asks for no change, see `Map<String, int>`.

```json
{"a": 1}
```

| a | b |
|---|---|
| 1 | 2 |

> **Trap:** safe is not idempotent.

![a drawing](media/flow.svg)

Source: RFC 9110 §9.2.1

## Say the points {#one-points .medium}

- [ ] alpha
- [ ] beta

Source: arithmetic

## Which code? {#one-choice .easy .choice}

- [ ] 503 :: overload
- [x] 429 :: RFC 6585
- [ ] 409 :: conflict
- [ ] 403 :: refusal

Source: RFC 6585 §4

## Fill {#one-cloze .hard}

Use {{c1::`/users/{id}`}} and {{c2::a::b::hint}}.

Source: none
"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 200" width="640" height="200"/>'
NOW = 1_800_000_000


class Desk:
    """Decks, the record of the last export, and a real Anki collection."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "decks" / "media").mkdir(parents=True)
        (folder / "decks" / "media" / "flow.svg").write_text(SVG)
        self.deck = folder / "decks" / "one.md"
        self.deck.write_text(DECK, encoding="utf-8")
        self.last = NOTHING
        self.now = NOW
        (folder / "anki").mkdir()
        self.anki = Collection(str(folder / "anki" / "collection.anki2"))

    def notes(self) -> Named:
        return notes_of(load_library((self.folder / "decks",)), cache=self.folder / "anki.json")

    def export(self) -> Changes:
        notes = self.notes()
        changes = compare(notes, self.last, load_library((self.folder / "decks",)).note_ids())
        written = package.write(notes, self.folder / "out.apkg", self.last, self.now, retired=changes.retired)
        assert written is not None
        self.last = written
        return changes

    def take(self) -> dict[str, int]:
        """Import into Anki, as its own window would; how many notes went which way."""
        request = ImportAnkiPackageRequest(
            package_path=str(self.folder / "out.apkg"), options=ImportAnkiPackageOptions(with_scheduling=False)
        )
        log = self.anki.import_anki_package(request).log
        return {name: len(getattr(log, name)) for name in ("new", "updated", "duplicate", "conflicting")}

    def card(self, note_id: str) -> tuple[str, str]:
        """Question and answer as Anki renders them, without the style sheet."""
        card = self.anki.get_note(self.anki.find_notes(f'"Id:{note_id}"')[0]).cards()[0]
        return tuple(text.partition("</style>")[2] for text in (card.question(), card.answer()))  # type: ignore[return-value]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.anki.close()


def test_every_kind_of_card_arrives_as_it_is_meant(desk: Desk) -> None:
    desk.export()
    assert desk.take() == {"new": 4, "updated": 0, "duplicate": 0, "conflicting": 0}
    assert desk.anki.card_count() == 5
    assert "By Heart::Part A::Lesson: One" in [deck.name for deck in desk.anki.decks.all_names_and_ids()]
    question, answer = desk.card("one-safe")
    assert "<code>safe</code>" in question
    assert "Map&lt;String, int&gt;" in answer
    assert '<div class="wide"><table>' in answer
    assert 'class="callout trap"' in answer
    assert '<span class="number">1</span>' in answer
    assert "Source: RFC 9110 §9.2.1" in answer
    question, answer = desk.card("one-points")
    assert "alpha" not in question
    assert answer.count('<input type="checkbox">') == 2
    question, answer = desk.card("one-choice")
    assert question.count('<input type="radio"') == 4
    assert 'label class="right"' in answer
    assert answer.count('<input type="radio"') == 4
    question, answer = desk.card("one-cloze")
    assert 'data-ordinal="1">[...]<' in question
    assert "/users/{id}" in answer
    assert set(desk.anki.tags.all()) >= {"byheart::one", "byheart::easy", "byheart::cloze"}


def test_a_choice_with_nothing_below_its_options_shows_no_rule_and_does_not_scroll_off_them(desk: Desk) -> None:
    """Anki scrolls an answer to its `#answer`, which a rule that is not displayed does not move."""
    desk.export()
    desk.take()
    _, answer = desk.card("one-choice")
    assert '<hr id="answer"><div class="source">' in answer
    css = desk.anki.get_note(desk.anki.find_notes("Id:one-choice")[0]).note_type()["css"]  # type: ignore[index]
    assert ".bh hr:has(+ .source) { display: none; }" in css


def test_the_rule_above_an_answer_has_our_colour_and_not_that_of_ankis_own_sheet(desk: Desk) -> None:
    """Anki fills `hr` with a grey; a border alone would lie on top of it."""
    light, night = re.findall(r"\.bh hr \{([^}]*)\}", look.CSS)
    assert "border: none" in light
    assert "background: #d9dee4" in light
    assert "background: #353c45" in night


def test_pictures_travel_under_names_made_of_their_content(desk: Desk) -> None:
    desk.export()
    desk.take()
    _, answer = desk.card("one-safe")
    name = re.findall(r'src="([^"]+)"', answer)[0]
    assert re.fullmatch(r"byheart-[0-9a-f]{20}\.svg", name)
    assert (Path(desk.anki.media.dir()) / name).read_text() == SVG
    assert list(desk.anki.media.check().missing) == []


def test_a_drawing_names_families_that_a_phone_has(desk: Desk) -> None:
    (desk.folder / "decks" / "media" / "flow.svg").write_text(SVG.replace("/>", ' font-family="Inter"/>'))
    desk.export()
    desk.take()
    (name,) = re.findall(r'src="([^"]+)"', desk.card("one-safe")[1])
    families = re.findall(r'font-family="([^"]+)"', (Path(desk.anki.media.dir()) / name).read_text())
    assert families == ["Inter, Segoe UI, Roboto, Helvetica Neue, Arial, sans-serif"]


def test_anki_shows_parts_and_lessons_and_asks_new_cards_in_the_order_of_the_course(desk: Desk) -> None:
    for folder, part in (("01-zebra", "Zebra"), ("02-aardvark", "Aardvark")):
        (desk.folder / "decks" / folder).mkdir()
        for number, title in ((1, "Yak"), (2, "Bee")):
            stem = f"{part[0].lower()}-{number:02}"
            (desk.folder / "decks" / folder / f"{stem}.md").write_text(
                f"---\nid: {stem}\ntitle: {title}\npart: {part}\ntags: [x]\n---\n\n"
                f"## Q? {{#{stem}-q .easy}}\n\nA.\n\nSource: S\n",
                encoding="utf-8",
            )
    desk.export()
    desk.take()
    names = [deck.name for deck in desk.anki.decks.all_names_and_ids() if deck.name.count("::") == 2]
    assert names == [
        "By Heart::01 Zebra::z-01 Yak",
        "By Heart::01 Zebra::z-02 Bee",
        "By Heart::02 Aardvark::a-01 Yak",
        "By Heart::02 Aardvark::a-02 Bee",
        "By Heart::Part A::Lesson: One",
    ]
    root = desk.anki.decks.id_for_name("By Heart")
    assert root is not None
    desk.anki.decks.select(root)
    queue = desk.anki.sched.get_queued_cards(fetch_limit=9).cards  # type: ignore[union-attr]
    asked = [desk.anki.get_card(queued.card.id).note()["Id"] for queued in queue]
    assert asked[:4] == ["z-01-q", "z-02-q", "a-01-q", "a-02-q"]
    places = desk.anki.db.list("SELECT due FROM cards")  # type: ignore[union-attr]
    assert len(set(places)) == desk.anki.note_count()


def test_exporting_the_same_again_changes_nothing(desk: Desk) -> None:
    desk.export()
    desk.take()
    desk.now += 86_400
    changes = desk.export()
    assert (len(changes.unchanged), changes.updated, changes.new) == (4, (), ())
    taken = desk.take()
    assert (taken["new"], taken["updated"]) == (0, 0)
    assert desk.anki.note_count() == 4


@pytest.mark.parametrize(
    "later", [86_400, 0, -86_400], ids=["a day later", "in the same second", "with the clock set back"]
)
def test_a_corrected_typo_updates_one_note_and_keeps_its_schedule(desk: Desk, later: int) -> None:
    desk.export()
    desk.take()
    note = desk.anki.get_note(desk.anki.find_notes('"Id:one-safe"')[0])
    desk.anki.sched.set_due_date([note.cards()[0].id], "9")
    before = desk.anki.get_card(note.cards()[0].id)
    desk.deck.write_text(DECK.replace("asks for no change", "asks for no change of state"), encoding="utf-8")
    desk.now += later
    assert desk.export().updated == ("one-safe",)
    taken = desk.take()
    assert (taken["new"], taken["updated"]) == (0, 1)
    assert "change of state" in desk.card("one-safe")[1]
    after = desk.anki.get_card(before.id)
    assert (after.due, after.ivl, after.type) == (before.due, before.ivl, before.type)


def test_a_card_that_left_stays_in_anki_and_is_tagged_retired_once(desk: Desk) -> None:
    desk.export()
    desk.take()
    desk.deck.write_text(DECK[: DECK.index("## Fill")], encoding="utf-8")
    assert desk.export().retired == ("one-cloze",)
    taken = desk.take()
    assert (taken["new"], taken["updated"]) == (0, 1)
    assert len(desk.anki.find_notes('tag:byheart::retired "Id:one-cloze"')) == 1
    assert desk.anki.note_count() == 4
    assert desk.export().retired == ()


def test_a_retired_card_comes_into_a_deck_of_its_own_where_anki_never_had_it(desk: Desk) -> None:
    desk.export()
    desk.deck.write_text(DECK[: DECK.index("## Fill")], encoding="utf-8")
    desk.export()
    assert desk.take()["new"] == 4
    assert len(desk.anki.find_notes('"deck:By Heart::Retired"')) == 1


def test_a_lesson_of_another_name_is_said_to_stay_where_anki_has_it(desk: Desk) -> None:
    desk.export()
    desk.take()
    desk.deck.write_text(DECK.replace('title: "Lesson: One"', "title: Renamed"), encoding="utf-8")
    changes = desk.export()
    assert len(changes.moved) == 4
    desk.take()
    assert len(desk.anki.find_notes('"deck:By Heart::Part A::Lesson: One"')) == 4


def test_what_anki_was_given_is_remembered_to_the_letter(desk: Desk) -> None:
    desk.export()
    record = desk.folder / "record.sqlite"
    with keeping(record, NOTHING, desk.last):
        pass
    assert read_exported(record) == desk.last
    assert all(isinstance(sent, Sent) for sent in read_exported(record).notes.values())


def test_a_damaged_record_is_one_sentence_with_its_place(desk: Desk) -> None:
    record = desk.folder / "record.sqlite"
    record.write_bytes(b"not a database at all, but long enough to be read as one" * 20)
    with pytest.raises(ExportError, match=r"record\.sqlite cannot be read .*delete it"):
        read_exported(record)


def test_notes_rendered_before_are_those_rendered_now_and_a_changed_picture_is_seen(desk: Desk) -> None:
    first = desk.notes()
    assert desk.notes() == first
    (desk.folder / "decks" / "media" / "flow.svg").write_text(SVG.replace("200", "300"))
    second = desk.notes()
    assert [note.note_id for (_, note), (_, old) in zip(second, first, strict=True) if note != old] == ["one-safe"]


def test_some_notes_of_a_deck_first_and_all_of_them_later_are_all_there(desk: Desk) -> None:
    library = load_library((desk.folder / "decks",))
    some = notes_of(library, ["one-points"], desk.folder / "anki.json")
    assert [note.note_id for _, note in some] == ["one-points"]
    assert len(desk.notes()) == 4


def test_guids_depend_on_the_id_alone_and_are_unique_in_the_bank() -> None:
    library = load_library((BANK,))
    guids = {ids.guid(note_id) for note_id in library.note_ids()}
    assert len(guids) == len(library.note_ids())
    # Written down once: another value would double every note of everyone.
    assert ids.guid("rel-02-payment-retry") == "32b05d853974599476cc"


def test_the_note_types_are_those_of_the_first_version() -> None:
    """Written down once: with another id or field Anki refuses to update the notes of everyone who has them."""
    rest = ("Source", "Lesson", "Level", "Kind", "Spare 1", "Spare 2")
    assert (1_763_700_101, ("Id", "Question", "Answer", *rest)) == (ids.BASIC_ID, ids.FIELDS)
    assert (1_763_700_102, ("Id", "Text", "Question", *rest)) == (ids.CLOZE_ID, ids.CLOZE_FIELDS)


def test_a_character_that_anki_cannot_carry_is_refused_and_nothing_written(desk: Desk) -> None:
    notes = desk.notes()
    deck, first = notes[0]
    broken = AnkiNote(first.note_id, False, first.content.replace("safe", "sa\x1ffe"), first.tags, ())
    with pytest.raises(ExportError, match="one-safe holds the character"):
        package.write([(deck, broken)], desk.folder / "bad.apkg", NOTHING, NOW)
    assert not (desk.folder / "bad.apkg").exists()


def test_a_cancelled_export_leaves_nothing_and_an_old_package_stays(desk: Desk) -> None:
    desk.export()
    before = (desk.folder / "out.apkg").read_bytes()
    notes = desk.notes()
    assert package.write(notes, desk.folder / "out.apkg", NOTHING, NOW, cancelled=lambda: True) is None
    assert (desk.folder / "out.apkg").read_bytes() == before
    assert [p.name for p in desk.folder.iterdir() if p.name.startswith(".byheart")] == []


def test_what_a_killed_export_left_goes_with_the_next_one(desk: Desk) -> None:
    """But not what another one is making now, nor a folder of the user's with a name like it."""
    for name, age_s in (
        (".byheart-export-dead", 90_000),
        (".byheart-export-under-way", 3_600),
        (".byheart-mine", 90_000),
    ):
        left = desk.folder / name
        left.mkdir()
        (left / "collection.anki2").write_bytes(b"half")
        os.utime(left, (NOW - age_s, NOW - age_s))
    desk.export()
    left_over = sorted(p.name for p in desk.folder.iterdir() if p.name.startswith(".byheart"))
    assert left_over == [".byheart-export-under-way", ".byheart-mine"]


@pytest.mark.parametrize("leave", [None, KeyboardInterrupt])
def test_an_export_that_is_stopped_at_any_moment_leaves_nothing(desk: Desk, leave: type[BaseException] | None) -> None:
    """Neither files nor the folders it made on the way, nor a memory of what Anki was not given."""
    notes = desk.notes()
    target, record = desk.folder / "new" / "folder" / "out.apkg", desk.folder / "record.sqlite"
    before = sorted(desk.folder.iterdir())
    card = package.CardProgress(Memory(interval=1, repetitions=1, due_day=739_001), False)
    for patience in itertools.count():
        asked = 0

        def cancelled(patience: int = patience) -> bool:
            nonlocal asked
            asked += 1
            if asked > patience and leave is not None:
                raise leave
            return asked > patience

        try:
            done = package.write(
                notes, target, NOTHING, NOW, progress=package.Progress({"one-safe": card}, (), 739_000, NOW),
                keeping=lambda exported: keeping(record, NOTHING, exported), cancelled=cancelled,
            )  # fmt: skip
        except KeyboardInterrupt:
            done = None
        if done is not None:
            break
        assert sorted(desk.folder.iterdir()) == before
    assert patience >= 4
    assert [p.name for p in target.parent.iterdir()] == ["out.apkg"]
    assert read_exported(record) == done


def test_a_package_is_remembered_only_once_it_is_in_its_place(desk: Desk) -> None:
    """Another program holds the old one open, say: Anki will not be given this one, so nothing is remembered of it."""
    record = desk.folder / "record.sqlite"
    (desk.folder / "out.apkg" / "in the way").mkdir(parents=True)
    with pytest.raises(ExportError, match=r"out\.apkg cannot be written .*close the program that has it open"):
        package.write(
            desk.notes(), desk.folder / "out.apkg", NOTHING, NOW, keeping=lambda sent: keeping(record, NOTHING, sent)
        )
    assert read_exported(record) == NOTHING


def test_a_package_that_cannot_be_remembered_is_not_written(desk: Desk) -> None:
    """Else the next one would give every note a new time, and Anki would overwrite what was edited there."""
    record = desk.folder / "record.sqlite"
    with closing(sqlite3.connect(record)) as other:
        other.execute("CREATE VIEW note AS SELECT 1")
    with pytest.raises(ExportError, match=r"record\.sqlite cannot be written .*no package either"):
        package.write(
            desk.notes(), desk.folder / "out.apkg", NOTHING, NOW, keeping=lambda sent: keeping(record, NOTHING, sent)
        )
    assert not (desk.folder / "out.apkg").exists()


def test_a_picture_that_is_gone_is_named(desk: Desk) -> None:
    notes = desk.notes()
    (desk.folder / "decks" / "media" / "flow.svg").unlink()
    with pytest.raises(ExportError, match=r"The picture .*flow\.svg cannot be read .*: put it back"):
        package.write(notes, desk.folder / "out.apkg", NOTHING, NOW)
    assert not (desk.folder / "out.apkg").exists()


def test_the_package_is_compressed_and_holds_no_script(desk: Desk) -> None:
    desk.export()
    with zipfile.ZipFile(desk.folder / "out.apkg") as archive:
        assert {i.compress_type for i in archive.infolist()} == {zipfile.ZIP_DEFLATED}
        assert json.loads(archive.read("media")).keys() == {"0"}
        assert b"<script" not in archive.read("collection.anki2")


def test_the_command_says_what_anki_will_do(
    desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.opening.bundled_decks", lambda: desk.folder / "decks")
    words = ["--data-dir", str(desk.folder / "data"), "export", "anki", str(desk.folder / "cli.apkg")]
    assert main(words) == 0
    said = capsys.readouterr().out
    assert "4  add\n" in said
    assert "0  update" in said
    assert main([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["unchanged"] == ["one-safe", "one-points", "one-choice", "one-cloze"]
    assert main([*words, "--deck", "nobody"]) == 1


def test_with_progress_the_first_import_goes_on_where_the_desktop_is(desk: Desk) -> None:
    # Anki asks the machine's clock, and has its own hour at which a day begins.
    now = round(time.time())
    began = datetime.fromtimestamp(desk.anki.sched.day_cutoff).date() - timedelta(days=1)
    today = began.toordinal()
    passed = Memory(ease=236, interval=15, repetitions=3, lapses=1, due_day=today + 9)
    log = (
        package.Answered("one-safe", (now - 86_400 * 6) * 1000, 4, 0, 1, 250, 8_000),
        package.Answered("one-safe", (now - 86_400 * 5) * 1000, 1, 6, 1, 250, 90_000),
        package.Answered("one-safe", (now - 86_400 * 5) * 1000, 5, 1, 6, 236, 5_000),
    )
    cards = {
        "one-safe": package.CardProgress(passed, False),
        "one-cloze.c2": package.CardProgress(Memory(ease=130, interval=6, repetitions=2, due_day=today - 3), True),
    }
    notes = desk.notes()
    noon = datetime.combine(began - timedelta(days=7), clock_time(12)).astimezone()
    progress = package.Progress(cards, log, today - 7, round(noon.timestamp()))
    package.write(notes, desk.folder / "out.apkg", NOTHING, now, progress=progress)
    request = ImportAnkiPackageRequest(
        package_path=str(desk.folder / "out.apkg"), options=ImportAnkiPackageOptions(with_scheduling=True)
    )
    desk.anki.import_anki_package(request)

    def cards_of(note_id: str):  # type: ignore[no-untyped-def]
        return desk.anki.get_note(desk.anki.find_notes(f'"Id:{note_id}"')[0]).cards()

    card = cards_of("one-safe")[0]
    assert (card.due - desk.anki.sched.today, card.ivl, card.factor, card.lapses, card.reps) == (9, 15, 2360, 1, 3)
    first, second = cards_of("one-cloze")
    assert (first.type, first.queue) == (0, 0)
    assert (second.due - desk.anki.sched.today, second.ivl, second.factor, second.queue) == (-3, 6, 1300, -1)
    assert cards_of("one-points")[0].type == 0
    assert desk.anki.db is not None
    revlog = desk.anki.db.all("SELECT ease, ivl, lastIvl, factor, type FROM revlog ORDER BY id")
    assert revlog == [[3, 1, 0, 2500, 0], [1, 1, 6, 2500, 1], [4, 6, 1, 2360, 1]]


def test_the_command_takes_the_progress_along(
    desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.opening.bundled_decks", lambda: desk.folder / "decks")
    data = ["--data-dir", str(desk.folder / "data")]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n3\nq\n"))
    assert main([*data, "review"]) == 0
    assert main([*data, "export", "anki", str(desk.folder / "out.apkg"), "--with-progress"]) == 0
    assert "The progress of 1 card" in capsys.readouterr().out
    request = ImportAnkiPackageRequest(
        package_path=str(desk.folder / "out.apkg"), options=ImportAnkiPackageOptions(with_scheduling=True)
    )
    desk.anki.import_anki_package(request)
    assert len(desk.anki.find_cards("prop:ivl=1 prop:ease=2.5")) == 1
