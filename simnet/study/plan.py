"""What a study is going to do: which replications, by how many workers."""

from __future__ import annotations

import os
from dataclasses import dataclass

from simnet.errors import SimnetError


class StudyError(SimnetError):
    """A study cannot be done as asked."""


@dataclass(frozen=True)
class StudyPlan:
    """The numbers of the replications, in order, and the number of worker processes (1: in this process)."""

    replications: range
    jobs: int


def plan_study(replications: int, *, first: int = 0, jobs: int | None = None) -> StudyPlan:
    """Plan `replications` replications from number `first` on; by default one worker for each CPU.

    Raises StudyError with a rule if a number is out of range.
    """
    if replications < 1:
        raise StudyError(f"replications is {replications}; it must be a number of simulated years, 1 or more")
    if first < 0:
        raise StudyError(f"first is {first}; it must be the number of a replication, 0 or more")
    if jobs is not None and jobs < 1:
        raise StudyError(f"jobs is {jobs}; it must be a number of worker processes, 1 or more")
    return StudyPlan(range(first, first + replications), min(jobs or cpus(), replications))


def cpus() -> int:
    """Count the CPUs that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1
