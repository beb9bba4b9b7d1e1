"""A drill's run as its page and the terminal read it: tables, what the manifest says of it, plain facts."""

from __future__ import annotations

import math
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simnet import units
from simnet.charts.facts import Facts
from simnet.charts.numbers import HIGH, quantile
from simnet.records.drill_results import GOALS
from simnet.report.run import Folder, alarm, closed, promise
from simnet.study.statistics import replications_for

if TYPE_CHECKING:
    import pandas as pd

    from simnet.scenario import Scenario

    Array = np.ndarray[tuple[int, ...], np.dtype[Any]]

SERVICE = "service_back"
"""The goal that the headline is about."""


class DrillRun:
    """One occasion of a drill, as it was simulated. Every table is read once."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.drill: dict[str, Any] = dict(folder.manifest["drill"])
        self._tables: dict[str, pd.DataFrame] = {}

    def table(self, name: str) -> pd.DataFrame:
        """Give a table by name; columns and units: `simnet.records.drill_results`."""
        if name not in self._tables:
            self._tables[name] = self.folder.table(name)
        return self._tables[name]

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario that the drill was held in."""
        return self.folder.scenario()

    @cached_property
    def replications(self) -> pd.DataFrame:
        """One row a simulated year."""
        return self.table("replications")

    @property
    def years(self) -> int:
        """How many simulated years ended well."""
        return len(self.replications)

    @property
    def status(self) -> str:
        """Whether it ran: completed, invalid, aborted or failed."""
        return str(self.drill["status"])

    @property
    def verdict(self) -> str:
        """Whether the network held: held, deviated or undecided; empty if the drill did not complete."""
        return str(self.drill["verdict"] or "")

    @property
    def scoped(self) -> bool:
        """Whether only test orders are sent past an element, on purpose, and nothing goes down."""
        return not (self.drill.get("scope") or {}).get("all", True)

    @property
    def unasked(self) -> tuple[str, ...]:
        """Clocks that a drill with a scope lacks: it is begun on purpose, so nobody notices or decides."""
        return ("detect_days", "decide_days", "resupply_days") if self.scoped else ()

    @property
    def noun(self) -> str:
        """What a year is compared with and without: the outage; of what takes nothing down, the drill."""
        kinds = {str(event["kind"]) for event in self.drill["events"]}
        dark = any(kind.endswith(("_outage", "_suspended")) for kind in kinds)
        return "outage" if dark and not self.scoped else "drill"

    @property
    def file(self) -> str:
        """The drill's file as it was given; of a full path the name, because pages are sent to others."""
        given = str(self.drill.get("file") or self.folder.manifest.get("file") or "")
        return Path(given).name if Path(given).is_absolute() else given

    @property
    def onset(self) -> datetime:
        """When it begins, local time."""
        return datetime.fromisoformat(str(self.drill["begins"]))

    @property
    def last(self) -> float:
        """Days from the onset to the end of the window."""
        return float(self.drill["window"]["after_days"])

    @property
    def currency(self) -> str:
        """What amounts are in."""
        return self.scenario.currency

    @cached_property
    def goals(self) -> dict[str, dict[str, Any]]:
        """The rows of table `goals` by name, in the order of the file."""
        rows = self.table("goals").to_dict("records")
        return {str(row["goal"]): {str(key): value for key, value in row.items()} for row in rows}

    def values(self, column: str) -> Array:
        """Give a column of all simulated years."""
        return self.replications[column].to_numpy(dtype=float)

    def typical(self, column: str, q: float = 0.5) -> float:
        """Give a quantile of a column over the simulated years; not a number if there are none."""
        return quantile(self.values(column), q)

    def bad(self, column: str) -> float:
        """Give what 1 year in 10 reaches or exceeds; not a number with too few years to say."""
        return self.typical(column, HIGH) if self.years >= replications_for(HIGH) else math.nan

    def clock_goals(self) -> dict[str, float]:
        """Give the limits in days, by column of the clock."""
        return {
            GOALS[name].column: float(row["limit"])
            for name, row in self.goals.items()
            if GOALS[name].unit == "days"
        }

    @cached_property
    def facts(self) -> Facts:
        """The plain facts that pictures need."""
        scenario = self.scenario
        promotions = tuple(
            (one.name, one.starts.date(), one.lasts / units.DAY) for one in scenario.customers.promotions
        )
        return Facts(
            start=scenario.start.date(),
            horizon_days=scenario.horizon / units.DAY,
            currency=scenario.currency,
            years=self.years,
            alarm=alarm(scenario),
            promise=promise(scenario),
            closed=closed(scenario),
            promotions=promotions,
        )
