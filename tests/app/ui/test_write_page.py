"""Write: decks, sheets and corrections are edited, saved without losing anybody's work, and tables become decks."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QMimeData, Qt
from PySide6.QtGui import QImage, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

import app.ui.write
import app.ui.write_deeds
from app.opening import open_study
from app.ui.main import Program
from app.ui.write import WritePage
from app.ui.write_conflict import ConflictDialog
from app.ui.write_highlighter import MOST_LINES
from app.writing import template, unsaved
from app.writing.merge import merge
from app.writing.unsaved import Draft
from decks.parser import read_deck
from tests.app.ui.conftest import Clock, Start
from tests.app.ui.desk import TestDesk, make_desk

DECK = """---
id: mine
title: My deck
tags: [http]
---

## First? {#mine-first .easy}

One **bold** answer.

Source: me

## Second? {#mine-second}

- [ ] alpha
- [ ] beta

Source: me
"""
SHEET = "---\nid: my-s\ntitle: My sheet\nsubtitle: ''\nlessons: [one]\norder: 9\n---\n\n## Box\n\nText.\n"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "data" / "decks" / "mine.md"
    path.parent.mkdir(parents=True)
    path.write_text(DECK, encoding="utf-8")
    return path


@pytest.fixture
def desk(tmp_path: Path, bank: Path, mine: Path, qapp: QApplication, clock: Clock) -> Iterator[TestDesk]:
    made = make_desk(tmp_path / "data", clock)
    yield made
    made.close()


Settle = Callable[[WritePage], None]


@pytest.fixture
def settle(qtbot: QtBot, desk: TestDesk) -> Settle:
    """Wait until the text was looked at and nothing runs in the background."""

    def settled(page: WritePage) -> bool:
        waiting = page._look_soon, page._state_soon, *([page.deeds.table._pause] if page.stack.count() > 1 else [])
        return not any(timer.isActive() for timer in waiting) and not desk.tasks.busy

    return lambda page: qtbot.waitUntil(lambda: settled(page))


@pytest.fixture
def page(qtbot: QtBot, desk: TestDesk, settle: Settle) -> Iterator[WritePage]:
    window = QMainWindow()
    window.setMinimumSize(480, 400)
    window.resize(1280, 800)
    qtbot.addWidget(window)
    made = WritePage(desk)
    window.setCentralWidget(made)
    window.show()
    qtbot.waitExposed(window)
    made.enter()
    settle(made)
    yield made
    window.close()


def type_at(page: WritePage, words: str, before: str) -> None:
    """Type words where other words begin."""
    cursor = page.editor.textCursor()
    cursor.setPosition(len(page.editor.text().partition(before)[0].encode("utf-16-le")) // 2)
    page.editor.setTextCursor(cursor)
    QTest.keyClicks(page.editor, words)


def read_again(page: WritePage, clock: Clock) -> None:
    """What the window does after `decks_changed`."""
    desk = page.desk
    desk.use(open_study(desk.paths, desk.settings, clock, desk.progress).study)
    page.refresh()


# ---- files ------------------------------------------------------------------------------------------


def test_the_list_has_the_users_files_first_and_return_opens_one(page: WritePage, settle: Settle) -> None:
    """By keyboard alone."""
    assert page.shelf.hasFocus()
    tops = [page.shelf.topLevelItem(number).text(0) for number in range(page.shelf.topLevelItemCount())]  # type: ignore[union-attr]
    assert tops == ["Your decks", "Your sheets", "Part A"]
    QTest.keyClick(page.shelf, Qt.Key.Key_Down)
    QTest.keyClick(page.shelf, Qt.Key.Key_Return)
    settle(page)
    assert page.editor.text() == DECK
    assert page.editor.hasFocus()
    assert page.bench.title.text() == "My deck"


def test_a_save_writes_the_file_and_gives_new_cards_an_id(page: WritePage, mine: Path, settle: Settle) -> None:
    """The cursor stays, undo stays, nothing else is in the folder, and the window is told."""
    told: list[bool] = []
    page.desk.decks_changed.connect(lambda: told.append(True))
    page.open_file(mine)
    page.go_to(8)
    page.deeds.add_card(template.CARDS[0])
    QTest.keyClicks(page.editor, "What is new here?")
    assert page.dirty
    assert page.acts["write-save"].isEnabled()
    QTest.keyClick(page.editor, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle(page)
    assert not page.dirty
    assert told == [True]
    deck, problems = read_deck(mine)
    assert problems == ()
    assert deck is not None
    assert [note.id for note in deck.notes] == ["mine-first", "mine-new-here", "mine-second"]
    assert page.editor.text() == mine.read_text("utf-8")
    assert page.editor.textCursor().block().text().startswith("## What is new here?")
    assert sorted(path.name for path in mine.parent.iterdir()) == ["mine.md"]
    page.editor.undo()
    assert page.dirty


def test_one_card_is_edited_in_its_file(page: WritePage, mine: Path, settle: Settle) -> None:
    """As Browse asks for it; the rest of the file stays to the byte, and can be shown."""
    page.enter(note_id="mine-second")
    settle(page)
    assert page.editor.text() == "## Second? {#mine-second}\n\n- [ ] alpha\n- [ ] beta\n\nSource: me"
    type_at(page, "great ", "alpha")
    assert page.save()
    assert mine.read_text("utf-8") == DECK.replace("alpha", "great alpha")
    page.deeds.show_whole()
    assert page.editor.text() == DECK.replace("alpha", "great alpha")
    assert page.editor.textCursor().block().text() == "- [ ] great alpha"
    assert not page.dirty


def test_new_decks_and_sheets_are_written_only_when_they_are_saved(
    page: WritePage, monkeypatch: pytest.MonkeyPatch, settle: Settle
) -> None:
    """Under a name of their own, with an id no other has."""
    monkeypatch.setattr(app.ui.write_deeds, "title_of", lambda *_: "Mine: too")
    page.deeds.new_deck()
    path = page.desk.paths.decks / "mine-too.md"
    assert not path.exists()
    settle(page)
    assert page.problems == ()
    assert page.save()
    deck, _ = read_deck(path)
    assert deck is not None
    assert (deck.id, deck.title) == ("mine-too", "Mine: too")
    assert deck.notes[0].id.startswith("mine-too-")
    page.deeds.new_sheet()
    settle(page)
    assert page.problems == ()
    assert page.save()
    assert (page.desk.paths.data_dir / "sheets" / "mine-too.md").exists()


def test_a_sheet_is_seen_as_its_page(page: WritePage, settle: Settle) -> None:
    """With the size of its text; what is wrong with it is listed."""
    path = page.desk.paths.data_dir / "sheets" / "s.md"
    path.parent.mkdir()
    path.write_text(SHEET, encoding="utf-8")
    page.open_file(path)
    settle(page)
    assert page.preview.said.text().startswith("A4, portrait, text at ")
    assert not page.preview.sheet.pixmap().isNull()
    type_at(page, "stray", "## Box")
    settle(page)
    assert page.problems != ()
    assert page.deeds._page is page


def test_signs_that_the_field_would_change_are_never_written(page: WritePage, mine: Path, settle: Settle) -> None:
    """No-break spaces, line separators and signs beyond the first plane stay; what cannot stay is read only."""
    text = DECK.replace("One **bold**", "a\u00a0b\u2028c \U0001f600 **bold**")
    mine.write_text(text, encoding="utf-8")
    page.open_file(mine)
    assert not page.editor.isReadOnly()
    type_at(page, "x", "**bold**")
    assert page.save()
    assert mine.read_text("utf-8") == text.replace("**bold**", "x**bold**")
    mine.write_text(DECK.replace("bold", "bo\u2029ld"), encoding="utf-8")
    page.open_file(mine)
    assert page.editor.isReadOnly()
    assert "cannot be edited here" in page.desk.sentences[-1]  # type: ignore[attr-defined]


# ---- others write too -------------------------------------------------------------------------------


def test_what_was_written_outside_is_merged_into_what_is_saved(page: WritePage, mine: Path, settle: Settle) -> None:
    """Each in another card: nobody is asked, both are there, in the editor as well."""
    page.open_file(mine)
    type_at(page, "My ", "One **bold**")
    mine.write_text(DECK.replace("beta", "gamma"), encoding="utf-8")
    assert page.save()
    expected = DECK.replace("One", "My One").replace("beta", "gamma")
    assert mine.read_text("utf-8") == page.editor.text() == expected
    assert "both changes are in it" in page.desk.sentences[-1]  # type: ignore[attr-defined]


def test_the_same_line_written_twice_is_asked_about(
    page: WritePage, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Undecided, nothing is written and nothing lost; decided, the file is as was said."""
    page.open_file(mine)
    type_at(page, "My ", "One **bold**")
    mine.write_text(DECK.replace("One", "Their"), encoding="utf-8")
    monkeypatch.setattr(app.ui.write, "decide", lambda *_: None)
    assert not page.save()
    assert mine.read_text("utf-8") == DECK.replace("One", "Their")
    assert "My One" in page.editor.text()
    assert page.dirty
    monkeypatch.setattr(app.ui.write, "decide", lambda *_: ("both",))
    assert page.save()
    assert "My One **bold** answer.\nTheir **bold** answer.\n" in mine.read_text("utf-8")
    assert not page.dirty


