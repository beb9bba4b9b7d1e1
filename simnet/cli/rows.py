"""The rows of a scorecard: what a founder reads about a typical and a bad simulated year."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simnet import units
from simnet.study.statistics import TooFewError, quantile, quantile_interval

if TYPE_CHECKING:
    from simnet.measures import Incident
    from simnet.scenario import Scenario
    from simnet.scenario.thresholds import Threshold
    from simnet.study import Study

BAD = 0.9
"""A bad year: 1 in 10 is this bad or worse."""
KEPT = 0.9
"""A limit is met if it is kept in at least this share of years: the default of a drill's `pass_when`."""
UNKNOWN = "-"


def percent(value: float) -> str:
    """Write a share in percent, to a tenth."""
    return f"{value:.1%}"


def days(value: float) -> str:
    """Write days, to a tenth if they are few; an infinite time is beyond the end of the year."""
    if math.isinf(value):
        return "beyond the end"
    shown = f"{value:.1f}" if value < 9.95 else f"{value:,.0f}"
    return f"{shown.removesuffix('.0')} day{'' if shown in ('1', '1.0') else 's'}"


def count(value: float) -> str:
    """Write a whole number with commas."""
    return UNKNOWN if math.isinf(value) else f"{value:,.0f}"


def hours(minutes: float) -> str:
    """Write minutes as hours, to a tenth."""
    return f"{minutes / 60:.1f} h"


@dataclass(frozen=True)
class Measure:
    """One line of the scorecard: a measure of the summaries and how it is written."""

    label: str
    name: str
    write: Callable[[float], str]
    more_is_better: bool = False
    metric: str = ""
    """The threshold's metric that limits it, if any."""


MEASURES = (
    Measure("Orders on time", "on_time", percent, more_is_better=True, metric="on_time"),
    Measure("Shipped from stock", "unit_fill", percent, more_is_better=True),
    Measure("Orders that found no stock", "stockout_events", count, metric="stockouts"),
    Measure("Damaged", "damage", percent, metric="damage"),
    Measure("Right items", "accuracy", percent, more_is_better=True),
    Measure("Order to door", "door_days", days),
    Measure("Sent in two or more parcels", "split", percent),
    Measure("Orders cancelled or lost", "unserved_orders", count),
    Measure("Overdue at the end", "backlog", count, metric="backlog"),
    Measure("Your time a week", "team_minutes_a_week", hours),
)


@dataclass(frozen=True)
class Row:
    """A line as it is printed; `kept` is the share of years in which the limit held, None without a limit."""

    label: str
    typical: str
    bad: str
    limit: str = ""
    kept: float | None = None

    @property
    def missed(self) -> bool:
        """Tell whether the limit was kept in too few years."""
        return self.kept is not None and self.kept < KEPT


def rows(study: Study, scenario: Scenario) -> list[Row]:
    """Make the lines, misses first, then limits that were met, then what has no limit."""
    made = [_row(study, measure, _limit(scenario, measure.metric)) for measure in MEASURES]
    made += _sold_out(study)
    return sorted(made, key=lambda row: (not row.missed, row.kept is None))


def values(study: Study, name: str) -> Any:
    """Give a measure of every year; `unserved_orders` adds the cancelled and the lost ones."""
    if name == "unserved_orders":
        return study.values("cancelled_orders") + study.values("lost_orders")
    return study.values(name)


def _row(study: Study, measure: Measure, threshold: Threshold | None) -> Row:
    years = values(study, measure.name)
    typical = measure.write(quantile(years, 0.5)) if len(years) else UNKNOWN
    bad = bad_year(years, measure.more_is_better)
    row = Row(measure.label, typical, UNKNOWN if bad is None else measure.write(bad))
    if threshold is None or not len(years):
        return row
    kept = _kept(study, measure, threshold)
    return row if kept is None else Row(row.label, row.typical, row.bad, limit_text(threshold), kept)


def bad_year(years: Any, more_is_better: bool = False) -> float | None:
    """Give the value that 1 year in 10 reaches or exceeds in badness; None with too few years to say."""
    sign = -1.0 if more_is_better else 1.0
    try:
        return sign * quantile_interval(sign * years, BAD).estimate
    except TooFewError:
        return None


def _limit(scenario: Scenario, metric: str) -> Threshold | None:
    return next((one for one in scenario.thresholds if metric and one.when.metric == metric), None)


