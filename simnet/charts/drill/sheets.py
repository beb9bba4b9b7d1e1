"""The three panels and the network of a drill as pictures of their own, for the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simnet.charts.drill.content import Page
from simnet.charts.drill.panels import draw_panels, room_around
from simnet.charts.labels import Labels
from simnet.charts.layout import ABOVE, column_height, ordered
from simnet.charts.network import COLUMNS, Network, grouped, thinned
from simnet.charts.style import GUTTER, Sheet, styled
from simnet.charts.whiteboard import draw_network

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TALL = 4.3
"""Height of the three panels together, inches."""
LOWEST = 2.0
"""Least height of the network, inches."""


@styled
def course_sheet(page: Page) -> Figure:
    """Draw the three panels under the headline."""
    body = TALL + room_around(page.panels)
    sheet = Sheet(" ".join(page.headline), page.sentence, body, page.footer)
    draw_panels(sheet, page.panels, sheet.top, TALL, GUTTER, 0.0)
    return sheet.figure


@styled
def network_sheet(network: Network, headline: str, explanation: str, footer: str) -> Figure:
    """Draw the network while the drill lasted."""
    drawn = thinned(grouped(network))
    order = ordered(drawn)
    height = max(LOWEST, *(column_height(order[column]) for column in COLUMNS)) + ABOVE
    sheet = Sheet(headline, explanation, height, footer)
    draw_network(sheet.panel(sheet.top, height, left=0, right=0), Labels(sheet.figure), drawn, height)
    return sheet.figure
