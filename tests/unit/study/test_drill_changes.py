"""Candidate changes: what follows from where the time went, what they cost, and how they are ranked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from simnet.scenario import Scenario
from simnet.study.drills.changes.candidate import Candidate, OnCall
from simnet.study.drills.changes.finding import candidates
from simnet.study.drills.changes.looking import Seen, seen
from simnet.study.drills.changes.prices import PICKUP, WAGE, carrying, hourly
from simnet.study.drills.changes.trying import _gain, _pair, _ranked
from simnet.study.drills.judging import Rules
from tests.unit.study.drilled import DARK, LATE, brand, first

TYPICAL = {
    "downtime_days": 2.0, "detect_days": 0.04, "decide_days": 0.1, "service_days": 6.5, "touches": 30.0,
    "team_minutes": 60.0,
}  # fmt: skip


def look(scenario: Scenario, shares: dict[tuple[str, str], float], **more: Any) -> Seen:
    found = Seen(scenario, first(scenario), shares, {}, TYPICAL, ("late_orders", "rerouted"))
    return replace(found, **more)


def kinds(found: Seen) -> list[tuple[str, str]]:
    return [(one.kind, one.subject) for one in candidates(found)]


def test_a_long_queue_asks_for_hands_and_hours_there():
    scenario = brand()
    found = candidates(look(scenario, {("station", "reno"): 0.8}))
    hands, hours = found[0], found[1]
    assert (hands.kind, hands.subject, hands.on_call) == ("packer", "reno", OnCall("reno", 1.5, 0.1, 9.0))
    assert hands.because == "80% of the additional waiting was in reno's queue"
    assert hands.works_on == "late_orders"
    assert hands.cost_per_outage == pytest.approx(30 * 0.5 * 54 * 9 / 7, abs=0.01)
    assert "team.wage" in hands.cost_basis
    assert (hours.kind, hours.value) == ("hours", "Sunday: 08:00-17:00")
    assert hours.values["nodes.reno.hours"]["sun"] == ["08:00-17:00"]
    assert hours.cost_per_outage == 30 * 9 * 2, "nine hours on each of two Sundays"


def test_a_place_with_stations_gets_one_more():
    scenario = brand()
    (hands, *_) = candidates(look(scenario, {("station", "columbus"): 0.8}))
    assert hands.on_call is not None
    assert (hands.on_call.factor, hands.words) == (1.5, "one more packer on call at columbus for 9 days")


def test_what_ran_out_is_held_more_of_and_priced():
    scenario = brand(costs={"carrying": "20% per year"})
    short = {("reno", "candle"): 40.0, ("reno", "book"): 30.0, ("columbus", "book"): 5.0}
    found = candidates(look(scenario, {("stock", "candle at reno"): 0.5}, short=short))
    one = next(one for one in found if one.kind == "stock")
    assert one.words == "hold more candle and book at reno"
    assert one.values["nodes.reno.stock.book.base_stock"] == "230"
    assert set(one.values["nodes.reno.stock.candle"]) == {"cover", "refill_from"}
    each = {sku: scenario.skus[sku].cost or 0 for sku in ("candle", "book")}
    assert one.cost_per_year == pytest.approx((40 * each["candle"] + 30 * each["book"]) * 0.2)
    one.applied(scenario, first(scenario))
    alone = look(scenario, {("stock", "candle at reno"): 0.5}, short={("reno", "candle"): 40.0})
    assert candidates(alone)[0].words == "hold 40 more candle at reno"


def test_waiting_for_a_decision_asks_for_none():
    scenario = brand()
    assert kinds(look(scenario, {("decision", "columbus"): 0.5}))[:2] == [
        ("automatic", "response"), ("decide", "response")]  # fmt: skip
    sure = brand({**DARK, "response": {"detect": "1 h", "automatic": True}})
    assert kinds(look(sure, {("decision", "columbus"): 0.5})) == []
    changed = candidates(look(scenario, {("decision", "columbus"): 0.5}))[1].applied(
        scenario, first(scenario)
    )
    assert changed.occasion.drill.response is not None
    assert changed.occasion.drill.response.decide.mean() == 15 * 60e6


def test_noticing_late_asks_for_a_daily_look():
    scenario = brand(LATE)
    found = candidates(look(scenario, {}, typical={**TYPICAL, "detect_days": 3.0, "decide_days": 3.0}))
    assert (found[0].kind, found[0].values) == ("detect", {"drills.0.response.detect": "1 day"})
    assert found[0].words == "ask chandler every day, so that you notice within one"
    assert found[0].because == "noticing took 3.0 days"


def test_an_act_that_is_missing_is_proposed():
    scenario = brand({**DARK, "response": {"acts": ["mark_down"], "decide": "1 h"}})
    (one, *_) = candidates(look(scenario, {("outage", "columbus"): 0.6}))
    assert (one.kind, one.values) == ("reroute", {"drills.0.response.acts": ["mark_down", "reroute"]})


def test_a_place_that_is_slow_asks_for_hands_and_one_that_is_dark_does_not():
    slow = brand({**DARK, "events": [{"node_capacity": "columbus", "factor": 0.6, "for": "2 days"}]})
    assert kinds(look(slow, {("outage", "columbus"): 0.6}))[0] == ("packer", "columbus")
    assert ("packer", "columbus") not in kinds(look(brand(), {("outage", "columbus"): 0.6}))


def test_parcels_that_wait_at_the_dock_ask_for_a_second_collection():
    scenario = brand()
    one = next(one for one in candidates(look(scenario, {("dock", "columbus"): 0.6})) if one.kind == "pickup")
    times = {raw["carrier"]: raw["times"] for raw in one.values["nodes.columbus.pickup"]}
    assert times == {"swift": ["17:00", "19:00"], "brown": ["17:30", "19:30"]}
    assert one.cost_per_outage == PICKUP * 9
    assert "assumed" in one.cost_basis
    one.applied(scenario, first(scenario))


def test_small_causes_are_left_alone_and_nothing_is_there_twice():
    scenario = brand()
    found = kinds(look(scenario, {("station", "reno"): 0.9, ("dock", "reno"): 0.03, ("people", ""): 0.02}))
    assert ("pickup", "reno") not in found
    assert ("person", "team") not in found
    assert len(set(found)) == len(found)


def test_hands_on_call_change_the_world_and_not_the_drill():
    scenario = brand()
    hands = candidates(look(scenario, {("station", "reno"): 0.8}))[0]
    changed = hands.applied(scenario, first(scenario))
    plain = first(scenario)
    assert changed.occasion.events == plain.events
    assert changed.held.rehearsal is not None
    assert "on call at reno" not in changed.held.rehearsal.events
    event = next(one for one in changed.held.disruptions if one.name == "on call at reno")
    assert (event.type, event.factor, f"{event.starts}") == ("node_capacity", 1.5, "2026-04-07 11:24:00")


def test_prices_come_from_the_file_or_are_called_assumed():
    scenario = brand()
    node = scenario.nodes["reno"]
    assert hourly(scenario, node.filled(wages=20.0), 0.5) == (10.0, "wages of the place")
    unpaid = scenario.filled(team=scenario.team.filled(wage=0.0))
    assert hourly(unpaid, node, 0.5) == (WAGE / 2, f"assumed: {WAGE:g} an hour")
    assert (
        "assumed: 20%" in carrying(scenario.filled(costs=scenario.costs.filled(carrying=0.0)), "book", 10)[1]
    )


def test_the_tables_are_read_as_shares_and_units_of_a_bad_year():
    scenario = brand(LATE)
    waits = pd.DataFrame(
        {"cause": ["stock", "dock"], "subject": ["book at reno", "reno"], "days": [30.0, 10.0]}
    )
    out = pd.DataFrame({"node": ["reno"] * 2, "sku": ["book"] * 2, "units": [50, 70]})
    frame = pd.DataFrame({name: [value] * 10 for name, value in TYPICAL.items()})
    found = seen(
        scenario, first(scenario), {"waits": waits, "ran_out": out, "replications": frame}, ["resupply"]
    )
    assert found.shares == {("stock", "book at reno"): 0.75, ("dock", "reno"): 0.25}
    assert found.short == {("reno", "book"): 50.0}, "the 9th of 10 years, of which 8 had enough"
    assert found.works_on("late_orders") == "resupply"


def row(goal: str, before: float, after: float, met: tuple[int, int]) -> dict[str, Any]:
    return {"goal": goal, "before": before, "after": after, "met_before": met[0], "met_after": met[1]}


def tried(kind: str, verdict: str, cost: float, after: float, met: int) -> Any:
    change = {
        "verdict": verdict,
        "cost_per_outage": cost,
        "cost_per_year": 0.0,
        "kind": kind,
        "subject": kind,
    }
    one = Candidate(kind, kind, kind, kind, "", "late_orders", "", values={kind: "1"})
    return one, change, [row("late_orders", 520, after, (4, met))]


def test_what_passes_comes_first_the_cheapest_of_it_then_what_helps_most():
    rules = Rules({"late_orders": 300.0}, 0.9, (40,))
    made = [
        tried("weak", "deviated", 0, 500, 5), tried("dear", "held", 900, 100, 40),
        tried("strong", "deviated", 50, 310, 20), tried("cheap", "held", 100, 250, 40),
    ]  # fmt: skip
    assert [one[0].kind for one in _ranked(made, rules)] == ["cheap", "dear", "strong", "weak"]
    assert _pair(made, rules) is None, "one is enough"
    both = _pair([made[0], made[2]], rules)
    assert both is not None
    assert (both.words, both.values) == ("strong, and weak", {"strong": "1", "weak": "1"})
    assert _gain([row("late_orders", 520, 600, (4, 1))], rules) < 0
    assert _pair([tried("bad", "deviated", 0, 600, 1)], rules) is None


def late(**response: Any) -> Scenario:
    return brand({**LATE, "response": {"detect": "1 day", "decide": "1 day", **response}})


SHORT = {("columbus", "candle"): 90.0}
OUT = {("stock", "candle at columbus"): 0.9}


def test_a_maker_that_fails_without_a_backup_asks_for_one_and_for_hurry():
    scenario = late(acts=["alert"])
    found = {one.kind: one for one in candidates(look(scenario, OUT, short=SHORT))}
    backup, hurry = found["backup"], found["expedite"]
    other = next(n for n, s in scenario.suppliers.items() if n != "chandler" and "candle" in s.makes)
    assert backup.words == f"order from {other} as soon as it is decided"
    (before, act) = backup.values["drills.0.response.acts"]
    assert before == "alert"
    assert act == ("use_backup" if scenario.suppliers[other].backup else {"order_from": other})
    assert hurry.words == "pay to hurry what is on order from chandler"
    assert hurry.values["drills.0.response.acts"][-1] == {"expedite": 0.5}
    assert "assumed: 200" in hurry.cost_basis
    for one in (backup, hurry):
        changed = one.applied(scenario, first(scenario)).occasion.drill.response
        assert changed is not None
        assert changed.acts[0].act == "alert"
        assert len(changed.acts) == 2


def test_what_the_response_does_already_is_not_proposed():
    scenario = late(acts=["use_backup", {"expedite": 0.7}])
    found = [one.kind for one in candidates(look(scenario, OUT, short=SHORT))]
    assert not {"backup", "expedite"} & set(found)


def test_a_place_that_fails_asks_for_no_maker():
    found = [one.kind for one in candidates(look(brand(), OUT, short=SHORT))]
    assert not {"backup", "expedite"} & set(found)


def test_hurrying_costs_what_the_file_says():
    scenario = brand({**LATE, "response": {"acts": ["alert"]}}, costs={"expedite": 90})
    hurry = next(one for one in candidates(look(scenario, OUT, short=SHORT)) if one.kind == "expedite")
    assert hurry.cost_per_outage == 90 * len(scenario.suppliers["chandler"].makes)
    assert hurry.cost_basis.startswith("costs.expedite")


def test_stock_is_moved_ahead_from_a_place_that_has_not_run_out():
    scenario = brand()
    short = {("reno", "book"): 30.0}
    one = next(x for x in candidates(look(scenario, {("stock", "book at reno"): 0.5}, short=short))
               if x.kind == "ahead")  # fmt: skip
    assert one.words == "keep 30 more book at reno instead of at columbus"
    assert one.values["nodes.reno.stock.book.base_stock"] == "230"
    lower = {
        path: value for path, value in one.values.items() if path.startswith("nodes.columbus.stock.book")
    }
    assert lower
    assert one.cost_per_year == 0
    one.applied(scenario, first(scenario))
    both = {**short, ("columbus", "book"): 10.0}
    none = candidates(look(scenario, {("stock", "book at reno"): 0.5}, short=both))
    assert "ahead" not in [one.kind for one in none]


def test_a_carrier_that_is_down_asks_for_another_where_it_alone_collects():
    strike = {"carrier_service_suspended": "swift", "services": ["ground"], "for": "4 days"}
    alone = {name: part for name, part in DARK.items() if name != "schedule"}
    scenario = brand({**alone, "start": "2026-04-07 09:00", "events": [strike]})
    found = candidates(look(scenario, {("outage", "swift.ground"): 0.6}))
    one = next(one for one in found if one.kind == "carrier")
    assert (one.words, one.subject, one.value) == ("brown collects at reno too", "reno", "brown at 16:30")
    assert one.values["nodes.reno.pickup"][-1] == {"carrier": "brown", "times": ["16:30"]}
    assert one.because == "60% of the additional waiting was at swift ground"
    assert one.cost_per_outage == PICKUP * 9
    world = one.applied(scenario, first(scenario)).scenario
    assert [pickup.carrier for pickup in world.nodes["reno"].pickup] == ["swift", "brown"]
    assert len(world.nodes["columbus"].pickup) == 2


def test_a_place_that_is_dark_asks_for_no_other_carrier():
    assert "carrier" not in [one.kind for one in candidates(look(brand(), {("outage", "columbus"): 0.6}))]
