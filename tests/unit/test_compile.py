"""Compiling a scenario into a plan: tables, time, demand, network, stock, routing and events."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from simnet import pricing
from simnet.engine import luck
from simnet.engine.compile import compile_scenario, tables
from simnet.engine.compile.time import timeline
from simnet.engine.plan import NEVER, Plan
from simnet.scenario import Distribution, load, load_text
from simnet.units import DAY, HOUR, MINUTE
from tests import worlds

SCENARIOS = Path(__file__).parents[2] / "scenarios"


def compiled(text: str) -> Plan:
    return compile_scenario(load_text(text))


def distribution(data: Any) -> Distribution:
    return Distribution.model_validate(data)


def at(table: np.ndarray, us: list[float]) -> np.ndarray:
    return np.array([luck.quantile(table, u) for u in us])


def local(plan: Plan, instant: int, timezone: str) -> str:
    """Write an instant of a plan as local time."""
    moment = datetime.fromtimestamp(plan.zero.timestamp() + instant / 1e6, ZoneInfo(timezone))
    return f"{moment:%Y-%m-%d %H:%M}"


def test_tiny_world() -> None:
    plan = compiled(worlds.tiny())
    (node,), (dock,), (lane,), (rule,) = plan.nodes, plan.docks, plan.lanes, plan.stock
    assert (plan.start, plan.end) == (0, 60 * DAY)  # to 6 March, before the clocks go forward
    assert len(plan.day_start) == 151
    assert plan.day_start[0] == 0
    assert plan.day_start[-1] == plan.stop
    assert node.openings.tolist() == [[0, NEVER]]
    assert node.gates.tolist() == [NEVER]
    assert node.stations == 0
    assert dock.continuous
    assert dock.pickups.size == 0
    assert lane.dock == 0
    assert lane.clock == -1
    assert lane.mean_minutes == 2 * 24 * 60
    assert lane.cents[:4].tolist() == [550, 550, 600, 650]
    assert lane.cents_per_lb == 50
    assert (rule.kind, rule.lower, rule.upper, rule.initial) == (1, 220, 500, 500)
    assert rule.sources == (("supplier", 0),)
    assert plan.streams[0].means == pytest.approx(np.full(60, 20.0))
    assert plan.team.touch["reroute"] == 2 * MINUTE
    assert plan.names["levels"] == []


def test_time_zero_is_the_local_midnight_before_the_warm_up() -> None:
    plan = compiled(worlds.two_nodes())
    assert plan.zero == datetime(2026, 2, 2, tzinfo=ZoneInfo("America/New_York"))
    assert plan.first_day == datetime(2026, 2, 2).toordinal()
    assert local(plan, plan.start, plan.timezone) == "2026-03-02 00:00"
    assert local(plan, plan.end, plan.timezone) == "2026-08-29 00:00"
    assert local(plan, plan.stop, plan.timezone) == "2026-11-27 00:00"
    assert len(plan.streams[0].means) == 208


def test_hours_cutoffs_and_pickups_are_local_and_cover_the_run() -> None:
    plan = compiled(worlds.two_nodes())
    columbus, reno = plan.nodes
    ohio, nevada = "America/New_York", "America/Los_Angeles"
    assert local(plan, columbus.openings[0, 0], ohio) == "2026-02-02 08:00"
    assert local(plan, reno.openings[0, 0], nevada) == "2026-02-02 08:00"
    assert local(plan, reno.openings[0, 1], nevada) == "2026-02-02 17:00"
    assert columbus.openings[-1, 1] > plan.stop
    assert {local(plan, gate, ohio)[-5:] for gate in columbus.gates} == {"14:00"}
    assert (columbus.gates[:, None] - columbus.openings >= [0, -4 * HOUR]).all()
    assert np.array_equal(columbus.cutoffs, columbus.gates)
    swift = next(dock for dock in plan.docks if dock.node == 0 and dock.carrier == 1)
    assert {local(plan, pickup, ohio)[-5:] for pickup in swift.pickups} == {"17:00"}
    assert set(swift.capacities.tolist()) == {600}
    assert set(swift.ready_before.tolist()) == {15 * MINUTE}
    assert [(dock.node, dock.carrier) for dock in plan.docks] == [(0, 0), (0, 1), (1, 1)]


def test_every_pickup_of_a_day_has_its_own_capacity_and_time() -> None:
    pickup = [
        {"carrier": "van", "times": ["17:00"], "capacity": 40},
        {"carrier": "van", "times": ["11:00"], "ready_before": "30 min"},
    ]
    plan = compiled(worlds.tiny(nodes={"depot": {"pickup": pickup}}))
    (dock,) = plan.docks
    assert (np.diff(dock.pickups) > 0).all()
    times = [local(plan, instant, "America/New_York")[-5:] for instant in dock.pickups[:2]]
    assert sorted(times) == ["11:00", "17:00"]
    own = {"11:00": (0, 30 * MINUTE), "17:00": (40, 0)}
    found = list(zip(dock.capacities.tolist(), dock.ready_before.tolist(), strict=True))
    assert found[:2] == [own[time] for time in times]


def test_a_capacity_is_one_station_with_its_share_of_an_open_day() -> None:
    reno = compiled(worlds.two_nodes()).nodes[1]
    plan = compiled(worlds.two_nodes())
    assert reno.stations == 1
    assert luck.quantile(plan.tables[reno.work], 0.5) == pytest.approx(9 * HOUR / 60)


def test_a_node_that_never_closes_has_a_gate_for_every_day_of_a_cutoff() -> None:
    plan = compiled(worlds.tiny(nodes={"depot": {"order_cutoff": "14:00"}}))
    (node,) = plan.nodes
    assert node.openings[1, 0] == DAY
    assert node.openings[0, 1] == DAY - 1
    assert node.gates[:2].tolist() == [14 * HOUR, 38 * HOUR]
    assert node.openings[-1, 1] == NEVER


def test_openings_that_touch_are_one_unless_their_gates_differ() -> None:
    plan = compiled(worlds.tiny())
    line = timeline(datetime(2026, 1, 5), 0, 60 * DAY, plan.timezone)
    halves = np.array([[8, 12], [12, 18], [20, 24], [24, 30], [32, 40]]) * HOUR
    joined, gates = line.gates(halves, 14 * HOUR, plan.timezone)
    assert (joined // HOUR).tolist() == [[8, 18], [20, 24], [24, 30], [32, 40]]
    assert (gates // HOUR).tolist() == [14, 14, 38, 38]
    joined, gates = line.gates(halves, None, plan.timezone)
    assert (joined // HOUR).tolist() == [[8, 18], [20, 30], [32, 40]]
    assert gates.tolist() == [NEVER] * 3


def test_a_night_shift_has_the_gate_of_the_evening_it_begins() -> None:
    node = {"hours": {"mon-fri": "22:00-06:00"}, "order_cutoff": "23:00", "pickup": "05:00"}
    plan = compiled(worlds.tiny(nodes={"depot": node}))
    (depot,) = plan.nodes
    assert depot.openings[0].tolist() == [22 * HOUR, 30 * HOUR]
    assert depot.gates[0] == 23 * HOUR
    assert len(depot.cutoffs) == len(depot.gates)


def test_pickups_are_on_working_days_on_which_the_carrier_runs() -> None:
    services = {"ground": {"weekdays": "tue, sat"}}
    carriers = {"van": {"services": services}}
    depot = {"hours": {"mon-fri": "08:00-16:00"}, "pickup": "15:00"}
    (dock,) = compiled(worlds.tiny(carriers=carriers, nodes={"depot": depot})).docks
    assert dock.pickups[:2].tolist() == [DAY + 15 * HOUR, 8 * DAY + 15 * HOUR]
    days = {"time": "15:00", "weekdays": "wed"}
    (dock,) = compiled(
        worlds.tiny(carriers=carriers, nodes={"depot": depot | {"pickup": {"van": days}}})
    ).docks
    assert dock.pickups[0] == 2 * DAY + 15 * HOUR


def test_a_node_without_pickups_has_one_when_it_closes() -> None:
    depot: dict[str, Any] = {"hours": {"mon": "08:00-16:00", "tue": "20:00-04:00"}, "pickup": []}
    (dock,) = compiled(worlds.tiny(nodes={"depot": depot})).docks
    assert dock.pickups[:3].tolist() == [16 * HOUR, 2 * DAY + 4 * HOUR, 7 * DAY + 16 * HOUR]


def test_whole_day_delivery_of_a_calendar_service_has_a_clock_of_all_days() -> None:
    plan = compiled(worlds.tiny(carriers={"van": {"services": {"ground": {"deliver_at": "17:00"}}}}))
    clock = plan.clocks[plan.lanes[0].clock]
    assert clock.business.all()
    assert local(plan, clock.deliver_at[1], plan.timezone) == "2026-01-05 17:00"


def test_daily_means_follow_weekday_season_and_growth() -> None:
    section = {"weekdays": [2, 1, 1, 1, 1, 1, 0], "season": {"jan": 3}, "growth": "10% per year"}
    plan = compiled(worlds.tiny(customers=section, horizon="365 days"))
    means = plan.streams[0].means
    assert means[0] == pytest.approx(20 * 2 * 3 / (14 / 12))
    assert means[6] == 0
    assert means[364] == pytest.approx(20 * 2 * 3 / (14 / 12) * 1.1 ** (364 / 365))
    assert means[35] == pytest.approx(20 * 2 / (14 / 12) * 1.1 ** (35 / 365))


def test_the_given_rate_holds_at_the_start_and_not_before() -> None:
    plan = compiled(worlds.tiny(customers={"growth": "100% per year"}, warmup="73 days"))
    assert plan.streams[0].means[[0, 73]] == pytest.approx([20 * 2**-0.2, 20])


def test_a_promotion_adds_a_stream_and_a_lull_thins() -> None:
    plan = compiled(worlds.two_nodes())
    orders, spring = plan.streams
    assert orders.label == "orders"
    assert spring.label == "promotion Spring 2026-04-06"
    busy = np.flatnonzero(spring.means)
    assert busy.tolist() == [63, 64, 65, 66, 67]
    assert spring.means[busy] == pytest.approx(orders.means[busy] * 0.45)
    assert [plan.items[item].name for item in np.flatnonzero(np.diff(spring.items, prepend=0))] == ["candle"]
    (lull,) = plan.thinnings
    assert local(plan, lull.begin, plan.timezone) == "2026-05-11 00:00"
    assert (lull.end - lull.begin, lull.factor) == (7 * DAY, 0.6)
    assert [plan.regions[region].name for region in lull.regions] == ["east"]


def test_a_kit_is_an_item_and_no_sku() -> None:
    plan = compiled(worlds.two_nodes())
    assert [sku.name for sku in plan.skus] == ["book", "candle", "poster"]
    gift = next(item for item in plan.items if item.kit)
    assert gift.components == ((0, 1), (1, 2))
    assert plan.streams[0].items[-1] == 1
    assert plan.streams[0].regions[-1] == 1
    assert [sku.fragile_factor for sku in plan.skus] == [1, 3, 1]


def test_a_promise_in_business_days_skips_weekends_and_holidays() -> None:
    plan = compiled(worlds.two_nodes())
    ends = [local(plan, end, plan.timezone)[:10] for end in plan.promise.business_ends[:12]]
    assert ends[3:6] == ["2026-02-06", "2026-02-07", "2026-02-10"]
    assert "2026-02-17" not in ends  # Presidents' Day, 16 February
    assert plan.promise.business_ends[-1] > plan.stop


def test_a_business_clock_counts_the_days_of_the_destination() -> None:
    plan = compiled(worlds.two_nodes())
    lane = next(lane for lane in plan.lanes if lane.name == "columbus -> west swift.ground")
    clock = plan.clocks[lane.clock]
    assert clock.day_start[0] <= 0
    assert clock.day_start[-1] > plan.stop
    assert local(plan, clock.day_start[1], "America/Los_Angeles") == "2026-02-02 00:00"
    assert clock.before[1:8].tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert clock.business.sum() == len(clock.days) == clock.before[-1]
    assert len(clock.deliver_at) == len(clock.business)


def test_outbound_lanes_take_zone_rates_and_days() -> None:
    plan = compiled(worlds.two_nodes())
    by_name = {lane.name: lane for lane in plan.lanes}
    assert "reno -> east brown.ground" not in by_name  # brown does not collect at reno
    ground = by_name["columbus -> west swift.ground"]
    assert ground.cents[3] == round(100 * pricing.rate("usps-ground-advantage-2026-01", 3, 8))
    library = pricing.service_library()
    for service, builtin in (("ground", "usps-ground-advantage"), ("express", "usps-priority")):
        lane = by_name[f"columbus -> west swift.{service}"]
        expected = library[builtin].transit[7].median_days * DAY
        assert luck.quantile(plan.tables[lane.transit], 0.5) == pytest.approx(expected, rel=1e-4)
    assumed = {"swift.ground": "usps-ground-advantage", "swift.express": "usps-priority"}
    assert plan.names["assumed_transit"] == assumed


def test_a_closed_lane_is_left_out_and_a_lane_can_change_one_service() -> None:
    lanes = [
        {"from": "columbus", "to": "west", "closed": True},
        {"from": "columbus", "to": "east", "service": "swift/express", "cost": "4 per shipment",
         "transit": "1 day", "damage": "1%", "problem": True},
    ]  # fmt: skip
    by_name = {lane.name: lane for lane in compiled(worlds.two_nodes(lanes=lanes)).lanes}
    assert not [name for name in by_name if name.startswith("columbus -> west")]
    changed = by_name["columbus -> east swift.express"]
    assert changed.cents.tolist() == [400] * len(changed.cents)
    assert changed.mean_minutes == 24 * 60
    assert (changed.damage, changed.problem) == (0.01, True)
    assert not by_name["columbus -> east swift.ground"].problem


def test_inbound_lanes_come_from_suppliers_and_other_nodes() -> None:
    plan = compiled(worlds.two_nodes())
    by_name = {lane.name: lane for lane in plan.inbound}
    moved = by_name["columbus -> reno"]
    assert (moved.supplier, moved.source, moved.node, moved.per_shipment) == (-1, 0, 1, 320)
    assert tables.mean(plan.tables[by_name["chandler -> reno"].transit]) == 0
    assert tables.mean(plan.tables[by_name["reno -> columbus"].transit]) == 5 * DAY
    held = by_name["importer -> columbus"]
    assert (held.hold, held.duty) == (0.08, 0.12)
    assert tables.mean(plan.tables[held.hold_for]) > 2 * DAY


def test_levels_of_cover_follow_the_formula() -> None:
    levels = {"reorder_at": None, "order_up_to": None, "initial": None}
    stock = {"widget": {"cover": "14 days", "recovery": "2 days", **levels}}
    plan = compiled(worlds.tiny(nodes={"depot": {"stock": stock}}))
    # d = 20, v = 20 (Poisson), L = 7 fixed, z = 1.6449: s = 20 × 9 + 1.6449 × sqrt(7 × 20) = 199.46
    (rule,), (level,) = plan.stock, plan.names["levels"]
    assert (rule.lower, rule.upper, rule.initial) == (200, 480, 480)
    assert (level["units_a_day"], level["lead_days"], level["lead_sd_days"]) == (20, 7, 0)


def test_stock_policies_become_rules() -> None:
    plan = compiled(worlds.two_nodes())
    rules = {(plan.nodes[rule.node].name, plan.skus[rule.sku].name): rule for rule in plan.stock}
    book, poster = rules["columbus", "book"], rules["columbus", "poster"]
    assert (book.kind, book.lower, book.upper, book.initial) == (2, 1200, 1500, 2700)
    assert (poster.kind, poster.lower, poster.upper, poster.review) == (1, 450, 1000, 7 * DAY)
    base = rules["reno", "book"]
    assert (base.kind, base.lower, base.upper, base.initial) == (1, 199, 200, 200)
    assert base.sources == (("node", 0),)
    assert rules["columbus", "candle"].sources == (("supplier", 0), ("supplier", 1))
    assert rules["reno", "candle"].sources == (("node", 0), ("supplier", 0))


def test_regions_rank_nodes_and_prefer_services() -> None:
    plan = compiled(worlds.two_nodes())
    assert {region.name: region.ranking for region in plan.regions} == {
        "east": (0, 1), "midwest": (0, 1), "south": (0, 1), "west": (1, 0)
    }  # fmt: skip
    first = plan.routing.services[0, 0]
    costs = [plan.lanes[lane].cents[3] for lane in first]
    assert costs == sorted(costs)
    fastest = compiled(worlds.two_nodes(routing={"service": "fastest"}))
    minutes = [fastest.lanes[lane].mean_minutes for lane in fastest.routing.services[3, 0]]
    assert minutes == sorted(minutes)
    listed = compiled(worlds.two_nodes(routing={"service": ["swift/express", "brown"]}))
    names = [listed.lanes[lane].name for lane in listed.routing.services[0, 0]]
    assert [name.split()[-1] for name in names] == ["swift.express", "brown.ground", "swift.ground"]


def test_ranked_lists_decide_and_others_come_last() -> None:
    ranked = {region: ["reno"] for region in ("east", "midwest", "south", "west")}
    plan = compiled(worlds.two_nodes(routing={"rules": ["ranked"], "ranked": ranked}))
    assert plan.routing.ranked.tolist() == [[2, 0]] * 4
    assert all(region.ranking == (1, 0) for region in plan.regions)


def test_a_drop_shipper_is_a_node_whose_handling_is_part_of_the_transit() -> None:
    plan = compiled(worlds.example())
    lab = next(node for node in plan.nodes if node.name == "poster-lab")
    assert (lab.kind, lab.stations) == ("dropship", 0)
    stock = next(rule for rule in plan.stock if plan.nodes[rule.node] is lab)
    assert (stock.kind, stock.initial) == (0, 10**9)
    lane = next(lane for lane in plan.lanes if lane.name == "poster-lab -> west swiftpost.ground")
    plain = next(lane for lane in plan.lanes if lane.name == "columbus -> midwest swiftpost.ground")
    handling = distribution("1 to 4 days").mean()
    assert tables.mean(plan.tables[lane.transit]) > handling + tables.mean(plan.tables[plain.transit])
    assert all(plan.nodes[region.ranking[-1]] is lab for region in plan.regions)
    maker = next(supplier for supplier in plan.suppliers if supplier.name == "poster-lab")
    assert not maker.makes


def test_shipped_and_example_scenarios_compile() -> None:
    smallest = compile_scenario(load(SCENARIOS / "smallest.yaml"))
    assert [node.name for node in smallest.nodes] == ["3pl", "garage"]
    assert len(smallest.lanes) == 2 * len(smallest.regions)
    # Six weeks of cover at the 3PL: S − s is 42 days of the regions nearest to it.
    level = next(
        level for level in smallest.names["levels"] if level["node"] == "3pl" and level["sku"] == "candle"
    )
    assert level["order_up_to"] - level["reorder_at"] == pytest.approx(42 * level["units_a_day"], abs=1)
    example = compiled(worlds.example())
    assert example.tables.shape[1] == luck.TABLE
    assert np.isfinite(example.tables).all()
    for world in (worlds.w1(), worlds.w2()):
        plan = compiled(world)
        assert (plan.start, plan.end) == (0, 365 * DAY)
        assert plan.events[0].at == (180 * DAY,)


def test_w2_is_what_its_peers_simulate() -> None:
    plan = compiled(worlds.w2())
    lane = next(lane for lane in plan.lanes if lane.name == "f0 -> r3 van.ground")
    assert luck.quantile(plan.tables[lane.transit], 0.5) == pytest.approx(3 * DAY, rel=1e-4)
    assert lane.cents[1] == 700
    assert lane.clock == -1
    assert [region.ranking for region in plan.regions] == [(0, 1)] * 3 + [(1, 0)] * 2
    # d = 200 × 2 × 0.27795 × 0.6 = 66.708 units a day, L = 7.2: 480.3 + 2 × 21.9 + 1.5 × 66.7 = 624.2
    rule = next(rule for rule in plan.stock if rule.node == 0 and plan.skus[rule.sku].name == "s00")
    assert (rule.lower, rule.upper, rule.initial) == (624, 1558, 1558)
