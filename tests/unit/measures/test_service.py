"""Service measures on orders whose fate is written out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simnet.measures import service, stockouts, summarize
from simnet.measures.backlog import backlog, backlog_mean
from simnet.measures.orders import complete_us, counted, on_time, overdue_at
from simnet.measures.ratios import Ratio
from simnet.measures.summary import final_states
from simnet.measures.team import team_minutes
from simnet.records import code
from simnet.records.tables import UNLIMITED
from simnet.units import DAY
from tests.unit.measures.made import SCENARIO, Line, Order, records, us

RESHIP = {
    "node": 0,
    "service": 0,
    "region": 0,
    "kind": code("shipment_kind", "reship"),
    "state": code("shipment_state", "delivered"),
}


def test_an_order_is_on_time_when_its_last_line_came_by_the_promise():
    made = records(
        [
            Order(10, [Line(14)]),
            Order(10, [Line(15)]),
            Order(10, [Line(15.001)]),
            Order(10, [Line(12), Line(16, parcel=1)]),
            Order(10, [Line(12), Line(state="cancelled")]),
            Order(10, [Line(state="lost")], state="lost"),
            Order(10, [Line(None)], state="open"),
        ]
    )
    assert on_time(made).tolist() == [True, True, False, False, False, False, False]
    assert complete_us(made).tolist() == [us(day) for day in (14, 15, 15.001, 16, None, None, None)]
    assert service.on_time_delivery(made) == (2, 7)
    assert service.on_time_when_delivered(made) == (2, 4)


def test_a_reshipment_is_a_parcel_of_its_own_but_no_split():
    lost = {"state": code("shipment_state", "lost"), "reshipped": True, "delivered_us": -1}
    again = {"order": 0, "queued_us": us(12), "collected_us": us(13), "delivered_us": us(14)}
    made = records([Order(10, [Line(14, fate=lost)])], shipments=[again | RESHIP])
    assert complete_us(made).tolist() == [us(14)]
    assert service.accuracy(made) == (1, 1)
    # A damaged parcel reached the customer: a reshipment later does not make the order late.
    late = again | RESHIP | {"delivered_us": us(20)}
    made = records([Order(10, [Line(12, fate={"damaged": True})])], shipments=[late])
    assert on_time(made).tolist() == [True]
    assert service.damage(made) == (1, 2)
    assert service.split_rates(made)["split"] == (0, 1)


def test_only_orders_of_the_horizon_that_were_not_deterred_count():
    orders = [
        Order(9.999, [Line(11)]),
        Order(10, [Line(11)]),
        Order(19.999, [Line(21)]),
        Order(20, [Line(21)]),
    ]
    made = records([*orders, Order(12, state="deterred")], start=10, end=20)
    assert counted(made).tolist() == [False, True, True, False, False]
    assert service.on_time_delivery(made) == (2, 2)
    assert service.transit_days(made) == pytest.approx([0, 21 - 20.999])
    assert final_states(made)["deterred"] == 1


def test_fill_counts_only_what_was_short_at_the_first_routing():
    orders = [
        Order(10, [Line(12, quantity=3), Line(19, quantity=2, sku=1, parcel=1, fate={"queued_us": us(15)})]),
        Order(11, [Line(14, quantity=4)]),
        Order(12, [Line(14)]),
    ]
    short = [
        {"t_us": us(10), "order": 0, "sku": 1, "quantity": 2},
        {"t_us": us(13), "order": 1, "sku": 0, "quantity": 4},  # a short pick, after it had been queued
        {"t_us": us(14), "order": 0, "sku": 1, "quantity": 2},  # once more for the same line
    ]
    made = records(orders, stockouts=short)
    assert service.short_at_first(made).tolist() == [True, False, False]
    assert service.fill_rates(made) == {"order_fill": (2, 3), "line_fill": (3, 4), "unit_fill": (8, 10)}
    assert stockouts.stockout_events(made) == 2
    assert stockouts.units_short(made) == 8


def test_stock_is_weighted_by_time():
    stock = [
        {"node": 0, "sku": 0, "out_us": us(5)},
        {"node": 1, "sku": 0, "out_us": us(1)},
        {"node": 1, "sku": 1, "out_us": 0},
        {"node": 0, "sku": 1, "out_us": 0, "initial": UNLIMITED},
    ]
    made = records([], end=10, stock=stock)
    assert service.ready_rate(made).value == pytest.approx(24 / 30)
    assert stockouts.stockout_days(made) == 6
    assert [row["stockout_days"] for row in stockouts.by_sku(made)] == [6, 0]
    assert [row["stockout_days"] for row in summarize(made).nodes] == [5, 1]


def test_splits_accuracy_and_losses():
    gone = {"state": code("shipment_state", "void"), "delivered_us": -1}
    orders = [
        Order(1, [Line(4), Line(5, parcel=1, fate={"wrong": True})]),
        Order(1, [Line(4, quantity=2), Line(5, parcel=1, fate=gone)]),
        Order(1, [Line(4)]),
        Order(1, [Line(state="cancelled", quantity=2)], state="cancelled", value=30),
        Order(1, [Line(4), Line(state="lost", quantity=7)], value=50),
    ]
    made = records(orders)
    assert service.split_rates(made) == {"split_of_multi": (1, 4), "split": (1, 5)}
    assert service.accuracy(made) == (4, 5)
    found = service.losses(made, SCENARIO)
    assert (found["cancelled_orders"], found["cancelled_units"], found["cancelled_value"]) == (1, 2, 2 * 12)
    assert (found["lost_orders"], found["lost_units"], found["lost_value"]) == (0, 7, 7 * 12)
    assert math.isnan(service.losses(made, None)["lost_value"])


def test_backlog_is_what_is_open_and_overdue_at_the_end():
    orders = [
        Order(10, [Line(22)]),
        Order(11, [Line(19)]),
        Order(12, [Line(None)], state="open"),
        Order(17, [Line(30)]),
        Order(2, [Line(None)], state="deterred"),
    ]
    made = records(orders, start=11, end=20)
    assert overdue_at(made, us(20)).tolist() == [True, False, True, False, False]
    # Overdue: the first order from day 15 to 22, the second from 16 to 19, the third from 17 on; day 20 ends
    # it.
    assert backlog_mean(made) == (5 + 3 + 3, 9)
    assert backlog(made) == {
        "backlog_peak": 3,
        "backlog": 2,
        "backlog_age_p50_days": 4,
        "backlog_age_p95_days": pytest.approx(4.9),
    }


def test_times_are_spread_in_days():
    made = records([Order(0, [Line(day)]) for day in range(1, 102)])
    assert service.door_days(made).tolist() == list(range(1, 102))
    assert service.spread("door", service.door_days(made)) == {
        "door_p50_days": 51,
        "door_p90_days": 91,
        "door_p95_days": 96,
    }
    assert all(math.isnan(value) for value in service.spread("door", np.array([])).values())


def test_minutes_of_the_team_are_per_week_of_the_horizon():
    touches = [{"queued_us": us(day), "minutes": 6.0} for day in (6.99, 7, 20.99, 21)]
    assert team_minutes(records([], start=7, end=21, touches=touches)) == (12.0, 2.0)


def test_a_summary_keeps_ratios_as_two_numbers():
    alerts = [
        {"t_us": us(3), "threshold": 1},
        {"t_us": us(4), "threshold": 1},
        {"t_us": us(366), "threshold": 0},
    ]
    made = records([Order(1, [Line(4, node=1)]), Order(1, [Line(40)])], alerts=alerts)
    summary = summarize(made)
    assert summary.ratio("on_time") == Ratio(1, 2)
    assert summary.values["orders"] == 2
    assert summary.values["door_days.numerator"] == 42
    assert summary.alerts == {"on_time < 95%": 0, "stockouts >= 2": 2}
    assert [(row["node"], row["orders"], row["on_time"]) for row in summary.nodes] == [
        ("garage", 1, 0),
        ("3pl", 1, 1),
    ]
    assert summary.incidents == ()


def test_nothing_at_all_is_not_a_number():
    summary = summarize(records([]))
    assert math.isnan(summary.ratio("on_time").value)
    assert summary.values["backlog"] == 0
    assert summary.ratio("team_minutes_a_week").value == 0
    assert us(1) == DAY
