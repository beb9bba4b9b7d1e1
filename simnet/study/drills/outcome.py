"""Status and verdict of a drill, and its table of goals."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simnet.records.drill_results import GOALS
from simnet.records.journal import Status, Verdict
from simnet.study.drills.judging import Tally
from simnet.study.statistics import Interval, TooFewError, quantile, quantile_interval
from simnet.study.verdict import Judgement, together

if TYPE_CHECKING:
    import pandas as pd

EXIT: dict[str, int] = {"completed": 1, "invalid": 2, "aborted": 3, "failed": 3}
BAD = 0.9
"""A bad case: 1 year in 10 is this bad or worse."""


@dataclass(frozen=True)
class DrillOutcome:
    """Whether the drill ran, whether the network held, and every goal's judgement."""

    status: Status
    verdict: Verdict | None
    goals: Mapping[str, Judgement]
    before: Interval | None

    @property
    def exit_code(self) -> int:
        """0 held, 1 deviated or undecided, 2 invalid, 3 aborted or failed."""
        return 0 if self.verdict == "held" else EXIT[self.status]


def outcome(found: Tally, ended: int, failed: int) -> DrillOutcome:
    """Say what came of a drill after so many replications, of which some failed."""
    before = found.before(0.95)
    status: Status = "completed"
    if failed or not found.replications:
        status = "failed"
    elif found.rules.only_if is not None and before is not None and before.estimate < found.rules.only_if:
        status = "invalid"
    elif found.aborted:
        status = "aborted"
    goals = found.judged(ended) if found.replications else {}
    verdict: Any = together(one.verdict for one in goals.values()) if status == "completed" else None
    return DrillOutcome(status, verdict, goals, before)


def goal_rows(frame: pd.DataFrame, found: Tally, judged: Mapping[str, Judgement]) -> list[dict[str, Any]]:
    """Give the rows of table `goals` from table `replications`."""
    rows = []
    for name, one in judged.items():
        goal, values = GOALS[name], frame[GOALS[name].column].to_numpy(float)
        rows.append({
            "goal": name,
            "column": goal.column,
            "unit": goal.unit,
            "limit": found.rules.limits[name],
            "typical": quantile(values, 0.5),
            "bad": bad_case(values),
            "met": one.met,
            "replications": one.replications,
            "low": one.low,
            "high": one.high,
            "reliability": found.rules.reliability,
            "verdict": one.verdict,
            "hseep": one.rating,
            "decides": one.decides,
        })  # fmt: skip
    return rows


def bad_case(values: Any) -> float:
    """Give the value that 1 year in 10 reaches or exceeds; not a number with too few years to say."""
    try:
        return quantile_interval(values, BAD).estimate
    except TooFewError:
        return math.nan
