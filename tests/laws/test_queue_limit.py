"""Laws of nodes with a limit to their queue."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from simnet.engine.harvest import harvest
from simnet.engine.plan import Plan
from simnet.engine.replication import draw, play, run_replication
from simnet.records import Records, code
from simnet.scenario import load_text
from tests import worlds
from tests.laws import worlds as w
from tests.oracle.wild import wild

LIMIT = 6
NEVER_FULL = 10**6
LOST = code("line_state", "lost")


def played(**rules: str) -> Records:
    """Play a shop whose two packers have a little more to do than they can."""
    stock = {"widget": {"reorder_at": 0, "order_up_to": 9000, "initial": 9000}}
    depot = {
        "stations": 2,
        "pick": {"per_order": {"exponential": {"mean": "150 min"}}},
        "stock": stock,
        "queue_limit": LIMIT,
    }
    text = worlds.tiny(nodes={"depot": depot}, routing=rules)
    return run_replication(load_text(text), 0)


def in_house(records: Records) -> np.ndarray:
    """How many parcels are queued or in work right after each comes."""
    parcels = records["shipments"]
    came, went = np.sort(parcels["queued_us"]), np.sort(parcels["packed_us"][parcels["packed_us"] >= 0])
    found: np.ndarray = np.arange(1, len(came) + 1) - np.searchsorted(went, came, side="right")
    return found


@settings(max_examples=12)
@given(w.numbers)
def test_a_limit_that_is_never_reached_is_none(number: int) -> None:
    def records(plan: Plan, limit: int, when_full: str) -> Records:
        nodes = tuple(replace(node, queue_limit=limit) for node in plan.nodes)
        plan = replace(plan, nodes=nodes, routing=replace(plan.routing, when_full=when_full))
        return harvest(play(plan, draw(plan, 0)))

    plan = wild(number)
    none = records(plan, 0, "queue")
    for when_full in ("queue", "lost"):
        assert w.changed_tables(none, records(plan, NEVER_FULL, when_full), set()) == []


@pytest.fixture(scope="module")
def away() -> Records:
    return played(when_full="lost")


@pytest.fixture(scope="module")
def queue() -> Records:
    return played(when_full="queue")


def test_no_more_than_the_limit_are_in_the_house(away: Records, queue: Records) -> None:
    assert in_house(away).max() == LIMIT
    assert in_house(queue).max() > 10 * LIMIT


def test_who_is_turned_away_found_the_house_full_and_all_others_are_sent(away: Records) -> None:
    lines, parcels = away["lines"], away["shipments"]
    gone = np.unique(lines["order"][lines["state"] == LOST])
    assert len(gone) > 100
    assert len(np.intersect1d(gone, parcels["order"])) == 0
    assert len(gone) + len(np.unique(parcels["order"])) == len(away["orders"])
    placed = away["orders"]["placed_us"][gone]
    came, went = np.sort(parcels["queued_us"]), np.sort(parcels["packed_us"])
    there = np.searchsorted(came, placed, side="right") - np.searchsorted(went, placed, side="right")
    assert (there == LIMIT).all()
    assert len(away["stockouts"]) == 0


def test_nobody_is_lost_where_they_queue(queue: Records) -> None:
    assert (queue["lines"]["state"] != LOST).all()


def test_the_work_on_a_parcel_is_the_same_whoever_was_turned_away_before(
    away: Records, queue: Records
) -> None:
    parcels = away["shipments"]
    same = queue["shipments"][np.searchsorted(queue["shipments"]["order"], parcels["order"])]
    assert (same["order"] == parcels["order"]).all()
    took = [(rows["packed_us"] - rows["started_us"])[same["packed_us"] >= 0] for rows in (same, parcels)]
    assert len(took[0]) > 100
    assert (took[0] == took[1]).all()
