"""When enough years are simulated: the stopping rule, checked at fixed numbers of replications.

The numbers do not depend on how many workers there are or how fast they are, so the rule stops every run of
the same scenario and seed at the same replication.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from simnet.errors import nearest
from simnet.study.plan import StudyError
from simnet.study.statistics import LEVEL, Interval, TooFewError, mean_interval, ratio_interval

FIRST, EVERY = 64, 32
"""Replications before the first check, and between two: a rule that looks too early or too often stops at a
lucky moment, with an interval that is too narrow (Law, *Simulation Modeling and Analysis*, section 9.4.1)."""
MOST = 2_000
"""Replications at most, unless told otherwise."""
TOP, BOTTOM = ".numerator", ".denominator"
WORDS = {
    "cost": "landed_cost", "total_cost": "landed_cost", "cost_per_order": "landed_cost_an_order",
    "on_time_delivery": "on_time", "orders_on_time": "on_time", "shipped_from_stock": "unit_fill",
    "in_stock": "ready", "damaged": "damage", "right_items": "accuracy", "order_to_door": "door_days",
    "your_time": "team_minutes_a_week", "founder_minutes": "team_minutes_a_week", "overdue": "backlog",
    "sold_out": "stockout_events", "stockouts": "stockout_events",
}  # fmt: skip
"""Measures by the words of the screen (docs/glossary.md)."""


@dataclass(frozen=True)
class StoppingRule:
    """Stop when the interval's half-width is at most the share `target` of the measure's estimate."""

    measure: str
    target: float
    first: int = FIRST
    every: int = EVERY
    level: float = LEVEL

    def __post_init__(self) -> None:
        """Refuse a target that is no share, raising StudyError."""
        if not 0 < self.target < 1:
            raise StudyError(
                f"precision is {self.target:g}; it must be a share above 0% and below 100%, such as 2%"
            )

    def due(self, ended: int) -> bool:
        """Tell whether to check after so many replications have ended, failed ones included."""
        return ended >= self.first and (ended - self.first) % self.every == 0

    def described(self) -> dict[str, float | str]:
        """Give the rule as plain data."""
        return {"of": self.measure, "target": self.target, "first": self.first, "every": self.every}


class Watching(Protocol):
    """What ends a study early: it is told every replication in order, and asked whether it is enough."""

    reached: float
    """How well what it watches is known; infinite if that is not known or not asked."""

    def add(self, values: Mapping[str, float]) -> None:
        """Take the measures of the next replication that succeeded."""

    def enough(self, ended: int) -> bool:
        """Tell whether so many replications, failed ones included, are enough."""


@dataclass
class Watch:
    """What a stopping rule knows of a study: one number a replication, two for a ratio."""

    rule: StoppingRule
    tops: list[float] = field(default_factory=list)
    bottoms: list[float] = field(default_factory=list)
    reached: float = math.inf
    """Half-width / |estimate| at the last check; infinite if it has none yet."""

    def add(self, values: Mapping[str, float]) -> None:
        """Take the measures of the next replication that succeeded.

        A replication without a value does not count. Raises StudyError if there is no such measure.
        """
        name = resolve(self.rule.measure, values)
        pair = name not in values
        top, bottom = (values[name + TOP], values[name + BOTTOM]) if pair else (values[name], math.nan)
        if math.isfinite(top) and (math.isfinite(bottom) or not pair):
            self.tops.append(top)
            self.bottoms.append(bottom)

    def enough(self, ended: int) -> bool:
        """Tell whether the rule is met after so many replications; only when a check is due."""
        if not self.rule.due(ended):
            return False
        try:
            found = self.interval()
        except TooFewError:
            return False
        self.reached = relative(found)
        return self.reached <= self.rule.target

    def interval(self) -> Interval:
        """Give the measure's estimate with its interval; raises TooFewError."""
        if self.bottoms and not math.isnan(self.bottoms[0]):
            return ratio_interval(self.tops, self.bottoms, self.rule.level)
        return mean_interval(self.tops, self.rule.level)


def relative(interval: Interval) -> float:
    """Half-width as a share of the estimate: 0 if nothing varies, infinite around an estimate of 0."""
    if interval.half_width == 0:
        return 0.0
    return interval.half_width / abs(interval.estimate) if interval.estimate else math.inf


def resolve(name: str, known: Iterable[str]) -> str:
    """Find the measure that a name, or the words of the screen, stand for.

    Raises StudyError with the nearest name if there is none.
    """
    measures = {one.removesuffix(TOP).removesuffix(BOTTOM) for one in known}
    plain = "_".join(name.strip().lower().replace("-", " ").replace("_", " ").split())
    for found in (name, plain, WORDS.get(plain, "")):
        if found in measures:
            return found
    raise StudyError(f"{name} is not a measure of a run ({nearest(plain, measures)})")
