"""The arithmetic of `check`: each warning has a scenario that triggers it and one that does not."""

from __future__ import annotations

import math
import re
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simnet.errors import Problem
from simnet.pricing.usual import library
from simnet.scenario import Distribution, Scenario, load_text
from simnet.scenario.arithmetic import examine, flow_of
from simnet.scenario.arithmetic.goals import add_working
from simnet.scenario.arithmetic.spread import sd_of
from simnet.scenario.arithmetic.week import after_transit, collected, packed
from simnet.scenario.arithmetic.words import span, tenths
from simnet.units import DAY, HOUR, MINUTE, WEEK

BASE = """
simnet: 1
name: arithmetic
start: 2026-01-05
timezone: America/New_York
customers:
  orders: 100 per day
  promise: 7 business days
  regions: {west: {share: 25%, zip: 90012}, east: {share: 75%, zip: 10001}}
skus:
  candle: {price: 28, cost: 7, weight: 1 lb, sells: 100%}
suppliers:
  maker: {makes: [candle], lead_time: 10 days, min_order: 100}
  spare: {makes: [candle], lead_time: 20 days, backup: true}
nodes:
  ohio: {zip: 43215, capacity: 200 per day, order_cutoff: "14:00", pickup: "17:00",
         stock: {candle: {reorder_at: 1400, order_up_to: 4000}}}
  nevada: {zip: 89501, capacity: 60 per day, order_cutoff: "12:00", pickup: "16:30",
           stock: {candle: {reorder_at: 500, order_up_to: 1200}}}
carriers: [usps-ground-advantage]
"""
DRILL: dict[str, Any] = {
    "title": "Dark",
    "start": "2026-06-08 09:00",
    "events": [{"node_outage": "ohio", "for": "3 days"}],
    "goals": {"first_parcel": "14 h", "rerouted": "8 h", "service_back": "6 days"},
}


def world(**values: Any) -> Scenario:
    """Load the base with values changed by path, `nodes__ohio__capacity` for `nodes.ohio.capacity`."""
    scenario = load_text(BASE, "a.yaml")
    changed = {path.replace("__", "."): value for path, value in values.items()}
    return scenario.with_values(changed) if changed else scenario


def found(scenario: Scenario) -> tuple[Problem, ...]:
    return examine(scenario, library())


def warnings_of(scenario: Scenario) -> list[str]:
    return [problem.rule for problem in found(scenario) if problem.severity == "warning"]


def test_a_network_that_adds_up_has_no_warnings() -> None:
    assert warnings_of(world()) == []


def with_drill(**changes: Any) -> dict[str, Any]:
    return {"drills": [{**DRILL, **changes}]}


def drop_shipping(**how: Any) -> dict[str, Any]:
    """The base without places of its own: the maker ships, 50 hours a week."""
    ships = {"suppliers__maker__drop_ships": how, "suppliers__maker__zip": "43215"}
    return {"suppliers__spare": None, "nodes__nevada": None, "nodes__ohio": None, **ships}


