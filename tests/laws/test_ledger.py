"""Laws of the ledger: no millionth is lost, what has no length costs nothing, prices scale the costs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simnet.engine.harvest import harvest
from simnet.engine.plan import Plan
from simnet.engine.replication import draw, play, run_replication
from simnet.measures.ledger import LINES, blocks, ledger, totals, units_kept
from simnet.records.records import Records
from simnet.records.results import MICRO
from simnet.scenario import Scenario
from tests.laws import worlds as w
from tests.oracle import handmade as h
from tests.oracle.wild import wild
from tests.worlds import two_nodes

GROUPINGS = ("node", "lane", "sku", "region", "week")
FEES = {
    "pick": 2.6, "extra_line": 0.35, "extra_unit": 0.21, "packaging": "0.83 per parcel",
    "storage": "0.65 per ft3 per month", "receiving": "35 per h", "inspection": "0.013 per unit",
    "return": 3.3, "account": "250 per month", "transfer": 17,
}  # fmt: skip
COSTS = {
    "carrying": "22% per year", "ticket": 6.5, "tickets": {"split": "10%"}, "refund_damaged": "90%",
    "refund_late": "7%", "reship_damaged": "50%", "return_rate": "5%", "return_label": 7.2, "relabel": 0.4,
    "expedite": 75, "payment": "2.9%", "payment_fee": 0.3,
}  # fmt: skip


def priced(text: str) -> dict[str, Any]:
    """A scenario as data, with a price for everything."""
    from ruamel.yaml import YAML

    data: dict[str, Any] = YAML(typ="safe").load(text)
    for node in data["nodes"].values():
        node["fees"], node["wages"] = dict(FEES), 19.0
    data["costs"] = COSTS | {k: v for k, v in data.get("costs", {}).items() if k not in COSTS}
    data["team"] = data.get("team", {}) | {"wage": 30}
    lanes = {(lane["from"], lane["to"]): lane for lane in data.get("lanes", [])}
    for origin, node in [(s, n) for s in data["suppliers"] for n in data["nodes"]]:
        lane = lanes.setdefault((origin, node), {"from": origin, "to": node})
        lane |= {"duty": "7%", "duty_on": "landed", "entry": 31, "insurance": "0.4%"}
        lane["cost"] = {"per_shipment": 140, "per_lb": 0.11, "per_unit": 0.07}
    data["lanes"] = list(lanes.values())
    for carrier in data["carriers"].values():
        for service in carrier["services"].values():
            rates = service["rates"] if isinstance(service["rates"], dict) else {"card": service["rates"]}
            service["rates"] = rates | {"fuel": "11.5%", "residential": 1.07, "divisor": 139}
    return data


@cache
def handmade_scenario() -> Scenario:
    """A priced scenario with the elements of the handmade plans."""
    sku = {"price": 20, "cost": 5, "size": "8 x 6 x 4 in"}
    skus: dict[str, Any] = {f"k{k}": sku | {"weight": f"{0.5 + 0.75 * k} lb"} for k in range(4)}
    items = [item for item in h.plan().items if len(item.components) > 1 or item.components[0][1] > 1]
    for item in items:
        kit = {f"k{number}": units for number, units in item.components}
        skus[item.name] = {"price": item.price, "kit": kit}
    node = {"hours": "always", "pickup": "17:00", "stock": dict.fromkeys([f"k{k}" for k in range(4)], "none")}
    makers = {"makes": [f"k{k}" for k in range(4)], "lead_time": "2 days"}
    service = {"services": {"ground": {"rates": {"base": 5, "per_lb": 0.5}, "transit": "2 days"}}}
    sections: dict[str, Any] = {
        "horizon": "21 days",
        "customers": {"regions": {"home": None, "E": {"share": "60%", "zip": "10001"},
                                  "W": {"share": "40%", "zip": "90012"}}},
        "skus": {"widget": None, **skus},
        "suppliers": {"factory": None, "s0": makers, "s1": makers | {"unit_cost": "+8%", "backup": True}},
        "carriers": {"van": None, "post": service, "swift": service},
        "nodes": {"depot": None, "A": node | {"zip": "43215"}, "B": node | {"zip": "89501"}},
    }  # fmt: skip
    from tests.worlds import tiny

    return w.scenario_of(priced(tiny(**sections)))


def wild_records(plan: Plan) -> Records:
    """What happened in a handmade plan, with lanes named as those of a compiled scenario are."""
    records = harvest(play(plan, draw(plan, 0)))
    lanes = [
        f"{plan.nodes[x.node].name} -> {plan.regions[x.region].name} {plan.services[x.service].name}"
        for x in plan.lanes
    ]
    return Records(records.tables, {**records.names, "lane": lanes}, records.meta)


def sums(records: Records, scenario: Scenario) -> dict[str, dict[str, int]]:
    """Sums over the elements by grouping and line."""
    rows, found = ledger(records, scenario), defaultdict[str, dict[str, int]](lambda: dict.fromkeys(LINES, 0))
    for by, line, amount in zip(rows["by"], rows["line"], rows["amount_micro"], strict=True):
        found[by][line] += int(amount)
    return found


def proved(records: Records, scenario: Scenario) -> dict[str, int]:
    found = sums(records, scenario)
    assert found["total"] == totals(records, scenario)
    for by in GROUPINGS:
        assert found[by] == found["total"], by
    return found["total"]


@settings(max_examples=25)
@given(w.numbers)
def test_every_grouping_of_a_wild_world_sums_to_the_total(number: int) -> None:
    records = wild_records(wild(number))
    total = proved(records, handmade_scenario())
    assert (total["product"] > 0) == (units_kept(records) > 0)
    assert total["storage"] > 0
    assert total["node_fixed"] > 0


@settings(max_examples=12)
@given(w.names)
def test_every_grouping_of_a_named_world_sums_to_the_total(name: str) -> None:
    scenario = w.scenario_of(priced(w.written(w.document(name))))
    proved(run_replication(scenario, 0), scenario)


@settings(max_examples=8)
@given(w.numbers, st.sampled_from(["node_outage", "cost_shock", "carrier_outage"]))
def test_an_event_of_zero_length_leaves_the_ledger_the_same(number: int, kind: str) -> None:
    plan = wild(number)
    nothing = h.event(kind, at=(9 * h.DAY,), nodes=(0,), factor=3.0, fraction=0.0, duration=h.constant(0))
    other = replace(plan, events=tuple(sorted((*plan.events, nothing), key=lambda x: x.label)))
    tables = wild(number).tables
    before, after = (wild_records(replace(x, tables=tables)) for x in (plan, other))
    assert sums(before, handmade_scenario()) == sums(after, handmade_scenario())


def test_a_cost_shock_of_zero_length_costs_nothing() -> None:
    shock = {"cost_shock": "rate", "factor": 3, "starts": "2026-04-01"}
    data = priced(two_nodes(horizon="60 days"))
    plain, long, empty = (
        w.scenario_of(data | {"disruptions": events})
        for events in ([], [shock | {"for": "9 days"}], [shock | {"for": "0 days"}])
    )
    cost, dear, same = (totals(run_replication(one, 0), one) for one in (plain, long, empty))
    assert dear["postage_base"] > cost["postage_base"]
    assert same == cost


MONEY = {
    "price", "cost", "base", "per_lb", "per_shipment", "per_unit", "residential", "entry", "ticket",
    "return_label", "relabel", "expedite", "payment_fee", "wage", "wages",
}  # fmt: skip


def doubled(data: Any, key: str = "") -> Any:
    """A scenario's data with every price doubled."""
    if isinstance(data, Mapping):
        if key == "fees":
            return {name: twice(fee) for name, fee in data.items()}
        return {name: doubled(value, name) for name, value in data.items()}
    if isinstance(data, list):
        return [doubled(item, key) for item in data]
    return twice(data) if key in MONEY else data


