"""Designs simulated in turns: all have equally many replications after each stage."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from simnet import units
from simnet.records.comparison_draft import ComparisonDraft
from simnet.records.draft import Draft
from simnet.study.comparing.tables import compared
from simnet.study.course import Course
from simnet.study.places import slug
from simnet.study.plan import StudyPlan
from simnet.study.statistics import TooFewError
from simnet.study.study import Study
from simnet.study.work import Job, Outcome
from simnet.study.workers import Given, Processes, Workers

if TYPE_CHECKING:
    from simnet.study.comparing.running import Asked, Progress

Row = dict[str, Any]


class Stages:
    """The course of a comparison; leave it to close the drafts of the designs and the workers."""

    def __init__(
        self, asked: Asked, draft: ComparisonDraft, executor: Executor | None, on_progress: Progress | None
    ) -> None:
        self._asked, self._on_progress = asked, on_progress
        self._given = executor
        self._workers: Workers | None = None
        self._studies: dict[str, Study] = {}
        self.drafts: dict[str, Draft] = {}
        folders = folders_of(list(asked.designs))
        try:
            for name, scenario in asked.designs.items():
                self.drafts[name] = draft.design(folders[name], asked.of_design(scenario))
        except BaseException:
            self._close()
            raise

    def __enter__(self) -> Self:
        """Start the workers, which all stages share."""
        if self._given is not None:
            self._workers = Given(self._given)
        elif self._asked.plan.jobs > 1:
            self._workers = Processes(self._asked.plan.jobs)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close what is open."""
        self._close()

    def _close(self) -> None:
        for draft in self.drafts.values():
            draft.close()
        if isinstance(self._workers, Processes):
            self._workers.close()

    def run(self) -> tuple[dict[str, list[Row]], str, bool]:
        """Simulate stage after stage; returns the rows, why it stopped, and whether it is decided.

        With a rule, it ends after the stage that decides. Rows are those of the replications that all have.
        """
        rows: dict[str, list[Row]] = {}
        until = self._asked.until
        for look in self._asked.looks:
            for name in self._asked.designs:
                if stopped := self._simulate(name, look):
                    return self.compared(), stopped, False
            if until is not None:
                rows = self.compared(look)
                if rows and until.enough(rows["differences"], rows["averages"]):
                    return rows, "", True
        return rows or self.compared(), "", False

    def discard(self) -> None:
        """Remove what is finished, because nothing can be made of it."""
        for draft in self.drafts.values():
            draft.discard()

    def compared(self, upto: int | None = None) -> dict[str, list[Row]]:
        """Give the rows as far as it has come; none if there are too few replications."""
        tables = {
            name: {table: draft.frame(table) for table in ("replications", "outages")}
            for name, draft in self.drafts.items()
        }
        asked = self._asked
        years = next(iter(asked.designs.values())).horizon / units.YEAR
        of = asked.until.measure if asked.until is not None else ""
        try:
            return compared(tables, asked.outages, years, asked.sure, of=of, upto=upto)
        except TooFewError:
            return {}

    def studies(self) -> dict[str, Study]:
        """Give the study of every design, as far as it has come."""
        for name, draft in self.drafts.items():
            if name not in self._studies:
                self._studies[name] = self._course(name, draft.finished)
        return self._studies

    def _simulate(self, name: str, upto: int) -> str:
        """Simulate a design up to so many replications in all; returns why it stopped short.

        An interrupted comparison may have gone further with a design; the last stage refuses that.
        """
        if self.drafts[name].finished > upto and upto != self._asked.looks[-1]:
            return ""
        self._studies[name] = study = self._course(name, upto)
        return study.stopped

    def _course(self, name: str, upto: int) -> Study:
        plan = StudyPlan(range(upto), self._asked.plan.jobs)
        course = Course(self._asked.designs[name], plan, Job(self._asked.measure), self.drafts[name], None)
        return course.run(self._workers, self._told(name))

    def _told(self, name: str) -> Callable[[int, int, Outcome], None] | None:
        told, designs = self._on_progress, self._asked.designs
        if told is None:
            return None

        def progress(done: int, planned: int, latest: Outcome) -> None:
            others = sum(len(study.outcomes) for other, study in self._studies.items() if other != name)
            told(name, done + others, self._asked.looks[-1] * len(designs))

        return progress


def folders_of(names: list[str]) -> dict[str, str]:
    """Name a folder for each design: its slug, with a number if two have the same.

    >>> folders_of(["A b", "a-b", "c"])
    {'A b': 'a-b', 'a-b': 'a-b-2', 'c': 'c'}
    """
    found: dict[str, str] = {}
    for name in names:
        plain = slug(name)
        number, folder = 2, plain
        while folder in found.values():
            folder, number = f"{plain}-{number}", number + 1
        found[name] = folder
    return found
