"""When what was sold out where: one row a product and place, one column a week."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from simnet.charts.facts import Facts, months
from simnet.charts.numbers import count
from simnet.charts.style import ACCENT, BAND, PAPER, QUIET, RULE, SMALL, Sheet, mark, styled
from simnet.charts.text import shorten

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    Array = np.ndarray[tuple[int, ...], np.dtype[Any]]

MOST = 20
"""Rows that are drawn; the others are counted."""
STEP = 0.19
"""Height of a row, inches."""
LEFT, RIGHT_NOTE = 2.1, 0.95
SHADES = LinearSegmentedColormap.from_list("sold out", [PAPER, BAND, ACCENT, "#5c1a06"])
"""From never to in every simulated year: from light to dark also when it is printed grey."""


@styled
def stockouts_over_time(stock_weeks: pd.DataFrame, facts: Facts) -> Figure:
    """Draw, by week, in which share of the simulated years a product was sold out at a place.

    Rows are the products and places that were sold out most, at most MOST of them; the number beside a row is
    the days without any on the shelf, and in brackets those of the same years without the disruptions.
    """
    mine = stock_weeks[stock_weeks["world"] == "disrupted"]
    years = max(int(mine["replications"].max()), 1) if len(mine) else 1
    days = mine.groupby(["node", "sku"], sort=True)["stockout_days"].sum() / years
    twin = stock_weeks[stock_weeks["world"] == "twin"].groupby(["node", "sku"])["stockout_days"].sum() / years
    ranked = days[days > 0].sort_values(ascending=False, kind="stable")
    shown = ranked.head(MOST)
    sheet = Sheet(
        _headline(ranked, facts),
        _explanation(len(days), len(ranked)),
        STEP * max(len(shown), 1) + 0.75 if len(shown) else 0.2,
        f"Sold out: nothing on the shelf that is not reserved, at some time of the week. {facts.window}.",
    )
    if not len(shown):
        sheet.write(
            "Nothing to draw: every product was on the shelf all the time.", 0, sheet.top, color=QUIET
        )
        return sheet.figure
    axes = sheet.panel(sheet.top + 0.2, STEP * len(shown), left=LEFT, right=RIGHT_NOTE)
    grid = _grid(mine, list(shown.index))
    darkest = min(max(math.ceil(float(grid.max()) * 10), 2) / 10, 1.0)
    axes.imshow(
        grid,
        aspect="auto",
        cmap=SHADES,
        vmin=0,
        vmax=darkest,
        interpolation="nearest",
        extent=(0, grid.shape[1], len(shown), 0),
    )
    for row in range(len(shown) + 1):
        axes.axhline(row, color=PAPER if 0 < row < len(shown) else RULE, linewidth=1.2 if row else 0.6)
    _name_rows(axes, shown, twin)
    mark(axes, x=months(facts.start, grid.shape[1]), y={})
    axes.text(
        1.012,
        1.0,
        f"days {facts.per}\n(undisturbed)",
        transform=axes.transAxes,
        size=SMALL,
        color=QUIET,
        va="bottom",
        linespacing=1.1,
    )
    _scale(sheet, sheet.top + 0.2 + STEP * len(shown) + 0.3, darkest)
    if len(ranked) > len(shown):
        rest = ranked.iloc[len(shown) :]
        text = f"and {len(rest):,} others: {count(float(rest.sum()))} days {facts.per} together"
        sheet.write(text, 0, sheet.top + 0.2 + STEP * len(shown) + 0.3, size=SMALL, color=QUIET)
    return sheet.figure


def _grid(mine: pd.DataFrame, rows: list[tuple[str, str]]) -> Array:
    """Share of the years with a stockout, products and places by weeks."""
    table = mine.assign(share=mine["with_stockout"] / mine["replications"].clip(lower=1))
    wide = table.pivot_table(index=["node", "sku"], columns="week", values="share", aggfunc="max")
    weeks = range(int(mine["week"].max()) + 1)
    return wide.reindex(index=rows, columns=weeks).fillna(0).to_numpy(dtype=float)


def _name_rows(axes: Axes, shown: pd.Series[Any], twin: pd.Series[Any]) -> None:
    """Write product and place to the left of a row, the days a year to its right."""
    alone = len({node for node, _ in shown.index}) == 1
    for row, (key, days) in enumerate(shown.items()):
        node, sku = (str(part) for part in key)  # type: ignore[attr-defined]
        width = LEFT - 0.1
        name = shorten(sku, width if alone else width * 0.58, SMALL)
        place = "" if alone else f"  {shorten(node, width * 0.37, SMALL)}"
        axes.annotate(
            name + place,
            (0, row + 0.5),
            (-5, 0),
            textcoords="offset points",
            ha="right",
            va="center",
            size=SMALL,
            annotation_clip=False,
        )
        text = f"{count(float(days))} ({count(float(twin.get((node, sku), 0.0)))})"
        axes.annotate(
            text,
            (1, row + 0.5),
            (5, 0),
            xycoords=axes.get_yaxis_transform(),
            textcoords="offset points",
            va="center",
            size=SMALL,
            annotation_clip=False,
        )


def _scale(sheet: Sheet, y: float, darkest: float) -> None:
    """Explain the shades by a row of them, with words."""
    axes = sheet.panel(y + 0.02, 0.1, left=4.35, right=1.75)
    axes.imshow(np.linspace(0, 1, 64)[None, :], aspect="auto", cmap=SHADES, extent=(0, 1, 0, 1))
    axes.spines["bottom"].set_visible(False)
    mark(axes, x={}, y={})
    sheet.write("sold out in no year", 4.3, y, size=SMALL, color=QUIET, ha="right")
    most = "in every year" if darkest == 1 else f"in {darkest * 10:.0f} of 10 years"
    sheet.write(most, sheet.width - 2.0, y, size=SMALL, color=QUIET)


def _headline(ranked: pd.Series[Any], facts: Facts) -> str:
    if not len(ranked):
        return "Nothing was ever sold out."
    node, sku = ranked.index[0]
    return f"{sku} at {node} is sold out {count(float(ranked.iloc[0]))} days {facts.per}."


def _explanation(number: int, ranked: int) -> str:
    if not number:
        return "No product is stocked anywhere."
    free = number - ranked
    never = f" {free:,} of {number:,} products and places were never sold out." if free and ranked else ""
    return f"The darker, the more simulated years had none of it on the shelf in that week.{never}"
