"""What was fitted beside the data it was fitted to: orders a day, and how long parcels take."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from simnet import units
from simnet.charts.facts import months
from simnet.charts.labels import Labels
from simnet.charts.numbers import count
from simnet.charts.style import ACCENT, GREY, GUTTER, INK, QUIET, SMALL, Sheet, mark, styled
from simnet.charts.text import shorten

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from simnet.fitting.basket import Basket
    from simnet.fitting.congestion import Congestion
    from simnet.fitting.counts import Counts
    from simnet.fitting.lanes import ShipmentFit, Wait

    Array = np.ndarray[tuple[int, ...], np.dtype[Any]]

MOST_WAITS = 6
"""Lanes that are drawn, the busiest first."""
MOST_ORIGINS = 3
GAP = 0.42
DAYS, SPREAD, BARS, WAIT, WEEKS = 1.5, 1.15, 0.62, 0.62, 1.0
"""Heights of the panels, inches."""
RATIOS = np.linspace(0.0, 2.5, 101)


@styled
def orders_figure(counts: Counts, basket: Basket, source: str) -> Figure:
    """Draw the orders of each day with what was expected, how much days vary, the week and the basket."""
    known = counts.dispersion is not None
    body = DAYS + GAP + (SPREAD + BARS + 2 * GAP if known else 0) + BARS + 0.2
    sheet = Sheet(
        _orders_headline(counts),
        "Dark: the data. Red: what is fitted and written into the scenario.",
        body,
        f"{basket.orders:,} orders of {counts.days:,} days in {source}. Days that stood out "
        "and days without any order are no part of the fit.",
    )
    y = sheet.top
    sheet.title("Orders a day", "dots: days; line: trend of an average day", y, width=GUTTER - 0.4)
    _days(sheet.panel(y, DAYS), counts)
    y += DAYS + GAP
    if known:
        sheet.title(
            "How days vary", "share of days with at most so many times the usual", y, width=GUTTER - 0.4
        )
        _spread(sheet.panel(y, SPREAD), counts, Labels(sheet.figure))
        y += SPREAD + GAP
        sheet.title("The week", "orders, 1 = a usual day", y, width=GUTTER - 0.4)
        week = {name.title(): value for name, value in zip(units.WEEKDAYS, counts.weekdays, strict=True)}
        _bars(sheet.panel(y, BARS), week, "{:.2f}")
        y += BARS + GAP
    sheet.title("Products an order", "share of orders", y, width=GUTTER - 0.4)
    _bars(sheet.panel(y, BARS), {str(n): share for n, share in basket.lines.shares.items()}, "{:.0%}")
    return sheet.figure


@styled
def shipments_figure(found: ShipmentFit, source: str) -> Figure:
    """Draw how many parcels have arrived by each day, in the data and as fitted, and carriers' slow weeks."""
    lanes = [lane for way in found.ways for lane in way.lanes]
    shown = sorted(lanes, key=lambda lane: (bool(lane.pooled), -lane.parcels))[:MOST_WAITS]
    origins = list(found.handling[:MOST_ORIGINS])
    factors = {carrier: one for carrier, one in found.congestion.items() if one is not None}
    columns = [waits for waits in (shown, origins) if waits]
    body = sum(len(waits) * (WAIT + 0.12) + GAP for waits in columns) + len(factors) * (WEEKS + GAP)
    sheet = Sheet(
        _shipments_headline(shown),
        "Dark: the data. Red: what is fitted and written into the scenario. Parcels under way count as such.",
        body,
        f"{found.parcels:,} parcels, {found.first:%Y-%m-%d} to {found.last:%Y-%m-%d}, in {source}. "
        f"Drawn: {len(shown)} of {len(lanes)} fits on the way, {len(origins)} of {len(found.handling)} "
        "before it. Off: the largest difference, from the quickest 1 in 10 to the slowest 1 in 20.",
    )
    y = _waits(sheet, sheet.top, shown, "days on the way, only those on which the carrier works")
    y = _waits(sheet, y, origins, "days from release to handover")
    for carrier, factor in factors.items():
        explanation = "1 = usual transit; dots: weekly means; line: without their noise"
        title = f"Slow weeks, {shorten(carrier, 0.8, SMALL)}"
        sheet.title(title, explanation, y, width=GUTTER - 0.4)
        _weeks(sheet.panel(y, WEEKS), factor, found.first_week[carrier])
        y += WEEKS + GAP
    return sheet.figure


