"""Estimates with intervals: means, shares, ratios of sums and quantiles over replications.

Every interval has the confidence `level`, 95% unless told otherwise. Sources: Wilson, JASA 22 (1927) 209-212;
Cochran, *Sampling Techniques*, 3rd ed. (1977), chapter 6 (ratios) and Efron, *The Jackknife* (1982), chapter
3; David and Nagaraja, *Order Statistics*, 3rd ed. (2003), section 7.1 (quantiles).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    Array = np.ndarray[tuple[int, ...], np.dtype[Any]]

LEVEL = 0.95


class TooFewError(ValueError):
    """There are too few replications for what is asked; the message says how many are needed."""


class Interval(NamedTuple):
    """An estimate and the bounds between which the truth lies with the chosen confidence."""

    estimate: float
    low: float
    high: float

    @property
    def half_width(self) -> float:
        """Half the distance between the bounds."""
        return (self.high - self.low) / 2


def mean_interval(values: ArrayLike, level: float = LEVEL) -> Interval:
    """Mean with Student's t interval: mean ± t(n − 1) · s / √n. Needs two values."""
    from scipy import stats

    array = _numbers(values, least=2)
    half = stats.t.ppf(0.5 + level / 2, len(array) - 1) * array.std(ddof=1) / math.sqrt(len(array))
    return Interval(float(array.mean()), float(array.mean() - half), float(array.mean() + half))


def share_interval(successes: int, trials: int, level: float = LEVEL) -> Interval:
    """Share with Wilson's score interval. Needs one trial."""
    from scipy import stats

    if trials < 1:
        raise TooFewError("a share needs at least 1 replication")
    if not 0 <= successes <= trials:
        raise ValueError("there must be from 0 to as many successes as trials")
    z, share = stats.norm.ppf(0.5 + level / 2), successes / trials
    scale = 1 + z * z / trials
    middle = (share + z * z / (2 * trials)) / scale
    half = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials**2)) / scale
    low = 0.0 if successes == 0 else float(middle - half)
    high = 1.0 if successes == trials else float(middle + half)
    return Interval(share, low, high)


def ratio_interval(numerators: ArrayLike, denominators: ArrayLike, level: float = LEVEL) -> Interval:
    """Ratio of sums ΣN / ΣD with the delta method's interval, Student's t with n − 1 degrees of freedom.

    Variance: Σ(N − R·D)² / (n · (n − 1)) / mean(D)². Needs two pairs.
    """
    from scipy import stats

    top, bottom = _pairs(numerators, denominators)
    n, ratio = len(top), float(top.sum() / bottom.sum())
    spread = math.sqrt(((top - ratio * bottom) ** 2).sum() / (n * (n - 1))) / bottom.mean()
    half = float(stats.t.ppf(0.5 + level / 2, n - 1) * spread)
    return Interval(ratio, ratio - half, ratio + half)


def jackknife_interval(numerators: ArrayLike, denominators: ArrayLike, level: float = LEVEL) -> Interval:
    """Ratio of sums with the jackknife over replications: less biased than ΣN / ΣD when there are few.

    Pseudo-values n·R − (n − 1)·R without replication i; their mean with Student's t interval.
    """
    top, bottom = _pairs(numerators, denominators)
    n, without = len(top), bottom.sum() - bottom
    if (without <= 0).any():
        raise TooFewError("a jackknifed ratio needs at least 2 replications with something to count")
    pseudo = n * top.sum() / bottom.sum() - (n - 1) * (top.sum() - top) / without
    return mean_interval(pseudo, level)


def quantile(values: ArrayLike, q: float) -> float:
    """Give the smallest value that at least the share q of the values does not exceed; may be infinite."""
    array = np.sort(_numbers(values, least=1))
    return float(array[max(math.ceil(q * len(array) - 1e-9), 1) - 1])


def quantile_interval(values: ArrayLike, q: float, level: float = LEVEL) -> Interval:
    """Quantile with the distribution-free interval between two order statistics.

    Infinite values (censored times) are allowed. The number of values below the quantile is binomial(n, q);
    each bound is missed with at most half of 1 − level. Raises TooFewError if n has no such order statistics.
    """
    from scipy import stats

    array = np.sort(_numbers(values, least=1))
    low = int(stats.binom.ppf((1 - level) / 2, len(array), q))
    high = int(stats.binom.ppf((1 + level) / 2, len(array), q)) + 1
    if low < 1 or high > len(array):
        raise TooFewError(f"the {q:.0%} quantile needs at least {replications_for(q, level)} replications")
    return Interval(quantile(array, q), float(array[low - 1]), float(array[high - 1]))


def replications_for(q: float, level: float = LEVEL) -> int:
    """Give the least number of replications with which `quantile_interval` has bounds."""
    if not 0 < q < 1:
        raise ValueError("a quantile must be above 0 and below 1")
    miss = (1 - level) / 2
    return math.floor(math.log(miss) / math.log(max(q, 1 - q))) + 1


def _numbers(values: ArrayLike, least: int) -> Array:
    array = np.asarray(values, dtype=float).ravel()
    if len(array) < least:
        raise TooFewError(f"this needs at least {least} replication{'s' if least > 1 else ''}")
    if np.isnan(array).any():
        raise ValueError("the values must be numbers; leave out replications without one")
    return array


def _pairs(numerators: ArrayLike, denominators: ArrayLike) -> tuple[Array, Array]:
    top, bottom = _numbers(numerators, least=2), _numbers(denominators, least=2)
    if len(top) != len(bottom):
        raise ValueError("there must be a denominator for every numerator")
    if bottom.sum() <= 0:
        raise TooFewError("a ratio needs at least 1 replication with something to count")
    return top, bottom
