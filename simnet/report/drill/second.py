"""The second sheet of a drill in words: intervals, losses, what ran out, alarms, what was assumed."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from simnet.charts.clocks import CLOCKS
from simnet.charts.drill.clocks import REROUTES
from simnet.charts.drill.second import Block, Second
from simnet.charts.numbers import BEYOND, HIGH, count, percent, quantile, span
from simnet.records.drill_results import GOALS
from simnet.report.drill import scope
from simnet.report.drill.goals import GoalRow, goal_rows, write
from simnet.report.drill.improvement import well_block
from simnet.report.drill.network import explanation, network_of, title
from simnet.report.drill.page import footer, quarter
from simnet.report.drill.run import DrillRun
from simnet.report.drill.timeline import steps
from simnet.report.drill.work import ran_out
from simnet.report.words import capital
from simnet.study.statistics import TooFewError, quantile_interval

STEPS, OUT, ALARMS = 13, 5, 6
"""Rows of the small tables on the sheet; the report has all."""
RATINGS = "HSEEP: P done without, S with some, M with major challenges, U unable; from the lower bound."
NOTHING = "–"


def second_of(run: DrillRun) -> Second:
    """Compose the second sheet."""
    return Second(
        label=quarter(str(run.drill["label"])),
        network_name=run.scenario.name,
        headline=f"{str(run.drill['title']).rstrip('.')}: how sure this is, and what lies behind it",
        sure=sure(run),
        where=title(run),
        network=network_of(run),
        explanation=explanation(run),
        columns=(
            (timeline(run),),
            (sold_out(run), alarms(run)),
            (well_block(run), assumed(run), lasting(run)),
        ),
        footer=footer(run),
    )


def sure(run: DrillRun) -> Block:
    """Give every goal, every other clock and every loss with its interval over the simulated years."""
    goals = goal_rows(run)
    rows = [_goal(run, row) for row in goals]
    columns = {GOALS[row.goal].column for row in goals}
    for column, name in CLOCKS.items():
        if column not in (*columns, *run.unasked) and column in run.replications and _ever(run, column):
            rows.append(_measure(run, name, column, _days(column)))
    rows += [
        _measure(run, "On-time share missing, %·days", "resilience_loss", count),
        _measure(run, "On-time share missing, at the worst", "depth", lambda value: f"{value:.0f}%"),
        _measure(run, "Orders hit", "blast_orders", count),
        _measure(run, "Regions hit", "blast_regions", count),
    ]
    if run.scoped:
        rows.append(_measure(run, "Steps by hand", "touches", count))
    headings = ("", "TYPICAL", "SURELY WITHIN", "BAD CASE*", "SURELY WITHIN", "MET IN (HSEEP)")
    bold = frozenset(place for place, row in enumerate(goals) if row.met is False)
    note = f"{_share_hit(run)} More simulated years would move a figure within its range (95%). {RATINGS}"
    return Block("How sure this is", tuple(rows), headings, note.strip(), bold)


def _ever(run: DrillRun, column: str) -> bool:
    if not run.years or (column in REROUTES and not run.typical(column, HIGH) > 0):
        return False  # nothing had to go elsewhere
    return bool((run.values(column) < math.inf).any())


def _days(column: str) -> Callable[[float], str]:
    """Write days; infinite is never for a clock that may not start, else beyond the window."""
    ends = column in ("service_days", "backlog_days", "stock_days")
    return lambda value: span(value) if value < math.inf else BEYOND if ends else "never"


def _goal(run: DrillRun, row: GoalRow) -> tuple[str, ...]:
    name = f"{row.mark}  {row.name}, at most {row.wanted}"
    met = f"{row.low:.0%} to {row.high:.0%}  ({row.rating})"
    return (*_measure(run, name, GOALS[row.goal].column, lambda value: write(row.goal, value))[:5], met)


def _measure(run: DrillRun, name: str, column: str, text: Callable[[float], str]) -> tuple[str, ...]:
    """Write the median and the bad case of a column, each with its range."""
    values, cells = run.values(column), []
    for q in (0.5, 0.9):
        try:
            found = quantile_interval(values, q)
            low, high = text(found.low), text(found.high)
            cells += [text(found.estimate), low if low == high else f"{low} to {high}"]
        except TooFewError:
            cells += [text(quantile(values, q)) if q == 0.5 and len(values) else NOTHING, NOTHING]
    return (name, *cells, "")


def _share_hit(run: DrillRun) -> str:
    """Say how large the share of orders and of revenue is that it hit, over all years."""
    frame = run.replications
    if not run.years or not frame["window_orders"].sum():
        return ""
    orders = frame["blast_orders"].sum() / frame["window_orders"].sum()
    revenue = frame["blast_revenue"].sum() / max(frame["window_revenue"].sum(), 1e-9)
    shares = percent(float(orders)), percent(float(revenue))
    return f"Hit: {shares[0]} of the orders in the window, {shares[1]} of their value."


def timeline(run: DrillRun) -> Block:
    """Give the typical year step by step."""
    rows = tuple((step.what, step.when) for step in steps(run))
    shown = rows if len(rows) <= STEPS else (*rows[: STEPS - 1], (f"and {len(rows) - STEPS + 1} more", ""))
    return Block("One typical year", shown or (("nothing was simulated", ""),))


def sold_out(run: DrillRun) -> Block:
    """Give what ran out because of the drill, the largest shortage first."""
    found = ran_out(run)
    rows = [(f"{one.sku}, {one.node}", percent(one.share), span(one.first_days)) for one in found[:OUT]]
    if len(found) > OUT:
        rows.append((f"and {len(found) - OUT} more", "", ""))
    if not rows:
        return Block("What ran out because of it", (("nothing", ""),))
    return Block("What ran out because of it", tuple(rows), ("", "OF YEARS", "AFTER"))


def alarms(run: DrillRun) -> Block:
    """Say when each alarm went off, and when a tighter one would have."""
    rows = tuple(row[:3] for row in alarm_rows(run))
    if not rows:
        return Block("Alarms", (("the scenario has none", ""),))
    shown = rows[:ALARMS]
    return Block("Alarms, and tighter ones", shown, ("", "WENT OFF", "AFTER"))


def alarm_rows(run: DrillRun) -> list[tuple[str, ...]]:
    """Give each alarm: share of the years in which the drill set it off, after how long, and in calm years.

    A tighter limit follows the alarm that it tightens.
    """
    frame, made = run.table("thresholds"), []
    for threshold, group in frame.groupby("threshold", sort=False):
        for limit, rows in group.sort_values("tighter", kind="stable").groupby("limit", sort=False):
            made.append(_alarm(str(threshold), str(limit), rows, run.years))
    return made


def _alarm(threshold: str, limit: str, rows: Any, years: int) -> tuple[str, ...]:
    days = rows["first_days"].to_numpy(float)
    fired = days[days < math.inf]
    limit = limit.replace(">=", "≥").replace("<=", "≤")
    tighter = bool(rows["tighter"].iloc[0])
    name = f"tighter: {limit}" if tighter else f"{threshold} {limit}".replace("_", " ")
    after = span(quantile(fired, 0.5)) if len(fired) else NOTHING
    calm = f"{(rows['calm_alerts'] > 0).mean():.0%}" if "calm_alerts" in rows else NOTHING
    return name, f"{len(fired) / max(years, 1):.0%}", after, calm


def assumed(run: DrillRun) -> Block:
    """Give what was assumed about people, and how many numbers are defaults."""
    response, drill = run.drill.get("response") or {}, run.drill
    names = {"detect": "you notice after", "decide": "you decide within", "touch": "an order takes you",
             "stand_down": "afterwards, orders"}  # fmt: skip
    known = ("touch",) if run.scoped else tuple(names)  # nobody notices or decides: it is begun on purpose
    rows = [(names[key], str(response[key])) for key in known if response.get(key)]
    used = int(drill.get("defaults_used") or 0)
    rows.append(("numbers that are defaults", f"{used} of {drill.get('numbers') or '?'}"))
    rows.append(("chance of each event", _chances(run)))
    return Block("What was assumed", tuple(rows))


def _chances(run: DrillRun) -> str:
    chances = sorted({float(event.get("probability", 1.0)) for event in run.drill["events"]})
    return ", ".join(f"{chance:.0%}" for chance in chances)


def lasting(run: DrillRun) -> Block:
    """Give how often nobody noticed, how often it was not over, and whom it hit most."""
    frame = run.replications
    rows = []
    if run.years:
        rows.append(("nobody noticed", f"{frame['absorbed'].mean():.0%} of years"))
        rows.append(("not back within the window", f"{frame['censored'].mean():.0%} of years"))
        if run.scoped:
            rows.append(("could not be sent elsewhere", f"{scope.stayed(run):.0%} of orders"))
        if frame["stopped"].any():
            rows.append(("stopped", f"{frame['stopped'].mean():.0%} of years"))
    regions = run.table("regions")
    if len(regions) and regions["blast_orders"].sum():
        sums = regions.groupby("region")["blast_orders"].sum().sort_values(ascending=False, kind="stable")
        rows.append(
            (f"hit most: {capital(str(sums.index[0]))}", f"{sums.iloc[0] / sums.sum():.0%} of orders")
        )
    return Block("How it ended", tuple(rows) or (("nothing was simulated", ""),))
