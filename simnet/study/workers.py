"""Local worker processes, and what to do when one of them dies."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor
from typing import Protocol

from simnet.study.work import Failure, Outcome, begin_worker

DEATHS = 3
"""Workers that may die one after the other, with no replication done in between, before a study gives up."""
DIED = "its worker process ended unexpectedly, twice, perhaps for lack of memory"


class Stopped(Exception):
    """No further replications can be done, because worker processes end by themselves."""


class Workers(Protocol):
    """Where replications are done; `replace` gives fresh workers, or raises Stopped if it cannot."""

    @property
    def executor(self) -> Executor:
        """The executor of the moment."""

    def replace(self) -> None:
        """Start anew after a worker has died."""


class Given:
    """The executor of a caller, who alone can start it anew."""

    def __init__(self, executor: Executor) -> None:
        self.executor = executor

    def replace(self) -> None:
        """Give up."""
        raise Stopped("a worker process ended unexpectedly")


class Processes:
    """A pool of local processes that is replaced as a whole, since one death breaks all of it."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self.executor: Executor = _pool(jobs)

    def replace(self) -> None:
        """Start fresh processes."""
        self.executor.shutdown(wait=True, cancel_futures=True)
        self.executor = _pool(self.jobs)

    def close(self) -> None:
        """Wait for what is being done, and end the processes."""
        self.executor.shutdown(wait=True, cancel_futures=True)


def _pool(jobs: int) -> ProcessPoolExecutor:
    """Start fresh processes, because a fork of a process with threads may hang."""
    import multiprocessing

    return ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), begin_worker)


class Retry:
    """Repeats what was under way when a worker died, one at a time, to find which replication it was."""

    def __init__(self, workers: Workers, seed: int) -> None:
        self._workers = workers
        self._seed = seed
        self._deaths = 0

    def __call__(self, replication: int, again: Callable[[Executor], Outcome]) -> Outcome:
        """Do a replication alone; if its worker dies again, that is a failure of this replication.

        Raises Stopped when several workers die in a row.
        """
        try:
            outcome = again(self._workers.executor)
        except BrokenExecutor:
            self._deaths += 1
            if self._deaths >= DEATHS:
                raise Stopped(f"worker processes keep ending unexpectedly, {DEATHS} in a row") from None
            self._workers.replace()
            return Outcome(replication, None, Failure(replication, self._seed, DIED))
        self._deaths = 0
        return outcome
