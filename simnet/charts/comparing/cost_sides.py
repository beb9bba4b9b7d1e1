"""What a year costs line by line, the designs side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simnet.charts.comparing.strokes import stroke
from simnet.charts.numbers import money
from simnet.charts.style import GUTTER, INK, QUIET, SMALL, TEXT, TITLE, WIDTH, Sheet, mark, styled
from simnet.charts.text import shorten, text_width

if TYPE_CHECKING:
    from matplotlib.figure import Figure

BAR = 0.155
"""Height of a bar, inches."""
APART = 0.13
"""Space between two lines, inches."""


@dataclass(frozen=True)
class CostLine:
    """A cost line and what it comes to in a year by design."""

    name: str
    amounts: tuple[float, ...]


@styled
def costs_side_by_side(
    designs: Sequence[str], lines: Sequence[CostLine], currency: str, headline: str, footer: str = ""
) -> Figure:
    """Draw the lines as bars, one a design, and the sum of each design at the end."""
    height = BAR * len(designs) + APART
    keys = 0.22 * len(designs)
    body = keys + height * len(lines) + 0.1
    sheet = Sheet(headline, "What a year costs, everything counted, by design.", body, footer)
    for number, design in enumerate(designs):
        total = money(sum(line.amounts[number] for line in lines), currency, cents=False)
        look = stroke(number)
        y = sheet.top + 0.22 * number
        sheet.write("■", GUTTER - 0.17, y, size=TEXT, color=look.fill)
        name = shorten(design, WIDTH - GUTTER - 1.4, TITLE, "bold")
        sheet.write(name, GUTTER, y, size=TITLE, weight="bold", color=INK)
        sheet.write(total, WIDTH, y, size=TITLE, weight="bold", ha="right")
    top = sheet.top + keys + 0.08
    axes = sheet.panel(top, height * max(len(lines), 1), left=GUTTER, right=0)
    axes.spines["bottom"].set_visible(False)
    mark(axes, x={}, y={})
    texts = [money(amount, currency, cents=False) for line in lines for amount in line.amounts]
    room = max([text_width(text, SMALL) for text in texts] or [0.5]) + 0.12
    most = max((amount for line in lines for amount in line.amounts), default=0.0) or 1.0
    span = WIDTH - GUTTER
    axes.set_xlim(0, span)
    axes.set_ylim(height * max(len(lines), 1), 0)
    for row, line in enumerate(lines):
        for number, amount in enumerate(line.amounts):
            y = height * row + BAR * (number + 0.5)
            length = max(amount, 0.0) / most * (span - room)
            axes.barh(y, length, height=BAR * 0.86, color=stroke(number).fill)
            text = money(amount, currency, cents=False)
            axes.text(length + 0.05, y, text, va="center", size=SMALL, color=INK if number else QUIET)
        middle = top + height * row + BAR * len(designs) / 2
        sheet.write(shorten(line.name, GUTTER - 0.12, TEXT), GUTTER - 0.1, middle, ha="right", va="center")
    return sheet.figure
