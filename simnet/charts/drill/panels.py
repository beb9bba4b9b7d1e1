"""The three panels on one day axis: orders on time, the clocks, and overdue orders or stock."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from simnet.charts.clocks import HEADLINE_CLOCK, bars
from simnet.charts.course import (
    BELOW,
    Course,
    draw_alarm,
    mark_recovery,
    name_alarm,
    name_lines,
    name_worst,
    valleys,
)
from simnet.charts.drill.axis import HOURS, Window, day_marks, window_of
from simnet.charts.drill.clocks import draw_clocks, shown_clocks
from simnet.charts.drill.content import Hit, Panels
from simnet.charts.drill.reasons import reason
from simnet.charts.labels import Labels
from simnet.charts.numbers import count, nice_ticks, percent
from simnet.charts.style import GREY, INK, QUIET, RULE, SHADE, SMALL, TEXT, Canvas, mark
from simnet.charts.text import shorten, text_width

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    Array = np.ndarray[tuple[int, ...], np.dtype[Any]]

SHARES = 2.0, 1.4, 0.7
"""Heights of the panels among each other."""
ABOVE, BETWEEN, BELOW_ALL = 0.2, (0.3, 0.24), 0.34
"""Room above, between and below the panels, inches."""
CROWDED = 12.0
"""A dip is left without a word if its best place covers more than this, as Labels counts."""
ENOUGH, LONGEST = 10.0, 7
"""Shares are of as many days as have so many orders on average, and of at most so many."""
ROWS, NAMED = 3, 4
"""Rows of names above the panels, and events that are named."""
CLOCKS_TITLE = "How long until …"


def room_around(panels: Panels) -> float:
    """Give what the panels need beside their own heights, inches."""
    return ABOVE * (1 + _rows(panels.hits)) + sum(BETWEEN) + BELOW_ALL - ABOVE


def _rows(hits: tuple[Hit, ...]) -> int:
    return min(max(len(hits), 1), ROWS)


def draw_panels(canvas: Canvas, panels: Panels, y: float, heights: float, left: float, right: float) -> None:
    """Draw the panels from y on; `heights` is the sum of their heights, inches."""
    tall = [share * heights / sum(SHARES) for share in SHARES]
    window = window_of(panels, canvas.inner - left - right)
    top = y + ABOVE * _rows(panels.hits)
    middle = top + tall[0] + BETWEEN[0]
    lower = middle + tall[1] + BETWEEN[1]
    upper_axes = canvas.panel(top, tall[0], left=left, right=right)
    upper_axes.set_xlim(window.first, window.right)
    middle_axes = canvas.panel(middle, tall[1], left=left, right=right, share=upper_axes)
    lower_axes = canvas.panel(lower, tall[2], left=left, right=right, share=upper_axes)
    for axes in (upper_axes, middle_axes, lower_axes):
        _shade(axes, panels.hits, window)
    labels = Labels(canvas.figure)
    _name_hits(upper_axes, panels.hits, window)
    days = together(panels.course)
    placed = "in the 24 h from then on" if days == 1 else f"in {days} days around it"
    canvas.title("Orders on time", f"of the orders placed {placed}, how many arrive as promised", top,
                 width=left - 0.42)  # fmt: skip
    _on_time(upper_axes, labels, panels, window)
    canvas.title(CLOCKS_TITLE, "", middle - 0.19, width=left + 1)
    canvas.write("bar: typical    ├: bad case*", left, middle - 0.17, size=SMALL, color=QUIET)
    draw_clocks(middle_axes, shown_clocks(panels, tall[1]), panels, window)
    if panels.stock:
        canvas.title("Stock", "on the shelf and on its way, all products", lower, width=left - 0.42)
        _stock(lower_axes, labels, panels, window)
    else:
        canvas.title("Overdue orders", "past their promise, not yet there", lower, width=left - 0.42)
        _overdue(lower_axes, labels, panels, window)
    mark(lower_axes, x=day_marks(panels, window))
    for axes in (upper_axes, middle_axes):
        axes.tick_params(labelbottom=False)


def _shade(axes: Axes, hits: tuple[Hit, ...], window: Window) -> None:
    """Shade the time of every event; at least a thin line, for what happens in a moment."""
    least = 0.004 * (window.right - window.first)
    for hit in hits:
        end = max(min(hit.end, window.right), hit.begin + least)
        axes.axvspan(hit.begin, end, color=SHADE, linewidth=0, zorder=0)
    for hit in hits[1:]:  # a second event lies over the first: its edges tell them apart
        for place in (hit.begin, min(hit.end, window.right)):
            axes.axvline(place, color=GREY, linewidth=0.6, dashes=(1, 2), zorder=0.5)


def _name_hits(axes: Axes, hits: tuple[Hit, ...], window: Window) -> None:
    """Write above the panel what was down when; names that would touch stand in a second row."""
    taken: list[list[tuple[float, float]]] = [[] for _ in range(_rows(hits))]
    for hit in hits[:NAMED]:
        text = shorten(hit.text, 2.6 if len(hits) == 1 else 2.0, TEXT, "bold")
        half = text_width(text, TEXT, "bold") / 2 / window.inch
        at = (hit.begin + min(hit.end, window.right)) / 2
        at = min(max(at, window.first + half), window.right - half)
        row = next((row for row in range(len(taken)) if all(abs(at - other) > half + wide + 0.05 / window.inch
                                                 for other, wide in taken[row])), None)  # fmt: skip
        if row is None:
            continue
        taken[row].append((at, half))
        axes.annotate(text, (at, 1.0), (0, 3 + 12 * row), xycoords=("data", "axes fraction"),
                      textcoords="offset points", ha="center", va="bottom", size=TEXT, weight="bold",
                      annotation_clip=False)  # fmt: skip


def wide(table: pd.DataFrame, column: str, hours: Array) -> Array:
    """Spread a column of table `course` into rows of replications by hour."""
    spread = table.pivot_table(index="replication", columns="hour", values=column, aggfunc="sum")
    return spread.reindex(columns=hours).to_numpy(dtype=float)


def together(table: pd.DataFrame) -> int:
    """Say of how many days' orders the shares are: of one, of more where there are few orders a day."""
    a_day = float(table["orders"].mean()) if len(table) else 0.0
    return min(max(math.ceil(ENOUGH / a_day), 1), LONGEST) if a_day > 0 else 1


