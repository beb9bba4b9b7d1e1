"""The twenty minutes a week: what to look at, what is usual, and from where on to ask why."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from simnet.charts.facts import Facts, months
from simnet.charts.numbers import HIGH, LOW, MIDDLE, count, percent, quantile, quantiles
from simnet.charts.style import ACCENT, BAND, GUTTER, INK, QUIET, SMALL, TEXT, Sheet, mark, styled
from simnet.charts.text import halved, line_height, shorten

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    Array = np.ndarray[tuple[int, ...], np.dtype[Any]]

STEP = 0.62
"""Height of a question, inches."""
CELL = 0.24
"""Height of a row of the table of places and regions, inches."""
QUESTIONS: tuple[tuple[str, str, str, str], ...] = (
    ("stockouts", "", "Stockouts", "orders that found none of something"),
    ("late_parcels", "parcels", "Delayed shipments", "parcels after the promise"),
    ("returns", "", "Returns", "parcels that came back"),
    ("late_receipts", "", "Vendor misses", "deliveries later than 9 in 10"),
)
"""The weekly counts that are looked at: column, what it is a part of, title, explanation."""
PEAK = 1.5
"""A week is named if it is typically so many times as bad as the middle one, and can be seen to be."""
MOST_NODES, MOST_REGIONS = 8, 8


@dataclass(frozen=True)
class Usual:
    """What a week of one question is like: the typical one, and what 1 week in 10 reaches or exceeds."""

    name: str
    typical: float
    bad: float

    @property
    def ask(self) -> str:
        """Say from where on to ask why."""
        return f"{count(math.floor(self.bad) + 1)} or more"


@styled
def weekly_review(weeks: pd.DataFrame, flows: pd.DataFrame, facts: Facts) -> Figure:
    """Draw the five questions of a weekly review: what is usual by week, and where to look closer.

    Stockouts, delayed shipments, returns and vendor misses by week of the year; then, for every place and
    region, the share of parcels that were late.
    """
    mine = weeks[(weeks["world"] == "disrupted") & (weeks["week"] < facts.whole_weeks)]
    late = late_by_region(flows)
    shown = late.iloc[:MOST_NODES, :MOST_REGIONS]
    body = (STEP + 0.1) * len(QUESTIONS) + 0.35 + CELL * max(len(shown), 1) + 0.6
    sheet = Sheet(
        "The weekly review: what is usual, and when to ask why.",
        "A usual week is the middle of all simulated ones; ask why from what only 1 week in 10 exceeds.",
        body,
        f"Line: typical week of that date; band: 8 years in 10. {facts.window}.",
    )
    sheet.write(
        "USUAL WEEK", sheet.width - 1.35, sheet.top - 0.05, size=SMALL, color=QUIET, ha="right", weight="bold"
    )
    sheet.write(
        "ASK WHY AT", sheet.width - 0.3, sheet.top - 0.05, size=SMALL, color=QUIET, ha="right", weight="bold"
    )
    axes: Axes | None = None
    for row, (column, _, title, explanation) in enumerate(QUESTIONS):
        y = sheet.top + 0.12 + row * (STEP + 0.1)
        sheet.title(title, explanation, y, width=GUTTER - 0.1)
        axes = sheet.panel(y, STEP - 0.08, left=GUTTER + 0.2, right=2.15)
        _course(axes, mine, column, facts)
        found = usual(mine, column, title)
        sheet.write(count(found.typical), sheet.width - 1.35, y + 0.15, size=TEXT + 1, ha="right")
        sheet.write(
            found.ask, sheet.width - 0.3, y + 0.15, size=TEXT + 1, ha="right", weight="bold", color=ACCENT
        )
    if axes is not None and len(mine):
        mark(axes, x=months(facts.start, int(mine["week"].max()) + 1, most=7))
    y = sheet.top + 0.12 + (STEP + 0.1) * len(QUESTIONS) + 0.35
    _table(sheet, y, shown, late)
    return sheet.figure


def usual(weeks: pd.DataFrame, column: str, name: str) -> Usual:
    """Describe the weeks of all simulated years."""
    values = weeks[column].to_numpy(dtype=float)
    return Usual(name, quantile(values, MIDDLE), quantile(values, HIGH))


def late_by_region(flows: pd.DataFrame) -> pd.DataFrame:
    """Share of parcels that were late, by place (rows) and region (columns), those with most parcels first.

    Not a number where no parcel goes. Pooled over replications of the disrupted world.
    """
    rows = flows[(flows["world"] == "disrupted") & (flows["kind"] == "outbound")]
    sums = rows.groupby(["origin", "destination"])[["shipments", "late"]].sum()
    sent = sums["shipments"].unstack("destination").fillna(0)
    late = sums["late"].unstack("destination").fillna(0)
    nodes = sent.sum(axis=1).sort_values(ascending=False, kind="stable").index
    regions = sent.sum(axis=0).sort_values(ascending=False, kind="stable").index
    share = late / sent.where(sent > 0)
    return share.reindex(index=nodes, columns=regions)


def _course(axes: Axes, weeks: pd.DataFrame, column: str, facts: Facts) -> None:
    mark(axes, x={}, y={})
    if not len(weeks):
        return
    wide = weeks.pivot_table(index="replication", columns="week", values=column, aggfunc="sum")
    low, typical, high = quantiles(wide.to_numpy(dtype=float), (LOW, MIDDLE, HIGH))
    x = np.arange(len(typical)) + 0.5
    top = max(float(np.nanmax(high)), 1.0)
    axes.set_xlim(0, len(typical))
    axes.set_ylim(0, top * 1.1)
    if not np.nanmax(high) > 0:
        axes.text(
            0.5,
            0.5,
            "none, in 9 years of 10",
            transform=axes.transAxes,
            ha="center",
            va="center",
            size=SMALL,
            color=QUIET,
        )
        return
    axes.fill_between(x, low, high, color=BAND, linewidth=0, step="mid")
    axes.plot(
        x,
        typical,
        color=ACCENT,
        linewidth=1.3,
        drawstyle="steps-mid",
        marker="o" if len(x) < 3 else None,
        markersize=3,
    )
    axes.annotate(
        count(top),
        (0, top),
        (-3, 0),
        textcoords="offset points",
        ha="right",
        va="center",
        size=SMALL,
        color=QUIET,
        annotation_clip=False,
    )
    peak = int(np.nanargmax(typical))
    if len(x) > 8 and typical[peak] > max(PEAK * max(float(np.nanmedian(typical)), 1.0), top / 4):
        day, left = facts.start + timedelta(days=7 * peak), peak > len(x) * 0.6
        axes.annotate(
            f"week of {day.day} {day:%B}",
            (x[peak], typical[peak]),
            (-4 if left else 4, 0),
            textcoords="offset points",
            ha="right" if left else "left",
            size=SMALL,
            color=QUIET,
            va="bottom",
            annotation_clip=False,
        )


def _table(sheet: Sheet, y: float, shown: pd.DataFrame, late: pd.DataFrame) -> None:
    """Write the share of late parcels by place and region; the worst is bold, where none goes a dot."""
    sheet.title("Places by region", "share of their parcels that were late", y, width=GUTTER - 0.1)
    if not len(shown):
        sheet.write("No parcel was sent.", GUTTER, y, color=QUIET)
        return
    columns = len(shown.columns)
    left, step = GUTTER + 1.3, min(1.0, (sheet.width - 0.4 - GUTTER - 1.3) / max(columns, 1))
    for index, region in enumerate(shown.columns):
        text = halved(str(region), step - 0.06, SMALL)
        up = line_height(SMALL) * text.count("\n")
        sheet.write(text, left + (index + 1) * step, y - up, size=SMALL, color=QUIET, ha="right")
    worst = float(np.nanmax(shown.to_numpy(dtype=float)))
    for row, (node, shares) in enumerate(shown.iterrows()):
        at = y + CELL * (row + 1)
        sheet.rule(at - 0.05, left=GUTTER)
        sheet.write(shorten(str(node), 1.25, TEXT), GUTTER, at)
        for index, share in enumerate(shares):
            is_worst = share == worst and worst > 0
            sheet.write(
                percent(share) if not math.isnan(share) else "·",
                left + (index + 1) * step,
                at,
                ha="right",
                weight="bold" if is_worst else "normal",
                color=ACCENT if is_worst else INK,
            )
    nodes, regions = len(late) - len(shown), len(late.columns) - columns
    rest = [f"{n} more {what}" for n, what in ((nodes, "places"), (regions, "regions")) if n > 0]
    if rest:
        text = f"{' and '.join(rest)} with fewer parcels are not shown."
        sheet.write(text, GUTTER, y + CELL * (len(shown) + 1) + 0.03, size=SMALL, color=QUIET)
