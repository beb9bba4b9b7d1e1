"""The rules of a verdict while a drill runs: goals counted, looks taken, stopped or invalid, or decided."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from simnet import units
from simnet.records.drill_results import GOALS
from simnet.scenario.drills import Drill
from simnet.study.statistics import Interval, TooFewError, ratio_interval
from simnet.study.verdict import HELD, UNDECIDED, Judgement, judge, level_of, together

PER = {"days": units.DAY, "min": units.MINUTE}
ALMOST = 1e-9
"""Share of a limit by which a value may be above it, for the rounding of durations."""
TOP, BOTTOM = "on_time_before.numerator", "on_time_before.denominator"


@dataclass(frozen=True)
class Rules:
    """What a drill is judged by: limits by goal, in the unit of each; looks; and what breaks it off."""

    limits: Mapping[str, float]
    reliability: float
    looks: tuple[int, ...]
    only_if: float | None = None
    """Share of orders that must be in time before t0."""
    stops: bool = False
    """Whether there is a stop condition."""

    @classmethod
    def of(cls, drill: Drill, looks: tuple[int, ...]) -> Rules:
        """Read them from a drill's file."""
        only_if = drill.only_if.on_time if drill.only_if is not None else None
        return cls(limits(drill), drill.pass_when, looks, only_if, drill.stop_if is not None)

    def level(self, ended: int) -> float:
        """Give the level of the intervals after so many replications."""
        look = next((n for n, count in enumerate(self.looks) if count >= ended), len(self.looks) - 1)
        return level_of(self.looks, look)


def limits(drill: Drill) -> dict[str, float]:
    """Give the limit of each goal of a file, in the unit of the goal, in the order of GOALS."""
    found = {name: getattr(drill.goals, name) for name in GOALS}
    return {name: value / PER.get(GOALS[name].unit, 1) for name, value in found.items() if value is not None}


def met(value: float, limit: float) -> bool:
    """Tell whether a value keeps a limit."""
    return value <= limit * (1 + ALMOST)


@dataclass
class Tally:
    """What the replications that ended come to; it ends a study when the verdict is clear at a look."""

    rules: Rules
    replications: int = 0
    met: dict[str, int] = field(default_factory=dict)
    stopped: int = 0
    tops: list[float] = field(default_factory=list)
    bottoms: list[float] = field(default_factory=list)
    looked: list[int] = field(default_factory=list)
    reached: float = math.inf

    def add(self, values: Mapping[str, float]) -> None:
        """Take the row of the next replication that succeeded."""
        self.replications += 1
        self.stopped += values["stopped"] > 0
        for name, limit in self.rules.limits.items():
            self.met[name] = self.met.get(name, 0) + met(values[GOALS[name].column], limit)
        self.tops.append(values[TOP])
        self.bottoms.append(values[BOTTOM])

    def enough(self, ended: int) -> bool:
        """Tell whether the verdict is clear; only after a number of replications at which is looked."""
        if ended not in self.rules.looks:
            return False
        self.looked.append(ended)
        return self.replications == 0 or self.clear(ended)

    def clear(self, ended: int) -> bool:
        """Tell whether more replications could hardly change the verdict."""
        level = self.rules.level(ended)
        before, limit = self.before(level), self.rules.only_if
        if before is not None and limit is not None and before.high < limit:
            return True
        if self.rules.stops and self._stops(level).verdict not in (HELD, UNDECIDED):
            return True
        return together(one.verdict for one in self.judged(ended).values()) != UNDECIDED

    def judged(self, ended: int) -> dict[str, Judgement]:
        """Judge every goal after so many replications."""
        level, rules = self.rules.level(ended), self.rules
        return {
            name: judge(self.met[name], self.replications, rules.reliability, level) for name in rules.limits
        }

    def before(self, level: float) -> Interval | None:
        """Give the share of orders in time before t0, pooled over replications; None if there were none."""
        if self.rules.only_if is None or not sum(self.bottoms):
            return None
        try:
            return ratio_interval(self.tops, self.bottoms, level)
        except TooFewError:
            share = sum(self.tops) / sum(self.bottoms)
            return Interval(share, math.nan, math.nan)

    @property
    def aborted(self) -> bool:
        """Tell whether more replications were stopped than may miss a goal."""
        return self.stopped > (1 - self.rules.reliability) * self.replications * (1 + ALMOST)

    def _stops(self, level: float) -> Judgement:
        return judge(self.replications - self.stopped, self.replications, self.rules.reliability, level)


def tally(rules: Rules, rows: Sequence[Mapping[str, float]]) -> Tally:
    """Count rows that are there already."""
    found = Tally(rules)
    for row in rows:
        found.add(row)
    return found