def test_a_file_changed_outside_is_read_when_nothing_is_unsaved(page: WritePage, mine: Path, clock: Clock) -> None:
    """And one that was deleted is closed."""
    page.open_file(mine)
    mine.write_text(DECK.replace("One", "Another"), encoding="utf-8")
    page.refresh()
    assert "Another" in page.editor.text()
    assert not page.dirty
    mine.unlink()
    read_again(page, clock)
    assert page.open_text is None


def test_both_texts_of_a_conflict_are_shown_and_each_needs_a_decision(qtbot: QtBot, page: WritePage) -> None:
    """Save is off until all are decided."""
    merged = merge("a\nx\nb\ny\nc", "a\n1\nb\n2\nc", "a\n3\nb\nc")
    dialog = ConflictDialog(page.desk.theme, Path("d.md"), merged, page)
    qtbot.addWidget(dialog)
    assert not dialog.ok.isEnabled()
    dialog.choose(0, "both")
    assert not dialog.ok.isEnabled()
    dialog.choose(1, "theirs")
    assert dialog.ok.isEnabled()
    assert merged.text(*dialog.choices()) == "a\n1\n3\nb\nc"


# ---- unsaved work -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("answer", "leaves"), [("save", True), ("discard", True), ("stay", False)])
def test_leaving_asks_about_unsaved_work(
    page: WritePage, mine: Path, monkeypatch: pytest.MonkeyPatch, answer: str, leaves: bool
) -> None:
    """Saved, thrown away, or kept in the editor."""
    monkeypatch.setattr(app.ui.write, "about_unsaved", lambda *_: answer)
    assert page.may_leave()
    page.open_file(mine)
    type_at(page, "My ", "One **bold**")
    assert page.may_leave() is leaves
    assert ("My One" in mine.read_text("utf-8")) is (answer == "save")
    assert ("My One" in page.editor.text()) is (answer != "discard")
    assert page.dirty is (answer == "stay")


