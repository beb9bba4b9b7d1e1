"""What a year costs by how often an element goes dark: lines of the designs, and where they cross."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from simnet.charts.comparing.strokes import stroke
from simnet.charts.labels import Labels
from simnet.charts.numbers import nice_ticks, thousands
from simnet.charts.style import GREY, INK, QUIET, SMALL, TEXT, mark
from simnet.charts.text import shorten

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    Array = np.ndarray[tuple[int, ...], np.dtype[Any]]

ROOM = 1.3
"""Width of a design's name on the picture, inches."""


@dataclass(frozen=True)
class Course:
    """A design's cost of a year at each rate, with its interval, in the scenario's currency."""

    name: str
    mean: Array
    low: Array
    high: Array


@dataclass(frozen=True)
class Crossing:
    """Courses over `rates` (outages a year), the break-even if there is one, and what the file says."""

    courses: tuple[Course, ...]
    rates: Array
    even: float = math.nan
    even_words: str = ""
    file_rate: float = math.nan
    currency: str = "USD"


def draw_crossing(figure: Figure, axes: Axes, what: Crossing) -> None:
    """Draw the lines with their bands, the point where they cross, and the file's own frequency."""
    low = min(float(np.nanmin(course.low)) for course in what.courses)
    high = max(float(np.nanmax(course.high)) for course in what.courses)
    room = (high - low) or abs(high) * 0.01 or 1.0
    last = float(what.rates[-1])
    axes.set_ylim(low - 0.12 * room, high + 0.12 * room)
    axes.set_xlim(0, last)
    labels = Labels(figure)
    for number, course in enumerate(what.courses):
        look = stroke(number)
        axes.fill_between(what.rates, course.low, course.high, color=look.band, linewidth=0, zorder=1)
        axes.plot(what.rates, course.mean, color=look.color, linestyle=look.dash, linewidth=2.0, zorder=3)
        labels.avoid(axes, what.rates, course.mean, name=course.name)
    ticks = nice_ticks(low, high, 4)
    mark(axes, x=frequencies(last), y={tick: thousands(tick, what.currency) for tick in ticks})
    axes.spines["left"].set_visible(True)
    axes.spines["left"].set_color(GREY)
    _even(axes, labels, what, low - 0.12 * room)
    _file(axes, labels, what, low - 0.12 * room, high)
    _name(axes, labels, what)


def _even(axes: Axes, labels: Labels, what: Crossing, bottom: float) -> None:
    if not 0 < what.even <= what.rates[-1] or len(what.courses) != 2:
        return
    at = float(np.interp(what.even, what.rates, what.courses[0].mean))
    axes.plot([what.even, what.even], [bottom, at], color=INK, linewidth=0.9, zorder=4)
    axes.plot([what.even], [at], "o", color=INK, markersize=5.5, zorder=5)
    labels.put(axes, f"even: {what.even_words}", what.even, at, weight="bold", size=SMALL)


def _file(axes: Axes, labels: Labels, what: Crossing, bottom: float, top: float) -> None:
    if not 0 < what.file_rate <= what.rates[-1]:
        return
    axes.plot([what.file_rate] * 2, [bottom, top], color=GREY, linewidth=0.8, linestyle=(0, (1, 2)), zorder=0)
    labels.put(axes, "your file", what.file_rate, top, color=QUIET, size=SMALL)


def _name(axes: Axes, labels: Labels, what: Crossing) -> None:
    places = np.linspace(0.55, 0.95, 9) * what.rates[-1]
    for number, course in enumerate(what.courses):
        at = np.interp(places, what.rates, course.mean)
        weight = "bold" if number else "normal"
        text = shorten(course.name, ROOM, TEXT, weight)
        color = QUIET if number == 0 else stroke(number).color
        labels.along(axes, text, list(places), list(at), color=color, weight=weight, size=TEXT)


def frequencies(last: float) -> dict[float, str]:
    """Choose ticks for rates a year as a person says them: never, every 5 years, twice a year.

    >>> list(frequencies(1.2).values())
    ['never', 'every\\n5 years', 'every\\n2 years', 'every\\nyear']
    """
    known = {0.0: "never", 0.05: "every\n20 years", 0.1: "every\n10 years", 0.2: "every\n5 years",
             0.5: "every\n2 years", 1.0: "every\nyear", 2.0: "twice\na year", 4.0: "4 times\na year",
             8.0: "8 times\na year", 16.0: "16 times\na year", 32.0: "32 times\na year",
             64.0: "64 times\na year", 128.0: "128 times\na year"}  # fmt: skip
    chosen: dict[float, str] = {}
    for rate, words in sorted(known.items(), reverse=True):
        if rate <= last and all(abs(rate - other) >= 0.16 * last for other in chosen):
            chosen[rate] = words
    if 0.0 not in chosen:
        nearest = min(chosen)
        chosen = {0.0: known[0.0], **{rate: words for rate, words in chosen.items() if rate != nearest}}
    return dict(sorted(chosen.items()))
