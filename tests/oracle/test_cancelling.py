"""Customers who may cancel until their order is packed (docs/model.md §5), each world worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from simnet.engine.plan import Plan, Rehearsal
from tests.oracle import handmade as h
from tests.oracle.handmade import DAY, HOUR, MINUTE
from tests.oracle.plain import Result
from tests.oracle.test_plain import ONE, play, small

TEN = 10 * HOUR
TWO = [(0, 1), (1, 1)]
"""One unit each of items 0 and 1."""
DARK = h.event("node_outage", nodes=(0,))
PACK = 6 * MINUTE
"""Work of a parcel with one unit on the one station of node A."""


def hasty(patience: int = DAY, **fields: Any) -> Plan:
    """A small world whose customers may cancel until packing."""
    return small(**({"patience": h.constant(patience), "until_packing": True} | fields))


def states(result: Result) -> list[str]:
    return [order["state"] for order in result.orders]


def ends(result: Result) -> list[int]:
    return [order["finished"] for order in result.orders]


def test_an_order_in_the_queue_is_cancelled_and_its_units_are_free_again() -> None:
    orders = [(TEN, 0, ONE), (TEN + 1, 0, ONE), (TEN + 2, 0, ONE)]
    result = play(hasty(PACK + 10, nodes=({"stations": 1}, {})), orders)
    # the second begins when the first is packed, in time; the third waits for the second
    assert states(result) == ["delivered", "delivered", "cancelled"]
    assert ends(result)[2] == TEN + 2 + PACK + 10
    assert [parcel["state"] for parcel in result.shipments] == ["delivered", "delivered", "void"]
    assert (result.stock[0, 0]["recorded"], result.stock[0, 0]["reserved"]) == (58, 0)
    assert result.lines[2]["node"] == 0


def test_a_station_that_is_free_at_the_end_of_patience_takes_the_order() -> None:
    orders = [(TEN, 0, ONE), (TEN, 0, ONE)]
    one = {"stations": 1}
    assert states(play(hasty(PACK, nodes=(one, {})), orders)) == ["delivered"] * 2
    assert states(play(hasty(PACK - 1, nodes=(one, {})), orders)) == ["delivered", "cancelled"]


def test_orders_at_a_dark_node_are_cancelled_and_what_was_begun_is_not() -> None:
    orders = [(TEN, 0, ONE), (TEN + HOUR, 0, ONE)]
    plan = hasty(2 * DAY, events=[DARK])
    result = play(plan, orders, [(0, TEN + MINUTE, 9 * DAY)])
    assert states(result) == ["delivered", "cancelled"]
    assert result.shipments[0]["packed"] == 9 * DAY + 5 * MINUTE
    assert ends(result)[1] == TEN + HOUR + 2 * DAY
    # without the rule the second is packed when the node is back
    waits = play(replace(plan, until_packing=False), orders, [(0, TEN + MINUTE, 9 * DAY)])
    assert states(waits) == ["delivered"] * 2


def only_a(plan: Plan) -> Plan:
    """The same with all orders sent by node A."""
    plan = replace(plan, routing=replace(plan.routing, services=plan.routing.services.copy()))
    plan.routing.services[:, 1] = -1
    return plan


def test_a_cancelled_order_serves_who_waits_for_its_unit() -> None:
    plan = only_a(hasty(DAY, initial=1, policy=(0, 0, 0), events=[DARK]))
    orders = [(9 * HOUR, 0, ONE), (TEN, 0, ONE)]
    result = play(plan, orders, [(0, 8 * HOUR, DAY + 9 * HOUR + 1)])
    # the first holds the last unit; a day later the second gets it, and the node is back in time to pack it
    assert states(result) == ["cancelled", "delivered"]
    assert [parcel["queued"] for parcel in result.shipments] == [9 * HOUR, 9 * HOUR + DAY]
    result = play(plan, orders, [(0, 8 * HOUR, 2 * DAY)])
    assert ends(result) == [9 * HOUR + DAY, TEN + DAY]


def test_a_cancelled_order_does_not_serve_itself() -> None:
    plan = only_a(hasty(DAY, initial=1, policy=(0, 0, 0), events=[DARK], splits="units"))
    result = play(plan, [(9 * HOUR, 0, [(0, 2)])], [(0, 8 * HOUR, 3 * DAY)])
    # one unit is reserved and one waits for stock: both are cancelled, and no second parcel is made
    assert [line["state"] for line in result.lines] == ["cancelled"] * 2
    assert [parcel["state"] for parcel in result.shipments] == ["void"]
    assert (result.stock[0, 0]["recorded"], result.stock[0, 0]["backordered"]) == (1, 0)


def test_patience_counts_from_placing_though_the_stock_came() -> None:
    plan = only_a(hasty(5 * DAY, initial=1, policy=(1, 0, 5), events=[DARK]))
    result = play(plan, [(HOUR, 0, ONE), (3 * HOUR, 0, ONE)], [(0, 4 * DAY, 9 * DAY)])
    received = result.purchase_orders[0]["received"]
    assert received == HOUR + 3 * DAY + 2 * HOUR
    # the second waits for stock, gets it and is packed before its patience ends
    assert [parcel["queued"] for parcel in result.shipments] == [HOUR, received]
    assert states(result) == ["delivered", "delivered"]
    result = play(plan, [(HOUR, 0, ONE), (3 * HOUR, 0, ONE)], [(0, 3 * DAY, 9 * DAY)])
    # goods wait at the dock of a dark node, and nobody waits for them any longer than five days
    assert ends(result)[1] == 5 * DAY + 3 * HOUR


def test_stock_in_time_and_packing_too_late_is_cancelled() -> None:
    busy = {"work": h.constant(2 * DAY)}
    plan = only_a(hasty(4 * DAY, initial=2, policy=(1, 0, 5), nodes=(busy, {})))
    orders = [(HOUR, 0, [(0, 2)]), (3 * HOUR, 0, ONE), (3 * DAY, 1, [(1, 1)])]
    result = play(plan, orders)
    waited = result.shipments[2]
    # its unit comes after three days, when another order is being packed till the fifth
    assert waited["queued"] == HOUR + 3 * DAY + 2 * HOUR
    assert (waited["started"], waited["state"]) == (-1, "void")
    assert ends(result)[1] == 4 * DAY + 3 * HOUR


def test_what_is_not_begun_of_a_split_order_is_cancelled_and_the_rest_comes() -> None:
    plan = hasty(DAY, initial=1, policy=(0, 0, 0), events=[DARK])
    orders = [(HOUR, 1, [(0, 1)]), (2 * HOUR, 0, [(1, 1)]), (TEN, 0, TWO)]
    result = play(plan, orders, [(0, 9 * HOUR, 9 * DAY)])
    # node B has item 1 only, node A item 0 only and is dark
    assert [(p["node"], p["state"]) for p in result.shipments[2:]] == [(0, "void"), (1, "delivered")]
    assert states(result)[2] == "delivered"
    assert [line["state"] for line in result.lines[2:]] == ["cancelled", "delivered"]
    assert ends(result)[2] == result.shipments[3]["delivered"]


def test_an_exception_that_waits_for_the_team_is_cancelled_and_its_touch_moot() -> None:
    plan = hasty(HOUR, routing={"oversize": True})
    result = play(plan, [(18 * HOUR, 0, [(3, 1)]), (9 * HOUR, 0, [(3, 1)])])
    assert states(result) == ["delivered", "cancelled"]
    assert [(t["state"], t["begun"], t["ended"]) for t in result.touches] == [
        ("done", 9 * HOUR, 9 * HOUR + 10 * MINUTE),
        ("moot", -1, DAY + 9 * HOUR),
    ]
    assert len(result.shipments) == 1


def test_a_touch_in_hand_on_a_cancelled_order_comes_to_nothing() -> None:
    plan = hasty(5 * MINUTE, routing={"oversize": True})
    result = play(plan, [(9 * HOUR, 0, [(3, 1)])])
    assert states(result) == ["cancelled"]
    assert [(t["state"], t["ended"]) for t in result.touches] == [("done", 9 * HOUR + 10 * MINUTE)]
    assert result.shipments == []


def test_an_order_that_waits_for_the_order_system_is_cancelled() -> None:
    plan = hasty(DAY, events=[h.event("system_outage")])
    result = play(plan, [(TEN, 0, ONE), (2 * DAY, 0, ONE)], [(0, 9 * HOUR, 2 * DAY + HOUR)])
    assert states(result) == ["cancelled", "delivered"]
    assert ends(result)[0] == TEN + DAY
    assert len(result.shipments) == 1


def test_who_waits_is_served_when_a_short_pick_is_cancelled() -> None:
    wrong = h.event("inventory_sync_error", nodes=(0,), error=1.0, skus=(0,))
    plan = only_a(hasty(2 * HOUR, initial=1, policy=(0, 0, 0), events=[wrong], splits="never"))
    night = 20 * HOUR
    orders = [(night, 0, ONE), (night + 1, 0, TWO), (night + 2 * MINUTE, 0, [(1, 1)])]
    result = play(plan, orders, [(0, 19 * HOUR, 3 * DAY)])
    # the record says two of item 0: the second order is short of it, and has held the only item 1
    assert states(result) == ["delivered", "cancelled", "delivered"]
    touch = result.touches[0]
    assert (touch["kind"], touch["queued"]) == ("short_pick", night + PACK)
    assert (touch["state"], touch["ended"]) == ("moot", DAY + 9 * HOUR)
    # it goes to the third at once, and not when a person would have seen to the second
    assert result.shipments[2]["queued"] == night + 1 + 2 * HOUR


def test_a_rerouted_order_that_waits_elsewhere_too_is_cancelled_at_the_same_time() -> None:
    response = h.response(("mark_down", True), ("reroute", True), detect=HOUR, decide=HOUR)
    dark = h.event("node_outage", nodes=(0,), response=response)
    late = h.event("node_outage", label="z", nodes=(1,))
    plan = hasty(DAY, events=[dark, late])
    result = play(plan, [(9 * HOUR + 30 * MINUTE, 0, ONE)], [(0, 9 * HOUR, 3 * DAY), (1, 9 * HOUR, 3 * DAY)])
    assert [p["node"] for p in result.shipments] == [0, 1]
    assert states(result) == ["cancelled"]
    assert ends(result) == [9 * HOUR + 30 * MINUTE + DAY]


def test_a_touch_to_reroute_a_cancelled_order_is_moot() -> None:
    response = h.response(("mark_down", True), ("reroute", True), detect=HOUR, decide=HOUR)
    plan = hasty(2 * HOUR + MINUTE, events=[h.event("node_outage", nodes=(0,), response=response)])
    orders = [(9 * HOUR + MINUTE, 0, ONE), (9 * HOUR + 2 * MINUTE, 0, ONE)]
    result = play(plan, orders, [(0, 9 * HOUR, 3 * DAY)])
    assert [(t["kind"], t["state"]) for t in result.touches] == [("reroute", "done"), ("reroute", "moot")]
    assert states(result) == ["cancelled", "cancelled"]
    assert len(result.shipments) == 2


def test_a_test_order_of_a_drill_is_cancelled_while_it_waits_for_a_person() -> None:
    plan = hasty(HOUR, events=[replace(DARK, at=(8 * HOUR,), duration=h.constant(DAY))])
    plan = replace(plan, tables=h.plan().tables)
    scope = {"regions": (0,), "items": (0,), "orders": -1, "touch": 5 * MINUTE}
    drill = Rehearsal(events=frozenset({0}), begins=0, onset=8 * HOUR, scoped=True, **scope)
    result = play(replace(plan, rehearsal=drill), [(18 * HOUR, 0, ONE)], [(0, 8 * HOUR, 2 * DAY)])
    assert states(result) == ["cancelled"]
    assert [(t["kind"], t["state"]) for t in result.touches] == [("batch", "moot")]


def test_a_wait_for_stock_after_patience_starts_a_new_one() -> None:
    lose = h.event("node_outage", nodes=(0,), under_way="lose")
    slow = {"work": h.constant(9 * HOUR)}
    plan = only_a(hasty(HOUR, initial=1, policy=(0, 0, 0), events=[lose], nodes=(slow, {})))
    result = play(plan, [(9 * HOUR, 0, ONE)], [(0, 12 * HOUR, DAY)])
    # begun in time, lost in packing at noon, and nothing is left
    assert states(result) == ["cancelled"]
    assert ends(result) == [13 * HOUR]


@pytest.mark.parametrize("patience", [-1, 0])
def test_whose_order_is_begun_at_once_never_cancels(patience: int) -> None:
    table = -1 if patience < 0 else h.constant(patience)
    plan = small(patience=table, until_packing=table >= 0)
    assert states(play(plan, [(TEN, 0, ONE)])) == ["delivered"]
