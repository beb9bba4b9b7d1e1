"""Deterministic cases: trajectories through an outage, an order quantity, a calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from tests.reference import readings
from tests.reference.cases import Case
from tests.reference.network import days, instant, network, node, order_file, replayed
from tests.reference.translate import f9_flows
from tests.reference.translate.f9_landed_cost import landed
from tests.reference.translate.f9_order_quantity import order_quantity
from tests.reference.trial import Quantity, Tables, Trial, Unexpressed

DAY_US = 86_400_000_000
LOT = "a lot that comes in a steady flow while it is made: a purchase order comes as a whole"
SHUT = (
    "The node is out: it takes nothing in. Its parcels wait too, but what is on hand does not depend on them."
)
LONDON: dict[str, Any] = {"at": [51.5, -0.12], "country": "GB", "timezone": "Europe/London"}
"""A place without a public holiday in the weeks of the case, which counts none."""


def translate(case: Case) -> Trial | list[Trial] | Unexpressed:
    """Translate by what the inputs tell: demands at instants, a calendar, an order quantity, a flow."""
    for shape, into in SHAPES.items():
        if shape in case.inputs:
            return into(case)
    return Unexpressed("no translation of this shape of inputs")


def _trajectory(case: Case) -> Trial:
    """Unit demands at given times, a reorder point and quantity, a fixed lead time, an outage."""
    inputs = case.inputs
    count = int((inputs["horizon"] - inputs["first_demand_at"]) // inputs["demand_spacing"]) + 1
    times = [inputs["first_demand_at"] + number * inputs["demand_spacing"] for number in range(count)]
    levels = (
        {"reorder_at": inputs["s"], "order_up_to": inputs["S"]}
        if "S" in inputs
        else {"reorder_at": inputs["r"], "order_quantity": inputs["Q"]}
    )
    stock = levels | {"initial": inputs["initial_on_hand"]}
    events = [_outage(inputs["outage_semantics"], *window) for window in inputs["outages"]]
    text = network(
        replayed(inputs["horizon"]),
        {"depot": node({"item": stock})},
        lanes=[{"from": "maker", "to": "depot", "transit": days(inputs["lead_time"])}],
        routing={"rules": ["closest"], "out_of_stock": inputs["stockout"]},
        disruptions=events,
    )
    answers = _trajectory_answers(inputs["outages"], lost=inputs["stockout"] == "lost")
    return Trial(
        text,
        answers,
        inputs["horizon"],
        grows="replications",
        files=order_file((time, 1) for time in times),
        notes=SHUT if inputs["outage_semantics"] == "receiving" else "",
        fast=True,
    )


def _outage(semantics: str, begin: float, end: float) -> dict[str, Any]:
    """Give the event: the supplier sends nothing, the dock is shut, or what is under way stands still."""
    kinds: dict[str, dict[str, Any]] = {
        "supplier_dispatch": {"supplier_outage": "maker"},
        "receiving": {"node_outage": "depot"},
        "transit_freeze": {"lane_outage": {"from": "maker", "to": "depot"}, "in_transit": "hold"},
    }
    return kinds[semantics] | {
        "starts": instant(begin), "for": days(end - begin), "response": {"acts": []},
    }  # fmt: skip


def _trajectory_answers(outages: list[list[float]], lost: bool) -> dict[str, Quantity]:
    begin, end = (outages[0][0], outages[-1][1]) if outages else (0.0, 0.0)
    back = _last_lost if lost else _cleared
    return {
        "on_hand_mean": _one(lambda tables: tables.column("skus", "on_hand")[0]),
        "backorder_unit_time": _one(
            lambda tables: readings.backorders(tables.records, "depot") * tables.days
        ),
        "orders_placed": _one(_orders_placed),
        "end_net_inventory": _one(lambda tables: _net(tables)[-1]),
        "minimum_net_inventory": _one(lambda tables: _net(tables).min()),
        "first_demand_finding_no_stock_at": _one(_first_short),
        "time_to_survive_after_first_outage_start": _one(lambda tables: _after(_first_short(tables), begin)),
        "peak_backlog": _one(lambda tables: max(0, -_net(tables).min())),
        "backlog_finally_cleared_at": _one(_cleared),
        "recovery_after_outage_end": _one(lambda tables: _after(back(tables), end)),
        "lost_units": _one(lambda tables: int(tables.records["stockouts"]["quantity"].sum())),
        "last_lost_demand_at": _one(_last_lost),
    }


def _after(time: Any, begin: float) -> Any:
    return time if time == "never" else time - begin


def _one(read: Callable[[Tables], Any]) -> Quantity:
    return Quantity(read)


def _net(tables: Tables) -> Any:
    """Give the net inventory after every change in the horizon."""
    return readings.net_inventory(tables.records, "depot").over(tables.records)[0]


def _orders_placed(tables: Tables) -> int:
    placed = tables.records["purchase_orders"]["placed_us"]
    return int((placed < tables.records.meta.end_us).sum())


def _first_short(tables: Tables) -> Any:
    found = tables.records["stockouts"]["t_us"]
    return float(found.min()) / DAY_US if len(found) else "never"


def _last_lost(tables: Tables) -> Any:
    found = tables.records["stockouts"]["t_us"]
    return float(found.max()) / DAY_US if len(found) else "never"


def _cleared(tables: Tables) -> Any:
    """Find the last time at which nobody waited any more, in days."""
    path = readings.net_inventory(tables.records, "depot")
    instants = np.unique(path.instants)
    cleared = instants[(path.at(instants) >= 0) & (path.at(instants, "left") < 0)]
    return float(cleared.max()) / DAY_US if len(cleared) else "never"


def _calendar(case: Case) -> Trial:
    """Opening hours, a cutoff before the pickup, transit in business days, a time of delivery."""
    inputs = case.inputs
    times = [datetime.fromisoformat(time) for time in inputs["order_times"]]
    start = min(times).replace(hour=0, minute=0)
    length = (max(times) - start).days + 1
    rows = [f"{number},{time:%Y-%m-%d %H:%M:%S},item,1" for number, time in enumerate(times, 1)]
    file = {"file": "orders.csv", "replay": "as_it_was", "first_day": f"{start:%Y-%m-%d}"}
    pickup = {
        "times": [_hour(inputs["pickup_hour"])],
        "weekdays": "mon-fri",
        "ready_before": f"{inputs['pickup_hour'] - inputs['cutoff_hour']} h",
    }
    depot = node(
        {"item": {"policy": "none", "initial": 1000}},
        hours=f"mon-fri {_hour(inputs['open_hour'])}-{_hour(inputs['close_hour'])}",
        stations=len(times),
        pick=f"{inputs['pick_pack_minutes']} min",
        pickup=[pickup],
        **LONDON,
    )
    del depot["zip"]
    place = {"share": "100%", "at": LONDON["at"], "country": LONDON["country"]}
    service = {
        "rates": 5, "days": "business", "transit": days(inputs["transit_business_days"]),
        "deliver_at": _hour(inputs["delivery_hour"]), "weekdays": "mon-fri",
    }  # fmt: skip
    text = network(
        {"orders": file, "regions": {"market": place}},
        {"depot": depot},
        start=f"{start:%Y-%m-%d}",
        timezone=LONDON["timezone"],
        carriers={"van": {"services": {"ground": service}}},
    )
    return Trial(
        text,
        {
            "packed_at": _one(lambda tables: _stamps(tables, start, "packed_us")),
            "departs_at": _one(lambda tables: _stamps(tables, start, "collected_us")),
            "delivered_at": _one(lambda tables: _stamps(tables, start, "delivered_us")),
            "mean_order_to_delivery_hours": _one(_hours_to_door),
        },
        length,
        grows="replications",
        notes="In the United Kingdom: business days leave out public holidays, and the case has none.",
        files={"orders.csv": "\n".join(["order,placed,sku,quantity", *rows, ""])},
        fast=True,
    )


def _hour(hour: float) -> str:
    """Write an hour of the day, perhaps with a fraction."""
    return f"{int(hour):02d}:{round(hour % 1 * 60):02d}"


def _stamps(tables: Tables, start: datetime, column: str) -> list[str]:
    shipments = tables.records["shipments"]
    found = shipments[column][np.argsort(shipments["order"], kind="stable")]
    return [f"{start + timedelta(microseconds=int(one)):%Y-%m-%d %H:%M}" for one in found]


def _hours_to_door(tables: Tables) -> float:
    shipments, orders = tables.records["shipments"], tables.records["orders"]
    lasted = shipments["delivered_us"] - orders["placed_us"][shipments["order"]]
    return float(lasted.mean()) / 3_600_000_000


def _lot(case: Case) -> Unexpressed:
    return Unexpressed(LOT)


SHAPES: dict[str, Callable[[Case], Trial | list[Trial] | Unexpressed]] = {
    "first_demand_at": _trajectory,
    "order_times": _calendar,
    "production_rate": _lot,
    "supplier_capacity": f9_flows.stock,
    "capacities": f9_flows.nodes,
    "order_quantity": order_quantity,
    "duty_rate": landed,
}
"""The translation of every shape of inputs, by a key that only this shape has."""
