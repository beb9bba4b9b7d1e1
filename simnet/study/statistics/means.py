"""Means and shares over replications.

Sources: Student, Biometrika 6 (1908) 1-25; Wilson, JASA 22 (1927) 209-212.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simnet.study.statistics.interval import LEVEL, Interval, TooFewError, confidence, finite, student

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def mean_interval(values: ArrayLike, level: float = LEVEL) -> Interval:
    """Mean with Student's t interval: mean ± t(n − 1) · s / √n. Needs two values."""
    array = finite(values, least=2)
    mean = float(array.mean())
    half = student(level, len(array) - 1) * float(array.std(ddof=1)) / math.sqrt(len(array))
    return Interval(mean, mean - half, mean + half)


def share_interval(successes: float, trials: int, level: float = LEVEL) -> Interval:
    """Share with Wilson's score interval; half a success is allowed, for ties. Needs one trial."""
    from scipy.special import ndtri

    if trials < 1:
        raise TooFewError("a share needs at least 1 replication")
    if not 0 <= successes <= trials:
        raise ValueError("there must be from 0 to as many successes as trials")
    z, share = float(ndtri(0.5 + confidence(level) / 2)), successes / trials
    scale = 1 + z * z / trials
    middle = (share + z * z / (2 * trials)) / scale
    half = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials**2)) / scale
    low = 0.0 if successes == 0 else middle - half
    high = 1.0 if successes == trials else middle + half
    return Interval(share, low, high)