def test_unsaved_work_survives_a_crash_and_is_offered(
    page: WritePage, mine: Path, qtbot: QtBot, desk: TestDesk, settle: Settle
) -> None:
    """Kept while one types, shown by another page over the same data, merged with what the file is by then."""
    page.open_file(mine)
    type_at(page, "My ", "One **bold**")
    qtbot.waitUntil(lambda: bool(unsaved.drafts(desk.paths)))
    mine.write_text(DECK.replace("beta", "gamma"), encoding="utf-8")
    after = WritePage(desk)
    qtbot.addWidget(after)
    after.enter()
    assert not after.bench.draft_bar.isHidden()
    assert "mine.md" in after.bench.draft_words.text()
    after.resume()
    assert "My One" in after.editor.text()
    assert after.bench.draft_bar.isHidden()
    assert after.save()
    assert mine.read_text("utf-8") == DECK.replace("One", "My One").replace("beta", "gamma")
    assert unsaved.drafts(desk.paths) == ()
    settle(after)


def test_opening_a_file_with_unsaved_work_shows_the_work(page: WritePage, mine: Path) -> None:
    """It is never written over by the next one."""
    unsaved.keep(page.desk.paths, Draft(str(mine), DECK, DECK.replace("One", "Typed")))
    page.open_file(mine)
    assert "Typed" in page.editor.text()
    assert page.dirty


def test_a_draft_can_be_thrown_away(page: WritePage, mine: Path) -> None:
    """The bar goes with it."""
    unsaved.keep(page.desk.paths, Draft(str(mine), DECK, "typed"))
    page.enter()
    page.drop_draft()
    assert page.bench.draft_bar.isHidden()
    assert unsaved.drafts(page.desk.paths) == ()


