"""Families of waiting times that a scenario can write, each with two free parameters on the whole line.

Formulas: Johnson, Kotz and Balakrishnan, *Continuous Univariate Distributions*, vol. 1 and 2, 2nd ed.
(1994 and 1995). Times are in days.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, Self

import numpy as np
from scipy import special

Array = np.ndarray[tuple[int, ...], np.dtype[Any]]

LOG_ROOT = math.log(2 * math.pi) / 2
LEAST_SHAPE = 1.02
"""A log-logistic time has a mean only with a shape above 1; a scenario refuses the others."""


class Family(Protocol):
    """A distribution of a waiting time."""

    name: ClassVar[str]
    """Its name in a scenario."""
    words: ClassVar[str]
    """Its name for a reader."""

    @classmethod
    def of(cls, free: Array) -> Self:
        """Make it of the free parameters, the first of which is the logarithm of a time."""

    @staticmethod
    def start(mean: float, sd: float) -> tuple[float, float]:
        """Guess the free parameters from mean and sd of the logarithm of times."""

    def log_density(self, days: Array) -> Array:
        """Give the logarithm of the density at times above 0."""

    def below(self, days: Array) -> Array:
        """Give the share of times of at most so many days."""

    def above(self, days: Array) -> Array:
        """Give the share of times above so many days."""

    def median(self) -> float:
        """Give the median."""

    def mean(self) -> float:
        """Give the mean."""

    def written(self) -> str:
        """Write it as a scenario does."""


@dataclass(frozen=True)
class Lognormal:
    """Lognormal: the logarithm is normal."""

    middle: float
    spread: float
    name: ClassVar[str] = "lognormal"
    words: ClassVar[str] = "lognormal"

    @classmethod
    def of(cls, free: Array) -> Self:
        return cls(free[0], math.exp(free[1]))

    @staticmethod
    def start(mean: float, sd: float) -> tuple[float, float]:
        return mean, math.log(sd)

    def _z(self, days: Array) -> Array:
        with np.errstate(divide="ignore"):
            return np.asarray((np.log(days) - self.middle) / self.spread)

    def log_density(self, days: Array) -> Array:
        return np.asarray(-(self._z(days) ** 2) / 2 - np.log(days) - math.log(self.spread) - LOG_ROOT)

    def below(self, days: Array) -> Array:
        return np.asarray(special.ndtr(self._z(days)))

    def above(self, days: Array) -> Array:
        return np.asarray(special.ndtr(-self._z(days)))

    def median(self) -> float:
        return math.exp(self.middle)

    def mean(self) -> float:
        return math.exp(self.middle + self.spread**2 / 2)

    def written(self) -> str:
        sd = self.mean() * math.sqrt(math.expm1(self.spread**2))
        return f"{{lognormal: {{mean: {_number(self.mean())} days, sd: {_number(sd)} days}}}}"


@dataclass(frozen=True)
class Gamma:
    """Gamma."""

    shape: float
    scale: float
    name: ClassVar[str] = "gamma"
    words: ClassVar[str] = "gamma"

    @classmethod
    def of(cls, free: Array) -> Self:
        return cls(math.exp(free[1]), math.exp(free[0] - free[1]))

    @staticmethod
    def start(mean: float, sd: float) -> tuple[float, float]:
        return mean + sd * sd / 2, -2 * math.log(sd)

    def log_density(self, days: Array) -> Array:
        at = days / self.scale
        known = -float(special.gammaln(self.shape)) - math.log(self.scale)
        return np.asarray(special.xlogy(self.shape - 1, at) - at + known)

    def below(self, days: Array) -> Array:
        return np.asarray(special.gammainc(self.shape, days / self.scale))

    def above(self, days: Array) -> Array:
        return np.asarray(special.gammaincc(self.shape, days / self.scale))

    def median(self) -> float:
        return self.scale * float(special.gammaincinv(self.shape, 0.5))

    def mean(self) -> float:
        return self.shape * self.scale

    def written(self) -> str:
        sd = math.sqrt(self.shape) * self.scale
        return f"{{gamma: {{mean: {_number(self.mean())} days, sd: {_number(sd)} days}}}}"


@dataclass(frozen=True)
class Weibull:
    """Weibull."""

    shape: float
    scale: float
    name: ClassVar[str] = "weibull"
    words: ClassVar[str] = "Weibull"

    @classmethod
    def of(cls, free: Array) -> Self:
        return cls(math.exp(free[1]), math.exp(free[0]))

    @staticmethod
    def start(mean: float, sd: float) -> tuple[float, float]:
        # The logarithm of a Weibull time has the mean log(scale) − 0.577 / shape and the sd 1.283 / shape.
        return mean + 0.45 * sd, math.log(1.283 / sd)

    def _power(self, days: Array) -> Array:
        return np.asarray((days / self.scale) ** self.shape)

    def log_density(self, days: Array) -> Array:
        at = days / self.scale
        known = math.log(self.shape) - math.log(self.scale)
        return np.asarray(special.xlogy(self.shape - 1, at) - self._power(days) + known)

    def below(self, days: Array) -> Array:
        return np.asarray(-np.expm1(-self._power(days)))

    def above(self, days: Array) -> Array:
        return np.asarray(np.exp(-self._power(days)))

    def median(self) -> float:
        return float(self.scale * math.log(2) ** (1 / self.shape))

    def mean(self) -> float:
        return self.scale * math.gamma(1 + 1 / self.shape)

    def written(self) -> str:
        return f"{{weibull: {{shape: {_number(self.shape)}, scale: {_number(self.scale)} days}}}}"


@dataclass(frozen=True)
class LogLogistic:
    """Log-logistic: the logarithm is logistic; its tail is heavier than the lognormal's."""

    shape: float
    scale: float
    name: ClassVar[str] = "fisk"
    words: ClassVar[str] = "log-logistic"

    @classmethod
    def of(cls, free: Array) -> Self:
        return cls(LEAST_SHAPE + math.exp(free[1]), math.exp(free[0]))

    @staticmethod
    def start(mean: float, sd: float) -> tuple[float, float]:
        # The logarithm has the sd π / (√3 · shape).
        return mean, math.log(max(1.814 / sd - LEAST_SHAPE, 0.05))

    def _log_odds(self, days: Array) -> Array:
        with np.errstate(divide="ignore"):
            return np.asarray(self.shape * (np.log(days) - math.log(self.scale)))

    def log_density(self, days: Array) -> Array:
        odds = self._log_odds(days)
        return np.asarray(math.log(self.shape) - np.log(days) + odds - 2 * np.logaddexp(0, odds))

    def below(self, days: Array) -> Array:
        return np.asarray(special.expit(self._log_odds(days)))

    def above(self, days: Array) -> Array:
        return np.asarray(special.expit(-self._log_odds(days)))

    def median(self) -> float:
        return self.scale

    def mean(self) -> float:
        return self.scale * math.pi / self.shape / math.sin(math.pi / self.shape)

    def written(self) -> str:
        return f"{{fisk: {{c: {_number(self.shape)}, scale: {_number(self.scale)} days}}}}"


FAMILIES: tuple[type[Family], ...] = (Lognormal, Gamma, Weibull, LogLogistic)


def _number(value: float) -> str:
    """Write a number with three digits, without an exponent."""
    digits = max(0, 2 - math.floor(math.log10(value))) if value > 0 else 2
    return f"{value:.{min(digits, 9)}f}"
