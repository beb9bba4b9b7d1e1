"""How outages and queues are put as scenarios: new cases, what is refused, what is measured."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from simnet.engine.replication import run_replication
from simnet.scenario import load_text
from tests.reference.cases import Answer, Case
from tests.reference.gate import scenario_of
from tests.reference.paths import area, below, counted, overlap
from tests.reference.readings import Path
from tests.reference.translate import UNREAD, translate
from tests.reference.translate.f3_disruptions import fluid
from tests.reference.translate.f4_queueing import reads, transit
from tests.reference.trial import Tables, Trial, Unexpressed
from tests.reference.worlds import Clock

INSTANTS = (np.array([10, 20]), np.array([2, -5]))
QUEUE = {"queue": "M/M/1", "arrival_rate": 0.3, "service_rate": 0.5}
STOCK = {
    "policy": "(r,Q) continuous review",
    "demand": "Poisson process, unit size",
    "demand_rate": 4,
    "lead_time": {"dist": "fixed", "mean": 2},
    "r": 5,
    "Q": 3,
    "stockout": "lost",
    "mtbf": 30,
    "mttr": 5,
    "off_distribution": "fixed",
}


class Bought(dict[str, Any]):
    """Records of which only some tables are there."""

    def __init__(self, tables: dict[str, Any], meta: Any) -> None:
        super().__init__(tables)
        self.meta = meta


def case(file: str, inputs: dict[str, Any], **answers: float) -> Case:
    """Make a case that is in no file."""
    outputs = {name: Answer(value, "stochastic") for name, value in answers.items()}
    return Case("NEW-01", "new", file, inputs, outputs, "", {})


def trials(file: str, inputs: dict[str, Any], **answers: float) -> list[Trial]:
    found = translate(case(file, inputs, **answers))
    assert not isinstance(found, Unexpressed)
    return [one for one in found if isinstance(one, Trial)]


def tables(trial: Trial, tmp_path: Any, days: float = 5) -> Tables:
    scenario = scenario_of(trial, days, 1, tmp_path)
    return Tables(scenario, run_replication(scenario, 0))


def test_a_path_is_counted_integrated_and_cut() -> None:
    path = Path(1.0, INSTANTS)
    assert area(path, 0, 10) == 10
    assert area(path, [5, 15], [15, 25]).tolist() == [5 + 15, 15 - 10]
    assert area(below(path), 0, 30) == 20
    both = counted(np.array([0, 4, 6]), np.array([5, -1, -1]))
    assert both.at(np.array([3, 4, 5, 7])).tolist() == [1, 2, 1, 2]


def test_a_span_that_does_not_end_lasts_to_the_end_of_the_horizon() -> None:
    begin, end = np.array([-1, 0, 5, 50]), np.array([-1, 20, -1, 60])
    assert overlap(begin, end, 10, 40).tolist() == [0, 10, 30, 0]


def test_a_clock_writes_times_and_rates_of_its_own_unit() -> None:
    clock = Clock(90)
    assert clock.time(2) == "180 min"
    assert clock.rate(1) == "16 per day"
    assert clock.random(1) == {"exponential": {"mean": "90 min"}}
    assert clock.said({"dist": "Erlang-4", "mean": 2}) == {"gamma": {"mean": "180 min", "sd": "90 min"}}
    with pytest.raises(ValueError, match="'zipf'"):
        clock.random(1, "zipf")


def test_cases_that_no_file_has_are_read_by_their_shape(tmp_path: Any) -> None:
    (queue,) = trials("f4_queueing", QUEUE, W=5.0, Lq=0.9, utilisation=0.6)
    run = tables(queue, tmp_path)
    assert queue.outputs["utilisation"].top(run) / reads.length(run) == pytest.approx(0.6, abs=0.05)
    dispatch, dock = trials(
        "f3_disruptions",
        STOCK | {"outage_semantics": ["supplier_dispatch", "receiving"]},
        fill_rate_units=0.9,
    )
    assert (dispatch.variant, dock.variant) == ("supplier_dispatch", "receiving")
    assert load_text(dispatch.scenario, "case.yaml").disruptions[0].type == "supplier_outage"
    assert load_text(dock.scenario, "case.yaml").disruptions[0].type == "lane_outage"


@pytest.mark.parametrize(
    ("file", "inputs", "reason"),
    [
        ("f4_queueing", QUEUE | {"queue": "M/M/c unreliable"}, "never one of them"),
        ("f4_queueing", QUEUE | {"failure_rate_while_serving": 0.1}, "calendar time"),
        ("f4_queueing", QUEUE | {"service": {"dist": "zipf", "mean": 1}, "service_rate": None}, "zipf"),
        ("f4_queueing", {"queue": "M/M/1 HOL priority", "arrival_rates": [1, 2, 3]}, "two kinds, no more"),
        ("f4_queueing", {"routing": [[0.5]]}, "from station to station"),
        ("f3_disruptions", STOCK | {"outage_semantics": ["strike"]}, "strike"),
        ("f3_disruptions", {"disruption": {"prob_down_given_up": 0.1}}, "'prob_up_given_down' is missing"),
        ("f4_queueing", QUEUE | {"interarrival": "hyperexponential"}, "'hyperexponential'"),
    ],
)
def test_what_cannot_be_said_is_refused_with_its_reason(
    file: str, inputs: dict[str, Any], reason: str
) -> None:
    given = {name: value for name, value in inputs.items() if value is not None}
    found = translate(case(file, given, W=1.0))
    assert isinstance(found, Unexpressed)
    assert reason in found.reason


def test_an_answer_that_nobody_can_read_is_no_silent_pass() -> None:
    (trial,) = trials("f4_queueing", QUEUE, beauty=1.0, L=1.5)
    assert trial.missing == {"beauty": UNREAD}
    assert list(trial.outputs) == ["L"]
    assert translate(case("f4_queueing", QUEUE, beauty=1.0)) == Unexpressed(UNREAD)


def test_frozen_transit_is_longer_than_a_closed_dock(tmp_path: Any) -> None:
    """A way that is out delays all that it carries, a closed dock only what is ready before it opens."""
    given = STOCK | {"stockout": "backorder"}
    waits = []
    for kind in ("transit_freeze", "receiving"):
        (trial,) = trials(
            "f3_disruptions", given | {"outage_semantics": [kind]}, effective_lead_time_mean=2.0
        )
        run = tables(trial, tmp_path, days=10)
        waits.append(reads.durations(reads.purchases("placed_us", "received_us"), run))
    least = round(2 * 4 / 480 * 24 * 3600 * 1e6)
    assert {int(one.min()) for one in waits} == {least}
    assert waits[0].mean() > waits[1].mean() > least


def test_the_number_on_the_way_has_the_variance_of_a_poisson_number(tmp_path: Any) -> None:
    inputs = {
        "rate_function": "10+6*sin(2*pi*t/24)",
        "transit": {"dist": "exponential", "mean": 2.0},
        "phases": [0, 6, 18],
    }
    (trial,) = trials("f4_queueing", inputs, mean_in_transit_at_phases=0, time_average_in_transit=20)
    run = tables(trial, tmp_path, days=2000)
    start, day = run.records.meta.start_us, 24 * 3600 * 1_000_000
    path = counted(*transit.ON_THE_WAY(run))
    for hour in inputs["phases"]:
        there = path.at(start + hour * day // 24 + day * np.arange(2000))
        # The standard error of a variance of n independent Poisson numbers is √(2/n) of it, and a little.
        assert there.var() / there.mean() == pytest.approx(1, abs=4 * np.sqrt(2.2 / 2000))


@pytest.mark.parametrize("phase", [0.5, 3.0, 7.5])
def test_orders_of_a_fluid_are_counted_by_cycles_whatever_the_phase_of_the_horizon(phase: float) -> None:
    fluid_stock = STOCK | {
        "policy": "(r,Q) with r=0", "demand": "deterministic constant rate", "demand_rate": 100,
        "lead_time": 0, "r": 0, "Q": 800, "outage": "supplier_dispatch", "mttr": 2,
    }  # fmt: skip
    clock = Clock(10.0)
    rate = fluid._rate_of_orders(case("f3_disruptions", fluid_stock), clock)
    assert rate.bottom is not None
    placed = np.rint((phase + 8 * np.arange(-2, 15)) * clock.us).astype(np.int64)
    meta = SimpleNamespace(start_us=0, end_us=int(100 * clock.us))
    run: Any = SimpleNamespace(records=Bought({"purchase_orders": {"placed_us": placed}}, meta))
    assert rate.top(run) == 8  # of 12 or 13 in the horizon; a cycle takes at most 10 on average
    assert rate.bottom(run) == pytest.approx(64)
