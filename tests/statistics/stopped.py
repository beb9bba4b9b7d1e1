"""The stopping rule on populations whose mean is known: where it stops, what it holds, how far it overshoots.

All samples are followed at once, by sums and sums of squares, without simnet.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import stats

from simnet.study.stopping import EVERY, FIRST, MOST
from tests.statistics import populations as of
from tests.statistics.experiment import Array, Coverage, Draw

AT_ONCE = 500


@dataclass(frozen=True)
class Stopping:
    """A population with its mean and its sd ÷ mean, and the precision aimed at.

    `expected` is the share of samples whose interval holds the mean where the rule stops, of 100,000 samples,
    `replications` the mean of where that is.
    """

    population: str
    draw: Draw
    mean: float
    variation: float
    target: float
    expected: float
    replications: float

    @property
    def name(self) -> str:
        """Name it in tests and tables."""
        return f"{self.population}, ± {self.target:.0%}"

    @property
    def enough(self) -> float:
        """Replications that would do, if the sd were known and the number fixed beforehand."""
        return float((stats.norm.ppf(0.975) * self.variation / self.target) ** 2)


@dataclass(frozen=True)
class Stops:
    """Where each sample stopped, whether its interval held the mean, and its half-width ÷ the target."""

    at: Array
    held: Array
    reached: Array

    @property
    def coverage(self) -> Coverage:
        """The share that held the mean."""
        return Coverage(float(self.held.mean()), len(self.held))


def follow(one: Stopping, samples: int, seed: int) -> Stops:
    """Apply the rule to so many samples."""
    luck, found = np.random.default_rng(seed), []
    for begin in range(0, samples, AT_ONCE):
        (values,) = one.draw(luck, min(AT_ONCE, samples - begin))
        found.append(_stop(values, one))
    return Stops(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _stop(values: Array, one: Stopping) -> tuple[Array, Array, Array]:
    looks = np.arange(FIRST, values.shape[1] + 1, EVERY)
    mean = np.cumsum(values, axis=1)[:, looks - 1] / looks
    square = np.cumsum(values**2, axis=1)[:, looks - 1] / looks
    sd = np.sqrt((square - mean**2) * looks / (looks - 1))
    half = stats.t.ppf(0.975, looks - 1) * sd / np.sqrt(looks)
    small = half <= one.target * np.abs(mean)
    if not small.any(axis=1).all():
        raise AssertionError("every sample must be long enough to stop")
    row, stop = np.arange(len(values)), small.argmax(axis=1)
    held = np.abs(mean - one.mean) <= half
    reached = half / np.abs(mean) / one.target
    return looks[stop], held[row, stop], reached[row, stop]


def _moved(draw: Draw, by: float, scale: float) -> Draw:
    def moved(luck: np.random.Generator, samples: int) -> tuple[Array, ...]:
        return (by + scale * draw(luck, samples)[0],)

    return moved


def _stoppings() -> tuple[Stopping, ...]:
    heavy = math.sqrt(math.e - 1)
    return (
        Stopping("normal, sd 10% of the mean", _moved(of.normal(FIRST), 100, 10), 100, 0.1, 0.05, 0.9500, 64),
        Stopping(
            "normal, sd 20% of the mean", _moved(of.normal(300), 100, 20), 100, 0.2, 0.04, 0.9488, 113.6
        ),
        Stopping(
            "normal, sd 20% of the mean", _moved(of.normal(700), 100, 20), 100, 0.2, 0.02, 0.9502, 401.6
        ),
        Stopping("exponential", of.exponential(MOST), 1, 1.0, 0.2, 0.9397, 111.7),
        Stopping("exponential", of.exponential(MOST), 1, 1.0, 0.1, 0.9473, 399.5),
        Stopping(
            "lognormal, sd of logarithm 1", of.lognormal(4_000, 1), math.exp(0.5), heavy, 0.1, 0.9330, 638.2
        ),
    )


STOPPINGS = _stoppings()
