"""The problems of a file, all of them counted and the first ones shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simnet.errors import Problem

MOST = 50
"""Problems of a file that are shown; the others are counted."""


class Findings:
    """Collects the problems of one file, each with its line."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.count = 0
        self.notes: list[Problem] = []
        self._found: list[tuple[int, Problem]] = []

    def add(self, line: int, column: str, value: Any, rule: str, repair: str = "") -> None:
        """Add one problem of a line (1: the header)."""
        self.count += 1
        problem = Problem(f"{self.file}:{line}:1", column, _shown(value), rule, repair)
        self._found.append((line, problem))

    def add_all(
        self,
        wrong: NDArray[np.bool_],
        lines: NDArray[np.int64],
        column: str,
        values: Sequence[Any] | Callable[[int], Any],
        rule: str,
        repair: str = "",
    ) -> None:
        """Add a problem for every row that is wrong; only those that can be shown are made."""
        rows = np.flatnonzero(wrong)
        value = values if callable(values) else values.__getitem__
        for row in rows[np.argsort(lines[rows], kind="stable")][:MOST].tolist():
            self.add(int(lines[row]), column, value(row), rule, repair)
        self.count += max(0, len(rows) - MOST)

    def note(self, line: int, rule: str, repair: str = "") -> None:
        """Say what is worth knowing and no error."""
        self.notes.append(Problem(f"{self.file}:{line}:1", "", "", rule, repair, "note"))

    @property
    def problems(self) -> list[Problem]:
        """List the first problems by line, and how many more there are."""
        shown = [problem for _, problem in sorted(self._found, key=lambda pair: pair[0])[:MOST]]
        if (more := self.count - len(shown)) > 0:
            rule = f"has {more:,} more problem{'s' if more > 1 else ''}"
            last = max(int(problem.place.rsplit(":", 2)[1]) for problem in shown)
            shown.append(
                Problem(f"{self.file}:{last}:2", "", "", rule, "repair the first ones and check again")
            )
        return shown


def _shown(value: Any) -> str:
    """Write a cell on one line, shortened."""
    text = "".join(sign if sign.isprintable() else "?" for sign in " ".join(str(value).split()))
    return text if len(text) <= 60 else text[:59] + "…"
