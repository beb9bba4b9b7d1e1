"""Laws of what an event must leave alone: everything, if it has no length or hits what is not used."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simnet.engine.harvest import harvest
from simnet.engine.plan import Event, Plan
from simnet.engine.replication import draw, play, run_replication
from simnet.records.records import Records
from simnet.scenario import load_text
from simnet.scenario.disruptions import TYPES
from tests.laws import worlds as w
from tests.oracle import handmade as h
from tests.oracle.wild import wild

ABOUT_EVENTS = {"outages"}
"""Tables that list events as such."""
LONG = sorted(set(TYPES) - {"stock_destroyed"})
"""Types that have a length."""


def records_of(plan: Plan) -> Records:
    return harvest(play(plan, draw(plan, 0)))


def with_event(plan: Plan, event: Event) -> Plan:
    return replace(plan, events=tuple(sorted((*plan.events, event), key=lambda x: x.label)))


def severe(kind: str, at: int, **fields: Any) -> Event:
    """An event that would hit everything, with every act there is."""
    acts = (("mark_down", True), ("reroute", True), ("relabel", True), ("use_backup", True),
            ("order_from", 1), ("expedite", 0.1), ("transfer", (0, 1, 1, 20)))  # fmt: skip
    return h.event(
        kind, label=f"m-{kind}", at=(at,), nodes=(0, 1), carriers=(0, 1), services=(0, 1),
        lanes=tuple(range(8)), inbound=tuple(range(6)), suppliers=(0, 1), docks=(0, 1, 2, 3),
        factor=0.0 if kind == "node_capacity" else 3.0, add=h.DAY, share=0.5, error=0.5, stops_sync=True,
        under_way="lose", staged="relabel", ramp=(0.1, h.DAY),
        response=h.response(*acts, detect=0, decide=0, automatic=True, after=0), **fields,
    )  # fmt: skip


@settings(max_examples=12)
@given(w.numbers, st.sampled_from(LONG), st.integers(0, 27 * h.DAY))
def test_an_event_of_zero_length_changes_nothing(number: int, kind: str, at: int) -> None:
    plan = wild(number)
    other = with_event(plan, severe(kind, at, duration=h.constant(0)))
    other, plan = (replace(x, tables=wild(number).tables) for x in (other, plan))
    assert w.changed_tables(records_of(plan), records_of(other), ABOUT_EVENTS) == []


def test_the_same_events_with_a_length_change_something() -> None:
    plan = wild(407)
    before = records_of(plan)
    for kind in set(LONG) - {"cost_shock", "customs_hold"}:  # costs are no records; nothing crosses a border
        event = severe(kind, 10 * h.DAY, duration=h.constant(3 * h.DAY))
        after = records_of(replace(with_event(plan, event), tables=wild(407).tables))
        assert w.changed_tables(before, after, ABOUT_EVENTS), kind


IDLE = {
    "carriers": {"idle": {"services": {"ground": {"rates": {"base": 90}, "transit": "30 days"}}}},
    "skus": {"relic": {"price": 1, "cost": 1, "weight": "1 lb", "size": "2 x 2 x 2 in", "sells": "0%"}},
    "suppliers": {"museum": {"makes": ["relic"], "lead_time": "9 days"}},
    "nodes": {"attic": {"zip": "78701", "pickup": {"idle": "12:00"}, "stock": {"relic": {"base_stock": 5}}}},
}
"""Elements that no order has to do with."""
TARGETS = {"node": "attic", "supplier": "museum", "carrier": "idle", "lane": "attic -> east"}
FIELDS = {
    "node_capacity": {"factor": 0.1}, "supplier_delay": {"factor": 3}, "supplier_quality": {"share": "50%"},
    "carrier_service_suspended": {"services": ["ground"]}, "carrier_delay": {"factor": 3},
    "carrier_damage": {"share": "90%"}, "lane_delay": {"add": "9 days"}, "port_congestion": {"factor": 3},
    "inventory_sync_error": {"error": "+50%"}, "stock_destroyed": {"fraction": "100%"},
}  # fmt: skip
UNUSED = [
    kind
    for kind, about in TYPES.items()
    if about.target in TARGETS and kind not in ("customs_hold", "port_congestion")
]


@pytest.mark.parametrize("kind", UNUSED)
def test_an_event_on_an_unused_element_changes_nothing(kind: str) -> None:
    data = w.document("carrier outage, lose", **IDLE)
    assert "ramp" in data["nodes"]["reno"]  # which starts when orders come that another node would have got
    before = w.played(data)
    event = {kind: TARGETS[TYPES[kind].target], "name": "nothing", "starts": "2026-03-09 11:00"}
    event |= FIELDS.get(kind, {}) | ({"for": "6 days"} if kind != "stock_destroyed" else {})
    after = w.played(data | {"disruptions": [*data["disruptions"], event]})
    assert len(after["outages"]) == len(before["outages"]) + 1
    relic = before.words("sku").index("relic")
    for name in set(w.TABLES) - {"outages"}:
        rows, others = before[name], after[name]
        if "sku" in rows.dtype.names:
            rows, others = rows[rows["sku"] != relic], others[others["sku"] != relic]
        if name == "purchase_orders":
            columns = [c for c in rows.dtype.names if c != "purchase_order"]
            assert rows[columns].tolist() == others[columns].tolist()
            continue
        assert rows.tobytes() == others.tobytes(), name


ON_APPLES: list[dict[str, Any]] = [
    {"node_outage": "orchard", "in_progress": "lose"},
    {"node_capacity": "orchard", "factor": 0.2},
    {"packaging_stockout": "orchard"},
    {"stock_destroyed": "orchard", "fraction": "90%"},
    {"inventory_sync_error": "orchard", "error": "+80%", "sync": "stops"},
    {"pickup_missed": "orchard"},
    {"supplier_outage": "apples", "in_production": "lose"},
    {"supplier_delay": "apples", "factor": 4},
    {"supplier_quality": "apples", "share": "60%"},
    {"carrier_outage": "redvan", "in_transit": "return"},
    {"carrier_outage": "redvan", "in_transit": "lose"},
    {"carrier_service_suspended": "redvan", "services": ["ground"]},
    {"carrier_delay": "redvan", "factor": 3},
    {"carrier_damage": "redvan", "share": "50%"},
    {"lane_outage": "orchard -> home", "in_transit": "hold"},
    {"lane_delay": "apples -> orchard", "add": "4 days"},
    {"demand_surge": "all", "factor": 3, "skus": ["apple"]},
    {"demand_surge": "all", "factor": 0.3, "skus": ["apple"]},
]


@pytest.mark.parametrize("event", ON_APPLES, ids=lambda event: " ".join(map(str, event.values())))
@pytest.mark.parametrize("sync", [None, {"every": "2 h", "error": "1% per day"}], ids=["exact", "synced"])
def test_an_event_leaves_the_other_half_alone(event: dict[str, Any], sync: Any) -> None:
    length = {} if "stock_destroyed" in event else {"for": "6 days"}
    what = event | length | {"name": "event", "starts": "2026-01-14 11:00"}
    routing = {"routing": {"sync": sync}} if sync else {}
    lane = {"lanes": [{"from": "apples", "to": "orchard", "transit": "1 day"}]}
    one = run_replication(load_text(w.halves(**routing, **lane), "halves"), 0)
    other = run_replication(load_text(w.halves(disruptions=[what], **routing, **lane), "halves"), 0)
    pears, same = w.half_of(one, "pear"), w.half_of(other, "pear")
    for name in pears:
        assert pears[name].tobytes() == same[name].tobytes(), name
    assert len(pears["shipments"]) > 200
    apples, hit = w.half_of(one, "apple"), w.half_of(other, "apple")
    assert any(apples[name].tobytes() != hit[name].tobytes() for name in apples)
