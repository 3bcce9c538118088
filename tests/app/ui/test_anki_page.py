"""The page of Anki: the preflight before writing, the package, and what comes back."""

import sqlite3
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import genanki  # type: ignore[import-untyped]
import pytest
from pytestqt.qtbot import QtBot

from app import adoption, travel
from app.errors import ByHeartError
from app.paths import Paths
from app.ui.anki import AnkiPage
from app.ui.main import Program
from export.anki import package


@pytest.fixture
def page(program: Program, qtbot: QtBot) -> AnkiPage:
    program.window.go("anki")
    shown = program.window.pages.currentWidget()
    assert isinstance(shown, AnkiPage)
    settle(program, qtbot)
    return shown


def settle(program: Program, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not program.tasks.busy)


def groups(page: AnkiPage) -> list[str]:
    return [item.text(1) for item in page._groups()]


def notes_in(package: Path) -> int:
    with zipfile.ZipFile(package) as archive:
        database = package.with_suffix(".db")
        database.write_bytes(archive.read("collection.anki2"))
    with sqlite3.connect(database) as connection:
        return int(connection.execute("SELECT count(*) FROM notes").fetchone()[0])


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Until it is set, no package that is being written gets to its end."""
    go_on = threading.Event()
    compress = package._write_archive

    def wait(*given: Any) -> None:
        assert go_on.wait(20)
        compress(*given)

    monkeypatch.setattr(package, "_write_archive", wait)
    return go_on


def test_the_page_says_what_anki_will_do_before_anything_is_written(page: AnkiPage, paths: Paths) -> None:
    assert groups(page) == ["4", "0", "0", "0", "0"]
    assert page.said.text() == "The package will hold 4 notes."
    assert not (paths.data_dir / "exported-anki.sqlite").exists()


def test_after_a_package_the_same_notes_are_left_alone(
    page: AnkiPage, program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    page.write_to(tmp_path / "mine")
    settle(program, qtbot)
    assert notes_in(tmp_path / "mine.apkg") == 4
    assert "4 notes" in program.window.notice.text
    assert groups(page) == ["0", "0", "4", "0", "0"]


def test_the_notes_of_a_group_are_named_when_it_is_opened(page: AnkiPage) -> None:
    page._groups()[0].setExpanded(True)
    first = page._groups()[0]
    children = [first.child(n) for n in range(first.childCount())]
    assert [child.text(0) for child in children if child is not None][:2] == ["What is safe?", "Say the four points"]


def test_chosen_lessons_and_a_selection_from_browse_are_exported_alone(
    page: AnkiPage, program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    page.lessons_only.setChecked(True)
    settle(program, qtbot)
    assert not page.write.isEnabled()
    page.lessons.tick(["one"])
    settle(program, qtbot)
    assert groups(page)[0] == "4"
    program.window.go("anki", card_ids=["one-safe", "one-cloze.c1", "one-cloze.c2"])
    settle(program, qtbot)
    assert page.selected_only.isChecked()
    page.write_to(tmp_path / "some.apkg")
    settle(program, qtbot)
    assert notes_in(tmp_path / "some.apkg") == 2


def test_a_cancelled_package_is_not_there(
    page: AnkiPage, program: Program, qtbot: QtBot, tmp_path: Path, held: threading.Event
) -> None:
    page.write_to(tmp_path / "late.apkg")
    page.line.stop.click()
    held.set()
    settle(program, qtbot)
    assert list(tmp_path.glob("*.apkg")) == []
    assert "no package was written" in program.window.notice.text


def test_another_choice_or_another_page_meanwhile_does_not_stop_the_writing(
    page: AnkiPage, program: Program, qtbot: QtBot, tmp_path: Path, held: threading.Event
) -> None:
    """It is looked at once the package is there, and the button has the focus again that it had."""
    page.write.setFocus()
    page.write_to(tmp_path / "all.apkg")
    assert page.line.stop.hasFocus()
    page.lessons_only.setChecked(True)
    program.window.go("today")
    program.window.go("anki")
    page.choose_file()  # asks for nothing: one package at a time
    held.set()
    settle(program, qtbot)
    assert notes_in(tmp_path / "all.apkg") == 4
    assert page.said.text() == "Tick the lessons that are to go along."
    page.everything.setChecked(True)
    settle(program, qtbot)
    assert groups(page) == ["0", "0", "4", "0", "0"]


def test_the_button_has_the_focus_once_the_notes_are_looked_at_and_again_after_writing(
    page: AnkiPage, program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    assert page.write.hasFocus()
    page.write_to(tmp_path / "all.apkg")
    settle(program, qtbot)
    assert page.write.hasFocus()


def test_decks_that_cannot_be_looked_at_are_one_sentence_and_can_be_chosen_again(
    page: AnkiPage, program: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def trouble(*_: object) -> None:
        raise ByHeartError("The record cannot be read: delete it.")

    with monkeypatch.context() as broken:
        broken.setattr(travel, "look_ahead", trouble)
        page.lessons_only.setChecked(True)
        settle(program, qtbot)
    assert "The record cannot be read" in program.window.notice.text
    assert "Choose again" in page.said.text()
    assert groups(page) == []
    page.everything.setChecked(True)
    settle(program, qtbot)
    assert page.write.isEnabled()


def test_a_folder_that_cannot_be_written_is_one_sentence(
    page: AnkiPage, program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    page.write_to(tmp_path / "file" / "x.apkg")
    settle(program, qtbot)
    assert "cannot be written" in program.window.notice.text
    assert page.write.isEnabled()


def test_our_own_package_read_back_brings_nothing_new_and_says_so(
    page: AnkiPage, program: Program, qtbot: QtBot, tmp_path: Path, press: Callable[..., None]
) -> None:
    study = program.window.study
    assert study is not None
    study.begin()
    face = study.current()
    assert face is not None
    study.grade(face.card_id, 4, 1000)  # type: ignore[arg-type]
    page.with_progress.setChecked(True)
    page.write_to(tmp_path / "mine.apkg")
    settle(program, qtbot)
    assert "The progress of 1 card is in it." in program.window.notice.text
    page.back.read(tmp_path / "mine.apkg")
    settle(program, qtbot)
    assert "No new review" in page.back.said.text()
    assert len(tuple(study.progress.log())) == 1


def test_notes_of_another_deck_are_shown_and_become_a_deck_of_the_reader_s(
    page: AnkiPage, program: Program, qtbot: QtBot, tmp_path: Path, paths: Paths
) -> None:
    deck = genanki.Deck(7, "Capitals")
    deck.add_note(genanki.Note(genanki.BASIC_MODEL, ["Capital of <b>France</b>?", "Paris"]))
    genanki.Package(deck).write_to_file(tmp_path / "capitals.apkg")
    page.back.read(tmp_path / "capitals.apkg")
    settle(program, qtbot)
    assert page.back.preview.topLevelItemCount() == 1
    assert page.back.adopt.isVisibleTo(page)
    page.back.take_notes()
    settle(program, qtbot)
    assert [file.suffix for file in paths.decks.iterdir()] == [".md"]
    assert program.window.study is not None
    assert [deck.title for deck in program.window.study.library.decks] == ["One", "Capitals"]


def test_reviews_are_counted_also_when_the_notes_beside_them_cannot_be_looked_at(
    page: AnkiPage, program: Program, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def trouble(*_: object) -> None:
        raise ByHeartError("It holds a note that is too long: shorten it.")

    monkeypatch.setattr(adoption, "look", trouble)
    deck = genanki.Deck(7, "Capitals")
    deck.add_note(genanki.Note(genanki.BASIC_MODEL, ["Capital of France?", "Paris"]))
    genanki.Package(deck).write_to_file(tmp_path / "capitals.apkg")
    page.back.open.setFocus()
    page.back.read(tmp_path / "capitals.apkg")
    page.back.read(tmp_path / "second.apkg")
    assert "second.apkg was not read" in program.window.notice.text
    settle(program, qtbot)
    assert page.back.said.text().startswith("No new review of your cards is in this package.")
    assert "a note that is too long" in program.window.notice.text
    assert page.back.open.hasFocus()


def test_a_file_that_is_no_package_is_one_sentence_and_changes_nothing(
    page: AnkiPage, program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.apkg"
    broken.write_bytes(b"PK\x03\x04 and then nothing")
    page.back.read(broken)
    settle(program, qtbot)
    assert "broken.apkg" in program.window.notice.text
    assert program.window.study is not None
    assert tuple(program.window.study.progress.log()) == ()
    assert page.back.open.isEnabled()
