"""What was assumed, how sure the figures are, and how to get them again."""

from __future__ import annotations

import shlex
from typing import Any

import numpy as np

from simnet.charts.numbers import count, money, percent
from simnet.report.defaults import defaults_of
from simnet.report.numbers import hours
from simnet.report.run import Run
from simnet.report.sections import Section, Table
from simnet.report.weights import heaviest, spoken
from simnet.study.statistics import Interval, TooFewError, mean_interval, ratio_interval

LINES = 60
"""Defaults that are listed on the page; `simnet check --resolved` has all."""
HEAVY = 5
"""Defaults whose weight is told."""
WEIGHED = {"on_time": "orders on time", "landed_cost_an_order": "cost per order"}
"""What a founder calls the measures that defaults are weighed by."""
SAME = "the same"


def assumed(run: Run) -> Section:
    """List the defaults that the scenario takes: path, value, source and date of each."""
    tables, defaults = _weights(run), defaults_of(run)
    if defaults is None:
        lead = "This run has not noted which values were defaults; resolved.yaml in its folder has them all."
        return Section("assumed", "What was assumed", lead, (), tuple(tables))
    if not defaults:
        return Section("assumed", "What was assumed", "Nothing: your file gives every value itself.")
    rows = tuple(defaults[:LINES])
    more = len(defaults) - LINES
    note = f"and {more} others: simnet check --resolved lists them all." if more > 0 else ""
    lead = f"{len(defaults)} values are not in your file; these were taken instead. Replace them by your own."
    listed = Table(("", "value", "where it comes from"), rows, note=note, prose=frozenset({1, 2}))
    return Section("assumed", "What was assumed", lead, (), (*tables, listed))


def _weights(run: Run) -> list[Table]:
    """Name the defaults that move a figure most when they are 20% smaller or larger, heaviest first."""
    frame = run.table("weights")
    heavy = heaviest(run, HEAVY)
    rows = []
    for path, measure, low, high in frame[["path", "measure", "low", "high"]].to_numpy(object).tolist():
        if (name := spoken(path)) in heavy and (low or high):
            moved = WEIGHED.get(measure, measure.replace("_", " "))
            changes = [_change(measure, change, run) for change in (low, high)]
            if changes != [SAME, SAME]:
                rows.append((name, moved, *changes))
    headings = ("What weighs most", "it moves", "if it is 20% smaller", "if it is 20% larger")
    return [Table(headings, tuple(rows), note="One at a time, with the same luck.")] if rows else []


def _change(measure: str, change: float, run: Run) -> str:
    """Write a change of a measure: shares in points of a percent, costs in money."""
    sign = "−" if change < 0 else "+"
    if measure in WEIGHED and abs(change) < (0.00005 if measure == "on_time" else 0.005):
        return SAME
    if measure == "on_time":
        return f"{sign}{abs(change):.2%}".replace("%", " points")
    if measure == "landed_cost_an_order":
        return f"{sign}{money(abs(change), run.scenario.currency)}"
    return f"{sign}{abs(change):.3g}"


def sure(run: Run) -> Section:
    """Give the long-run figures with their intervals."""
    currency = run.scenario.currency

    def cost(value: float) -> str:
        return money(value, currency)

    writers: tuple[tuple[str, str, Any], ...] = (
        ("Orders on time", "on_time", percent), ("Shipped from stock", "unit_fill", percent),
        ("Damaged", "damage", percent), ("Cost per order", "landed_cost_an_order", cost),
        ("Orders that found no stock, a year", "stockout_events", count),
        ("Orders cancelled or lost, a year", "unserved_orders", count),
        ("Your time a week", "team_minutes_a_week", hours),
    )  # fmt: skip
    rows = []
    for label, name, write in writers:
        found = _interval(run, name)
        if found is not None:
            rows.append(
                (label, write(found.estimate), f"{write(max(found.low, 0.0))} to {write(found.high)}")
            )
    lead = (
        "Two things must not be mixed up: a year’s luck, which no computer can take away, is in the column "
        "“bad year”; the range below is only what more simulated years would still change."
    )
    table = Table(("", "on average", "more simulated years would stay within"), tuple(rows),
                  note="95% confidence, over simulated years.")  # fmt: skip
    short = "Too few simulated years to say how far the averages would still move: 2 are needed."
    return Section("sure", "How sure this is", lead if rows else short, (), (table,) if rows else ())


def _interval(run: Run, name: str) -> Interval | None:
    try:
        if (pair := run.pair(name)) is not None:
            return ratio_interval(*pair)
        values = run.per_year(name)
        return mean_interval(values) if len(values) and np.isfinite(values).all() else None
    except TooFewError:
        return None


def repeat(run: Run) -> Section:
    """Give the command that makes the same figures again."""
    manifest = run.folder.manifest
    command = manifest.get("command") or _command(manifest, run)
    lead = "The same file, seed and version give the same numbers, on any machine."
    made = f"simnet {manifest['simnet']}" if manifest.get("simnet") else "simnet"
    return Section("repeat", "To repeat it", lead, notes=(str(command), f"Made with {made}."))


def _command(manifest: dict[str, Any], run: Run) -> str:
    file = str(manifest.get("file") or "scenario.yaml")
    words = ["simnet", "run", file, "--replications", str(manifest.get("replications") or run.years)]
    words += ["--seed", str(manifest.get("seed", run.scenario.seed))]
    for path, value in (manifest.get("set") or {}).items():
        words += ["--set", f"{path}={value}"]
    return shlex.join(words)