CASES: dict[str, tuple[dict[str, Any], str]] = {
    "overload": (
        {"nodes__ohio__capacity": "90 per day"},
        "ohio gets 525 orders a week and can pack 450: its queue grows without end",
    ),
    "overload of stations": (
        {
            "nodes__ohio__capacity": None,
            "nodes__ohio__stations": 1,
            "nodes__ohio__pick": {"per_order": "6 min", "per_line": "1 min"},
        },
        "ohio gets 525 orders a week and can pack 429: its queue grows without end",
    ),
    "overload of a drop shipper's stations": (
        drop_shipping(handling="27 h", stations=200),
        "maker gets 700 orders a week and can pack 370: its queue grows without end",
    ),
    "overload in the end": (
        {"customers__growth": "150% per year"},
        "nevada gets 436 orders a week by January 2027 and can pack 300: its queue grows without end then",
    ),
    "busy": (
        {"nodes__ohio__capacity": "110 per day"},
        "ohio gets 525 orders a week and can pack 550, so it is 95% busy: one busy day makes a queue of days",
    ),
    "small pickups": (
        {"nodes__ohio__pickup": {"time": "17:00", "capacity": 100}},
        "ohio ships 525 parcels a week and its pickups take 500",
    ),
    "cutoff after the pickup": (
        {"nodes__ohio__order_cutoff": "15:00", "nodes__ohio__pickup": "13:00"},
        "ohio promises same-day release until its cutoff, but the last carrier has left 2 h before it",
    ),
    "slow maker": (
        {"suppliers__maker__capacity": "80 per day"},
        "maker can make 80 units a day, and 100 a day are sold of candle: stock runs out for good",
    ),
    "busy team": (
        {"customers__problem_share": "50%", "routing__exceptions": ["problem"], "team__touch": "30 min"},
        "350 orders a week need a person, 175 h of work, and the team has 40 h: they pile up",
    ),
    "closed team": (
        {"team__hours": {"mon-sun": "closed"}, **with_drill(goals={"service_back": "6 days"})},
        "the team has no working hours: nobody ever decides what to do about an outage",
    ),
    "low reorder point": (
        {"nodes__ohio__stock__candle__reorder_at": 600},
        "ohio: candle reorders at 600 and sells 750 in the 10 days "
        "that a delivery from maker takes on average: "
        "it is sold out about 2 days before the delivery comes",
    ),
    "thin reorder point": (
        {"nodes__ohio__stock__candle__reorder_at": 760},
        "ohio: candle reorders at 760 and sells 750 in the 10 days "
        "that a delivery from maker takes on average; "
        "busy days and late deliveries make it sold out before 4 of 10 deliveries",
    ),
    "low base stock": (
        {"nodes__ohio__stock__candle": {"base_stock": 300}},
        "ohio: candle is kept at 300 and sells 750 in the 10 days "
        "that a delivery from maker takes on average: "
        "it is sold out about 6 days before the delivery comes",
    ),
    "drawn on by others": (
        {"nodes__nevada__refill_from": ["ohio", "maker"], "nodes__ohio__stock__candle__reorder_at": 900},
        "ohio: candle reorders at 900 and sells or passes on 1,000 in the 10 days that a "
        "delivery from maker takes on average: "
        "it is sold out about 1 day before the delivery comes",
    ),
    "long minimum": (
        {"suppliers__maker__min_order": 20000},
        "nevada: the smallest order of candle from maker is 20,000, which lasts 2.2 years",
    ),
    "kit nowhere": (
        {
            "skus__book": {"price": 30, "cost": 6, "weight": "2 lb", "sells": "40%"},
            "skus__set": {"price": 50, "kit": {"candle": 1, "book": 1}, "sells": "10%"},
            "skus__candle__sells": "50%",
            "suppliers__printer": {"makes": ["book"], "lead_time": "3 days"},
            "nodes__mill": {
                "zip": "60601",
                "capacity": "200 per day",
                "stock": {"book": {"base_stock": 800}},
            },
        },
        "some regions cannot get set: no node that reaches them stocks all of its parts",
    ),
    "short promise": (
        {"customers__promise": "2 days"},
        "east is promised 2 days, but from ohio by usps-ground-advantage an order takes",
    ),
    "backup that hangs": (
        {"nodes__nevada__refill_from": ["ohio"], "nodes__ohio__stock__candle__reorder_at": 1800},
        "nevada backs up ohio for candle, but gets all of it from ohio: with ohio dark it is not refilled, "
        "and at its fullest it holds 12 days of all candle orders",
    ),
    "goal before the decision": (
        with_drill(goals={"rerouted": "1 h"}),
        "Dark: the goal is 1 h, but on 2026-06-08 the outage is decided upon",
    ),
    "goal before the alert": (
        with_drill(goals={"detect": "10 min"}),
        "Dark: the goal is 10 min, but on 2026-06-08 the outage is noticed 30 min after it "
        "begins, on average",
    ),
    "goal before the pickup": (
        with_drill(goals={"first_parcel": "10 h"}),
        "Dark: the goal is 10 h, but on 2026-06-08 the first pickup elsewhere after an average "
        "decision is at nevada, "
        "10.5 h after the outage begins",
    ),
    "no other node": (
        with_drill(
            events=[{"node_outage": ["ohio", "nevada"], "for": "3 days"}], goals={"first_parcel": "14 h"}
        ),
        "Dark: no other node can ship while nevada, ohio is dark",
    ),
    "goal beyond the window": (
        with_drill(goals={"service_back": "70 days"}),
        "Dark: the goal 10 weeks is not shorter than the window of 60 days",
    ),
    "resupply without a supplier": (
        with_drill(goals={"resupply": "20 days"}),
        "Dark: no event is about a supplier, so nothing is resupplied",
    ),
    "rerouted without a place": (
        with_drill(events=[{"supplier_outage": "maker", "for": "9 days"}], goals={"rerouted": "4 h"}),
        "Dark: no event is about a place or a way, so no order goes elsewhere",
    ),
    "nobody notices": (
        with_drill(events=[{"stock_destroyed": "ohio", "fraction": "50%"}], goals={"detect": "4 h"}),
        "Dark: nobody notices what is over at once",
    ),
    "nothing to notice in a batch": (
        with_drill(scope={"orders": 25}, goals={"detect": "4 h"}),
        "Dark: a batch is sent elsewhere on purpose, so there is nothing to notice or to decide",
    ),
    "too large a batch": (
        with_drill(scope={"orders": 9000}, goals={"late_orders": 5}),
        "Dark: about ",
    ),
    "too long a batch": (
        with_drill(scope={"orders": 25}, goals={"my_time": "10 min"}, response={"touch": "2 min"}),
        "Dark: the goal is 10 min, but a batch of 25 orders at 2 min each takes 50 min",
    ),
    "resupply too soon": (
        with_drill(events=[{"supplier_outage": "maker", "for": "9 days"}], goals={"resupply": "5 days"}),
        "Dark: the goal is 5 days, but goods from spare are at nevada 20 days after it begins, on average",
    ),
    "resupply by nobody": (
        {
            "suppliers__spare": None,
            **with_drill(
                events=[{"supplier_outage": "maker", "for": "9 days"}], goals={"resupply": "5 days"}
            ),
        },
        "Dark: nobody else makes what maker makes",
    ),
    "reroute from no place": (
        with_drill(
            events=[{"supplier_outage": "maker", "for": "9 days"}],
            goals={"late_orders": 5},
            response={"acts": ["reroute"]},
        ),
        "Dark: reroute can do nothing: no event is about a place, so no parcel is stuck in one",
    ),
    "reroute to no place": (
        {
            "nodes__nevada": None,
            **with_drill(goals={"late_orders": 5}, response={"acts": ["reroute"]}),
        },
        "Dark: reroute can do nothing: there is no other place to send orders from",
    ),
    "relabel of what waits": (
        with_drill(
            events=[{"carrier_outage": "usps-ground-advantage", "for": "2 days"}],
            goals={"late_orders": 5},
            response={"acts": ["relabel"]},
        ),
        "Dark: relabel can do nothing: add staged: relabel to the event",
    ),
    "relabel without a carrier": (
        with_drill(goals={"late_orders": 5}, response={"acts": ["relabel"]}),
        "Dark: relabel can do nothing: no event stops a carrier, so no parcel waits for one",
    ),
    "backup without a supplier": (
        with_drill(goals={"late_orders": 5}, response={"acts": ["use_backup"]}),
        "Dark: use_backup can do nothing: no event is about a supplier",
    ),
    "marked down to no end": (
        with_drill(
            events=[{"demand_surge": "all", "factor": 2, "for": "2 days"}],
            goals={"late_orders": 5},
            response={"acts": ["mark_down"]},
        ),
        "Dark: mark_down can do nothing: no event is about anything that could be routed around",
    ),
    "steady for too short": (
        with_drill(start="2026-01-20 09:00", only_if={"on_time": "95%", "over": "4 weeks"}),
        "Dark: on 2026-01-20 only 15.4 days are counted before it, less than the 4 weeks that only_if looks",
    ),
    "the turn of the only other place": (
        with_drill(
            start=None,
            schedule={"every": "quarter", "first": "2026-02-09 09:00", "rotate": ["ohio", "nevada"]},
            goals={"first_parcel": "2 h"},
        ),
        "Dark: the goal is 2 h, but on ",
    ),
    "drill too early": (
        with_drill(start="2026-01-10 09:00"),
        "Dark: the window of 2026-01-10 begins 2 weeks before it, ahead of the first counted day, 2026-01-05",
    ),
    "drill too late": (
        {
            **with_drill(start="2026-12-01 09:00"),
            "disruptions": [{"name": "once", "node_outage": "ohio", "probability": "30%", "for": "1 day"}],
        },
        "Dark: the window of 2026-12-01 ends 60 days after it, but no orders are placed after 2027-01-05",
    ),
    "event before the warm-up": (
        {"disruptions": [{"name": "old", "node_outage": "ohio", "starts": "2025-10-01", "for": "3 days"}]},
        "old is over before the warm-up begins on 2025-11-10, so it never happens",
    ),
    "event in the warm-up": (
        {"disruptions": [{"name": "old", "node_outage": "ohio", "starts": "2025-12-01", "for": "3 days"}]},
        "old is over before the first counted day, 2026-01-05",
    ),
    "event after the horizon": (
        {
            "disruptions": [
                {
                    "name": "late",
                    "node_outage": "ohio",
                    "every": "month",
                    "first": "2027-02-01",
                    "for": "3 days",
                }
            ]
        },
        "late comes first after the horizon ends on 2027-01-05, so it never happens",
    ),
    "event without a chance": (
        {"disruptions": [{"name": "no", "node_outage": "ohio", "probability": "0%", "for": "3 days"}]},
        "no has no chance to happen",
    ),
    "rare event": (
        {
            "disruptions": [
                {"name": "flood", "node_outage": "ohio", "happens": "every 100 years", "for": "3 days"}
            ]
        },
        "flood happens every 100 years and the horizon is 52 weeks: hardly any simulated year will show it",
    ),
}
HARMLESS: dict[str, dict[str, Any]] = {
    "enough capacity": {"nodes__ohio__capacity": "150 per day"},
    "stations enough": {
        "nodes__ohio__capacity": None,
        "nodes__ohio__stations": 2,
        "nodes__ohio__pick": {"per_order": "6 min", "per_line": "1 min"},
    },
    "a drop shipper's stations enough": drop_shipping(handling="27 h", stations=500),
    "growth with room": {"customers__growth": "5% per year"},
    "pickups enough": {"nodes__ohio__pickup": {"time": "17:00", "capacity": 120}},
    "pickup after the cutoff": {"nodes__ohio__order_cutoff": "13:00", "nodes__ohio__pickup": "13:00"},
    "fast maker": {"suppliers__maker__capacity": "120 per day"},
    "two makers": {"suppliers__maker__capacity": "80 per day", "suppliers__spare__backup": False},
    "idle team": {"customers__problem_share": "1%", "routing__exceptions": ["problem"]},
    "automatic without a team": {
        "team__hours": {"mon-sun": "closed"},
        "response": {"automatic": True},
        "disruptions": [{"name": "a", "node_outage": "ohio", "happens": "every 2 years", "for": "3 days"}],
    },
    "drawn on with room": {
        "nodes__nevada__refill_from": ["ohio", "maker"],
        "nodes__ohio__stock__candle": {"cover": "4 weeks", "recovery": "10 days"},
    },
    "cover counts what it passes on": {
        "nodes__nevada__refill_from": ["ohio", "maker"],
        "nodes__ohio__stock__candle": {"cover": "4 weeks"},
    },
    "backup with a maker": {
        "nodes__nevada__refill_from": ["ohio", "maker"],
        "nodes__ohio__stock__candle__reorder_at": 1800,
    },
    "drill": with_drill(),
    "quarterly drill": with_drill(
        start=None,
        schedule={"every": "quarter", "first": "2026-02-09 09:00"},
        window={"after": "30 days"},
        goals={"service_back": "6 days"},
    ),
    "event in the horizon": {
        "disruptions": [
            {"name": "a", "node_outage": "ohio", "starts": "2026-03-01", "for": "3 days"},
            {"name": "b", "node_outage": "ohio", "every": "month", "first": "2026-02-01", "for": "3 days"},
            {"name": "c", "node_outage": "ohio", "happens": "every 2 years", "for": "3 days"},
            {"name": "d", "node_outage": "ohio", "probability": "10%", "for": "3 days"},
        ]
    },
}


