"""Every scenario that is accepted runs: files put together at random from valid pieces with odd values."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from simnet.cli.check import examine_scenario
from simnet.engine.replication import run_replication
from simnet.errors import ScenarioError
from simnet.pricing import unknown_names
from simnet.scenario import load_text
from simnet.scenario.disruptions import TYPES
from tests.laws import worlds as w
from tests.worlds import two_nodes

one = st.sampled_from
spans = one(["0 min", "1 min", "17 min", "5 h", "1 day", "9 days", "1 month"])
times = one(["0 days", "1 min", "3 days", "1 to 3 days", "2 to 40 days"]) | st.just(
    {"gamma": {"mean": "2 days", "sd": "9 days"}}
)
shares = one(["0%", "0.1%", "50%", "100%"])
TARGETS = {
    "node": ["columbus", "reno", ["columbus", "reno"], "all"],
    "supplier": ["chandler", "importer", "printer", "all"],
    "carrier": ["swift", "brown", "all"],
    "lane": ["columbus -> east", "importer -> columbus", "columbus -> reno", "all"],
    "region": ["east", ["west", "south"], "all"],
    "cost": ["duty", "fuel", "rate"],
    "all": ["all", True],
}
SEVERITY: dict[str, st.SearchStrategy[Any]] = {
    "factor": one([0, 0.01, 1, 3, 20]),
    "add": spans,
    "share": shares,
    "add_share": shares,
    "error": one(["-100%", "-1%", "+300%"]),
    "fraction": shares,
    "skus": one([["candle"], ["book", "poster"]]),
    "services": one([["ground"]]),
    "in_progress": one(["hold", "restart", "lose"]),
    "in_production": one(["hold", "finish", "lose"]),
    "in_transit": one(["hold", "finish", "lose", "return"]),
    "staged": one(["wait", "relabel"]),
    "sync": one(["runs", "stops"]),
}
ACTS: list[Any] = [
    "alert", "mark_down", "reroute", "relabel", "use_backup", {"order_from": "importer"}, {"expedite": 0.01},
    {"transfer": {"from": "columbus", "cover": "1 week"}},
    {"transfer": {"from": "reno", "to": "columbus", "quantity": 1}},
]  # fmt: skip


@st.composite
def disruptions(draw: st.DrawFn, number: int) -> dict[str, Any]:
    kind = draw(one(sorted(TYPES)))
    rule = TYPES[kind]
    found: dict[str, Any] = {kind: draw(one(TARGETS[rule.target])), "name": f"event {number}"}
    if kind != "stock_destroyed":
        found["for"] = draw(times)
    for place, field in enumerate((*rule.needs, *rule.allows)):
        if field in SEVERITY and (place == 0 or draw(st.booleans())):
            found[field] = draw(SEVERITY[field])
    when: list[dict[str, Any]] = [
        {"starts": "2026-03-08 02:30"}, {"starts": "2026-03-02"}, {"every": "3 days"}, {"probability": "50%"},
        {"happens": "every 4 days"}, {"happens": "every 1 day"},
    ]  # fmt: skip
    found |= draw(one([*when, {"after": {"event": "event 0", "delay": "1 h"}}] if number else when))
    if rule.target not in ("cost", "all") and draw(st.booleans()):
        found["recovery"] = {"start": "1%", "over": draw(spans)}
    if draw(st.booleans()):
        acts = draw(st.lists(one(ACTS), min_size=1, max_size=4))
        chain = {"detect": draw(times), "decide": draw(times), "automatic": draw(st.booleans())}
        found["response"] = chain | {"acts": acts, "stand_down": draw(one(["return", "stay"]))}
    return found


@st.composite
def policies(draw: st.DrawFn) -> dict[str, Any]:
    low = draw(one([0, 1, 40]))
    policy = draw(one([
        {"reorder_at": low, "order_up_to": low + 1}, {"reorder_at": low, "order_quantity": 1},
        {"base_stock": 3}, {"cover": "1 week"}, {"reorder_at": low, "order_up_to": 90, "review": "3 days"},
    ]))  # fmt: skip
    return policy | draw(one([{}, {"initial": 0}, {"initial": 1}])) | draw(one([{}, {"count": "5 days"}]))


@st.composite
def nodes(draw: st.DrawFn, name: str) -> dict[str, Any]:
    stock = {sku: draw(policies()) for sku in ("candle", "book", "poster")}
    rest = one([{}, {"order_cutoff": "00:00"}, {"ramp": {"start": "1%", "over": "2 days"}}])
    speed = one([{}, {"capacity": "3 per day"}, {"stations": 3, "pick": {"per_unit": "9 min"}}])
    return {
        "zip": {"columbus": "43215", "reno": "89501"}[name],
        "hours": draw(one(["always", {"mon-fri": "08:00-18:00"}, {"sun": "00:00-00:30"}])),
        "holidays": draw(one(["none", "US"])),
        "pickup": draw(one(["continuous", "17:00", {"swift": "00:00", "brown": "23:59"}])),
        "accuracy": draw(one(["0%", "99%", "100%"])),
        "damage": draw(shares),
        "receiving": draw(spans),
        "stock": stock,
    } | draw(speed) | draw(rest)  # fmt: skip


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    data = w.document("overlapping", horizon="10 days", warmup=draw(one(["0 days", "1 day", "2 weeks"])))
    data["customers"] |= {
        "orders": draw(one(["1 per day", "30 per day", "0.1 per day"])),
        "counts": draw(one(["negative_binomial", "poisson", "deterministic"])),
        "promise": draw(one(["1 day", "1 business day", "30 days"])),
        "patience": draw(times),
        "may_cancel": draw(one(["backorders", "until_packing"])),
        "lines": draw(one([{1: "100%"}, {1: "1%", "5+": "99%"}])),
        "quantity": draw(one([{1: "100%"}, {9: "100%"}])),
        "growth": draw(one(["-90% per year", "0% per year", "+900% per year"])),
        "loyalty": {"late": "-100%", "cancelled": "-100%", "memory": "1 day"},
        "problem_share": draw(shares),
    }
    data["nodes"] = {name: draw(nodes(name)) for name in ("columbus", "reno")}
    for supplier in data["suppliers"].values():
        supplier |= {"lead_time": draw(times), "defects": draw(one(["0%", "30%"])),
                     "confirms_in": draw(times), "inspection": draw(spans)}  # fmt: skip
    data["routing"] |= {
        "splits": draw(one(["never", "allowed", "units"])),
        "out_of_stock": draw(one(["backorder", "lost", "hold_complete"])),
        "rules": draw(st.lists(one(["minimize_splits", "stay_in_market", "closest", "cheapest", "fastest"]),
                               min_size=1, max_size=5, unique=True)),
        "service": draw(one(["cheapest", "fastest"])),
        "exceptions": draw(st.lists(one(["oversize", "partial", "problem"]), unique=True)),
    }  # fmt: skip
    data["team"]["people"] = draw(one([1, 50]))
    data["disruptions"] = [draw(disruptions(number)) for number in range(draw(st.integers(0, 4)))]
    data["response"] = {"acts": draw(st.lists(one(ACTS), min_size=1, max_size=3))}
    return data


def runs_if_accepted(data: dict[str, Any]) -> None:
    try:
        scenario = load_text(w.written(data), "fuzz")
    except ScenarioError:
        event("refused")
        return
    assert not list(unknown_names(scenario))
    event("accepted")
    examine_scenario(scenario)
    records = run_replication(scenario, 0)
    assert len(records["stock"]) >= 4


QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]


@settings(max_examples=20, suppress_health_check=QUIET)
@given(documents())
def test_what_is_accepted_runs(data: dict[str, Any]) -> None:
    runs_if_accepted(data)


@pytest.mark.slow
@settings(max_examples=300, suppress_health_check=QUIET)
@given(documents())
def test_much_of_what_is_accepted_runs(data: dict[str, Any]) -> None:
    runs_if_accepted(data)


@settings(max_examples=10, suppress_health_check=QUIET)
@given(st.data())
def test_every_type_of_disruption_runs_alone(data: st.DataObject) -> None:
    found = data.draw(disruptions(0))
    text = two_nodes(horizon="10 days", warmup="0 days", disruptions=[found])
    try:
        scenario = load_text(text, "fuzz")
    except ScenarioError:
        event("refused")
        return
    assert len(run_replication(scenario, 0)["orders"]) > 100
