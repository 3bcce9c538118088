"""The help says what the program does: no command, setting, key or number in it is missing or wrong."""

import argparse
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import course, help, interview, quiz, settings, statistics_charts, tables
from app.cli import parser
from app.evidence import propose_from_points
from app.find.query import NAMES, NUMBERS, VALUES
from app.help import HelpText, read_help, search
from app.storage import backup
from app.ui import actions
from app.ui.help import keys_markdown
from cheatsheets import fit, sheet
from cheatsheets.sheet import parse_sheet
from decks import parser as decks_parser
from decks.fence import fences
from decks.formula import FUNCTIONS
from decks.front_matter import KEYS
from decks.markup import render
from decks.parser import parse_deck
from decks.units import UNITS
from export.anki import collection, history, package, schema, zipped
from scheduler.memory import Memory, Quality
from scheduler.sm2 import EASE_FLOOR, MAX_INTERVAL, Sm2
from tools.help_pages import TARGET, documents


@pytest.fixture(scope="module")
def pages() -> dict[str, HelpText]:
    return {page.name: page for page in read_help(keys_markdown)}


def flat(page: HelpText) -> str:
    """The text of a page on one line."""
    return " ".join(page.markdown.split())


def blocks(page: HelpText, language: str) -> list[str]:
    """What stands in the fenced blocks of a language."""
    lines = page.markdown.split("\n")
    return ["\n".join(block.body(lines)) for block in fences(lines) if block.info == language]