REPAIRS = {
    "overload": "add hours or a packer, or send orders elsewhere",
    "overload of stations": "add hours or a packer, or send orders elsewhere",
    "overload of a drop shipper's stations": "add hours or a packer, or send orders elsewhere",
    "overload in the end": "add hours or a packer before that month",
    "busy": "add hours or a packer",
    "small pickups": "add a pickup or its capacity",
    "cutoff after the pickup": "move order_cutoff before the last pickup",
    "slow maker": "raise it or add a supplier",
    "busy team": "add people or hours, or let fewer orders wait for them",
    "closed team": "give hours, or a response that is automatic",
    "low reorder point": "860 would last in 95% of them",
    "thin reorder point": "860 would last in 95% of them",
    "low base stock": "860 would last in 95% of them",
    "drawn on by others": "1,130 would last in 95% of them",
    "long minimum": "refill nevada from another node, or ask for a smaller minimum",
    "kit nowhere": "stock it together at one node",
    "short promise": "use a faster service or a nearer node, or promise 6 days",
    "backup that hangs": "add a supplier to its refill_from, after ohio",
    "goal before the decision": "a longer goal, or a faster response",
    "goal before the alert": "a longer goal, or a faster response",
    "goal before the pickup": "a longer goal, or a later pickup",
    "no other node": "add a second node",
    "goal beyond the window": "lengthen window.after",
    "drill too early": "start the drill later, or shorten window.before",
    "drill too late": "start the drill earlier, or lengthen the horizon",
    "event before the warm-up": "move it into the horizon",
    "event in the warm-up": "move it into the horizon",
    "event after the horizon": "move first into the horizon",
    "event without a chance": "give one above 0%",
    "rare event": "rehearse it with a drill instead",
    "resupply without a supplier": "remove the goal: it is never reached",
    "rerouted without a place": "remove the goal: it is never reached",
    "nobody notices": "remove the goal: it is never reached",
    "nothing to notice in a batch": "remove the goal: it is never reached",
    "too large a batch": "let it last longer, or take fewer orders",
    "too long a batch": "a longer goal or a smaller batch",
    "resupply too soon": "a longer goal, or a backup that is nearer",
    "resupply by nobody": "add a backup supplier, or remove the goal",
    "reroute from no place": "remove reroute",
    "reroute to no place": "remove reroute",
    "relabel of what waits": "remove relabel",
    "relabel without a carrier": "remove relabel",
    "backup without a supplier": "remove use_backup",
    "marked down to no end": "remove mark_down",
    "steady for too short": "hold it later, or shorten over",
    "the turn of the only other place": "a longer goal, or a later pickup",
}


