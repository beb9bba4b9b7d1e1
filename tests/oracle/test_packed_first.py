"""Regions whose orders are packed first (docs/model.md §7), each world worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from simnet.engine.plan import Plan
from tests.oracle import handmade as h
from tests.oracle.handmade import DAY, HOUR, MINUTE
from tests.oracle.plain import Result
from tests.oracle.test_plain import ONE, play, small

TEN = 10 * HOUR
PACK = 6 * MINUTE
"""Work of a parcel with one unit on the one station of node A."""
E, W = 0, 1
"""Regions; W is packed first."""


def first_west(**fields: Any) -> Plan:
    """A small world that ships all orders from node A, those of region W first."""
    at_a = {"ranked": np.array([[0, 1], [0, 1]], dtype=np.int64)}
    plan = small(**({"nodes": ({"stations": 1}, {}), "routing": at_a} | fields))
    east, west = plan.regions
    return replace(plan, regions=(east, replace(west, ranking=(0, 1), packed_first=True)))


def begun(result: Result) -> list[int]:
    return [parcel["started"] for parcel in sorted(result.shipments, key=lambda parcel: parcel["order"])]


def test_they_go_before_who_waits_but_not_before_each_other_nor_what_is_begun() -> None:
    orders = [(TEN, E, ONE), (TEN + 1, E, ONE), (TEN + 2, W, ONE), (TEN + 3, E, ONE), (TEN + 4, W, ONE)]
    places = [0, 3, 1, 4, 2]
    assert begun(play(first_west(), orders)) == [TEN + place * PACK for place in places]


def test_who_came_before_the_cutoff_does_not_wait_for_those_after_it() -> None:
    cutoff = 14 * HOUR
    orders = [(cutoff - 2, E, ONE), (cutoff - 1, E, ONE), (cutoff + 1, W, ONE)]
    plan = first_west(hours=(8, 16), gate=14)
    assert begun(play(plan, orders)) == [cutoff - 2, cutoff - 2 + PACK, DAY + 8 * HOUR]


def test_the_youngest_reservation_breaks_wherever_it_stands_in_the_queue() -> None:
    event = h.event("stock_destroyed", nodes=(0,), fraction=1.0, skus=(0,))
    orders = [(TEN, E, ONE), (TEN + 1, E, ONE), (TEN + 2, W, ONE), (TEN + 3, E, ONE), (TEN + 4, W, ONE)]
    plan = first_west(initial=5, events=[event], policy=(1, 0, 5), out_of_stock="lost")
    result = play(plan, orders, [(0, TEN + MINUTE, TEN + MINUTE)])
    # one is in work; four reservations break, youngest first, and are filled by node B in order of joining
    again = [x for x in result.shipments if x["node"] == 1]
    assert [parcel["order"] for parcel in again] == [1, 2, 3, 4]


def test_of_two_broken_the_older_of_those_packed_first_stays() -> None:
    event = h.event("stock_destroyed", nodes=(0,), fraction=0.5, skus=(0,))
    orders = [(TEN, E, ONE), (TEN + 1, W, ONE), (TEN + 2, E, ONE), (TEN + 3, W, ONE), (TEN + 4, E, ONE)]
    plan = first_west(initial=5, events=[event], policy=(1, 0, 5), out_of_stock="lost")
    result = play(plan, orders, [(0, TEN + MINUTE, TEN + MINUTE)])
    moved = [x["order"] for x in result.shipments if x["node"] == 1]
    assert moved == [3, 4]


def test_what_is_rerouted_goes_first_at_the_other_node_too() -> None:
    response = h.response(("mark_down", True), ("reroute", True), automatic=True)
    event = h.event("node_outage", nodes=(0,), response=response)
    orders = [(TEN, E, ONE), (TEN + 1, E, ONE), (TEN + 2, W, ONE), (TEN + 3, W, ONE)]
    plan = first_west(nodes=({"stations": 1}, {"stations": 1}), events=[event])
    result = play(plan, orders, [(0, TEN + MINUTE, 9 * DAY)])
    there = {x["order"]: x["started"] for x in result.shipments if x["node"] == 1}
    assert [order for order, _ in sorted(there.items(), key=lambda item: item[1])] == [2, 3, 1]
