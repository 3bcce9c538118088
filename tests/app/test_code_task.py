"""The code task: what is written, and that its tests run apart, with limits, and tell right from wrong."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app import code_task
from app.cli import main
from app.code_task import FILES, Bounds, CodeTaskError, Report
from decks.fence import fences
from decks.parser import read_deck

LESSON = Path(__file__).parents[2] / "decks" / "bank" / "11-interview-prep" / "prep-01.md"
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")


def solution() -> str:
    """The code of the card."""
    deck, problems = read_deck(LESSON)
    assert deck is not None, problems
    (note,) = (note for note in deck.notes if note.id == code_task.CARD)
    lines = note.answer.split("\n")
    (block,) = (block for block in fences(lines) if block.info.strip() == "python")
    return "\n".join(block.body(lines)) + "\n"


SOLUTION = solution()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the task as it is written."""
    code_task.write(tmp_path / "task")
    return tmp_path / "task"


Try = Callable[..., Report]


@pytest.fixture
def attempt(folder: Path) -> Try:
    """Runs the tests on some code."""

    def run(code: str, bounds: Bounds | None = None) -> Report:
        (folder / "webhook.py").write_text(code, encoding="utf-8")
        return code_task.run(folder, bounds)

    return run


@pytest.fixture
def one(folder: Path) -> Try:
    """Runs one test with this body."""

    def run(body: str, bounds: Bounds | None = None) -> Report:
        lines = "".join(f"        {line}\n" for line in body.splitlines())
        text = f"import unittest\n\n\nclass One(unittest.TestCase):\n    def test_it(self):\n{lines}"
        (folder / "test_webhook.py").write_text(text, encoding="utf-8")
        return code_task.run(folder, bounds)

    return run


# ---- what is written ------------------------------------------------------------------------------


def test_the_task_is_written_whole_and_nothing_else(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)
    assert all((folder / name).read_text("utf-8") == code_task.text_of(name) for name in FILES)


def test_a_second_writing_overwrites_nothing_and_adds_what_is_missing(folder: Path) -> None:
    (folder / "webhook.py").write_text("mine", encoding="utf-8")
    (folder / "README.md").unlink()
    written = code_task.write(folder)
    assert (written.made, set(written.kept)) == (("README.md",), {"webhook.py", "test_webhook.py"})
    assert (folder / "webhook.py").read_text("utf-8") == "mine"


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")
def test_a_link_of_the_user_s_is_not_followed(folder: Path, tmp_path: Path) -> None:
    (folder / "webhook.py").unlink()
    (folder / "webhook.py").symlink_to(tmp_path / "elsewhere.py")
    assert "webhook.py" in code_task.write(folder).kept
    assert not (tmp_path / "elsewhere.py").exists()


def test_a_file_somebody_makes_meanwhile_is_left(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os.path, "lexists", lambda _path: False)
    (folder / "webhook.py").write_text("mine", encoding="utf-8")
    assert code_task.write(folder).made == ()
    assert (folder / "webhook.py").read_text("utf-8") == "mine"
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)


def test_a_place_that_is_no_folder_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(CodeTaskError, match=r"cannot be written to .*file .*: choose a folder"):
        code_task.write(tmp_path / "file")