@pytest.mark.parametrize("name", CASES)
def test_what_does_not_add_up_is_said_with_a_repair(name: str) -> None:
    changes, sentence = CASES[name]
    warned = [problem for problem in found(world(**changes)) if problem.severity == "warning"]
    assert REPAIRS[name] in [x.repair for x in warned if x.rule.startswith(sentence)], warned


@pytest.mark.parametrize("name", HARMLESS)
def test_what_adds_up_is_not_mentioned(name: str) -> None:
    assert warnings_of(world(**HARMLESS[name])) == []


def test_a_node_that_is_closed_on_every_pickup_day_is_said() -> None:
    changed = {"nodes__nevada__hours": {"sun": "08:00-18:00"}}
    sentence = "no carrier ever collects at nevada: it is closed on every pickup day"
    assert sentence in warnings_of(world(**changed))
    assert sentence not in warnings_of(world())


def test_a_warning_stands_where_its_value_stands_and_says_how_to_repair_it() -> None:
    scenario = load_text(BASE.replace("reorder_at: 1400", "reorder_at: 600"), "a.yaml")
    (warning,) = (problem for problem in found(scenario) if problem.severity == "warning")
    line, column = next(
        (number, text.index("reorder_at: 600") + 1)
        for number, text in enumerate(BASE.replace("1400", "600").splitlines(), 1)
        if "reorder_at: 600" in text
    )
    assert warning.place.startswith(f"a.yaml:{line}:")
    assert int(warning.place.rsplit(":", 1)[1]) >= column
    assert warning.path == "nodes.ohio.stock.candle.reorder_at"
    assert warning.repair == "860 would last in 95% of them"


