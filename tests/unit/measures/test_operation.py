"""Stock, stations, deliveries and the team, on records in which they can be worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from simnet.measures import summarize
from simnet.measures.cash import cash, supplier_price
from simnet.measures.cycles import cycles
from simnet.measures.inbound import inbound
from simnet.measures.opening import OpenTime, without
from simnet.measures.parcels import floor
from simnet.measures.shelf import stock_weeks
from simnet.measures.stations import work
from simnet.measures.stockouts import skus
from simnet.measures.team import tickets
from simnet.measures.usual import quantiles, way_us
from simnet.records import Records, code
from simnet.scenario import load_text
from simnet.scenario.distribution import Distribution
from simnet.scenario.suppliers import UnitCost
from simnet.units import DAY, HOUR, MINUTE
from tests.unit.measures.made import SCENARIO, Line, Order, outage, records, us

RECEIVED = code("purchase_order_state", "received")


def bought(placed: float, received: float | None, **more: Any) -> dict[str, Any]:
    return {"supplier": 0, "node": 0, "sku": 0, "quantity": 10, "placed_us": us(placed),
            "received_us": us(received), "state": RECEIVED} | more  # fmt: skip


def short(at: float, **more: Any) -> dict[str, Any]:
    return {"t_us": us(at), "order": 0, "node": 0, "sku": 0, "quantity": 1} | more


def test_a_cycle_is_short_if_a_line_found_none_before_the_next_receipt():
    goods = [bought(1, 5), bought(6, 12), bought(12, 20), bought(18, 20), bought(30, 48), bought(1, 9, sku=1)]
    misses = [
        short(3),
        short(12),
        short(20),
        short(21),
        short(49),
        short(7, node=-1),
        short(6, sku=1, node=1),
    ]
    made = records(
        [Order(2, [Line(4)])],
        start=4, end=40, purchase_orders=goods, stockouts=misses,
        stock=[{"node": 0, "sku": 0}, {"node": 0, "sku": 1}, {"node": 1, "sku": 1}],
    )  # fmt: skip
    found = cycles(made, inbound(made, None))
    # SKU 0: days 0–5 (short), 5–12, 12–20 (short: day 12 is after its receipt); 20–48 ends after the horizon.
    assert found.ended.tolist() == [3, 1, 0]
    assert found.short.tolist() == [2, 0, 0]
    assert found.service == (2, 4)


def test_transfers_end_cycles_too():
    moved = {"from": 0, "to": 1, "sku": 0, "quantity": 4, "placed_us": us(3), "shipped_us": us(4),
             "received_us": us(8)}  # fmt: skip
    stock = [{"node": 0, "sku": 0}, {"node": 1, "sku": 0}]
    made = records(
        [Order(2, [Line(4)])], end=20, transfers=[moved], stock=stock, stockouts=[short(7, node=1)]
    )
    found = cycles(made, inbound(made, SCENARIO))
    assert (found.ended.tolist(), found.short.tolist()) == ([0, 1], [0, 1])
    columns = skus(made, inbound(made, SCENARIO), found)
    assert columns["on_order"].tolist() == [0, pytest.approx(4 * 5 / 20)]
    assert columns["units_short"].tolist() == [0, 1]
    assert columns["stockout_events"].tolist() == [0, 1]


def test_cash_is_value_at_cost_weighted_by_time():
    goods = [
        bought(5, 15),  # 10 books at 4, ten days of twenty
        bought(15, None, supplier=1, state=code("purchase_order_state", "placed")),  # at half as much again
        bought(2, None, quantity=7, shipped_us=us(4), state=code("purchase_order_state", "void")),
    ]
    moved = {"from": 0, "to": 1, "sku": 1, "quantity": 6, "placed_us": us(1), "shipped_us": us(10),
             "received_us": us(12)}  # fmt: skip
    stock = [
        {"node": 0, "sku": 0, "on_hand_unit_us": 100 * us(1)},
        {"node": 1, "sku": 1, "initial": 10**9, "on_hand_unit_us": 1e30},
    ]
    made = records([], end=20, purchase_orders=goods, transfers=[moved], stock=stock)
    found = cash(made, SCENARIO, inbound(made, SCENARIO))
    assert found["cash_on_hand"] == pytest.approx(100 * 4 / 20)
    on_order = 10 * 4 * 10 + 10 * 6 * 5 + 7 * 4 * 2 + 6 * 5 * 2
    assert found["cash_on_order"] == pytest.approx(on_order / 20)


def test_a_suppliers_price_is_a_share_an_amount_or_one_by_sku():
    assert supplier_price(UnitCost(factor=1.5), "book", 4) == 6
    assert supplier_price(UnitCost(each=7), "book", 4) == 7
    assert supplier_price(UnitCost(per_sku={"book": 3}), "book", 4) == 3


def test_tickets_are_shares_of_what_goes_wrong():
    made = records(
        [
            Order(1, [Line(40)]),
            Order(1, [Line(3, fate={"damaged": True})]),
            Order(1, [Line(3, fate={"wrong": True}), Line(3, parcel=1)]),
            Order(1, state="cancelled"),
        ]
    )
    assert tickets(made, SCENARIO) == pytest.approx(2 * 0.4 + 0.1 + 0.8 + 0.5)


def test_a_default_ticket_is_made_by_all_but_splits():
    plain = load_text("""
