"""The carrier's persistent factor: how all of its parcels are slower or faster together, week by week.

The mean log transit of a week is μ + x + e: x a stationary AR(1) with standard deviation `sd` whose
correlation over k weeks is φ^k, e the noise of a mean of n independent parcels with variance v / n. `sd` and
φ maximize the restricted likelihood of the weekly means (Patterson and Thompson, Biometrika 58, 1971), so the
noise of the means is not taken for the carrier's, nor does the estimated mean make `sd` too small.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]

FEWEST_WEEKS = 26
"""Half a year: with less, neither the size nor the memory of the factor can be told from chance."""
FEWEST_PARCELS = 10
"""Parcels of a week below which it is left out."""
LONGEST_GAP = 4
"""Weeks without enough parcels after which another time begins: the longest stretch without one is used."""
PHIS = np.concatenate([np.linspace(0.0, 0.88, 23), np.linspace(0.90, 0.99, 19)])
LONGEST_MEMORY = 0.25
"""Share of the time that a file covers up to which a memory is looked for: more is a trend, not a memory."""
LIKELY = 1.92
"""Half the 95% quantile of χ² with one degree of freedom: how far a 95% interval reaches down."""


@dataclass(frozen=True)
class Weeks:
    """Weekly means of log transit about their lanes, in order; `number` counts weeks from the first."""

    number: Array
    mean: Array
    noise: Array
    """Variance of the mean if parcels were independent."""
    parcels: Array


@dataclass(frozen=True)
class Congestion:
    """The persistent factor of a carrier, with 95% intervals."""

    sd: float
    sd_interval: tuple[float, float]
    phi: float
    phi_interval: tuple[float, float]
    weeks: int
    parcels: int
    week_sd: float
    """Standard deviation of the weekly mean log transit as observed, noise included."""
    independent_sd: float
    """What it would be if parcels were independent."""
    lag_one: float
    """Autocorrelation of the weekly mean log transit from one week to the next, as observed."""
    factor: Array
    """Expected factor of each week from the first to the last, mean 1 in the long run."""
    seen: Weeks
    """The weekly means that it was found from."""

    @property
    def memory_days(self) -> float:
        """Time constant −7 days / log φ."""
        return memory_days(self.phi)


def memory_days(phi: float) -> float:
    """Turn the correlation of a week with the next into a time constant in days."""
    return -7 / math.log(phi) if phi > 0 else 0.0


def weekly(week: Array, days: Array, weight: Array, lane: Array) -> Weeks:
    """Make weekly means of log transit, each parcel compared with the others of its lane.

    `week` and `lane` are whole numbers from 0, `days` the transit of delivered parcels.
    """
    logs = np.log(days)
    by_lane = np.bincount(lane, weight)
    logs = logs - (np.bincount(lane, weight * logs) / np.where(by_lane > 0, by_lane, 1))[lane]
    sums = np.bincount(week, weight)
    effective = sums**2 / np.maximum(np.bincount(week, weight**2), 1e-300)
    means = np.bincount(week, weight * logs) / np.where(sums > 0, sums, 1)
    count = np.bincount(week)
    # Pooled over the weeks: single weeks have too few parcels for a variance of their own.
    inside = np.maximum(sums * (1 - 1 / np.maximum(effective, 1)), 0)
    variance = float((weight * (logs - means[week]) ** 2).sum() / inside.sum())
    used = np.flatnonzero(count >= FEWEST_PARCELS)
    return Weeks(used, means[used], variance / effective[used], count[used])


def estimate(weeks: Weeks, total_weeks: int = 0) -> Congestion | None:
    """Estimate the factor of the first week to the last of `total_weeks`; None with less than half a year."""
    total_weeks = max(total_weeks, int(weeks.number.max(initial=0)) + 1)
    weeks = _stretch(weeks)
    if len(weeks.number) < FEWEST_WEEKS:
        return None
    span = int(weeks.number[-1] - weeks.number[0]) + 1
    phis = PHIS[math.exp(-1 / (LONGEST_MEMORY * span)) >= PHIS]
    surface = [_best_sd(weeks, phi) for phi in phis]
    top = max(range(len(phis)), key=lambda i: surface[i][1])
    best_phi, (sd, best) = float(phis[top]), surface[top]
    likely = [float(phi) for phi, (_, value) in zip(phis, surface, strict=True) if value >= best - LIKELY]
    return Congestion(
        sd=sd,
        sd_interval=_sd_interval(weeks, phis, best),
        phi=best_phi,
        phi_interval=(likely[0], likely[-1]),
        weeks=len(weeks.number),
        parcels=int(weeks.parcels.sum()),
        week_sd=float(weeks.mean.std(ddof=1)),
        independent_sd=math.sqrt(float(weeks.noise.mean())),
        lag_one=lag_one(weeks.number, weeks.mean),
        factor=_factor(weeks, sd, best_phi, total_weeks),
        seen=weeks,
    )


def _stretch(weeks: Weeks) -> Weeks:
    """Keep the longest stretch of weeks without a long gap, the latest of equals."""
    part = np.concatenate([[0], np.cumsum(np.diff(weeks.number) > LONGEST_GAP)])[: len(weeks.number)]
    sizes = np.bincount(part) if len(part) else np.zeros(1)
    keep = part == len(sizes) - 1 - int(np.argmax(sizes[::-1]))
    return Weeks(*(column[keep] for column in (weeks.number, weeks.mean, weeks.noise, weeks.parcels)))


def lag_one(number: Array, values: Array) -> float:
    """Correlate the weeks that follow each other."""
    follows = np.flatnonzero(np.diff(number) == 1)
    return float(np.corrcoef(values[follows], values[follows + 1])[0, 1]) if len(follows) > 2 else math.nan


def _covariance(weeks: Weeks, sd: float, phi: float) -> Array:
    gap = np.abs(weeks.number[:, None] - weeks.number[None, :])
    return np.asarray(sd * sd * np.where(gap == 0, 1.0, phi**gap) + np.diag(weeks.noise))


def _likelihood(weeks: Weeks, sd: float, phi: float) -> float:
    """Restricted log likelihood, but for a constant."""
    from scipy import linalg

    factor = linalg.cholesky(_covariance(weeks, sd, phi), lower=True)
    ones = linalg.solve_triangular(factor, np.ones(len(weeks.mean)), lower=True)
    values = linalg.solve_triangular(factor, weeks.mean, lower=True)
    total = float(ones @ ones)
    rest = values - ones * float(ones @ values) / total
    return float(-np.log(np.diag(factor)).sum() - math.log(total) / 2 - rest @ rest / 2)


def _best_sd(weeks: Weeks, phi: float) -> tuple[float, float]:
    from scipy import optimize

    widest = 3 * float(weeks.mean.std()) + 1e-6
    found = optimize.minimize_scalar(
        lambda sd: -_likelihood(weeks, sd, phi), bounds=(0.0, widest), method="bounded"
    )
    return float(found.x), float(-found.fun)


def _sd_interval(weeks: Weeks, phis: Array, best: float) -> tuple[float, float]:
    """Find the sizes that are likely for some memory (profile likelihood)."""
    widest = 3 * float(weeks.mean.std()) + 1e-6
    tried = np.linspace(0.0, widest, 41)
    likely = [sd for sd in tried if max(_likelihood(weeks, sd, phi) for phi in phis[::2]) >= best - LIKELY]
    return (float(min(likely)), float(max(likely))) if likely else (0.0, widest)


def _factor(weeks: Weeks, sd: float, phi: float, total_weeks: int) -> Array:
    """Expected factor of every week, given all weekly means: exp(E[x] − sd² / 2)."""
    covariance = _covariance(weeks, sd, phi)
    inverse = np.linalg.inv(covariance)
    mean = float(inverse.sum(axis=0) @ weeks.mean / inverse.sum())
    every = np.arange(total_weeks)
    gap = np.abs(every[:, None] - weeks.number[None, :])
    cross = sd * sd * np.where(gap == 0, 1.0, phi**gap)
    expected: Array = cross @ inverse @ (weeks.mean - mean)
    return np.exp(expected - sd * sd / 2)
