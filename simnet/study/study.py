"""The result of many replications: their measures in replication order, and the failures beside them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from simnet.study import statistics
from simnet.study.statistics import Interval
from simnet.study.work import Failure, Outcome

if TYPE_CHECKING:
    from simnet.measures import Summary

    Array = np.ndarray[tuple[int, ...], np.dtype[Any]]


@dataclass(frozen=True)
class Study:
    """What came of a study; `planned` replications were asked for, `outcomes` are those that ended.

    `stopped` says why there are fewer (empty if there are not): interrupted, or a worker that ended.
    """

    scenario: str
    seed: int
    planned: int
    outcomes: tuple[Outcome, ...]
    stopped: str = ""
    seconds: float = field(default=0.0, compare=False)

    @property
    def summaries(self) -> list[Summary]:
        """The measures of the replications that succeeded, in replication order."""
        return [outcome.summary for outcome in self.outcomes if outcome.summary is not None]

    @property
    def failures(self) -> list[Failure]:
        """The replications that failed, in replication order."""
        return [outcome.failure for outcome in self.outcomes if outcome.failure is not None]

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
