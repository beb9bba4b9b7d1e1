"""Routing rules, ties of an instant and types of disruption, each in a world worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from simnet.engine.plan import Plan
from tests.oracle import handmade as h
from tests.oracle.handmade import DAY, HOUR, MINUTE
from tests.oracle.test_plain import ONE, play, small

TEN = 10 * HOUR


def node_of_first(plan: Plan, region: int = 0) -> int:
    return int(play(plan, [(TEN, region, ONE)]).shipments[0]["node"])


def ordinary(plan: Plan, *rankings: tuple[int, ...]) -> Plan:
    """A world with the regions' rankings on an ordinary day, as its rules make them."""
    regions = zip(plan.regions, rankings, strict=True)
    return replace(plan, regions=tuple(replace(region, ranking=ranking) for region, ranking in regions))


def with_lane(plan: Plan, number: int, **fields: Any) -> Plan:
    lanes = (replace(lane, **fields) if k == number else lane for k, lane in enumerate(plan.lanes))
    return replace(plan, lanes=tuple(lanes))


def without(plan: Plan, node: int, sku: int) -> Plan:
    """A world in which a node has no unit of a SKU."""
    stock = (
        replace(rule, initial=0) if (rule.node, rule.sku) == (node, sku) else rule for rule in plan.stock
    )
    return replace(plan, stock=tuple(stock))


# Routing (§5): node A is near region 0, node B near region 1.


def test_closest() -> None:
    plan = small(rules=("closest",))
    assert [node_of_first(plan, region) for region in (0, 1)] == [0, 1]


def test_ranked() -> None:
    plan = small(rules=("ranked",), routing={"ranked": np.array([[1, 0], [0, 1]])})
    plan = ordinary(plan, (1, 0), (0, 1))
    assert [node_of_first(plan, region) for region in (0, 1)] == [1, 0]


def test_stay_in_market_comes_before_what_follows_it() -> None:
    abroad = {"domestic": np.array([[1, 0], [1, 0]])}
    home = small(rules=("stay_in_market", "closest"), routing=abroad)
    assert node_of_first(ordinary(home, (1, 0), (1, 0))) == 1
    assert node_of_first(small(rules=("closest", "stay_in_market"), routing=abroad)) == 0


def test_cheapest() -> None:
    plan = small(rules=("cheapest",))
    assert node_of_first(plan) == 0
    assert node_of_first(with_lane(plan, 0, cents=plan.lanes[0].cents + 1000)) == 1


def test_fastest_is_about_the_way_that_is_taken() -> None:
    plan = small(rules=("fastest",))
    assert node_of_first(plan) == 0
    slow = with_lane(plan, 0, mean_minutes=plan.lanes[4].mean_minutes + 1)  # its second service would be fast
    assert node_of_first(slow) == 1
    assert node_of_first(small(rules=("minimize_splits", "fastest"), lanes=slow.lanes)) == 1


def test_fastest_goes_by_the_second_service_while_the_first_is_believed_down() -> None:
    response = h.response(("mark_down", True), detect=0, decide=0, automatic=True)
    event = h.event("carrier_service_suspended", services=(0,), response=response)
    plan = small(rules=("minimize_splits", "fastest"), events=[event])
    plan = with_lane(with_lane(plan, 1, mean_minutes=9 * 24 * 60), 5, mean_minutes=60)
    orders = [(TEN, 0, [(0, 1), (1, 1)]), (2 * DAY, 0, [(0, 1), (1, 1)])]
    parcels = play(plan, orders, [(0, 9 * HOUR, DAY)]).shipments
    assert [(parcel["node"], parcel["lane"]) for parcel in parcels] == [(1, 5), (0, 0)]


@pytest.mark.parametrize(
    ("rules", "nodes"), [(("minimize_splits", "ranked"), [1]), (("ranked", "minimize_splits"), [0, 1])]
)
def test_minimize_splits_before_and_after_another_rule(rules: tuple[str, ...], nodes: list[int]) -> None:
    plan = without(small(rules=rules), node=0, sku=1)
    parcels = play(plan, [(TEN, 0, [(0, 1), (1, 1)])]).shipments
    assert [parcel["node"] for parcel in parcels] == nodes


def test_a_tie_goes_to_the_smaller_number() -> None:
    assert node_of_first(ordinary(small(rules=("minimize_splits",)), (0, 1), (0, 1)), 1) == 0


# The order of an instant (§1).


def test_a_parcel_that_is_packed_at_the_pickup_is_collected() -> None:
    parcels = play(small(), [(18 * HOUR - 6 * MINUTE, 0, ONE), (18 * HOUR - 6 * MINUTE, 0, ONE)]).shipments
    assert [parcel["collected"] for parcel in parcels] == [18 * HOUR, DAY + 18 * HOUR]


