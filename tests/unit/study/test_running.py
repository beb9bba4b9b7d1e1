"""Replications over workers: in order, in full, with failures visible and interruptions survived."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from simnet.errors import ScenarioError
from simnet.study import StudyError, StudyPlan, plan_study, run_study
from simnet.study import work as working
from tests.unit.measures.test_recovery import world
from tests.unit.study.fakes import dying, failing, numbered, refusing, scenario, uneven


def numbers(study) -> list[int]:
    return [outcome.replication for outcome in study.outcomes]


def test_a_study_in_this_process_measures_every_replication():
    study = run_study(scenario(), 5, jobs=1, measure=numbered)
    assert (study.scenario, study.seed, study.planned, study.stopped) == ("Small", 5, 5, "")
    assert study.values("k").tolist() == [0, 1, 2, 3, 4]
    assert study.values("r").tolist() == pytest.approx([0, 0.1, 0.2, 0.3, 0.4])
    assert study.ratio("r").estimate == pytest.approx(0.2)
    with pytest.raises(KeyError):
        study.values("no such measure")


def test_worker_processes_give_the_same_as_this_process():
    plan = StudyPlan(range(3, 13), 2)
    alone = run_study(scenario(), StudyPlan(plan.replications, 1), measure=failing)
    together = run_study(scenario(), plan, measure=failing)
    assert [outcome.summary for outcome in together.outcomes] == [
        outcome.summary for outcome in alone.outcomes
    ]
    assert numbers(together) == list(plan.replications)
    assert [failure.replication for failure in together.failures] == [3, 8]


def test_outcomes_come_in_replication_order_on_any_executor():
    seen = []
    with ThreadPoolExecutor(4) as pool:
        study = run_study(
            scenario(), plan_study(30, jobs=4), executor=pool, measure=uneven,
            on_progress=lambda done, total, latest: seen.append((done, total, latest.replication)),
        )  # fmt: skip
        assert pool.submit(int).result() == 0  # still open
    assert seen == [(k + 1, 30, k) for k in range(30)]
    assert study.values("k").tolist() == list(range(30))


def test_only_a_few_replications_are_ahead_of_the_first_that_is_missing():
    begun = []

    def slow_first(given, replication):
        begun.append(replication)
        return uneven(given, replication)

    ahead = []
    with ThreadPoolExecutor(4) as pool:
        run_study(
            scenario(), plan_study(100, jobs=4), executor=pool, measure=slow_first,
            on_progress=lambda done, total, latest: ahead.append(max(begun) - latest.replication),
        )  # fmt: skip
    assert len(begun) == 100
    assert max(ahead) <= 16


def test_a_failed_replication_stays_visible_with_number_and_seed():
    study = run_study(scenario(), 5, jobs=1, measure=failing)
    (failure,) = study.failures
    assert str(failure) == "replication 3 with seed 5 failed: ArithmeticError: units are not conserved"
    assert "Traceback" in failure.traceback
    assert study.values("k").tolist() == [0, 1, 2, 4]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_scenario_at_fault_ends_the_study(jobs):
    with pytest.raises(ScenarioError, match="must reach every region"):
        run_study(scenario(), 4, jobs=jobs, measure=refusing)


def test_a_worker_that_dies_stops_the_study_and_says_so():
    study = run_study(scenario(), plan_study(40, jobs=2), measure=dying)
    assert study.stopped == "a worker process ended unexpectedly"
    assert "its worker process ended unexpectedly" in str(study.failures[0])
    assert 1 <= len(study.outcomes) < 40
    assert numbers(study) == sorted(set(numbers(study)))


@pytest.mark.parametrize("threads", [0, 3])
def test_an_interruption_keeps_what_has_ended(threads):
    def interrupt(done, total, latest):
        if done == 4:
            raise KeyboardInterrupt

    pool = ThreadPoolExecutor(threads) if threads else None
    study = run_study(
        scenario(), plan_study(50, jobs=threads or 1), executor=pool, measure=numbered, on_progress=interrupt
    )
    assert study.stopped == "interrupted"
    assert numbers(study)[:4] == [0, 1, 2, 3]
    assert len(study.outcomes) < 50
    assert numbers(study) == sorted(set(numbers(study)))
    if pool is not None:
        pool.shutdown()


def test_a_replication_is_measured_against_its_twin(monkeypatch):
    asked = []

    def fake(given, replication, *, disruptions=True):
        asked.append((replication, disruptions))
        return world([(97, 106)] if disruptions else [], outages=[(0, 100, 103)] if disruptions else [])

    import simnet.engine.replication as door

    monkeypatch.setattr(door, "run_replication", fake, raising=False)
    storms = scenario().with_values(
        {"disruptions": "[{node_outage: garage, happens: every year, for: 3 days}]"}
    )
    summary = working.evaluate(storms, 4)
    assert asked == [(4, True), (4, False)]
    assert [round(one.service_days, 1) for one in summary.incidents] == [6.0]
    assert working.evaluate(scenario(), 1).incidents == ()
    assert asked[-1] == (1, True)


def test_plans_are_checked():
    assert plan_study(3, jobs=8) == StudyPlan(range(3), 3)
    assert plan_study(10, first=5, jobs=1).replications == range(5, 15)
    assert plan_study(10_000).jobs >= 1
    for wrong, message in (
        ({"replications": 0}, "replications is 0; it must be a number of simulated years, 1 or more"),
        ({"replications": 1, "first": -1}, "first is -1; it must be the number of a replication, 0 or more"),
        ({"replications": 1, "jobs": 0}, "jobs is 0; it must be a number of worker processes, 1 or more"),
    ):
        with pytest.raises(StudyError, match=message):
            plan_study(**wrong)
    assert np.isfinite(plan_study(1).jobs)
