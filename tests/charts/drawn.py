"""Every chart for every size of input, by name, as the tests draw them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from matplotlib.figure import Figure
from matplotlib.text import Text

from simnet.charts.cost_lines import landed_cost
from simnet.charts.disruption_map import disruption_map
from simnet.charts.facts import Facts
from simnet.charts.node_load import node_load
from simnet.charts.recovery_curve import recovery_curve
from simnet.charts.stockouts import stockouts_over_time
from simnet.charts.waterfall import recovery_waterfall
from simnet.charts.weekly_review import weekly_review
from simnet.charts.whiteboard import whiteboard
from simnet.charts.yearly_cost import yearly_cost
from tests.charts import frames
from tests.charts.frames import SIZES, Size

FACTS = Facts(
    start=date(2026, 3, 2),
    alarm=0.95,
    promise="within 6 business days",
    closed={5: ("columbus",), 6: ("columbus", "reno")},
    promotions=(("Launch", date(2026, 5, 4), 5.0),),
)


def facts(size: Size) -> Facts:
    """Give the plain facts that go with tables of a size."""
    days = 365.0 if size.weeks == 52 else 7.0 * size.weeks
    return replace(FACTS, years=size.replications, horizon_days=days)


def one_kind(size: Size) -> tuple:
    """Give the incidents of the first event, and what it is called."""
    found = frames.incidents(size)
    return found[found["events"] == size.events[0]], f"{size.nodes[0]} dark"


def _delivered(size: Size) -> dict[str, float]:
    return {"disrupted": 70_000.0 * size.replications, "twin": 70_500.0 * size.replications}


CHARTS: dict[str, Callable[[str, Size], Figure]] = {
    "whiteboard": lambda name, size: whiteboard(frames.network(name), f"{facts(size).window}."),
    "recovery_curve": lambda name, size: recovery_curve(frames.curves(size), *one_kind(size), facts(size)),
    "waterfall": lambda name, size: recovery_waterfall(*one_kind(size)),
    "disruption_map": lambda name, size: disruption_map(
        frames.failure_points(name),
        "3 single points of failure: a, b and c.",
        "One sentence.",
        f"{facts(size).window}.",
    ),
    "stockouts": lambda name, size: stockouts_over_time(frames.stock_weeks(size), facts(size)),
    "cost_lines": lambda name, size: landed_cost(frames.ledger(size), _delivered(size), facts(size)),
    "yearly_cost": lambda name, size: yearly_cost(frames.ledger(size), facts(size)),
    "node_load": lambda name, size: node_load(frames.node_weeks(size), facts(size)),
    "weekly_review": lambda name, size: weekly_review(frames.weeks(size), frames.flows(size), facts(size)),
}


def draw(chart: str, size: str) -> Figure:
    """Draw a chart of a size."""
    return CHARTS[chart](size, SIZES[size])


def texts(figure: Figure) -> list[Text]:
    """List all texts that can be seen on a figure."""
    figure.draw_without_rendering()
    found = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    return [text for text in found if text.get_alpha() != 0]


def words(figure: Figure) -> str:
    """Join all texts of a figure, one a line."""
    return "\n".join(text.get_text().replace("\n", " ") for text in texts(figure))
