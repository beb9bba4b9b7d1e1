"""Families of waiting times fitted by maximum likelihood to times that may be censored, with weights.

A time is known exactly, or only between two bounds (dates without a time of day), or only from below (it has
not ended yet). Some parcels never arrive: with that share q, a time that has not ended by c has the
likelihood q + (1 − q)·S(c), any other (1 − q)·f(t). So lost parcels do not stretch the tail of those that
arrive (a cure model: Boag, Journal of the Royal Statistical Society B 11, 1949).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from simnet.fitting.families import FAMILIES, Family

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]

SHORTEST_DAYS = 1 / 24
"""Exact times below an hour are taken as "under an hour": clocks and scans are not better than that."""
NEVER_BOUNDS = (-14.0, 3.0)  # logit of the share that never ends
SLOWEST, LONG = 0.95, 3.0
"""A share that never ends can be told from a long tail only if something is still open after this many times
the slowest 1 in 20 of what ended."""


@dataclass(frozen=True)
class Times:
    """Waiting times in days, each in (low, high]: exact if they are equal, not ended if high is infinite."""

    low: Array
    high: Array
    weight: Array

    @classmethod
    def of(cls, low: Array, high: Array, weight: Array) -> Times:
        """Make times of bounds, very short exact ones as an interval from 0."""
        short = (low == high) & (low < SHORTEST_DAYS)
        return cls(np.where(short, 0.0, low), np.where(short, SHORTEST_DAYS, high), np.asarray(weight, float))

    def __len__(self) -> int:
        return len(self.low)

    def __getitem__(self, keep: Array) -> Times:
        return Times(self.low[keep], self.high[keep], self.weight[keep])

    def divided(self, factor: Array) -> Times:
        """Return the times, each divided by its factor."""
        return Times(self.low / factor, self.high / factor, self.weight)

    @property
    def ended(self) -> Array:
        """Tell which have ended."""
        return np.isfinite(self.high)

    @property
    def middle(self) -> Array:
        """Give one value for each that has ended: itself, or the middle of its bounds."""
        return (self.low + np.where(self.ended, self.high, self.low)) / 2

    @property
    def effective(self) -> float:
        """Number of equally weighted times that say as much as these: (Σw)² / Σw² (Kish, 1965)."""
        return float(self.weight.sum() ** 2 / (self.weight**2).sum()) if len(self) else 0.0


@dataclass(frozen=True)
class Fit:
    """One family fitted: its distribution, the share that never ends, and how well it does."""

    distribution: Family
    never: float
    aic: float
    median_interval: tuple[float, float]
    """95% interval of the median, days; of the best family alone."""
    ended: int
    """Times that have ended."""
    open: int
    """Times that have not."""


def fit(times: Times) -> tuple[Fit, ...]:
    """Fit every family; the first has the smallest AIC. Needs two different times that have ended."""
    scaled = times.weight * times.effective / times.weight.sum()
    solved = sorted((_solve(family, times, scaled) for family in FAMILIES), key=lambda one: one.aic)
    return tuple(_fit(one, times, scaled, best=one is solved[0]) for one in solved)


def can_fit(times: Times) -> bool:
    """Tell whether there is any spread to fit."""
    ended = times.ended
    return bool(ended.sum() > 2 and np.unique(times.middle[ended]).size > 1)


class _Solved(NamedTuple):
    """The most likely parameters of a family."""

    family: type[Family]
    free: Array
    aic: float
    loss: Callable[[Array], float]
    bounds: list[tuple[float, float]]


def _solve(family: type[Family], times: Times, scaled: Array) -> _Solved:
    from scipy import optimize

    ended, lost = times.ended, _may_be_lost(times)
    logs = np.log(np.maximum(times.middle[ended], SHORTEST_DAYS / 2))
    mean = float(np.average(logs, weights=scaled[ended]))
    sd = math.sqrt(float(np.average((logs - mean) ** 2, weights=scaled[ended])))
    start = [*family.start(mean, min(max(sd, 0.02), 1.5)), -4.0][: 3 if lost else 2]
    bounds = [(-12.0, 12.0), (-6.0, 6.0), NEVER_BOUNDS][: len(start)]
    loss = _loss(family, times, scaled, lost)
    found = optimize.minimize(loss, start, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-11})
    return _Solved(family, found.x, float(2 * found.fun * scaled.sum() + 2 * len(start)), loss, bounds)


def _fit(solved: _Solved, times: Times, scaled: Array, best: bool) -> Fit:
    distribution = solved.family.of(solved.free)
    spread = _median_spread(solved) / math.sqrt(scaled.sum()) if best else math.nan
    factor = math.exp(1.96 * spread)
    return Fit(
        distribution=distribution,
        never=_never(solved.free),
        aic=solved.aic,
        median_interval=(distribution.median() / factor, distribution.median() * factor),
        ended=int(times.ended.sum()),
        open=int((~times.ended).sum()),
    )


def _may_be_lost(times: Times) -> bool:
    ended = times.ended
    late = LONG * np.quantile(times.high[ended], SLOWEST)
    return bool((times.low[~ended] > late).any())


def _never(free: Array) -> float:
    return 1 / (1 + math.exp(-free[2])) if len(free) > 2 else 0.0


def _loss(family: type[Family], times: Times, scaled: Array, lost: bool) -> Callable[[Array], float]:
    """Make the function to minimize: minus the mean log likelihood, by the free parameters."""
    still = ~times.ended
    exact = times.low == times.high
    within = times.ended & ~exact
    at, low, high, reached = times.low[exact], times.low[within], times.high[within], times.low[still]
    # Lanes have thousands of parcels but dates have few values: equal ones are looked at once.
    bounds, place = np.unique(np.stack([low, high]), axis=1, return_inverse=True)
    sums = np.bincount(place.ravel(), scaled[within], minlength=bounds.shape[1])
    total = float(scaled.sum())

    @np.errstate(over="ignore", divide="ignore", invalid="ignore")
    def loss(free: Array) -> float:
        d, never = family.of(free), _never(free) if lost else 0.0
        value = float((d.log_density(at) * scaled[exact]).sum())
        if len(sums):
            mass = d.below(bounds[1]) - d.below(bounds[0])
            value += float((np.log(np.maximum(mass, 1e-300)) * sums).sum())
        value += math.log1p(-never) * float(scaled[~still].sum())
        if len(reached):
            value += float(
                (np.log(np.maximum(never + (1 - never) * d.above(reached), 1e-300)) * scaled[still]).sum()
            )
        return -value / total if math.isfinite(value) else 1e10

    return loss


def _median_spread(solved: _Solved) -> float:
    """Standard error of the log median times √n, from the curvature of the likelihood (delta method)."""
    family, best, loss = solved.family, solved.free, solved.loss
    # A share that never ends and is estimated as none has no curvature: it is left as it is.
    free = [i for i, (low, high) in enumerate(solved.bounds) if low + 0.1 < best[i] < high - 0.1]
    step, size = 1e-3, len(free)
    if not size:
        return 0.0

    def moved(*by: tuple[int, float]) -> Array:
        at = best.copy()
        for index, amount in by:
            at[free[index]] += amount
        return at

    curve = np.empty((size, size))
    for i in range(size):
        for j in range(size):
            corners = [
                sign * loss(moved((i, a * step), (j, b * step)))
                for a, b, sign in ((1, 1, 1), (1, -1, -1), (-1, 1, -1), (-1, -1, 1))
            ]
            curve[i, j] = sum(corners) / (4 * step * step)
    slope = np.array(
        [
            math.log(family.of(moved((i, step))).median() / family.of(moved((i, -step))).median())
            / (2 * step)
            for i in range(size)
        ]
    )
    variance = float(slope @ np.linalg.pinv(curve, hermitian=True) @ slope)
    return math.sqrt(max(variance, 0.0))
