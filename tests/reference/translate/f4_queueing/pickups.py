"""Parcels that wait at the dock for a carrier that comes by the clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import numpy as np

from simnet import units
from tests.reference.cases import Case
from tests.reference.translate.f4_queueing import reads
from tests.reference.trial import Quantity, Tables, Trial, Unexpressed
from tests.reference.worlds import Clock, asked, outage, shop

DOCK = reads.shipments("packed_us", "collected_us")
WAIT = reads.shipments("placed_us", "collected_us")
HOUR = Clock(60)
DAY = 24
BOUNDS = ("wait_min", "wait_max")
UNREACHED = "the bound of a continuous distribution, which no run attains"
WEEK = "mon-sun"


def translate(case: Case) -> Trial | Unexpressed:
    """Go by what the truck is like: late or missing, full, or fed by stages of work."""
    given = case.inputs
    if "cancel_probability" in given:
        return _cancelled(case)
    if "stage_service_rates" in given:
        return _stages(case)
    if "truck_capacity" in given and given["truck_capacity"] != "unlimited":
        return _full(case)
    return _clocked(case)


def _pickup(hours: Sequence[float], **more: Any) -> dict[str, Any]:
    """Write collections at hours of every day."""
    times = [str(timedelta(seconds=round(hour * 3600))) for hour in sorted(hours)]
    return {"pickup": [{"carrier": "van", "times": times, "weekdays": WEEK, **more}]}


def _clocked(case: Case) -> Trial:
    given = case.inputs
    cycle = given["cycle_length"]
    if DAY % cycle:  # a cycle of the case is a day of the scenario
        clock, hours = Clock(60 * DAY / cycle), [start * DAY / cycle for start in given["departure_times"]]
    else:
        starts = given["departure_times"]
        clock, hours = HOUR, [start + first for first in range(0, DAY, cycle) for start in starts]
    node = _pickup(hours, ready_before=clock.time(given["cutoff_before_departure"]))
    return _waits(case, shop("200 per day", node, warmup="3 days"), "pickups of a carrier at a node", clock)


def _cancelled(case: Case) -> Trial:
    given = case.inputs
    clock = Clock(60 * DAY / given["pickup_interval"])
    missed = outage(
        "pickup_missed",
        "depot",
        first="2025-12-01 11:00",
        every="1 day",
        probability=f"{given['cancel_probability']:.10%}",
        **{"for": "2 h"},
    )
    text = shop("40 per day", _pickup([12]), warmup="14 days", disruptions=[missed])
    return _waits(case, text, "a pickup_missed for every day with its probability", clock)


def _waits(case: Case, text: str, notes: str, clock: Clock = HOUR) -> Trial:
    """Read the waits of orders for the truck, in hours of the case."""
    known = {"wait_mean": reads.mean(WAIT, clock), "prob_wait_le_12h": reads.at_most(WAIT, clock, 12)}
    if "wait_variance" in case.outputs:
        known["wait_variance"] = reads.squares(WAIT, clock, case.outputs["wait_mean"].value)
    if "pickup_interval" in case.inputs:
        known["prob_wait_gt_T"] = reads.longer(WAIT, clock, case.inputs["pickup_interval"])
    return Trial(
        text,
        asked(case, known),
        horizon_days=60,
        longest_days=2000,
        fast="cancel_probability" not in case.inputs,
        notes=notes,
        missing={name: UNREACHED for name in BOUNDS if name in case.outputs},
    )


def _full(case: Case) -> Trial:
    """A truck of limited capacity, which comes every hour."""
    given = case.inputs
    clock = Clock(60 / given["pickup_interval"])
    node = _pickup(range(DAY), capacity=given["truck_capacity"])
    outputs = {
        "mean_orders_waiting": reads.number(DOCK),
        "wait_mean": reads.mean(DOCK, clock),
        "mean_left_behind_per_pickup": Quantity(lambda run: _left(run).sum(), _trucks),
        "prob_truck_full": Quantity(
            lambda run: (_loads(run) == given["truck_capacity"]).sum(), _trucks, share=True
        ),
        "mean_load": Quantity(lambda run: _loads(run).sum(), _trucks),
    }
    return Trial(
        shop(clock.rate(given["order_rate"]), node, warmup="10 days"),
        asked(case, outputs),
        horizon_days=50,
        longest_days=1600,
        notes="the capacity of a pickup",
    )


def _hours(run: Tables) -> np.ndarray:
    meta = run.records.meta
    return np.arange(meta.start_us, meta.end_us, units.HOUR)


def _trucks(run: Tables) -> int:
    return len(_hours(run))


def _loads(run: Tables) -> np.ndarray:
    """Parcels taken by each truck of the horizon."""
    collected = np.sort(DOCK(run)[1])
    hours = _hours(run)
    found: np.ndarray = np.searchsorted(collected, hours, "right") - np.searchsorted(collected, hours)
    return found


def _left(run: Tables) -> np.ndarray:
    """Parcels on the dock when a truck leaves."""
    packed, collected = (np.sort(one[one >= 0]) for one in DOCK(run))
    hours = _hours(run)
    found: np.ndarray = np.searchsorted(packed, hours, "right") - np.searchsorted(collected, hours, "right")
    return found


def _stages(case: Case) -> Trial | Unexpressed:
    """Two stages of work before the truck: a supplier that makes each order's goods, and a pick station."""
    given = case.inputs
    rates = given["stage_service_rates"]
    if len(rates) != 2:
        return Unexpressed("an order has two stages of work: it is made by a supplier, and packed")
    clock = Clock(60 / given["pickup_interval"])
    maker = {"makes": ["item"], "sequential": True, "lead_time": clock.random(1 / rates[0])}
    text = shop(
        clock.rate(given["order_rate"]),
        _pickup(range(DAY))
        | {"stations": 1, "pick": {"per_order": clock.random(1 / rates[1])}}
        | {"stock": {"item": {"base_stock": 0}}},
        warmup="5 days",
        suppliers={"maker": maker},
    )
    outputs = {
        "mean_order_to_departure": reads.mean(WAIT, clock),
        "dock_wait_mean": reads.mean(DOCK, clock),
        "dock_wait_variance": reads.squares(DOCK, clock, case.outputs["dock_wait_mean"].value),
        "mean_in_stages": reads.mean(reads.shipments("placed_us", "packed_us"), clock),
    }
    return Trial(
        text,
        asked(case, outputs),
        horizon_days=10,
        longest_days=200,
        notes="goods are made to order by a sequential supplier, then packed by a station",
    )
