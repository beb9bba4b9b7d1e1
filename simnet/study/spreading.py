"""Replications spread over an executor: outcomes in replication order, a few replications ahead at most."""

from __future__ import annotations

import pickle
from collections.abc import Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import suppress
from functools import partial

from simnet.errors import ScenarioError
from simnet.study.work import Failure, Job, Outcome, Subject, work_packed
from simnet.study.workers import Retry, Workers

AHEAD = 4
"""Replications under way or waiting per worker: enough to keep them busy, few enough to stop at once."""


class Spread:
    """One pass over replications by the workers; `early` holds what ended before its turn."""

    def __init__(
        self, subject: Subject, job: Job, workers: Workers, window: int, early: dict[int, Outcome]
    ) -> None:
        self.early = early
        self._packed, self._job, self._seed = pickle.dumps(subject), job, subject.seed
        self._workers, self._window = workers, window
        self._under_way: dict[Future[Outcome], int] = {}
        self._suspects: list[int] = []
        self._retry = Retry(workers, subject.seed)

    def outcomes(self, replications: Sequence[int]) -> Generator[Outcome, None, None]:
        """Give outcomes in order; never far ahead of the first that is missing.

        However it ends, what has been done besides is in `early` then. Raises Stopped if workers keep dying,
        ScenarioError if the scenario is at fault.
        """
        waiting = list(reversed(replications))
        try:
            for following in replications:
                while following not in self.early:
                    self._submit(waiting)
                    self._gather()
                    self._repeat()
                yield self.early.pop(following)
        finally:
            for future in self._under_way:
                future.cancel()
            self._take_finished()

    def _submit(self, waiting: list[int]) -> None:
        """Fill the window; a pool that turns out to be broken makes suspects of what was submitted."""
        while waiting and len(self._under_way) + len(self.early) < self._window and not self._suspects:
            try:
                future = self._do(self._workers.executor, waiting[-1])
            except BrokenExecutor:
                self._suspects.append(waiting.pop())
                return
            self._under_way[future] = waiting.pop()

    def _do(self, executor: Executor, replication: int) -> Future[Outcome]:
        return executor.submit(work_packed, self._packed, self._job, replication)

    def _gather(self) -> None:
        """Wait for some outcome, or for all that is under way once the pool is broken."""
        ended, _ = wait(self._under_way, return_when=FIRST_COMPLETED)
        for future in ended:
            number = self._under_way.pop(future)
            try:
                self.early[number] = self._result(future, number)
            except BrokenExecutor:
                self._suspects.append(number)

    def _repeat(self) -> None:
        """After a death, take what is left of the pool, start another, and repeat the suspects in order."""
        if not self._suspects:
            return
        while self._under_way:
            self._gather()
        self._workers.replace()
        while self._suspects:
            number = min(self._suspects)
            self.early[number] = self._retry(number, partial(self._alone, number))
            self._suspects.remove(number)

    def _alone(self, replication: int, executor: Executor) -> Outcome:
        return self._result(self._do(executor, replication), replication)

    def _result(self, future: Future[Outcome], replication: int) -> Outcome:
        """Take an outcome; a result that cannot travel is a failure of its replication."""
        try:
            return future.result()
        except (BrokenExecutor, ScenarioError):
            raise
        except Exception as error:
            return Outcome(
                replication, None, Failure(replication, self._seed, f"{type(error).__name__}: {error}")
            )

    def _take_finished(self) -> None:
        """Wait for what could not be cancelled, because a worker is at it, and keep what comes of it."""
        wait(self._under_way)
        for future, number in self._under_way.items():
            if not future.cancelled():
                with suppress(BrokenExecutor, ScenarioError):
                    self.early[number] = self._result(future, number)