def test_a_save_that_fails_keeps_everything(page: WritePage, mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sentence, the text still unsaved, the file as it was."""
    page.open_file(mine)
    type_at(page, "My ", "One **bold**")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert not page.save()
    assert "cannot be written (No space left on device)" in page.desk.sentences[-1]  # type: ignore[attr-defined]
    assert page.dirty
    assert mine.read_text("utf-8") == DECK


# ---- while one types --------------------------------------------------------------------------------


def test_the_preview_follows_text_and_cursor(page: WritePage, mine: Path, settle: Settle) -> None:
    """The card the cursor is in, as it is written, new ones included; a broken one says why."""
    page.open_file(mine)
    page.go_to(8)
    settle(page)
    document = page.preview.card.document_shown
    assert document is not None
    assert "One bold answer." in document.toPlainText()
    type_at(page, "very ", "alpha")
    settle(page)
    assert "very alpha" in page.preview.card.accessibleDescription()
    page.deeds.add_card(template.CARDS[0])
    settle(page)
    assert "Question?" in page.preview.card.accessibleDescription()
    type_at(page, "{{c9 ", "Answer.")
    type_at(page, ".nonsense ", ".easy")
    page.go_to(6)
    settle(page)
    assert page.preview.said.text().startswith("The class `.nonsense` is unknown")


def test_problems_are_underlined_listed_and_gone_to(page: WritePage, mine: Path, settle: Settle, clock: Clock) -> None:
    """F8 goes through them and round; the list's lines are those of the editor, also with one card shown."""
    page.open_file(mine)
    type_at(page, ".nonsense ", ".easy")
    cursor = page.editor.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.End)
    page.editor.setTextCursor(cursor)
    page.editor.insertPlainText("\n## Third? {#mine-third}\n\n![x](none.svg)\n\nSource: me\n")
    settle(page)
    assert [(problem.line, problem.rule) for problem in page.problems] == [
        (7, "unknown-class"),
        (22, "missing-picture"),
    ]
    assert len(page.editor.extraSelections()) == 2
    for line in (7, 22, 7):
        QTest.keyClick(page.editor, Qt.Key.Key_F8)
        assert page.editor.line() == line - 1
    assert page.save()
    read_again(page, clock)
    page.enter(note_id="mine-third")
    settle(page)
    (item,) = (page.bench.problems.item(n).text() for n in range(page.bench.problems.count()))
    assert item.startswith("Line 3: there is no picture `none.svg`; put the file there")


