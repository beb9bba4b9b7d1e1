"""The result of many replications: their measures in replication order, and the failures beside them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from simnet.study import statistics
from simnet.study.plan import StudyError
from simnet.study.result import Result
from simnet.study.statistics import Interval
from simnet.study.work import Failure, Outcome

if TYPE_CHECKING:
    import pandas as pd

    from simnet.measures import Summary

    Array = np.ndarray[tuple[int, ...], np.dtype[Any]]


@dataclass(frozen=True)
class Study:
    """What came of a study; `planned` replications were asked for, `outcomes` are those that ended.

    `stopped` says why there are fewer (empty if that is as it should be): interrupted, or workers that died.
    `reached` is the half-width that a stopping rule reached, as a share of the estimate; None without one.
    `folder` is where its tables are, if it has been written and is whole.
    """

    scenario: str
    seed: int
    planned: int
    outcomes: tuple[Outcome, ...]
    stopped: str = ""
    seconds: float = field(default=0.0, compare=False)
    reached: float | None = None
    folder: Path | None = field(default=None, compare=False)

    @property
    def summaries(self) -> list[Summary]:
        """The measures of the replications that succeeded, in replication order; the values alone."""
        return [outcome.summary for outcome in self.outcomes if outcome.summary is not None]

    @property
    def failures(self) -> list[Failure]:
        """The replications that failed, in replication order."""
        return [outcome.failure for outcome in self.outcomes if outcome.failure is not None]

    @cached_property
    def result(self) -> Result:
        """The written tables; raises StudyError if the study was not written to a folder, or is not whole."""
        if self.folder is None:
            raise StudyError("only the measures were kept; give the study a folder to have its tables: out=…")
        return Result.open(self.folder)

    def table(self, name: str) -> pd.DataFrame:
        """Give a table of the run by name; see `simnet.records.results`."""
        return self.result.table(name)

    def values(self, name: str) -> Array:
        """Give a measure of every replication; a ratio's own value, left out where there was nothing to
        count.

        Index: replication that succeeded and has a value. Raises KeyError if there is no such measure.
        """
        found = [_value(summary, name) for summary in self.summaries]
        array = np.array(found, dtype=float)
        known: Array = array[~np.isnan(array)]
        return known

    def ratio(self, name: str, level: float = statistics.LEVEL) -> Interval:
        """Give the long-run rate of a ratio: the ratio of its sums over replications, with its interval."""
        pairs = [summary.ratio(name) for summary in self.summaries]
        return statistics.ratio_interval(
            [pair.numerator for pair in pairs], [pair.denominator for pair in pairs], level
        )


def _value(summary: Summary, name: str) -> float:
    values = summary.values
    return values[name] if name in values else summary.ratio(name).value
