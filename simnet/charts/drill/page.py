"""The page of a drill: the verdict and the one thing to fix in ten seconds, all in two minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simnet.charts.drill import foot, goals, panels
from simnet.charts.drill.content import Page
from simnet.charts.drill.head import draw_badge, draw_fix, draw_headline
from simnet.charts.drill.paper import A4, DPI, Format, Paper
from simnet.charts.style import GUTTER, styled
from simnet.charts.text import measured_at

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ROW, LEAST_ROW = 0.226, 0.165
"""Height of a goal's row on A4, and the least that can be read, inches."""
GAP, LEAST_GAP = 0.24, 0.13
"""Space between the blocks, inches."""
TALL, LEAST_TALL = 3.75, 1.6
"""Height of the three panels together, as it should be and at least, inches."""
RIGHT = 0.0


@styled
def drill_page(page: Page, form: Format = A4) -> Figure:
    """Draw the page; what is missing in height on the other paper is taken from panels and row gaps alone."""
    with measured_at(DPI):
        return _drawn(page, form)


def _drawn(page: Page, form: Format) -> Figure:
    paper = Paper(form, f"FAILOVER DRILL  ·  {page.label}", page.network, page.footer)
    y = draw_badge(paper, page.badge, page.past, paper.top + 0.17)
    y = draw_headline(paper, page.headline, page.sentence, y)
    y = draw_fix(paper, page.fix, y + 0.14)
    row, gap, tall = shared(page, paper.bottom - y)
    if page.goals:
        y = goals.draw_goals(paper, page.goals, y + gap, row)
    if not len(page.panels.replications):
        return paper.figure
    panels.draw_panels(paper, page.panels, y + gap * 0.6, tall, GUTTER, RIGHT)
    foot.draw_foot(paper, page.cost, page.work, page.changes, page.nothing, paper.bottom - foot.HEIGHT - 0.1)
    return paper.figure


def shared(page: Page, height: float) -> tuple[float, float, float]:
    """Share a height out among rows, gaps and panels: rows and gaps shrink before the panels get too low."""
    head = goals.ABOVE if page.goals else 0.0
    fixed = head + panels.room_around(page.panels) + foot.HEIGHT + 0.1
    for part in (1.0, 0.8, 0.6, 0.4, 0.2, 0.0):
        row = LEAST_ROW + (ROW - LEAST_ROW) * part
        gap = LEAST_GAP + (GAP - LEAST_GAP) * part
        tall = height - fixed - row * len(page.goals) - gap * 2.1
        if tall >= TALL * (0.75 + 0.2 * part):
            break
    return row, gap, max(tall, LEAST_TALL)