def limit_text(threshold: Threshold) -> str:
    """Say the limit as what is wanted: the opposite of when it fires."""
    when, shares = threshold.when, ("on_time", "damage")
    number = f"{when.value * 100:g}%" if when.metric in shares else f"{when.value:g}"
    wanted = {
        "<": f"{number} or more",
        "<=": f"over {number}",
        ">": f"{number} or less",
        ">=": f"under {number}",
    }
    if threshold.only:
        return f"{wanted[when.op]} of {', '.join(threshold.only)}"[:24]
    over = f" in {units.format_duration(threshold.over)}" if when.metric == "stockouts" else ""
    return f"{wanted[when.op]}{over}"


def _kept(study: Study, measure: Measure, threshold: Threshold) -> float | None:
    """Share of years that kept a limit: shares by the whole year, counts by the alarms that went off.

    None if the years were not watched for it.
    """
    when = threshold.when
    if when.metric in ("on_time", "damage"):
        years = study.values(measure.name)
        fires = {"<": years < when.value, "<=": years <= when.value, ">": years > when.value}
        return float(1 - fires.get(when.op, years >= when.value).mean())
    begins = f"{when.metric} {when.op} {when.value:g}"
    alarms = [
        [number for text, number in one.alerts.items() if f"{text} ".startswith(f"{begins} ")]
        for one in study.summaries
    ]
    watched = [numbers for numbers in alarms if numbers]
    return sum(not any(numbers) for numbers in watched) / len(watched) if watched else None


def _sold_out(study: Study) -> list[Row]:
    """Show the SKU that is out of stock for the longest, summed over the nodes that stock it."""
    by_sku: dict[str, list[float]] = {}
    for summary in study.summaries:
        for row in summary.skus:
            by_sku.setdefault(row["sku"], []).append(row["stockout_days"])
    if not by_sku:
        return []
    import numpy as np

    name = max(by_sku, key=lambda sku: (sum(by_sku[sku]), sku))
    years = np.array(by_sku[name])
    bad = bad_year(years)
    return [
        Row(f"{name} sold out somewhere", days(quantile(years, 0.5)), UNKNOWN if bad is None else days(bad))
    ]


@dataclass(frozen=True)
class Dark:
    """What happened when one element failed: incidents a year, and medians over incidents."""

    label: str
    a_year: float
    notice: float
    bad_notice: float | None
    late: float
    unnoticed: float


WORDS = {
    "node_outage": "dark", "supplier_outage": "dark", "carrier_outage": "dark", "lane_outage": "closed",
    "system_outage": "order system out", "carrier_service_suspended": "suspended", "node_capacity": "slow",
    "packaging_stockout": "out of packaging", "supplier_delay": "late", "carrier_delay": "slow",
    "lane_delay": "slow", "port_congestion": "congested", "customs_hold": "held by customs",
    "supplier_quality": "faulty", "carrier_damage": "rough", "pickup_missed": "not collected",
    "stock_destroyed": "stock destroyed", "inventory_sync_error": "miscounted", "demand_surge": "busy",
}  # fmt: skip
"""What a founder calls an element that the disruption has hit."""
TOGETHER = "several at once"


def dark(study: Study) -> list[Dark]:
    """Gather the incidents of all years by what failed, the longest noticed first."""
    found: dict[str, list[Incident]] = {}
    for summary in study.summaries:
        for incident in summary.incidents:
            found.setdefault(_label(incident), []).append(incident)
    made = [_dark(label, cases, len(study.summaries)) for label, cases in found.items()]
    return sorted(made, key=lambda row: (row.label == TOGETHER, -row.notice, -row.late, row.label))


def _label(incident: Incident) -> str:
    if len(incident.kinds) != 1 or len(incident.targets) != 1:
        return TOGETHER
    return f"{incident.targets[0]} {WORDS.get(incident.kinds[0], incident.kinds[0].replace('_', ' '))}"


def _dark(label: str, cases: list[Incident], years: int) -> Dark:
    import numpy as np

    clocks = np.array([case.service_days for case in cases])
    late = quantile([case.excess_late for case in cases], 0.5)
    unnoticed = sum(case.absorbed for case in cases) / len(cases)
    return Dark(label, len(cases) / years, quantile(clocks, 0.5), bad_year(clocks), late, unnoticed)
