"""A drill is broken off when too many orders are overdue, cancelled, lost or sold out (docs/model.md §17)."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import numpy as np

from simnet.engine.draws import Occurrence
from simnet.engine.flow import entries
from simnet.engine.flow.tables import CANCELLED, DECISION, LOST
from simnet.engine.flow.tallies import ALL
from simnet.engine.plan import Rehearsal
from simnet.units import HOUR

if TYPE_CHECKING:
    import simpy

    from simnet.engine.control.world import World

TIE = 1 << 40
"""Tie of a look at rank DECISION, after those of occurrences and thresholds."""
NOBODY = np.zeros(0, np.int64)
ENDED = {"cancelled": CANCELLED, "lost": LOST}
"""State of a line that ended so."""


class Stop:
    """Looks every hour whether the drill goes on; it has no part in a world without a stop condition."""

    def __init__(self, world: World, rehearsal: Rehearsal) -> None:
        self.world, self.rehearsal = world, rehearsal
        self.first = 0
        """Orders before this one can no longer be open."""
        self.before = {"cancelled": 0, "lost": 0}
        """Orders of which something had been cancelled or lost when the drill began."""
        events = world.plan.events
        self.occurrences = [
            one
            for one in world.draws.occurrences
            if one.event in rehearsal.events and events[one.event].kind != "demand_surge"
        ]
        if self.occurrences:
            world.process(self._watch(max(one.end for one in self.occurrences)))

    def _watch(self, last: int) -> Generator[simpy.Event, None, None]:
        world, at = self.world, self.rehearsal.onset + HOUR
        yield world.at(self.rehearsal.onset, DECISION, TIE)
        self.before = {name: self._ended(name) for name in self.before}
        while at < last:
            yield world.at(at, DECISION, TIE)
            if any(self._seen(name) > most for name, most in self.rehearsal.most):
                self._break_off(self.occurrences)
                return
            at += HOUR

    def _seen(self, name: str) -> int:
        """Count the orders of a kind: overdue now, or cancelled, lost or sold out since t0."""
        if name == "overdue":
            return self._overdue()
        return self._stockouts() if name == "stockout" else self._ended(name) - self.before[name]

    def _ended(self, name: str) -> int:
        """Orders of which a line was cancelled or lost so far; such a line stays so."""
        lines = self.world.flow.line
        return len(np.unique(lines["order"][lines["state"] == ENDED[name]]))

    def _stockouts(self) -> int:
        """Orders in the stockout log since t0."""
        rows = self.world.flow.miss[: int(self.world.clockwork["misses"])]
        return len(np.unique(rows["order"][rows["t"] >= self.rehearsal.onset]))

    def _overdue(self) -> int:
        """Open orders past their promise."""
        cases, world = np.zeros(1, np.int64), self.world
        self.first = entries.orders_overdue(
            world.flow, world.map, self.first, ALL, NOBODY, NOBODY, cases, world._now
        )
        return int(cases[0])

    def _break_off(self, occurrences: list[Occurrence]) -> None:
        for one in occurrences:
            if one.end > self.world._now:
                self.world.disruptions.break_off(one)
