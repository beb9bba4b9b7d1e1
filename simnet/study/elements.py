"""The elements of a network that can go dark: nodes, suppliers, carriers, services, lanes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simnet.scenario import Scenario
    from simnet.scenario.arithmetic import Flow
    from simnet.scenario.disruptions import Event

Key = tuple[str, str]
"""Kind and name of an element; a service is `carrier/service`, a lane `from -> to`."""

OUTAGES = {
    "node": "node_outage",
    "supplier": "supplier_outage",
    "carrier": "carrier_outage",
    "service": "carrier_service_suspended",
    "lane": "lane_outage",
}
"""The disruption by which an element of each kind goes dark."""


def elements_of(event: Event, scenario: Scenario) -> Iterator[Key]:
    """List the elements that an event names, as it names them."""
    from simnet.scenario.disruptions import TYPES
    from simnet.scenario.events import targets_of

    kind = TYPES[event.type].target
    if kind not in ("node", "supplier", "carrier", "lane"):
        return
    for name in targets_of(event, scenario):
        if kind == "carrier" and event.services:
            yield from (("service", f"{name}/{service}") for service in event.services)
        elif name != "all":
            yield (kind, name)


def hits(event: Event, key: Key, scenario: Scenario) -> bool:
    """Tell whether an event names an element, or all of its kind; of a lane also a place at its end."""
    kind, name = key
    found = list(elements_of(event, scenario))
    if kind != "lane":
        return any(part in found for part in parts_of(key, scenario))
    from simnet.scenario.disruptions import TYPES

    ends = {name, *(part.strip() for part in name.split("->"))}
    return TYPES[event.type].target == "lane" and (
        "all" in event.targets or any(target in ends for _, target in found)
    )


def all_elements(scenario: Scenario, flow: Flow) -> list[Key]:
    """List every element once, in the order of the file: nodes, suppliers, carriers, services, lanes.

    A drop shipper is a node; the only service of a carrier is the carrier. Lanes are those that goods can
    take: from every source of a node, and from every node to the regions that it reaches.
    """
    found: dict[Key, None] = dict.fromkeys(("node", name) for name in scenario.nodes)
    found |= dict.fromkeys(("supplier", name) for name in scenario.suppliers if name not in scenario.nodes)
    found |= dict.fromkeys(("carrier", name) for name in scenario.carriers)
    for name, carrier in scenario.carriers.items():
        if len(carrier.services) > 1:
            found |= dict.fromkeys(("service", f"{name}/{service}") for service in carrier.services)
    for node, place in scenario.nodes.items():
        sources = dict.fromkeys(one for policy in place.stock.values() for one in policy.refill_from)
        found |= dict.fromkeys(("lane", f"{source} -> {node}") for source in sources if source != node)
    found |= dict.fromkeys(("lane", f"{node} -> {region}") for node, region in flow.ways)
    return list(found)


def parts_of(key: Key, scenario: Scenario) -> list[Key]:
    """List what goes dark with an element: with a drop shipper the place and the supplier that it is."""
    kind, name = key
    if kind == "node" and name in scenario.suppliers and scenario.nodes[name].supplier == name:
        return [key, ("supplier", name)]
    return [key]
