"""What is read off records, and the scenarios it is read from, by hand."""

from __future__ import annotations

from pathlib import Path
from statistics import NormalDist
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from simnet.records.results import WORLDS
from simnet.scenario import load_text
from tests.reference import network, readings
from tests.reference.cases import Answer, Case
from tests.reference.gate import judge, scenario_of
from tests.reference.translate import (
    f5_pooled_periods,
    f5_routing_pooling,
    f6_multi_echelon,
    f7_traces,
    f9_deterministic,
)
from tests.reference.translate.f8_statistics import runs
from tests.reference.trial import Tables, Trial, Unexpressed

DAY_US = 86_400_000_000


def span(start: int, end: int) -> Any:
    return SimpleNamespace(meta=SimpleNamespace(start_us=start, end_us=end))


def case(inputs: dict[str, Any], **outputs: Any) -> Case:
    answers = {name: Answer(value, "exact") for name, value in outputs.items()}
    return Case("made", "made", "made", inputs, answers, "by hand", {})


def test_a_path_takes_the_changes_of_one_instant_at_once() -> None:
    path = readings.Path(3.0, (np.array([10, 20]), np.array([-1, 2])), (np.array([10]), np.array([-1])))
    assert path.at(np.array([9, 10, 20])).tolist() == [3, 1, 3]
    assert path.at(np.array([10, 20]), "left").tolist() == [3, 1]
    values, lasted = path.over(span(0, 30))
    assert values.tolist() == [3, 1, 3]
    assert lasted.tolist() == [10, 10, 10]


def test_the_mean_and_variance_of_a_path_are_over_time_and_the_horizon_alone() -> None:
    path = readings.Path(0.0, (np.array([10, 20]), np.array([4, -4])))
    assert readings.mean(path, span(0, 40)) == 1.0
    assert readings.variance(path, span(0, 40)) == 3.0
    assert readings.mean(path, span(10, 20)) == 4.0
    assert readings.variance(path, span(10, 20)) == 0.0
    assert readings.variance(path, span(10, 20), about=1.0) == 9.0


def test_a_scenario_of_the_network_loads_as_a_user_would_load_it() -> None:
    rates = {"one": 1.0, "two": 2.0, "none": 0.0}
    text = network.network(
        network.regions(rates),
        {"depot": network.node({"item": {"base_stock": 3}})},
        disruptions=[{"supplier_outage": "maker", "starts": network.instant(1.25), "for": network.days(0.5)}],
    )
    scenario = load_text(text + "\nhorizon: 10 days\n")
    assert list(scenario.customers.regions) == ["one", "two"]
    assert sum(region.share for region in scenario.customers.regions.values()) == pytest.approx(1)


def test_what_is_read_without_the_twin_is_what_the_summary_of_a_run_holds() -> None:
    from simnet.engine.replication import run_replication

    outages = [{"supplier_outage": "maker", "happens": "every 8 days", "for": "3 days"}]
    text = network.network(
        network.regions({"one": 20.0}),
        {"depot": network.node({"item": {"reorder_at": 10, "order_quantity": 80}})},
        disruptions=outages,
        warmup="10 days",
    )
    scenario = load_text(text + "\nhorizon: 90 days\nseed: 5\n")
    run = Tables(scenario, run_replication(scenario, 0))
    whole = run.summary
    assert run.measure("unit_fill.numerator") < run.measure("unit_fill.denominator")
    for name in ("unit_fill.numerator", "order_fill.numerator", "cycle_service.numerator", "lost_units"):
        assert run.measure(name) == whole.values[name]
    assert run.plain == {name: whole.values[name] for name in run.plain}
    for column in ("on_hand", "on_order", "stockout_days", "cycles"):
        table = whole.tables["skus"]
        here = np.asarray(table["world"]) == WORLDS[0]
        assert run.column("skus", column).tolist() == np.asarray(table[column])[here].tolist()


def test_times_of_a_case_are_instants_to_the_second() -> None:
    assert network.instant(50.3) == "2026-02-24 07:12:00"
    assert network.order_file([(0.5, 2)])[network.ORDERS].splitlines()[1] == "1,2026-01-05 12:00:00,item,2"


def test_rounded_normal_shares_are_all_and_keep_mean_and_deviation() -> None:
    shares = {
        size: float(part.rstrip("%")) / 100 for size, part in f6_multi_echelon.normal_shares(50, 8).items()
    }
    mean = sum(size * part for size, part in shares.items())
    assert sum(shares.values()) == pytest.approx(1, abs=1e-12)
    assert mean == pytest.approx(50, abs=1e-9)
    # Rounding adds a twelfth (Sheppard's correction).
    assert sum((size - mean) ** 2 * part for size, part in shares.items()) == pytest.approx(64 + 1 / 12, 1e-4)


