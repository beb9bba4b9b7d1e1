"""The course of a study: outcomes taken in order, kept as they come, until there are enough of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from concurrent.futures import Executor
from contextlib import closing

from simnet.records.draft import Draft
from simnet.study.keeping import Keeper
from simnet.study.light import restored
from simnet.study.plan import StudyError, StudyPlan
from simnet.study.spreading import AHEAD, Spread
from simnet.study.stopping import Watching
from simnet.study.study import Study
from simnet.study.work import Job, Outcome, Subject, work
from simnet.study.workers import Given, Processes, Stopped, Workers
from simnet.study.writing import known_measures

Progress = Callable[[int, int, Outcome], None]
"""Called in the main process with the number of replications done, the number planned, and the latest."""


class Course:
    """One study from its first outcome to its last, or to where it was stopped."""

    def __init__(
        self, subject: Subject, plan: StudyPlan, job: Job, draft: Draft | None, watch: Watching | None
    ) -> None:
        self._subject, self._plan, self._job = subject, plan, job
        self._draft = draft
        self._keeper = Keeper(plan, draft, known_measures())
        self._watch = watch
        self._enough = False

    def run(self, executor: Executor | Workers | None, on_progress: Progress | None) -> Study:
        """Do what is left of the plan and say what came of all of it; workers that are given stay open."""
        begun, stopped = time.perf_counter(), ""
        before = self._draft.seconds if self._draft is not None else 0.0
        self._go_on()
        left = self._plan.replications[len(self._keeper.outcomes) :]
        early: dict[int, Outcome] = {}
        try:
            if not self._enough:
                self._take(self._outcomes(left, executor, early), on_progress)
        except KeyboardInterrupt:
            stopped = "interrupted"
        except Stopped as error:
            stopped = str(error)
        finally:
            self._take_early(early)
            self._keeper.flush()
        if self._enough or len(self._keeper.outcomes) == len(self._plan.replications):
            stopped = ""
        return Study(
            self._subject.name,
            self._subject.seed,
            len(self._plan.replications),
            tuple(self._keeper.outcomes),
            stopped,
            before + time.perf_counter() - begun,
            reached=self._watch.reached if self._watch is not None else None,
        )

    def _go_on(self) -> None:
        """Take what an interrupted run has finished."""
        if self._draft is None or not self._draft.finished:
            return
        if self._draft.finished > len(self._plan.replications):
            raise StudyError(
                f"replications is {len(self._plan.replications):,}, but {self._draft.path} holds "
                f"{self._draft.finished:,} finished ones already; ask for as many, or name another folder"
            )
        for outcome in restored(self._draft, self._subject.seed):
            self._keeper.outcomes.append(outcome)
            self._check(outcome)

    def _take(self, outcomes: Generator[Outcome, None, None], on_progress: Progress | None) -> None:
        with closing(outcomes):
            for outcome in outcomes:
                self._keeper.add(outcome)
                if on_progress is not None:
                    on_progress(len(self._keeper.outcomes), len(self._plan.replications), outcome)
                if self._check(outcome):
                    break

    def _take_early(self, early: dict[int, Outcome]) -> None:
        """Take what had ended before its turn when the study was stopped, as far as nothing is missing."""
        while not self._enough and (outcome := early.pop(self._keeper.expected, None)) is not None:
            self._keeper.add(outcome)
            self._check(outcome)

    def _check(self, outcome: Outcome) -> bool:
        """Tell whether there are enough outcomes with this one."""
        if self._watch is not None and not self._enough:
            if outcome.summary is not None:
                self._watch.add(outcome.summary.values)
            self._enough = self._watch.enough(len(self._keeper.outcomes))
        return self._enough

    def _outcomes(
        self, left: range, executor: Executor | Workers | None, early: dict[int, Outcome]
    ) -> Generator[Outcome, None, None]:
        """Give the outcomes that are left in order; those before their turn end up in `early`."""
        window = AHEAD * self._plan.jobs
        if executor is not None:
            workers = Given(executor) if isinstance(executor, Executor) else executor
            yield from Spread(self._subject, self._job, workers, window, early).outcomes(left)
        elif self._plan.jobs == 1:
            for replication in left:
                yield work(self._subject, self._job, replication)
        elif left:
            processes = Processes(self._plan.jobs)
            try:
                yield from Spread(self._subject, self._job, processes, window, early).outcomes(left)
            finally:
                processes.close()
