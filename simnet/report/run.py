"""A run as scorecards and pages read it: tables, values by simulated year, plain facts."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from simnet import units
from simnet.charts.facts import Facts

if TYPE_CHECKING:
    import pandas as pd

    from simnet.scenario import Scenario

    Array = np.ndarray[tuple[int, ...], np.dtype[Any]]

SUMS = {"unserved_orders": ("cancelled_orders", "lost_orders")}
"""Measures on the page that are the sum of two."""


class Folder(Protocol):
    """What a page needs of a run folder: `simnet.study.Result` has it."""

    manifest: dict[str, Any]

    def table(self, name: str, *, where: Mapping[str, object] | None = None) -> pd.DataFrame: ...

    def scenario(self) -> Scenario: ...


class InHand:
    """Tables and a scenario that are there already, such as those of a run that was stopped."""

    def __init__(self, table: Callable[[str], pd.DataFrame], scenario: Scenario) -> None:
        self.manifest: dict[str, Any] = {}
        self._table, self._scenario = table, scenario

    def table(self, name: str, *, where: Mapping[str, object] | None = None) -> pd.DataFrame:
        """Give a table, or the rows of it that have these values."""
        frame = self._table(name)
        for column, value in (where or {}).items():
            frame = frame[frame[column] == value]
        return frame

    def scenario(self) -> Scenario:
        """Give the scenario."""
        return self._scenario


class Run:
    """What was simulated. Every table is read once; one that the run does not have is empty."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self._tables: dict[str, pd.DataFrame] = {}

    def table(self, name: str) -> pd.DataFrame:
        """Give a table by name; columns and units: `simnet.records.results`."""
        if name not in self._tables:
            self._tables[name] = self.folder.table(name)
        return self._tables[name]

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """Table `ledger`, the totals alone: by node, lane, SKU, region and week it is many times as large."""
        return self.folder.table("ledger", where={"by": "total"})

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario that was run, with every default."""
        return self.folder.scenario()

    @cached_property
    def years(self) -> int:
        """How many simulated years ended well."""
        return int((self.table("replications")["world"] == "disrupted").sum())

    @cached_property
    def horizon_days(self) -> float:
        """Length of a simulated year, days."""
        return self.scenario.horizon / units.DAY

    def per_year(self, name: str, world: str = "disrupted") -> Array:
        """Give a measure of every simulated year; of a ratio its quotient, left out where nothing counts.

        Empty if the run does not have the measure.
        """
        frame = self.table("replications")
        frame = frame[frame["world"] == world]
        if name in SUMS:
            parts = [frame[part].to_numpy(float) for part in SUMS[name] if part in frame]
            return np.sum(parts, axis=0) if parts else np.empty(0)
        if name in frame:
            values = frame[name].to_numpy(float)
        elif f"{name}.numerator" in frame:
            top, bottom = (frame[f"{name}.{part}"].to_numpy(float) for part in ("numerator", "denominator"))
            values = np.divide(top, bottom, out=np.full(len(top), np.nan), where=bottom > 0)
        else:
            return np.empty(0)
        known: Array = values[~np.isnan(values)]
        return known

    def pair(self, name: str, world: str = "disrupted") -> tuple[Array, Array] | None:
        """Give numerators and denominators of a ratio by simulated year; None if it is not there."""
        frame = self.table("replications")
        if f"{name}.numerator" not in frame:
            return None
        frame = frame[frame["world"] == world]
        top, bottom = (frame[f"{name}.{part}"].to_numpy(float) for part in ("numerator", "denominator"))
        return top, bottom

    @cached_property
    def delivered(self) -> dict[str, float]:
        """Orders that were delivered complete, by world, in all simulated years."""
        frame = self.table("regions")
        sums = frame.groupby("world")["delivered"].sum()
        return {str(world): float(number) for world, number in sums.items()}

    @cached_property
    def facts(self) -> Facts:
        """The plain facts that pictures need."""
        scenario = self.scenario
        start = scenario.start.date()
        return Facts(
            start=start,
            horizon_days=self.horizon_days,
            currency=scenario.currency,
            years=self.years,
            alarm=alarm(scenario),
            promise=promise(scenario),
            closed=closed(scenario),
            promotions=tuple(
                (one.name, one.starts.date(), one.lasts / units.DAY) for one in scenario.customers.promotions
            ),
        )

    @property
    def last(self) -> date:
        """The last counted day."""
        return self.facts.start + timedelta(days=math.ceil(self.horizon_days) - 1)


def alarm(scenario: Scenario) -> float | None:
    """Find the share of orders on time below which the first alarm of the scenario goes off."""
    found = (one.when for one in scenario.thresholds if one.when.metric == "on_time")
    return next((when.value for when in found if when.op in ("<", "<=")), None)


def promise(scenario: Scenario) -> str:
    """Say what customers are promised.

    Within 6 business days, or within 5 days.
    """
    given = scenario.customers.promise
    kind = "business day" if given.business else "day"
    return f"within {given.days} {kind}{'' if given.days == 1 else 's'}"


def closed(scenario: Scenario) -> dict[int, tuple[str, ...]]:
    """List by weekday, Monday 0, the places that do not pack on it."""
    shut = {
        day: tuple(name for name, node in scenario.nodes.items() if not node.hours[day]) for day in range(7)
    }
    return {day: names for day, names in shut.items() if names}
