"""Drills in engine and oracle: test orders of a scoped drill, and drills that are broken off (§17)."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from simnet.engine.draws import draw
from simnet.engine.harvest import harvest
from simnet.engine.plan import Plan, Rehearsal
from simnet.engine.replication import play
from simnet.records.tables import code
from tests.oracle import handmade as h
from tests.oracle.compare import differences
from tests.oracle.handmade import DAY, HOUR, MINUTE
from tests.oracle.plain import run
from tests.oracle.test_plain import ONE, small
from tests.oracle.wild import wild

SHUTS = {"node_outage", "packaging_stockout", "carrier_outage", "carrier_service_suspended", "lane_outage"}


def held(plan: Plan, **fields: Any) -> Plan:
    """A plan whose events, or those numbered in `events`, are a drill's."""
    fields = {"events": frozenset(range(len(plan.events))), "begins": 0} | fields
    onsets = [at for number in fields["events"] for at in plan.events[number].at]
    return replace(plan, rehearsal=Rehearsal(onset=min(onsets, default=0), **fields))


def scoped(number: int) -> Plan:
    """A wild world in which some events are those of a drill with a batch."""
    plan, dice = wild(number), random.Random(number)
    events = [x for x, event in enumerate(plan.events) if event.kind in SHUTS]
    more = h.event("node_outage", label="z", nodes=(0,), at=(5 * DAY,), duration=h.constant(9 * DAY))
    plan = replace(plan, events=(*plan.events, more), tables=h.plan().tables)
    return held(
        plan,
        events=frozenset([*events, len(plan.events) - 1]),
        scoped=True,
        orders=dice.choice([-1, 3, 25]),
        regions=dice.choice([(0,), (0, 1)]),
        items=dice.choice([(0, 1), tuple(range(len(plan.items)))]),
        touch=dice.choice([-1, 0, 5 * MINUTE, HOUR]),
    )


