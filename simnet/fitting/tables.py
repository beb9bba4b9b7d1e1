"""A data file as columns of text, with its line numbers, and a list of everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from simnet.errors import ScenarioError, nearest
from simnet.intake.findings import Findings
from simnet.intake.sheet import read_sheet

Roles = Mapping[str, str] | Callable[[list[str]], Mapping[str, str]]
"""A column for each role, or how to choose them from the columns of a file."""


class DataError(ScenarioError):
    """A data file cannot be used; `problems` holds everything that is wrong with it."""


class Problems(Findings):
    """What is wrong with one file, by line."""

    def refuse(self) -> None:
        """Raise everything that was found; do nothing if that is nothing."""
        if self.count:
            raise DataError(self.problems)


@dataclass(frozen=True)
class Table:
    """Some columns of a file by role, as text without blanks around it; one row a record."""

    frame: pd.DataFrame
    lines: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    """Line of the file on which each record begins; in parquet, the first row is line 2."""
    header: tuple[str, ...]
    roles: Mapping[str, str]
    """Column of the file that plays each role."""

    def kept(self, keep: pd.Series) -> Table:
        """Return the table with some of its rows."""
        mask = keep.to_numpy(dtype=bool)
        return Table(self.frame[mask].reset_index(drop=True), self.lines[mask], self.header, self.roles)


def read_table(path: Path, roles: Roles, needed: Sequence[str]) -> Table:
    """Read the columns of a CSV or parquet file that play a role; raises `DataError`.

    A role that is not `needed` may name a column that is not there.
    """
    problems = Problems(str(path))
    used: dict[str, str] = {}

    def choose(header: list[str]) -> list[str]:
        used.update(_columns(header, roles(header) if callable(roles) else roles, needed, problems))
        return list(used.values())

    sheet = read_sheet(path, "utf-8", choose, problems)
    problems.refuse()
    assert sheet is not None  # a sheet that cannot be read has a problem
    frame = pd.DataFrame({role: _written(sheet.columns[column]) for role, column in used.items()}, dtype=str)
    return Table(frame, sheet.line, tuple(sheet.header), used)


def _columns(
    header: Sequence[str], roles: Mapping[str, str], needed: Sequence[str], problems: Problems
) -> dict[str, str]:
    """Find every role's column; list what is needed and missing, or named and unknown."""
    found = {role: column for role, column in roles.items() if column in header}
    for role, column in roles.items():
        if role not in found and column != role:
            rule = f"is not a column of the file; it was named for {role}"
            problems.add(1, "--columns", column, rule, nearest(column, header))
    for role in needed:
        if role not in found and roles.get(role, role) == role:
            rule, repair = "is a column that is needed", f"say which one it is: --columns {role}=…"
            problems.add(1, role, "", rule, repair)
    return found


def _written(column: pd.Series) -> list[str]:
    """Write a typed column as the text that a CSV file would hold; what is missing is empty."""
    if isinstance(column.dtype, np.dtype) and column.dtype.kind == "M":
        text = column.dt.strftime("%Y-%m-%d %H:%M:%S.%f")
    elif isinstance(column.dtype, np.dtype) and column.dtype.kind == "f":
        whole = column == column.round()
        text = column.astype(str).where(~whole, column.round().map("{:.0f}".format))
    else:
        text = column.astype(str)
    return [cell.strip() for cell in text.where(column.notna(), "")]
