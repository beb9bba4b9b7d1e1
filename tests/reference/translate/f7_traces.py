"""Traces of stages in a row, period by period, with four kinds of pause."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from tests.reference import readings
from tests.reference.cases import Case
from tests.reference.network import days, instant, network, order_file, replayed
from tests.reference.translate.f6_multi_echelon import chain
from tests.reference.trial import Quantity, Tables, Trial, Unexpressed

DAY_US = 86_400_000_000
ASKED = "the records tell when a transfer between nodes was granted, not when it was asked for"


def trace(case: Case) -> Trial | Unexpressed:
    """Stages in a row, period by period: the demand of period t at noon of day t, its end at midnight."""
    inputs = case.inputs
    levels, demands = inputs["base_stock_stage1_to_N"], inputs["demand_list"]
    if inputs["order_lead_time"] or "nothing in transit" not in inputs["initial_inventory"]:
        return Unexpressed("orders that take time to be known, or goods on their way at the beginning")
    kind, stage = inputs["disruption_type"], inputs["disrupted_stage"]
    if kind != "none" and kind not in PAUSES:
        return Unexpressed(f"no translation of a pause of the kind {kind!r}")
    parts = chain(levels, inputs["shipment_lead_time_stage1_to_N"], review="1 day")
    if kind == "receipt-pausing":
        _put_dock(parts, stage, len(levels))
    # stockpyl's outside supplier is no stage: nothing pauses what he ships.
    quiet = kind == "none" or (kind == "shipment-pausing" and stage == len(levels))
    periods = len(demands)
    text = network(
        replayed(periods + 2),
        routing={"rules": ["closest"], "splits": "units"},
        disruptions=[] if quiet else _pauses(inputs, PAUSES[kind](stage, len(levels))),
        **parts,
    )
    answers = _trace_answers(inputs)
    missing = {"order_quantity_by_stage": ASKED} if len(levels) > 1 else {}
    return Trial(
        text,
        {name: answers[name] for name in answers if name not in missing},
        periods + 2,
        grows="replications",
        files=order_file((period + 0.5, units) for period, units in enumerate(demands) if units),
        missing=missing,
        notes=DOCK if kind == "receipt-pausing" else "",
        fast=True,
    )


def _source(stage: int, stages: int) -> str:
    return f"stage{stage + 1}" if stage < stages else "maker"


def _lane(stage: int, stages: int) -> dict[str, Any]:
    return {"lane_outage": {"from": _source(stage, stages), "to": f"stage{stage}"}}


PAUSES: dict[str, Callable[[int, int], dict[str, Any]]] = {
    "order-pausing": lambda stage, stages: {"ordering_outage": f"stage{stage}"},
    "shipment-pausing": lambda stage, stages: _lane(stage, stages) | {"in_transit": "finish"},
    "transit-pausing": lambda stage, stages: _lane(stage, stages) | {"in_transit": "hold"},
    "receipt-pausing": lambda stage, stages: {
        "lane_outage": {"from": f"stage{stage} dock", "to": f"stage{stage}"}, "in_transit": "finish",
    },
}  # fmt: skip
"""Kinds of pauses of a stage: the type of disruption, its target, and what becomes of what is under way."""
DOCK = "the dock of the stage is a place of its own: what is there is not received while the way in is out"


def _put_dock(parts: dict[str, Any], stage: int, stages: int) -> None:
    """Let goods for a stage come to a place without stock of its own, which is no way from the stage."""
    name, source = f"stage{stage}", _source(stage, stages)
    dock = parts["nodes"][name]["stock"]["item"] | {"base_stock": 0}
    parts["nodes"][f"{name} dock"] = parts["nodes"][name] | {"stock": {"item": dock}}
    own = parts["nodes"][name]["stock"]["item"] | {"refill_from": [f"{name} dock"]}
    parts["nodes"][name] = parts["nodes"][name] | {"stock": {"item": own}}
    way = next(lane for lane in parts["lanes"] if (lane["from"], lane["to"]) == (source, name))
    way["to"] = f"{name} dock"
    parts["lanes"] += [
        {"from": f"{name} dock", "to": name, "transit": "0 days"},
        {"from": f"{name} dock", "to": "market", "closed": True},
    ]


def _pauses(inputs: Any, what: dict[str, Any]) -> list[dict[str, Any]]:
    """Say what is paused in the given periods, each of which ends at the midnight after its day.

    Orders, dispatch and receipt are stopped from before the end of the first period to the end of the first
    that is not disrupted; goods on their way stand still from the end of the first period, after they left.
    """
    before = 0.0 if inputs["disruption_type"] == "transit-pausing" else 0.5
    return [
        what
        | {
            "name": f"periods {first} to {last}",
            "starts": instant(first + 1 - before),
            "for": days(last - first + 1 + before),
            "response": {"acts": []},
        }
        for first, last in joined(inputs["disrupted_periods"])
    ]


def joined(periods: Iterable[int]) -> list[tuple[int, int]]:
    """Join periods that follow each other: first and last of each run."""
    runs: list[tuple[int, int]] = []
    for period in sorted(periods):
        if runs and runs[-1][1] == period - 1:
            runs[-1] = (runs[-1][0], period)
        else:
            runs.append((period, period))
    return runs


def _trace_answers(inputs: Any) -> dict[str, Quantity]:
    periods, stages = len(inputs["demand_list"]), len(inputs["base_stock_stage1_to_N"])
    paused = set(inputs["disrupted_periods"]) if inputs["disruption_type"] == "order-pausing" else set()
    beyond = inputs["disrupted_stage"] if paused else stages
    last = np.maximum.accumulate([-1 if period in paused else period for period in range(periods)])
    names = [f"stage{place + 1}" for place in range(stages)]

    def levels(tables: Tables) -> list[list[float]]:
        midnights = (np.arange(periods) + 1) * DAY_US
        asked, units = readings.demands(tables.records, None)
        found = []
        for place, name in enumerate(names):
            # A stage beyond one that cannot order is asked for all of it when that one can again.
            known = np.where(last < 0, -1, midnights[last]) if place >= beyond else midnights
            came = readings.Path(0.0, readings.supplies(tables.records, name)).at(midnights)
            went = readings.Path(0.0, (asked, units)).at(known)
            found.append((float(readings.stock_row(tables.records, name)["initial"]) + came - went).tolist())
        return found

    def received(tables: Tables) -> list[list[float]]:
        return [_by_period(*readings.supplies(tables.records, name), periods) for name in names]

    def accepted(tables: Tables) -> list[list[float]]:
        # A stage that may not order is one whose orders nobody takes.
        bought = tables.records["purchase_orders"]
        return [_by_period(bought["started_us"], bought["quantity"], periods)]

    def below(tables: Tables) -> float:
        return float(np.maximum(-np.array(levels(tables)[0]), 0).mean())

    def above(tables: Tables) -> list[float]:
        means: list[float] = np.maximum(np.array(levels(tables)), 0).mean(axis=1).tolist()
        return means

    return {
        "inventory_level_end_by_stage": Quantity(levels),
        "order_quantity_by_stage": Quantity(accepted),
        "received_by_stage": Quantity(received),
        "mean_positive_IL_by_stage": Quantity(above),
        "mean_customer_backorders_end": Quantity(below),
    }


def _by_period(instants: Any, units: Any, periods: int) -> list[float]:
    """Add up units by the period at whose end they came."""
    midnights = (np.arange(periods) + 1) * DAY_US
    return [float(units[instants == midnight].sum()) for midnight in midnights]
