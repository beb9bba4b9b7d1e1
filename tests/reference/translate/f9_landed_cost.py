"""Cost accounting of a quarter: goods that arrive in some shipments and are sold at one time."""

from __future__ import annotations

from typing import Any

from simnet.records.results import MICRO
from tests.reference.cases import Case
from tests.reference.network import ORDERS, days, instant, network, node, replayed, sku
from tests.reference.trial import Quantity, Tables, Trial, Unexpressed

TOGETHER = (
    "the ledger holds the capital on the way and on the shelf in one line, `carrying`; the total has it"
)
LANDED = ("product", "inbound_freight", "insurance", "duty", "receiving")
SERVED = (*LANDED, "carrying", "storage", "pick_pack", "postage_base", "lost_margin")


def landed(case: Case) -> Trial | Unexpressed:
    """Buy an SKU for every shipment at the start, and sell all when the mean stock is that of the case."""
    inputs = case.inputs
    units, shipments = inputs["units"], inputs["shipments"]
    if units % shipments or inputs["lines"] > 2 * inputs["orders"] or units > 2 * inputs["lines"]:
        return Unexpressed("shipments of different sizes, or orders of more than two lines of two units")
    names = [f"item{number}" for number in range(shipments)]
    sold = inputs["transit_days"] + inputs["avg_on_hand"] * inputs["days"] / units
    margin, price = inputs["lost_margin"], inputs["unit_price"]
    once = {"reorder_at": 0, "order_quantity": units // shipments, "review": "1000 days", "initial": 0}
    zones = {name: f"{cost} per shipment" for name, (_, cost) in inputs["zones"].items()}
    regions = {name: {"share": "0%", "zip": "43215"} for name in zones}
    regions[next(iter(zones))]["share"] = "100%"
    ways = [{"from": "depot", "to": zone, "cost": cost} for zone, cost in zones.items()]
    text = network(
        replayed(inputs["days"]) | {"regions": regions},
        {"depot": node(dict.fromkeys(names, once), fees=_fees(inputs))},
        skus={name: sku(price=price + margin, cost=price) for name in names},
        suppliers={"maker": {"makes": names, "lead_time": "0 days"}},
        lanes=[*ways, _inbound(inputs)],
        routing={"rules": ["closest"], "out_of_stock": "lost"},
        costs={"carrying": f"{inputs['capital_rate']:.10%} per year"},
    )
    answers = _answers(inputs)
    return Trial(
        text,
        answers,
        inputs["days"],
        grows="replications",
        files={ORDERS: _orders(inputs, names, sold)},
        missing=dict.fromkeys(("pipeline_capital_cost", "on_hand_holding_cost"), TOGETHER),
        fast=True,
    )


def _fees(inputs: Any) -> dict[str, Any]:
    return {
        "receiving": f"{inputs['receiving_per_unit']} per unit",
        "pick": inputs["pick_pack_per_order"] + inputs["pick_pack_per_line"],  # with the first line
        "extra_line": inputs["pick_pack_per_line"],
        "storage": f"{inputs['storage_per_unit_day'] * 365 / 12!r} per unit per month",
    }


def _inbound(inputs: Any) -> dict[str, Any]:
    return {
        "from": "maker",
        "to": "depot",
        "transit": days(inputs["transit_days"]),
        "cost": {"per_shipment": inputs["freight_per_shipment"], "per_unit": inputs["freight_per_unit"]},
        "insurance": f"{inputs['insurance_rate']:.10%}",
        "duty": f"{inputs['duty_rate']:.10%}",
        "duty_on": "landed",
    }


def _orders(inputs: Any, names: list[str], sold: float) -> str:
    """Write one order that comes before the goods and is lost, and all others at one time."""
    zones = [zone for zone, (count, _) in inputs["zones"].items() for _ in range(count)]
    left = dict.fromkeys(names, inputs["units"] // inputs["shipments"])
    second, double = inputs["lines"] - inputs["orders"], inputs["units"] - inputs["lines"]
    rows = [f"0,{instant(1)},{names[0]},{inputs['lost_units']},{zones[0]}"]
    for number, zone in enumerate(zones):
        first = max(names, key=left.__getitem__)
        left[first] -= (units := 2 if number < double else 1)
        rows.append(f"{number + 1},{instant(sold)},{first},{units},{zone}")
        if number < second:
            other = max((name for name in names if name != first), key=left.__getitem__)
            left[other] -= 1
            rows.append(f"{number + 1},{instant(sold)},{other},1,{zone}")
    return "\n".join(["order,placed,sku,quantity,region", *rows, ""])


def _answers(inputs: Any) -> dict[str, Quantity]:
    def lines(names: tuple[str, ...], by: float = 1) -> Quantity:
        def read(tables: Tables) -> float:
            found = [tables.column("ledger", "amount_micro", by="total", line=name) for name in names]
            return float(sum(one.sum() for one in found)) / MICRO / by

        return Quantity(read)

    return {
        "goods": lines(("product",)),
        "inbound_freight": lines(("inbound_freight",)),
        "insurance": lines(("insurance",)),
        "duty": lines(("duty",)),
        "landed_cost_total": lines(LANDED),
        "landed_cost_per_unit": lines(LANDED, inputs["units"]),
        "pick_pack_cost": lines(("pick_pack",)),
        "last_mile_cost": lines(("postage_base",)),
        "lost_sale_penalty": lines(("lost_margin",)),
        "total_cost": lines(SERVED),
        "cost_per_order": lines(SERVED, inputs["orders"]),
    }