def broken_off(number: int) -> Plan:
    """A wild world in which all events are those of a drill that is broken off early."""
    most = random.Random(number).choice([0, 2, 10, 40])
    kinds = [("overdue",), ("cancelled", "stockout"), ("lost",), ("overdue", "lost", "cancelled")][number % 4]
    return held(wild(number), most=tuple((kind, most if kind == "overdue" else most // 4) for kind in kinds))


def disagreements(plan: Plan, replication: int = 0) -> list[str]:
    hand = draw(plan, replication)
    return differences(play(plan, hand), run(plan, hand))


# 88: a scoped event ends at the midnight at which a carrier's capacity is fresh and its delay eases.
@pytest.mark.parametrize("number", [*range(14), 88])
def test_batches_of_wild_worlds(number: int) -> None:
    assert disagreements(scoped(number)) == []


@pytest.mark.parametrize("number", range(5))
def test_batches_of_impatient_customers(number: int) -> None:
    patience = h.exponential(6 * HOUR)
    hasty = replace(scoped(number), patience=patience, until_packing=True, tables=h.plan().tables)
    assert disagreements(hasty) == []


@pytest.mark.parametrize("number", range(14))
def test_wild_worlds_that_are_broken_off(number: int) -> None:
    assert disagreements(broken_off(number), 1) == []


@pytest.mark.slow
@pytest.mark.parametrize("number", range(14, 200))
def test_more_drills_of_wild_worlds(number: int) -> None:
    assert disagreements(scoped(number)) == []
    assert disagreements(broken_off(number), 1) == []


def test_the_wild_batches_are_not_empty() -> None:
    touches = [harvest(play(plan, draw(plan, 0)))["touches"] for plan in map(scoped, range(6))]
    assert all((x["kind"] == code("touch_kind", "batch")).sum() >= 3 for x in touches)


def test_some_wild_worlds_are_broken_off() -> None:
    plans = [broken_off(number) for number in range(6)]
    outages = [harvest(play(plan, draw(plan, 1)))["outages"] for plan in plans]
    assert sum(bool(x["broken_off"].any()) for x in outages) >= 3


def batch(event: str = "node_outage", **fields: Any) -> Plan:
    """Node A and carrier 0 are what region E uses; the drill shuts one of them to test orders."""
    where = {"node_outage": {"nodes": (0,)}, "carrier_outage": {"carriers": (0,)}}[event]
    plan = small(events=[h.event(event, at=(10 * HOUR,), **where)])
    fields = {"scoped": True, "regions": (0, 1), "items": tuple(range(5)), "touch": 5 * MINUTE} | fields
    return held(plan, **fields)


def both(plan: Plan, orders: list[Any], until: int = 2 * DAY) -> Any:
    """What became of orders given by hand, if engine and oracle agree."""
    hand = h.draws(plan, orders, [(0, 10 * HOUR, until)])
    world, result = play(plan, hand), run(plan, hand)
    assert differences(world, result) == []
    return result


EIGHT = [(11 * HOUR + n * MINUTE, n % 2, ONE) for n in range(8)]


def test_the_first_orders_that_would_go_there_are_sent_elsewhere_after_a_touch_each() -> None:
    result = both(batch(orders=2), EIGHT)
    nodes = {p["order"]: p["node"] for p in result.shipments}
    assert nodes == {0: 1, 1: 1, 2: 1, 3: 1, 4: 0, 5: 1, 6: 0, 7: 1}
    assert [(t["kind"], t["order"]) for t in result.touches] == [("batch", 0), ("batch", 2)]
    assert [t["ended"] - t["begun"] for t in result.touches] == [5 * MINUTE] * 2


def test_all_else_goes_as_if_there_were_no_drill() -> None:
    apart = [(11 * HOUR + n * 30 * MINUTE, n % 2, ONE) for n in range(8)]
    plan = batch(orders=2)
    plain = run(replace(plan, events=(), rehearsal=None), h.draws(plan, apart))
    others = [[p for p in x.shipments if p["order"] not in (0, 2)] for x in (both(plan, apart), plain)]
    for row in (*others[0], *others[1]):
        del row["number"]
    assert others[0] == others[1]
    assert len(others[0]) == 6


def test_a_batch_may_be_of_some_regions_and_products() -> None:
    assert [t["order"] for t in both(batch(regions=(1,)), EIGHT).touches] == []
    book = [(12 * HOUR, 0, [(1, 1)])]
    assert [t["order"] for t in both(batch(items=(1,)), EIGHT + book).touches] == [8]


def test_around_a_carrier_a_test_order_stays_at_its_node_and_gets_another_lane() -> None:
    result = both(batch("carrier_outage", orders=1), EIGHT[:4])
    assert [(p["order"], p["node"], p["lane"]) for p in result.shipments if p["order"] == 0] == [(0, 0, 1)]


def test_what_cannot_be_sent_elsewhere_goes_the_ordinary_way() -> None:
    plan = batch()
    only = [rule for rule in plan.stock if rule.node == 0]
    none = [replace(rule, initial=0, kind=0) for rule in plan.stock if rule.node == 1]
    result = both(replace(plan, stock=tuple(only + none)), EIGHT[:1])
    assert [p["node"] for p in result.shipments] == [0]
    assert len(result.touches) == 1


def test_automatically_there_is_no_time_between() -> None:
    result = both(batch(touch=-1), EIGHT[:1])
    assert [(t["queued"], t["ended"]) for t in result.touches] == [(11 * HOUR, 11 * HOUR)]
    assert result.shipments[0]["queued"] == 11 * HOUR


def test_a_touch_that_ends_after_the_drill_sends_the_order_the_ordinary_way() -> None:
    result = both(batch(touch=HOUR), EIGHT[:1], until=11 * HOUR + 30 * MINUTE)
    assert [p["node"] for p in result.shipments] == [0]


def test_a_drill_ends_at_the_hour_at_which_too_many_orders_are_overdue() -> None:
    plan = small(events=[h.event("node_outage", nodes=(0,), at=(10 * HOUR,))], promise_days=1)
    plan = held(plan, most=(("overdue", 2),))
    orders = [(11 * HOUR + n * 20 * MINUTE, 0, ONE) for n in range(6)]
    hand = h.draws(plan, orders, [(0, 10 * HOUR, 9 * DAY)])
    world, result = play(plan, hand), run(plan, hand)
    assert differences(world, result) == []
    # the third promise passes at 11:40 of the next day, and the look is at 12:00
    outages = harvest(world)["outages"]
    assert outages["end_us"].tolist() == [DAY + 12 * HOUR]
    assert outages["broken_off"].tolist() == [1]
    assert min(p["packed"] for p in result.shipments) > DAY + 12 * HOUR


def test_what_has_not_begun_never_does() -> None:
    later = h.event("node_outage", label="b", nodes=(1,), at=(3 * DAY,))
    first = h.event("node_outage", label="a", nodes=(0,), at=(10 * HOUR,))
    plan = held(small(events=[first, later], promise_days=1), most=(("overdue", 0),))
    orders = [(11 * HOUR, 0, ONE), (3 * DAY + HOUR, 1, ONE)]
    hand = h.draws(plan, orders, [(0, 10 * HOUR, 9 * DAY), (1, 3 * DAY, 9 * DAY)])
    world, result = play(plan, hand), run(plan, hand)
    assert differences(world, result) == []
    outages = harvest(world)["outages"]
    assert (outages["end_us"] - outages["begin_us"]).tolist() == [DAY + 2 * HOUR, 0]
    assert outages["broken_off"].tolist() == [1, 1]
    assert len(result.shipments) == 2


def bare(most: dict[str, int], **fields: Any) -> Plan:
    """Nothing is in stock; node B is dark from 10:00 on, which hurts nobody; broken off by some limit."""
    dark = h.event("node_outage", nodes=(1,), at=(10 * HOUR,))
    return held(small(events=[dark], initial=0, policy=(0, 0, 0), **fields), most=tuple(most.items()))


def ended(plan: Plan, times: list[int]) -> list[int]:
    """When the drill's outage ended if it was broken off, with orders placed at some times."""
    orders = [(at, 0, ONE) for at in times]
    hand = h.draws(plan, orders, [(0, 10 * HOUR, 5 * DAY)])
    world, result = play(plan, hand), run(plan, hand)
    assert differences(world, result) == []
    outages = harvest(world)["outages"]
    return outages["end_us"][outages["broken_off"] > 0].tolist()


@pytest.mark.parametrize("kind", ["lost", "stockout"])
def test_a_drill_ends_when_too_many_orders_were_lost_since_it_began(kind: str) -> None:
    """The one at 9:00 went before; at 11:00 the order of that very instant has not come yet."""
    times = [9 * HOUR, 11 * HOUR, 13 * HOUR + MINUTE]
    assert ended(bare({kind: 0}, out_of_stock="lost"), times) == [12 * HOUR]
    assert ended(bare({kind: 1}, out_of_stock="lost"), times) == [14 * HOUR]
    assert ended(bare({kind: 2}, out_of_stock="lost"), times) == []


def test_a_drill_ends_when_too_many_orders_were_cancelled_since_it_began() -> None:
    """Two hours of patience: cancelled at 9:30, 11:00 and 13:00, of which the last two count."""
    times = [7 * HOUR + 30 * MINUTE, 9 * HOUR, 11 * HOUR]
    for most, end in ((0, [11 * HOUR]), (1, [13 * HOUR]), (2, [])):
        assert ended(bare({"cancelled": most}, patience=h.constant(2 * HOUR)), times) == end


def test_one_limit_that_is_exceeded_is_enough() -> None:
    plan = bare({"overdue": 50, "cancelled": 50, "lost": 50, "stockout": 0}, out_of_stock="lost")
    assert ended(plan, [11 * HOUR + MINUTE]) == [12 * HOUR]


@pytest.mark.parametrize("kind", ["cancelled", "lost", "stockout"])
def test_some_wild_worlds_are_broken_off_by_each_kind(kind: str) -> None:
    plans = [held(wild(number), most=((kind, 0),)) for number in range(4)]
    assert any(harvest(play(plan, draw(plan, 1)))["outages"]["broken_off"].any() for plan in plans)
