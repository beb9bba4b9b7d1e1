"""One experiment: samples of a known population, an interval of each, and how often it holds the truth."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]
Draw = Callable[[np.random.Generator, int], tuple[Array, ...]]
"""So many samples at once: arrays whose rows are the samples."""
Holds = Callable[..., bool]
"""Whether the interval of one sample, a row of each array, holds the truth."""
Hits = Callable[..., Array]
"""The same of many samples: a row of each array is one."""

AT_ONCE = 2_000
SEED = 20260105


@dataclass(frozen=True)
class Coverage:
    """A share of samples whose interval held the truth, and its standard error."""

    share: float
    samples: int

    @cached_property
    def error(self) -> float:
        """Binomial, never less than that of a single miss."""
        return max(math.sqrt(self.share * (1 - self.share) / self.samples), 1 / self.samples)


@dataclass(frozen=True)
class Experiment:
    """An interval, the population and number of replications it is tried on, and its true coverage.

    `expected` is the true coverage, `uncertain` its standard error (0 if it is exact), `route` how it is
    known. `hits` says for all samples at once, without simnet, whether the truth is held. `samples` are drawn
    in CI, `long` under -m slow and for the page.
    """

    interval: str
    population: str
    n: int
    level: float
    draw: Draw
    holds: Holds
    expected: float
    route: str
    uncertain: float = 0.0
    hits: Hits | None = None
    samples: int = 5_000
    long: int = 40_000

    @property
    def name(self) -> str:
        """Name the experiment in tests and tables."""
        return f"{self.interval}, {self.population}, n = {self.n}, {self.level:.0%}"

    def run(self, samples: int, seed: int = SEED) -> Coverage:
        """Draw so many samples and count the intervals that hold the truth."""
        luck, hits = np.random.default_rng(seed), 0
        for begin in range(0, samples, AT_ONCE):
            columns = self.draw(luck, min(AT_ONCE, samples - begin))
            hits += sum(map(self.holds, *columns))
        return Coverage(hits / samples, samples)

    def errors(self, found: Coverage) -> float:
        """Give how many standard errors a measured coverage is off, those of the expected one included."""
        return (found.share - self.expected) / math.hypot(found.error, self.uncertain)