# The off-screen platform has no windows to raise, and no keyboard to grab, for the list that pops up.
@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_completion_offers_lessons_and_tags_and_writes_the_chosen_one(page: WritePage, mine: Path) -> None:
    """Ctrl+Space opens the list, typing narrows it, Return takes; one word alone is written at once."""
    page.open_file(mine)
    type_at(page, ", ", "]\n---")
    QTest.keyClick(page.editor, Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
    assert "tags: [http, http]" in page.editor.text()
    type_at(page, "see n", " **bold**")
    page.editor.complete()
    popup = page.editor.completer.popup()
    assert popup is not None
    assert popup.isVisible()
    QTest.keyClicks(page.editor, "e")
    assert popup.isVisible()
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert not popup.isVisible()
    assert "Onesee one **bold**" in page.editor.text()


def test_a_pasted_picture_is_beside_the_deck_once_it_is_saved(page: WritePage, mine: Path, settle: Settle) -> None:
    """Named after its content; until then the preview shows it and the folder is clean."""
    page.open_file(mine)
    page.go_to(8)
    image = QImage(40, 20, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    data = QMimeData()
    data.setImageData(image)
    assert page.editor.canInsertFromMimeData(data)
    page.editor.insertFromMimeData(data)
    assert page.editor.textCursor().selectedText() == "what the picture shows"
    settle(page)
    assert page.problems == ()
    assert [path.name for path in mine.parent.iterdir()] == ["mine.md"]
    assert page.save()
    (kept,) = (mine.parent / "media").iterdir()
    assert f"![what the picture shows](media/{kept.name})" in mine.read_text("utf-8")
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert QImage(str(kept)).size() == image.size()


def test_text_from_a_spreadsheet_is_pasted_as_text(page: WritePage, mine: Path) -> None:
    """Though it comes with a picture of the cells; files are left to the window."""
    page.open_file(mine)
    data = QMimeData()
    data.setImageData(QImage(2, 2, QImage.Format.Format_RGB32))
    data.setText("cells")
    page.editor.insertFromMimeData(data)
    assert page.editor.text().startswith("cells---")


def test_long_texts_stay_plain(page: WritePage, mine: Path) -> None:
    """Colours for a deck of ordinary length, none for one that would hold the window up."""
    page.open_file(mine)
    assert page.editor.document().findBlockByNumber(6).layout().formats()
    mine.write_text(DECK + "word\n" * MOST_LINES, encoding="utf-8")
    page.open_file(mine)
    assert not page.editor.document().findBlockByNumber(6).layout().formats()


def test_a_deleted_card_can_be_brought_back(page: WritePage, mine: Path) -> None:
    """It leaves the text, not yet the file, and undo is one step."""
    page.open_file(mine)
    page.go_to(8)
    page.deeds.delete_card()
    assert "mine-first" not in page.editor.text()
    assert "mine-second" in page.editor.text()
    page.editor.undo()
    assert page.editor.text() == DECK


# ---- bundled cards ----------------------------------------------------------------------------------


def test_a_bundled_card_is_corrected_and_taken_back(
    page: WritePage, bank: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch, settle: Settle
) -> None:
    """Read only until corrected; the copy holds after the save; a reset asks, deletes it, and shows the bundled one."""
    before = (bank / "one.md").read_bytes()
    page.enter(note_id="one-safe")
    settle(page)
    assert page.editor.isReadOnly()
    QTest.keyClicks(page.editor, "x")
    assert not page.dirty
    assert "\u201cCorrect this card\u201d makes a copy" in page.desk.sentences[-1]  # type: ignore[attr-defined]
    page.deeds.correct()
    assert not page.editor.isReadOnly()
    assert page.editor.text().startswith("## What is safe? {#one-safe .easy}")
    type_at(page, "really ", "safe?")
    file = page.desk.paths.decks / "overrides" / "one.md"
    assert not file.exists()
    assert page.save()
    read_again(page, clock)
    settle(page)
    assert page.problems == ()
    library = page.desk.study.library
    assert library.note("one-safe").question == "What is really safe?"
    assert library.problems == ()
    assert "changed by you" in page.bench.state.text()
    page.enter(note_id="one-safe")
    assert page.open_text is not None
    assert page.open_text.known.path == file
    monkeypatch.setattr(app.ui.write_deeds, "about_reset", lambda *_: True)
    assert page.acts["write-reset"].isEnabled()
    page.deeds.reset()
    read_again(page, clock)
    assert not file.exists()
    assert page.desk.study.library.note("one-safe").question == "What is safe?"
    assert page.editor.isReadOnly()
    assert (bank / "one.md").read_bytes() == before


# ---- tables -----------------------------------------------------------------------------------------


def test_a_table_becomes_a_deck_as_its_preview_shows(
    page: WritePage, tmp_path: Path, settle: Settle, clock: Clock
) -> None:
    """Found out, changed, seen as cards, imported, opened; its tags are on the cards."""
    file = tmp_path / "net_terms.csv"
    file.write_text("x;y;z\nWhat is TTL?;Time;dns\nWhat is RTT?;Round trip;\n", encoding="utf-8")
    page.enter(file=str(file))
    settle(page)
    table = page.deeds.table
    assert table.title.text() == "Net terms"
    assert table.layout_chosen().delimiter == ";"
    assert table.cards.count() == 3
    table.header.setChecked(True)
    settle(page)
    table.columns["tags"].setCurrentIndex(3)
    settle(page)
    assert [table.cards.item(n).text() for n in range(2)] == ["What is TTL?", "What is RTT?"]
    assert "Time" in table.card.accessibleDescription()
    assert "2 cards new." in table.said.text()
    table.carry_out()
    settle(page)
    assert page.stack.currentWidget() is page.bench
    assert page.bench.title.text() == "Net terms"
    assert page.desk.progress.tags() == {"net-terms-ttl": frozenset({"dns"})}
    read_again(page, clock)
    assert "net-terms-rtt" in page.desk.study.library.note_ids()


def test_what_an_imported_table_lacks_is_a_hint_and_its_first_card_is_seen(
    page: WritePage, tmp_path: Path, settle: Settle
) -> None:
    """Cards without a source are no mistake of who imports them; a mistake above the first card is said there."""
    file = tmp_path / "t.csv"
    file.write_text("Question,Answer\nWhat is TTL?,Time to live\n", encoding="utf-8")
    page.enter(file=str(file))
    settle(page)
    page.deeds.table.carry_out()
    settle(page)
    assert page.bench.state.text() == "Saved. 1 hint: F8 goes to the next."
    assert page.editor.line() == 0
    assert "Time to live" in page.preview.card.accessibleDescription()
    assert page.preview.stack.currentWidget() is page.preview.card
    page.editor.change(page.editor.text().replace("part: My decks", "overrides: `Nowhere`"))
    settle(page)
    page._follow()
    assert page.preview.stack.currentWidget() is not page.preview.card
    assert "1 problem" in page.bench.state.text()


def test_a_table_that_cannot_be_read_is_said_beside_its_controls(
    page: WritePage, tmp_path: Path, settle: Settle
) -> None:
    """Another delimiter mends it; Esc leaves."""
    file = tmp_path / "t.csv"
    file.write_text("a~b\nc~d\n", encoding="utf-8")
    page.enter(file=str(file))
    settle(page)
    assert "has one column: choose another delimiter" in page.deeds.table.said.text()
    assert not page.deeds.table.ok.isEnabled()
    assert page.step_back()
    assert page.stack.currentWidget() is page.bench


def test_a_deck_from_elsewhere_becomes_the_users_when_saved(page: WritePage, tmp_path: Path) -> None:
    """Dropped onto the window; the original stays."""
    file = tmp_path / "theirs.md"
    file.write_text(DECK.replace("mine", "theirs"), encoding="utf-8")
    page.enter(file=str(file))
    copy = page.desk.paths.decks / "theirs.md"
    assert not copy.exists()
    assert page.save()
    assert copy.read_text("utf-8") == file.read_text("utf-8")


# ---- manners ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(1280, 800), (800, 600), (480, 400)])
@pytest.mark.parametrize("text_size", [80, 100, 200])
def test_no_control_is_clipped(
    page: WritePage, mine: Path, settle: Settle, size: tuple[int, int], text_size: int
) -> None:
    """In every size of window and text, the page does not ask for more room than there is, nor do its buttons."""
    page.desk.theme.resize_text(text_size)
    page.open_file(mine)
    window = page.window()
    window.resize(*size)
    settle(page)
    QApplication.sendPostedEvents()
    assert (window.width(), window.height()) == size
    for made in page.bench.findChildren(QAbstractButton):
        if made.isVisible():
            at = made.mapTo(page, made.rect().topRight())
            assert at.x() <= page.width()
            assert made.width() >= made.minimumSizeHint().width()
    page.desk.theme.resize_text(100)


def test_where_there_is_little_room_keys_bring_the_other_parts(page: WritePage, mine: Path, settle: Settle) -> None:
    """Ctrl+P to the preview and back, Ctrl+L to the files, Esc to the text."""
    page.open_file(mine)
    page.window().resize(480, 400)
    settle(page)
    page.acts["write-preview"].trigger()
    assert page.preview.isVisible()
    assert not page.editor.isVisible()
    page.acts["write-preview"].trigger()
    assert page.editor.isVisible()
    page.acts["write-files"].trigger()
    assert page.shelf.isVisible()
    assert page.step_back()
    assert page.editor.isVisible()
    assert not page.step_back()


def test_every_control_has_a_name(page: WritePage, mine: Path, tmp_path: Path, settle: Settle) -> None:
    """For who cannot see it."""
    page.open_file(mine)
    (tmp_path / "t.csv").write_text("question,answer\na,b\n", encoding="utf-8")
    page.deeds.open_table(tmp_path / "t.csv")
    settle(page)
    for kind in (QAbstractButton, QLineEdit, QComboBox):
        for control in page.findChildren(kind):
            inner = isinstance(control.parent(), QComboBox)
            assert inner or control.accessibleName() or getattr(control, "text", str)(), control
    for each in (
        page.shelf,
        page.editor,
        page.preview.card,
        page.bench.problems,
        page.deeds.table.cards,
        page.deeds.table.card,
    ):
        assert isinstance(each, QWidget)
        assert each.accessibleName()


def test_the_window_reaches_the_page_and_comes_back_to_its_file(start: Start, mine: Path, qtbot: QtBot) -> None:
    """From the rail, by its key, and at the next start."""
    program: Program = start()
    program.window.go("write", note_id="mine-first")
    page = program.window.pages.currentWidget()
    assert isinstance(page, WritePage)
    assert page.place() == {"path": str(mine)}
    type_at(page, "My ", "One")
    assert page.save()
    qtbot.waitUntil(lambda: not program.tasks.busy)
    assert "My One" in program.window.desk.study.library.note("mine-first").answer
    qtbot.waitUntil(lambda: not page._look_soon.isActive() and not program.tasks.busy)
