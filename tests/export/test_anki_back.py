"""Reviews done in Anki come home: answered by the real Anki's scheduler, exported by it, counted here once."""

import itertools
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

import pytest
from anki.collection import (
    Collection,
    ExportAnkiPackageOptions,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
)

from app import adoption, homecoming, travel
from app.cli import main
from app.errors import ByHeartError
from app.homecoming import Report, bring_home, rehearse, sentences
from app.paths import Paths
from app.storage.progress import Progress, open_progress
from app.storage.verify import verify
from decks.library import load_library
from export.anki import ids
from scheduler.day import StudyClock
from scheduler.memory import Quality
from scheduler.sm2 import Sm2

if TYPE_CHECKING:
    from tests.export.conftest import Forge

DECK = """---
id: one
title: One
part: Part A
tags: [http]
---

## First? {#one .easy}

Yes.

Source: none

## Second? {#two .easy}

No.

Source: none

## Fill {#gaps .hard}

Use {{c1::this}} and {{c2::that}}.

Source: none
"""
CLOCK = StudyClock(UTC)
DAY = 86_400_000
AT = 1_700_000_000_000
"""The time of the first forged review."""


class Home:
    """Decks and progress of somebody who studies here and in Anki."""

    def __init__(self, folder: Path) -> None:
        (folder / "decks").mkdir()
        (folder / "decks" / "one.md").write_text(DECK, encoding="utf-8")
        self.folder = folder
        self.paths = Paths.of(folder / "data", {})
        self.library = load_library((folder / "decks",))
        self.now = time.time_ns() // 1_000_000
        self.progress: Progress = open_progress(self.paths.database, self.paths.backups, Sm2(), lambda: self.now)

    def bring(self, file: Path) -> Report:
        report = bring_home(file, self.library, self.progress, CLOCK, self.now, self.paths.backups)
        assert report is not None
        assert verify(self.paths.database, Sm2()).clean
        return report

    def log(self) -> list[tuple[str, int, int, str]]:
        return [
            (r.card_id, r.reviewed_at, r.quality, r.kind)
            for card_id in ("one", "two", "gaps.c1", "gaps.c2")
            for r in self.progress.history(card_id)
        ]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path)
    yield made
    made.progress.close()


class Phone:
    """A real Anki that took a package of ours with progress."""

    def __init__(self, home: Home) -> None:
        self.folder = home.folder
        (self.folder / "anki").mkdir()
        self.anki = Collection(str(self.folder / "anki" / "collection.anki2"))
        sent = self.folder / "out.apkg"
        progress = travel.progress_to_send(home.progress, CLOCK, home.now)
        travel.send(travel.look_ahead(home.library, home.paths), sent, home.now, progress)
        self.anki.import_anki_package(
            ImportAnkiPackageRequest(package_path=str(sent), options=ImportAnkiPackageOptions(with_scheduling=True))
        )

    def answer(self, note_id: str, button: Literal[1, 2, 3, 4], order: int = 0) -> int:
        """Answer a card with Anki's own scheduler, whatever its turn; the time it wrote."""
        note = self.anki.get_note(self.anki.find_notes(f'"Id:{note_id}"')[0])
        card = next(card for card in note.cards() if card.ord == order)
        card.start_timer()
        self.anki.sched.answerCard(card, button)
        assert self.anki.db is not None
        return int(self.anki.db.scalar("SELECT max(id) FROM revlog WHERE cid = ?", card.id))

    def export(self, name: str) -> Path:
        """What Anki exports in one of its formats."""
        file = self.folder / f"home.{name.partition('-')[0]}"
        legacy = name.endswith("legacy")
        if name.startswith("apkg"):
            options = ExportAnkiPackageOptions(with_scheduling=True, with_media=True, legacy=legacy)
            self.anki.export_anki_package(out_path=str(file), options=options, limit=None)
        else:
            self.anki.export_collection_package(str(file), True, legacy)
            self.anki.reopen()
        return file


