"""The work of one replication: simulate it and its twin, send back the measures or the failure.

Workers measure in numpy and send tables of measures back, not orders, so that neither they nor the process
that asks need room for the orders of more than one replication.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from simnet.errors import ScenarioError

if TYPE_CHECKING:
    from simnet.measures import Summary
    from simnet.records import Records


class Subject(Protocol):
    """What a study is of: a scenario, or one world of it, that can be pickled."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def seed(self) -> int:
        """Seed of all its luck."""


Evaluate = Callable[[Any, int], "Summary"]
"""From a subject and a replication's number to its measures; a function that workers can import."""
Record = Callable[[Any, int], "tuple[Records, ...]"]
"""From a subject and a replication's number to the records of its worlds, the twin's last."""


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
    """What came of a replication: its measures, or its failure; its records (and the twin's) if asked for."""

    replication: int
    summary: Summary | None
    failure: Failure | None = None
    seconds: float = 0.0
    records: tuple[Records, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True)
class Job:
    """What is done for each replication; `keep` are the replications whose records are sent back as well."""

    measure: Evaluate
    keep: range = range(0)
    record: Record | None = None
    """How their records are made, if not by simulating a scenario once more."""


def evaluate(scenario: Any, replication: int) -> Summary:
    """Simulate a replication and, if anything goes wrong in it, its twin without disruptions."""
    from simnet.engine.replication import run_replication
    from simnet.measures import summarize

    records = run_replication(scenario, replication)
    happened = len(records["outages"])  # a year in which nothing happens is its own twin
    twin = run_replication(scenario, replication, disruptions=False) if happened else None
    return summarize(records, twin, scenario)


@lru_cache(maxsize=1)
def unpack(packed: bytes) -> Any:
    """Unpickle a subject, once for all replications that a worker does of it."""
    return pickle.loads(packed)


def work_packed(packed: bytes, job: Job, replication: int) -> Outcome:
    """Do one replication of a pickled subject: what is sent to workers."""
    return work(unpack(packed), job, replication)


def work(subject: Subject, job: Job, replication: int) -> Outcome:
    """Do one replication; whatever goes wrong in it becomes a failure with its number and seed.

    A ScenarioError is raised, because it concerns all replications and is the user's to repair.
    """
    begun = time.perf_counter()
    try:
        summary = job.measure(subject, replication)
        records = (job.record or _records)(subject, replication) if replication in job.keep else ()
    except ScenarioError:
        raise
    except Exception as error:
        reason = f"{type(error).__name__}: {error}".rstrip(": ")
        failure = Failure(replication, subject.seed, reason, traceback.format_exc())
        return Outcome(replication, None, failure, time.perf_counter() - begun)
    return Outcome(replication, summary, None, time.perf_counter() - begun, records)


def _records(scenario: Any, replication: int) -> tuple[Records, ...]:
    """Simulate a replication once more for its records, which the measures do not hold."""
    from simnet.engine.replication import run_replication

    return (run_replication(scenario, replication),)


def begin_worker() -> None:
    """Let only the main process act on Ctrl-C, so that workers finish what they have begun, and end with it.

    A worker cannot see by its queue that the main process was killed: each worker holds its other end too.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    main = multiprocessing.parent_process()
    if main is not None:
        threading.Thread(target=_end_with, args=(main,), daemon=True).start()


def _end_with(main: Any) -> None:
    main.join()
    os._exit(1)
