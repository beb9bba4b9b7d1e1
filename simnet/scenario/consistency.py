"""Checks that need the whole scenario: supply, reach, shares, time zones and dates."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Any

from simnet.scenario.references import Finding
from simnet.scenario.resolve import can_source, listed_sources, node_timezone, sources
from simnet.scenario.scenario import Scenario
from simnet.units import YEAR

MOST_ORDERS = 50_000_000
"""Most orders of a replication: some 200 bytes each (docs/performance.md, Memory), so about 10 GB."""


def check(scenario: Scenario, taken: frozenset[str] = frozenset()) -> Iterator[Finding]:
    """Find what cannot work although every name is right.

    `taken` are the sections that could not be read whole; what would follow from them is not said.
    """
    for find, sections in _CHECKS.items():
        if not taken.intersection(sections):
            yield from find(scenario)


def _size(scenario: Scenario) -> Iterator[Finding]:
    """Refuse more orders than a replication can hold; extra orders of promotions and surges are left out."""
    years = (scenario.warmup + scenario.horizon) / YEAR
    rate = math.log1p(scenario.customers.growth)
    # the integral of exp(rate t) over the run, with an end that floats still have
    grown = math.expm1(min(rate * years, 500.0)) / rate if abs(rate) > 1e-9 else years
    orders = scenario.customers.orders_per_day * 365 * grown
    if scenario.customers.order_file is None and orders > MOST_ORDERS:
        yield Finding(
            ("customers", "orders"),
            None,
            f"must give at most {MOST_ORDERS:,} orders from the warm-up to the end of the horizon, "
            f"these give {f'{orders:,.0f}' if orders < 1e12 else 'more than a trillion'}",
            "shorten the horizon, or simulate a tenth of the orders with a tenth of the capacity",
        )


def _backorders(scenario: Scenario) -> Iterator[Finding]:
    """Require that a reorder point below 0 can be reached, and that a limit of backorders means something."""
    lost = scenario.routing.out_of_stock == "lost"
    for name, node in scenario.nodes.items():
        for sku, policy in node.stock.items():
            path, limit = ("nodes", name, "stock", sku), policy.backorder_limit
            most = 0 if lost else limit
            if policy.reorder_at is not None and most is not None and policy.reorder_at < -most:
                rule = f"is never reached: at most {most} units wait for {sku} at {name}"
                yield Finding((*path, "reorder_at"), policy.reorder_at, rule, f"at least {-most}")
            if lost and limit:
                yield Finding(
                    (*path, "backorder_limit"),
                    limit,
                    "has no effect: nobody waits where routing says out_of_stock: lost",
                    "say out_of_stock: backorder, or remove it",
                    severity="warning",
                )


def _queues(scenario: Scenario) -> Iterator[Finding]:
    """Require that no station is idle for a limit's sake, and that limits of queues mean something."""
    limited = {name: node.queue_limit for name, node in scenario.nodes.items() if node.queue_limit}
    for name, limit in limited.items():
        path, stations = ("nodes", name, "queue_limit"), scenario.nodes[name].stations or 0
        if limit < stations:
            rule = f"leaves stations idle: {stations} of them pack at the same time"
            yield Finding(path, limit, rule, f"at least {stations}")
    if scenario.routing.when_full == "lost" and not limited:
        yield Finding(
            ("routing", "when_full"),
            "lost",
            "has no effect: no node has a queue_limit",
            "give one, or remove it",
            severity="warning",
        )
    if scenario.routing.when_full == "queue" and len(scenario.nodes) == 1:
        for name, limit in limited.items():
            yield Finding(
                ("nodes", name, "queue_limit"),
                limit,
                "has no effect: there is no other node to go to",
                "say routing: {when_full: lost}, or remove it",
                severity="warning",
            )


def _names(scenario: Scenario) -> Iterator[Finding]:
    """Require names that mean one thing wherever places are named."""
    for name in scenario.nodes:
        if name in scenario.suppliers and scenario.nodes[name].supplier != name:
            yield Finding(("nodes", name), name, "is also the name of a supplier", "rename one of them")
        if name in scenario.customers.regions:
            yield Finding(("nodes", name), name, "is also the name of a region", "rename one of them")
    for section in ("skus", "suppliers", "carriers", "nodes"):
        labels = Counter(element.luck for element in getattr(scenario, section).values())
        for name, element in getattr(scenario, section).items():
            if labels[element.luck] > 1:
                yield Finding(
                    (section, name, "luck"),
                    element.luck,
                    f"is the luck label of several {section}",
                    "give each its own",
                )


