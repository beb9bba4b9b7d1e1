"""Laws of regions whose orders are packed first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from simnet.engine.harvest import harvest
from simnet.engine.plan import Plan
from simnet.engine.replication import draw, play, run_replication
from simnet.records import Records
from simnet.scenario import load_text
from tests import worlds
from tests.laws import worlds as w
from tests.oracle.wild import wild


def played(*first: str) -> Records:
    """Play a shop with one packer who is busy nine tenths of the time, and two regions."""
    regions = {
        "home": {"share": "70%", "zip": "43215", "packed_first": "home" in first},
        "club": {"share": "30%", "zip": "43215", "packed_first": "club" in first},
    }
    stock = {"widget": {"reorder_at": 0, "order_up_to": 9000, "initial": 9000}}
    nodes = {"depot": {"stations": 1, "pick": {"per_order": "65 min"}, "stock": stock}}
    text = worlds.tiny(customers={"regions": regions}, nodes=nodes)
    return run_replication(load_text(text), 0)


@pytest.fixture(scope="module")
def plain() -> Records:
    return played()


@pytest.fixture(scope="module")
def club() -> Records:
    return played("club")


@settings(max_examples=12)
@given(w.numbers)
def test_all_first_is_none_first(number: int) -> None:
    def records(plan: Plan, first: bool) -> Records:
        plan = replace(plan, regions=tuple(replace(x, packed_first=first) for x in plan.regions))
        return harvest(play(plan, draw(plan, 0)))

    plan = wild(number)
    assert w.changed_tables(records(plan, False), records(plan, True), set()) == []


def test_the_packer_is_as_busy_whoever_goes_first(plain: Records, club: Records) -> None:
    """At equal work of all orders somebody is begun at the same instants, another one each time."""
    begun = [np.sort(records["shipments"]["started_us"]) for records in (plain, club)]
    assert len(begun[0]) > 1000
    assert (begun[0] == begun[1]).all()
    assert (plain["shipments"]["started_us"] != club["shipments"]["started_us"]).any()


def test_nobody_is_begun_while_one_that_goes_first_waits(club: Records) -> None:
    parcels = club["shipments"]
    region = club["orders"]["region"][parcels["order"]]
    mine = region == club.words("region").index("club")
    first, others = parcels[mine], parcels[~mine]
    starts = np.sort(others["started_us"])
    before, after = (np.searchsorted(starts, first[name]) for name in ("queued_us", "started_us"))
    assert (first["started_us"] > first["queued_us"]).sum() > 100
    assert (before == after).all()


def test_each_kind_keeps_its_order(club: Records) -> None:
    parcels = club["shipments"]
    region = club["orders"]["region"][parcels["order"]]
    for number in range(2):
        kind = parcels[region == number]
        kind = kind[np.argsort(kind["queued_us"], kind="stable")]
        assert (np.diff(kind["started_us"]) > 0).all()
