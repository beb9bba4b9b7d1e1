"""Fieller's confidence set of a ratio of two means, of which the lower one may be near 0.

Source: Fieller, *Journal of the Royal Statistical Society* B 16 (1954) 175-185.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simnet.study.statistics.interval import LEVEL, TooFewError, aligned, finite, student

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

Pieces = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class ConfidenceSet:
    """An estimate and the pieces of the line that hold the truth with the chosen confidence, ascending.

    One bounded piece is an ordinary interval. An outer piece ends in −∞ or ∞: the lower mean cannot be told
    from 0. Two of them leave out the middle; the whole line says that nothing is known. No piece at all: no
    value in reach fits (after `at_least`, or if the lower values are all 0).
    """

    estimate: float
    pieces: Pieces

    @property
    def bounded(self) -> bool:
        """Tell whether no piece ends in infinity."""
        return all(math.isfinite(low) and math.isfinite(high) for low, high in self.pieces)

    def __contains__(self, value: float) -> bool:
        """Tell whether a value cannot be ruled out."""
        return any(low <= value <= high for low, high in self.pieces)

    def at_least(self, least: float) -> ConfidenceSet:
        """Give the part that is not below a bound, such as 0 for what cannot be negative."""
        kept = ((max(low, least), high) for low, high in self.pieces if high >= least)
        return ConfidenceSet(self.estimate, tuple(kept))


def fieller_set(numerators: ArrayLike, denominators: ArrayLike, level: float = LEVEL) -> ConfidenceSet:
    """Mean of the numerators / mean of the denominators, both of any sign, by replication. Needs two pairs.

    R is in the set if N − R·D has a mean that Student's t test does not tell from 0:
    R²·(d² − t²·Vdd) − 2R·(n·d − t²·Vnd) + (n² − t²·Vnn) ≤ 0, with the means n, d and their covariances V. The
    estimate is NaN if the denominators sum to 0.
    """
    top, bottom = finite(numerators, least=2), finite(denominators, least=2)
    aligned(top, bottom, "there must be a denominator for every numerator")
    if not top.any() and not bottom.any():
        raise TooFewError("a ratio needs at least 1 replication with something to count")
    t = student(level, len(top) - 1)
    # Each in units of its own size, or squares of dollars and of outages would lose each other's digits.
    sizes = [float(np.abs(one).max()) or 1.0 for one in (top, bottom)]
    unit = sizes[0] / sizes[1]
    n, d = float(top.mean()) / sizes[0], float(bottom.mean()) / sizes[1]
    covariances = np.cov(top / sizes[0], bottom / sizes[1]) * t * t / len(top)
    nn, nd, dd = (float(one) for one in covariances[(0, 0, 1), (0, 1, 1)])
    pieces = _at_most_zero(d * d - dd, n * d - nd, n * n - nn)
    scaled = tuple((low * unit, high * unit) for low, high in pieces)
    return ConfidenceSet(n / d * unit if d else math.nan, scaled)


def _at_most_zero(a: float, b: float, c: float) -> Pieces:
    """Solve a·x² − 2·b·x + c ≤ 0, of which the estimate is a solution unless a is 0."""
    if a == 0:
        return _line(b, c)
    inner = b * b - a * c
    if a < 0 and inner <= 0:
        return ((-math.inf, math.inf),)
    # The root of larger size first: the other from their product, so that no digits cancel.
    far = b + math.copysign(math.sqrt(max(inner, 0.0)), b)
    roots = sorted((far / a, c / far)) if far else [0.0, 0.0]
    if a > 0:
        return ((roots[0], roots[1]),)
    return ((-math.inf, roots[0]), (roots[1], math.inf))


def _line(b: float, c: float) -> Pieces:
    """Solve c ≤ 2·b·x."""
    if b == 0:
        return ((-math.inf, math.inf),) if c <= 0 else ()
    end = c / (2 * b)
    return ((end, math.inf),) if b > 0 else ((-math.inf, end),)
