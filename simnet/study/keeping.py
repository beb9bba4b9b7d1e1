"""What is kept of a study while it goes on: a row of measures in memory, everything else on disk."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from simnet.records.arrow import Columns
from simnet.records.draft import Draft
from simnet.records.kinds import RUN, TABLES_OF
from simnet.records.results import WORLDS, Field, ResultTable
from simnet.study.light import light
from simnet.study.plan import StudyPlan
from simnet.study.pooling import added, columns_of
from simnet.study.work import Outcome

BLOCK, PATIENCE_SECONDS = 32, 10.0
"""Replications, or seconds, after which what has come is written; a kill loses at most that much."""


class Keeper:
    """Takes outcomes in replication order and writes them to a draft part by part, if there is one."""

    def __init__(self, plan: StudyPlan, draft: Draft | None, known: Mapping[str, Field]) -> None:
        self.draft = draft
        self.outcomes: list[Outcome] = []
        self._plan, self._known = plan, known
        self._block: list[Outcome] = []
        self._since = time.perf_counter()
        self._totals: dict[str, Columns | None] = {}
        if draft is not None:
            pooled = [name for name, table in draft.tables.items() if table.pooled]
            self._totals = {name: _columns(draft, name) for name in pooled}

    @property
    def expected(self) -> int:
        """The number of the next replication."""
        return self._plan.replications.start + len(self.outcomes)

    def add(self, outcome: Outcome) -> None:
        """Take the next outcome.

        Raises ValueError if it is not that of the expected replication.
        """
        if outcome.replication != self.expected:
            raise ValueError(f"replication {outcome.replication} came instead of {self.expected}")
        if self.draft is not None:
            self._block.append(outcome)
        self.outcomes.append(light(outcome))
        if self.draft is not None and self._is_due():
            self.flush()

    def _is_due(self) -> bool:
        return len(self._block) >= BLOCK or time.perf_counter() - self._since > PATIENCE_SECONDS

    def flush(self) -> None:
        """Write what has come since the last part.

        Nothing changes here before it is on disk, so that it may be interrupted and called again.
        """
        if self.draft is None or not self._block:
            return
        seconds = time.perf_counter() - self._since
        for outcome in self._block:
            for records, world in zip(outcome.records, WORLDS, strict=False):
                self.draft.keep_orders(records, world)
        tables, totals = self._gathered()
        sums = {name: [total] for name, total in totals.items() if total is not None}
        self.draft.append(self.draft.finished + len(self._block), {**tables, **sums}, self._known, seconds)
        self._totals, self._block, self._since = totals, [], time.perf_counter()

    def _gathered(self) -> tuple[dict[str, list[Columns]], dict[str, Columns | None]]:
        """Give the rows of what has come by table, and the totals of pooled tables with them."""
        tables: dict[str, list[Columns]] = {}
        totals, declared = dict(self._totals), self.draft.tables if self.draft is not None else {}
        for outcome in self._block:
            for name, columns in pieces(outcome, declared):
                if declared[name].pooled:
                    totals[name] = added(declared[name], totals[name], columns)
                else:
                    tables.setdefault(name, []).append(columns)
        return tables, totals


def pieces(
    outcome: Outcome, declared: Mapping[str, ResultTable] = TABLES_OF[RUN]
) -> Iterator[tuple[str, Columns]]:
    """Give the rows of every table that a replication has, of those that its kind of run has."""
    if outcome.failure is not None:
        failure = outcome.failure
        row = {"replication": [failure.replication], "seed": [failure.seed], "error": [failure.error]}
        yield "failures", row
    if outcome.summary is None:
        return
    tables = dict(outcome.summary.tables)
    if "replications" not in tables:
        values = {name: np.array([value]) for name, value in outcome.summary.values.items()}
        tables["replications"] = {"world": [WORLDS[0]], **values}
    for name, table in declared.items():
        if name in tables:
            yield name, _numbered(tables[name], table, outcome.replication)


def _numbered(columns: Mapping[str, Any], table: ResultTable, replication: int) -> Columns:
    """Put the replication's number before its rows, where the table has one and it is not there yet."""
    declared = {field.name for field in table.fields}
    if "replication" not in declared or "replication" in columns:
        return columns
    rows = len(next(iter(columns.values()), ()))
    return {"replication": np.full(rows, replication), **columns}


def _columns(draft: Draft, name: str) -> Columns | None:
    found = draft.total(name)
    return None if found is None else columns_of(found)
