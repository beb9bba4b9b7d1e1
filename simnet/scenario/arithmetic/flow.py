"""Where mean demand goes when nothing is out of stock and everything is up: orders and units by node."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from simnet.scenario.arithmetic.ways import Library, Way, ways
from simnet.scenario.customers import Customers
from simnet.scenario.scenario import Scenario

Key = tuple[str, str]
"""A node and an SKU."""


@dataclass(frozen=True)
class Flow:
    """Mean demand at the start, per day over a whole week, as routing spreads it on an ordinary day."""

    ways: dict[tuple[str, str], tuple[Way, ...]]
    """Services by (node, region), preferred first."""
    ranking: dict[str, tuple[str, ...]]
    """Nodes by region, first-ranked first."""
    main: dict[str, str] = field(default_factory=dict)
    """Node that gets most lines of each region."""
    parcels: dict[str, float] = field(default_factory=dict)
    """Parcels per day by node."""
    lines: dict[str, float] = field(default_factory=dict)
    """Order lines per day by node, a kit's components counted."""
    sold: dict[Key, float] = field(default_factory=dict)
    """Units per day that leave a node for customers."""
    drawn: dict[Key, float] = field(default_factory=dict)
    """Units per day that leave a node, for customers and for the nodes that it refills first."""
    nowhere: tuple[str, ...] = ()
    """SKUs and kits that no node can pack whole for some region."""


def units_sold(scenario: Scenario) -> dict[str, float]:
    """Compute units per day of every stocked SKU, over all regions; kits count as their components."""
    customers = scenario.customers
    total = customers.orders_per_day * customers.lines_per_order * customers.units_per_line
    units: dict[str, float] = {}
    for name, sku in scenario.skus.items():
        for part, count in (sku.kit or {name: 1}).items():
            units[part] = units.get(part, 0.0) + total * (sku.sells or 0.0) * count
    return units


def order_weight(scenario: Scenario) -> float:
    """Compute the mean weight of an order in pounds."""
    each = sum((sku.sells or 0.0) * (sku.weight or 0.0) for sku in scenario.skus.values())
    return each * scenario.customers.lines_per_order * scenario.customers.units_per_line


def flow_of(scenario: Scenario, library: Library) -> Flow:
    """Spread mean demand over the nodes."""
    known = ways(scenario, library, order_weight(scenario))
    flow = Flow(known, {region: _ranking(scenario, known, region) for region in scenario.customers.regions})
    unpacked: list[str] = []
    for region in scenario.customers.regions:
        unpacked += _serve(scenario, flow, region)
    flow.drawn.update(flow.sold)
    for node, sku in list(flow.sold):
        _draw(scenario, flow, node, sku, flow.sold[node, sku])
    return Flow(
        flow.ways,
        flow.ranking,
        flow.main,
        flow.parcels,
        flow.lines,
        flow.sold,
        flow.drawn,
        tuple(dict.fromkeys(unpacked)),
    )


def _ranking(
    scenario: Scenario, known: dict[tuple[str, str], tuple[Way, ...]], region: str
) -> tuple[str, ...]:
    """Rank the nodes that reach a region by the routing rules that do not depend on stock."""
    part = scenario.customers.regions[region]
    listed = scenario.routing.ranked.get(region) or part.rank

    def key(node: str) -> tuple[float | str, ...]:
        way = known[node, region][0]
        home = scenario.nodes[node].country == part.country
        by_rule: dict[str, float] = {
            "stay_in_market": 0 if home else 1,
            "ranked": listed.index(node) if node in listed else len(listed),
            "closest": round(way.miles, 1),
            "cheapest": round(way.price, 2),
            "fastest": way.transit + _handling(scenario, node),
        }
        ranks = [by_rule[rule] for rule in scenario.routing.rules if rule in by_rule]
        return (*ranks, scenario.nodes[node].luck)

    return tuple(sorted((node for node in scenario.nodes if (node, region) in known), key=key))


def _handling(scenario: Scenario, node: str) -> float:
    handling = scenario.nodes[node].handling
    return handling.mean() if handling is not None else 0.0


def _serve(scenario: Scenario, flow: Flow, region: str) -> list[str]:
    """Send a region's lines to the first node that stocks them; returns what no node can pack."""
    customers = scenario.customers
    orders = customers.orders_per_day * customers.regions[region].share
    units = orders * customers.lines_per_order * customers.units_per_line
    shares: dict[str, float] = {}
    unpacked = []
    for name, sku in scenario.skus.items():
        parts, share = sku.kit or {name: 1}, sku.sells or 0.0
        able = (node for node in flow.ranking[region] if set(parts) <= set(scenario.nodes[node].stock))
        node = next(able, None)
        if node is None:
            unpacked += [name] if share > 0 else []
            continue
        shares[node] = shares.get(node, 0.0) + share
        lines = orders * customers.lines_per_order * share * len(parts)
        flow.lines[node] = flow.lines.get(node, 0.0) + lines
        for part, count in parts.items():
            flow.sold[node, part] = flow.sold.get((node, part), 0.0) + units * share * count
    for node, share in shares.items():
        flow.parcels[node] = flow.parcels.get(node, 0.0) + orders * _some(customers, share)
    if shares:
        flow.main[region] = max(shares, key=lambda node: shares[node])
    return unpacked


def _some(customers: Customers, share: float) -> float:
    """Compute the share of orders of which at least one line goes to a node that gets this share of lines."""
    other: float = 1 - min(share, 1.0)
    if customers.order_file is not None:
        return 1 - math.pow(other, customers.lines_per_order)
    return sum(chance * (1 - other**count) for count, chance in enumerate(customers.lines, 1))


def _draw(scenario: Scenario, flow: Flow, node: str, sku: str, units: float) -> None:
    """Add what a node sells to what the nodes give that refill it first, up to a supplier."""
    seen = {node}
    while True:
        policy = scenario.nodes[node].stock.get(sku)
        first = next(iter(policy.refill_from), None) if policy is not None else None
        if first is None or first not in scenario.nodes or scenario.nodes[first].supplier or first in seen:
            return
        flow.drawn[first, sku] = flow.drawn.get((first, sku), 0.0) + units
        seen.add(first)
        node = first
