"""The work of one replication: simulate it and its twin, send back the measures or the failure."""

from __future__ import annotations

import pickle
import signal
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from simnet.errors import ScenarioError

if TYPE_CHECKING:
    from simnet.measures import Summary
    from simnet.scenario import Scenario

Evaluate = Callable[["Scenario", int], "Summary"]
"""From a scenario and a replication's number to its measures; a function that workers can import."""


@dataclass(frozen=True)
class Failure:
    """Why a replication has no measures; with number and seed it can be repeated alone."""

    replication: int
    seed: int
    error: str
    traceback: str = ""

    def __str__(self) -> str:
        """Say which replication failed, with which seed, and why."""
        return f"replication {self.replication} with seed {self.seed} failed: {self.error}"


@dataclass(frozen=True)
class Outcome:
    """What came of a replication: its measures, or its failure."""

    replication: int
    summary: Summary | None
    failure: Failure | None = None
    seconds: float = 0.0


def evaluate(scenario: Scenario, replication: int) -> Summary:
    """Simulate a replication and, if anything can go wrong in it, its twin without disruptions."""
    from simnet.engine.replication import run_replication
    from simnet.measures import summarize

    records = run_replication(scenario, replication)
    twin = run_replication(scenario, replication, disruptions=False) if scenario.disruptions else None
    return summarize(records, twin)


@lru_cache(maxsize=1)
def unpack(packed: bytes) -> Scenario:
    """Unpickle a scenario, once for all replications that a worker does of it."""
    scenario: Scenario = pickle.loads(packed)
    return scenario


def work_packed(packed: bytes, measure: Evaluate, replication: int) -> Outcome:
    """Do one replication of a pickled scenario: what is sent to workers."""
    return work(unpack(packed), measure, replication)


def work(scenario: Scenario, measure: Evaluate, replication: int) -> Outcome:
    """Do one replication; whatever goes wrong in it becomes a failure with its number and seed.

    A ScenarioError is raised, because it concerns all replications and is the user's to repair.
    """
    begun = time.perf_counter()
    try:
        summary = measure(scenario, replication)
    except ScenarioError:
        raise
    except Exception as error:
        reason = f"{type(error).__name__}: {error}".rstrip(": ")
        failure = Failure(replication, scenario.seed, reason, traceback.format_exc())
        return Outcome(replication, None, failure, time.perf_counter() - begun)
    return Outcome(replication, summary, None, time.perf_counter() - begun)


def leave_interrupts() -> None:
    """Let only the main process act on Ctrl-C, so that workers finish what they have begun."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