@pytest.mark.parametrize("level", [125.6310313, 130.0, 117.37])
def test_rounded_demands_of_a_period_are_met_by_the_stock_as_often_as_normal_ones(
    level: float, tmp_path: Path
) -> None:
    inputs = {"nodes": 2, "demand": {"dist": "normal", "mean": 100, "sd": 20}, "lead_time": 0}
    more = {"holding_cost": 1, "shortage_cost": 9, "S_decentral_each": level, "S_pooled": 240}
    trials = f5_pooled_periods.pooled_periods(case(inputs | more))
    assert isinstance(trials, list)
    shop = scenario_of(trials[0], 10, 1, tmp_path)
    stock = shop.nodes["depot"].stock["item"].base_stock
    assert stock is not None
    demands = [(next(iter(sku.kit.values())), sku.sells) for sku in shop.skus.values() if sku.kit]
    enough = sum(part for size, part in demands if size <= stock)
    assert enough == pytest.approx(NormalDist(100, 20).cdf(level), abs=1e-4)
    short = sum(part * max(size - stock, 0) for size, part in demands) / 100
    above = (level - 100) / 20
    lost = 20 * (NormalDist().pdf(above) - above * (1 - NormalDist().cdf(above)))
    assert short == pytest.approx(lost, rel=5e-4)


def test_periods_that_follow_each_other_are_one_pause() -> None:
    assert f7_traces.joined([22, 8, 9, 10, 24, 23]) == [(8, 10), (22, 24)]


def test_a_shape_that_nobody_knows_is_said_to_be_unknown() -> None:
    for module in (f5_routing_pooling, f9_deterministic):
        assert isinstance(module.translate(case({"dragons": 3}, gold=1)), Unexpressed)


def shortage(**more: Any) -> dict[str, Any]:
    inputs = {
        "first_demand_at": 0.25, "demand_spacing": 1.0, "r": 1, "Q": 4, "lead_time": 2.0, "horizon": 10,
        "initial_on_hand": 3, "outages": [], "outage_semantics": "none", "stockout": "backorder",
    }  # fmt: skip
    return inputs | more


def test_a_trajectory_by_hand() -> None:
    # On hand 3, 2, 1 | 1.25: order of 4, due at 3.25 | 2.25: 0 | 3.25: receipt, then demand: 3, 2, 1 | …
    made = case(
        shortage(), orders_placed=3, minimum_net_inventory=0, first_demand_finding_no_stock_at="never"
    )
    trial = f9_deterministic.translate(made)
    assert isinstance(trial, Trial)
    verdict = judge(made, trial)
    assert verdict.accepted, str(verdict)


def test_a_wrong_answer_is_refused() -> None:
    made = case(shortage(), minimum_net_inventory=1)
    trial = f9_deterministic.translate(made)
    assert isinstance(trial, Trial)
    assert not judge(made, trial).accepted


def test_an_outage_of_the_supplier_delays_what_was_not_sent_and_nothing_else() -> None:
    # The order of 1.25 waits from 1.25 to 2 and comes at 4: the demand of 3.25 finds nothing.
    late = shortage(outages=[[1.0, 2.0]], outage_semantics="supplier_dispatch")
    sent = shortage(outages=[[1.5, 3.0]], outage_semantics="supplier_dispatch")
    for inputs, first, peak in ((late, 3.25, 1), (sent, "never", 0)):
        made = case(inputs, first_demand_finding_no_stock_at=first, peak_backlog=peak)
        trial = f9_deterministic.translate(made)
        assert isinstance(trial, Trial)
        verdict = judge(made, trial)
        assert verdict.accepted, str(verdict)


def test_batches_and_their_neighbours_hold_all_autocovariances() -> None:
    """By hand, and of a moving average 1, 0.5 of white noise: 1.25 + 2 × 0.5 = 1.5²."""
    assert runs.sum_of_autocovariances(np.tile([1.0, 1.0, -1.0, -1.0], 50), 2) == pytest.approx(-2)
    noise = np.random.default_rng(1).standard_normal(400_001)
    series = noise[1:] + 0.5 * noise[:-1]
    assert runs.sum_of_autocovariances(series, 5) == pytest.approx(2.25, abs=0.06)
    assert series.var() == pytest.approx(1.25, abs=0.02)
