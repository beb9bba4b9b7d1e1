"""The economic order quantity: a constant demand, a fixed cost of an order, an order when nothing is left.

The formula's demand flows, and its quantity is a real number. Both are had in small units, so many in an
order quantity: a level that falls in steps is on average half a unit above the flow, whenever there is stock.
"""

from __future__ import annotations

from typing import Any

from tests.reference import readings
from tests.reference.cases import Case
from tests.reference.network import network, node
from tests.reference.trial import Quantity, Tables, Trial, Unexpressed

SMALL = 300
"""Small units in an order quantity."""
CYCLES = 10
PLANNED = "planned backorders: a reorder point cannot be below zero"
AHEAD = "an order that is placed before nothing is left"


def order_quantity(case: Case) -> list[Trial] | Unexpressed:
    """Simulate the flow in small units, and the quantity rounded to whole units."""
    inputs = case.inputs
    if inputs.get("reorder_point", 0) < 0:
        return Unexpressed(PLANNED)
    if inputs["lead_time"] or inputs.get("reorder") != "when stock hits 0":
        return Unexpressed(AHEAD)
    size = inputs["order_quantity"] / SMALL
    flow = _answers(inputs, inputs["demand_rate"] / size, size, half=0.5)
    whole = _answers(inputs, inputs["demand_rate"], 1.0, half=0.0)
    return [
        _trial(
            case,
            SMALL,
            {
                "cost_rate_fluid": flow["cost"],
                "orders_per_unit_time": flow["orders"],
                "on_hand_mean_fluid": flow["on_hand"],
            },
            "a flow in small units",
        ),
        _trial(
            case,
            round(inputs["order_quantity"]),
            {"cost_rate_unit_demands": whole["cost"], "on_hand_mean_unit_demands": whole["on_hand"]},
            "whole units",
        ),
    ]


def _trial(case: Case, quantity: int, known: dict[str, Quantity], variant: str) -> Trial:
    """Order so many units when none are left, one unit being sold every day at noon."""
    market = {"market": {"share": "100%", "zip": "43215"}}
    stock = {"reorder_at": 0, "order_quantity": quantity, "initial": quantity}
    text = network(
        {"counts": "deterministic", "orders": "1 per day", "regions": market},
        {"depot": node({"item": stock})},
    )
    outputs = {name: known[name] for name in known if name in case.outputs}
    return Trial(text, outputs, quantity * CYCLES, grows="replications", fast=True, variant=variant)


def _answers(inputs: Any, unit_days: float, size: float, half: float) -> dict[str, Quantity]:
    """Read what is on hand, less half a unit for a flow, and the orders in a unit of time of so many days."""

    def on_hand(tables: Tables) -> float:
        return size * (readings.on_hand(tables.records, "depot") - half)

    def orders(tables: Tables) -> float:
        placed = tables.records["purchase_orders"]["placed_us"]
        return float((placed < tables.records.meta.end_us).sum()) / tables.days * unit_days

    def cost(tables: Tables) -> float:
        held = inputs["holding_cost"] * on_hand(tables)
        return float(inputs["fixed_order_cost"] * orders(tables) + held)

    return {"on_hand": Quantity(on_hand), "orders": Quantity(orders), "cost": Quantity(cost)}
