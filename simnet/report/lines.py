"""The lines of a scorecard, on the terminal and on the page: a typical year, a bad one, the limits kept."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from simnet.charts.numbers import SYMBOLS
from simnet.report.limits import kept, limit_of
from simnet.report.numbers import cash, count, days, hours, money, percent
from simnet.report.run import Run
from simnet.study.statistics import TooFewError, quantile, quantile_interval

if TYPE_CHECKING:
    from simnet.scenario.thresholds import Threshold

    Array = np.ndarray[tuple[int, ...], np.dtype[Any]]

BAD = 0.9
"""A bad year: 1 in 10 is this bad or worse."""
KEPT = 0.9
"""A limit is met if it is kept in at least this share of years: the default of a drill's `pass_when`."""
LOOSE = 0.1
"""A typical figure that more simulated years may move by over this share of it is marked."""


@dataclass(frozen=True)
class Measure:
    """What one line is about: a measure of table `replications`, and how it is written.

    `metric` is that of the thresholds that limit it, if any. What is not `brief` is on the page alone.
    """

    label: str
    name: str
    write: Callable[[float], str]
    meaning: str = ""
    more_is_better: bool = False
    metric: str = ""
    brief: bool = True


MEASURES = (
    Measure("Orders on time", "on_time", percent, "arrived complete by the promise", True, "on_time"),
    Measure("Shipped from stock", "unit_fill", percent, "items that were there when ordered", True),
    Measure(
        "Orders that found no stock", "stockout_events", count, "of something in them", metric="stockouts"
    ),
    Measure("Damaged", "damage", percent, "parcels", metric="damage"),
    Measure("Right items", "accuracy", percent, "parcels with what was ordered", True),
    Measure("On the way", "transit_days", days, "with the carrier, average of the year"),
    Measure("Order to door", "door_days", days, "average of the year"),
    Measure("Sent in two or more parcels", "split", percent, "orders"),
    Measure("Orders cancelled or lost", "unserved_orders", count),
    Measure("Overdue at the end", "backlog", count, "orders past their promise", metric="backlog"),
    Measure("Cost per order", "landed_cost_an_order", money, "everything, by orders delivered"),
    Measure("Money in stock", "cash_on_hand", cash, "on the shelves, average of the year", brief=False),
    Measure("Your time a week", "team_minutes_a_week", hours, "alerts, decisions, rerouting"),
)
SOLD_OUT = Measure("sold out somewhere", "", days, "days, at the place where it was out for longest")


@dataclass(frozen=True)
class Line:
    """One line; figures are None where the run does not have them, or has too few years to say.

    `without` is the typical year without the disruptions. `kept` is the share of years in which the limit
    held, None without a limit. `move` is how far more simulated years may move the typical figure, as a share
    of it: None with too few years to say, 0 if it would be written the same. `subject` is the SKU of the line
    about what was sold out.
    """

    measure: Measure
    typical: float | None
    bad: float | None
    without: float | None
    limit: Threshold | None = None
    kept: float | None = None
    move: float | None = 0.0
    subject: str = ""

    @property
    def label(self) -> str:
        """Name it."""
        return f"{self.subject} {self.measure.label}".lstrip()

    def written(self, value: float | None, currency: str, unknown: str) -> str:
        """Write one of its figures, money with its currency; `unknown` if the run does not have it."""
        if value is None:
            return unknown
        text = self.measure.write(value)
        money_too = self.measure.write in (money, cash)
        return f"{SYMBOLS.get(currency, f'{currency} ')}{text}" if money_too else text

    @property
    def missed(self) -> bool:
        """Tell whether the limit was kept in too few years."""
        return self.kept is not None and self.kept < KEPT

    @property
    def loose(self) -> bool:
        """Tell whether the typical figure is known only roughly."""
        return self.move is not None and self.move > LOOSE


def lines(run: Run) -> list[Line]:
    """Make the lines, misses first, then limits that were met, then what has no limit."""
    made = [_line(run, measure) for measure in MEASURES] + _sold_out(run)
    return sorted(made, key=lambda line: (not line.missed, line.kept is None))


def _line(run: Run, measure: Measure) -> Line:
    years = run.per_year(measure.name)
    threshold = limit_of(run.scenario, measure.metric)
    held = kept(run, measure.name, threshold) if threshold is not None and len(years) else None
    limit = threshold if held is not None else None
    return line_of(measure, years, run.per_year(measure.name, "twin"), limit=limit, kept=held)


def line_of(measure: Measure, years: Array, twin: Array, **more: Any) -> Line:
    """Make a line of the values of a measure by year, and those without the disruptions."""
    typical, without = (quantile(values, 0.5) if len(values) else None for values in (years, twin))
    return Line(
        measure,
        typical,
        bad_year(years, measure.more_is_better),
        without,
        move=_move(years, measure.write),
        **more,
    )


def _move(years: Array, write: Callable[[float], str]) -> float | None:
    """Say how far a median may be from that of very many years (95%), as a share of it, if it would show."""
    try:
        found = quantile_interval(years, 0.5)
    except TooFewError:
        return None
    if write(found.low) == write(found.estimate) == write(found.high):
        return 0.0
    off = max(found.high - found.estimate, found.estimate - found.low)
    return off / found.estimate if found.estimate > 0 else math.inf


def bad_year(years: Array, more_is_better: bool = False) -> float | None:
    """Give the value that 1 year in 10 reaches or exceeds in badness; None with too few years to say."""
    sign = -1.0 if more_is_better else 1.0
    try:
        return sign * quantile_interval(sign * years, BAD).estimate
    except TooFewError:
        return None


def _sold_out(run: Run) -> list[Line]:
    """Show the SKU that is out of stock for the longest, at the node where it is so in that year."""
    stock = run.table("skus")
    if not (stock["world"] == "disrupted").any():
        return []
    worlds = stock.groupby(["world", "sku", "replication"], sort=True)["stockout_days"].max()
    mine = worlds["disrupted"].unstack("replication")
    name = max(mine.index, key=lambda sku: (mine.loc[sku].sum(), sku))
    years = mine.loc[name].to_numpy(float)
    known = "twin" in worlds.index.get_level_values("world")
    twin = worlds["twin"][name].to_numpy(float) if known else np.empty(0)
    return [line_of(SOLD_OUT, years, twin, subject=str(name))]
