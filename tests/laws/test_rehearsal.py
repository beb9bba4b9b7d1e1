"""Laws of a drill's world: all but the drill is as it was, however long the world lasts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simnet.engine.replication import run_replication
from simnet.records.records import Records
from simnet.scenario import Scenario, agenda, load_text, with_occasion
from simnet.units import DAY
from tests.laws import worlds as w
from tests.worlds import two_nodes

ORDINARY = [{"name": "storm", "node_outage": "reno", "happens": "every 2 months", "for": "1 to 3 days"}]
DRILL: dict[str, Any] = {
    "title": "Columbus dark",
    "start": "2026-02-02 09:00",
    "events": [{"node_outage": "columbus", "for": "3 days"}],
    "goals": {"service_back": "6 days"},
    "window": {"before": "14 days", "after": "30 days"},
}
EVENTS: dict[str, dict[str, Any]] = {
    "node": DRILL["events"][0],
    "surge": {"demand_surge": "all", "factor": 2, "for": "4 days"},
    "supplier": {"supplier_outage": "chandler", "for": "10 days"},
}


def world(name: str = "node", **changes: Any) -> Scenario:
    drill = {**DRILL, "events": [EVENTS[name]], **changes}
    sections = {"start": "2026-01-01", "horizon": "1 year", "warmup": "2 weeks"}
    return load_text(two_nodes(**sections, disruptions=ORDINARY, drills=[drill]), "law.yaml")


def rows(records: Records, until: int) -> dict[str, np.ndarray]:
    """What became of the orders that were placed before an instant."""
    orders = records["orders"][records["orders"]["placed_us"] < until]
    last = int(orders["order"].max())
    lines = records["lines"][records["lines"]["order"] <= last]
    columns = ["order", "sku", "quantity", "state", "node", "delivered_us"]
    columns_of_orders = ["placed_us", "promised_us", "region", "state", "finished_us", "value"]
    return {"orders": orders[columns_of_orders], "lines": lines[columns]}


@pytest.mark.parametrize("name", EVENTS)
def test_the_twin_is_the_scenario_without_the_drill(name: str) -> None:
    scenario = world(name)
    held = with_occasion(scenario, agenda(scenario)[0])
    plain = scenario.filled(drills=(), horizon=held.horizon)
    twin, bare = run_replication(held, 1, rehearsal=False), run_replication(plain, 1)
    assert len(twin["orders"]) > 1000
    assert w.changed_tables(twin, bare, {"outages"}) == []
    assert w.changed_tables(twin, run_replication(held, 1)) != []


def test_a_drill_that_does_not_come_is_its_twin() -> None:
    scenario = world(events=[{**DRILL["events"][0], "probability": "0%"}])
    held = with_occasion(scenario, agenda(scenario)[0])
    assert w.changed_tables(run_replication(held, 2), run_replication(held, 2, rehearsal=False)) == []


def test_the_chance_of_an_event_is_met_in_so_many_years() -> None:
    scenario = world(events=[{**DRILL["events"][0], "probability": "40%"}])
    held = with_occasion(scenario, agenda(scenario)[0])
    from simnet.engine.draws import draw
    from simnet.engine.replication import plan_of

    plan = plan_of(held)
    assert plan.rehearsal is not None
    came = [any(one.event in plan.rehearsal.events for one in draw(plan, k).occurrences) for k in range(60)]
    assert 12 <= sum(came) <= 36


@pytest.mark.parametrize("name", ["node", "supplier"])
def test_a_shorter_horizon_gives_the_very_same_orders(name: str) -> None:
    scenario = world(name)
    occasion = agenda(scenario)[0]
    held = with_occasion(scenario, occasion)
    long = held.filled(horizon=scenario.horizon)
    assert held.horizon < long.horizon / 3
    until = (occasion.ends - occasion.at(0)).days * DAY + _begins(held)
    for drill in (True, False):
        short, whole = (run_replication(one, 0, rehearsal=drill) for one in (held, long))
        here, there = rows(short, until), rows(whole, until)
        for table in here:
            assert np.array_equal(here[table], there[table]), table


def _begins(held: Scenario) -> int:
    from simnet.engine.replication import plan_of

    rehearsal = plan_of(held).rehearsal
    assert rehearsal is not None
    return rehearsal.begins
