"""Replications over workers: in order, in full, with failures visible and interruptions survived."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest

from simnet.errors import ScenarioError
from simnet.study import StoppingRule, StudyError, StudyPlan, plan_study, run_study
from simnet.study import work as working
from tests.unit.study.fakes import (
    always_dying,
    dying,
    dying_once,
    failing,
    numbered,
    refusing,
    scenario,
    tabled,
    uneven,
)


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


def test_a_worker_that_dies_is_replaced_and_its_replication_reported():
    study = run_study(scenario(), plan_study(40, jobs=2), measure=dying)
    assert study.stopped == ""
    assert numbers(study) == list(range(40))
    (failure,) = study.failures
    assert str(failure) == (
        "replication 2 with seed 5 failed: "
        "its worker process ended unexpectedly, twice, perhaps for lack of memory"
    )
    assert study.values("k").tolist() == [k for k in range(40) if k != 2]


def test_a_worker_that_is_killed_once_costs_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("SIMNET_TEST_MARK", str(tmp_path / "died"))
    study = run_study(scenario(), plan_study(12, jobs=2), measure=dying_once)
    assert (tmp_path / "died").exists()
    assert (study.stopped, study.failures, numbers(study)) == ("", [], list(range(12)))


def test_workers_that_keep_dying_end_the_study():
    study = run_study(scenario(), plan_study(40, jobs=2), measure=always_dying)
    assert study.stopped == "worker processes keep ending unexpectedly, 3 in a row"
    assert [failure.replication for failure in study.failures] == [0, 1]


def test_a_given_executor_that_breaks_stops_the_study_and_says_so():
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        study = run_study(scenario(), plan_study(40, jobs=2), executor=pool, measure=dying)
    assert study.stopped == "a worker process ended unexpectedly"
    assert len(study.outcomes) < 40
    assert numbers(study) == list(range(len(study.outcomes)))


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


def test_a_replication_in_which_something_happens_is_measured_against_its_twin(monkeypatch):
    asked = []

    def fake(given, replication, *, disruptions=True):
        asked.append((replication, disruptions))
        return {"outages": ["flood"] * (replication == 4 and disruptions)}

    import simnet.engine.replication as door
    import simnet.measures as measures

    monkeypatch.setattr(door, "run_replication", fake)
    monkeypatch.setattr(measures, "summarize", lambda *given: given)
    storms = scenario().with_values(
        {"disruptions": "[{node_outage: garage, happens: every year, for: 3 days}]"}
    )
    assert working.evaluate(storms, 4) == ({"outages": ["flood"]}, {"outages": []}, storms)
    assert asked == [(4, True), (4, False)]
    assert working.evaluate(storms, 1) == ({"outages": []}, None, storms)
    assert asked[2:] == [(1, True)]


def test_only_measures_are_kept_in_memory():
    study = run_study(scenario(), 3, jobs=1, measure=tabled)
    assert [summary.tables for summary in study.summaries] == [{}, {}, {}]
    assert dict(study.summaries[2].values) == {"k": 2, "r.numerator": 2, "r.denominator": 10, "seed": 5}
    with pytest.raises(StudyError, match="give the study a folder"):
        study.table("incidents")


def test_the_rule_stops_a_study_at_the_same_replication_with_any_workers():
    rule = StoppingRule("r", 0.3, first=8, every=4)
    alone = run_study(scenario(), 200, jobs=1, measure=numbered, stop=rule)
    together = run_study(scenario(), 200, jobs=3, measure=uneven, stop=rule)
    assert len(alone.outcomes) == len(together.outcomes)
    assert (len(alone.outcomes) - 8) % 4 == 0
    assert alone.reached == together.reached
    assert 0 < alone.reached <= 0.3
    before = range(8, len(alone.outcomes), 4)
    assert before, "the rule must have looked at least once in vain"
    for count in before:
        found = run_study(scenario(), count, jobs=1, measure=numbered).ratio("r")
        assert found.half_width / found.estimate > 0.3
    most = run_study(scenario(), 9, jobs=1, measure=numbered, stop=rule)
    assert len(most.outcomes) == 9
    assert most.reached > 0.3


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
