"""How busy every place is, week by week."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from simnet.charts.facts import Facts, months
from simnet.charts.labels import Labels
from simnet.charts.numbers import MIDDLE, percent, quantile, quantiles
from simnet.charts.style import ACCENT, BAND, INK, QUIET, SMALL, Sheet, mark, styled
from simnet.charts.text import shorten

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    Array = np.ndarray[tuple[int, ...], np.dtype[Any]]

MOST = 6
"""Places that are drawn, busiest first; the others are listed."""
STEP = 1.0
"""Height of a place, inches."""
BUSY = 0.9
"""Above this share of its time a place's queue is long even without an outage (as `simnet check` warns)."""


@styled
def node_load(node_weeks: pd.DataFrame, facts: Facts) -> Figure:
    """Draw by week which share of its open time each place was at work: typical, 8 years in 10, undisturbed.

    Load is the work of the stations by the station time in opening hours; a place without stations or a
    capacity has no load and is left out.
    """
    loads = _loads(node_weeks[node_weeks["week"] < facts.whole_weeks])
    ranked = sorted(loads, key=lambda node: (-_peak(loads[node]), node))
    shown, rest = ranked[:MOST], ranked[MOST:]
    height = (STEP + 0.12) * max(len(shown), 1) + (0.55 if rest else 0.35)
    sheet = Sheet(
        _headline(ranked, loads),
        "How much of their opening hours the packers work. Dashed: without the disruptions.",
        height if shown else 0.3,
        f"Band: 8 years in 10. Above 90% a queue grows on any busy day. {facts.window}.",
    )
    if not shown:
        sheet.write("No place has stations or a capacity, so none can be full.", 0, sheet.top, color=QUIET)
        return sheet.figure
    top = max(1.0, *(float(np.nanmax(loads[node][0], initial=0)) for node in shown)) * 1.12
    labels, last = Labels(sheet.figure), None
    for row, node in enumerate(shown):
        y = sheet.top + 0.05 + row * (STEP + 0.12)
        last = sheet.panel(y, STEP)
        _place(last, labels, loads[node], top, facts, first=row == 0)
        name = shorten(node, 1.15, SMALL + 2, "bold")
        sheet.title(name, f"typically {percent(_middle(loads[node]))}", y)
        mark(last, x={}, y={0.0: "0%", 1.0: "100%"})
    if last is not None:
        mark(last, x=months(facts.start, loads[shown[0]][0].shape[1]))
    if rest:
        quiet = max(_peak(loads[node]) for node in rest)
        text = f"and {len(rest)} others, none busier than {percent(quiet)} in a typical week"
        sheet.write(text, 1.6, sheet.top + (STEP + 0.12) * len(shown) + 0.3, size=SMALL, color=QUIET)
    return sheet.figure


def _loads(table: pd.DataFrame) -> dict[str, tuple[Array, Array]]:
    """Share of open time at work, by node: replications by weeks, with and without the disruptions."""
    worked = table[table["open_minutes"] > 0]
    worked = worked.assign(load=worked["busy_minutes"] / worked["open_minutes"])
    weeks = range(int(table["week"].max()) + 1) if len(table) else range(0)
    found: dict[str, tuple[Array, Array]] = {}
    for node, rows in worked.groupby("node", sort=True):
        wide = rows.pivot_table(index=["world", "replication"], columns="week", values="load")
        wide = wide.reindex(columns=weeks)
        worlds = wide.index.get_level_values("world")
        disrupted, twin = (wide[worlds == world].to_numpy(dtype=float) for world in ("disrupted", "twin"))
        if len(disrupted) and np.nanmax(disrupted, initial=0) > 0:
            found[str(node)] = (disrupted, twin)
    return found


def _peak(load: tuple[Array, Array]) -> float:
    """Give the load of the busiest week of a typical year."""
    return float(np.nanmax(quantiles(load[0], (MIDDLE,))[0], initial=0))


def _middle(load: tuple[Array, Array]) -> float:
    return quantile(load[0], MIDDLE)


def _place(
    axes: Axes, labels: Labels, load: tuple[Array, Array], top: float, facts: Facts, *, first: bool
) -> None:
    low, typical, high = quantiles(load[0])
    x = np.arange(len(typical)) + 0.5
    axes.set_xlim(0, len(typical))
    axes.set_ylim(0, top)
    axes.axhline(1.0, color=INK, linewidth=0.7, dashes=(1, 2), zorder=1)
    axes.fill_between(x, low, high, color=BAND, linewidth=0, zorder=1)
    axes.plot(x, typical, color=ACCENT, linewidth=1.6, zorder=4, marker="o" if len(x) < 3 else None)
    labels.avoid(axes, x, typical)
    labels.avoid(axes, x, high)
    if len(load[1]):
        twin = quantiles(load[1], (MIDDLE,))[0]
        axes.plot(x, twin, color=QUIET, linewidth=1.1, dashes=(4, 2), zorder=3)
        labels.avoid(axes, x, twin)
    else:
        twin = typical
    if not np.isfinite(typical).any():
        return
    busiest, idlest = int(np.nanargmax(typical)), int(np.nanargmin(typical))
    text = f"{percent(typical[busiest])}{_cause(busiest, typical, twin, facts)}"
    labels.put(axes, text, x[busiest], typical[busiest], size=SMALL, weight="bold")
    if len(x) > 3 and typical[busiest] - typical[idlest] > 0.2:
        note = f"{percent(typical[idlest])}{_cause(idlest, typical, twin, facts)}"
        labels.put(axes, note, x[idlest], typical[idlest], size=SMALL, color=QUIET)
    if first and len(x) > 3:
        labels.put(axes, "full", 0, 1.0, size=SMALL, color=QUIET, spots=((2, 2), (2, -2)), leader=99)


def _cause(week: int, typical: Array, twin: Array, facts: Facts) -> str:
    """Say why a week stands out: a promotion that lifts it, or the disruptions."""
    around = float(np.nanmedian(typical[max(0, week - 4) : week + 5]))
    if abs(typical[week] - twin[week]) > 0.1:
        return ": the disruptions"
    if typical[week] < 1.1 * around:
        return ""
    for name, begins, days in facts.promotions:
        first = (begins - facts.start).days
        if first - 6 <= 7 * week <= first + days + 2:  # the week after it still packs its orders
            return f": {name}"
    return ""


def _headline(ranked: list[str], loads: dict[str, tuple[Array, Array]]) -> str:
    if not ranked:
        return "How busy the places are is not known."
    node = ranked[0]
    peak, usual = percent(_peak(loads[node])), percent(_middle(loads[node]))
    if _peak(loads[node]) >= BUSY:
        return f"{node} is {usual} busy, and {peak} in its busiest week."
    return f"Nobody is near full: {node} is {usual} busy, {peak} in its busiest week."
