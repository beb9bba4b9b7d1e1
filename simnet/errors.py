"""Problems that a user can repair, each in five parts: place, path, value, rule and repair."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with, or worth knowing about, a file that a user wrote.

    `place` is `file:line:col` (1-based), `path` the dotted path in the scenario, `value` the text that was
    found (empty when nothing was), `rule` a sentence with its unit, `repair` what to write instead.
    """

    place: str
    path: str
    value: str
    rule: str
    repair: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        """Put the five parts on one line."""
        where = f"{self.path}: " if self.path else ""
        found = f"{self.value}: " if self.value else ""
        repair = f" ({self.repair})" if self.repair else ""
        return f"{self.place}: {self.severity}: {where}{found}{self.rule}{repair}"


class SimnetError(Exception):
    """The base of every error that is meant for a user rather than for a developer."""


class ScenarioError(SimnetError):
    """A scenario cannot be used; `problems` holds everything that is wrong with it.

    `readable` is what could be read of it all the same, for those who have more to say about it; None if
    nothing.
    """

    def __init__(self, problems: Iterable[Problem], readable: Any = None) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        self.readable = readable
        super().__init__(self.problems)

    def __str__(self) -> str:
        """List every problem on a line of its own."""
        return "\n".join(str(problem) for problem in self.problems)


class RuleError(ValueError):
    """A value breaks a rule; `at` names the key below the value being validated, if that is narrower."""

    def __init__(
        self, rule: str, repair: str = "", at: tuple[str | int, ...] = (), value: Any = None
    ) -> None:
        super().__init__(rule)
        self.rule = rule
        self.repair = repair
        self.at = at
        self.value = value


class RuleErrors(ValueError):
    """Several rules are broken by one value."""

    def __init__(self, parts: Iterable[RuleError]) -> None:
        self.parts = tuple(parts)
        super().__init__("; ".join(part.rule for part in self.parts))


def nearest(word: str, names: Iterable[str]) -> str:
    """Suggest the valid names nearest to a misspelled one, or list the valid ones when none is near."""
    known = sorted({str(name) for name in names})
    folded = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    if close:
        return f"did you mean {folded[close[0]]}?"
    if not known:
        return "there are none to name"
    shown = ", ".join(known[:12])
    return f"one of: {shown}" + (", …" if len(known) > 12 else "")
