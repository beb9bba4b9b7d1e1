"""What an order costs against how many arrive in time: every design a point, the best of them joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simnet.charts.comparing.strokes import stroke
from simnet.charts.labels import Labels
from simnet.charts.numbers import money, nice_ticks, thousands
from simnet.charts.style import GREY, INK, QUIET, SMALL, TEXT, Sheet, mark, styled
from simnet.charts.text import shorten

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HEIGHT = 3.3
"""Height of the panel, inches."""


@dataclass(frozen=True)
class Spot:
    """A design: cost of a delivered order and share of orders on time, each with its interval."""

    name: str
    cost: tuple[float, float, float]
    on_time: tuple[float, float, float]


def best(spots: Sequence[Spot]) -> list[Spot]:
    """List the designs that no other one beats in both, the cheapest first."""
    kept: list[Spot] = []
    for spot in sorted(spots, key=lambda one: (one.cost[0], -one.on_time[0])):
        if not kept or spot.on_time[0] > kept[-1].on_time[0]:
            kept.append(spot)
    return kept


@styled
def cost_and_service(spots: Sequence[Spot], currency: str, headline: str, footer: str = "") -> Figure:
    """Draw the designs with their intervals; those that none beats in both are joined by a line."""
    explanation = (
        "Every design is a point: the higher and the farther left, the better. The line joins those that no "
        "other beats in both. Crosses: 95% sure that it lies in there."
    )
    sheet = Sheet(headline, explanation, HEIGHT + 0.75, footer)
    axes = sheet.panel(sheet.top + 0.1, HEIGHT)
    sheet.title("Orders on time", "of all orders of a year", sheet.top + 0.1)
    lefts, rights = [spot.cost[1] for spot in spots], [spot.cost[2] for spot in spots]
    lows, highs = [spot.on_time[1] for spot in spots], [spot.on_time[2] for spot in spots]
    wide = (max(rights) - min(lefts)) or abs(max(rights)) * 0.1 or 1.0
    tall = max(max(highs) - min(lows), 0.01)
    axes.set_xlim(min(lefts) - 0.18 * wide, max(rights) + 0.18 * wide)
    axes.set_ylim(min(lows) - 0.18 * tall, max(highs) + 0.18 * tall)
    joined = best(spots)
    axes.plot([one.cost[0] for one in joined], [one.on_time[0] for one in joined], color=GREY,
              linewidth=1.0, linestyle=(0, (4, 2)), zorder=1)  # fmt: skip
    labels = Labels(sheet.figure)
    for number, spot in enumerate(spots):
        look = stroke(number)
        axes.plot(spot.cost[1:], [spot.on_time[0]] * 2, color=look.color, linewidth=1.2)
        axes.plot([spot.cost[0]] * 2, spot.on_time[1:], color=look.color, linewidth=1.2)
        axes.plot([spot.cost[0]], [spot.on_time[0]], look.marker, color=look.color, markersize=7, zorder=4)
        labels.avoid(axes, spot.cost[1:], [spot.on_time[0]] * 2)
        labels.avoid(axes, [spot.cost[0]] * 2, spot.on_time[1:])
    for spot in spots:
        weight = "bold" if spot in joined else "normal"
        labels.put(axes, shorten(spot.name, 1.7, TEXT, weight), spot.cost[0], spot.on_time[0], weight=weight,
                   color=INK if spot in joined else QUIET)  # fmt: skip
    axes.spines["left"].set_visible(True)
    axes.spines["left"].set_color(GREY)
    ticks = nice_ticks(*axes.get_xlim(), 5)
    fine = any(abs(tick - round(tick)) > 1e-6 for tick in ticks)
    mark(axes, x={tick: _dollars(tick, currency, fine) for tick in ticks},
         y={tick: f"{tick:.1%}".replace(".0%", "%") for tick in nice_ticks(*axes.get_ylim(), 5)})  # fmt: skip
    sheet.write("cost of an order delivered, everything counted", sheet.width - 0.4, sheet.top + HEIGHT + 0.4,
                size=SMALL, color=QUIET, ha="right")  # fmt: skip
    return sheet.figure


def _dollars(tick: float, currency: str, fine: bool) -> str:
    return thousands(tick, currency) if abs(tick) >= 10_000 else money(tick, currency, cents=fine)
