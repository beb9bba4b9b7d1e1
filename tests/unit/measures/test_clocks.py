"""Every other clock of an incident, and what it did, on worlds in which they are known by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from simnet.measures import incidents, summarize
from simnet.measures.happened import Happened, curves, details
from simnet.measures.recovery import GRID
from simnet.records import Records, code
from simnet.units import DAY
from tests.unit.measures.made import SCENARIO, Line, Order, outage, records, us
from tests.unit.measures.test_recovery import PROMISE, world

HOUR = GRID / DAY
NODE, SUPPLIER, CARRIER = 0, 1, 3
"""Rows of the vocabularies of events, kinds and targets of the same element."""


def only(disrupted: Records, twin: Records) -> Happened:
    (found,) = details(disrupted, twin, SCENARIO, incidents(disrupted, twin))
    return found


def queue_world(per_day: int, down: float, outages: list[dict[str, Any]]) -> Records:
    """One server, half as fast again as orders come; it is down from day 40 for some days."""
    step, orders, free = 1 / (1.5 * per_day), [], 0.0
    for number in range(per_day * 100):
        placed = (number + 0.5) / per_day
        begins = max(placed, free)
        if 40 <= begins < 40 + down or begins < 40 < begins + step:
            begins = 40 + down
        free = begins + step
        orders.append(Order(placed, [Line(free)], promise=2 * step))
    return records(orders, start=10, end=100, outages=outages)


@pytest.mark.parametrize("per_day", [10, 30, 200])
def test_a_fluid_outage_clears_when_theory_says(per_day):
    down = 3.0
    found = only(queue_world(per_day, down, [outage(NODE, 40, 43)]), queue_world(per_day, 0.0, []))
    # Deterministic fluid queue: the backlog grows to λT and is gone λT / (μ − λ) after the repair.
    clears = down + per_day * down / (1.5 * per_day - per_day)
    few = 4 / (0.5 * per_day) + 2 * HOUR  # the time in which the last four orders clear, and the grid
    assert found.lasting.backlog_days == pytest.approx(clears, abs=few)
    assert found.lasting.backlog_days <= clears + HOUR
    assert found.incident.service_days == pytest.approx(clears, abs=few + 0.5)
    assert found.incident.service_days <= clears
    assert found.incident.excess_late == pytest.approx(per_day * clears, abs=6)
    assert found.harm.blast_orders == found.incident.excess_late
    # 100% of the orders placed in `clears` days. Days that end in the outage count from the onset less the
    # promise on, which is short here: of the first day's rise, half a day is before that.
    assert found.harm.resilience_loss == pytest.approx(100 * (clears - 0.5), rel=0.02)
    assert found.harm.depth == pytest.approx(100)


@pytest.mark.parametrize("per_day", [10, 30, 200])
def test_the_peak_of_a_fluid_backlog_is_rate_times_length(per_day):
    made = queue_world(per_day, 3.0, [])
    assert summarize(made).values["backlog_peak"] == pytest.approx(3 * per_day, abs=2)


def test_time_to_survive_is_from_the_onset_to_the_first_breach():
    def survive(late: list[tuple[float, float]]) -> float:
        (found,) = incidents(world(late, outages=[(0, 100, 103)]), world([]))
        return found.survive_days

    # A window [t, t + 1 day) has two late orders from t = 102 days 2 hours on.
    assert survive([(103, 106)]) == pytest.approx(2 + 2 / 24)
    assert survive([(98, 106)]) == 0
    assert math.isinf(survive([]))


def test_loss_and_blast_of_three_days_without_service():
    disrupted, twin = world([(100, 103)], outages=[(0, 100, 101)]), world([])
    found = only(disrupted, twin)
    harm = found.harm
    # All orders of three days, less the one that still was late in the first day after recovery, for an hour.
    assert harm.resilience_loss == pytest.approx(300 - 100 / 24 / 24)
    assert harm.depth == pytest.approx(100)
    assert (harm.blast_orders, harm.blast_revenue, harm.blast_regions) == (72, 720, 1)
    # From four days of promise before the onset to a day after recovery at 3 days less an hour.
    assert harm.window_orders == 24 * (PROMISE + 4) - 1
    assert harm.excess_cancelled == 0
    curve = curves(disrupted, twin, [found.incident])
    day = np.asarray(curve["day"])
    assert day.tolist() == list(range(-14, 60))
    assert np.asarray(curve["late"])[(day >= 0) & (day < 3)].tolist() == [24, 24, 24]
    assert np.asarray(curve["late"]).sum() == 72
    assert not np.asarray(curve["twin_late"]).any()
    # Late ones come a day after their promise: at an instant 23 are between, and two on the edge.
    assert np.asarray(curve["overdue"])[(day >= PROMISE) & (day < PROMISE + 3)].tolist() == [23, 23, 23]


def test_a_backlog_that_never_ends_is_censored_and_one_that_never_was_is_none():
    stuck = [Order(day / 2, [Line(day / 2 + 1)], promise=2) for day in range(80)]
    stuck += [Order(40 + day / 2, [Line(None)], promise=2, state="open") for day in range(60)]
    fine = [Order(day / 2, [Line(day / 2 + 1)], promise=2) for day in range(140)]
    found = only(records(stuck, end=70, outages=[outage(NODE, 40, 42)]), records(fine, end=70))
    assert math.isinf(found.lasting.backlog_days)
    assert found.incident.censored
    quiet = only(records(fine, end=70, outages=[outage(NODE, 40, 42)]), records(fine, end=70))
    assert quiet.lasting == (0, 0)
    assert quiet.incident.absorbed


def rerouted(moved: bool) -> Records:
    """Three orders for the 3PL, which fails at day 10.1; two are sent from the garage instead."""
    elsewhere: dict[str, Any] = {"node": 0} if moved else {}
    waiting = elsewhere | (
        {"queued_us": us(10.6), "rerouted_from": 1, "collected_us": us(10.9)} if moved else {}
    )
    orders = [
        Order(10.0, [Line(14, node=1, fate=waiting)]),
        Order(10.7, [Line(14, node=1, fate=elsewhere | {"collected_us": us(11.2)})]),
        Order(10.2, [Line(14, node=1)]),
    ]
    clocks = {"detected": 10.2, "decided": 10.5, "stood_down": 12.1}
    outages = [outage(NODE, 10.1, 12, **clocks)] if moved else []
    return records(sorted(orders, key=lambda order: order.placed), end=60, outages=outages)


def test_rerouted_from_the_first_order_sent_elsewhere_to_the_last_that_waited():
    found = only(rerouted(True), rerouted(False))
    assert found.response.detect_days == pytest.approx(0.1)
    assert found.incident.decide_days == pytest.approx(0.4)
    assert found.response.rerouted_first_days == pytest.approx(0.5)
    assert found.response.rerouted_last_days == pytest.approx(0.5)  # the order of day 10.7 did not wait
    assert found.response.first_parcel_days == pytest.approx(0.8)
    assert math.isinf(found.response.resupply_days)


def test_nothing_is_rerouted_that_goes_elsewhere_anyway():
    same = records([Order(10.3, [Line(14, node=0)])], end=60, outages=[outage(NODE, 10.1, 12)])
    twin = records([Order(10.3, [Line(14, node=0)])], end=60)
    assert math.isinf(only(same, twin).response.rerouted_first_days)


def test_a_relabelled_parcel_is_rerouted_when_the_touch_ends():
    moved = {"service": 1, "lane": 2, "collected_us": us(11)}
    touch = {"kind": code("touch_kind", "relabel"), "state": code("touch_state", "done"), "subject": 0,
             "queued_us": us(10.5), "ended_us": us(10.8), "minutes": 3.0}  # fmt: skip
    disrupted = records(
        [Order(10, [Line(14, fate=moved)])], end=60, outages=[outage(CARRIER, 10.2, 13)], touches=[touch]
    )
    found = only(disrupted, records([Order(10, [Line(14)])], end=60))
    assert found.response.rerouted_first_days == pytest.approx(0.6)
    assert found.response.rerouted_last_days == pytest.approx(0.6)
    assert found.response.first_parcel_days == pytest.approx(0.8)
    assert (found.harm.team_minutes, found.harm.touches) == (3, 1)


@pytest.mark.parametrize(("placed", "days"), [(10.5, 4.9), (13, math.inf)])
def test_resupply_is_the_first_receipt_from_a_backup_ordered_meanwhile(placed, days):
    def order(supplier: int, asked: float, came: float) -> dict[str, Any]:
        return {"supplier": supplier, "node": 0, "sku": 0, "quantity": 10, "placed_us": us(asked),
                "received_us": us(came)}  # fmt: skip

    usual = order(0, 10.3, 12)
    disrupted = records(
        [], end=60, purchase_orders=[usual, order(1, placed, 15)], outages=[outage(SUPPLIER, 10.1, 12)]
    )
    found = only(disrupted, records([], end=60, purchase_orders=[usual]))
    assert found.response.resupply_days == pytest.approx(days)


def test_stock_is_back_when_the_position_is():
    stock = [{"node": 0, "sku": 0, "initial": 100}]
    fire = {"t_us": us(10), "node": 0, "sku": 0, "what": code("stock_change", "destroyed"), "quantity": -30}
    again = {"supplier": 0, "node": 0, "sku": 0, "quantity": 29, "placed_us": us(14)}
    disrupted = records(
        [], end=60, stock=stock, stock_changes=[fire], purchase_orders=[again], outages=[outage(NODE, 10, 11)]
    )
    found = only(disrupted, records([], end=60, stock=stock))
    assert found.lasting.stock_days == pytest.approx(4)  # 99 of 100 units are within 2%
    without = records([], end=60, stock=stock, stock_changes=[fire], outages=[outage(NODE, 10, 11)])
    assert math.isinf(only(without, records([], end=60, stock=stock)).lasting.stock_days)


def test_an_alert_that_the_twin_does_not_have_is_a_detection():
    alert = {"t_us": us(10.5), "threshold": 0}
    usual = {"t_us": us(10.3), "threshold": 1}
    late = outage(NODE, 10, 12, detected=11)
    found = only(
        records([], end=60, alerts=[usual, alert], outages=[late]), records([], end=60, alerts=[usual])
    )
    assert found.response.detect_days == pytest.approx(0.5)
    assert found.incident.detect_days == pytest.approx(1)


def test_orders_that_a_surge_adds_have_no_partner():
    from simnet.measures.twins import partners

    twin = records([Order(1, [Line(2)]), Order(3, [Line(4)])])
    names = dict(twin.names) | {"stream": ["orders", "surge"]}
    orders = records([Order(1, [Line(2)]), Order(2, [Line(3)]), Order(3, [Line(4)])])
    orders["orders"]["stream"][1] = 1
    surged = Records(dict(orders.tables), names, orders.meta)
    assert partners(surged, twin).tolist() == [0, -1, 1]
