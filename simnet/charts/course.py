"""How a measure runs over the days around an outage: the typical case, 8 in 10, and without the outage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from simnet.charts.labels import SPOTS, Labels
from simnet.charts.numbers import MIDDLE, count, percent, quantiles
from simnet.charts.style import ACCENT, BAND, INK, QUIET, SMALL, TEXT

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    Array = np.ndarray[tuple[int, ...], np.dtype[Any]]

FEW = 10
"""With fewer cases the band from the 10% to the 90% quantile holds all of them."""
DIP = 4.0
"""A dip is explained if it is at least so many percentage points below what is around it."""
DIPS = 3
"""Dips that are explained on one picture, the deepest."""
LOW = 1.15
"""Height of a panel, inches, below which the band is not named."""
BELOW = tuple(spot for spot in SPOTS if spot[1] < 1)


@dataclass(frozen=True)
class Course:
    """A measure by place `x` (days from the onset): quantiles over cases, and the typical twin."""

    x: Array
    low: Array
    typical: Array
    high: Array
    twin: Array

    @classmethod
    def of(cls, x: Array, cases: Array, twins: Array) -> Course:
        """Summarize cases and their twins; index (case, place)."""
        low, typical, high = quantiles(cases)
        return cls(x, low, typical, high, quantiles(twins, (MIDDLE,))[0])

    def draw(self, axes: Axes, width: float = 2.0) -> None:
        """Draw the band, the dashed twin and the typical case."""
        axes.fill_between(self.x, self.low, self.high, color=BAND, linewidth=0, zorder=1)
        axes.plot(self.x, self.twin, color=QUIET, linewidth=0.65 * width, dashes=(4, 2), zorder=3)
        axes.plot(self.x, self.typical, color=ACCENT, linewidth=width, zorder=4)


def name_lines(axes: Axes, labels: Labels, course: Course, number: int, *, twin: str, mine: str) -> None:
    """Name the two lines and the band of so many cases; in a low panel there is no room for the band."""
    short = axes.get_window_extent().height < LOW * axes.figure.dpi
    after = np.flatnonzero((course.x > 0) & np.isfinite(course.typical))
    if not len(after):
        return
    last = after[-1]
    top = float(np.nanmax(course.twin[-6:])) if np.isfinite(course.twin[-6:]).any() else 0.0
    labels.put(
        axes,
        twin,
        course.x[last],
        top,
        color=QUIET,
        size=SMALL,
        spots=((-1, 3), (-1, 6)),
        leader=999,
    )
    some = after[: max(3, len(after) // 2) : max(1, len(after) // 16)]
    band = "all cases" if number < FEW else "8 cases in 10"
    text = mine + (f"\nband: {band}" if number > 1 and not short else "")
    labels.along(axes, text, list(course.x[some]), list(course.typical[some]), color=ACCENT, weight="bold")


def mark_recovery(axes: Axes, labels: Labels, course: Course, clock: float, day: str = "") -> None:
    """Mark the day on which the typical case is over, by the clock; `day` writes it otherwise."""
    if not 0 < clock < course.x[-1]:
        return
    at = float(np.interp(clock, course.x, course.typical))
    axes.plot([clock], [at], "o", color=INK, markersize=4.5, zorder=6)
    labels.put(
        axes,
        f"{day or f'day {count(clock)}'}: back\nto normal",
        clock,
        at,
        weight="bold",
        spots=((8, -12), (8, -20), (10, -32), (-10, -32), (10, -46), (-10, -46), (20, -64)),
    )


def draw_alarm(axes: Axes, labels: Labels, x: Array, level: float) -> None:
    """Draw the line below which the alarm goes off, percent, with its name."""
    axes.axhline(level, color=INK, linewidth=0.7, dashes=(1, 2), zorder=2)
    labels.avoid(axes, x[[0, -1]], [level, level])


def name_alarm(axes: Axes, labels: Labels, x: Array, level: float) -> None:
    """Write what the alarm's line is, where it covers nothing."""
    some = list(x[1:-1])
    labels.along(
        axes,
        f"alarm below {percent(level / 100)}",
        some,
        [level] * len(some),
        size=SMALL,
        color=QUIET,
        spots=((0, -3), (0, 3)),
        leader=999,
    )


def name_worst(axes: Axes, labels: Labels, course: Course, size: float = TEXT) -> None:
    """Write the highest value of the typical case beside it, if it is higher than without the outage."""
    usual = float(np.nanmax(np.append(course.twin, 0)))
    if np.isfinite(course.typical).any() and np.nanmax(course.typical) > usual:
        worst = int(np.nanargmax(course.typical))
        labels.put(
            axes,
            f"{count(course.typical[worst])} at the worst",
            course.x[worst],
            course.typical[worst],
            color=ACCENT,
            weight="bold",
            size=size,
        )


def valleys(values: Array, per_day: int = 1) -> list[int]:
    """Find the deepest places that lie DIP below what is within five days on both sides, deepest first."""
    found = []
    for index in range(1, len(values) - 1):
        far, near = 5 * per_day, 2 * per_day
        around = values[max(0, index - far) : index].max(), values[index + 1 : index + far + 1].max()
        lowest = values[max(0, index - near) : index + near + 1].min()
        if (
            values[index] == lowest
            and values[index] < values[index - 1]
            and min(around) - values[index] >= DIP
        ):
            found.append(index)
    return sorted(found, key=lambda place: float(values[place]))[:DIPS]
