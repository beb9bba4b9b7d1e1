"""The rows of a scorecard: what a founder reads about a typical and a bad simulated year."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from simnet import units
from simnet.study.statistics import TooFewError, quantile, quantile_interval

if TYPE_CHECKING:
    from simnet.scenario import Scenario
    from simnet.scenario.thresholds import Threshold
    from simnet.study import Study

BAD = 0.9
"""A bad year: 1 in 10 is this bad or worse."""
KEPT = 0.9
"""A limit is met if it is kept in at least this share of years: the default of a drill's `pass_when`."""
UNKNOWN = "-"
LOOSE = 0.1
"""A typical figure that more simulated years may move by over this share of it is marked."""
LABEL, LIMIT = 29, 24
"""Widths of the widest label and limit, in columns: longer ones are cut so that a line has at most 100."""


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
    """A line as it is printed; `kept` is the share of years in which the limit held, None without a limit.

    `move` is how far more simulated years may move the typical figure, as a share of it: None with too few
    years to say, 0 if it would be written the same.
    """

    label: str
    typical: str
    bad: str
    limit: str = ""
    kept: float | None = None
    move: float | None = 0.0

    @property
    def missed(self) -> bool:
        """Tell whether the limit was kept in too few years."""
        return self.kept is not None and self.kept < KEPT

    @property
    def loose(self) -> bool:
        """Tell whether the typical figure is known only roughly."""
        return self.move is not None and self.move > LOOSE


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
    row = _figures(measure.label, values(study, measure.name), measure.write, measure.more_is_better)
    if threshold is None or row.typical == UNKNOWN:
        return row
    kept = _kept(study, measure, threshold)
    return row if kept is None else replace(row, limit=limit_text(threshold), kept=kept)


def _figures(label: str, years: Any, write: Callable[[float], str], more_is_better: bool = False) -> Row:
    typical = write(quantile(years, 0.5)) if len(years) else UNKNOWN
    bad = bad_year(years, more_is_better)
    return Row(label, typical, UNKNOWN if bad is None else write(bad), move=_move(years, write))


def _move(years: Any, write: Callable[[float], str]) -> float | None:
    """Say how far a median may be from that of very many years (95%), as a share of it, if it would show."""
    try:
        found = quantile_interval(years, 0.5)
    except TooFewError:
        return None
    if write(found.low) == write(found.estimate) == write(found.high):
        return 0.0
    off = max(found.high - found.estimate, found.estimate - found.low)
    return off / found.estimate if found.estimate > 0 else math.inf


def cut(text: str, width: int) -> str:
    """Cut a text to a width, with a sign that it goes on."""
    return text if len(text) <= width else text[: width - 1] + "…"


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
        return cut(f"{wanted[when.op]} of {', '.join(threshold.only)}", LIMIT)
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
    said = " sold out somewhere"
    return [_figures(cut(name, LABEL - len(said)) + said, np.array(by_sku[name]), days)]
