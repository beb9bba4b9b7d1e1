"""How each design passes the same outage: orders on time and overdue orders by day, one line a design."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from simnet.charts.comparing.strokes import stroke
from simnet.charts.labels import Labels
from simnet.charts.numbers import count, nice_ticks
from simnet.charts.style import GREY, QUIET, SHADE, SMALL, TEXT, Sheet, mark, styled
from simnet.charts.text import shorten

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    Array = np.ndarray[tuple[int, ...], np.dtype[Any]]

HEIGHTS = (2.1, 1.2)
"""Heights of the panels, inches."""


@dataclass(frozen=True)
class Recovery:
    """A design's days since the onset, its share of orders on time by day placed, and its overdue orders.

    `calm` is the share without the outage.
    """

    name: str
    days: Array
    on_time: Array
    calm: Array
    overdue: Array


@styled
def recoveries(
    courses: Sequence[Recovery], element: str, downtime_days: float, headline: str, footer: str = ""
) -> Figure:
    """Draw the courses over one axis of days; the outage is shaded."""
    explanation = (
        f"The same outage of {element}, {downtime_days:.1f} days on average (shaded), in each design, all "
        "years together. Dotted: without it."
    )
    sheet = Sheet(headline, explanation, sum(HEIGHTS) + 0.75, footer)
    upper = sheet.panel(sheet.top + 0.1, HEIGHTS[0])
    lower = sheet.panel(sheet.top + 0.4 + HEIGHTS[0], HEIGHTS[1], share=upper)
    sheet.title(
        "Orders on time", "of the orders placed that day, how many arrive as promised", sheet.top + 0.1
    )
    sheet.title("Overdue orders", "open past their promise, at the end of the day",
                sheet.top + 0.4 + HEIGHTS[0])  # fmt: skip
    labels = Labels(sheet.figure)
    first, last = (int(edge) for edge in (courses[0].days[0], courses[0].days[-1]))
    upper.set_xlim(first, last)
    _panel(upper, labels, courses, [course.on_time for course in courses], downtime_days, share=True)
    _panel(lower, labels, courses, [course.overdue for course in courses], downtime_days, share=False)
    ticks = {day: f"day {day}" if day else "it goes dark" for day in range(0, last, 7) if first <= day}
    mark(lower, x={float(day): text for day, text in ticks.items()})
    upper.tick_params(labelbottom=False)
    return sheet.figure


def _panel(
    axes: Axes,
    labels: Labels,
    courses: Sequence[Recovery],
    values: Sequence[Array],
    downtime_days: float,
    *,
    share: bool,
) -> None:
    axes.axvspan(0, downtime_days, color=SHADE, linewidth=0, zorder=0)
    top = 1.0 if share else max(float(np.nanmax(value)) for value in values) or 1.0
    low = min(float(np.nanmin(value)) for value in values) if share else 0.0
    room = max(top - low, 0.02 if share else 1.0)
    axes.set_ylim((low - 0.12 * room) if share else 0.0, top + 0.12 * room)
    if share:
        calm = np.nanmean([course.calm for course in courses], axis=0)
        axes.plot(courses[0].days, calm, color=GREY, linestyle=(0, (1, 2)), linewidth=1.0)
    for number, (course, value) in enumerate(zip(courses, values, strict=True)):
        look = stroke(number)
        axes.plot(course.days, value, color=look.color, linestyle=look.dash, linewidth=1.8, zorder=3 + number)
        labels.avoid(axes, course.days, value, name=course.name)
    if share:
        ticks = nice_ticks(low, top, 4)
        mark(axes, y={tick: f"{tick:.0%}" if room > 0.05 else f"{tick:.1%}" for tick in ticks})
        for number, (course, value) in enumerate(zip(courses, values, strict=True)):
            worst = int(np.nanargmin(value))
            weight = "bold" if number else "normal"
            places = range(max(worst - 2, 0), min(worst + 6, len(value)))
            labels.along(
                axes,
                shorten(course.name, 1.4, TEXT, weight),
                [float(course.days[place]) for place in places],
                [float(value[place]) for place in places],
                color=stroke(number).color if number else QUIET,
                weight=weight,
                size=TEXT,
            )
    else:
        mark(axes, y={tick: count(tick) for tick in nice_ticks(0, top, 3)})
        labels.put(axes, "", 0, 0, size=SMALL)