simnet: 1
customers: {orders: 10 per day}
skus: {book: {price: 12, cost: 4, weight: 1 lb}}
suppliers: {ohio: {makes: [book], lead_time: 10 days}}
nodes: {garage: {zip: 43215, stock: 2 weeks}}
""")
    shares = plain.costs.tickets
    assert (shares.late, shares.split, shares.damaged, shares.wrong) == (1, 0, 1, 1)


@pytest.mark.parametrize(
    ("text", "usual"),
    [
        ("lead_time: 10 days", 10),
        ("lead_time: {uniform: {low: 5 days, high: 15 days}}", 14),
        ("lead_time: {exponential: {mean: 10 days}}", 23.02585),
        ("lead_time: {normal: {mean: 10 days, sd: 1 day}}", 11.28155),
        ("lead_time: 8 to 18 days", 16.4578),  # exp of (ln 8 + ln 18)/2 + 1.28155 · ln(18/8)/3.28971
        ("lead_time: 10 days, inspection: 12 h", 10.5),
        ("lead_time: 10 days, confirms_in: 1 day", 11),
        ("lead_time: {discrete: {5 days: 50%, 9 days: 50%}}", 9),
        ("lead_time: {gamma: {mean: 10 days, sd: 10 days}}", 23.02585),
        ("lead_time: {weibull: {shape: 1, scale: 10 days}}", 23.02585),
        ("lead_time: {triangular: {low: 0 days, mode: 0 days, high: 10 days}}", 6.83772),
        ("lead_time: {loguniform: {low: 1 day, high: 10 days}}", 7.94328),
        ("lead_time: {expon: {scale: 10 days}}", 23.02585),
    ],
)
def test_nine_in_ten_deliveries_take_no_longer_than_usual(text, usual):
    scenario = load_text(f"""
simnet: 1
customers: {{orders: 10 per day}}
skus: {{book: {{price: 12, cost: 4, weight: 1 lb}}}}
suppliers: {{ohio: {{makes: [book], {text}}}}}
nodes: {{garage: {{zip: 43215, stock: {{book: {{base_stock: 20}}}}}}}}
lanes: [{{from: ohio, to: garage, transit: 2 days}}]
""")
    assert way_us(scenario, True, "ohio", "garage") / DAY == pytest.approx(usual + 2, rel=2e-3)


def test_two_uncertain_times_are_added_as_chances_not_as_worst_cases():
    day = Distribution(kind="uniform", params={"low": 0, "high": DAY})
    grid = (np.arange(1000) + 0.5) / 1000
    assert quantiles(day, grid).mean() == pytest.approx(DAY / 2)
    scenario = load_text("""
