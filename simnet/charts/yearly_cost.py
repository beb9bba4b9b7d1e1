"""What a year costs, over all simulated years: how usual, how bad."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from simnet.charts.facts import Facts
from simnet.charts.numbers import HIGH, MIDDLE, money, nice_ticks, quantile, thousands
from simnet.charts.style import ACCENT, BAND, GUTTER, INK, QUIET, TEXT, WIDTH, Sheet, mark, styled
from simnet.measures.ledger.lines import BESIDE
from simnet.records.results import MICRO

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    Array = np.ndarray[tuple[int, ...], np.dtype[Any]]

HEIGHT, LABEL = 1.9, 1.35
"""Height of the panel and room at its right for the label of the line that is farthest right, inches."""
COLUMNS = 40
"""Columns of dots."""
PITCH = (WIDTH - GUTTER - LABEL) / COLUMNS
"""Distance between two dots, inches."""
DOTS = 100
"""At most so many dots: each is one year, or the same share of more years."""
BAD_NEEDS = 36
"""Simulated years that it takes to say what 1 year in 10 is like, as on the scorecard."""


@styled
def yearly_cost(ledger: pd.DataFrame, facts: Facts) -> Figure:
    """Draw the cost of every simulated year as a dot, stacked where years cost about the same.

    Dashed: the typical year without the disruptions. The tenth of the years that cost most is filled dark.
    """
    years, twin = (totals(ledger, world) for world in ("disrupted", "twin"))
    typical, bad = quantile(years, MIDDLE), quantile(years, HIGH)
    sheet = Sheet(
        _headline(years, typical, bad, facts),
        _explanation(years, facts),
        HEIGHT + 0.5 if len(years) else 0.3,
        f"All costs of the landed-cost table, without lost margin. {facts.window}.",
    )
    if not len(years):
        sheet.write("No cost is stated in the scenario.", 0, sheet.top, color=QUIET)
        return sheet.figure
    name = "What a year costs" if facts.is_year else "What a run costs"
    sheet.title(name, f"one dot: {_dot(len(years))}", sheet.top + 0.2)
    axes = sheet.panel(sheet.top + 0.1, HEIGHT, right=LABEL)
    middle = quantile(twin, MIDDLE)
    _limits(axes, np.append(years, middle if math.isfinite(middle) else years[0]))
    _dots(axes, years, bad if len(years) >= BAD_NEEDS else math.inf)
    _mark_years(axes, typical, bad if len(years) >= BAD_NEEDS else math.nan, middle, facts)
    low, high = axes.get_xlim()
    mark(axes, x={tick: thousands(tick, facts.currency) for tick in nice_ticks(low, high, 5)}, y={})
    return sheet.figure


def totals(ledger: pd.DataFrame, world: str) -> Array:
    """Add up the cost of every replication, lost margin left out; currency, in replication order."""
    rows = ledger[(ledger["by"] == "total") & (ledger["world"] == world)]
    rows = rows[~rows["line"].isin([line.name for line in BESIDE])]
    sums = rows.groupby("replication")["amount_micro"].sum().sort_index()
    return sums.to_numpy(dtype=float) / MICRO


def _limits(axes: Axes, values: Array) -> None:
    low, high = float(values.min()), float(values.max())
    room = max((high - low) * 0.08, abs(high) * 0.005, 1.0)
    axes.set_xlim(low - room, high + room)


def _dots(axes: Axes, years: Array, bad: float) -> None:
    """Stack dots in columns that are as wide as a dot; of many years each dot stands for the same share."""
    number = min(len(years), DOTS)
    shown = np.sort(years)[
        [min(int((rank + 0.5) * len(years) / number), len(years) - 1) for rank in range(number)]
    ]
    low, high = axes.get_xlim()
    place = np.clip(((shown - low) / (high - low) * COLUMNS).astype(int), 0, COLUMNS - 1)
    heights = np.array([np.count_nonzero(place[:rank] == at) for rank, at in enumerate(place)])
    size = PITCH * 72 * 0.82
    tallest = HEIGHT * 0.72 / PITCH
    squeeze = min(1.0, tallest / max(heights.max() + 1, 1))
    x = low + (place + 0.5) * (high - low) / COLUMNS
    y = (heights + 0.5) * squeeze
    axes.set_ylim(0, HEIGHT / PITCH)
    dark = shown >= bad
    for some, face in ((~dark, BAND), (dark, ACCENT)):
        axes.scatter(x[some], y[some], s=size**2, facecolor=face, edgecolor=ACCENT, linewidth=0.7, zorder=3)


def _mark_years(axes: Axes, typical: float, bad: float, twin: float, facts: Facts) -> None:
    """Draw the typical and the bad year as lines, and name them."""
    top = axes.get_ylim()[1]
    lines = [(typical, f"typical {money(typical, facts.currency)}", INK, "bold", "-")]
    if math.isfinite(bad):
        lines.append((bad, f"bad year {money(bad, facts.currency)}", ACCENT, "bold", "-"))
    if math.isfinite(twin):
        lines.append((twin, f"undisturbed {money(twin, facts.currency)}", QUIET, "normal", "--"))
    for rank, (at, text, color, weight, dashes) in enumerate(sorted(lines)):  # the farther right, the lower
        height = top * (0.99 - 0.1 * rank)
        axes.plot([at, at], [0, height], color=color, linewidth=1.1, linestyle=dashes, zorder=2)
        axes.annotate(
            text,
            (at, height),
            (3, 0),
            textcoords="offset points",
            va="top",
            color=color,
            size=TEXT,
            weight=weight,
            annotation_clip=False,
        )


def _dot(number: int) -> str:
    return "one simulated year" if number <= DOTS else f"{number / DOTS:.3g} simulated years"


def _headline(years: Array, typical: float, bad: float, facts: Facts) -> str:
    if not len(years):
        return "What a year costs is not known."
    what = "A typical year" if facts.is_year else f"A typical run of {facts.horizon_days:,.0f} days"
    if len(years) < BAD_NEEDS:
        return f"{what} costs {money(typical, facts.currency)}."
    return f"{what} costs {money(typical, facts.currency)}, a bad one {money(bad, facts.currency)} or more."


def _explanation(years: Array, facts: Facts) -> str:
    if len(years) < BAD_NEEDS:
        return f"Too few simulated years to say what a bad one costs: {BAD_NEEDS} are needed."
    return "Bad: 1 year in 10 costs as much or more. Dashed: the same years without the disruptions."
