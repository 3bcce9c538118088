"""Where a line of a sheet does not break: inside a short name of code, between a number and its unit."""

from pathlib import Path

import pytest
from pypdf import PdfReader
from pytestqt.qtbot import QtBot

from cheatsheets.fit import Fitted, fit
from cheatsheets.fonts import load_fonts
from cheatsheets.paper import A4
from cheatsheets.pdf import write_pdf
from cheatsheets.search import find
from cheatsheets.sheet import Box, Sheet
from cheatsheets.spacing import LONGEST_NAME, names, tied


@pytest.fixture(autouse=True)
def fonts(qtbot: QtBot) -> None:
    load_fonts()


NAMES = ("If-None-Match", "Idempotency-Key")
# Words of many lengths before each name, so that somewhere the line ends inside it.
TEXT = "\n".join(
    f"- {'a' * length} and some more words, then `{name}` is sent again" for name in NAMES for length in range(6, 20)
)


def boxes(markdown: str) -> Sheet:
    return Sheet("names", "Names", "", tuple(Box(f"Box {number}", markdown) for number in range(2)))


def broken_names(fitted: Fitted) -> list[str]:
    """The names that stand on two lines."""
    found = []
    for placed in fitted.boxes:
        block = placed.document.begin()
        while block.isValid():
            layout = block.layout()
            cuts = [layout.lineAt(number).textStart() for number in range(1, layout.lineCount())]
            found += [block.text()[a:b] for a, b in names(block) if any(a < cut < b for cut in cuts)]
            block = block.next()
    return found


def test_a_name_of_code_in_running_text_is_not_broken_at_its_hyphen(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = boxes(TEXT)
    assert broken_names(fit(sheet, A4)) == []
    # The test would see it: without the mending some of them are broken.
    monkeypatch.setattr("cheatsheets.fit.keep_names_whole", lambda document: None)
    assert broken_names(fit(sheet, A4))


def test_a_name_kept_whole_is_found_and_copied_as_it_is_written(tmp_path: Path) -> None:
    sheet = boxes(TEXT)
    path = tmp_path / "sheet.pdf"
    written = write_pdf(path, [sheet], A4)
    assert written is not None
    copied = "".join(PdfReader(path).pages[0].extract_text().split())
    for name in NAMES:
        assert copied.count(name) == 28
        # A rectangle for each, for each stands on one line; and the space before it is still a space.
        assert len(find(written[0], name)) == 28
        assert len(find(written[0], f"then {name}")) >= 28


def test_a_name_too_long_for_a_line_of_its_own_is_still_broken() -> None:
    name = "x-" * LONGEST_NAME + "end"
    assert broken_names(fit(boxes(f"{'word ' * 12}`{name}`\n\n" * 3), A4))


@pytest.mark.parametrize(
    ("written", "tied_to"),
    [
        ("60 % of 2 MB in 5 ms", "60~% of 2~MB in 5~ms"),
        ("1 Gbit/s, 3 RTTs, 20 days", "1~Gbit/s, 3~RTTs, 20~days"),
        ("R = 5 × 20 ms ≈ 0.1 s", "R =~5 ×~20~ms ≈~0.1~s"),
        ("RFC 9110 says", "RFC~9110 says"),
        ("wait → exit", "wait →~exit"),
        ("5 small steps, 3 more", "5 small steps, 3 more"),
        ("2 s/request", "2 s/request"),
    ],
)
def test_a_number_keeps_its_unit_a_sign_its_number_and_an_arrow_its_word(written: str, tied_to: str) -> None:
    assert tied(written).replace("\u00a0", "~") == tied_to


def test_a_number_and_its_unit_are_found_with_the_space_of_the_keyboard() -> None:
    assert len(find(fit(boxes("At 60 % load, 5 ms each."), A4), "60 % load, 5 ms")) == 2
