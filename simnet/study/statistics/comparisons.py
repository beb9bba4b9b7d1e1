"""Two designs under the same luck: by how much they differ, how often one is better, and Holm's correction.

Sources: Law, *Simulation Modeling and Analysis*, 5th ed. (2015), section 10.2 (paired differences); Efron,
*The Jackknife* (1982), chapter 3; Holm, *Scandinavian Journal of Statistics* 6 (1979) 65-70.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simnet.study.statistics.interval import LEVEL, Array, Interval, aligned, finite, numbers, student
from simnet.study.statistics.means import share_interval
from simnet.study.statistics.ratios import pseudo_values

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

PAIRED = "there must be a value of B for every value of A, of the same replication"


class Difference(NamedTuple):
    """B − A with its bounds, and `p`: how likely luck alone makes it this far from 0 if there is none.

    `p` is two-sided and belongs to the same t statistic as the bounds: they leave out 0 exactly if
    p < 1 − level.
    """

    estimate: float
    low: float
    high: float
    p: float


def difference(a: ArrayLike, b: ArrayLike, level: float = LEVEL) -> Difference:
    """Mean of B − A over replications with the paired t interval; both by replication. Needs two."""
    first, second = finite(a, least=2), finite(b, least=2)
    aligned(first, second, PAIRED)
    return _student(second - first, level)


def ratio_difference(
    a: tuple[ArrayLike, ArrayLike], b: tuple[ArrayLike, ArrayLike], level: float = LEVEL
) -> Difference:
    """Ratio of sums of B less that of A, (numerators, denominators) each, jackknifed over replications.

    The mean of the differences of the pseudo-values with Student's t interval: what both share cancels.
    """
    first, second = pseudo_values(*a), pseudo_values(*b)
    aligned(first, second, PAIRED)
    return _student(second - first, level)


def _student(differences: Array, level: float) -> Difference:
    from scipy.special import stdtr

    n, mean = len(differences), float(differences.mean())
    error = float(differences.std(ddof=1)) / math.sqrt(n)
    half = student(level, n - 1) * error
    away = abs(mean) / error if error else (math.inf if mean else 0.0)
    return Difference(mean, mean - half, mean + half, float(2 * stdtr(n - 1, -away)))


def better_share(a: ArrayLike, b: ArrayLike, more_is_better: bool, level: float = LEVEL) -> Interval:
    """Share of replications in which B beats A, ties half, with Wilson's interval; infinite values allowed.

    It says how often, not by how much, and is not the confidence in the mean difference.
    """
    first, second = numbers(a, least=1), numbers(b, least=1)
    aligned(first, second, PAIRED)
    wins = np.count_nonzero(second > first if more_is_better else second < first)
    ties = np.count_nonzero(second == first)
    return share_interval(wins + ties / 2, len(first), level)


def holm(p: Mapping[str, float]) -> dict[str, float]:
    """Adjust the p-values of a family of measures by Holm's step-down; in the order given.

    Calling real what is at most α after it, at least one of the family is called so wrongly with a chance of
    at most α, however the measures hang together: the i-th smallest of m becomes the largest of
    (m − k + 1)·p of the k-th up to it, at most 1.
    """
    if not all(0 <= one <= 1 for one in p.values()):
        raise ValueError("every p-value must be from 0 to 1; leave out measures without one")
    adjusted, reached = {}, 0.0
    for rank, name in enumerate(sorted(p, key=lambda name: p[name])):
        reached = max(reached, min(1.0, (len(p) - rank) * p[name]))
        adjusted[name] = reached
    return {name: adjusted[name] for name in p}
