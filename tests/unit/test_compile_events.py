"""Compiling disruptions and responses, and what a plan does not depend on."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from simnet.engine.compile import compile_scenario, tables
from simnet.engine.draws import draw
from simnet.engine.plan import Plan
from simnet.scenario import load_text
from simnet.units import DAY, HOUR
from tests import worlds


def compiled(text: str) -> Plan:
    return compile_scenario(load_text(text))


def local(plan: Plan, instant: int, timezone: str) -> str:
    """Write an instant of a plan as local time."""
    moment = datetime.fromtimestamp(plan.zero.timestamp() + instant / 1e6, ZoneInfo(timezone))
    return f"{moment:%Y-%m-%d %H:%M}"


def same(first: Any, second: Any, skip: frozenset[str] = frozenset()) -> bool:
    """Compare plans or parts of them, arrays included, apart from the fields in `skip`."""
    if is_dataclass(first):
        names = [field.name for field in fields(first) if field.name not in skip]
        return type(first) is type(second) and all(
            same(getattr(first, name), getattr(second, name), skip) for name in names
        )
    if isinstance(first, np.ndarray):
        return first.shape == second.shape and bool(np.array_equal(first, second))
    if isinstance(first, tuple):
        return len(first) == len(second) and all(same(a, b, skip) for a, b in zip(first, second, strict=True))
    return bool(first == second)


EVENTS: list[dict[str, Any]] = [
    {"name": "storm", "node_outage": "columbus", "happens": "every 15 months", "for": "1 to 4 days",
     "in_progress": "restart", "recovery": {"start": "50%", "over": "2 days"}},
    {"name": "slow", "carrier_delay": "swift", "services": ["ground"], "every": "month",
     "first": "2026-03-31 12:00", "factor": 1.5, "for": "2 days"},
    {"name": "road", "lane_outage": {"from": "columbus", "to": "reno"}, "probability": "20%",
     "for": "2 days"},
    {"name": "fire", "stock_destroyed": "reno", "starts": "2026-04-01", "fraction": "20%", "skus": ["book"]},
    {"name": "late", "supplier_delay": "all", "after": {"event": "storm", "delay": "3 days"}, "add": "4 days",
     "for": "10 days"},
    {"name": "fuel", "cost_shock": "fuel", "factor": 1.2, "carriers": ["brown"], "starts": "2026-04-01",
     "for": "30 days"},
    {"name": "miss", "pickup_missed": "columbus", "carriers": ["brown"], "starts": "2026-04-01",
     "for": "1 day"},
    {"name": "rush", "demand_surge": ["west", "east"], "factor": 2, "skus": ["gift"], "starts": "2026-04-01",
     "for": "1 day"},
    {"name": "border", "customs_hold": "importer", "share": "50%", "add": "5 days", "starts": "2026-04-01",
     "for": "9 days"},
]  # fmt: skip


def test_events_name_what_they_hit() -> None:
    plan = compiled(worlds.two_nodes(disruptions=EVENTS))
    events = {event.name: event for event in plan.events}
    assert [event.label for event in plan.events] == sorted(events)
    assert events["storm"].nodes == (0,)
    assert events["storm"].rate == 450 * DAY
    assert (events["storm"].under_way, events["storm"].ramp) == ("restart", (0.5, 2 * DAY))
    assert [plan.services[service].name for service in events["slow"].services] == ["swift.ground"]
    assert events["slow"].carriers == ()
    assert [plan.inbound[lane].name for lane in events["road"].inbound] == ["columbus -> reno"]
    assert (events["road"].chance, events["road"].at, events["road"].rate) == (0.2, (), 0)
    assert (events["fire"].fraction, events["fire"].skus, events["fire"].response) == (0.2, (0,), None)
    assert events["fire"].duration >= 0
    assert tables.mean(plan.tables[events["fire"].duration]) == 1
    assert (events["late"].after, events["late"].delay, events["late"].add) == ("storm", 3 * DAY, 4 * DAY)
    assert events["late"].suppliers == (0, 1, 2)
    assert {plan.lanes[lane].service for lane in events["fuel"].lanes} == {0}
    assert events["fuel"].costs == ("fuel",)
    assert events["miss"].docks == (0,)
    assert [plan.regions[region].name for region in events["rush"].regions] == ["east", "west"]
    assert [plan.items[item].name for item in events["rush"].items] == ["gift"]
    border = events["border"]
    assert {plan.inbound[lane].name for lane in border.inbound} == {
        "importer -> columbus",
        "importer -> reno",
    }
    assert (border.share, tables.mean(plan.tables[border.hold_for])) == (0.5, 5 * DAY)


def test_a_cost_shock_raises_what_it_names_and_nothing_else() -> None:
    shocks = [
        {"name": "goods in", "cost_shock": "rate", "factor": 2, "lanes": ["chandler"]},
        {"name": "reno", "cost_shock": ["fuel", "rate"], "add_share": "20%", "lanes": ["reno"]},
        {"name": "brown reno", "cost_shock": "rate", "factor": 1.5, "add_share": "10%", "carriers": ["brown"],
         "lanes": ["columbus"]},
        {"name": "all", "cost_shock": "rate", "factor": 2},
    ]  # fmt: skip
    when = {"starts": "2026-04-01", "for": "3 days"}
    plan = compiled(worlds.two_nodes(disruptions=[shock | when for shock in shocks]))
    found = {event.name: event for event in plan.events}
    named = {event.name: {plan.lanes[lane].name for lane in event.lanes} for event in plan.events}
    assert named["goods in"] == set()
    assert {plan.inbound[lane].supplier for lane in found["goods in"].inbound} == {0}
    assert named["reno"] == {lane.name for lane in plan.lanes if lane.name.startswith("reno ")}
    assert named["brown reno"] == {
        lane.name for lane in plan.lanes if lane.name.startswith("columbus ") and " brown." in lane.name
    }
    assert named["all"] == {lane.name for lane in plan.lanes}
    assert {name: event.factor for name, event in found.items()} == pytest.approx(
        {"goods in": 2.0, "reno": 1.2, "brown reno": 1.6, "all": 2.0}
    )
    assert found["reno"].costs == ("fuel", "rate")


def test_a_monthly_recurrence_keeps_its_day_or_takes_the_last() -> None:
    plan = compiled(worlds.two_nodes(disruptions=EVENTS))
    slow = next(event for event in plan.events if event.name == "slow")
    days = [local(plan, onset, plan.timezone) for onset in slow.at]
    assert days == [f"2026-{day} 12:00" for day in ("03-31", "04-30", "05-31", "06-30", "07-31")]


def test_responses_and_thresholds_name_suppliers_and_quantities() -> None:
    moved = {"from": "columbus", "to": "reno", "cover": "2 days", "skus": ["book"]}
    thresholds = [
        {
            "when": "stockouts >= 2",
            "of": "critical skus",
            "over": "1 month",
            "then": {"order_from": "importer"},
        },
        {"when": "on_time < 95%", "each": "node", "then": "alert"},
        {"when": "backlog > 5", "then": {"transfer": moved}},
    ]
    answer = {"detect": "1 h", "automatic": True, "acts": ["mark_down", {"expedite": 0.5}]}
    dark = {
        "name": "dark",
        "node_outage": "reno",
        "starts": "2026-04-01",
        "for": "2 days",
        "response": answer,
    }
    plan = compiled(worlds.two_nodes(thresholds=thresholds, disruptions=[dark]))
    backlog, late, stockouts = plan.thresholds
    assert (late.text, late.acts) == ("on_time < 95% for each node over 7 days", ())
    # 80 orders × 1.4 lines × 1.1 units × (30% + 10% as part of the kit) × 2 days
    assert backlog.acts == (("transfer", (0, 1, 0, 99)),)
    assert (stockouts.skus, stockouts.acts) == ((1,), (("order_from", 1),))
    assert stockouts.text == "stockouts >= 2 of critical skus over 30 days"
    response = plan.events[0].response
    assert response is not None
    assert response.automatic
    assert response.acts == (("mark_down", True), ("expedite", 0.5))
    assert tables.mean(plan.tables[response.detect]) == HOUR


def test_a_sync_error_may_stop_the_sync_and_go_either_way() -> None:
    base = {"inventory_sync_error": "columbus", "starts": "2026-04-01", "for": "1 day"}
    runs, stops = compiled(
        worlds.two_nodes(
            disruptions=[
                {**base, "name": "a", "error": "-15%"},
                {**base, "name": "b", "error": "30%", "sync": "stops"},
            ]
        )
    ).events
    assert (runs.error, runs.stops_sync) == (-0.15, False)
    assert (stops.error, stops.stops_sync) == (0.3, True)


def test_every_onset_of_a_recurrence_may_have_a_chance() -> None:
    event = {"node_outage": "reno", "every": "month", "probability": "20%", "for": "1 day"}
    (often,) = compiled(worlds.two_nodes(disruptions=[event])).events
    assert (len(often.at), often.chance) == (6, 0.2)


def test_the_gap_between_occurrences_may_have_any_distribution() -> None:
    outage = {"name": "storm", "node_outage": "columbus", "for": "1 day"}
    uniform = {"happens": {"uniform": {"low": "20 days", "high": "30 days"}}}
    plan = compiled(worlds.two_nodes(horizon="3 years", disruptions=[outage | uniform]))
    assert plan.events[0].rate == 25 * DAY
    occurrences = draw(plan, 0).occurrences
    begins, ends = [o.begin for o in occurrences], [0, *(o.end for o in occurrences)]
    gaps = np.array([begin - end for begin, end in zip(begins, ends, strict=False)]) / DAY
    assert len(gaps) > 35
    assert (gaps >= 20).all()
    assert (gaps <= 30).all()
    assert gaps.mean() == pytest.approx(25, abs=1.5)
    # the same mean, given as `every`, is exponential and needs no table
    plan = compiled(worlds.two_nodes(horizon="3 years", disruptions=[outage | {"happens": "every 25 days"}]))
    assert plan.events[0].gap == -1
    longer = [o.begin for o in draw(plan, 0).occurrences]
    assert np.diff(longer).max() > 45 * DAY


def test_thresholds_and_responses_keep_what_they_name() -> None:
    watch = {"when": "backlog >= 3", "of": ["columbus", "east", "critical skus"], "over": "7 days",
             "then": "alert"}  # fmt: skip
    outage = {"name": "storm", "node_outage": "columbus", "starts": "2026-04-01", "for": "1 day"}
    response = {"response": {"touch": "17 min", "acts": "alert"}}
    plan = compiled(worlds.two_nodes(thresholds=[watch], disruptions=[outage | response]))
    (threshold,) = plan.thresholds
    assert [plan.nodes[n].name for n in threshold.nodes] == ["columbus"]
    assert [plan.regions[n].name for n in threshold.regions] == ["east"]
    assert [plan.skus[n].name for n in threshold.skus] == ["candle"]
    own = plan.events[0].response
    assert own is not None
    assert own.touch == 17 * 60_000_000
    usual = (
        compiled(worlds.two_nodes(disruptions=[outage | {"response": {"acts": "alert"}}])).events[0].response
    )
    assert usual is not None
    assert usual.touch == -1


def test_a_transfer_moves_a_given_quantity() -> None:
    moved = {"from": "columbus", "to": "reno", "quantity": 75, "skus": ["book", "candle"]}
    plan = compiled(worlds.two_nodes(thresholds=[{"when": "backlog > 5", "then": {"transfer": moved}}]))
    assert plan.thresholds[0].acts == (("transfer", (0, 1, 0, 75)), ("transfer", (0, 1, 1, 75)))


def _reversed(data: Any) -> Any:
    return (
        {key: _reversed(value) for key, value in reversed(data.items())} if isinstance(data, dict) else data
    )


@pytest.mark.parametrize(
    "world", [worlds.two_nodes(disruptions=EVENTS), worlds.example()], ids=["two", "example"]
)
def test_the_order_of_definition_does_not_matter(world: str) -> None:
    from ruamel.yaml import YAML

    data = YAML(typ="safe").load(world)
    lists = {key: list(reversed(data[key])) for key in ("disruptions", "lanes", "thresholds") if key in data}
    again = worlds.merged("{}", _reversed(data) | lists)
    assert again != world
    assert same(compiled(world), compiled(again))


def test_a_rename_with_the_luck_kept_changes_names_only() -> None:
    world = worlds.two_nodes(disruptions=EVENTS)
    assert "columbus" in world
    renamed = worlds.merged(
        world.replace("columbus", "zanesville"), {"nodes": {"zanesville": {"luck": "columbus"}}}
    )
    first, second = compiled(world), compiled(renamed)
    assert not same(first, second)
    assert same(first, second, frozenset({"name", "names"}))
    assert same(replace(first, names={}), replace(second, names={}), frozenset({"name"}))


def test_compiling_twice_gives_the_same_plan() -> None:
    scenario = load_text(worlds.two_nodes(disruptions=EVENTS))
    assert same(compile_scenario(scenario), compile_scenario(scenario))