@pytest.fixture
def studied(home: Home) -> Home:
    """A week ago `one` and `gaps.c1` were answered well, and `one` badly before."""
    for card_id, ago, quality in (("one", 8, 2), ("one", 7, 4), ("gaps.c1", 7, 5)):
        at_ms = home.now - ago * DAY
        home.progress.grade(card_id, quality, CLOCK.day_of(at_ms), duration_ms=5_000, at_ms=at_ms)
    return home


@pytest.fixture
def phone(studied: Home) -> Iterator[Phone]:
    made = Phone(studied)
    yield made
    made.anki.close()


@pytest.mark.parametrize("name", ["apkg", "apkg-legacy", "colpkg", "colpkg-legacy"])
def test_reviews_answered_by_anki_move_our_due_days_once(studied: Home, phone: Phone, name: str) -> None:
    before = studied.progress.memory("one")
    assert before is not None
    answered = {
        ("one", phone.answer("one", 3), 4),
        ("gaps.c1", phone.answer("gaps", 2), 3),
        ("gaps.c2", phone.answer("gaps", 4, order=1), 5),
    }
    file = phone.export(name)
    studied.now += 1_000
    report = studied.bring(file)
    assert (report.taken.new, report.taken.known, report.taken.cards, report.foreign_notes) == (3, 3, 3, 0)
    came = {(card_id, at_ms, quality) for card_id, at_ms, quality, kind in studied.log() if kind == "anki"}
    assert came == answered
    after = studied.progress.memory("one")
    day = CLOCK.day_of(next(at_ms for card_id, at_ms, _ in answered if card_id == "one"))
    assert after == Sm2().review(before, Quality.GOOD, day)
    assert after.due_day > before.due_day
    new = studied.progress.memory("gaps.c2")
    assert new is not None
    assert new.due_day == day + 1

    log = studied.log()
    again = studied.bring(file)
    assert (again.taken.new, again.taken.known) == (0, 6)
    assert studied.log() == log


def test_a_log_that_went_out_with_the_progress_does_not_come_home_a_second_time(studied: Home, phone: Phone) -> None:
    log = studied.log()
    report = studied.bring(phone.export("colpkg"))
    assert (report.taken.new, report.taken.known) == (0, 3)
    assert studied.log() == log


def test_what_is_answered_later_comes_with_the_next_package(studied: Home, phone: Phone) -> None:
    phone.answer("one", 1)
    studied.now += 1_000
    assert studied.bring(phone.export("apkg")).taken.new == 1
    phone.answer("two", 3)
    studied.now += 1_000
    report = studied.bring(phone.export("colpkg"))
    assert (report.taken.new, report.taken.known) == (1, 4)


def test_a_rescheduled_card_is_no_review(studied: Home, phone: Phone) -> None:
    note = phone.anki.get_note(phone.anki.find_notes('"Id:one"')[0])
    phone.anki.sched.set_due_date([note.cards()[0].id], "9")
    report = studied.bring(phone.export("apkg"))
    assert (report.taken.new, report.left.by_hand) == (0, 1)


def test_cards_of_the_owner_in_the_same_collection_are_counted_and_left(studied: Home, phone: Phone) -> None:
    model = phone.anki.models.by_name("Basic")
    assert model is not None
    note = phone.anki.new_note(model)
    note.fields = ["mine", "mine"]
    phone.anki.add_note(note, phone.anki.decks.id("Default") or 1)  # type: ignore[arg-type]
    card = note.cards()[0]
    card.start_timer()
    phone.anki.sched.answerCard(card, 3)
    report = studied.bring(phone.export("colpkg"))
    assert (report.taken.new, report.foreign_notes, report.left.foreign) == (0, 1, 1)


def test_answers_in_a_filtered_deck_that_reschedules_nothing_move_no_due_day(studied: Home, phone: Phone) -> None:
    """Cramming before an interview moves nothing in Anki, so it moves nothing here; with rescheduling it counts."""
    anki = phone.anki
    crammed = anki.decks.new_filtered("Cram")
    for reschedules, new, practised in ((False, 0, 1), (True, 1, 1)):
        deck = anki.decks.get(crammed)
        assert deck is not None
        deck["resched"], deck["terms"] = reschedules, [["Id:one", 10, 0]]
        anki.decks.save(deck)
        anki.sched.rebuild_filtered_deck(crammed)
        phone.answer("one", 3)
        anki.sched.empty_filtered_deck(crammed)
        studied.now += 1_000
        report = studied.bring(phone.export("colpkg"))
        assert (report.taken.new, report.left.practised) == (new, practised)
    said = sentences(report, UTC)
    assert "1 review was left out, answered in a filtered deck that reschedules nothing." in said


