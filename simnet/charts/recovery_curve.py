"""The course of an incident: orders on time and overdue, day by day, with and without the outage."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from simnet.charts.course import (
    BELOW,
    DIP,
    Course,
    draw_alarm,
    mark_recovery,
    name_alarm,
    name_lines,
    name_worst,
    valleys,
)
from simnet.charts.facts import Facts
from simnet.charts.labels import SPOTS, Labels
from simnet.charts.numbers import MIDDLE, count, nice_ticks, percent, quantile, span
from simnet.charts.style import QUIET, RULE, SHADE, SMALL, Sheet, mark, styled
from simnet.records.results import DAYS_AFTER

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    Array = np.ndarray[tuple[int, ...], np.dtype[Any]]

FIRST, LAST = -7, 28
"""The first day that is drawn, and twice the last one if recovery takes no longer."""
HEIGHTS = 2.0, 0.75
"""Heights of the panels, inches."""
ROOM = 0.3
"""A dip is explained below it if at least this share of the panel is there, else wherever there is room."""


@styled
def recovery_curve(curves: pd.DataFrame, incidents: pd.DataFrame, label: str, facts: Facts) -> Figure:
    """Draw one kind of incident: the share of each day's orders that came on time, and the overdue orders.

    `incidents` has the cases of one kind, `curves` at least theirs. Drawn are the cases that customers
    noticed, all of them if nobody ever did: the typical one, and between which bounds 8 in 10 lie. The day of
    recovery is the median of the service clock, not a point of the typical curve.
    """
    cases = incidents[~incidents["absorbed"]]
    noticed = len(cases)
    cases = cases if noticed else incidents
    table = curves.merge(cases[["replication", "incident"]], on=["replication", "incident"])
    clock = quantile(cases["service_days"], MIDDLE) if noticed else 0.0
    sheet = Sheet(
        _headline(label, clock, noticed),
        _explanation(noticed, len(incidents)),
        sum(HEIGHTS) + 0.85,
        _footer(facts),
    )
    late = quantile(cases["backlog_days"], MIDDLE) if noticed else 0.0
    days = _days(table, max(1.6 * clock + 4, 1.1 * late + 3))
    down = quantile(cases["downtime_days"], MIDDLE) if len(cases) else 0.0
    labels = Labels(sheet.figure)
    upper = sheet.panel(sheet.top + 0.2, HEIGHTS[0])
    lower = sheet.panel(sheet.top + HEIGHTS[0] + 0.45, HEIGHTS[1], share=upper)
    sheet.title(
        "Orders on time", "of the orders placed that day, how many arrive as promised", sheet.top + 0.2
    )
    sheet.title(
        "Overdue orders", "past their promise and not yet there, each night", sheet.top + HEIGHTS[0] + 0.45
    )
    upper.set_xlim(days[0], days[-1] + 1)
    for axes in (upper, lower):
        _shade(axes, down)
    if len(table):
        _on_time(upper, labels, table, days, facts, clock, cases)
        _overdue(lower, labels, table, days)
    else:
        upper.text(0.5, 0.5, "no orders around it", transform=upper.transAxes, ha="center", color=QUIET)
    upper.text(
        max(down, 0.5) / 2,
        1.02,
        "while it lasts",
        transform=upper.get_xaxis_transform(),
        ha="center",
        size=SMALL,
        color=QUIET,
        va="bottom",
    )
    mark(lower, x=_day_marks(days))
    upper.tick_params(labelbottom=False)
    return sheet.figure


def _headline(label: str, clock: float, noticed: int) -> str:
    if not noticed:
        return f"{label}: nobody noticed."
    if math.isinf(clock):
        return f"{label}: customers still notice when the window ends."
    return f"{label}: customers notice for {span(clock)}."


def _explanation(noticed: int, number: int) -> str:
    if not number:
        return "It happened in no simulated year."
    happened = f"It happened {'once' if number == 1 else f'{number:,} times'} in all simulated years"
    if not noticed and number == 1:
        return f"{happened}."
    if not noticed:
        return f"{happened}. Drawn: the typical one, and the others as a band."
    if noticed == number:
        return f"{happened}{', and was noticed' if number == 1 else '; each was noticed'}."
    which = "was noticed, and is" if noticed == 1 else "were noticed, and are"
    return f"{happened}; {noticed:,} {which} drawn here."


def _footer(facts: Facts) -> str:
    promise = f", {facts.promise}" if facts.promise else ""
    return (
        f"On time: delivered complete by the promise{promise}. Customers stop noticing once, for 7 days "
        "on end, no more orders of a day are late than without the outage, but for 1 order or 2%; that day "
        f"is the median of the single cases, so the typical curve need not show it. {facts.window}."
    )


def _days(table: pd.DataFrame, wanted: float) -> Array:
    """Choose the days to draw: enough to see the recovery, no more than there are."""
    if not len(table):
        return np.arange(FIRST, LAST)
    wanted = min(max(wanted, LAST / 2), DAYS_AFTER)
    first, last = int(table["day"].min()), int(table["day"].max())
    return np.arange(max(first, FIRST), max(min(last, math.ceil(wanted)), first, FIRST) + 1)


def _wide(table: pd.DataFrame, column: str, days: Array) -> Array:
    """Spread a column into rows of incidents by days; a day that a case does not reach is not a number."""
    wide = table.pivot_table(index=["replication", "incident"], columns="day", values=column, aggfunc="sum")
    return wide.reindex(columns=days).to_numpy(dtype=float)


def _shares(table: pd.DataFrame, world: str, days: Array) -> Array:
    """Percent of each day's orders that were on time, incidents by days; `world` is empty or `twin_`."""
    orders, late = (_wide(table, f"{world}{name}", days) for name in ("orders", "late"))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(orders > 0, 100 * (orders - late) / orders, np.nan)


