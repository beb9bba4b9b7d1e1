"""What candidate changes cost, from the scenario's own wages and fees; what it does not say is assumed."""

from __future__ import annotations

from simnet.scenario import Scenario
from simnet.scenario.nodes import Node
from simnet.units import HOUR

WAGE = 25.0
"""Wage per hour if the scenario names none; an assumption of 2026, said beside every cost that uses it."""
PICKUP = 15.0
"""Price of one more collection; an assumption of 2026, said beside every cost that uses it."""


def hourly(scenario: Scenario, node: Node, hands: float) -> tuple[float, str]:
    """Give what an hour of some hands at a node costs, and where that is from.

    `hands` is the share of all who pack there: 0.5 is half as many again.
    """
    if node.wages:
        return node.wages * hands, "wages of the place"
    if scenario.team.wage:
        people = hands * (node.stations or 1)
        return scenario.team.wage * people, "team.wage, as the place names none"
    return WAGE * hands * (node.stations or 1), f"assumed: {WAGE:g} an hour"


def weekly_hours(node: Node) -> float:
    """Sum the opening hours of a node's week."""
    return sum(closing - opening for spans in node.hours for opening, closing in spans) / HOUR


def open_hours(node: Node, days: float) -> float:
    """Give the opening hours of so many days, on average over the week."""
    return weekly_hours(node) * days / 7


def carrying(scenario: Scenario, sku: str, units: float) -> tuple[float, str]:
    """Give what it costs a year to hold more units of a SKU, and where that is from."""
    share = scenario.costs.carrying
    cost = scenario.skus[sku].cost or 0.0
    if not share:
        return units * cost * 0.2, "assumed: 20% of the goods' cost a year, as costs.carrying is not given"
    return units * cost * share, "costs.carrying of the goods' cost"


__all__ = ["PICKUP", "WAGE", "carrying", "hourly", "open_hours", "weekly_hours"]