def test_a_folder_with_other_things_gets_a_folder_of_its_own(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert code_task.place(tmp_path / "empty") == tmp_path / "empty"
    assert code_task.place(folder) == folder
    assert code_task.place(tmp_path) == tmp_path / "webhook-task"


# ---- what the tests tell --------------------------------------------------------------------------


def test_the_skeleton_passes_no_test_and_each_says_what_to_write(folder: Path) -> None:
    report = code_task.run(folder)
    assert (report.passed, report.planned, len(report.tests)) == (0, 18, 18)
    assert not report.complete
    assert all("NotImplementedError: write " in test.said for test in report.tests)
    assert report.sentence() == "0 of 18 tests passed."


def test_the_solution_on_the_card_passes_every_test(attempt: Try) -> None:
    report = attempt(SOLUTION)
    assert [test for test in report.tests if test.state != "passed"] == []
    assert report.complete
    assert report.printed == ""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('hmac.compare_digest(want, sig.encode("utf-8", "replace"))', "True"),
        ("h = {name.lower(): value for name, value in headers.items()}", "h = headers"),
        ("+ body\n", "+ b''\n"),
        ('f"{event_id}.{stamp}."', 'f"{event_id}."'),
        ('f"{event_id}.{stamp}."', 'f".{stamp}."'),
        ("> TOLERANCE", ">= TOLERANCE"),
        ("abs(now - int(stamp))", "now - int(stamp)"),
        ("abs(now - int(stamp))", "abs(int(now) - int(stamp))"),
        ("key_store.active(now)", "key_store.keys"),
        ("(event_id, stamp), int", "event_id, int"),
        ("int(stamp) + TOLERANCE, now", "now + TOLERANCE, now"),
        ('        raise Rejected("replay")', "        pass"),
        ("if t >= now", "if True"),
        ("with self.lock:", "if True:"),
        ("[:5]", ""),
        ("[A-Za-z0-9_-]{1,128}", ".*"),
        ("[0-9]{1,12}", r"\\d{1,12}"),
        ('"replace"', '"strict"'),
        ('Rejected("no active key matches")', "Rejected(want.decode())"),
        ('b"v1," + base64', "base64"),
        ("return event_id, matched", "return event_id, key_store.keys[-1].id"),
    ],
)
def test_each_mistake_fails_a_test(attempt: Try, right: str, wrong: str) -> None:
    assert right in SOLUTION
    report = attempt(SOLUTION.replace(right, wrong))
    assert report.tests
    assert report.passed < report.planned == 18


def test_remembering_a_call_before_its_signature_is_checked_fails(attempt: Try) -> None:
    check = '    if matched is None:\n        raise Rejected("no active key matches")\n'
    assert check in SOLUTION
    report = attempt(
        SOLUTION.replace(check, "").replace("    return event_id, matched", check + "    return event_id, matched")
    )
    assert next(test.title for test in report.tests if test.state != "passed").startswith("A forged call burns no id")


def test_an_error_names_the_user_s_line(attempt: Try) -> None:
    report = attempt(SOLUTION.replace("    matched = None\n", "    matched = 1 / 0\n"))
    line = SOLUTION[: SOLUTION.index("    matched = None")].count("\n") + 1
    assert f"webhook.py, line {line}: ZeroDivisionError" in report.tests[0].said
    assert report.tests[0].state == "error"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("def verify_webhook(:\n", "SyntaxError"),
        ("import nowhere_to_be_found\n", "ModuleNotFoundError"),
        ("raise SystemExit('bye')\n", "SystemExit: bye"),
    ],
)
def test_code_that_cannot_be_read_is_told_as_the_result(attempt: Try, code: str, said: str) -> None:
    report = attempt(code)
    assert report.tests == ()
    assert report.trouble.startswith("The tests could not begin: ")
    assert said in report.sentence()
    assert not report.complete


def test_a_folder_without_tests_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CodeTaskError, match=r"has no test_webhook\.py: write the task there first"):
        code_task.run(tmp_path)


def test_progress_is_told_test_by_test(folder: Path) -> None:
    told: list[tuple[int, int]] = []
    code_task.run(folder, progress=lambda done, total: told.append((done, total)))
    assert told[0] == (0, 18)
    assert told[-1] == (18, 18)


# ---- that it runs apart, with limits ----------------------------------------------------------------


def test_a_test_that_never_ends_is_ended_and_told_with_where_it_was(one: Try) -> None:
    report = one("import threading\nthreading.Event().wait()", Bounds(wall_seconds=1.0))
    assert [test.state for test in report.tests] == ["unfinished"]
    assert report.trouble == "It was ended after 1 seconds."
    assert "in test_it" in report.printed


@POSIX
def test_processor_time_is_limited(one: Try) -> None:
    report = one("while True:\n    pass", Bounds(cpu_seconds=1))
    assert [test.state for test in report.tests] == ["unfinished"]
    assert report.trouble == "It was ended after 1 seconds of processor time."


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds the limit on address space")
def test_memory_is_limited(one: Try) -> None:
    report = one("bytearray(2 * 1024**3)")
    assert "MemoryError" in report.tests[0].said


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_files_do_not_grow_without_end(one: Try) -> None:
    report = one("with open('big', 'wb') as file:\n    file.write(bytes(20 * 1024**2))")
    assert report.passed == 0


