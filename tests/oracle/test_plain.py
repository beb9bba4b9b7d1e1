"""The oracle against worlds small enough to be worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from simnet.engine import replication as engine
from simnet.engine.draws import draw
from simnet.engine.plan import NEVER, Aftercare, Loyalty, Plan, Thinning, Threshold
from simnet.engine.replication import play as play_engine
from tests.oracle import handmade as h
from tests.oracle.compare import differences
from tests.oracle.handmade import DAY, HOUR, MINUTE
from tests.oracle.parcels import arrival
from tests.oracle.plain import Result, run
from tests.oracle.wild import wild

QUIET: dict[str, Any] = {
    "transit_days": (2.0, 2.0),
    "carrier": {"damage": -1.0},
    "aftercare": Aftercare(1.0, 1.0, 0.0, 0, 0.0),
    "inbound_transit": h.constant(DAY),
    "supplier": {"lead": h.constant(2 * DAY)},
}
"""No damage, no returns, certain times."""
SURE = {"wrong": 0.0, "damage": 0.0}


def play(plan: Plan, orders: Sequence[h.Wanted], occurrences: Sequence[tuple[int, int, int]] = ()) -> Result:
    """What the oracle says happens, with which the engine must agree."""
    draws = h.draws(plan, orders, occurrences)
    result = run(plan, draws)
    assert differences(engine.play(plan, draws), result) == []
    return result


def small(**fields: Any) -> Plan:
    fields["node"] = SURE | fields.get("node", {})
    return h.plan(**(QUIET | {"days": 14} | fields))


ONE = [(0, 1)]
"""One unit of item 0."""


def test_an_order_is_packed_collected_and_delivered() -> None:
    result = play(small(), [(10 * HOUR, 0, ONE)])
    parcel = result.shipments[0]
    assert (parcel["started"], parcel["packed"]) == (10 * HOUR, 10 * HOUR + 6 * MINUTE)
    assert parcel["collected"] == 18 * HOUR
    assert parcel["delivered"] == 18 * HOUR + 2 * DAY
    assert result.orders[0] == {"number": 0, "state": "delivered", "finished": 18 * HOUR + 2 * DAY}
    assert result.stock[0, 0]["picked"] == 1
    assert result.ended == 14 * DAY


def test_work_pauses_while_the_node_is_closed() -> None:
    parcel = play(small(hours=(8, 16)), [(16 * HOUR - 2 * MINUTE, 0, ONE)]).shipments[0]
    assert parcel["packed"] == DAY + 8 * HOUR + 4 * MINUTE


def test_orders_after_the_cutoff_wait_for_the_next_day() -> None:
    parcels = play(small(hours=(8, 16), gate=14), [(14 * HOUR, 0, ONE), (14 * HOUR + 1, 0, ONE)]).shipments
    assert [p["started"] for p in parcels] == [14 * HOUR, DAY + 8 * HOUR]


def test_speed_binds_work_that_starts_later() -> None:
    event = h.event("node_capacity", nodes=(0,), factor=0.5)
    orders = [(10 * HOUR, 0, ONE), (10 * HOUR + 1, 0, ONE)]
    parcels = play(small(events=[event]), orders, [(0, 10 * HOUR + MINUTE, DAY)]).shipments
    assert [p["packed"] for p in parcels] == [10 * HOUR + 6 * MINUTE, 10 * HOUR + 18 * MINUTE]


def test_a_line_waits_until_stock_is_received() -> None:
    plan = small(initial=1, policy=(1, 0, 5), out_of_stock="backorder", splits="never")
    orders = [(HOUR, 0, [(0, 1)]), (2 * HOUR, 1, [(0, 1)]), (3 * HOUR, 0, [(0, 1)])]
    result = play(plan, orders)
    order = result.purchase_orders[0]
    # the first two empty both nodes, each reorders at 0; 2 days to make, 1 day on its way, 2 h to receive
    assert (order["placed"], order["node"], order["quantity"]) == (HOUR, 0, 5)
    assert order["received"] == HOUR + 3 * DAY + 2 * HOUR
    assert result.shipments[2]["queued"] == order["received"]
    assert result.stockouts == [(3 * HOUR, 2, 0, 0, 1)]
    assert result.stock[0, 0]["backordered"] == 0


def test_patience_ends_a_wait() -> None:
    plan = small(initial=0, policy=(0, 0, 0), patience=h.constant(DAY))
    result = play(plan, [(HOUR, 0, ONE)])
    assert result.orders[0] == {"number": 0, "state": "cancelled", "finished": HOUR + DAY}
    assert result.stock[0, 0]["backordered"] == 0


@pytest.mark.parametrize(("splits", "nodes"), [("never", []), ("allowed", [0, 1])])
def test_splits(splits: str, nodes: list[int]) -> None:
    plan = small(initial=1, policy=(0, 0, 0), splits=splits, out_of_stock="lost")
    result = play(plan, [(HOUR, 0, ONE), (2 * HOUR, 0, [(0, 1), (1, 1)])])
    # the first takes the only k0 of A; the second finds k0 at B only, k1 at both
    assert [s["node"] for s in result.shipments[1:]] == [1]
    assert len(result.shipments) == 2
    assert result.shipments[1]["lines"] == [1, 2]
    third = play(plan, [(HOUR, 0, ONE), (HOUR, 1, [(1, 1)]), (2 * HOUR, 0, [(0, 1), (1, 1)])])
    assert third.orders[2]["state"] == ("lost" if splits == "never" else "delivered")
    assert [s["node"] for s in third.shipments[2:]] == nodes


def test_a_failed_node_is_marked_down_and_its_queue_rerouted() -> None:
    response = h.response(("mark_down", True), ("reroute", True), detect=HOUR, decide=HOUR, after=HOUR)
    plan = small(events=[h.event("node_outage", nodes=(0,), response=response)])
    result = play(plan, [(9 * HOUR + 30 * MINUTE, 0, ONE)], [(0, 9 * HOUR, 3 * DAY)])
    assert result.responses[0] == {
        "occurrence": 0,
        "detected": 10 * HOUR,
        "decided": 11 * HOUR,
        "stood_down": 3 * DAY + HOUR,
    }
    first, second = result.shipments
    assert (first["state"], first["node"]) == ("void", 0)
    assert (second["node"], second["attempt"], second["queued"]) == (1, 0, 11 * HOUR + 5 * MINUTE)
    assert result.touches[0]["state"] == "done"
    assert result.stock[0, 0]["recorded"] == 60
    assert result.stock[1, 0]["shelf"] == 59


def test_stand_down_brings_queued_shipments_back() -> None:
    response = h.response(("mark_down", True), ("reroute", True), automatic=True, detect=HOUR, after=0)
    late = {"openings": np.array([[2 * DAY, NEVER]])}
    events = [h.event("node_outage", nodes=(0,), response=response)]
    plan = small(events=events, nodes=({}, late))
    result = play(plan, [(9 * HOUR + 1, 0, ONE)], [(0, 9 * HOUR, DAY)])
    assert [(s["node"], s["state"]) for s in result.shipments] == [(0, "void"), (1, "void"), (0, "delivered")]
    assert result.shipments[2]["started"] == DAY
    assert result.touches == []


def test_a_parcel_under_way_is_held_by_the_time_its_path_is_down() -> None:
    plan = small(events=[h.event("carrier_outage", carriers=(0,), under_way="hold")])
    parcel = play(plan, [(10 * HOUR, 0, ONE)], [(0, DAY, DAY + 7 * HOUR)]).shipments[0]
    assert parcel["delivered"] == 18 * HOUR + 2 * DAY + 7 * HOUR


def test_a_parcel_that_turns_round_is_routed_again() -> None:
    plan = small(events=[h.event("carrier_outage", carriers=(0,), under_way="return")])
    first, second = play(plan, [(10 * HOUR, 0, ONE)], [(0, DAY, DAY + HOUR)]).shipments
    assert first["state"] == "returned"
    assert (second["attempt"], second["queued"]) == (0, DAY + 6 * HOUR)


def test_a_lost_parcel_is_sent_again_once() -> None:
    events = [h.event("carrier_outage", carriers=(0,), under_way="lose")]
    result = play(
        small(events=events), [(10 * HOUR, 0, ONE)], [(0, DAY, DAY + HOUR), (0, 2 * DAY, 2 * DAY + HOUR)]
    )
    assert [(s["kind"], s["state"]) for s in result.shipments] == [("first", "lost"), ("reship", "lost")]
    assert result.orders[0] == {"number": 0, "state": "lost", "finished": 2 * DAY}


def test_destroyed_stock_breaks_the_youngest_reservation() -> None:
    plan = small(
        initial=4,
        policy=(0, 0, 0),
        hours=(8, 16),
        events=[h.event("stock_destroyed", nodes=(0,), fraction=0.5)],
    )
    orders = [(1, 0, [(0, 2)]), (2, 0, [(0, 1)])]
    result = play(plan, orders, [(0, HOUR, HOUR)])
    # shelf 4 → 2, one of it was free: reserved 3 > 2, so the younger shipment breaks and goes to node 1
    assert [(s["node"], s["state"]) for s in result.shipments] == [
        (0, "delivered"),
        (0, "void"),
        (1, "delivered"),
    ]
    assert result.stock[0, 0]["destroyed"] == 2
    assert (result.stock[0, 0]["shelf"], result.stock[0, 0]["recorded"]) == (0, 0)


def test_a_record_that_promises_too_much_leads_to_a_short_pick() -> None:
    event = h.event("inventory_sync_error", nodes=(0,), error=1.0)
    plan = small(initial=1, policy=(0, 0, 0), events=[event], team_hours=None)
    orders = [(2 * HOUR, 0, ONE), (2 * HOUR, 0, ONE)]
    result = play(plan, orders, [(0, HOUR, 5 * HOUR)])
    assert [s["node"] for s in result.shipments] == [0, 0, 1]
    short = result.touches[0]
    # the second starts when the first is packed
    assert (short["kind"], short["queued"]) == ("short_pick", 2 * HOUR + 6 * MINUTE)
    assert result.shipments[2]["queued"] == 2 * HOUR + 21 * MINUTE
    assert result.stock[0, 0]["recorded"] == 0


def test_a_short_pick_frees_what_was_not_short_and_serves_who_waits_when_its_touch_ends() -> None:
    event = h.event("inventory_sync_error", nodes=(0,), skus=(0,), error=1.0)
    plan = small(initial=1, policy=(0, 0, 0), events=[event], team_hours=None, splits="never")
    mixed = [(0, 1), (1, 1)]
    first = [(2 * HOUR, 0, ONE), (2 * HOUR, 0, mixed)]
    when = [(0, HOUR, 5 * HOUR)]
    # k1 can be promised from the short pick at 2:06 on, by who comes later
    result = play(plan, [*first, (2 * HOUR + 10 * MINUTE, 0, [(1, 1)])], when)
    assert [(s["order"], s["node"]) for s in result.shipments] == [(0, 0), (1, 0), (2, 0), (1, 1)]
    assert result.shipments[2]["queued"] == 2 * HOUR + 10 * MINUTE
    # who waited before is served at the end of the touch at 2:21, before the parcel's own lines are routed
    orders = [(0, 1, [(1, 1)]), *first, (2 * HOUR + 3 * MINUTE, 0, [(1, 1)])]
    result = play(plan, orders, when)
    assert [(s["order"], s["node"]) for s in result.shipments] == [(0, 1), (1, 0), (2, 0), (3, 0)]
    assert result.shipments[3]["queued"] == 2 * HOUR + 21 * MINUTE
    assert [o["state"] for o in result.orders] == ["delivered", "delivered", "open", "delivered"]


def test_orders_wait_for_the_order_system() -> None:
    plan = small(events=[h.event("system_outage")])
    result = play(plan, [(2 * HOUR, 0, ONE), (3 * HOUR, 0, ONE)], [(0, HOUR, 4 * HOUR)])
    assert [s["queued"] for s in result.shipments] == [4 * HOUR, 4 * HOUR]
    assert [s["order"] for s in result.shipments] == [0, 1]


def test_the_node_that_lacks_stock_is_supplied_by_the_other() -> None:
    plan = small(initial=10, policy=(1, 5, 8), sources=(("node", 1),))
    plan = replace(plan, stock=tuple(replace(r, kind=0) if r.node == 1 else r for r in plan.stock))
    result = play(plan, [(HOUR, 0, [(0, 5)])])
    (part,) = result.transfers
    assert (part["quantity"], part["shipped"], part["received"]) == (3, HOUR, HOUR + DAY + 2 * HOUR)
    assert (result.stock[1, 0]["transferred_out"], result.stock[0, 0]["transferred_in"]) == (3, 3)


@pytest.mark.parametrize(("rule", "ready"), [("hold", 3), ("finish", 2), ("lose", 4)])
def test_an_outage_of_a_supplier(rule: str, ready: int) -> None:
    events = [h.event("supplier_outage", suppliers=(0,), under_way=rule)]
    plan = small(initial=10, policy=(1, 5, 8), events=events, sources=(("supplier", 0),))
    result = play(plan, [(0, 0, [(0, 5)])], [(0, DAY, 2 * DAY)])
    # a lost one is ordered again at once, and waits for the supplier
    assert result.purchase_orders[-1]["shipped"] == ready * DAY
    assert [p["state"] for p in result.purchase_orders] == (["void"] if rule == "lose" else []) + ["received"]


def test_capacity_of_a_supplier_makes_purchase_orders_queue() -> None:
    supplier = QUIET["supplier"] | {"capacity": 4.0}
    plan = small(initial=10, policy=(1, 5, 13), supplier=supplier, sources=(("supplier", 0),))
    result = play(plan, [(0, 0, [(0, 5), (1, 5)])])
    assert [p["shipped"] for p in result.purchase_orders] == [2 * DAY, 4 * DAY]


def test_loyalty_falls_by_what_was_late() -> None:
    plan = small(loyalty=Loyalty(0.5, 0.9, 0.0, 10**9 * DAY), promise_days=1)
    result = play(plan, [(HOUR, 0, ONE), (2 * HOUR, 1, ONE)])
    assert result.loyalty == pytest.approx([0.5, 0.5])
    kept = play(replace(plan, promise=replace(plan.promise, days=5)), [(HOUR, 0, ONE)])
    assert kept.loyalty == [1.0, 1.0]


def test_thinning_deters() -> None:
    plan = small()
    draws = h.draws(
        plan, h.random_orders(plan, 30), thinnings=(Thinning(0, 14 * DAY, 0.0, frozenset({0}), frozenset()),)
    )
    states = [order["state"] == "deterred" for order in run(plan, draws).orders]
    assert states == [int(region) == 0 for region in draws.orders["region"][:-1]]


def test_a_threshold_fires_when_it_begins_to_hold() -> None:
    threshold = Threshold(
        "stockouts", "stockouts", ">=", 1, "sku", (), (), (), 2 * DAY, (("transfer", (1, 0, 0, 7)),)
    )
    plan = small(initial=0, policy=(0, 0, 0), nodes=({}, {}), thresholds=[threshold], days=5)
    plan = replace(plan, stock=tuple(replace(r, initial=20) if r.node == 1 else r for r in plan.stock))
    plan = replace(plan, routing=replace(plan.routing, services=plan.routing.services.copy()))
    plan.routing.services[:, 1] = -1  # node 1 reaches nobody
    result = play(plan, [(HOUR, 0, ONE)])
    assert result.fired == [(9 * HOUR, 0, 0)]
    assert result.transfers[0]["received"] == 9 * HOUR + DAY + 2 * HOUR
    assert result.orders[0]["state"] == "delivered"


def test_a_threshold_lets_go_of_a_supplier_when_it_no_longer_holds() -> None:
    threshold = Threshold("stockouts", "stockouts", ">=", 1, "", (), (), (), DAY, (("order_from", 1),))
    slow = {"lead": h.constant(13 * DAY)}
    plan = small(initial=0, policy=(1, 0, 5), thresholds=[threshold], supplier=slow)
    wanted = [(HOUR, 0, ONE), (10 * HOUR, 0, [(0, 4)]), (3 * DAY + 10 * HOUR, 0, [(0, 5)])]
    for bought in (play(plan, wanted).purchase_orders, _engine_orders(plan, wanted)):
        mine = [(row["supplier"], row["placed"]) for row in bought if (row["node"], row["sku"]) == (0, 0)]
        assert mine == [(0, 0), (1, 10 * HOUR), (0, 3 * DAY + 10 * HOUR)]


def _engine_orders(plan: Plan, wanted: Sequence[h.Wanted]) -> list[dict[str, int]]:
    placed = play_engine(plan, h.draws(plan, wanted, ())).suppliers.orders
    return [{name: getattr(g, name) for name in ("supplier", "placed", "node", "sku")} for g in placed]


def test_business_clock() -> None:
    clock = (h.weekday_clock(20),)
    friday = 4 * DAY
    assert arrival(clock, 0, friday + 12 * HOUR, DAY) == 7 * DAY + 12 * HOUR
    assert arrival(clock, 0, 5 * DAY + 3 * HOUR, DAY // 2) == 7 * DAY + 12 * HOUR
    assert arrival(clock, -1, 7, DAY) == DAY + 7
    at_noon = (h.weekday_clock(20, 12.0),)
    assert arrival(at_noon, 0, friday + HOUR, DAY) == 7 * DAY + 12 * HOUR
    assert arrival(at_noon, 0, friday + HOUR, DAY + 1) == 8 * DAY + 12 * HOUR
    assert arrival(at_noon, 0, 5 * DAY, 0) == 7 * DAY + 12 * HOUR


def test_beyond_its_end_a_business_clock_never_delivers() -> None:
    for clock in ((h.weekday_clock(20),), (h.weekday_clock(20, 12.0),)):
        assert arrival(clock, 0, 18 * DAY, 9 * DAY) == NEVER
        assert arrival(clock, 0, 19 * DAY + HOUR, DAY) == NEVER


def test_a_day_of_a_business_clock_is_a_day_however_long_it_is() -> None:
    clock = h.weekday_clock(20)
    clock.day_start[2:] += HOUR  # Tuesday has 25 hours
    assert arrival((clock,), 0, 12 * HOUR, DAY) == DAY + 12 * HOUR + HOUR // 2
    assert arrival((clock,), 0, DAY + 12 * HOUR + HOUR // 2, DAY) == 2 * DAY + 13 * HOUR
    # 1 µs into the 25 hours is 0 µs of the 24, and 2 µs are 1
    assert [arrival((clock,), 0, DAY + t, DAY) for t in (1, 2)] == [2 * DAY + HOUR, 2 * DAY + HOUR + 1]


@pytest.mark.parametrize("number", range(12))
def test_wild_worlds_conserve_and_repeat(number: int) -> None:
    plan = wild(number)
    draws = draw(plan, number)
    first = run(plan, draws)  # checks conservation itself
    assert first == run(plan, draws)
    assert len(first.orders) == len(draws.orders) - 1
