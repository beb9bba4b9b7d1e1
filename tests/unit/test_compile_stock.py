"""Compiling stock: hubs that refill others, standby suppliers, closed lanes and drop shippers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simnet.engine.compile import compile_scenario, tables
from simnet.engine.plan import Plan, StockRule
from simnet.errors import ScenarioError
from simnet.pricing.usual import library
from simnet.scenario import load, load_text
from simnet.scenario.arithmetic import flow_of
from simnet.units import DAY
from tests import worlds

SPARE = {"makes": ["book"], "lead_time": "5 days"}
LATE = {"when": "stockouts >= 2", "over": "1 month", "then": {"order_from": "spare"}}


def compiled(text: str) -> Plan:
    return compile_scenario(load_text(text))


def rule_of(plan: Plan, node: str, sku: str) -> StockRule:
    return next(r for r in plan.stock if (plan.nodes[r.node].name, plan.skus[r.sku].name) == (node, sku))


def names_of(plan: Plan, rule: StockRule) -> list[str]:
    return [(plan.suppliers if kind == "supplier" else plan.nodes)[n].name for kind, n in rule.sources]


def chain(*lists: list[str]) -> str:
    """Write a hub with three weeks of cover, a depot refilled from it, and a shed refilled from the depot."""
    blank = {"reorder_at": None, "order_up_to": None, "initial": None}
    nodes: dict[str, Any] = {
        name: {"zip": zip_code, "hours": "always", "pickup": "continuous",
               "stock": {"widget": {"cover": "21 days", "refill_from": sources, **blank}}}
        for name, zip_code, sources in zip(("hub", "depot", "shed"), ("60601", "43215", "89501"), lists,
                                           strict=True)
    }  # fmt: skip
    customers = {"regions": {"home": {"share": "60%"}, "west": {"share": "40%", "zip": "89501"}}}
    return worlds.tiny(nodes=nodes, customers=customers)


def units_a_day(plan: Plan) -> dict[str, tuple[float, float]]:
    return {row["node"]: (row["units_a_day"], row["passed_on_a_day"]) for row in plan.names["levels"]}


def test_a_hub_covers_the_nodes_that_it_refills_through_others_too() -> None:
    plan = compiled(chain(["factory"], ["hub"], ["depot"]))
    assert units_a_day(plan) == {
        "depot": pytest.approx((20, 8)), "hub": pytest.approx((20, 20)), "shed": pytest.approx((8, 0)),
    }  # fmt: skip
    hub = rule_of(plan, "hub", "widget")
    # d = 20, L = 7 fixed, Poisson: s = 140 + 1.645 × sqrt(140) = 159.46; S = s + 21 × 20
    assert (hub.lower, hub.upper) == (160, 580)


def test_only_the_first_source_that_is_no_backup_carries_the_demand() -> None:
    plan = compiled(chain(["factory"], ["factory", "hub"], ["hub", "depot"]))
    assert units_a_day(plan) == {
        "depot": pytest.approx((12, 0)), "hub": pytest.approx((8, 8)), "shed": pytest.approx((8, 0)),
    }  # fmt: skip
    suppliers = {"reserve": {"makes": ["widget"], "lead_time": "3 days", "backup": True}}
    behind = worlds.merged(chain(["factory"], ["reserve", "hub"], ["factory"]), {"suppliers": suppliers})
    assert units_a_day(compiled(behind))["hub"] == pytest.approx((12, 12))


def with_spare(**sections: Any) -> str:
    """Write the two nodes with a second maker of books that no list names."""
    stock = {"columbus": {"stock": {"book": {"refill_from": ["printer"]}}}}
    return worlds.two_nodes(suppliers={"spare": SPARE}, nodes=stock, **sections)


def test_a_threshold_brings_a_standby_supplier_into_the_lists_that_it_is_about() -> None:
    plan = compiled(with_spare(thresholds=[LATE]))
    assert names_of(plan, rule_of(plan, "columbus", "book")) == ["printer", "spare"]
    assert names_of(plan, rule_of(plan, "reno", "book")) == ["columbus", "spare"]
    assert "spare" not in names_of(plan, rule_of(plan, "columbus", "poster"))  # it makes no posters
    spare = next(n for n, supplier in enumerate(plan.suppliers) if supplier.name == "spare")
    assert plan.suppliers[spare].backup
    into = {lane.name: lane for lane in plan.inbound}
    assert into["spare -> reno"].supplier == spare
    assert tables.mean(plan.tables[into["spare -> reno"].transit]) == 0
    watching = compiled(with_spare(thresholds=[{**LATE, "of": "critical skus"}]))  # the candle alone
    assert names_of(watching, rule_of(watching, "columbus", "book")) == ["printer"]
    assert not watching.suppliers[spare].backup


def test_an_event_brings_it_into_the_lists_of_the_failed_supplier_only() -> None:
    down = {
        "name": "down", "supplier_outage": "printer", "starts": "2026-04-01", "for": "9 days",
        "response": {"acts": [{"order_from": "spare"}]},
    }  # fmt: skip
    plan = compiled(with_spare(disruptions=[down]))
    assert names_of(plan, rule_of(plan, "columbus", "book")) == ["printer", "spare"]
    assert names_of(plan, rule_of(plan, "reno", "book")) == ["columbus"]
    elsewhere = compiled(with_spare(disruptions=[{**down, "supplier_outage": "chandler"}]))
    assert names_of(elsewhere, rule_of(elsewhere, "columbus", "book")) == ["printer"]


def test_a_standby_supplier_needs_a_lane_and_may_be_an_ordinary_source_elsewhere() -> None:
    lane = [{"from": "spare", "to": "reno", "closed": True}]
    closed = compiled(with_spare(thresholds=[LATE], lanes=lane))
    assert names_of(closed, rule_of(closed, "reno", "book")) == ["columbus"]
    assert names_of(closed, rule_of(closed, "columbus", "book")) == ["printer", "spare"]
    ordinary = worlds.two_nodes(suppliers={"spare": SPARE}, thresholds=[LATE])  # columbus lists both makers
    plan = compiled(ordinary)
    assert names_of(plan, rule_of(plan, "columbus", "book")) == ["printer", "spare"]
    assert rule_of(plan, "columbus", "book").standby == ()
    assert names_of(plan, rule_of(plan, "reno", "book")) == ["columbus", "spare"]
    spare = next(n for n, supplier in enumerate(plan.suppliers) if supplier.name == "spare")
    assert rule_of(plan, "reno", "book").standby == (spare,)
    assert not plan.suppliers[spare].backup


def test_equal_makers_are_sources_in_the_order_of_their_luck_labels() -> None:
    second = {"aaa": {"makes": ["widget"], "lead_time": "7 days"}}
    plan = compiled(worlds.tiny(suppliers=second))
    assert names_of(plan, plan.stock[0]) == ["aaa", "factory"]
    labelled = {"aaa": {**second["aaa"], "luck": "zzz"}}
    plan = compiled(worlds.tiny(suppliers=labelled))
    assert names_of(plan, plan.stock[0]) == ["factory", "aaa"]


def test_a_closed_inbound_lane_is_no_lane_and_its_origin_no_source() -> None:
    suppliers = {"second": {"makes": ["widget"], "lead_time": "9 days"}}
    plan = compiled(
        worlds.tiny(suppliers=suppliers, lanes=[{"from": "factory", "to": "depot", "closed": True}])
    )
    assert [lane.name for lane in plan.inbound] == ["second -> depot"]
    assert names_of(plan, plan.stock[0]) == ["second"]


def shipping(**depot: Any) -> str:
    """Let the factory drop-ship as well as deliver, from nearer to the customers than the depot is."""
    factory = {"zip": "43215", "drop_ships": {"pickup": "17:00"}}
    return worlds.tiny(suppliers={"factory": factory}, nodes={"depot": {"zip": "89501", **depot}})


def test_a_supplier_that_also_drop_ships_is_ordered_from_as_a_supplier() -> None:
    plan = compiled(shipping())
    rule = rule_of(plan, "depot", "widget")
    assert rule.sources == (("supplier", 0),)
    assert [(lane.supplier, lane.node) for lane in plan.inbound if lane.node == rule.node] == [(0, rule.node)]


def test_drop_shippers_come_last_and_are_home_only_where_nothing_else_is_stocked() -> None:
    def ranked(text: str) -> list[str]:
        plan = compiled(text)
        return [plan.nodes[node].name for node in plan.regions[0].ranking]

    assert ranked(shipping()) == ["depot", "factory"]
    assert ranked(shipping(stock={"widget": None})) == ["factory", "depot"]


def test_a_drop_shipping_node_sets_no_cutoff_of_promises() -> None:
    (plain,) = compiled(worlds.tiny(nodes={"depot": {"order_cutoff": "14:00"}})).nodes
    assert plain.cutoffs.size
    (shipper,) = compiled(worlds.tiny(nodes={"depot": {"order_cutoff": "14:00", "kind": "dropship"}})).nodes
    assert not shipper.cutoffs.size
    assert shipper.gates[0] < DAY  # it packs by its cutoff all the same


def test_services_and_rate_cards_that_nobody_knows_are_all_refused() -> None:
    carriers = {
        "van": {"services": {"ground": {"rates": "usps-gruond-advantage-2026-01"}}},
        "post": {"builtin": "usps-prioriti"},
    }
    with pytest.raises(ScenarioError) as caught:
        compiled(worlds.tiny(carriers=carriers))
    card, service = sorted(caught.value.problems, key=lambda problem: problem.rule, reverse=True)
    assert (card.path, card.rule) == ("carriers.van.services.ground.rates", "is not the name of a rate card")
    assert "did you mean usps-ground-advantage-2026-01?" in card.repair
    assert (service.path, service.value) == ("carriers.post", "usps-prioriti")
    assert (service.rule, service.repair) == (
        "is not the name of a built-in service", "did you mean usps-priority?"
    )  # fmt: skip


@pytest.mark.parametrize("name", ["smallest", "hybrid"])
def test_levels_are_computed_from_the_demand_that_check_reckons_with(name: str) -> None:
    scenario = load(Path(__file__).parents[2] / "scenarios" / f"{name}.yaml")
    drawn = flow_of(scenario, library()).drawn
    rows = compile_scenario(scenario).names["levels"]
    assert rows
    for row in rows:
        assert row["units_a_day"] == pytest.approx(drawn[row["node"], row["sku"]])


def test_the_3pl_of_the_smallest_scenario_covers_the_garage_that_it_refills() -> None:
    plan = compile_scenario(load(Path(__file__).parents[2] / "scenarios" / "smallest.yaml"))
    rows = {(row["node"], row["sku"]): row for row in plan.names["levels"]}
    garage, hub = rows["garage", "candle"], rows["3pl", "candle"]
    assert hub["passed_on_a_day"] == pytest.approx(garage["units_a_day"])
    assert hub["units_a_day"] == pytest.approx(150 * 0.7)  # all candles that are sold