def _shade(axes: Axes, down: float) -> None:
    axes.axvspan(0, max(down, 0.15), color=SHADE, linewidth=0, zorder=0)


def _on_time(
    axes: Axes,
    labels: Labels,
    table: pd.DataFrame,
    days: Array,
    facts: Facts,
    clock: float,
    cases: pd.DataFrame,
) -> None:
    course = Course.of(days + 0.5, _shares(table, "", days), _shares(table, "twin_", days))
    lowest = float(np.nanmin(np.append(course.low, 98)))
    floor = 0.0 if lowest < 50 else 20 * math.floor(lowest / 20)
    axes.set_ylim(floor, 100 + (100 - floor) * 0.1)
    course.draw(axes)
    mark(axes, y={value: percent(value / 100) for value in (floor, (floor + 100) / 2, 100.0)})
    for line in (course.twin, course.typical, course.low):
        labels.avoid(axes, course.x, line)
    level = (facts.alarm or 0.0) * 100
    watched = level > floor
    if watched:
        draw_alarm(axes, labels, course.x, level)
    mark_recovery(axes, labels, course, clock)
    for at, text in _dips(days, course.typical, course.twin, facts, cases):
        value = float(course.typical[np.searchsorted(days, at)])
        spots = BELOW if value > floor + ROOM * (100 - floor) else SPOTS
        labels.put(axes, text, at + 0.5, value, size=SMALL, color=QUIET, spots=spots)
    name_lines(axes, labels, course, len(cases), twin="without the outage", mine="with the outage")
    if watched:
        name_alarm(axes, labels, course.x, level)


def _dips(
    days: Array, typical: Array, twin: Array, facts: Facts, cases: pd.DataFrame
) -> list[tuple[int, str]]:
    """Find where fewer orders are on time than around it, and say why if the tables can tell."""
    filled = np.where(np.isfinite(typical), typical, 100.0)
    worst = int(np.argmin(filled))
    return [
        (int(days[index]), _why(index, index == worst, days, filled, twin, facts, cases))
        for index in valleys(filled)
    ]


def _why(
    index: int, worst: bool, days: Array, typical: Array, twin: Array, facts: Facts, cases: pd.DataFrame
) -> str:
    day, value = int(days[index]), percent(typical[index] / 100)
    closed = _closed(day, facts, cases)
    if closed:
        return f"{value}: on that weekend nobody\npacks at {closed}"
    if twin[index] <= typical[index] + DIP / 2:
        return f"{value}, without it too"
    if day < 0:
        return f"{value}: placed before it began,\nstill inside when it did"
    return f"{value} of the orders of day {day}" if worst else f"{value} on day {day}"


def _closed(day: int, facts: Facts, cases: pd.DataFrame) -> str:
    """Name who does not pack on a day, if all cases have the same weekday on it."""
    if facts.start is None or not facts.closed or not len(cases):
        return ""
    begins = {
        (facts.start + timedelta(days=math.floor(onset))).weekday() for onset in cases["onset_days"].unique()
    }
    if len(begins) != 1:
        return ""
    shut = facts.closed.get((begins.pop() + day) % 7, ())
    return " or ".join(shut[:2])


def _overdue(axes: Axes, labels: Labels, table: pd.DataFrame, days: Array) -> None:
    course = Course.of(days + 1.0, _wide(table, "overdue", days), _wide(table, "twin_overdue", days))
    top = max(float(np.nanmax(np.append(course.high, 1))), 1.0)
    axes.set_ylim(0, top * 1.08)
    course.draw(axes, 1.6)
    labels.avoid(axes, course.x, course.typical)
    labels.avoid(axes, course.x, course.high)
    mark(axes, y={value: count(value) for value in nice_ticks(0, top, 2)})
    axes.axhline(0, color=RULE, linewidth=0.5, zorder=0)
    name_worst(axes, labels, course, SMALL)


def _day_marks(days: Array) -> dict[float, str]:
    """Mark the onset and whole weeks after it."""
    last = int(days[-1]) + 1
    step = 7 if last <= 35 else 14
    marks = {0.0: "it begins"} | {float(day): f"day {day}" for day in range(step, last + 1, step)}
    if days[0] <= -7 and len(days) <= 56:  # else there is no room for both
        marks[-7.0] = "a week before"
    if last >= 7 and 3 not in marks and step == 7:
        marks[3.0] = "day 3"
    return marks
