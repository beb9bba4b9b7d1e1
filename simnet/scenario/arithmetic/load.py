"""Work against the time there is for it: nodes, pickups, makers and the team."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import timedelta

from simnet.errors import Problem
from simnet.scenario.arithmetic.flow import Flow, units_sold
from simnet.scenario.arithmetic.week import collections, open_time, working_days
from simnet.scenario.arithmetic.words import amount, finding, names, percent, span
from simnet.scenario.nodes import Node
from simnet.scenario.scenario import Scenario
from simnet.units import DAY, HOUR

# Above this share of its capacity a node's queue is long even without an outage, because days differ.
BUSY = 0.9
WEEK_DAYS = 7
LONGEST_GROWTH = 100
"""Years beyond which growth is not followed."""


def check(scenario: Scenario, flow: Flow) -> Iterator[Problem]:
    """Find nodes, pickups, suppliers and people that get more work than they can do."""
    for name, node in scenario.nodes.items():
        yield from _node(scenario, flow, name, node)
        yield from _pickups(scenario, flow, name, node)
    yield from _suppliers(scenario)
    yield from _team(scenario)


def weekly_capacity(scenario: Scenario, flow: Flow, name: str) -> float:
    """Compute the orders that a node can pack in a week without holidays; infinite if nothing limits it.

    capacity × open days, or stations × open time / (per_order + per_line × lines + per_unit × units).
    """
    node = scenario.nodes[name]
    if node.capacity is not None:
        return node.capacity * len(working_days(node.hours))
    if node.stations is None or node.pick is None:
        return math.inf
    lines = flow.lines.get(name, 0.0) / max(flow.parcels.get(name, 0.0), 1e-9)
    units = lines * scenario.customers.units_per_line
    work = node.pick.per_order.mean() + node.pick.per_line * lines + node.pick.per_unit * units
    if node.handling is not None:
        work = node.handling.mean()  # a drop shipper's stations handle in its opening hours
    return node.stations * open_time(node.hours) / work if work > 0 else math.inf


def peak(scenario: Scenario) -> tuple[float, str]:
    """Find the busiest week of the horizon: as a multiple of `orders`, and its month if not the first."""
    customers, best, name = scenario.customers, 0.0, ""
    for day in range(0, max(1, math.ceil(scenario.horizon / DAY)), WEEK_DAYS):
        date = scenario.start + timedelta(days=day)
        factor = customers.season[date.month - 1] * (1 + customers.growth) ** min(day / 365, LONGEST_GROWTH)
        if factor > best + 1e-9:
            best, name = factor, f" by {date:%B %Y}" if day else ""
    return best, name


def _node(scenario: Scenario, flow: Flow, name: str, node: Node) -> Iterator[Problem]:
    gets, can = flow.parcels.get(name, 0.0) * WEEK_DAYS, weekly_capacity(scenario, flow, name)
    start = scenario.customers.season[scenario.start.month - 1]
    most, month = peak(scenario)
    path = ("nodes", name) if node.supplier != name else ("suppliers", name)
    if gets * start > can:
        rule = (
            f"{name} gets {amount(gets * start)} orders a week and can pack {amount(can)}: "
            "its queue grows without end"
        )
        yield finding(scenario, path, rule, "add hours or a packer, or send orders elsewhere")
    elif gets * most > can:
        rule = (
            f"{name} gets {amount(gets * most)} orders a week{month} and can pack {amount(can)}: "
            "its queue grows without end then"
        )
        yield finding(scenario, path, rule, "add hours or a packer before that month")
    elif gets * most > BUSY * can:
        rule = (
            f"{name} gets {amount(gets * most)} orders a week{month} and can pack {amount(can)}, "
            f"so it is {percent(gets * most / can)} busy: one busy day makes a queue of days"
        )
        yield finding(scenario, path, rule, "add hours or a packer")


def _pickups(scenario: Scenario, flow: Flow, name: str, node: Node) -> Iterator[Problem]:
    path = ("nodes", name, "pickup") if node.supplier != name else ("suppliers", name, "drop_ships", "pickup")
    if not node.pickup:
        return
    if not any(pickup.continuous or collections(node, pickup) for pickup in node.pickup):
        yield finding(
            scenario,
            path,
            f"no carrier ever collects at {name}: it is closed on every pickup day",
            "give pickup weekdays on which it is open",
        )
        return
    gets = flow.parcels.get(name, 0.0) * WEEK_DAYS
    if all(pickup.capacity is not None and not pickup.continuous for pickup in node.pickup):
        can = sum((pickup.capacity or 0) * len(collections(node, pickup)) for pickup in node.pickup)
        if gets > can:
            rule = f"{name} ships {amount(gets)} parcels a week and its pickups take {amount(can)}"
            yield finding(scenario, path, rule, "add a pickup or its capacity")
    last = [time for pickup in node.pickup for time in pickup.times]
    cutoff = node.order_cutoff
    if (
        cutoff is not None
        and last
        and not any(pickup.continuous for pickup in node.pickup)
        and cutoff > max(last)
    ):
        rule = (
            f"{name} promises same-day release until its cutoff, but the last carrier has left "
            f"{span(cutoff - max(last))} before it"
        )
        yield finding(scenario, path, rule, "move order_cutoff before the last pickup")


def _suppliers(scenario: Scenario) -> Iterator[Problem]:
    """Compare each maker's capacity with the demand for what nobody but a backup makes beside it."""
    sold = units_sold(scenario)
    for name, supplier in scenario.suppliers.items():
        if supplier.capacity is None or supplier.backup:
            continue
        alone = [sku for sku in supplier.makes if not _other_maker(scenario, name, sku)]
        gets = sum(sold.get(sku, 0.0) for sku in alone)
        if gets > supplier.capacity * (1 - supplier.defects):
            rule = (
                f"{name} can make {amount(supplier.capacity)} units a day, and {amount(gets)} a "
                "day are sold of "
                f"{names(alone)}: stock runs out for good"
            )
            yield finding(scenario, ("suppliers", name, "capacity"), rule, "raise it or add a supplier")


def _other_maker(scenario: Scenario, name: str, sku: str) -> bool:
    return any(
        sku in other.makes and not other.backup for key, other in scenario.suppliers.items() if key != name
    )


def _team(scenario: Scenario) -> Iterator[Problem]:
    """Compare the touches of an ordinary week with the hours of the people."""
    customers, kinds = scenario.customers, scenario.routing.exceptions
    oversize = sum(sku.sells or 0.0 for sku in scenario.skus.values() if sku.oversize)
    share = customers.problem_share if "problem" in kinds else 0.0
    if "oversize" in kinds:
        share = 1 - (1 - share) * (1 - oversize) ** customers.lines_per_order
    touches = customers.orders_per_day * WEEK_DAYS * share
    needs = touches * scenario.team.touch.exception.mean()
    has = scenario.team.people * open_time(scenario.team.hours)
    if not has and not scenario.response.automatic and (scenario.disruptions or scenario.drills):
        rule = "the team has no working hours: nobody ever decides what to do about an outage"
        yield finding(scenario, ("team", "hours"), rule, "give hours, or a response that is automatic")
    if needs > has:
        rule = (
            f"{amount(touches)} orders a week need a person, {needs / HOUR:,.0f} h of work, and the team has "
            f"{has / HOUR:,.0f} h: they pile up"
        )
        yield finding(scenario, ("team",), rule, "add people or hours, or let fewer orders wait for them")
