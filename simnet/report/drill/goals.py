"""The goals of a drill as a founder reads them: what was wanted, typical, bad case, in how many years met."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from simnet.charts.clocks import CLOCKS
from simnet.charts.numbers import BEYOND, count, span
from simnet.records.drill_results import GOALS
from simnet.report.drill.run import DrillRun
from simnet.report.numbers import hours, tenths

NAMES: dict[str, str] = {
    **{name: CLOCKS[goal.column] for name, goal in GOALS.items() if goal.column in CLOCKS},
    "rerouted": "New orders go elsewhere",
    "late_orders": "Orders late",
    "cancelled": "Orders cancelled",
    "my_time": "Your time",
}
"""What a goal is called, by its name in the file."""
MET: dict[str, bool | None] = {"held": True, "deviated": False}
"""Whether a goal was met by its verdict; what is not listed could not be decided."""
MARKS: dict[bool | None, str] = {True: "✓", False: "✗", None: "?"}
ENDINGS = ("service_back", "backlog_back", "stock_back")
"""Goals on clocks that always run: infinite is not over by the end of the window, not never."""
UNKNOWN = "–"
"""What too few simulated years cannot say."""


@dataclass(frozen=True)
class GoalRow:
    """A goal as written; `share` of the simulated years met it, `low` and `high` bound that share.

    `met` is None if more simulated years would be needed to decide it, about `decides` of them.
    """

    goal: str
    name: str
    wanted: str
    typical: str
    bad: str
    share: float
    low: float
    high: float
    met: bool | None
    rating: str
    decides: int

    @property
    def mark(self) -> str:
        """Give the sign before it."""
        return MARKS[self.met]

    @property
    def tenths(self) -> int:
        """Say in how many of 10 years it was met, rounded down."""
        return tenths(self.share)


def write(goal: str, value: float) -> str:
    """Write a value of a goal in its unit.

    >>> write("service_back", 9.1), write("late_orders", 520.4), write("my_time", 156.0)
    ('9.1 days', '520', '2.6 h')
    """
    if not math.isfinite(value):
        return UNKNOWN if math.isnan(value) else BEYOND if goal in ENDINGS else "never"
    unit = GOALS[goal].unit
    if unit == "days":
        return span(max(value, 0.0))
    return hours(max(value, 0.0)).replace(".0 h", " h") if unit == "min" else count(max(value, 0.0))


def goal_rows(run: DrillRun) -> list[GoalRow]:
    """Give the goals: those that were missed first, then what is not decided, then those that were met."""
    rows = [_row(goal, row) for goal, row in run.goals.items()]
    order = {False: 0, None: 1, True: 2}
    return sorted(rows, key=lambda row: (order[row.met], row.share if row.met is not True else 0.0))


def _row(goal: str, row: dict[str, Any]) -> GoalRow:
    number = int(row["replications"])
    return GoalRow(
        goal,
        NAMES[goal],
        write(goal, float(row["limit"])),
        write(goal, float(row["typical"])),
        write(goal, float(row["bad"])),
        int(row["met"]) / number if number else 0.0,
        float(row["low"]),
        float(row["high"]),
        MET.get(str(row["verdict"])),
        str(row["hseep"]),
        int(row["decides"]),
    )
