"""Long work of a command: a line on a terminal and nowhere else, and Ctrl+C that asks before it ends."""

import io
import signal

import pytest

from app.commands.long_work import long_work


class Terminal(io.StringIO):
    """A stream somebody reads along."""

    def isatty(self) -> bool:
        return True


def shown(stream: io.StringIO) -> str:
    """What a reader of the last line sees."""
    line = ""
    for piece in stream.getvalue().split("\r"):
        line = piece + line[len(piece) :]
    return line.rstrip()


def test_a_terminal_is_told_how_far_it_is_and_the_line_goes_away_at_the_end() -> None:
    seconds = iter([0.0, 0.05, 0.2, 0.4, 0.6])
    stream = Terminal()
    with long_work(stream, lambda: next(seconds)) as work:
        work.step("Reading reviews", 1, 0)
        assert stream.getvalue() == ""  # nothing flickers past
        work.step("Reading reviews", 12_000, 0)
        assert shown(stream) == "Reading reviews: 12,000"
        tell = work.telling("Writing")
        tell(30, 40)
        assert shown(stream) == "Writing: 75 %"
        tell(41, 40)
        assert shown(stream) == "Writing: 100 %"
    assert shown(stream) == ""


def test_a_file_or_a_pipe_is_told_nothing() -> None:
    seconds = iter([0.0, 1.0])
    stream = io.StringIO()
    with long_work(stream, lambda: next(seconds, 2.0)) as work:
        work.step("Reading", 1, 2)
    assert stream.getvalue() == ""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_asks_and_the_second_does_what_it_did_before(number: signal.Signals) -> None:
    came: list[int] = []
    before = signal.signal(number, lambda got, _frame: came.append(got))
    try:
        with long_work(io.StringIO()) as work:
            assert not work.cancelled()
            signal.raise_signal(number)
            assert work.cancelled()
            assert came == []
            signal.raise_signal(number)
            assert came == [number]
        signal.raise_signal(number)
        assert came == [number, number]
    finally:
        signal.signal(number, before)
