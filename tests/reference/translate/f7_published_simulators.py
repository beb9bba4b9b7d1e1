"""What other simulators have published: Law and Kelton's program, deterministic models, traces of periods."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from simnet.records import Records
from tests.reference import readings
from tests.reference.cases import Case
from tests.reference.network import ORDERS, days, instant, network, node, regions, replayed
from tests.reference.readings import value
from tests.reference.translate.f7_traces import trace
from tests.reference.trial import Quantity, Tables, Trial, Unexpressed

DAY_US = 86_400_000_000
MONTH = 30
COPIES = 20
"""Independent systems in one scenario: each has a node and a region of its own."""
SEEN = "one random run, or figures to three digits of a simulation: no known answer"
RARE = "0.5% of so rare a shortage would take hundreds of thousands of runs; the total holds it"
LEAST = 0.1
"""Shortage cost a month below which it is not simulated for."""


def translate(case: Case) -> Trial | list[Trial] | Unexpressed:
    """Translate by what the inputs tell: a setup cost, nodes with demands at instants, a list of periods."""
    for shape, into in SHAPES.items():
        if shape in case.inputs:
            return into(case)
    return Unexpressed("no translation of this shape of inputs")


def _monthly(case: Case) -> list[Trial]:
    """Monthly review of one SKU, compound Poisson demand: over the given months, and in the long run."""
    inputs = case.inputs
    names = [f"node{place}" for place in range(COPIES)]
    rate = inputs["demand"]["rate_per_month"] / MONTH
    markets = {f"market{place}": rate for place in range(COPIES)}
    low, high = (inputs["delivery_lag"][end] * MONTH for end in ("low", "high"))
    stock = {
        "reorder_at": inputs["s"] - 1,  # it orders if the level is below s, and units are whole
        "order_up_to": inputs["S"],
        "review": days(inputs["review_interval_months"] * MONTH),
        "initial": inputs["initial_level"],
    }
    sizes = inputs["demand"]["size_pmf"]
    whole = sum(sizes.values())
    customers = regions(markets) | {
        "quantity": {int(size): f"{part / whole:.17%}" for size, part in sizes.items()}
    }
    lanes = [
        {"from": name, "to": market, "closed": True}
        for place, market in enumerate(markets)
        for name in names
        if name != f"node{place}"
    ]
    parts: dict[str, Any] = {
        "lanes": lanes,
        "suppliers": {
            "maker": {"makes": ["item"], "lead_time": {"uniform": {"low": days(low), "high": days(high)}}}
        },
        "routing": {"rules": ["closest"], "splits": "units"},
        "team": None,
    }
    short = network(customers, {name: node({"item": stock}) for name in names}, **parts)
    long = network(customers, {name: node({"item": stock}) for name in names}, warmup="600 days", **parts)
    begun = {
        f"expected_average_{name}_cost_120m": quantity for name, quantity in _costs(inputs, names).items()
    }
    steady = {f"steady_state_{name}_cost": quantity for name, quantity in _costs(inputs, names).items()}
    missing = dict.fromkeys(("single_run_sd_of_total_cost", "published_single_run_total"), SEEN)
    rare = [name for name in (*begun, *steady) if case.outputs[name].value < LEAST]
    return [
        Trial(
            short,
            {name: begun[name] for name in begun if name not in rare},
            inputs["horizon_months"] * MONTH,
            grows="replications",
            replications=24,
            variant="months from the start",
            missing=missing | dict.fromkeys(rare, RARE),
        ),
        Trial(
            long,
            {name: steady[name] for name in steady if name not in rare},
            3600,
            grows="replications",
            variant="in the long run",
        ),
    ]


def _costs(inputs: Any, names: list[str]) -> dict[str, Quantity]:
    """Give the costs of a month and system: ordering, holding, shortage, and their sum."""

    def months(records: Records) -> float:
        return readings.length(records) / DAY_US / MONTH

    def ordering(records: Records) -> float:
        bought, meta = records["purchase_orders"], records.meta
        inside = bought[(bought["placed_us"] >= meta.start_us) & (bought["placed_us"] < meta.end_us)]
        paid = inputs["setup_cost"] * len(inside) + inputs["unit_cost"] * float(inside["quantity"].sum())
        return float(paid / months(records) / COPIES)

    def holding(records: Records) -> float:
        mean = sum(readings.on_hand(records, name) for name in names) / COPIES
        return float(inputs["holding_cost_per_unit_month"] * mean)

    def shortage(records: Records) -> float:
        mean = sum(readings.backorders(records, name) for name in names) / COPIES
        return float(inputs["shortage_cost_per_unit_month"] * mean)

    def total(records: Records) -> float:
        return ordering(records) + holding(records) + shortage(records)

    return {
        "total": value(total),
        "ordering": value(ordering),
        "holding": value(holding),
        "shortage": value(shortage),
    }


def _models(case: Case) -> Trial:
    """Nodes with customers of their own who order fixed quantities at fixed times."""
    inputs = case.inputs
    horizon = inputs["horizon"]
    names = [f"node{place + 1}" for place in range(len(inputs["nodes"]))]
    lanes: list[dict[str, Any]] = [
        {"from": name, "to": f"market{name[4:]}", "transit": days(inputs["lead_time"])} for name in names
    ]
    lanes += [
        {"from": name, "to": f"market{other[4:]}", "closed": True}
        for name in names
        for other in names
        if name != other
    ]
    customers = replayed(horizon) | {
        "regions": {f"market{name[4:]}": {"share": "0%", "zip": "43215"} for name in names}
    }
    customers["regions"]["market1"]["share"] = "100%"
    text = network(
        customers,
        {
            name: node({"item": _levels(one["policy"]) | {"initial": one["initial_on_hand"]}})
            for name, one in zip(names, inputs["nodes"], strict=True)
        },
        lanes=lanes,
        suppliers={"maker": {"makes": ["item"], "lead_time": days(inputs["lead_time"])}},
    )
    answers = _model_answers(inputs, names)
    return Trial(
        text,
        answers,
        horizon,
        grows="replications",
        files={ORDERS: _model_orders(inputs["nodes"], horizon)},
        fast=True,
    )


def _levels(policy: Any) -> dict[str, Any]:
    if policy["type"] == "(s,S)":
        return {"reorder_at": policy["s"], "order_up_to": policy["S"]}
    return {"reorder_at": policy["R"], "order_quantity": policy["Q"]}


def _model_orders(nodes: list[Any], horizon: float) -> str:
    rows = ["order,placed,sku,quantity,region"]
    for place, one in enumerate(nodes, 1):
        for demand in one["demands"]:
            for day in np.arange(0, horizon, demand["tau"]).tolist():
                rows.append(f"{len(rows)},{instant(day)},item,{demand['quantity']},market{place}")
    return "\n".join([*rows, ""])


def _model_answers(inputs: Any, names: list[str]) -> dict[str, Quantity]:
    def bought(tables: Tables, column: str) -> Any:
        rows, end = tables.records["purchase_orders"], tables.records.meta.end_us
        return rows["quantity"][(rows[column] >= 0) & (rows[column] < end)]

    def unit_days(tables: Tables) -> float:
        return sum(readings.on_hand(tables.records, name) for name in names) * tables.days

    def left(tables: Tables) -> float:
        paths = [readings.net_inventory(tables.records, name) for name in names]
        return sum(float(path.over(tables.records)[0][-1]) for path in paths)

    def delivered(tables: Tables) -> int:
        came = tables.records["shipments"]["delivered_us"]
        return int(((came >= 0) & (came < tables.records.meta.end_us)).sum())

    rate = inputs["holding_cost_per_unit_day"]
    return {
        "end_on_hand_total": Quantity(left),
        "replenishment_orders_placed": Quantity(lambda tables: len(bought(tables, "placed_us"))),
        "units_ordered": Quantity(lambda tables: bought(tables, "placed_us").sum()),
        "replenishments_received": Quantity(lambda tables: len(bought(tables, "received_us"))),
        "units_received": Quantity(lambda tables: bought(tables, "received_us").sum()),
        "customer_orders": Quantity(lambda tables: len(tables.records["orders"])),
        "customer_units": Quantity(lambda tables: tables.records["lines"]["quantity"].sum()),
        "inventory_unit_days": Quantity(unit_days),
        "holding_cost": Quantity(lambda tables: unit_days(tables) * rate),
        "customer_orders_delivered_before_horizon": Quantity(delivered),
    }


SHAPES: dict[str, Callable[[Case], Trial | list[Trial] | Unexpressed]] = {
    "setup_cost": _monthly,
    "nodes": _models,
    "demand_list": trace,
}
"""The translation of every shape of inputs, by a key that only this shape has."""
