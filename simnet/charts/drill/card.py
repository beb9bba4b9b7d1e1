"""The card of a drill: the headline alone, to send to someone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simnet.charts.drill.content import Page
from simnet.charts.drill.paper import DPI
from simnet.charts.style import ACCENT, INK, PAPER, QUIET, Canvas, styled
from simnet.charts.text import line_height, measured_at, shorten, text_width, wrap

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PIXELS = 1200, 630
MARGIN = 0.55
LARGE, LEAST, TALL = 31.0, 18.0, 2.05
"""Sizes of the headline, points, and the height that it may take, inches."""
BADGE, SMALL = 15.0, 11.0


@styled
def drill_card(page: Page) -> Figure:
    """Draw the card, 1200 by 630 pixels."""
    with measured_at(DPI):
        return _drawn(page)


def _drawn(page: Page) -> Figure:
    card = Canvas(PIXELS[0] / DPI, PIXELS[1] / DPI, MARGIN, DPI)
    passed = page.badge.mark == "✓"
    text = f"{page.badge.mark}  {page.badge.words}"
    card.box(0, 0.5, text_width(text, BADGE, "bold") + 0.28, 0.46, INK)
    card.write(text, 0.14, 0.735, size=BADGE, weight="bold", color=PAPER, va="center")
    lines, size = fitted(" ".join(page.headline), card.inner)
    card.write("\n".join(lines), 0, 1.25, size=size, weight="bold")
    card.box(0, card.height - 0.86, card.inner, 0.03, INK if passed else ACCENT)
    foot = card.height - 0.6
    label = f"Failover drill · {page.label}"
    card.write(label, 0, foot, size=SMALL, color=QUIET, va="center")
    room = card.inner - text_width(label, SMALL) - 0.4
    card.write(shorten(page.network, room, SMALL), card.inner, foot, size=SMALL, color=QUIET, ha="right",
               va="center")  # fmt: skip
    return card.figure


def fitted(text: str, width: float) -> tuple[list[str], float]:
    """Break the headline into lines, as large as they fit."""
    size = LARGE
    while size > LEAST and len(wrap(text, width, size, "bold")) * line_height(size) > TALL:
        size -= 0.5
    lines = wrap(text, width, size, "bold")
    most = int(TALL / line_height(size))
    return lines[:most] if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1]} …"], size
