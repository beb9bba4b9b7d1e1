"""The engine agrees with the oracle on every order, parcel, purchase order, touch and stock level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from simnet.engine.control import World
from simnet.engine.harvest import harvest
from simnet.engine.plan import Plan
from simnet.engine.replication import draw, plan_of, play
from simnet.scenario import load
from simnet.scenario.disruptions import TYPES
from tests.oracle.compare import differences
from tests.oracle.handmade import HOUR, exponential, plan
from tests.oracle.named import SECTIONS, Played, all_played, both
from tests.oracle.plain import Result, run
from tests.oracle.wild import wild


def disagreements(plan: Plan, replication: int = 0) -> list[str]:
    hand = draw(plan, replication)
    world, result = play(plan, hand), run(plan, hand)
    return differences(world, result) + order_differences(world, result)


def order_differences(world: World, result: Result) -> list[str]:
    """Orders whose final state, or the time of it, is recorded otherwise than the oracle has it."""
    records = harvest(world)
    words = records.words("order_state")
    rows = zip(records["orders"], result.orders, strict=True)
    return [
        f"{x['number']}: {words[row['state']]} {row['finished_us']}, oracle {x['state']} {x['finished']}"
        for row, x in rows
        if (words[row["state"]], int(row["finished_us"])) != (x["state"], x["finished"])
    ]


def hasty(number: int) -> Plan:
    """A wild world whose receipts meet syncs and openings at the same instants, with poor records."""
    plan = wild(number)
    nodes = plan.nodes if number % 2 else tuple(replace(node, receiving=0) for node in plan.nodes)
    return replace(plan, nodes=nodes, routing=replace(plan.routing, sync=HOUR // 2, drift=0.05))


def impatient(number: int) -> Plan:
    """A wild world of slow packing, whose customers soon cancel what nobody has begun to pack."""
    world = wild(number)
    slow = tuple(replace(node, per_line=12 * node.per_line) for node in world.nodes)
    patience = exponential(9 * HOUR)
    return replace(world, nodes=slow, patience=patience, until_packing=True, tables=plan().tables)


# 611: a receipt without a good unit comes to a node where a short pick left records of use to who waits.
@pytest.mark.parametrize("number", [*range(60), 611])
def test_wild_worlds(number: int) -> None:
    assert disagreements(wild(number)) == []


@pytest.mark.parametrize("number", [*range(14), 39])
def test_wild_worlds_with_events_at_the_same_instant(number: int) -> None:
    assert disagreements(hasty(number), 1) == []


# 582: all whom the order system held have cancelled when it is still out at the end: nothing is left to do.
@pytest.mark.parametrize("number", [*range(12), 582])
def test_wild_worlds_of_impatient_customers(number: int) -> None:
    assert disagreements(impatient(number), 2) == []


@pytest.mark.slow
@pytest.mark.parametrize("number", range(60, 760))
def test_more_wild_worlds(number: int) -> None:
    assert disagreements(wild(number)) == []
    assert disagreements(impatient(number), 2) == []
    assert disagreements(hasty(number), 1) == []


@pytest.mark.parametrize("name", SECTIONS)
def test_named_worlds(name: str) -> None:
    played = both(name)
    assert differences(played.world, played.result) == []
    assert order_differences(played.world, played.result) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", SECTIONS)
@pytest.mark.parametrize("replication", range(1, 6))
def test_named_worlds_again(name: str, replication: int) -> None:
    played = both(name, replication)
    assert differences(played.world, played.result) == []


def test_the_shipped_hybrid_over_60_days(scenarios: Path) -> None:
    scenario = load(scenarios / "hybrid.yaml")
    days = scenario.model_copy(update={"horizon": type(scenario.horizon)(60 * 24 * HOUR)})
    assert disagreements(plan_of(days)) == []


# The comparison would be empty if the rules that it is about never came up.


def _acts(played: Played) -> Iterable[str]:
    events = played.plan.events
    for occurrence in played.world.draws.occurrences:
        response = events[occurrence.event].response
        if response and "decided" in played.world.journal.responses.get(occurrence.number, {}):
            yield from (name for name, _ in response.acts)


def test_every_type_of_disruption_happens() -> None:
    happened = {
        played.plan.events[occurrence.event].kind
        for played in all_played()
        for occurrence in played.world.draws.occurrences
    }
    assert happened == set(TYPES)


def test_every_rule_for_work_under_way_and_every_act_is_used() -> None:
    rules, acts, alerts = set(), set(), 0
    for played in all_played():
        for event in played.plan.events:
            rules.add((event.kind, event.under_way))
        acts.update(_acts(played))
        alerts += len(played.result.fired)
    assert rules >= {("node_outage", rule) for rule in ("hold", "restart", "lose")}
    assert rules >= {("supplier_outage", rule) for rule in ("hold", "finish", "lose")}
    for kind in ("carrier_outage", "lane_outage"):
        assert rules >= {(kind, rule) for rule in ("hold", "finish", "lose", "return")}
    assert acts >= {"mark_down", "reroute", "relabel", "use_backup", "order_from", "expedite"}
    assert alerts > 5


def _states(result: Result) -> Counter[str]:
    return Counter(x["state"] for x in result.orders)


COUNTS: dict[str, tuple[int, Callable[[Played], int]]] = {
    "parcels rerouted": (30, lambda p: int((p.world.flow.parcel["home"] >= 0).sum())),
    "touches of reroutes": (30, lambda p: _touches(p, "reroute")),
    "touches of relabels": (10, lambda p: _touches(p, "relabel")),
    "touches of exceptions": (100, lambda p: _touches(p, "exception")),
    "touches of short picks": (10, lambda p: _touches(p, "short_pick")),
    "touches of purchase orders": (2, lambda p: _touches(p, "purchase_order")),
    "moot touches": (3, lambda p: sum(x["state"] == "moot" for x in p.result.touches)),
    "orders delivered": (10_000, lambda p: _states(p.result)["delivered"]),
    "orders cancelled": (100, lambda p: _states(p.result)["cancelled"]),
    "orders lost": (10, lambda p: _states(p.result)["lost"]),
    "orders deterred": (100, lambda p: _states(p.result)["deterred"]),
    "lines out of stock": (300, lambda p: len(p.result.stockouts)),
    "backorders served": (100, lambda p: _served(p)),
    "orders split over nodes": (50, lambda p: _split(p)),
    "parcels returning": (5, lambda p: sum(x["state"] == "returned" for x in p.result.shipments)),
    "parcels lost": (5, lambda p: sum(x["state"] == "lost" for x in p.result.shipments)),
    "parcels void": (50, lambda p: sum(x["state"] == "void" for x in p.result.shipments)),
    "parcels damaged": (100, lambda p: sum(x["damaged"] for x in p.result.shipments)),
    "parcels wrong": (10, lambda p: sum(x["wrong"] for x in p.result.shipments)),
    "reshipments": (50, lambda p: sum(x["kind"] == "reship" for x in p.result.shipments)),
    "units restocked": (50, lambda p: _units(p, "restocked")),
    "units destroyed": (200, lambda p: _units(p, "destroyed")),
    "units transferred": (200, lambda p: _units(p, "transferred_in")),
    "units scrapped": (10, lambda p: _units(p, "scrapped")),
    "units received": (5_000, lambda p: _units(p, "received")),
    "purchase orders": (50, lambda p: len(p.result.purchase_orders)),
    "purchase orders void": (1, lambda p: sum(x["state"] == "void" for x in p.result.purchase_orders)),
    "purchase orders to the backup": (2, lambda p: _backups(p)),
    "responses stood down": (20, lambda p: sum(x["stood_down"] >= 0 for x in p.result.responses)),
    "regions that lost loyalty": (4, lambda p: sum(level < 1 for level in p.result.loyalty)),
    "parcels of the drop shipper": (100, lambda p: _dropped(p)),
    "nodes marked down by thresholds": (2, lambda p: _marked(p)),
    "sudden loads begun": (2, lambda p: p.world.nodes.loads_begun),
    "restocks, counts and errors of records written down": (200, lambda p: _written(p)),
    "units damaged on the way in": (10, lambda p: _damaged_inbound(p)),
    "lines of kits": (500, lambda p: int((p.world.map.lines["bought"] >= len(p.plan.skus)).sum())),
}
"""What happens in the named worlds together: at least how often, and how often in one."""


def _touches(played: Played, kind: str) -> int:
    return sum(x["kind"] == kind and x["state"] == "done" for x in played.result.touches)


def _units(played: Played, column: str) -> int:
    return sum(row[column] for row in played.result.stock.values())


def _served(played: Played) -> int:
    """Orders that found no stock once and were delivered all the same."""
    missed = {order for _, order, _, _, _ in played.result.stockouts}
    return sum(x["number"] in missed and x["state"] == "delivered" for x in played.result.orders)


def _split(played: Played) -> int:
    nodes: dict[int, set[int]] = {}
    for x in played.result.shipments:
        if x["kind"] != "reship" and x["state"] == "delivered":
            nodes.setdefault(x["order"], set()).add(x["node"])
    return sum(len(found) > 1 for found in nodes.values())


def _marked(played: Played) -> int:
    acts = [dict(threshold.acts) for threshold in played.plan.thresholds]
    return sum("mark_down" in acts[number] for _, number, _ in played.result.fired)


def _written(played: Played) -> int:
    return sum(what in ("restocked", "counted", "drifted") for _, _, _, what in played.result.changes)


def _damaged_inbound(played: Played) -> int:
    worn = {(lane.supplier, lane.node) for lane in played.plan.inbound if lane.damage > 0}
    orders = [x for x in played.result.purchase_orders if (x["supplier"], x["node"]) in worn]
    return sum(x["quantity"] - x["good"] for x in orders if x["received"] >= 0)


def _backups(played: Played) -> int:
    backup = {number for number, supplier in enumerate(played.plan.suppliers) if supplier.backup}
    return sum(x["supplier"] in backup for x in played.result.purchase_orders)


def _dropped(played: Played) -> int:
    kinds = [node.kind for node in played.plan.nodes]
    return sum(kinds[x["node"]] == "dropship" for x in played.result.shipments)


@pytest.mark.parametrize("what", COUNTS)
def test_what_the_named_worlds_are_about_happens(what: str) -> None:
    least, count = COUNTS[what]
    assert sum(count(played) for played in all_played()) >= least


def test_the_comparison_sees_a_difference_of_a_microsecond_and_of_a_unit() -> None:
    plan = wild(4)
    hand = draw(plan, 0)
    world, result = play(plan, hand), run(plan, hand)
    world.flow.parcel["packed"][5] += 1
    world.flow.stock["shelf"][0, 0] += 1
    found = differences(world, result)
    assert {line.split(",")[0] for line in found} == {"parcels", "stock"}
    assert len(found) == 4
