"""What hangs on one element alone: products that, without it, no other way brings to some region.

A way is: somebody makes the product, a lane brings it to a place (perhaps through other places), the place
packs it, a service carries it to the region. Whether the others have room for the work is another question,
which the simulation answers; stock that lies there already is none, since it runs out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from simnet.scenario.arithmetic.flow import Flow, units_sold
from simnet.scenario.response import Act
from simnet.scenario.scenario import Scenario

Element = tuple[str, str]
"""Kind and name: node, supplier, carrier, service (`carrier/service`) or lane (`from -> to`)."""
Cell = tuple[str, str]
"""A stocked product, components of kits included, and a region that buys it."""
REST = 1e-9


@dataclass(frozen=True)
class Alone:
    """What nobody else can bring when an element is gone: products, regions, share of the units sold."""

    share: float = 0.0
    skus: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything hangs on it alone."""
        return self.share > REST


class Ways:
    """The ways of a scenario, with and without some of its elements."""

    def __init__(self, scenario: Scenario, flow: Flow) -> None:
        self.scenario, self.flow = scenario, flow
        units = units_sold(scenario)
        total = sum(units.values())
        shares = {sku: number / total for sku, number in units.items() if number > 0} if total else {}
        regions = {name: one.share for name, one in scenario.customers.regions.items() if one.share}
        self.shares = {(sku, region): a * b for sku, a in shares.items() for region, b in regions.items()}
        self._inbound = {
            (lane.origin, lane.destination): lane.service.partition("/")[0]
            for lane in scenario.lanes
            if lane.service is not None and lane.destination in scenario.nodes
        }
        self._asked = _asked(scenario)
        self._whole = frozenset(self.served(()))

    def alone(self, elements: Iterable[Element]) -> Alone:
        """Find what hangs on some elements together: what is served with them and not without."""
        lost = self._whole - frozenset(self.served(elements))
        cells = [cell for cell in self.shares if cell in lost]
        skus = dict.fromkeys(sku for sku, _ in cells)
        regions = dict.fromkeys(region for _, region in cells)
        return Alone(sum(self.shares[cell] for cell in cells), tuple(skus), tuple(regions))

    def served(self, without: Iterable[Element]) -> Iterator[Cell]:
        """List the products and regions that are served without some elements."""
        gone = frozenset(without)
        reach = {
            region: [node for node in self.scenario.nodes if self._carries(node, region, gone)]
            for region in self.scenario.customers.regions
        }
        supplied: dict[Cell, bool] = {}
        for sku, region in self.shares:
            for node in reach[region]:
                if (key := (sku, node)) not in supplied:
                    supplied[key] = self._supplied(node, sku, gone, frozenset())
                if supplied[key]:
                    yield sku, region
                    break

    def _carries(self, node: str, region: str, gone: frozenset[Element]) -> bool:
        if ("node", node) in gone or ("lane", f"{node} -> {region}") in gone:
            return False
        return any(
            ("carrier", way.carrier) not in gone and ("service", f"{way.carrier}/{way.service}") not in gone
            for way in self.flow.ways.get((node, region), ())
        )

    def _supplied(self, node: str, sku: str, gone: frozenset[Element], seen: frozenset[str]) -> bool:
        """Tell whether a place that is not gone goes on getting a product."""
        place = self.scenario.nodes[node]
        policy = place.stock.get(sku)
        if policy is None or ("node", node) in gone or node in seen:
            return False
        if place.supplier is not None:
            return ("supplier", place.supplier) not in gone
        if policy.policy != "levels":
            return True
        standby = (name for name in self._asked if sku in self.scenario.suppliers[name].makes)
        sources = dict.fromkeys([*policy.refill_from, *standby])
        return any(self._comes(source, node, sku, gone, seen | {node}) for source in sources)

    def _comes(
        self, source: str, node: str, sku: str, gone: frozenset[Element], seen: frozenset[str]
    ) -> bool:
        carrier = self._inbound.get((source, node), "")
        if ("lane", f"{source} -> {node}") in gone or ("carrier", carrier) in gone:
            return False
        if source in self.scenario.suppliers:
            return ("supplier", source) not in gone
        return self._supplied(source, sku, gone, seen)


def _asked(scenario: Scenario) -> tuple[str, ...]:
    """List the suppliers that people order from when something is wrong, whoever orders there otherwise."""
    responses = [scenario.response, *(event.response for event in scenario.disruptions if event.response)]
    acts: list[Act] = [act for response in responses for act in response.acts]
    acts += [act for threshold in scenario.thresholds for act in threshold.then]
    named = dict.fromkeys(act.supplier for act in acts if act.supplier is not None)
    return tuple(name for name in named if scenario.suppliers[name].lead_time is not None)