simnet: 1
customers: {orders: 10 per day}
skus: {book: {price: 12, cost: 4, weight: 1 lb}}
suppliers: {ohio: {makes: [book], lead_time: {uniform: {low: 0 days, high: 10 days}}}}
nodes: {garage: {zip: 43215, stock: {book: {base_stock: 20}}}}
lanes: [{from: ohio, to: garage, transit: {uniform: {low: 0 days, high: 10 days}}}]
""")
    # The sum of two uniform times is triangular: 90% lie below 20 − √(2 · 10% · 100) days.
    assert way_us(scenario, True, "ohio", "garage") / DAY == pytest.approx(20 - 20**0.5, rel=2e-3)


def test_a_late_delivery_took_longer_than_usual():
    made = records([], end=60, purchase_orders=[bought(1, 11), bought(1, 11.01), bought(1, None)])
    assert inbound(made, SCENARIO).late.tolist() == [False, True, False]
    flows = summarize(made, None, SCENARIO).tables["flows"]
    assert (flows["kind"], flows["origin"], flows["destination"]) == (
        ["inbound"] * 2, ["ohio"] * 2, ["garage"] * 2
    )  # fmt: skip
    assert [int(flows[name][0]) for name in ("shipments", "units", "late")] == [2, 20, 1]
    assert flows["days"][0] == pytest.approx(20.01)
    assert int(np.asarray(summarize(made, None, SCENARIO).tables["weeks"]["late_receipts"]).sum()) == 2


def test_stations_work_in_opening_hours_and_not_in_outages():
    def parcel(started: float, packed: float | None) -> dict[str, Any]:
        return {"started_us": us(started), "packed_us": us(packed), "queued_us": us(started)}

    # New York time, so day 0 begins at midnight there (05:00 UTC); the garage is open from 08:00 to 18:00.
    eight, eighteen = 8 / 24, 18 / 24
    orders = [
        Order(0, [Line(9, fate=parcel(eight, eight + 1 / 24))]),
        Order(0, [Line(9, fate=parcel(eighteen - 1 / 24, 1 + eight + 2 / 24))]),  # an hour, then two
        Order(
            0, [Line(9, fate=parcel(2 + eight, 2 + eight + 5 / 24))]
        ),  # five hours, two of them in an outage
        Order(0, [Line(9, fate=parcel(6 + eighteen - 1 / 24, 7 + eight + 1 / 24))]),  # into the next week
    ]
    stop = outage(0, 2 + eight + 1 / 24, 2 + eight + 3 / 24)
    made = records(orders, end=10, outages=[stop])
    names = dict(made.names) | {"targets": ["garage", *made.names["targets"][1:]]}
    meta = replace(made.meta, zero="2026-01-05T00:00:00-05:00")
    found = work(Records(made.tables, names, meta), SCENARIO)
    assert found.busy[:, 0].tolist() == pytest.approx([60 * (1 + 3 + 3 + 1), 60])
    assert found.open[:, 0].tolist() == pytest.approx([7 * 600, 3 * 600])
    # The 3PL in Reno: 40 h a week, then Monday to Wednesday; a capacity is one station.
    assert found.open[:, 1].tolist() == pytest.approx([40 * 60, 24 * 60])


def test_open_time_is_cut_where_something_stops_it():
    week = np.array([[0, 10 * HOUR], [24 * HOUR, 34 * HOUR]])
    cut = without(week, 4 * HOUR, 26 * HOUR)
    assert (cut / HOUR).tolist() == [[0, 4], [26, 34]]
    clock = OpenTime.of(cut)
    assert clock.until(np.array([2, 12, 30, 99]) * HOUR).tolist() == [120, 240, 480, 720]
    assert clock.shortest_pause == 22 * HOUR
    assert OpenTime.of(np.zeros((0, 2), np.int64)).until(np.array([5])).tolist() == [0]


def test_the_queue_at_the_end_of_a_week_holds_what_is_not_packed():
    gone = {"state": code("shipment_state", "void"), "delivered_us": -1, "started_us": -1, "packed_us": -1}
    orders = [
        Order(6, [Line(9, fate={"packed_us": us(6.5)})]),
        Order(6, [Line(9, fate={"packed_us": us(7.5)})]),
        Order(6, [Line(9, node=1, fate={"packed_us": us(7)})]),
        Order(6, [Line(9, fate=gone)]),
    ]
    again = {"order": 3, "node": 1, "kind": 0, "queued_us": us(6.9), "packed_us": us(12), "service": 0,
             "region": 0, "state": code("shipment_state", "delivered"), "delivered_us": us(14)}  # fmt: skip
    made = records(orders, end=14, shipments=[again])
    assert floor(made).queue.tolist() == [[1, 1], [0, 0]]


def test_shelves_are_empty_for_as_long_as_nothing_is_on_them():
    orders = [Order(2, [Line(9, quantity=6)]), Order(9, [Line(12, quantity=4)])]
    came = {"t_us": us(12), "node": 0, "sku": 0, "what": code("stock_change", "received"), "quantity": 20,
            "on_hand_after": 20}  # fmt: skip
    row = {"node": 0, "sku": 0, "initial": 10, "shelf": 20, "out_us": us(3),
           "on_hand_unit_us": 1.0}  # fmt: skip
    made = records(orders, end=21, stock=[row], stock_changes=[came])
    found = stock_weeks(made)
    assert found["stockout_days"].tolist() == pytest.approx([0, 3, 0])
    assert found["with_stockout"].tolist() == [0, 1, 0]
    assert found["on_hand"].tolist() == pytest.approx([(10 * 2 + 4 * 5) / 7, (4 * 2 + 20 * 2) / 7, 20])


def test_minutes_of_a_parcel_that_is_not_interrupted_are_its_elapsed_ones():
    made = records(
        [Order(0, [Line(9, fate={"started_us": us(1.5), "packed_us": us(1.5) + 7 * MINUTE})])], end=7
    )
    assert work(made, SCENARIO).busy[:, 0].tolist() == pytest.approx([7])
