"""The economic order quantity: a constant demand, a fixed cost of an order, an order when nothing is left.

The formula's demand flows, and its quantity is a real number. Both are had in small units, so many in an
order quantity: a level that falls in steps is on average half a unit above the flow, whenever there is stock.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from tests.reference import readings
from tests.reference.cases import Case
from tests.reference.network import network, node
from tests.reference.trial import Quantity, Tables, Trial, Unexpressed

SMALL = 300
"""Small units in an order quantity."""
CYCLES = 10
MOST = 2000
"""Units in an order quantity, at most, of which a reorder point below zero is a whole number."""
AHEAD = "an order that is placed before nothing is left, or a lead time"
GIVEN = "the quantity is what the scenario orders: an input, not a result"


def order_quantity(case: Case) -> list[Trial] | Unexpressed:
    """Simulate the flow in small units, and the quantity rounded to whole units."""
    inputs = case.inputs
    waits = inputs.get("reorder_point", 0) < 0
    if inputs["lead_time"] or not (waits or inputs.get("reorder") == "when stock hits 0"):
        return Unexpressed(AHEAD)
    part = Fraction(inputs.get("reorder_point", 0) / inputs["order_quantity"]).limit_denominator(MOST)
    small = part.denominator * math.ceil(SMALL / part.denominator)
    size = inputs["order_quantity"] / small
    flow = _answers(inputs, inputs["demand_rate"] / size, size, half=0.5)
    if waits:
        return [_trial(small, int(part * small), flow, "a flow in small units", {"optimal_Q": GIVEN})]
    whole = _answers(inputs, inputs["demand_rate"], 1.0, half=0.0)
    return [
        _trial(small, 0, {f"{name}_fluid": flow[name] for name in ("cost_rate", "on_hand_mean")}
               | {"orders_per_unit_time": flow["orders_per_unit_time"]}, "a flow in small units"),
        _trial(
            round(inputs["order_quantity"]),
            0,
            {f"{name}_unit_demands": whole[name] for name in ("cost_rate", "on_hand_mean")},
            "whole units",
        ),
    ]  # fmt: skip


def _trial(
    quantity: int, low: int, outputs: dict[str, Quantity], variant: str, missing: dict[str, str] | None = None
) -> Trial:
    """Order so many units when so few are left, or wait, one unit being sold every day at noon."""
    market = {"market": {"share": "100%", "zip": "43215"}}
    stock = {"reorder_at": low, "order_quantity": quantity, "initial": quantity + low}
    text = network(
        {"counts": "deterministic", "orders": "1 per day", "regions": market},
        {"depot": node({"item": stock})},
    )
    return Trial(
        text, outputs, quantity * CYCLES, grows="replications", fast=True, variant=variant,
        missing=missing or {},
    )  # fmt: skip


def _answers(inputs: Any, unit_days: float, size: float, half: float) -> dict[str, Quantity]:
    """Read what is on hand and waited for, and the orders in a unit of time of so many days.

    A flow falls along the slope of its steps: half a unit below them, while there is stock and while there is
    none; `half` of a unit is taken off the steps.
    """

    def on_hand(tables: Tables) -> float:
        return size * (readings.on_hand(tables.records, "depot") - half * (1 - out(tables)))

    def waiting(tables: Tables) -> float:
        return size * (readings.backorders(tables.records, "depot") + half * out(tables))

    def out(tables: Tables) -> float:
        row = readings.stock_row(tables.records, "depot")
        return float(row["out_us"]) / readings.length(tables.records)

    def orders(tables: Tables) -> float:
        placed = tables.records["purchase_orders"]["placed_us"]
        return float((placed < tables.records.meta.end_us).sum()) / tables.days * unit_days

    def cost(tables: Tables) -> float:
        waits = inputs.get("backorder_cost", 0.0)
        held = inputs["holding_cost"] * on_hand(tables) + (waits and waits * waiting(tables))
        return float(inputs["fixed_order_cost"] * orders(tables) + held)

    known = {
        "on_hand_mean": on_hand,
        "backorders_mean": waiting,
        "stockout_fraction": out,
        "orders_per_unit_time": orders,
        "cost_rate": cost,
    }
    return {name: Quantity(read) for name, read in known.items()}