def _orders_headline(counts: Counts) -> str:
    rate = f"About {counts.rate_per_day:,.0f} orders a day"
    if counts.dispersion is None:
        return f"{rate}; too few days to say more."
    return f"{rate}; days vary {counts.dispersion:.1f} times as much as by chance."


def _shipments_headline(shown: list[Wait]) -> str:
    if not shown:
        return "How long it takes to hand parcels over."
    off = [lane.goodness.worst_days for lane in shown if not math.isnan(lane.goodness.worst_days)]
    return f"On the busiest ways the fit is at most {max(off, default=0):.1f} days off."


def _days(axes: Axes, counts: Counts) -> None:
    daily = counts.daily
    x = np.arange(len(daily)) / 7
    usual = (daily["kind"] == "usual").to_numpy()
    high = (daily["kind"] == "promotion").to_numpy()
    orders = daily["orders"].to_numpy()
    axes.plot(x[usual], orders[usual], ".", color=QUIET, markersize=2.4)
    axes.plot(x[high], orders[high], "o", color=ACCENT, markersize=3.2)
    axes.plot(x, _trend(counts), color=ACCENT, linewidth=1.4)
    top = max(float(orders.max()), 1.0)
    axes.set_ylim(0, top * 1.12)
    axes.set_xlim(0, max(float(x[-1]), 1.0))
    start = daily["day"].iloc[0].date()
    marks = months(start, math.ceil(len(daily) / 7), most=12)
    mark(axes, x=marks, y={0: "0", top / 2: count(top / 2), top: count(top)})
    for one in sorted(counts.promotions, key=lambda promotion: -promotion.factor)[:3]:
        at = int((daily["day"] == one.first).to_numpy().argmax())
        late = at > 0.7 * len(daily)
        axes.annotate(
            f"{one.first:%d %b}: {one.factor:.1f} x", (x[at], orders[at]), (-5 if late else 5, -1),
            textcoords="offset points", ha="right" if late else "left", va="center", size=SMALL, color=ACCENT,
        )  # fmt: skip


def _trend(counts: Counts) -> Array:
    """Expected orders of an average weekday: a line through the days would show the weekdays alone."""
    daily = counts.daily
    factor = np.array(counts.weekdays)[daily["day"].dt.day_of_week.to_numpy()]
    works = np.flatnonzero(factor > 0)
    level = daily["expected"].to_numpy()[works] / factor[works]
    return np.asarray(np.interp(np.arange(len(daily)), works, level))


def _spread(axes: Axes, counts: Counts, labels: Labels) -> None:
    from simnet.fitting.counts import spread

    found = spread(counts, RATIOS)
    axes.plot(RATIOS, found["chance"], color=GREY, linewidth=1.0, linestyle=(0, (4, 2)))
    axes.plot(RATIOS, found["fitted"], color=ACCENT, linewidth=2.4)
    axes.plot(RATIOS, found["data"], color=INK, linewidth=0.8, drawstyle="steps-post")
    axes.set_xlim(0, float(RATIOS[-1]))
    axes.set_ylim(0, 1.04)
    mark(axes, x={x: f"{x:g} x" for x in (0.0, 0.5, 1.0, 1.5, 2.0, 2.5)}, y={0: "0%", 0.5: "50%", 1: "100%"})
    for name in found:
        labels.avoid(axes, RATIOS, found[name])
    for name, text, color, low, high in (
        ("chance", "by chance alone", QUIET, 0.8, 0.97),
        ("data", "data", INK, 0.1, 0.4),
        ("fitted", "fitted", ACCENT, 0.6, 0.85),
    ):
        part = found[name][(found[name] >= low) & (found[name] <= high)]
        labels.along(axes, text, list(part.index), list(part), color=color, size=SMALL)


