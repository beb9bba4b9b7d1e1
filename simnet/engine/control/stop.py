"""A drill is broken off when too many orders are overdue (docs/model.md §17)."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

import numpy as np

from simnet.engine.draws import Occurrence
from simnet.engine.flow import entries
from simnet.engine.flow.tables import DECISION
from simnet.engine.flow.tallies import ALL
from simnet.engine.plan import Rehearsal
from simnet.units import HOUR

if TYPE_CHECKING:
    import simpy

    from simnet.engine.control.world import World

TIE = 1 << 40
"""Tie of a look at rank DECISION, after those of occurrences and thresholds."""
NOBODY = np.zeros(0, np.int64)


class Stop:
    """Looks every hour whether the drill goes on; it has no part in a world without a stop condition."""

    def __init__(self, world: World, rehearsal: Rehearsal) -> None:
        self.world, self.rehearsal = world, rehearsal
        self.first = 0
        """Orders before this one can no longer be open."""
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
        while at < last:
            yield world.at(at, DECISION, TIE)
            if self._overdue() > self.rehearsal.most_overdue:
                self._break_off(self.occurrences)
                return
            at += HOUR

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
