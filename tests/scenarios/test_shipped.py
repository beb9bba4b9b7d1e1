"""The scenarios that ship: each adds up, runs, is paid for, and says where its numbers are from."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import catalog
from simnet.cli.check import examine_scenario, read_scenario
from simnet.engine.replication import run_replication
from simnet.measures import summarize
from simnet.scenario import Scenario

MODELS = ["drop_ship", "single_warehouse", "regional", "micro", "hybrid"]
RUNNABLE = [*MODELS, "smallest", "ten_nodes"]
PARTS = ["brand", "ten_nodes_catalog"]
ON_TIME = (0.85, 1.0)
"""What a brand that is still in business delivers, also in a bad year."""


@pytest.fixture(scope="module")
def shipped(scenarios: Path) -> dict[str, Scenario]:
    """Give every scenario that can be run, by its name."""
    return {name: read_scenario(scenarios / f"{name}.yaml") for name in RUNNABLE}


def test_every_file_is_listed(scenarios: Path) -> None:
    assert {path.stem for path in scenarios.glob("*.yaml")} == {*RUNNABLE, *PARTS}
    readme = (scenarios / "README.md").read_text(encoding="utf-8")
    assert [name for name in [*RUNNABLE, *PARTS] if f"`{name}.yaml`" not in readme] == []


@pytest.mark.parametrize("name", RUNNABLE)
def test_it_adds_up(shipped: dict[str, Scenario], name: str) -> None:
    scenario = shipped[name]
    problems = scenario.notes + examine_scenario(scenario)
    assert [str(problem) for problem in problems if problem.severity == "warning"] == []
    assert scenario.disruptions


@pytest.mark.parametrize("name", [*MODELS, "smallest"])
def test_two_years_of_it_look_like_a_brand_in_business(shipped: dict[str, Scenario], name: str) -> None:
    for replication in range(2):
        summary = summarize(run_replication(shipped[name], replication))
        on_time = summary.ratio("on_time")
        assert ON_TIME[0] < on_time.numerator / on_time.denominator <= ON_TIME[1]
        mean = shipped[name].customers.orders * 365
        assert mean * 0.9 < summary.values["orders"] < mean * 1.1


def test_a_month_of_ten_nodes_runs(shipped: dict[str, Scenario]) -> None:
    scenario = shipped["ten_nodes"].with_values({"horizon": "30 days", "warmup": "2 weeks"})
    assert (len(scenario.nodes), len(scenario.skus)) == (10, 200)
    summary = summarize(run_replication(scenario, 0))
    assert 40_000 < summary.values["orders"] < 80_000
    assert all(row["orders"] > 0 for row in summary.nodes)


@pytest.mark.slow
def test_two_years_of_ten_nodes_run(shipped: dict[str, Scenario]) -> None:
    for replication in range(2):
        on_time = summarize(run_replication(shipped["ten_nodes"], replication)).ratio("on_time")
        assert ON_TIME[0] < on_time.numerator / on_time.denominator <= ON_TIME[1]


@pytest.mark.parametrize("name", MODELS)
def test_the_five_models_are_of_one_brand(shipped: dict[str, Scenario], name: str) -> None:
    hybrid, model = shipped["hybrid"], shipped[name]
    for part in ("customers", "skus", "start", "horizon", "warmup", "timezone", "currency", "seed"):
        assert getattr(model, part) == getattr(hybrid, part), part
    for part in ("carriers", "team", "costs"):
        assert getattr(model, part) == getattr(hybrid, part), part


@pytest.mark.parametrize("name", MODELS)
def test_the_brands_own_bad_luck_comes_to_all_of_them_alike(shipped: dict[str, Scenario], name: str) -> None:
    def luck(scenario: Scenario) -> list[dict[str, object]]:
        shared = [
            event for event in scenario.disruptions if event.name in ("wax shortage", "carrier backlog")
        ]
        return [event.model_dump(exclude={"response"}) for event in shared]

    assert len(luck(shipped[name])) == 2
    assert luck(shipped[name]) == luck(shipped["hybrid"])


def test_the_five_models_place_the_same_orders(shipped: dict[str, Scenario]) -> None:
    columns = ["placed_us", "region", "value"]
    first, *others = (run_replication(shipped[name], 0)["orders"][columns] for name in MODELS)
    for other in others:
        assert (other == first).all()


def test_the_brands_own_bad_luck_comes_at_the_same_times(shipped: dict[str, Scenario]) -> None:
    def times(name: str) -> list[tuple[str, int, int]]:
        found = run_replication(shipped[name], 1).frame("outages")
        shared = found[found["event"].isin(["wax shortage", "carrier backlog"])]
        return sorted(zip(shared["event"], shared["begin_us"], shared["end_us"], strict=True))

    assert times("hybrid")
    assert all(times(name) == times("hybrid") for name in MODELS)


def test_drop_shipping_owns_no_stock_and_one_warehouse_is_one(shipped: dict[str, Scenario]) -> None:
    assert all(node.kind == "dropship" for node in shipped["drop_ship"].nodes.values())
    assert list(shipped["single_warehouse"].nodes) == ["columbus"]
    assert {node.kind for node in shipped["micro"].nodes.values()} == {"garage", "micro", "dropship"}
    assert len(shipped["regional"].nodes) == 4


@pytest.mark.parametrize("name", [*MODELS, "ten_nodes"])
def test_everything_is_paid_for(shipped: dict[str, Scenario], name: str) -> None:
    scenario = shipped[name]
    for key, node in scenario.nodes.items():
        if node.kind == "dropship":
            assert node.handling_fee > 0, key
        elif node.wages > 0:
            assert {"packaging", "account"} <= set(node.fees), key
        else:
            assert {"pick", "packaging", "storage", "receiving", "return", "account"} <= set(node.fees), key
    assert [lane.name for lane in scenario.lanes if lane.cost is None] == []
    paid = {(lane.origin, lane.destination) for lane in scenario.lanes}
    fed = {
        (source, key)
        for key, node in scenario.nodes.items()
        for policy in node.stock.values()
        for source in policy.refill_from
        if source != key
    }
    assert fed <= paid
    costs = scenario.costs
    assert min(costs.carrying, costs.ticket, costs.return_rate, costs.return_label, scenario.team.wage) > 0


@pytest.mark.parametrize("name", [*MODELS, "brand", "smallest", "ten_nodes"])
def test_every_part_names_a_source_or_is_marked_as_assumed(scenarios: Path, name: str) -> None:
    text = (scenarios / f"{name}.yaml").read_text(encoding="utf-8")
    parts = [part for part in text.split("\n\n") if part.lstrip("#").strip()]
    unmarked = [
        part for part in parts if not any(word in part for word in ("[A]", "source", ".com", "extends:"))
    ]
    # Rules of routing and of a response's acts are choices, not numbers.
    assert [part.splitlines()[-1] for part in unmarked if any(sign.isdigit() for sign in part)] == []


def test_the_catalog_is_what_the_generator_writes(scenarios: Path) -> None:
    assert (scenarios / "ten_nodes_catalog.yaml").read_text(encoding="utf-8") == catalog.catalog_text()
    assert len({family.name for family in catalog.FAMILIES}) * 20 == catalog.SKUS