def test_what_is_printed_is_kept_up_to_a_limit_and_never_blocks(one: Try) -> None:
    report = one("print('x' * 5_000_000)", Bounds(output_bytes=1000))
    assert report.complete
    assert (len(report.printed), report.cut) == (1000, True)
    assert one("print('hello')").printed == "hello\n"


def test_rubbish_written_to_every_open_file_changes_no_result(one: Try) -> None:
    report = one(
        "import os\nfor number in range(3, 20):\n    try:\n        os.write(number, b'rubbish\\n[1]\\n{}\\n\\xff\\n')\n"
        "    except OSError:\n        pass\nself.fail('no')"
    )
    assert [(test.state, test.said) for test in report.tests] == [("failed", "no")]
    assert report.trouble == ""


def test_nothing_of_our_environment_is_handed_on_and_there_is_no_input(
    one: Try, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BYHEART_SECRET", "told to nobody")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    report = one(
        "import os, sys\n"
        "self.assertNotIn('BYHEART_SECRET', os.environ)\n"
        "self.assertNotIn('PYTHONPATH', os.environ)\n"
        "self.assertEqual(sys.stdin.read(), '')\n"
        "self.assertTrue(sys.flags.isolated)\n"
        "self.assertEqual(os.getcwd(), os.path.dirname(os.path.abspath(__file__)))"
    )
    assert report.complete, report


def test_no_compiled_files_are_left_in_the_folder(folder: Path) -> None:
    code_task.run(folder)
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)


@pytest.mark.parametrize("status", [0, 1, 7])
def test_code_that_ends_the_process_is_told(one: Try, status: int) -> None:
    report = one(f"import os\nos._exit({status})")
    assert [test.state for test in report.tests] == ["unfinished"]
    said = "before all tests had run" if status == 0 else f"with status {status}"
    assert said in report.trouble
    assert not report.complete


@POSIX
def test_a_crash_is_told(one: Try) -> None:
    report = one("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)")
    assert "signal 11" in report.trouble


@POSIX
def test_cancelling_ends_it_and_what_it_started(folder: Path) -> None:
    import fcntl

    child = (
        "import fcntl, time\nlock = open('lock', 'w')\nfcntl.flock(lock, fcntl.LOCK_EX)\nopen('ready', 'w').close()\n"
        "time.sleep(20)\nopen('survived', 'w').close()\n"
    )
    text = (
        "import subprocess, sys, unittest\n\n\nclass One(unittest.TestCase):\n    def test_it(self):\n"
        f"        subprocess.Popen([sys.executable, '-c', {child!r}]).wait()\n"
    )
    (folder / "test_webhook.py").write_text(text, encoding="utf-8")
    report = code_task.run(folder, cancelled=(folder / "ready").exists)
    assert report.cancelled
    assert report.sentence() == "Stopped."
    assert not report.complete
    with (folder / "lock").open() as lock:
        # Waits until the child is gone: its lock goes with it.
        fcntl.flock(lock, fcntl.LOCK_EX)
    assert not (folder / "survived").exists()


# ---- the command ----------------------------------------------------------------------------------


def test_the_command_writes_and_runs_and_its_status_tells_whether_all_passed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "by hand"
    assert main(["task", "new", str(folder)]) == 0
    assert main(["task", "run", str(folder)]) == 1
    assert "0 of 18 tests passed." in capsys.readouterr().out
    (folder / "webhook.py").write_text(SOLUTION, encoding="utf-8")
    assert main(["task", "new", str(folder)]) == 0
    assert "left as they are: README.md, webhook.py, test_webhook.py." in capsys.readouterr().out
    assert main(["task", "run", str(folder)]) == 0
    assert "18 of 18 tests passed." in capsys.readouterr().out
    assert main(["task", "run", str(tmp_path)]) == 1
    assert "write the task there first" in capsys.readouterr().err