def commands(made: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """A parser and all below it."""
    yield made
    for action in made._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from commands(below)


# ---- nothing is missing ---------------------------------------------------------------------------


def test_every_command_and_every_option_is_in_the_help(pages: dict[str, HelpText]) -> None:
    titles = [section.title for section in pages["commands"].sections]
    for command in commands(parser()):
        own = [s.text for s in pages["commands"].sections if s.title.startswith(command.prog)]
        text = "\n".join(own) if command.prog != "byheart" else pages["commands"].markdown
        assert command.prog == "byheart" or any(title.startswith(command.prog) for title in titles), command.prog
        for action in command._actions:
            for name in action.option_strings:
                assert name in text or name in ("-h", "--help"), f"{command.prog} {name}"


def test_a_command_added_to_the_program_is_in_the_help_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made = parser()
    below = next(action for action in made._actions if isinstance(action, argparse._SubParsersAction))
    below.add_parser("sing", help="sing it").add_argument("--loud", action="store_true", help="so that all hear it")
    monkeypatch.setattr("app.cli.parser", lambda: made)
    table = help.commands_table()
    assert "## byheart sing" in table
    assert "| `--loud` | So that all hear it |" in table


def test_every_setting_is_explained_and_in_the_table(pages: dict[str, HelpText]) -> None:
    prose, _, table = pages["settings"].markdown.partition("## All of them")
    for name, rule in settings.RULES.items():
        assert f"- `{name}`: " in prose, name
        assert f"| `{name}` | {rule.words} |" in table, name


def test_every_action_is_in_the_help_with_its_keys(pages: dict[str, HelpText]) -> None:
    text = pages["keys"].markdown
    for spec in actions.SPECS:
        words = spec.text.replace("&", "").rstrip("\u2026")
        row = rf"<kbd>{re.escape(spec.keys[0].replace('Return', 'Enter'))}</kbd>" if spec.keys else "- "
        unescaped = text.replace("\\", "")
        lines = [line for line in unescaped.split("\n") if words in line]
        assert any(re.search(row, line) for line in lines), spec.name


def test_keys_that_were_changed_are_in_the_help_as_they_are_now() -> None:
    try:
        actions.use_keys({"undo": ("F9",)})
        text = keys_markdown()
    finally:
        actions.use_keys({})
    assert "<kbd>F9</kbd> | Undo" in text
    assert "<kbd>Ctrl+Z</kbd> | Undo" not in text


def test_the_whole_language_of_searching_is_in_the_help(pages: dict[str, HelpText]) -> None:
    text = pages["searching"].markdown
    for name in NAMES:
        assert f"`{name}:" in text, name
    for number in NUMBERS:
        assert re.search(rf"`{number}[<>=]", text), number
    for value in VALUES["is"]:
        assert f"`is:{value}`" in text, value
    for value in (*VALUES["level"], *VALUES["kind"]):
        assert f"`{value}`" in text or f":{value}`" in text, value


def test_every_function_unit_and_key_of_a_file_is_in_the_help(pages: dict[str, HelpText]) -> None:
    drills, decks = pages["numeric-cards"].markdown, pages["writing-decks"].markdown
    for name in FUNCTIONS:
        assert f"`{name}`" in drills, name
    for name in re.findall(r"`([^`]+)`", drills.partition("## Units")[2].partition("Names are")[0]):
        assert name in UNITS, name
    for key in KEYS:
        assert f"| `{key}` |" in decks, key
    for column in tables.FIELDS:
        assert f"`{column}`" in decks, column
    for key in sheet.KEYS:
        assert f"`{key}`" in pages["printing"].markdown, key


# ---- nothing is wrong -----------------------------------------------------------------------------


def after(*grades: int) -> tuple[list[int], int]:
    """The intervals of a new card given these grades, each when it is due; and the ease at the end."""
    memory, day, intervals = Memory(), 1, []
    for grade in grades:
        memory = Sm2().review(memory, Quality(grade), day)
        day = memory.due_day
        intervals.append(memory.interval)
    return intervals, memory.ease


@pytest.mark.parametrize(
    ("words", "grades"),
    [
        ("5, 5, 5, 5, 5, 4", (5, 5, 5, 5, 5, 4)),
        ("4, 4, 3, 4, 2, 4, 4, 4", (4, 4, 3, 4, 2, 4, 4, 4)),
        ("3 (eleven times)", (3,) * 11),
    ],
)
def test_the_worked_table_is_what_the_scheduler_does(
    pages: dict[str, HelpText], words: str, grades: tuple[int, ...]
) -> None:
    intervals, ease = after(*grades)
    row = f"| {words} | {', '.join(map(str, intervals))} | {ease / 100:.2f} |"
    assert row in pages["sm2"].markdown


def test_the_rules_of_sm2_in_the_help_are_those_of_the_scheduler(pages: dict[str, HelpText]) -> None:
    text = flat(pages["sm2"])
    assert f"starts at {Memory().ease / 100:.2f}" in text
    assert f"never falls below {EASE_FLOOR / 100:.2f}" in text
    assert MAX_INTERVAL == 36_500
    assert "ends at 100 years" in text
    for grade, said in ((5, "+0.10 for Easy"), (4, "0 for Good"), (3, "-0.14 for Hard")):
        changed = after(4, 4, grade)[1] - after(4, 4)[1]
        assert said in text
        assert float(said.split(" ")[0]) == changed / 100
        q = float(grade)
        assert round((0.1 - (5 - q) * (0.08 + (5 - q) * 0.02)) * 100) == changed
    failed = Sm2().review(Memory(ease=231, interval=40, repetitions=4), Quality.AGAIN, 1)
    assert (failed.ease, failed.interval, failed.lapses) == (231, 1, 1)


def test_binary_fractions_give_151_days_as_the_help_says(pages: dict[str, HelpText]) -> None:
    from math import ceil

    ease, interval = 2.5, 0
    for number in range(5):
        ease += 0.1
        interval = (1, 6)[number] if number < 2 else ceil(interval * ease)
    assert interval == 151
    assert ease > 3
    assert "the fifth interval of the first row becomes 151" in pages["sm2"].markdown


def test_the_limits_of_anki_packages_are_those_that_are_enforced(pages: dict[str, HelpText]) -> None:
    gib, mib = 1 << 30, 1 << 20
    ratio = f"beyond {zipped.RATIO_FREE // mib} MiB to at most {zipped.RATIO} times its packed size"
    said = (
        f"It may have {zipped.PACKED // gib} GiB, {zipped.MEMBERS:,} files and a table of contents of "
        f"{zipped.DIRECTORY // mib} MiB.",
        f"Its database may unpack to {collection.DATABASE // gib} GiB, and {ratio}.",
        f"It may hold {collection.NOTES:,} notes, {collection.CARDS:,} cards and {collection.REVIEWS:,} reviews; "
        f"{collection.FIELD:,} characters (counted as bytes) a note; {schema.ROW // mib} MiB a row; "
        f"{collection.MEDIA_FILE // mib} MiB a picture and {collection.MEDIA_TOTAL // gib} GiB of pictures in all.",
        f"schemas other than {schema.OLDEST} to {schema.NEWEST}",
        "reviews more than a day ahead of now or before 2006",
        f"`{package.RETIRED_TAG}`",
    )
    text = flat(pages["anki"])
    for sentence in said:
        assert sentence in text
    assert history.DAY_MS == 24 * 3600 * 1000


def test_the_numbers_in_the_help_are_those_of_the_code(pages: dict[str, HelpText]) -> None:
    defaults = settings.Settings()
    said = {
        "reviewing": (
            f"`new_per_day` ({defaults.new_per_day} unless",
            f"`leech_lapses` times ({defaults.leech_lapses})",
        ),
        "course-and-quiz": (f"its interval is {course.KNOWN_DAYS} days or more",),
        "statistics": (f"fewer than {statistics_charts.FEW} reviews",),
        "printing": (
            f"up to {fit.LARGEST_PT:.0f} pt",
            f"Below {fit.SMALLEST_PT} pt",
            f"as fit at {fit.COMFORTABLE_PT:.0f} pt",
        ),
        "writing-decks": (
            f"A file may have {decks_parser.MAX_BYTES >> 20} MB, a line {decks_parser.MAX_LINE:,} characters",
            f"A file may have {tables.MAX_BYTES >> 20} MB, {tables.MAX_ROWS:,} rows and {tables.MAX_COLUMNS} columns",
        ),
        "data-and-backups": (
            f"the last {backup.DAILY} days, {backup.WEEKLY} weeks and {backup.MONTHLY} months",
        ),
    }  # fmt: skip
    for name, sentences in said.items():
        for sentence in sentences:
            assert sentence in flat(pages[name]), sentence
    assert quiz.LENGTH == 10
    assert "Up to ten choice cards" in pages["course-and-quiz"].markdown


def test_ticks_propose_what_the_help_says(pages: dict[str, HelpText]) -> None:
    assert "all of them Easy, three quarters Good, half Hard, less Again" in flat(pages["reviewing"])
    four = range(4)
    assert [propose_from_points(four[:n], 4) for n in (4, 3, 2, 1)] == [5, 4, 3, 1]
    # An essential point weighs double.
    assert propose_from_points({0}, 3, {0}) == Quality.HARD


def test_the_phases_of_an_interview_are_those_of_its_clock(pages: dict[str, HelpText]) -> None:
    for number, phase in enumerate(interview.PHASES):
        minutes = " | ".join(str(interview.MINUTES[length][number]) for length in (15, 30, 45))
        assert f"| {phase.title} | {minutes} |" in pages["interviews"].markdown


def test_the_decks_in_the_help_can_be_used_as_they_stand(pages: dict[str, HelpText]) -> None:
    examples = blocks(pages["writing-decks"], "markdown")
    deck, problems = parse_deck("\n\n".join(examples), Path("help.md"))
    assert deck is not None
    assert [str(problem) for problem in problems] == []
    assert {note.kind.value for note in deck.notes} == {"plain", "key-points", "cloze", "choice"}
    assert any(note.essential for note in deck.notes)

    head = examples[0][: examples[0].index("##")]
    (drill,) = blocks(pages["numeric-cards"], "markdown")
    deck, problems = parse_deck(head + drill, Path("help.md"))
    assert deck is not None
    assert [str(problem) for problem in problems] == []
    assert [note.kind.value for note in deck.notes] == ["numeric"]


def test_the_sheet_in_the_help_can_be_used_as_it_stands(pages: dict[str, HelpText]) -> None:
    (text,) = blocks(pages["printing"], "markdown")
    found, problems = parse_sheet(text, Path("help.md"))
    assert found is not None
    assert [str(problem) for problem in problems] == []
    assert [box.wide for box in found.boxes] == [True, False]


def test_the_settings_in_the_help_can_be_used_as_they_stand(pages: dict[str, HelpText], tmp_path: Path) -> None:
    (text,) = blocks(pages["settings"], "toml")
    file = tmp_path / "settings.toml"
    file.write_text(text, encoding="utf-8")
    found, complaints = settings.load_settings(file)
    assert complaints == ()
    assert (found.new_per_day, found.theme, dict(found.keys)) == (10, "dark", {"undo": ("Ctrl+Z", "U")})
    assert not actions.clash("undo", ("Ctrl+Z", "U"))


def test_the_commands_in_the_help_can_be_typed_as_they_stand(pages: dict[str, HelpText]) -> None:
    texts = [text for page in pages.values() if page.name != "commands" for text in _inline(page)]
    lines = [line.strip() for text in texts for line in text.split("\n")]
    lines = [line for line in lines if line.startswith("byheart ")]
    assert len(lines) > 20
    known = {name for command in commands(parser()) for action in command._actions for name in action.option_strings}
    for line in lines:
        # Whole: argparse takes the beginning of an option as well.
        assert set(re.findall(r"--[a-z-]+", line)) <= known, line
        try:
            parser().parse_args(shlex.split(line)[1:])
        except SystemExit as end:
            pytest.fail(f"{line}: {end}")


def _inline(page: HelpText) -> list[str]:
    """What stands in `code`, and in blocks of code."""
    return [
        *re.findall(r"`(byheart [^`]+)`", page.markdown.replace("\n", " ")),
        *blocks(page, "sh"),
        *re.findall(r"^    (byheart .+)$", page.markdown, re.MULTILINE),
    ]


# ---- pages, links, searching ----------------------------------------------------------------------


def test_every_page_has_a_title_and_every_file_is_a_page(pages: dict[str, HelpText]) -> None:
    assert {file.stem for file in help.FOLDER.glob("*.md")} == set(help.PAGES)
    assert list(pages) == list(help.PAGES)
    assert all(page.title and not page.title.startswith("#") for page in pages.values())


def test_links_lead_to_pages_that_there_are(pages: dict[str, HelpText]) -> None:
    found = 0
    for page in pages.values():
        for target in re.findall(r"\]\(([^()]+)\)", "\n".join(s.text for s in page.sections)):
            if target.endswith(".md"):
                assert target.removesuffix(".md") in pages, f"{page.name}: {target}"
                found += 1
    assert found > 10


def test_no_page_is_too_long_for_the_converter(pages: dict[str, HelpText]) -> None:
    for page in pages.values():
        assert "<p>" in render(page.markdown), page.name
        assert "&lt;!--" not in render(page.markdown), page.name


def test_searching_finds_sections_by_all_their_words_and_titles_come_first(pages: dict[str, HelpText]) -> None:
    every = tuple(pages.values())
    found = search(every, "leeches")
    assert (found[0].page, found[0].section) == ("reviewing", "Leeches")
    assert search(every, "BACKUPS")[0].page == "data-and-backups"
    assert search(every, "with-progress")
    assert ("commands", "byheart restore") in [(each.page, each.section) for each in search(every, "restore backup")]
    assert search(every, "leeches xylophone") == ()
    assert search(every, "  ") == ()


def test_a_heading_inside_code_begins_no_section(pages: dict[str, HelpText]) -> None:
    titles = [section.title for section in pages["writing-decks"].sections]
    assert titles[0] == "Writing decks"
    assert not any("409" in title for title in titles)


def test_docs_help_is_the_help_of_the_program() -> None:
    """`make table` writes it anew."""
    assert {file.name: file.read_text("utf-8") for file in TARGET.glob("*.md")} == documents()
