"""What is wrong with a deck, said so that its author can mend it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong at one place: what, and what to do about it.

    An error leaves its note (or its file) out of the library, or breaks a rule of the bundled bank; a warning does not.
    """

    path: Path
    line: int
    """1-based; 1 when the whole file is meant."""
    message: str
    """One sentence without its full stop."""
    fix: str
    """What to do, in the imperative, without a full stop."""
    severity: Severity = "error"
    rule: str = "deck"
    """Stable slug of the rule that was broken, for tests and for `check --json`."""

    def __str__(self) -> str:
        """`path:line: message; fix`, the form an editor can jump to."""
        return f"{self.path}:{self.line}: {self.message}; {self.fix}"


@dataclass(slots=True)
class Problems:
    """What is found wrong with one file while it is read."""

    path: Path
    found: list[Problem] = field(default_factory=list)

    def add(self, line: int, rule: str, message: str, fix: str, severity: Severity = "error") -> None:
        """One more."""
        self.found.append(Problem(self.path, line, message, fix, severity, rule))


class DeckError(Exception):
    """The user's trouble with a deck, raised where there is nothing to hand back: `str()` is the problem's line."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem
