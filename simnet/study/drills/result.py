"""A drill that was run: its tables, its verdict, and what was said of it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from simnet.records.drill_results import GOALS
from simnet.study.drills.outcome import bad_case
from simnet.study.result import Result
from simnet.study.statistics import quantile

if TYPE_CHECKING:
    import tempfile

    import pandas as pd

    from simnet.scenario import Occasion


class DrillResult(Result):
    """A finished drill as DataFrames by name (`simnet.records.drill_results`).

    from simnet.study.drills import DrillResult
    held = DrillResult.open("results/two-node-hybrid/drill-2026-Q2")
    held.verdict, held.goals, held.table("course")
    """

    kept: tempfile.TemporaryDirectory[str] | None = None
    """Where it lies if no folder was named: removed with this object."""

    @property
    def drill(self) -> dict[str, Any]:
        """What the manifest says of the drill."""
        found: dict[str, Any] = self.manifest["drill"]
        return found

    @property
    def status(self) -> str:
        """Whether it ran: completed, invalid, aborted or failed."""
        return str(self.drill["status"])

    @property
    def verdict(self) -> str | None:
        """Whether the network held: held, deviated, undecided; None if the drill did not complete."""
        found: str | None = self.drill["verdict"]
        return found

    @property
    def exit_code(self) -> int:
        """0 held, 1 deviated or undecided, 2 invalid, 3 aborted or failed."""
        return int(self.drill["exit_code"])

    @cached_property
    def goals(self) -> pd.DataFrame:
        """Table `goals`, by name of the goal."""
        return self.table("goals").set_index("goal")

    @cached_property
    def replications(self) -> pd.DataFrame:
        """Table `replications`, by number."""
        return self.table("replications").set_index("replication")

    @cached_property
    def changes(self) -> pd.DataFrame:
        """Table `changes`, the best first."""
        return self.table("changes").set_index("change")

    def predicted(self) -> dict[str, tuple[float, float, float]]:
        """Give by goal the 10% quantile, the median and the 90% quantile, in the unit of the goal.

        Infinite is beyond the window; the outer two are NaN with fewer than 36 replications.
        """
        found = {}
        for name, goal in GOALS.items():
            values = self.replications[goal.column].to_numpy(float)
            found[name] = (-bad_case(-values), quantile(values, 0.5), bad_case(values))
        return found

    def occasion(self) -> Occasion:
        """Give the occasion that was run, of the scenario as it was then."""
        from simnet.scenario import occasions
        from simnet.scenario.occasions import with_turn

        scenario, label = self.scenario(), self.drill["label"]
        drill = next(one for one in scenario.drills if one.title == self.drill["drill_title"])
        date = next(one for one in occasions(scenario, drill) if one.label == label)
        return with_turn(date, int(self.drill["turn"]))