@pytest.mark.parametrize("rollover", [0, 4, 11, 23])
@pytest.mark.parametrize("zone", ["Europe/Berlin", "Pacific/Auckland", "America/St_Johns"])
def test_our_own_package_leads_a_new_desk_to_the_same_memories(tmp_path: Path, zone: str, rollover: int) -> None:
    """A hundred days with daylight saving, grades at the very edges of study days and at one moment; and once there,
    nothing that goes out again comes home as new, on either desk."""
    clock = StudyClock(ZoneInfo(zone), rollover)
    homes = []
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
        homes.append(Home(tmp_path / name))
    old, new = homes
    cards = ("one", "two", "gaps.c1", "gaps.c2")
    chance = random.Random(rollover)
    for ago in range(100, 0, -3):
        edge = clock.starts_at(clock.day_of(old.now) - ago)
        for at_ms in (edge - 1, edge, edge, edge + 1):
            card_id, day = chance.choice(cards), clock.day_of(at_ms)
            known = old.progress.history(card_id)
            kind = "repeat" if known and known[-1].study_day == day else "scheduled"
            old.progress.grade(card_id, chance.randrange(6), day, kind=kind, duration_ms=1, at_ms=at_ms)

    def send(home: Home) -> Path:
        file = home.folder / "out.apkg"
        progress = travel.progress_to_send(home.progress, clock, home.now)
        assert travel.send(travel.look_ahead(home.library, home.paths), file, home.now, progress) is not None
        return file

    def bring(file: Path, home: Home) -> Report:
        report = bring_home(file, home.library, home.progress, clock, home.now, home.paths.backups)
        assert report is not None
        assert verify(home.paths.database, Sm2()).clean
        return report

    assert bring(send(old), new).taken.new == len(tuple(old.progress.log()))
    assert [new.progress.memory(card_id) for card_id in cards] == [old.progress.memory(card_id) for card_id in cards]
    assert bring(send(new), new).taken.new == 0
    assert bring(send(new), old).taken.new == 0
    assert bring(send(old), old).taken.new == 0
    for home in homes:
        home.progress.close()


_DUE_IN_ANKI = """
import sys
from datetime import datetime
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
anki = Collection(sys.argv[1])
anki.import_anki_package(
    ImportAnkiPackageRequest(package_path=sys.argv[2], options=ImportAnkiPackageOptions(with_scheduling=True))
)
today = datetime.fromtimestamp(anki.sched.day_cutoff - 86_400).date().toordinal()
card = anki.get_note(anki.find_notes('"Id:one"')[0]).cards()[0]
print(card.due - anki.sched.today + today)
anki.close()
"""


@pytest.mark.parametrize("rollover", [0, 4, 23])
@pytest.mark.parametrize("hour", [2, 5, 23])
def test_a_due_day_is_the_same_date_in_anki_whatever_the_hour(studied: Home, hour: int, rollover: int) -> None:
    """At two in the morning it is today here, with days from midnight, and still yesterday in Anki."""
    east = (hour - datetime.now(UTC).hour + 12) % 24 - 12
    clock = StudyClock(timezone(timedelta(hours=east)), rollover)
    sent = studied.folder / "out.apkg"
    progress = travel.progress_to_send(studied.progress, clock, studied.now)
    travel.send(travel.look_ahead(studied.library, studied.paths), sent, studied.now, progress)
    words = [sys.executable, "-c", _DUE_IN_ANKI, str(studied.folder / "collection.anki2"), str(sent)]
    said = subprocess.run(words, env={**os.environ, "TZ": f"<HERE>{-east}"}, capture_output=True, text=True, check=True)
    memory = studied.progress.memory("one")
    assert memory is not None
    assert int(said.stdout) == memory.due_day


