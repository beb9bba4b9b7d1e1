"""Populations whose true mean, ratio, quantile or tail mean is known, drawn many samples at a time."""

from __future__ import annotations

import math

import numpy as np

from tests.statistics.experiment import Array, Draw

Z95 = 1.6448536269514722


def normal(n: int) -> Draw:
    """Mean 0, sd 1."""
    return lambda luck, samples: (luck.normal(size=(samples, n)),)


def exponential(n: int) -> Draw:
    """Mean 1."""
    return lambda luck, samples: (luck.exponential(size=(samples, n)),)


def lognormal(n: int, spread: float) -> Draw:
    """Median 1, `spread` is the sd of the logarithm: years whose costs are now and then very large."""
    return lambda luck, samples: (luck.lognormal(0, spread, (samples, n)),)


def censored(n: int, window: float) -> Draw:
    """Exponential clocks with mean 1 that have not stopped when the window ends: infinite."""

    def draw(luck: np.random.Generator, samples: int) -> tuple[Array, ...]:
        clocks = luck.exponential(size=(samples, n))
        return (np.where(clocks > window, np.inf, clocks),)

    return draw


def successes(n: int, share: float) -> Draw:
    """Successes in n trials."""
    return lambda luck, samples: (luck.binomial(n, share, samples),)


def steady(n: int) -> Draw:
    """400 orders a replication, 93% of them on time."""

    def draw(luck: np.random.Generator, samples: int) -> tuple[Array, ...]:
        orders = luck.poisson(400, (samples, n))
        return luck.binomial(orders, 0.93), orders

    return draw


STEADY = 0.93
BAD, SURGE, USUAL = 0.1, 600, 400
"""In a bad year, 1 in 10, there are more orders and fewer of them are on time."""
ON_TIME = {"A": (0.95, 0.60), "B": (0.95, 0.80)}
"""Share on time in usual and in bad years, by design."""


def bad_years(n: int, designs: str = "A") -> Draw:
    """Orders on time and orders of each design; designs have orders and bad years in common."""

    def draw(luck: np.random.Generator, samples: int) -> tuple[Array, ...]:
        bad = luck.random((samples, n)) < BAD
        orders = luck.poisson(np.where(bad, SURGE, USUAL))
        columns: list[Array] = []
        for design in designs:
            usual, worse = ON_TIME[design]
            columns += [luck.binomial(orders, np.where(bad, worse, usual)), orders]
        return tuple(columns)

    return draw


def on_time(design: str) -> float:
    """Long-run share on time of a design under `bad_years`."""
    usual, worse = ON_TIME[design]
    calm, rush = (1 - BAD) * USUAL, BAD * SURGE
    return (calm * usual + rush * worse) / (calm + rush)


def common_years(n: int) -> Draw:
    """Two designs, normal, sd 1 each and correlation 0.9; B has 0.5 more."""

    def draw(luck: np.random.Generator, samples: int) -> tuple[Array, ...]:
        year = math.sqrt(0.9) * luck.normal(size=(samples, n))
        a, b = math.sqrt(0.1) * luck.normal(size=(2, samples, n))
        return year + a, year + b + 0.5

    return draw


def premiums(n: int, away: float) -> Draw:
    """Premium, mean 2, and saving, whose mean is `away` standard errors from 0: normal, correlation 0.5."""

    def draw(luck: np.random.Generator, samples: int) -> tuple[Array, ...]:
        common = luck.normal(size=(samples, n))
        own, other = luck.normal(size=(2, samples, n))
        return 2 + common + own, away * math.sqrt(2 / n) + common + other

    return draw


def wins(n: int, won: float, tied: float) -> Draw:
    """Design B is 1 better, equal or 1 worse than A, which has 0."""

    def draw(luck: np.random.Generator, samples: int) -> tuple[Array, ...]:
        b = luck.choice([1, 0, -1], (samples, n), p=[won, tied, 1 - won - tied])
        return np.zeros((samples, n)), b

    return draw


def clustered(n: int) -> Draw:
    """Times of the incidents of n years, 1.5 a year, which the year makes longer: gamma with shape 2.

    Two object arrays, as a sample has any number of incidents: times and their years.
    """

    def draw(luck: np.random.Generator, samples: int) -> tuple[Array, ...]:
        times, years = (np.empty(samples, object) for _ in range(2))
        for sample in range(samples):
            years[sample] = np.repeat(np.arange(n), luck.poisson(1.5, n))
            year = luck.exponential(size=n)[years[sample]]
            times[sample] = year + luck.exponential(size=len(year))
        return times, years

    return draw


def tail_of_lognormal(spread: float) -> float:
    """E[X | X > its 95% quantile] = e^(s²/2) · Φ(s − z) / 5%."""
    return math.exp(spread**2 / 2) * (1 + math.erf((spread - Z95) / math.sqrt(2))) / 2 / 0.05


TAIL_OF_NORMAL = math.exp(-(Z95**2) / 2) / math.sqrt(2 * math.pi) / 0.05
"""E[X | X > its 95% quantile] = φ(z) / 5%."""
