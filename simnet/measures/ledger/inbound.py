"""Goods on their way to the nodes: freight, insurance, duty, entry, receiving, inspection, transfers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simnet.measures.columns import Array
from simnet.measures.ledger.postings import Postings
from simnet.measures.ledger.prices import PALLET_FT3, Prices, micro
from simnet.measures.ledger.shocks import Shock, added_duty, factors
from simnet.measures.orders import week_of
from simnet.pricing import landed_cost
from simnet.records import Records, code
from simnet.scenario.lanes import Lane

VOID = code("purchase_order_state", "void")


@dataclass(frozen=True, eq=False)
class InLanes:
    """Every way into a node: first from suppliers, then from nodes; `number` is its place among all lanes.

    Money is in currency, `duty` and `insurance` are shares of the goods' cost.
    """

    words: list[str]
    ends: list[tuple[str, str]]
    """(carrier, origin) by lane."""
    offset: int
    """Outbound lanes, which stand before these."""
    origins: int
    nodes: int
    per_shipment: Array
    per_lb: Array
    per_unit: Array
    duty: Array
    on_landed: Array
    entry: Array
    insurance: Array

    def of(self, origin: Array, node: Array) -> Array:
        """Give the place of the lane from an origin (suppliers, then nodes) to a node."""
        place: Array = origin.astype(np.intp) * self.nodes + node
        return place

    def freight(self, lane: Array, pounds: Array, units: Array) -> Array:
        """Give the freight of a shipment on a lane."""
        cost: Array = self.per_shipment[lane] + self.per_lb[lane] * pounds + self.per_unit[lane] * units
        return cost


def in_lanes(records: Records, prices: Prices) -> InLanes:
    """Collect what the scenario says about the ways into its nodes."""
    suppliers, nodes = records.words("supplier"), records.words("node")
    pairs = [(origin, node) for origin in (*suppliers, *nodes) for node in nodes]
    lanes: Sequence[Lane | None] = [prices.book.lanes.get(pair) for pair in pairs]

    def field(name: str, of_cost: bool = False) -> Array:
        parts = [lane.cost if lane is not None and of_cost else lane for lane in lanes]
        return np.array([getattr(part, name) if part is not None else 0.0 for part in parts], np.float64)

    carriers = [(lane.service or "").replace("/", ".").partition(".")[0] if lane else "" for lane in lanes]
    return InLanes(
        words=[f"{origin} -> {node}" for origin, node in pairs],
        ends=[(carrier, origin) for carrier, (origin, _) in zip(carriers, pairs, strict=True)],
        offset=len(records.words("lane")),
        origins=len(suppliers),
        nodes=len(nodes),
        per_shipment=field("per_shipment", of_cost=True),
        per_lb=field("per_lb", of_cost=True),
        per_unit=field("per_unit", of_cost=True),
        duty=field("duty"),
        on_landed=np.array([lane is not None and lane.duty_on == "landed" for lane in lanes], bool),
        entry=field("entry"),
        insurance=field("insurance"),
    )


def post_purchases(
    postings: Postings, records: Records, prices: Prices, lanes: InLanes, found: tuple[Shock, ...]
) -> Array:
    """Post what goods of purchase orders cost beside their price, when received; those lost when shipped.

    Freight and insurance at the shocks of the day of shipping, duty at those of the day of arrival. Defective
    units, and goods lost on their way that were yours and not insured, are written off at the supplier's
    price. Returns the landed cost beside the price of a unit received in the horizon. Index: SKU.
    """
    goods = records["purchase_orders"]
    goods = goods[prices.own[goods["node"]]]
    lost = (goods["state"] == VOID) & (goods["shipped_us"] >= 0)
    due = week_of(records, np.where(lost, goods["shipped_us"], goods["received_us"]))
    chosen = due >= 0
    goods, lost, week = goods[chosen], lost[chosen], due[chosen]
    lane = lanes.of(goods["supplier"], goods["node"])
    codes = {"node": goods["node"], "sku": goods["sku"], "week": week, "lane": lane + lanes.offset}
    codes = {by: some.astype(np.intp) for by, some in codes.items()}
    units, price = goods["quantity"], prices.purchase[goods["supplier"], goods["sku"]]
    landed = landed_cost(
        units * price,
        lanes.freight(lane, units * prices.weight_lb[goods["sku"]], units)
        * factors(found, "rate", goods["shipped_us"], lane, lanes.ends)
        * factors(found, "fuel", goods["shipped_us"], lane, lanes.ends),
        insurance=lanes.insurance[lane],
    )
    dutiable = landed.goods + np.where(lanes.on_landed[lane], landed.freight + landed.insurance, 0.0)
    duty = dutiable * lanes.duty[lane] * factors(found, "duty", goods["arrived_us"], lane, lanes.ends)
    duty = duty + landed.goods * added_duty(found, goods["arrived_us"], lane, lanes.ends)
    there = ~lost
    parts = {
        "inbound_freight": micro(landed.freight),
        "insurance": micro(landed.insurance),
        "duty": micro(duty * there),
        "entry": micro(lanes.entry[lane] * there),
        "receiving": receiving(prices, goods["node"], goods["sku"], units) * there,
        "inspection": _inspection(prices, goods["node"], units) * there,
    }
    for line, amounts in parts.items():
        postings.post(line, amounts, **codes)
    suppliers = [prices.scenario.suppliers[name] for name in records.words("supplier")]
    yours = np.array([one.owned_from == "shipped" for one in suppliers], bool)[goods["supplier"]]
    gone = np.where(lost, units * (yours & (lanes.insurance[lane] == 0)), goods["defects"])
    postings.post("write_offs", micro(gone * price), **codes)
    size = len(records.words("sku"))
    beside = np.bincount(goods["sku"], sum(parts.values()) * there, minlength=size)
    return beside / np.maximum(np.bincount(goods["sku"], units * there, minlength=size), 1)


def receiving(prices: Prices, node: Array, sku: Array, units: Array) -> Array:
    """Give the receiving fee of shipments of one SKU, in millionths. Cartons and pallets are begun ones."""
    speed = np.array([prices.scenario.nodes[name].unloading for name in prices.words["node"]])
    pallets = np.ceil(units * prices.ft3[sku] / PALLET_FT3 - 1e-9)
    cartons = -(-units // prices.pack[sku])
    cost = prices.fee("receiving", "h")[node] * units / speed[node]
    cost = cost + prices.fee("receiving", "pallet")[node] * pallets
    cost = cost + prices.fee("receiving", "carton")[node] * cartons
    cost = cost + prices.fee("receiving", "unit")[node] * units + prices.fee("receiving", "receipt")[node]
    whole: Array = np.rint(cost)
    return whole


def _inspection(prices: Prices, node: Array, units: Array) -> Array:
    cost = prices.fee("inspection", "unit")[node] * units + prices.fee("inspection", "receipt")[node]
    whole: Array = np.rint(cost)
    return whole


def post_transfers(
    postings: Postings, records: Records, prices: Prices, lanes: InLanes, found: tuple[Shock, ...]
) -> None:
    """Post freight, the sender's fee and the receiver's fee of stock moved between nodes, when shipped."""
    parts = records["transfers"]
    parts = parts[week_of(records, parts["shipped_us"]) >= 0]
    lane = lanes.of(parts["from"].astype(np.intp) + lanes.origins, parts["to"])
    units = parts["quantity"]
    freight = lanes.freight(lane, units * prices.weight_lb[parts["sku"]], units)
    for cost in ("rate", "fuel"):
        freight = freight * factors(found, cost, parts["shipped_us"], lane, lanes.ends)
    amounts = micro(freight) + np.rint(prices.fee("transfer", "shipment")[parts["from"]])
    postings.post(
        "transfers",
        amounts + receiving(prices, parts["to"], parts["sku"], units),
        node=parts["to"].astype(np.intp),
        sku=parts["sku"].astype(np.intp),
        lane=lane + lanes.offset,
        week=week_of(records, parts["shipped_us"]),
    )
