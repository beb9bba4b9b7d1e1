"""The day axis that the three panels share: which days it shows, and what is written below it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from simnet.charts.clocks import ENDINGS, bars
from simnet.charts.drill.content import Panels
from simnet.charts.numbers import MIDDLE, count, quantile, span
from simnet.charts.style import SMALL, TEXT
from simnet.charts.text import text_width

if TYPE_CHECKING:
    import pandas as pd

    Array = np.ndarray[tuple[int, ...], np.dtype[Any]]

HOURS = 24.0
LEAD = 3.0
"""Days before the onset that are shown at least; more if customers felt it earlier, as orders were inside."""
STOCK, FAR = "stock_days", 1.6
"""Stock that takes longer than so many times all else would make that small: its bar gets an arrow."""
SHORT = 7.5
"""A shorter axis has single days below it, a longer one weeks."""
SHORTEST = 7.0
"""Days after the onset that are shown at least."""
TEXTS, MOST_TEXTS = 0.8, 2.2
"""Room at the right for what is written behind the longest bars, at least and at most, inches."""
LONG = 0.6
"""Bars longer than this share of the axis need that room."""


@dataclass(frozen=True)
class Window:
    """The days that are shown: from `first` to `right`; bars end at `limit`, with room for texts behind.

    `inch` is what a day takes, inches.
    """

    first: float
    limit: float
    right: float
    inch: float

    def hours(self, course: pd.DataFrame) -> Array:
        """Give the hours of table `course` that are shown."""
        hours = np.unique(course["hour"].to_numpy()) if len(course) else np.empty(0)
        days = hours / HOURS
        return np.asarray(hours[(days >= self.first) & (days <= self.right)])


def window_of(panels: Panels, width: float) -> Window:
    """Choose the days: all that must be seen to be over, no more than there are."""
    first = -max(LEAD, min(_felt_before(panels) + 0.5, 7.0))
    wanted = SHORTEST
    if len(panels.replications) and quantile(panels.replications["service_days"], MIDDLE) > panels.last:
        wanted = panels.last  # customers still notice at the end
    for bar in bars(panels.replications) if len(panels.replications) else []:
        if bar.column == STOCK:
            continue
        ends = [time for time in (bar.typical, bar.bad) if math.isfinite(time)]
        share = 1.0 if bar.column in ENDINGS else 1.05
        wanted = max([wanted, *(share * end for end in ends)])
    stock = [bar.bad for bar in bars(panels.replications) if bar.column == STOCK]
    wanted = max([wanted, *(days for days in stock if days <= FAR * wanted or panels.stock)])
    wanted = max(wanted, *(min(1.15 * hit.end, hit.end + 3) for hit in panels.hits), 0.0)
    limit = min(wanted, panels.last)
    room = _room(panels, limit)
    inch = (width - room) / (limit - first)
    return Window(first, limit, limit + room / inch, inch)


def _room(panels: Panels, limit: float) -> float:
    """Give the room for the longest text behind a long bar, inches."""
    texts = [
        bar.text + (f" · goal {span(panels.goals[bar.column])}" if bar.column in panels.goals else "")
        for bar in (bars(panels.replications) if len(panels.replications) else [])
        if bar.share > 0 and bar.bad > LONG * limit
    ]
    longest = max((text_width(text, TEXT, "bold") for text in texts), default=0.0)
    return min(max(TEXTS, longest + 0.3), MOST_TEXTS)


def _felt_before(panels: Panels) -> float:
    """Say how many days before the onset orders were placed that it made late, on average."""
    table = panels.course
    if not len(table):
        return 0.0
    sums = table.groupby("hour")[["orders", "late", "twin_late"]].sum()
    hit = sums[(sums["late"] - sums["twin_late"]) > 0.04 * sums["orders"].clip(lower=1)]
    return float(-hit.index.min() / HOURS) if len(hit) else 0.0


def day_marks(panels: Panels, window: Window) -> dict[float, str]:
    """Mark the onset with its date, then days after it, as many as can be read."""
    marks = {0.0: when(panels.onset)}
    ends = [hit.end for hit in panels.hits[:1] if hit.end <= window.limit]
    last, short = int(window.right) + 1, window.right <= SHORT
    steps = (1, 2, 4) if short else (7, 14, 28, 56, 364)
    step = next((step for step in steps if step * window.inch > 0.6), steps[-1])
    for day in [*ends, *range(step, last, step)]:
        text = f"day {count(day)}"
        if _fits(day, text, marks, window):
            marks[float(day)] = text
    return marks


def _fits(day: float, text: str, marks: dict[float, str], window: Window) -> bool:
    """Tell whether a mark touches neither another one nor the edge."""
    apart = all(
        abs(day - other) * window.inch > _half(text) + _half(label) + 0.12 for other, label in marks.items()
    )
    return apart and (window.right - day) * window.inch > _half(text) - 0.05


def _half(text: str) -> float:
    return max(text_width(line, SMALL) for line in text.split("\n")) / 2


def when(onset: datetime) -> str:
    """Write the onset as on a calendar.

    >>> when(datetime(2026, 6, 8, 9, 0))
    'Mon 8 June\\n9:00'
    """
    return f"{onset:%a} {onset.day} {onset:%B}\n{onset.hour}:{onset:%M}"
