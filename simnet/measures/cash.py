"""Cash in stock: what lies on the shelves and is on its way, valued at cost and weighted by time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simnet import units
from simnet.measures.columns import Array
from simnet.measures.inbound import Inbound
from simnet.measures.orders import days_within
from simnet.records import Records
from simnet.records.tables import UNLIMITED

if TYPE_CHECKING:
    from simnet.scenario import Scenario
    from simnet.scenario.suppliers import UnitCost


def cash(records: Records, scenario: Scenario, inbound: Inbound) -> dict[str, float]:
    """Mean value over the horizon of units on hand, and of units ordered and not received.

    Keys `cash_on_hand` and `cash_on_order`, in the scenario's currency. On hand is what lies on the shelf and
    is not reserved, at the SKU's cost; on order is what was bought at the supplier's price, and what moves
    between nodes at the SKU's cost from dispatch on. A drop shipper's stock is its own and not counted.
    """
    days = (records.meta.end_us - records.meta.start_us) / units.DAY
    cost, own = sku_costs(records, scenario), _own_nodes(records, scenario)
    stock = records["stock"]
    mine = own[stock["node"]] & (stock["initial"] < UNLIMITED)
    on_hand = (stock["on_hand_unit_us"] / units.DAY * cost[stock["sku"]])[mine].sum()
    since = np.where(inbound.ordered, inbound.placed_us, inbound.shipped_us)
    begun = since >= 0
    price = np.where(inbound.ordered, _bought_at(records, scenario, inbound, cost), cost[inbound.sku])
    value = inbound.quantity * price * days_within(records, since, inbound.left_us)
    on_order = value[begun & own[inbound.node]].sum()
    return {"cash_on_hand": float(on_hand) / days, "cash_on_order": float(on_order) / days}


def sku_costs(records: Records, scenario: Scenario) -> Array:
    """Give the cost of a unit of every SKU. Index: code of the vocabulary `sku`."""
    return np.array([scenario.skus[name].cost or 0.0 for name in records.words("sku")])


def supplier_price(unit_cost: UnitCost, sku: str, cost: float) -> float:
    """Give what a supplier charges for a unit of a SKU that costs `cost` by itself."""
    each = cost if unit_cost.each is None else unit_cost.each
    return unit_cost.per_sku.get(sku, each) * unit_cost.factor


def _own_nodes(records: Records, scenario: Scenario) -> Array:
    nodes = (scenario.nodes.get(name) for name in records.words("node"))
    return np.array([node is not None and node.kind != "dropship" for node in nodes])


def _bought_at(records: Records, scenario: Scenario, inbound: Inbound, cost: Array) -> Array:
    names, skus = records.words("supplier"), records.words("sku")
    prices = np.array(
        [
            [supplier_price(scenario.suppliers[name].unit_cost, sku, cost[k]) for k, sku in enumerate(skus)]
            for name in names
        ]
    ).reshape(len(names), len(skus))
    bought = np.where(inbound.ordered, inbound.origin, 0)
    found: Array = prices[bought, inbound.sku] if len(names) else np.zeros(len(bought))
    return found