def _bars(axes: Axes, values: Mapping[str, float], write: str) -> None:
    heights = np.array(list(values.values()))
    axes.bar(range(len(heights)), heights, width=0.62, color=ACCENT)
    axes.set_xlim(-0.6, max(len(heights), 7) - 0.4)
    axes.set_ylim(0, max(float(heights.max()), 1e-9) * 1.3)
    for place, height in enumerate(heights):
        axes.annotate(
            write.format(height), (place, height), (0, 2), textcoords="offset points", ha="center",
            size=SMALL, color=QUIET,
        )  # fmt: skip
    mark(axes, x=dict(enumerate(values)), y={})


def _waits(sheet: Sheet, y: float, waits: list[Wait], unit: str) -> float:
    """Draw a column of waiting times on one axis of days; give the place below it."""
    if not waits:
        return y
    last = max(min(wait.data.quantile(0.95), wait.data.days[-1]) for wait in waits) * 1.15
    for row, wait in enumerate(waits):
        name = (
            f"{wait.pooled} others" if wait.pooled else " → ".join(filter(None, (wait.origin, wait.region)))
        )
        under = (
            f"{wait.parcels:,} parcels; {wait.best.distribution.words}, {wait.goodness.worst_days:.1f} d off"
        )
        sheet.title(name, under, y, width=GUTTER - 0.4)
        axes = sheet.panel(y, WAIT)
        _wait(axes, wait, last, labelled=row == 0)
        is_last = row == len(waits) - 1
        step = _step(last)
        marks = {float(day): f"{day:g}" for day in np.arange(0, last, step)}
        mark(axes, x=marks if is_last else dict.fromkeys(marks, ""), y={0: "0%", 1: "100%"})
        y += WAIT + 0.12
    sheet.write(unit, GUTTER, y + 0.1, size=SMALL, color=QUIET)
    return y + GAP


def _step(last: float) -> float:
    return next((step for step in (0.5, 1.0, 2.0, 5.0, 10.0, 20.0) if last / step <= 12), 50.0)


def _wait(axes: Axes, wait: Wait, last: float, *, labelled: bool) -> None:
    days, data = np.r_[0.0, wait.data.days], np.r_[0.0, wait.data.share]
    whole = bool((wait.data.days == np.round(wait.data.days)).all())
    axes.plot(days, data, color=INK, linewidth=0.8, drawstyle="steps-post", zorder=4)
    fitted = np.r_[0.0, wait.shares]
    # Of whole days only the days themselves can be compared.
    line = {"linewidth": 0, "marker": "o", "markersize": 3.5} if whole else {"linewidth": 2.4}
    axes.plot(days, fitted, color=ACCENT, **line)
    axes.set_xlim(0, last)
    axes.set_ylim(0, 1.05)
    if labelled:
        at = wait.data.quantile(0.55)
        axes.annotate("data", (at, 0.45), (12, -8), textcoords="offset points", size=SMALL, color=INK)
        axes.annotate("fitted", (at, 0.45), (38, -8), textcoords="offset points", size=SMALL, color=ACCENT)


def _weeks(axes: Axes, factor: Congestion, monday: pd.Timestamp) -> None:
    seen = factor.seen
    level = math.log(factor.factor[seen.number].mean()) - float(seen.mean.mean())
    means = np.exp(seen.mean + level)
    x = np.arange(len(factor.factor)) + 0.5
    axes.plot(seen.number + 0.5, means, ".", color=INK, markersize=3.0)
    axes.plot(x, factor.factor, color=ACCENT, linewidth=1.4)
    axes.axhline(1.0, color=GREY, linewidth=0.8, linestyle=(0, (4, 2)), zorder=0)
    low, high = min(means.min(), factor.factor.min()), max(means.max(), factor.factor.max())
    axes.set_xlim(0, len(x))
    axes.set_ylim(low - 0.05, high + 0.08)
    mark(
        axes,
        x=months(monday.date(), len(x), most=12),
        y={1.0: "1", low: f"{low:.1f}", high: f"{high:.1f}"} if low < 0.95 and high > 1.05 else {1.0: "1"},
    )
