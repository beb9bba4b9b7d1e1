"""All prices of one scenario, worked out once: tariffs of lanes, prices of goods, fees of nodes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from simnet.pricing.fees import fees_of
from simnet.pricing.tariffs import Tariff, tariff
from simnet.scenario.lanes import Lane
from simnet.scenario.nodes import Fee, Node
from simnet.scenario.scenario import Scenario
from simnet.scenario.skus import Sku

KEPT = 8
"""Price books that are kept: those of the designs that one worker prices in turn."""


class PriceBook:
    """Prices by the names of a scenario's elements; money in the scenario's currency."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self._tariffs: dict[str, Tariff] = {}

    def tariff(self, lane: str) -> Tariff:
        """Give the tariff of an outbound lane by its name in records, `node -> region carrier.service`."""
        if lane not in self._tariffs:
            self._tariffs[lane] = tariff(self.scenario, *self.ends(lane))
        return self._tariffs[lane]

    def ends(self, lane: str) -> tuple[str, str, str]:
        """Take the name of an outbound lane apart: node, region and service. Names may hold spaces."""
        node, _, rest = lane.partition(" -> ")
        for region in self.scenario.customers.regions:
            service = rest.removeprefix(f"{region} ")
            if service != rest and service.partition(".")[0] in self.scenario.carriers:
                return node, region, service
        raise ValueError(f"{lane} is not an outbound lane of {self.scenario.name}")

    @cached_property
    def fees(self) -> Mapping[str, Mapping[str, Fee]]:
        """The fees of every node by name."""
        return {name: fees_of(node) for name, node in self.scenario.nodes.items()}

    @cached_property
    def lanes(self) -> Mapping[tuple[str, str], Lane]:
        """What the scenario says about lanes into nodes, by origin and node."""
        return {
            (lane.origin, lane.destination): lane
            for lane in self.scenario.lanes
            if lane.destination in self.scenario.nodes
        }

    def unit_price(self, item: str) -> float:
        """Give what a customer pays for a unit of a line of an item: a kit's price over its units."""
        sku = self.scenario.skus[item]
        return sku.price / (sum(sku.kit.values()) if sku.kit else 1)

    def purchase_price(self, supplier: str, sku: str) -> float:
        """Give what a supplier charges for a unit of a SKU."""
        cost = self.scenario.suppliers[supplier].unit_cost
        if sku in cost.per_sku:
            return cost.per_sku[sku]
        return cost.each if cost.each is not None else _cost(self.scenario.skus[sku]) * cost.factor

    def opening_price(self, node: str, sku: str) -> float:
        """Give what a unit of a node's first stock is worth: the price of the first supplier of the SKU.

        That is the first supplier that refills the node, else the first that makes the SKU and is no backup,
        else the SKU's own cost.
        """
        here: Node = self.scenario.nodes[node]
        suppliers = self.scenario.suppliers
        policy = here.stock.get(sku)
        listed = [here.supplier, *(policy.refill_from if policy is not None else ())]
        makers = sorted(suppliers, key=lambda name: (suppliers[name].backup, suppliers[name].luck, name))
        found = [name for name in (*listed, *makers) if name in suppliers and sku in suppliers[name].makes]
        return self.purchase_price(found[0], sku) if found else _cost(self.scenario.skus[sku])


def _cost(sku: Sku) -> float:
    return sku.cost or 0.0


_kept: list[PriceBook] = []


def price_book(scenario: Scenario) -> PriceBook:
    """Give the price book of a scenario; the same object gets the same book again."""
    for book in _kept:
        if book.scenario is scenario:
            return book
    _kept.append(PriceBook(scenario))
    del _kept[:-KEPT]
    return _kept[-1]
