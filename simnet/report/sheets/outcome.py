"""What came of a rehearsal with real orders: outcome.csv, a row for every test order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from simnet import units
from simnet.errors import ScenarioError, nearest
from simnet.intake.findings import Findings
from simnet.intake.sheet import Sheet, read_sheet

COLUMNS = ("test order", "placed", "rerouted", "shipped", "delivered", "minutes")
"""Columns of outcome.csv; times are local to the scenario, minutes are those of people on the order."""
TIMES = COLUMNS[1:5]
LONGEST_WORK = 24 * 60
"""Minutes on one test order above which a typing error is supposed."""


@dataclass(frozen=True)
class TestOrder:
    """One test order; None where nothing was written."""

    __test__ = False  # pytest takes it for a test by its name
    name: str
    placed: datetime
    rerouted: datetime | None
    shipped: datetime | None
    delivered: datetime | None
    minutes: float | None


@dataclass(frozen=True)
class Outcome:
    """The test orders of a rehearsal, in the order of the file, and how many rows were left empty."""

    orders: tuple[TestOrder, ...]
    empty: int


def read_outcome(path: str | Path) -> Outcome:
    """Read an outcome.csv.

    Raises `ScenarioError` with every problem: missing columns, what is no time or no number, times that run
    backwards, test orders without a name or named twice, a file without a filled row.
    """
    name = str(path)
    findings = Findings(name)
    names: dict[str, str] = {}

    def choose(header: list[str]) -> Iterable[str]:
        names.update({_plain(column): column for column in header})
        for column in COLUMNS:
            if column not in names:
                repair = nearest(column, [given for given in names if given not in COLUMNS])
                listed = f"the columns are {', '.join(COLUMNS)}"
                findings.add(
                    1, column, "", "is a column that is missing", repair if "did" in repair else listed
                )
        return [names[column] for column in COLUMNS if column in names]

    sheet = read_sheet(Path(path), None, choose, findings)
    orders: list[TestOrder] = []
    empty = 0
    if sheet is not None and not findings.count:
        orders, empty = _orders(sheet, names, findings)
    if findings.count:
        raise ScenarioError(findings.problems)
    return Outcome(tuple(orders), empty)


def _plain(column: str) -> str:
    return " ".join(column.replace("_", " ").split()).lower()


def _orders(sheet: Sheet, names: dict[str, str], findings: Findings) -> tuple[list[TestOrder], int]:
    cells = {column: sheet.text(names[column]).tolist() for column in COLUMNS}
    found, empty = [], 0
    for row, line in enumerate(sheet.line.tolist()):
        values = {column: cells[column][row] for column in COLUMNS}
        if not any(values[column] for column in COLUMNS[1:]):
            empty += 1
            continue
        order = _order(values, line, findings)
        if order is not None:
            found.append((line, order))
    counts = Counter(order.name for _, order in found)
    for line, order in found:
        if counts[order.name] > 1:
            findings.add(line, "test order", order.name, "is named twice", "give each test order its own")
    if not found and not findings.count:
        findings.add(1, "", "", "has no test order that is filled in", "fill in a row for each test order")
    return [order for _, order in found], empty


def _order(values: dict[str, str], line: int, findings: Findings) -> TestOrder | None:
    before = findings.count
    name = values["test order"]
    if not name:
        findings.add(line, "test order", "", "must have a name or a number", "such as 1")
    times = {column: _time(values[column], column, line, findings) for column in TIMES}
    if not values["placed"]:
        findings.add(line, "placed", "", "must say when it was placed", "such as 2026-06-08 09:12")
    minutes = _minutes(values["minutes"], line, findings)
    _forwards(times, line, findings)
    placed = times["placed"]
    if findings.count > before or placed is None:
        return None
    return TestOrder(name, placed, times["rerouted"], times["shipped"], times["delivered"], minutes)


def _time(text: str, column: str, line: int, findings: Findings) -> datetime | None:
    if not text:
        return None
    try:
        return units.parse_instant(text)
    except units.UnitError:
        findings.add(line, column, text, "must be a date with a local time", "such as 2026-06-08 14:05")
        return None


def _minutes(text: str, line: int, findings: Findings) -> float | None:
    if not text:
        return None
    try:
        minutes = float(units.number(text.removesuffix("min").strip()))
    except units.UnitError:
        minutes = -1.0
    if not 0 <= minutes <= LONGEST_WORK:
        rule = f"must be a number of minutes of work, from 0 to {LONGEST_WORK:,}"
        findings.add(line, "minutes", text, rule, "such as 4.5")
    return minutes


def _forwards(times: dict[str, datetime | None], line: int, findings: Findings) -> None:
    """Require that what comes later happened later."""
    given = [(column, at) for column, at in times.items() if at is not None]
    for (earlier, first), (later, second) in pairwise(given):
        if second < first:
            rule = f"is before it was {earlier}, {first:%Y-%m-%d %H:%M}"
            findings.add(
                line, later, f"{second:%Y-%m-%d %H:%M}", rule, "look for a wrong day or a swapped cell"
            )