def test_the_promise_that_can_be_kept_is_named() -> None:
    (warning,) = (problem for problem in found(world(customers__promise="2 days")) if "east" in problem.rule)
    assert re.search(r"\d\.\d business days with the carrier: about \d+% come late", warning.rule)
    days = int(warning.repair.split("promise ")[1].split(" ")[0])
    assert warnings_of(world(customers__promise=f"{days} days")) == []


NOTES = {
    "two of both": ({}, "main path maker → ohio; backup path: second place nevada, second maker spare"),
    "hanging": (
        {"nodes__nevada__refill_from": ["ohio"]},
        "main path maker → ohio; backup path: second place nevada from its own stock only, "
        "second maker spare",
    ),
    "one maker": (
        {"suppliers__spare": None},
        "main path maker → ohio; backup path: second place nevada, second maker none",
    ),
    "nothing": (
        {"suppliers__spare": None, "nodes__nevada": None},
        "main path maker → ohio; backup path: none",
    ),
    "drop shipper": (
        {
            "suppliers__spare": None,
            "nodes__nevada": None,
            "nodes__ohio": None,
            "suppliers__maker__drop_ships": True,
            "suppliers__maker__zip": "43215",
        },
        "main path maker; backup path: none",
    ),
}


@pytest.mark.parametrize("name", NOTES)
def test_every_sku_has_its_paths(name: str) -> None:
    changes, words = NOTES[name]
    notes = [problem.rule for problem in found(world(**changes)) if problem.severity == "note"]
    assert notes == [f"candle: {words}"]


