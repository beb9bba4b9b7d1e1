"""Who takes over when an element goes dark, in a founder's words, and how much of its work they can do."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from simnet.scenario.arithmetic.flow import Flow
from simnet.scenario.arithmetic.load import WEEK_DAYS, weekly_capacity
from simnet.scenario.arithmetic.paths import NONE, path_of
from simnet.scenario.arithmetic.ways import Way
from simnet.scenario.arithmetic.words import amount, names
from simnet.scenario.scenario import Scenario

SHOWN = 2
"""Names that are written out; the others are counted."""


def backup_of(scenario: Scenario, flow: Flow, kind: str, name: str) -> str:
    """Say who takes over from an element: a node, supplier, carrier, service (`carrier/service`) or lane.

    `none` if nobody does; with `for 2 of 3` or `from columbus` if only part of its work can be taken over.
    """
    return _FINDERS[kind](scenario, flow, name)


def _node(scenario: Scenario, flow: Flow, name: str) -> str:
    """Other nodes with its SKUs, and what they can pack of its orders and theirs."""
    skus = [sku for sku in scenario.nodes[name].stock if flow.sold.get((name, sku))]
    others = [
        other
        for other, node in scenario.nodes.items()
        if other != name and any(sku in node.stock for sku in skus)
    ]
    if not others:
        return NONE
    covered = sum(any(sku in scenario.nodes[other].stock for other in others) for sku in skus)
    fed = [sku for sku in skus if _only_own_stock(scenario, flow, others, sku)]
    said = names(others, SHOWN) + _part(covered, len(skus))
    can = sum(weekly_capacity(scenario, flow, other) for other in others) / WEEK_DAYS
    gets = sum(flow.parcels.get(other, 0.0) for other in [name, *others])
    if math.isfinite(can) and can < gets:
        said += f", {amount(can)} of {amount(gets)} a day"
    return f"{said}, from its own stock only" if len(fed) == covered else said


def _only_own_stock(scenario: Scenario, flow: Flow, others: Sequence[str], sku: str) -> bool:
    """Tell whether every node that could take over an SKU gets it through the one that is dark."""
    holders = {other for other in others if sku in scenario.nodes[other].stock}
    return bool(holders) and holders <= set(path_of(scenario, flow, sku).dependent)


def _supplier(scenario: Scenario, flow: Flow, name: str) -> str:
    makes = scenario.suppliers[name].makes
    found = {
        sku: [other for other, one in scenario.suppliers.items() if other != name and sku in one.makes]
        for sku in makes
    }
    return _some(list(found.values()))


def _carrier(scenario: Scenario, flow: Flow, name: str) -> str:
    return _way(flow, lambda way: way.carrier == name, lambda way: way.carrier)


def _service(scenario: Scenario, flow: Flow, name: str) -> str:
    return _way(flow, lambda way: f"{way.carrier}/{way.service}" == name, lambda way: way.label)


def _way(flow: Flow, dark: Callable[[Way], bool], label: Callable[[Way], str]) -> str:
    """Name what else carries parcels from the nodes that it serves."""
    by_node: dict[str, list[str]] = {}
    for (node, _), some in flow.ways.items():
        if flow.parcels.get(node) and any(map(dark, some)):
            by_node.setdefault(node, []).extend(label(way) for way in some if not dark(way))
    left = [node for node, some in by_node.items() if some]
    said = _some([some for some in by_node.values() if some])
    return said if len(left) in (0, len(by_node)) else f"{said} from {names(left, SHOWN)}"


def _lane(scenario: Scenario, flow: Flow, name: str) -> str:
    origin, _, destination = (part.strip() for part in name.partition("->"))
    if destination in scenario.customers.regions and origin in scenario.nodes:
        held = scenario.nodes[origin].stock
        found = {
            sku: [
                node
                for node in flow.ranking.get(destination, ())
                if node != origin and sku in scenario.nodes[node].stock
            ]
            for sku in held
        }
        return _some(list(found.values()))
    if destination not in scenario.nodes:
        return NONE
    sources = [policy.refill_from for policy in scenario.nodes[destination].stock.values()]
    return _some([[one for one in some if one != origin] for some in sources if origin in some])


def _some(found: list[list[str]]) -> str:
    """Name who takes over, most often named first, and for how much of the work."""
    counts: dict[str, int] = {}
    for some in found:
        for one in dict.fromkeys(some):
            counts[one] = counts.get(one, 0) + 1
    if not counts:
        return NONE
    listed = sorted(counts, key=lambda one: (-counts[one], one))
    return names(listed, SHOWN) + _part(sum(bool(some) for some in found), len(found))


def _part(covered: int, of: int) -> str:
    return "" if covered == of else f" for {covered} of {of}"


_FINDERS: dict[str, Callable[[Scenario, Flow, str], str]] = {
    "node": _node,
    "supplier": _supplier,
    "carrier": _carrier,
    "service": _service,
    "lane": _lane,
}
