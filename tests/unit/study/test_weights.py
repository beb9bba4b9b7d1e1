"""Which defaults weigh most: what counts as a number, and that only it is moved."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from simnet import pricing
from simnet.engine.replication import run_replication
from simnet.measures import summarize
from simnet.scenario import Scenario, load_text
from simnet.study.weights import _spelled_out, days_by_zone, scaled, trials, weights_study
from tests import worlds

PLAIN = """
simnet: 1
start: 2026-01-05
horizon: 30 days
warmup: 0 days
customers: {orders: 10 per day, promise: 4 days, regions: {home: {share: 100%, zip: "90012"}}}
skus: {mug: {price: 20, cost: 8, weight: 1 lb, sells: 100%}}
suppliers: {potter: {makes: [mug], lead_time: 7 days}}
nodes: {shed: {zip: "43215", stock: {mug: {reorder_at: 300, order_up_to: 900, initial: 900}}}}
"""


def measured(scenario: Scenario, replication: int) -> Mapping[str, tuple[float, float]]:
    values = summarize(run_replication(scenario, replication)).values
    return {
        name: (values[f"{name}.numerator"], values[f"{name}.denominator"])
        for name in ("on_time", "door_days")
    }


@pytest.mark.parametrize(
    ("value", "factor", "expected"),
    [
        ("2 min", 1.2, "2.4 min"),
        ("1 to 3 days", 0.8, "0.8 to 2.4 days"),
        ("40%", 1.2, "48%"),
        ("95%", 0.8, "94%"),
        ("95%", 1.2, "96%"),
        (5.6, 1.2, 6.72),
        ("8 x 6 x 4 in", 1.2, "9.6 x 7.2 x 4.8 in"),
        ("100%", 0.8, None),
        ("0 days", 0.8, "0 days"),
        ("17:00", 1.2, None),
        ("mon-fri 08:00-18:00", 1.2, None),
        ("cheapest", 1.2, None),
        (1, 1.2, None),
        (True, 1.2, None),
        (["closest"], 1.2, None),
    ],
)
def test_amounts_are_scaled_as_they_are_written(value: object, factor: float, expected: object) -> None:
    assert scaled(value, factor) == expected


def test_what_describes_the_study_is_not_tried() -> None:
    paths = [trial.path for trial in trials(load_text(PLAIN))]
    assert "carriers.usps-ground-advantage.transit" in paths
    assert "customers.dispersion" in paths
    assert not [path for path in paths if path in ("start", "horizon", "warmup", "seed", "currency")]
    assert len(paths) == len(set(paths))


def test_a_number_that_the_file_gives_is_not_tried() -> None:
    given = load_text(PLAIN.replace("orders: 10 per day", "orders: 10 per day, advanced: {dispersion: 3}"))
    assert "customers.dispersion" not in [trial.path for trial in trials(given)]


def test_a_built_in_service_that_is_spelled_out_is_the_same_service() -> None:
    scenario = load_text(PLAIN)
    standard = pricing.service_library()["usps-ground-advantage"]
    path, carriers = _spelled_out(scenario, "usps-ground-advantage", standard, 1.0)
    found, expected = measured(scenario.with_values({path: carriers}), 0), measured(scenario, 0)
    assert found["on_time"] == expected["on_time"]
    assert found["door_days"] == pytest.approx(expected["door_days"], rel=1e-6)


def test_days_by_zone_have_the_published_median() -> None:
    import math

    standard = pricing.service_library()["usps-priority"]
    text = days_by_zone(standard, 1.2)["1"]["lognormal"]
    mean, sd = (float(text[name].split()[0]) for name in ("mean", "sd"))
    spread = math.sqrt(math.log(1 + (sd / mean) ** 2))
    assert mean / math.exp(spread**2 / 2) == pytest.approx(1.2 * standard.transit[0].median_days, rel=1e-6)
    assert spread == pytest.approx(standard.transit[0].spread, rel=1e-6)


def test_a_longer_way_makes_more_orders_late_and_weighs_most() -> None:
    rows = weights_study(load_text(PLAIN), measured, 2)
    first = rows[0]
    assert first["path"] == "carriers.usps-ground-advantage.transit"
    moved = {row["measure"]: row for row in rows if row["path"] == first["path"]}
    assert moved["on_time"]["high"] < 0 <= moved["on_time"]["low"]
    assert moved["door_days"]["low"] < 0 < moved["door_days"]["high"]
    assert {row["replications"] for row in moved.values()} == {2}
    assert {row["replications"] for row in rows if row["path"] == "team.touch"} == {1}, "it moves nothing"


def test_a_number_that_nothing_uses_weighs_nothing() -> None:
    rows = weights_study(load_text(PLAIN), measured, 1)
    idle = [row for row in rows if row["path"] == "team.touch"]
    assert idle
    assert all(row["low"] == row["high"] == 0 for row in idle)


def test_rows_do_not_depend_on_who_does_the_work() -> None:
    from concurrent.futures import ThreadPoolExecutor

    scenario = load_text(PLAIN)
    with ThreadPoolExecutor(1) as pool:
        assert weights_study(scenario, measured, 2, executor=pool) == weights_study(scenario, measured, 2)


def test_without_defaults_there_is_nothing_to_weigh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simnet.study.weights.trials", lambda scenario: [])
    assert weights_study(load_text(worlds.tiny()), measured, 1) == []