def test_every_sku_is_named_in_a_note() -> None:
    skus = {f"s{number}": {"price": 9, "cost": 3, "weight": "1 lb"} for number in range(30)}
    makers = {"maker": {"makes": list(skus), "lead_time": "10 days"}}
    nodes = {"ohio": {"zip": "43215", "capacity": "200 per day", "stock": "6 weeks"}}
    (note,) = (
        part for part in found(world(skus=skus, suppliers=makers, nodes=nodes)) if part.severity == "note"
    )
    assert set(note.rule.split(":")[0].replace(" and ", ", ").split(", ")) == set(skus)


EXTREMES: dict[str, dict[str, Any]] = {
    "growth": {"customers__growth": "1000% per year", "horizon": "3 years"},
    "a long time": {"horizon": "1000 years"},
    "transit": {"lanes": [{"from": "ohio", "to": "east", "transit": "900 years"}]},
    "decision": with_drill(response={"decide": "900 years"}),
    "handling": drop_shipping(handling="900 years", stations=1),
    "a maker that never opens": drop_shipping(handling="12 h", stations=9, hours={"mon": "closed"}),
    "no team": {**with_drill(), "team__hours": {"mon": "closed"}},
    "quick recurrence": with_drill(
        start=None, schedule={"every": "1 min", "first": "2026-06-08 09:00"}, overlap="joint"
    ),
    "at any time": {"nodes__ohio__hours": "always", "nodes__ohio__pickup": "continuous"},
    "night shift": {"nodes__ohio__hours": {"mon-fri": "20:00-04:00"}, "nodes__ohio__order_cutoff": None},
    "deliveries": {"nodes__ohio__receiving": "3 days", "suppliers__maker__inspection": "900 years"},
    "steady": {"customers__counts": "deterministic"},
}


