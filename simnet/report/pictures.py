"""The pictures of a run: which there are, their names, and what a person reads who cannot see them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from simnet.charts.cost_lines import landed_cost
from simnet.charts.node_load import node_load
from simnet.charts.recovery_curve import recovery_curve
from simnet.charts.stockouts import stockouts_over_time
from simnet.charts.waterfall import recovery_waterfall
from simnet.charts.weekly_review import weekly_review
from simnet.charts.whiteboard import whiteboard
from simnet.charts.yearly_cost import yearly_cost
from simnet.errors import SimnetError, nearest
from simnet.report.incidents import Kind, kinds
from simnet.report.network import network_of
from simnet.report.run import Run

if TYPE_CHECKING:
    from matplotlib.figure import Figure

CHARTS = ("whiteboard", "recovery", "waterfall", "stockouts", "cost", "yearly", "load", "review")
"""The charts that can be asked for by name."""
INCIDENTS = 3
"""Kinds of incidents that get pictures; all are in the table."""


@dataclass(frozen=True)
class Picture:
    """A picture before it is drawn: file name without ending, chart, alternative text, caption."""

    name: str
    chart: str
    alt: str
    caption: str
    draw: Callable[[], Figure]


def chosen(charts: Sequence[str] | None) -> tuple[str, ...]:
    """Check names of charts; raises SimnetError for one that there is not. None means all."""
    for name in charts or ():
        if name not in CHARTS:
            raise SimnetError(f"{name} is not a chart of a run ({nearest(name, CHARTS)})")
    return CHARTS if charts is None else tuple(name for name in CHARTS if name in charts)


def pictures(run: Run) -> list[Picture]:
    """List the pictures for which a run has tables, in the order of the page."""
    found = [
        Picture(
            "whiteboard",
            "whiteboard",
            "The network: who makes, who packs and who buys, with the ways between them.",
            "Every box is a place, every line a way that goods take. A red line has no second way.",
            lambda: whiteboard(network_of(run), f"Units a day without disruptions. {run.facts.window}."),
        )
    ]
    for rank, kind in enumerate(shown(kinds(run)), start=1):
        found += _of_incident(run, kind, f"{rank}-{slug(kind.events)}")
    return found + _of_tables(run)


def shown(all_kinds: list[Kind]) -> list[Kind]:
    """Choose the kinds of incidents that get pictures: the worst alone, mixed ones if there is no other."""
    alone = [kind for kind in all_kinds if not kind.is_mixed]
    return (alone or all_kinds)[:INCIDENTS]


def _of_incident(run: Run, kind: Kind, name: str) -> list[Picture]:
    return [
        Picture(
            f"recovery-{name}",
            "recovery",
            f"Orders on time and overdue orders by day, before and after {kind.label}, with and without it.",
            "Red: what your customers live through. Dashed: the same days without it.",
            partial(recovery_curve, run.table("curves"), kind.cases, kind.label, run.facts),
        ),
        Picture(
            f"waterfall-{name}",
            "waterfall",
            f"How long everything takes after {kind.label}.",
            "From the moment it begins: when you notice, when parcels leave again, when it is over.",
            partial(recovery_waterfall, kind.cases, kind.label, f"{run.facts.window}."),
        ),
    ]


def _of_tables(run: Run) -> list[Picture]:
    facts, found = run.facts, []
    if len(run.table("stock_weeks")):
        found.append(
            Picture(
                "stockouts",
                "stockouts",
                "Which products were sold out where, week by week.",
                "Each row is a product at a place. In dark weeks many simulated years had none left.",
                lambda: stockouts_over_time(run.table("stock_weeks"), facts),
            )
        )
    if len(run.ledger):
        found += [
            Picture(
                "landed-cost",
                "cost",
                "What an average order costs, line by line.",
                "What one order really costs you, from buying the goods to the last support mail.",
                lambda: landed_cost(run.ledger, run.delivered, facts),
            ),
            Picture(
                "yearly-cost",
                "yearly",
                "What every simulated year cost.",
                "Each dot is a year that could happen to you.",
                lambda: yearly_cost(run.ledger, facts),
            ),
        ]
    if len(run.table("node_weeks")):
        found.append(
            Picture(
                "node-load",
                "load",
                "How busy every place was, week by week.",
                "At 100% everybody packs from opening to closing.",
                lambda: node_load(run.table("node_weeks"), facts),
            )
        )
    if len(run.table("weeks")):
        found.append(
            Picture(
                "weekly-review",
                "review",
                "What is usual in a week, and from which number on to ask why.",
                "For your twenty minutes a week: compare your own numbers with these.",
                lambda: weekly_review(run.table("weeks"), run.table("flows"), facts),
            )
        )
    return found


def slug(text: str) -> str:
    """Make a name fit for a file name.

    >>> slug("Winter storm, columbus!"), slug("嵐")
    ('winter-storm-columbus', 'incident')
    """
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:40].rstrip("-") or "incident"