def shares(table: pd.DataFrame, world: str, hours: Array, days: int = 1) -> Array:
    """Percent of the orders of some days around each that were on time, replications by hour.

    Not a number where there are no orders.
    """
    orders, late = (_summed(wide(table, f"{world}{name}", hours), days) for name in ("orders", "late"))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(orders > 0, 100 * (orders - late) / orders, np.nan)


def _summed(rows: Array, days: int) -> Array:
    """Add up whole days around each: rows are four a day, each of the 24 hours from then on."""
    if days == 1:
        return rows
    steps = [4 * (day - days // 2) for day in range(days)]
    padded = np.pad(rows, ((0, 0), (4 * days, 4 * days)), constant_values=0)
    middle = [padded[:, 4 * days + step : 4 * days + step + rows.shape[1]] for step in steps]
    return np.asarray(np.nansum(middle, axis=0))


def _on_time(axes: Axes, labels: Labels, panels: Panels, window: Window) -> None:
    table, hours = panels.course, window.hours(panels.course)
    if not len(hours):
        axes.text(
            0.5, 0.5, "no orders around it", transform=axes.transAxes, ha="center", size=TEXT, color=QUIET
        )
        mark(axes, y={})
        return
    days = together(table)
    worlds = [shares(table, world, hours, days) for world in ("", "twin_")]
    course = Course.of(hours / HOURS, *worlds)  # at the beginning of its day, as the clock of recovery
    lowest = float(np.nanmin(np.append(course.low, 98)))
    floor = 0.0 if lowest < 50 else 20 * math.floor(lowest / 20)
    axes.set_ylim(floor, 100 + (100 - floor) * 0.08)
    course.draw(axes)
    mark(axes, y={value: percent(value / 100) for value in (floor, (floor + 100) / 2, 100.0)})
    for line in (course.twin, course.typical, course.low):
        labels.avoid(axes, course.x, line)
    level = (panels.facts.alarm or 0.0) * 100
    if level > floor:
        draw_alarm(axes, labels, course.x, level)
    _recovery(axes, labels, course, panels)
    _explain(axes, labels, course, panels)
    cases = len(panels.replications)
    name_lines(axes, labels, course, cases, twin=f"without the {panels.noun}", mine=f"with the {panels.noun}")
    if level > floor:
        name_alarm(axes, labels, course.x, level)


def _recovery(axes: Axes, labels: Labels, course: Course, panels: Panels) -> None:
    """Mark the day on which customers stop noticing: the median of the clock, absorbed years included."""
    found = [bar for bar in bars(panels.replications) if bar.column == HEADLINE_CLOCK]
    if found and math.isfinite(found[0].typical):
        mark_recovery(axes, labels, course, found[0].typical, panels.recovered)


def _explain(axes: Axes, labels: Labels, course: Course, panels: Panels) -> None:
    """Say of every dip why it is there."""
    filled = np.where(np.isfinite(course.typical), course.typical, 100.0)
    for index in valleys(filled, per_day=4):
        text = reason(index, course, filled, panels)
        place = [float(course.x[index])], [float(course.typical[index])]
        labels.along(axes, text, *place, size=SMALL, color=QUIET, spots=BELOW, worst=CROWDED)


def _overdue(axes: Axes, labels: Labels, panels: Panels, window: Window) -> None:
    hours = window.hours(panels.course)
    if not len(hours):
        mark(axes, y={})
        return
    course = Course.of(
        hours / HOURS, wide(panels.course, "overdue", hours), wide(panels.course, "twin_overdue", hours)
    )
    top = max(float(np.nanmax(np.append(course.high, 1))), 1.0)
    axes.set_ylim(0, top * 1.1)
    course.draw(axes, 1.6)
    labels.avoid(axes, course.x, course.typical)
    labels.avoid(axes, course.x, course.high)
    mark(axes, y={value: count(value) for value in nice_ticks(0, top, 2)})
    axes.axhline(0, color=RULE, linewidth=0.5, zorder=0)
    name_worst(axes, labels, course, TEXT)


def _stock(axes: Axes, labels: Labels, panels: Panels, window: Window) -> None:
    hours = window.hours(panels.course)
    if not len(hours):
        mark(axes, y={})
        return
    course = Course.of(
        hours / HOURS, wide(panels.course, "position", hours), wide(panels.course, "twin_position", hours)
    )
    both = np.concatenate((course.low, course.high, course.twin))
    least, top = float(np.nanmin(np.append(both, np.inf))), max(float(np.nanmax(np.append(both, 1))), 1.0)
    floor = least - (top - least) if least > top / 2 else min(least, 0.0)
    axes.set_ylim(floor, top + 0.15 * (top - floor))
    course.draw(axes, 1.6)
    for line in (course.typical, course.twin):
        labels.avoid(axes, course.x, line)
    mark(axes, y={value: count(value) for value in nice_ticks(max(floor, 0), top, 2)})
    gap = course.twin - course.typical
    if np.isfinite(gap).any() and np.nanmax(gap) > 0.02 * top:
        at = int(np.nanargmax(gap))
        place = float(course.x[at]), float(course.typical[at])
        labels.put(axes, f"{count(gap[at])} fewer at the worst", *place, weight="bold", color=INK)
