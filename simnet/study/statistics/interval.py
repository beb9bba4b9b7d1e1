"""An estimate with its bounds, and what every interval asks of the values that it is made from."""

from __future__ import annotations

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


def student(level: float, freedom: int) -> float:
    """Give how many standard errors a two-sided interval reaches, with so many degrees of freedom.

    scipy.special alone: scipy.stats takes half a second to import, and 40 times as long for every quantile.
    """
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.5 + confidence(level) / 2))


def confidence(level: float) -> float:
    """Give the level if it is one; raises ValueError for 95 instead of 0.95."""
    if not 0 < level < 1:
        raise ValueError("a confidence level must be above 0 and below 1, such as 0.95")
    return level


def numbers(values: ArrayLike, least: int) -> Array:
    """Give the values as floats, infinite ones allowed; raises TooFewError below `least` of them."""
    array = np.asarray(values, dtype=float).ravel()
    if len(array) < least:
        raise TooFewError(f"this needs at least {least} replication{'s' if least > 1 else ''}")
    if np.isnan(array).any():
        raise ValueError("the values must be numbers; leave out replications without one")
    return array


def finite(values: ArrayLike, least: int) -> Array:
    """Give the values as floats, none infinite: a mean of censored values is unknown, a quantile is not."""
    array = numbers(values, least)
    if np.isinf(array).any():
        raise ValueError("the values must be finite; use a quantile for values that may be censored")
    return array


def aligned(first: Array, second: Array, rule: str) -> None:
    """Raise ValueError with the rule if two arrays are not of the same replications."""
    if len(first) != len(second):
        raise ValueError(rule)
