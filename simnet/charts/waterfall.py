"""How long everything takes after the onset of an incident: who notices, what is done, when it is over."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simnet.charts.clocks import HEADLINE_CLOCK, Bar, bars
from simnet.charts.numbers import BEYOND, MIDDLE, nice_ticks, quantile, span
from simnet.charts.style import (
    ACCENT,
    GREY,
    GUTTER,
    INK,
    QUIET,
    SHADE,
    SMALL,
    TEXT,
    WIDTH,
    Sheet,
    mark,
    styled,
)
from simnet.charts.text import joined, shorten, text_width

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

STEP = 0.27
"""Distance between two bars, inches."""
OPEN = 1.08
"""Where bars end that had not ended within the window, as a multiple of the longest that had."""
NAME = 7.5
"""Size of the names of the clocks, points: the longest just fits into the gutter."""


@styled
def recovery_waterfall(incidents: pd.DataFrame, label: str, footer: str = "") -> Figure:
    """Draw the clocks of one kind of incident: bars end at the typical time, whiskers at the bad case.

    `incidents` has the cases of one kind; counted are those that customers noticed, all if nobody ever did. A
    time that had not ended within the window is longer than any other.
    """
    cases = incidents[~incidents["absorbed"]]
    cases = cases if len(cases) else incidents
    found = bars(cases)
    shown = [bar for bar in found if bar.share > 0]
    never = [bar.name.lower() for bar in found if bar.share == 0]
    height = STEP * max(len(shown), 1) + 0.55
    sheet = Sheet(_headline(label, found), _explanation(cases, never), height, _footer(footer))
    if not shown:
        sheet.write("It happened in no simulated year.", 0, sheet.top, color=QUIET)
        return sheet.figure
    axes = sheet.panel(sheet.top + 0.15, STEP * len(shown))
    down = quantile(cases["downtime_days"], MIDDLE)
    last = _scale(shown, down)
    axes.set_xlim(0, last * OPEN / (1 - _room(shown)))
    axes.set_ylim(len(shown) - 0.5, -0.5)
    axes.axvspan(0, down, color=SHADE, linewidth=0, zorder=0)
    axes.text(
        down / 2,
        1.0,
        "while it lasts",
        transform=axes.get_xaxis_transform(),
        ha="center",
        va="bottom",
        size=SMALL,
        color=QUIET,
    )
    for row, bar in enumerate(shown):
        _draw(axes, row, bar, last)
    marks = {float(day): f"day {day:g}" for day in nice_ticks(0, last, 5) if day > 0}
    mark(axes, x={0.0: "it begins"} | marks, y={})
    return sheet.figure


def _scale(shown: list[Bar], down: float) -> float:
    """Choose the last day of the axis: the longest time that ended."""
    ends = [time for bar in shown for time in (bar.typical, bar.bad) if math.isfinite(time)]
    return max([*ends, down, 0.1])


def _room(shown: list[Bar]) -> float:
    """Share of the panel's width that the longest text behind a bar needs."""
    longest = max(text_width(bar.text, TEXT, "bold") for bar in shown)
    return min((longest + 0.15) / (WIDTH - GUTTER), 0.6)


def _draw(axes: Axes, row: int, bar: Bar, last: float) -> None:
    """Draw one clock with its name in the gutter and its time behind the whisker."""
    headline = bar.column == HEADLINE_CLOCK
    color, weight = (ACCENT, "bold") if headline else (GREY, "normal")
    end, bad = min(bar.typical, last * OPEN), min(bar.bad, last * OPEN)
    axes.barh(row, end, height=0.52, color=color, zorder=3)
    axes.plot([end, bad], [row, row], color=INK, linewidth=1, zorder=4)
    if math.isinf(bar.bad):
        axes.plot([bad], [row], ">", color=INK, markersize=4.5, zorder=5)
    else:
        axes.plot([bad, bad], [row - 0.16, row + 0.16], color=INK, linewidth=1, zorder=4)
    axes.annotate(
        bar.text, (bad, row), (6, 0), textcoords="offset points", va="center", size=TEXT, weight=weight
    )
    name = shorten(bar.name, GUTTER - 0.08, NAME, weight)
    axes.annotate(
        name,
        (0, row),
        (-6, 0),
        textcoords="offset points",
        ha="right",
        va="center",
        size=NAME,
        weight=weight,
        annotation_clip=False,
    )


def _headline(label: str, found: list[Bar]) -> str:
    """Say when you notice and when customers stop noticing."""
    by_column = {bar.column: bar for bar in found if bar.share > 0}
    first, last = by_column.get("detect_days"), by_column.get(HEADLINE_CLOCK)
    parts = [f"you notice after {span(first.typical)}"] if first is not None else []
    if last is not None:
        parts.append(
            "customers do not" if last.typical == 0 else f"customers stop noticing {_ended(last.typical)}"
        )
    return f"{label}: {', '.join(parts) or 'how long until …'}."


def _ended(days: float) -> str:
    return "not within the window" if math.isinf(days) else f"after {span(days)}"


def _explanation(cases: pd.DataFrame, never: list[str]) -> str:
    if not len(cases):
        return ""
    number = f"{len(cases):,} case{'' if len(cases) == 1 else 's'}"
    text = f"Bar: the typical of {number}. Whisker: 1 case in 10 is this bad or worse."
    return f"{text} In no case: {joined(never, 4)}." if never else text


def _footer(extra: str) -> str:
    text = (
        f"All times run from the onset. {BEYOND}: not over when the simulation ended. Grey area: how long it "
        "lasts, which the scenario says."
    )
    return f"{text} {extra}".strip()
