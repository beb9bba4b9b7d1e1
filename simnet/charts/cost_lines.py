"""What an order really costs, line by line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from simnet.charts.facts import Facts
from simnet.charts.numbers import money
from simnet.charts.style import ACCENT, GREY, GUTTER, INK, QUIET, SMALL, TEXT, Sheet, mark, styled
from simnet.charts.text import shorten
from simnet.measures.ledger.lines import BESIDE, COST_LINES
from simnet.records.results import MICRO

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

STEP = 0.24
"""Distance between two bars, inches."""
MOST = 16
"""Lines that are drawn; the smaller ones are added up."""
MOVED = 10
"""A line that the disruptions move is kept as if it were so many times as large as the move."""
SEEN = 0.005
"""A line differs from its twin's visibly if it does by this share of the whole."""
LOST_MARGIN = "lost_margin"
WORDS = {line.name: line.words for line in COST_LINES}


@styled
def landed_cost(ledger: pd.DataFrame, delivered: Mapping[str, float], facts: Facts) -> Figure:
    """Draw the cost lines of an average order, the ticks being without the disruptions.

    `delivered` is the number of orders delivered, by world, summed over the replications of the ledger.
    Long-run cost is a sum over a sum: all years' cost by all years' orders.
    """
    table = per_order(ledger, delivered)
    costs = table.drop(index=[line.name for line in BESIDE], errors="ignore")
    margin = float(table["disrupted"].get(LOST_MARGIN, 0.0))
    shown = _shown(costs)
    total, usual = float(costs["disrupted"].sum()), float(costs["twin"].sum())
    sheet = Sheet(
        _headline(total, usual, facts),
        "Average of all orders that were delivered. Tick: the same years without the disruptions.",
        STEP * max(len(shown), 1) + 0.55,
        _footer(facts),
    )
    if not len(shown):
        sheet.write("No cost is stated in the scenario.", 0, sheet.top, color=QUIET)
        return sheet.figure
    axes = sheet.panel(sheet.top, STEP * len(shown), right=1.9)
    low = min(0.0, float(shown.min().min()))
    axes.set_xlim(low * 1.05, max(float(shown.max().max()), 1e-9))
    axes.set_ylim(len(shown) - 0.5, -0.5)
    axes.spines["bottom"].set_visible(False)
    axes.axvline(0, color=GREY, linewidth=0.8)
    mark(axes, x={}, y={})
    for row, (line, amounts) in enumerate(shown.iterrows()):
        _bar(axes, row, WORDS.get(str(line), str(line)), amounts, total, facts)
    y = sheet.top + STEP * len(shown) + 0.08
    sheet.rule(y, left=GUTTER)
    sheet.write("An order", GUTTER - 0.08, y + 0.06, weight="bold", ha="right")
    sheet.write(money(total, facts.currency), GUTTER + 0.08, y + 0.06, weight="bold")
    text = f"without the disruptions {money(usual, facts.currency)}"
    if margin:
        text += f"   ·   beside it, margin lost on orders that were not made: {money(margin, facts.currency)}"
    sheet.write(text, GUTTER + 0.75, y + 0.06, color=QUIET, size=SMALL)
    return sheet.figure


def per_order(ledger: pd.DataFrame, delivered: Mapping[str, float]) -> pd.DataFrame:
    """Divide what every line cost in all replications by all delivered orders.

    Index: line, in the order of the ledger; columns disrupted and twin, currency per order.
    """
    import pandas as pd

    rows = ledger[ledger["by"] == "total"]
    sums = rows.groupby(["line", "world"], sort=False)["amount_micro"].sum().unstack("world")
    sums = sums.reindex(columns=["disrupted", "twin"])
    orders = pd.Series({world: max(delivered.get(world, 0.0), 1.0) for world in sums.columns})
    return sums.astype(float) / MICRO / orders


def _shown(costs: pd.DataFrame) -> pd.DataFrame:
    """Leave out empty lines, order by size, and add up the small ones if there are too many."""
    filled = costs.fillna(0.0)
    there = filled[(filled.abs() > 1e-9).any(axis=1)]
    ranked = there.loc[there["disrupted"].abs().sort_values(ascending=False, kind="stable").index]
    if len(ranked) <= MOST:
        return ranked
    move = (ranked["disrupted"] - ranked["twin"]).abs()
    worth = ranked["disrupted"].abs().combine(MOVED * move, max).sort_values(ascending=False, kind="stable")
    moved = move > SEEN * abs(ranked["disrupted"].sum())  # never hidden, however many they are
    small = ranked.index.isin(worth.index[MOST - 1 :]) & ~moved.to_numpy()
    if small.sum() < 2:
        return ranked
    kept, rest = ranked[~small].copy(), ranked[small]
    kept.loc[f"{len(rest)} others"] = rest.sum()
    return kept


def _bar(axes: Axes, row: int, name: str, amounts: pd.Series[float], total: float, facts: Facts) -> None:
    value, usual = float(amounts["disrupted"]), float(amounts["twin"])
    moved = abs(value - usual) > SEEN * abs(total)
    axes.barh(row, value, height=0.58, color=ACCENT if moved else GREY, zorder=2)
    axes.plot([usual, usual], [row - 0.38, row + 0.38], color=INK, linewidth=1.4, zorder=3, clip_on=False)
    text = money(value, facts.currency)
    if moved:
        text += f"  ({'+' if value > usual else '−'}{money(abs(value - usual), facts.currency)})"
    end = max(value, usual, 0.0)
    axes.annotate(
        text,
        (end, row),
        (6, 0),
        textcoords="offset points",
        va="center",
        size=TEXT,
        weight="bold" if moved else "normal",
        annotation_clip=False,
    )
    axes.annotate(
        shorten(name, GUTTER - 0.1, TEXT),
        (0, row),
        (-6, 0),
        xycoords=axes.get_yaxis_transform(),
        textcoords="offset points",
        ha="right",
        va="center",
        size=TEXT,
        annotation_clip=False,
    )


def _headline(total: float, usual: float, facts: Facts) -> str:
    text = f"An order costs {money(total, facts.currency)}"
    more = total - usual
    if abs(more) < 0.005:
        return f"{text}, with the disruptions or without them."
    which = "of it" if more > 0 else "less"
    return f"{text}; {money(abs(more), facts.currency)} {which} because of disruptions."


def _footer(facts: Facts) -> str:
    return (
        "Landed cost: all cost of the simulated years by all orders delivered in them. Red and bold: what "
        f"the disruptions move by over {SEEN:.1%} of the whole. {facts.window}."
    )
