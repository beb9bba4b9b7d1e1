"""Standby suppliers: those that only an act orders from, added to the lists of what the act is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from simnet.engine.compile.acts import watched_skus
from simnet.engine.compile.events import response_of
from simnet.scenario.disruptions import TYPES
from simnet.scenario.events import targets_of
from simnet.scenario.resolve import is_closed
from simnet.scenario.response import Act
from simnet.scenario.scenario import Scenario

Key = tuple[str, str]
"""A node and an SKU."""


@dataclass(frozen=True)
class Standby:
    """Suppliers that acts bring into lists of sources in which the scenario does not have them."""

    added: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)
    """Suppliers by node and SKU, in the order of their luck labels; they come after the scenario's own."""
    backups: frozenset[str] = frozenset()
    """Suppliers of those from which nobody orders on an ordinary day, backups in the scenario or not."""


def find_standby(scenario: Scenario) -> Standby:
    """Find the suppliers of `order_from` that make a concerned SKU and are not among its sources.

    An event concerns the SKUs at nodes that list one of its suppliers, a threshold those that it watches.
    """
    ordinary = {
        source
        for node in scenario.nodes.values()
        for policy in node.stock.values()
        for source in policy.refill_from
    }
    found: dict[Key, set[str]] = {}
    for supplier, keys in _wanted(scenario):
        maker = scenario.suppliers[supplier]
        if maker.lead_time is None:
            continue
        for node, sku in keys:
            listed = supplier in scenario.nodes[node].stock[sku].refill_from
            if sku in maker.makes and not listed and not is_closed(supplier, node, scenario):
                found.setdefault((node, sku), set()).add(supplier)
    suppliers = scenario.suppliers
    added = {
        key: tuple(sorted(names, key=lambda name: (suppliers[name].luck, name)))
        for key, names in found.items()
    }
    names = {name for names in added.values() for name in names}
    return Standby(added, frozenset(name for name in names if suppliers[name].backup or name not in ordinary))


def _wanted(scenario: Scenario) -> Iterator[tuple[str, list[Key]]]:
    """List the suppliers that acts order from, with what each act is about."""
    stocked = [
        (name, sku)
        for name, node in scenario.nodes.items()
        if node.supplier is None
        for sku, policy in node.stock.items()
        if policy.policy == "levels"
    ]
    for event in scenario.disruptions:
        response = response_of(event, scenario)
        if TYPES[event.type].target != "supplier" or response is None:
            continue
        failed = set(targets_of(event, scenario))
        keys = [key for key in stocked if failed & set(scenario.nodes[key[0]].stock[key[1]].refill_from)]
        yield from ((supplier, keys) for supplier in _suppliers(response.acts))
    for threshold in scenario.thresholds:
        watched = watched_skus(threshold, scenario)
        keys = [key for key in stocked if not watched or key[1] in watched]
        yield from ((supplier, keys) for supplier in _suppliers(threshold.then))


def _suppliers(acts: tuple[Act, ...]) -> list[str]:
    return [act.supplier for act in acts if act.supplier is not None]
