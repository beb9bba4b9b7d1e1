"""The clocks of a drill as bars on the day axis: typical time, bad case, and the goal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simnet.charts.clocks import HEADLINE_CLOCK, Bar, bars
from simnet.charts.drill.axis import Window
from simnet.charts.drill.content import Panels
from simnet.charts.numbers import span
from simnet.charts.style import ACCENT, GREY, GUTTER, INK, PAPER, SMALL, mark
from simnet.charts.text import shorten, text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NAME = 7.5
"""Size of the names, points."""
SIZE = 7.5
"""Size of the times behind the bars, points."""
ROW = 0.135
"""Least height of a row, inches."""
ALWAYS = ("detect_days", "decide_days", "backlog_days", HEADLINE_CLOCK)
RATHER = ("stock_days", "resupply_days", "first_parcel_days", "rerouted_first_days", "rerouted_last_days")
"""Clocks that are shown in any case, and those that are shown as far as there is room."""
REROUTES = ("first_parcel_days", "rerouted_first_days", "rerouted_last_days")
"""Clocks that are zero where nothing had to go elsewhere."""


def shown_clocks(panels: Panels, height: float) -> list[Bar]:
    """Choose the clocks that fit: those with a goal, the usual ones, then the others."""
    found = [bar for bar in bars(panels.replications) if bar.share > 0] if len(panels.replications) else []
    found = [bar for bar in found if bar.column not in panels.unasked or bar.column in panels.goals]
    found = [bar for bar in found if bar.column in panels.goals or not needless(bar)]
    most = max(4, min(9, int(height / ROW)))
    rank = {column: place for place, column in enumerate((*panels.goals, *ALWAYS, *RATHER)[::-1])}
    kept = sorted(found, key=lambda bar: -rank.get(bar.column, -1))[:most]
    return [bar for bar in found if bar in kept]


def needless(bar: Bar) -> bool:
    """Tell whether a clock of rerouting took no time in nearly any year: nothing had to go elsewhere."""
    return bar.column in REROUTES and bar.bad == 0


def draw_clocks(axes: Axes, shown: list[Bar], panels: Panels, window: Window) -> None:
    """Draw the bars of the clocks with their names in the gutter."""
    axes.set_ylim(max(len(shown), 1) - 0.5, -0.5)
    mark(axes, y={})
    if not shown:
        axes.text(0.5, 0.5, "no clock ever ran", transform=axes.transAxes, ha="center", size=SMALL)
    for row, bar in enumerate(shown):
        _draw(axes, row, bar, panels.goals.get(bar.column), window)


def _draw(axes: Axes, row: int, bar: Bar, goal: float | None, window: Window) -> None:
    headline = bar.column == HEADLINE_CLOCK
    color, weight = (ACCENT, "bold") if headline else (GREY, "normal")
    end, bad = min(bar.typical, window.limit), min(bar.bad, window.limit)
    axes.barh(row, end, height=0.54, color=color, zorder=3)
    if bad > end:
        axes.plot([end, bad], [row, row], color=INK, linewidth=1, zorder=4)
    if bar.bad > window.limit:
        axes.plot([bad + 0.03 / window.inch], [row], ">", color=INK, markersize=4.5, zorder=5)
    else:
        axes.plot([bad, bad], [row - 0.2, row + 0.2], color=INK, linewidth=1, zorder=4)
    text, start = bar.text, bad
    if goal is not None:
        text, start = _goal(axes, row, text, end, bad, goal, window)
    room = (window.right - start) * window.inch - 0.09
    away = 12 if bar.bad > window.limit else 6  # behind the arrow of a bar that goes on
    axes.annotate(shorten(text, room, SIZE, weight), (start, row), (away, 0), textcoords="offset points",
                  va="center", size=SIZE, weight=weight, annotation_clip=False)  # fmt: skip
    name = shorten(bar.name, GUTTER - 0.08, NAME, weight)
    axes.annotate(name, (window.first, row), (-6, 0), textcoords="offset points", ha="right", va="center",
                  size=NAME, weight=weight, annotation_clip=False)  # fmt: skip


def _goal(
    axes: Axes, row: int, text: str, end: float, bad: float, goal: float, window: Window
) -> tuple[str, float]:
    """Mark the goal; inside the bar if there is room, else its name stands behind the time.

    Returns what is written behind the bar, and from which day on.
    """
    if goal <= window.limit:
        axes.plot([goal, goal], [row - 0.36, row + 0.36], color=INK, linewidth=2.2, zorder=6,
                  solid_capstyle="butt")  # fmt: skip
    name = f"goal {span(goal)}"
    if end - goal > 0 and goal * window.inch > text_width(name, SMALL, "bold") + 0.12:
        axes.annotate(name, (goal, row), (-4, 0), textcoords="offset points", ha="right", va="center",
                      size=SMALL, color=PAPER, weight="bold", zorder=7)  # fmt: skip
        return text, bad
    near = bad < goal <= window.limit and (goal - bad) * window.inch < _wide(f"{text} · {name}")
    return f"{text} · {name}", goal if near else bad


def _wide(text: str) -> float:
    return text_width(text, SIZE, "bold") + 0.2
