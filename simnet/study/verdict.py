"""Whether a network held: each goal judged by Wilson's interval, with more replications until it is decided.

A goal is held when the interval of the share of years that meet it lies at or above the reliability, and
deviated when it lies below. Otherwise the replications double, up to a most. Who looks again and again at 95%
is wrong too often: at a share of exactly 90%, five looks call a network deviated or held in 18 of 100 drills
(docs/drill-results.md). So the 5% are shared out among the looks, each getting as much of it as it has of the
replications (Bonferroni over looks; spending in proportion to information as in Lan and DeMets, *Biometrika*
70 (1983) 659-663): over all looks together, at most 5% of drills are decided wrongly.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from simnet.study.plan import StudyError
from simnet.study.statistics import LEVEL, share_interval

FIRST, MOST = 100, 1600
"""Replications before the first look, and at most, unless told otherwise."""
HELD, DEVIATED, UNDECIDED = "held", "deviated", "undecided"
RATINGS = (("P", 0.95), ("S", 0.80), ("M", 0.50))
"""Ratings of HSEEP by the lower bound of the share of years; below them all it is U."""
BEYOND = 1_000_000
"""Replications from which on a goal is as good as undecidable: the share is the reliability itself."""


def looks(first: int, most: int) -> tuple[int, ...]:
    """Give the numbers of replications after which is looked: doubling from the first up to the most.

    >>> looks(100, 700)
    (100, 200, 400, 700)
    """
    if first < 1 or most < 1:
        raise StudyError("replications must be a number of simulated years, 1 or more")
    found = [min(first, most)]
    while found[-1] < most:
        found.append(min(2 * found[-1], most))
    return tuple(found)


def level_of(planned: Sequence[int], look: int, level: float = LEVEL) -> float:
    """Give the level of the interval at one look, so that all looks together have `level`.

    >>> [round(level_of((100, 200, 400), look), 4) for look in range(3)]
    [0.9875, 0.9875, 0.975]
    """
    before = planned[look - 1] if look else 0
    return 1 - (1 - level) * (planned[look] - before) / planned[-1]


@dataclass(frozen=True)
class Judgement:
    """A share of years with its bounds at the level of the look, and what follows."""

    met: int
    replications: int
    low: float
    high: float
    verdict: str
    decides: int
    """Replications that would decide it if the share stays as it is; 0 if it is decided."""

    @property
    def rating(self) -> str:
        """The HSEEP rating."""
        return next((letter for letter, least in RATINGS if self.low >= least), "U")


def judge(met: int, replications: int, reliability: float, level: float) -> Judgement:
    """Judge a goal that was met in so many of so many replications."""
    found = share_interval(met, replications, level)
    verdict = HELD if found.low >= reliability else DEVIATED if found.high < reliability else UNDECIDED
    decides = 0 if verdict != UNDECIDED else _decides(found.estimate, reliability, level)
    return Judgement(met, replications, found.low, found.high, verdict, decides)


def _decides(share: float, reliability: float, level: float) -> int:
    """Find how many replications would put the reliability outside the interval of this very share."""
    from scipy.special import ndtri

    z = float(ndtri(0.5 + level / 2))
    # Wilson's interval leaves out r exactly if |p - r| > z·√(r(1 - r)/n).
    off = abs(share - reliability)
    needed = z * z * reliability * (1 - reliability) / (off * off) if off > 0 else math.inf
    return min(math.ceil(needed) + 1, BEYOND) if math.isfinite(needed) else BEYOND


def together(verdicts: Iterable[str]) -> str:
    """Join the verdicts of the goals: held if all are, deviated if any is, otherwise undecided."""
    found = set(verdicts)
    if DEVIATED in found:
        return DEVIATED
    return HELD if found <= {HELD} else UNDECIDED