# ---- what is left out, by forged packages -----------------------------------------------------------


def test_the_progress_is_backed_up_before_anything_is_taken(home: Home, forge: "Forge") -> None:
    report = home.bring(forge.package())
    assert report.backup is not None
    assert report.backup.name.endswith("-before-anki.sqlite")
    with open_progress(report.backup, home.folder, Sm2(), lambda: home.now) as before:
        assert before.history("one") == ()
    assert len(home.progress.history("one")) == 3


def test_nothing_new_to_take_leaves_no_backup(home: Home, forge: "Forge") -> None:
    assert home.bring(forge.package(reviews=0)).backup is None
    assert not home.paths.backups.exists()
    kept = home.bring(forge.package()).backup
    assert home.bring(forge.package()).backup is None
    assert list(home.paths.backups.iterdir()) == [kept]


def test_equal_guids_in_somebody_elses_deck_are_refused_and_counted(home: Home, forge: "Forge") -> None:
    def edit(connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE notes SET mid = 7 WHERE id = 1")

    report = home.bring(forge.package(edit))
    assert (report.taken.new, report.left.lookalikes, report.foreign_notes) == (0, 3, 2)
    assert home.log() == []
    assert "3 reviews were left out, of somebody else's notes that carry the marks of yours." in sentences(report, UTC)


def test_a_note_of_ours_that_left_the_library_is_not_taken_for_somebody_elses(home: Home, forge: "Forge") -> None:
    def edit(connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE notes SET guid = ? WHERE id = 1", (ids.guid("gone"),))

    report = home.bring(forge.package(edit))
    assert (report.taken.new, report.left.unknown, report.gone_notes, report.foreign_notes) == (0, 3, 1, 1)


def test_our_note_type_under_another_id_is_still_ours(home: Home, forge: "Forge") -> None:
    """Anki gives a note type a new id when it had another under the old one."""

    def edit(connection: sqlite3.Connection) -> None:
        models = json.loads(connection.execute("SELECT models FROM col").fetchone()[0])
        models["99"] = {**models.pop(str(ids.BASIC_ID)), "name": "By Heart-1f3c"}
        connection.execute("UPDATE col SET models = ?", (json.dumps(models),))
        connection.execute("UPDATE notes SET mid = 99 WHERE id = 1")

    assert home.bring(forge.package(edit)).taken.new == 3


@pytest.mark.parametrize(
    ("column", "value", "counted"),
    [("ease", 0, "by_hand"), ("ease", 5, "by_hand"), ("ease", -1, "by_hand"), ("type", 4, "by_hand"),
     ("type", 5, "by_hand"), ("type", 9, "by_hand")],
)  # fmt: skip
def test_lines_without_a_button_do_not_count(home: Home, forge: "Forge", column: str, value: int, counted: str) -> None:
    path = forge.package(lambda c: c.execute(f"UPDATE revlog SET {column} = ?", (value,)))
    report = home.bring(path)
    assert (report.taken.new, getattr(report.left, counted)) == (0, 3)


@pytest.mark.parametrize("kind", [0, 1, 2, 3])
@pytest.mark.parametrize(("button", "quality"), [(1, 1), (2, 3), (3, 4), (4, 5)])
def test_buttons_are_qualities(home: Home, forge: "Forge", kind: int, button: int, quality: int) -> None:
    home.bring(forge.package(lambda c: c.execute("UPDATE revlog SET ease = ?, type = ?", (button, kind)), reviews=1))
    assert [review.quality for review in home.progress.history("one")] == [quality]


def test_times_that_cannot_be_are_left_out_and_said(home: Home, forge: "Forge") -> None:
    def edit(connection: sqlite3.Connection) -> None:
        connection.executemany(
            "INSERT INTO revlog VALUES (?, 1, 0, 3, 1, 0, 2500, 4000, 1)",
            [(home.now + DAY + 1,), (home.now + DAY,), (9_000_000_000_000_000_000,), (1_136_073_599_999,), (-5,)],
        )

    report = home.bring(forge.package(edit, reviews=0))
    assert (report.taken.new, report.left.future, report.left.ancient) == (1, 2, 2)
    said = sentences(report, UTC)
    assert "2 reviews were left out, from the future: look at the clock of the other device." in said
    assert "2 reviews were left out, from before 2006, when there was no Anki." in said


@pytest.mark.parametrize(("taken_ms", "stored"), [(-1, 0), (4_000, 4_000), (1 << 60, 7_200_000)])
def test_answer_times_that_cannot_be_are_bounded(home: Home, forge: "Forge", taken_ms: int, stored: int) -> None:
    home.bring(forge.package(lambda c: c.execute("UPDATE revlog SET time = ?", (taken_ms,)), reviews=1))
    assert [review.duration_ms for review in home.progress.history("one")] == [stored]


def test_a_second_card_that_somebody_gave_our_note_is_no_card_of_ours(home: Home, forge: "Forge") -> None:
    report = home.bring(forge.package(lambda c: c.execute("UPDATE cards SET ord = 1 WHERE id = 1")))
    assert (report.taken.new, report.left.unknown) == (0, 3)
    assert "3 reviews were left out, of cards that are not in your library." in sentences(report, UTC)


def test_damage_found_in_the_middle_leaves_the_log_as_it_was(home: Home, forge: "Forge") -> None:
    """The last line of ten thousand is not whole: nothing of the package is taken."""
    path = forge.package(
        lambda c: c.execute("UPDATE revlog SET ease = NULL WHERE id = (SELECT max(id) FROM revlog)"), reviews=8_000
    )
    home.now = AT + 9_000 * DAY
    with pytest.raises(ByHeartError, match="is damaged"):
        home.bring(path)
    assert home.log() == []
    assert list(home.paths.backups.iterdir()) == []
    assert verify(home.paths.database, Sm2()).clean


def test_a_hostile_package_changes_nothing(home: Home, forge: "Forge", temporary: Path) -> None:
    home.bring(forge.package())
    before = home.log(), sorted(home.paths.backups.iterdir())
    path = forge.zip([("collection.anki2", forge.database()), ("../evil", b"x")])
    with pytest.raises(ByHeartError, match="outside of itself"):
        home.bring(path)
    assert (home.log(), sorted(home.paths.backups.iterdir())) == before
    assert list(temporary.iterdir()) == []


def test_cancelling_at_any_moment_takes_nothing(home: Home, forge: "Forge", temporary: Path) -> None:
    path = forge.package(reviews=3_000)
    home.now = AT + 4_000 * DAY
    for patience in itertools.count():
        asked = 0

        def cancelled(patience: int = patience) -> bool:
            nonlocal asked
            asked += 1
            return asked > patience

        done = bring_home(path, home.library, home.progress, CLOCK, home.now, home.paths.backups, cancelled=cancelled)
        assert list(temporary.iterdir()) == []
        if done is not None:
            break
        assert home.log() == []
        assert list(home.paths.backups.glob("*")) == []
    assert patience >= 4
    assert len(home.log()) == 3_000


def test_a_rehearsal_tells_the_same_and_changes_nothing(home: Home, forge: "Forge", temporary: Path) -> None:
    path = forge.package()
    rehearsed = rehearse(path, home.library, home.paths.database, CLOCK, home.now)
    assert rehearsed is not None
    assert home.log() == []
    assert not home.paths.backups.exists()
    assert list(temporary.iterdir()) == []
    assert rehearsed.taken == home.bring(path).taken
    assert sentences(rehearsed, UTC, rehearsed=True)[0] == (
        "3 new reviews of 1 card would be taken, from 2023-11-14 to 2023-11-16."
    )


def test_progress_is_told_by_what_is_done(home: Home, forge: "Forge") -> None:
    told: list[tuple[str, int, int]] = []
    home.now = AT + 4_000 * DAY
    bring_home(
        forge.package(reviews=3_000), home.library, home.progress, CLOCK, home.now, home.paths.backups,
        step=lambda *words: told.append(words),
    )  # fmt: skip
    assert list(dict.fromkeys(what for what, _, _ in told)) == [
        "Unpacking", "Reading reviews", "Working out when each card is due",
    ]  # fmt: skip


# ---- the command ------------------------------------------------------------------------------------


def test_the_command_says_what_was_taken(
    home: Home, forge: "Forge", capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.opening.bundled_decks", lambda: home.folder / "decks")
    words = ["--data-dir", str(home.paths.data_dir), "import", "anki", str(forge.package())]
    assert main([*words, "--dry-run"]) == 0
    assert "3 new reviews of 1 card would be taken" in capsys.readouterr().out
    assert home.log() == []
    assert main(words) == 0
    said = capsys.readouterr().out
    assert "3 new reviews of 1 card taken, from 2023-11-1" in said
    assert "1 note in the package is not from By Heart." in said
    assert "-before-anki.sqlite" in said
    assert main([*words, "--json"]) == 0
    counted = json.loads(capsys.readouterr().out)
    assert (counted["new"], counted["known"], counted["notes"], counted["foreign_notes"]) == (0, 3, 2, 1)
    assert main(words) == 0
    said = capsys.readouterr().out
    assert said.startswith("No new review of your cards is in this package.\n3 reviews were known already")


def test_the_command_says_one_sentence_for_a_bad_file(
    home: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.opening.bundled_decks", lambda: home.folder / "decks")
    bad = home.folder / "bad.apkg"
    bad.write_bytes(b"PK\x03\x04 and nothing more")
    for more in ([], ["--dry-run"]):
        assert main(["--data-dir", str(home.paths.data_dir), "import", "anki", str(bad), *more]) == 1
        captured = capsys.readouterr()
        assert captured.out == ""
        assert captured.err.startswith(f"byheart: {bad} is damaged")
        assert captured.err.count("\n") == 1


def test_the_command_makes_the_other_notes_decks_after_a_preview(
    home: Home,
    real_packages: dict[str, Path],
    temporary: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.opening.bundled_decks", lambda: home.folder / "decks")
    words = ["--data-dir", str(home.paths.data_dir), "import", "anki", str(real_packages["apkg"])]
    assert main(words) == 0
    assert "3 notes in the package are not from By Heart.\nWith --notes they become decks" in capsys.readouterr().out
    assert main([*words, "--notes", "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "4 notes would become 1 deck." in said
    assert "What is **safe**?" in said
    assert not home.paths.decks.exists()
    assert main([*words, "--notes", "--json"]) == 0
    (deck,) = json.loads(capsys.readouterr().out)["decks"]
    library = load_library((home.paths.decks,))
    assert [info.path for info in library.decks] == [Path(deck)]
    assert library.problems == ()
    assert main([*words, "--notes"]) == 0
    assert "Your decks hold all of these notes already." in capsys.readouterr().out
    assert [path.name for path in home.paths.decks.glob("*.md")] == [Path(deck).name]
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("more", [[], ["--dry-run"], ["--notes"]])
def test_ctrl_c_ends_the_command_in_order(
    home: Home,
    real_packages: dict[str, Path],
    temporary: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    more: list[str],
) -> None:
    """While the package is read nothing is taken; while notes are converted, the reviews are in and no deck is."""
    monkeypatch.setattr("app.opening.bundled_decks", lambda: home.folder / "decks")
    words = ["--data-dir", str(home.paths.data_dir), "import", "anki", str(real_packages["apkg"]), *more]
    module, name, real = (
        (adoption, "look", adoption.look) if more == ["--notes"] else (homecoming, "bring_home", bring_home)
    )

    def pressed(*given: Any) -> object:
        signal.raise_signal(signal.SIGINT)
        return real(*given)

    monkeypatch.setattr(module, name, pressed)
    assert main(words) == 130
    captured = capsys.readouterr()
    if more == ["--notes"]:
        assert captured.out.startswith("No new review of your cards")
        assert captured.out.endswith("Stopped; no deck was written.\n")
    else:
        assert captured.err == "byheart: Stopped; nothing was taken.\n"
        assert captured.out == ""
    assert not home.paths.decks.exists()
    assert home.log() == []
    assert list(temporary.iterdir()) == []