@pytest.mark.parametrize("name", EXTREMES)
def test_extremes_neither_fail_nor_hang(name: str) -> None:
    assert all(problem.severity != "error" for problem in found(world(**EXTREMES[name])))


def test_demand_goes_to_the_first_node_that_stocks_it() -> None:
    flow = flow_of(world(customers__lines={"1": "50%", "2": "50%"}), library())
    assert flow.ranking == {"west": ("nevada", "ohio"), "east": ("ohio", "nevada")}
    assert flow.parcels == pytest.approx({"ohio": 75, "nevada": 25})
    assert flow.sold == pytest.approx({("ohio", "candle"): 112.5, ("nevada", "candle"): 37.5})


def test_routing_rules_rank_nodes_and_services() -> None:
    ranked = {"rules": ["ranked", "closest"], "ranked": {"west": ["ohio"], "east": ["nevada"]}}
    flow = flow_of(world(routing=ranked), library())
    assert flow.ranking == {"west": ("ohio", "nevada"), "east": ("nevada", "ohio")}
    both = {"carriers": ["usps-priority", "usps-ground-advantage"]}
    for service, first in (("cheapest", "usps-ground-advantage"), ("fastest", "usps-priority")):
        flow = flow_of(world(**both, routing={"service": service}), library())
        assert flow.ways["nevada", "east"][0].carrier == first


def test_a_closed_lane_sends_a_region_elsewhere() -> None:
    flow = flow_of(world(lanes=[{"from": "nevada", "to": "west", "closed": True}]), library())
    assert flow.ranking["west"] == ("ohio",)
    assert flow.parcels == pytest.approx({"ohio": 100})


def test_kits_count_as_their_components() -> None:
    changes, _ = CASES["kit nowhere"]
    changes = {**changes, "nodes__ohio__stock__book": {"base_stock": 900}}
    flow = flow_of(world(**changes), library())
    assert flow.nowhere == ()
    assert sum(units for (_, sku), units in flow.sold.items() if sku == "book") == pytest.approx(50)
    assert sum(units for (_, sku), units in flow.sold.items() if sku == "candle") == pytest.approx(60)


def test_an_ordinary_week_has_cutoffs_pickups_and_business_days() -> None:
    ohio = world().nodes["ohio"]
    monday_10, monday_15, friday_15 = 10 * HOUR, 15 * HOUR, 4 * DAY + 15 * HOUR
    assert packed(ohio, monday_10) == monday_10
    assert packed(ohio, monday_15) == DAY + 8 * HOUR
    assert packed(ohio, friday_15) == WEEK + 8 * HOUR
    assert collected(ohio, "usps-ground-advantage", monday_10) == 17 * HOUR
    assert collected(ohio, "usps-ground-advantage", 4 * DAY + 17 * HOUR + MINUTE) == WEEK + 17 * HOUR
    weekdays = (0, 1, 2, 3, 4)
    assert after_transit(4 * DAY + 12 * HOUR, 1.0 * DAY, True, weekdays, None) == WEEK + 12 * HOUR
    assert after_transit(4 * DAY + 12 * HOUR, 1.2 * DAY, True, weekdays, 17 * HOUR) == WEEK + DAY + 17 * HOUR
    assert after_transit(4 * DAY, 2.5 * DAY, False, weekdays, None) == 6.5 * DAY