def _shares(scenario: Scenario) -> Iterator[Finding]:
    given = [sku.sells for sku in scenario.skus.values() if sku.sells is not None]
    if given and abs(sum(given) - 1) > 1e-4 + 1e-12:
        rule = f"the SKUs' shares (sells) must sum to 100%, these sum to {sum(given) * 100:.4g}%"
        yield Finding(("skus",), None, rule)


def _supply(scenario: Scenario) -> Iterator[Finding]:
    """Require that every SKU is held somewhere and can be ordered wherever it is held."""
    if not scenario.nodes and not any(supplier.drop_ships for supplier in scenario.suppliers.values()):
        yield Finding(("nodes",), None, "must have at least one node, or a supplier that drop-ships")
        return
    for name, sku in scenario.skus.items():
        holders = [node for node in scenario.nodes.values() if name in node.stock]
        shippers = [s for s in scenario.suppliers.values() if s.drop_ships is not None and name in s.makes]
        if sku.kit is None and not holders and not shippers:
            yield Finding(
                ("skus", name),
                None,
                "is held by no node and drop-shipped by no supplier",
                "add it to a node's stock",
            )
        if sku.kit is None and holders and not shippers and not _supplied(name, scenario):
            yield Finding(
                ("skus", name),
                None,
                "is supplied by nobody",
                f"add {name} to a supplier's makes, or use stock: none",
            )
    for name, node in scenario.nodes.items():
        if node.supplier != name:
            yield from _sources(name, node, scenario)


def _supplied(sku: str, scenario: Scenario) -> bool:
    """Tell whether someone makes a SKU, or no node needs more of it."""
    made = any(sku in supplier.makes for supplier in scenario.suppliers.values())
    held = [node.stock[sku] for node in scenario.nodes.values() if sku in node.stock]
    return made or all(policy.policy != "levels" for policy in held)


def _sources(name: str, node: Any, scenario: Scenario) -> Iterator[Finding]:
    for sku, policy in node.stock.items():
        if policy.policy != "levels" or sku not in scenario.skus or not _supplied(sku, scenario):
            continue
        path = ("nodes", name, "stock", sku)
        for source in policy.refill_from:
            if (source in scenario.suppliers or source in scenario.nodes) and not can_source(
                source, sku, scenario
            ):
                yield Finding((*path, "refill_from"), source, _unable(source, sku, scenario))
        if not sources(name, sku, scenario) and listed_sources(name, sku, scenario):
            yield Finding(path, None, f"is refilled with {sku} only over lanes that are closed", "open one")
        elif not sources(name, sku, scenario):
            yield Finding(
                path,
                None,
                f"has no source of {sku}: no supplier delivers it to a node",
                "give refill_from, or a lead_time to its supplier",
            )
        elif _circular(name, sku, scenario):
            yield Finding(
                path,
                None,
                f"is refilled with {sku} only from nodes that are refilled from here",
                "give one of them a supplier",
            )
        elif (circle := _circle(name, sku, scenario)) and name == min(circle):
            steps = ", ".join(f"{to} from {source}" for to, source in pairwise([*circle, name]))
            yield Finding(
                path,
                None,
                f"is refilled with {sku} in a circle: {steps}; without stock they ask each other for ever",
                f"take {circle[1]} out of the sources of {name}",
            )


def _unable(source: str, sku: str, scenario: Scenario) -> str:
    """Say why a place that exists is no source of a SKU."""
    supplier = scenario.suppliers.get(source)
    if supplier is None:
        return f"does not stock {sku}"
    return f"does not make {sku}" if sku not in supplier.makes else "has no lead_time: it only drop-ships"


def _circle(name: str, sku: str, scenario: Scenario) -> list[str]:
    """Find the shortest way back to a node along the nodes that refill each other; empty if there is none."""
    ways = [[name]]
    seen = {name}
    for way in ways:
        policy = scenario.nodes[way[-1]].stock.get(sku)
        if policy is None or policy.policy != "levels":
            continue
        for source in sources(way[-1], sku, scenario):
            if source == name and len(way) > 1:
                return way
            if source in scenario.nodes and source not in seen:
                seen.add(source)
                ways.append([*way, source])
    return []