def test_goods_that_are_received_are_there_for_an_order_of_that_instant_and_for_who_gives_up_then() -> None:
    received = HOUR + 3 * DAY + 2 * HOUR
    patience = h.constant(received - 3 * HOUR)
    plan = small(initial=1, policy=(1, 0, 5), out_of_stock="backorder", splits="never", patience=patience)
    orders = [(HOUR, 0, ONE), (2 * HOUR, 1, ONE), (3 * HOUR, 0, ONE), (received, 0, ONE)]
    result = play(plan, orders)
    assert result.purchase_orders[0]["received"] == received
    assert [order["state"] for order in result.orders] == ["delivered"] * 4
    assert [at for at, *_ in result.stockouts] == [3 * HOUR]


def test_an_order_of_the_instant_of_closing_is_begun_and_of_the_opening_too() -> None:
    parcels = play(small(hours=(8, 16)), [(16 * HOUR, 0, ONE), (DAY + 8 * HOUR, 0, ONE)]).shipments
    assert parcels[0]["started"] == 16 * HOUR
    assert parcels[0]["packed"] == DAY + 8 * HOUR + 6 * MINUTE
    assert parcels[1]["started"] == parcels[0]["packed"]


def test_an_order_of_the_instant_of_an_onset_comes_first_and_a_repair_comes_before_an_order() -> None:
    event = h.event("node_outage", nodes=(0,))
    parcels = play(small(events=[event]), [(TEN, 0, ONE)], [(0, TEN, TEN + HOUR)]).shipments
    assert (parcels[0]["started"], parcels[0]["packed"]) == (TEN, TEN + HOUR + 6 * MINUTE)
    parcels = play(small(events=[event]), [(TEN + HOUR, 0, ONE)], [(0, TEN, TEN + HOUR)]).shipments
    assert parcels[0]["started"] == TEN + HOUR


# Disruptions (§11) that test_plain.py and test_details.py have not.


def parcel_during(kind: str, end: int = 4 * DAY, region: int = 0, **fields: Any) -> dict[str, Any]:
    event = h.event(kind, **fields)
    plan = small(events=[event], carrier={"damage": 0.0})
    return play(plan, [(TEN, region, ONE)], [(0, 9 * HOUR, end)]).shipments[0]


def test_without_packaging_nothing_is_packed() -> None:
    assert parcel_during("packaging_stockout", 12 * HOUR, nodes=(0,))["started"] == 12 * HOUR


@pytest.mark.parametrize(
    ("kind", "where"), [("carrier_service_suspended", {"services": (0,)}), ("lane_outage", {"lanes": (0,)})]
)
def test_a_way_that_is_closed_is_not_collected_for(kind: str, where: dict[str, Any]) -> None:
    assert parcel_during(kind, DAY, **where)["collected"] == DAY + 18 * HOUR


def test_a_lane_that_is_closed_closes_no_other() -> None:
    assert parcel_during("lane_outage", DAY, region=1, lanes=(0,))["collected"] == 18 * HOUR


@pytest.mark.parametrize(
    ("kind", "where"), [("carrier_delay", {"carriers": (0,)}), ("lane_delay", {"lanes": (0,)})]
)
def test_a_delay_is_that_of_its_way(kind: str, where: dict[str, Any]) -> None:
    slow = parcel_during(kind, factor=1.5, add=HOUR, **where)
    assert slow["delivered"] == 18 * HOUR + 3 * DAY + HOUR
    assert parcel_during(kind, 17 * HOUR, factor=1.5, **where)["delivered"] == 18 * HOUR + 2 * DAY


def test_a_rough_carrier_damages() -> None:
    assert parcel_during("carrier_damage", carriers=(0,), share=1.0)["damaged"]
    assert not parcel_during("carrier_damage", 17 * HOUR, carriers=(0,), share=1.0)["damaged"]


def order_during(kind: str, **fields: Any) -> dict[str, Any]:
    """The first purchase order, placed at 10:00 while an event is on: 2 days to make, 1 day on its way."""
    plan = small(initial=1, policy=(1, 0, 40), events=[h.event(kind, **fields)], out_of_stock="lost")
    result = play(plan, [(TEN, 0, ONE)], [(0, 9 * HOUR, 9 * DAY)])
    return result.purchase_orders[0]


def test_a_slow_supplier_takes_longer_by_factor_and_time() -> None:
    order = order_during("supplier_delay", suppliers=(0,), factor=2.0, add=HOUR)
    assert order["shipped"] == TEN + 4 * DAY + HOUR


def test_a_congested_port_slows_the_way_in() -> None:
    order = order_during("port_congestion", inbound=(0,), factor=3.0)
    assert order["arrived"] == order["shipped"] + 3 * DAY


def test_a_poor_lot_has_defects() -> None:
    order = order_during("supplier_quality", suppliers=(0,), share=0.5)
    assert order["quantity"] == 40
    assert order["good"] == 20
