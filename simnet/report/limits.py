"""The limits that a scenario sets, as a founder reads them, and in how many years they were kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simnet import units
from simnet.report.numbers import cut
from simnet.report.run import Run

if TYPE_CHECKING:
    from simnet.scenario import Scenario
    from simnet.scenario.thresholds import Threshold

SHARES = ("on_time", "damage")
"""Metrics that are shares of a whole year."""


def limit_of(scenario: Scenario, metric: str) -> Threshold | None:
    """Find the first threshold of a metric; None for no metric or no threshold."""
    return next((one for one in scenario.thresholds if metric and one.when.metric == metric), None)


def limit_text(threshold: Threshold, width: int | None = None) -> str:
    """Say the limit as what is wanted: the opposite of when it fires.

    Without a width all is said; else what does not fit: first the window, then the end of the names.
    """
    when = threshold.when
    number = f"{when.value * 100:g}%" if when.metric in SHARES else f"{when.value:g}"
    wanted = {
        "<": f"{number} or more",
        "<=": f"over {number}",
        ">": f"{number} or less",
        ">=": f"under {number}",
    }[when.op]
    if threshold.only:
        wanted += f" of {', '.join(threshold.only)}"
    over = f" in {units.format_duration(threshold.over)}" if when.metric == "stockouts" else ""
    if width is None or len(wanted + over) <= width:
        return wanted + over
    return cut(wanted, width)


def kept(run: Run, name: str, threshold: Threshold) -> float | None:
    """Share of years that kept a limit: shares by the whole year, counts by the alarms that went off.

    None if the years were not watched for it.
    """
    when = threshold.when
    if when.metric in SHARES:
        years = run.per_year(name)
        fires = {"<": years < when.value, "<=": years <= when.value, ">": years > when.value}
        return float(1 - fires.get(when.op, years >= when.value).mean())
    begins = f"{when.metric} {when.op} {when.value:g} "
    watched = run.table("thresholds")
    watched = watched[[f"{text} ".startswith(begins) for text in watched["threshold"]]]
    if watched.empty:
        return None
    return float((watched.groupby("replication")["alerts"].sum() == 0).mean())
