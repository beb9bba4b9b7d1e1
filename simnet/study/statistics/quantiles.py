"""Quantiles over replications, of values that may be censored.

Sources: David and Nagaraja, *Order Statistics*, 3rd ed. (2003), section 7.1; Woodruff, JASA 47 (1952)
635-646.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from simnet.study.statistics.interval import LEVEL, Interval, TooFewError, confidence, numbers, student

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def quantile(values: ArrayLike, q: float) -> float:
    """Give the smallest value that at least the share q of the values does not exceed; may be infinite."""
    array = np.sort(numbers(values, least=1))
    return float(array[max(math.ceil(q * len(array) - 1e-9), 1) - 1])


def quantile_interval(values: ArrayLike, q: float, level: float = LEVEL) -> Interval:
    """Quantile with the distribution-free interval between two order statistics.

    Infinite values (censored times) are allowed. The number of values below the quantile is binomial(n, q);
    each bound is missed with at most half of 1 − level. Raises TooFewError if n has no such order statistics.
    """
    array = np.sort(numbers(values, least=1))
    needed = replications_for(q, level)
    low = _binomial_quantile((1 - level) / 2, len(array), q)
    high = _binomial_quantile((1 + level) / 2, len(array), q) + 1
    if low < 1 or high > len(array):
        raise TooFewError(f"the {q:.0%} quantile needs at least {needed} replications")
    return Interval(quantile(array, q), float(array[low - 1]), float(array[high - 1]))


def _binomial_quantile(chance: float, trials: int, q: float) -> int:
    """Give the smallest count that a binomial(trials, q) does not exceed with at least this chance."""
    from scipy.special import bdtr, bdtrik

    count = max(math.ceil(float(bdtrik(chance, trials, q))), 0)
    return count - 1 if count > 0 and bdtr(count - 1, trials, q) >= chance else count


def replications_for(q: float, level: float = LEVEL) -> int:
    """Give the least number of replications with which `quantile_interval` has bounds."""
    if not 0 < q < 1:
        raise ValueError("a quantile must be above 0 and below 1")
    miss = (1 - confidence(level)) / 2
    return math.floor(math.log(miss) / math.log(max(q, 1 - q))) + 1


def pooled_quantile(
    values: ArrayLike, replications: ArrayLike, q: float, planned: int, level: float = LEVEL
) -> Interval:
    """Quantile of values of which a replication has any number, such as a clock over all incidents.

    `replications` says which replication each value is of, `planned` how many there were, those without a
    value included. Censored values are infinite; an infinite bound or estimate means beyond the window. The
    interval is Woodruff's: the share of values up to the estimate is a ratio over replications, and its
    bounds are read as quantiles. Raises TooFewError if those lie outside of what was seen.
    """
    array, of = numbers(values, least=1), np.asarray(replications).ravel()
    if len(array) != len(of):
        raise ValueError("there must be a replication for every value")
    if planned < 2:
        raise TooFewError("this needs at least 2 replications")
    estimate = quantile(array, q)
    _, cluster = np.unique(of, return_inverse=True)
    size = np.bincount(cluster, minlength=planned).astype(float)
    below = np.bincount(cluster, array <= estimate, minlength=planned)
    share = below.sum() / size.sum()
    spread = math.sqrt(((below - share * size) ** 2).sum() * planned / (planned - 1)) / size.sum()
    half = student(level, planned - 1) * max(spread, _least_spread(q, len(array)))
    if q - half <= 0 or q + half >= 1:
        seen = f"{len(array)} over {planned} replications"
        raise TooFewError(f"the {q:.0%} quantile needs more values than {seen}")
    return Interval(estimate, quantile(array, q - half), quantile(array, q + half))


def _least_spread(q: float, count: int) -> float:
    """Binomial spread: a share that happens to be the same in every replication is not known for certain."""
    return math.sqrt(q * (1 - q) / count)
