"""Nodes that are full, and orders that are turned away (docs/model.md §5), each world worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from simnet.engine.plan import Plan
from tests.oracle import handmade as h
from tests.oracle.handmade import DAY, HOUR, MINUTE
from tests.oracle.plain import Result
from tests.oracle.test_plain import ONE, play, small

TEN = 10 * HOUR
PACK = 6 * MINUTE
"""Work of a parcel with one unit on the one station of a node."""
A, B = 0, 1
"""Nodes; all orders are for region E, which A is first for."""


def limited(at_a: int, at_b: int = 0, **fields: Any) -> Plan:
    """A small world of two nodes with one station each, and these limits."""
    nodes = ({"stations": 1, "queue_limit": at_a}, {"stations": 1, "queue_limit": at_b})
    return small(**({"nodes": nodes} | fields))


def lost(**fields: Any) -> dict[str, Any]:
    return {"routing": {"when_full": "lost"}} | fields


def every(gap: int, number: int, what: list[tuple[int, int]] = ONE) -> list[h.Wanted]:
    return [(TEN + n * gap, 0, what) for n in range(number)]


def nodes(result: Result) -> list[int]:
    """The node of each order's first parcel; -1 of one that has none."""
    where = {parcel["order"]: parcel["node"] for parcel in reversed(result.shipments)}
    return [where.get(order["number"], -1) for order in result.orders]


def states(result: Result) -> list[str]:
    return [order["state"] for order in result.orders]


def test_beyond_its_limit_orders_go_to_the_next_node_until_there_is_room() -> None:
    # one in work and one queued at A; at the end of the first's work there is room for the fourth
    orders = [*every(1, 3), (TEN + PACK - 1, 0, ONE), (TEN + PACK + 1, 0, ONE)]
    assert nodes(play(limited(2), orders)) == [A, A, B, B, A]


def test_if_all_are_full_the_rules_decide_as_ever() -> None:
    assert nodes(play(limited(1, 2), every(1, 6))) == [A, B, B, A, A, A]


def test_if_all_are_full_and_turn_away_orders_are_lost_and_no_stockout() -> None:
    result = play(limited(1, 2, **lost()), every(1, 6))
    assert nodes(result) == [A, B, B, -1, -1, -1]
    assert states(result) == ["delivered"] * 3 + ["lost"] * 3
    assert [order["finished"] for order in result.orders[3:]] == [TEN + 3, TEN + 4, TEN + 5]
    assert result.stockouts == []
    assert [line["node"] for line in result.lines] == [A, B, B, -1, -1, -1]


def test_a_limit_counts_parcels_whose_work_is_paused() -> None:
    event = h.event("packaging_stockout", nodes=(A,))
    plan = limited(1, events=[event])
    orders = [(TEN, 0, ONE), (TEN + HOUR, 0, ONE)]
    assert nodes(play(plan, orders)) == [A, A]
    assert nodes(play(plan, orders, [(0, TEN + MINUTE, TEN + 2 * HOUR)])) == [A, B]


def test_full_comes_before_every_rule_and_before_being_a_drop_shipper() -> None:
    for rules in (("minimize_splits", "ranked"), ("cheapest",), ("fastest",), ("closest",)):
        assert nodes(play(limited(1, rules=rules), every(1, 2)))[1] == B
    shipper = ({"stations": 1, "queue_limit": 1}, {"stations": 1, "kind": "dropship"})
    assert nodes(play(small(nodes=shipper), every(1, 2))) == [A, B]


def test_what_a_full_node_alone_has_queues_there_or_is_turned_away_and_the_rest_ships() -> None:
    orders = [(TEN, 0, ONE), (TEN + 1, 0, [(0, 1), (1, 1)])]
    stock = [(1, 9, 0)]  # of the second item, none at B
    queue = play(without(limited(1), *stock), orders)
    assert sorted((x["order"], x["node"]) for x in queue.shipments) == [(0, A), (1, A), (1, B)]
    away = play(without(limited(1, **lost()), *stock), orders)
    assert sorted((x["order"], x["node"]) for x in away.shipments) == [(0, A), (1, B)]
    assert [line["state"] for line in away.lines] == ["delivered", "delivered", "lost"]


def test_an_order_that_may_not_be_split_is_turned_away_whole() -> None:
    orders = [(TEN, 0, ONE), (TEN + 1, 0, [(0, 1), (1, 1)])]
    for strategy in ("backorder", "lost", "hold_complete"):
        plan = without(limited(1, splits="never", out_of_stock=strategy, **lost()), (1, 9, 0))
        assert states(play(plan, orders)) == ["delivered", "lost"]


def test_hold_complete_turns_away_only_what_is_complete_with_full_nodes() -> None:
    two = [(0, 1), (1, 1)]
    plan = limited(1, out_of_stock="hold_complete", **lost())
    assert states(play(without(plan, (1, 9, 0)), [(TEN, 0, ONE), (TEN + 1, 0, two)]))[1] == "lost"
    # no node has the second item: it waits as a whole for what comes, full or not
    result = play(without(plan, (1, 0, 0)), [(TEN, 0, ONE), (TEN + 1, 0, two)])
    assert states(result)[1] == "delivered"
    assert len(result.stockouts) > 0


@pytest.mark.parametrize("when_full", ["queue", "lost"])
def test_who_waits_for_stock_joins_a_queue_however_long_it_is(when_full: str) -> None:
    plan = limited(1, 1, initial=1, policy=(1, 0, 20), routing={"when_full": when_full})
    result = play(plan, every(1, 6))
    assert all(state == "delivered" for state in states(result))


def test_what_is_rerouted_stays_where_it_is_if_the_others_turn_it_away() -> None:
    response = h.response(("mark_down", True), ("reroute", True), automatic=True)
    event = h.event("node_outage", nodes=(A,), response=response)
    orders = every(1, 4)
    for when_full, there in (("queue", 3), ("lost", 1)):
        plan = limited(0, 1, events=[event], routing={"when_full": when_full})
        result = play(plan, orders, [(0, TEN + MINUTE, TEN + 9 * DAY)])
        assert sum(parcel["node"] == B for parcel in result.shipments) == there


def without(plan: Plan, *stock: tuple[int, int, int]) -> Plan:
    """The same world with so many units of some items at A and B, and no replenishment of them."""
    units = {(n, k): left for k, *both in stock for n, left in enumerate(both)}
    rules = (replace(rule, initial=units.get((rule.node, rule.sku), rule.initial)) for rule in plan.stock)
    return replace(plan, stock=tuple(rules))