def _circular(name: str, sku: str, scenario: Scenario) -> bool:
    """Tell whether following the sources of a SKU never reaches a supplier or a node that orders no more."""
    seen, front = {name}, [name]
    while front:
        at = front.pop()
        for source in sources(at, sku, scenario):
            if source not in scenario.nodes or sku not in scenario.nodes[source].stock:
                return False
            if scenario.nodes[source].stock[sku].policy != "levels":
                return False
            if source not in seen:
                seen.add(source)
                front.append(source)
    return True


def _zips(scenario: Scenario) -> Iterator[Finding]:
    """Require ZIPs that are known."""
    from simnet.geo import locate_zip

    country = scenario.customers.country
    parts: list[tuple[tuple[str, ...], Any]] = [
        (("nodes", name), node) for name, node in scenario.nodes.items()
    ]
    parts += [(("suppliers", name), supplier) for name, supplier in scenario.suppliers.items()]
    parts += [(("customers", "regions", name), region) for name, region in scenario.customers.regions.items()]
    for path, part in parts:
        if part.zip is not None and locate_zip(part.zip, part.country or country) is None:
            yield Finding(
                (*path, "zip"),
                part.zip,
                f"is not a ZIP that is known in {part.country or country}",
                "give at: [latitude, longitude] instead",
            )


def _timezones(scenario: Scenario) -> Iterator[Finding]:
    """Require time zones that can be told."""
    for name, node in scenario.nodes.items():
        if node.supplier != name and scenario.timezone is None and node_timezone(node) is None:
            yield Finding(
                ("nodes", name),
                None,
                "needs a timezone, because its place does not tell one",
                "such as timezone: America/New_York",
            )


def _reach(scenario: Scenario) -> Iterator[Finding]:
    """Require that every region can be reached from some node."""
    origins = [*scenario.nodes, *(n for n, s in scenario.suppliers.items() if s.drop_ships is not None)]
    closed = {
        (lane.origin, lane.destination) for lane in scenario.lanes if lane.closed and lane.service is None
    }
    for name in scenario.customers.regions:
        if origins and all((origin, name) in closed for origin in origins):
            yield Finding(
                ("customers", "regions", name),
                None,
                "is reached by no node: every lane to it is closed",
                "open a lane to it",
            )


def _dates(scenario: Scenario) -> Iterator[Finding]:
    """Warn of what comes after the horizon."""
    end = scenario.start + timedelta(microseconds=scenario.horizon)
    span = f"the horizon, {scenario.start:%Y-%m-%d} to {end:%Y-%m-%d}"
    for index, event in enumerate(scenario.disruptions):
        if event.starts is not None and event.starts >= end:
            yield Finding(
                ("disruptions", index, "starts"),
                event.starts.isoformat(" ", "minutes"),
                f"lies after {span}, so it never happens",
                severity="warning",
            )
    for index, promotion in enumerate(scenario.customers.promotions):
        if promotion.starts >= end:
            yield Finding(
                ("customers", "promotions", index, "starts"),
                promotion.starts.isoformat(" ", "minutes"),
                f"lies after {span}, so it never happens",
                severity="warning",
            )


def _without_effect(scenario: Scenario) -> Iterator[Finding]:
    """Say what a file asks for that nothing can follow from: nobody should trust in it."""
    for index, threshold in enumerate(scenario.thresholds):
        about_nodes = threshold.each == "node" or set(threshold.only) & set(scenario.nodes)
        for act in threshold.then:
            if act.act in ("mark_down", "reroute") and not about_nodes:
                yield Finding(
                    ("thresholds", index, "then"),
                    act.act,
                    "has no effect: the threshold is about no node",
                    "say each: node, or name nodes in of:",
                    severity="warning",
                )


_CHECKS: dict[Callable[[Scenario], Iterator[Finding]], tuple[str, ...]] = {
    _size: ("customers", "horizon", "warmup"),
    _names: (),
    _shares: ("skus",),
    _supply: ("skus", "suppliers", "nodes", "lanes"),
    _zips: (),
    _timezones: ("timezone", "nodes"),
    _reach: ("customers", "suppliers", "nodes", "lanes"),
    _dates: ("start", "horizon"),
    _backorders: ("nodes", "routing"),
    _queues: ("nodes", "routing"),
    _without_effect: (),
}
"""Every check, and the sections that it needs whole."""
