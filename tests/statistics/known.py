"""True coverages by routes that do not use simnet: enumeration, and numpy over all samples at once."""

from __future__ import annotations

import math

import numpy as np
from scipy import stats

from tests.statistics.experiment import Array, Coverage, Draw, Hits

SAMPLES = 400_000
AT_ONCE = 20_000
SEED = 77


def wilson(n: int, share: float, level: float = 0.95) -> float:
    """Binomial chance of all counts that the score test does not tell from n·p."""
    counts = np.arange(n + 1)
    z = stats.norm.ppf(0.5 + level / 2)
    held = (counts - n * share) ** 2 <= z * z * n * share * (1 - share)
    return float(stats.binom.pmf(counts, n, share)[held].sum())


def wilson_with_ties(n: int, won: float, tied: float, level: float = 0.95) -> float:
    """Trinomial chance of wins and ties whose wins + ties / 2 the score test does not tell from its mean."""
    first, second = np.meshgrid(np.arange(n + 1), np.arange(n + 1), indexing="ij")
    share = won + tied / 2
    z = stats.norm.ppf(0.5 + level / 2)
    held = (first + second / 2 - n * share) ** 2 <= z * z * n * share * (1 - share)
    chance = stats.multinomial.pmf(
        np.stack([first, second, n - first - second], axis=-1).reshape(-1, 3), n, [won, tied, 1 - won - tied]
    )
    return float(chance[held.ravel()].sum())


def order_statistics(n: int, q: float, level: float = 0.95) -> float:
    """Binomial chance that the quantile lies between the two ranks that miss it by at most half each."""
    below = stats.binom.cdf(np.arange(n + 1), n, q)
    miss = (1 - level) / 2
    low = np.flatnonzero(below <= miss)[-1] + 1
    high = np.flatnonzero(below >= 1 - miss)[0] + 1
    return float(below[high - 1] - below[low - 1])


def beyond(n: int, q: float, hidden: float, level: float = 0.95) -> float:
    """Binomial chance that enough values are censored for the upper rank of a quantile to be one of them."""
    below = stats.binom.cdf(np.arange(n + 1), n, q)
    high = int(np.flatnonzero(below >= 1 - (1 - level) / 2)[0] + 1)
    return float(stats.binom.sf(n - high, n, hidden))


def sampled(draw: Draw, hits: Hits, samples: int = SAMPLES, seed: int = SEED) -> Coverage:
    """Measure the coverage of an interval that is computed for all samples at once."""
    luck, held = np.random.default_rng(seed), 0
    for begin in range(0, samples, AT_ONCE):
        held += int(hits(*draw(luck, min(AT_ONCE, samples - begin))).sum())
    return Coverage(held / samples, samples)


def student(truth: float, level: float = 0.95) -> Hits:
    """Student's interval of the rows of an array."""

    def hits(values: Array) -> Array:
        n = values.shape[1]
        away = np.abs(values.mean(axis=1) - truth) * math.sqrt(n) / values.std(axis=1, ddof=1)
        return away <= stats.t.ppf(0.5 + level / 2, n - 1)

    return hits


def delta(truth: float, level: float = 0.95) -> Hits:
    """The delta method from variances and covariance: (vN − 2R·c + R²·vD) / (n · mean(D)²)."""

    def hits(top: Array, bottom: Array) -> Array:
        n = top.shape[1]
        a, b = top.mean(axis=1), bottom.mean(axis=1)
        ratio = a / b
        together = ((top - a[:, None]) * (bottom - b[:, None])).sum(axis=1) / (n - 1)
        spread = top.var(axis=1, ddof=1) - 2 * ratio * together + ratio**2 * bottom.var(axis=1, ddof=1)
        return np.abs(ratio - truth) <= stats.t.ppf(0.5 + level / 2, n - 1) * np.sqrt(spread / n) / b

    return hits


def jackknife(truth: float, level: float = 0.95) -> Hits:
    """The jackknife in its other form: R less its bias, with the spread of what is left without each."""

    def hits(*columns: Array) -> Array:
        n = columns[0].shape[1]
        whole, without = _ratios(*columns[-2:])
        if len(columns) == 4:
            other, others = _ratios(*columns[:2])
            whole, without = whole - other, without - others
        centre = without.mean(axis=1)
        spread = np.sqrt((n - 1) / n * ((without - centre[:, None]) ** 2).sum(axis=1))
        estimate = whole - (n - 1) * (centre - whole)
        return np.abs(estimate - truth) <= stats.t.ppf(0.5 + level / 2, n - 1) * spread

    return hits


def _ratios(top: Array, bottom: Array) -> tuple[Array, Array]:
    whole, under = top.sum(axis=1), bottom.sum(axis=1)
    return whole / under, (whole[:, None] - top) / (under[:, None] - bottom)


def percentile_tail(truth: float, level: float = 0.95, resamples: int = 499) -> Hits:
    """Another one that is not used: the quantiles of the tail means of plain resamples."""
    luck = np.random.default_rng(SEED)

    def hits(values: Array) -> Array:
        n = values.shape[1]
        tail, found = round(n * 0.05), []
        for row in values:
            again = np.partition(row[luck.integers(0, n, (resamples, n))], n - tail, axis=1)
            low, high = np.quantile(again[:, -tail:].mean(axis=1), (0.5 - level / 2, 0.5 + level / 2))
            found.append(low <= truth <= high)
        return np.array(found)

    return hits


def plain_tail(truth: float, level: float = 0.95) -> Hits:
    """The interval that is not used for tail means: Student's, as if the tail were a sample of its own."""

    def hits(values: Array) -> Array:
        tail = round(values.shape[1] * 0.05)
        worst = np.partition(values, values.shape[1] - tail, axis=1)[:, -tail:]
        return student(truth, level)(worst)

    return hits
