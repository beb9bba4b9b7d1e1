"""How well a fitted waiting time agrees with the data, in days, with what has not ended yet respected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from simnet.fitting.durations import Times

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]

QUANTILES = (0.10, 0.25, 0.50, 0.75, 0.90, 0.95)
"""Quantiles at which data and fit are compared: from the quick parcels to the 1 in 20 that is slow."""


@dataclass(frozen=True)
class Curve:
    """Share that has ended by a time: the Kaplan–Meier estimate, a step at each of `days`."""

    days: Array
    share: Array

    def quantile(self, share: float) -> float:
        """Give the first time by which at least the share has ended; infinite if it never does."""
        at = int(np.searchsorted(self.share, share - 1e-12))
        return float(self.days[at]) if at < len(self.days) else np.inf


@dataclass(frozen=True)
class Goodness:
    """Distance between data and fit."""

    worst_days: float
    """Largest difference of a quantile, days."""
    at: float
    """The quantile at which it is largest."""
    distance: float
    """Largest difference of the shares that have ended (Kolmogorov and Smirnov's D)."""


def curve(times: Times) -> Curve:
    """Estimate the share that has ended by each time (Kaplan and Meier, JASA 53, 1958), weighted.

    A time known between bounds counts at the upper one.
    """
    ended = times.ended
    at = np.where(ended, times.high, times.low)
    days = np.unique(at[ended])
    place = np.searchsorted(days, at[ended])
    ends = np.bincount(place, times.weight[ended], minlength=len(days))
    order = np.argsort(at)
    above = np.concatenate([[0.0], np.cumsum(times.weight[order])])
    at_risk = above[-1] - above[np.searchsorted(at[order], days, side="left")]
    left = np.cumprod(1 - ends / at_risk)
    return Curve(days, 1 - left)


def compare(data: Curve, share: Callable[[Array], Array], quantile: Callable[[float], float]) -> Goodness:
    """Compare the data with a fit, given as its share ended by a time and the time of a share."""
    top = float(data.share[-1])
    asked = [q for q in QUANTILES if q < top]
    differences = [abs(data.quantile(q) - quantile(q)) for q in asked]
    worst = int(np.argmax(differences)) if asked else 0
    before = np.concatenate([[0.0], data.share[:-1]])
    fitted = share(data.days)
    distance = float(np.maximum(np.abs(data.share - fitted), np.abs(before - fitted)).max())
    return Goodness(differences[worst] if asked else np.nan, asked[worst] if asked else np.nan, distance)