def test_a_drop_shipper_handles_in_its_hours_if_it_has_stations_and_any_time_without() -> None:
    with_stations = world(**drop_shipping(handling="12 h", stations=400)).nodes["maker"]
    without = world(**drop_shipping(handling="12 h")).nodes["maker"]
    friday_15, monday = 4 * DAY + 15 * HOUR, WEEK
    assert packed(without, friday_15) == friday_15 + 12 * HOUR
    # Three hours until closing at 18:00 on Friday, nine more from 08:00 on Monday.
    assert packed(with_stations, friday_15) == monday + 17 * HOUR
    assert packed(with_stations, monday + 3 * HOUR) == monday + DAY + 10 * HOUR


def test_decisions_take_working_hours() -> None:
    hours = world().team.hours
    friday = datetime(2026, 6, 5, 16, 30)
    assert add_working(friday, HOUR, hours) == datetime(2026, 6, 8, 9, 30)
    assert add_working(datetime(2026, 6, 6, 3), HOUR, hours) == datetime(2026, 6, 8, 10)
    assert add_working(datetime(2026, 6, 8, 9), 16 * HOUR, hours) == datetime(2026, 6, 9, 17)


@pytest.mark.parametrize(
    "written",
    [
        "8 to 18 days",
        {"lognormal": {"mean": "12 days", "sd": "4 days"}},
        {"uniform": {"low": "2 days", "high": "9 days"}},
        {"triangular": {"low": "1 day", "mode": "2 days", "high": "9 days"}},
        {"exponential": {"mean": "3 days"}},
        {"weibull": {"shape": 1.7, "scale": "3 days"}},
        {"discrete": {"2 days": "80%", "5 days": "20%"}},
    ],
)
def test_the_spread_is_that_of_the_distribution(written: Any) -> None:
    stats = pytest.importorskip("scipy.stats")
    found = Distribution.model_validate(written)
    p = {name: value / DAY if name != "shape" else value for name, value in found.params.items()}
    match found.kind:
        case "range":
            sigma = (math.log(p["high"]) - math.log(p["low"])) / (2 * stats.norm.ppf(0.95))
            frozen = stats.lognorm(sigma, scale=math.sqrt(p["low"] * p["high"]))
        case "uniform":
            frozen = stats.uniform(p["low"], p["high"] - p["low"])
        case "triangular":
            width = p["high"] - p["low"]
            frozen = stats.triang((p["mode"] - p["low"]) / width, p["low"], width)
        case "exponential":
            frozen = stats.expon(scale=p["mean"])
        case "weibull":
            frozen = stats.weibull_min(p["shape"], scale=p["scale"])
        case "discrete":
            frozen = stats.rv_discrete(values=([2, 5], [0.8, 0.2]))
        case _:
            assert sd_of(found) == 4 * DAY
            return
    assert sd_of(found) / DAY == pytest.approx(frozen.std(), rel=1e-6)


def test_a_fixed_time_and_an_unknown_spread_count_as_none() -> None:
    assert sd_of(Distribution.model_validate("8 days")) == 0
    assert sd_of(Distribution.model_validate({"gamma": {"a": 2, "scale": "3 days"}})) == 0


@given(st.floats(0, 3e16))
def test_times_are_written_with_a_unit(microseconds: float) -> None:
    number, unit = span(microseconds).split(" ")
    assert float(number) >= 0
    assert unit in {"min", "h", "day", "days", "week", "weeks", "year", "years"}


def test_shares_are_written_in_tenths() -> None:
    assert [tenths(share) for share in (0.01, 0.2, 0.5, 0.99)] == [
        "fewer than 1 of 10",
        "2 of 10",
        "5 of 10",
        "almost all",
    ]
