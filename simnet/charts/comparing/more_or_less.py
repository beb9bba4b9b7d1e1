"""What a design costs a year more or less than another, line by line, as bars from zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simnet.charts.numbers import money
from simnet.charts.style import ACCENT, GREY, INK, RULE, SMALL, TEXT, mark
from simnet.charts.text import shorten, text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW = 0.27
"""Height of a bar with its space, inches."""


@dataclass(frozen=True)
class Change:
    """A cost line, and by how much it is more (above 0) or less."""

    name: str
    amount: float


def signed(amount: float, currency: str) -> str:
    """Write a change of money with its sign."""
    return ("+" if amount > 0 else "") + money(amount, currency, cents=False)


def draw_changes(
    axes: Axes, changes: Sequence[Change], total: Change, currency: str, *, width: float, names: float
) -> None:
    """Draw bars to both sides of a zero line and the sum below; `width` and `names` are inches.

    `names` is the room for the names at the left.
    """
    rows = len(changes)
    most = max((abs(one.amount) for one in changes), default=0.0) or 1.0
    room = (
        max([text_width(signed(one.amount, currency), SMALL) for one in changes] or [0.5]) + 0.08
    )  # for a number beside the longest bar, on either side
    span = width - names
    left = max((-one.amount for one in changes if one.amount < 0), default=0.0)
    right = max((one.amount for one in changes if one.amount > 0), default=0.0)
    sides = (room if left else 0.05) + (room if right else 0.05)
    unit = max(span - sides, 0.3) / ((left + right) or most)
    zero = names + (room if left else 0.05) + left * unit
    axes.set_xlim(0, width)
    axes.set_ylim(rows + 1.25, -0.1)
    mark(axes, x={}, y={})
    axes.spines["bottom"].set_visible(False)
    for number, one in enumerate(changes):
        middle, end = number + 0.5, zero + one.amount * unit
        axes.barh(middle, end - zero, left=zero, height=0.62, color=ACCENT if one.amount > 0 else GREY)
        label = shorten(one.name, names - 0.1, TEXT)
        axes.text(names - 0.08, middle, label, ha="right", va="center", size=TEXT)
        gap, ha = (0.05, "left") if one.amount >= 0 else (-0.05, "right")
        axes.text(end + gap, middle, signed(one.amount, currency), ha=ha, va="center", size=SMALL)
    axes.plot([zero, zero], [0, rows], color=INK, linewidth=0.9)
    if not total.name:
        return
    axes.plot([0, width], [rows + 0.18] * 2, color=RULE, linewidth=0.6)
    name = shorten(total.name, names - 0.1, TEXT, "bold")
    axes.text(names - 0.08, rows + 0.72, name, ha="right", va="center", size=TEXT, weight="bold")
    text = signed(total.amount, currency)
    at = min(
        max(zero, names + text_width(text, TEXT, "bold") / 2), width - text_width(text, TEXT, "bold") / 2
    )
    axes.text(at, rows + 0.72, text, ha="center", va="center", size=TEXT, weight="bold")
