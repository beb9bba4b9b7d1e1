"""How often a drill's verdict is wrong: exactly, by the chances of every count at every look."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np
from scipy.stats import binom

from simnet.study.statistics import share_interval
from simnet.study.verdict import DEVIATED, FIRST, HELD, MOST, UNDECIDED, judge, level_of, looks

LOOKS = looks(FIRST, MOST)
Rule = Callable[[int, int, float, int], str]
"""From years that met the goal, years, reliability and the number of the look to a verdict."""


class Chances(NamedTuple):
    """How often a drill ends so, and after how many years on average."""

    held: float
    deviated: float
    undecided: float
    years: float


def product(met: int, years: int, reliability: float, look: int) -> str:
    """The rule of simnet."""
    return judge(met, years, reliability, level_of(LOOKS, look)).verdict


def plain(met: int, years: int, reliability: float, look: int) -> str:
    """Wilson's 95% interval at every look, as if it were the only one."""
    found = share_interval(met, years)
    return HELD if found.low >= reliability else DEVIATED if found.high < reliability else UNDECIDED


@cache
def cuts(rule: Rule, reliability: float) -> tuple[tuple[int, int], ...]:
    """Give by look the count up to which the verdict is deviated, and from which on it is held."""
    found = []
    for look, years in enumerate(LOOKS):
        low, high = -1, years + 1
        for met in range(years + 1):
            verdict = rule(met, years, reliability, look)
            low = met if verdict == DEVIATED else low
            high = min(high, met) if verdict == HELD else high
        found.append((low, high))
    return tuple(found)


def exact(share: float, reliability: float, rule: Rule) -> Chances:
    """Follow the chances of all counts from look to look; a verdict ends them."""
    chances, before = np.ones(1), 0
    held = deviated = spent = 0.0
    for years, (low, high) in zip(LOOKS, cuts(rule, reliability), strict=True):
        more = years - before
        chances = np.convolve(chances, binom.pmf(np.arange(more + 1), more, share))
        above, below = chances[high:].sum(), chances[: low + 1].sum()
        held, deviated, spent = held + above, deviated + below, spent + years * (above + below)
        chances[high:] = 0
        chances[: low + 1] = 0
        before = years
    left = float(chances.sum())
    return Chances(float(held), float(deviated), left, float(spent) + LOOKS[-1] * left)


def once(share: float, reliability: float, years: int) -> float:
    """Give how often the share of so many years reaches the reliability: a verdict by the point estimate."""
    return float(binom.sf(np.ceil(years * reliability - 1e-9) - 1, years, share))
