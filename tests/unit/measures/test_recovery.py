"""The service clock on worlds in which it is known by hand when customers stop noticing."""

from __future__ import annotations

import math

import pytest

from simnet.measures.recovery import Incident, incidents
from simnet.records import Records
from tests.unit.measures.made import Line, Order, records, us

PROMISE = 4


def world(
    late: list[tuple[float, float]], *, per_day: int = 24, end: int = 200, outages: list = ()
) -> Records:
    """Orders at even times; those placed in one of the intervals `late` [from, to) come late by a day."""
    orders = []
    for number in range(per_day * end):
        placed = number / per_day
        slow = any(begin <= placed < stop for begin, stop in late)
        orders.append(Order(placed, [Line(placed + PROMISE + (1 if slow else -1))], promise=PROMISE))
    rows = [
        {"event": event, "kind": event, "targets": event, "begin_us": us(begin), "end_us": us(stop),
         "detected_us": us(begin + 0.25), "decided_us": us(begin + 0.5)}
        for event, begin, stop in outages
    ]  # fmt: skip
    return records(orders, start=20, end=end, outages=rows)


def only(late: list[tuple[float, float]], outages: list, **more: int) -> Incident:
    """Find the one incident of a world."""
    (found,) = incidents(world(late, outages=outages, **more), world([], **more))
    return found


def test_the_clock_runs_until_no_order_placed_is_late_any_more():
    found = only([(97, 106)], [(0, 100, 103)])
    # The window [t, t + 1 day) has more than max(2% of 24, 1) late orders as long as t ≤ 106 − 2 hours.
    assert found.service_days == pytest.approx(6 - 1 / 24)
    assert found.excess_late == 9 * 24
    assert (found.detect_days, found.decide_days) == (0.25, 0.5)
    assert (found.events, found.kinds, found.targets) == (("storm",), ("node_outage",), ("3pl",))
    assert not found.absorbed
    assert not found.censored


def test_a_lull_of_less_than_a_week_does_not_stop_it_and_a_longer_one_does():
    assert only([(100, 103), (108, 110)], [(0, 100, 101)]).service_days == pytest.approx(10 - 1 / 24)
    assert only([(100, 103), (120, 122)], [(0, 100, 101)]).service_days == pytest.approx(3 - 1 / 24)


def test_an_outage_that_nobody_notices_is_absorbed():
    found = only([(100, 100 + 1 / 24)], [(0, 100, 103)])  # one late order is within the tolerance
    assert found.absorbed
    assert found.service_days == 0
    assert found.excess_late == 1


def test_not_being_back_by_the_end_is_censored():
    for late, outage in (([(100, 200)], (0, 100, 103)), ([(190, 193)], (0, 190, 191)), ([], (0, 196, 199))):
        found = only(late, [outage])
        assert found.censored
        assert math.isinf(found.service_days)


def test_what_the_twin_has_too_is_no_fault_of_the_outage():
    same = [(100, 120)]
    (found,) = incidents(world(same, outages=[(0, 100, 103)]), world(same))
    assert found.absorbed


def test_two_per_cent_of_the_orders_are_tolerated():
    # 200 orders a day: four late ones in a day are tolerated, five are not.
    few = [(100 + day, 100 + day + 4 / 200) for day in range(3)]
    many = [(100 + day, 100 + day + 5 / 200) for day in range(3)]
    assert only(few, [(0, 100, 103)], per_day=200, end=120).absorbed
    assert not only(many, [(0, 100, 103)], per_day=200, end=120).absorbed


def test_overlapping_disruptions_are_one_incident():
    found = only([(100, 115)], [(0, 100, 103), (1, 110, 112)])
    assert found.events == ("storm", "late truck")
    assert (found.begin_us, found.end_us) == (us(100), us(112))
    assert found.service_days == pytest.approx(15 - 1 / 24)


def test_disruptions_apart_are_incidents_of_their_own():
    outages = [(0, 50, 53), (1, 80, 82), (0, 120, 121)]
    found = incidents(world([(50, 55), (120, 130)], outages=outages), world([]))
    assert [one.service_days for one in found] == pytest.approx([5 - 1 / 24, 0, 10 - 1 / 24])
    assert [one.absorbed for one in found] == [False, True, False]


def test_warm_up_and_costs_make_no_incidents():
    found = incidents(world([], outages=[(0, 3, 4), (2, 60, 120), (0, 80, 81)]), world([]))
    assert [one.begin_us for one in found] == [us(80)]


def test_a_twin_of_another_replication_is_refused():
    with pytest.raises(ValueError, match="same scenario, seed and replication"):
        incidents(world([]), world([], end=199))
