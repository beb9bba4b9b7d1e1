"""Replications spread over workers: any executor, results in replication order, little of it at a time."""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import closing
from typing import TYPE_CHECKING

from simnet.errors import ScenarioError
from simnet.study.plan import StudyPlan, plan_study
from simnet.study.study import Study
from simnet.study.work import Evaluate, Failure, Outcome, evaluate, leave_interrupts, work, work_packed

if TYPE_CHECKING:
    from simnet.scenario import Scenario

Progress = Callable[[int, int, Outcome], None]
"""Called in the main process with the number of replications done, the number planned, and the latest."""

AHEAD = 4
"""Replications under way or waiting per worker: enough to keep them busy, few enough to stop at once."""


class Stopped(Exception):
    """No further replications can be done, because a worker process ended by itself."""


def run_study(
    scenario: Scenario,
    replications: int | StudyPlan,
    *,
    executor: Executor | None = None,
    jobs: int | None = None,
    on_progress: Progress | None = None,
    measure: Evaluate = evaluate,
) -> Study:
    """Do many replications of a scenario and gather their measures in replication order.

    Without an executor, `jobs` local worker processes are started (1: none, all is done in this process); an
    executor that is given is not shut down. `measure` is done for each replication by a worker. Interrupting
    it with Ctrl-C keeps what has ended. Raises StudyError if the numbers make no sense.
    """
    plan = replications if isinstance(replications, StudyPlan) else plan_study(replications, jobs=jobs)
    done: list[Outcome] = []
    begun, stopped = time.perf_counter(), ""
    try:
        with closing(_outcomes(scenario, plan, executor, measure, done)) as outcomes:
            for outcome in outcomes:
                if on_progress is not None:
                    on_progress(len(done), len(plan.replications), outcome)
    except KeyboardInterrupt:
        stopped = "interrupted"
    except Stopped as error:
        stopped = str(error)
    done.sort(key=lambda outcome: outcome.replication)
    seconds = time.perf_counter() - begun
    return Study(scenario.name, scenario.seed, len(plan.replications), tuple(done), stopped, seconds)


def _outcomes(
    scenario: Scenario, plan: StudyPlan, executor: Executor | None, measure: Evaluate, done: list[Outcome]
) -> Generator[Outcome, None, None]:
    """Give outcomes in replication order, each put in `done` first."""
    if executor is not None:
        yield from _spread(scenario, plan, executor, measure, done)
    elif plan.jobs == 1:
        for replication in plan.replications:
            done.append(work(scenario, measure, replication))
            yield done[-1]
    else:
        pool = _pool(plan.jobs)
        try:
            yield from _spread(scenario, plan, pool, measure, done)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _pool(jobs: int) -> ProcessPoolExecutor:
    """Start fresh processes, because a fork of a process with threads may hang."""
    import multiprocessing

    return ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), leave_interrupts)


def _spread(
    scenario: Scenario, plan: StudyPlan, executor: Executor, measure: Evaluate, done: list[Outcome]
) -> Generator[Outcome, None, None]:
    """Keep a few replications per worker under way, never far ahead of the first that is missing."""
    packed, waiting, early = pickle.dumps(scenario), iter(plan.replications), dict[int, Outcome]()
    window, under_way = AHEAD * plan.jobs, dict[Future[Outcome], int]()
    try:
        for following in plan.replications:
            while following not in early:
                while len(under_way) + len(early) < window and (number := next(waiting, None)) is not None:
                    under_way[executor.submit(work_packed, packed, measure, number)] = number
                ended, _ = wait(under_way, return_when=FIRST_COMPLETED)
                for future in ended:
                    number = under_way.pop(future)
                    early[number] = _result(future, number, scenario.seed)
            done.append(early.pop(following))
            yield done[-1]
    except BrokenExecutor as error:
        raise Stopped("a worker process ended unexpectedly") from error
    finally:
        for future in under_way:
            future.cancel()
        done.extend(early.values())
        done.extend(_finished(under_way, scenario.seed))


def _result(future: Future[Outcome], replication: int, seed: int) -> Outcome:
    """Take a worker's outcome; a worker that died, or a result that cannot travel, is a failure of it."""
    try:
        return future.result()
    except BrokenExecutor:
        reason = "its worker process ended unexpectedly, perhaps for lack of memory"
    except ScenarioError:
        raise
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
    return Outcome(replication, None, Failure(replication, seed, reason))


def _finished(under_way: dict[Future[Outcome], int], seed: int) -> Iterator[Outcome]:
    for future, number in under_way.items():
        if future.done() and not future.cancelled():
            yield _result(future, number, seed)
