"""The oracle's finer points, each in a world worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from simnet.engine.plan import NEVER, Aftercare, Threshold
from tests.oracle import handmade as h
from tests.oracle.handmade import DAY, HOUR, MINUTE
from tests.oracle.plain import World
from tests.oracle.test_plain import ONE, QUIET, play, small

SUPPLIER = (("supplier", 0),)


def test_a_pickup_takes_what_was_ready_in_time_up_to_its_capacity() -> None:
    plan = small(pickups=(12, 18), dock_capacity=1, ready_before=HOUR)
    orders = [(10 * HOUR, 0, ONE), (10 * HOUR, 0, ONE), (11 * HOUR, 0, ONE)]
    parcels = play(plan, orders).shipments
    assert [p["collected"] for p in parcels] == [12 * HOUR, 18 * HOUR, DAY + 12 * HOUR]


def test_pickups_of_a_day_have_their_own_capacity_and_time() -> None:
    plan = small(pickups=(12, 18))
    days = len(plan.docks[0].pickups) // 2
    own = {"capacities": np.tile([1, 2], days), "ready_before": np.tile([HOUR, 0], days)}
    plan = replace(plan, docks=tuple(replace(dock, **own) for dock in plan.docks))
    orders = [(t, 0, ONE) for t in (10 * HOUR, 10 * HOUR, 11 * HOUR, 17 * HOUR + 54 * MINUTE, 20 * HOUR)]
    parcels = play(plan, orders).shipments
    # at 12:00 one, packed by 11:00; at 18:00 two, packed by then
    found = [p["collected"] for p in parcels]
    assert found == [12 * HOUR, 18 * HOUR, 18 * HOUR, DAY + 12 * HOUR, DAY + 18 * HOUR]


def test_a_continuous_dock_collects_when_packed_within_the_daily_capacity() -> None:
    plan = small(continuous=True, carrier={"damage": -1.0, "capacity": 1})
    parcels = play(plan, [(10 * HOUR, 0, ONE), (11 * HOUR, 0, ONE)]).shipments
    assert [p["collected"] for p in parcels] == [10 * HOUR + 6 * MINUTE, DAY]


def test_a_missed_pickup_leaves_parcels_for_the_next() -> None:
    plan = small(events=[h.event("pickup_missed", docks=(0,))])
    parcel = play(plan, [(10 * HOUR, 0, ONE)], [(0, 17 * HOUR, 19 * HOUR)]).shipments[0]
    assert parcel["collected"] == DAY + 18 * HOUR


@pytest.mark.parametrize(("staged", "lane", "collected"), [("relabel", 1, 18), ("wait", 0, 42)])
def test_relabel(staged: str, lane: int, collected: int) -> None:
    response = h.response(("mark_down", True), ("relabel", True), detect=HOUR, decide=HOUR)
    event = h.event("carrier_outage", carriers=(0,), staged=staged, response=response)
    result = play(small(events=[event]), [(10 * HOUR, 0, ONE)], [(0, 11 * HOUR, DAY)])
    assert (result.shipments[0]["lane"], result.shipments[0]["collected"]) == (lane, collected * HOUR)
    ends = [t["ended"] for t in result.touches]
    assert ends == ([13 * HOUR + 3 * MINUTE] if staged == "relabel" else [])


def test_delays_multiply_and_add() -> None:
    events = [
        h.event("carrier_delay", label="a", carriers=(0,), factor=1.5),
        h.event("lane_delay", label="b", lanes=(0,), add=3 * HOUR),
    ]
    parcel = play(small(events=events), [(10 * HOUR, 0, ONE)], [(0, 0, DAY), (1, 0, DAY)]).shipments[0]
    assert parcel["delivered"] == 18 * HOUR + 3 * DAY + 3 * HOUR


def test_a_delay_recovers_by_its_ramp() -> None:
    event = h.event("carrier_delay", carriers=(0,), factor=2.0, ramp=(0.5, 4 * DAY))
    plan = small(events=[event])
    orders = [(d * DAY + 10 * HOUR, 0, ONE) for d in (0, 1, 2, 5)]
    result = play(plan, orders, [(0, 0, 12 * HOUR)])
    took = [(p["delivered"] - p["collected"]) / DAY for p in result.shipments]
    # at half strength until midnight, then at level 0.5 + 0.5 × 12 h / 96 h and so on
    assert took == pytest.approx([3.0, 2 * (2 - 0.5625), 2 * (2 - 0.6875), 2.0])


def test_restart_and_lose_at_a_node_outage() -> None:
    orders = [(10 * HOUR, 0, ONE)]
    when = [(0, 10 * HOUR + MINUTE, 12 * HOUR)]
    packed = {}
    for rule in ("hold", "restart"):
        plan = small(events=[h.event("node_outage", nodes=(0,), under_way=rule)])
        packed[rule] = play(plan, orders, when).shipments[0]["packed"]
    assert packed == {"hold": 12 * HOUR + 5 * MINUTE, "restart": 12 * HOUR + 6 * MINUTE}
    plan = small(events=[h.event("node_outage", nodes=(0,), under_way="lose")])
    result = play(plan, orders, when)
    assert [s["state"] for s in result.shipments] == ["void", "delivered"]
    assert result.stock[0, 0]["picked"] == 2


def test_a_sudden_load_ramp_slows_the_other_node() -> None:
    response = h.response(("mark_down", True), detect=0, decide=0)
    event = h.event("node_outage", nodes=(0,), response=response)
    plan = small(events=[event], nodes=({}, {"ramp": (0.25, 2 * DAY)}))
    own = [(t, 1, ONE) for t in (8 * HOUR, 9 * HOUR)]
    diverted = [(t, 0, ONE) for t in (10 * HOUR, 11 * HOUR, DAY + 10 * HOUR, 4 * DAY)]
    result = play(plan, own + diverted, [(0, 0, 8 * DAY)])
    took = [p["packed"] - p["started"] for p in result.shipments]
    assert took[:3] == [6 * MINUTE] * 3
    assert took[3] == 24 * MINUTE
    assert took[4] == pytest.approx(6 * MINUTE / (0.25 + 0.75 * 14 / 48), abs=1)
    assert took[5] == 6 * MINUTE


def test_a_response_may_have_touches_of_its_own_length() -> None:
    response = h.response(("mark_down", True), ("reroute", True), detect=0, decide=0)
    response = replace(response, touch=30 * MINUTE)
    plan = small(events=[h.event("node_outage", nodes=(0,), response=response)])
    result = play(plan, [(10 * HOUR + 30 * MINUTE, 0, ONE)], [(0, 10 * HOUR + 31 * MINUTE, 3 * DAY)])
    # the parcel is in work when the node goes down; the next one would be in its queue
    assert result.touches == []
    orders = [(10 * HOUR + 30 * MINUTE, 0, ONE), (10 * HOUR + 30 * MINUTE, 0, ONE)]
    (touch,) = play(plan, orders, [(0, 10 * HOUR + 31 * MINUTE, 3 * DAY)]).touches
    assert touch["ended"] - touch["begun"] == 30 * MINUTE


def test_a_threshold_marks_its_node_down_until_it_no_longer_holds() -> None:
    acts = (("mark_down", True), ("reroute", True))
    threshold = Threshold("late", "on_time", "<", 0.9, "node", (), (), (), 2 * DAY, acts)
    plan = small(promise_days=1, thresholds=[threshold], hours=(8, 16))
    orders = [(d * DAY + 10 * HOUR, 0, ONE) for d in range(6)]
    result = play(plan, orders)
    # A's parcels are late and it is left on day 2, B when its own are; then A has no recent ones, and is used
    assert [(t, key) for t, _, key in result.fired] == [
        (2 * DAY + 9 * HOUR, 0), (4 * DAY + 9 * HOUR, 1), (7 * DAY + 9 * HOUR, 0)
    ]  # fmt: skip
    assert [s["node"] for s in result.shipments] == [0, 0, 1, 1, 0]


def test_a_threshold_looks_at_the_nodes_and_regions_that_it_names() -> None:
    def fired(**only: tuple[int, ...]) -> list[tuple[int, int, int]]:
        named = {"nodes": (), "regions": ()} | only
        threshold = Threshold("late", "backlog", ">=", 1, "", (), over=DAY, acts=(), **named)
        plan = small(promise_days=1, thresholds=[threshold])
        return play(plan, [(10 * HOUR, 0, ONE)]).fired

    assert fired() == fired(nodes=(0,)) == fired(regions=(0,)) == fired(nodes=(0,), regions=(0,))
    assert len(fired()) == 1
    assert fired(nodes=(1,)) == fired(regions=(1,)) == fired(nodes=(0,), regions=(1,)) == []


def test_the_team_pauses_out_of_hours_and_takes_touches_in_order() -> None:
    plan = small(routing={"oversize": True})
    orders = [(17 * HOUR - 4 * MINUTE, 0, [(3, 1)]), (17 * HOUR - MINUTE, 0, [(3, 1)])]
    touches = play(plan, orders).touches
    morning = DAY + 9 * HOUR
    assert [t["ended"] for t in touches] == [morning + 6 * MINUTE, morning + 16 * MINUTE]


def test_hold_complete_waits_as_a_whole() -> None:
    plan = small(initial=1, policy=(1, -1, 6), out_of_stock="hold_complete", sources=SUPPLIER)
    result = play(plan, [(HOUR, 0, [(0, 2), (1, 1)])])
    assert {line["state"] for line in result.lines} == {"delivered"}
    first = result.purchase_orders[0]
    assert (first["sku"], first["quantity"]) == (0, 7)
    assert [s["queued"] for s in result.shipments] == [first["received"]]


@pytest.mark.parametrize(("splits", "alone"), [("allowed", True), ("never", False)])
def test_partial_orders_are_exceptions(splits: str, alone: bool) -> None:
    plan = small(initial=1, policy=(0, 0, 0), routing={"partial": True}, splits=splits, out_of_stock="lost")
    result = play(plan, [(10 * HOUR, 0, [(0, 2), (1, 1)]), (11 * HOUR, 0, [(0, 2), (2, 3)])])
    assert [(t["order"], t["kind"]) for t in result.touches] == [(0, "exception")]
    assert result.orders[0]["state"] == ("delivered" if alone else "lost")
    assert result.orders[1]["state"] == "lost"


def test_received_units_are_seen_at_the_next_sync() -> None:
    plan = small(initial=0, policy=(1, 0, 5), routing={"sync": 4 * HOUR}, sources=SUPPLIER)
    result = play(plan, [(HOUR, 0, ONE)])
    assert result.purchase_orders[0]["received"] == 3 * DAY + 2 * HOUR
    assert result.shipments[0]["queued"] == 3 * DAY + 4 * HOUR


def test_defects_are_scrapped_and_ordered_again() -> None:
    supplier = QUIET["supplier"] | {"defects": 1.0}
    plan = small(initial=0, policy=(1, 0, 5), supplier=supplier, sources=SUPPLIER, days=8)
    result = play(plan, [])
    stock = result.stock[0, 0]
    assert stock["received"] == stock["scrapped"] > 5
    assert stock["shelf"] == 0
    own = [p for p in result.purchase_orders if (p["node"], p["sku"]) == (0, 0)]
    assert own[1]["placed"] == own[0]["received"]


def test_minimum_order_pack_and_multiples_of_q() -> None:
    supplier = QUIET["supplier"] | {"min_order": 10, "pack": 6}
    plan = small(initial=3, policy=(2, 7, 4), supplier=supplier, sources=SUPPLIER)
    assert {p["quantity"] for p in play(plan, []).purchase_orders} == {12}
    plain = small(initial=3, policy=(2, 7, 4), sources=SUPPLIER)
    assert {p["quantity"] for p in play(plain, []).purchase_orders} == {8}


def test_periodic_review_tests_at_its_times_only() -> None:
    plan = small(initial=10, policy=(1, 9, 10), review=3 * DAY, sources=SUPPLIER)
    result = play(plan, [(HOUR, 0, ONE)])
    assert [(p["placed"], p["quantity"]) for p in result.purchase_orders] == [(3 * DAY, 1)]


@pytest.mark.parametrize(("review", "placed"), [(0, [DAY + HOUR, 5 * DAY]), (2 * DAY, [2 * DAY, 6 * DAY])])
def test_nobody_orders_during_an_ordering_outage(review: int, placed: list[int]) -> None:
    # watched all the time: an order for each unit sold; what was sold in the outage is ordered at its end
    plan = small(initial=10, policy=(1, 9, 10), review=review, sources=SUPPLIER)
    plan = replace(plan, events=(h.event("ordering_outage", nodes=(0,)),))
    orders = [(DAY + HOUR, 0, ONE), (3 * DAY, 0, ONE), (4 * DAY + HOUR, 0, ONE)]
    result = play(plan, orders, [(0, 2 * DAY + HOUR, 5 * DAY)])
    assert [p["placed"] for p in result.purchase_orders] == placed
    assert [p["quantity"] for p in result.purchase_orders] == [1, 2]


def test_a_node_orders_again_when_the_last_of_several_outages_has_ended() -> None:
    plan = small(initial=10, policy=(1, 9, 10), sources=SUPPLIER)
    plan = replace(plan, events=(h.event("ordering_outage", nodes=(0, 1)),))
    result = play(plan, [(2 * DAY, 0, ONE)], [(0, DAY, 3 * DAY), (0, DAY + HOUR, 4 * DAY)])
    assert [(p["node"], p["placed"]) for p in result.purchase_orders] == [(0, 4 * DAY)]


def test_a_reorder_point_below_zero_waits_for_customers_who_wait() -> None:
    plan = small(initial=1, policy=(2, -2, 5), sources=SUPPLIER)
    orders = [(n * HOUR, 0, ONE) for n in (1, 2, 3, 4)]
    result = play(plan, [(0, 1, ONE), *orders])
    # A has one unit: sold at 1 h, two customers wait, and the third brings the position to -3
    assert [(p["node"], p["placed"], p["quantity"]) for p in result.purchase_orders] == [(0, 3 * HOUR, 5)]


@pytest.mark.parametrize(("limit", "states"), [(2, "ddl"), (3, "ddd"), (0, "lll"), (-1, "ddd")])
def test_beyond_its_limit_nobody_waits(limit: int, states: str) -> None:
    plan = small(initial=0, policy=(1, -1, 0), sources=SUPPLIER)
    plan = replace(plan, stock=tuple(replace(rule, most=limit) for rule in plan.stock))
    result = play(plan, [(HOUR, 0, ONE), (2 * HOUR, 0, ONE), (3 * HOUR, 0, ONE)])
    assert "".join(order["state"][0] for order in result.orders) == states
    assert len(result.stockouts) == 3


def test_a_group_waits_as_a_whole_or_is_lost() -> None:
    plan = small(initial=0, policy=(1, -1, 0), sources=SUPPLIER)
    limits = {0: 5, 1: 1}
    plan = replace(plan, stock=tuple(replace(rule, most=limits.get(rule.sku, -1)) for rule in plan.stock))
    # a kit is one unit of k0 and two of k1, which is more than may wait; then k1 alone may
    result = play(plan, [(HOUR, 0, [(4, 1)]), (2 * HOUR, 0, [(1, 1)]), (3 * HOUR, 0, [(1, 1)])])
    assert [order["state"] for order in result.orders] == ["lost", "delivered", "lost"]


def test_the_backup_is_used_while_the_supplier_is_failed() -> None:
    response = h.response(("mark_down", True), ("use_backup", True), detect=0, decide=0, after=0)
    event = h.event("supplier_outage", suppliers=(0,), response=response)
    plan = small(initial=10, policy=(1, 9, 10), events=[event])
    orders = [(d * DAY + HOUR, 0, ONE) for d in (0, 2, 4)]
    result = play(plan, orders, [(0, DAY, 3 * DAY)])
    assert [p["supplier"] for p in result.purchase_orders] == [0, 1, 0]


def test_an_ordinary_source_elsewhere_is_a_standby_here() -> None:
    response = h.response(("order_from", 1), detect=0, decide=0, after=0)
    event = h.event("supplier_outage", suppliers=(0,), response=response)
    plan = small(initial=10, policy=(1, 9, 10), events=[event], sources=(("supplier", 0), ("supplier", 1)))
    plan = replace(plan, suppliers=tuple(replace(supplier, backup=False) for supplier in plan.suppliers))
    own = {0: {"standby": (1,)}, 1: {"sources": (("supplier", 1),)}}
    plan = replace(plan, stock=tuple(replace(rule, **own[rule.node]) for rule in plan.stock))
    orders = [(d * DAY + HOUR, 0, ONE) for d in (0, 2, 4)]
    result = play(plan, orders, [(0, DAY, 3 * DAY)])
    assert [p["supplier"] for p in result.purchase_orders if p["node"] == 0] == [0, 1, 0]


def test_expedite_shortens_what_remains_of_the_lead_time() -> None:
    response = h.response(("expedite", 0.5), detect=HOUR, decide=0)
    event = h.event("supplier_delay", suppliers=(0,), add=DAY, response=response)
    plan = small(initial=10, policy=(1, 9, 10), events=[event], sources=SUPPLIER, team_hours=None)
    (order,) = play(plan, [(12 * HOUR, 0, ONE)], [(0, 11 * HOUR + 40 * MINUTE, 4 * DAY)]).purchase_orders
    # ordered at 12:00 for 2 + 1 days; known at 12:40, expedited at 13:00
    assert order["shipped"] == 13 * HOUR + (3 * DAY - HOUR) // 2


def test_customs_hold_and_outage_on_the_way_in() -> None:
    events = [
        h.event("customs_hold", label="a", inbound=(0,), share=1.0, hold_for=h.constant(6 * HOUR)),
        h.event("lane_outage", label="b", inbound=(0,), under_way="hold"),
    ]
    plan = small(initial=10, policy=(1, 9, 10), events=events, sources=SUPPLIER)
    orders = [(0, 0, ONE)]
    (held,) = play(plan, orders, [(0, 0, 3 * DAY)]).purchase_orders
    assert held["arrived"] == 3 * DAY + 6 * HOUR
    (late,) = play(plan, orders, [(1, DAY, 2 * DAY + HOUR)]).purchase_orders
    assert (late["shipped"], late["arrived"]) == (2 * DAY + HOUR, 3 * DAY + HOUR)
    (frozen,) = play(plan, orders, [(1, 2 * DAY + HOUR, 2 * DAY + 4 * HOUR)]).purchase_orders
    assert frozen["arrived"] == 3 * DAY + 3 * HOUR


def test_goods_are_damaged_on_the_way_in() -> None:
    plan = small(initial=10, policy=(1, 9, 10), sources=SUPPLIER)
    worn = tuple(replace(lane, damage=0.5) for lane in plan.inbound)
    plan = replace(plan, inbound=worn)
    found = play(plan, [(0, 0, [(0, 4)])])
    first = found.purchase_orders[0]
    stock = found.stock[0, 0]
    assert (first["quantity"], first["good"]) == (4, 2)
    assert stock["scrapped"] == sum(p["quantity"] - p["good"] for p in found.purchase_orders)
    assert [p["quantity"] for p in found.purchase_orders][:2] == [4, 2]  # what was damaged is ordered again


def test_a_closed_dock_receives_when_it_opens() -> None:
    plan = small(hours=(8, 16), initial=0, policy=(1, 0, 5), sources=SUPPLIER)
    order = play(plan, []).purchase_orders[0]
    assert (order["arrived"], order["received"]) == (3 * DAY, 3 * DAY + 10 * HOUR)


def test_returns_are_restocked() -> None:
    care = Aftercare(1.0, 1.0, 1.0, h.constant(DAY), 1.0)
    result = play(small(aftercare=care), [(10 * HOUR, 0, [(0, 2), (1, 1)])])
    assert (result.stock[0, 0]["restocked"], result.stock[0, 0]["shelf"]) == (2, 60)
    assert result.stock[0, 1]["recorded"] == 60


def test_drift_and_count() -> None:
    plan = small(initial=60, policy=(0, 0, 0), routing={"drift": 1.0}, days=1)
    drifted = play(plan, []).stock
    assert {s["recorded"] for s in drifted.values()} <= {0, 120}
    counted = play(replace(plan, nodes=tuple(replace(n, count_every=DAY // 2) for n in plan.nodes)), []).stock
    assert {s["recorded"] for s in counted.values()} == {60}


def test_stop_of_the_sync_hides_units_until_its_end() -> None:
    event = h.event("inventory_sync_error", nodes=(0,), error=0.0, stops_sync=True)
    plan = small(initial=0, policy=(1, 0, 5), events=[event], sources=SUPPLIER)
    result = play(plan, [(HOUR, 0, ONE)], [(0, DAY, 5 * DAY)])
    assert result.shipments[0]["queued"] == 5 * DAY


def test_reship_needs_one_node_with_all_lines() -> None:
    sure: dict[str, Any] = {"damage": 1.0}
    plan = small(initial=1, policy=(0, 0, 0), node={"damage": 1.0}, carrier=sure, out_of_stock="lost")
    again = play(plan, [(HOUR, 0, ONE)])
    assert [(s["kind"], s["node"], s["damaged"]) for s in again.shipments] == [
        ("first", 0, True),
        ("reship", 1, True),
    ]
    assert len(play(plan, [(HOUR, 0, ONE), (HOUR, 1, ONE)]).shipments) == 2


def test_stationless_nodes_pack_at_once() -> None:
    plan = small(node={"stations": 0, "openings": np.array([[8 * HOUR, NEVER]])})
    parcels = play(plan, [(HOUR, 0, ONE), (2 * HOUR, 0, ONE), (9 * HOUR, 0, ONE)]).shipments
    assert [p["packed"] for p in parcels] == [8 * HOUR, 8 * HOUR, 9 * HOUR]


def test_a_weight_of_whole_pounds_is_not_billed_one_more() -> None:
    plan = small()
    light = replace(plan.skus[0], weight_lb=0.07)
    plan = replace(plan, skus=(light, *plan.skus[1:]))
    assert light.weight_lb * 100 > 7
    world = World(plan, h.draws(plan, [(0, 0, [(0, 100)]), (0, 0, [(0, 101)]), (0, 0, ONE)]))
    assert [world.router.cents(0, [order.lines]) for order in world.orders.all] == [850, 900, 550]


DARK = h.response(("mark_down", True), detect=0, automatic=True)


@pytest.mark.parametrize("short", ["backorder", "lost", "hold_complete"])
def test_who_finds_stock_but_no_way_to_it_found_no_stockout(short: str) -> None:
    down = h.event("node_outage", nodes=(0, 1), response=DARK)
    watch = Threshold("t", "stockouts", ">=", 1, "", (), (), (), DAY, ())
    plan = small(events=[down], out_of_stock=short, thresholds=[watch])
    result = play(plan, [(12 * HOUR, 0, [(0, 1), (2, 1)])], [(0, 10 * HOUR, 2 * DAY)])
    assert {line["state"] for line in result.lines} == {"lost" if short == "lost" else "waiting"}
    assert (result.stockouts, result.fired) == ([], [])
    # nor does one to whom no lane is open
    closed = h.event("carrier_outage", carriers=(0, 1), response=DARK)
    plan = small(events=[closed], out_of_stock=short)
    assert play(plan, [(12 * HOUR, 0, ONE)], [(0, 10 * HOUR, 2 * DAY)]).stockouts == []


def test_only_what_lacks_stock_is_in_the_stockout_log() -> None:
    none = {"policy": (0, 0, 0)}
    plan = small(**none, rules=("minimize_splits",))
    half = tuple(replace(r, initial=5 * (r.sku != 1)) for r in plan.stock)
    (row,) = play(replace(plan, stock=half), [(HOUR, 0, [(4, 1)])]).stockouts
    assert row == (HOUR, 0, 0, 1, 2)  # of a kit of one k0 and two k1
    # each of two SKUs lies at another node: together they are nowhere
    apart = tuple(replace(r, initial=5 * (r.sku == r.node)) for r in plan.stock)
    whole = small(**none, splits="never", out_of_stock="lost")
    rows = play(replace(whole, stock=apart), [(HOUR, 0, [(0, 1), (1, 1)])]).stockouts
    assert rows == [(HOUR, 0, 0, 0, 1), (HOUR, 0, 0, 1, 1)]
    # three of a kind, two in stock: the third is short, also if all wait for it
    hold = small(**none, splits="units", out_of_stock="hold_complete")
    few = tuple(replace(r, initial=1) for r in hold.stock)
    (row,) = play(replace(hold, stock=few), [(HOUR, 0, [(0, 3)])]).stockouts
    assert row == (HOUR, 0, 0, 0, 1)


def test_a_dark_node_is_stock_to_one_group_only() -> None:
    down = h.event("node_outage", nodes=(0,), response=DARK)
    plan = small(events=[down], policy=(0, 0, 0))
    plan = replace(plan, stock=tuple(replace(r, initial=1 - r.node) for r in plan.stock))
    orders = [(12 * HOUR, 0, [(0, 1)]), (13 * HOUR, 0, [(0, 2)]), (14 * HOUR, 0, [(0, 1), (0, 1)])]
    rows = play(plan, orders, [(0, 10 * HOUR, 2 * DAY)]).stockouts
    assert rows == [(13 * HOUR, 1, 1, 0, 2), (14 * HOUR, 2, 1, 0, 1)]


def test_a_parcel_is_priced_by_its_box_and_with_its_surcharges() -> None:
    plan = small()
    sized = tuple(replace(sku, size_in=size) for sku, size in zip(plan.skus, SIZES, strict=True))
    lane = replace(plan.lanes[0], divisor=100.0, above_in3=150.0, fuel=0.1, residential=95, per_unit=7)
    plan = replace(plan, skus=sized, lanes=(lane, *plan.lanes[1:]))
    wanted = [(0, 0, [(0, 2)]), (0, 0, [(0, 1), (1, 1)]), (0, 0, ONE)]
    world = World(plan, h.draws(plan, wanted))
    found = [world.router.cents(0, [order.lines]) for order in world.orders.all]
    # 10 × 6 × 3 in = 180 in³ is 2 lb; 11 × 6 × 6 in = 396 in³ 4 lb; 10 × 6 × 2 in = 120 in³ is small: 1 lb
    assert found == [600 + 60 + 95 + 14, 700 + 70 + 95 + 14, 550 + 55 + 95 + 7]


SIZES = ((6.0, 1.5, 10.0), (11.0, 4.1, 4.3), (4.0, 4.0, 4.0), (4.0, 4.0, 4.0))


@pytest.mark.parametrize(
    ("costs", "lanes", "rises"),
    [
        (("rate",), (0, 1), 1.5),
        (("fuel", "rate"), (0, 1), 2.25),
        (("duty",), (0, 1), 1.0),
        (("rate",), (), 1.0),
    ],
)
def test_a_cost_shock_raises_the_lanes_that_it_names(
    costs: tuple[str, ...], lanes: tuple[int, ...], rises: float
) -> None:
    shock = h.event("cost_shock", costs=costs, factor=1.5, lanes=lanes, inbound=(0,))
    plan = small(events=[shock], rules=("cheapest",), out_of_stock="lost")
    far = replace(plan.lanes[4], cents=plan.lanes[0].cents + 300, cents_per_lb=50)
    plan = replace(plan, lanes=(*plan.lanes[:4], far, *plan.lanes[5:]))
    result = play(plan, [(12 * HOUR, 0, ONE)], [(0, 10 * HOUR, 2 * DAY)])
    assert result.shipments[0]["node"] == int(550 * rises > 850)