def twice(amount: Any) -> Any:
    if isinstance(amount, str):
        number, per, unit = amount.partition(" per ")
        return f"{2 * float(number)}{per}{unit}"
    return 2 * amount


@pytest.mark.parametrize("replication", [0, 1])
def test_twice_the_prices_cost_twice(replication: int) -> None:
    rates = {"rates": {"base": 8.1, "per_lb": 0.55}}
    carriers = {"swift": {"services": {"ground": None, "express": None, "only": rates}}}
    data = priced(two_nodes(horizon="60 days", carriers=carriers))
    once, two = w.scenario_of(data), w.scenario_of(doubled(data))
    records = run_replication(once, replication)
    single, double = totals(records, once), totals(records, two)
    for line in LINES:
        # Each of some ten thousand amounts may be rounded by half a millionth, surcharges by half a cent.
        slack = 0.05 * MICRO if not line.startswith("postage") else 0.0005 * double["postage_base"]
        assert abs(double[line] - 2 * single[line]) <= slack, line
    assert sum(single.values()) > 0


@pytest.mark.parametrize("orders", [1, 37, 100_000])
def test_how_many_orders_are_looked_at_at_a_time_does_not_matter(
    orders: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = w.scenario_of(priced(two_nodes(horizon="15 days", warmup="1 week")))
    records = run_replication(scenario, 0)
    once = ledger(records, scenario)
    monkeypatch.setattr(blocks, "AT_ONCE", orders)
    again = ledger(records, scenario)
    # Storage and carrying cost are rounded from one integral, whose parts may be added in another order.
    for name in ("by", "element", "line"):
        assert once[name] == again[name]
    assert np.abs(np.asarray(once["amount_micro"]) - np.asarray(again["amount_micro"])).max() <= 1
