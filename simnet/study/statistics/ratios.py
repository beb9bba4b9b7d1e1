"""Ratios of sums over replications, such as orders on time / orders.

Sources: Cochran, *Sampling Techniques*, 3rd ed. (1977), chapter 6; Efron, *The Jackknife* (1982), chapter 3.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simnet.study.statistics.interval import LEVEL, Array, Interval, TooFewError, aligned, finite, student
from simnet.study.statistics.means import mean_interval

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def ratio_interval(numerators: ArrayLike, denominators: ArrayLike, level: float = LEVEL) -> Interval:
    """Ratio of sums ΣN / ΣD with the delta method's interval, Student's t with n − 1 degrees of freedom.

    Variance: Σ(N − R·D)² / (n · (n − 1)) / mean(D)². Needs two pairs.
    """
    top, bottom = pairs(numerators, denominators)
    n, ratio = len(top), float(top.sum() / bottom.sum())
    spread = math.sqrt(((top - ratio * bottom) ** 2).sum() / (n * (n - 1))) / float(bottom.mean())
    half = student(level, n - 1) * spread
    return Interval(ratio, ratio - half, ratio + half)


def jackknife_interval(numerators: ArrayLike, denominators: ArrayLike, level: float = LEVEL) -> Interval:
    """Ratio of sums with the jackknife over replications: less biased than ΣN / ΣD when there are few.

    The mean of the pseudo-values with Student's t interval.
    """
    return mean_interval(pseudo_values(numerators, denominators), level)


def pseudo_values(numerators: ArrayLike, denominators: ArrayLike) -> Array:
    """Give what each replication adds to a ratio of sums R: n·R − (n − 1)·R without the replication."""
    top, bottom = pairs(numerators, denominators)
    n, without = len(top), bottom.sum() - bottom
    if (without <= 0).any():
        raise TooFewError("a jackknifed ratio needs at least 2 replications with something to count")
    pseudo: Array = n * top.sum() / bottom.sum() - (n - 1) * (top.sum() - top) / without
    return pseudo


def pairs(numerators: ArrayLike, denominators: ArrayLike) -> tuple[Array, Array]:
    """Give both as floats, one each a replication; raises TooFewError if there is nothing to count."""
    top, bottom = finite(numerators, least=2), finite(denominators, least=2)
    aligned(top, bottom, "there must be a denominator for every numerator")
    if bottom.sum() <= 0:
        raise TooFewError("a ratio needs at least 1 replication with something to count")
    return top, bottom
