"""The normal distribution, without scipy: its import takes longer than most scenarios need it for."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np


def standard_normal(chances: np.ndarray) -> np.ndarray:
    """Quantiles of the standard normal distribution at chances in (0, 1), shape as given (one dimension)."""
    inverse = NormalDist().inv_cdf
    return np.fromiter(map(inverse, chances.tolist()), float, len(chances))
